"""ZIP, tar and packed files: every member read, nothing led astray, no bomb unpacked."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import re
import sys
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard

from formats_case import document, documents, how, problem, put, tarred, zipped
from neshast.document import Document
from neshast.limits import Limits
from neshast.reading import Problem, read, total_bytes

TEXT = "جلسهٔ کمیتهٔ باغ‌ها به ریاست خانم مهین آذرپی در سالن شهرداری برگزار شد."
DATA = TEXT.encode()
LINE = json.dumps({"id": "a", "text": TEXT}).encode() + b"\n"
PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


# Packed files


@pytest.mark.parametrize("packing", PACK)
def test_a_packed_text_is_the_text(tmp_path: Path, packing: str) -> None:
    found = document(put(tmp_path / f"a.b.txt.{packing}", PACK[packing](DATA)))
    source = found.source
    assert (found.raw, source.doc_id, source.encoding) == (TEXT, "a.b", "utf-8")
    assert source.sha256 == hashlib.sha256(DATA).hexdigest()
    assert how(found) == {"route": "txt", "packing": packing}


@pytest.mark.parametrize("packing", PACK)
def test_packed_json_lines(tmp_path: Path, packing: str) -> None:
    line = json.dumps({"text": TEXT, "section": "شهر"}).encode() + b"\n"
    path = put(tmp_path / f"news.jsonl.{packing}", PACK[packing](line) + PACK[packing](LINE))
    first, second = documents(path)
    assert first.raw == second.raw == TEXT
    assert (first.source.doc_id, second.source.doc_id) == ("news:1", "a")
    assert first.source.extra["section"] == "شهر"
    assert how(first) == {"route": "jsonl", "packing": packing}


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("kept", [0.5, 0.999])
def test_packed_lines_that_break_off(tmp_path: Path, packing: str, kept: float) -> None:
    lines = [json.dumps({"text": f"{TEXT} {n * 7919}"}).encode() + b"\n" for n in range(4000)]
    data = b"".join(PACK[packing](b"".join(lines[at : at + 500])) for at in range(0, 4000, 500))
    path = put(tmp_path / f"a.jsonl.{packing}", data[: int(len(data) * kept)])
    *good, end = read([path])
    assert len(good) >= 1500 and all(isinstance(one, Document) for one in good[:-1])
    assert isinstance(end, Problem) and end.message.startswith("cut off")


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize(
    "data", [b"", b"no such thing", b"\x1f\x8b\x08\0\0\0", b"\x28\xb5\x2f\xfd"]
)
def test_what_is_not_packed_as_its_name_says(tmp_path: Path, packing: str, data: bytes) -> None:
    found = problem(put(tmp_path / f"a.txt.{packing}", data))
    assert re.search("damaged|cut off|no text in it", found.message), found


@pytest.mark.parametrize("packing", PACK)
def test_a_bomb_is_not_unpacked(tmp_path: Path, packing: str) -> None:
    path = put(tmp_path / f"a.txt.{packing}", PACK[packing](bytes(12 << 20)))
    assert "times its size, as bombs do" in problem(path, limits=Limits(ratio=20)).message
    assert "unpacks to more than 1000 bytes" in problem(path, limits=Limits(total=1000)).message


def test_what_is_larger_than_the_limit(tmp_path: Path) -> None:
    limits = Limits(bytes=len(DATA) - 1)
    path = put(tmp_path / "a.txt", DATA)
    assert "set `bytes` in the table [reading]" in problem(path, limits=limits).message
    path = put(tmp_path / "a.txt.gz", gzip.compress(DATA))
    assert f"larger than {len(DATA) - 1} bytes" in problem(path, limits=limits).message
    short = json.dumps({"text": "متن"}).encode() + b"\n"
    path = put(tmp_path / "a.jsonl", short + LINE)
    first, end = read([path], limits=limits)
    assert isinstance(first, Document) and isinstance(end, Problem)
    assert "a line has more than" in end.message
    assert document(put(tmp_path / "b.txt", DATA), limits=Limits(bytes=len(DATA))).raw == TEXT


# Archives


def members() -> dict[str, bytes]:
    return {
        "a.txt": DATA,
        "ب/c.jsonl": LINE * 2,
        "d.txt.gz": gzip.compress(DATA),
        "pic.png": b"\x89PNG",
        "in.zip": zipped({"e.txt": DATA, "f.tar": tarred({"g.txt": DATA})}),
        "page": b"<!DOCTYPE html><p>" + DATA,
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("set.zip", zipped(members())),
        ("set.tar", tarred(members())),
        ("set.tar.gz", gzip.compress(tarred(members()))),
        ("set.tgz", gzip.compress(tarred(members()))),
        ("set.tar.bz2", bz2.compress(tarred(members()))),
        ("set.tar.xz", lzma.compress(tarred(members()))),
        ("set.tar.zst", zstandard.compress(tarred(members()))),
    ],
)
def test_all_members_are_read(tmp_path: Path, name: str, data: bytes) -> None:
    path = put(tmp_path / name, data)
    counted: list[int] = []
    found = list(read([path], consumed=counted.append))
    assert sum(counted) == total_bytes([path]) == len(data)
    good = [one for one in found if isinstance(one, Document)]
    assert all(one.raw == TEXT for one in good)
    assert {one.source.doc_id: how(one)["member"] for one in good} == {
        "set/a": "a.txt",
        "a": "ب/c.jsonl",
        "a#2": "ب/c.jsonl",
        "set/d": "d.txt.gz",
        "set/in/e": "in.zip!e.txt",
        "set/in/f/g": "in.zip!f.tar!g.txt",
        "set/page": "page",
    }
    assert {one.source.path for one in good} == {str(path)}
    (skipped,) = (one for one in found if isinstance(one, Problem))
    assert (skipped.where, skipped.skipped) == (f"{path}!pic.png", True)


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize(
    ("name", "doc_id"),
    [
        ("../../etc/a.txt", "x/etc/a"),
        ("/top/a.txt", "x/top/a"),
        ("C:" + "\\ب\\a.txt", "x/ب/a"),
        ("..\\a.txt", "x/a"),
        ("b/../../a.txt", "x/b/a"),
        ("a\n\u2028\x1b[31m.txt", "x/a\ufffd\ufffd\ufffd[31m"),
    ],
)
def test_names_lead_nowhere(tmp_path: Path, make: object, name: str, doc_id: str) -> None:
    assert callable(make)
    found = document(
        put(tmp_path / "x", make({name: DATA})), format="zip" if make is zipped else "tar"
    )
    assert (found.raw, found.source.doc_id) == (TEXT, doc_id)
    assert found.source.warnings == ("unsafe_name",)
    assert how(found)["member"].replace("\\", "/") == name.replace("\\", "/")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x"]


def test_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("a.txt", DATA), ("a.txt", DATA)])
    first, second = documents(put(tmp_path / "x.zip", data))
    assert (first.source.doc_id, second.source.doc_id) == ("x/a", "x/a#2")


def test_what_is_no_regular_member_is_skipped(tmp_path: Path) -> None:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        for type, name in ((tarfile.SYMTYPE, "l.txt"), (tarfile.CHRTYPE, "d.txt")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type, "/etc/hostname"
            archive.addfile(info)
    found = list(read([put(tmp_path / "x.tar", into.getvalue())]))
    assert [(one.skipped, one.message) for one in found if isinstance(one, Problem)] == [
        (True, "skipped: not a regular file")
    ] * 2


def test_a_locked_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": DATA}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    found = problem(put(tmp_path / "x.zip", bytes(data)))
    assert (found.where, found.message) == (
        f"{tmp_path}/x.zip!a.txt", "locked with a password; unlock it first",
    )  # fmt: skip


def test_a_damaged_member_harms_no_other(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": DATA, "b.txt": DATA}))
    at = data.index(b"a.txt") + 30
    data[at : at + 8] = bytes(8)
    bad, good = read([put(tmp_path / "x.zip", bytes(data))])
    assert isinstance(bad, Problem) and bad.message.startswith("damaged (")
    assert isinstance(good, Document) and good.raw == TEXT


@pytest.mark.parametrize("make", [zipped, tarred])
def test_an_archive_that_breaks_off(tmp_path: Path, make: object) -> None:
    assert callable(make)
    data = make({"a.txt": DATA, "b.txt": DATA * 100})
    name = "x.zip" if make is zipped else "x.tar"
    *good, end = read([put(tmp_path / name, data[:-12_000] if make is tarred else data[:-30])])
    assert isinstance(end, Problem) and re.match("no whole (ZIP|tar)", end.message)
    assert len(good) == (make is tarred)


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
@pytest.mark.parametrize("data", [b"", b"no archive" * 99, bytes(5000)])
def test_what_is_no_archive(tmp_path: Path, name: str, data: bytes) -> None:
    assert problem(put(tmp_path / name, data)).message.endswith(("again", "remove it"))


def test_an_empty_archive_is_told(tmp_path: Path) -> None:
    assert "no file in it" in problem(put(tmp_path / "x.zip", zipped({}))).message
    assert "no file in it" in problem(put(tmp_path / "x.tar", tarred({}))).message


# Bombs


def test_a_bomb_in_an_archive_harms_no_other_member(tmp_path: Path) -> None:
    bomb = bytes(20 << 20)
    path = put(tmp_path / "x.zip", zipped({"a.txt": bomb, "b.txt": DATA}))
    bad, good = read([path])
    assert isinstance(bad, Problem) and "as bombs do" in bad.message
    assert isinstance(good, Document) and good.raw == TEXT


def test_a_member_that_says_it_is_small(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": bytes(20 << 20)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + at
        data[place : place + 4] = (100).to_bytes(4, "little")
    assert "damaged" in problem(put(tmp_path / "x.zip", bytes(data))).message


def test_a_tar_whose_header_claims_gigabytes(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 32
    data = gzip.compress(info.tobuf() + bytes(30 << 20))
    limits = Limits(ratio=100_000)
    found = problem(put(tmp_path / "x.tar.gz", data), limits=limits)
    assert "a header is too long" in found.message


def test_archives_within_archives_have_an_end(tmp_path: Path) -> None:
    data = zipped({"a.txt": DATA})
    for _ in range(3):
        data = zipped({"x.zip": data})
    path = put(tmp_path / "x.zip", data)
    assert document(path).source.doc_id == "x/x/x/x/a"
    found = problem(path, limits=Limits(depth=3))
    assert "more than 3 archives within archives" in found.message
    assert found.where == f"{path}!x.zip!x.zip!x.zip"


def test_archives_within_archives_share_one_bound(tmp_path: Path) -> None:
    inner = zipped({f"{n}.txt": DATA for n in range(5)})
    path = put(tmp_path / "x.zip", zipped({f"{n}.zip": inner for n in range(5)}))
    assert len(documents(path)) == 25
    found = list(read([path], limits=Limits(total=5 * len(inner) + 6 * len(DATA))))
    good = [one for one in found if isinstance(one, Document)]
    assert 0 < len(good) < 25
    problems = [one for one in found if isinstance(one, Problem)]
    assert problems and all("unpacks to more than" in one.message for one in problems)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_the_members_and_bytes_of_an_archive_are_bounded(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = put(tmp_path / "x", make({f"{n}.txt": DATA for n in range(9)}))
    format = "zip" if make is zipped else "tar"
    *good, end = read([path], format, limits=Limits(members=4))
    assert len(good) == 4 and isinstance(end, Problem)
    assert "more than 4 members, the rest was not read" in end.message
    *good, end = read([path], format, limits=Limits(total=len(DATA) * 5))
    assert isinstance(end, Problem) and "unpacks to more than" in end.message
    assert (len(good) == 5) is (make is zipped)


def test_the_directory_of_a_zip_that_lies_about_names(tmp_path: Path) -> None:
    data = zipped({"نام.txt": DATA})
    flagged = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        flagged[flagged.index(mark) + at] &= ~8
    # UTF-8 without its flag, as some programs write it.
    assert document(put(tmp_path / "x.zip", bytes(flagged))).source.doc_id == "x/نام"


def test_an_archive_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, format in ((zipped(members()), None), (tarred(members()), "tar")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        found = [one for one in read(["-"], format) if isinstance(one, Document)]
        assert [one.source.doc_id for one in found][:2] == ["-/a", "a"]


def test_the_text_of_a_member_says_its_encoding(tmp_path: Path) -> None:
    old = "جلسه كميته باغها به رياست خانم مهين آذرپي در سالن شهرداري برگزار شد."
    texts = {"a.txt": old.encode("cp1256"), "b.txt": TEXT.encode("utf-16")}
    found = documents(put(tmp_path / "x.zip", zipped(texts)))
    assert [one.source.encoding for one in found] == ["windows-1256", "utf-16-le"]
    assert [one.raw for one in found] == [old, TEXT]


def test_nothing_is_kept_open(tmp_path: Path) -> None:
    path = put(tmp_path / "x.zip", zipped(members()))
    stream = read([path])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert zipfile.is_zipfile(path)

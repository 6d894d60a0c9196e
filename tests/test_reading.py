"""From paths to raw texts: ids, metadata, and every way in which an input can fail."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neshast.document import Document
from neshast.reading import Problem, iso_date, read, total_bytes

TEXT = "جلسهٔ کمیتهٔ باغ‌ها به ریاست خانم مهین آذرپی در سالن شهرداری برگزار شد.\nپایان."


def documents(*paths: Path | str, **options: Any) -> list[Document]:
    found = list(read(paths, **options))
    assert all(isinstance(one, Document) for one in found), found
    return [one for one in found if isinstance(one, Document)]


def problem(*paths: Path | str, **options: Any) -> Problem:
    (found,) = read(paths, **options)
    assert isinstance(found, Problem), found
    return found


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(path: Path, *objects: object) -> Path:
    return put(path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects))


# Files, folders, ids


def test_newlines_are_untouched(tmp_path: Path) -> None:
    text = "یک\r\nدو\rسه\n\u2028چهار\x85پنج"
    (document,) = documents(put(tmp_path / "a.txt", text))
    assert document.raw == text


def test_a_file_with_its_hashes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + TEXT.encode()
    path = put(tmp_path / "report.one.txt", data)
    (document,) = documents(path, published="2024-05-01")
    source = document.source
    assert document.raw == TEXT
    assert source.doc_id == "report.one"
    assert source.path == str(path)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.text_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert source.published == "2024-05-01"
    assert (source.url, source.extra, source.warnings) == (None, {}, ())


def test_a_folder_is_read_in_order_of_code_points(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a-b.txt", "a/ب.TXT", "a.txt", "B.txt"):
        put(tmp_path / name, TEXT)
    lines(tmp_path / "a" / "c.jsonl", {"text": TEXT}, {"id": "own", "text": TEXT})
    put(tmp_path / "picture.png", b"\x89PNG")
    put(tmp_path / ".hidden.txt", TEXT)
    put(tmp_path / ".git" / "x.txt", TEXT)
    found = list(read([tmp_path]))
    ids = [one.source.doc_id for one in found if isinstance(one, Document)]
    assert ids == ["B", "a-b", "a", "c:1", "own", "a/z", "a/ب", "b"]
    skipped = [one.doc_id for one in found if isinstance(one, Problem) and one.skipped]
    assert skipped == [".git/", ".hidden.txt", "picture"]
    assert len(found) == len(ids) + len(skipped)


def test_what_is_no_regular_file_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    gone, loop, pipe = (one for one in read([tmp_path]) if isinstance(one, Problem))
    assert loop.skipped and pipe.skipped
    assert not gone.skipped and "no such file" in gone.message


def test_the_output_of_the_run_is_no_input(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    own = lines(tmp_path / "records.jsonl", {"record_id": "x"})
    assert len(documents(tmp_path, exclude={os.path.realpath(own)})) == 1


def test_repeated_ids_are_numbered(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", *({"id": i, "text": TEXT} for i in ("a", "a#2", "a", "a")))
    found = documents(path)
    assert [one.source.doc_id for one in found] == ["a", "a#2", "a#3", "a#4"]
    assert [one.source.warnings for one in found] == [(), (), *[("duplicate_id",)] * 2]


def test_a_file_given_twice_is_read_twice(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", TEXT)
    assert [one.source.doc_id for one in documents(path, path, path)] == ["a", "a#2", "a#3"]


def test_reading_is_lazy(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    late = put(tmp_path / "b.txt", TEXT)
    stream = read([tmp_path])
    next(stream)
    late.write_text("دیگر", encoding="utf-8")
    second = next(stream)
    assert isinstance(second, Document) and second.raw == "دیگر"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    try:
        put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt")), TEXT)
    except OSError:
        pytest.skip("this file system allows text names only")
    (document,) = documents(tmp_path)
    assert document.source.doc_id == "a\ufffd"
    json.dumps(document.source.path).encode()


# JSON Lines


def test_json_lines_with_metadata(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "news.jsonl",
        {
            "id": "n1",
            "text": TEXT,
            "title": "باغ‌ها",
            "url": "https://example.org/1",
            "publisher": "خبر نمونه",
            "published": "2024-05-01",
            "retrieved": "2024-06-01",
            "section": {"name": "شهر"},
        },
        {"text": TEXT, "published": "2024-05-02T10:00:00+03:30", "title": None},
        {"id": 7, "text": TEXT, "title": TEXT[:10]},
    )
    first, second, third = documents(path, published="2020-01-01")
    assert first.raw == f"باغ‌ها\n{TEXT}"
    source = first.source
    assert (source.doc_id, source.url, source.publisher, source.published) == (
        "n1",
        "https://example.org/1",
        "خبر نمونه",
        "2024-05-01",
    )
    assert source.extra == {"retrieved": "2024-06-01", "section": {"name": "شهر"}}
    assert source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert source.text_sha256 == hashlib.sha256(first.raw.encode()).hexdigest()
    assert (second.source.doc_id, second.source.published) == ("news:2", "2024-05-02")
    assert (third.source.doc_id, third.source.published) == ("7", "2020-01-01")
    assert second.raw == third.raw == TEXT


@pytest.mark.parametrize("published", ["2024-13-01", "دیروز", 20240501, "20240501", "2024-05-011"])
def test_a_date_that_is_none_is_kept_aside_with_a_warning(
    tmp_path: Path, published: object
) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": TEXT, "published": published})
    (document,) = documents(path, published="2020-01-01")
    assert document.source.published is None
    assert document.source.extra == {"published": published}
    assert document.source.warnings == ("published_invalid",)


def test_iso_dates() -> None:
    assert iso_date("2024-02-29") == iso_date("2024-02-29 10:00") == "2024-02-29"
    assert iso_date("2023-02-29") is iso_date("۲۰۲۴-۰۲-۲۹") is iso_date("") is None


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    text = "یک\u2028دو\x85سه\u2029چهار"
    data = json.dumps({"text": text}, ensure_ascii=False).encode()
    path = put(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + data + b"\r\n\n" + data)
    first, second = documents(path)
    assert first.raw == second.raw == text
    assert (first.source.doc_id, second.source.doc_id) == ("a:1", "a:3")


def test_lone_surrogates_in_json(tmp_path: Path) -> None:
    line = '{"text": "متن \\ud83d جلسه \\ud83d\\ude00", "note": ["\\udc00"]}\n'
    (document,) = documents(put(tmp_path / "a.jsonl", line))
    assert document.raw == "متن \ufffd جلسه 😀"
    assert document.source.extra == {"note": ["\ufffd"]}
    assert document.source.warnings == ("lone_surrogate",)


def test_bad_bytes_in_json(tmp_path: Path) -> None:
    data = json.dumps({"text": TEXT}, ensure_ascii=False).encode().replace(b"\n", b"")
    (document,) = documents(put(tmp_path / "a.jsonl", data[:-4] + b'\xff"}'))
    assert document.raw.endswith("\ufffd")
    assert document.source.warnings == ("replaced_bytes",)


def test_json_lines_in_utf_16(tmp_path: Path) -> None:
    data = "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in (TEXT, "ماه ਊ ماه"))
    first, second = documents(put(tmp_path / "a.jsonl", data.encode("utf-16")))
    assert (first.raw, second.raw) == (TEXT, "ماه ਊ ماه")
    assert first.source.encoding == "utf-16-le"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "a"', "not JSON .* each line must be one JSON object"),
        ("متن ساده", "not JSON"),
        ('["a"]', "no JSON object"),
        ('{"id": "a"}', 'no "text"'),
        ('{"text": ""}', 'no "text"'),
        ('{"text": " \\n"}', 'no "text"'),
        ('{"text": null}', 'no "text"'),
        ('{"text": 5}', 'no "text"'),
        ('{"text": "a", "id": []}', '"id" must be a string'),
        ('{"text": "a", "id": true}', '"id" must be a string'),
        ('{"text": "a", "title": 3}', '"title" must be a string'),
        ('{"text": ' + "[" * 100_000, "not JSON"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_harms_no_other(tmp_path: Path, line: str, says: str) -> None:
    good = json.dumps({"text": TEXT})
    path = put(tmp_path / "x.jsonl", f"{good}\n{line}\n{good}\n")
    first, bad, last = read([path])
    assert isinstance(first, Document) and isinstance(last, Document)
    assert isinstance(bad, Problem) and not bad.skipped
    assert (bad.where, bad.doc_id) == (f"{path}:2", "x:2")
    assert re.search(says, bad.message)
    assert "\n" not in str(bad)


@pytest.mark.parametrize("depth", [100, 900, 990, 5000])
def test_deep_json_breaks_nothing(tmp_path: Path, depth: int) -> None:
    line = '{"text": "متن", "deep": ' + "[" * depth + "]" * depth + "}"
    (found,) = read([put(tmp_path / "a.jsonl", line)])
    # How deep Python itself reads depends on its version; beyond that the line is named.
    assert isinstance(found, Document) or (depth > 100 and "mend the line" in str(found))


# What cannot be read


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_files(tmp_path: Path, name: str, data: bytes) -> None:
    found = problem(put(tmp_path / name, data))
    assert found.where == str(tmp_path / name)
    assert "no text in it" in found.message


@pytest.mark.parametrize(
    ("data", "says"), [(b"%PDF-1.4", "a PDF"), (b"\xe4\xf6\xfc" * 9, "convert the file to UTF-8")]
)
def test_files_that_are_no_text(tmp_path: Path, data: bytes, says: str) -> None:
    found = problem(put(tmp_path / "a.txt", data))
    assert (found.where, found.doc_id, found.skipped) == (str(tmp_path / "a.txt"), "a", False)
    assert says in found.message


def test_a_missing_path(tmp_path: Path) -> None:
    found = problem(tmp_path / "none.txt")
    assert str(found) == f"{tmp_path}/none.txt: no such file or folder; check the path"
    assert "check the path" in problem("a\0b").message


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.txt", TEXT)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert problem(path).message == "cannot be read (Permission denied); check the path"


def test_unknown_types_are_skipped_unless_a_format_is_given(tmp_path: Path) -> None:
    path = put(tmp_path / "report.text", TEXT)
    assert problem(path).skipped
    (document,) = documents(path, format="txt")
    assert document.source.doc_id == "report"


def test_problems_can_be_heard_instead(tmp_path: Path) -> None:
    heard: list[Problem] = []
    good = put(tmp_path / "a.txt", TEXT)
    assert len(documents(tmp_path / "none", good, problems=heard.append)) == 1
    assert [one.doc_id for one in heard] == ["none"]


# Standard input


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_a_text_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"\n\n" + TEXT.encode())
    (document,) = documents("-")
    assert (document.raw, document.source.doc_id, document.source.path) == ("\n\n" + TEXT, "-", "-")


@pytest.mark.parametrize("before", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_json_lines_from_standard_input(monkeypatch: pytest.MonkeyPatch, before: bytes) -> None:
    line = json.dumps({"text": TEXT}).encode()
    stdin(monkeypatch, before + line + b"\n" + line)
    first, second = documents("-")
    number = 1 + before.count(b"\n")
    assert first.raw == second.raw == TEXT
    assert [d.source.doc_id for d in (first, second)] == [f"-:{number}", f"-:{number + 1}"]


def test_utf_16_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, (json.dumps({"text": TEXT}) + "\n").encode("utf-16"))
    assert documents("-")[0].raw == TEXT
    stdin(monkeypatch, TEXT.encode("utf-16"))
    assert documents("-")[0].raw == TEXT


def test_a_format_for_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"{} " + TEXT.encode())
    assert documents("-", format="txt")[0].raw == "{} " + TEXT
    stdin(monkeypatch, TEXT.encode())
    assert all(isinstance(one, Problem) for one in read(["-"], format="jsonl"))


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_empty_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    stdin(monkeypatch, data)
    assert "no text in it" in problem("-").message


# Size


def test_ten_megabytes_on_one_line(tmp_path: Path) -> None:
    text = ("واژه " * 1_200_000)[:5_500_000]
    path = put(tmp_path / "a.txt", text)
    assert path.stat().st_size > 9_000_000
    (document,) = documents(path)
    assert document.raw == text
    (document,) = documents(lines(tmp_path / "b.jsonl", {"text": text}))
    assert document.raw == text


def test_bytes_are_counted(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    lines(tmp_path / "b.jsonl", {"text": TEXT}, {"text": TEXT})
    put(tmp_path / "c.png", b"png")
    counted: list[int] = []
    list(read([tmp_path], consumed=counted.append))
    assert sum(counted) == total_bytes([tmp_path])
    assert total_bytes(["-", tmp_path]) is None
    assert total_bytes([tmp_path / "none"]) == 0

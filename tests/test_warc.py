"""Web archives: every answer of a server once, with its offset; none lost without a word."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from formats_case import LINES, documents, how, packed, pdf, problem, put, record, response
from neshast.document import Document
from neshast.limits import Limits
from neshast.reading import Problem, read, total_bytes

TEXT = LINES[0]
PAGE = f"<html><body><p>{TEXT}</p><p>{LINES[1]}</p></body></html>".encode()
BOTH = f"{TEXT}\n{LINES[1]}"


def test_pages_with_their_place_in_the_archive(tmp_path: Path) -> None:
    records = [
        record("warcinfo", b"software: none", "", "application/warc-fields"),
        response(PAGE, "https://example.org/1?a=b"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", "https://example.org/1"),
        response(TEXT.encode(), "https://example.org/2.txt", Content_Type="text/plain"),
        record("resource", PAGE, "file:///3.html", "text/html; charset=utf-8"),
        record("conversion", TEXT.encode(), "https://example.org/4", "text/plain"),
    ]
    for name, data, sizes in (
        ("x.warc", b"".join(records), [len(one) for one in records]),
        ("x.warc.gz", packed(records), [len(gzip.compress(one, mtime=0)) for one in records]),
    ):
        path = put(tmp_path / name, data)
        counted: list[int] = []
        found = documents(path, consumed=counted.append)
        assert sum(counted) == total_bytes([path])
        assert [one.source.doc_id for one in found] == ["x:2", "x:4", "x:5", "x:6"]
        assert [one.raw for one in found] == [BOTH, TEXT, BOTH, TEXT]
        assert [how(one)["offset"] for one in found] == [sum(sizes[:at]) for at in (1, 3, 4, 5)]
        first = found[0].source
        assert (first.url, first.path) == ("https://example.org/1?a=b", str(path))
        assert how(found[0]) == {
            "route": "html:trafilatura",
            "offset": sizes[0],
            "record": "urn:uuid:1",
            "retrieved": "2016-12-01T09:30:00Z",
        }


def test_the_address_that_a_page_gives_itself(tmp_path: Path) -> None:
    page = PAGE.replace(b"<body>", b"<link rel=canonical href='/news/7'><body>")
    (found,) = documents(put(tmp_path / "x.warc", response(page, "https://example.org/a/b?c")))
    assert found.source.url == "https://example.org/news/7"
    assert how(found)["fetched"] == "https://example.org/a/b?c"


@pytest.mark.parametrize(
    ("head", "type", "says"),
    [
        ("200 OK", "image/png", "skipped: image/png"),
        ("200 OK", "text/\x01 css", "skipped: unknown type"),
        ("404 Not Found", "text/html", "skipped: the server answered 404"),
        ("302 Found", "text/html", "skipped: the server answered 302"),
    ],
)
def test_answers_that_are_no_page_are_skipped(
    tmp_path: Path, head: str, type: str, says: str
) -> None:
    found = problem(put(tmp_path / "x.warc", response(PAGE, head=head, Content_Type=type)))
    assert (found.message, found.skipped) == (says, True)
    assert found.where == f"{tmp_path}/x.warc:1"


@pytest.mark.parametrize(
    ("url", "body", "route"),
    [
        ("https://example.org/a.html", PAGE, "html:trafilatura"),
        ("https://example.org/a", b"<!DOCTYPE html>" + PAGE, "html:trafilatura"),
        ("https://example.org/%DA%AF.txt?x", TEXT.encode(), "txt"),
        ("https://example.org/a.pdf", pdf([LINES]), "pdf:pdfium+letters+turned"),
    ],
)
def test_what_a_server_does_not_know_the_address_or_the_bytes_tell(
    tmp_path: Path, url: str, body: bytes, route: str
) -> None:
    data = response(body, url, Content_Type="application/octet-stream")
    (found,) = documents(put(tmp_path / "x.warc", data))
    assert how(found)["route"] == route


def test_packed_and_chunked_answers(tmp_path: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    records = [
        response(gzip.compress(PAGE), Content_Encoding="gzip"),
        response(chunked, Transfer_Encoding="chunked"),
    ]
    found = documents(put(tmp_path / "x.warc.gz", packed(records)))
    assert [one.raw for one in found] == [BOTH] * 2


def test_the_encoding_that_the_server_names(tmp_path: Path) -> None:
    old = "<html><body><p>جلسه شوراي شهر به رياست خانم مهين آذرپي برگزار شد.</p></body></html>"
    data = response(old.encode("cp1256"), Content_Type="text/html; charset=windows-1256")
    (found,) = documents(put(tmp_path / "x.warc", data))
    assert found.source.encoding == "windows-1256"
    assert found.raw == "جلسه شوراي شهر به رياست خانم مهين آذرپي برگزار شد."


@pytest.mark.parametrize("cut", [1, 40, 160, 300])
@pytest.mark.parametrize("form", ["plain", "packed", "packed in one"])
def test_an_archive_that_is_cut_off(tmp_path: Path, form: str, cut: int) -> None:
    records = [response(PAGE, f"https://example.org/{n}") for n in range(3)]
    if form == "plain":
        # Two line ends after the last record are no part of it.
        name, data = "x.warc", b"".join(records)[: -cut - 4]
    elif form == "packed":
        name, data = "x.warc.gz", packed(records)[:-cut]
    else:
        name, data = "x.warc.gz", gzip.compress(b"".join(records))[:-cut]
    *good, end = read([put(tmp_path / name, data)])
    assert isinstance(end, Problem) and not end.skipped, good
    assert end.message.startswith(("cut off: the last record", "damaged after record"))
    whole = [one for one in good if isinstance(one, Document) and not one.source.warnings]
    assert all(one.raw == BOTH for one in whole)
    assert len(whole) >= 2 or form == "packed in one"
    assert all(
        one.source.warnings[0] == "record_cut"
        for one in good
        if isinstance(one, Document) and one not in whole
    )


def test_an_archive_cut_between_two_records_is_whole(tmp_path: Path) -> None:
    records = [response(PAGE, f"https://example.org/{n}") for n in range(2)]
    assert len(documents(put(tmp_path / "x.warc.gz", packed(records[:1])))) == 1
    assert len(documents(put(tmp_path / "y.warc", b"".join(records)[:-4]))) == 2


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    data = bytearray(packed([response(PAGE)] * 3))
    data[len(data) // 2] ^= 255
    *good, end = read([put(tmp_path / "x.warc.gz", bytes(data))])
    assert [one.raw for one in good if isinstance(one, Document)][:1] == [BOTH]
    assert isinstance(end, Problem) and "damaged" in end.message


@pytest.mark.parametrize("data", [b"", b"no archive at all" * 50, gzip.compress(b"\0" * 999)])
def test_what_is_no_web_archive(tmp_path: Path, data: bytes) -> None:
    assert not problem(put(tmp_path / "x.warc.gz", data)).skipped


def test_an_archive_of_requests_alone_is_told(tmp_path: Path) -> None:
    data = record("request", b"GET / HTTP/1.1\r\n\r\n", "https://example.org/1")
    assert "no record in it" in problem(put(tmp_path / "x.warc", data)).message


def test_a_record_larger_than_the_limit_harms_no_other(tmp_path: Path) -> None:
    records = [response(PAGE + b" " * 5000), response(PAGE)]
    large, good = read([put(tmp_path / "x.warc", b"".join(records))], limits=Limits(bytes=4000))
    assert isinstance(large, Problem) and "larger than 4000 bytes" in large.message
    assert isinstance(good, Document) and good.raw == BOTH

"""Any bytes at all through the readers: no exception, and one problem or some documents each.

    python evaluation/fuzz_reading.py                            `make fuzz`: a million inputs
    python evaluation/fuzz_reading.py --guided                   guided by coverage, with atheris
    python evaluation/fuzz_reading.py --parsers --count 20000    pages, PDF and Word files, parsed

Read in this process are plain text, JSON Lines, packed streams, ZIP, tar and WARC, and of pages
all but the parser itself. With `--parsers` pages, PDF and Word files go through the process that
parses them. An input follows from its seed and number alone: it is
a small valid file of its format with bytes changed, cut, doubled or filled with what is special
in that format.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import sys
import tarfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

import neshast.reading.html
from neshast.document import Document
from neshast.limits import Limits
from neshast.reading.found import Input, Item, Kind, Problem
from neshast.reading.packing import PACKINGS
from neshast.reading.persian import READINGS
from neshast.reading.published import published_day
from neshast.reading.reader import Reader

_ROOT = str(Path(__file__).resolve().parents[1])
RESULT = Path(__file__).resolve().parent / "fuzz_reading.json"
TEXT = "جلسهٔ کمیتهٔ باغ‌ها به ریاست خانم مهین آذرپی برگزار شد.\n"
LIMITS = Limits(bytes=1 << 20, total=4 << 20, members=50, depth=2, seconds=5, scanned_pages=0)
_SHOWN = 20
_SPECIAL = (
    b"\0", b"\xff", b"\r\n\r\n", b"\n", b"../", b"WARC/1.0\r\n", b"Content-Length: 99999999\r\n",
    b"PK\x03\x04", b"PK\x01\x02", b"\x1f\x8b\x08", b"%PDF-", b"{\"text\": ", b"\xed\xa0\x80",
    b"\xff\xfe", b"\xe2\x80\xa8", b"99999999999", b"-1", b"<html>", b"\x28\xb5\x2f\xfd",
    "۱۳۹۵/۹/۷".encode(), "۳۱ حوت ۱۴۰۰".encode(), "ﷲﻼ".encode(), b"\x7fELF",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An input for which something was wrong."""

    number: int
    format: str
    data: str
    wrong: str


# ---------------------------------------------------------------- inputs


def record(body: bytes, head: str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n") -> bytes:
    """A response of a web archive."""
    content = head.encode() + body
    return (
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/1\r\n"
            "WARC-Date: 2024-01-01T00:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        ).encode()
        + content
        + b"\r\n\r\n"
    )


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP of these members."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return into.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    """A tar of these members."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return into.getvalue()


@cache
def seeds() -> dict[Kind, bytes]:
    """A small valid input of each kind."""
    import zstandard

    text = TEXT.encode()
    line = json.dumps({"id": "a", "text": TEXT, "published": "2024-05-01"}).encode() + b"\n"
    members = {"a.txt": text, "b/c.jsonl": line, "../d.html": b"<p>" + text, "e.txt.gz": b""}
    packed = {
        "gz": gzip.compress(line, mtime=0),
        "bz2": bz2.compress(line),
        "xz": lzma.compress(line),
        "zst": zstandard.compress(line),
    }
    archive = record(text) + record(b"<p>" + text, "HTTP/1.1 200 OK\r\n\r\n")
    return {
        Kind("txt"): text,
        Kind("jsonl"): line * 2,
        Kind("html"): b"<html><meta charset='windows-1256'><p>" + TEXT.encode("cp1256", "replace"),
        Kind("zip"): zipped(members),
        Kind("tar"): tarred(members),
        Kind("warc"): archive,
        **{Kind("jsonl", packing): packed[packing] for packing in PACKINGS},
        Kind("tar", "gz"): gzip.compress(tarred(members), mtime=0),
        Kind("warc", "-"): gzip.compress(record(text), mtime=0) * 2,
    }


@cache
def parsed_seeds() -> dict[Kind, bytes]:
    """A small valid page, PDF and Word file."""
    from docx import Document as Word

    into = io.BytesIO()
    word = Word()
    word.add_paragraph(TEXT)
    word.add_table(1, 2).cell(0, 1).text = TEXT
    word.save(into)
    page = f"<html><head><title>{TEXT}</title><meta property='og:url' content='http://e.org'>"
    page += f"<body><article><h1>{TEXT}</h1><p>{TEXT}<br>{TEXT}<table><tr><td>{TEXT}</table>"
    return {
        Kind("html"): page.encode(),
        Kind("docx"): into.getvalue(),
        Kind("pdf"): b"\n".join(
            (
                b"%PDF-1.4",
                b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
                b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
                b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R",
                b"/Resources<</Font<</F 5 0 R>>>>>>endobj",
                b"4 0 obj<</Length 47>>stream",
                b"BT /F 12 Tf 9 99 Td (A garden was opened.) Tj ET",
                b"endstream endobj",
                b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
                b"trailer<</Root 1 0 R/Size 6>>",
                b"%%EOF",
            )
        ),
    }


def made(seed: int, number: int, parsed: bool = False) -> tuple[Kind, bytes]:
    """The kind and the bytes of a seed and a number."""
    chance = random.Random(f"{seed}/{number}")
    begun = parsed_seeds() if parsed else seeds()
    kind = chance.choice(list(begun))
    data = bytearray(begun[kind])
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 20))):
        _change(chance, data)
    return Kind(kind.format, kind.packing.strip("-")), bytes(data)


def _change(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data) + 1)
    length = chance.choice((1, 1, 2, 4, 8, 100))
    how = chance.randrange(5)
    if how == 0:
        data[at : at + length] = chance.randbytes(len(data[at : at + length]))
    elif how == 1:
        del data[at : at + length]
    elif how == 2:
        data[at:at] = chance.choice(_SPECIAL)
    elif how == 3:
        data[at:at] = data[at : at + length]
    else:
        del data[at:]


# ---------------------------------------------------------------- what must hold


def answer(task: str, data: bytes, limits: Limits, **options: Any) -> dict[str, Any]:
    """In place of the parsers: the text between tags, and all of it as dates."""
    text = data.decode("utf-8", "replace")
    return {"text": text, "title": text[:50], "url": text[:99], "publisher": None, "dates": [text]}


def check(kind: Kind, data: bytes) -> None:
    """Reads an input.

    Raises:
        AssertionError: if what comes out is ill-formed.
    """
    item = Item(kind, io.BytesIO(data), "in", "in", "in")
    found = list(Reader(limits=LIMITS).read(item))
    assert found, "nothing came out"
    for one in found:
        check_found(one)
    if kind.format == "html":
        text = data.decode("utf-8", "replace")
        published_day([text, text[:30]])
        for read in READINGS.values():
            read(text)


def check_found(one: Input) -> None:
    """Asserts that a document or a problem is well-formed."""
    if isinstance(one, Problem):
        assert one.message and "\n" not in str(one), f"no line: {one!r}"
        assert "please report" not in one.message, one.message
        str(one).encode()
    else:
        assert isinstance(one, Document) and one.raw.strip(), "an empty text"
        json.dumps(asdict(one.source), ensure_ascii=False).encode()
        one.raw.encode()
        # Lines of JSON name themselves.
        named = one.source.doc_id.startswith("in/")
        assert not named or ".." not in one.source.doc_id.split("/"), one.source.doc_id


# ---------------------------------------------------------------- the command


def failures(seed: int, numbers: range, parsed: bool = False) -> Iterator[Failure]:
    """The inputs of a seed for which something is wrong."""
    for number in numbers:
        kind, data = made(seed, number, parsed)
        try:
            check(kind, data)
        except Exception:
            name = ".".join(part for part in (kind.format, kind.packing) if part)
            wrong = traceback.format_exc(limit=-3).replace(_ROOT, "")
            yield Failure(number, name, data.hex(), wrong)


def guided(count: int) -> None:
    """The same, guided by coverage; ends the process."""
    try:
        import atheris
    except ImportError:
        raise typer.BadParameter("--guided needs atheris: pip install 'neshast[fuzz]'") from None

    kinds = list(seeds())

    def one(data: bytes) -> None:
        if data:
            kind = kinds[data[0] % len(kinds)]
            check(Kind(kind.format, kind.packing.strip("-")), data[1:])

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-runs={count}", "-rss_limit_mb=4096", "-max_len=4096"], one)
    atheris.Fuzz()


def main(
    count: Annotated[int, typer.Option(min=1, help="Inputs.")] = 1_000_000,
    start: Annotated[int, typer.Option(min=0, help="Number of the first.")] = 0,
    seed: Annotated[int, typer.Option(help="Of all inputs.")] = 1,
    into: Annotated[Path, typer.Option("-o", metavar="FILE", help="The figures.")] = RESULT,
    by_coverage: Annotated[bool, typer.Option("--guided", help="With atheris.")] = False,
    parsed: Annotated[bool, typer.Option("--parsers", help="Through the parsers.")] = False,
) -> None:
    """Read any bytes, and tell of those that are read wrongly; fails if there are any."""
    if not parsed:
        stub: Callable[..., Any] = answer
        neshast.reading.html.ask = stub
    if by_coverage:
        guided(count)
    console = Console()
    found: list[Failure] = []
    blocks = range(start, start + count, 1000)
    began = perf_counter()
    for first in track(blocks, "inputs", console=console):
        for failure in failures(seed, range(first, min(first + 1000, start + count)), parsed):
            found.append(failure)
            if len(found) <= _SHOWN:
                line = f"{failure.number} ({failure.format}): {failure.data}\n{failure.wrong}"
                console.print(line, markup=False)
    result = {
        "seed": seed,
        "start": start,
        "inputs": count,
        "seconds": round(perf_counter() - began, 1),
        "failures": len(found),
        "shown": [asdict(failure) for failure in found[:_SHOWN]],
    }
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{count} inputs, {result['seconds']} s, {len(found)} failures")
    if found:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)

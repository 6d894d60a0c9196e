"""Files of every format, made in the test: pages, PDF, Word, web archives, archives."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from neshast.document import Document
from neshast.reading import Problem, read

TITLE = "کمیتهٔ باغ‌های شهر نقشهٔ تازه را بررسی کرد"
LINES = (
    "جلسهٔ کمیتهٔ باغ‌های شهر روز سه‌شنبه ۷ قوس ۱۳۹۵ به ریاست خانم مهین آذرپی برگزار شد.",
    "در این جلسه نخست گزارش کارهای انجام‌شده در سه ماه گذشته ارائه گردید و سپس اعضای کمیته "
    "نظرهای خود را در میان گذاشتند.",
    "خانم آذرپی گفت: «می‌خواهیم تا پایان سال در هر ناحیه یک باغ تازه داشته باشیم.»",
    "در پایان مقرر شد که نقشهٔ باغ‌ها تا دو هفتهٔ دیگر آماده شود.",
)
ARTICLE = "\n".join((TITLE, *LINES))


def put(path: Path, data: bytes | str) -> Path:
    """A file with these bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return path


def documents(*paths: Path, **options: Any) -> list[Document]:
    """The documents of paths that hold nothing else."""
    found = list(read(paths, **options))
    assert all(isinstance(one, Document) for one in found), found
    return [one for one in found if isinstance(one, Document)]


def document(path: Path, **options: Any) -> Document:
    """The one document of a file."""
    (found,) = documents(path, **options)
    return found


def problem(path: Path, **options: Any) -> Problem:
    """The one problem of a file: one line that says what to do."""
    (found,) = read([path], **options)
    assert isinstance(found, Problem), found
    assert "\n" not in str(found) and "please report" not in found.message, found
    return found


def how(found: Document) -> dict[str, Any]:
    """What a document says of how its text was obtained."""
    obtained = found.source.extra["obtained"]
    assert isinstance(obtained, dict)
    return obtained


# ---------------------------------------------------------------- archives


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP."""
    into = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return into.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    """A tar."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return into.getvalue()


def response(
    body: bytes, url: str = "https://example.org/raw/1", head: str = "200 OK", **headers: str
) -> bytes:
    """A response of a web archive; a header ``Content_Type`` is given as ``Content-Type``."""
    fields = {"Content_Type": "text/html", **headers}
    lines = [f"HTTP/1.1 {head}", *(f"{key.replace('_', '-')}: {v}" for key, v in fields.items())]
    return record("response", "\r\n".join(lines).encode() + b"\r\n\r\n" + body, url)


def record(
    kind: str, content: bytes, url: str, type: str = "application/http; msgtype=response"
) -> bytes:
    """A record of a web archive."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2016-12-01T09:30:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: {type}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def packed(records: Iterable[bytes]) -> bytes:
    """Records as they stand in ``.warc.gz``: each packed by itself."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


# ---------------------------------------------------------------- PDF

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H"
    b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /CIDSystemInfo << /Registry (Adobe)"
    b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 500 >>",
    b"<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 900]"
    b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose glyphs stand from left to right in the order of each line's characters.

    Its font has no shapes, but says which character each glyph is.
    """
    codes = {char: n for n, char in enumerate(sorted({*"".join(map("".join, pages))}), 1)}
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *_FONT,
        _stream(_characters(codes)),
    ]
    for n, lines in enumerate(pages):
        shown = "\n".join(
            f"<{''.join(f'{codes[char]:04X}' for char in line)}> Tj T*" for line in lines
        )
        parts.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1200 842]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (8 + 2 * n)
        )
        parts.append(_stream(f"BT /F1 12 Tf 14 TL 40 780 Td\n{shown}\nET"))
    return _assembled(parts)


def _characters(codes: dict[str, int]) -> str:
    pairs = [f"<{code:04X}><{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    blocks = (pairs[at : at + 100] for at in range(0, len(pairs), 100))
    listed = "\n".join(
        "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")) for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def\n"
        f"/CMapType 2 def 1 begincodespacerange <0000><FFFF> endcodespacerange\n{listed}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _stream(content: str) -> bytes:
    data = content.encode()
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _assembled(parts: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (size, table, size, len(out))
    )

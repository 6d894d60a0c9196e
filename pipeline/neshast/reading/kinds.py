"""What an input is: the registry of formats, by the end of a name and by the first bytes."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import PurePosixPath

from neshast.reading.found import Kind
from neshast.reading.scans import HOW, tesseract

FORMATS = ("txt", "jsonl", "html", "pdf", "docx", "scan", "warc", "zip", "tar")
EXTRA = "neshast[formats]"

_EXTENSIONS = {
    **{format: format for format in FORMATS if format != "scan"},
    "htm": "html", "xhtml": "html", "shtml": "html", "ndjson": "jsonl",
    "tif": "scan", "tiff": "scan",
}  # fmt: skip
_SHORT = {"tgz": Kind("tar", "gz"), "tbz2": Kind("tar", "bz2"), "txz": Kind("tar", "xz")}
_PACKINGS = {"gz": "gz", "bz2": "bz2", "xz": "xz", "zst": "zst"}
# What tells a format whatever the name says; of other files the name decides.
_SIGNATURES = (
    (b"%PDF-", Kind("pdf")),
    (b"WARC/1.", Kind("warc")),
)
_PAGES = (b"<!doctype html", b"<html")
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_WORD = b"word/"
SNIFFED = 1024
# The packages without which a format is not read.
_NEEDS = {
    "html": ("trafilatura", "resiliparse"),
    "warc": ("fastwarc", "trafilatura", "resiliparse"),
    "pdf": ("pypdfium2", "pdfminer"),
    "docx": ("docx",),
    "zst": ("zstandard",),
}


def kind_of(name: str, format: str | None = None) -> Kind | None:
    """What a file of this name is, or None; `format` decides instead of the name if it is given.

    ``a.jsonl.gz`` is JSON Lines, packed; a web archive unpacks itself.
    """
    suffixes = [suffix[1:].lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    last = suffixes[-1] if suffixes else ""
    packing = _PACKINGS.get(last, "")
    inner = suffixes[0] if packing and len(suffixes) == 2 else ""
    if format:
        kind = Kind(format, packing)
    elif last in _SHORT:
        return _SHORT[last]
    elif (known := _EXTENSIONS.get(inner if packing else last)) is None:
        return None
    else:
        kind = Kind(known, packing)
    # Offsets of records are those of the packed file.
    return Kind("warc") if kind == Kind("warc", "gz") else kind


def sniffed(head: bytes) -> Kind | None:
    """What a file without a telling name is, by its first bytes, or None."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return Kind("html") if begin.startswith(_PAGES) else None


def binary(head: bytes) -> Kind | None:
    """What standard input is, if it begins as no text does, or None."""
    if head.startswith(_ZIP):
        return Kind("docx") if _WORD in head else Kind("zip")
    return next((kind for sign, kind in _SIGNATURES[:1] if head.startswith(sign)), None)


def stem_of(name: str) -> str:
    """A name without what tells its type: ``a`` of ``a.tar.gz``, ``a.b`` of ``a.b.txt``."""
    path = PurePosixPath(name)
    suffix = path.suffix
    if not suffix:
        return name
    stem = name.removesuffix(suffix)
    inner = PurePosixPath(stem).suffix[1:].lower()
    if suffix[1:].lower() in _PACKINGS and inner in _EXTENSIONS:
        return stem[: -len(inner) - 1]
    return stem


def unknown_type(name: str) -> str:
    """What is said of a file whose type is not known."""
    return f"skipped: unknown type {PurePosixPath(name).suffix or '(no extension)'}"


@cache
def lacking(kind: Kind) -> str:
    """Empty, or what to do so that this kind can be read here."""
    if kind.format == "scan" and tesseract() is None:
        return f"skipped: {HOW}"
    names = _NEEDS.get(kind.format, ()) + _NEEDS.get(kind.packing, ())
    if all(find_spec(name) for name in names):
        return ""
    what = kind.packing if kind.packing in _NEEDS else kind.format
    return f"skipped: {what} files need a package; pip install '{EXTRA}'"

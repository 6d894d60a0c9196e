"""Records of web archives: WARC and WARC.gz (ISO 28500), with the offset of each kept."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import unquote, urlsplit

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.decoding import mend
from neshast.reading.found import Item, Kind, Problem, TooLargeError, content, one_line
from neshast.reading.kinds import SNIFFED, kind_of, sniffed

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

RECORD_CUT = "record_cut"
CUT_OFF = "cut off: the last record is not whole; get the whole file again"

_TYPES = {
    "text/html": Kind("html"),
    "application/xhtml+xml": Kind("html"),
    "application/pdf": Kind("pdf"),
    "text/plain": Kind("txt"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind("docx"),
}
# What servers say where they do not know; then the address or the first bytes tell.
_ANY = ("", "application/octet-stream", "binary/octet-stream")
_GOOD = range(200, 300)
_GZIP = b"\x1f\x8b"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})\s*$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_BLANK = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADER = 1 << 16
_PIECE = 1 << 16


def records(item: Item, stream: BinaryIO, limits: Limits) -> Iterator[Item | Problem]:
    """What the responses, resources and conversions of a web archive hold, in their order.

    Answers of a server that are no page (redirects, errors, pictures) are skipped problems;
    requests and other records about records are passed over. A record is named by its number in
    the file, from 1. The last one of an archive that is cut off has a warning.

    Args:
        item: the archive.
        stream: its bytes, packed or not; it can seek.
        limits: of the bytes of one record.

    Raises:
        InputError: where the archive is damaged or cut off; what came before it stands.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    last = number = given = 0
    # One is kept back: only when no other follows is it known whether it is whole.
    kept: Item | Problem | None = None
    try:
        for number, record in enumerate(ArchiveIterator(stream, parse_http=False), 1):
            if kept is not None:
                given += 1
                yield kept
            last, kept = record.stream_pos, None
            if record.record_type & wanted:
                kept = _read(item, number, record, limits)
    except Exception as fault:
        if kept is not None:
            yield kept
        after = f" after record {number}" if number else ""
        raise InputError(f"damaged{after} ({one_line(fault)}); get the file again") from None
    whole = _whole(stream, last)
    if isinstance(kept, Item) and not whole:
        kept = replace(kept, warnings=(*kept.warnings, RECORD_CUT))
    if kept is not None:
        yield kept
    if not whole:
        raise InputError(CUT_OFF)
    if kept is None and not given:
        raise InputError("no record in it holds an answer of a server; remove it")


def _read(item: Item, number: int, record: WarcRecord, limits: Limits) -> Item | Problem:
    """The page of one record, or why there is none."""
    where, doc_id = f"{item.where}:{number}", f"{item.doc_id}:{number}"
    try:
        said, charset = record.headers.get("Content-Type") or "", None
        if record.is_http:
            record.parse_http(auto_decode="all", quirks_mode=True)
            status = record.http_headers.status_code if record.http_headers else None
            if status not in _GOOD:
                message = f"skipped: the server answered {status or 'nothing'}"
                return Problem(where, message, doc_id, skipped=True)
            said, charset = record.http_content_type or "", record.http_charset
        body = cast(BinaryIO, record.reader)
        head = body.read(SNIFFED)
        url = _text(record.headers.get("WARC-Target-URI"))
        said = said.split(";")[0].strip().lower()
        kind = _kind(said, url, head)
        if kind is None:
            name = said if _TYPE.fullmatch(said) else "unknown type"
            return Problem(where, f"skipped: {name}", doc_id, skipped=True)
        data = content(body, limits.bytes, head)
    except TooLargeError as fault:
        return Problem(where, str(fault), doc_id)
    except Exception as fault:
        return Problem(where, f"damaged ({one_line(fault)}); get the file again", doc_id)
    place = {
        "offset": record.stream_pos,
        "record": _text(record.headers.get("WARC-Record-ID")),
        "retrieved": _text(record.headers.get("WARC-Date")),
    }
    known = {key: value for key, value in place.items() if value is not None}
    return Item(
        kind=kind,
        stream=io.BytesIO(data),
        where=where,
        path=item.path,
        doc_id=doc_id,
        depth=item.depth + 1,
        obtained=item.obtained | known,
        url=url,
        charset=charset,
        warnings=item.warnings,
    )


def _kind(said: str, url: str | None, head: bytes) -> Kind | None:
    """What a body is: by its type, else by its address or its first bytes."""
    if said not in _ANY:
        return _TYPES.get(said)
    try:
        name = unquote(urlsplit(url or "").path).rpartition("/")[2]
    except ValueError:
        name = ""
    return sniffed(head) or kind_of(name)


def _text(value: str | None) -> str | None:
    return mend(value)[0].strip("<> ") or None if value else None


def _whole(stream: BinaryIO, last: int) -> bool:
    """False if the record that begins at `last`, or what follows it, breaks off.

    fastwarc ends there without an error.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if stream.read(2) == _GZIP:
        # Records packed all in one have no offsets of their own.
        stream.seek(last)
        stream.seek(last if stream.read(2) == _GZIP else 0)
        return _members_end(stream)
    stream.seek(last)
    begun = stream.read(_LONGEST_HEADER)
    end, length = _BLANK.search(begun), _LENGTH.search(begun)
    if not end or not length:
        return not begun
    return last + end.end() + int(length[1]) <= size


def _members_end(stream: BinaryIO) -> bool:
    """True if the last gzip member of a stream is whole."""
    unpack, begun = zlib.decompressobj(wbits=31), False
    rest = b""
    while piece := rest or stream.read(_PIECE):
        begun, rest = True, b""
        try:
            while piece:
                unpack.decompress(piece, _PIECE)
                piece = unpack.unconsumed_tail
        except zlib.error:
            return False
        if unpack.eof:
            rest, begun = unpack.unused_data, False
            unpack = zlib.decompressobj(wbits=31)
    return not begun

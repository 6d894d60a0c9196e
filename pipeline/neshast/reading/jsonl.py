"""JSON Lines in: one document a line, with what its source says about it."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from neshast.document import Source
from neshast.errors import InputError
from neshast.reading.decoding import LONE_SURROGATE, decode, mend
from neshast.reading.found import content as whole
from neshast.reading.found import sha256_of, with_title

PUBLISHED_INVALID = "published_invalid"

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KNOWN = ("id", "text", "title", "url", "publisher", "published")


def numbered_lines(
    stream: BinaryIO, head: bytes = b"", longest: int = sys.maxsize
) -> Iterator[tuple[int, bytes, str | None]]:
    """Lines with their numbers from 1, and the encoding where it is known (UTF-16).

    Only a line feed ends a line: U+2028 and U+0085 may stand inside a JSON string. `head` is what
    was read of the stream already: whole lines.

    Raises:
        InputError: if a line has more than `longest` bytes.
    """
    head = head or _line(stream, longest)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoded = decode(whole(stream, longest, head))
        for number, text in enumerate(decoded.text.split("\n"), 1):
            yield number, text.encode(), decoded.encoding
        return
    begun = [piece + b"\n" for piece in head.removeprefix(codecs.BOM_UTF8).split(b"\n")]
    if begun[-1] == b"\n":
        begun.pop()
    rest = iter(lambda: _line(stream, longest), b"")
    for number, line in enumerate(chain(begun, rest), 1):
        yield number, line, None


def _line(stream: BinaryIO, longest: int) -> bytes:
    """The next line; nothing at the end."""
    line = stream.readline() if longest == sys.maxsize else stream.readline(longest + 1)
    if len(line) > longest:
        raise InputError(
            f"a line has more than {longest} bytes; set `bytes` in the table [reading] of the "
            "settings"
        )
    return line


def read_line(
    line: bytes, encoding: str | None, path: str, published: str | None
) -> tuple[str, Source]:
    """The raw text of one line and its source; `doc_id` is empty if the line has no ``id``.

    Args:
        line: one JSON object.
        encoding: of the file, if it is not that of `line`.
        path: for the source.
        published: ISO date for a line without one.

    Raises:
        InputError: if this is no JSON object with a text. The message names no file.
    """
    decoded = decode(line)
    content, mended = _parse(decoded.text)
    text = content.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError('there is no "text" (a string that is not empty); add it')
    title = content.get("title")
    if title is not None and not isinstance(title, str):
        raise InputError('"title" must be a string or null; change it')
    raw = with_title(title, text)
    extra = {key: value for key, value in content.items() if key not in _KNOWN}
    for key in ("url", "publisher"):
        if content.get(key) is not None and not isinstance(content[key], str):
            extra[key] = content[key]
    warnings = dict.fromkeys([*decoded.warnings, *([LONE_SURROGATE] if mended else [])])
    if stated := content.get("published"):
        published = iso_date(stated) if isinstance(stated, str) else None
        if published is None:
            extra["published"] = stated
            warnings[PUBLISHED_INVALID] = None
    return raw, Source(
        doc_id=_id(content.get("id")),
        sha256=sha256_of(text),
        text_sha256=sha256_of(raw),
        encoding=encoding or decoded.encoding,
        path=path,
        url=_string(content.get("url")),
        publisher=_string(content.get("publisher")),
        published=published,
        extra=extra,
        warnings=tuple(warnings),
    )


def iso_date(text: str) -> str | None:
    """``YYYY-MM-DD`` of a date, or of a time stamp that begins with one; None for all else."""
    if not _ISO.match(text) or text[10:11] not in ("", "T", " "):
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _id(given: Any) -> str:
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if given is not None and not isinstance(given, str):
        raise InputError('"id" must be a string; put it in quotes')
    return given or ""


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _parse(line: str) -> tuple[dict[str, Any], bool]:
    """The JSON object, and whether a lone surrogate in it had to be replaced."""
    try:
        content, mended = _mend_all(json.loads(line, parse_constant=lambda name: None))
    except json.JSONDecodeError as error:
        raise InputError(
            f"not JSON ({error.msg}, column {error.colno}); each line must be one JSON object"
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON that can be read ({error}); mend the line") from None
    if not isinstance(content, dict):
        raise InputError('this is no JSON object; write {"id": "a", "text": "…"}')
    return content, mended


def _mend_all(value: Any) -> tuple[Any, bool]:
    """`value` with every string mended, at any depth, and whether one had to be."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, list):
        parts = [_mend_all(part) for part in value]
        return [part for part, _ in parts], any(bad for _, bad in parts)
    if isinstance(value, dict):
        pairs = [(mend(key), _mend_all(part)) for key, part in value.items()]
        bad = any(key[1] or part[1] for key, part in pairs)
        return {key[0]: part[0] for key, part in pairs}, bad
    return value, False

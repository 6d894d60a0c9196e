"""Items to documents: each format by its own reader, archives with all that is in them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from neshast.document import Document, Source
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.archives import members
from neshast.reading.decoding import decode
from neshast.reading.files import unreadable
from neshast.reading.found import (
    EMPTY,
    TOO_LARGE,
    Input,
    Item,
    Kind,
    Problem,
    Text,
    content,
    one_line,
    sha256_of,
)
from neshast.reading.html import read_html
from neshast.reading.jsonl import numbered_lines, read_line
from neshast.reading.kinds import SNIFFED, binary, lacking, sniffed
from neshast.reading.packing import too_much, unpacked
from neshast.reading.pdf import read_pdf, read_scan
from neshast.reading.warc import records
from neshast.reading.word import read_docx

DUPLICATE_ID = "duplicate_id"

# What gives one text, and what gives further items.
_TEXTS: dict[str, Callable[[Item, bytes, Limits], Text]] = {
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "scan": read_scan,
}
_CONTAINERS: dict[str, Callable[[Item, BinaryIO, Limits], Iterator[Item | Problem]]] = {
    "zip": members,
    "tar": members,
    "warc": records,
}


class Ids:
    """The ids of documents, each once."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def unique(self, doc_id: str) -> str:
        """This id, or with a number (``#2``) if it was given before."""
        if doc_id not in self._seen:
            self._seen[doc_id] = 1
            return doc_id
        count = self._seen[doc_id] + 1
        while (fresh := f"{doc_id}#{count}") in self._seen:
            count += 1
        self._seen[doc_id], self._seen[fresh] = count, 1
        return fresh


class Reader:
    """Reads items; without `ids`, ids that repeat stay as they are."""

    def __init__(
        self, published: str | None = None, limits: Limits | None = None, ids: Ids | None = None
    ) -> None:
        self.published = published
        self.limits = limits or Limits()
        self.ids = ids
        self._unpacked = 0

    def read(self, item: Item) -> Iterator[Input]:
        """The documents of one file, or of one member of an archive; nothing is raised."""
        if not item.depth:
            self._unpacked = 0
        if needs := lacking(item.kind):
            yield Problem(item.where, needs, item.doc_id, skipped=True, needs=needs)
        else:
            yield from self.guarded(item, self._read(item))

    def guarded(self, item: Item, found: Iterator[Input]) -> Iterator[Input]:
        """What is found; whatever breaks it becomes a problem at its end."""
        try:
            yield from found
        except InputError as fault:
            yield Problem(item.where, str(fault), item.doc_id)
        except OSError as fault:
            yield unreadable(item.where, item.doc_id, fault)
        except MemoryError:
            yield Problem(item.where, TOO_LARGE, item.doc_id)
        except Exception as fault:
            name = type(fault).__name__
            message = f"no {item.kind.format} that can be read ({name}: {one_line(fault)})"
            yield Problem(item.where, f"{message}; please report it with this file", item.doc_id)

    def lines(self, item: Item, lines: Iterable[tuple[int, bytes, str | None]]) -> Iterator[Input]:
        """The documents of lines of JSON, each with its number and its encoding, if known.

        Raises:
            InputError: at the end, if there was none.
        """
        how = _place(item)
        stem = item.doc_id if item.depth else item.doc_id.rpartition("/")[2]
        empty = True
        for number, line, encoding in lines:
            if not line.strip():
                continue
            empty = False
            default_id = f"{stem}:{number}"
            try:
                raw, source = read_line(line, encoding, item.path, self.published)
            except InputError as error:
                yield Problem(f"{item.where}:{number}", str(error), default_id)
                continue
            if how:
                source.extra["obtained"] = {"route": "jsonl", **how}
            given = (*item.warnings, *source.warnings)
            doc_id, warnings = self._unique(source.doc_id or default_id, given)
            yield Document(raw, replace(source, doc_id=doc_id, warnings=warnings))
        if empty:
            raise InputError(EMPTY)

    def _read(self, item: Item) -> Iterator[Input]:
        plain = unpacked(item.stream, item.kind.packing, self.limits)
        format, most = item.kind.format, self.limits.bytes
        if format == "jsonl":
            yield from self.lines(item, numbered_lines(plain, longest=most))
        elif format == "txt":
            yield self._plain_text(item, content(plain, most))
        elif format in _TEXTS:
            yield self._text(item, content(plain, most))
        else:
            if item.kind.packing and format != "tar":
                # These go through their bytes twice.
                plain = io.BytesIO(content(plain, most))
            for found in _CONTAINERS[format](item, plain, self.limits):
                if isinstance(found, Problem):
                    yield found
                else:
                    self._count(found)
                    yield from self.read(found)

    def _count(self, item: Item) -> None:
        """Count what was unpacked of one file; archives within archives may grow without end.

        Raises:
            InputError: if it is more than the limit.
        """
        self._unpacked += item.stream.seek(0, io.SEEK_END)
        item.stream.seek(0)
        if self._unpacked > self.limits.total:
            raise InputError(too_much(self.limits))

    def _plain_text(self, item: Item, data: bytes) -> Document:
        decoded = decode(data)
        if not decoded.text.strip():
            raise InputError(EMPTY)
        text = Text(decoded.text, decoded.encoding, "txt", url=item.url, warnings=decoded.warnings)
        how = _place(item)
        return self._document(item, text, data, {"route": "txt", **how} if how else {})

    def _text(self, item: Item, data: bytes) -> Input:
        """The document of a page, a PDF or a Word file; its bytes decide if its name is wrong."""
        head = data[:SNIFFED]
        actual = binary(head) or sniffed(head)
        format = actual.format if actual and actual.format in _TEXTS else item.kind.format
        if needs := lacking(Kind(format)):
            return Problem(item.where, needs, item.doc_id, skipped=True, needs=needs)
        text = _TEXTS[format](item, data, self.limits)
        return self._document(item, text, data, {"route": text.route, **_place(item)})

    def _document(self, item: Item, text: Text, data: bytes, how: dict[str, Any]) -> Document:
        doc_id, warnings = self._unique(item.doc_id, (*item.warnings, *text.warnings))
        how = how | text.obtained
        source = Source(
            doc_id=doc_id,
            sha256=hashlib.sha256(data).hexdigest(),
            text_sha256=sha256_of(text.text),
            encoding=text.encoding,
            path=item.path,
            url=text.url,
            publisher=text.publisher,
            published=text.published or self.published,
            extra={"obtained": how} if how else {},
            warnings=warnings,
        )
        return Document(raw=text.text, source=source)

    def _unique(self, doc_id: str, warnings: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """An id that no document had yet, and the warnings with one more if it was repeated."""
        fresh = self.ids.unique(doc_id) if self.ids else doc_id
        return fresh, (*warnings, DUPLICATE_ID) if fresh != doc_id else tuple(warnings)


def _place(item: Item) -> dict[str, Any]:
    """Where an item lies in its file, and how it was packed."""
    return item.obtained | ({"packing": item.kind.packing} if item.kind.packing else {})

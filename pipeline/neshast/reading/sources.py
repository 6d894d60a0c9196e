"""Paths to documents, lazily: files, folders and standard input, archives and what is in them."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from neshast.document import Document, Source
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.archives import members
from neshast.reading.decoding import decode
from neshast.reading.files import File, Files, clean, unreadable
from neshast.reading.found import (
    EMPTY,
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
from neshast.reading.kinds import SNIFFED, binary, lacking
from neshast.reading.packing import unpacked
from neshast.reading.pdf import read_pdf
from neshast.reading.warc import records
from neshast.reading.word import read_docx

STDIN = "-"
DUPLICATE_ID = "duplicate_id"


def read(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    published: str | None = None,
    problems: Callable[[Problem], None] | None = None,
    *,
    exclude: Collection[str] = (),
    consumed: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | Problem]:
    """The documents of files, folders and standard input (``-``), in order.

    Args:
        paths: folders are read with all below them, sorted by code point.
        format: one of `FORMATS` for every input, whatever its name; by default the name decides,
            of files without a telling one the first bytes, and for standard input the first
            character.
        published: ISO date of publication for documents that state none.
        problems: called with what could not be read, which then is not part of the stream.
        exclude: real paths not to read in folders (the output of this very run).
        consumed: called with the number of bytes of the files after each document, or file.
        limits: how much of an input is read; by default those of the settings.

    Yields:
        A document, or the problem that stands in its place, or a skipped file. Whatever is wrong
        with an input, nothing is raised.
    """
    files = Files(format, frozenset(exclude))
    reader = _Reader(files, published, consumed or (lambda count: None), limits or Limits())
    for path in paths:
        for found in reader.read(os.fspath(path)):
            if problems is not None and isinstance(found, Problem):
                problems(found)
            else:
                yield found


def total_bytes(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    exclude: Collection[str] = (),
) -> int | None:
    """The bytes that `read` will read, or None where that is not known (standard input)."""
    files = Files(format, frozenset(exclude))
    total = 0
    for given in paths:
        path = os.fspath(given)
        if path == STDIN:
            return None
        for file in files.of(path):
            if isinstance(file, File):
                try:
                    total += os.stat(file.path).st_size
                except OSError:
                    continue
    return total


def reader_of(limits: Limits) -> Callable[[Item], Iterator[Input]]:
    """What reads one item after the other; whatever is wrong with one, nothing is raised."""
    return _Reader(Files(None, frozenset()), None, lambda count: None, limits)._item


_PAGES: dict[str, Callable[[Item, bytes, Limits], Text]] = {
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
}
_CONTAINERS: dict[str, Callable[[Item, BinaryIO, Limits], Iterator[Item | Problem]]] = {
    "zip": members,
    "tar": members,
    "warc": records,
}


@dataclass(slots=True)
class _Reader:
    """What holds for one call of `read`; `seen` counts how often each id was given."""

    files: Files
    published: str | None
    consumed: Callable[[int], None]
    limits: Limits
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, path: str) -> Iterator[Input]:
        if path == STDIN:
            yield from self._stdin(sys.stdin.buffer)
            return
        for file in self.files.of(path):
            if isinstance(file, Problem):
                yield file
                continue
            name = clean(file.path)
            try:
                with open(file.path, "rb") as stream:
                    item = Item(file.kind, stream, name, name, file.doc_id)
                    yield from self._counted(self._item(item), stream)
            except OSError as error:
                yield unreadable(file.path, file.doc_id, error)

    def _stdin(self, stream: BinaryIO) -> Iterator[Input]:
        head = stream.readline()
        while head and not head.strip(b"\xef\xbb\xbf \t\r\n") and self.files.format != "txt":
            head += (line := stream.readline())
            if not line:
                break
        format, kind = self.files.format, None
        if format is None:
            kind = binary(head)
            marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            begin = head[2:] if marked else head.removeprefix(codecs.BOM_UTF8)
            format = "jsonl" if begin.lstrip(b" \t\r\n\0").startswith(b"{") else "txt"
        item = Item(kind or Kind(format), stream, STDIN, STDIN, STDIN)
        if needs := lacking(item.kind):
            yield Problem(STDIN, needs, STDIN, skipped=True, needs=needs)
        elif item.kind.format == "jsonl":
            yield from self._guarded(item, self._jsonl(item, stream, head))
        else:
            yield from self._guarded(item, self._whole(item, stream, head))

    def _whole(self, item: Item, stream: BinaryIO, head: bytes) -> Iterator[Input]:
        """Standard input as one piece: archives need to be gone through twice."""
        data = content(stream, self.limits.bytes, head)
        yield from self._item(replace(item, stream=io.BytesIO(data)))

    # What is in them

    def _item(self, item: Item) -> Iterator[Input]:
        """The documents of one file, or of one member of an archive; nothing is raised."""
        if needs := lacking(item.kind):
            yield Problem(item.where, needs, item.doc_id, skipped=True, needs=needs)
        else:
            yield from self._guarded(item, self._read(item))

    def _guarded(self, item: Item, found: Iterator[Input]) -> Iterator[Input]:
        """What is found; whatever breaks it becomes a problem at its end."""
        try:
            yield from found
        except InputError as fault:
            yield Problem(item.where, str(fault), item.doc_id)
        except OSError as fault:
            yield unreadable(item.where, item.doc_id, fault)
        except Exception as fault:
            name = type(fault).__name__
            message = f"no {item.kind.format} that can be read ({name}: {one_line(fault)})"
            yield Problem(item.where, f"{message}; please report it with this file", item.doc_id)

    def _read(self, item: Item) -> Iterator[Input]:
        plain = unpacked(item.stream, item.kind.packing, self.limits)
        format = item.kind.format
        if format == "jsonl":
            yield from self._jsonl(item, plain)
        elif format == "txt":
            yield self._text(item, content(plain, self.limits.bytes))
        elif format in _PAGES:
            yield self._page(item, content(plain, self.limits.bytes))
        else:
            if item.kind.packing and format == "zip":
                plain = io.BytesIO(content(plain, self.limits.bytes))
            for found in _CONTAINERS[format](item, plain, self.limits):
                if isinstance(found, Problem):
                    yield found
                else:
                    yield from self._item(found)

    def _text(self, item: Item, data: bytes) -> Input:
        decoded = decode(data)
        if not decoded.text.strip():
            raise InputError(EMPTY)
        how = item.obtained | ({"packing": item.kind.packing} if item.kind.packing else {})
        text = Text(
            decoded.text,
            decoded.encoding,
            "txt",
            url=item.url,
            warnings=decoded.warnings,
        )
        return self._document(item, text, data, {"route": "txt", **how} if how else {})

    def _page(self, item: Item, data: bytes) -> Input:
        """The document of a page, a PDF or a Word file; its bytes decide if its name is wrong."""
        format = item.kind.format
        if (actual := binary(data[:SNIFFED])) and actual.format in ("pdf", "zip"):
            format = "docx" if actual.format == "zip" and format != "pdf" else actual.format
        if needs := lacking(Kind(format)):
            return Problem(item.where, needs, item.doc_id, skipped=True, needs=needs)
        text = _PAGES[format](item, data, self.limits)
        return self._document(item, text, data, {"route": text.route, **item.obtained})

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

    def _jsonl(self, item: Item, stream: BinaryIO, head: bytes = b"") -> Iterator[Input]:
        how = item.obtained | ({"packing": item.kind.packing} if item.kind.packing else {})
        stem = item.doc_id.rpartition("/")[2] if not item.depth else item.doc_id
        empty = True
        for number, line, encoding in numbered_lines(stream, head, self.limits.bytes):
            if line.strip():
                empty = False
                where, default_id = f"{item.where}:{number}", f"{stem}:{number}"
                try:
                    raw, source = read_line(line, encoding, item.path, self.published)
                except InputError as error:
                    yield Problem(where, str(error), default_id)
                    continue
                given = (*item.warnings, *source.warnings)
                doc_id, warnings = self._unique(source.doc_id or default_id, given)
                if how:
                    source.extra["obtained"] = {"route": "jsonl", **how}
                yield Document(raw, replace(source, doc_id=doc_id, warnings=warnings))
        if empty:
            raise InputError(EMPTY)

    def _unique(self, doc_id: str, warnings: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """An id that no document had yet, and the warnings with one more if it was repeated."""
        if doc_id not in self.seen:
            self.seen[doc_id] = 1
            return doc_id, tuple(warnings)
        count = self.seen[doc_id] + 1
        while (fresh := f"{doc_id}#{count}") in self.seen:
            count += 1
        self.seen[doc_id], self.seen[fresh] = count, 1
        return fresh, (*warnings, DUPLICATE_ID)

    def _counted(self, found: Iterator[Input], stream: BinaryIO) -> Iterator[Input]:
        """What is found, while the bytes that were read of the file are told."""
        done = 0
        for one in found:
            at = stream.tell()
            self.consumed(max(at - done, 0))
            done = max(at, done)
            yield one
        self.consumed(stream.seek(0, io.SEEK_END) - done)

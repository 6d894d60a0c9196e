"""Paths to documents, lazily: files, folders and standard input."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from neshast.document import Document
from neshast.limits import Limits
from neshast.reading.files import File, Files, clean, unreadable
from neshast.reading.found import Input, Item, Kind, Problem, content
from neshast.reading.jsonl import numbered_lines
from neshast.reading.kinds import binary, lacking
from neshast.reading.reader import DUPLICATE_ID, Ids, Reader

__all__ = [
    "DUPLICATE_ID", "STDIN", "File", "Ids", "Input", "Problem", "files_of", "read", "read_file",
    "read_lines", "total_bytes", "unreadable",
]  # fmt: skip

STDIN = "-"

_BLANK = b"\xef\xbb\xbf \t\r\n"


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
    reader = Reader(published, limits or Limits(), Ids())
    for given in paths:
        path = os.fspath(given)
        if path == STDIN:
            stream = _standard_input(reader, sys.stdin.buffer, format)
        else:
            stream = _documents(reader, files_of([path], format, exclude), consumed)
        for found in stream:
            if problems is not None and isinstance(found, Problem):
                problems(found)
            else:
                yield found


def files_of(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    exclude: Collection[str] = (),
) -> Iterator[File | Problem]:
    """The files that `read` would read, in its order, and a problem for each that it would not.

    Args:
        paths: files and folders; standard input is no file.
        format: as for `read`, and so is `exclude`.
    """
    files = Files(format, frozenset(exclude))
    for path in paths:
        yield from files.of(os.fspath(path))


def read_file(
    file: File, published: str | None = None, limits: Limits | None = None
) -> Iterator[Document | Problem]:
    """What is in one file, as `read` gives it, but ids that repeat are left as they are."""
    return _file(Reader(published, limits or Limits()), file, None)


def read_lines(
    file: File,
    lines: Iterable[tuple[int, bytes]],
    published: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | Problem]:
    """The documents of some lines of a file of JSON Lines; ids that repeat are left as they are.

    Args:
        file: where the lines stand.
        lines: with their numbers from 1.
        published: as for `read`, and so is `limits`.
    """
    reader = Reader(published, limits or Limits())
    numbered = ((number, line, None) for number, line in lines)
    item = _item(file, io.BytesIO())
    return reader.guarded(item, reader.lines(item, numbered))


def total_bytes(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    exclude: Collection[str] = (),
) -> int | None:
    """The bytes that `read` will read, or None where that is not known (standard input)."""
    total = 0
    for given in paths:
        path = os.fspath(given)
        if path == STDIN:
            return None
        for file in files_of([path], format, exclude):
            if isinstance(file, File):
                try:
                    total += os.stat(file.path).st_size
                except OSError:
                    continue
    return total


def _documents(
    reader: Reader, files: Iterable[File | Problem], consumed: Callable[[int], None] | None
) -> Iterator[Input]:
    for file in files:
        if isinstance(file, Problem):
            yield file
        else:
            yield from _file(reader, file, consumed)


def _file(reader: Reader, file: File, consumed: Callable[[int], None] | None) -> Iterator[Input]:
    """The documents of one file, while the bytes that were read of it are told."""
    done = 0
    try:
        with open(file.path, "rb") as stream:
            for found in reader.read(_item(file, stream)):
                if consumed:
                    at = max(stream.tell(), done)
                    consumed(at - done)
                    done = at
                yield found
            if consumed:
                consumed(stream.seek(0, io.SEEK_END) - done)
    except OSError as error:
        yield unreadable(file.path, file.doc_id, error)


def _item(file: File, stream: BinaryIO) -> Item:
    name = clean(file.path)
    return Item(Kind.of(file.format), stream, name, name, file.doc_id)


def _standard_input(reader: Reader, stream: BinaryIO, format: str | None) -> Iterator[Input]:
    head = stream.readline()
    while head and not head.strip(_BLANK) and format != "txt":
        head += (line := stream.readline())
        if not line:
            break
    kind = Kind(format) if format else binary(head) or _text_or_lines(head)
    item = Item(kind, stream, STDIN, STDIN, STDIN)
    if lacking(kind):
        yield from reader.read(item)
    elif kind.format == "jsonl":
        lines = numbered_lines(stream, head, reader.limits.bytes)
        yield from reader.guarded(item, reader.lines(item, lines))
    else:
        yield from reader.guarded(item, _whole(reader, item, head))


def _text_or_lines(head: bytes) -> Kind:
    """JSON Lines if the first character that shows is ``{``, else a text."""
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    begin = head[2:] if marked else head.removeprefix(codecs.BOM_UTF8)
    return Kind("jsonl" if begin.lstrip(b" \t\r\n\0").startswith(b"{") else "txt")


def _whole(reader: Reader, item: Item, head: bytes) -> Iterator[Input]:
    """Standard input as one piece: some formats need to be gone through twice."""
    data = content(item.stream, reader.limits.bytes, head)
    yield from reader.read(replace(item, stream=io.BytesIO(data)))

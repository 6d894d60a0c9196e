"""Paths to documents, lazily: files, folders and standard input; plain text and JSON Lines."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import BinaryIO

from neshast.document import Document, Source
from neshast.errors import InputError
from neshast.reading.decoding import decode, mend
from neshast.reading.jsonl import numbered_lines, read_line, sha256_of

STDIN = "-"
FORMATS = ("txt", "jsonl")
DUPLICATE_ID = "duplicate_id"

_EMPTY = "there is no text in it; remove it, or fill it"


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that gave no document. `where` is the file, or ``file:line``.

    A file that was `skipped` is no failure: its type is unknown, or it is hidden.
    """

    where: str
    message: str
    doc_id: str
    skipped: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


Input = Document | Problem


def read(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    published: str | None = None,
    problems: Callable[[Problem], None] | None = None,
    *,
    exclude: Collection[str] = (),
    consumed: Callable[[int], None] | None = None,
) -> Iterator[Document | Problem]:
    """The documents of files, folders and standard input (``-``), in order.

    Args:
        paths: folders are read with all below them, sorted by code point.
        format: ``txt`` or ``jsonl`` for every input, whatever its name; by default the name
            decides, and for standard input the first character.
        published: ISO date of publication for documents that state none.
        problems: called with what could not be read, which then is not part of the stream.
        exclude: real paths not to read in folders (the output of this very run).
        consumed: called with the number of bytes after each document.

    Yields:
        A document, or the problem that stands in its place, or a skipped file.
    """
    reader = _Reader(format, published, frozenset(exclude), consumed or (lambda count: None), Ids())
    for path in paths:
        for found in reader.read(os.fspath(path)):
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
    reader = _Reader(format, None, frozenset(exclude), lambda count: None)
    for path in paths:
        yield from reader.files(os.fspath(path))


def read_file(file: File, published: str | None = None) -> Iterator[Document | Problem]:
    """What is in one file, as `read` gives it, but ids that repeat are left as they are."""
    reader = _Reader(None, published, frozenset(), lambda count: None)
    yield from reader.content(file)


def read_lines(
    file: File, lines: Iterable[tuple[int, bytes]], published: str | None = None
) -> Iterator[Document | Problem]:
    """The documents of some lines of a file of JSON Lines; ids that repeat are left as they are.

    Args:
        file: where the lines stand.
        lines: with their numbers from 1.
        published: as for `read`.
    """
    reader = _Reader(None, published, frozenset(), lambda count: None)
    yield from reader.lines(file, ((number, line, None) for number, line in lines))


def total_bytes(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
    exclude: Collection[str] = (),
) -> int | None:
    """The bytes that `read` will read, or None where that is not known (standard input)."""
    reader = _Reader(format, None, frozenset(exclude), lambda count: None)
    total = 0
    for given in paths:
        path = os.fspath(given)
        if path == STDIN:
            return None
        for file in reader.files(path):
            if isinstance(file, File):
                try:
                    total += os.stat(file.path).st_size
                except OSError:
                    continue
    return total


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: `doc_id` is its document's, if it holds one; `format` is one of `FORMATS`."""

    path: str
    doc_id: str
    format: str


@dataclass(slots=True)
class _Reader:
    """What holds for one call of `read`; without `ids`, ids that repeat stay as they are."""

    format: str | None
    published: str | None
    exclude: frozenset[str]
    consumed: Callable[[int], None]
    ids: Ids | None = None

    def read(self, path: str) -> Iterator[Input]:
        if path == STDIN:
            yield from self._stdin(sys.stdin.buffer)
            return
        for file in self.files(path):
            if isinstance(file, Problem):
                yield file
            else:
                yield from self.content(file)

    def content(self, file: File) -> Iterator[Input]:
        """The documents of one file."""
        try:
            with open(file.path, "rb") as stream:
                if file.format == "jsonl":
                    yield from self.lines(file, numbered_lines(stream))
                else:
                    yield self._text(stream.read(), _clean(file.path), file.doc_id)
        except OSError as error:
            yield unreadable(file.path, file.doc_id, error)

    def lines(self, file: File, lines: Iterable[tuple[int, bytes, str | None]]) -> Iterator[Input]:
        """The documents of lines of a file of JSON Lines."""
        return self._jsonl(lines, _clean(file.path), _clean(PurePath(file.path).stem))

    # Which files

    def files(self, path: str) -> Iterator[File | Problem]:
        """The files of a path as given: one, or all of a folder; a problem for each that is none.

        The order is that of whole relative paths by code point.
        """
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            name = _without_extension(PurePath(path).name)
            yield Problem(_clean(path), _missing(error), _clean(name))
            return
        if stat.S_ISDIR(mode):
            yield from self._folder(path, "")
        else:
            yield self._file(path, PurePath(path).name)

    def _folder(self, folder: str, prefix: str) -> Iterator[File | Problem]:
        try:
            with os.scandir(folder) as scan:
                entries = {
                    e.name + "/" if e.is_dir(follow_symlinks=False) else e.name for e in scan
                }
        except OSError as error:
            yield unreadable(folder, _clean(prefix.rstrip("/")), error)
            return
        real = os.path.realpath(folder)
        for name in sorted(entries):
            path = os.path.join(folder, name)
            if os.path.join(real, name) in self.exclude:
                continue
            if name.startswith("."):
                yield Problem(_clean(path), "skipped: hidden", _clean(prefix + name), skipped=True)
            elif name.endswith("/"):
                yield from self._folder(path.rstrip("/"), prefix + name)
            elif os.path.isdir(path):
                reason = "skipped: a link to a folder"
                yield Problem(_clean(path), reason, _clean(prefix + name), skipped=True)
            elif os.path.exists(path) and not os.path.isfile(path):
                reason = "skipped: not a regular file"
                yield Problem(_clean(path), reason, _clean(prefix + name), skipped=True)
            else:
                yield self._file(path, prefix + name)

    def _file(self, path: str, name: str) -> File | Problem:
        suffix = PurePath(name).suffix
        format = self.format or suffix[1:].lower()
        doc_id = _clean(_without_extension(name))
        if format not in FORMATS:
            reason = f"skipped: unknown type {suffix or '(no extension)'}; --format txt reads it"
            return Problem(_clean(path), reason, doc_id, skipped=True)
        return File(path, doc_id, format)

    # What is in them

    def _stdin(self, stream: BinaryIO) -> Iterator[Input]:
        head = stream.readline()
        while head and not head.strip(b"\xef\xbb\xbf \t\r\n") and self.format != "txt":
            head += (line := stream.readline())
            if not line:
                break
        if self.format is None:
            marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            begin = head[2:] if marked else head.removeprefix(codecs.BOM_UTF8)
            is_jsonl = begin.lstrip(b" \t\r\n\0").startswith(b"{")
        else:
            is_jsonl = self.format == "jsonl"
        if is_jsonl:
            lines = numbered_lines(stream, head)
            yield from self._jsonl(lines, STDIN, STDIN)
        else:
            yield self._text(head + stream.read(), STDIN, STDIN)

    def _text(self, data: bytes, path: str, doc_id: str) -> Input:
        try:
            decoded = decode(data)
        except InputError as error:
            return Problem(path, str(error), doc_id)
        finally:
            self.consumed(len(data))
        if not decoded.text.strip():
            return Problem(path, _EMPTY, doc_id)
        doc_id, warnings = self._unique(doc_id, decoded.warnings)
        source = Source(
            doc_id=doc_id,
            sha256=hashlib.sha256(data).hexdigest(),
            text_sha256=sha256_of(decoded.text),
            encoding=decoded.encoding,
            path=path,
            published=self.published,
            warnings=warnings,
        )
        return Document(raw=decoded.text, source=source)

    def _jsonl(
        self, lines: Iterable[tuple[int, bytes, str | None]], path: str, stem: str
    ) -> Iterator[Input]:
        empty = True
        for number, line, encoding in lines:
            if line.strip():
                empty = False
                where, default_id = f"{path}:{number}", f"{stem}:{number}"
                try:
                    raw, source = read_line(line, encoding, path, self.published)
                except InputError as error:
                    yield Problem(where, str(error), default_id)
                else:
                    doc_id, warnings = self._unique(source.doc_id or default_id, source.warnings)
                    yield Document(raw, replace(source, doc_id=doc_id, warnings=warnings))
            self.consumed(len(line))
        if empty:
            yield Problem(path, _EMPTY, stem)

    def _unique(self, doc_id: str, warnings: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """An id that no document had yet, and the warnings with one more if it was repeated."""
        fresh = self.ids.unique(doc_id) if self.ids else doc_id
        return fresh, (*warnings, DUPLICATE_ID) if fresh != doc_id else tuple(warnings)


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


def _clean(path: str) -> str:
    """A path as text that can be written anywhere: undecodable bytes of names are replaced."""
    return mend(path.replace(os.sep, "/"))[0]


def _without_extension(name: str) -> str:
    suffix = PurePath(name).suffix
    return name.removesuffix(suffix) if suffix else name


def _missing(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    return f"cannot be read ({getattr(error, 'strerror', None) or error}); check the path"


def unreadable(path: str, doc_id: str, error: OSError) -> Problem:
    """The problem that stands for a file or folder that cannot be read."""
    return Problem(_clean(path), _missing(error), doc_id)

"""Cuts inputs into shards: the units that are worked on, finished and never done again.

The same inputs and settings give the same shards. A shard is known by its key: a hash of its
bytes, of where they stand, and of what reads them. Cuts depend on what is near them, so that a file
more or less moves few of them.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

from neshast.reading.sources import File, Problem, unreadable

DOCUMENTS = 100
BYTES = 2 << 20
# One file in so many ends its shard: after a change, cuts fall where they fell before.
_ENDS = 64
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the bytes of a file, or the reason why it is not read.

    `line` is the number of the first line of a piece of JSON Lines, and 0 for a whole file; `count`
    is how many documents stand in it, none where only reading tells.
    """

    path: str
    doc_id: str
    format: str = ""
    offset: int = 0
    size: int = 0
    line: int = 0
    count: int | None = None
    sha256: str = ""
    problem: str = ""
    skipped: bool = False

    @property
    def file(self) -> File:
        """The file, for the reader."""
        return File(self.path, self.doc_id, self.format)


@dataclass(frozen=True, slots=True)
class Shard:
    """Pieces that are worked on together; `number` is its place among all of them, from 0."""

    number: int
    key: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """The name of its files, without extension."""
        return f"{self.number:06d}-{self.key}"

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(piece.size for piece in self.pieces)

    def to_json(self) -> str:
        """One line of JSON in ASCII: names of files may hold what UTF-8 cannot."""
        pieces = [_plain(piece) for piece in self.pieces]
        return json.dumps({"shard": self.number, "key": self.key, "pieces": pieces})

    @classmethod
    def of_json(cls, line: str | bytes) -> Shard:
        """The shard of such a line."""
        content = json.loads(line)
        pieces = tuple(Piece(**piece) for piece in content["pieces"])
        return cls(content["shard"], content["key"], pieces)


class InputChanged(Exception):
    """The bytes of a piece are not those that were planned."""


def shards(
    files: Iterable[File | Problem],
    fingerprint: str,
    *,
    documents: int = DOCUMENTS,
    beat: Callable[[], None] = lambda: None,
) -> Iterator[Shard]:
    """The shards of files, in their order. Every byte is read once, to be hashed.

    Args:
        files: what is to be read, and what is not.
        fingerprint: of what reads them: settings, version, words, models.
        documents: a shard holds no more of them, where they can be counted.
        beat: called after each piece.
    """
    seen: dict[str, int] = {}
    for number, pieces in enumerate(_packed(files, documents, beat)):
        text = json.dumps([fingerprint, [_plain(piece) for piece in pieces]])
        key = hashlib.sha256(text.encode()).hexdigest()[:16]
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            key = hashlib.sha256(f"{key}#{seen[key]}".encode()).hexdigest()[:16]
        yield Shard(number, key, pieces)


def read_piece(piece: Piece) -> bytes | None:
    """The bytes of a piece of JSON Lines; None for a whole file, which its reader opens.

    Raises:
        InputChanged: if they are not the bytes that were planned.
    """
    whole = not piece.line
    try:
        with open(piece.path, "rb") as stream:
            if whole:
                changed = _sha256(stream) != piece.sha256
            else:
                stream.seek(piece.offset)
                data = stream.read(piece.size)
                changed = hashlib.sha256(data).hexdigest() != piece.sha256
    except OSError:
        changed = True
    if changed:
        raise InputChanged(piece.path)
    return None if whole else data


def _packed(
    files: Iterable[File | Problem], documents: int, beat: Callable[[], None]
) -> Iterator[tuple[Piece, ...]]:
    """Pieces put together until a shard is full."""
    shard: list[Piece] = []
    for file in files:
        ends = False
        for piece in _pieces(file, documents):
            full = sum(p.count or 1 for p in shard) + (piece.count or 1) > documents
            if shard and (full or sum(p.size for p in shard) + piece.size > BYTES):
                yield tuple(shard)
                shard = []
            shard.append(piece)
            ends = _ends(piece)
            beat()
        if ends:
            yield tuple(shard)
            shard = []
    if shard:
        yield tuple(shard)


def _ends(piece: Piece) -> bool:
    digest = hashlib.sha256(piece.path.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:4]) % _ENDS == 0


def _pieces(file: File | Problem, documents: int) -> Iterator[Piece]:
    if isinstance(file, Problem):
        yield _problem(file)
        return
    try:
        with open(file.path, "rb") as stream:
            pieces = _slices(stream, documents) if file.format == "jsonl" else None
            if not pieces:
                stream.seek(0)
                sha256, size = _sha256(stream), stream.tell()
                count = 1 if file.format == "txt" else None
                pieces = iter([Piece("", "", size=size, sha256=sha256, count=count)])
            for piece in pieces:
                yield replace(piece, path=file.path, doc_id=file.doc_id, format=file.format)
    except OSError as error:
        yield _problem(unreadable(file.path, file.doc_id, error))


def _problem(found: Problem) -> Piece:
    return Piece(found.where, found.doc_id, count=1, problem=found.message, skipped=found.skipped)


def _slices(stream: BinaryIO, documents: int) -> Iterator[Piece] | None:
    """A file of JSON Lines by its lines; None if it has none, or its bytes are no lines."""
    if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    stream.seek(0)
    if not any(_stated(line, number) for number, line in enumerate(stream, 1)):
        return None
    stream.seek(0)
    return _cut(stream, documents)


def _cut(stream: BinaryIO, documents: int) -> Iterator[Piece]:
    """Pieces of at most `documents` lines that are not blank, and of `BYTES` or one such line."""
    offset = first = size = count = 0
    digest = hashlib.sha256()
    for number, line in enumerate(stream, 1):
        stated = _stated(line, number)
        if count and stated and (count == documents or size + len(line) > BYTES):
            yield Piece("", "", "", offset, size, first, count, digest.hexdigest())
            offset, first, size, count = offset + size, number, 0, 0
            digest = hashlib.sha256()
        first = first or number
        digest.update(line)
        size += len(line)
        count += stated
    yield Piece("", "", "", offset, size, first, count, digest.hexdigest())


def _stated(line: bytes, number: int) -> bool:
    """False for a blank line, as its reader sees it."""
    return bool((line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip())


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _plain(piece: Piece) -> dict[str, Any]:
    """A piece without what stands at its default."""
    blank = Piece("", "")
    return {key: value for key, value in asdict(piece).items() if value != getattr(blank, key)}

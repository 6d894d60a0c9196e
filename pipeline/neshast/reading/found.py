"""What readers take and give: an item to read, and the text or the problem found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from neshast.document import Document
from neshast.errors import InputError

TOO_LARGE = (
    "it needs more memory than there is for it; allow more (`neshast run --memory`), or split it"
)
EMPTY = "there is no text in it; remove it, or fill it"

_PIECE = 1 << 20
_LONGEST_FAULT = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that gave no document. `where` is the file, ``file:line`` or ``file!member``.

    A file that was `skipped` is no failure: its type is unknown, or it is hidden. `needs` is what
    to install so that it would be read.
    """

    where: str
    message: str
    doc_id: str
    skipped: bool = False
    needs: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


Input = Document | Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """What an input is: the `format` of its content, and how that is packed (``gz``), if it is."""

    format: str
    packing: str = ""

    def __str__(self) -> str:
        """As names of files end: ``jsonl.gz``."""
        return f"{self.format}.{self.packing}" if self.packing else self.format

    @classmethod
    def of(cls, name: str) -> Kind:
        """The kind of such a string."""
        return cls(*name.split(".", 1))


@dataclass(frozen=True, slots=True)
class Item:
    """Something to read: a file, a member of an archive, a record of a web archive.

    `where` names it to people, `path` is the file that it came in. `obtained` says where in the
    file it lies (``member``, ``offset``), `depth` in how many archives; `url` and `charset` are
    what a web archive says of it.
    """

    kind: Kind
    stream: BinaryIO
    where: str
    path: str
    doc_id: str
    depth: int = 0
    obtained: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    charset: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an item, and what its format tells about it.

    `route` says how the text was obtained, such as ``html:trafilatura``, `obtained` what else
    there is to say of that.
    """

    text: str
    encoding: str
    route: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    obtained: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class TooLargeError(InputError):
    """One item is larger than the limit; what stands beside it can still be read."""


def content(stream: BinaryIO, most: int, head: bytes = b"") -> bytes:
    """All bytes of a stream, of which `head` was read already.

    Raises:
        TooLargeError: if there are more than `most`. The message names no file: who calls knows it.
    """
    pieces = [head]
    size = len(head)
    for piece in _pieces(stream):
        size += len(piece)
        if size > most:
            raise TooLargeError(
                f"larger than {most} bytes; set `bytes` in the table [reading] of the settings"
            )
        pieces.append(piece)
    return b"".join(pieces)


def one_line(fault: BaseException) -> str:
    """What an exception says, on one line and not too long; its name if it says nothing."""
    return " ".join(str(fault).split())[:_LONGEST_FAULT] or type(fault).__name__


def sha256_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def with_title(title: str | None, text: str) -> str:
    """The text, with the title and a line feed before it if it does not begin with the title."""
    if not title or not title.strip() or text.lstrip().startswith(title.strip()):
        return text
    return f"{title}\n{text}"


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece

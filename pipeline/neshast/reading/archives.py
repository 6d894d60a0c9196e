"""Members of ZIP and tar archives, one after the other; nothing is ever written to disk."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.decoding import mend
from neshast.reading.found import Item, Problem, TooLargeError, content, one_line
from neshast.reading.kinds import SNIFFED, kind_of, sniffed, stem_of, unknown_type
from neshast.reading.packing import check_ratio, too_much

UNSAFE_NAME = "unsafe_name"

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ENCRYPTED = 0x1
# What a tar may say before a member: long names, extended headers; and a block read ahead.
_HEADER = 1 << 20
# Without this flag a name in a ZIP is in the code page of who made it.
_UTF_8_NAME = 0x800

Found = Item | Problem


def members(item: Item, stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """What is in the archive `item`: items to read, and problems for what cannot be read.

    Args:
        stream: its plain bytes; for a ZIP one that can seek.
        limits: of members, of bytes of each and of all, of depth.

    Raises:
        InputError: where the archive itself is damaged; what came before it stands.
    """
    if item.depth >= limits.depth:
        raise InputError(
            f"more than {limits.depth} archives within archives; unpack it, or set `depth` in the "
            "table [reading] of the settings"
        )
    read = _zip if item.kind.format == "zip" else _tar
    count = 0
    for count, found in enumerate(read(item, stream, limits), 1):
        if count > limits.members:
            raise InputError(
                f"more than {limits.members} members, the rest was not read; set `members` in the "
                "table [reading] of the settings"
            )
        yield found
    if not count:
        raise InputError("there is no file in it; remove it")


def _zip(item: Item, stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    try:
        archive = zipfile.ZipFile(stream)
    except Exception as fault:
        raise InputError(f"no whole ZIP ({one_line(fault)}); get the file again") from None
    total = 0
    with archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if name.endswith("/"):
                continue
            total += info.file_size
            if total > limits.total:
                raise InputError(too_much(limits))
            if info.flag_bits & _ENCRYPTED:
                yield _problem(item, name, "locked with a password; unlock it first")
                continue
            try:
                check_ratio(info.file_size, info.compress_size, limits)
                with archive.open(info) as plain:
                    guarded = _Guarded(plain, limits, info.compress_size)
                    found = _member(item, name, cast(BinaryIO, guarded), limits)
            except InputError as fault:
                found = _problem(item, name, str(fault))
            except Exception as fault:
                found = _problem(item, name, f"damaged ({one_line(fault)}); get the file again")
            yield found


def _tar(item: Item, stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    headers = _Headers(stream, limits)
    try:
        # A stream: nothing of a large archive is kept, and nothing is sought in it.
        with tarfile.open(fileobj=headers, mode="r|", errors="surrogateescape") as archive:
            while (info := archive.next()) is not None:
                # tarfile keeps them all, for a list that nobody asks for.
                archive.members.clear()  # type: ignore[attr-defined]
                headers.allow(info.size)
                if not info.isdir():
                    yield _tar_member(item, archive, info, limits)
    except InputError:
        raise
    except Exception as fault:
        raise InputError(f"no whole tar ({one_line(fault)}); get the file again") from None


def _tar_member(
    item: Item, archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits
) -> Found:
    name = mend(info.name)[0]
    plain = archive.extractfile(info) if info.isreg() else None
    if plain is None:
        return _problem(item, name, "skipped: not a regular file", skipped=True)
    try:
        return _member(item, name, cast(BinaryIO, plain), limits)
    except TooLargeError as fault:
        return _problem(item, name, str(fault))


def _member(item: Item, name: str, plain: BinaryIO, limits: Limits) -> Found:
    """The item of one member; all its bytes are read only if its type is known."""
    head = plain.read(SNIFFED)
    kind = kind_of(name) or sniffed(head)
    if kind is None:
        return _problem(item, name, unknown_type(name), skipped=True)
    data = content(plain, limits.bytes, head)
    outer = item.obtained.get("member")
    return Item(
        kind=kind,
        stream=io.BytesIO(data),
        where=_where(item, name),
        path=item.path,
        doc_id=_doc_id(item, name),
        depth=item.depth + 1,
        obtained={**item.obtained, "member": f"{outer}!{name}" if outer else name},
        warnings=item.warnings if _safe(name) == name else (*item.warnings, UNSAFE_NAME),
    )


def _problem(item: Item, name: str, message: str, *, skipped: bool = False) -> Problem:
    return Problem(_where(item, name), message, _doc_id(item, name), skipped=skipped)


def _where(item: Item, name: str) -> str:
    return f"{item.where}!{_shown(name)}"


def _doc_id(item: Item, name: str) -> str:
    return f"{item.doc_id}/{stem_of(_safe(name))}"


def _safe(name: str) -> str:
    """A name on one line that leads nowhere else: no root, no drive, no way up."""
    parts = PurePosixPath(_DRIVE.sub("", _shown(name).replace("\\", "/"))).parts
    return "/".join(part for part in parts if part.strip("/") and part != "..") or "_"


def _shown(name: str) -> str:
    return _CONTROL.sub("\ufffd", name)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; one without the flag of UTF-8 may be in it all the same."""
    name = info.filename
    if not info.flag_bits & _UTF_8_NAME:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    return mend(name)[0]


class _Guarded(io.RawIOBase):
    """A member of a ZIP, which may unpack to more than its directory says."""

    def __init__(self, plain: IO[bytes], limits: Limits, packed: int) -> None:
        self._plain, self._limits, self._packed = plain, limits, packed
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, none at the end."""
        piece = self._plain.read(size)
        self._count += len(piece)
        check_ratio(self._count, self._packed, self._limits)
        return piece


class _Headers(io.RawIOBase):
    """A tar from which no more is read between two members than the first of them is long and a
    header needs: one can claim gigabytes that tarfile would hold in memory."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        self._left = _HEADER
        self._count = 0

    def allow(self, size: int) -> None:
        """A member of so many bytes follows, and then a header."""
        self._left = size + _HEADER

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, none at the end."""
        if self._left <= 0:
            raise InputError("no whole tar (a header is too long); get the file again")
        piece = self._stream.read(size)
        self._left -= len(piece)
        self._count += len(piece)
        if self._count > self._limits.total:
            raise InputError(too_much(self._limits))
        return piece

"""Packed streams (gzip, bzip2, xz, Zstandard) as plain ones, guarded against bombs."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
from typing import IO, BinaryIO, cast

from neshast.errors import InputError
from neshast.limits import Limits

PACKINGS = ("gz", "bz2", "xz", "zst")
# Below this a ratio says nothing: a page of blank lines packs to a few bytes.
RATIO_FROM = 10 << 20
# No window beyond this: the bytes of memory that a Zstandard frame can ask for.
_WINDOW = 128 << 20
_LONGEST_READ = 1 << 16
# A block of 128 KiB can be four bytes long: so much of a Zstandard stream is 32 MiB at most.
_PACKED_READ = 1 << 10


class Unpacked(io.RawIOBase):
    """The plain bytes of a packed stream, never more than the limits allow.

    Reading raises InputError where the packed stream is cut off or damaged, or where it unpacks
    to more than `Limits.ratio` or `total` allow.
    """

    def __init__(self, packed: BinaryIO, packing: str, limits: Limits) -> None:
        self._packed = packed
        self._plain = _plain(packed, packing)
        self._limits = limits
        self._count = 0

    def readable(self) -> bool:
        """True: it is for reading alone."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            piece = self._plain.read(min(len(view), _LONGEST_READ))
        except Exception as fault:
            raise InputError(_said(fault)) from None
        view[: len(piece)] = piece
        self._count += len(piece)
        self._check()
        return len(piece)

    def _check(self) -> None:
        if self._count > self._limits.total:
            raise InputError(too_much(self._limits))
        if self._count > RATIO_FROM:
            check_ratio(self._count, _position(self._packed), self._limits)


def unpacked(packed: BinaryIO, packing: str, limits: Limits) -> BinaryIO:
    """`packed` as a plain stream; `packing` is ``gz``, ``bz2``, ``xz`` or ``zst``, or empty.

    Raises:
        InputError: while it is read, as `Unpacked` says.
    """
    if not packing:
        return packed
    return io.BufferedReader(Unpacked(packed, packing, limits), _LONGEST_READ)


def check_ratio(plain: int, packed: int, limits: Limits) -> None:
    """Refuse what unpacks to far more than it is long.

    Raises:
        InputError: if `plain` bytes from `packed` ones are more than the ratio allows.
    """
    if plain > RATIO_FROM and plain > limits.ratio * max(packed, 1):
        raise InputError(
            f"unpacks to more than {limits.ratio} times its size, as bombs do; set `ratio` in the "
            "table [reading] of the settings if it is none"
        )


def too_much(limits: Limits) -> str:
    """What is said of an archive or a stream that unpacks to more than `limits.total`."""
    return (
        f"unpacks to more than {limits.total} bytes, the rest was not read; set `total` in the "
        "table [reading] of the settings if it is no bomb"
    )


def _position(packed: BinaryIO) -> int:
    """The bytes read of the packed stream so far; of one that cannot say, all of it."""
    try:
        return packed.tell()
    except (OSError, ValueError):
        return os.fstat(packed.fileno()).st_size


def _said(fault: Exception) -> str:
    if isinstance(fault, InputError):
        return str(fault)
    if isinstance(fault, EOFError):
        return "cut off: the packed data end too early; get the whole file again"
    return f"damaged ({fault}); get the file again"


class _Zstandard(io.RawIOBase):
    """The plain bytes of Zstandard frames. EOFError where the last one is cut off.

    The package's own stream ends there without a word.
    """

    def __init__(self, packed: BinaryIO) -> None:
        import zstandard

        self._packed = packed
        self._open = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj
        self._frame = self._open()
        self._begun = False
        self._rest = self._plain = b""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, none at the end."""
        while not self._plain:
            piece = self._rest or self._packed.read(_PACKED_READ)
            self._rest = b""
            if not piece:
                if self._begun:
                    raise EOFError
                return b""
            self._plain = self._frame.decompress(piece)
            self._begun = not self._frame.eof
            if self._frame.eof:
                self._rest, self._frame = self._frame.unused_data, self._open()
        piece, self._plain = self._plain[:size], self._plain[size:]
        return piece


def _plain(packed: BinaryIO, packing: str) -> IO[bytes]:
    """The stream of one of the four packings."""
    if packing == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=packed))
    if packing == "bz2":
        return bz2.BZ2File(packed)
    if packing == "xz":
        return lzma.LZMAFile(packed)
    return cast(IO[bytes], _Zstandard(packed))

"""Everything a run writes goes through `Disk`, so that a test can hand in one that fails.

A file appears under its name only when it is whole: it is written beside its place, synced,
renamed, and the folder synced.
"""

from __future__ import annotations

import contextlib
import errno
import os
from typing import BinaryIO

from neshast.errors import OutputError

_WHAT_TO_DO = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room: the quota is used up",
    errno.EIO: "check the disk",
    errno.EROFS: "the disk is read-only: name another folder",
    errno.EACCES: "see who may write there, or name another folder",
}


class Disk:
    """The calls that write, one method each: what a disk can refuse."""

    def make_folder(self, path: str) -> None:
        """Make a folder, and those above it; it may be there."""
        os.makedirs(path, exist_ok=True)

    def create(self, path: str, *, new: bool = False) -> BinaryIO:
        """Open a file for writing, without a buffer: a write that fails does so at once.

        Raises:
            FileExistsError: if it is to be `new` and is there.
        """
        return open(path, "xb" if new else "wb", buffering=0)

    def write(self, stream: BinaryIO, data: bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[stream.write(rest) :]

    def sync(self, stream: BinaryIO) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(stream.fileno())

    def replace(self, old: str, new: str) -> None:
        """Rename a file over another, and wait until that is on the disk."""
        os.replace(old, new)
        folder = os.open(os.path.dirname(new) or os.curdir, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def touch(self, path: str) -> None:
        """Set the time of a file to now, as the disk tells it."""
        os.utime(path)

    def remove(self, path: str) -> None:
        """Remove a file; it may be gone."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


class Draft:
    """A file under another name until `commit`; left by `discard`, nothing of it stays.

    Args:
        disk: what writes it.
        path: where it is written: on the disk of its later place, and nobody else's.

    Raises:
        OutputError: here and in every method but `discard`, naming the file and what to do.
    """

    def __init__(self, disk: Disk, path: str) -> None:
        self._disk, self._path = disk, path
        try:
            self._stream = disk.create(path)
        except OSError as error:
            raise refusal(path, error) from error

    def write(self, data: bytes) -> None:
        """Append `data`."""
        try:
            self._disk.write(self._stream, data)
        except OSError as error:
            raise refusal(self._path, error) from error

    def close(self) -> None:
        """Wait until all is on the disk."""
        try:
            self._disk.sync(self._stream)
            self._stream.close()
        except OSError as error:
            raise refusal(self._path, error) from error

    def move(self, path: str) -> None:
        """Put the closed file in its place."""
        try:
            self._disk.replace(self._path, path)
        except OSError as error:
            raise refusal(path, error) from error

    def discard(self) -> None:
        """Remove the draft. Never raises: it is called where something else has gone wrong."""
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            os.unlink(self._path)


def refusal(path: str, error: OSError) -> OutputError:
    """One line for a write that failed."""
    advice = _WHAT_TO_DO.get(error.errno or 0, "see what is wrong there")
    reason = error.strerror or str(error)
    return OutputError(
        f"{path}: cannot be written ({reason}); {advice}, then give the same command again:"
        " what is finished stays"
    )

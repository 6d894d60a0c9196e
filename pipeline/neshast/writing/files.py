"""Files that appear only when they are complete: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import BinaryIO

from pydantic_core import from_json

from neshast.errors import OutputError

STDOUT = "-"


class Output:
    """A text file in UTF-8 under a temporary name until `commit`; ``-`` is standard output.

    Opened at once, so that a place that cannot be written is refused before any work. Devices and
    pipes are written directly. Left without `commit`, it leaves what was there before.

    Raises:
        OutputError: naming the file, if it cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self.real = "" if self.path == STDOUT else os.path.realpath(self.path)
        self.temporary = ""
        self._stream = self._open()

    @property
    def is_file(self) -> bool:
        """True if it is a regular file, which others may stand beside."""
        return bool(self.temporary)

    def write(self, text: str) -> None:
        """Append `text`."""
        try:
            self._stream.write(text.encode())
        except OSError as error:
            raise self._refusal(error) from error

    def commit(self) -> None:
        """Put the file in its place."""
        try:
            self._stream.flush()
            if self.temporary:
                self._stream.close()
                os.replace(self.temporary, self.real)
                self.temporary = ""
        except OSError as error:
            raise self._refusal(error) from error

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.path == STDOUT:
            return
        self._stream.close()
        if self.temporary:
            os.unlink(self.temporary)
            self.temporary = ""

    def _open(self) -> BinaryIO:
        if self.path == STDOUT:
            return sys.stdout.buffer
        try:
            if os.path.exists(self.real) and not stat.S_ISREG(os.stat(self.real).st_mode):
                return open(self.real, "wb")
            if os.path.exists(self.real) and not os.access(self.real, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            folder, name = os.path.split(self.real)
            self.temporary = os.path.join(folder, f".{name}.{os.getpid()}.part")
            return open(self.temporary, "wb")
        except OSError as error:
            self.temporary = ""
            raise self._refusal(error) from error

    def _refusal(self, error: OSError) -> OSError | OutputError:
        """What to raise: a reader that went away (``| head``) is no fault of ours."""
        if isinstance(error, BrokenPipeError):
            return error
        if isinstance(error, FileNotFoundError):
            return OutputError(f"{self.path}: the folder does not exist; make it first")
        if isinstance(error, IsADirectoryError):
            return OutputError(f"{self.path}: this is a folder; name a file in it")
        return OutputError(f"{self.path}: cannot be written ({error.strerror}); choose another")


@contextmanager
def placed(path: str | os.PathLike[str]) -> Iterator[str]:
    """For writers that want a path: a temporary one, which takes its place if all goes well.

    Raises:
        OutputError: naming the file, if it cannot be written.
    """
    with Output(path) as output:
        if not output.is_file:
            raise OutputError(f"{output.path}: this must be a file; name one")
        yield output.temporary
        output.commit()


def refuse_input(
    path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]], what: str
) -> None:
    """See that an output would not take the place of an input.

    Args:
        path: of the output.
        inputs: paths as given.
        what: goes to the output.

    Raises:
        OutputError: if it would.
    """
    name = os.fspath(path)
    if name == STDOUT:
        return
    real = os.path.realpath(name)
    given = set(map(os.path.realpath, inputs))
    if real in given:
        raise OutputError(f"{name}: this is an input; name another file for the {what}")
    folder = next((folder for folder in _folders(real) if folder in given), None)
    if folder and os.path.isfile(real) and not _written_here(real):
        raise OutputError(
            f"{name}: this is an input, of the folder that is read; name another file for the "
            f"{what}"
        )


def _folders(path: str) -> Iterator[str]:
    """Those that a path lies in, the innermost first."""
    while (folder := os.path.dirname(path)) != path:
        yield folder
        path = folder


def _written_here(path: str) -> bool:
    """True for what an earlier run wrote, which another may write again: records, saved texts."""
    try:
        with open(path, "rb") as stream:
            line = stream.readline()
        return not line or not {"record_id", "origin"}.isdisjoint(from_json(line))
    except (OSError, ValueError, TypeError):
        return False


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a whole text file, or to standard output for ``-``.

    Raises:
        OutputError: as `Output` does.
    """
    with Output(path) as output:
        output.write(text)
        output.commit()

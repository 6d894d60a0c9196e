"""Which files a path stands for: itself, or all of a folder, in the order of code points."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from neshast.reading.decoding import mend
from neshast.reading.found import Kind, Problem
from neshast.reading.kinds import SNIFFED, kind_of, lacking, sniffed, stem_of, unknown_type


@dataclass(frozen=True, slots=True)
class File:
    """A file to read.

    `doc_id` is its document's, if it holds one; `format` is one of `FORMATS`, with how it is
    packed (``jsonl.gz``).
    """

    path: str
    doc_id: str
    format: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files of paths; `format` is that of all, and `exclude` holds real paths not to read."""

    format: str | None
    exclude: frozenset[str]

    def of(self, path: str) -> Iterator[File | Problem]:
        """The files of a path as given: one, or all of a folder; a problem for each that is none.

        The order is that of whole relative paths by code point.
        """
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            name = stem_of(PurePath(path).name)
            yield Problem(clean(path), _missing(error), clean(name))
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
            yield unreadable(folder, clean(prefix.rstrip("/")), error)
            return
        real = os.path.realpath(folder)
        for name in sorted(entries):
            path = os.path.join(folder, name)
            if os.path.join(real, name) in self.exclude:
                continue
            if name.startswith("."):
                yield Problem(clean(path), "skipped: hidden", clean(prefix + name), skipped=True)
            elif name.endswith("/"):
                yield from self._folder(path.rstrip("/"), prefix + name)
            elif os.path.isdir(path):
                reason = "skipped: a link to a folder"
                yield Problem(clean(path), reason, clean(prefix + name), skipped=True)
            elif os.path.exists(path) and not os.path.isfile(path):
                reason = "skipped: not a regular file"
                yield Problem(clean(path), reason, clean(prefix + name), skipped=True)
            else:
                yield self._file(path, prefix + name)

    def _file(self, path: str, name: str) -> File | Problem:
        kind = kind_of(name, self.format) or _looked_at(path)
        doc_id = clean(stem_of(name))
        if kind is None:
            reason = f"{unknown_type(name)}; --format txt reads it"
            return Problem(clean(path), reason, doc_id, skipped=True)
        if needs := lacking(kind):
            return Problem(clean(path), needs, doc_id, skipped=True, needs=needs)
        return File(path, doc_id, str(kind))


def clean(path: str) -> str:
    """A path as text that can be written anywhere: undecodable bytes of names are replaced."""
    return mend(path.replace(os.sep, "/"))[0]


def unreadable(path: str, doc_id: str, error: OSError) -> Problem:
    """The problem of a file or folder that the system does not let us read."""
    return Problem(clean(path), _missing(error), doc_id)


def _looked_at(path: str) -> Kind | None:
    """What a regular file is by its first bytes."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as stream:
            return sniffed(stream.read(SNIFFED))
    except OSError:
        return None


def _missing(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    return f"cannot be read ({getattr(error, 'strerror', None) or error}); check the path"

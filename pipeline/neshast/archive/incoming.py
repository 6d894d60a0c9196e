"""Records on their way into an archive: from files and folders, line by line, with their faults."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from neshast.errors import InputError
from neshast.run import NO_MEETING
from neshast.writing.files import STDOUT as STDIN
from neshast.writing.jsonl import MANIFEST_SUFFIX, parse_record, unreadable

_SUFFIX = ".jsonl"
# In the folder of a `neshast run` the records stand in one folder, its accounts beside it.
_PLAN, _PARTS, _LEDGER = "plan.jsonl", "parts", "ledger"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as it stands in a file; `where` is ``file:line``, `digest` tells it from others."""

    record: dict[str, Any]
    digest: str
    where: str

    @property
    def doc_id(self) -> str:
        """The name of its document."""
        return str(self.record["source"].get("doc_id"))

    @property
    def text_sha256(self) -> str | None:
        """The text of its document."""
        found: str | None = self.record["source"].get("text_sha256")
        return found


def incoming(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Incoming | InputError]:
    """The records of files, folders (every ``.jsonl`` below, sorted) and standard input (``-``).

    Of the folder of a `neshast run` the finished parts are read.

    Yields:
        A record, or in the place of a line or file that gives none, the error that says why.
    """
    for given in paths:
        path = os.fspath(given)
        if path == STDIN:
            yield from _lines(sys.stdin.buffer, STDIN)
            continue
        for file in _files(path):
            try:
                with open(file, "rb") as stream:
                    yield from _lines(stream, file)
            except OSError as error:
                yield unreadable(file, error)


def without_meeting(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The documents that were read and tell of no meeting, by their ``doc_id``.

    The manifest beside a file of records names them, and the ledger of a `neshast run`.

    Raises:
        InputError: if a manifest or ledger cannot be read.
    """
    for given in paths:
        path = os.fspath(given)
        for file in _files(path) if path != STDIN else ():
            folder, name = os.path.split(file)
            run = os.path.dirname(folder)
            ledger = os.path.join(run, _LEDGER, name)
            of_run = os.path.basename(folder) == _PARTS and os.path.isfile(ledger)
            account = ledger if of_run else file + MANIFEST_SUFFIX
            if not os.path.isfile(account):
                continue
            try:
                with open(account, "rb") as stream:
                    told = stream.read()
                entries = (
                    [json.loads(line) for line in told.splitlines()]
                    if of_run
                    else json.loads(told).get("documents", [])
                )
                found = [str(e["doc_id"]) for e in entries if e.get("status") == NO_MEETING]
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                raise InputError(f"{account}: cannot be read; extract the records again") from None
            yield from found


def withdrawn(path: str | os.PathLike[str]) -> Collection[str]:
    """The documents that are to be left out: a ``doc_id`` or ``url`` on each line of a file.

    Empty lines and lines that begin with ``#`` say nothing.

    Raises:
        InputError: if the file cannot be read as UTF-8.
    """
    try:
        with open(path, encoding="utf-8-sig") as stream:
            lines = [line.strip() for line in stream]
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: cannot be read: {fault}; save it as UTF-8") from None
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _files(path: str) -> Iterator[str]:
    """A file as given, or those of a folder; hidden ones are left out."""
    if not os.path.isdir(path):
        yield path
        return
    if os.path.isfile(os.path.join(path, _PLAN)) and os.path.isdir(os.path.join(path, _PARTS)):
        path = os.path.join(path, _PARTS)
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(_SUFFIX) and not name.startswith("."):
                yield os.path.join(folder, name)


def _lines(stream: BinaryIO, name: str) -> Iterator[Incoming | InputError]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = parse_record(line, where)
        except InputError as error:
            yield error
        else:
            yield Incoming(record, hashlib.sha256(line.strip()).hexdigest()[:32], where)

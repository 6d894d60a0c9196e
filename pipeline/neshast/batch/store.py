"""The folder of a run, and what is finished in it.

For each shard two files: `ledger/N-KEY.jsonl`, a line about the shard and one for each document,
and `parts/N-KEY.jsonl`, its records. The second is there if and only if the shard is finished. A
ledger of small files needs no lock, so that machines can share it: SQLite's write-ahead log does
not work over a network.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from neshast.batch.disk import Disk, refusal
from neshast.errors import BatchError

Entry = dict[str, Any]

PARTS, LEDGER = "parts", "ledger"
_END = ".jsonl"
_BLOCK = 1 << 20


class Shelf:
    """Results of shards: those that are finished, or those that were only begun.

    Args:
        folder: where they are.
        disk: what writes them.
    """

    def __init__(self, folder: str, disk: Disk) -> None:
        self.folder, self._disk = folder, disk

    def make(self) -> None:
        """Make the folders.

        Raises:
            OutputError: if they cannot be made.
        """
        for name in (PARTS, LEDGER):
            make_folder(self._disk, os.path.join(self.folder, name))

    def names(self) -> dict[str, str]:
        """The names of the shards by their keys."""
        try:
            files = os.listdir(os.path.join(self.folder, PARTS))
        except FileNotFoundError:
            return {}
        names = (file.removesuffix(_END) for file in files if file.endswith(_END))
        return {name.partition("-")[2]: name for name in names}

    def path(self, kind: str, name: str) -> str:
        """The file of a shard: one of `PARTS` and `LEDGER`."""
        return os.path.join(self.folder, kind, name + _END)

    def header(self, name: str) -> Entry:
        """The line about a shard.

        Raises:
            BatchError: if it cannot be read, and so for all that reads.
        """
        for header in self._ledger(name):
            return header
        raise damaged(self.path(PARTS, name))

    def entries(self, name: str) -> Iterator[Entry]:
        """What became of each document of a shard, in their order."""
        return islice(self._ledger(name), 1, None)

    def results(self, name: str) -> Iterator[tuple[Entry, list[bytes]]]:
        """Each document of a shard: what became of it, and its lines of records.

        Raises:
            BatchError: before anything is given, if the records are not those that were written.
        """
        path = self.path(PARTS, name)
        try:
            with open(path, "rb") as stream:
                digest = hashlib.sha256()
                while block := stream.read(_BLOCK):
                    digest.update(block)
                if digest.hexdigest() != self.header(name)["sha256"]:
                    raise damaged(path)
                stream.seek(0)
                for entry in self.entries(name):
                    yield entry, [next(stream) for _ in range(entry.get("records", 0))]
        except (OSError, StopIteration):
            raise damaged(path) from None

    def put(self, name: str, ledger: Any, part: Any) -> None:
        """Put the two drafts of a shard in their places, over what is there."""
        self.remove(name)
        ledger.move(self.path(LEDGER, name))
        part.move(self.path(PARTS, name))

    def remove(self, name: str) -> None:
        """Forget a shard; the records go first, for they are the sign that it is finished."""
        for kind in (PARTS, LEDGER):
            path = self.path(kind, name)
            try:
                self._disk.remove(path)
            except OSError as error:
                raise refusal(path, error) from error

    def rename(self, old: str, new: str) -> None:
        """Give a shard its new number."""
        for kind in (LEDGER, PARTS):
            if os.path.exists(self.path(kind, old)):
                self._disk.replace(self.path(kind, old), self.path(kind, new))

    def _ledger(self, name: str) -> Iterator[Entry]:
        path = self.path(LEDGER, name)
        try:
            with open(path, "rb") as stream:
                for line in stream:
                    yield json.loads(line)
        except (OSError, ValueError):
            raise damaged(self.path(PARTS, name)) from None


class Store:
    """The folder of a run.

    Args:
        folder: its path.
        disk: what writes there.
    """

    def __init__(self, folder: str, disk: Disk) -> None:
        self.folder, self.disk = folder, disk
        self.finished = Shelf(folder, disk)
        self.begun = Shelf(os.path.join(folder, "begun"), disk)
        self.plan = os.path.join(folder, "plan.jsonl")
        self.leases = os.path.join(folder, "leases")
        self.drafts = os.path.join(folder, "drafts")

    def make(self) -> None:
        """Make the folders.

        Raises:
            OutputError: if they cannot be made.
        """
        self.finished.make()
        self.begun.make()
        make_folder(self.disk, self.leases)
        make_folder(self.disk, self.drafts)

    def clear_drafts(self, key: str) -> None:
        """Remove what a process that is gone has left of a shard that is now ours."""
        for name in os.listdir(self.drafts):
            if name.startswith(f"{key}."):
                with suppress(OSError):
                    self.disk.remove(os.path.join(self.drafts, name))


def damaged(path: str) -> BatchError:
    """For results that are not what was written."""
    return BatchError(
        f"{path}: not as it was written; remove it, and the same `neshast run` makes it again"
    )


def make_folder(disk: Disk, path: str) -> None:
    """Make a folder.

    Raises:
        OutputError: if it cannot be made.
    """
    try:
        disk.make_folder(path)
    except OSError as error:
        raise refusal(path, error) from error

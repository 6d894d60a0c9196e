"""The results of one shard while they come in, and how they are put away."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain

from neshast.batch.disk import Draft
from neshast.batch.shards import Shard
from neshast.batch.store import Entry, Shelf, Store
from neshast.errors import BatchError
from neshast.run import ERROR, NO_MEETING, RECORDS, UNSUPPORTED_LANGUAGE, Totals

_COUNTED = {
    RECORDS: "with_records",
    NO_MEETING: "no_meeting",
    UNSUPPORTED_LANGUAGE: "unsupported_language",
    ERROR: "errors",
}


def count(totals: Totals, entry: Entry) -> None:
    """Count a line of the ledger."""
    if entry.get("skipped"):
        totals.skipped += 1
        return
    totals.documents += 1
    totals.records += entry.get("records", 0)
    field = _COUNTED[entry["status"]]
    setattr(totals, field, getattr(totals, field) + 1)


class Part:
    """The results of a shard, in the order of its documents, until `finish` or `keep`.

    Args:
        store: where they go.
        shard: whose they are.
        mark: of who holds the shard, for the names of drafts.
        again: the shard is finished, and its results are taken over, as are otherwise those of one
            that was begun.
        failed: but not those of documents that failed.

    Raises:
        OutputError: here and in every method, if it cannot be written.
        BatchError: if the results of a finished shard are damaged.
    """

    def __init__(
        self, store: Store, shard: Shard, mark: str, *, again: bool = False, failed: bool = False
    ) -> None:
        self.shard = shard
        self._store, self._name = store, os.path.join(store.drafts, f"{shard.key}.{mark}")
        self.done: set[int] = set()
        self._old: Iterator[tuple[Entry, list[bytes]]] = iter(())
        self._entries: list[Entry] = []
        self._stages: dict[str, float] = {}
        self._digest = hashlib.sha256()
        if again:
            self._take_over(store.finished, failed)
        elif name := store.begun.names().get(shard.key):
            try:
                self._take_over(store.begun, failed)
            except BatchError:
                store.begun.remove(name)
        self._ahead = next(self._old, None)
        self._draft = Draft(store.disk, f"{self._name}.part")

    def add(self, entry: Entry, lines: Iterable[str]) -> None:
        """The result of a document; they come in the order of the documents."""
        self._pass_on(entry["index"])
        self._write(entry, [line.encode() + b"\n" for line in lines])

    def spent(self, stages: dict[str, float]) -> None:
        """The seconds that stages of the pipeline took, by name; more than once adds up."""
        for name, seconds in stages.items():
            self._stages[name] = self._stages.get(name, 0.0) + seconds

    def finish(self) -> Entry:
        """The shard is finished. Returns the line about it."""
        header = self._put(self._store.finished)
        begun = self._store.begun.names().get(self.shard.key)
        if begun:
            self._store.begun.remove(begun)
        return header

    def keep(self) -> None:
        """The run stops: what there is waits for a later one."""
        if self.done:
            self._put(self._store.begun)
        self._draft.discard()

    def discard(self) -> None:
        """Leave what was there before."""
        self._draft.discard()

    def _take_over(self, shelf: Shelf, failed: bool) -> None:
        name = shelf.names()[self.shard.key]
        kept = {
            e["index"] for e in shelf.entries(name) if not (failed and e.get("status") == ERROR)
        }
        stages, results = shelf.header(name)["stages"], shelf.results(name)
        # The first tells whether they are damaged, before anything is taken over.
        first = [result for result in (next(results, None),) if result]
        self._old = (old for old in chain(first, results) if old[0]["index"] in kept)
        self._stages, self.done = stages, kept

    def _pass_on(self, index: int | None) -> None:
        """Write old results that stand before a document, or all that are left."""
        while self._ahead and (index is None or self._ahead[0]["index"] < index):
            self._write(*self._ahead)
            self._ahead = next(self._old, None)

    def _write(self, entry: Entry, lines: list[bytes]) -> None:
        data = b"".join(lines)
        self._draft.write(data)
        self._digest.update(data)
        self._entries.append(entry)
        self.done.add(entry["index"])

    def _put(self, shelf: Shelf) -> Entry:
        self._pass_on(None)
        header = self._header()
        ledger = Draft(self._store.disk, f"{self._name}.ledger")
        try:
            for line in (header, *self._entries):
                text = json.dumps(line, ensure_ascii=False) + "\n"
                ledger.write(text.encode("utf-8", "replace"))
            ledger.close()
            self._draft.close()
            shelf.put(self.shard.name, ledger, self._draft)
        except BaseException:
            ledger.discard()
            raise
        return header

    def _header(self) -> Entry:
        totals = Totals()
        for entry in self._entries:
            count(totals, entry)
        return {
            "shard": self.shard.number,
            "key": self.shard.key,
            "sha256": self._digest.hexdigest(),
            "totals": asdict(totals),
            "seconds": round(sum(e.get("seconds", 0.0) for e in self._entries), 4),
            "stages": {name: round(s, 4) for name, s in self._stages.items()},
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        }

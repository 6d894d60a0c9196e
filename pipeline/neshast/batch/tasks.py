"""Which shards are to be done, one after the other, and what becomes of each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from neshast.batch.leases import Lease, Leases
from neshast.batch.parts import Part
from neshast.batch.planning import PLANNING, Plan
from neshast.batch.progress import Progress
from neshast.batch.shards import Piece, Shard
from neshast.batch.store import PARTS, Entry, Store
from neshast.reading.decoding import mend
from neshast.run import ERROR

Json = dict[str, Any]

_REST = "; the rest of this file is not read"


@dataclass(eq=False)
class Task:
    """A shard that is ours to do.

    `in_hand` is what its worker said when it began a document, `read` what it had read of it;
    `cut` says for a piece (by its place) how many documents to read of it.
    """

    shard: Shard
    lease: Lease
    part: Part
    in_hand: Json | None = None
    read: Entry | None = None
    cut: dict[int, int] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)

    def to_json(self) -> Json:
        """What a worker is told; it begins anew, so it has no document in hand."""
        self.in_hand = self.read = None
        pieces = [asdict(piece) for piece in self.shard.pieces]
        return {"pieces": pieces, "have": sorted(self.part.done), "cut": self.cut}

    def died(self) -> int:
        """A worker died of the document in hand. Returns how many did so far."""
        assert self.in_hand is not None
        index = self.in_hand["at"]
        self.deaths[index] = self.deaths.get(index, 0) + 1
        return self.deaths[index]

    def give_up(self, message: str) -> Entry:
        """The line of the ledger for the document in hand, which cannot be done.

        If it was not even read, no more is read of its piece.
        """
        assert self.in_hand is not None
        piece = self.shard.pieces[self.in_hand["piece"]]
        entry = self.read or _unread(piece, self.in_hand["nth"])
        if self.read is None:
            self.cut[self.in_hand["piece"]] = self.in_hand["nth"]
            message += "" if piece.count == 1 else _REST
        about = {key: value for key, value in entry.items() if key not in ("status", "records")}
        return {"index": self.in_hand["at"], **about, "status": ERROR, "message": message}


def _unread(piece: Piece, nth: int) -> Entry:
    """What is known of a document before it is read: in JSON Lines, about where it stands."""
    where, doc_id = mend(piece.path)[0], piece.doc_id
    if piece.line:
        where, doc_id = f"{where}:{piece.line + nth}", f"{doc_id}:{piece.line + nth}"
    return {"doc_id": doc_id, "path": where, "sha256": None}


@dataclass(frozen=True, slots=True)
class Share:
    """The shards of a plan that one command is to see to: every `n`-th, from the `i`-th on."""

    store: Store
    plan: Plan
    i: int = 1
    n: int = 1

    def wanted(self, failed: bool, progress: Progress) -> Iterator[Wanted]:
        """Those that are not finished, or are to be done again.

        Args:
            failed: also finished shards with documents that failed, for these alone.
            progress: is told what is finished already.
        """
        shelf = self.store.finished
        finished = shelf.names()
        for place, shard in self._placed():
            name = finished.get(shard.key)
            if name and name != shard.name:
                shelf.rename(name, shard.name)
            if not name:
                yield Wanted(shard, place, again=False)
            elif failed and shelf.header(shard.name)["totals"]["errors"]:
                yield Wanted(shard, place, again=True)
            else:
                progress.found(shard)

    def unfinished(self) -> int:
        """How many are not finished by now, by whomever."""
        finished = self.store.finished.names()
        return sum(shard.key not in finished for _, shard in self._placed())

    def clear_away(self) -> None:
        """Remove what no plan asks for any more, once all that it asks for is there."""
        store = self.store
        keys = {shard.key for shard in self.plan.shards()}
        names = store.finished.names()
        if not keys <= names.keys():
            return
        for key, name in names.items():
            if key not in keys:
                store.finished.remove(name)
        for name in store.begun.names().values():
            store.begun.remove(name)
        for folder in (store.drafts, store.leases):
            for name in os.listdir(folder):
                if name.partition(".")[0] != PLANNING:
                    with suppress(OSError):
                        store.disk.remove(os.path.join(folder, name))

    def _placed(self) -> Iterator[tuple[int, Shard]]:
        of = self.plan.placed()
        return ((place, shard) for place, shard in of if shard.number % self.n == self.i - 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shard that is to be done, and where it stands in the plan.

    `again`: it is finished, and only its documents that failed are to be done.
    """

    shard: Shard
    place: int
    again: bool


class Tasks:
    """Shards that are done here, one after the other.

    Args:
        store: where results are.
        leases: of this process.
        wanted: the shards.
        failed: documents that failed are done again.
        progress: is told what is finished.
    """

    def __init__(
        self,
        store: Store,
        leases: Leases,
        wanted: Iterator[Wanted],
        failed: bool,
        progress: Progress,
    ) -> None:
        self._store, self._leases, self._wanted = store, leases, wanted
        self._failed, self._progress = failed, progress
        self._open: list[Task] = []
        self.held = 0

    def next(self) -> Task | None:
        """The next one that no other run works on; None if there is none.

        Raises:
            OutputError: if a lease or a draft cannot be written.
        """
        for wanted in self._wanted:
            shard, again = wanted.shard, wanted.again
            lease = self._leases.take(shard.key)
            if lease is None:
                self.held += 1
                continue
            if not again and os.path.exists(self._store.finished.path(PARTS, shard.name)):
                self._leases.release(lease)
                continue
            self._store.clear_drafts(shard.key)
            mark = f"{lease.number}.{self._leases.mark}"
            part = Part(self._store, shard, mark, again=again, failed=self._failed)
            task = Task(shard, lease, part)
            self._open.append(task)
            return task
        return None

    def finish(self, task: Task) -> None:
        """Put the results of a shard in their place, unless it is in other hands by now."""
        if not self._leases.holds(task.lease):
            self.held += 1
            self.leave(task)
            return
        task.part.finish()
        self._progress.finished(task.shard)
        self._close(task)

    def keep(self, task: Task) -> None:
        """Put away what there is of a shard."""
        task.part.keep()
        self._close(task)

    def leave(self, task: Task) -> None:
        """Leave a shard as it was."""
        task.part.discard()
        self._close(task)

    def leave_all(self) -> None:
        """Leave all that are neither finished nor put away, however the run ended."""
        for task in list(self._open):
            self.leave(task)
        self._leases.release_all()

    def _close(self, task: Task) -> None:
        self._open.remove(task)
        self._leases.release(task.lease)

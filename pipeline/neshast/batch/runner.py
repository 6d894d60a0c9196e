"""Gives shards to workers, puts their results away, and outlives what kills a worker.

One process and one thread: it waits for messages, signals and the end of somebody's time. It is the
only one that writes.
"""

from __future__ import annotations

import os
import selectors
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from neshast.batch.crew import Worker
from neshast.batch.leases import Leases
from neshast.batch.progress import Listener, Progress
from neshast.batch.stopping import Stop
from neshast.batch.tasks import Task, Tasks
from neshast.errors import BatchError
from neshast.reading.found import TOO_LARGE

Json = dict[str, Any]

_TICK = 0.5
_STILLBORN = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, and how long a worker serves.

    Attributes:
        seconds: for one document; then its worker is killed.
        memory: bytes that a worker may take beyond those that it begins with; 0 is no limit.
        attempts: a document on which so many workers died is an error.
        recycle: documents after which a worker makes room for a new one.
        growth: bytes of memory by which it may grow before that, seen between shards.
    """

    seconds: float = 300.0
    memory: int = 2 << 30
    attempts: int = 3
    recycle: int = 10_000
    growth: int = 512 << 20


@dataclass(eq=False)
class _Hand:
    """A worker and what it has to do."""

    worker: Worker
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Where workers come from, and where those go that have nothing to do.

    Attributes:
        command: starts one.
        about: what it is told about the run.
        limits: how long it serves.
        home: the folder in which it works; by default that of this process.
    """

    command: Sequence[str]
    about: Json
    limits: Limits
    home: str | None = None

    def hire(self) -> Worker:
        """A worker."""
        return Worker(self.command, self.about, self.limits.seconds, self.home)

    def dismiss(self, worker: Worker) -> None:
        """There is no more to do for a worker that is well."""
        worker.kill()


class Runner:
    """Does tasks with workers of an office.

    Args:
        tasks: what is to be done.
        office: where workers come from.
        leases: are shown to live.
        hear: hears how it goes.
        progress: is kept.
        stop: is looked at.
    """

    def __init__(
        self,
        tasks: Tasks,
        office: Office,
        leases: Leases,
        hear: Listener,
        progress: Progress,
        stop: Stop,
    ) -> None:
        self._tasks, self._office, self._leases = tasks, office, leases
        self._listener, self._progress, self._stop = hear, progress, stop
        self._limits = office.limits
        self._hands: list[_Hand] = []
        self._again: deque[Task] = deque()
        self._through: list[Task] = []
        self._stillborn = 0
        self._selector = selectors.DefaultSelector()
        self.changed: list[str] = []
        self._announced = False

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        """However it ends: no worker lives on, no draft stays, no lease is held."""
        for hand in self._hands:
            hand.worker.kill()
        self._tasks.leave_all()
        self._selector.close()

    @property
    def held(self) -> int:
        """How many shards were left to other runs."""
        return self._tasks.held

    def go(self, workers: int) -> None:
        """Work until there is nothing to do, or until told to stop."""
        self._listener.began(self._progress)
        with self._stop.signals() as bell:
            if bell is not None:
                self._selector.register(bell, selectors.EVENT_READ, bell)
            while len(self._hands) < workers and self._hire():
                pass
            while self._hands:
                self._wait()
                while self._through:
                    self._tasks.finish(self._through.pop())
                self._progress.workers = len(self._hands)
                self._listener.tick(self._progress)
            if bell is not None:
                self._selector.unregister(bell)

    # Work for hands, and hands for work

    def _hire(self) -> bool:
        """Start a worker if there is something to do for it."""
        task = self._next()
        if task is None:
            return False
        hand = _Hand(self._office.hire())
        self._hands.append(hand)
        self._selector.register(hand.worker, selectors.EVENT_READ, hand)
        self._give(hand, task)
        return True

    def _next(self) -> Task | None:
        if self._stop.count:
            return None
        return self._again.popleft() if self._again else self._tasks.next()

    def _give(self, hand: _Hand, task: Task) -> None:
        hand.task = task
        hand.worker.give(task.to_json())

    def _let_go(self, hand: _Hand) -> str:
        """End a worker, whatever it does. Returns how it ended."""
        return self._without(hand).kill()

    def _without(self, hand: _Hand) -> Worker:
        self._selector.unregister(hand.worker)
        self._hands.remove(hand)
        return hand.worker

    # What happens

    def _wait(self) -> None:
        """Until something happens: hear it."""
        now = monotonic()
        nearest = min(hand.worker.deadline for hand in self._hands)
        for key, _ in self._selector.select(max(0.0, min(_TICK, nearest - now))):
            if isinstance(key.data, _Hand):
                self._hear(key.data)
            else:
                os.read(key.data, 64)
        if self._stop.at_once:
            raise KeyboardInterrupt
        if self._stop.count and not self._announced:
            self._announced = True
            self._listener.stopping()
            for hand in self._hands:
                hand.worker.stop()
        for hand in list(self._hands):
            if monotonic() > hand.worker.deadline and not hand.worker.ended:
                self._too_slow(hand)
        self._leases.beat()

    def _hear(self, hand: _Hand) -> None:
        for message in hand.worker.hear():
            if "fatal" in message:
                raise BatchError(message["fatal"])
            if hand.task:
                self._told(hand, hand.task, message)
        if hand in self._hands and hand.worker.ended:
            self._died(hand)

    def _told(self, hand: _Hand, task: Task, message: Json) -> None:
        if "done" in message:
            hand.worker.documents += "skipped" not in message["done"]
            self._stillborn = 0
            task.part.add(message["done"], message["lines"])
            task.in_hand = task.read = None
            self._count(task, message["done"])
        elif "at" in message:
            task.in_hand, task.read = message, None
        elif "read" in message:
            task.read = message["read"]
        elif "end" in message:
            hand.task = None
            task.part.spent(message["stages"])
            self._progress.spent(message["stages"])
            self._ended(hand, task, message)

    def _count(self, task: Task, entry: Json) -> None:
        self._progress.count(entry)
        self._listener.done(entry)

    def _ended(self, hand: _Hand, task: Task, message: Json) -> None:
        """A worker is through with its shard: first give it another, then put the results away."""
        if "changed" in message:
            self.changed.append(message["changed"])
            self._tasks.leave(task)
        elif "stopped" in message:
            self._tasks.keep(task)
        else:
            self._through.append(task)
        if self._worn(hand, message["memory"]):
            self._let_go(hand)
            self._hire()
        elif fresh := self._next():
            self._give(hand, fresh)
        elif self._stop.count:
            self._let_go(hand)
        else:
            self._office.dismiss(self._without(hand))

    def _worn(self, hand: _Hand, memory: int) -> bool:
        worker = hand.worker
        worker.first_memory = worker.first_memory or memory
        grown = memory - worker.first_memory > self._limits.growth
        return grown or worker.documents >= self._limits.recycle

    def _too_slow(self, hand: _Hand) -> None:
        self._let_go(hand)
        task = hand.task
        if task is None or task.in_hand is None:
            self._again_or_never(task, "it says nothing")
            return
        seconds = f"{self._limits.seconds:g} s"
        self._give_up(task, f"it took more than {seconds}; allow more (--timeout), or split it")
        self._resume(task)

    def _died(self, hand: _Hand) -> None:
        said = self._let_go(hand)
        task = hand.task
        if task is None or task.in_hand is None:
            self._again_or_never(task, said)
            return
        if task.died() >= self._limits.attempts:
            times = f"{self._limits.attempts} times" if self._limits.attempts > 1 else "once"
            why = f"a worker died of it {times} ({said}); please report it with this document"
            self._give_up(task, TOO_LARGE if "MemoryError" in said else why)
        self._resume(task)

    def _again_or_never(self, task: Task | None, said: str) -> None:
        """A worker ended that had no document in hand: once is an accident, always is a fault."""
        self._stillborn += self._stop.count == 0
        if self._stillborn >= _STILLBORN:
            raise BatchError(f"workers end before they do anything ({said}); see what is wrong")
        self._resume(task)

    def _resume(self, task: Task | None) -> None:
        if task is None:
            self._hire()
        elif self._stop.count:
            self._tasks.keep(task)
        else:
            self._again.append(task)
            self._hire()

    def _give_up(self, task: Task, message: str) -> None:
        """The document in hand is an error."""
        entry = task.give_up(message)
        task.part.add(entry, ())
        self._count(task, entry)

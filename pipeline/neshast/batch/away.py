"""A shard done by a worker of a cluster, as a run on one machine would do it.

What it gets and what it gives are small: the shard is read from the plan, and its results go into
the folder of the run, both on a disk that all machines share.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from neshast.batch.crew import Worker, worker_command
from neshast.batch.disk import Disk
from neshast.batch.leases import Leases
from neshast.batch.planning import Plan, read_plan
from neshast.batch.progress import Listener, Progress
from neshast.batch.runner import Limits, Office, Runner
from neshast.batch.shards import Shard
from neshast.batch.stopping import Stop
from neshast.batch.store import Store
from neshast.batch.tasks import Tasks, Wanted
from neshast.errors import BatchError
from neshast.run import ERROR, Totals

Json = dict[str, Any]

# A process with its models loaded waits so many seconds for the next shard of its run.
_WAITS = 60.0
_TOLD = ("doc_id", "path", "sha256", "message")


@dataclass(frozen=True, slots=True)
class Job:
    """What all shards of a run have in common.

    Attributes:
        run: unlike that of any other run.
        folder: of the run.
        home: where relative paths of inputs begin.
        failed: documents that failed are done again.
        about: what a worker process is told.
        limits: of one document and one worker.
        command: starts a worker process; by default one with the neshast of the machine it is on.
    """

    run: str
    folder: str
    home: str
    failed: bool
    about: Json
    limits: Limits
    command: tuple[str, ...] | None

    @classmethod
    def of(
        cls,
        folder: str,
        failed: bool,
        about: Json,
        limits: Limits,
        command: Sequence[str] | None,
    ) -> Job:
        """The job of a run that begins in this process."""
        given = tuple(command) if command else None
        return cls(uuid4().hex, os.path.abspath(folder), os.getcwd(), failed, about, limits, given)


@dataclass(frozen=True, slots=True)
class Account:
    """What was done of a shard.

    Attributes:
        totals: what became of the documents that were done now.
        stages: seconds that stages took.
        finished: it was finished now.
        held: another works on it.
        changed: inputs that are not as they were planned.
        failed: of each document that failed, what the ledger says.
    """

    totals: Totals = field(default_factory=Totals)
    stages: dict[str, float] = field(default_factory=dict)
    finished: bool = False
    held: bool = False
    changed: tuple[str, ...] = ()
    failed: tuple[Json, ...] = ()


def do_shard(place: int, key: str, again: bool, job: Job) -> Account:
    """Do a shard, unless another does or it is finished by now.

    Args:
        place: where it stands in the plan.
        key: its key.
        again: it is finished, and only what failed is done.
        job: the run.

    Raises:
        BatchError: if the folder is not to be seen from here, holds another plan by now, or worker
            processes do not live.
        OutputError: if something cannot be written.
    """
    stop = _stop_of(job.run)
    if stop.count:
        return Account()
    store = Store(job.folder, Disk())
    plan, shard = _planned(store, job, place, key)
    leases, notes, progress = Leases(store.leases, store.disk), _Notes(), Progress(plan)
    wanted = iter((Wanted(shard, place, again),))
    tasks = Tasks(store, leases, wanted, job.failed, progress)
    about = {**job.about, "maker": plan.maker}
    command = job.command or worker_command()
    office = _Bench(command, about, job.limits, job.home, job.run)
    with Runner(tasks, office, leases, notes, progress, stop) as runner:
        runner.go(1)
    return Account(
        progress.totals,
        progress.stages,
        finished=progress.shards > 0,
        held=tasks.held > 0,
        changed=tuple(runner.changed),
        failed=tuple(notes.failed),
    )


async def end(run: str) -> None:
    """A run is over, or told to stop: its shards in hand stop after the documents in hand.

    For the process of a Dask worker, which can be told while it works if it need not be waited for.
    """
    _stop_of(run).count = 1
    with _lock:
        idle = [one for one in _idle if one.run == run]
        for one in idle:
            _idle.remove(one)
    for one in idle:
        one.timer.cancel()
        one.worker.kill()


def _planned(store: Store, job: Job, place: int, key: str) -> tuple[Plan, Shard]:
    """The plan of the run and the shard, as they stand on the disk that machines share."""
    for folder in (job.folder, job.home):
        if not os.path.isdir(folder):
            raise BatchError(
                f"{folder}: it is not there on {socket.gethostname()}, a worker of the cluster;"
                " all its machines must see the folder and the inputs, at the same paths"
            )
    plan = read_plan(store)
    shard = plan.at(place) if plan else None
    if plan is None or shard is None or shard.key != key:
        raise BatchError(
            f"{job.folder}: another run has put another plan there; give the same command again"
        )
    return plan, shard


class _Notes(Listener):
    """Keeps what is told of documents that failed."""

    def __init__(self) -> None:
        self.failed: list[Json] = []

    def done(self, entry: Json) -> None:
        if entry.get("status") == ERROR:
            self.failed.append({name: entry[name] for name in (*_TOLD, "status")})


# What is kept in this process between the shards of a run.
_lock = threading.Lock()
_stops: dict[str, Stop] = {}
_idle: list[_Idle] = []


@dataclass(eq=False)
class _Idle:
    """A worker process that waits for the next shard of its run."""

    run: str
    worker: Worker
    timer: threading.Timer


def _stop_of(run: str) -> Stop:
    return _stops.setdefault(run, Stop())


@dataclass(frozen=True, slots=True)
class _Bench(Office):
    """Keeps workers for the next shard of the run: one takes seconds to start."""

    run: str = ""

    def hire(self) -> Worker:
        with _lock:
            waiting = next((one for one in _idle if one.run == self.run), None)
            if waiting:
                _idle.remove(waiting)
        if not waiting:
            return Office.hire(self)
        waiting.timer.cancel()
        return waiting.worker

    def dismiss(self, worker: Worker) -> None:
        timer = threading.Timer(_WAITS, lambda: _retire(one))
        timer.daemon = True
        one = _Idle(self.run, worker, timer)
        with _lock:
            _idle.append(one)
        timer.start()


def _retire(one: _Idle) -> None:
    """Nothing came for a worker: it need not hold its memory any longer."""
    with _lock:
        if one not in _idle:
            return
        _idle.remove(one)
    one.worker.kill()

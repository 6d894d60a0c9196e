"""Hands shards out to the workers of a Dask cluster, and hears what became of them.

Dask is one more way of handing out: who does a shard takes its lease and puts its results into the
folder of the run, as a run on one machine does, so that a worker that dies loses a shard's time and
no more.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, islice
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from neshast.batch.away import Account, Job, do_shard, end
from neshast.batch.leases import LASTS, Leases
from neshast.batch.progress import Listener, Progress
from neshast.batch.stopping import Stop
from neshast.batch.store import PARTS, Store
from neshast.batch.tasks import Wanted
from neshast.errors import BatchError, NeshastError

LOCAL = "local"
_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
_TICK = 0.5
# Seconds for a scheduler to answer.
_ANSWERS = 10.0
# Seconds between two looks at how many workers there are.
_LOOKS = 5.0
# Shards handed out for each worker: it has the next at hand when it is through with one.
_AHEAD = 2
# A machine that is gone is known to be after so many seconds; its shards are waited for.
_PATIENCE = 1.25 * LASTS


@contextmanager
def connected(address: str, workers: int) -> Iterator[Any]:
    """A client of a cluster.

    Args:
        address: of its scheduler; ``local``: a cluster of processes of this machine, until the end.
        workers: how many of those.

    Raises:
        BatchError: if Dask is not installed, this is no address, or no scheduler answers there.
    """
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        raise BatchError(f"--cluster {address}: give tcp://HOST:PORT, tls://HOST:PORT or local")
    try:
        import distributed
    except ImportError:
        raise BatchError("--cluster needs Dask: pip install 'neshast[cluster]'") from None
    dask: Any = distributed
    # What goes wrong is told by us; Dask's own lines would stand between ours.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        try:
            if address == LOCAL:
                target = stack.enter_context(_begun(workers))
            else:
                asyncio.run(_answers(address))
                target = address
            client = dask.Client(target, timeout=_ANSWERS, set_as_default=False)
        except (OSError, RuntimeError) as error:
            reason = str(error).partition("\n")[0] or f"waited {_ANSWERS:g} s"
            if address == LOCAL:
                raise BatchError(
                    f"--cluster local: Dask could not begin ({reason}); leave it out"
                ) from error
            raise BatchError(
                f"--cluster {address}: no Dask scheduler answers there ({reason}); see that it"
                " runs, or begin one here with --cluster local"
            ) from error
        stack.enter_context(client)
        yield client


async def _answers(address: str) -> None:
    """See that a scheduler is there: a client would wait for ever for one that says nothing.

    Raises:
        OSError: if not.
    """
    import distributed

    dask: Any = distributed
    given = dask.Security().get_connection_args("client")
    joined = dask.core.connect(address, timeout=_ANSWERS, **given)
    comm = await asyncio.wait_for(joined, _ANSWERS)
    comm.abort()


@contextmanager
def _begun(workers: int) -> Iterator[Any]:
    """A cluster of processes of this machine, which only it can reach."""
    import distributed

    dask: Any = distributed
    with tempfile.TemporaryDirectory(prefix="neshast") as folder:
        with _unheard():
            cluster = dask.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=0,
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


@contextmanager
def _unheard() -> Iterator[None]:
    """What begins meanwhile hears no Ctrl-C: this process does, and tells it."""
    # It begins with the first process, and would let the thread that begins them hear again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Handing:
    """Hands out shards until all came back, or until told to stop.

    Args:
        client: of the cluster.
        job: the run.
        store: its folder.
        leases: of this process, to see whether others hold a shard.
        wanted: the shards.
        hear: hears how it goes, and which documents failed.
        progress: is kept.
        stop: is looked at.
    """

    def __init__(
        self,
        client: Any,
        job: Job,
        store: Store,
        leases: Leases,
        wanted: Iterator[Wanted],
        hear: Listener,
        progress: Progress,
        stop: Stop,
    ) -> None:
        self._client, self._job, self._leases = client, job, leases
        self._wanted, self._listener, self._progress, self._stop = wanted, hear, progress, stop
        self._shelf = store.finished
        self._out: dict[str, tuple[Any, Wanted]] = {}
        self._came: SimpleQueue[Any] = SimpleQueue()
        self._again: deque[Wanted] = deque()
        self._held: list[Wanted] = []
        self._given = 0
        self._next_look = 0.0
        self._until = 0.0
        self._announced = self._said_waiting = False
        self.changed: list[str] = []

    def __enter__(self) -> Handing:
        return self

    def __exit__(self, *_: object) -> None:
        """However it ends: who still works for it stops, and no worker waits for more."""
        self._tell_end()

    @property
    def held(self) -> int:
        """How many shards were left to other runs."""
        return len(self._held)

    def go(self) -> None:
        """Work until there is nothing to do, or until told to stop.

        Raises:
            BatchError: if the cluster is lost, or cannot do what it is given.
            KeyboardInterrupt: if told to stop at once.
        """
        self._listener.began(self._progress)
        with self._stop.signals():
            while self._hand_out() or self._out or self._waits_for_others():
                with suppress(Empty):
                    self._back(self._came.get(timeout=_TICK))
                if self._stop.at_once:
                    raise KeyboardInterrupt
                self._look()
                if self._stop.count:
                    self._stopping()
                self._listener.tick(self._progress)

    def _hand_out(self) -> bool:
        """Give as many shards as the workers can use soon. False if there was none to give."""
        room = _AHEAD * max(self._progress.workers, 1) - len(self._out)
        if self._stop.count or room <= 0:
            return False
        several = [*islice(chain(self._drain(), self._wanted), room)]
        if not several:
            return False
        keys = [f"neshast-{self._job.run}-{self._given + i}" for i in range(len(several))]
        self._given += len(several)
        rows = ((one.place, one.shard.key, one.again) for one in several)
        with self._lost():
            futures = self._client.map(
                do_shard, *zip(*rows, strict=True), job=self._job, key=keys, pure=False
            )
        for future, one in zip(futures, several, strict=True):
            self._out[future.key] = future, one
            future.add_done_callback(self._came.put)
        return True

    def _drain(self) -> Iterator[Wanted]:
        while self._again:
            yield self._again.popleft()

    def _back(self, future: Any) -> None:
        """A shard came back."""
        _, wanted = self._out.pop(future.key)
        account = self._account(future, wanted)
        self._progress.add(account.totals)
        self._progress.spent(account.stages)
        self.changed += account.changed
        for entry in account.failed:
            self._listener.done(entry)
        if account.finished:
            self._progress.finished(wanted.shard)
        if account.held:
            self._held.append(wanted)
            self._until = monotonic() + _PATIENCE

    def _account(self, future: Any, wanted: Wanted) -> Account:
        import distributed

        with self._lost():
            if future.status == "finished":
                account: Account = future.result()
                return account
            if future.status != "error":
                raise OSError
            error = future.exception()
        if isinstance(error, NeshastError):
            raise error
        if isinstance(error, distributed.KilledWorker):
            raise BatchError(
                f"workers of the cluster died of shard {wanted.shard.number} again and again; see"
                " their logs, then give the same command again: what is finished stays"
            )
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise BatchError(
            f"a worker of the cluster could not do what it was given ({reason}); scheduler and"
            " workers need the same neshast, and the same Dask, as this machine"
        ) from error

    def _waits_for_others(self) -> bool:
        """Whether a shard that another held is worth waiting for.

        It may be one of ours whose machine is gone, which shows when its lease grows old.
        """
        if self._stop.count:
            return False
        for one in list(self._held):
            if os.path.exists(self._shelf.path(PARTS, one.shard.name)) and not one.again:
                self._held.remove(one)
            elif lease := self._leases.take(one.shard.key):
                self._leases.release(lease)
                self._held.remove(one)
                self._again.append(one)
        return bool(self._again) or (bool(self._held) and monotonic() < self._until)

    def _stopping(self) -> None:
        """Say it once, and tell workers time and again: one may just have begun."""
        if not self._announced:
            self._announced = True
            self._listener.stopping()
        self._tell_end()
        self._next_look = 0.0
        if not self._progress.workers:
            self._out.clear()

    def _tell_end(self) -> None:
        if self._client.status == "running":
            with suppress(Exception):
                self._client.run(end, self._job.run, wait=False)

    def _look(self) -> None:
        """See that the scheduler is there, and how many workers."""
        with self._lost():
            if self._client.status != "running":
                raise OSError
            if monotonic() >= self._next_look:
                self._next_look = monotonic() + _LOOKS
                self._progress.workers = sum(self._client.nthreads().values())
        if not self._progress.workers and not self._said_waiting:
            self._said_waiting = True
            self._listener.waiting()

    @contextmanager
    def _lost(self) -> Iterator[None]:
        """A scheduler that went away ends the run."""
        try:
            yield
        except (OSError, CancelledError) as error:
            raise BatchError(
                "the scheduler of the cluster is gone; begin it again, then give the same command"
                " again: what is finished stays"
            ) from error

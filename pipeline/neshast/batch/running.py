"""One run: what is to be done is planned, then done by workers here or by those of a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from neshast.batch.away import Job
from neshast.batch.cluster import Handing, connected
from neshast.batch.crew import worker_command
from neshast.batch.disk import Disk
from neshast.batch.leases import Leases
from neshast.batch.planning import Order, Plan, check, make_plan
from neshast.batch.progress import Listener, Progress
from neshast.batch.runner import Limits, Office, Runner
from neshast.batch.stopping import Stop
from neshast.batch.store import Store
from neshast.batch.tasks import Share, Tasks


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; the numbers are of the whole folder where they do not say otherwise.

    Attributes:
        plan: what was run.
        progress: what this run did.
        unfinished: how many shards are not finished, of those that were this run's to do.
        held: how many of them other runs work on.
        changed: inputs that changed while they were read.
        stopped: it was told to stop.
    """

    plan: Plan
    progress: Progress
    unfinished: int
    held: int
    changed: tuple[str, ...]
    stopped: bool


def run_batch(
    order: Order,
    folder: str,
    *,
    workers: int,
    cluster: str | None = None,
    share: tuple[int, int] = (1, 1),
    redo: str | None = None,
    limits: Limits | None = None,
    listener: Listener | None = None,
    command: Sequence[str] | None = None,
    disk: Disk | None = None,
) -> Outcome:
    """Do what of an order is not finished in a folder yet.

    Args:
        order: what is to be run.
        folder: where plan, records and ledger go; it is made if it is not there.
        workers: how many processes do it; nothing to a cluster that has its own.
        cluster: the address of a Dask scheduler, whose workers see this folder and the inputs at
            the same paths; ``local``: begin one here.
        share: (i, n): only every n-th shard, from the i-th on. Then a plan that is there is taken
            as it is; each worker still checks the bytes it reads.
        redo: ``failed``: also documents that failed; ``stale``: also what other settings or other
            inputs have made.
        limits: of one document and one worker.
        listener: hears how it goes; of documents that a cluster does it hears of those that failed.
        command: starts a worker; default: one with the pipeline of the order's settings.
        disk: what writes, here.

    Raises:
        BatchError: if the folder was begun with other settings or inputs, workers do not live, or
            the cluster cannot be reached or is lost.
        OutputError: if something cannot be written. What was finished before is whole, here and
            after every other end.
        ModelError: if a model is missing.
    """
    check(order, folder)
    limits, hear, stop = limits or Limits(), listener or Listener(), Stop()
    about = {
        "settings": order.settings.model_dump(mode="json"),
        "published": order.published,
        "memory": limits.memory,
    }
    store, failed = Store(folder, disk or Disk()), redo == "failed"
    with ExitStack() as stack:
        client = stack.enter_context(connected(cluster, workers)) if cluster is not None else None
        store.make()
        leases = Leases(store.leases, store.disk)
        plan = make_plan(store, order, leases, stale=redo == "stale", trust=share[1] > 1)
        progress, mine = Progress(plan), Share(store, plan, *share)
        wanted = mine.wanted(failed, progress)
        doing: Runner | Handing
        if client is None:
            tasks = Tasks(store, leases, wanted, failed, progress)
            office = Office(command or worker_command(), {**about, "maker": plan.maker}, limits)
            doing = stack.enter_context(Runner(tasks, office, leases, hear, progress, stop))
            doing.go(workers)
        else:
            job = Job.of(store.folder, failed, about, limits, command)
            doing = stack.enter_context(
                Handing(client, job, store, leases, wanted, hear, progress, stop)
            )
            doing.go()
    mine.clear_away()
    return Outcome(
        plan=plan,
        progress=progress,
        unfinished=mine.unfinished(),
        held=doing.held,
        changed=tuple(dict.fromkeys(doing.changed)),
        stopped=stop.count > 0,
    )

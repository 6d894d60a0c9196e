"""What a run has come to, from its folder alone: for `neshast status`, and for a closing line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from neshast.batch.disk import Disk
from neshast.batch.leases import Holder, Leases
from neshast.batch.planning import Plan, read_plan
from neshast.batch.store import Entry, Store
from neshast.errors import BatchError, quoted
from neshast.run import ERROR, Totals


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is.

    Attributes:
        plan: what is run.
        totals: what became of the documents of finished shards.
        finished: how many shards are.
        begun: how many were begun and put away when a run was stopped.
        size: bytes of input in finished shards.
        seconds: of work on them, by all workers together; `stages`: of which stage.
        holders: who works now, and on how many shards; none where he has not signed.
        latest: when the last shard was finished, in UTC; empty if none is.
    """

    plan: Plan
    totals: Totals
    finished: int
    begun: int
    size: int
    seconds: float
    stages: dict[str, float]
    holders: dict[Holder | None, int]
    latest: str


def status_of(folder: str) -> Status:
    """How far the run in a folder is.

    Raises:
        BatchError: if no run was made there, or a ledger cannot be read.
    """
    store = Store(folder, Disk())
    plan = plan_of(store)
    names, totals, stages = store.finished.names(), Totals(), dict[str, float]()
    seconds, latest, finished, size = 0.0, "", 0, 0
    for shard in plan.shards():
        if shard.key not in names:
            continue
        header = store.finished.header(names[shard.key])
        finished, size = finished + 1, size + shard.size
        seconds, latest = seconds + header["seconds"], max(latest, header["finished"])
        _add(totals, header["totals"])
        for stage, spent in header["stages"].items():
            stages[stage] = stages.get(stage, 0.0) + spent
    return Status(
        plan=plan,
        totals=totals,
        finished=finished,
        begun=len(store.begun.names()),
        size=size,
        seconds=seconds,
        stages=stages,
        holders=_holders(store),
        latest=latest,
    )


def failures(folder: str) -> Iterator[Entry]:
    """The documents that failed, in the order of the inputs: their lines of the ledger.

    Raises:
        BatchError: as `status_of` does.
    """
    store = Store(folder, Disk())
    names = store.finished.names()
    for shard in plan_of(store).shards():
        name = names.get(shard.key)
        if name and store.finished.header(name)["totals"]["errors"]:
            for entry in store.finished.entries(name):
                if entry.get("status") == ERROR:
                    yield entry


def plan_of(store: Store) -> Plan:
    """The plan of a folder.

    Raises:
        BatchError: if it has none.
    """
    plan = read_plan(store)
    if plan is None:
        raise BatchError(f"{store.folder}: no run was made here; name the --out of `neshast run`")
    return plan


def named(entry: Entry) -> str:
    """One line for a document that failed."""
    if entry.get("sha256") is None:
        return f"{entry['path']}: {entry['message']}"
    return f"{entry['path']}: document {quoted(entry['doc_id'])}: {entry['message']}"


def _add(totals: Totals, stated: dict[str, int]) -> None:
    for field in asdict(totals):
        setattr(totals, field, getattr(totals, field) + stated[field])


def _holders(store: Store) -> dict[Holder | None, int]:
    holders: dict[Holder | None, int] = {}
    for _, who in Leases(store.leases, store.disk).others():
        holders[who] = holders.get(who, 0) + 1
    return holders

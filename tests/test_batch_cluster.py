"""A cluster that is not there, that goes away, whose workers die, or see another disk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from batch_case import (
    COMMAND,
    Told,
    child_processes,
    go,
    is_clean,
    lines,
    order,
    results,
    statuses,
    texts,
)
from neshast.batch import away, cluster
from neshast.batch.away import Account, Job, do_shard
from neshast.batch.disk import Disk
from neshast.batch.planning import Order, read_plan
from neshast.batch.runner import Limits
from neshast.batch.running import run_batch
from neshast.batch.store import Store
from neshast.errors import BatchError
from neshast.settings import Settings

ELSEWHERE = {"host": "elsewhere", "machine": "m", "pid": 1, "born": "1"}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


class Ticks(Told):
    """Does something at every look, until that says that it is done."""

    def __init__(self, act: Callable[[Any], object]) -> None:
        super().__init__()
        self._on_tick = act
        self.acted = False

    def tick(self, progress: Any) -> None:
        self.acted = self.acted or bool(self._on_tick(progress))


# Not there


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    lines("a.jsonl", texts(2))
    with pytest.raises(BatchError, match=r"needs Dask: pip install 'neshast\[cluster\]'"):
        go(order("a.jsonl"), cluster="local")
    assert not Path("out").exists()


@pytest.mark.parametrize("address", ["", "foo", "tcp://host", "host:8786", "http://host:8786"])
def test_what_is_no_address(address: str) -> None:
    lines("a.jsonl", texts(2))
    with pytest.raises(BatchError, match="give tcp://HOST:PORT, tls://HOST:PORT or local"):
        go(order("a.jsonl"), cluster=address)


@pytest.mark.parametrize("mute", [False, True], ids=["nobody there", "nothing said"])
def test_a_scheduler_that_does_not_answer(mute: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWERS", 0.5)
    lines("a.jsonl", texts(2))
    with socket.create_server(("127.0.0.1", 0)) as there:
        address = f"tcp://127.0.0.1:{there.getsockname()[1]}"
        if not mute:
            there.close()
        with pytest.raises(BatchError, match=f"{address}: no Dask scheduler answers there"):
            go(order("a.jsonl"), cluster=address)
    assert not Path("out").exists()


# What becomes of a shard


def test_a_worker_that_dies_costs_no_document() -> None:
    lines("a.jsonl", texts(60))

    def kill(progress: Any) -> bool:
        if progress.shards:
            os.kill(dask_workers().pop(), signal.SIGKILL)
        return bool(progress.shards)

    listener = Ticks(kill)
    outcome = go(order("a.jsonl", seconds=0.05), cluster="local", listener=listener)
    assert listener.acted
    assert (outcome.unfinished, outcome.held) == (0, 0)
    assert list(statuses()) == [f"a{i}" for i in range(60)]
    assert is_clean()


def test_a_scheduler_that_dies_ends_it_and_the_rest_is_done_later() -> None:
    lines("a.jsonl", texts(60))
    what = order("a.jsonl", seconds=0.02)
    with scheduler(workers=1) as (process, address):
        listener = Ticks(lambda progress: progress.totals.documents and process.kill() is None)
        with pytest.raises(BatchError, match="the scheduler of the cluster is gone; begin it"):
            go(what, cluster=address, listener=listener)
    assert listener.acted
    go(what)
    assert list(statuses()) == [f"a{i}" for i in range(60)]
    go(what, "whole")
    assert results() == results("whole")


def test_without_workers_it_says_that_it_waits_and_can_be_stopped() -> None:
    class Waits(Told):
        def waiting(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    lines("a.jsonl", texts(8))
    with scheduler(workers=0) as (_, address):
        outcome = go(order("a.jsonl"), cluster=address, listener=Waits())
    assert outcome.stopped and outcome.unfinished == 2
    assert is_clean()


def test_a_shard_of_a_machine_that_is_gone_is_waited_for() -> None:
    lines("a.jsonl", texts(12))
    what = order("a.jsonl")
    go(what, share=(1, 3))
    lease = Path(f"out/leases/{shard_keys()[1]}.0")
    lease.write_text(json.dumps(ELSEWHERE))

    def grows_old(progress: Any) -> bool:
        if progress.shards:
            os.utime(lease, (0, 0))
        return bool(progress.shards)

    outcome = go(what, workers=1, cluster="local", listener=Ticks(grows_old))
    assert (outcome.unfinished, outcome.held, outcome.progress.shards) == (0, 0, 2)
    assert len(statuses()) == 12
    assert is_clean()


def test_a_shard_in_other_hands_is_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    lines("a.jsonl", texts(12))
    what = order("a.jsonl")
    go(what, share=(1, 3))
    Path(f"out/leases/{shard_keys()[1]}.0").write_text(json.dumps(ELSEWHERE))
    outcome = go(what, workers=1, cluster="local")
    assert (outcome.unfinished, outcome.held, outcome.progress.shards) == (1, 1, 1)


def test_a_model_that_is_missing_ends_it() -> None:
    lines("a.jsonl", texts(12))
    with pytest.raises(BatchError, match="the model stub is not there; reinstall neshast"):
        go(order("a.jsonl", stub={"missing": True}), workers=1, cluster="local")
    assert os.listdir("out/leases") == os.listdir("out/drafts") == []


# What a worker of a cluster sees


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"folder": "/not/there"}, "", "/not/there: it is not there on .* at the same paths"),
        ({"home": "/not/there"}, "", "/not/there: it is not there on .* at the same paths"),
        ({}, "other", "another run has put another plan there; give the same command again"),
    ],
)
def test_a_disk_that_is_not_shared(change: dict[str, str], key: str, says: str) -> None:
    lines("a.jsonl", texts(4))
    go(order("a.jsonl"))
    job = replace(Job.of("out", False, {}, Limits(), COMMAND), **change)
    with pytest.raises(BatchError, match=says):
        do_shard(0, key or shard_keys()[0], False, job)


def test_a_worker_process_serves_the_shards_of_its_run() -> None:
    """It waits for the next one for a while; the end of the run is its end too."""
    lines("a.jsonl", texts(12))
    what = order("a.jsonl")
    go(what, share=(1, 3))
    plan = read_plan(Store("out", Disk()))
    assert plan
    about = {"settings": what.settings.model_dump(mode="json"), "published": None, "memory": 0}
    job = Job.of("out", False, about, Limits(), COMMAND)
    pids = set()
    for place, shard in [*plan.placed()][1:]:
        account = do_shard(place, shard.key, False, job)
        assert (account.finished, account.totals.documents, account.held) == (True, 4, False)
        (idle,) = away._idle
        pids.add(idle.worker.pid)
    assert len(pids) == 1
    asyncio.run(away.end(job.run))
    assert not away._idle and not Path(f"/proc/{pids.pop()}").exists()
    assert do_shard(0, "", False, job) == Account()


def test_a_worker_process_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(away, "_WAITS", 0.05)
    lines("a.jsonl", texts(4))
    what = order("a.jsonl")
    about = {"settings": what.settings.model_dump(mode="json"), "published": None, "memory": 0}
    go(what)
    (part,) = Path("out/parts").iterdir()
    part.unlink()
    plan = read_plan(Store("out", Disk()))
    assert plan
    ((place, shard),) = plan.placed()
    do_shard(place, shard.key, False, Job.of("out", False, about, Limits(), COMMAND))
    end = monotonic() + 60
    while away._idle and monotonic() < end:
        sleep(0.01)
    assert not away._idle


def test_another_neshast_than_planned_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the worker processes themselves: here the run was planned by a later version."""
    monkeypatch.setattr("neshast.batch.planning.version", lambda: "99")
    lines("a.jsonl", texts(2))
    says = r"the neshast here is not the one .* \(another version of neshast\); install that one"
    with pytest.raises(BatchError, match=says):
        run_batch(Order(("a.jsonl",), Settings()), "out", workers=1)


@contextmanager
def scheduler(workers: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A scheduler in a process of its own, with so many workers, and its address."""
    code = (
        "import sys; from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        f"    with LocalCluster(n_workers={workers}, threads_per_worker=1, host='127.0.0.1',"
        " dashboard_address='127.0.0.1:0') as one:\n"
        "        print(one.scheduler_address, flush=True); sys.stdin.read()"
    )
    Path("begin.py").write_text(code)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe: Any = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "begin.py"],
        text=True,
        env=env,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin and process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def shard_keys() -> list[str]:
    plan = read_plan(Store("out", Disk()))
    assert plan
    return [shard.key for shard in plan.shards()]


def dask_workers() -> set[int]:
    """The processes of Dask workers that this one has started."""
    found = set()
    for pid in child_processes(os.getpid()):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
    return found

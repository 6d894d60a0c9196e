"""What ends a run in bulk, disks that fail, and who works on what."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from batch_case import (
    FaultyDisk,
    Told,
    failing,
    go,
    inputs,
    is_clean,
    lines,
    order,
    results,
    texts,
    vars_of,
)
from neshast.batch.disk import Disk
from neshast.batch.leases import Leases, holder
from neshast.batch.running import run_batch
from neshast.batch.store import Store
from neshast.batch.telling import status_of
from neshast.errors import BatchError, OutputError


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


# What ends a run


def test_a_missing_model_ends_it_before_any_document() -> None:
    with pytest.raises(BatchError, match="the model stub is not there; reinstall neshast"):
        go(order(inputs(), stub={"missing": True}))
    assert is_clean()


def test_workers_that_never_live_end_it() -> None:
    inputs()
    with pytest.raises(BatchError, match=r"workers end before .*status 1, ZeroDivisionError"):
        run_batch(order("in"), "out", workers=2, command=("python3", "-c", "1/0"))
    assert is_clean()


def test_standard_input_is_refused() -> None:
    with pytest.raises(BatchError, match="write it to a file first"):
        go(order("-"))


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n[]\n", '{"plan": 2}\n{"shards": 0}\n'])
def test_a_plan_that_is_none(text: str) -> None:
    inputs()
    Path("out").mkdir()
    Path("out/plan.jsonl").write_text(text)
    with pytest.raises(BatchError, match="this is no plan of this neshast"):
        go(order("in"))


def test_no_run_here() -> None:
    with pytest.raises(BatchError, match="nowhere: no run was made here"):
        status_of("nowhere")


# A disk that fails


def whole_parts() -> int:
    """Checks every finished part against its ledger. Returns how many there are."""
    shelf = Store("out", Disk()).finished
    return sum(1 for name in shelf.names().values() if list(shelf.results(name)) is not None)


def test_a_disk_that_fails_at_any_call_leaves_whole_parts_only() -> None:
    lines("a.jsonl", texts(5))
    what = order("a.jsonl", documents=3)
    counted = FaultyDisk()
    go(what, "wanted", workers=1, disk=counted)
    assert counted.calls > 30
    wanted = results("wanted")
    survived = 0
    for at in range(1, counted.calls + 1):
        number = (errno.ENOSPC, errno.EIO)[at % 2]
        disk = FaultyDisk(at, failing(number))
        try:
            go(what, workers=1, disk=disk)
            survived += 1
        except OutputError as error:
            assert os.strerror(number) in str(error) and "give the same command again" in str(error)
        assert disk.calls >= at
        assert whole_parts() <= 2
        go(what, workers=1)
        assert results() == wanted, at
        os.rename("out", f"out{at}")
    # Only what clears away may fail unheard.
    assert survived < counted.calls / 3


# Leases


def test_a_lease_is_for_one_until_he_is_gone(tmp_path: Path) -> None:
    mine = Leases(str(tmp_path), Disk())
    lease = mine.take("k")
    assert lease is not None
    assert Leases(str(tmp_path), Disk()).take("k") is None
    mine.release(lease)
    again = mine.take("k")
    assert again == lease
    mine.release_all()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("who", "age", "taken"),
    [
        ({"host": "elsewhere", "machine": "m", "pid": 1, "born": "1"}, 0, False),
        ({"host": "elsewhere", "machine": "m", "pid": 1, "born": "1"}, 61, True),
        ("another process", 0, True),
        ("this process, long ago", 0, True),
        ("", 0, False),
        ("", 6, True),
    ],
)
def test_whose_lease_is_followed(tmp_path: Path, who: Any, age: float, taken: bool) -> None:
    me = holder(os.getpid())
    if who == "another process":
        who = {"host": me.host, "machine": me.machine, "pid": 2**22 + 1, "born": "1"}
    elif who:
        who = who if isinstance(who, dict) else {**vars_of(me), "born": "1"}
    path = tmp_path / "k.0"
    path.write_text(json.dumps(who) if who else "")
    os.utime(path, (time.time() - age,) * 2)
    leases = Leases(str(tmp_path), Disk())
    lease = leases.take("k")
    assert (lease is not None) == taken
    if lease:
        assert Leases(str(tmp_path), Disk()).take("k") is None
        leases.release(lease)
        assert os.listdir(tmp_path) == []


def test_a_shard_in_the_hands_of_another_is_left_to_him() -> None:
    what = order(inputs())
    go(what, share=(1, 4))
    (key,) = Store("out", Disk()).finished.names()
    keys = [json.loads(x)["key"] for x in Path("out/plan.jsonl").read_text().split("\n")[1:5]]
    other = next(one for one in keys if one != key)
    lease = {"host": "elsewhere", "machine": "m", "pid": 1, "born": "1"}
    Path(f"out/leases/{other}.0").write_text(json.dumps(lease))
    outcome = go(what)
    assert (outcome.held, outcome.unfinished) == (1, 1)
    assert [who.host for who in status_of("out").holders if who] == ["elsewhere"]
    Path(f"out/leases/{other}.0").unlink()
    assert go(what).unfinished == 0


def test_who_stood_still_for_too_long_leaves_the_shard_to_the_next() -> None:
    lines("a.jsonl", texts(4))
    what = order("a.jsonl")
    lease = {"host": "elsewhere", "machine": "m", "pid": 1, "born": "1"}

    def follow() -> None:
        (mine,) = (name for name in os.listdir("out/leases") if name.endswith(".0"))
        Path("out/leases", mine.replace(".0", ".1")).write_text(json.dumps(lease))

    outcome = go(what, workers=1, listener=Told(1, follow))
    assert (outcome.held, outcome.unfinished) == (1, 1)
    assert len(os.listdir("out/leases")) == 2
    for name in os.listdir("out/leases"):
        os.utime(Path("out/leases", name), (0, 0))
    assert go(what).unfinished == 0
    assert is_clean()

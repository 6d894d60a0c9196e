"""Runs in bulk: what is finished stays, what changed is told, what is poisoned hurts no other."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from batch_case import (
    COMMAND,
    MEETING,
    Told,
    child_processes,
    go,
    inputs,
    is_clean,
    lines,
    order,
    results,
    statuses,
    texts,
    vars_of,
)
from batch_worker import BREAKS, CRASHES, HANGS, SLOW, STARVES
from neshast.batch.disk import Disk
from neshast.batch.leases import holder
from neshast.batch.runner import Limits
from neshast.batch.running import run_batch
from neshast.batch.store import Store
from neshast.batch.telling import failures, status_of
from neshast.errors import BatchError


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


# What comes out


def test_documents_come_in_the_order_of_the_inputs() -> None:
    outcome = go(order(inputs(), "none"))
    assert (outcome.unfinished, outcome.held, outcome.changed, outcome.stopped) == (0, 0, (), False)
    ids = [entry.get("doc_id", entry["path"]) for entry, _ in results()]
    wanted = [*(f"a{i}" for i in range(9)), "b0", "b1", "b2", "c", "d", "e", "in/f.png", "none"]
    assert ids == wanted
    assert [len(records) for _, records in results()] == [1] * 13 + [0] * 4
    found = status_of("out")
    assert str(found.totals) == (
        "16 documents in = 13 with records + 1 no meeting + 0 unsupported language + 2 errors;"
        " 13 records; 1 file skipped"
    )
    assert [entry["doc_id"] for entry in failures("out")] == ["e", "none"]
    assert is_clean()


@pytest.mark.parametrize("workers", [1, 3])
def test_any_number_of_workers_gives_the_same_parts(workers: int) -> None:
    go(order(inputs()), "one", workers=1)
    go(order(inputs()), "some", workers=workers)
    parts = [
        {path.name: path.read_bytes() for path in Path(folder, "parts").iterdir()}
        for folder in ("one", "some")
    ]
    assert parts[0] == parts[1]
    assert Path("one/plan.jsonl").read_bytes() == Path("some/plan.jsonl").read_bytes()


def test_the_folder_of_the_run_is_no_input() -> None:
    inputs()
    go(order("in"), "in/out")
    go(order("in"), "in/out")
    assert len(results("in/out")) == 16


def test_a_run_needs_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(*given: Any, **named: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", blocked)
    blocking = "import socket; socket.socket = None; "
    command = [
        part.replace("import batch_worker", blocking + "import batch_worker") for part in COMMAND
    ]
    assert command != list(COMMAND)
    run_batch(order(inputs()), "out", workers=2, command=command)
    assert len(results()) == 16


def test_lines_are_what_extract_calls_lines() -> None:
    text = json.dumps({"text": f"{MEETING}\u2028\x85دنبالهٔ همان"}, ensure_ascii=False)
    Path("a.jsonl").write_bytes(b"\xef\xbb\xbf" + f"\n{text}\r\n\n{text}\n\n{text}".encode())
    Path("b.jsonl").write_bytes(f"{text}\n{text}\n".encode("utf-16"))
    go(order("a.jsonl", "b.jsonl", documents=2))
    ids = ["a:2", "a:4", "a:6", "b:1", "b:2"]
    assert statuses() == dict.fromkeys(ids, "records")


# Going on


@pytest.mark.parametrize("signals", [1, 2])
def test_a_signal_stops_and_the_same_command_goes_on(signals: int) -> None:
    def stop() -> None:
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)

    lines("a.jsonl", texts(40))
    first, second = Told(10, stop), Told()
    what = order("a.jsonl", documents=20, seconds=0.01)
    if signals == 1:
        outcome = go(what, listener=first)
        assert outcome.stopped and outcome.unfinished
        assert status_of("out").begun
    else:
        with pytest.raises(KeyboardInterrupt):
            go(what, listener=first)
    assert 10 <= first.count < 40
    go(what, listener=second)
    again = first.count + second.count - 40
    assert again == 0 if signals == 1 else again > 0
    assert list(statuses()) == [f"a{i}" for i in range(40)]
    assert is_clean()


def test_what_killed_runs_leave_is_cleared_away() -> None:
    what = order(inputs())
    go(what)
    (key, *_) = Store("out", Disk()).finished.names()
    gone = {**vars_of(holder(os.getpid())), "pid": 2**22 + 1}
    for name in (f"leases/{key}.0", "leases/0123456789abcdef.0", "leases/plan.0"):
        Path("out", name).write_text(json.dumps(gone))
    for name in (f"drafts/{key}.0.vm.7.part", "drafts/plan.vm.7", "leases/.clock.vm.7"):
        Path("out", name).write_text("half")
    Path("out/begun/parts/000000-0123456789abcdef.jsonl").write_text("half")
    go(what)
    assert is_clean()


def test_documents_in_hand_are_finished_when_it_stops() -> None:
    lines("a.jsonl", [SLOW, *texts(9)])
    timer = threading.Timer(0.8, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    told = Told()
    outcome = go(order("a.jsonl", documents=20, seconds=0.2), workers=1, listener=told)
    timer.join()
    assert outcome.stopped
    assert status_of("out").begun == (1 if told.count else 0)
    store = Store("out", Disk())
    kept = [e for name in store.begun.names().values() for e in store.begun.entries(name)]
    assert len(kept) == told.count < 10


def changed(path: str) -> None:
    data = Path(path).read_bytes()
    Path(path).write_bytes(data.replace("الف".encode(), "دال".encode()))


CHANGES: list[tuple[str, Any, Any]] = [
    (r"the inputs .* \(the first: 'in/a.jsonl' differs\)", lambda: changed("in/a.jsonl"), {}),
    (r"\(the first: 'in/c.txt' is gone\)|differs", lambda: Path("in/c.txt").unlink(), {}),
    (r"'in/z.txt' is new", lambda: Path("in/z.txt").write_text("ی", "utf-8"), {}),
    ("begun with other settings;", None, {"seconds": 0.001}),
    ("begun with another day of publication", None, {"published": "2024-05-01"}),
    ("begun with other sizes of shards", None, {"documents": 5}),
]


@pytest.mark.parametrize(("says", "change", "options"), CHANGES)
def test_other_inputs_or_settings_are_refused_until_told(
    says: str, change: Any, options: dict[str, Any]
) -> None:
    go(order(inputs()))
    before = results()
    if change:
        change()
    with pytest.raises(BatchError, match=says) as error:
        go(order("in", **options))
    assert "--redo stale" in str(error.value)
    assert results() == before
    told = Told()
    go(order("in", **options), redo="stale", listener=told)
    go(order("in", **options), "fresh")
    assert results() == results("fresh")
    assert sorted(os.listdir("out/parts")) == sorted(os.listdir("fresh/parts"))
    assert told.count == 16 if options else told.count < 16
    assert is_clean()


def test_lines_added_leave_the_shards_before_them() -> None:
    lines("a.jsonl", texts(8))
    go(order("a.jsonl"))
    lines("a.jsonl", texts(10))
    told = Told()
    go(order("a.jsonl"), redo="stale", listener=told)
    assert told.count == 2
    assert len(statuses()) == 10


def test_a_file_added_moves_few_shards() -> None:
    for i in range(400):
        Path(f"in/{i:03d}.txt").parent.mkdir(exist_ok=True)
        Path(f"in/{i:03d}.txt").write_text(f"{MEETING} {i}", "utf-8")
    go(order("in", documents=100))
    Path("in/0000.txt").write_text(MEETING, "utf-8")
    told = Told()
    go(order("in", documents=100), redo="stale", listener=told)
    assert 1 <= told.count < 200
    assert list(statuses()) == sorted(path.stem for path in Path("in").iterdir())


def test_an_input_that_changes_meanwhile_is_no_result() -> None:
    lines("a.jsonl", texts(12))
    what = order("a.jsonl", seconds=0.05)
    outcome = go(what, workers=1, listener=Told(1, lambda: changed("a.jsonl")))
    assert outcome.changed == ("a.jsonl",)
    assert outcome.unfinished == 2
    go(what, redo="stale")
    assert all("دال" in records[0] for _, records in results())


def test_only_what_failed_is_done_again() -> None:
    lines("a.jsonl", [*texts(3), BREAKS, *texts(3), BREAKS])
    go(order("a.jsonl", documents=5))
    assert list(statuses().values()).count("error") == 2
    told = Told()
    go(order("a.jsonl", documents=5), redo="failed", listener=told)
    assert told.count == 2
    assert list(statuses()) == [f"a{i}" for i in range(8)]


def test_what_failed_before_a_run_was_stopped_is_done_again_too() -> None:
    lines("a.jsonl", [BREAKS, *texts(19)])
    what = order("a.jsonl", documents=20, seconds=0.01)
    go(what, workers=1, listener=Told(5, lambda: os.kill(os.getpid(), signal.SIGINT)))
    told = Told()
    go(what, redo="failed", listener=told)
    assert 10 < told.count < 20
    assert list(statuses()) == [f"a{i}" for i in range(20)]
    (failed,) = failures("out")
    assert failed["doc_id"] == "a0"


def test_what_failed_and_works_now_takes_its_place() -> None:
    lines("a.jsonl", [*texts(2), SLOW, *texts(2)])
    what = order("a.jsonl", documents=9)
    go(what, limits=Limits(seconds=1.5))
    (failed,) = failures("out")
    assert failed["doc_id"] == "a2" and "more than 1.5 s" in failed["message"]
    go(what, redo="failed")
    go(what, "fresh")
    assert results() == results("fresh")


def test_a_damaged_part_is_told_of_and_made_again() -> None:
    go(order(inputs()))
    before = results()
    part = min(Path("out/parts").iterdir())
    part.write_bytes(part.read_bytes().replace(b"mtg", b"gtm"))
    with pytest.raises(BatchError, match=f"{part}: not as it was written; remove it"):
        results()
    part.unlink()
    with pytest.raises(BatchError, match="1 of 4 shards are not finished"):
        results()
    go(order(inputs()))
    assert results() == before


# Poison

POISON = {
    "raises": (BREAKS, "a fault in neshast at"),
    "crashes": (CRASHES, r"a worker died of it 2 times \(SIGSEGV\)"),
    "starves": (STARVES, "it needs more memory than there is for it; allow more"),
    "hangs": (HANGS, r"it took more than 5 s; allow more \(--timeout\)"),
    "nul": ("یک\0دو", ""),
    "surrogate": ("\ud800 جلسه", ""),
    "bidi": ("\u202e\u2066جلسه\u2069", ""),
    "separator": ("یک\u2028دو\x85سه", ""),
    "long": ("واژه " * 1_200_000, ""),
}


def test_one_poisoned_document_is_one_error_or_one_record() -> None:
    texts_ = [MEETING]
    for text, _ in POISON.values():
        texts_ += [text, MEETING]
    objects = [{"id": str(i), "text": text} for i, text in enumerate(texts_)]
    Path("a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in objects))
    go(order("a.jsonl", documents=50), limits=Limits(seconds=5, attempts=2))
    said = {entry["doc_id"]: entry for entry, _ in results()}
    assert list(said) == [str(i) for i in range(len(texts_))]
    assert {said[str(i)]["status"] for i in range(0, len(texts_), 2)} == {"records"}
    for number, (_, message) in enumerate(POISON.values()):
        entry = said[str(2 * number + 1)]
        assert entry["status"] == ("error" if message else "records")
        assert re.match(message, entry.get("message", ""))
        assert len(entry["sha256"]) == 64
    assert is_clean()


def test_a_file_that_cannot_be_read_to_its_end() -> None:
    """A pipe is read for ever: here a reader hangs, before any document is known."""
    os.mkfifo("pipe")
    lines("in/a.jsonl", texts(2))
    Path("in/b.txt").write_text(MEETING, "utf-8")
    Path("in/c.txt").write_text(MEETING, "utf-8")
    what = order("in", seconds=0.3)

    def swap() -> None:
        os.replace("pipe", "in/b.txt")

    go(what, workers=1, limits=Limits(seconds=3), listener=Told(1, swap))
    assert statuses() == {"a0": "records", "a1": "records", "b": "error", "c": "records"}
    (failed,) = failures("out")
    assert failed["sha256"] is None and "more than 3 s" in failed["message"]


def test_workers_are_renewed() -> None:
    lines("a.jsonl", texts(12))
    seen: set[int] = set()
    # Other tests may have left the process that parses pages.
    before = child_processes(os.getpid())

    class Noted(Told):
        def tick(self, progress: Any) -> None:
            seen.update(child_processes(os.getpid()) - before)

    go(order("a.jsonl", seconds=0.02), workers=1, limits=Limits(recycle=4), listener=Noted())
    assert len(seen) == 3
    assert len(statuses()) == 12

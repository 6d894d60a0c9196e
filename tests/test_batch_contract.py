"""What every way of running in bulk keeps: on one machine, in shares, on a cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from glob import glob
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from batch_case import MEETING, lines, process, texts
from batch_worker import CRASHES, HANGS, NO_MEETING, WAITS
from cli_case import SOURCES, call, manifest, one_line, put, shell

# For each way, the commands that make one run together: what they have beside inputs and folder.
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "one worker": (("--workers", "1"),),
    "two workers": (("--workers", "2"),),
    "two shares": (("--workers", "1", "--shard", "1/2"), ("--workers", "1", "--shard", "2/2")),
    "Dask": (("--workers", "2", "--cluster", "local"),),
}
# Far more than anything here takes, on a machine that has much else to do.
PATIENCE = 120.0
GIVEN = ("in", "in", "none")

Way = tuple[tuple[str, ...], ...]
Running = list[tuple[subprocess.Popen[bytes], Path]]
Said = list[tuple[int, list[dict[str, Any]]]]


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Way:
    """A way of running; in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    given: Way = request.param
    return given


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of inputs that repeat ids and fail, and what `neshast extract` made of them."""
    folder = tmp_path_factory.mktemp("extracted")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        put("in/a.txt", f"{MEETING}\n{MEETING}")
        put("in/b.txt", NO_MEETING)
        put("in/c.txt", b"")
        put("in/d.png", b"\x89PNG")
        objects = f'{{"id": "a", "text": "{MEETING}"}}\n{{"id": 3}}\n{{"id": "a#2", "text": "م"}}'
        put("in/e.jsonl", objects)
        put("in/f.txt", f"\ud800{MEETING}".encode("utf-8", "surrogatepass"))
        lines("in/g.jsonl", texts(120))
        assert shell("extract", *GIVEN, "-o", "x.jsonl", script=None).returncode == 1
    return folder


def started(way: Way, *arguments: str, command: Callable[..., Any] = process) -> Running:
    """The commands of a way, begun at once; what each tells goes into a file."""
    running = []
    for options in way:
        told = Path(f"told.{len(os.listdir())}")
        with told.open("wb") as stream:
            given = ("run", *arguments, "--out", "out", "--log", "json", *options)
            running.append((command(*given, stderr=stream), told))
    return running


def real(*arguments: str, stderr: Any) -> subprocess.Popen[bytes]:
    """The command line as it is installed."""
    env = {**os.environ, "PYTHONPATH": str(SOURCES)}
    return subprocess.Popen([sys.executable, "-m", "neshast", *arguments], stderr=stderr, env=env)


def ended(running: Running) -> Said:
    """How commands ended: status and what they told."""
    statuses = [one.wait(timeout=PATIENCE) for one, _ in running]
    return [
        (status, [json.loads(line) for line in told.read_bytes().splitlines()])
        for status, (_, told) in zip(statuses, running, strict=True)
    ]


def done(said: Said) -> int:
    """How many documents commands did, as their last lines tell."""
    return sum(events[-1]["documents"] for _, events in said)


def until(true: Callable[[], object], running: Running) -> None:
    """Wait for something while commands run."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end and any(one.poll() is None for one, _ in running)
        sleep(0.01)


def parts() -> set[str]:
    return set(glob("out/parts/*.jsonl"))


def is_clean() -> bool:
    return not (os.listdir("out/drafts") or os.listdir("out/leases"))


def merged() -> bytes:
    """The records of the finished run; every document is in its manifest once."""
    call("merge", "out", "-q", "-o", "merged.jsonl")
    ids = [one["doc_id"] for one in manifest("merged.jsonl")["documents"]]
    assert len(ids) == len(set(ids))
    return Path("merged.jsonl").read_bytes()


def test_merged_it_is_what_extract_writes(way: Way, extracted: Path) -> None:
    """With all stages; then there is nothing to do, and with other settings it is refused."""
    for name in ("in", "x.jsonl", "x.jsonl.manifest.json"):
        Path(name).symlink_to(extracted / name)
    for failed in (5, 0):
        said = ended(started(way, *GIVEN, command=real))
        assert max(status for status, _ in said) == 1
        told = [event["path"] for _, events in said for event in events if "path" in event]
        assert (len(told), done(said)) == (failed, 255 if failed else 0)
    assert said[0][1][-1]["totals"]["skipped"] == 2
    stages = json.loads(call("status", "out", "--json").stdout)["stages"]
    assert {"fold", "topics", "assemble"} <= stages.keys()
    assert call("merge", "out", "-q", "-o", "merged.jsonl").exit_code == 1
    assert Path("x.jsonl").read_bytes() == Path("merged.jsonl").read_bytes()
    wanted, made = manifest("x.jsonl"), manifest("merged.jsonl")
    assert {**wanted, "run": 0} == {**made, "run": 0}
    renamed = [d["doc_id"] for d in made["documents"] if "warnings" in d]
    assert renamed[:3] == ["a#2", "a#2#2", "f"]
    refused = call("run", *GIVEN, "--out", "out", *way[-1], "--published", "2024-05-01")
    assert refused.exit_code == 2
    says = "Error: out: it was begun with another day of publication"
    assert one_line(refused).startswith(says)


def test_killed_it_goes_on(way: Way) -> None:
    """No process outlives its parent, what was finished stays, what is poisoned is one error."""
    lines("a.jsonl", [*texts(250), HANGS, *texts(98, "ب"), CRASHES, *texts(50, "پ")])
    running = started(way, "a.jsonl", "--timeout", "5")
    until(parts, running)
    kin = at_home() - {os.getpid()}
    assert len(kin) > len(running)
    for one, _ in running:
        one.kill()
        one.wait()
    end = monotonic() + PATIENCE
    while at_home() & kin and monotonic() < end:
        sleep(0.01)
    assert not at_home() & kin
    before = {name: Path(name).stat().st_mtime_ns for name in parts()}
    said = ended(started(way, "a.jsonl", "--timeout", "5"))
    assert {status for status, _ in said} <= {0, 1}
    assert before.items() <= {name: Path(name).stat().st_mtime_ns for name in parts()}.items()
    assert is_clean()
    records = merged()
    documents = manifest("merged.jsonl")["documents"]
    assert [one["doc_id"] for one in documents] == [f"a{i}" for i in range(400)]
    failed = {one["doc_id"]: one["message"] for one in documents if one["status"] == "error"}
    assert list(failed) == ["a250", "a349"]
    assert "more than 5 s" in failed["a250"] and "died of it 3 times" in failed["a349"]
    assert records.count(b"\n") == 398


def test_told_to_stop_it_goes_on_where_it_was(way: Way) -> None:
    """By Ctrl-C, which all processes of a terminal hear, or by a signal to it alone."""
    lines("a.jsonl", texts(400))
    running = started(way, "a.jsonl")
    until(parts, running)
    for one, _ in running:
        if way in (WAYS["two workers"], WAYS["Dask"]):
            os.killpg(one.pid, signal.SIGINT)
        else:
            one.terminate()
    said = ended(running)
    for status, events in said:
        last = [event["event"] for event in events if event["event"] != "progress"]
        assert (status, last) == (130, ["began", "stopping", "ended"])
        assert "the same command goes on" in events[-1]["message"]
    assert is_clean()
    first = done(said)
    assert 100 <= first < 400
    assert first + done(ended(started(way, "a.jsonl"))) == 400
    assert len(merged().splitlines()) == 400


def test_two_at_once_do_no_document_twice(way: Way) -> None:
    """The one waits in a shard until the other has seen it: none does it beside him."""
    lines("a.jsonl", [WAITS, *texts(399)])
    running = [*started(way, "a.jsonl"), *started(way, "a.jsonl")]
    until(lambda: len(parts()) == 3, running)
    until(lambda: all(b"began" in told.read_bytes() for _, told in running), running)
    Path("go").touch()
    said = ended(running)
    assert {status for status, _ in said} == {0}
    assert done(said) == 400
    assert len(merged().splitlines()) == 400
    assert is_clean()


def at_home() -> set[int]:
    """The living processes whose folder is this one."""
    return set(_at_home())


def _at_home() -> Iterator[int]:
    here = Path.cwd()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and (entry / "cwd").readlink() == here:
                yield int(entry.name)
        except OSError:
            continue

"""`neshast run`, `status` and `merge`: what they write, what they say, and how they end."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from batch_case import COMMAND, MEETING, StubSettings, lines, process, texts
from batch_worker import BREAKS
from cli_case import SOURCES, call, one_line, put
from neshast.batch.running import run_batch

TESTS = Path(__file__).parent


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands run in a folder of their own, with the workers of the tests."""
    monkeypatch.setattr("neshast.commands.batch.run_batch", partial(run_batch, command=COMMAND))
    monkeypatch.setattr("neshast.commands.batch.read_settings", lambda *given: StubSettings())
    monkeypatch.chdir(tmp_path)


# run


def test_run_says_how_it_ended() -> None:
    lines("a.jsonl", [*texts(2), BREAKS])
    result = call("run", "a.jsonl", "--out", "out", "--workers", "1")
    assert result.exit_code == 1
    failed, closing = result.stderr.splitlines()
    assert failed.startswith("Error: a.jsonl: document 'a2': a fault in neshast at")
    assert closing == (
        "3 documents in = 2 with records + 0 no meeting + 0 unsupported language + 1 error;"
        " 2 records → out (neshast merge out makes one file)"
    )
    again = call("run", "a.jsonl", "--out", "out", "-q")
    assert (again.exit_code, again.stderr) == (1, "")


def test_a_name_is_shown_as_it_is_written() -> None:
    put("می‌رود.txt", BREAKS)
    result = call("run", "می‌رود.txt", "--out", "out")
    assert result.stderr.startswith("Error: می‌رود.txt: document 'می‌رود': a fault")


def test_run_without_a_failure_is_status_0() -> None:
    lines("a.jsonl", texts(2))
    assert call("run", "a.jsonl", "--out", "out", "-q").exit_code == 0
    assert call("merge", "out", "-o", "r.jsonl").exit_code == 0
    assert call("merge", "out", "-q").stdout == Path("r.jsonl").read_text("utf-8")
    assert call("status", "out").stdout.splitlines()[-1] == (
        "complete: neshast merge out -o records.jsonl"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "a.jsonl", "--out", "out", "--shard", "3/2"), "--shard 3/2: give which of how"),
        (("run", "a.jsonl", "--out", "out", "--shard", "x"), "--shard x: give which of how many"),
        (("run", "a.jsonl", "--out", "out", "--cluster", "me"), "--cluster me: give tcp://HOST:"),
        (
            ("run", "a.jsonl", "--out", "out", "--workers", "2", "--cluster", "tcp://h:1"),
            "--workers: tcp://h:1 has workers of its own; leave it out",
        ),
        (("run", "-", "--out", "out"), "-: standard input cannot be read again"),
        (("run", "b.jsonl", "--out", "a.jsonl"), "a.jsonl: this is a file; name a folder with --"),
        (("run", "in", "--out", "in/../in"), "in/../in: this is an input; name another folder"),
        (("run", "a.jsonl", "--out", "a.jsonl/out"), "a.jsonl/out/parts: cannot be written"),
        (("run", "a.jsonl", "--out", "old"), "old: it was begun with other settings; give those"),
        (
            ("run", "b.jsonl", "--out", "ours"),
            "ours: the inputs are not those it was begun with, 'a.jsonl' (the first: 'b.jsonl'",
        ),
        (("status", "none"), "none: no run was made here; name the --out of `neshast run`"),
        (("merge", "none"), "none: no run was made here"),
        (("merge", "part"), "part: 1 of 2 shards are not finished; the same `neshast run`"),
        (("merge", "ours", "-o", "a.jsonl"), "a.jsonl: this is an input; name another file"),
        (("merge", "deep", "-o", "in/c.jsonl"), "in/c.jsonl: this is an input; name another file"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines("a.jsonl", texts(150))
    lines("b.jsonl", texts(2))
    lines("in/c.jsonl", texts(2))
    assert call("run", "a.jsonl", "--out", "ours", "-q").exit_code == 0
    assert call("run", "in", "--out", "deep", "-q").exit_code == 0
    assert call("run", "a.jsonl", "--out", "part", "-q", "--shard", "1/2").exit_code == 0
    with monkeypatch.context() as other:
        other.setattr(
            "neshast.commands.batch.read_settings", lambda *given: StubSettings(stages={"stub": {}})
        )
        assert call("run", "a.jsonl", "--out", "old", "-q").exit_code == 0
    result = call(*arguments)
    assert result.exit_code == 2
    assert one_line(result).startswith(f"Error: {says}")
    assert os.listdir("in") == ["c.jsonl"] and not Path("out").exists()


@pytest.mark.parametrize("command", ["run", "status", "merge"])
def test_every_command_has_an_example(command: str) -> None:
    assert f"Example:  neshast {command}" in call(command, "--help").stdout


# status


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory has no such limit")
@pytest.mark.parametrize("memory", ["1", "4"])
def test_too_little_memory_names_the_limit(memory: str) -> None:
    put("a.html", f"<html><body><p>{MEETING}</p></body></html>")
    result = call("run", "a.html", "--out", "r", "--memory", memory, "--workers", "1", "-q")
    assert result.exit_code == 1
    assert "a.html" in one_line(result) and "allow more (`neshast run --memory`)" in result.stderr


def test_status_tells_what_failed_and_how_far_it_is() -> None:
    lines("a.jsonl", [*texts(100), *[BREAKS] * 12])
    call("run", "a.jsonl", "--out", "out", "-q", "--shard", "2/2")
    said = call("status", "out").stdout.splitlines()
    assert said[0] == "1 of 2 shards are finished (11 % of the bytes)" or "1 of 2" in said[0]
    assert "nobody works on it now; the same `neshast run` goes on" in said
    assert sum(line.startswith("Error: a.jsonl: document 'a1") for line in said) == 10
    assert said[-1] == "… and 2 more, in out/ledger"
    found = json.loads(call("status", "out", "--json").stdout)
    assert (found["shards"], found["finished"], found["totals"]["errors"]) == (2, 1, 12)
    assert found["workers"] == []


# On a terminal


def test_a_bar_on_a_terminal() -> None:
    lines("a.jsonl", [*texts(120), BREAKS])
    here, there = pty.openpty()
    with process("run", "a.jsonl", "--out", "out", stderr=there) as running:
        os.close(there)
        said = b""
        while True:
            try:
                said += os.read(here, 65536)
            except OSError:
                break
    os.close(here)
    assert running.returncode == 1
    text = said.decode()
    assert re.search(r"\d+ documents, [\d.]+/s, \d failed", text)
    assert "Error: a.jsonl: document 'a120': a fault" in text
    assert re.search(r"0:00:\d\d left", text) and "stub 100%" in text
    assert "121 documents in = 120 with records" in text


# The long runs, in short


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("chaos", ("--documents", "120", "--parents", "3", "--workers", "2")),
        ("soak", ("--documents", "1000", "--timed", "0")),
    ],
)
def test_the_short_form_of_a_long_run(script: str, options: tuple[str, ...]) -> None:
    command = [sys.executable, str(TESTS.parent / "evaluation" / f"{script}.py"), *options]
    env = {**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{TESTS}"}
    done = subprocess.run([*command, "-o", "-"], capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(done.stdout)
    if script == "chaos":
        assert (result["killed_parents"], result["killed_workers"]) == (3, 2)
        assert (result["lost"], result["orphans"], result["identical"]) == (0, 0, True)
    else:
        assert result["memory"]["points"] > 0

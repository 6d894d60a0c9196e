"""The process that parses: it is used again, ends in time, harms nobody, and leaves no orphan."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from cli_case import SOURCES
from formats_case import ARTICLE, LINES, document, pdf, problem, put
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.helper import HELPER, Helper

PAGE = "".join(f"<p>{line}</p>" for line in LINES)
LIMITS = Limits()
# Parsing so many levels takes any of the extractors far longer than a second.
ENDLESS = b"<div>" * 200_000


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.close()


def ask(helper: Helper, page: str = PAGE, limits: Limits = LIMITS) -> str:
    answer = helper.ask("html", page.encode(), limits, by="resiliparse")
    return str(answer["text"])


def test_it_starts_when_asked_and_is_used_again(helper: Helper) -> None:
    assert helper.pid is None
    assert ask(helper) == "\n".join(LINES)
    pid = helper.pid
    assert ask(helper) == "\n".join(LINES)
    assert helper.pid == pid


def test_what_takes_too_long_is_ended(helper: Helper) -> None:
    began = monotonic()
    with pytest.raises(InputError, match=r"did not end in 0\.5 s; set `seconds`"):
        ask(helper, ENDLESS.decode(), Limits(seconds=0.5))
    assert monotonic() - began < 30
    assert helper.pid is None
    assert ask(helper) == "\n".join(LINES)


def test_a_process_that_does_not_end_itself_is_ended(
    helper: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(helper)
    assert helper.pid
    os.kill(helper.pid, signal.SIGSTOP)
    with pytest.raises(InputError, match="did not end"):
        ask(helper, limits=Limits(seconds=0.2))
    assert ask(helper) == "\n".join(LINES)


def test_a_process_that_is_gone_is_replaced(helper: Helper) -> None:
    ask(helper)
    assert helper.pid
    os.kill(helper.pid, signal.SIGKILL)
    while helper._process and helper._process.poll() is None:
        sleep(0.01)
    assert ask(helper) == "\n".join(LINES)


def test_a_crash_is_one_line(helper: Helper) -> None:
    ask(helper)
    assert helper.pid
    # Dies while it is asked: what it has read by then makes no answer.
    os.kill(helper.pid, signal.SIGSTOP)
    killer = subprocess.Popen(
        [sys.executable, "-c", f"import os, time; time.sleep(.3); os.kill({helper.pid}, 9)"]
    )
    with pytest.raises(InputError, match=r"broke down on it \(status -9\)"):
        ask(helper)
    assert killer.wait() == 0


def test_what_needs_too_much_memory_is_refused(helper: Helper) -> None:
    page = "<p>" + "جلسه " * 20_000_000
    with pytest.raises(InputError, match=r"memory|broke down"):
        ask(helper, page, Limits(memory=256 << 20))
    assert ask(helper) == "\n".join(LINES)


def test_a_fresh_process_takes_over_after_many_answers(
    helper: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neshast.reading.helper._ANSWERS", 2)
    pids = []
    for _ in range(5):
        ask(helper)
        pids.append(helper.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_unknown_tasks_and_broken_data_are_refused(helper: Helper) -> None:
    for task, data in (("none", b""), ("docx", b"x"), ("pdf", b"x"), ("html", b"\xff")):
        with pytest.raises(InputError, match="the parser refuses it"):
            helper.ask(task, data, LIMITS, by="pdfium", first=0, pages=1)
    assert ask(helper) == "\n".join(LINES)


def test_an_interrupt_is_for_the_parent_alone(helper: Helper) -> None:
    ask(helper)
    pid = helper.pid
    assert pid
    os.kill(pid, signal.SIGINT)
    assert ask(helper) == "\n".join(LINES)
    assert helper.pid == pid


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_starts_one_of_its_own(helper: Helper) -> None:
    ask(helper)
    pid = helper.pid
    reader, writer = os.pipe()
    if os.fork() == 0:
        text = ask(helper)
        os.write(writer, json.dumps([text == "\n".join(LINES), helper.pid]).encode())
        helper.close()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        right, other = json.loads(answers.read())
    os.wait()
    assert right and other != pid
    assert ask(helper) == "\n".join(LINES)
    assert helper.pid == pid


@pytest.mark.parametrize("busy", [False, True])
def test_no_process_outlives_its_parent(busy: bool) -> None:
    code = textwrap.dedent(f"""
        import sys, threading, time
        from neshast.limits import Limits
        from neshast.reading.helper import Helper
        helper = Helper()
        limits = Limits(seconds=2)
        helper.ask("html", {PAGE!r}.encode(), limits, by="resiliparse")
        print(helper.pid, flush=True)
        if {busy}:
            helper.ask("html", b"<div>" * 200_000, limits, by="resiliparse")
        time.sleep(60)
    """)
    env = {**os.environ, "PYTHONPATH": str(SOURCES)}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    sleep(0.3 if busy else 0)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = monotonic() + 20
    while _lives(pid) and monotonic() < end:
        sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_file_that_hangs_harms_no_other(tmp_path: Path) -> None:
    endless = put(tmp_path / "a.html", ENDLESS + LINES[0].encode())
    good = put(tmp_path / "b.pdf", pdf([LINES]))
    assert "did not end in 0.5 s" in problem(endless, limits=Limits(seconds=0.5)).message
    assert document(good).raw.strip() == ARTICLE.partition("\n")[2]
    assert HELPER.pid

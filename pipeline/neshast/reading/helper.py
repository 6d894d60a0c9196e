"""Asks a process of its own to parse what can make a parser hang, crash or eat memory.

The process starts when first needed and is used again; one that fails is replaced. JSON and
bytes over pipes: no pickle, no shell.
"""

from __future__ import annotations

import atexit
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Timer
from typing import Any

from neshast.errors import InputError
from neshast.limits import Limits

_ALARM = getattr(signal, "SIGALRM", 0)
# Starting Python and importing a parser, on a busy machine.
_START = 60.0
# The process ends itself in time; if it cannot, it is ended so many seconds later.
_GRACE = 2.0
# Parsers keep what they have seen: after so many answers a fresh process takes over.
_ANSWERS = 2_000


class Helper:
    """One process that parses; it can be asked from several threads, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._warm: set[str] = set()
        self._answers = 0
        self._owner = os.getpid()

    def ask(self, task: str, data: bytes, limits: Limits, **options: Any) -> Any:
        """What the task makes of `data`.

        Args:
            task: ``html``, ``pdf`` or ``docx``.
            data: the bytes of the file.
            limits: of seconds and memory.
            options: of the task.

        Raises:
            InputError: if the parser refuses, takes too long or breaks down. The message names no
                file: who calls knows it.
            MemoryError: if there is not enough for this process to ask.
        """
        with self._lock:
            answer = self._asked(task, data, limits, options)
        if "fault" in answer:
            raise InputError(f"the parser refuses it ({answer['fault']}); get the file again")
        return answer["done"]

    def close(self) -> None:
        """End the process, if one runs; the next question starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        # In a fork the process is not ours to end: only the pipes are.
        mine = self._owner == os.getpid()
        if mine:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        if mine:
            process.wait()
        else:
            process.returncode = 0

    @property
    def pid(self) -> int | None:
        """The number of the process, if one runs."""
        return self._process.pid if self._process else None

    def _asked(
        self, task: str, data: bytes, limits: Limits, options: dict[str, Any]
    ) -> dict[str, Any]:
        process = self._running()
        request = {
            "task": task,
            "size": len(data),
            "seconds": limits.seconds,
            "memory": limits.memory,
            **options,
        }
        patience = limits.seconds + _GRACE + (0 if task in self._warm else _START)
        line, late = self._exchange(process, json.dumps(request).encode() + b"\n", data, patience)
        self._answers += 1
        if line.endswith(b"\n") and not late:
            self._warm.add(task)
            answer: dict[str, Any] = json.loads(line)
            return answer
        process.kill()
        status = process.wait()
        self.close()
        if late or (_ALARM and status == -_ALARM):
            raise InputError(
                f"the parser did not end in {limits.seconds:g} s; set `seconds` in the table "
                "[reading] of the settings, or remove the file"
            )
        raise InputError(
            f"the parser broke down on it (status {status}); get the file again, or remove it"
        )

    def _exchange(
        self, process: subprocess.Popen[bytes], head: bytes, data: bytes, patience: float
    ) -> tuple[bytes, bool]:
        """The answer, and True if the process had to be ended."""
        assert process.stdin and process.stdout
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            process.kill()

        timer = Timer(patience, end)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError as fault:
            # «can't start new thread»: there is no room for its stack.
            raise MemoryError from fault
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(head)
                process.stdin.write(data)
                process.stdin.flush()
            return process.stdout.readline(), bool(late)
        finally:
            timer.cancel()
            timer.join()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid() or self._answers >= _ANSWERS:
            self.close()
            self._owner = os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._warm.clear()
            self._answers = 0
            self._process = _start()
        return self._process


def _start() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(place for place in sys.path if place)
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "neshast.reading.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
    except OSError as fault:
        if fault.errno == errno.ENOMEM:
            raise MemoryError from fault
        raise InputError(f"no process could be started to parse it ({fault}); try again") from None


HELPER = Helper()
ask: Callable[..., Any] = HELPER.ask
atexit.register(HELPER.close)

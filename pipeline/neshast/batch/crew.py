"""A worker as its parent sees it: started, given shards, listened to, and killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from time import monotonic
from typing import Any

Json = dict[str, Any]

# A worker sees what its parent sees, the folder it was started in aside: a file there named like a
# module of Python's must not be taken for it.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from neshast.batch.worker import main; main()"
)
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_BLOCK = 1 << 20
_PIPE = 1 << 20
# Linux's number for it; Python 3.11 on other systems lacks the name.
_SET_PIPE_SIZE = 1031
_LAST_WORDS = 300
_TO_START = 300.0
_BETWEEN = 600.0


def worker_command() -> list[str]:
    """What starts a worker with this very neshast."""
    return [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]


class Worker:
    """One worker process.

    Args:
        command: starts it.
        about: the line about the run; `parent` is added.
        seconds: how long it may take for a document.
        home: the folder in which it works; by default that of this process.

    Raises:
        OSError: if it cannot be started.
    """

    def __init__(
        self, command: Sequence[str], about: Json, seconds: float, home: str | None = None
    ) -> None:
        self._seconds = seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._buffer = bytearray()
        self._scanned = 0
        environment = {**dict.fromkeys(_ONE_THREAD, "1"), **os.environ}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            cwd=home,
            # A Ctrl-C in the terminal is for the parent alone; what a worker starts dies with it.
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._out.fileno(), False)
        _widen(self._out.fileno())
        self.ended = False
        self.ready = False
        self.documents = 0
        self.first_memory = 0
        self.deadline = monotonic() + _TO_START
        self._send({**about, "parent": os.getpid()})

    def fileno(self) -> int:
        """Where its messages come from."""
        return self._out.fileno()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def give(self, task: Json) -> None:
        """Give it a shard. One that is dead takes it too: that it has ended is heard later."""
        self.deadline = monotonic() + (_BETWEEN if self.ready else _TO_START)
        self._send(task)

    def hear(self) -> list[Json]:
        """What it has said since; `ended` if it will say no more."""
        while True:
            try:
                block = os.read(self._out.fileno(), _BLOCK)
            except BlockingIOError:
                break
            if not block:
                self.ended = True
                break
            self._buffer += block
            if len(block) < _BLOCK:
                break
        messages = list(self._lines())
        for message in messages:
            self.ready = True
            in_hand = "at" in message or "read" in message
            self.deadline = monotonic() + (self._seconds if in_hand else _BETWEEN)
        return messages

    def stop(self) -> None:
        """Ask it to do no other document."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> str:
        """End it and all that it started. Returns how it ended: a signal, or a status and why."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        status = self._process.wait()
        words = self._last_words()
        for stream in (self._in, self._out):
            with contextlib.suppress(OSError):
                stream.close()
        self._errors.close()
        return (signal.Signals(-status).name if status < 0 else f"status {status}") + words

    def _send(self, message: Json) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._in.write(json.dumps(message).encode() + b"\n")
            self._in.flush()

    def _lines(self) -> list[Json]:
        """The whole lines of the buffer. What was searched for an end is not searched again."""
        end = self._buffer.rfind(b"\n", self._scanned) + 1
        self._scanned = len(self._buffer) - end if end else len(self._buffer)
        if not end:
            return []
        lines = bytes(self._buffer[:end]).split(b"\n")
        del self._buffer[:end]
        return [json.loads(line) for line in lines if line]

    def _last_words(self) -> str:
        """The last line that it left on standard error."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _LAST_WORDS))
        lines = self._errors.read().decode("utf-8", "replace").strip().split("\n")
        return f", {lines[-1].strip()}" if lines[-1].strip() else ""


def _widen(pipe: int) -> None:
    """Let a worker go on while its parent waits for the disk."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE)

"""Runs in bulk with a worker of a few lines: inputs, a disk that fails, and what must hold."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import neshast
from batch_worker import NO_MEETING
from neshast.batch.disk import Disk
from neshast.batch.merging import finished_plan, merged
from neshast.batch.planning import Order
from neshast.batch.progress import Listener
from neshast.batch.runner import Limits
from neshast.batch.running import Outcome, run_batch
from neshast.batch.store import Store
from neshast.settings import Settings

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); import batch_worker as b; b.main()"
)
COMMAND = (sys.executable, "-P", "-c", _START, json.dumps([str(Path(__file__).parent), *sys.path]))
MEETING = "جلسهٔ کمیتهٔ باغ‌ها روز شنبه در سالن شهرداری برگزار شد."


class StubSettings(Settings):
    """Settings of the stub; `stages` may hold a table for it."""

    def ingredients(self) -> Any:
        return "0", ()

    @property
    def sha256(self) -> str:
        return json.dumps(self.stages)


def order(*inputs: str, documents: int = 4, seconds: float = 0.0, **options: Any) -> Order:
    """What is to be run, in small shards; each document takes so many seconds."""
    stages = {"stub": {"seconds": seconds, **options.pop("stub", {})}}
    return Order(inputs, StubSettings(stages=stages), documents=documents, **options)


def go(what: Order, folder: str = "out", workers: int = 2, **options: Any) -> Outcome:
    """Run it."""
    options.setdefault("limits", Limits(seconds=60))
    return run_batch(what, folder, workers=workers, command=COMMAND, **options)


def lines(name: str, texts: list[str], **more: Any) -> str:
    """A file of JSON Lines with these texts."""
    objects = (
        {"id": f"{Path(name).stem}{i}", "text": text, **more} for i, text in enumerate(texts)
    )
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects), "utf-8")
    return name


def texts(count: int, word: str = "الف") -> list[str]:
    """Texts that differ."""
    return [f"{MEETING} {word} {i}" for i in range(count)]


def inputs() -> str:
    """A folder with all that a run can meet, poison aside."""
    lines("in/a.jsonl", texts(9))
    lines("in/b.jsonl", texts(3, "ب"))
    Path("in/c.txt").write_text(f"{MEETING} ج", "utf-8")
    Path("in/d.txt").write_text(NO_MEETING, "utf-8")
    Path("in/e.txt").write_bytes(b"")
    Path("in/f.png").write_bytes(b"\x89PNG")
    return "in"


def results(folder: str = "out") -> list[tuple[dict[str, Any], list[str]]]:
    """Every document of a finished run, with its records."""
    store = Store(folder, Disk())
    return list(merged(store, finished_plan(store)))


def statuses(folder: str = "out") -> dict[str, str]:
    """What became of every document."""
    return {entry["doc_id"]: entry.get("status", "skipped") for entry, _ in results(folder)}


def is_clean(folder: str = "out") -> bool:
    """No draft, no lease, nothing begun is left."""
    store = Store(folder, Disk())
    return not (os.listdir(store.drafts) or os.listdir(store.leases) or store.begun.names())


def process(*arguments: str, stderr: Any) -> subprocess.Popen[bytes]:
    """The command line with the stub, a hundredth of a second a document; a session of its own."""
    code = (
        "import functools, sys, neshast.commands.batch as c, batch_case as b;"
        " c.run_batch = functools.partial(c.run_batch, command=b.COMMAND);"
        " c.read_settings = lambda *given: b.StubSettings(stages={'stub': {'seconds': 0.01}});"
        " from neshast.cli import main; main(sys.argv[1:], prog_name='neshast')"
    )
    paths = [str(Path(neshast.__file__).parents[1]), str(Path(__file__).parent)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TERM": "xterm", "COLUMNS": "150"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stderr=stderr, env=env, start_new_session=True
    )


class Told(Listener):
    """Counts documents, and does something at one of them."""

    def __init__(self, at: int = -1, act: Callable[[], object] = lambda: None) -> None:
        self.count, self._at, self._act = 0, at, act

    def done(self, entry: dict[str, Any]) -> None:
        self.count += 1
        if self.count == self._at:
            self._act()


class FaultyDisk(Disk):
    """A disk whose call number `at` fails, after half of what it was to write.

    `act` is what the call does then; `calls` counts them.
    """

    def __init__(self, at: int = -1, act: Callable[[], None] | None = None) -> None:
        self._at, self._act, self.calls = at, act or failing(errno.ENOSPC), 0

    def _call(self) -> None:
        self.calls += 1
        if self.calls == self._at:
            self._act()

    def make_folder(self, path: str) -> None:
        self._call()
        super().make_folder(path)

    def create(self, path: str, *, new: bool = False) -> BinaryIO:
        self._call()
        return super().create(path, new=new)

    def write(self, stream: BinaryIO, data: bytes) -> None:
        if self.calls + 1 == self._at:
            super().write(stream, data[: len(data) // 2])
        self._call()
        super().write(stream, data)

    def sync(self, stream: BinaryIO) -> None:
        self._call()
        super().sync(stream)

    def replace(self, old: str, new: str) -> None:
        self._call()
        super().replace(old, new)

    def touch(self, path: str) -> None:
        self._call()
        super().touch(path)

    def remove(self, path: str) -> None:
        self._call()
        super().remove(path)


def failing(number: int) -> Callable[[], None]:
    """Raises the error of the system with this number."""

    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act


def vars_of(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("host", "machine", "pid", "born")}


def child_processes(parent: int) -> set[int]:
    """The processes that a process has started."""
    return {
        int(pid)
        for task in Path(f"/proc/{parent}/task").iterdir()
        for pid in (task / "children").read_text().split()
    }

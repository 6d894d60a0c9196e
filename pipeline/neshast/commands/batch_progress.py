"""How `neshast run` is watched: a bar on a terminal, JSON for servers, else only what failed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

import typer

from neshast.batch.progress import Listener, Progress
from neshast.batch.telling import Status, named
from neshast.commands.common import complain
from neshast.run import ERROR

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_LOG_SECONDS = 10.0
_STAGES_SHOWN = 4
_WAITING = "no worker of the cluster is there yet; waiting for one"
_STOPPING = "stopping after the documents in hand; Ctrl-C again stops at once"


def shares(stages: Mapping[str, float], shown: int | None = None) -> str:
    """What share of the time stages took, the greatest first."""
    total = sum(stages.values()) or 1.0
    ranked = sorted(stages.items(), key=lambda item: -item[1])[:shown]
    return ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in ranked)


class Voice(Listener):
    """Names what failed, says that it stops, and how it ended."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet

    def done(self, entry: dict[str, Any]) -> None:
        if entry.get("status") == ERROR:
            complain(named(entry))

    def stopping(self) -> None:
        self.say(_STOPPING)

    def waiting(self) -> None:
        self.say(_WAITING)

    def ended(self, line: str, status: Status | None) -> None:
        """The closing line, and how far the folder is."""
        self.say(line)

    def say(self, line: str) -> None:
        """One line that is no failure."""
        if not self._quiet:
            typer.echo(line, err=True)


class _Log(Voice):
    """One JSON object a line on standard error."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0
        self._progress: Progress | None = None

    def began(self, progress: Progress) -> None:
        self._progress, plan = progress, progress.plan
        self._event("began", shards=plan.shard_count, documents=plan.documents, bytes=plan.size)

    def done(self, entry: dict[str, Any]) -> None:
        if entry.get("status") == ERROR:
            self._event("failed", **{key: entry[key] for key in ("doc_id", "path", "message")})

    def tick(self, progress: Progress) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + _LOG_SECONDS
        self._event(
            "progress",
            documents=progress.totals.documents,
            errors=progress.totals.errors,
            per_second=round(progress.rate, 2),
            bytes=progress.before + progress.done,
            seconds_left=None if progress.left is None else round(progress.left),
            workers=progress.workers,
            stages={name: round(seconds, 3) for name, seconds in progress.stages.items()},
        )

    def stopping(self) -> None:
        self._event("stopping")

    def waiting(self) -> None:
        self._event("waiting")

    def ended(self, line: str, status: Status | None) -> None:
        self._event(
            "ended",
            message=line,
            documents=self._progress.totals.documents if self._progress else 0,
            totals=asdict(status.totals) if status else None,
        )

    def _event(self, event: str, **facts: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at, "event": event, **facts}, ensure_ascii=False)
        typer.echo(line.encode("utf-8", "replace"), err=True)


class _Bar(Voice):
    """Shows how far the run is, with its rate, the time left, and where the time goes."""

    def __init__(self, bar: Bar, task: TaskID) -> None:
        super().__init__()
        self._bar, self._task = bar, task

    def done(self, entry: dict[str, Any]) -> None:
        if entry.get("status") == ERROR:
            self._bar.console.print(f"Error: {named(entry)}")

    def tick(self, progress: Progress) -> None:
        count, errors = progress.totals.documents, progress.totals.errors
        said = f"{count} documents, {progress.rate:.1f}/s, {errors} failed"
        self._bar.update(
            self._task,
            total=progress.plan.size,
            completed=progress.before + progress.done,
            said=said,
            left=_clock(progress.left),
            stages=shares(progress.stages, _STAGES_SHOWN),
        )

    def stopping(self) -> None:
        self._bar.console.print(_STOPPING)

    def waiting(self) -> None:
        self._bar.console.print(_WAITING)

    def ended(self, line: str, status: Status | None) -> None:
        self._bar.stop()
        self.say(line)


@contextmanager
def listener(log: str | None, quiet: bool) -> Iterator[Voice]:
    """Who watches: by `log` (``json``), else by what standard error is."""
    if log == "json":
        yield _Log()
        return
    if quiet or not sys.stderr.isatty():
        yield Voice(quiet)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    columns = (
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        TextColumn("{task.fields[stages]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, said="planning", left="", stages="")
        yield _Bar(bar, task)


def _clock(seconds: float | None) -> str:
    """Seconds to go, as hours and minutes."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d} left"

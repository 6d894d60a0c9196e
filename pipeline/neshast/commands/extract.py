"""`neshast extract`: files in, records out, with progress, failures by name and a closing line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from neshast.commands.common import (
    INPUT_FAILED,
    build_pipeline,
    complain,
    one_line_errors,
    read_settings,
)
from neshast.reading import Problem, total_bytes
from neshast.run import Listener, Totals, extract_paths

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def extract(
    paths: list[str],
    output: str,
    format: str | None,
    published: str | None,
    config: Path | None,
    lexicon: Path | None,
    engine: str | None,
    topics: Path | None,
    limit: int | None,
    strict: bool,
    quiet: bool,
    save_text: str | None,
) -> None:
    """Run the command; its exit status is 1 if a document failed."""
    with one_line_errors():
        settings = read_settings(config, lexicon, engine, topics)
        with _listener(paths, output, format, quiet) as listener:
            totals = extract_paths(
                paths,
                output,
                lambda: build_pipeline(settings),
                format=format,
                published=published,
                limit=limit,
                strict=strict,
                config_sha256=settings.sha256,
                listener=listener,
                limits=settings.reading,
                save_text=save_text,
            )
    if not quiet:
        typer.echo(f"{totals}" if output == "-" else f"{totals} → {output}", err=True)
    if totals.errors:
        raise typer.Exit(INPUT_FAILED)


class _Voice(Listener):
    """Names what failed, named files that were skipped, and once what is to be installed."""

    def __init__(self, named: list[str], quiet: bool) -> None:
        self._named = set() if quiet else set(named)
        self._told: set[str] = set()

    def failed(self, line: str) -> None:
        complain(line)

    def skipped(self, file: Problem) -> None:
        if file.where in self._named or (file.needs and file.needs not in self._told):
            typer.echo(str(file), err=True)
        self._told.add(file.needs)


class _Bar(_Voice):
    """Shows also how far the run is, with its rate and the time left."""

    def __init__(self, named: list[str], progress: Progress, task: TaskID) -> None:
        super().__init__(named, quiet=False)
        self._progress, self._task = progress, task

    def consumed(self, count: int) -> None:
        self._progress.update(self._task, advance=count)

    def finished(self, totals: Totals) -> None:
        self._progress.update(self._task, documents=totals.documents)

    def failed(self, line: str) -> None:
        self._progress.console.print(f"Error: {line}")


@contextmanager
def _listener(paths: list[str], output: str, format: str | None, quiet: bool) -> Iterator[Listener]:
    """A bar where standard error is a terminal that no records go to; else only what failed."""
    if quiet or not sys.stderr.isatty() or (output == "-" and sys.stdout.isatty()):
        yield _Voice(paths, quiet)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Documents so far, and a second."""

        def render(self, task: Task) -> Text:
            count = task.fields["documents"]
            return Text(f"{count} documents, {count / max(task.elapsed or 0, 0.001):.1f}/s")

    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    columns = (TextColumn("reading"), BarColumn(), Rate(), TimeElapsedColumn())
    remaining = TimeRemainingColumn()
    with Progress(*columns, TextColumn("left"), remaining, console=console, transient=True) as bar:
        task = bar.add_task("", total=total_bytes(paths, format), documents=0)
        yield _Bar(paths, bar, task)

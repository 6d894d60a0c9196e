"""What several commands need: the pipeline, errors as one line, and the console."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from neshast.errors import (
    BatchError,
    InputError,
    NeshastError,
    OutputError,
    ServerError,
    SettingsError,
)

if TYPE_CHECKING:
    from rich.console import Console

    from neshast.pipeline import Pipeline
    from neshast.settings import Settings

INPUT_FAILED = 1
WRONG_USAGE = 2

# A table in a pipe has no terminal whose width it could take.
_PIPE_WIDTH = 200


def read_settings(
    config: Path | None,
    lexicon: Path | None = None,
    engine: str | None = None,
    topics: Path | None = None,
) -> Settings:
    """The settings of a file, or those that neshast comes with; a user's own tables; the engine.

    Raises:
        SettingsError: if the settings or a table are faulty.
        InputError: if a table cannot be read.
    """
    from neshast.settings import Settings

    settings = Settings.read(config) if config else Settings()
    if lexicon:
        settings = settings.with_lexicon(read_text(lexicon), str(lexicon))
    if topics:
        settings = settings.with_topics(read_text(topics), str(topics))
    return settings.with_engine(engine) if engine else settings


def read_text(path: Path) -> str:
    """The text of a table, as a spreadsheet may write it: with a byte order mark, CRLF ends.

    Raises:
        InputError: if it cannot be read as UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: cannot be read: {fault}; save it as UTF-8") from None
    return text.replace("\r\n", "\n")


def build_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of a run."""
    return settings.pipeline()


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Errors of ours end the command with one line on standard error, never with a traceback."""
    try:
        yield
    except NeshastError as error:
        complain(str(error))
        usage = isinstance(error, BatchError | OutputError | ServerError | SettingsError)
        raise typer.Exit(WRONG_USAGE if usage else INPUT_FAILED) from None


def complain(line: str) -> None:
    """One line on standard error."""
    typer.echo(f"Error: {line}", err=True)


def console() -> Console:
    """The console for standard output; wide where no terminal limits it."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(highlight=False, markup=False, width=None if terminal else _PIPE_WIDTH)

"""`neshast tidy`: a text with its lost zero-width non-joiners."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from neshast.commands.common import one_line_errors
from neshast.errors import InputError
from neshast.reading import decode
from neshast.tidying import tidy as tidied


def tidy(path: str, keep_spaces: bool) -> None:
    """Run the command; its exit status is 1 if the file cannot be read."""
    with one_line_errors():
        try:
            data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"{path}: {reason}: name a text file, or - for stdin") from None
        typer.echo(tidied(decode(data).text, spaces=not keep_spaces).text, nl=False)

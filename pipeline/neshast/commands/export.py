"""`neshast export`: records in the forms of other tools and standards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

from neshast.archive.store import holds_archive
from neshast.commands.common import one_line_errors
from neshast.errors import InputError, OutputError
from neshast.writing import ftm, jsonld, popolo
from neshast.writing.bulk import write_csv_tables, write_parquet, write_sqlite
from neshast.writing.files import STDOUT, Output, refuse_input
from neshast.writing.jsonl import line_of, read_records
from neshast.writing.redacting import redacted

_STDIN = STDOUT

Source = Callable[[], Iterator[dict[str, Any]]]


def export(records: str, to: str, output: str, redact: bool, bom: bool) -> None:
    """Run the command."""
    current = "?"
    with one_line_errors(), _readable(records) as path:

        def source() -> Iterator[dict[str, Any]]:
            nonlocal current
            for record in read_records(path):
                current = record["record_id"]
                yield redacted(record) if redact else record

        try:
            refuse_input(output, [path], "export")
            if holds_archive(output):
                raise OutputError(f"{output}: this is an archive; name another file")
            _write(to, source, output, bom)
        except (KeyError, TypeError, AttributeError) as error:
            message = f"record {current}: {error!r}: not of schema 1.0; extract it again"
            raise InputError(message) from None
    if output != STDOUT:
        typer.echo(f"written: {output}", err=True)


@contextmanager
def _readable(records: str) -> Iterator[str]:
    """A path that can be read more than once; standard input is kept in a temporary file."""
    if records != _STDIN:
        yield records
        return
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for line in sys.stdin.buffer:
            file.write(line)
        file.flush()
        yield file.name


def _text(output: str, pieces: Iterable[str]) -> None:
    with Output(output) as file:
        for piece in pieces:
            file.write(piece)
        file.commit()


def _ended(lines: Iterable[str]) -> Iterator[str]:
    return (line + "\n" for line in lines)


def _path(output: str, what: str) -> str:
    if output == STDOUT:
        raise OutputError(f"this cannot go to standard output; name {what} with -o")
    return output


def _write(to: str, source: Source, output: str, bom: bool) -> None:
    match to:
        case "jsonl":
            _text(output, _ended(map(line_of, source())))
        case "ftm":
            _text(output, _ended(ftm.lines(source())))
        case "popolo":
            _text(output, popolo.pieces(source))
        case "jsonld":
            _text(output, jsonld.pieces(source()))
        case "sqlite":
            write_sqlite(source(), _path(output, "a file"))
        case "csv":
            write_csv_tables(source(), _path(output, "a folder"), bom)
        case "parquet":
            write_parquet(source(), _path(output, "a folder"))

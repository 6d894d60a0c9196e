"""`neshast table`: records for the eye, or for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from neshast.commands.common import console, one_line_errors
from neshast.writing.files import Output
from neshast.writing.jsonl import read_records
from neshast.writing.tables import show_table, write_csv


def table(records: Path, to: str | None, bom: bool, limit: int) -> None:
    """Run the command: to the terminal, or as CSV to the file `to`."""
    with one_line_errors():
        if to is None:
            show_table(read_records(records), console(), limit)
            return
        with Output("-" if to == "csv" else to) as output:
            write_csv(read_records(records), output, bom)
            output.commit()

"""`neshast table`: records for the eye, or for a spreadsheet."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

from neshast.commands.common import console, one_line_errors
from neshast.writing.files import Output, refuse_input
from neshast.writing.jsonl import read_records
from neshast.writing.tables import show_table, write_csv


def table(records: Path, to: str | None, bom: bool, limit: int) -> None:
    """Run the command: to the terminal, or as CSV to the file `to`."""
    with one_line_errors():
        found = read_records(records)
        if to is None:
            show_table(found, console(), limit)
            return
        place = "-" if to == "csv" else to
        refuse_input(place, [records], "table")
        # What cannot be read is told before anything is written.
        first = list(islice(found, 1))
        with Output(place) as output:
            write_csv(chain(first, found), output, bom)
            output.commit()

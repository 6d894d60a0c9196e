"""Records as a table: one row a meeting, for the terminal or as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from neshast.errors import InputError
from neshast.writing.files import Output

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
Row = tuple[str | int, ...]

COLUMNS = (
    "doc", "kind", "status", "date", "title", "chair", "venue", "persons", "statements",
    "outcomes", "topics",
)  # fmt: skip
# Running text, the most telling first: where a terminal is narrow, the last ones are left out.
_TEXTS = ("title", "chair", "venue", "topics")
_NUMBERS = {"persons": "pers", "statements": "stmt", "outcomes": "outc"}
_NARROWEST = 12
# A set of candidate days is long.
_WIDEST = {"doc": 24, "date": 22}
_TOPICS = 3
_JOIN = "; "

# A spreadsheet runs a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"
_FSI, _PDI = "\u2068", "\u2069"
# Characters that a terminal would obey instead of showing.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def rows(records: Iterable[Record]) -> Iterator[Row]:
    """One row a record, in the order of `COLUMNS`.

    Raises:
        InputError: if a record has not the shape of the contract.
    """
    for record in records:
        try:
            yield _row(record)
        except (KeyError, TypeError, AttributeError) as error:
            name = record.get("record_id", "?")
            message = f"record {name}: {error!r}: not of schema 1.0; extract it again"
            raise InputError(message) from None


def write_csv(records: Iterable[Record], output: Output, bom: bool = False) -> int:
    """Write the table as CSV; returns the number of rows.

    Args:
        records: in the shape of the contract.
        output: where to; not committed.
        bom: begin with a byte order mark, which old spreadsheet programs need to see UTF-8.
    """
    output.write(_BOM * bom + csv_line(COLUMNS))
    count = 0
    for row in rows(records):
        output.write(csv_line(row))
        count += 1
    return count


def show_table(records: Iterable[Record], console: Console, limit: int | None = None) -> None:
    """Print the table, of at most `limit` rows; right-to-left text is isolated."""
    from rich.table import Table
    from rich.text import Text

    every = rows(records)
    shown = list(islice(every, limit))
    more = sum(1 for _ in every)
    widths = _widths(shown, console.width)
    table = Table(header_style="bold", box=None, padding=(0, 1, 0, 0))
    for column in widths:
        if column in _NUMBERS:
            table.add_column(_NUMBERS[column], no_wrap=True, justify="right")
        else:
            table.add_column(column, no_wrap=True)
    for row in shown:
        cells = dict(zip(COLUMNS, row, strict=True))
        table.add_row(*(Text(_cell(cells[column], width)) for column, width in widths.items()))
    console.print(table)
    if more:
        console.print(f"… and {more} more: --limit shows them, --to FILE.csv writes all")


def _row(record: Record) -> Row:
    names = {actor["id"]: actor["name"] for actor in record["persons"] + record["organizations"]}
    chairs = [
        participant["group"]["text"] if participant["group"] else names[participant["ref"]]
        for participant in record["participants"]
        if any(role["role"] == "chair" for role in participant["roles"])
    ]
    labels = [topic["label"] for topic in record["topics"][:_TOPICS]]
    return (
        record["source"]["doc_id"],
        record["kind"],
        record["status"],
        (record["date"] or {}).get("edtf") or "",
        (record["title"] or {}).get("text", ""),
        _JOIN.join(chairs),
        (record["venue"] or {}).get("text", ""),
        len(record["persons"]),
        len(record["statements"]),
        len(record["outcomes"]),
        _JOIN.join(labels),
    )


def csv_line(cells: Iterable[str | int | float | None]) -> str:
    """A line of CSV; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    line = io.StringIO()
    guarded = (f"'{cell}" if _is_formula(cell) else cell for cell in cells)
    csv.writer(line).writerow(guarded)
    return line.getvalue()


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(_FORMULA)


def _widths(shown: list[Row], width: int) -> dict[str, int]:
    """The columns that a line of `width` characters has room for, and how wide each may be."""
    widths = {}
    for place, column in enumerate(COLUMNS):
        cells = (len(str(row[place])) for row in shown)
        widths[column] = max(len(_NUMBERS.get(column, column)), *cells, 0)
        widths[column] = min(widths[column], _WIDEST.get(column, widths[column]))
    room = width - sum(widths[column] + 1 for column in COLUMNS if column not in _TEXTS)
    for count in range(len(_TEXTS), 0, -1):
        share = room // (count + 1) - 1
        if share >= _NARROWEST or count == 1:
            kept = _TEXTS[:count]
            break
    for column in kept:
        widths[column] = max(_NARROWEST, share * (2 if column == kept[0] else 1))
    return {
        column: width for column, width in widths.items() if column not in _TEXTS or column in kept
    }


def _cell(value: str | int, width: int) -> str:
    """A value on one line, shortened to `width`; what is not ASCII is isolated."""
    text = _OBEYED.sub(" ", str(value)).strip()
    if len(text) > width:
        text = text[: width - 1].rstrip() + "…"
    return text if text.isascii() else f"{_FSI}{text}{_PDI}"

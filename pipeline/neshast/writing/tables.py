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
_TEXTS = ("title", "chair", "venue", "topics")
_NUMBERS = ("persons", "statements", "outcomes")
_SHARES = {"title": 0.4, "chair": 0.2, "venue": 0.2, "topics": 0.2}
_NARROWEST = 8
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
    output.write(_BOM * bom + _csv_line(COLUMNS))
    count = 0
    for row in rows(records):
        output.write(_csv_line(row))
        count += 1
    return count


def show_table(records: Iterable[Record], console: Console, limit: int | None = None) -> None:
    """Print the table, of at most `limit` rows; right-to-left text is isolated."""
    from rich.table import Table
    from rich.text import Text

    every = rows(records)
    shown = list(islice(every, limit))
    more = sum(1 for _ in every)
    table = Table(header_style="bold", box=None if not console.is_terminal else _box())
    for column in COLUMNS:
        justify = "right" if column in _NUMBERS else "left"
        table.add_column(column, no_wrap=True, justify=justify)  # type: ignore[arg-type]
    widths = _widths(shown, console.width)
    for row in shown:
        cells = zip(COLUMNS, row, strict=True)
        table.add_row(*(Text(_cell(cell, widths.get(column))) for column, cell in cells))
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


def _csv_line(cells: Iterable[str | int]) -> str:
    line = io.StringIO()
    guarded = (f"'{cell}" if _is_formula(cell) else cell for cell in cells)
    csv.writer(line).writerow(guarded)
    return line.getvalue()


def _is_formula(cell: str | int) -> bool:
    return isinstance(cell, str) and cell.startswith(_FORMULA)


def _box() -> Any:
    from rich import box

    return box.SIMPLE_HEAD


def _widths(shown: list[Row], width: int) -> dict[str, int]:
    """How many characters each column of running text may take, if the line is `width` wide."""
    taken = 2 * len(COLUMNS)
    for place, column in enumerate(COLUMNS):
        if column not in _TEXTS:
            taken += max(len(column), *(len(str(row[place])) for row in shown), 0)
    room = width - taken
    return {name: max(_NARROWEST, int(room * share)) for name, share in _SHARES.items()}


def _cell(value: str | int, width: int | None) -> str:
    if isinstance(value, int):
        return str(value)
    text = _OBEYED.sub(" ", value).strip()
    if width is not None and len(text) > width:
        text = text[: width - 1].rstrip() + "…"
    return text if text.isascii() else f"{_FSI}{text}{_PDI}"

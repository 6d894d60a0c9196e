"""`neshast date`: what a date expression means, and why."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any, NoReturn

import typer
from rich.table import Table

from neshast.calendars import DateValue
from neshast.commands.common import INPUT_FAILED, complain, console
from neshast.date_values import plain_date
from neshast.dates import Reading, read_dates, time_expressions

_SHOWN = ("calendar", "year", "month", "day", "weekday", "edtf", "earliest", "latest",
          "precision", "resolution", "reason", "warnings")  # fmt: skip


def date(
    expression: str, published: str | None, outlook: str, variety: str | None, as_json: bool
) -> None:
    """Run the command; its exit status is 1 if there is no date in the expression."""
    text = _text(expression)
    readings = read_dates(text, published, outlook, variety)
    if as_json:
        for reading in readings:
            days = {"date": reading.value, "end_date": reading.last}
            plain = {name: day and plain_date(day, text) for name, day in days.items()}
            typer.echo(json.dumps(plain | {"rule": reading.rule}, ensure_ascii=False))
    else:
        for reading in readings:
            console().print(_table(reading))
    if not readings:
        _nothing("date", "«7 قوس 1395» or «دوشنبه ۱۲ آبان»")


def times(text: str, as_json: bool) -> None:
    """Every time expression with its kind and place; exit status 1 if there is none."""
    found = time_expressions(_text(text))
    if as_json:
        for one in found:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
    elif found:
        shown = Table("kind", "start", "end", "text", header_style="bold")
        for one in found:
            shown.add_row(one.kind, str(one.start), str(one.end), f"\u2068{one.text}\u2069")
        console().print(shown)
    if not found:
        _nothing("time", "«سه سال گذشته» or «ساعت ۱۰ صبح»")


def _text(given: str) -> str:
    return sys.stdin.read() if given == "-" else given


def _nothing(what: str, example: str) -> NoReturn:
    complain(f"no {what} expression found; try one such as {example}")
    raise typer.Exit(INPUT_FAILED)


def _table(reading: Reading) -> Table:
    """One expression, its values below each other; a second column for the last of several."""
    shown = Table(title=f"\u2068{reading.text}\u2069", title_justify="left", header_style="bold")
    shown.add_column("")
    values = [("first", reading.value), ("last", reading.last)] if reading.last else [
        ("value", reading.value)
    ]  # fmt: skip
    for name, _ in values:
        shown.add_column(name)
    for field in _SHOWN:
        shown.add_row(field, *(_told(value, field) for _, value in values))
    shown.add_row("rule", reading.rule)
    return shown


def _told(value: DateValue, field: str) -> str:
    found: Any = getattr(value, field)
    return ", ".join(found) if isinstance(found, tuple) else "–" if found is None else str(found)

"""`neshast diff`: what changed between two runs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

import typer

from neshast.archive.changes import FIELDS, Change, Comparison
from neshast.commands.common import console, one_line_errors
from neshast.errors import InputError, SettingsError
from neshast.writing.shown import plain

_SHOWN = 20
_WIDEST = 160


def diff(old: str, new: str, only: list[str], as_json: bool, limit: int) -> None:
    """Run the command."""
    with one_line_errors():
        for name in only:
            if name not in FIELDS:
                raise SettingsError(f"--field {name}: give one of {', '.join(FIELDS)}")
        tally = _Tally()
        try:
            comparison = Comparison(old, new)
            for change in comparison:
                if only and change.field not in only:
                    continue
                tally.add(change)
                if as_json:
                    typer.echo(json.dumps(asdict(change), ensure_ascii=False))
                elif only and tally.total <= limit:
                    _show(change)
        except (KeyError, TypeError, AttributeError) as error:
            message = f"{old}, {new}: {error!r}: not of schema 1.0; extract them again"
            raise InputError(message) from None
    if not as_json:
        if only and tally.total > limit:
            typer.echo(f"… and {tally.total - limit} more: --limit shows them")
        tally.show()
    pairs = sum(before is not None and after is not None for before, after in comparison.pairs)
    typer.echo(
        f"{pairs} records compared, {len(tally.records)} of them changed;"
        f" {tally.added} added, {tally.removed} removed",
        err=True,
    )


class _Tally:
    """Counts changes by what made the records, and by field."""

    def __init__(self) -> None:
        self.total = 0
        self.added = self.removed = 0
        self.records: set[tuple[str, str]] = set()
        self.fields: Counter[tuple[tuple[str, str], str]] = Counter()
        self.items: Counter[tuple[tuple[str, str], str, bool]] = Counter()

    def add(self, change: Change) -> None:
        self.total += 1
        whole = change.field == FIELDS[0]
        self.added += whole and not change.old
        self.removed += whole and not change.new
        if not whole:
            self.records.add((change.doc_id, change.record_id))
        self.fields[change.made, change.field] += 1
        self.items[change.made, change.field, False] += len(change.old)
        self.items[change.made, change.field, True] += len(change.new)

    def show(self) -> None:
        """A table for each pair of makers, the fields that changed most first."""
        from rich.table import Table

        for made in sorted({made for made, _ in self.fields}):
            table = Table("field", "records", "gone", "new", header_style="bold", box=None)
            found = [(count, name) for (by, name), count in self.fields.items() if by == made]
            for count, name in sorted(found, key=lambda row: (-row[0], FIELDS.index(row[1]))):
                gone, new = (str(self.items[made, name, side]) for side in (False, True))
                table.add_row(name, str(count), gone, new)
            console().print(f"made by {made[0]} → {made[1]}")
            console().print(table)


def _show(change: Change) -> None:
    typer.echo(f"{plain(change.doc_id)} {change.record_id} {change.field}")
    for sign, items in (("-", change.old), ("+", change.new)):
        for item in items[:_SHOWN]:
            text = plain(item)
            cut = f"{text[:_WIDEST]}…" if len(text) > _WIDEST else text
            typer.echo(f"  {sign} \u2068{cut}\u2069")
        if len(items) > _SHOWN:
            typer.echo(f"  {sign} … and {len(items) - _SHOWN} more")

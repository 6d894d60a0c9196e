"""`neshast lexicon check` and `neshast lexicon find`: the tables of words, and who bears a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from neshast.commands.common import INPUT_FAILED, complain, console, one_line_errors, read_text
from neshast.errors import quoted
from neshast.folding import key
from neshast.gazetteer import COLUMNS, Gazetteer, names_of, own_rows
from neshast.lexicon import Row, read_table, table, tables, values
from neshast.table_faults import BODIES, own_faults, table_faults

# Cells of other tables where a name may stand too, by table.
_ELSEWHERE = {
    "places": ("name", "variants"),
    "given_names": ("name",),
    "surname_parts": ("part",),
    "offices": ("title",),
    "org_heads": ("head",),
    "words": ("word",),
}
# So many countries have columns of their own.
_COUNTRIES = 2
# Bodies whose names only hold what is asked for, at most.
_MOST_LIKE = 20


def check(path: Path | None) -> None:
    """Check our tables, or the file `path`; the exit status is 1 if there is a fault."""
    with one_line_errors():
        given = None if path is None else read_text(path)
    if given is None:
        found = [f for n, text in tables() for f in table_faults(n, text, f"resources/{n}.tsv")]
    else:
        found = _faults_of(path, given)
    for fault in found:
        complain(fault)
    if found:
        typer.echo(f"{len(found)} fault{'' if len(found) == 1 else 's'}", err=True)
        raise typer.Exit(INPUT_FAILED)
    if given is None:
        _show_sizes()
        _show_bodies(table(BODIES, *COLUMNS))
    elif "name" in (bodies := _header(given)) and path and path.stem not in dict(tables()):
        _show_bodies(tuple(own_rows(given)))
    else:
        typer.echo(f"{path}: no fault; its columns are {', '.join(bodies)}")


def _faults_of(path: Path | None, text: str) -> list[str]:
    """The faults of a file: of the table of ours that it is called like, else of a user's own."""
    name = path.stem if path else ""
    if name in dict(tables()):
        return table_faults(name, text, str(path))
    return own_faults(text, str(path))


def _header(text: str) -> tuple[str, ...]:
    rows = read_table(text, "", ())
    return tuple(rows[0]) if rows else ()


def _show_sizes() -> None:
    from rich.table import Table

    shown = Table(header_style="bold")
    shown.add_column("table")
    shown.add_column("rows", justify="right")
    for name, text in tables():
        shown.add_row(name, str(len(read_table(text, name, ()))))
    console().print(shown)


def _show_bodies(rows: tuple[Row, ...]) -> None:
    """How many bodies of each type there are in the countries that have most, and elsewhere."""
    from rich.table import Table

    most = Counter(row["country"] for row in rows if row["country"]).most_common(_COUNTRIES)
    countries = [country for country, _ in most]
    shown = Table(header_style="bold")
    shown.add_column("organizations")
    for heading in (*countries, "others", "none", "all"):
        shown.add_column(heading, justify="right")
    for kind in (*sorted({row["type"] for row in rows}), "all"):
        counts = Counter(row["country"] for row in rows if kind in (row["type"], "all"))
        cells = [*(counts.pop(country, 0) for country in countries)]
        none = counts.pop("", 0)
        cells += [counts.total(), none, sum(cells) + counts.total() + none]
        shown.add_row(kind, *map(str, cells))
    console().print(shown)


def find(name: str, lexicon: Path | None) -> None:
    """Show the bodies that bear `name`, else those whose names hold it; 1 if there is none."""
    with one_line_errors():
        own = read_text(lexicon) if lexicon else ""
        known = Gazetteer(own)
        faults = own_faults(own, str(lexicon)) if own else []
    for fault in faults:
        complain(fault)
    rows = known.bearers(name)
    asked = key(name)
    like = [] if rows else [r for r in known.rows.values() if _holds(r, asked)][:_MOST_LIKE]
    elsewhere = list(_elsewhere(asked))
    if like:
        typer.echo(f"no body is called {quoted(name)}; these names hold it:")
    if rows or like:
        _show_found(rows or like, known.rows)
    for line in elsewhere:
        typer.echo(line)
    if not (rows or like or elsewhere):
        complain(f"{quoted(name)} stands in no table; --lexicon FILE adds a body of your own")
        raise typer.Exit(INPUT_FAILED)


def _holds(row: Row, asked: str) -> bool:
    return bool(asked) and any(asked in key(name) for name in names_of(row))


def _show_found(rows: list[Row], known: Mapping[str, Row]) -> None:
    from rich.table import Table

    shown = Table(header_style="bold")
    for heading in ("key", "name", "type", "country", "years", "part of", "also called"):
        shown.add_column(heading, overflow="fold")
    for row in rows:
        began, ended = row["valid_from"], row["valid_to"]
        shown.add_row(
            row["key"],
            row["name"],
            row["type"],
            row["country"] or "–",
            f"{began}–{ended}" if began or ended else "–",
            " ← ".join(_above(row, known)) or "–",
            "، ".join(values(row["variants"])) or "–",
        )
    console().print(shown)


def _above(row: Row, known: Mapping[str, Row]) -> Iterator[str]:
    """The names of the bodies that a body belongs to, the nearest first."""
    seen = {row["key"]}
    above = known.get(row["parent"])
    while above is not None and above["key"] not in seen:
        seen.add(above["key"])
        yield above["name"]
        above = known.get(above["parent"])


def _elsewhere(asked: str) -> Iterator[str]:
    """Rows of other tables that hold a name, a line each."""
    for name, columns in _ELSEWHERE.items():
        for row in table(name, *columns):
            if any(key(value) == asked for column in columns for value in values(row[column])):
                told = (f"{column} {cell}" for column, cell in row.items() if column not in columns)
                written = "، ".join(row[column] for column in columns if row[column])
                yield f"{name}: {written} ({', '.join(t for t in told if not t.endswith(' '))})"

"""Faults of the tables of words, a line each: what stands in a wrong cell, and what to do.

`table_faults` knows any table by ``columns.tsv``; `body_faults` also knows what bodies are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import get_args

from neshast.errors import ResourceError, quoted
from neshast.folding import fold, key
from neshast.gazetteer import COLUMNS, OWN, is_short, names_of, own_rows
from neshast.lexicon import Row, numbered_cells, read_table, table, words
from neshast.record import OrganizationType

BODIES = "organizations"
# In these columns | is part of an expression, or of prose.
_NO_LIST = ("pattern", "note", "allowed", "source")
_YEAR_FIGURES = 4
# A row, and the number of its line from 1.
_Line = tuple[int, Row]


def table_faults(name: str, text: str, where: str) -> list[str]:
    """The faults of a table of ours.

    Args:
        name: as `lexicon.table` takes it.
        text: of the table.
        where: what messages call it.
    """
    expected = {row["column"]: row for row in table("columns") if row["table"] == name}
    lines, found = _rows(text, where, tuple(expected))
    for number, row in lines:
        found += _told(where, number, _cell_faults(row, expected))
    found += _repeated(lines, [c for c, spec in expected.items() if spec["must"] == "key"], where)
    if name == BODIES and not found:
        found += body_faults(lines, where, {row["key"]: row for _, row in lines})
    return found


def own_faults(text: str, where: str = OWN) -> list[str]:
    """The faults of a user's table of bodies, of which only the column ``name`` must be there."""
    expected = {
        row["column"]: dict(row) | {"must": "yes" if row["column"] == "name" else "no"}
        for row in table("columns")
        if row["table"] == BODIES
    }
    lines, found = _rows(text, where, ("name",), tuple(expected))
    for number, row in lines:
        found += _told(where, number, _cell_faults(row, expected))
    if found:
        return found
    given = list(zip([number for number, _ in lines], own_rows(text), strict=True))
    parents = [row.get("parent", "") for _, row in lines]
    for (number, row), parent in zip(given, parents, strict=True):
        if parent and not row["parent"]:
            problem = f"no body is called {quoted(parent)}: give the name or key of a listed body"
            found += _told(where, number, [problem])
        found += _told(where, number, _unfindable(row))
    found += _repeated(given, ["key"], where)
    known = {row["key"]: row for row in table(BODIES, *COLUMNS)}
    return found + body_faults(given, where, known | {row["key"]: row for _, row in given})


def body_faults(lines: list[_Line], where: str, known: dict[str, Row]) -> list[str]:
    """The faults of bodies whose cells are sound: parents, years, and names that are none.

    Args:
        lines: their rows.
        where: what messages call their table.
        known: every body by its key, theirs and others that they may name as parents.
    """
    found: list[str] = []
    for number, row in lines:
        for check in (_parent_faults, _year_faults, _name_faults):
            found += _told(where, number, check(row, known))
    return found + list(_collisions(lines, where))


def _rows(
    text: str, where: str, needed: tuple[str, ...], known: tuple[str, ...] = ()
) -> tuple[list[_Line], list[str]]:
    """The rows of a table with their lines; none, and the fault, if it cannot be read as one."""
    try:
        rows = read_table(text, where, needed)
    except ResourceError as fault:
        return [], [str(fault)]
    numbers = [number for number, _ in numbered_cells(text)]
    header = next(cells for _, cells in numbered_cells(text))
    known = known or needed
    found = [
        f"{where}:{numbers[0]}: unknown column {quoted(column)}: the columns are {', '.join(known)}"
        for column in header
        if column not in known
    ]
    if len(set(header)) != len(header):
        found.append(f"{where}:{numbers[0]}: a column stands twice in the header: drop one")
    return list(zip(numbers[1:], rows, strict=True)), found


def _told(where: str, number: int, problems: Iterator[str] | list[str]) -> list[str]:
    return [f"{where}:{number}: {problem}" for problem in problems]


def _cell_faults(row: Row, expected: dict[str, Row] | dict[str, dict[str, str]]) -> Iterator[str]:
    """What is wrong in the cells of one row, each by itself."""
    for column, cell in row.items():
        spec = expected.get(column)
        if spec is None:
            continue
        if cell != cell.strip() or "  " in cell:
            yield f"{column} {quoted(cell)} has spaces to spare: take them out"
        if not cell.strip():
            if spec["must"] != "no":
                yield f"{column} is empty: fill it in"
            continue
        parts = [] if column in _NO_LIST else cell.split("|")
        if len(parts) > 1 and any(not part or part != part.strip() for part in parts):
            yield f"{column} {quoted(cell)} has an empty value, or spaces beside |: take them out"
        for part in sorted({part for part in parts if parts.count(part) > 1}):
            yield f"{column} names {quoted(part)} twice: drop one"
        allowed = spec["allowed"]
        if allowed and not _allows(allowed, cell):
            yield f"{column} {quoted(cell)} is none of {_known(allowed)}"


def _allows(allowed: str, cell: str) -> bool:
    if allowed == "<year>":
        return cell.isdecimal() and len(cell) == _YEAR_FIGURES
    return cell in _class(allowed)


def _known(allowed: str) -> str:
    """The words that are allowed, as a message tells them."""
    told = {"<year>": "the years in four figures", "<country>": "the ISO codes, such as AF and IR"}
    return told.get(allowed) or ", ".join(sorted(_class(allowed)))


@cache
def _class(allowed: str) -> frozenset[str]:
    if allowed == "<type>":
        return frozenset(get_args(OrganizationType))
    if allowed == "<country>":
        return words("places", "country", "kind", "country")
    return frozenset(allowed.split("|"))


def _repeated(lines: list[_Line], keys: list[str], where: str) -> list[str]:
    """Rows that say again what another says, and keys that stand in two."""
    found = []
    for told in ("the row", *keys):
        seen: dict[object, int] = {}
        for number, row in lines:
            said = fold(row[told]) if told in row else tuple(row.values())[:-1]
            first = seen.setdefault(said, number)
            if first != number:
                which = f"{told} {quoted(row.get(told, ''))}" if told in row else told
                found.append(f"{where}:{number}: {which} stands in line {first} too: drop one")
    return found


def _parent_faults(row: Row, known: dict[str, Row]) -> Iterator[str]:
    if row["parent"] and row["parent"] not in known:
        yield f"parent {quoted(row['parent'])} is the key of no body: correct it, or add the body"
    seen = {row["key"]}
    above = known.get(row["parent"])
    while above is not None and above["key"] not in seen:
        seen.add(above["key"])
        above = known.get(above["parent"])
    if above is not None and above["key"] == row["key"]:
        yield f"{quoted(row['key'])} is its own parent, over {len(seen)} steps: correct one of them"


def _year_faults(row: Row, known: dict[str, Row]) -> Iterator[str]:
    began, ended = row["valid_from"], row["valid_to"]
    if began and ended and int(began) > int(ended):
        yield f"valid_from {began} is after valid_to {ended}: correct one of them"


def _name_faults(row: Row, known: dict[str, Row]) -> Iterator[str]:
    """Names that ordinary text is full of, or that say again what another of the body says."""
    stops = words("phrase_words", "word", "use", "phrase_stop")
    stops |= words("name_context", "word", "use", "stop")
    given = _given_names()
    seen: dict[str, str] = {}
    for name in names_of(row):
        folded = fold(name)
        if len(folded) < 2:
            yield f"{quoted(name)} is one letter: any text has it; drop it"
        elif folded in stops:
            yield f"{quoted(name)} is a word of grammar: any text has it; drop it"
        elif folded in given:
            yield f"{quoted(name)} is a given name: whoever bears it would be this body; drop it"
        first = seen.setdefault(folded, name)
        if first is not name:
            yield f"{quoted(name)} is {quoted(first)} once folded: drop one"


@cache
def _given_names() -> frozenset[str]:
    return frozenset(fold(name) for name in words("given_names", "name"))


def _unfindable(row: Row) -> Iterator[str]:
    if all(is_short(name) for name in names_of(row)):
        name = quoted(row["name"])
        yield f"{name} is too short to be looked for in a text: give a longer name too"


def _collisions(lines: list[_Line], where: str) -> Iterator[str]:
    """Names of two bodies that neither their countries nor their years tell apart."""
    bearers: dict[str, list[_Line]] = {}
    for number, row in lines:
        for name in {key(name) for name in names_of(row)}:
            bearers.setdefault(name, []).append((number, row))
    for shared, rows in bearers.items():
        for (first, one), (second, other) in combinations(rows, 2):
            if one["country"] == other["country"] and _together(one, other):
                name = next(name for name in names_of(other) if key(name) == shared)
                yield (
                    f"{where}:{second}: {quoted(name)} is also a name of {one['key']} in line "
                    f"{first}: drop it from one of them, or tell them apart by their years"
                )


def _together(one: Row, other: Row) -> bool:
    """True if two bodies may have stood in the same years; the year of a change is of both."""
    last_of_one = int(one["valid_to"] or "9999")
    last_of_other = int(other["valid_to"] or "9999")
    first_of_one, first_of_other = int(one["valid_from"] or 0), int(other["valid_from"] or 0)
    return first_of_one < last_of_other and first_of_other < last_of_one

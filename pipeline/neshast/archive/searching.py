"""Looking something up in an archive: by words in any spelling, and by day, person, body, topic."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from neshast.archive.queries import Query, in_column, parse, phrase, vocabulary
from neshast.archive.snippets import Snippet, snippet
from neshast.archive.words import keys
from neshast.errors import InputError, quoted

# How much a word weighs in each column, in their order; bm25 of SQLite.
_WEIGHTS = "4, 3, 1, 1.5, 1.5, 2, 1, 2, 1, 1"
_CODE = re.compile(r"n?\d+", re.ASCII)
_AUTHORITY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+", re.ASCII)
# Of a meeting of which only the last possible day is known, that day counts.
_SINCE = "m.latest >= ?"
_UNTIL = "coalesce(m.earliest, m.latest) <= ?"
_BODY = "EXISTS (SELECT 1 FROM organisations o WHERE o.meeting = m.id AND o.authority = ?)"
_TOPIC = "EXISTS (SELECT 1 FROM topics t WHERE t.meeting = m.id AND ? IN (t.code, t.major))"
_VARIETY = "EXISTS (SELECT 1 FROM documents d WHERE d.id = m.document AND d.variety = ?)"
_SHOWN = "m.record_id, d.collection, d.doc_id, d.url, m.title, m.kind, m.status, m.date, m.venue"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a meeting must be; None asks for nothing.

    `since` and `until` are ISO days. A meeting whose day is not known surely lies between them if
    it may lie there. `org` is a name or an authority key, `topic` a label or a code.
    """

    since: str | None = None
    until: str | None = None
    person: str | None = None
    org: str | None = None
    topic: str | None = None
    variety: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A meeting that was found; `score` is higher for a better one."""

    record_id: str
    collection: str
    doc_id: str
    url: str | None
    title: str | None
    kind: str
    status: str
    date: str | None
    venue: str | None
    score: float | None
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, and how many there are; `undated` more have no day that could be compared."""

    hits: tuple[Hit, ...]
    total: int
    undated: int


def search(connection: sqlite3.Connection, text: str, filters: Filters, limit: int = 10) -> Found:
    """The meetings that hold what a user typed, the best first; without words the latest first.

    Args:
        connection: as `neshast.archive.store.reading` gives it.
        text: words, "phrases", beginnings*, -exclusions; may be empty.
        filters: what the meetings must be.
        limit: how many hits at most.

    Raises:
        InputError: if nothing is asked, or only what must not occur.
    """
    query = parse(text, vocabulary(connection))
    asked, values = _match(connection, query, filters)
    conditions, more = _conditions(filters)
    dated = [_SINCE] * (filters.since is not None) + [_UNTIL] * (filters.until is not None)
    days = [day for day in (filters.since, filters.until) if day is not None]
    if not (asked or conditions or dated):
        raise InputError("nothing is asked; give a word, or an option such as --person")
    # Ranking looks at every hit: no table is joined that no condition needs.
    every = [*asked, *conditions, *dated]
    tables = _tables(asked, bool(conditions or dated or not query.match))
    rank = f"bm25(search, {_WEIGHTS})" if query.match else "NULL"
    number = "search.rowid" if asked else "m.id"
    order = f"score, {number}" if query.match else f"m.latest DESC, {number}"
    ranked = connection.execute(
        f"SELECT {number}, {rank} AS score FROM {tables} WHERE {' AND '.join(every)}"
        f" ORDER BY {order} LIMIT ?",
        (*values, *more, *days, limit),
    ).fetchall()
    total = _count(connection, asked, [*conditions, *dated], (*values, *more, *days))
    undated = 0
    if dated:
        undated = _count(connection, asked, [*conditions, "m.latest IS NULL"], (*values, *more))
    hits = tuple(_hit(connection, meeting, score, query) for meeting, score in ranked)
    return Found(hits, total, undated)


def _tables(asked: list[str], joined: bool) -> str:
    if not asked:
        return "meetings m"
    return "search JOIN meetings m ON m.id = search.rowid" if joined else "search"


def _count(
    connection: sqlite3.Connection,
    asked: list[str],
    conditions: list[str],
    values: tuple[str, ...],
) -> int:
    tables = _tables(asked, bool(conditions))
    where = " AND ".join([*asked, *conditions])
    query = f"SELECT count(*) FROM {tables} WHERE {where}"
    return int(connection.execute(query, values).fetchone()[0])


def _match(
    connection: sqlite3.Connection, query: Query, filters: Filters
) -> tuple[list[str], list[str]]:
    """The condition on the index of words with its value; empty if none is needed."""
    parts = [f"({query.match})"] if query.match else []
    for column, name in named(filters):
        if (term := phrase(name, vocabulary(connection))) is not None:
            parts.append(f"({in_column(column, term)})")
    return (["search MATCH ?"], [" AND ".join(parts)]) if parts else ([], [])


def named(filters: Filters) -> Iterator[tuple[str, str]]:
    """The columns in which a name is looked for, and the name.

    Raises:
        InputError: if it holds no word.
    """
    columns = {"people": filters.person, "bodies": filters.org, "topics": filters.topic}
    for column, name in columns.items():
        if name is None or is_key(column, name):
            continue
        if not keys(name):
            raise InputError(f"{quoted(name)} holds no word; give a name")
        yield column, name


def _conditions(filters: Filters) -> tuple[list[str], list[str]]:
    """The conditions on the tables, with their values."""
    conditions, values = [], []
    for column, value, condition in (
        ("bodies", filters.org, _BODY),
        ("topics", filters.topic, _TOPIC),
        ("", filters.variety, _VARIETY),
    ):
        if value is not None and is_key(column, value):
            conditions.append(condition)
            values.append(value)
    return conditions, values


def is_key(column: str, value: str) -> bool:
    """True for what is compared as it stands, and not looked up by its words."""
    patterns = {"bodies": _AUTHORITY, "topics": _CODE, "people": None}
    pattern = patterns.get(column, re.compile(""))
    return pattern is not None and (not column or pattern.fullmatch(value) is not None)


def _hit(connection: sqlite3.Connection, meeting: int, score: float | None, query: Query) -> Hit:
    tables = "meetings m JOIN documents d ON d.id = m.document"
    row = connection.execute(f"SELECT {_SHOWN} FROM {tables} WHERE m.id = ?", (meeting,)).fetchone()
    found = snippet(connection, meeting, query.terms) if query.terms else None
    # bm25 of SQLite is the lower the better.
    return Hit(*(*row, None if score is None else round(-score, 3), found))

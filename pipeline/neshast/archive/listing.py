"""Under which offices a name stands in an archive. A name is not a person.

Nothing here says that two rows are one person: rows are those of single records, put side by side
because they spell a name alike. Only for a name that is asked for; there is no list of all.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from neshast.archive.queries import Form, in_column, phrase, vocabulary
from neshast.archive.words import keys
from neshast.errors import InputError, quoted

_ROWS = (
    "SELECT p.id, p.name_key, p.name, m.date, m.kind, m.title, d.doc_id, m.record_id"
    " FROM search JOIN meetings m ON m.id = search.rowid"
    " JOIN people p ON p.meeting = m.id JOIN documents d ON d.id = m.document"
    " WHERE search MATCH ? ORDER BY p.name_key, m.latest IS NULL, m.latest, m.id, p.id"
)
_POSTS = (
    "SELECT x.text, coalesce(o.authority, o.name) FROM posts x"
    " LEFT JOIN organisations o ON o.id = x.organisation WHERE x.person = ? ORDER BY x.id"
)
_ROLES = "SELECT role FROM participants WHERE person = ? ORDER BY id"


@dataclass(frozen=True, slots=True)
class Bearer:
    """One person of one record; `key` unites the spellings of the name."""

    key: str
    name: str
    offices: tuple[str, ...]
    bodies: tuple[str, ...]
    roles: tuple[str, ...]
    date: str | None
    kind: str
    title: str | None
    doc_id: str
    record_id: str


def bearers(connection: sqlite3.Connection, name: str) -> list[Bearer]:
    """Who bears a name, or a part of it, in any spelling: by name, then by day.

    Args:
        connection: as `neshast.archive.store.reading` gives it.
        name: as somebody wrote it.

    Raises:
        InputError: if it holds no word.
    """
    term = phrase(name, vocabulary(connection))
    if term is None:
        raise InputError(f"{quoted(name)} holds no word; give a name")
    rows = connection.execute(_ROWS, (in_column("people", term),)).fetchall()
    return [_bearer(connection, *row) for row in rows if _bears(row[2], term.forms)]


def _bears(name: str, forms: tuple[Form, ...]) -> bool:
    padded = f" {' '.join(keys(name))} "
    return any(f" {' '.join(form.keys)} " in padded for form in forms)


def _bearer(
    connection: sqlite3.Connection, person: int, name_key: str, name: str, *meeting: str
) -> Bearer:
    posts = connection.execute(_POSTS, (person,)).fetchall()
    roles = connection.execute(_ROLES, (person,)).fetchall()
    return Bearer(
        name_key,
        name,
        tuple(text for text, _ in posts),
        tuple(dict.fromkeys(body for _, body in posts if body)),
        tuple(role for (role,) in roles),
        *meeting,
    )

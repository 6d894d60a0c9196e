"""Records as rows of tables: what CSV, Parquet, SQLite and the archive have in common.

The tables stand in ``relational.sql``. Mentions of persons and bodies and the words behind a
topic stay in the records.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from neshast.errors import InputError
from neshast.folding import key

Record = Mapping[str, Any]
Cell = str | int | float | None

TABLES = (
    "documents", "meetings", "organisations", "people", "posts", "participants", "purposes",
    "agenda", "statements", "outcomes", "topics",
)  # fmt: skip
# Those that have a row for a part of a meeting.
PARTS = TABLES[2:]
_JOIN = "; "
_STORED = frozenset((str, int, float, type(None)))
# Beyond it the database keeps no whole number.
_MOST = 1 << 63


@cache
def schema() -> str:
    """The SQL that makes the tables, indexes and views."""
    return resources.files("neshast.writing").joinpath("relational.sql").read_text("utf-8")


class Rows:
    """Rows that wait to be inserted.

    Args:
        connection: to a database with the tables; new rows are numbered on from its last ones.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._last = {
            table: connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            for table in TABLES
        }
        # The cells that may not be null, counted behind the number of the row.
        self._needed = {table: _needed(connection, table) for table in TABLES}
        # Where a row with cells of such types has numbers: few different ones stand in many rows.
        self._numbers: dict[tuple[str, tuple[type, ...]], tuple[int, ...]] = {}
        self._waiting: dict[str, list[tuple[Cell, ...]]] = {table: [] for table in TABLES}

    def flush(self, connection: sqlite3.Connection) -> None:
        """Insert what waits, in the transaction that is open."""
        for table, rows in self._waiting.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
                rows.clear()

    def document(self, source: Record, collection: str = "") -> int:
        """Add the document that a record comes from; returns its number.

        Raises:
            InputError: if it has not the shape of the contract.
        """
        try:
            return self._add("documents", collection, *document_cells(source))
        except (KeyError, TypeError, AttributeError) as error:
            name = source.get("doc_id", "?")
            raise InputError(
                f"document {name!r}: {error!r}: not of schema 1.0; extract it again"
            ) from None

    def meeting(self, record: Record, document: int, digest: str | None = None) -> int:
        """Add a record and all its parts; returns the number of the meeting.

        Args:
            record: in the shape of the contract.
            document: the number of its document.
            digest: to tell later whether the record changed.

        Raises:
            InputError: if it has not that shape; then nothing is added.
        """
        before = {table: len(rows) for table, rows in self._waiting.items()}
        try:
            return self._meeting(record, document, digest)
        except (KeyError, TypeError, AttributeError) as error:
            for table, count in before.items():
                del self._waiting[table][count:]
            name = record.get("record_id", "?")
            message = f"record {name}: {error!r}: not of schema 1.0; extract it again"
            raise InputError(message) from None

    def _add(self, table: str, *cells: Cell) -> int:
        kinds = (table, tuple(map(type, cells)))
        places = self._numbers.get(kinds)
        if places is None:
            places = self._numbers[kinds] = self._checked(table, cells)
        for at in places:
            # False for what is no number, too.
            if not -_MOST <= cells[at] < _MOST:  # type: ignore[operator]
                raise TypeError(f"{cells[at]} is too large, or no number")
        number: int = self._last[table] + 1
        self._last[table] = number
        self._waiting[table].append((number, *cells))
        return number

    def _checked(self, table: str, cells: tuple[Cell, ...]) -> tuple[int, ...]:
        """Where the numbers of a row stand.

        Raises:
            TypeError: for what the database would refuse, when it is too late to say of which
                record.
        """
        for at, column in self._needed[table]:
            if cells[at] is None:
                raise TypeError(f"{table}: {column} is null")
        for cell in cells:
            if type(cell) not in _STORED:
                raise TypeError(f"{cell!r} is no text, number or null")
        return tuple(at for at, cell in enumerate(cells) if type(cell) in (int, float))

    def _meeting(self, record: Record, document: int, digest: str | None) -> int:
        number = self._last["meetings"] + 1
        actors = self._organisations(record, number)
        names = {body["id"]: body["name"] for body in record["organizations"]}
        for person in record["persons"]:
            names[person["id"]] = person["name"]
            actors[person["id"]] = self._person(person, number, actors)
        for participant in record["participants"]:
            self._participant(participant, number, actors, names)
        for quote in record["purpose"]:
            self._add("purposes", number, quote["text"], quote["start"], quote["end"])
        self._agenda(record, number, names)
        for statement in record["statements"]:
            self._statement(statement, number, actors)
        for outcome in record["outcomes"]:
            self._outcome(outcome, number, names)
        for topic in record["topics"]:
            self._topic(topic, number, None)
        venue = record["venue"] or {}
        cells = _meeting_cells(record, actors.get(venue.get("organization")))
        return self._add("meetings", document, *cells, digest)

    def _organisations(self, record: Record, meeting: int) -> dict[str | None, int]:
        first = self._last["organisations"] + 1
        bodies = record["organizations"]
        numbers: dict[str | None, int] = {b["id"]: first + i for i, b in enumerate(bodies)}
        for body in bodies:
            name, parent = body["name"], numbers.get(body["parent"])
            rest = (body["type"], parent, body["country"], body["authority"])
            self._add("organisations", meeting, body["id"], name, key(name), *rest)
        return numbers

    def _person(self, person: Record, meeting: int, actors: Mapping[str | None, int]) -> int:
        name = person["name"]
        honorifics = _json(person["honorifics"])
        number = self._add(
            "people", meeting, person["id"], name, key(name), honorifics, person["gender"]
        )
        for post in person["posts"]:
            body, acting = actors.get(post["organization"]), _bit(post["acting"])
            rest = (body, acting, post["start"], post["end"])
            self._add("posts", meeting, number, post["text"], post["title"], *rest)
        return number

    def _participant(
        self,
        participant: Record,
        meeting: int,
        actors: Mapping[str | None, int],
        names: Mapping[str, str],
    ) -> None:
        who = _actor(participant["ref"], actors)
        group = _text(participant["group"])
        behalf = participant["on_behalf_of"]
        behalf = names.get(behalf, behalf) if isinstance(behalf, str) else _text(behalf)
        for role in participant["roles"]:
            told = (role["role"], role["certainty"], _text(role["cue"]))
            self._add("participants", meeting, *who, group, *told, participant["count"], behalf)

    def _agenda(self, record: Record, meeting: int, names: Mapping[str, str]) -> None:
        for item in record["agenda"]:
            by = _names(item["by"], names)
            place = (item["start"], item["end"])
            number = self._add("agenda", meeting, item["text"], item["kind"], by, *place)
            for topic in item["topics"]:
                self._topic(topic, meeting, number)

    def _statement(self, said: Record, meeting: int, actors: Mapping[str | None, int]) -> None:
        who = _actor(said["speaker"], actors)
        told = (said["text"], _text(said["verb"]), said["form"], _text(said["via"]))
        self._add("statements", meeting, *who, *told, said["start"], said["end"])

    def _outcome(self, outcome: Record, meeting: int, names: Mapping[str, str]) -> None:
        due = outcome["due"] or {}
        self._add(
            "outcomes", meeting, outcome["text"], outcome["type"],
            _names(outcome["responsible"], names), due.get("edtf"), due.get("text"),
            _text(outcome["cue"]), outcome["start"], outcome["end"],
        )  # fmt: skip

    def _topic(self, topic: Record, meeting: int, agenda: int | None) -> None:
        told = (topic["scheme"], topic["code"], topic["major"], topic["label"], topic["score"])
        self._add("topics", meeting, agenda, *told)


def _needed(connection: sqlite3.Connection, table: str) -> tuple[tuple[int, str], ...]:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return tuple((at - 1, name) for at, name, _, not_null, *_ in columns if not_null)


def document_cells(source: Record) -> tuple[Cell, ...]:
    """The cells of a document, from `doc_id` on, of the ``source`` of its records."""
    published = source["published"] or {}
    return (
        source["doc_id"], source["sha256"], source["text_sha256"], source["encoding"],
        source["path"], source["url"], source["publisher"], published.get("edtf"),
        source["variety"], _json(source["extra"]) if source["extra"] else None,
    )  # fmt: skip


def _meeting_cells(record: Record, venue_body: int | None) -> tuple[Cell, ...]:
    segment, title = record["source"]["segment"], record["title"] or {}
    first, venue = record["date"] or {}, record["venue"] or {}
    last, made = record["end_date"] or first, record["provenance"]
    return (
        record["record_id"], segment["index"], segment["start"], segment["end"],
        title.get("text"), title.get("start"),
        record["kind"], record["status"], record["mode"], record["ordinal"],
        edtf_of(first, record["end_date"]), first.get("earliest"), last.get("latest"),
        first.get("text"), first.get("resolution"), first.get("precision"),
        venue.get("text"), venue.get("start"), venue.get("place"), venue_body,
        record["outcome_status"], _json(record["missing"]), _json(record["warnings"]),
        _json(record["confidence"]),
        made["version"], made["config_sha256"], made["resources_sha256"],
    )  # fmt: skip


def edtf_of(first: Record, last: Record | None) -> str | None:
    """The day, or the interval of several days."""
    if last and last["edtf"] and first.get("edtf"):
        return f"{first['edtf']}/{last['edtf']}"
    return first.get("edtf")


def _actor(ref: str | None, actors: Mapping[str | None, int]) -> tuple[int | None, int | None]:
    """The numbers of a person and of a body, of which at most one is known."""
    number = actors.get(ref)
    return (number, None) if (ref or "").startswith("p") else (None, number)


def _names(refs: Iterable[str], names: Mapping[str, str]) -> str | None:
    return _JOIN.join(names.get(ref, ref) for ref in refs) or None


def _bit(value: bool) -> int:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return int(value)


def _text(quote: Record | None) -> str | None:
    return quote["text"] if quote else None


def _json(value: Any) -> str:
    # Most lists are empty.
    return "[]" if value == [] else _encoded(value)


_encoded = json.JSONEncoder(ensure_ascii=False).encode

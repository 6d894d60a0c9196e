"""Records into an archive: what is there already is left alone, what changed is replaced.

A run is many transactions. When one has ended, its records are acknowledged: they are on the disk
and no later fault, nor the end of the process, takes them away. What a newer run of the same
document no longer holds goes in the last transaction, when all else is there.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from neshast.archive.incoming import Incoming, incoming, without_meeting
from neshast.archive.passages import COLUMNS, columns
from neshast.archive.words import line_of_keys
from neshast.document import Document
from neshast.errors import InputError, quoted
from neshast.writing.relational import PARTS, Rows, document_cells

# Records of one transaction.
BATCH = 2000

_SEARCH = f"INSERT INTO search_words VALUES (?{', ?' * len(COLUMNS)})"
_FIND = (
    f"INSERT INTO search (rowid, {', '.join(COLUMNS)})"
    f" SELECT id, {', '.join(COLUMNS)} FROM search_words WHERE id >= ?"
)
_MEETING = "SELECT id, digest FROM meetings WHERE document = ? AND record_id = ?"
_CELLS = (
    "doc_id", "sha256", "text_sha256", "encoding", "path", "url", "publisher", "published",
    "variety", "extra",
)  # fmt: skip
_DOCUMENT = f"SELECT id, {', '.join(_CELLS)} FROM documents WHERE collection = ? AND doc_id = ?"
_UPDATE = f"UPDATE documents SET {', '.join(f'{cell} = ?' for cell in _CELLS)} WHERE id = ?"
_KEPT = "SELECT text FROM texts WHERE document = ?"
_TEXT = 1 + _CELLS.index("text_sha256")


@dataclass(slots=True)
class Counts:
    """What became of the records of a run."""

    records: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    withdrawn: int = 0
    faults: int = 0
    texts: int = 0

    def __str__(self) -> str:
        parts = f"{_counted(self.records, 'record')} in = {self.added} new"
        parts += (
            f" + {self.unchanged} unchanged + {self.replaced} replaced + {self.withdrawn} withheld"
        )
        parts += f" + {self.faults} with faults" if self.faults else ""
        parts += f"; {self.removed} older removed" if self.removed else ""
        return parts + (f"; {_counted(self.texts, 'text')} kept" if self.texts else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class Listener:
    """Hears how a run goes; every method does nothing until overridden."""

    def failed(self, line: str) -> None:
        """A line gave no record, or a record could not be kept: one line that says why."""

    def acknowledged(self, records: int) -> None:
        """So many records of this run are on the disk, or were there before."""


def index(
    connection: sqlite3.Connection,
    paths: Iterable[str | os.PathLike[str]],
    *,
    collection: str = "",
    without: Collection[str] = (),
    batch: int = BATCH,
    listener: Listener | None = None,
) -> Counts:
    """Bring the records of files and folders into an archive.

    Args:
        connection: as `neshast.archive.store.writing` gives it.
        paths: files of JSON Lines, folders of them, ``-`` for standard input.
        collection: tells documents apart that have the same ``doc_id`` in two collections.
        without: ``doc_id`` or ``url`` of documents that are left out, and are removed if they are
            there.
        batch: records of one transaction.
        listener: hears how it goes.
    """
    run = _Run(connection, collection, frozenset(without), listener or Listener())
    given = list(paths)
    stream = incoming(given)
    with _no_search_for_cycles():
        while run.add(islice(stream, batch)):
            pass
    run.silent(given)
    run.finish()
    return run.counts


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Records have none, and their many parts would set off the search again and again."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@dataclass(slots=True)
class _Run:
    connection: sqlite3.Connection
    collection: str
    without: frozenset[str]
    listener: Listener
    counts: Counts = field(default_factory=Counts)
    rows: Rows = field(init=False)
    # Of the batch that is open: documents with their texts, and what is to be inserted.
    documents: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    waiting: set[tuple[int, str]] = field(default_factory=set)
    # Of what waits: the documents of which nothing is there yet.
    fresh: set[int] = field(default_factory=set)
    searched: list[tuple[int | str | None, ...]] = field(default_factory=list)
    seen: list[tuple[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # In memory of this connection: which documents and meetings this run has met.
        for table in ("run_documents", "run_meetings"):
            self.connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
            self.connection.execute(f"CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY)")

    def add(self, batch: Iterable[Incoming | InputError]) -> bool:
        """One transaction; False if there was nothing to do."""
        before = self.counts.records
        with self.connection:
            # From here on nobody else writes, and no other run takes our numbers.
            self.connection.execute("BEGIN IMMEDIATE")
            self.rows = Rows(self.connection)
            for found in batch:
                self.counts.records += 1
                try:
                    if isinstance(found, InputError):
                        raise found
                    self._record(found)
                except InputError as error:
                    self.counts.faults += 1
                    self.listener.failed(str(error))
            self._flush()
        self.documents.clear()
        if self.counts.records > before:
            self.listener.acknowledged(self.counts.records - self.counts.faults)
        return self.counts.records > before

    def silent(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        """Meet the documents of which a manifest says that they tell of no meeting now."""
        meet = (
            "INSERT OR IGNORE INTO run_documents"
            " SELECT id FROM documents WHERE collection = ? AND doc_id = ?"
        )
        try:
            names = [(self.collection, name) for name in without_meeting(paths)]
        except InputError as error:
            self.counts.faults += 1
            self.listener.failed(str(error))
        else:
            with self.connection:
                self.connection.executemany(meet, names)

    def finish(self) -> None:
        """Remove what the documents of this run held before and hold no longer.

        After a fault nothing is removed: what could not be read may be what is missing.
        """
        if not self.counts.faults:
            with self.connection:
                gone = self.connection.execute(
                    "SELECT id FROM meetings WHERE id NOT IN (SELECT id FROM run_meetings)"
                    " AND document IN (SELECT id FROM run_documents)"
                ).fetchall()
                remove(self.connection, [number for (number,) in gone])
            self.counts.removed += len(gone)
        if self.without:
            self.counts.removed += withdraw(self.connection, self.without)

    def _record(self, found: Incoming) -> None:
        try:
            if {found.doc_id, found.record["source"].get("url")} & self.without:
                self.counts.withdrawn += 1
            else:
                self._bring(found)
        except (KeyError, TypeError, AttributeError, InputError) as error:
            reason = error if isinstance(error, InputError) else f"{error!r}: not of schema 1.0"
            raise InputError(f"{found.where}: {reason}") from None

    def _bring(self, found: Incoming) -> None:
        """A record that is not left out."""
        record = found.record
        document = self._document(found)
        place = (document, str(record["record_id"]))
        if place in self.waiting:
            self._flush()
        there = None
        if document not in self.fresh:
            there = self.connection.execute(_MEETING, place).fetchone()
        if there and there[1] == found.digest:
            self.counts.unchanged += 1
            self.seen.append((there[0],))
            return
        searched = self._searched(record, document)
        meeting = self.rows.meeting(record, document, found.digest)
        if there:
            remove(self.connection, [there[0]])
        self.counts.replaced += bool(there)
        self.counts.added += not there
        self.waiting.add(place)
        self.searched.append((meeting, *searched))
        self.seen.append((meeting,))

    def _searched(self, record: dict[str, Any], document: int) -> tuple[str | None, ...]:
        """The words of a record, with those of its report if its text is kept."""
        *quoted, report = columns(record)
        kept = None
        if document not in self.fresh:
            kept = self.connection.execute(_KEPT, (document,)).fetchone()
        if kept:
            segment = record["source"]["segment"]
            report = line_of_keys(kept[0][segment["start"] : segment["end"]])
        return (*quoted, report)

    def _document(self, found: Incoming) -> int:
        """The number of the document, which is added or brought up to date."""
        name = found.doc_id
        if name not in self.documents:
            self.documents[name] = self._kept(found)
        number, text = self.documents[name]
        if text != found.text_sha256:
            raise InputError(
                f"document {quoted(name)} is here with two texts; "
                "index one of them with a --collection of its own"
            )
        return number

    def _kept(self, found: Incoming) -> tuple[int, str | None]:
        """The number of a document that is new to this batch, and the text it has."""
        source = found.record["source"]
        row = self.connection.execute(_DOCUMENT, (self.collection, found.doc_id)).fetchone()
        if row is None:
            number = self.rows.document(source, self.collection)
            self.fresh.add(number)
        else:
            number = int(row[0])
            met = "SELECT 1 FROM run_documents WHERE id = ?"
            if self.connection.execute(met, (number,)).fetchone():
                return number, row[_TEXT]
            cells = document_cells(source)
            if cells != row[1:]:
                self.connection.execute(_UPDATE, (*cells, number))
            if row[_TEXT] != found.text_sha256:
                self.connection.execute("DELETE FROM texts WHERE document = ?", (number,))
        self.connection.execute("INSERT INTO run_documents VALUES (?)", (number,))
        return number, found.text_sha256

    def _flush(self) -> None:
        self.rows.flush(self.connection)
        if self.searched:
            self.connection.executemany(_SEARCH, self.searched)
            # New numbers are higher than all that are there.
            self.connection.execute(_FIND, self.searched[0][:1])
        self.connection.executemany("INSERT OR IGNORE INTO run_meetings VALUES (?)", self.seen)
        for waiting in (self.searched, self.seen, self.waiting, self.fresh):
            waiting.clear()


def keep_texts(connection: sqlite3.Connection, documents: Iterable[Document]) -> int:
    """Keep the texts that records of the archive were made from, and search in them too.

    Args:
        connection: as `neshast.archive.store.writing` gives it.
        documents: those whose text no document of the archive has (by its hash) are passed over.

    Returns:
        How many texts were kept that were not there.
    """
    count = 0
    stream = iter(documents)
    while batch := list(islice(stream, BATCH)):
        with connection:
            count += sum(_keep_text(connection, document) for document in batch)
    return count


def _keep_text(connection: sqlite3.Connection, document: Document) -> int:
    waiting = connection.execute(
        "SELECT id FROM documents WHERE text_sha256 = ? AND id NOT IN (SELECT document FROM texts)",
        (document.source.text_sha256,),
    ).fetchall()
    for (number,) in waiting:
        connection.execute("INSERT INTO texts VALUES (?, ?)", (number, document.raw))
        segments = "SELECT id, segment_start, segment_end FROM meetings WHERE document = ?"
        for meeting, start, end in connection.execute(segments, (number,)).fetchall():
            report = line_of_keys(document.raw[start:end])
            connection.execute("UPDATE search_words SET report = ? WHERE id = ?", (report, meeting))
    return len(waiting)


def withdraw(connection: sqlite3.Connection, names: Iterable[str]) -> int:
    """Remove documents and all that was made of them, so that the file holds no trace of them.

    Args:
        connection: as `neshast.archive.store.writing` gives it.
        names: ``doc_id`` or ``url`` of each.

    Returns:
        How many meetings were removed.
    """
    with connection:
        documents: list[int] = []
        for name in sorted(names):
            by_name = "SELECT id FROM documents WHERE doc_id = ? UNION SELECT id FROM documents"
            rows = connection.execute(f"{by_name} WHERE url = ?", (name, name))
            documents += (number for (number,) in rows)
        meetings: list[int] = []
        for number in documents:
            of_document = "SELECT id FROM meetings WHERE document = ?"
            meetings += (meeting for (meeting,) in connection.execute(of_document, (number,)))
        remove(connection, meetings)
        for table, column in (("texts", "document"), ("documents", "id")):
            of_document = f"DELETE FROM {table} WHERE {column} = ?"
            connection.executemany(of_document, [(number,) for number in documents])
    if documents:
        # The index of words only marks what was deleted, and free pages keep what they held.
        with connection:
            connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.execute("VACUUM")
    return len(meetings)


def remove(connection: sqlite3.Connection, meetings: Iterable[int]) -> None:
    """Remove meetings and all their parts, in the transaction that is open."""
    numbers = [(number,) for number in meetings]
    places = [(table, "meeting") for table in PARTS]
    places += [("related", "meeting"), ("related", "other"), ("search_words", "id")]
    for table, column in (*places, ("meetings", "id")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", numbers)

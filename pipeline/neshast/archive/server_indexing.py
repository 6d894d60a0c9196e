"""Records into an index of an OpenSearch server: the same words as in the archive, folded here.

A record is one document of the server, under a number made of its collection, its report and its
id: it can be sent again without harm. What is there already is not sent; what a newer run of the
same report no longer holds goes at the end, when all else is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

from neshast.archive.incoming import Incoming, incoming, without_meeting
from neshast.archive.indexing import Counts, Listener
from neshast.archive.passages import COLUMNS, columns
from neshast.archive.server import BUSY, SEARCH, Json, Server, reason
from neshast.errors import InputError, ServerError, quoted

VERSION = 1
# Records, and bytes of lines, of one request; ids of one question.
_RECORDS, _BYTES, _IDS = 500, 8 << 20, 500
# How often records are sent again that a busy server did not take.
_TRIES = 6
_KEY, _WORDS, _FOLDED = {"type": "keyword"}, "words", "neshast"
_TEXT = {"type": "text", "analyzer": _FOLDED, "copy_to": _WORDS}
INDEX = {
    "settings": {
        "analysis": {"analyzer": {_FOLDED: {"type": "custom", "tokenizer": "whitespace"}}},
    },
    "mappings": {
        "dynamic": "strict",
        "_meta": {"application": "neshast", "version": VERSION},
        "properties": {
            **{name: _KEY for name in (
                "collection", "doc_id", "record_id", "url", "digest", "variety", "begins", "latest",
                "authorities", "codes",
            )},
            **{name: _TEXT for name in COLUMNS},
            # Every word, to ask which there are.
            _WORDS: {"type": "text", "analyzer": _FOLDED, "norms": False, "index_options": "docs"},
            "record": {"type": "object", "enabled": False},
        },
    },
}  # fmt: skip


def index_on_server(
    server: Server,
    paths: Iterable[str | os.PathLike[str]],
    *,
    collection: str = "",
    without: Collection[str] = (),
    listener: Listener | None = None,
) -> Counts:
    """Bring the records of files and folders into an index, which is made if there is none.

    Args:
        server: and index.
        paths: as for `neshast.archive.indexing.index`, and so are the others.

    Raises:
        ServerError: if the server is not reached or refuses all; what was acknowledged is there.
    """
    prepare(server)
    given = list(paths)
    # In a temporary file: what this run has met.
    with closing(sqlite3.connect("")) as met:
        run = _Run(server, met, collection, frozenset(without), listener or Listener())
        stream = incoming(given)
        while run.add(islice(stream, _RECORDS)):
            pass
        run.silent(given)
        run.finish()
        return run.counts


def prepare(server: Server) -> None:
    """Make the index if there is none.

    Raises:
        ServerError: if what has its name is no index of ours.
    """
    if (found := server.ask("GET", "/_mapping")) is None:
        try:
            server.ask("PUT", "", INDEX)
        except ServerError:
            # Another run may have made it just now.
            if (found := server.ask("GET", "/_mapping")) is None:
                raise
    if found is not None:
        check(server, found)


def check(server: Server, mapping: Json) -> None:
    """See that an index is ours.

    Raises:
        ServerError: if it is not, or is of another version.
    """
    about = [
        each.get("mappings", {}).get("_meta", {}) if isinstance(each, dict) else {}
        for each in mapping.values()
    ]
    if not about or any(meta.get("application") != "neshast" for meta in about):
        raise ServerError(f"{server.name}: this index is none of neshast; name another (--index)")
    if any(meta.get("version") != VERSION for meta in about):
        raise ServerError(
            f"{server.name}: this index is of another version of neshast; index the records again "
            "into a new one (--index)"
        )


class _Waiting(NamedTuple):
    """A record to be sent: its place in the files, what tells it from others, and its line."""

    where: str
    digest: str
    line: str


@dataclass(slots=True)
class _Run:
    server: Server
    met: sqlite3.Connection
    collection: str
    without: frozenset[str]
    listener: Listener
    counts: Counts = field(default_factory=Counts)
    # By their numbers on the server.
    waiting: dict[str, _Waiting] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.met.execute("CREATE TABLE documents (doc_id TEXT PRIMARY KEY, text_sha256 TEXT)")
        self.met.execute("CREATE TABLE records (number TEXT PRIMARY KEY)")

    def add(self, batch: Iterable[Incoming | InputError]) -> bool:
        """So many records; False if there were none."""
        before, size = self.counts.records, 0
        for found in batch:
            self.counts.records += 1
            try:
                if isinstance(found, InputError):
                    raise found
                size += self._record(found)
            except InputError as error:
                self._failed(str(error))
            if size > _BYTES:
                self._send()
                size = 0
        self._send()
        if self.counts.records > before:
            self.listener.acknowledged(self.counts.records - self.counts.faults)
        return self.counts.records > before

    def silent(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        """Meet the documents of which a manifest says that they tell of no meeting now."""
        try:
            names = [(name, None) for name in without_meeting(paths)]
        except InputError as error:
            self._failed(str(error))
        else:
            self.met.executemany("INSERT OR IGNORE INTO documents VALUES (?, ?)", names)

    def finish(self) -> None:
        """Remove what the documents of this run held before and hold no longer.

        After a fault nothing is removed: what could not be read may be what is missing.
        """
        self.server.ask("POST", "/_refresh")
        if not self.counts.faults:
            names = self.met.execute("SELECT doc_id FROM documents")
            while some := [name for (name,) in islice(names, _IDS)]:
                self._remove(some)
            self.server.ask("POST", "/_refresh")
        if self.without:
            self.counts.removed += withdraw_from_server(self.server, self.without)

    def _failed(self, line: str) -> None:
        self.counts.faults += 1
        self.listener.failed(line)

    def _record(self, found: Incoming) -> int:
        """Let a record wait; returns about how many bytes it has."""
        try:
            if {found.doc_id, found.record["source"].get("url")} & self.without:
                self.counts.withdrawn += 1
                return 0
            self._meet(found)
            made = document(found, self.collection)
            line = _line(made)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise InputError(f"{found.where}: {error!r}: not of schema 1.0") from None
        number = number_of(self.collection, found.doc_id, made["record_id"])
        if number in self.waiting:
            self._send()
        self.waiting[number] = _Waiting(found.where, found.digest, line)
        return len(line)

    def _meet(self, found: Incoming) -> None:
        text = str(found.text_sha256)
        self.met.execute("INSERT OR IGNORE INTO documents VALUES (?, ?)", (found.doc_id, text))
        kept = "SELECT text_sha256 FROM documents WHERE doc_id = ?"
        if self.met.execute(kept, (found.doc_id,)).fetchone()[0] != text:
            raise InputError(
                f"{found.where}: document {quoted(found.doc_id)} is here with two texts; "
                "index one of them with a --collection of its own"
            )

    def _send(self) -> None:
        """Send what waits and is not there as it is."""
        if not self.waiting:
            return
        there = self._there()
        sent = {n: each for n, each in self.waiting.items() if there.get(n) != each.digest}
        kept = self.waiting.keys() - sent.keys()
        self.counts.unchanged += len(kept)
        self.waiting = {}
        for number, refused in self._sent(sent).items():
            if refused is not None:
                self._failed(f"{sent[number].where}: the server refuses it ({refused})")
                continue
            kept.add(number)
            self.counts.replaced += number in there
            self.counts.added += number not in there
        rows = [(number,) for number in kept]
        self.met.executemany("INSERT OR IGNORE INTO records VALUES (?)", rows)

    def _there(self) -> dict[str, str]:
        """The digests of what waits and is there."""
        asked = {"ids": list(self.waiting)}
        told = self.server.ask("POST", "/_mget?_source_includes=digest", asked) or {"docs": []}
        return {
            each["_id"]: each["_source"]["digest"] for each in told["docs"] if each.get("found")
        }

    def _sent(self, waiting: dict[str, _Waiting]) -> dict[str, str | None]:
        """Why each was refused; None for what is there now."""
        became: dict[str, str | None] = {}
        left = list(waiting)
        for attempt in range(_TRIES):
            if attempt:
                self.server.wait(attempt - 1)
            pairs = ((_line({"index": {"_id": number}}), waiting[number].line) for number in left)
            told = self.server.bulk(chain.from_iterable(pairs)) if left else []
            busy = []
            for number, result in zip(left, told, strict=True):
                became[number] = reason(result) if "error" in result else None
                if result["status"] in BUSY:
                    busy.append(number)
            left = busy
            if not left:
                break
        return became

    def _remove(self, names: list[str]) -> None:
        """Remove what is there of documents, and was not met in this run."""
        terms = [{"terms": {"doc_id": names}}, {"term": {"collection": self.collection}}]
        for numbers in _numbers(self.server, {"bool": {"filter": terms}}):
            marks = ", ".join("?" * len(numbers))
            query = f"SELECT number FROM records WHERE number IN ({marks})"
            kept = {number for (number,) in self.met.execute(query, numbers)}
            gone = [number for number in numbers if number not in kept]
            lines = [_line({"delete": {"_id": number}}) for number in gone]
            for result in self.server.bulk(lines) if lines else ():
                if "error" in result:
                    raise ServerError(
                        f"{self.server.name}: older records could not be removed "
                        f"({reason(result)}); run it again"
                    )
            self.counts.removed += len(gone)


def _numbers(server: Server, query: Json) -> Iterator[list[str]]:
    """The numbers of what a query finds, some at a time."""
    asked: Json = {"size": _IDS, "query": query, "_source": False, "sort": ["record_id", "doc_id"]}
    while found := ((server.ask("POST", SEARCH, asked) or {}).get("hits") or {}).get("hits"):
        yield [hit["_id"] for hit in found]
        asked["search_after"] = found[-1]["sort"]


def withdraw_from_server(server: Server, names: Iterable[str]) -> int:
    """Remove documents for good, by their ``doc_id`` or ``url``; returns how many records went.

    Raises:
        ServerError: if the server does not do it.
    """
    removed = 0
    every = sorted(names)
    for at in range(0, len(every), _IDS):
        some = every[at : at + _IDS]
        either = [{"terms": {"doc_id": some}}, {"terms": {"url": some}}]
        asked = {"query": {"bool": {"should": either, "minimum_should_match": 1}}}
        told = server.ask("POST", "/_delete_by_query?refresh=true", asked) or {"deleted": 0}
        if told.get("failures"):
            raise ServerError(f"{server.name}: not all could be removed; run it again")
        removed += told["deleted"]
    if removed:
        # What was deleted is only marked so until its part of the index is written anew.
        server.ask("POST", "/_forcemerge?only_expunge_deletes=true")
    return removed


# Infinity is refused: it is no JSON.
_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def number_of(collection: str, doc_id: str, record_id: str) -> str:
    """The number of a record on the server."""
    place = json.dumps([collection, doc_id, record_id])
    return hashlib.sha256(place.encode()).hexdigest()[:40]


def document(found: Incoming, collection: str) -> Json:
    """A record as the server keeps it: what is compared, the keys of its words, and itself.

    Raises:
        KeyError, TypeError, AttributeError: if it has not the shape of the contract.
    """
    record: dict[str, Any] = found.record
    source, first = record["source"], record["date"] or {}
    last = record["end_date"] or first
    earliest, latest = first.get("earliest"), last.get("latest")
    topics = record["topics"] + [topic for item in record["agenda"] for topic in item["topics"]]
    compared = {
        "url": source["url"],
        "variety": source["variety"],
        "begins": earliest or latest,
        "latest": latest,
        "authorities": [body["authority"] for body in record["organizations"]],
        "codes": sorted({code for topic in topics for code in (topic["code"], topic["major"])}),
    }
    for value in (record["record_id"], *compared.values()):
        each = value if isinstance(value, list) else [value]
        if not all(part is None or isinstance(part, str) for part in each):
            raise TypeError(f"{value!r} is no text")
    return {
        "collection": collection,
        "doc_id": found.doc_id,
        "record_id": record["record_id"],
        "digest": found.digest,
        **{name: value for name, value in compared.items() if value},
        **{name: text for name, text in zip(COLUMNS, columns(record), strict=True) if text},
        "record": record,
    }

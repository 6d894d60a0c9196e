"""Reports that belong together: the same text twice, two reports of one meeting, one series.

Two reports are compared only if they share a clue: a whole quote, or a day with a name, a place or
a body. What is found is a link between reports with its reasons; that two share a name says
nothing about who bears it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from neshast.archive.series import SAME_SERIES, neighbours
from neshast.folding import key

NEAR_DUPLICATE, SAME_EVENT = "near_duplicate", "same_event"

# Shorter quotes are said in many meetings.
_LONG_QUOTE = 30
# What more reports share tells nothing about two of them.
_MOST = 50
# The share of quotes that two texts must have in common to be compared at all.
_HALF = 0.5
# The share of characters that two texts have in common, in order.
_ALIKE = 0.8
# How much a clue says; two reports of one day belong together from `_ENOUGH` on.
_WEIGHTS = {"title": 0.6, "venue": 0.4, "body": 0.35, "agenda": 0.4, "person": 0.35}
_MORE = 0.15
_ENOUGH = 0.7

_CLUES = (
    "CREATE TEMP TABLE clues (day TEXT, kind TEXT, clue BLOB, said TEXT, meeting INTEGER,"
    " PRIMARY KEY (day, kind, clue, meeting)) WITHOUT ROWID"
)
# Of what and when a clue is; «» for what is the same on every day.
_QUOTES = (
    "SELECT '', 'quote', text, meeting FROM statements"
    " UNION ALL SELECT '', 'quote', text, meeting FROM outcomes"
    " UNION ALL SELECT '', 'quote', text, meeting FROM agenda"
    " UNION ALL SELECT '', 'quote', title, id FROM meetings WHERE title IS NOT NULL"
    " UNION ALL SELECT '', 'text', d.text_sha256 || m.segment_start, m.id FROM meetings m"
    " JOIN documents d ON d.id = m.document WHERE d.text_sha256 IS NOT NULL"
)
_DAY = "m.earliest = m.latest"
_OF_DAYS = (
    f"SELECT m.latest, 'title', m.title, m.id FROM meetings m WHERE {_DAY} AND m.title NOT NULL"
    f" UNION ALL SELECT m.latest, 'venue', m.venue, m.id FROM meetings m WHERE {_DAY}"
    " AND m.venue NOT NULL"
    " UNION ALL SELECT m.latest, 'agenda', a.text, m.id FROM agenda a"
    f" JOIN meetings m ON m.id = a.meeting WHERE {_DAY}"
    " UNION ALL SELECT m.latest, 'person', p.name, m.id FROM people p"
    f" JOIN meetings m ON m.id = p.meeting WHERE {_DAY} AND p.name LIKE '% %'"
    " UNION ALL SELECT m.latest, 'body', o.name, m.id FROM participants a"
    " JOIN organisations o ON o.id = a.organisation"
    f" JOIN meetings m ON m.id = a.meeting WHERE {_DAY}"
)
_SHARED = (
    "SELECT day, kind, group_concat(meeting), min(said) FROM clues"
    " GROUP BY day, kind, clue HAVING count(*) BETWEEN 2 AND ?"
)


@dataclass(frozen=True, slots=True)
class Link:
    """Two meetings of different documents, the lower number first; `score` in 0-1."""

    meeting: int
    other: int
    relation: str
    score: float
    why: str


def link(connection: sqlite3.Connection) -> list[Link]:
    """Find what belongs together and keep it in the table ``related``; returns it, best first.

    Args:
        connection: as `neshast.archive.store.writing` gives it.
    """
    found = sorted(_links(connection), key=lambda link: (-link.score, link.meeting, link.other))
    rows = {(each.meeting, each.other, each.relation, each.score, each.why) for each in found}
    with connection:
        if rows != set(connection.execute("SELECT * FROM related")):
            connection.execute("DELETE FROM related")
            connection.executemany("INSERT INTO related VALUES (?, ?, ?, ?, ?)", sorted(rows))
    return found


def _links(connection: sqlite3.Connection) -> Iterator[Link]:
    connection.execute("DROP TABLE IF EXISTS temp.clues")
    connection.execute(_CLUES)
    documents = dict(connection.execute("SELECT id, document FROM meetings"))
    linked = set()
    _gather(connection, _QUOTES, _LONG_QUOTE)
    told = "SELECT meeting, count(*) FROM clues WHERE kind = 'quote' GROUP BY meeting"
    counts = dict(connection.execute(told))
    for (first, second), clues in sorted(_pairs(connection, documents).items()):
        kinds = [kind for _, kind, _ in clues]
        if "text" in kinds:
            alike, why = 1.0, "the same text"
        elif len(clues) < _HALF * max(counts[first], counts[second]):
            continue
        else:
            texts = (_text(connection, first), _text(connection, second))
            alike = fuzz.ratio(*texts, score_cutoff=100 * _ALIKE) / 100
            why = f"quotes in common: {len(clues)}; the texts are alike by {alike:.0%}"
        if alike:
            linked.add((first, second))
            yield Link(first, second, NEAR_DUPLICATE, round(alike, 3), why)
    connection.execute("DELETE FROM temp.clues")
    _gather(connection, _OF_DAYS, 1)
    for (first, second), clues in sorted(_pairs(connection, documents).items()):
        score = _weight([kind for _, kind, _ in clues])
        if score >= _ENOUGH and (first, second) not in linked:
            linked.add((first, second))
            yield Link(first, second, SAME_EVENT, score, _why(clues))
    for one, other, score, why in neighbours(connection):
        first, second = sorted((one, other))
        if documents[one] != documents[other] and (first, second) not in linked:
            yield Link(first, second, SAME_SERIES, score, why)


def _gather(connection: sqlite3.Connection, query: str, shortest: int) -> None:
    """Put the clues that a query finds into the table, those of fewer letters left out."""
    rows = (
        (day, kind, hashlib.blake2b(letters.encode(), digest_size=8).digest(), said, meeting)
        for day, kind, said, meeting in connection.execute(query)
        if len(letters := key(said)) >= shortest
    )
    connection.executemany("INSERT OR IGNORE INTO clues VALUES (?, ?, ?, ?, ?)", rows)


def _pairs(
    connection: sqlite3.Connection, documents: dict[int, int]
) -> dict[tuple[int, int], list[tuple[str, str, str]]]:
    """Meetings of two documents with the clues they share: day, kind and words."""
    pairs: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for day, kind, meetings, said in connection.execute(_SHARED, (_MOST,)):
        for pair in combinations(sorted(map(int, meetings.split(","))), 2):
            if documents[pair[0]] != documents[pair[1]]:
                pairs.setdefault(pair, []).append((day, kind, said))
    return pairs


def _text(connection: sqlite3.Connection, meeting: int) -> str:
    """What is compared of a meeting, in keys: its text where it is kept, else its quotes."""
    query = "SELECT report, title, agenda, statements, outcomes FROM search_words WHERE id = ?"
    report, *quotes = connection.execute(query, (meeting,)).fetchone()
    return report or " ".join(quote for quote in quotes if quote)


def _weight(kinds: list[str]) -> float:
    """What the clues say together; a second one of a kind says less."""
    first = sum(_WEIGHTS[kind] for kind in set(kinds))
    return round(min(1.0, first + _MORE * (len(kinds) - len(set(kinds)))), 3)


def _why(clues: list[tuple[str, str, str]]) -> str:
    """Every clue in words, the weightier kinds first."""
    order = list(_WEIGHTS)
    told = sorted((order.index(kind), kind, said) for _, kind, said in clues)
    said = "; ".join(f"{kind} «{' '.join(words.split())}»" for _, kind, words in told)
    return f"on {clues[0][0]}; {said}"

"""Where a record holds what was looked for: a stretch of the text, with the words marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from neshast.archive.passages import COLUMNS
from neshast.archive.queries import Form, Term
from neshast.archive.words import Word, words

# Code points of a snippet, and how many of them stand before the first mark.
_WIDTH, _BEFORE = 200, 60
# Running text first: a title is shown anyway.
_ORDER = (
    "report", "statements", "outcomes", "agenda", "title", "venue", "offices", "people", "bodies",
    "topics",
)  # fmt: skip
_PASSAGES = {
    "title": "SELECT title, title_start FROM meetings WHERE id = ?",
    "venue": "SELECT venue, venue_start FROM meetings WHERE id = ?",
    "people": "SELECT name, NULL FROM people WHERE meeting = ?",
    "offices": "SELECT text, start FROM posts WHERE meeting = ?",
    "bodies": "SELECT name, NULL FROM organisations WHERE meeting = ?",
    "agenda": "SELECT text, start FROM agenda WHERE meeting = ?1"
    " UNION ALL SELECT text, start FROM purposes WHERE meeting = ?1",
    "statements": "SELECT text, start FROM statements WHERE meeting = ?",
    "outcomes": "SELECT text, start FROM outcomes WHERE meeting = ?",
    "topics": "SELECT label, NULL FROM topics WHERE meeting = ? AND agenda IS NULL",
    "report": "SELECT substr(t.text, m.segment_start + 1, m.segment_end - m.segment_start),"
    " m.segment_start FROM meetings m JOIN texts t ON t.document = m.document WHERE m.id = ?",
}


# A text, and its offset in the raw text where that is known.
Passage = tuple[str | None, int | None]


@dataclass(frozen=True, slots=True)
class Snippet:
    """``text`` as it was written; `start` is its offset in the raw text, None where not known.

    `marks` are stretches of `text`. `cut` says whether more stands before, and behind.
    """

    column: str
    text: str
    start: int | None
    marks: tuple[tuple[int, int], ...]
    cut: tuple[bool, bool]


def snippet(connection: sqlite3.Connection, meeting: int, terms: Sequence[Term]) -> Snippet | None:
    """The stretch of a meeting that holds most of what was looked for; None if none does."""
    query = f"SELECT {', '.join(COLUMNS)} FROM search_words WHERE id = ?"
    row = connection.execute(query, (meeting,)).fetchone()

    def passages(column: str) -> Iterable[Passage]:
        return connection.execute(_PASSAGES[column], (meeting,))

    return cut(dict(zip(COLUMNS, row, strict=True)), passages, terms)


def cut(
    columns: Mapping[str, str | None],
    passages: Callable[[str], Iterable[Passage]],
    terms: Sequence[Term],
) -> Snippet | None:
    """The stretch of a record that holds most of what was looked for; None if none does.

    Args:
        columns: the keys of the words of each column.
        passages: the texts of a column as they were written, with their places.
        terms: what was looked for.
    """
    column = _best_column(columns, terms)
    if column is None:
        return None
    best: tuple[int, Snippet] | None = None
    for text, start in passages(column):
        marks = list(_marks(list(words(text)), terms)) if text else []
        if text and marks:
            count, found = _window(column, text, start, marks)
            if best is None or count > best[0]:
                best = count, found
    return best[1] if best else None


def _best_column(columns: Mapping[str, str | None], terms: Sequence[Term]) -> str | None:
    """The column that holds most terms."""
    counts = {
        column: sum(_stands(term, f" {columns[column]} ") for term in terms)
        for column in _ORDER
        if columns.get(column)
    }
    best = max(counts, key=lambda column: counts[column], default=None)
    return best if best and counts[best] else None


def _stands(term: Term, column: str) -> bool:
    return any(
        f" {' '.join(form.keys)}{'' if form.beginning else ' '}" in column for form in term.forms
    )


def _marks(found: list[Word], terms: Sequence[Term]) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of the term for every place where one stands."""
    forms: dict[str, list[tuple[Form, int]]] = {}
    loose: list[tuple[Form, int]] = []
    for number, term in enumerate(terms):
        for form in term.forms:
            if form.beginning and len(form.keys) == 1:
                loose.append((form, number))
            else:
                forms.setdefault(form.keys[0], []).append((form, number))
    for at, word in enumerate(found):
        for form, number in (*forms.get(word.key, ()), *loose):
            if _at(form, found, at):
                yield word.start, found[at + len(form.keys) - 1].end, number
                break


def _at(form: Form, found: list[Word], at: int) -> bool:
    here = [word.key for word in found[at : at + len(form.keys)]]
    if len(here) < len(form.keys) or tuple(here[:-1]) != form.keys[:-1]:
        return False
    last = form.keys[-1]
    return here[-1].startswith(last) if form.beginning else here[-1] == last


def _window(
    column: str, text: str, start: int | None, marks: list[tuple[int, int, int]]
) -> tuple[int, Snippet]:
    """The stretch with most terms, and how many."""

    def terms_from(first: int) -> int:
        until = marks[first][0] + _WIDTH - _BEFORE
        return len({number for begin, end, number in marks[first:] if end <= until})

    first = max(range(len(marks)), key=terms_from)
    begin = _border(text, max(0, marks[first][0] - _BEFORE))
    end = max(_border(text, min(len(text), begin + _WIDTH)), marks[first][1])
    inside = ((b - begin, e - begin) for b, e, _ in marks if begin <= b and e <= end)
    at = None if start is None else start + begin
    cut = (begin > 0, end < len(text))
    return terms_from(first), Snippet(column, text[begin:end], at, tuple(_flat(inside)), cut)


def _border(text: str, at: int) -> int:
    """The end of the word that `at` stands in, if white space is near; else `at`."""
    if at in (0, len(text)):
        return at
    for near in range(at, min(at + 20, len(text))):
        if text[near].isspace():
            return near + 1 if near + 1 < len(text) else near
    return at


def _flat(marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The marks without those that an earlier one covers a part of."""
    done = 0
    for begin, end in marks:
        if begin >= done:
            yield begin, end
            done = end

"""One self-contained HTML page of errors: each text with its annotation and what was found in it.

Both columns hold the whole text, cut where a match begins or ends; joined again the pieces are the
raw text. What is shown comes from elsewhere: the protocols below say what is read of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from neshast.aligned import Span
from neshast.lexicon import table
from neshast.writing.marked import Run, cut, runs
from neshast.writing.shown import plain
from neshast.writing.templating import fill

_LONGEST = 400
_CODED = ("kind", "status", "outcome_status")


class Side(Protocol):
    """Words with the stretches that they rest on; `who` is the actor, `kind` what he is."""

    @property
    def text(self) -> str: ...
    @property
    def spans(self) -> Sequence[Span]: ...
    @property
    def who(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Line(Protocol):
    """One fact in the fields that it counts in, as annotated and as found (none: not there)."""

    @property
    def record(self) -> int | None: ...
    @property
    def fields(self) -> Sequence[str]: ...
    @property
    def gold(self) -> Side | None: ...
    @property
    def found(self) -> Side | None: ...
    @property
    def right(self) -> bool: ...


class Graded(Protocol):
    """A document with its record score (none: nothing to score) and its facts."""

    @property
    def doc_id(self) -> str: ...
    @property
    def variety(self) -> str: ...
    @property
    def published(self) -> str | None: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def text(self) -> str: ...
    @property
    def score(self) -> float | None: ...
    @property
    def lines(self) -> Sequence[Line]: ...


class Row(Protocol):
    """The score of one field over all documents; `n` counts what was asked for."""

    @property
    def field(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A side as it is shown; `at` is the offset of its first mark, none if nothing is marked."""

    text: str
    group: str
    who: str
    kind: str
    at: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with its number in its document."""

    number: int
    record: int | None
    fields: tuple[str, ...]
    gold: Shown | None
    found: Shown | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text between two borders, with the lines that rest on it, inner first."""

    start: int
    runs: tuple[Run, ...]
    lines: tuple[int, ...]
    wrong: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of the page."""

    number: int
    doc_id: str
    variety: str
    published: str
    tags: tuple[str, ...]
    score: float | None
    wrong: tuple[Entry, ...]
    right: tuple[Entry, ...]
    gold: tuple[Piece, ...]
    found: tuple[Piece, ...]

    @property
    def several(self) -> bool:
        """True if it has more than one record."""
        return len({entry.record for entry in (*self.wrong, *self.right)}) > 1

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have something wrong."""
        return tuple(dict.fromkeys(name for entry in self.wrong for name in entry.fields))


@dataclass(frozen=True, slots=True)
class _Match:
    span: Span
    line: int
    right: bool


def render(documents: Sequence[Graded], rows: Iterable[Row], name: str) -> str:
    """The page as one string of HTML that needs nothing else.

    Args:
        documents: in the order in which they are to be shown.
        rows: the scores over all of them.
        name: what the documents are called together.
    """
    sheets = [_sheet(number, document) for number, document in enumerate(documents, 1)]
    of_fields = Counter(name for s in sheets for entry in s.wrong for name in entry.fields)
    rows = list(rows)
    return fill(
        "errors",
        name=plain(name),
        sheets=sheets,
        rows=rows,
        fields=[(row.field, of_fields[row.field]) for row in rows if of_fields[row.field]],
        tags=_counted(tag for sheet in sheets for tag in sheet.tags),
        varieties=_counted(sheet.variety for sheet in sheets),
    )


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(values).items())


def _sheet(number: int, document: Graded) -> Sheet:
    lines = sorted(document.lines, key=lambda line: line.right)
    entries = [
        Entry(
            number=i,
            record=line.record,
            fields=tuple(line.fields),
            gold=_shown(line, line.gold, document.text),
            found=_shown(line, line.found, document.text),
        )
        for i, line in enumerate(lines, 1)
    ]
    wrong = sum(not line.right for line in lines)
    numbered = list(enumerate(lines, 1))
    return Sheet(
        number=number,
        doc_id=plain(document.doc_id),
        variety=plain(document.variety),
        published=plain(document.published or ""),
        tags=tuple(dict.fromkeys(map(plain, document.tags))),
        score=document.score,
        wrong=tuple(entries[:wrong]),
        right=tuple(entries[wrong:]),
        gold=_column(document.text, [(i, line.gold, line.right) for i, line in numbered]),
        found=_column(document.text, [(i, line.found, line.right) for i, line in numbered]),
    )


def _shown(line: Line, side: Side | None, raw: str) -> Shown | None:
    if side is None:
        return None
    text = plain(side.text)
    group = next((name for name in line.fields if name in _CODED), "")
    if "roles" in line.fields:
        group = "participants"
    elif "topic_major" in line.fields:
        text = f"{text} {_topics().get(text, '')}".strip()
    return Shown(
        text=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
        group=group,
        who=plain(side.who),
        kind=plain(side.kind),
        at=next((span.start for span in _within(side.spans, raw)), None),
    )


def _within(spans: Iterable[Span], raw: str) -> list[Span]:
    return [span for span in spans if 0 <= span.start < span.end <= len(raw)]


def _column(raw: str, sides: Iterable[tuple[int, Side | None, bool]]) -> tuple[Piece, ...]:
    """The text with the marks of one side of every line."""
    matches = [
        _Match(span, number, right)
        for number, side, right in sides
        if side is not None
        for span in _within(side.spans, raw)
    ]
    return tuple(
        Piece(
            start=span.start,
            runs=tuple(runs(span.of(raw))),
            lines=tuple(dict.fromkeys(match.line for match in covering)),
            wrong=any(not match.right for match in covering),
        )
        for span, covering in cut(raw, matches, _inner_first)
    )


def _inner_first(match: _Match) -> tuple[int, int]:
    return len(match.span), match.line


def _topics() -> Mapping[str, str]:
    """The names of the topics that are scored, by code."""
    rows = table("topics/taxonomy", "code", "label")
    return {row["code"]: row["label"] for row in rows}

"""A document seen through its folded text, for stages that read running text.

Cues stand here with folded offsets; `View.raw` turns any stretch back into a raw span.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from neshast.aligned import Aligned, Span
from neshast.document import Cue, Document

_EDGE = " \n\t،؛:.-–—*/|_\"'«»()[]؟!…•"
WORD = re.compile(r"\w+")


class Mark(NamedTuple):
    """A cue at ``[start, end)`` of the folded text."""

    start: int
    end: int
    kind: str
    value: str
    cue: Cue


class _Marks:
    """The marks of a document, with those of each choice of kinds found once."""

    def __init__(self, folded: Aligned, cues: tuple[Cue, ...]) -> None:
        self.folded = folded
        self.cues = cues
        self.memory: dict[tuple[object, ...], Any] = {}
        find = folded.find
        self.all = [Mark(*find(cue.span), cue.kind, cue.value, cue) for cue in cues]
        self._ranks: dict[str, list[int]] = {}
        for rank, mark in enumerate(self.all):
            self._ranks.setdefault(mark.kind, []).append(rank)
        starts = [mark.start for mark in self.all]
        self.rows: dict[tuple[str, ...], tuple[list[int], list[Mark]]] = {(): (starts, self.all)}

    def of(self, kinds: tuple[str, ...]) -> tuple[list[int], list[Mark]]:
        """Starts and marks of the given kinds (of all, if none is given), in text order."""
        row = self.rows.get(kinds)
        if row is None:
            ranks = sorted({rank for kind in kinds for rank in self._ranks.get(kind, ())})
            marks = [self.all[rank] for rank in ranks]
            row = self.rows[kinds] = [mark.start for mark in marks], marks
        return row


# The marks of the document seen last: every stage looks at the same ones.
_last: list[_Marks] = []


def _marks_of(folded: Aligned, cues: tuple[Cue, ...]) -> _Marks:
    for marks in _last:
        if marks.folded is folded and marks.cues is cues:
            return marks
    marks = _Marks(folded, cues)
    _last[:] = (marks,)
    return marks


class View:
    """The folded text of a document with its cues.

    Args:
        document: with `folded` and `cues` filled.

    Attributes:
        memory: what has been read of this text and its cues, and need not be read again.
    """

    def __init__(self, document: Document) -> None:
        assert document.folded is not None
        self.folded: Aligned = document.folded
        self.text = self.folded.text
        self._marks = _marks_of(document.folded, document.cues)
        self.marks = self._marks.all
        self.memory = self._marks.memory

    def at(self, span: Span) -> tuple[int, int]:
        """Folded start and end of a raw span."""
        return self.folded.find(span)

    def raw(self, start: int, end: int) -> Span:
        """The raw span of a folded stretch."""
        return self.folded.span(start, end)

    def within(self, start: int, end: int, *kinds: str) -> list[Mark]:
        """Marks of the given kinds (all, if none is given) wholly inside ``[start, end)``."""
        starts, marks = self._marks.rows.get(kinds) or self._marks.of(kinds)
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        return [mark for mark in marks[first:last] if mark.end <= end] if first < last else []

    def first(self, start: int, end: int, *kinds: str) -> Mark | None:
        """The first of `within`, or None."""
        found = self.within(start, end, *kinds)
        return found[0] if found else None

    def of(self, *kinds: str) -> list[Mark]:
        """Marks of the given kinds wherever they stand, in text order."""
        return self._marks.of(kinds)[1]

    def trim(self, start: int, end: int, edge: str = _EDGE) -> tuple[int, int]:
        """``[start, end)`` without spaces and punctuation at its ends; «(ره)» stays whole."""
        text, limit = self.text, end
        while start < end and text[start] in edge:
            start += 1
        while end > start and text[end - 1] in edge:
            end -= 1
        opened = end < limit and text[end] == ")" and text.count("(", start, end)
        return start, end + (opened > text.count(")", start, end))

    def span(self, start: int, end: int) -> Span:
        """The raw span of a folded stretch, trimmed; a bracket or quote is kept if paired."""
        start, end = self.trim(start, end)
        piece = self.text[start:end]
        for opened, closed in ("«»", "()", '""'):
            if end < len(self.text) and self.text[end] == closed:
                lost = piece.count(opened) - piece.count(closed)
                if lost > 0 if opened != closed else piece.count(opened) % 2:
                    end += 1
                    piece = self.text[start:end]
            before = start and opened != closed and self.text[start - 1] == opened
            if before and piece.count(closed) > piece.count(opened):
                start -= 1
                piece = self.text[start:end]
        return self.raw(start, end)


def whole_words(text: str, phrase: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where `phrase` stands in ``text[start:end]`` and is no part of a longer word.

    For phrases of one text, which are not worth an expression each.
    """
    end = len(text) if end is None else end
    at = text.find(phrase, start, end)
    while at >= 0:
        stop = at + len(phrase)
        inside = WORD.match(text, at - 1) if at else None
        if inside is None and (stop == end or WORD.match(text, stop) is None):
            yield at
            at = text.find(phrase, stop, end)
        else:
            at = text.find(phrase, at + 1, end)


def non_overlapping(marks: Iterable[Mark]) -> list[Mark]:
    """Of overlapping marks the longest, in text order."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if kept and mark.start < kept[-1].end:
            if mark.end - mark.start > kept[-1].end - kept[-1].start:
                kept[-1] = mark
            continue
        kept.append(mark)
    return kept

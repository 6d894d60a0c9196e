"""A document seen through its folded text, for stages that read running text.

Cues stand here with folded offsets; `View.raw` turns any stretch back into a raw span.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from neshast.aligned import Aligned, Span
from neshast.document import Cue, Document

_EDGE = " \n\t،؛:.-–—*/|_\"'«»()[]؟!…•"
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue at ``[start, end)`` of the folded text."""

    start: int
    end: int
    kind: str
    value: str
    cue: Cue


class View:
    """The folded text of a document with its cues.

    Args:
        document: with `folded` and `cues` filled.
    """

    def __init__(self, document: Document) -> None:
        assert document.folded is not None
        self.folded: Aligned = document.folded
        self.text = self.folded.text
        self.marks = [
            Mark(*self.folded.find(cue.span), cue.kind, cue.value, cue) for cue in document.cues
        ]
        self._starts = [mark.start for mark in self.marks]

    def at(self, span: Span) -> tuple[int, int]:
        """Folded start and end of a raw span."""
        return self.folded.find(span)

    def raw(self, start: int, end: int) -> Span:
        """The raw span of a folded stretch."""
        return self.folded.span(start, end)

    def within(self, start: int, end: int, *kinds: str) -> list[Mark]:
        """Marks of the given kinds (all, if none is given) wholly inside ``[start, end)``."""
        found = []
        for i in range(bisect_left(self._starts, start), len(self.marks)):
            mark = self.marks[i]
            if mark.start >= end:
                break
            if mark.end <= end and (not kinds or mark.kind in kinds):
                found.append(mark)
        return found

    def first(self, start: int, end: int, *kinds: str) -> Mark | None:
        """The first of `within`, or None."""
        found = self.within(start, end, *kinds)
        return found[0] if found else None

    def trim(self, start: int, end: int, edge: str = _EDGE) -> tuple[int, int]:
        """``[start, end)`` without spaces and punctuation at its ends."""
        text = self.text
        while start < end and text[start] in edge:
            start += 1
        while end > start and text[end - 1] in edge:
            end -= 1
        return start, end

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
            if start and self.text[start - 1] == opened and opened != closed:
                if piece.count(closed) > piece.count(opened):
                    start -= 1
                    piece = self.text[start:end]
        return self.raw(start, end)


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

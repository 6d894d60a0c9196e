"""Tidied text that still points at what was written.

`Aligned` is built by logging each edit when it is made; offsets are never rebuilt by comparing
two strings. All offsets count Unicode code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``raw[start:end]`` of the raw text, half-open, in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """True if `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The characters of `text` under this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """``raw[start:end]`` was replaced by `new`; an insertion has ``start == end``."""

    start: int
    end: int
    new: str


class Aligned:
    """A text made from `raw` by edits, with spans mapped both ways.

    Args:
        raw: the source text.
        edits: replacements in order of `start`, not overlapping. Changes of one character into
            one other need not be logged: pass them in `base`.
        base: `raw` after changes that keep every offset (same length as `raw`); default `raw`.

    Raises:
        ValueError: if edits overlap, are out of order or out of range, or `base` has another
            length than `raw`.
    """

    __slots__ = ("_raw_ends", "_raw_starts", "_starts", "_stops", "raw", "text")

    def __init__(self, raw: str, edits: Iterable[Edit] = (), base: str | None = None) -> None:
        base = raw if base is None else base
        if len(base) != len(raw):
            raise ValueError("base must have as many code points as raw")
        self.raw = raw
        # One entry for each edit: where its replacement stands in the new text, and in raw.
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._raw_starts: list[int] = []
        self._raw_ends: list[int] = []
        pieces: list[str] = []
        done = length = 0
        for edit in edits:
            if not done <= edit.start <= edit.end <= len(raw):
                raise ValueError(f"edit out of order or out of range: {edit}")
            length += edit.start - done
            pieces.append(base[done : edit.start])
            pieces.append(edit.new)
            self._starts.append(length)
            length += len(edit.new)
            self._stops.append(length)
            self._raw_starts.append(edit.start)
            self._raw_ends.append(edit.end)
            done = edit.end
        pieces.append(base[done:])
        self.text = "".join(pieces)

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Aligned)
            and (self.raw, self.text) == (other.raw, other.text)
            and self._raw_starts == other._raw_starts
            and self._raw_ends == other._raw_ends
        )

    def __hash__(self) -> int:
        return hash((self.raw, self.text))

    def __getstate__(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __setstate__(self, state: tuple[object, ...]) -> None:
        for name, value in zip(self.__slots__, state, strict=True):
            setattr(self, name, value)

    def raw_start(self, offset: int) -> int:
        """Where in `raw` the character at `offset` of the new text begins."""
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return offset
        if offset < self._stops[i]:
            return self._raw_starts[i]
        return self._raw_ends[i] + offset - self._stops[i]

    def raw_end(self, offset: int) -> int:
        """Where in `raw` the character before `offset` of the new text ends."""
        if offset <= 0:
            return 0
        i = bisect_left(self._starts, offset) - 1
        if i < 0:
            return offset
        if offset <= self._stops[i]:
            return self._raw_ends[i]
        return self._raw_ends[i] + offset - self._stops[i]

    def span(self, start: int, end: int) -> Span:
        """The raw span of ``text[start:end]``; an empty stretch gives an empty span."""
        # Nothing is changed up to the first edit.
        if 0 <= start < end and (not self._starts or end <= self._starts[0]):
            return Span(start, end)
        if start >= end:
            at = self.raw_start(start) if start < len(self.text) else len(self.raw)
            return Span(at, at)
        return Span(self.raw_start(start), max(self.raw_end(end), self.raw_start(start)))

    def start_of(self, raw_offset: int) -> int:
        """The first offset of the new text at or after `raw_offset`.

        Inside a replaced stretch: the start of its replacement.
        """
        i = bisect_right(self._raw_starts, raw_offset) - 1
        if i < 0:
            return raw_offset
        if raw_offset < self._raw_ends[i]:
            return self._starts[i]
        return self._stops[i] + raw_offset - self._raw_ends[i]

    def end_of(self, raw_offset: int) -> int:
        """The offset of the new text at which ``raw[:raw_offset]`` ends.

        Inside a replaced stretch: the end of its replacement.
        """
        i = bisect_left(self._raw_starts, raw_offset) - 1
        if i < 0:
            return raw_offset
        if raw_offset <= self._raw_ends[i]:
            return self._stops[i]
        return self._stops[i] + raw_offset - self._raw_ends[i]

    def find(self, span: Span) -> tuple[int, int]:
        """Start and end in the new text of a raw span."""
        start, end = span.start, span.end
        # Nothing is changed up to the first edit.
        if not self._raw_starts or (start < self._raw_starts[0] and end <= self._raw_starts[0]):
            return start, max(start, end)
        start = self.start_of(start)
        return start, max(start, self.end_of(end))

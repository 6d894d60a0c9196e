"""Slots of an opening sentence: which cue announces what, and how far its filler goes.

The order of slots is free, so a sentence is read by cue and never by position (field guide 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from neshast.view import Mark, View

# Cues that open a slot and so close the one before.
OPENERS = (
    "chair", "participant", "host", "organizer", "funder", "purpose", "purpose_weak", "date_cue", "behalf",
    "secretary", "saying", "online", "hybrid", "via",
)  # fmt: skip
VERBS = (
    "hold",
    "meet",
    "attend",
    "say",
    "said",
    "discuss",
    "present",
    "decide",
    "chair_verb",
    "opens",
)
_PLACE_PREPOSITION = re.compile(r"(?<!\w)(?:(?:در محل|درمحل|واقع در|از طریق)\s|در\s?)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A filler ``[start, end)`` in the folded text, and the cue that announced it."""

    kind: str
    cue: Mark
    start: int
    end: int


def read_slots(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> list[Slot]:
    """The slots of ``[start, end)`` in text order.

    Args:
        dates: folded spans of date expressions; each closes the filler before it.
    """
    openers: list[tuple[int, int, Mark | None]] = []
    covered = -1
    marks = [m for m in view.within(start, end) if m.kind in (*OPENERS, *VERBS)]
    for mark in sorted(marks, key=lambda m: (m.start, -(m.end - m.start))):
        if mark.start < covered and mark.kind in OPENERS:
            continue
        openers.append((mark.start, mark.end, mark))
        if mark.kind in OPENERS:
            covered = mark.end
    openers += [(a, b, None) for a, b in dates if start <= a < end]
    openers += [(m.start(), m.end(), None) for m in _places(view, start, end)]
    openers.sort(key=lambda o: (o[0], -o[1]))
    slots = []
    for i, (_, after, mark) in enumerate(openers):
        if mark is None or mark.kind not in OPENERS:
            continue
        stop = next((a for a, _, _ in openers[i + 1 :] if a >= after), end)
        slots.append(Slot(mark.kind, mark, after, stop))
    return slots


def _places(view: View, start: int, end: int) -> list[re.Match[str]]:
    """«در» before a noun of place."""
    nouns = {m.start for m in view.within(start, end, "place_noun")}
    return [
        m
        for m in _PLACE_PREPOSITION.finditer(view.text, start, end)
        if m.end() in nouns or "محل" in m.group()
    ]


def venue_starts(view: View, start: int, end: int) -> list[int]:
    """Where place phrases begin: after «در» or «در محل», at a noun of place."""
    return [m.end() for m in _places(view, start, end)]

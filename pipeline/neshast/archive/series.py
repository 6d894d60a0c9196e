"""Sittings of one series: neighbours by day of one body and kind, with a sign that they belong.

A sign is the ordinal that goes up («چهاردهمین جلسه» after «سیزدهمین»), or a gap in days like the
one before or behind. The body that sits is the first that a report names, if it is one that sits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

SAME_SERIES = "same_series"

# Neighbours by number, with a number between them missing, and by the gap alone; 0-1.
_NEXT, _LATER, _REGULAR = 0.9, 0.8, 0.7
# A series that misses more numbers, or rests for more days, is not told by them.
_MISSING, _REST = 5, 100
# Days by which two gaps may differ: a holiday moves a sitting.
_SLACK = 1
# What the body of a series must be; one word alone («کمیته») is no name, except of what the tables
# know.
_SITTINGS = (
    "SELECT coalesce(o.authority, o.name_key), m.kind, m.latest, min(m.id), max(m.ordinal),"
    " min(o.name) FROM meetings m JOIN organisations o ON o.meeting = m.id AND o.ref = 'o1'"
    " WHERE m.earliest = m.latest AND m.status = 'held'"
    " AND o.type IN ('council', 'committee', 'parliament')"
    " AND (o.authority IS NOT NULL OR o.name LIKE '% %')"
    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)


class Sitting(NamedTuple):
    """One sitting: of several reports of a day the first; `ordinal` if one tells it."""

    body: str
    kind: str
    day: str
    meeting: int
    ordinal: int | None
    name: str


def neighbours(connection: sqlite3.Connection) -> Iterator[tuple[int, int, float, str]]:
    """Two sittings that follow each other, how sure it is that they do (0-1), and why.

    Args:
        connection: to an archive.
    """
    sittings = map(Sitting._make, connection.execute(_SITTINGS))
    for _, series in groupby(sittings, key=lambda sitting: (sitting.body, sitting.kind)):
        found = list(series)
        gaps = [_days(one, other) for one, other in pairwise(found)]
        for at, (one, other) in enumerate(pairwise(found)):
            # A number that does not go up is the sign of another series, or of a new year.
            sign = _counted(one, other) if one.ordinal and other.ordinal else _regular(gaps, at)
            if sign and gaps[at] <= _REST:
                score, why = sign
                told = f"{one.kind}s of «{one.name}» on {one.day} and {other.day}; {why}"
                yield one.meeting, other.meeting, score, told


def _days(one: Sitting, other: Sitting) -> int:
    return (date.fromisoformat(other.day) - date.fromisoformat(one.day)).days


def _counted(one: Sitting, other: Sitting) -> tuple[float, str] | None:
    up = (other.ordinal or 0) - (one.ordinal or 0)
    if not 1 <= up <= _MISSING:
        return None
    return _NEXT if up == 1 else _LATER, f"number {one.ordinal} and number {other.ordinal}"


def _regular(gaps: list[int], at: int) -> tuple[float, str] | None:
    beside = [gaps[near] for near in (at - 1, at + 1) if 0 <= near < len(gaps)]
    alike = [gap for gap in beside if abs(gap - gaps[at]) <= _SLACK]
    if not alike:
        return None
    return _REGULAR, f"{gaps[at]} days apart, and {alike[0]} days to the sitting beside"

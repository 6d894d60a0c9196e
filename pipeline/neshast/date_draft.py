"""What has been read of a date expression, piece by piece, and the parts that come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from neshast.calendars import GREGORIAN, SOLAR, DateParts, DayTime
from neshast.date_clock import settle


@dataclass(slots=True)
class Draft:
    """What has been read of an expression so far."""

    core: DateParts | None = None
    others: list[DateParts] = field(default_factory=list)
    end: DateParts | None = None
    gaps: bool = False
    weekday: int | None = None
    days: int | None = None
    weeks: int | None = None
    future: bool = False
    gone: bool = False
    part: str | None = None
    clock: tuple[str, str | None] | None = None
    worded_clock: bool = False
    rules: list[str] = field(default_factory=list)

    def copy(self) -> Draft:
        """The same, not changed by what is read next."""
        return replace(self, others=[*self.others], rules=[*self.rules])

    def take(self, other: Draft) -> None:
        """Becomes like another draft."""
        for slot in fields(self):
            setattr(self, slot.name, getattr(other, slot.name))


def compiled(draft: Draft) -> DateParts | None:
    """The parts of a finished draft; None if it names no day and no hour."""
    timed = draft.clock is not None and draft.worded_clock
    named = draft.core or draft.weekday or draft.weeks is not None or draft.days is not None
    if not (named or timed):
        return None
    if len(draft.rules) == 1 and draft.core:
        return draft.core
    core, twin = _main(draft)
    time = None
    if draft.part or draft.clock:
        start, end = draft.clock or (None, None)
        time = DayTime(draft.part, *settle(start, end, draft.part))
    precision = core.precision if core else "day"
    if precision != "day" and (draft.days is not None or draft.weekday is not None):
        precision = "day"
    if draft.weeks is not None and draft.rules == ["week"]:
        precision = "week"
    told: dict[str, Any] = {
        "weekday": draft.weekday,
        "time": time,
        "offset_days": draft.days,
        "offset_weeks": draft.weeks,
        "precision": precision,
        "end": draft.end or (core and core.end),
        "gaps": draft.gaps or (core is not None and core.gaps),
        "twin": twin,
        "gone": draft.gone,
        "future": draft.future or (draft.days or 0) > 0 or (draft.weeks or 0) > 0,
    }
    return replace(core, **told) if core else DateParts(**told)


def _main(draft: Draft) -> tuple[DateParts | None, DateParts | None]:
    """Of the same day in several calendars the solar reading, and one other.

    With a last day the reading in the calendar of both.
    """
    if draft.core is None:
        return None, None
    found = [draft.core, *draft.others]
    if draft.end is None:
        found.sort(key=lambda parts: (parts.calendar != SOLAR, parts.calendar != GREGORIAN))
    return found[0], found[1] if len(found) > 1 else None

"""In which year a day and month without one lie: by a relative word, an anchor and the weekday."""

from __future__ import annotations

from datetime import date, timedelta

from neshast.calendars import DateParts, from_gregorian, to_gregorian, years_near
from neshast.date_values import DAY, Anchor, falls_on, slack_of

# The day, why, and what is doubtful about it.
Found = tuple[date, str, tuple[str, ...]]

# A day so close on the wrong side of its anchor makes one so far on the right side doubtful.
_CLOSE, _FAR = 45, 300
# So near its anchor a wrong weekday is a slip: likelier than a page of another year.
_SLIP = 60
# So many years the weekday may choose from. Four in a row give it to one at most.
_NEIGHBOURS, _BOTH_SIDES = 4, 2


def by_relative(parts: DateParts, anchor: Anchor, calendar: str) -> Found | None:
    """«امروز ۵ قوس»: the day that the word gives, if the named day is the same."""
    if parts.offset_days is None or anchor.day is None or not parts.month or not parts.day:
        return None
    when = anchor.day + timedelta(days=parts.offset_days)
    near = years_near(calendar, parts.month, parts.day, when, "any")
    if not near or abs(near[0][1] - when) > slack_of(calendar):
        return None
    return when, "The relative word and the named day agree, counted from the anchor.", ()


def by_anchor(parts: DateParts, anchor: Anchor, outlook: str) -> Found | None:
    """The year of the anchor for «سال روان», the year before for «سال گذشته», else the nearest.

    Far from the anchor the weekday chooses, if it stands there and one of the years near has it.
    """
    if anchor.day is None or not (parts.calendar and parts.month and parts.day):
        return None
    here = from_gregorian(parts.calendar, anchor.day)
    offset = 0 if parts.this_year else parts.year_offset
    warnings: tuple[str, ...] = ()
    if here and offset is not None:
        when = to_gregorian(parts.calendar, here[0] + offset, parts.month, parts.day)
        if when and not (outlook == "past" and when > anchor.day + DAY):
            return when, "The year is counted from that of the anchor.", ()
        warnings = ("year_conflict",)
    # A lunar day may have begun a day before it is counted.
    slack = slack_of(parts.calendar)
    limit = anchor.day + {"past": slack, "future": -slack}.get(outlook, timedelta())
    near = [day for _, day in years_near(parts.calendar, parts.month, parts.day, limit, outlook)]
    if not near:
        return None
    across = years_near(parts.calendar, parts.month, parts.day, anchor.day, "any")[0][1]
    nearest, away = near[0], abs((near[0] - anchor.day).days)
    side = {"past": " and not after it", "future": " and not before it"}.get(outlook, "")
    reason = f"The year that puts the day nearest to the anchor{side}."
    if abs((across - anchor.day).days) <= _CLOSE < _FAR < away:
        # Announced, and some days before the anchor: a stale page, or days that have begun.
        if _falls_on(parts, across) or _lasts(parts, across, anchor.day):
            return across, "The year that puts the days about the anchor.", warnings
        return (nearest, reason, warnings) if _falls_on(parts, nearest) else None
    if parts.weekday is not None and away > _SLIP and not _falls_on(parts, nearest):
        some = near[: _BOTH_SIDES if outlook == "any" else _NEIGHBOURS]
        agreeing = [when for when in some if _falls_on(parts, when)]
        if len(agreeing) == 1:
            return agreeing[0], "Of the years near the anchor the one with that weekday.", warnings
    return nearest, reason, warnings


def _falls_on(parts: DateParts, when: date) -> bool:
    calendar = parts.calendar or ""
    return parts.weekday is not None and falls_on(parts.weekday, when, slack_of(calendar))


def _lasts(parts: DateParts, first: date, anchor: date) -> bool:
    """True if several days that began before the anchor end on it or after it."""
    last = parts.end
    if last is None or last.month is None or last.day is None or last.calendar is None:
        return False
    years = years_near(last.calendar, last.month, last.day, first, "future")
    return bool(years) and years[0][1] >= anchor

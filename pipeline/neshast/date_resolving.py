"""What a date expression means: completed from an anchor or an era, or left open.

`resolve` follows the contract: ``explicit``, ``anchored``, ``constrained``, ``bounded`` or
``unresolved``. Nothing is guessed: a day comes out only where text or metadata give it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from neshast.aligned import Span
from neshast.calendars import (
    LUNAR,
    SOLAR,
    DateParts,
    DateValue,
    add_months,
    from_gregorian,
    period,
    to_gregorian,
    week_of,
    years_near,
    years_within,
)
from neshast.date_values import Anchor, candidates, day_value, interval_value, open_value
from neshast.date_years import by_anchor, by_relative

# How many months an expression of each precision is long; a range by itself is half a year.
_MONTHS = {"month": 1, "season": 3, "range": 6, "year": 12}
# «امروز دوشنبه» on a page stamped on Tuesday: the weekday is believed this many days back.
_STAMP_LAG = 2
# Within this many days a month cannot end, whatever the year.
_SHORTEST_MONTH = 28


@dataclass(frozen=True, slots=True)
class Era:
    """A closed time named on the page."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Context:
    """What `resolve` may complete a date from.

    `outlook` is ``past`` for what was held, ``future`` for what is announced, else ``any``.
    """

    outlook: str = "past"
    anchor: Anchor | None = None
    eras: Sequence[Era] = ()


def resolve(span: Span, parts: DateParts, context: Context) -> tuple[DateValue, DateValue | None]:
    """The date of an expression, and for several days the last one too; both have its span."""
    first = _resolve_one(span, parts, context)
    if parts.end is None:
        return first, None
    if parts.gaps:
        first = replace(first, warnings=(*first.warnings, "discontinuous_days"))
    return first, _resolve_last(span, parts.end, first, context)


# ---------------------------------------------------------------- one expression


def _resolve_one(span: Span, parts: DateParts, context: Context) -> DateValue:
    if parts.nth is not None:
        return _counted_weekday(span, parts, parts.nth, context)
    parts, note = _completed(parts, context.anchor)
    anchor = context.anchor
    when = anchor.day if anchor else None
    if parts.month is not None and parts.calendar is not None:
        if parts.precision in _MONTHS:
            return _long(span, parts, context)
        return _named_day(span, parts, context, note)
    if parts.precision in _MONTHS:
        return _long(span, parts, context)
    if when is None or anchor is None:
        return _from_yearless(span, parts, context)
    if parts.offset_days is not None or parts.weekday is not None:
        day, reason, warnings = _near_anchor(parts, when, context.outlook)
        return day_value(span, parts, anchor.calendar, day, "anchored", anchor, reason, warnings)
    if parts.offset_weeks is not None:
        first, last = week_of(when, parts.offset_weeks)
        return interval_value(span, parts, anchor.calendar, first, last, "anchored", anchor)
    return open_value(span, parts, anchor.calendar)


def _counted_weekday(span: Span, parts: DateParts, nth: int, context: Context) -> DateValue:
    """«آخرین چهارشنبه دی‌ماه»: that weekday of the month, once the month has its year."""
    whole, _ = _completed(replace(parts, precision="month"), context.anchor)
    month = _long(span, whole, context)
    if not month.earliest or not month.latest or parts.weekday is None:
        return replace(month, precision="day")
    first, last = date.fromisoformat(month.earliest), date.fromisoformat(month.latest)
    if nth > 0:
        ahead = (parts.weekday - first.isoweekday()) % 7 + 7 * (nth - 1)
        day = first + timedelta(days=ahead)
    else:
        day = last - timedelta(days=(last.isoweekday() - parts.weekday) % 7)
    when = context.anchor.day if context.anchor else None
    late = when is not None and context.outlook == "past" and day > when
    if day > last or late or whole.calendar == LUNAR:
        return open_value(span, parts, month.calendar)
    anchor = context.anchor if month.resolution == "anchored" else None
    reason = "That weekday, counted in its month."
    return day_value(span, parts, month.calendar, day, month.resolution, anchor, reason)


def _completed(parts: DateParts, anchor: Anchor | None) -> tuple[DateParts, str]:
    """Parts with what their own twin or the anchor's month gives, and a word on it."""
    year = _twin_year(parts)
    if year is not None:
        return replace(parts, year=year), "the year stands in the other calendar"
    if parts.month_offset is not None and anchor and anchor.day:
        calendar = SOLAR if anchor.source == "published" else anchor.calendar
        here = from_gregorian(calendar, anchor.day)
        if here:
            year, month = add_months(here[0], here[1], parts.month_offset)
            return replace(parts, calendar=calendar, year=year, month=month), "month of the anchor"
    return parts, ""


def _twin_year(parts: DateParts) -> int | None:
    """The year of «۱۰ رجب ۱۴۴۵/۲ دلو», which only the other calendar states."""
    twin = parts.twin
    if twin is None or parts.year is not None or not (parts.calendar and parts.month and parts.day):
        return None
    if not (twin.calendar and twin.year and twin.month and twin.day):
        return None
    when = to_gregorian(twin.calendar, twin.year, twin.month, twin.day)
    near = years_near(parts.calendar, parts.month, parts.day, when, "any") if when else []
    return near[0][0] if near else None


def _named_day(span: Span, parts: DateParts, context: Context, note: str) -> DateValue:
    """A day of a named month, with or without its year."""
    anchor, calendar = context.anchor, parts.calendar or SOLAR
    month, day = parts.month or 1, parts.day or 1
    if parts.year is not None:
        when = to_gregorian(calendar, parts.year, month, day)
        if when is None:
            return open_value(span, replace(parts, year=None), calendar, ("impossible_date",))
        counted = parts.month_offset is not None
        return day_value(
            span,
            parts,
            calendar,
            when,
            "anchored" if counted else "explicit",
            anchor if counted else None,
            note.capitalize() + "." if note else "Day, month and year stand in the text.",
        )
    if anchor and anchor.day:
        found = by_relative(parts, anchor, calendar) or by_anchor(parts, anchor, context.outlook)
        if found:
            when, reason, warnings = found
            return day_value(span, parts, calendar, when, "anchored", anchor, reason, warnings)
    return _in_era(span, parts, context) or open_value(span, parts, calendar)


def _near_anchor(parts: DateParts, when: date, outlook: str) -> tuple[date, str, tuple[str, ...]]:
    """The day of a relative word or a bare weekday."""
    if parts.offset_days is not None:
        day = when + timedelta(days=parts.offset_days)
        if parts.weekday is not None and day.isoweekday() != parts.weekday:
            back = (day.isoweekday() - parts.weekday) % 7
            if parts.offset_days <= 0 and back <= _STAMP_LAG:
                return day - timedelta(days=back), "The weekday, just before the anchor.", ()
        return day, "Counted from the anchor.", ()
    weekday = parts.weekday or 1
    if parts.offset_weeks is not None:
        day = week_of(when, parts.offset_weeks)[0] + timedelta(days=(weekday - 6) % 7)
        if not (outlook == "past" and day > when):
            return day, "That weekday of the week counted from the anchor.", ()
    if outlook == "future" or parts.future:
        ahead = (weekday - when.isoweekday() - 1) % 7 + 1
        return when + timedelta(days=ahead), "The next such weekday after the anchor.", ()
    if parts.gone:
        back = (when.isoweekday() - weekday - 1) % 7 + 1
        return when - timedelta(days=back), "The latest such weekday before the anchor.", ()
    back = (when.isoweekday() - weekday) % 7
    return when - timedelta(days=back), "The latest such weekday on or before the anchor.", ()


def _from_yearless(span: Span, parts: DateParts, context: Context) -> DateValue:
    """«امروز» under a date line without a year: its month and day, or nothing."""
    anchor = context.anchor
    known = anchor.parts if anchor else None
    if anchor is None or known is None or known.day is None or parts.offset_days is None:
        return open_value(span, parts, anchor.calendar if anchor else SOLAR)
    day = known.day + parts.offset_days
    if not 1 <= day <= _SHORTEST_MONTH:
        return open_value(span, parts, anchor.calendar)
    merged = replace(parts, calendar=anchor.calendar, month=known.month, day=day)
    value = _in_era(span, merged, context) or open_value(span, merged, anchor.calendar)
    return replace(value, anchor=anchor.source)


def _resolve_last(span: Span, last: DateParts, first: DateValue, context: Context) -> DateValue:
    """The last day of several, in the year that the first one has got."""
    if first.resolution in ("explicit", "anchored") and first.latest is not None:
        calendar, begin = last.calendar or first.calendar, date.fromisoformat(first.latest)
        if last.weekday is not None and last.month is None:
            ahead = (last.weekday - begin.isoweekday()) % 7
            day: date | None = begin + timedelta(days=ahead)
        elif last.offset_days is not None and context.anchor and context.anchor.day:
            day = context.anchor.day + timedelta(days=last.offset_days)
        else:
            day = _not_before(last, first, begin)
        if day is not None:
            value = day_value(span, last, calendar, day, first.resolution, None, first.reason)
            return replace(value, anchor=first.anchor, time=first.time)
        if last.month is not None and last.day is not None:
            value = open_value(span, replace(last, year=None), calendar, ("impossible_date",))
            return replace(value, time=first.time)
    value = _last_of_candidates(span, last, first) or _resolve_one(span, last, context)
    return replace(value, time=first.time)


def _last_of_candidates(span: Span, last: DateParts, first: DateValue) -> DateValue | None:
    """The last day that follows each day which the first can mean."""
    if first.resolution != "constrained" or first.edtf is None:
        return None
    calendar, ends = last.calendar or first.calendar, []
    for day in first.edtf.strip("[]").replace("~", "").split(","):
        begin = date.fromisoformat(day)
        here = from_gregorian(first.calendar, begin)
        end = _not_before(last, replace(first, year=here[0]), begin) if here else None
        there = from_gregorian(calendar, end) if end else None
        if end and there:
            ends.append((there[0], end))
    return candidates(span, last, calendar, ends, first.reason) if ends else None


def _not_before(last: DateParts, first: DateValue, begin: date) -> date | None:
    if last.calendar is None or last.month is None or last.day is None:
        return None
    year = last.year
    if year is None and last.calendar != first.calendar:
        years = years_near(last.calendar, last.month, last.day, begin, "future")
        return years[0][1] if years else None
    if year is None and first.year is not None:
        year = first.year + ((last.month, last.day) < (first.month or 0, first.day or 0))
    return to_gregorian(last.calendar, year, last.month, last.day) if year is not None else None


def _in_era(span: Span, parts: DateParts, context: Context) -> DateValue | None:
    """All days that the expression can mean inside the one closed era of the page."""
    if len(context.eras) != 1 or not (parts.calendar and parts.month and parts.day):
        return None
    era = context.eras[0]
    found = years_within(parts.calendar, parts.month, parts.day, era.first, era.last)
    if not found:
        return None
    reason = f"No year, but the page names an era: {era.first} to {era.last}."
    return candidates(span, parts, parts.calendar, found, reason)


def _long(span: Span, parts: DateParts, context: Context) -> DateValue:
    """A month, a season or a year."""
    anchor, year = context.anchor, parts.year
    resolution = "explicit" if parts.month_offset is None else "anchored"
    calendar = parts.calendar or SOLAR
    if year is None and anchor and anchor.day:
        here = from_gregorian(calendar, anchor.day)
        offset = 0 if parts.this_year else parts.year_offset
        if here and offset is None and parts.month is not None:
            later = parts.month > here[1] and context.outlook == "past"
            sooner = parts.month < here[1] and context.outlook == "future"
            offset = int(sooner) - int(later)
        year = here[0] + (offset or 0) if here else None
        resolution = "anchored"
    bounds = period(calendar, year, parts.month, _MONTHS[parts.precision]) if year else None
    if bounds is None:
        return open_value(span, parts, calendar)
    by = anchor if resolution == "anchored" else None
    return interval_value(span, replace(parts, year=year), calendar, *bounds, resolution, by)

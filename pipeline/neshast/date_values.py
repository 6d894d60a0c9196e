"""Makes the values of dates: a day, an interval, an open end, or what is left without a year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from neshast.aligned import Span
from neshast.calendars import (
    GREGORIAN,
    LUNAR,
    DateParts,
    DateValue,
    from_gregorian,
    to_gregorian,
    years_near,
)

DAY = timedelta(days=1)
_LEAP = 2000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that completes others, or only its month and day where no year is known.

    `source` is the span of its quote, or ``"published"`` for metadata. `near` is true for a lunar
    day as a page states it, which the moon may have put a day earlier or later.
    """

    source: Span | str
    calendar: str
    day: date | None
    parts: DateParts | None = None
    near: bool = False


def bounded(anchor: Anchor, outlook: str) -> DateValue | None:
    """A meeting without a date: held on or before its publication, or planned for after it."""
    if anchor.day is None:
        return None
    day = anchor.day.isoformat()
    ahead = outlook == "future"
    return DateValue(
        span=None,
        calendar=anchor.calendar,
        year=None,
        month=None,
        day=None,
        weekday=None,
        time=None,
        edtf=f"{day}/.." if ahead else f"../{day}",
        earliest=day if ahead else None,
        latest=None if ahead else day,
        precision="range",
        resolution="bounded",
        anchor=anchor.source,
        reason=f"No date is stated; the report was published on {day}.",
    )


def day_value(
    span: Span,
    parts: DateParts,
    calendar: str,
    when: date,
    resolution: str,
    anchor: Anchor | None,
    reason: str,
    warnings: tuple[str, ...] = (),
) -> DateValue:
    """A value for one known day, checked against its weekday and its other calendar."""
    here = from_gregorian(calendar, when)
    year, month, day = here or (parts.year, parts.month, parts.day)
    relative = parts.offset_days is not None and resolution == "anchored"
    counted = relative and anchor is not None and anchor.near and parts.weekday is None
    stated = calendar == LUNAR and not relative and parts.day
    slack = DAY if counted or stated else timedelta()
    agrees = None
    if parts.weekday is not None:
        agrees = falls_on(parts.weekday, when, slack)
        if not agrees:
            warnings = (*warnings, "weekday_mismatch")
    if parts.twin and not _same_day(parts.twin, when):
        warnings = (*warnings, "calendars_disagree")
    return DateValue(
        span=span,
        calendar=calendar,
        year=year,
        month=parts.month if parts.calendar == calendar and parts.month else month,
        day=parts.day if parts.calendar == calendar and parts.day else day,
        weekday=parts.weekday,
        time=parts.time,
        edtf=f"{when.isoformat()}~" if slack else when.isoformat(),
        earliest=(when - slack).isoformat(),
        latest=(when + slack).isoformat(),
        precision="day",
        resolution=resolution,
        anchor=anchor.source if anchor else None,
        reason=reason,
        weekday_agrees=agrees,
        warnings=warnings,
    )


def falls_on(weekday: int, when: date, slack: timedelta) -> bool:
    """True if a day, or one so near that it can be meant, is such a weekday."""
    return weekday in [near.isoweekday() for near in (when - slack, when, when + slack)]


def slack_of(calendar: str) -> timedelta:
    """How far a stated day of a calendar may lie from the one that is counted."""
    return DAY if calendar == LUNAR else timedelta()


def candidates(
    span: Span, parts: DateParts, calendar: str, days: list[tuple[int, date]], reason: str
) -> DateValue:
    """The days, each with its year, of which one is meant; those of another weekday go first."""
    slack = slack_of(calendar)
    agrees, warnings = None, []
    if parts.weekday is not None:
        agreeing = [pair for pair in days if falls_on(parts.weekday, pair[1], slack)]
        agrees = bool(agreeing)
        if not agreeing:
            reason += " None of them is that weekday."
            warnings.append("weekday_mismatch")
        elif len(agreeing) < len(days):
            reason += " The weekday leaves fewer."
        days = agreeing or days
    if len(days) > 1:
        warnings.append("year_unresolved")
    mark = "~" if slack else ""
    return replace(
        open_value(span, parts, calendar),
        year=days[0][0] if len(days) == 1 else None,
        edtf="[" + ",".join(f"{day.isoformat()}{mark}" for _, day in days) + "]",
        earliest=(days[0][1] - slack).isoformat(),
        latest=(days[-1][1] + slack).isoformat(),
        resolution="constrained",
        reason=reason,
        weekday_agrees=agrees,
        warnings=tuple(warnings),
    )


def _same_day(twin: DateParts, when: date) -> bool:
    """True if the other calendar's reading is no other day, as far as it goes."""
    if not (twin.calendar and twin.month and twin.day):
        return True
    near = years_near(twin.calendar, twin.month, twin.day, when, "any")
    slack = 1 if twin.calendar == LUNAR else 0
    if not near or abs((near[0][1] - when).days) > slack:
        return False
    return twin.year is None or twin.year == near[0][0]


def interval_value(
    span: Span,
    parts: DateParts,
    calendar: str,
    first: date,
    last: date,
    resolution: str,
    anchor: Anchor | None,
) -> DateValue:
    edtf = f"{first.isoformat()}/{last.isoformat()}"
    if calendar == GREGORIAN and parts.precision in ("month", "year"):
        edtf = first.isoformat()[: 7 if parts.precision == "month" else 4]
    return replace(
        open_value(span, parts, calendar),
        year=parts.year,
        edtf=edtf,
        earliest=first.isoformat(),
        latest=last.isoformat(),
        resolution=resolution,
        anchor=anchor.source if anchor else None,
        reason=f"The expression names a {parts.precision}.",
        warnings=(),
    )


def open_value(
    span: Span, parts: DateParts, calendar: str, warnings: tuple[str, ...] = ()
) -> DateValue:
    """A value without a year: what the expression says, and no more."""
    edtf = None
    # A day that no year has is no value.
    possible = parts.month and parts.day and to_gregorian(calendar, _LEAP, parts.month, parts.day)
    if calendar == GREGORIAN and possible:
        edtf = f"XXXX-{parts.month:02}-{parts.day:02}"
    return DateValue(
        span=span,
        calendar=parts.calendar or calendar,
        year=None,
        month=parts.month,
        day=parts.day,
        weekday=parts.weekday,
        time=parts.time,
        edtf=edtf,
        earliest=None,
        latest=None,
        precision=parts.precision,
        resolution="unresolved",
        anchor=None,
        reason="Nothing on the page tells the year or the day that it counts from.",
        warnings=(*warnings, "year_unresolved"),
    )


def plain_date(value: DateValue, raw: str) -> dict[str, Any]:
    """A value as the record contract writes it, with its words from the raw text."""
    time = value.time
    anchor = value.anchor
    return {
        **_quote(value.span, raw),
        "calendar": value.calendar,
        "year": value.year,
        "month": value.month,
        "day": value.day,
        "weekday": value.weekday,
        "time": {"part_of_day": time.part_of_day, "from": time.start, "to": time.end}
        if time
        else None,
        "edtf": value.edtf,
        "earliest": value.earliest,
        "latest": value.latest,
        "precision": value.precision,
        "resolution": value.resolution,
        "anchor": _quote(anchor, raw) if isinstance(anchor, Span) else anchor,
        "reason": value.reason,
        "weekday_agrees": value.weekday_agrees,
    }


def _quote(span: Span | None, raw: str) -> dict[str, Any]:
    if span is None:
        return {"text": None, "start": None, "end": None}
    return {"text": span.of(raw), "start": span.start, "end": span.end}

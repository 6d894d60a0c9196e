"""Solar Hijri, lunar Hijri and Gregorian dates, and what is known of a date that is not whole.

The Hijri calendars are those of `hijri`: solar as observed, lunar tabular before 1343 and Umm
al-Qura since, both over the years of `REACH`. Values are written in EDTF level 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from neshast.aligned import Span
from neshast.hijri import LUNAR_YEARS, SOLAR_YEARS, Months, lunar, solar

SOLAR, LUNAR, GREGORIAN = "solar_hijri", "lunar_hijri", "gregorian"
CALENDARS = (SOLAR, LUNAR, GREGORIAN)

# Years that are converted, and the years by which a bare number tells its calendar.
REACH = {SOLAR: SOLAR_YEARS, LUNAR: LUNAR_YEARS, GREGORIAN: (1900, 2100)}
_TELLING = ((SOLAR, 1300, 1420), (LUNAR, 1421, 1465), (GREGORIAN, 1900, 2100))


@dataclass(frozen=True, slots=True)
class DayTime:
    """Part of the day, and clock times as ``HH:MM``."""

    part_of_day: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class DateParts:
    """What a date expression says, before anything is concluded from it.

    `offset_days` is set for relative words (امروز 0, دیروز -1, فردا +1); `this_year` for
    «سال روان/جاری»; `year_offset` for «سال گذشته» (-1); `month_offset` and `offset_weeks` for
    «ماه جاری» and «هفته گذشته»; `end` holds the last day of a range or a list of days (`gaps`:
    not every day between), `twin` the same day in another calendar; `future` and `gone` stand for
    «شنبه آینده» and «شنبه گذشته»; `nth` counts the weekday in its month, the last one is -1.
    """

    calendar: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    time: DayTime | None = None
    offset_days: int | None = None
    offset_weeks: int | None = None
    this_year: bool = False
    year_offset: int | None = None
    precision: str = "day"
    end: DateParts | None = None
    twin: DateParts | None = None
    gaps: bool = False
    future: bool = False
    gone: bool = False
    month_offset: int | None = None
    nth: int | None = None

    @property
    def only_time(self) -> bool:
        """True for an hour without a day: «ساعت ۱۰ صبح»."""
        told = (self.day, self.month, self.year, self.weekday, self.offset_days, self.offset_weeks)
        return self.time is not None and all(part is None for part in told)


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date of the record, with all that the contract asks of it."""

    span: Span | None
    calendar: str
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    time: DayTime | None
    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: str
    resolution: str
    anchor: Span | str | None
    reason: str
    weekday_agrees: bool | None = None
    warnings: tuple[str, ...] = ()


def _months(calendar: str) -> Months:
    return solar() if calendar == SOLAR else lunar()


@lru_cache(maxsize=4096)
def to_gregorian(calendar: str, year: int, month: int, day: int) -> date | None:
    """The Gregorian day, or None if the calendar has no such day or the year is out of reach.

    A lunar day is that of `hijri`: what was proclaimed may lie a day to either side.
    """
    if calendar != GREGORIAN:
        ordinal = _months(calendar).ordinal(year, month, day)
        return None if ordinal is None else date.fromordinal(ordinal)
    low, high = REACH[calendar]
    try:
        return date(year, month, day) if low <= year <= high else None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def from_gregorian(calendar: str, when: date) -> tuple[int, int, int] | None:
    """Year, month and day of `when` in a calendar, or None if it is out of reach."""
    if calendar == GREGORIAN:
        return when.year, when.month, when.day
    return _months(calendar).day(when.toordinal())


def calendar_of_year(year: int) -> str | None:
    """The calendar that a bare year tells: 13xx solar, 144x lunar, 20xx Gregorian."""
    return next((name for name, low, high in _TELLING if low <= year <= high), None)


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """The month `months` later (earlier, if negative), in any of the three calendars."""
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def period(calendar: str, year: int, month: int | None, months: int) -> tuple[date, date] | None:
    """First and last Gregorian day of `months` months from `month` (from the first, if None)."""
    begin = to_gregorian(calendar, year, month or 1, 1)
    after = _first_of(calendar, *add_months(year, month or 1, months))
    if begin is None or after is None:
        return None
    return begin, date.fromordinal(after - 1)


def _first_of(calendar: str, year: int, month: int) -> int | None:
    """The ordinal of the first of a month, also of the one after the last that is in reach."""
    if calendar != GREGORIAN:
        return _months(calendar).first_of(year, month)
    low, high = REACH[calendar]
    return date(year, month, 1).toordinal() if low <= year <= high + 1 else None


def week_of(when: date, weeks: int = 0) -> tuple[date, date]:
    """Saturday and Friday of the week of `when`, or of one `weeks` later."""
    saturday = when - timedelta(days=(when.isoweekday() + 1) % 7) + timedelta(weeks=weeks)
    return saturday, saturday + timedelta(days=6)


def years_near(
    calendar: str, month: int, day: int, anchor: date, outlook: str
) -> list[tuple[int, date]]:
    """Years of a day and month, with its Gregorian day, nearest to `anchor` first.

    Args:
        calendar: the calendar of `month` and `day`.
        month: from 1.
        day: from 1; a leap day is found in leap years only.
        anchor: a Gregorian day.
        outlook: ``past`` for no day after the anchor, ``future`` for none before it, ``any``.
    """
    here = from_gregorian(calendar, anchor)
    if here is None:
        return []
    found = []
    for year in range(here[0] - 9, here[0] + 10):
        when = to_gregorian(calendar, year, month, day)
        if when is None:
            continue
        if (outlook == "past" and when > anchor) or (outlook == "future" and when < anchor):
            continue
        found.append((year, when))
    return sorted(found, key=lambda pair: abs((pair[1] - anchor).days))


def years_within(
    calendar: str, month: int, day: int, first: date, last: date
) -> list[tuple[int, date]]:
    """Years of a day and month that put it between two Gregorian days, in order of time."""
    low, high = from_gregorian(calendar, first), from_gregorian(calendar, last)
    if low is None or high is None:
        return []
    days = ((year, to_gregorian(calendar, year, month, day)) for year in range(low[0], high[0] + 1))
    return [(year, when) for year, when in days if when is not None and first <= when <= last]

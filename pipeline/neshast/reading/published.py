"""A day of publication as a page states it, in any calendar, to a Gregorian day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from neshast.aligned import Span
from neshast.calendars import SOLAR, to_gregorian
from neshast.date_grammar import find_dates
from neshast.date_resolving import Context, resolve
from neshast.folding import fold

# Year, month, day at the beginning, in the order of machines; the year tells the calendar.
_FIGURES = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)", re.ASCII)
_SOLAR_YEARS = range(1300, 1500)
# Before there were pages, or after anybody now publishes: a slip, or another calendar.
_YEARS = range(1980, 2100)
_LONGEST = 200


def published_day(stated: Iterable[str]) -> str | None:
    """``YYYY-MM-DD`` of the first of `stated` that gives one whole day, else None.

    Read are ISO days and time stamps, Gregorian or solar Hijri («1395-09-08T10:00»), and written
    dates («سه‌شنبه ۸ قوس ۱۳۹۵»). Relative days and days without a year give none.
    """
    for text in stated:
        day = _of_figures(text.strip()) or _of_words(text[:_LONGEST])
        if day is not None and day.year in _YEARS:
            return day.isoformat()
    return None


def _of_figures(text: str) -> date | None:
    match = _FIGURES.match(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        if year in _SOLAR_YEARS:
            return to_gregorian(SOLAR, year, month, day)
        return date(year, month, day)
    except ValueError:
        return None


def _of_words(text: str) -> date | None:
    """The day of the first date expression that is whole by itself."""
    for one in find_dates(fold(text)):
        value, last = resolve(Span(one.start, one.end), one.parts, Context())
        whole = value.resolution == "explicit" and value.earliest == value.latest
        if whole and value.earliest and last is None:
            return date.fromisoformat(value.earliest)
    return None

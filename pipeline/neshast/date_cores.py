"""Reads one date of one calendar from tokens: with a month's name, or by year alone."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from neshast.calendars import (
    LUNAR,
    SOLAR,
    DateParts,
    calendar_of_year,
    from_gregorian,
    period,
)
from neshast.date_figures import LAST_DAY, Core, checked, full_year, plausible, read_figures
from neshast.date_words import Tokens, Word

_LOOSE = "/-.،»"
_SURE_SHORT_YEAR = 80
# The month that is longer in a leap year.
_LEAP_MONTH = 12


class _Years(NamedTuple):
    """The year of a date, or how it is counted from another."""

    year: int | None = None
    this_year: bool = False
    year_offset: int | None = None

    def of(self, parts: DateParts) -> DateParts:
        """The parts with this year."""
        if self == _NO_YEAR:
            return parts
        return replace(
            parts, year=self.year, this_year=self.this_year, year_offset=self.year_offset
        )


_NO_YEAR = _Years()


def read_core(tokens: Tokens, i: int) -> Core | None:
    """The date that begins at token `i`, if one does."""
    figure = tokens.word(i).isdecimal()
    kinds = tokens.kinds(i)
    for reader, telling in _READERS:
        if (figure and reader in _FROM_FIGURES) or not kinds.isdisjoint(telling):
            found = reader(tokens, i)
            if found is not None:
                return found
    return None


# ---------------------------------------------------------------- with a month's name


def _day_first(tokens: Tokens, i: int) -> Core | None:
    listed = _days(tokens, i)
    if listed is None:
        return None
    days, kind, j, gaps = listed
    j = _to_month(tokens, j)
    offset = tokens.at(j, "month_offset")
    if offset and kind != "cardinal" and (offset[0].number == 0 or kind == "ordinal"):
        return DateParts(day=days[0], month_offset=offset[0].number), offset[1], "day-month"
    found = _month(tokens, j)
    if found is None:
        return None
    month, j, marked = found
    marked = marked or tokens.at(j - 2, "month_word") is not None
    years, after = _year(tokens, j, month.calendar)
    if not _stands(tokens, i, after, month, kind, marked or years != _NO_YEAR):
        return None
    first, *rest = [checked(month.calendar, month.number, day) for day in days]
    if first is None or None in rest:
        return None
    first = years.of(first)
    last = rest[-1] if rest else None
    end = years.of(last) if last else None
    return replace(first, end=end, gaps=gaps) if end else first, after, "day-month"


def _last_of_month(tokens: Tokens, i: int) -> Core | None:
    """«آخرین روز خرداد ۱۴۰۰»: its number, where the month has one length or the year is told."""
    last = tokens.at(i, "last_day")
    found = _month(tokens, _to_month(tokens, last[1])) if last else None
    if found is None:
        return None
    month, j, _ = found
    years, after = _year(tokens, j, month.calendar)
    day = _length(month.calendar, years.year, month.number)
    if day is None:
        return None
    return years.of(DateParts(month.calendar, month=month.number, day=day)), after, "last-day"


def _length(calendar: str, year: int | None, month: int) -> int | None:
    """The days of a month, or None if they depend on a year that is not known."""
    if calendar == SOLAR and month < _LEAP_MONTH:
        return 31 if month <= 6 else 30
    bounds = period(calendar, year, month, 1) if year and calendar != LUNAR else None
    here = from_gregorian(calendar, bounds[1]) if bounds else None
    return here[2] if here else None


def _pashto(tokens: Tokens, i: int) -> Core | None:
    """«د ۱۳۹۷ کال د چنګاښ ۱۴مه», as it stands over Dari texts of bilingual offices."""
    year, word = tokens.number(i + 1), tokens.at(i + 2, "pashto_year")
    if year is None or word is None:
        return None
    month = tokens.at(word[1], "month")
    day = tokens.number(month[1], most=2) if month else None
    if month is None or day is None:
        return None
    after = month[1] + 1
    tail = tokens.at(after, "pashto_tail")
    parts = checked(month[0].calendar, month[0].number, day, full_year(year))
    return (parts, tail[1] if tail else after, "pashto") if parts else None


def _stands(tokens: Tokens, i: int, after: int, month: Word, kind: str, sure: bool) -> bool:
    """True if number and month are a date, and not a count of things that bear a month's name."""
    if sure:
        return True
    if month.note == "strict":
        # «۲۲ می شود» is a verb, «۲۲ می در» is not.
        follower = tokens.word(after)
        return not follower[:1].isalnum() or tokens.at(after, "not_verb") is not None
    if kind == "cardinal":
        return any(tokens.at(k, "cue", "day_word") for k in (i - 1, i - 2) if k >= 0)
    return True


def _days(tokens: Tokens, i: int) -> tuple[list[int], str, int, bool] | None:
    """Days before a month's name: their numbers in order, the kind of the first, and gaps."""
    first = _day(tokens, i)
    if first is None:
        return None
    value, kind, j = first
    days, known = [value], {value}
    while (step := _next_day(tokens, j)) is not None:
        value, j, through = step
        if value <= days[-1]:
            return None
        known.update(range(days[-1] if through else value, value + 1))
        days.append(value)
    gaps = len(known) < days[-1] - days[0] + 1
    return days, kind, j, gaps


def _next_day(tokens: Tokens, j: int) -> tuple[int, int, bool] | None:
    link = tokens.at(j, "and", "to")
    through = False
    if link:
        through = link[0].kind == "to"
        k = link[1]
    elif tokens.word(j) == "،":
        k = j + 1
    elif tokens.word(j) == "-" and tokens.touches(j) == tokens.touches(j + 1):
        through, k = True, j + 1
    else:
        return None
    found = _day(tokens, k)
    return (found[0], found[2], through) if found else None


def _day(tokens: Tokens, i: int) -> tuple[int, str, int] | None:
    number = tokens.number(i, most=2)
    if number is not None:
        kind, j = "figure", i + 1
    else:
        found = tokens.at(i, "ordinal", "cardinal")
        if found is None:
            return None
        number, kind, j = found[0].number, found[0].kind, found[1]
    if not 1 <= number <= LAST_DAY:
        return None
    tail = tokens.at(j, "ordinal_tail")
    return number, kind, tail[1] if tail else j


def _to_month(tokens: Tokens, j: int) -> int:
    """Past what may stand between a day and its month: «روز از», «ماه», «/»."""
    day_word = tokens.at(j, "day_word")
    if day_word:
        of = tokens.at(day_word[1], "of")
        j = of[1] if of else day_word[1]
    if tokens.word(j) and tokens.word(j) in "/-.،":
        j += 1
    if tokens.at(j, "month_offset"):
        return j
    month_word = tokens.at(j, "month_word")
    return month_word[1] if month_word else j


def _month(tokens: Tokens, j: int) -> tuple[Word, int, bool] | None:
    """A month's name at `j`, the token after it and its «ماه», and whether it has that mark."""
    found = tokens.at(j, "month")
    if found is None or tokens.at(j, "not_month"):
        return None
    month, k = found
    marked = month.note == "marked"
    if tokens.word(k) in ("|", "/"):
        twin = tokens.at(k + 1, "month")
        if twin and (twin[0].calendar, twin[0].value) == (month.calendar, month.value):
            k = twin[1]
    after = tokens.at(k, "month_word")
    if after and not tokens.at(k, "month_offset"):
        return month, after[1], True
    return month, k, marked


def _month_first(tokens: Tokens, i: int) -> Core | None:
    found = _month(tokens, i)
    if found is None:
        return None
    month, j, _ = found
    day = tokens.number(j, most=2)
    k = j + 1
    if tokens.word(k) == "،":
        k += 1
    year = tokens.number(k)
    if day is None or year is None or year < 100:
        return None
    parts = checked(month.calendar, month.number, day, year)
    return (parts, k + 1, "month-day") if parts else None


def _month_alone(tokens: Tokens, i: int) -> Core | None:
    before = tokens.at(i, "month_word")
    found = _month(tokens, before[1] if before else i)
    if found is None:
        return None
    month, j, marked = found
    marked = marked or before is not None
    years, after = _year(tokens, j, month.calendar)
    if month.note == "strict" and years == _NO_YEAR:
        return None
    # A month of an ordinary word's name needs «ماه» or «سال», not a number alone.
    bare = years.year is not None and not tokens.at(j, "year")
    if not marked and (years == _NO_YEAR or (month.note in ("yes", "strict") and bare)):
        return None
    parts = DateParts(calendar=month.calendar, month=month.number, precision="month")
    return years.of(parts), after, "month"


# ---------------------------------------------------------------- parts of a year


def _season(tokens: Tokens, i: int) -> Core | None:
    """«بهار ۱۴۰۰», «ربع اول سال ۱۳۹۹», «شش‌ماهه نخست سال جاری»: nothing without its year."""
    found = tokens.at(i, "season")
    if found:
        month, j, precision = found[0].number, found[1], "season"
    else:
        part = _part_of_year(tokens, i)
        if part is None:
            return None
        month, j, precision = part
    years, after = _year(tokens, j, SOLAR)
    if years == _NO_YEAR:
        return None
    return years.of(DateParts(calendar=SOLAR, month=month, precision=precision)), after, "season"


def _part_of_year(tokens: Tokens, i: int) -> tuple[int, int, str] | None:
    """A quarter or a half: its first month, the token after it, and its precision."""
    for kind, parts, precision in (("quarter_of", 4, "season"), ("half_of", 2, "range")):
        found = tokens.at(i, kind)
        number = tokens.at(found[1], "ordinal") if found else None
        if found and number and number[0].number <= parts:
            length = found[0].number
            return 1 + length * (number[0].number - 1), number[1], precision
    return None


# ---------------------------------------------------------------- years


def _year(tokens: Tokens, j: int, calendar: str) -> tuple[_Years, int]:
    """The year after a month, and the token after it."""
    for skipped in range(3):
        k = j + skipped
        offset = tokens.at(k, "year_offset")
        if offset:
            return _counted_year(offset[0].number), _past_era(tokens, offset[1])
        word = tokens.at(k, "year")
        at = word[1] if word else k
        year = _year_number(tokens, at, calendar, bool(word), skipped > 0)
        if year is not None:
            return _Years(year), _past_era(tokens, at + 1)
        worded = _worded_year(tokens, at)
        told = worded is not None and _era_of(tokens, worded[1]) == calendar
        if worded is not None and plausible(calendar, worded[0], told):
            return _Years(worded[0]), _past_era(tokens, worded[1])
        sign = tokens.word(k)
        if not sign or sign not in _LOOSE or (sign == "." and not tokens.touches(k + 1)):
            break
    return _NO_YEAR, j


def _counted_year(offset: int) -> _Years:
    return _Years(this_year=True) if offset == 0 else _Years(year_offset=offset)


def _past_era(tokens: Tokens, j: int) -> int:
    era = tokens.at(j, "era", "imperial")
    return era[1] if era else j


def _year_number(tokens: Tokens, k: int, calendar: str, named: bool, signed: bool) -> int | None:
    number = tokens.number(k)
    if number is None or len(tokens.word(k)) not in (2, 4):
        return None
    if not named and tokens.at(k + 1, "counted"):
        return None
    if number < 100:
        glued = tokens.touches(k)
        if calendar != SOLAR or number <= LAST_DAY:
            return None
        if not (named or glued or (number >= _SURE_SHORT_YEAR and not signed)):
            return None
        number += 1300
    if calendar == SOLAR:
        number = full_year(number)
    return number if plausible(calendar, number, _era_of(tokens, k + 1) == calendar) else None


def _era_of(tokens: Tokens, j: int) -> str:
    """The calendar of an era word at `j`, if it tells one."""
    era = tokens.at(j, "era")
    return era[0].value if era else ""


# The parts of a number in words, from its greatest on.
_MAGNITUDES = ("thousands", "hundreds", "tens", "cardinal")


def _worded_year(tokens: Tokens, k: int) -> tuple[int, int] | None:
    """«یکهزار و سه صد و نود و هفت», and the token after it."""
    first = tokens.at(k, "thousands")
    if first is None:
        return None
    year, k = first[0].number, first[1]
    for magnitude in _MAGNITUDES[1:]:
        link = tokens.at(k, "and")
        part = tokens.at(link[1] if link else k, magnitude)
        # «هزار و بیست و یک»: the greatest cardinals are tens with their units.
        if part is not None:
            year, k = year + part[0].number, part[1]
    return year, k


def _month_by_offset(tokens: Tokens, i: int) -> Core | None:
    found = tokens.at(i, "month_offset")
    if found is None or tokens.counted(i):
        return None
    return DateParts(month_offset=found[0].number, precision="month"), found[1], "month"


def read_year(tokens: Tokens, i: int) -> Core | None:
    """«سال ۱۳۹۷», «سال روان», «امسال»: the year that begins at token `i`, if one does."""
    offset = tokens.at(i, "year_offset")
    if offset and not tokens.counted(i):
        years = _counted_year(offset[0].number)
        return years.of(DateParts(precision="year")), offset[1], "year"
    word = tokens.at(i, "year")
    if word is None:
        return None
    k = word[1]
    number, after = tokens.number(k), k + 1
    if number is None:
        worded = _worded_year(tokens, k)
        if worded is None:
            return None
        number, after = worded
    if number <= LAST_DAY or len(tokens.word(k)) == 3:
        return None
    number = full_year(number)
    era = _era_of(tokens, after)
    calendar = era or calendar_of_year(number)
    if calendar is None or not plausible(calendar, number, told=bool(era)):
        return None
    parts = DateParts(calendar=calendar, year=number, precision="year")
    return parts, _past_era(tokens, after), "year"


# The readers, and the kinds of phrase one of which must begin what they read.
_READERS = (
    (read_figures, ()),
    (_last_of_month, ("last_day",)),
    (_pashto, ("pashto_of",)),
    (_day_first, ("ordinal", "cardinal")),
    (_month_first, ("month",)),
    (_month_alone, ("month", "month_word")),
    (_month_by_offset, ("month_offset",)),
    (_season, ("season", "quarter_of", "half_of")),
    (read_year, ("year", "year_offset")),
)
_FROM_FIGURES = (read_figures, _day_first)

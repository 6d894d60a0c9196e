"""Reads one date of one calendar from tokens: with a month's name, or by year alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

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
from neshast.date_year_reading import (
    NO_YEAR,
    counted_year,
    era_of,
    past_era,
    worded_year,
    year_after,
)

# The month that is longer in a leap year.
_LEAP_MONTH = 12
# So often may a weekday come in a month; and how the last one is counted.
_MOST_WEEKS, _LAST = 5, -1


def read_core(tokens: Tokens, i: int) -> Core | None:
    """The date that begins at token `i`, if one does."""
    for reader in _readers(tokens.kinds(i)):
        found = reader(tokens, i)
        if found is not None:
            return found
    return None


@cache
def _readers(kinds: tuple[str, ...]) -> tuple[Callable[[Tokens, int], Core | None], ...]:
    """What reads a date that begins with phrases of such kinds."""
    return tuple(reader for reader, telling in _READERS if not set(telling).isdisjoint(kinds))


# ---------------------------------------------------------------- with a month's name


def _day_first(tokens: Tokens, i: int) -> Core | None:
    listed = _days(tokens, i)
    if listed is None:
        return None
    days, kind, j, gaps = listed
    j = _to_month(tokens, j)
    offset = tokens.at(j, "month_offset")
    # «۲۰ ماه گذشته» is a length of time, «به تاریخ ۲۰ ماه گذشته» a day.
    told = kind == "ordinal" or _cued(tokens, i)
    if offset and kind != "cardinal" and (offset[0].number == 0 or told):
        return DateParts(day=days[0], month_offset=offset[0].number), offset[1], "day-month"
    found = _month(tokens, j)
    if found is None:
        return None
    month, j, marked = found
    marked = marked or tokens.at(j - 2, "month_word") is not None
    years, after = year_after(tokens, j, month.calendar)
    if not _stands(tokens, i, after, month, kind, marked or years != NO_YEAR):
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
    years, after = year_after(tokens, j, month.calendar)
    day = _length(month.calendar, years.year, month.number)
    if day is None:
        return None
    return years.of(DateParts(month.calendar, month=month.number, day=day)), after, "last-day"


def _weekday_of_month(tokens: Tokens, i: int) -> Core | None:
    """«نخستین شنبه مهر», «آخرین چهارشنبه ماه جاری»: a weekday counted in its month."""
    found = tokens.at(i, "ordinal", "last_one")
    weekday = tokens.at(found[1], "weekday") if found else None
    if found is None or weekday is None:
        return None
    nth = found[0].number if found[0].kind == "ordinal" else _LAST
    offset = tokens.at(weekday[1], "month_offset")
    month = (DateParts(month_offset=offset[0].number), offset[1]) if offset else None
    if month is None and (alone := _month_alone(tokens, weekday[1])):
        month = alone[0], alone[1]
    if month is None or nth > _MOST_WEEKS:
        return None
    parts = replace(month[0], precision="day", weekday=weekday[0].number, nth=nth)
    return parts, month[1], "weekday-of-month"


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
        return _cued(tokens, i)
    return True


def _cued(tokens: Tokens, i: int) -> bool:
    """True if «به تاریخ», «مورخ», «روز» stands before token `i`."""
    return any(tokens.at(k, "cue", "day_word") for k in (i - 1, i - 2) if k >= 0)


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
    part = _part_of_month(tokens, i)
    before = tokens.at(part, "month_word")
    found = _month(tokens, before[1] if before else part)
    if found is None:
        return None
    month, j, marked = found
    marked = marked or before is not None or part > i
    years, after = year_after(tokens, j, month.calendar)
    if month.note == "strict" and years == NO_YEAR:
        return None
    # A month of an ordinary word's name needs «ماه» or «سال», not a number alone.
    bare = years.year is not None and not tokens.at(j, "year")
    if not marked and (years == NO_YEAR or (month.note in ("yes", "strict") and bare)):
        return None
    parts = DateParts(calendar=month.calendar, month=month.number, precision="month")
    return years.of(parts), after, "month"


def _part_of_month(tokens: Tokens, i: int) -> int:
    """Past «نیمه دوم», «اواخر» before a month, of which no day is told; else `i`."""
    edge = tokens.at(i, "month_edge")
    if edge is not None:
        return edge[1]
    found = tokens.at(i, "month_part")
    number = tokens.at(found[1], "ordinal", "last_one") if found else None
    return number[1] if number else i


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
    years, after = year_after(tokens, j, SOLAR)
    if years == NO_YEAR:
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


def _month_by_offset(tokens: Tokens, i: int) -> Core | None:
    found = tokens.at(i, "month_offset")
    if found is None or tokens.counted(i) or tokens.compared(found[1]):
        return None
    return DateParts(month_offset=found[0].number, precision="month"), found[1], "month"


def read_year(tokens: Tokens, i: int) -> Core | None:
    """«سال ۱۳۹۷», «سال روان», «امسال»: the year that begins at token `i`, if one does."""
    offset = tokens.at(i, "year_offset")
    if offset and not tokens.counted(i) and not tokens.compared(offset[1]):
        years = counted_year(offset[0].number)
        return years.of(DateParts(precision="year")), offset[1], "year"
    word = tokens.at(i, "year")
    if word is None:
        return None
    k = word[1]
    number, after = tokens.number(k), k + 1
    if number is None:
        worded = worded_year(tokens, k)
        if worded is None:
            return None
        number, after = worded
    if number <= LAST_DAY or len(tokens.word(k)) == 3:
        return None
    number = full_year(number)
    era = era_of(tokens, after)
    calendar = era or calendar_of_year(number)
    if calendar is None or not plausible(calendar, number, told=bool(era)):
        return None
    parts = DateParts(calendar=calendar, year=number, precision="year")
    return parts, past_era(tokens, after), "year"


# The readers, and the kinds of phrase one of which must begin what they read.
_READERS = (
    (read_figures, ("figure",)),
    (_last_of_month, ("last_day",)),
    (_pashto, ("pashto_of",)),
    (_weekday_of_month, ("ordinal", "last_one")),
    (_day_first, ("figure", "ordinal", "cardinal")),
    (_month_first, ("month",)),
    (_month_alone, ("month", "month_word", "month_part", "month_edge")),
    (_month_by_offset, ("month_offset",)),
    (_season, ("season", "quarter_of", "half_of")),
    (read_year, ("year", "year_offset")),
)

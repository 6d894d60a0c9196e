"""Reads a date in figures, «۱۳۹۸/۳/۷» or «7-3-1398», and says which years a date can have."""

from __future__ import annotations

from neshast.calendars import GREGORIAN, LUNAR, REACH, SOLAR, DateParts, calendar_of_year
from neshast.date_words import Tokens

# What was read, the token after it, and the name of the rule.
Core = tuple[DateParts, int, str]

# The rule of a date whose figures could be a day or a year: the variety decided.
BY_VARIETY = "numeric by variety"

_SIGNS = "/-."
# Two figures are a year of the solar century only where they cannot be a day.
LAST_DAY = 31
# Years of the imperial calendar of 1355 to 1357 count from 1180 years before the Hijra.
_IMPERIAL, _IMPERIAL_YEARS = 1180, range(2500, 2560)
# Years beside a month's name; with an era word every year that can be converted.
_PLAUSIBLE = {SOLAR: (1206, 1420), LUNAR: (1300, 1465), GREGORIAN: (1900, 2100)}
# «02» as a year, where the variety says that it is one.
_NEW_CENTURY = 1400


def read_figures(tokens: Tokens, i: int) -> Core | None:
    """The date in three numbers that begins at token `i`, if one does."""
    sign = tokens.word(i + 1)
    if not sign or sign not in _SIGNS or tokens.word(i + 3) != sign:
        return None
    figures = [tokens.word(i + step) for step in (0, 2, 4)]
    if not all(word.isdecimal() and len(word) in (1, 2, 4) for word in figures):
        return None
    if sign == "." and not all(tokens.touches(i + step) for step in range(1, 5)):
        return None
    if _chained(tokens, i - 1, i - 2) or _chained(tokens, i + 5, i + 6):
        return None
    era = tokens.at(i + 5, "era")
    after = era[1] if era else i + 5
    parts = _ordered(figures, era[0].value if era else "")
    if parts is not None:
        return parts, after, "numeric"
    parts = _by_variety(figures, tokens.variety) if sign == "/" else None
    return (parts, after, BY_VARIETY) if parts else None


def _chained(tokens: Tokens, sign: int, figure: int) -> bool:
    """True if the figures go on: a code or a telephone number."""
    touching = max(sign, figure)
    return (
        tokens.word(sign) in ("/", "-", ".")
        and tokens.word(figure).isdecimal()
        and tokens.touches(touching)
        and tokens.touches(touching - 1 if sign > figure else touching + 1)
    )


def _ordered(figures: list[str], era: str) -> DateParts | None:
    """Three numbers as a date: the member that cannot be a day is the year."""
    a, b, c = (int(figure) for figure in figures)
    if len(figures[0]) == 4 or (len(figures[2]) != 4 and a > LAST_DAY):
        year, month, day = full_year(a), b, c
    elif len(figures[2]) == 4 or c > LAST_DAY:
        year, month, day = full_year(c), b, a
    else:
        return None
    calendar = era or calendar_of_year(year)
    if calendar is None:
        return None
    if calendar == GREGORIAN and month > 12 >= day:
        month, day = day, month
    return checked(calendar, month, day, year, told=bool(era))


def _by_variety(figures: list[str], variety: str | None) -> DateParts | None:
    """«۰۲/۰۳/۱۲», no figure of which must be the year: in Iran it comes first, else last."""
    if variety is None or not all(len(figure) == 2 for figure in figures):
        return None
    year, month, day = (int(f) for f in (figures if variety == "fa-IR" else reversed(figures)))
    return checked(SOLAR, month, day, _NEW_CENTURY + year)


def full_year(year: int) -> int:
    """A year of two figures in its century, an imperial one as solar."""
    if year in _IMPERIAL_YEARS:
        return year - _IMPERIAL
    return year + 1300 if year < 100 else year


def checked(
    calendar: str, month: int, day: int, year: int | None = None, told: bool = False
) -> DateParts | None:
    """The parts, unless no year has such a day; `told` if an era word stands beside the year."""
    most = {SOLAR: 31 if month <= 6 else 30, LUNAR: 30, GREGORIAN: 31}[calendar]
    if not (1 <= month <= 12 and 1 <= day <= most):
        return None
    if year is not None and not plausible(calendar, year, told):
        return None
    return DateParts(calendar=calendar, year=year, month=month, day=day)


def plausible(calendar: str, year: int, told: bool) -> bool:
    """True if a text can name such a year; any in reach, if an era word tells its calendar."""
    low, high = (REACH if told else _PLAUSIBLE)[calendar]
    return low <= year <= high

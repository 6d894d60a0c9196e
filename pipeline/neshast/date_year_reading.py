"""Reads the year of a date: in figures, in words, or counted from another («سال روان»)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from neshast.calendars import SOLAR, DateParts
from neshast.date_figures import LAST_DAY, full_year, plausible
from neshast.date_words import Tokens

_LOOSE = "/-.،»"
_SURE_SHORT_YEAR = 80


class Years(NamedTuple):
    """The year of a date, or how it is counted from another."""

    year: int | None = None
    this_year: bool = False
    year_offset: int | None = None

    def of(self, parts: DateParts) -> DateParts:
        """The parts with this year."""
        if self == NO_YEAR:
            return parts
        return replace(
            parts, year=self.year, this_year=self.this_year, year_offset=self.year_offset
        )


NO_YEAR = Years()


def year_after(tokens: Tokens, j: int, calendar: str) -> tuple[Years, int]:
    """The year after a month, and the token after it."""
    for skipped in range(3):
        k = j + skipped
        offset = tokens.at(k, "year_offset")
        if offset:
            return counted_year(offset[0].number), past_era(tokens, offset[1])
        word = tokens.at(k, "year")
        at = word[1] if word else k
        year = _year_number(tokens, at, calendar, bool(word), skipped > 0)
        if year is not None:
            return Years(year), past_era(tokens, at + 1)
        worded = worded_year(tokens, at)
        told = worded is not None and era_of(tokens, worded[1]) == calendar
        if worded is not None and plausible(calendar, worded[0], told):
            return Years(worded[0]), past_era(tokens, worded[1])
        sign = tokens.word(k)
        if not sign or sign not in _LOOSE or (sign == "." and not tokens.touches(k + 1)):
            break
    return NO_YEAR, j


def counted_year(offset: int) -> Years:
    return Years(this_year=True) if offset == 0 else Years(year_offset=offset)


def past_era(tokens: Tokens, j: int) -> int:
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
    return number if plausible(calendar, number, era_of(tokens, k + 1) == calendar) else None


def era_of(tokens: Tokens, j: int) -> str:
    """The calendar of an era word at `j`, if it tells one."""
    era = tokens.at(j, "era")
    return era[0].value if era else ""


# The parts of a number in words, from its greatest on.
_MAGNITUDES = ("thousands", "hundreds", "tens", "cardinal")


def worded_year(tokens: Tokens, k: int) -> tuple[int, int] | None:
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

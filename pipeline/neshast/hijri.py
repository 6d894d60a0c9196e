"""The solar and the lunar Hijri calendar, as the ordinals of the first days of their months.

Solar: years 1206 to 1498, leap years as the Calendar Center of the Institute of Geophysics of the
University of Tehran lists them (``leap_years.tsv``); months as they are long today. Before 1304 in
Iran and 1336 in Afghanistan the months of the zodiac were 29 to 32 days long, so that a day of
those years, as it was counted then, may lie a day or two apart.

Lunar: years 1343 to 1500 are Umm al-Qura (hijridate). Years 1300 to 1342 are the tabular civil
calendar (30 years of 354 or 355 days, epoch 16 July 622; Reingold and Dershowitz, Calendrical
Calculations). At the seam it runs a day late; the last month of 1342 is counted back from
1 Muharram 1343, so that no day is missing and none comes twice. What was proclaimed may lie a day
to either side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate

from hijridate import Hijri

from neshast.lexicon import table

SOLAR_YEARS, LUNAR_YEARS = (1206, 1498), (1300, 1500)

_NOWRUZ_1206 = date(1827, 3, 22)
_UMM_AL_QURA = 1343
_SHORT_MONTH = 29
_CIVIL_EPOCH = date(622, 7, 19)  # 16 July by the Julian calendar


@dataclass(frozen=True, slots=True)
class Months:
    """A calendar of twelve months a year, from 1 of month 1 of `first_year`.

    `starts` holds the ordinal (`date.toordinal`) of each first day, and of the day after the last.
    """

    first_year: int
    starts: tuple[int, ...]

    def first_of(self, year: int, month: int) -> int | None:
        """The ordinal of the first of a month, also of the one after the last."""
        at = (year - self.first_year) * 12 + month - 1
        return self.starts[at] if 0 <= at < len(self.starts) else None

    def ordinal(self, year: int, month: int, day: int) -> int | None:
        """The ordinal of a day; None if there is no such day, or it is out of reach."""
        at = (year - self.first_year) * 12 + month - 1
        if not (1 <= month <= 12 and day >= 1 and 0 <= at < len(self.starts) - 1):
            return None
        found = self.starts[at] + day - 1
        return found if found < self.starts[at + 1] else None

    def day(self, ordinal: int) -> tuple[int, int, int] | None:
        """Year, month and day of an ordinal; None if it is out of reach."""
        if not self.starts[0] <= ordinal < self.starts[-1]:
            return None
        at = bisect_right(self.starts, ordinal) - 1
        return self.first_year + at // 12, at % 12 + 1, ordinal - self.starts[at] + 1


@cache
def solar() -> Months:
    """The solar calendar: six months of 31 days, five of 30, and a last one of 29 or 30."""
    leap = {int(row["year"]) for row in table("leap_years", "year")}
    first, last = SOLAR_YEARS
    lengths = [
        length
        for year in range(first, last + 1)
        for length in (*[31] * 6, *[30] * 5, 29 + (year in leap))
    ]
    return Months(first, tuple(accumulate(lengths, initial=_NOWRUZ_1206.toordinal())))


@cache
def lunar() -> Months:
    """The lunar calendar, tabular before 1343 and Umm al-Qura from then on."""
    first, last = LUNAR_YEARS
    seam, *proclaimed = _umm_al_qura(last)
    tabular = [_civil(year, month) for year in range(first, _UMM_AL_QURA) for month in range(1, 13)]
    tabular[-1] = seam - _SHORT_MONTH
    return Months(first, (*tabular, seam, *proclaimed))


def _umm_al_qura(last: int) -> Iterator[int]:
    for year in range(_UMM_AL_QURA, last + 1):
        for month in range(1, 13):
            yield Hijri(year, month, 1).to_gregorian().toordinal()
    end = Hijri(last, 12, 1)
    yield end.to_gregorian().toordinal() + end.month_length()


def _civil(year: int, month: int) -> int:
    """The first of a month by the tabular calendar: months of 30 and 29 days in turn."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    return _CIVIL_EPOCH.toordinal() + before

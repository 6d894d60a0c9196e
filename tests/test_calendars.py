"""The Hijri calendars, over every day of their years, against two libraries."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import jdatetime
import pytest

from neshast import hijri
from neshast.calendars import (
    GREGORIAN,
    LUNAR,
    REACH,
    SOLAR,
    from_gregorian,
    period,
    to_gregorian,
)

NEW_YEARS = [
    (calendar, int(year), date.fromisoformat(day))
    for calendar, year, day in (
        line.split("\t")
        for line in (Path(__file__).parent / "dates" / "new_years.tsv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )
]
# By the sun, Nowruz of these years lies a day later than the Calendar Center has it.
OTHER_BY_THE_SUN = {1243, 1255, 1259, 1267, 1271, 1276}


@pytest.mark.parametrize("months", [hijri.solar(), hijri.lunar()], ids=["solar", "lunar"])
def test_every_day_goes_both_ways_and_follows_the_one_before(months: hijri.Months) -> None:
    first, last = months.starts[0], months.starts[-1]
    before = (0, 0, 0)
    for ordinal in range(first, last):
        parts = months.day(ordinal)
        assert parts is not None and parts > before
        assert months.ordinal(*parts) == ordinal
        year, month, day = parts
        assert day == 1 or parts == (*before[:2], before[2] + 1)
        assert day > 1 or ordinal == first or (year, month) == _after(*before[:2])
        before = parts
    assert months.day(first - 1) is months.day(last) is None


def _after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def test_every_solar_day_is_that_of_jdatetime() -> None:
    day = jdatetime.date.fromgregorian(date=date(1827, 3, 22))
    ordinal, one = date(1827, 3, 22).toordinal(), timedelta(days=1)
    while day.year <= 1498:
        assert hijri.solar().ordinal(day.year, day.month, day.day) == ordinal
        day, ordinal = day + one, ordinal + 1
    assert hijri.solar().starts[-1] == ordinal


@pytest.mark.parametrize(("calendar", "most"), [(SOLAR, 1), (LUNAR, 2)])
def test_new_years_are_those_of_convertdate(calendar: str, most: int) -> None:
    other = {
        year: abs((to_gregorian(calendar, year, 1, 1) or date.min) - day).days
        for name, year, day in NEW_YEARS
        if name == calendar
    }
    assert other.keys() == set(range(REACH[calendar][0], REACH[calendar][1] + 1))
    assert max(other.values()) == most
    differing = {year for year, days in other.items() if days}
    if calendar == SOLAR:
        assert differing == OTHER_BY_THE_SUN
    else:
        assert min(differing) == 1343


def test_lunar_months_fit_at_the_seam() -> None:
    starts = hijri.lunar().starts
    lengths = [after - start for start, after in pairwise(starts)]
    assert set(lengths[: (1343 - 1300) * 12]) == {29, 30}
    # Umm al-Qura as it was printed had eight months of 28 or 31 days, the last one in 1364.
    odd = [1300 + i // 12 for i, length in enumerate(lengths) if length not in (29, 30)]
    assert (len(odd), odd[-1]) == (8, 1364)
    assert to_gregorian(LUNAR, 1343, 1, 1) == date(1924, 8, 1)
    assert to_gregorian(LUNAR, 1342, 12, 29) == date(1924, 7, 31)
    assert to_gregorian(LUNAR, 1342, 12, 30) is None


def test_a_leap_day_is_in_leap_years_only() -> None:
    leap = [year for year in range(1206, 1499) if to_gregorian(SOLAR, year, 12, 30)]
    assert len(leap) == 71
    assert {1210, 1214, 1304, 1309, 1375, 1399, 1403, 1408, 1498} <= set(leap)
    assert {b - a for a, b in pairwise(leap)} == {4, 5}
    assert all(
        to_gregorian(SOLAR, year, month, 31) is None
        for year in range(1206, 1499)
        for month in range(7, 13)
    )


@pytest.mark.parametrize(
    ("calendar", "parts", "when"),
    [
        (SOLAR, (1206, 1, 1), date(1827, 3, 22)),
        (SOLAR, (1298, 5, 28), date(1919, 8, 20)),
        (SOLAR, (1357, 11, 22), date(1979, 2, 11)),
        (SOLAR, (1403, 12, 30), date(2025, 3, 20)),
        (SOLAR, (1498, 12, 30), date(2120, 3, 20)),
        (SOLAR, (1205, 12, 29), None),
        (SOLAR, (1499, 1, 1), None),
        (SOLAR, (1400, 0, 1), None),
        (SOLAR, (1400, 13, 1), None),
        (SOLAR, (1400, 1, 0), None),
        (LUNAR, (1300, 1, 1), date(1882, 11, 12)),
        (LUNAR, (1299, 12, 1), None),
        (LUNAR, (1501, 1, 1), None),
        (GREGORIAN, (1900, 2, 29), None),
        (GREGORIAN, (2101, 1, 1), None),
    ],
)
def test_days(calendar: str, parts: tuple[int, int, int], when: date | None) -> None:
    assert to_gregorian(calendar, *parts) == when
    if when is not None:
        assert from_gregorian(calendar, when) == parts


@pytest.mark.parametrize(
    ("calendar", "year", "last"),
    [
        (SOLAR, 1498, date(2120, 3, 20)),
        (LUNAR, 1500, date(2077, 11, 16)),
        (GREGORIAN, 2100, date(2100, 12, 31)),
    ],
)
def test_the_last_year_has_its_end(calendar: str, year: int, last: date) -> None:
    bounds = period(calendar, year, None, 12)
    assert bounds is not None and bounds[1] == last
    assert period(calendar, year + 1, None, 12) is None

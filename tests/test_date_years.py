"""The weekday chooses the year of a day and month where it decides, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from neshast.aligned import Span
from neshast.calendars import GREGORIAN, LUNAR, SOLAR, DateParts
from neshast.date_resolving import Context, Era, resolve
from neshast.date_values import Anchor

MON, TUE, WED, THU, FRI, SAT, SUN = range(1, 8)
SEVENTH_OF_JAWZA = DateParts(SOLAR, month=3, day=7)
TENTH_OF_RAJAB = DateParts(LUNAR, month=7, day=10)
UNITY = Era("unity", date(2014, 9, 29), date(2020, 3, 9))
NEAREST, BY_WEEKDAY = "The year that puts the day", "Of the years near the anchor"


def published(day: str, outlook: str) -> Context:
    return Context(outlook, Anchor("published", GREGORIAN, date.fromisoformat(day)))


# 7 Jawza was a Fri in 2016, Sun in 2017, Mon in 2018, Tue in 2019, Wed in 2020, Fri in 2021.
@pytest.mark.parametrize(
    ("parts", "weekday", "outlook", "day", "edtf", "reason"),
    [
        (SEVENTH_OF_JAWZA, None, "past", "2019-10-01", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, TUE, "past", "2019-10-01", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, MON, "past", "2019-10-01", "2018-05-28", BY_WEEKDAY),
        (SEVENTH_OF_JAWZA, FRI, "past", "2019-10-01", "2016-05-27", BY_WEEKDAY),
        # Thursday would be 2015, a fifth year back; Saturday none at all.
        (SEVENTH_OF_JAWZA, THU, "past", "2019-10-01", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, SAT, "past", "2019-10-01", "2019-05-28", NEAREST),
        # Near the anchor the weekday is a slip.
        (SEVENTH_OF_JAWZA, MON, "past", "2019-06-20", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, MON, "past", "2019-07-27", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, MON, "past", "2019-07-28", "2018-05-28", BY_WEEKDAY),
        (SEVENTH_OF_JAWZA, WED, "future", "2019-02-01", "2020-05-27", BY_WEEKDAY),
        (SEVENTH_OF_JAWZA, MON, "future", "2019-02-01", "2019-05-28", NEAREST),
        # Either side: the year before and the year after, and no more.
        (SEVENTH_OF_JAWZA, None, "any", "2019-11-01", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, WED, "any", "2019-11-01", "2020-05-27", BY_WEEKDAY),
        (SEVENTH_OF_JAWZA, MON, "any", "2019-11-01", "2019-05-28", NEAREST),
        # Some weeks on the wrong side, or most of a year on the right one.
        (SEVENTH_OF_JAWZA, WED, "past", "2020-05-01", "2020-05-27", "The year that puts the days"),
        (SEVENTH_OF_JAWZA, TUE, "past", "2020-05-01", "2019-05-28", NEAREST),
        (SEVENTH_OF_JAWZA, MON, "past", "2020-05-01", None, "Nothing on the page"),
        (SEVENTH_OF_JAWZA, None, "past", "2020-05-01", None, "Nothing on the page"),
        # 10 Rajab was counted as Mon in 2024, Wed in 2023, Fri in 2022: a day to either side.
        (TENTH_OF_RAJAB, TUE, "past", "2024-06-01", "2024-01-22~", NEAREST),
        (TENTH_OF_RAJAB, FRI, "past", "2024-06-01", "2022-02-11~", BY_WEEKDAY),
        # Wednesday and Thursday: 2023 counted, or 2022 by a day.
        (TENTH_OF_RAJAB, THU, "past", "2024-06-01", "2024-01-22~", NEAREST),
    ],
)
def test_the_weekday_chooses_the_year_far_from_the_anchor(
    parts: DateParts, weekday: int | None, outlook: str, day: str, edtf: str | None, reason: str
) -> None:
    context = published(day, outlook)
    value, _ = resolve(Span(0, 1), replace(parts, weekday=weekday), context)
    assert value.edtf == edtf
    assert value.reason.startswith(reason)
    if edtf and weekday:
        assert value.weekday_agrees is ("weekday_mismatch" not in value.warnings)
        assert value.weekday_agrees or reason == NEAREST


def test_a_year_that_is_told_is_not_chosen() -> None:
    context = published("2019-10-01", "past")
    parts = replace(SEVENTH_OF_JAWZA, weekday=MON, this_year=True)
    value, _ = resolve(Span(0, 1), parts, context)
    assert (value.edtf, value.warnings) == ("2019-05-28", ("weekday_mismatch",))


ALL = "[2015-05-28,2016-05-27,2017-05-28,2018-05-28,2019-05-28]"


@pytest.mark.parametrize(
    ("parts", "weekday", "edtf", "year", "agrees", "warnings"),
    [
        (SEVENTH_OF_JAWZA, None, ALL, None, None, ("year_unresolved",)),
        (SEVENTH_OF_JAWZA, TUE, "[2019-05-28]", 1398, True, ()),
        (SEVENTH_OF_JAWZA, SAT, ALL, None, False, ("weekday_mismatch", "year_unresolved")),
        (
            TENTH_OF_RAJAB,
            SAT,
            "[2016-04-17~,2017-04-07~,2019-03-17~]",
            None,
            True,
            ("year_unresolved",),
        ),
    ],
)
def test_the_weekday_leaves_fewer_years_of_an_era(
    parts: DateParts,
    weekday: int | None,
    edtf: str,
    year: int | None,
    agrees: bool | None,
    warnings: tuple[str, ...],
) -> None:
    context = Context("past", eras=[UNITY])
    value, _ = resolve(Span(0, 1), replace(parts, weekday=weekday), context)
    assert (value.resolution, value.edtf, value.year) == ("constrained", edtf, year)
    assert (value.weekday_agrees, value.warnings) == (agrees, warnings)


@pytest.mark.parametrize(
    ("weekday", "last", "edtf"),
    [
        (TUE, DateParts(SOLAR, month=3, day=9), "[2019-05-30]"),
        (SUN, DateParts(SOLAR, month=1, day=2), "[2018-03-22]"),
        (
            WED,
            DateParts(GREGORIAN, month=6, day=2),
            "[2015-06-02,2016-06-02,2017-06-02,2018-06-02,2019-06-02]",
        ),
    ],
)
def test_the_last_day_of_several_is_in_the_years_of_the_first(
    weekday: int, last: DateParts, edtf: str
) -> None:
    parts = replace(SEVENTH_OF_JAWZA, weekday=weekday, end=last)
    _, value = resolve(Span(0, 1), parts, Context("past", eras=[UNITY]))
    assert value is not None
    assert (value.edtf, value.resolution) == (edtf, "constrained")

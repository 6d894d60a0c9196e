"""Days and periods called by their names, and figures whose order the variety tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import jdatetime
from convertdate import islamic, persian
from forms import CHANCE, Row, eastern, row, stated
from hijridate import Gregorian, Hijri

AF, IR = "fa-AF", "fa-IR"
S, L, G = "solar_hijri", "lunar_hijri", "gregorian"
DAY = timedelta(days=1)

# As it is written, the variety, and by which calendar it is from which day to which.
NAMES = (
    ("هفته دولت", IR, S, (6, 2), (6, 8)), ("دهه فجر", IR, S, (11, 12), (11, 22)),
    ("دهه مبارک فجر", IR, S, (11, 12), (11, 22)), ("هفتهٔ دفاع مقدس", IR, S, (6, 31), (7, 6)),
    ("دهه کرامت", IR, L, (11, 1), (11, 11)), ("هفته وحدت", IR, L, (3, 12), (3, 17)),
    ("نوروز", IR, S, (1, 1), None), ("عید نوروز", AF, S, (1, 1), None),
    ("عید فطر", IR, L, (10, 1), None), ("عید سعید فطر", AF, L, (10, 1), None),
    ("عید قربان", IR, L, (12, 10), None), ("عید سعید اضحی", AF, L, (12, 10), None),
    ("عاشورا", AF, L, (1, 10), None), ("تاسوعا", IR, L, (1, 9), None),
    ("اربعین حسینی", IR, L, (2, 20), None), ("نیمه شعبان", IR, L, (8, 15), None),
    ("میلاد پیامبر", AF, L, (3, 12), None), ("میلاد پیامبر", IR, L, (3, 17), None),
    ("شب یلدا", IR, S, (9, 30), None), ("روز دانشجو", IR, S, (9, 16), None),
    ("روز معلم", IR, S, (2, 12), None), ("روز معلم", AF, G, (10, 5), None),
    ("روز جهانی معلم", IR, G, (10, 5), None), ("هفته معلم", IR, S, (2, 12), (2, 18)),
    ("روز خبرنگار", IR, S, (5, 17), None), ("روز خبرنگار", AF, S, (12, 27), None),
    ("روز مادر", IR, L, (6, 20), None), ("روز مادر", AF, S, (3, 24), None),
    ("روز زن", IR, L, (6, 20), None), ("روز زن", AF, G, (3, 8), None),
    ("هشت مارچ", AF, G, (3, 8), None), ("روز جهانی زن", IR, G, (3, 8), None),
    ("هفته شهید", AF, S, (6, 18), (6, 24)), ("هفت ثور", AF, S, (2, 7), None),
    ("سالروز استرداد استقلال", AF, S, (5, 28), None),
    ("استرداد استقلال کشور", AF, S, (5, 28), None),
    ("کمپاین ۱۶ روزه", AF, G, (11, 25), (12, 10)), ("۱۶ روز فعالیت", AF, G, (11, 25), (12, 10)),
    ("روز جهانی حقوق بشر", AF, G, (12, 10), None), ("روز جهانی صحت", AF, G, (4, 7), None),
)  # fmt: skip


def gregorian(calendar: str, year: int, month: int, day: int) -> date:
    """A day of a calendar."""
    if calendar == G:
        return date(year, month, day)
    if calendar == S:
        when: date = jdatetime.date(year, month, day).togregorian()
        return when
    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def agreed(calendar: str, year: int, day: tuple[int, int]) -> bool:
    """True if another library has the same day, a lunar one within a day."""
    when = gregorian(calendar, year, *day)
    if calendar == S:
        return when == date(*persian.to_gregorian(year, *day))
    return calendar == G or abs(when - date(*islamic.to_gregorian(year, *day))) <= DAY


def days_within(calendar: str, day: tuple[int, int], first: date, last: date) -> list[int]:
    """The years of a calendar that put a day between two others."""
    begin = {
        G: first.year,
        S: first.year - 622,
        L: Gregorian(first.year, first.month, first.day).to_hijri().year,
    }[calendar]
    years = range(begin, begin + 3)
    return [year for year in years if first <= gregorian(calendar, year, *day) <= last]


def named_days() -> Iterator[Row]:
    """With a solar year beside it, with a day of publication, and with neither."""
    forms = ("{n} سال {y}", "{n} {y}", "{n} سال {y} خورشیدی")
    for name, variety, calendar, day, end in NAMES:
        years: list[int] = []
        # A lunar day may come twice in a solar year.
        while len(years) != 1 or not agreed(calendar, years[0], day):
            solar = CHANCE.randint(1395, 1404)
            bounds = gregorian(S, solar, 1, 1), gregorian(S, solar + 1, 1, 1) - DAY
            years = days_within(calendar, day, *bounds)
        when = gregorian(calendar, years[0], *day)
        last = {"last": str(_last(calendar, years[0], end))} if end else {}
        value = stated(calendar, years[0], *day, when, **last)
        text = CHANCE.choice(forms).format(n=name, y=eastern(solar))
        published = str(when + timedelta(days=CHANCE.randint(1, 120)))
        anchored = value | {"published": published, "resolution": "anchored"}
        opened = {
            "calendar": calendar, "month": day[0], "day": day[1], "resolution": "unresolved",
        }  # fmt: skip
        for shown, expected in ((text, value), (name, anchored), (name, opened)):
            yield row("named", shown, variety, **expected) | {"variety": variety}


def _last(calendar: str, year: int, end: tuple[int, int]) -> date:
    slack = DAY if calendar == L else timedelta()
    return gregorian(calendar, year, *end) + slack


def order_by_variety() -> Iterator[Row]:
    """Figures of which each could be the year: it comes first in Iran and last in Afghanistan."""
    for variety in (AF, IR):
        for _ in range(4):
            y, m, d = CHANCE.randint(1400, 1404), CHANCE.randint(1, 12), CHANCE.randint(1, 29)
            figures = (y % 100, m, d) if variety == IR else (d, m, y % 100)
            text = eastern("/".join(f"{figure:02}" for figure in figures))
            when = gregorian(S, y, m, d)
            yield row("order", text, variety, **stated(S, y, m, d, when)) | {"variety": variety}

"""The forms of date expressions, each with days on which two calendar libraries agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import jdatetime
from convertdate import islamic, persian
from hijridate import Gregorian, Hijri
from names import (
    AFGHAN,
    ARABIC,
    CARDINALS,
    EASTERN,
    FRAMES,
    GREGORIAN,
    IRANIAN,
    KURDISH,
    LUNAR,
    ORDINALS,
    PASHTO,
    WEEKDAYS,
)

CHANCE = random.Random(1395)

Row = dict[str, Any]


def eastern(text: object) -> str:
    """Persian digits."""
    return str(text).translate({48 + i: d for i, d in enumerate(EASTERN)})


def arabic(text: object) -> str:
    """Arabic-Indic digits."""
    return str(text).translate({48 + i: d for i, d in enumerate(ARABIC)})


def in_words(number: int, names: tuple[str, ...], tens: tuple[str, str]) -> str:
    """A day of the month in words, of one of the two series above."""
    if number <= 20:
        return names[number - 1]
    if number == 30:
        return tens[1]
    return f"{tens[0]} و {names[number % 10 - 1]}" if number < 30 else f"{tens[1]} و {names[0]}"


def ordinal(day: int) -> str:
    """«بیست و سوم»."""
    if day == 30:
        return "سی‌ام"
    return in_words(day, ORDINALS, ("بیست", "سی"))


def cardinal(day: int) -> str:
    """«بیست و سه»."""
    return in_words(day, CARDINALS, ("بیست", "سی"))


def solar(first: int = 1380, last: int = 1404) -> tuple[int, int, int, date]:
    """A day of the solar calendar on which both libraries agree."""
    while True:
        year, month, day = CHANCE.randint(first, last), CHANCE.randint(1, 12), CHANCE.randint(1, 29)
        when = jdatetime.date(year, month, day).togregorian()
        if when == date(*persian.to_gregorian(year, month, day)):
            return year, month, day, when


def lunar() -> tuple[int, int, int, date]:
    """A day of the lunar calendar on which both libraries agree within a day."""
    while True:
        year, month, day = CHANCE.randint(1421, 1447), CHANCE.randint(1, 12), CHANCE.randint(1, 29)
        found = Hijri(year, month, day).to_gregorian()
        when = date(found.year, found.month, found.day)
        if abs(when - date(*islamic.to_gregorian(year, month, day))) <= timedelta(days=1):
            return year, month, day, when


def gregorian() -> tuple[int, int, int, date]:
    """Any day since 2002."""
    when = date(2002, 1, 1) + timedelta(days=CHANCE.randrange(8400))
    return when.year, when.month, when.day, when


def row(kind: str, expression: str, variety: str, **expected: Any) -> Row:
    """One case: the expression in a sentence, and what is read."""
    frame = CHANCE.choice(FRAMES[variety])
    return {"kind": kind, "text": frame.format(expression), "expression": expression, **expected}


def stated(calendar: str, year: int, month: int, day: int, when: date, **more: Any) -> Row:
    """What is expected of a day."""
    slack = timedelta(days=1 if calendar == "lunar_hijri" else 0)
    return {
        "calendar": calendar, "year": year, "month": month, "day": day,
        "earliest": str(when - slack), "latest": str(when + slack), "resolution": "explicit",
        **more,
    }  # fmt: skip


def solar_days() -> Iterator[Row]:
    """Solar days with their year, in figures and words."""
    forms = (
        "{d} {m} {y}", "{d} {m} سال {y}", "{d} {m} ماه {y}", "{d} برج {m} سال {y}",
        "{d} {m} {y} خورشیدی",
        "{d} {m} {y} هجری شمسی", "{d}{m} {y}", "{d} {m}{y}", "{d}/{m}/{y}", "{d} {m} {y} هـ ش",
    )  # fmt: skip
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for digits in (str, eastern, arabic):
            for form in forms:
                for _ in range(2):
                    y, m, d, when = solar()
                    text = form.format(d=digits(d), m=months[m - 1], y=digits(y))
                    yield row("solar", text, variety, **stated("solar_hijri", y, m, d, when))
        for form in ("{d} {m} {y}", "{d} {m} سال {y}", "{d} ماه {m} {y}"):
            for words in (ordinal, cardinal):
                for _ in range(4):
                    y, m, d, when = solar()
                    text = form.format(d=words(d), m=months[m - 1], y=eastern(y))
                    yield row("solar words", text, variety, **stated("solar_hijri", y, m, d, when))


def other_months() -> Iterator[Row]:
    """Solar months of other languages, and imperial years."""
    for months, kind in ((PASHTO, "pashto"), (KURDISH, "kurdish")):
        for number, name in enumerate(months, 1):
            y, _, d, _ = solar()
            when = jdatetime.date(y, number, d).togregorian()
            variety = "fa-AF" if months is PASHTO else "fa-IR"
            text = f"{eastern(d)} {name} {eastern(y)}"
            yield row(kind, text, variety, **stated("solar_hijri", y, number, d, when))
    for _ in range(6):
        y, m, d, when = solar(1355, 1357)
        text = f"{eastern(d)} {IRANIAN[m - 1]} {eastern(y + 1180)}"
        shown = CHANCE.choice((text, f"{text} شاهنشاهی"))
        yield row("imperial", shown, "fa-IR", **stated("solar_hijri", y, m, d, when))


def numeric() -> Iterator[Row]:
    """Figures alone, with four and two figures for the year."""
    for sign in "/-.":
        for digits in (str, eastern):
            for pad in (False, True):
                for variety in ("fa-AF", "fa-IR"):
                    y, m, d, when = solar()
                    day, month = (f"{n:02}" if pad else str(n) for n in (d, m))
                    parts = (day, month, str(y)) if variety == "fa-AF" else (str(y), month, day)
                    text = digits(sign.join(parts))
                    yield row("numeric", text, variety, **stated("solar_hijri", y, m, d, when))
    for _ in range(10):
        y, m, d, when = solar(1385, 1399)
        text = eastern(f"{y % 100}/{m}/{d}")
        yield row("numeric short", text, "fa-IR", **stated("solar_hijri", y, m, d, when))
    for _ in range(6):
        y, m, d, when = solar(1385, 1399)
        text = f"{d}/{m}/{y % 100}"
        yield row("numeric short", text, "fa-AF", **stated("solar_hijri", y, m, d, when))
    for _ in range(8):
        y, m, d, when = gregorian()
        text = CHANCE.choice((when.isoformat(), f"{y}/{m}/{d}", eastern(f"{d}/{m}/{y}")))
        if m <= 12 < d or text == when.isoformat():
            yield row("numeric", text, "fa-IR", **stated("gregorian", y, m, d, when))
    for _ in range(6):
        y, m, d, when = lunar()
        text = f"{eastern(f'{d}/{m}/{y}')} هـ ق"
        yield row("numeric", text, "fa-AF", **stated("lunar_hijri", y, m, d, when))


def lunar_days() -> Iterator[Row]:
    """Lunar days, every month in three spellings."""
    forms = ("{d} {m} {y}", "{d} {m} سال {y}", "{d} {m} {y} هجری قمری", "{d} {m} {y} هـ ق")
    for number, names in enumerate(LUNAR, 1):
        for name in names:
            y, m, d, when = lunar()
            while m != number:
                y, m, d, when = lunar()
            text = CHANCE.choice(forms).format(d=eastern(d), m=name, y=eastern(y))
            variety = CHANCE.choice(("fa-AF", "fa-IR"))
            yield row("lunar", text, variety, **stated("lunar_hijri", y, m, d, when))
    for _ in range(10):
        y, m, d, when = lunar()
        text = f"{ordinal(d)} {LUNAR[m - 1][0]} {eastern(y)}"
        yield row("lunar", text, "fa-AF", **stated("lunar_hijri", y, m, d, when))


def gregorian_days() -> Iterator[Row]:
    """Gregorian days with Iranian, Dari, Levantine and English names."""
    for number, names in enumerate(GREGORIAN, 1):
        for name in names:
            y, m, d, when = gregorian()
            while m != number:
                y, m, d, when = gregorian()
            form = CHANCE.choice(("{d} {m} {y}", "{d} {m} سال {y}", "{d} {m} {y} میلادی"))
            text = form.format(d=eastern(d), m=name, y=eastern(y))
            if name.isascii():
                text = CHANCE.choice((f"{d} {name} {y}", f"{name} {d}, {y}", f"{d} {name}, {y}"))
            variety = "fa-AF" if name in (names[1], names[2]) else "fa-IR"
            yield row("gregorian", text, variety, **stated("gregorian", y, m, d, when))


def weekdays() -> Iterator[Row]:
    """A weekday, part of the day and hour around a day."""
    parts = (("صبح", "morning"), ("قبل از ظهر", "forenoon"), ("بعد از ظهر", "afternoon"),
             ("شام", "evening"), ("عصر", "afternoon"), ("پیش از ظهر", "forenoon"))  # fmt: skip
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for words, part in parts:
            for form in ("{p} روز {w} {d} {m} {y}", "{p} {w} {d} {m} {y}", "{w} {d} {m} {y}"):
                y, m, d, when = solar()
                week = WEEKDAYS[when.isoweekday() - 1]
                text = form.format(p=words, w=week, d=eastern(d), m=months[m - 1], y=eastern(y))
                time = {"part_of_day": part} if "{p}" in form else {}
                more = {"weekday": when.isoweekday(), "weekday_agrees": True, **time}
                yield row("weekday", text, variety, **stated("solar_hijri", y, m, d, when, **more))
    for _ in range(8):
        y, m, d, when = solar()
        hour = CHANCE.randint(8, 19)
        text = f"ساعت {eastern(hour)} روز {eastern(d)} {IRANIAN[m - 1]} {eastern(y)}"
        yield row("clock", text, "fa-IR",
                  **stated("solar_hijri", y, m, d, when, **{"from": f"{hour:02}:00"}))  # fmt: skip


def ranges() -> Iterator[Row]:
    """Several days with one year."""
    forms = (
        "{a} تا {b} {m} {y}",
        "از {a} الی {b} {m} {y}",
        "{a} و {b} {m} {y}",
        "{a} الی {b} {m} سال {y}",
    )
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form in forms:
            for _ in range(3):
                y, m, d, when = solar()
                d = min(d, 26)
                when = jdatetime.date(y, m, d).togregorian()
                to = d + 1 if " و " in form else d + CHANCE.randint(1, 3)
                last = when + timedelta(days=to - d)
                text = form.format(a=eastern(d), b=eastern(to), m=months[m - 1], y=eastern(y))
                text_read = text.removeprefix("از ")
                found = row("range", text, variety,
                            **stated("solar_hijri", y, m, d, when, last=str(last)))  # fmt: skip
                yield found | {"expression": text_read}


def duals() -> Iterator[Row]:
    """One day in two calendars: the solar one counts."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form in (
            "{s} مطابق {g}",
            "{s} برابر با {g}",
            "{s} ({g})",
            "{g} مصادف با {s}",
            "{g} برابر با {s}",
        ):
            for _ in range(2):
                y, m, d, when = solar()
                names = GREGORIAN[when.month - 1]
                name = names[1] if variety == "fa-AF" else names[0]
                s = f"{eastern(d)} {months[m - 1]} {eastern(y)}"
                g = f"{eastern(when.day)} {name} {eastern(when.year)}"
                text = form.format(s=s, g=g)
                yield row("dual", text, variety, **stated("solar_hijri", y, m, d, when))


def anchored() -> Iterator[Row]:
    """What the day of publication completes."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form, back in (("{d} {m} سال روان", 0), ("{d} {m} سال جاری", 0), ("{d} {m} امسال", 0),
                           ("{d} {m}", 0), ("{d} {m} سال گذشته", 1),
                           ("{d} ماه {m}", 0)):  # fmt: skip
            for _ in range(3):
                y, m, d, when = solar(1390, 1402)
                m, d = min(m, 10), min(d, 28)
                when = jdatetime.date(y, m, d).togregorian()
                published = jdatetime.date(y, m, d).togregorian() + timedelta(days=1)
                if back:
                    published = jdatetime.date(y + 1, m, d).togregorian()
                text = form.format(d=eastern(d), m=months[m - 1])
                yield row(
                    "anchored", text, variety, published=str(published),
                    **stated("solar_hijri", y, m, d, when, resolution="anchored"),
                )  # fmt: skip
    words = {"امروز": 0, "دیروز": -1, "روز گذشته": -1, "دیشب": -1, "شب گذشته": -1, "فردا": 1,
             "پریروز": -2, "پس‌فردا": 2, "امشب": 0, "همین امروز": 0}  # fmt: skip
    for word, days in words.items():
        for variety in FRAMES:
            _, _, _, published = gregorian()
            when = published + timedelta(days=days)
            yield row("relative", word, variety, published=str(published), outlook="any",
                      earliest=str(when), latest=str(when), resolution="anchored")  # fmt: skip
    for number, name in enumerate(WEEKDAYS, 1):
        for form in ("{}", "روز {}"):
            _, _, _, published = gregorian()
            when = published - timedelta(days=(published.isoweekday() - number) % 7)
            text = form.format(name)
            found = row("weekday alone", text, CHANCE.choice(tuple(FRAMES)),
                        published=str(published), outlook="past", earliest=str(when),
                        latest=str(when), resolution="anchored", weekday=number)  # fmt: skip
            yield found | {"expression": name}


def more_forms() -> Iterator[Row]:
    """Years of two figures, months with their mark, several days, three calendars, hours."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form in ("{d} {m} {s}", "{d} {m} سال {s}", "{d} {m}ماه {y}", "{d} {m} ماه سال {y}"):
            for _ in range(3):
                y, m, d, when = solar(1380, 1398)
                name = months[m - 1]
                text = form.format(d=eastern(d), m=name, y=eastern(y), s=eastern(y % 100))
                yield row("short year", text, variety, **stated("solar_hijri", y, m, d, when))
        for _ in range(3):
            y, m, d, when = solar()
            d = min(d, 24)
            when = jdatetime.date(y, m, d).togregorian()
            first, second, third = eastern(d), eastern(d + 1), eastern(d + 3)
            text = f"{first}، {second} و {third} {months[m - 1]} {eastern(y)}"
            yield row(
                "days",
                text,
                variety,
                **stated("solar_hijri", y, m, d, when, last=str(when + timedelta(days=3))),
            )
        for _ in range(4):
            y, m, d, when = solar()
            moon = Gregorian(when.year, when.month, when.day).to_hijri()
            name = GREGORIAN[when.month - 1][1 if variety == "fa-AF" else 0]
            text = (
                f"{eastern(d)} {months[m - 1]} {eastern(y)} برابر با {eastern(moon.day)} "
                f"{LUNAR[moon.month - 1][0]} {eastern(moon.year)} و {eastern(when.day)} {name} "
                f"{eastern(when.year)}"
            )
            yield row("three", text, variety, **stated("solar_hijri", y, m, d, when))
        for _ in range(3):
            y, m, d, when = solar()
            hour = CHANCE.randint(8, 15)
            text = (
                f"از ساعت {eastern(hour)} تا {eastern(hour + 2)} روز {eastern(d)} {months[m - 1]} "
                f"{eastern(y)}"
            )
            hours = {"from": f"{hour:02}:00", "to": f"{hour + 2:02}:00"}
            found = row("clock", text, variety, **stated("solar_hijri", y, m, d, when, **hours))
            yield found | {"expression": text.removeprefix("از ")}
    weeks = {"هفته گذشته": -1, "هفته جاری": 0, "هفته آینده": 1, "هفته روان": 0, "هفته قبل": -1}
    for words, weeks_on in weeks.items():
        _, _, _, published = gregorian()
        saturday = published - timedelta(days=(published.isoweekday() + 1) % 7)
        saturday += timedelta(weeks=weeks_on)
        yield row("week", words, "fa-AF", published=str(published), outlook="any",
                  earliest=str(saturday), latest=str(saturday + timedelta(days=6)),
                  precision="week", resolution="anchored")  # fmt: skip


def open_days() -> Iterator[Row]:
    """What nothing completes."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form in ("{d} {m} سال روان", "{d} {m}", "{d} {m} سال جاری"):
            for _ in range(3):
                _, m, d, _ = solar()
                text = form.format(d=eastern(d), m=months[m - 1])
                yield row("open", text, variety, calendar="solar_hijri", month=m, day=d,
                          resolution="unresolved")  # fmt: skip


def long_ones() -> Iterator[Row]:
    """Months, seasons, quarters and years."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for form in ("{m} ماه {y}", "{m} سال {y}", "ماه {m} سال {y}"):
            y, m, _, _ = solar()
            first = jdatetime.date(y, m, 1).togregorian()
            after = jdatetime.date(y + m // 12, m % 12 + 1, 1).togregorian()
            text = form.format(m=months[m - 1], y=eastern(y))
            yield row("month", text, variety, calendar="solar_hijri", year=y, month=m,
                      precision="month", earliest=str(first), resolution="explicit",
                      latest=str(after - timedelta(days=1)))  # fmt: skip
    seasons = {"بهار": 1, "تابستان": 4, "خزان": 7, "پاییز": 7, "زمستان": 10}
    quarters = {"ربع اول سال": 1, "ربع سوم سال": 7, "سه‌ماهه نخست سال": 1, "سه ماهه دوم سال": 4,
                "شش‌ماهه اول سال": 1}  # fmt: skip
    for names, precision in ((seasons, "season"), (quarters, "range")):
        for name, month in names.items():
            y, _, _, _ = solar()
            length = 6 if "شش" in name else 3
            first = jdatetime.date(y, month, 1).togregorian()
            end = month + length
            after = jdatetime.date(y + end // 13, (end - 1) % 12 + 1, 1).togregorian()
            variety = "fa-AF" if name in ("خزان", "ربع اول سال", "ربع سوم سال") else "fa-IR"
            yield row(precision, f"{name} {eastern(y)}", variety, calendar="solar_hijri", year=y,
                      earliest=str(first), latest=str(after - timedelta(days=1)),
                      resolution="explicit")  # fmt: skip

"""More forms of date expressions: in words, of other offices, and two days named by relation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import jdatetime
from forms import Row, eastern, gregorian, ordinal, row, solar, stated
from names import AFGHAN, CARDINALS, IRANIAN, PASHTO


def newer_forms() -> Iterator[Row]:
    """Years in words, the last day of a month, «۲۴م», bilingual stamps, two relative days."""
    for variety, months in (("fa-AF", AFGHAN), ("fa-IR", IRANIAN)):
        for _ in range(4):
            y, m, d, when = solar()
            year = year_in_words(y, "سه صد" if variety == "fa-AF" else "سیصد")
            text = f"{ordinal(d)} {months[m - 1]} سال {year}"
            yield row("year in words", text, variety, **stated("solar_hijri", y, m, d, when))
        for _ in range(3):
            y, m, _, _ = solar()
            after = jdatetime.date(y + m // 12, m % 12 + 1, 1).togregorian()
            when = after - timedelta(days=1)
            d = jdatetime.date.fromgregorian(date=when).day
            text = f"آخرین روز {months[m - 1]} {eastern(y)}"
            yield row("last day", text, variety, **stated("solar_hijri", y, m, d, when))
        for _ in range(2):
            y, m, d, when = solar()
            text = f"{eastern(d)}م {months[m - 1]} {eastern(y)}"
            yield row("ordinal", text, variety, **stated("solar_hijri", y, m, d, when))
    for _ in range(4):
        y, m, d, when = solar()
        text = f"د {eastern(y)} کال د {PASHTO[m - 1]} {eastern(d)}مه"
        yield row("pashto", text, "fa-AF", **stated("solar_hijri", y, m, d, when))
    _, _, _, published = gregorian()
    for text, first, last in (("دیروز و امروز", -1, 0), ("امروز و فردا", 0, 1)):
        yield row("two days", text, "fa-IR", published=str(published), outlook="any",
                  earliest=str(published + timedelta(days=first)),
                  latest=str(published + timedelta(days=first)),
                  last=str(published + timedelta(days=last)), resolution="anchored")  # fmt: skip


def year_in_words(year: int, three_hundred: str) -> str:
    """«یک هزار و سیصد و نود و هفت»."""
    tens = ("بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
    parts = ["یک هزار", three_hundred if year < 1400 else "چهارصد"]
    rest = year % 100
    if rest >= 20:
        parts.append(tens[rest // 10 - 2])
        rest %= 10
    if rest:
        parts.append(CARDINALS[rest - 1])
    return " و ".join(parts)

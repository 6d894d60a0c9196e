"""Any string at all through dates and time expressions: no exception, and nothing ill-formed.

    python evaluation/fuzz.py                                    `make fuzz`: a million strings
    python evaluation/fuzz.py --start 500000 --count 500000 -o build/second_half.json

A string follows from its seed and number alone: a run can be cut in parts, and a string that
failed made again (`string(seed, number)`). Strings are put together from the tables' own words,
signs, digits and noise, so that dates begin, break off and run into each other.
"""

from __future__ import annotations

import json
import random
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from itertools import chain, pairwise, product
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from neshast.aligned import Span
from neshast.calendars import CALENDARS, GREGORIAN, SOLAR, DateParts, DateValue
from neshast.date_resolving import Context, Era, resolve
from neshast.date_values import Anchor
from neshast.dates import OUTLOOKS
from neshast.document import Document, Source
from neshast.folding import fold_edits
from neshast.lexicon import table, values
from neshast.stages.dates import FindDates
from neshast.time_expressions import DATE, TIME, find_time_expressions

RESULT = Path(__file__).resolve().parent / "fuzz.json"
_TABLES = ("months", "weekdays", "numbers", "date_words", "time_words")
_MOST_LETTERS, _MOST_PIECES = 120, 25
_SHOWN = 20
_DIGITS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
_JOINTS = ("", " ", " ", " ", "\u200c")
_SIGNS = "/-.:،؛()[]«»|T\\_!؟\"'–\n\t"
_LINKS = (
    "و", "تا", "الی", "از", "به", "در", "هـ", "ه", "ق", "ش", "م", "ه.ش", "ه\u200cش", "ق.م",
    "برابر با", "مطابق", "مصادف با", "مورخ", "سال", "ماه", "روز", "ام", "(", "/", "،", " - ",
)  # fmt: skip
_NOISE = (
    *"\u200c\u200d\u200e\u200f\ufeff\u00a0\u2028\x00\x0b\x0c\x1c\u0640\u064b\u0651\u0654\u0621",
    *"ﺁﷲﻻيكۀة²½Ⅷ१一éßİ𝟙🗓\U000e0001\U0010ffff",
    "کتاب", "میزان", "جلسه شورا", "گفت", "آب", "دوازده میلیون", "صدسال",
)  # fmt: skip
# Dates stand thrice as thick as signs: what runs into each other is what breaks.
_KINDS = (*("dates",) * 3, *("words", "links") * 2, "numbers", "signs", "noise")
# The stage completes dates from nothing, from a day, and from a dateline without its year.
_ANCHORS = (
    None,
    Anchor("published", GREGORIAN, date(2024, 2, 29)),
    Anchor(Span(0, 1), SOLAR, None, DateParts(SOLAR, None, 12, 30)),
)
_ERA = Era("an era", date(2014, 9, 29), date(2021, 8, 15))
_CONTEXTS = tuple(
    Context(outlook, anchor, eras)
    for outlook, anchor, eras in product(OUTLOOKS, _ANCHORS, ((), (_ERA,)))
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A string for which something was wrong."""

    number: int
    text: str
    wrong: str


# ---------------------------------------------------------------- strings


def string(seed: int, number: int) -> str:
    """The string of a seed and a number, of 0 to 120 characters."""
    chance = random.Random(f"{seed}/{number}")
    joint = chance.choice(_JOINTS)
    pieces = (_piece(chance) for _ in range(chance.randrange(_MOST_PIECES)))
    return joint.join(pieces)[:_MOST_LETTERS]


def _piece(chance: random.Random) -> str:
    kind = chance.choice(_KINDS)
    if kind == "dates":
        return _date(chance)
    if kind == "numbers":
        return _number(chance, chance.choice((9, 99, 1500, 2100, 10**6, 10**12)))
    return chance.choice(_pieces()[kind])


def _date(chance: random.Random) -> str:
    """Something like a date, or a date and how it goes on."""
    day, month = _number(chance, 32), chance.choice(_pieces()["months"])
    year = _number(chance, 130, 1300) if chance.random() < 0.7 else _number(chance, 2100)
    sign = chance.choice("/-.")
    return chance.choice(
        (
            f"{day} {month}",
            f"{day} {month} {year}",
            f"{day} {chance.choice(_LINKS)} {_number(chance, 32)} {month}",
            f"{day} {month} {chance.choice(_LINKS)} {_number(chance, 32)} {month} {year}",
            f"{year}{sign}{_number(chance, 13)}{sign}{day}",
            f"{day}{sign}{_number(chance, 13)}{sign}{_number(chance, 100)}",
            f"ساعت {_number(chance, 25)}:{_number(chance, 60)}",
            chance.choice(_pieces()["days"]),
        )
    )


def _number(chance: random.Random, most: int, least: int = 0) -> str:
    digits = chance.choice(_DIGITS)
    return "".join(digits[int(figure)] for figure in str(least + chance.randint(0, most)))


@cache
def _pieces() -> dict[str, tuple[str, ...]]:
    forms = {
        name: tuple(form for row in table(name) for form in values(row["forms"]))
        for name in _TABLES
    }
    return {
        "words": tuple(dict.fromkeys(chain.from_iterable(forms.values()))),
        "months": forms["months"],
        "days": forms["weekdays"],
        "signs": tuple(_SIGNS),
        "links": _LINKS,
        "noise": _NOISE,
    }


# ---------------------------------------------------------------- what must hold


def check(text: str) -> None:
    """Reads a text in every way.

    Raises:
        AssertionError: if something that was found is ill-formed.
    """
    folded = fold_edits(text)
    sheet = FindDates()(Document(text, Source("fuzz"), folded=folded))
    _inside([mention.span for mention in sheet.dates], text)
    for mention, context in product(sheet.dates, _CONTEXTS):
        first, last = resolve(mention.span, mention.parts, context)
        check_value(first)
        if last is not None:
            check_value(last)
            assert (first.earliest or "") <= (last.latest or "9"), (
                "the last day is before the first"
            )
    found = list(find_time_expressions(folded.text))
    _inside([Span(one.start, one.end) for one in found], folded.text)
    assert all(one.kind in (DATE, TIME) for one in found), "no kind"


def _inside(spans: list[Span], text: str) -> None:
    for span in spans:
        assert 0 <= span.start < span.end <= len(text), f"{span} outside the text"
        assert span.of(text).strip() == span.of(text), f"{span} begins or ends in space"
    assert all(one.end <= other.start for one, other in pairwise(spans)), "spans overlap"


def check_value(value: DateValue) -> None:
    """Asserts that a value is well-formed and does not contradict itself."""
    first, last = (
        date.fromisoformat(day) if day else None for day in (value.earliest, value.latest)
    )
    assert first is None or last is None or first <= last, "earliest is after latest"
    assert value.calendar in CALENDARS, f"calendar {value.calendar!r}"
    assert value.month is None or 1 <= value.month <= 12, f"month {value.month}"
    assert value.day is None or 1 <= value.day <= 31, f"day {value.day}"
    assert value.weekday is None or 1 <= value.weekday <= 7, f"weekday {value.weekday}"
    for time in (value.time.start, value.time.end) if value.time else ():
        assert time is None or ("00:00" <= time <= "23:59" and len(time) == 5), f"time {time!r}"
    if value.edtf is not None:
        days = list(edtf_days(value.edtf))
        assert days == sorted(days), f"EDTF {value.edtf} out of order"
        if first and last:
            assert days and first <= days[0] and days[-1] <= last, (
                f"EDTF {value.edtf} out of bounds"
            )
    if value.resolution in ("explicit", "anchored"):
        assert value.edtf and first and last, f"{value.resolution}, but open"
    if value.resolution == "unresolved":
        assert (value.year, first, last) == (None, None, None), "unresolved, but bounded"


def edtf_days(edtf: str) -> Iterator[date]:
    """The days that a value in EDTF names, the first day of a month or a year.

    Raises:
        ValueError: if a part of it is no date.
    """
    parts = (
        edtf[1:-1].split(",") if edtf.startswith("[") and edtf.endswith("]") else edtf.split("/")
    )
    for part in parts:
        day = part.removesuffix("~")
        if day.startswith("XXXX-"):
            date.fromisoformat(day.replace("XXXX", "2024"))
        elif day != "..":
            yield date.fromisoformat(f"{day}-01-01"[:10])


# ---------------------------------------------------------------- the command


def failures(seed: int, numbers: range) -> Iterator[Failure]:
    """The strings of a seed for which something is wrong."""
    for number in numbers:
        text = string(seed, number)
        try:
            check(text)
        except Exception:
            yield Failure(number, text, traceback.format_exc(limit=-2))


def main(
    count: Annotated[int, typer.Option(min=1, help="Strings.")] = 1_000_000,
    start: Annotated[int, typer.Option(min=0, help="Number of the first.")] = 0,
    seed: Annotated[int, typer.Option(help="Of all strings.")] = 1,
    into: Annotated[Path, typer.Option("-o", metavar="FILE", help="The figures.")] = RESULT,
) -> None:
    """Read any strings, and tell of those that are read wrongly; fails if there are any."""
    console = Console()
    found: list[Failure] = []
    blocks = range(start, start + count, 1000)
    began = perf_counter()
    for first in track(blocks, "strings", console=console):
        for failure in failures(seed, range(first, min(first + 1000, start + count))):
            found.append(failure)
            if len(found) <= _SHOWN:
                console.print(f"{failure.number}: {failure.text!r}\n{failure.wrong}", markup=False)
    result = {
        "seed": seed,
        "start": start,
        "strings": count,
        "seconds": round(perf_counter() - began, 1),
        "failures": len(found),
        "shown": [asdict(failure) for failure in found[:_SHOWN]],
    }
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{count} strings, {result['seconds']} s, {len(found)} failures")
    if found:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)

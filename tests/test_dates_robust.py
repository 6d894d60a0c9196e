"""Dates and time expressions on hostile text: no more time than its length asks for."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import signature
from itertools import product
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

import pytest

from neshast import (
    date_choosing,
    date_clock,
    date_cores,
    date_grammar,
    date_scope,
    date_words,
    dating,
    folding,
    time_expressions,
)
from neshast.date_grammar import find_dates
from neshast.dates import read_dates
from neshast.folding import fold_edits
from neshast.lexicon import table
from neshast.time_expressions import find_time_expressions

ROOT = Path(__file__).parent.parent
FUZZ: dict[str, Any] = runpy.run_path(str(ROOT / "evaluation" / "fuzz.py"))
TRAIN = sorted((ROOT / "corpora" / "train").glob("*.json"))[:6]
TEXTS = [json.loads(path.read_text("utf-8"))["text"] for path in TRAIN]
# The short one comes first, so that what costs a high power fails instead of running for years.
SHORT, BYTES = 400, 100_000
# Ten times what is aimed at, for slow machines.
PATTERN_SECONDS, STAGE_SECONDS = 0.5, 5.0
# Each is repeated until the text is long enough.
HOSTILE = {
    "digits": "1234567890",
    "numbers": "۱۲ ",
    "codes": "1395/9/7/",
    "points": "7.9.1395.",
    "slashes": "/",
    "slashes apart": "1 / 2 / ",
    "colons": "10:30:",
    "brackets": "(",
    "brackets and ones": "(1) ",
    "commas": "۱، ",
    "dashes": "1-",
    "and one": "و یک ",
    "one and two": "۱ و ۲ و ۳ و ",
    "twenty and": "بیست و ",
    "third and": "بیست و سوم و ",
    "thousand and": "هزار و ",
    "one to": "یک تا ",
    "to": "تا ",
    "in": "در ",
    "and a half": "و نیم ",
    "weekdays": "دوشنبه ",
    "months": "قوس ",
    "months and": "محرم و صفر و ",
    "days": "۷ قوس ",
    "days and": "۱ و ۲ حمل و ",
    "same": "۷ قوس برابر با ",
    "years": "سال ۱۳۹۵ ",
    "hours": "ساعت ۱۰ تا ",
    "this": "همین ",
    "before": "پیش از ",
    "today": "امروز ",
    "todays glued": "امروز",
    "hundreds glued": "صد",
    "three hundreds glued": "سیصد",
    "hundreds glued with and": "صدو",
    "one letter": "ب",
    "words": "کتاب ",
    "planned": "قرار بود ",
    "spaces": " ",
    "joiners": "\u200c",
    "marks": "ب\u064b\u0651",
    "loose marks": "\u064b",
    "lines": "\n",
}
MODULES = (
    date_choosing, date_clock, date_cores, date_grammar, date_scope, date_words, dating, folding,
    time_expressions,
)  # fmt: skip
# Patterns that are never searched for, and how they are asked; the last on whole tokens only.
ANCHORED = {"_planned_after": "match", "_glued_number": "fullmatch", "_FORM": "fullmatch"}
ON_CODES = {"_patterns", "_stretches"}


def hostile(name: str, size: int = BYTES) -> str:
    """A unit many times, after what lets an agency begin and before what breaks every match."""
    unit = HOSTILE[name]
    return "، " + unit * (size // len(unit.encode())) + ".\nx"


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every expression that the rooms of dates compile, with the name under which it stands."""
    for name, thing in (pair for module in MODULES for pair in vars(module).items()):
        if hasattr(thing, "cache_info") and not signature(thing).parameters:
            yield from ((name, pattern) for pattern in compiled(thing()))
        yield from ((name, pattern) for pattern in compiled(thing))
    for kind in sorted({row["kind"] for row in table("date_context", "kind")}):
        yield "_enders", dating._enders(kind)


def compiled(thing: object) -> Iterator[re.Pattern[str]]:
    if isinstance(thing, re.Pattern):
        yield thing
    elif isinstance(thing, dict):
        yield from (found for inner in thing.values() for found in compiled(inner))
    elif isinstance(thing, tuple | list):
        yield from (found for inner in thing for found in compiled(inner))


def asked(name: str, pattern: re.Pattern[str], text: str) -> None:
    if name in ANCHORED:
        getattr(pattern, ANCHORED[name])(text)
        return
    for _ in pattern.finditer(text):
        pass


def seconds(run: Callable[[], object], most: float) -> float:
    """How long something takes, warm: asked again only if that was too long."""
    for _ in range(2):
        began = process_time()
        run()
        took = process_time() - began
        if took <= most:
            break
    return took


PATTERNS = {pattern: name for name, pattern in patterns()}


def test_the_patterns_are_all_there() -> None:
    names = set(PATTERNS.values())
    assert {"_TOKEN", "_patterns", "_glued_number", "_AGENCY_AFTER", "_THAT"} <= names
    assert len(PATTERNS) > 100


@pytest.mark.parametrize("size", [SHORT, BYTES])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_is_slow(name: str, size: int) -> None:
    text = fold_edits(hostile(name, size)).text
    codes = time_expressions._lex(text)[2]
    for pattern, where in PATTERNS.items():
        on = codes if where in ON_CODES else text
        took = seconds(lambda: asked(where, pattern, on), PATTERN_SECONDS)  # noqa: B023
        assert took < PATTERN_SECONDS, (where, pattern.pattern)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_slow(name: str) -> None:
    raw = hostile(name)
    text = fold_edits(raw).text
    runs: dict[str, Callable[[], object]] = {
        "folding": lambda: fold_edits(raw),
        "dates": lambda: list(find_dates(text)),
        "time expressions": lambda: list(find_time_expressions(text)),
        "read_dates": lambda: read_dates(raw, "2020-01-01"),
    }
    for what, run in runs.items():
        assert seconds(run, STAGE_SECONDS) < STAGE_SECONDS, what


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("find", [find_dates, find_time_expressions])
def test_cost_grows_with_length(find: Callable[[str], Iterator[object]], one_line: bool) -> None:
    text = fold_edits("\n".join(TEXTS) + "\n").text
    text = text.replace("\n", " ") if one_line else text
    list(find(text))
    once, *more = (calls(lambda times=times: list(find(text * times))) for times in (1, 2, 4, 8))
    for times, count in zip((2, 4, 8), more, strict=True):
        assert count < 1.1 * times * once


def calls(run: Callable[[], object]) -> int:
    """How many functions something calls: unlike time, the same on every run."""
    count = 0

    def watch(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("text", [*TEXTS, *(FUZZ["string"](7, number) for number in range(300))])
def test_stretches_hide_no_time_expression(text: str) -> None:
    """Patterns see stretches only, and find what they find in the whole."""
    folded = fold_edits(text).text
    starts, ends, codes = time_expressions._lex(folded)
    whole = [(starts[a], ends[b], kind) for a, b, kind in time_expressions._runs(codes)]
    found = [(one.start, one.end, one.kind) for one in find_time_expressions(folded)]
    assert found == whole


class Anything:
    """A set that holds whatever it is asked for."""

    def __contains__(self, one: object) -> bool:
        return True


def test_what_must_follow_hides_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that cannot begin a date, for what stands behind it, is not read: nothing is lost."""
    kinds: dict[str, str] = {}
    for sizes in date_words.vocabulary().values():
        for tokens, meanings in sizes[0][1].items():
            for kind in meanings if len(tokens) == 1 else ():
                kinds.setdefault(kind, tokens[0])
    figures = ("1", "30", "1395")
    firsts = [*figures, *(kinds[kind] for kind in date_words._STARTS if kind in kinds)]
    thirds = [*figures, *(kinds[kind] for kind in ("month", "year", "year_offset", "cardinal"))]
    three = product(firsts, [*figures, "/", "،", *kinds.values()], thirds)
    # Behind them stands something about which dates are looked for.
    lines = (" ".join((*words, "ب", "1/2")) for words in three)
    strings = (fold_edits(FUZZ["string"](8, number)).text for number in range(1000))
    text = "\n".join((*lines, *strings))
    found = list(find_dates(text, "fa-AF"))
    starts = dict.fromkeys(date_words._starts())
    monkeypatch.setattr(date_words, "_starts", lambda: starts)
    monkeypatch.setattr(date_words, "_firsts", lambda kinds: Anything())
    assert found == list(find_dates(text, "fa-AF"))


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("صدسال", ["صد", "سال"]),
        ("سیصدوپنجاه", ["سیصد", "و", "پنجاه"]),
        ("هفتهفته", ["هفت", "هفته"]),
        ("درنیمه", ["در", "نیمه"]),
        ("امروزدوشنبه", ["امروز", "دوشنبه"]),
        ("صدا", ["صدا"]),
        ("سیصدسیصد", ["سیصدسیصد"]),
    ],
)
def test_words_written_as_one(word: str, pieces: list[str]) -> None:
    tokens, ends = time_expressions._tokens(f"۱ {word}")
    assert tokens == ["۱", *pieces]
    assert [
        f"۱ {word}"[end - len(token) : end] for token, end in zip(tokens, ends, strict=True)
    ] == tokens


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # No 30th of Hut in 1402: not that of another year.
        ("از ۱۴ تا ۳۰ حوت", "2024-03-04", None),
        ("از ۱۴ تا ۲۹ حوت", "2024-03-04", "2024-03-19"),
        # The last day is counted in the calendar in which it is told.
        ("۲۷ محرم تا ۲ صفر ۱۴۴۵ (۲۳ اسد ۱۴۰۲)", "2023-08-14~", "2023-08-18~"),
        ("18 مارچ تا 1 اپریل (28 حوت)", "2024-03-18", "2024-04-01"),
    ],
)
def test_the_last_day_is_not_before_the_first(text: str, first: str, last: str | None) -> None:
    (reading,) = read_dates(text, "2024-02-29", "past")
    assert reading.value.edtf == first
    assert reading.last is not None and reading.last.edtf == last
    if last is None:
        assert "impossible_date" in reading.last.warnings


def test_a_day_that_no_year_has_is_no_value() -> None:
    assert [reading.value.edtf for reading in read_dates("۳۱ فبروری و ۲۹ فبروری")] == [
        None, "XXXX-02-29",
    ]  # fmt: skip


def test_a_thousand_strings() -> None:
    assert list(FUZZ["failures"](2, range(1000))) == []


def test_a_string_follows_from_its_number() -> None:
    string = FUZZ["string"]
    texts = [string(1, number) for number in range(200)]
    assert texts == [string(1, number) for number in range(200)]
    assert len(set(texts)) > 190 and texts != [string(2, number) for number in range(200)]
    assert max(map(len, texts)) <= 120


@pytest.mark.parametrize(
    "wrong",
    [
        {"edtf": "2016-02-30"},
        {"edtf": "2016-11-28"},
        {"earliest": "2016-11-29"},
        {"month": 13},
        {"calendar": "julian"},
        {"resolution": "unresolved"},
        {"edtf": None},
    ],
)
def test_the_fuzz_sees_what_is_ill_formed(wrong: dict[str, Any]) -> None:
    (reading,) = read_dates("۷ قوس ۱۳۹۵")
    FUZZ["check_value"](reading.value)
    with pytest.raises((AssertionError, ValueError)):
        FUZZ["check_value"](replace(reading.value, **wrong))

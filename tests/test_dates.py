"""Date expressions, and the days that come of them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.aligned import Span
from neshast.calendars import (
    GREGORIAN,
    LUNAR,
    SOLAR,
    DateParts,
    DateValue,
    from_gregorian,
    to_gregorian,
    week_of,
    years_near,
    years_within,
)
from neshast.date_resolving import Context, Era, resolve
from neshast.date_values import Anchor
from neshast.dating import published_date
from neshast.document import Document, Found, Frame, Report, Source
from neshast.pipeline import Pipeline
from neshast.stages.cues import FindCues
from neshast.stages.dates import FindDates
from neshast.stages.fold import FoldText
from neshast.stages.sentences import FindSentences
from neshast.stages.when import BuildEventDates

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text("utf-8"))
CALENDARS = {"s": SOLAR, "l": LUNAR, "g": GREGORIAN}
READ = Pipeline([FoldText(), FindCues(), FindSentences(), FindDates()])
FIND = Pipeline([FoldText(), FindDates()])


def read(text: str, published: str | None = None) -> Document:
    return READ(Document(text, Source("case", published=published)))


def event(case: dict[str, Any]) -> tuple[Document, DateValue | None, DateValue | None]:
    """A page with one hand-made report, dated."""
    document = read(case["text"], case.get("published"))
    lead = document.sentences[case.get("lead", 0)].span
    cues = [cue for cue in document.cues if lead.covers(cue.span)]
    report = Report(
        span=Span(lead.start, len(document.raw)),
        title=None,
        lead=lead,
        rule="case",
        event=next((cue for cue in cues if cue.kind == "event"), None),
        verb=next((cue for cue in reversed(cues) if cue.kind in ("hold", "meet")), None),
    )
    kind, status = (Found(value, None, "case") for value in ("meeting", case.get("status", "held")))
    frame = Frame(kind, status, mode=Found("unknown", None, "case"))
    document = replace(document, reports=(report,), frames=(frame,), variety="fa-AF")
    document = BuildEventDates()(document)
    return document, *document.event_dates[0]


def parts_of(parts: DateParts) -> dict[str, Any]:
    names = ("year", "month", "day", "weekday", "offset_days", "offset_weeks", "month_offset")
    found: dict[str, Any] = {name: getattr(parts, name) for name in names}
    found |= {"this_year": parts.this_year, "year_offset": parts.year_offset, "gaps": parts.gaps}
    found["calendar"] = next((k for k, v in CALENDARS.items() if v == parts.calendar), None)
    found["last"] = parts.end.day if parts.end else None
    found["twin"] = parts.twin.month if parts.twin else None
    if parts.time:
        time = parts.time
        found |= {"part": time.part_of_day, "from": time.start, "to": time.end}
    return found


@pytest.mark.parametrize("case", CASES["expression"], ids=lambda case: case["text"][:40])
def test_expressions(case: dict[str, Any]) -> None:
    document = FIND(Document(case["text"], Source("case")))
    assert [m.span.of(document.raw) for m in document.dates] == [f["text"] for f in case["found"]]
    for mention, expected in zip(document.dates, case["found"], strict=True):
        found = parts_of(mention.parts) | {"text": mention.span.of(document.raw)}
        assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize("case", CASES["event"], ids=lambda case: case["text"][-60:])
def test_day_of_the_meeting(case: dict[str, Any]) -> None:
    document, first, last = event(case)
    expected = dict(case.get("date", {}))
    if not expected:
        assert first is None
        return
    assert first is not None
    if "warning" in expected:
        assert expected.pop("warning") in first.warnings
    found = {name: getattr(first, name) for name in DateValue.__dataclass_fields__}
    found["text"] = first.span.of(document.raw) if first.span else None
    found["agrees"] = first.weekday_agrees
    found["last"] = last.edtf if last else None
    found["from"] = first.time.start if first.time else None
    assert {name: found[name] for name in expected} == expected


def test_two_reports_are_dated_each() -> None:
    text = "جلسه شورا به تاریخ ۷ قوس ۱۳۹۵ دایر شد.\n\nورکشاپ به تاریخ ۹ عقرب سال روان دایر شد."
    document = read(text)
    reports = tuple(Report(s.span, None, s.span, "case") for s in document.sentences)
    document = BuildEventDates()(replace(document, reports=reports))
    first, second = (pair[0] for pair in document.event_dates)
    assert first and second
    assert first.edtf == "2016-11-27"
    assert (second.edtf, second.resolution) == ("2016-10-30", "anchored")
    assert isinstance(second.anchor, Span) and second.anchor.of(text) == "۷ قوس ۱۳۹۵"


@pytest.mark.parametrize(
    ("text", "published", "edtf"),
    [
        ("متن", "2024-05-08", "2024-05-08"),
        (" date 2025-08-27 متن", None, "2025-08-27"),
        ("انتشار: ۱۵ قوس ۱۳۹۶\nمتن", None, "2017-12-06"),
        ("سرخط\nاسد 06, 1400 13:28 Asia/Kabul\nمتن", None, "2021-07-28"),
        ("آخرین به روزرسانی: ۱۵ قوس ۱۳۹۶\nمتن", None, None),
        ("امروز چهارشنبه ۱۵ قوس ۱۳۹۶\nمتن", None, None),
        ("در ۱۵ قوس ۱۳۹۶ جلسه‌ای دایر شد و چیز دیگری نبود.", None, None),
        ("متن", "no date", None),
    ],
)
def test_publication(text: str, published: str | None, edtf: str | None) -> None:
    value = published_date(read(text, published))
    assert (value.edtf if value else None) == edtf


def test_leap_days() -> None:
    assert to_gregorian(SOLAR, 1399, 12, 30) == date(2021, 3, 20)
    assert to_gregorian(SOLAR, 1400, 12, 30) is None
    assert to_gregorian(GREGORIAN, 2023, 2, 29) is None
    near = years_near(SOLAR, 12, 30, date(2022, 1, 1), "past")
    assert near[0] == (1399, date(2021, 3, 20))
    inside = years_within(SOLAR, 12, 30, date(2014, 9, 29), date(2020, 3, 9))
    assert [year for year, _ in inside] == [1395]


def test_impossible_day_stays_open() -> None:
    parts = DateParts(calendar=SOLAR, year=1400, month=12, day=30)
    value, _ = resolve(Span(0, 1), parts, Context())
    assert value.resolution == "unresolved"
    assert "impossible_date" in value.warnings


def test_weeks_begin_on_saturday() -> None:
    assert week_of(date(2024, 5, 10)) == (date(2024, 5, 4), date(2024, 5, 10))
    assert week_of(date(2024, 5, 11)) == (date(2024, 5, 11), date(2024, 5, 17))


def test_two_eras_constrain_nothing() -> None:
    era = Era("a", date(2014, 1, 1), date(2015, 1, 1))
    parts = DateParts(calendar=SOLAR, month=3, day=7)
    value, _ = resolve(Span(0, 1), parts, Context(eras=(era, era)))
    assert value.resolution == "unresolved"


WORDS = """
۱۲ 7 ۱۳۹۸ 31 1445 2024 ۰۰ 99999999999 ۱۰:۳۰ ² Ⅷ قوس مهرماه رجب مارچ می حمل نقل دوشنبه جمعه امروز
دیروز فردا شام صبح ساعت و تا / - : ( ) ، . | « » T هـ ق سال روان گذشته ماه روز هفته جاری
مورخ برابر با بیست سوم اول ام از به تاریخ انتشار
"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join))


@given(TEXTS, st.booleans())
def test_any_text_is_read(text: str, close: bool) -> None:
    text = text.replace(" ", "") if close else text
    document = read(text)
    end = 0
    for mention in document.dates:
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.of(text).strip() == mention.span.of(text)
        end = mention.span.end
        for anchor in (None, Anchor("published", GREGORIAN, date(2024, 5, 8))):
            for outlook in ("past", "future", "any"):
                first, last = resolve(mention.span, mention.parts, Context(outlook, anchor))
                check(first)
                if last is not None:
                    check(last)
    spans = [s.span for s in document.sentences]
    reports = tuple(Report(span, None, span, "case") for span in spans)
    document = BuildEventDates()(replace(document, reports=reports))
    assert len(document.event_dates) == len(reports)
    published_date(document)


def check(value: DateValue) -> None:
    """Bounds are in order, and a day that is not known is not claimed."""
    if value.earliest and value.latest:
        assert date.fromisoformat(value.earliest) <= date.fromisoformat(value.latest)
    if value.resolution == "unresolved":
        assert value.year is None and value.earliest is None and value.latest is None
    if value.resolution in ("explicit", "anchored"):
        assert value.edtf and value.earliest and value.latest


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from([SOLAR, LUNAR, GREGORIAN]))
def test_calendars_go_both_ways(when: date, calendar: str) -> None:
    parts = from_gregorian(calendar, when)
    assert parts is not None
    assert to_gregorian(calendar, *parts) == when


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 300))
def test_year_of_the_anchor_is_found(when: date, later: int) -> None:
    """A day and month without a year come back, if it lies less than a year before the anchor."""
    _, month, day = from_gregorian(SOLAR, when) or (0, 0, 0)
    anchor = Anchor("published", GREGORIAN, when + timedelta(days=later))
    value, _ = resolve(Span(0, 1), DateParts(SOLAR, None, month, day), Context("past", anchor))
    assert value.edtf == when.isoformat()

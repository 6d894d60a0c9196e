"""Days called by their names: what is one, in which country, in which year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from neshast.calendars import CALENDARS, to_gregorian
from neshast.cli import main
from neshast.dates import read_dates
from neshast.document import Document, Source
from neshast.lexicon import table, values
from neshast.pipeline import Pipeline
from neshast.stages.dates import FindDates
from neshast.stages.fold import FoldText

FORMS = [form for row in table("named_days") for form in values(row["forms"])]
OTHERS = ["سال", "۱۴۰۰", "۲۰۳۳", "۱۴۴۵", "امسال", "قمری", "روز", "۷", "قوس", "/", "\n", "دوشنبه"]


@given(
    st.lists(st.sampled_from([*FORMS, *OTHERS]), max_size=9).map(" ".join),
    st.sampled_from([None, "2021-07-10"]),
    st.sampled_from(["past", "future", "any"]),
    st.sampled_from([None, "fa-AF", "fa-IR"]),
)
def test_readings_lie_apart_and_claim_no_day_that_is_open(
    text: str, published: str | None, outlook: str, variety: str | None
) -> None:
    end = 0
    for reading in read_dates(text, published, outlook, variety):
        assert end <= reading.start < reading.end <= len(text)
        end = reading.end
        assert reading.text == text[reading.start : end]
        for value in filter(None, (reading.value, reading.last)):
            assert (value.resolution == "unresolved") is (value.earliest is None)
            assert value.earliest is None or value.earliest <= (value.latest or "")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_whole(form: str) -> None:
    closed = form.replace(" ", "") if form.count(" ") < 4 else form
    for written in (form, form.replace(" ", "\u200c"), closed):
        (reading,) = read_dates(f"برنامه {written} بود", variety="fa-IR")
        assert reading.text == written
        assert reading.value.month and reading.value.day


def test_every_row_is_a_day_and_a_form_one_day_a_country() -> None:
    seen = set()
    for row in table("named_days"):
        year = {"solar_hijri": 1403, "lunar_hijri": 1445, "gregorian": 2024}[row["calendar"]]
        assert row["calendar"] in CALENDARS
        first = to_gregorian(row["calendar"], year, int(row["month"]), int(row["day"]))
        assert first is not None
        if row["end_day"] or row["end_month"]:
            end = int(row["end_month"]), int(row["end_day"])
            last = to_gregorian(row["calendar"], year, *end)
            assert last is not None and timedelta() < last - first < timedelta(days=31)
        assert row["country"] in ("AF", "IR", "")
        for form in values(row["forms"]):
            assert (form, row["country"]) not in seen, form
            seen.add((form, row["country"]))


# The first day and the last by their EDTF; `None` for what stays open.
@pytest.mark.parametrize(
    ("text", "published", "outlook", "variety", "first", "last"),
    [
        ("نوروز ۱۴۰۰", None, "any", None, "2021-03-21", None),
        ("نوروز ۲۰۲۱", None, "any", None, "2021-03-21", None),
        ("نوروز سال ۱۴۰۰ خورشیدی", None, "any", None, "2021-03-21", None),
        ("نوروز", "2021-02-10", "any", None, "2021-03-21", None),
        ("نوروز", "2021-02-10", "past", None, None, None),
        ("نوروز", "2021-07-10", "past", None, "2021-03-21", None),
        ("نوروز امسال", "2021-07-10", "past", None, "2021-03-21", None),
        ("نوروز سال گذشته", "2021-07-10", "past", None, "2020-03-20", None),
        ("نوروز سال آینده", "2021-07-10", "any", None, "2022-03-21", None),
        ("نوروز", None, "any", None, None, None),
        ("نوروز امسال", None, "any", None, None, None),
        # A lunar day in the year of another calendar.
        ("عید فطر سال ۱۴۰۰", None, "any", None, "2021-05-13~", None),
        ("عید فطر امسال", "2021-07-10", "past", None, "2021-05-13~", None),
        ("عید فطر ۱۴۴۲ قمری", None, "any", None, "2021-05-13~", None),
        ("عید فطر ۲۰۳۳", None, "any", None, "[2033-01-02~,2033-12-23~]", None),
        ("روز جهانی زن سال ۱۳۹۹", None, "any", None, "2021-03-08", None),
        # Periods.
        ("دهه فجر سال ۱۳۹۷", None, "any", None, "2019-02-01", "2019-02-11"),
        ("دهه فجر", "2019-02-05", "any", None, "2019-02-01", "2019-02-11"),
        ("دهه فجر", "2019-02-05", "future", None, "2019-02-01", "2019-02-11"),
        ("دههٔ کرامت سال ۱۴۰۲", None, "any", None, "2023-05-21~", "2023-05-31~"),
        ("هفته دفاع مقدس ۱۴۰۱", None, "any", None, "2022-09-22", "2022-09-28"),
        ("کمپاین ۱۶ روزه", "2020-12-01", "past", None, "2020-11-25", "2020-12-10"),
        # By country.
        ("روز معلم", "2021-11-01", "past", "fa-IR", "2021-05-02", None),
        ("روز معلم", "2021-11-01", "past", "fa-AF", "2021-10-05", None),
        ("روز معلم", "2021-11-01", "past", None, None, None),
        ("روز معلم در ولسوالی", "2021-11-01", "past", None, "2021-10-05", None),
        ("روز معلم در شهرستان", "2021-11-01", "past", None, "2021-05-02", None),
        ("دهه فجر", "2019-03-05", "past", "fa-AF", "2019-02-01", "2019-02-11"),
        # An era of the page.
        ("نوروز در حکومت وحدت ملی", None, "any", None,
         "[2015-03-21,2016-03-20,2017-03-21,2018-03-21,2019-03-21]", None),
    ],
)  # fmt: skip
def test_the_day_of_a_name(
    text: str, published: str | None, outlook: str, variety: str | None,
    first: str | None, last: str | None,
) -> None:  # fmt: skip
    (reading,) = read_dates(text, published, outlook, variety)
    assert reading.rule.startswith("named day")
    assert reading.value.edtf == first
    assert (reading.last.edtf if reading.last else None) == last or first is None
    assert first is not None or reading.value.resolution == "unresolved"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("هشتم مارچ روز جهانی زن است", ["هشتم مارچ", "روز جهانی زن"]),
        ("هشت مارچ ۲۰۲۰", ["هشت مارچ ۲۰۲۰"]),
        ("دهه فجر سال ۱۳۹۷ و سال ۱۳۹۸", ["دهه فجر سال ۱۳۹۷", "سال ۱۳۹۸"]),
        ("نوروز ۱۴۰۰/۱/۲ رسید", ["نوروز", "۱۴۰۰/۱/۲"]),
        ("نوروز ۱۴۰۰ خانواده", ["نوروز"]),
        ("عید فطر سال روان", ["عید فطر سال روان"]),
        ("استاد نوروز و نوروز علی در لشکر عاشورا", []),
        ("نوروزی و عاشورایی", []),
        ("روزهای دهه", []),
        ("شب یلدا\nدهه\nفجر", ["شب یلدا"]),
    ],
)
def test_what_is_a_name(text: str, found: list[str]) -> None:
    assert [reading.text for reading in read_dates(text)] == found


@pytest.mark.parametrize(
    ("text", "variety", "reason", "warnings"),
    [
        ("روز معلم ۱۴۰۰", "fa-AF", ("in Afghanistan.", "beside it. Variety: fa-AF, as asked."), ()),
        ("روز معلم ۱۴۰۰ در استان", None, ("in Iran", "Variety: fa-IR, as the words"), ()),
        ("روز معلم ۱۴۰۰", None, ("one day in Afghanistan and another in Iran",),
         ("variety_unresolved", "year_unresolved")),
        ("هفته دولت ۱۴۰۰", "fa-AF", ("in Iran",), ("named_elsewhere",)),
        ("هفته دولت ۱۴۰۰", None, ("is day 2 of month 6 to day 8 of month 6 (solar) in Iran.",), ()),
        ("۰۲/۰۳/۰۴", "fa-IR", ("Variety: fa-IR, as asked",), ()),
    ],
)  # fmt: skip
def test_the_reason_says_what_decided(
    text: str, variety: str | None, reason: tuple[str, ...], warnings: tuple[str, ...]
) -> None:
    (reading,) = read_dates(text, variety=variety)
    for part in reason:
        assert part in reading.value.reason
    assert reading.value.warnings == warnings


@pytest.mark.parametrize(
    ("text", "variety", "day"),
    [
        ("۰۲/۰۳/۰۴", "fa-IR", (1402, 3, 4)),
        ("۰۲/۰۳/۰۴", "fa-AF", (1404, 3, 2)),
        ("در ولسوالی ۰۲/۰۳/۰۴", None, (1404, 3, 2)),
        ("۰۲/۰۳/۰۴", None, None),
        ("۲/۳/۴", "fa-IR", None),
        ("۰۲/۱۳/۰۴", "fa-IR", None),
        ("۲۵/۰۳/۰۴", "fa-IR", None),
        ("۰۲-۰۳-۰۴", "fa-IR", None),
        # Only one order is possible, whoever writes it.
        ("۹۹/۰۳/۰۴", "fa-AF", (1399, 3, 4)),
        ("۰۴/۰۳/۹۹", "fa-IR", (1399, 3, 4)),
        ("۰۴/۰۳/۱۴۰۲", "fa-IR", (1402, 3, 4)),
    ],
)
def test_the_variety_orders_figures(
    text: str, variety: str | None, day: tuple[int, int, int] | None
) -> None:
    found = [(r.value.year, r.value.month, r.value.day) for r in read_dates(text, variety=variety)]
    assert found == ([day] if day else [])


def test_reports_do_not_read_names() -> None:
    text = "محفل عید فطر سال ۱۴۰۰ در ولسوالی و دهه فجر، ۰۲/۰۳/۰۴"
    document = Pipeline([FoldText(), FindDates()])(Document(text, Source("case")))
    assert [mention.span.of(text) for mention in document.dates] == ["سال ۱۴۰۰"]


def test_a_lunar_day_is_not_surer_for_its_name() -> None:
    (reading,) = read_dates("عید قربان ۱۴۰۰")
    assert reading.value.earliest and reading.value.latest
    bounds = map(date.fromisoformat, (reading.value.earliest, reading.value.latest))
    first, last = bounds
    assert last - first == timedelta(days=2)


def test_the_command_is_told_the_variety() -> None:
    shown = CliRunner().invoke(main, ["date", "روز معلم ۱۴۰۰", "--variety", "fa-AF", "--json"])
    assert shown.exit_code == 0 and '"2021-10-05"' in shown.stdout
    assert CliRunner().invoke(main, ["date", "امروز", "--variety", "fa"]).exit_code == 2

"""Date expressions of every form against what two calendar libraries agree on."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neshast.cli import main
from neshast.dates import Reading, read_dates

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "dates" / "expressions.toml").read_text(encoding="utf-8")
)["case"]
DATES = [case for case in CASES if case["kind"] != "none"]
VALUES = (
    "calendar", "year", "month", "day", "weekday", "weekday_agrees", "earliest", "latest",
    "precision", "resolution",
)  # fmt: skip


def _read(case: dict[str, Any]) -> list[Reading]:
    outlook = case.get("outlook", "past")
    return read_dates(case["text"], case.get("published"), outlook, case.get("variety"))


@pytest.mark.parametrize("case", DATES, ids=lambda case: f"{case['kind']}: {case['expression']}")
def test_an_expression_means_what_the_libraries_say(case: dict[str, Any]) -> None:
    found = {reading.text: reading for reading in _read(case)}
    assert case["expression"] in found, list(found)
    reading = found[case["expression"]]
    assert case["text"][reading.start : reading.end] == reading.text
    expected = {name: case[name] for name in VALUES if name in case}
    assert {name: getattr(reading.value, name) for name in expected} == expected
    if "last" in case:
        assert reading.last is not None and reading.last.latest == case["last"]
    time = reading.value.time
    if "part_of_day" in case:
        assert time is not None and time.part_of_day == case["part_of_day"]
    if "from" in case:
        assert time is not None and (time.start, time.end) == (case["from"], case.get("to"))


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] == "none"], ids=lambda c: c["text"])
def test_what_only_looks_like_a_date_is_none(case: dict[str, Any]) -> None:
    assert [reading.text for reading in _read(case)] == []


def test_a_stamp_does_not_complete_itself() -> None:
    (reading,) = read_dates("۷ قوس سال روان")
    assert reading.value.resolution == "unresolved"


@pytest.mark.parametrize(
    "wrong", [{"outlook": "sideways"}, {"published": "1395/9/7"}, {"variety": "fa"}]
)
def test_wrong_use_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"outlook|isoformat|Invalid|variety"):
        read_dates("امروز", **wrong)


def test_the_command_shows_the_reading_and_its_reason() -> None:
    shown = CliRunner().invoke(main, ["date", "از ۵ الی ۷ قوس ۱۳۹۵"])
    assert shown.exit_code == 0
    assert "2016-11-25" in shown.stdout and "2016-11-27" in shown.stdout
    assert "Day, month and year stand in the text." in shown.stdout
    lines = CliRunner().invoke(main, ["date", "-", "--json"], input="۷ قوس ۱۳۹۵ و فردا").stdout
    assert [json.loads(line)["date"]["text"] for line in lines.splitlines()] == [
        "۷ قوس ۱۳۹۵", "فردا",
    ]  # fmt: skip
    nothing = CliRunner().invoke(main, ["date", "میزان آب"])
    assert nothing.exit_code == 1 and "no date expression" in nothing.stderr

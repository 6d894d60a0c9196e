"""Time expressions of every kind: cases as a table, and what must hold for every string."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.dates import time_expressions
from neshast.lexicon import table

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "time_expressions.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_case(case: dict[str, object]) -> None:
    found = time_expressions(str(case["text"]))
    kinds = {kind: [one.text for one in found if one.kind == kind] for kind in ("date", "time")}
    assert kinds == {"date": case.get("date", []), "time": case.get("time", [])}


@pytest.mark.parametrize(
    "row",
    [row for row in table("time_patterns", "kind", "example") if row["kind"] in ("date", "time")],
    ids=lambda row: row["name"],
)
def test_each_pattern_finds_its_example(row: dict[str, str]) -> None:
    if row["example"]:
        found = [one for one in time_expressions(row["example"]) if one.kind == row["kind"]]
        assert found, row["example"]


@given(
    st.text(
        alphabet="۰۱۲۳۴۵ 10/:-،.\u200c\nصبح روز سال ماه شنبه و تا از در گذشته هزار", max_size=60
    )
)
def test_expressions_stand_in_the_text(text: str) -> None:
    end = 0
    for one in time_expressions(text):
        assert end <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end] and one.text.strip()
        end = one.end

"""Which of a report's dates is the meeting's, from the text to the record."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from neshast.api import extract

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "event_dates.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    records = extract(case["text"], published=case.get("published"))
    assert len(records) == 1
    date = records[0].date
    found = {
        "date": date.text if date else None,
        "edtf": date.edtf if date else None,
        "status": records[0].status,
    }
    wanted = {"date": case.get("date"), "edtf": case.get("edtf")}
    assert found == {**wanted, "status": case.get("status", "held")}

"""How topics are judged: by codes and majors, of meetings and lines; and how sure they are."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

EVALUATION = Path(__file__).parent.parent / "evaluation"
SCRIPT: dict[str, Any] = runpy.run_path(str(EVALUATION / "topics.py"))
Judged, Page, MEASURES = SCRIPT["Judged"], SCRIPT["Page"], SCRIPT["MEASURES"]


def judged(gold: str, found: str) -> Any:
    """A meeting or line with these codes, each found one with its score: ``602:0.7``."""
    pairs = (code.partition(":") for code in found.split())
    scored = tuple((code, float(score or 1)) for code, _, score in pairs)
    return Judged(tuple(gold.split()), scored, "")


PAGES = [
    Page([judged("602 331", "601 332 1002")], [judged("602", "602:0.95")]),
    Page([judged("1002", "602 1002")], [judged("331", "602:0.95"), judged("1002", "")]),
]


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("first is the first", 1 / 2),
        ("first is one", 1 / 2),
        ("major, micro", 2 * 3 / (5 + 3)),
        ("major, macro", (2 / 3 + 1 + 2 / 3) / 3),
        ("subtopic, micro", 2 * 1 / (5 + 3)),
        ("lines, major", 2 * 1 / (2 + 3)),
        ("calibration error", 0.95 - 0.5),
    ],
)
def test_measures(measure: str, value: float) -> None:
    assert MEASURES[measure](PAGES) == pytest.approx(value)


def test_nothing_measures_nothing() -> None:
    assert {measure([Page([], [])]) for measure in MEASURES.values()} == {None}


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ([(0.75, True), (0.75, True), (0.75, True), (0.75, False)], 0),
        ([(1.0, True), (0.0, False)], 0),
        ([(1.0, False), (0.0, True)], 1),
        ([(0.5, True), (0.25, False)], (0.5 + 0.25) / 2),
    ],
)
def test_calibration_error(told: list[tuple[float, bool]], error: float) -> None:
    assert SCRIPT["calibration_error"](told) == pytest.approx(error)


def test_a_local_subtopic_counts_as_the_nearest_of_the_codebook() -> None:
    assert [SCRIPT["nearest"](code) for code in ("n602", "602")] == ["603", "602"]


def test_an_interval_holds_its_value() -> None:
    low, high = SCRIPT["interval"](PAGES, MEASURES["major, micro"])
    assert low <= MEASURES["major, micro"](PAGES) <= high

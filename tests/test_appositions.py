"""People and offices: a case file for each pattern of apposition and each kind of false friend."""

from __future__ import annotations

import pytest

from stage_cases import APPOSITIONS, Case, cases_of, check


@pytest.mark.parametrize(
    ("pattern", "case"),
    [
        pytest.param(pattern, *case.values, id=case.id, marks=case.marks)
        for pattern in APPOSITIONS
        for case in cases_of(pattern)
    ],
)
def test_case(pattern: str, case: Case) -> None:
    check(pattern, case)

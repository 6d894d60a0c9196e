"""The stage `people`: its cases."""

from __future__ import annotations

import pytest

from stage_cases import Case, cases_of, check


@pytest.mark.parametrize("case", cases_of("people"))
def test_case(case: Case) -> None:
    check("people", case)

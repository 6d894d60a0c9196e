"""The stage `frame`: its cases."""

from __future__ import annotations

import pytest

from stage_cases import Case, cases_of, check


@pytest.mark.parametrize("case", cases_of("frame"))
def test_case(case: Case) -> None:
    check("frame", case)

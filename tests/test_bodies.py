"""The room `bodies`, through the records: its cases, and what holds of every record."""

from __future__ import annotations

import pytest

from stage_cases import Case, cases_of, check, every_case, read_case


@pytest.mark.parametrize("case", cases_of("bodies"))
def test_case(case: Case) -> None:
    check("bodies", case)


def test_every_parent_is_a_body_of_the_record_and_no_body_is_above_itself() -> None:
    parents = 0
    for case in every_case():
        for record in read_case(case).records:
            above = {body.id: body.parent for body in record.organizations}
            assert set(above.values()) <= {*above, None}
            for body in above:
                chain = [body]
                while (parent := above[chain[-1]]) is not None:
                    assert parent not in chain, case["name"]
                    chain.append(parent)
                parents += len(chain) > 1
    assert parents

"""What holds for every text: the texts of all cases, and texts glued together from their pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neshast.document import Document
from neshast.record import MeetingRecord
from stage_cases import APPOSITIONS, STAGES, Case, every_case, load, name_of, read, read_case

CASES = {case["text"]: case for case in every_case()}
PIECES = sorted({piece for text in CASES for piece in text.split(". ")})
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(". ".join)
# The letters, digits and spaces of another keyboard: one code point for one.
KEYBOARD = str.maketrans("\u200cیک۰۱۲۳۴۵۶۷۸۹", " يك0123456789")


@pytest.mark.parametrize("case", CASES.values(), ids=name_of)
def test_texts_of_the_cases(case: Case) -> None:
    hold(read_case(case))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_glued_texts(text: str) -> None:
    hold(read(text))


@pytest.mark.parametrize("case", CASES.values(), ids=name_of)
def test_another_keyboard_changes_nothing(case: Case) -> None:
    other = read(case["text"].translate(KEYBOARD), case.get("published"))
    found = [shape(record) for record in read_case(case).records]
    assert [shape(record) for record in other.records] == found


def test_every_hard_case_has_an_example() -> None:
    assert {case["hard"] for case in every_case() if "hard" in case} == set(range(1, 31))


@pytest.mark.parametrize("stage", STAGES + APPOSITIONS)
def test_case_files(stage: str) -> None:
    """Names are given once, a limit says why, and no other case does."""
    tables = load(stage)
    names = [name_of(case) for table in tables.values() for case in table]
    assert len(names) == len(set(names))
    assert not [name_of(case) for case in tables["case"] if "reason" in case]
    assert not [name_of(case) for case in tables.get("known_limits", []) if not case.get("reason")]


def hold(document: Document) -> None:
    """What must be true of every document that was read."""
    reports = document.reports
    assert len(document.records) == len(reports)
    for before, after in pairwise(reports):
        assert before.span.end <= after.span.start
    mentions = [
        *(name.span for name in document.names),
        *(office.span for office in document.offices),
        *(body.span for body in document.organization_mentions),
    ]
    assert all(span.of(document.raw).strip() for span in mentions)
    for index, report in enumerate(reports):
        assert report.title is None or report.span.covers(report.title)
        assert report.span.overlaps(report.lead)  # a dateline before it is no part of the report
        parts = [
            *(statement.span for statement in document.statements[index]),
            *(item.span for item in document.agendas[index]),
            *(outcome.span for outcome in document.outcomes[index]),
        ]
        assert all(report.span.covers(span) for span in parts)
        apart([(s.span.start, s.span.end) for s in document.statements[index]])
        apart([(item.span.start, item.span.end) for item in document.agendas[index]])
        agree(document.records[index])


def apart(places: list[tuple[int, int]]) -> None:
    """No two of the stretches overlap, and they stand in the order of the text."""
    for (_, end), (start, _) in pairwise(places):
        assert end <= start


def agree(record: MeetingRecord) -> None:
    """Every reference of the record has its person or organisation, and no role is given twice."""
    ids = [*(person.id for person in record.persons), *(body.id for body in record.organizations)]
    assert len(ids) == len(set(ids))
    for part in record.participants:
        assert (part.ref is None) != (part.group is None)
        assert part.ref is None or part.ref in ids
        roles = [role.role for role in part.roles]
        assert roles and len(roles) == len(set(roles))
    refs: list[str | None] = [statement.speaker for statement in record.statements]
    refs += [ref for item in record.agenda for ref in item.by]
    refs += [ref for outcome in record.outcomes for ref in outcome.responsible]
    refs += [post.organization for person in record.persons for post in person.posts]
    assert {ref for ref in refs if ref is not None} <= set(ids)
    for person in record.persons:
        assert person.mentions, person.name
    assert (record.outcome_status == "reported") == bool(record.outcomes)


def shape(record: MeetingRecord) -> str:
    """The record as the other keyboard writes it, without what the bytes of the text decide."""
    return record.model_dump_json(exclude={"record_id", "source"}).translate(KEYBOARD)

"""Every kind of mismatch falls into the class that names it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from neshast.scoring import error_classes, resolve, score
from scoring_case import DOCUMENT, gold, quote_of

Change = Callable[[dict[str, Any]], object]

CASES: list[tuple[Change, list[tuple[str, str]]]] = [
    (lambda r: None, []),
    (lambda r: r.update(kind="session"), [("kind", "meeting read as session")]),
    (lambda r: r.update(status="cancelled"), [("status", "held read as cancelled")]),
    (lambda r: r.update(date=None), [("date", "explicit read as none")]),
    (lambda r: r["date"].update(latest="2023-10-05"), [("date", "explicit read as explicit")]),
    (lambda r: r.update(title=None), [("title", "missed")]),
    (lambda r: r.update(title=quote_of("چشمه‌های دره")), [("title", "too short")]),
    (lambda r: r.update(venue=quote_of("در تالار آبرسانی سپیدار با اشتراک ریش‌سفیدان پنج")),
     [("venue", "too long")]),
    (lambda r: r.update(venue=quote_of("سپیدار با اشتراک ریش‌سفیدان")), [("venue", "wrong bounds")]),
    (lambda r: r["agenda"].append(quote_of("گفتگو")), [("agenda", "made up")]),
    (lambda r: r["agenda"].pop(), [("agenda", "missed")]),
    (lambda r: r["statements"].pop(), [("statements", "missed")]),
    (lambda r: r["statements"][0].update(speaker="o1"), [("attribution", "another speaker")]),
    (lambda r: r["statements"][0].update(speaker=None), [("attribution", "speaker not known")]),
    (lambda r: r["statements"][3].update(speaker="p1"),
     [("attribution", "speaker given to the speech of nobody named")]),
    (lambda r: r["participants"][0]["roles"].pop(0), [("roles", "chair of a person missed")]),
    (lambda r: r["participants"][2]["roles"].pop(), [("roles", "speaker of a group missed")]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_a_mismatch_has_its_class(change: Change, expected: list[tuple[str, str]]) -> None:
    records = resolve(DOCUMENT)
    change(records[0])
    found = error_classes([DOCUMENT], {"a": records})
    assert [(kind.field, kind.what) for kind in found if kind.field in dict(expected)] == expected
    assert bool(found) is bool(expected)


def test_records_without_a_partner_are_one_error_each() -> None:
    records = resolve(DOCUMENT)
    assert [*error_classes([DOCUMENT], {"a": records[:1]})] == [("meeting", "missed", 1)]
    assert [*error_classes([gold(doc_id="a")], {"a": records})] == [("meeting", "made up", 2)]


def test_the_most_frequent_comes_first() -> None:
    records = copy.deepcopy(resolve(DOCUMENT))
    records[0]["agenda"].clear()
    records[0]["kind"] = "session"
    first, second = error_classes([DOCUMENT], {"a": records})[:2]
    assert (first.field, first.times) == ("agenda", 2) and second.field == "kind"


def test_tags_are_scored_alone() -> None:
    records = resolve(DOCUMENT)
    records[0]["kind"] = "session"
    tagged = replace(DOCUMENT, doc_id="b", tags=("two_reports",))
    documents = [DOCUMENT, tagged]
    found = score(documents, {"a": records, "b": resolve(tagged)})
    assert found.fields["kind"].value == 3 / 4
    assert found.by_tag["two_reports"].fields["kind"].value == 1
    assert found.as_dict()["by_tag"]["two_reports"]["documents"] == 1

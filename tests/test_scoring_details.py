"""Every document beside its annotation: one line a fact, where it stands, the worst first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from neshast.scoring import GoldDocument, errors, resolve, score
from neshast.scoring.details import Details, Line, Side, details
from neshast.scoring.fields import FIELDS, compare_document
from scoring_case import DOCUMENT, FIRST, SECOND, TEXT, Record, gold, quote_of

Change = Callable[[Record], object]


def graded(records: list[Record], document: GoldDocument = DOCUMENT) -> Details:
    (one,) = details([document], {"a": records})
    return one


def lines_of(field: str, change: Change, right: bool = False) -> list[Line]:
    records = resolve(DOCUMENT)
    change(records[0])
    lines = graded(records).lines
    return [line for line in lines if field in line.fields and line.right is right]


def words(side: Side | None) -> list[str]:
    """What stands where a side is marked."""
    return [] if side is None else [span.of(TEXT) for span in side.spans]


def unchanged(_: Record) -> None:
    pass


def test_a_perfect_prediction_has_right_lines_only() -> None:
    one = graded(resolve(DOCUMENT))
    assert one.score == 1.0 and one.text == TEXT
    assert all(line.right and line.gold == line.found for line in one.lines)
    assert {name for line in one.lines for name in line.fields} == set(FIELDS) - {"meeting"}


def test_there_are_as_many_right_lines_as_hits() -> None:
    records = resolve(DOCUMENT)
    records[0]["statements"][0].update(speaker="o1")
    records[0]["agenda"].append(quote_of("گفتگو"))
    lines = graded(records).lines
    pairs = compare_document(resolve(DOCUMENT), records, TEXT)
    for name in set(FIELDS) - {"meeting"}:
        right = sum(name in line.fields and line.right for line in lines)
        assert right == sum(pair.fields[name].hits for pair in pairs), name


def test_every_mismatch_is_a_line() -> None:
    records = resolve(DOCUMENT)
    records[0].update(kind="session", venue=None, date=None)
    records[0]["participants"][2]["roles"].pop()
    records[1]["source"]["segment"].update(start=0, end=20)
    wrong = [line for line in graded(records).lines if not line.right]
    mismatches = errors([DOCUMENT], {"a": records})
    assert {(line.record, name) for line in wrong for name in line.fields} == {
        (mismatch.record, mismatch.field) for mismatch in mismatches
    }


PLACES: list[tuple[str, Change, list[str], list[str]]] = [
    ("venue", lambda r: r.update(venue=None), ["تالار آبرسانی سپیدار"], []),
    (
        "venue",
        lambda r: r.update(venue=quote_of("سپیدار با اشتراک")),
        ["تالار آبرسانی سپیدار"],
        ["سپیدار با اشتراک"],
    ),
    ("date", lambda r: r["date"].update(latest="2023-10-05"), ["۱۲ میزان ۱۴۰۲"], ["۱۲ میزان ۱۴۰۲"]),
    ("date", lambda r: r.update(date=None), ["۱۲ میزان ۱۴۰۲"], []),
    ("kind", lambda r: r.update(kind="session"), [], []),
    ("persons", lambda r: r["persons"].pop(), ["سهراب کوهی"], []),
    ("persons", lambda r: r["persons"][0].update(name="حاجی کوهي"), ["سهراب کوهی"], ["کوهی"]),
    (
        "persons",
        lambda r: r["persons"][0].update(name="کوه", mentions=[quote_of("شرکت")]),
        ["سهراب کوهی"],
        ["شرکت"],
    ),
    ("organizations", lambda r: r["organizations"].pop(), ["شرکت رودبند"], []),
    (
        "statements",
        lambda r: r["statements"].pop(1),
        ["پنج پمپ نو آماده کار است.", "شرکت رودبند"],
        [],
    ),
    (
        "attribution",
        lambda r: r["statements"][1].update(speaker="p1", via=None),
        ["پنج پمپ نو آماده کار است.", "شرکت رودبند"],
        ["پنج پمپ نو آماده کار است.", "سهراب کوهی"],
    ),
    (
        "chair",
        lambda r: r["participants"][0]["roles"].pop(0),
        ["سهراب کوهی"],
        [],
    ),
    (
        "roles",
        lambda r: r["participants"][0]["roles"].append(
            {"role": "host", "certainty": "explicit", "cue": quote_of("به ریاست")}
        ),
        [],
        ["به ریاست", "سهراب کوهی"],
    ),
    (
        "topic_major",
        lambda r: r["topics"].append({"major": "9", "evidence": [quote_of("خرید لوله")]}),
        [],
        ["خرید لوله"],
    ),
]


@pytest.mark.parametrize(("field", "change", "wanted", "found"), PLACES)
def test_a_line_points_at_its_words(
    field: str, change: Change, wanted: list[str], found: list[str]
) -> None:
    (line,) = lines_of(field, change)
    assert (words(line.gold), words(line.found)) == (wanted, found)
    assert line.record == 1


def test_a_name_is_found_whole_words_only_and_within_its_report() -> None:
    def change(record: Record) -> None:
        record["organizations"].append({"id": "o9", "name": "باغداران", "type": None})
        record["participants"].append(role_of("o9"))
        record["organizations"].append({"id": "o8", "name": "پمپ", "type": None})
        record["participants"].append(role_of("o8"))

    found = {line.found.who: words(line.found) for line in lines_of("roles", change) if line.found}
    assert found == {"باغداران": [], "پمپ": ["پمپ"]}


def role_of(reference: str) -> dict[str, Any]:
    roles = [{"role": "speaker", "certainty": "explicit", "cue": None}]
    return {"ref": reference, "group": None, "roles": roles}


SAME: list[tuple[str, Change, tuple[str, ...]]] = [
    ("chair", lambda r: r["participants"][0]["roles"].pop(0), ("chair", "roles")),
    ("statements", lambda r: r["statements"].pop(), ("statements", "attribution")),
    ("attribution", lambda r: r["statements"][0].update(speaker="o1"), ("attribution",)),
    (
        "date",
        lambda r: r["date"].update(latest="2023-10-05"),
        ("date", "date_silent_wrong"),
    ),
]


@pytest.mark.parametrize(("field", "change", "fields"), SAME)
def test_a_fact_that_counts_twice_is_one_line(
    field: str, change: Change, fields: tuple[str, ...]
) -> None:
    (line,) = lines_of(field, change)
    assert line.fields == fields


def test_roles_name_their_actor() -> None:
    (chair,) = lines_of("chair", unchanged, right=True)
    assert chair.gold == Side(
        "chair", chair.gold.spans if chair.gold else (), "سهراب کوهی", "person"
    )


def test_records_without_a_partner() -> None:
    first, second = resolve(DOCUMENT)
    second["source"]["segment"].update(start=0, end=20)
    meetings = [line for line in graded([first, second]).lines if "meeting" in line.fields]
    shown = [(line.record, words(line.gold), words(line.found)) for line in meetings]
    assert shown == [(2, ["نشست دوم باغداران"], []), (None, [], ["نشست دوم باغداران"])]


def test_the_worst_document_comes_first_and_nothing_to_score_last() -> None:
    documents = [gold(doc_id="none"), *(gold(FIRST, SECOND, doc_id=name) for name in "abc")]
    records = {name: resolve(documents[1]) for name in "abc"}
    records["b"][0].update(kind="session")
    records["c"] = []
    found = details(documents, records)
    assert [one.doc_id for one in found] == ["c", "b", "a", "none"]
    alone = {d.doc_id: score([d], records).record_score for d in documents}
    assert all(one.score == alone[one.doc_id] for one in found)


def test_what_is_known_of_a_document_goes_with_it() -> None:
    document = replace(gold(FIRST), published="2023-10-05", tags=("one", "two"))
    one = graded([], document)
    assert (one.doc_id, one.variety, one.published) == ("a", "fa-AF", "2023-10-05")
    assert one.tags == ("one", "two") and one.score == 0

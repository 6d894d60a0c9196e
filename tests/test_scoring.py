"""What is right scores, and every field's failure shows in its score."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from neshast.aligned import Span
from neshast.scoring import GoldDocument, errors, resolve, score, table
from neshast.scoring.fields import (
    FIELDS,
    Counts,
    compare_document,
    count,
    date_right,
    iou,
    match,
    names_alike,
    silently_wrong,
)
from scoring_case import DOCUMENT, FIRST, SECOND, TEXT, Record, gold, quote_of

Change = Callable[[Record], object]


def value(field: str, records: list[Record], document: GoldDocument = DOCUMENT) -> float | None:
    return score([document], {"a": records}).fields[field].value


# Comparing


def test_a_perfect_prediction_scores_one_everywhere() -> None:
    result = score([DOCUMENT], {"a": list(reversed(resolve(DOCUMENT)))})
    assert {name: result.fields[name].value for name in FIELDS} == dict.fromkeys(FIELDS, 1.0)
    assert result.record_score == 1.0
    assert result.fields["date_silent_wrong"].value == 0
    assert result.fields["quotes_wrong"].value == 0
    assert errors([DOCUMENT], {"a": resolve(DOCUMENT)}) == []


WRONG: list[tuple[str, Change, float]] = [
    ("title", lambda r: r.update(title=None), 2 / 3),
    ("title", lambda r: r.update(title=quote_of("چشمه‌های دره سپیدار")), 1 / 2),
    ("kind", lambda r: r.update(kind="session"), 1 / 2),
    ("status", lambda r: r.update(status="cancelled"), 1 / 2),
    ("date", lambda r: r.update(date=None), 1 / 2),
    ("date", lambda r: r["date"].update(latest="2023-10-05"), 1 / 2),
    ("date_silent_wrong", lambda r: r["date"].update(latest="2023-10-05"), 1 / 2),
    ("venue", lambda r: r.update(venue=quote_of("سپیدار با اشتراک")), 1 / 2),
    ("persons", lambda r: r["persons"][0].update(name="بهرام کوه"), 0),
    ("posts", lambda r: r["persons"][0].update(posts=[quote_of("آمر")]), 0),
    ("posts", lambda r: r["persons"][0].update(name="بهرام کوه"), 0),
    ("organizations", lambda r: r["organizations"].pop(0), 1 / 2),
    ("chair", lambda r: r["participants"][0]["roles"].pop(0), 0),
    ("chair", lambda r: r["participants"][0]["roles"][0].update(certainty="inferred"), 0),
    ("roles", lambda r: r["participants"][1].update(ref="o1"), 4 / 5),
    ("roles", lambda r: r["participants"][1].update(ref="o9"), 4 / 5),
    ("roles", lambda r: r["participants"][2]["roles"].pop(), 8 / 9),
    ("groups", lambda r: r["participants"].pop(2), 0),
    ("purpose", lambda r: r.update(purpose=[quote_of("هدف این جلسه پاک نگه داشتن")]), 0),
    ("agenda", lambda r: r["agenda"].append(quote_of("گفتگو")), 4 / 5),
    ("statements", lambda r: r["statements"].pop(), 6 / 7),
    ("attribution", lambda r: r["statements"].pop(), 6 / 7),
    ("attribution", lambda r: r["statements"][0].update(speaker="o1"), 3 / 4),
    ("attribution", lambda r: r["statements"][0].update(speaker=None), 3 / 4),
    ("attribution", lambda r: r["statements"][3].update(speaker="p1"), 3 / 4),
    ("outcomes", lambda r: r["outcomes"].clear(), 0),
    ("outcome_status", lambda r: r.update(outcome_status="none"), 1 / 2),
    ("topic_major", lambda r: r["topics"].pop(), 4 / 5),
    ("quotes_wrong", lambda r: r["title"].update(start=1), 1),
]


@pytest.mark.parametrize(("field", "change", "expected"), WRONG)
def test_the_failure_of_each_field_is_seen(field: str, change: Change, expected: float) -> None:
    records = resolve(DOCUMENT)
    change(records[0])
    assert value(field, records) == pytest.approx(expected)
    found = errors([DOCUMENT], {"a": records}, only=field)
    assert found and all(line.record == 1 and line.field == field for line in found)


def test_every_field_has_a_failure_above() -> None:
    assert {field for field, _, _ in WRONG} >= set(FIELDS) - {"meeting"}


def add_role(role: str, certainty: str) -> Change:
    return lambda r: r["participants"][0]["roles"].append({"role": role, "certainty": certainty})


def move(field: str, index: int, words: str) -> Change:
    return lambda r: r[field][index].update(quote_of(words))


RIGHT: list[tuple[str, Change]] = [
    ("title", lambda r: r["title"].update(start=900, end=931)),
    ("venue", lambda r: r.update(venue=quote_of("در تالار آبرسانی سپیدار"))),
    ("persons", lambda r: r["persons"][0].update(name="كوهي")),
    ("roles", lambda r: r["persons"][0].update(name="حاجی سهراب کوهی")),
    ("roles", add_role("absent", "explicit")),
    ("roles", add_role("host", "inferred")),
    ("groups", lambda r: r["participants"][2].update(group=quote_of("ریش‌سفیدان پنج قریه دایر"))),
    ("organizations", lambda r: r["organizations"].append({"id": "o3", "name": "بانک دره"})),
    ("agenda", move("agenda", 0, "خرید لوله و")),
    ("statements", move("statements", 0, "چشمه‌ها سرمایه همه ماست و نباید")),
    ("attribution", move("statements", 0, "چشمه‌ها سرمایه همه ماست و نباید")),
    ("outcomes", move("outcomes", 0, "بالا تا حوت کنده شود")),
    ("topic_major", lambda r: r["topics"].extend([{"major": "7"}, {"major": "20"}])),
]


@pytest.mark.parametrize(("field", "change"), RIGHT)
def test_what_comes_near_enough_is_right(field: str, change: Change) -> None:
    records = resolve(DOCUMENT)
    change(records[0])
    assert value(field, records) == 1.0


def test_records_without_a_partner_count_against_the_score() -> None:
    first, second = resolve(DOCUMENT)
    second["source"]["segment"].update(start=0, end=20)
    fields = score([DOCUMENT], {"a": [first, second]}).fields
    assert fields["meeting"].counts == Counts(hits=1, missed=1, spurious=1)
    assert fields["title"].counts == Counts(hits=1, missed=1, spurious=1)
    assert fields["kind"].counts == Counts(hits=1, missed=1)
    assert fields["date"].counts == Counts(hits=1, missed=1)
    lines = errors([DOCUMENT], {"a": [first, second]}, only="venue")
    assert [(line.record, line.gold, line.predicted) for line in lines] == [
        (2, "مکتب سپیدار", None),
        (None, None, "مکتب سپیدار"),
    ]


def test_a_missing_document_misses_all_of_its_own() -> None:
    result = score([DOCUMENT], {"b": []})
    assert result.record_score == 0
    assert result.ungraded == ("b",)
    assert result.fields["date_silent_wrong"].value is None


def test_a_record_where_there_is_no_meeting_is_made_up() -> None:
    pairs = compare_document([], resolve(gold(FIRST)), TEXT)
    counts = count(pairs)
    assert counts["meeting"] == Counts(spurious=1)
    assert counts["agenda"] == Counts(spurious=2)
    assert counts["kind"] == Counts()


def test_a_field_without_gold_and_prediction_is_in_no_mean() -> None:
    only = gold(SECOND)
    result = score([only], {"a": resolve(only)})
    assert result.fields["outcomes"].value is None
    assert result.record_score == 1.0


def test_the_best_pair_is_taken_first() -> None:
    assert match([1, 2], [2, 1], lambda a, b: float(a == b)) == [(0, 1), (1, 0)]
    assert match([0, 0], [0], lambda a, b: 1.0) == [(0, 0)]
    near = {(0, 0): 0.6, (0, 1): 0.9, (1, 1): 0.7}
    assert match([0, 1], [0, 1], lambda a, b: near.get((a, b), 0.0)) == [(0, 1)]


def test_overlap_and_names() -> None:
    assert iou(Span(0, 10), Span(5, 15)) == pytest.approx(1 / 3)
    assert iou(Span(0, 5), Span(5, 9)) == 0
    assert names_alike("نور‌محمد رضائی", "نورمحمد رضايي") == 1
    assert 0 < names_alike("رضایی", "نورمحمد رضایی") < 1
    assert names_alike("نورمحمد", "نورمحمد رضایی") == 0
    assert names_alike("", "رضایی") == 0


# Dates


def date(resolution: str, edtf: str | None = None, **values: Any) -> dict[str, Any]:
    start = values.pop("day_is", None)
    bounds = {"earliest": start, "latest": start, "precision": "day"}
    return {"resolution": resolution, "edtf": edtf} | bounds | values


SET = date("constrained", "[2014-11-28,2015-11-28]")


@pytest.mark.parametrize(
    ("wanted", "found", "right", "silent"),
    [
        (None, None, True, False),
        (None, date("explicit", day_is="2024-01-01"), False, True),
        (date("explicit", day_is="2024-01-01"), None, False, False),
        (date("explicit", day_is="2024-01-01"), date("anchored", day_is="2024-01-01"), True, False),
        (date("anchored", day_is="2024-01-01"), date("anchored", day_is="2023-01-01"), False, True),
        (date("anchored", day_is="2024-01-01"), date("unresolved", month=1, day=1), False, False),
        (SET, date("constrained", "[2015-11-28, 2014-11-28]"), True, False),
        (SET, date("constrained", "[2014-11-28,2015-11-28,2016-11-27]"), True, False),
        (SET, date("constrained", "[2014-11-28,2015-11-28,2016-11-27,2017-11-28]"), False, False),
        (SET, date("constrained", "[2014-11-28,2016-11-27]"), False, False),
        (SET, date("anchored", "2014-11-28", day_is="2014-11-28"), False, True),
        (
            date("bounded", "../2024-01-01", latest="2024-01-01"),
            date("bounded", "../2024-01-01", latest="2024-01-01", precision="range"),
            True,
            False,
        ),
        (
            date("bounded", "../2024-01-01", latest="2024-01-01"),
            date("explicit", day_is="2024-01-01"),
            False,
            True,
        ),
        (
            date("unresolved", month=9, day=7),
            date("unresolved", month=9, day=7),
            True,
            False,
        ),
        (date("unresolved", month=9, day=7), date("unresolved", month=9, day=8), False, False),
        (
            date("unresolved", month=9, day=7),
            date("anchored", month=9, day=7, day_is="2016-11-27"),
            False,
            True,
        ),
        (
            date("anchored", day_is="2024-01-01"),
            date("anchored", earliest="2024-01-01", latest="2024-01-30", precision="month"),
            False,
            False,
        ),
    ],
)
def test_a_date_is_right_as_far_as_the_text_goes(
    wanted: dict[str, Any] | None, found: dict[str, Any] | None, right: bool, silent: bool
) -> None:
    assert date_right(wanted, found) is right
    assert silently_wrong(wanted, found) is silent


# Reporting


def two_documents() -> tuple[list[GoldDocument], dict[str, list[Record]]]:
    documents = [gold(FIRST), gold(FIRST, doc_id="b", variety="fa-IR")]
    records = {document.doc_id: resolve(document) for document in documents}
    records["b"][0]["kind"] = "session"
    return documents, records


def test_varieties_are_scored_alone_and_together() -> None:
    result = score(*two_documents())
    assert result.fields["kind"].value == 0.5
    assert result.by_variety["fa-AF"].fields["kind"].value == 1
    assert result.by_variety["fa-IR"].fields["kind"].value == 0
    assert result.fields["kind"].interval is None


def test_intervals_cover_the_value_and_never_change() -> None:
    result = score(*two_documents(), intervals=True)
    assert result.fields["kind"].interval == (0.0, 1.0)
    assert result.fields["title"].interval == (1.0, 1.0)
    assert result.record_interval is not None and result.record_score is not None
    assert result.record_interval[0] < result.record_score < result.record_interval[1]
    assert result == score(*two_documents(), intervals=True)


def test_the_table_has_a_row_for_each_field_and_the_guards() -> None:
    rows = table(score(*two_documents(), intervals=True))
    assert [row.field for row in rows] == [
        "record_score", *FIELDS, "date_silent_wrong", "quotes_wrong",
    ]  # fmt: skip
    assert {row.field: row.n for row in rows}["statements"] == 8
    assert {row.field: row.n for row in rows}["kind"] == 2


def test_scores_as_plain_data() -> None:
    plain = score(*two_documents(), intervals=True).as_dict()
    assert plain == json.loads(json.dumps(plain))
    assert plain["fields"]["kind"] == {
        "value": 0.5, "interval": [0.0, 1.0], "right": 1, "total": 2,
    }  # fmt: skip
    assert plain["fields"]["agenda"]["tp"] == 4
    assert set(plain["by_variety"]) == {"fa-AF", "fa-IR"}


def test_a_mismatch_shows_both_sides() -> None:
    documents, records = two_documents()
    records["a"][0]["venue"] = quote_of("سپیدار با اشتراک")
    kind, venue = (errors(documents, records, only)[0] for only in ("kind", "venue"))
    assert (kind.doc_id, kind.gold, kind.predicted) == ("b", "meeting", "session")
    assert (venue.gold, venue.predicted) == ("تالار آبرسانی سپیدار", "سپیدار با اشتراک")

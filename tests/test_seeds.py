"""The seed reports, real ones that are not in this repository: their main facts, field by field.

They lie under ``$NESHAST_DATA/seeds``, the annotations in ``gold``; else these tests are skipped.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jdatetime
import pytest

from neshast.aligned import Span
from neshast.api import pipeline_of
from neshast.folding import key
from neshast.record import MeetingRecord
from neshast.run import extract_paths
from neshast.scoring import GoldDocument, errors, load_gold, resolve, score
from neshast.scoring.fields import iou

SEEDS = Path(os.environ.get("NESHAST_DATA") or os.devnull) / "seeds"
GOLD = SEEDS / "gold"
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="NESHAST_DATA names no seeds/gold")

CHAIR = "کبرا رضایی"
PRESENTER = "نادره رشیدی"
LAST_SPEAKER = "مریم بهادری"
CLOSED_ERA = range(1393, 1399)
COMPARED = (
    "meeting", "title", "kind", "status", "date", "venue", "persons", "organizations", "chair",
    "groups", "purpose", "agenda", "statements", "attribution", "outcome_status",
)  # fmt: skip

Json = dict[str, Any]
Found = dict[str, list[Json]]


@pytest.fixture(scope="module")
def gold() -> list[GoldDocument]:
    return load_gold(GOLD)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The records of the folder of texts, as the command line writes them."""
    output = tmp_path_factory.mktemp("seeds") / "records.jsonl"
    totals = extract_paths([SEEDS], output, pipeline_of)
    assert totals.errors == 0
    records: Found = {}
    for line in output.read_text(encoding="utf-8").splitlines():
        MeetingRecord.model_validate_json(line)
        record = json.loads(line)
        records.setdefault(record["source"]["doc_id"], []).append(record)
    return records


@pytest.fixture(scope="module")
def page(found: Found) -> list[Json]:
    """The records of the Dari page with two reports."""
    return next(found[doc_id] for doc_id in found if doc_id.startswith("000"))


@pytest.fixture(scope="module")
def agency(found: Found) -> Json:
    """The record of the report of the Iranian agency."""
    return next(found[doc_id] for doc_id in found if doc_id.startswith("003"))[0]


def person(record: Json, name: str) -> Json:
    """The one person with this name."""
    (one,) = [p for p in record["persons"] if key(p["name"]) == key(name)]
    return dict(one)


def roles(record: Json, reference: str) -> set[str]:
    """The explicit roles of an actor."""
    return {
        role["role"]
        for participant in record["participants"]
        if participant["ref"] == reference
        for role in participant["roles"]
        if role["certainty"] == "explicit"
    }


def test_there_are_two_records_and_one(found: Found) -> None:
    assert {doc_id[:3]: len(records) for doc_id, records in found.items()} == {"000": 2, "003": 1}


@pytest.mark.parametrize("field", COMPARED)
def test_nothing_of_the_annotation_is_missed(
    gold: list[GoldDocument], found: Found, field: str
) -> None:
    missed = [f for f in errors(gold, found, field) if f.gold is not None]
    assert [(f.doc_id[:3], f.record, f.gold, f.predicted) for f in missed] == []


def test_the_scores(gold: list[GoldDocument], found: Found) -> None:
    scores = score(gold, found)
    assert scores.record_score is not None and scores.record_score >= 0.9
    assert scores.fields["date_silent_wrong"].value == 0
    assert scores.fields["quotes_wrong"].value == 0


def test_titles_and_venues_to_the_letter(gold: list[GoldDocument], page: list[Json]) -> None:
    wanted = resolve(next(document for document in gold if document.doc_id.startswith("000")))
    assert [r["title"]["text"] for r in page] == [r["title"]["text"] for r in wanted]
    assert [r["venue"]["text"] for r in page] == [r["venue"]["text"] for r in wanted]
    assert [r["kind"] for r in page] == ["meeting", "workshop"]


@pytest.mark.parametrize(("number", "month", "day"), [(0, 9, 7), (1, 8, 9)])
def test_a_year_in_a_closed_era_is_a_set(
    page: list[Json], number: int, month: int, day: int
) -> None:
    date = page[number]["date"]
    days = [jdatetime.date(year, month, day).togregorian().isoformat() for year in CLOSED_ERA]
    assert date["edtf"] == f"[{','.join(days)}]"
    assert (date["resolution"], date["year"]) == ("constrained", None)
    assert (date["earliest"], date["latest"]) == (days[0], days[-1])


def test_without_an_expression_the_day_is_bounded(agency: Json) -> None:
    date = agency["date"]
    assert (date["resolution"], date["text"]) == ("bounded", None)
    assert (date["edtf"], date["latest"]) == ("../2025-08-27", "2025-08-27")
    assert agency["title"] is None and agency["venue"] is None


def test_who_chairs_and_who_only_opens(page: list[Json]) -> None:
    first, second = page
    assert "chair" in roles(first, person(first, CHAIR)["id"])
    in_second = roles(second, person(second, CHAIR)["id"])
    assert {"opener", "attendee"} <= in_second and "chair" not in in_second
    assert person(first, CHAIR)["gender"] == person(second, CHAIR)["gender"] == "f"


def test_the_presenter_has_her_office(gold: list[GoldDocument], page: list[Json]) -> None:
    wanted = resolve(next(document for document in gold if document.doc_id.startswith("000")))[0]
    presenter = person(page[0], PRESENTER)
    assert "presenter" in roles(page[0], presenter["id"])
    offices = [post["text"] for post in presenter["posts"]]
    assert offices == [post["text"] for post in person(wanted, PRESENTER)["posts"]]


def test_the_host(gold: list[GoldDocument], agency: Json) -> None:
    (wanted,) = gold[1].records[0]["organizations"]
    (host,) = [body for body in agency["organizations"] if "host" in roles(agency, body["id"])]
    assert key(host["name"]) == key(wanted["name"])


def test_every_statement_is_its_speakers(gold: list[GoldDocument], agency: Json) -> None:
    (wanted,) = resolve(next(document for document in gold if document.doc_id.startswith("003")))
    spoken = [(_span(s), _speaker(agency, s)) for s in agency["statements"]]
    for statement in wanted["statements"]:
        same = [who for span, who in spoken if iou(span, _span(statement)) >= 0.5]
        assert same == [_speaker(wanted, statement)], statement["verb"]["text"]
    last = [s for s in agency["statements"] if s["verb"]["text"] == "اضافه کرد"]
    assert [_speaker(agency, s) for s in last] == [key(LAST_SPEAKER)]


def _span(quote: Json) -> Span:
    return Span(quote["start"], quote["end"])


def _speaker(record: Json, statement: Json) -> str | None:
    names = {p["id"]: key(p["name"]) for p in (*record["persons"], *record["organizations"])}
    return names[statement["speaker"]] if statement["speaker"] else None

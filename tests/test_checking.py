"""A fault of each kind, planted into a sound annotation, is found and named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neshast.cli import main
from neshast.scoring import GoldDocument, faults, load_gold
from scoring_case import DOCUMENT

CORPORA = Path(__file__).parent.parent / "corpora"
Record = dict[str, Any]

LUNAR = {
    "text": "۱۲ میزان ۱۴۰۲", "calendar": "lunar_hijri", "year": 1445, "month": 3, "day": 19,
    "edtf": "2023-10-04~", "earliest": "2023-10-03", "latest": "2023-10-05", "precision": "day",
    "resolution": "explicit",
}  # fmt: skip
CANDIDATES = {
    "text": "۱۲ میزان ۱۴۰۲", "calendar": "solar_hijri", "year": None, "month": 7, "day": 12,
    "edtf": "[2022-10-04,2023-10-04]", "earliest": "2022-10-04", "latest": "2023-10-04",
    "precision": "day", "resolution": "constrained",
}  # fmt: skip


def planted(change: Callable[[Record], object]) -> GoldDocument:
    """The sound document with its first record changed."""
    first, *others = copy.deepcopy(DOCUMENT.records)
    record = dict(first)
    change(record)
    return replace(DOCUMENT, records=(record, *others))


def _set(*path: str | int, to: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        place: Any = record
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _add(name: str, item: Any) -> Callable[[Record], None]:
    return lambda record: record.setdefault(name, []).append(item)


@pytest.mark.parametrize(
    ("change", "field", "what"),
    [
        (_set("title", to="نیست چنین"), "title", "is not in the segment"),
        (_set("venue", to="تالار@3"), "venue", "is not in the segment"),
        (_set("statements", 0, "text", to="نگفت"), "statements[0].text", "is not in the segment"),
        (_set("statements", 0, "verb", to="پرسید"), "statements[0].verb", "is not in the segment"),
        (_set("segment", to=["نیست", "نیست"]), "segment[0]", "is not in the text"),
        (_add("persons", {"name": "سهراب کوهی آبی"}), "persons[1].name", "words that are not"),
        (_add("persons", {"name": "ریش‌سفیدان قریه"}), "persons[1].name", "takes no part"),
        (_add("persons", {"gender": "f"}), "record 1", "key 'name' is missing"),
        (_add("organizations", {"name": "وزارت مریخ"}), "organizations", "are not in the text"),
        (_set("kind", to="party"), "kind", "is none of session"),
        (_set("mode", to="remote"), "mode", "is none of in_person"),
        (_set("status", to="over"), "status", "is none of held"),
        (_set("outcome_status", to="some"), "outcome_status", "is none of reported"),
        (_set("organizations", 0, "type", to="shop"), "organizations[0].type", "is none of"),
        (_set("persons", 0, "gender", to="x"), "persons[0].gender", "is none of f, m"),
        (_set("agenda", 0, "kind", to="chat"), "agenda[0].kind", "is none of discussion"),
        (_set("outcomes", 0, "type", to="wish"), "outcomes[0].type", "is none of decision"),
        (_set("participants", 0, "roles", to=["boss"]), "participants[0].roles", "is no role"),
        (_set("topics", to=["9999"]), "topics", "«9999» is no code"),
        (_set("topics", to=["1", "2", "3", "4"]), "topics", "at most 3"),
        (_set("place", to="بلخ"), "record", "key «place» is unknown"),
        (_set("persons", 0, "posts", 0, "rank", to=1), "persons[0].posts[0]", "«rank» is unknown"),
        (_set("date", "note", to=""), "date", "key «note» is unknown"),
        (_set("purpose", to=["آب نوشیدنی", "آب نوشیدنی"]), "purpose[1]", "annotated twice"),
        (_set("date", "day", to=13), "date", "is 2023-10-05, not 2023-10-04"),
        (_set("date", "month", to=13), "date", "1402-13-12 is no day of solar_hijri"),
        (_set("date", "year", to=None), "date", "must all be there"),
        (_set("date", "edtf", to="2023-10"), "date", "edtf «2023-10» is not 2023-10-04"),
        (_set("date", "earliest", to="2023-13-04"), "date", "is no day as YYYY-MM-DD"),
        (_set("date", "latest", to="2023-10-01"), "date", "lies after latest"),
        (_set("date", "calendar", to="mayan"), "date", "«mayan» is none of solar_hijri"),
        (_set("date", "weekday", to=1), "date", "is weekday 3"),
        (_set("date", "resolution", to="sure"), "date", "is no resolution"),
        (_set("date", "resolution", to="unresolved"), "date", "with a year or bounds"),
        (_set("date", to=LUNAR | {"day": 25}), "date", "not 2023-10-03"),
        (_set("date", to=CANDIDATES | {"latest": None}), "date", "not the ends"),
        (_set("date", to=CANDIDATES | {"day": 11}), "date", "is no day 11 of month 7"),
        (_set("date", to=CANDIDATES | {"edtf": "[2022,2023]"}), "date", "is no set of days"),
        (_set("date", to={"resolution": "bounded"}), "date", "without earliest and latest"),
        (_set("end_date", to=LUNAR | {"earliest": None, "latest": "2020-01-01"}), "end_date",
         "lies before date"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(change: Callable[[Record], None], field: str, what: str) -> None:
    found = faults(planted(change))
    assert any(field in line and what in line for line in found), found


@pytest.mark.parametrize("date", [LUNAR, CANDIDATES], ids=["lunar", "candidates"])
def test_sound_dates_pass(date: Record) -> None:
    assert faults(planted(_set("date", to=date))) == []


def test_a_sound_annotation_has_no_fault() -> None:
    assert faults(DOCUMENT) == []


def test_all_faults_are_told_at_once() -> None:
    def change(record: Record) -> None:
        record["title"], record["kind"], record["venue"] = "نیست", "party", "نیست"

    assert len(faults(planted(change))) == 3


def test_faults_of_the_document_itself() -> None:
    found = faults(replace(DOCUMENT, variety="fa", published="1402-07-12x"))
    assert len(found) == 2 and "variety" in found[0] and "published" in found[1]
    first = dict(DOCUMENT.records[0])
    assert "overlaps" in faults(replace(DOCUMENT, records=(first, first)))[0]


def test_the_command_names_file_and_fault(tmp_path: Path) -> None:
    good = CORPORA / "train" / "af_01.json"
    gold = json.loads(good.read_text(encoding="utf-8"))
    gold["records"][0]["title"] = "نیست چنین"
    (tmp_path / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    run = CliRunner().invoke(main, ["check", str(tmp_path), str(good)])
    assert run.exit_code == 1
    assert "2 annotated documents, 2 faults" in run.stdout
    assert "af_01, record 1, title" in run.stderr and "b.json: not JSON" in run.stderr
    assert CliRunner().invoke(main, ["check", str(good)]).exit_code == 0


@pytest.mark.parametrize("name", ["train", "dev", "test", "extra", "calibration"])
def test_our_annotations_are_sound(name: str) -> None:
    found = [line for document in load_gold(CORPORA / name) for line in faults(document)]
    assert found == []

"""`neshast diff`: what changed between two runs, field by field."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from archive_case import both, write
from cli_case import call, one_line, put
from neshast.archive.changes import FIELDS, changes
from neshast.record import MeetingRecord

# Fields that say nothing that could be compared between two runs.
NOT_COMPARED = {"schema_version", "record_id", "source", "related", "provenance"}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def differing(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    write(Path("old.jsonl"), old)
    write(Path("new.jsonl"), new)
    result = call("diff", "old.jsonl", "new.jsonl", "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def said(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str:
    differing(old, new)
    return one_line(call("diff", "old.jsonl", "new.jsonl"))


def test_every_field_is_compared() -> None:
    extra = {"record", "variety", "segment"}
    assert set(FIELDS) == (MeetingRecord.model_fields.keys() - NOT_COMPARED) | extra


def test_nothing_changed() -> None:
    assert differing(both(), both()) == []
    assert said(both(), both()[::-1]) == (
        "2 records compared, 0 of them changed; 0 added, 0 removed"
    )


@pytest.mark.parametrize(
    ("field", "value", "old", "new"),
    [
        ("kind", "meeting", ["session"], ["meeting"]),
        ("ordinal", 3, [], ["3"]),
        ("title", {"text": "نو", "start": 0, "end": 2}, [], ["نو"]),
        ("venue", None, ["تالار ریاست زراعت"], []),
        ("date", None, ["2023-09-03 explicit «یکشنبه ۱۲ سنبلهٔ سال ۱۴۰۲»"], []),
        ("outcomes", [], ["decision: فهرست کانال‌های آسیب‌دیده ترتیب شود"], []),
        ("warnings", ["zwnj_missing"], [], ["zwnj_missing"]),
    ],
)
def test_one_field(field: str, value: Any, old: list[str], new: list[str]) -> None:
    changed = both()
    changed[0][field] = value
    (change,) = differing(both(), changed)
    assert (change["doc_id"], change["field"]) == ("irrigation", field)
    assert (change["old"], change["new"]) == (old, new)


def test_who_spoke_and_who_led() -> None:
    changed = both()
    changed[0]["statements"][0]["speaker"] = "p1"
    changed[0]["participants"].pop()
    found = {change["field"]: change for change in differing(both(), changed)}
    assert found["participants"]["old"] == ["speaker (explicit): کریم راستین"]
    assert found["participants"]["new"] != []
    (before,), (after,) = found["statements"]["old"], found["statements"]["new"]
    assert before.startswith("کریم راستین: ") and after.startswith("مرضیه نیک‌پور: ")


def test_offsets_alone_are_no_change() -> None:
    changed = both()
    for quote in changed[0]["statements"]:
        quote["start"] += 1
    assert differing(both(), changed) == []


def test_records_come_and_go() -> None:
    found = differing(both()[:1], both()[1:])
    assert [(c["field"], bool(c["old"]), bool(c["new"])) for c in found] == [
        ("record", False, True),
        ("record", True, False),
    ]
    assert found[0]["new"] == ["session 2023-12-11: (no headline)"]


def test_a_segment_that_moved_is_the_same_report() -> None:
    changed = both()
    changed[0]["record_id"] = "mtg:0"
    changed[0]["source"]["segment"] = {"index": 1, "of": 1, "start": 3, "end": 200}
    changed[0]["kind"] = "meeting"
    found = differing(both(), changed)
    assert [change["field"] for change in found] == ["segment", "kind"]


def test_two_segments_of_one_page_find_their_own() -> None:
    (first, _) = both()
    page = []
    for number, (start, end) in enumerate([(0, 100), (100, 250)]):
        record = copy.deepcopy(first)
        record["record_id"] = f"mtg:{number}"
        record["source"]["segment"] = {"index": number, "of": 2, "start": start, "end": end}
        record["ordinal"] = number
        page.append(record)
    moved = copy.deepcopy(page[::-1])
    for record in moved:
        record["record_id"] += "new"
        record["source"]["segment"]["end"] += 10
    assert {change["field"] for change in differing(page, moved)} == {"segment"}


def test_changes_are_grouped_by_what_made_the_records() -> None:
    changed = both()
    for number, record in enumerate(changed):
        record["kind"] = "other"
        record["provenance"] = {
            "version": f"9.{number}",
            "config_sha256": "c" * 64,
            "resources_sha256": "r" * 64,
        }
    write(Path("old.jsonl"), both())
    write(Path("new.jsonl"), changed)
    shown = call("diff", "old.jsonl", "new.jsonl").stdout
    heads = [line for line in shown.splitlines() if line.startswith("made by ")]
    assert [line.split(" → ")[1] for line in heads] == [
        "9.0 cccccccc rrrrrrrr",
        "9.1 cccccccc rrrrrrrr",
    ]


def test_changes_of_a_field_are_listed() -> None:
    changed = both()
    for record in changed:
        record["kind"] = "other"
        record["status"] = "announced"
    differing(both(), changed)
    result = call("diff", "old.jsonl", "new.jsonl", "--field", "kind", "--limit", "1")
    name, old, new, more, *_ = result.stdout.splitlines()
    assert name == f"irrigation {both()[0]['record_id']} kind"
    assert (old, new) == ("  - \u2068session\u2069", "  + \u2068other\u2069")
    assert more == "… and 1 more: --limit shows them"
    assert "announced" not in result.stdout


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (None, 1, "Error: new.jsonl: cannot be read (No such file or directory); check the path"),
        ("{\n", 1, "Error: new.jsonl:1: not JSON; give the output of `neshast extract`"),
        ('{"record_id": "x", "source": {}}', 1, "Error: old.jsonl, new.jsonl: KeyError("),
    ],
)
def test_what_is_no_record(content: str | None, status: int, says: str) -> None:
    write(Path("old.jsonl"), both())
    if content is not None:
        put("new.jsonl", content)
    result = call("diff", "old.jsonl", "new.jsonl")
    assert result.exit_code == status
    assert one_line(result).startswith(says)


def test_the_folder_of_a_run_is_to_be_merged() -> None:
    write(Path("old.jsonl"), both())
    Path("out").mkdir()
    result = call("diff", "old.jsonl", "out")
    assert result.exit_code == 1
    assert one_line(result).startswith("Error: out: this is a folder; `neshast merge` makes")


def test_an_unknown_field() -> None:
    result = call("diff", "a", "b", "--field", "speaker")
    assert result.exit_code == 2
    assert one_line(result).startswith("Error: --field speaker: give one of record, variety, ")


def test_a_record_alone() -> None:
    (record, _) = both()
    (gone,) = changes(record, None)
    assert gone.made[1] == "?" and gone.new == ()


def test_it_has_an_example() -> None:
    assert "Example:  neshast diff" in call("diff", "--help").stdout

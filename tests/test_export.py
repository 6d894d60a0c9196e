"""`neshast export`: the forms of other tools and standards, with and without names."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_case import IRRIGATION, ROADS, both, records_of, write
from cli_case import call, one_line, put
from neshast.folding import key
from neshast.record import MeetingRecord
from neshast.writing.days import certain
from neshast.writing.redacting import redacted, without_names
from neshast.writing.relational import TABLES

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.jsonl"))
FORMATS = ("csv", "parquet", "sqlite", "jsonl", "ftm", "popolo", "jsonld")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def exported(to: str, output: str, records: list[dict[str, Any]], *options: str) -> str:
    write(Path("r.jsonl"), records)
    result = call("export", "r.jsonl", "--to", to, "-o", output, *options)
    assert result.exit_code == 0, result.output
    assert result.stderr == ("" if output == "-" else f"written: {output}\n")
    return result.stdout


def ours() -> list[dict[str, Any]]:
    """All records of the golden files, which are whole but for their provenance."""
    made = {"software": "neshast", "version": "0", "config_sha256": "", "models": []}
    lines = [line for file in GOLDEN for line in file.read_text("utf-8").split("\n") if line]
    return [json.loads(line) | {"provenance": {**made, "resources_sha256": ""}} for line in lines]


# ---------------------------------------------------------------- tables


def test_the_three_tables_agree() -> None:
    records = both() + ours()
    exported("sqlite", "a.sqlite", records)
    exported("csv", "c", records)
    exported("parquet", "p", records)
    connection = sqlite3.connect("a.sqlite")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [name for name, *_ in cursor.description]
        rows = cursor.fetchall()
        assert rows or table == "purposes"
        cells = Path(f"c/{table}.csv").read_bytes().decode()
        head, *lines = csv.reader(io.StringIO(cells, newline=""))
        assert head == names
        assert lines == [["" if cell is None else str(cell) for cell in row] for row in rows]
        frame = pandas.read_parquet(f"p/{table}.parquet")
        assert list(frame.columns) == names
        filled = frame.astype(object).where(frame.notna(), None)
        assert list(filled.itertuples(index=False, name=None)) == rows
    connection.close()


def test_one_liners_of_pandas() -> None:
    exported("parquet", "p", both())
    meetings = pandas.read_parquet("p/meetings.parquet")
    people = pandas.read_parquet("p/people.parquet").merge(
        meetings, left_on="meeting", right_on="id"
    )
    assert people.groupby("date").size().to_dict() == {"2023-09-03": 2, "2023-12-11": 1}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\ta", "\ra"])
def test_csv_runs_no_formula(text: str) -> None:
    records = both()
    records[0]["title"] = {"text": text, "start": 0, "end": 1}
    exported("csv", "c", records, "--bom")
    cells = Path("c/meetings.csv").read_bytes().decode("utf-8-sig")
    first, _ = csv.DictReader(io.StringIO(cells, newline=""))
    assert first["title"] == f"'{text}"


def test_two_texts_of_one_name_are_refused() -> None:
    write(Path("r.jsonl"), records_of(IRRIGATION, "a") + records_of(ROADS, "a"))
    result = call("export", "r.jsonl", "--to", "sqlite", "-o", "a.sqlite")
    assert result.exit_code == 1
    assert one_line(result).startswith("Error: document 'a' is here with two texts; export each")
    assert not Path("a.sqlite").exists()


# ---------------------------------------------------------------- standards

# What the model of FollowTheMoney 4.11 allows of what we use (followthemoney/schema/*.yaml):
# properties, those that must be there, and of which schema an entity that is named must be.
_THING = {"name", "country", "sourceUrl", "publisher", "keywords"}
_INTERVAL = {"startDate", "endDate", "date", "sourceUrl", "recordId", "publisher"}
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "Organization": (_THING, {"name"}),
    "PublicBody": (_THING, {"name"}),
    "Person": (_THING | {"title", "position", "gender"}, {"name"}),
    "Membership": (_INTERVAL | {"member", "organization", "role"}, {"member", "organization"}),
    "UnknownLink": (_INTERVAL | {"subject", "object", "role"}, {"subject", "object"}),
    "Event": (_THING | _INTERVAL | {"location", "organizer", "involved"}, {"name"}),
}
_ID = re.compile(r"[0-9a-zA-Z]+([.-][0-9a-zA-Z]+)*")
_BODIES = {"Organization", "PublicBody"}
_RANGES = {
    "member": {"Person"},
    "organization": _BODIES,
    "subject": _BODIES | {"Person"},
    "object": {"Event"},
    "organizer": _BODIES | {"Person"},
    "involved": _BODIES | {"Person"},
}


@pytest.mark.parametrize("options", [(), ("--redact",)])
def test_follow_the_money(options: tuple[str, ...]) -> None:
    text = exported("ftm", "-", both() + ours(), *options)
    found = [json.loads(line) for line in text.splitlines()]
    schemata = {entity["id"]: entity["schema"] for entity in found}
    assert len(schemata) == len(found)
    for entity in found:
        assert _ID.fullmatch(entity["id"])
        allowed, required = _ALLOWED[entity["schema"]]
        properties = entity["properties"]
        assert required <= properties.keys() <= allowed
        for name, values in properties.items():
            assert values and all(isinstance(value, str) and value for value in values)
            if name in _RANGES:
                assert all(schemata[value] in _RANGES[name] for value in values)
    (chair,) = (e for e in found if e["id"].endswith("-p1") and e["id"] in str(found[:9]))
    assert chair["properties"]["gender"] == ["female"]


def test_follow_the_money_in_full() -> None:
    lines = exported("ftm", "-", both()[:1]).splitlines()
    event = both()[0]["record_id"].replace(":", "-")
    by_id = {entity["id"]: entity for entity in map(json.loads, lines)}
    assert by_id[f"{event}-p1"] == {
        "id": f"{event}-p1",
        "schema": "Person",
        "properties": {
            "name": ["مرضیه نیک‌پور"],
            "gender": ["female"],
            "title": ["خانم"],
            "position": ["رئیس زراعت این ولایت"],
            "sourceUrl": ["https://a.example/1"],
        },
    }
    assert by_id[event]["properties"]["name"] == ["session 2023-09-03"]
    assert by_id[event]["properties"]["involved"] == [f"{event}-p1", f"{event}-p2"]
    assert by_id[f"{event}-r1"]["properties"]["role"] == ["chair"]


def test_popolo() -> None:
    content = json.loads(exported("popolo", "-", both() + ours()))
    ids = {name: [item["id"] for item in items] for name, items in content.items()}
    assert all(len(set(found)) == len(found) for found in ids.values())
    actors = {*ids["persons"], *ids["organizations"]}
    for membership in content["memberships"]:
        assert membership["person_id"] in ids["persons"]
        assert membership.get("organization_id") in {None, *ids["organizations"]}
    for event in content["events"]:
        assert {attendee["id"] for attendee in event.get("attendees", ())} <= actors
    for speech in content["speeches"]:
        assert speech["event_id"] in ids["events"] and speech["text"]
        assert speech.get("creator_id") in {None, *actors}
    assert content["persons"][0] == {
        "id": f"{both()[0]['record_id']}/p1",
        "name": "مرضیه نیک‌پور",
        "honorific_prefix": "خانم",
        "gender": "female",
        "sources": [{"url": "https://a.example/1"}],
    }


def test_jsonld() -> None:
    content = json.loads(exported("jsonld", "-", both()))
    assert content["@context"] == "https://schema.org"
    first, second = content["@graph"]
    assert {key: first[key] for key in ("@type", "startDate", "endDate", "inLanguage")} == {
        "@type": "Event",
        "startDate": "2023-09-03",
        "endDate": "2023-09-03",
        "inLanguage": "fa-AF",
    }
    assert [person["name"] for person in first["performer"]] == ["مرضیه نیک‌پور", "کریم راستین"]
    assert first["eventStatus"] == "https://schema.org/EventScheduled"
    assert first["subjectOf"] == {"@type": "Report", "url": "https://a.example/1"}
    assert "subjectOf" not in second


def test_nobody_is_one_person_in_two_records() -> None:
    records = records_of(IRRIGATION, "a") + records_of(IRRIGATION, "b")
    for to in ("ftm", "popolo"):
        text = exported(to, "-", records)
        content = json.loads(text) if to == "popolo" else None
        persons = (
            content["persons"]
            if content
            else [e for e in map(json.loads, text.splitlines()) if e["schema"] == "Person"]
        )
        assert len({person["id"] for person in persons}) == 4


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2023-09-03", "2023-09-03", "2023-09-03"),
        ("2023-09-01", "2023-09-30", "2023-09"),
        ("2023-10-01", "2023-12-31", "2023"),
        ("2023-03-21", "2024-03-19", None),
        (None, "2023-09-03", None),
    ],
)
def test_only_what_is_certain_of_a_day(
    earliest: str | None, latest: str, expected: str | None
) -> None:
    assert certain({"earliest": earliest, "latest": latest}) == expected
    assert certain(None) is None


# ---------------------------------------------------------------- without names

NAMES = {
    key(name): value for name, value in [("کریم راستین", "P1"), ("راستین", "P1"), ("علی‌پور", "P2")]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("کریم راستین گفت", "P1 گفت"),
        ("كريم  راستين گفت", "P1 گفت"),
        ("«راستین»، علیپور و علی پور", "«P1»، P2 و P2"),
        ("کریم گفت", "کریم گفت"),
        ("راستینه", "راستینه"),
        ("", ""),
    ],
)
def test_names_in_any_spelling(text: str, expected: str) -> None:
    assert without_names(text, NAMES) == expected


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="کریم راستین‌علیپوك\u064e\u202e .", max_size=40))
def test_no_name_is_left(text: str) -> None:
    left = without_names(text, NAMES)
    assert without_names(left, NAMES) == left
    assert "راستین" not in left.split() and "علیپور" not in left.split()


def test_a_record_without_names() -> None:
    text = exported("jsonl", "-", both() + ours(), "--redact")
    records = [json.loads(line) for line in text.splitlines()]
    assert text == exported("jsonl", "-", both() + ours(), "--redact")
    for before, after in zip(both() + ours(), records, strict=True):
        plain = json.dumps(after, ensure_ascii=False)
        for person in before["persons"]:
            assert person["name"] not in plain
            for mention in person["mentions"]:
                assert mention["form"] != "name" or mention["text"] not in plain
        assert before["source"]["doc_id"] not in plain
        assert before["source"]["text_sha256"] not in plain
        assert after["record_id"] == before["record_id"]
        assert [p["name"] for p in after["persons"]] == [p["id"].upper() for p in before["persons"]]
    first = records[0]
    assert first["source"]["url"] is None
    assert first["statements"][0]["text"] == both()[0]["statements"][0]["text"]
    assert first["statements"][0]["start"] is None
    assert first["statements"][0]["via"]["text"] == "انجنیر P2"


def test_without_names_nothing_else_changes() -> None:
    (record,) = both()[:1]
    record["persons"] = []
    after = redacted(record)
    assert after.keys() == MeetingRecord.model_fields.keys()
    for field in ("kind", "status", "confidence", "missing", "provenance", "outcome_status"):
        assert after[field] == record[field]
    assert [quote["text"] for quote in after["statements"]] == [
        quote["text"] for quote in record["statements"]
    ]


@pytest.mark.parametrize("to", FORMATS)
def test_every_form_can_be_without_names(to: str) -> None:
    exported(to, "out", both(), "--redact")
    files = [path for path in (Path("out"), *Path("out").glob("*")) if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    assert content
    for name in ("نیک‌پور", "راستین", "سپهرنیا", "irrigation", "a.example"):
        assert name.encode() not in content


# ---------------------------------------------------------------- the command


def test_standard_input_is_read_more_than_once() -> None:
    given_bytes = write(Path("r.jsonl"), both()).read_bytes()
    result = call("export", "-", "--to", "popolo", given=given_bytes)
    assert len(json.loads(result.stdout)["events"]) == 2


@pytest.mark.parametrize("to", ["csv", "parquet", "sqlite"])
def test_tables_do_not_go_to_standard_output(to: str) -> None:
    write(Path("r.jsonl"), both())
    result = call("export", "r.jsonl", "--to", to)
    assert result.exit_code == 2
    assert "this cannot go to standard output; name a f" in one_line(result)


@pytest.mark.parametrize("to", FORMATS)
def test_what_is_no_record(to: str) -> None:
    put("r.jsonl", '{"record_id": "x", "source": {}}\n')
    result = call("export", "r.jsonl", "--to", to, "-o", "out")
    if to != "jsonl":
        assert result.exit_code == 1
        assert "not of schema 1.0; extract it again" in one_line(result)
        assert not Path("out").is_file()
    put("file", "")
    write(Path("r.jsonl"), both())
    assert call("export", "r.jsonl", "--to", to, "-o", "file/out").exit_code == 2


@pytest.mark.parametrize("to", FORMATS)
def test_it_takes_the_place_of_no_input(to: str) -> None:
    given = write(Path("r.jsonl"), both()).read_bytes()
    result = call(
        "export", "r.jsonl", "--to", to, "--redact", "-o", "../" + Path.cwd().name + "/r.jsonl"
    )
    assert result.exit_code == 2
    assert "this is an input; name another file" in one_line(result)
    assert Path("r.jsonl").read_bytes() == given


def test_it_takes_the_place_of_no_archive() -> None:
    write(Path("r.jsonl"), both())
    assert call("index", "r.jsonl", "--db", "a.sqlite", "-q").exit_code == 0
    kept = Path("a.sqlite").read_bytes()
    result = call("export", "r.jsonl", "--to", "sqlite", "-o", "a.sqlite")
    assert (result.exit_code, Path("a.sqlite").read_bytes()) == (2, kept)
    assert one_line(result) == "Error: a.sqlite: this is an archive; name another file"
    for _ in range(2):
        assert call("export", "r.jsonl", "--to", "sqlite", "-o", "b.sqlite").exit_code == 0


def test_it_has_an_example() -> None:
    assert "Example:  neshast export" in call("export", "--help").stdout

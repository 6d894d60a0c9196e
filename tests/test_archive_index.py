"""`neshast index`: nothing is lost, nothing stands twice, and what is withdrawn is gone."""

from __future__ import annotations

import copy
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_case import IRRIGATION, ROADS, ask, both, many, records_of, write
from cli_case import call, one_line, put
from neshast.archive.indexing import Listener, index
from neshast.archive.searching import Filters, search
from neshast.archive.store import writing
from neshast.writing.relational import TABLES


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def indexed(records: list[dict[str, Any]], *options: str, status: int = 0) -> str:
    """What `neshast index` says of these records."""
    write(Path("r.jsonl"), records)
    result = call("index", "r.jsonl", "--db", "a.sqlite", *options)
    assert result.exit_code == status, result.output
    assert ask("PRAGMA foreign_key_check") == []
    assert ask("PRAGMA integrity_check") == [("ok",)]
    return result.stderr.splitlines()[-1]


def hashed() -> str:
    return hashlib.sha256(Path("a.sqlite").read_bytes()).hexdigest()


def test_a_record_in_tables() -> None:
    assert indexed(both()) == (
        "2 records in = 2 new + 0 unchanged + 0 replaced + 0 withheld → a.sqlite"
    )
    first, second = both()
    assert ask("SELECT name, honorifics, gender FROM people") == [
        ("مرضیه نیک‌پور", '["خانم"]', "f"),
        ("کریم راستین", '["انجنیر"]', None),
        ("علی‌اکبر سپهرنیا", "[]", None),
    ]
    assert ask("SELECT date, chair, venue, doc_id, url FROM meetings_at_a_glance") == [
        ("2023-09-03", "مرضیه نیک‌پور", "تالار ریاست زراعت", "irrigation", "https://a.example/1"),
        ("2023-12-11", None, "سالن فرمانداری", "roads", None),
    ]
    said = ask("SELECT speaker, text, start FROM who_said_what")
    assert said[0] == ("کریم راستین", *(first["statements"][0][key] for key in ("text", "start")))
    assert ask("SELECT name, office, organisation FROM offices_as_told")[1][:2] == (
        "علی‌اکبر سپهرنیا",
        "فرماندار مهرآباد",
    )
    assert ask("SELECT type, text FROM what_was_decided")[1] == (
        "decision",
        second["outcomes"][0]["text"],
    )
    counts = {table: ask(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
    assert counts == {
        "documents": 2,
        "meetings": 2,
        "organisations": sum(len(r["organizations"]) for r in (first, second)),
        "people": 3,
        "posts": 2,
        "participants": 4,
        "purposes": 0,
        "agenda": 0,
        "statements": 2,
        "outcomes": 2,
        "topics": sum(len(r["topics"]) for r in (first, second)),
    }


def test_the_same_records_change_nothing() -> None:
    indexed(both())
    before = hashed()
    assert indexed(both()).startswith("2 records in = 0 new + 2 unchanged")
    assert indexed(both()[::-1]).startswith("2 records in = 0 new + 2 unchanged")
    assert hashed() == before


def test_a_record_that_stands_twice_is_kept_once() -> None:
    assert indexed(both() + both()).startswith("4 records in = 2 new + 2 unchanged")
    assert ask("SELECT count(*) FROM meetings") == ask("SELECT count(*) FROM search") == [(2,)]


def test_a_newer_record_replaces_the_older() -> None:
    first, second = both()
    indexed([first, second])
    newer = second | {"status": "postponed"}
    assert indexed([newer]).startswith("1 record in = 0 new + 0 unchanged + 1 replaced")
    assert ask("SELECT status FROM meetings ORDER BY document") == [("held",), ("postponed",)]
    assert ask("SELECT count(*) FROM people") == [(3,)]


def test_what_a_newer_run_no_longer_holds_goes() -> None:
    first, second = both()
    indexed([first, second, second | {"record_id": "mtg:0"}])
    assert "; 1 older removed" in indexed([second])
    assert len(ask("SELECT * FROM meetings")) == 2
    assert len(ask("SELECT rowid FROM search WHERE search MATCH 'اسفالت'")) == 1


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_document_without_a_meeting_now_loses_its_old_records(in_bulk: bool) -> None:
    first, second = both()
    indexed([first, second])
    before = hashed()
    entries = [
        {"doc_id": "irrigation", "status": "no_meeting", "records": 0},
        {"doc_id": "roads", "status": "error", "message": "x"},
    ]
    if in_bulk:
        for name in ("parts", "ledger"):
            Path(f"out/{name}").mkdir(parents=True)
        put("out/plan.jsonl", "{}\n")
        write(Path("out/parts/0-x.jsonl"), [])
        put("out/ledger/0-x.jsonl", "".join(json.dumps(e) + "\n" for e in [{"shard": 0}, *entries]))
        given = "out"
    else:
        given = str(write(Path("new.jsonl"), []))
        put("new.jsonl.manifest.json", json.dumps({"documents": entries}))
    call("index", given, "--db", "a.sqlite", "--collection", "other")
    assert hashed() == before
    result = call("index", given, "--db", "a.sqlite")
    assert "; 1 older removed" in result.stderr
    assert ask("SELECT d.doc_id FROM meetings m JOIN documents d ON d.id = m.document") == [
        ("roads",)
    ]
    after = hashed()
    call("index", given, "--db", "a.sqlite")
    assert hashed() == after


def test_a_broken_manifest_removes_nothing() -> None:
    indexed(both())
    put("r.jsonl.manifest.json", "{")
    said = indexed([both()[0] | {"record_id": "mtg:0"}], status=1)
    assert "removed" not in said and len(ask("SELECT * FROM meetings")) == 3


def test_after_a_fault_nothing_is_removed() -> None:
    first, second = both()
    indexed([first, second | {"record_id": "mtg:0"}])
    broken = second | {"record_id": "mtg:1", "persons": None}
    said = indexed([first, second, broken], status=1)
    assert "1 new + 1 unchanged + 0 replaced + 0 withheld + 1 with faults" in said
    assert "removed" not in said
    assert len(ask("SELECT * FROM meetings")) == 3


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{\n", "r.jsonl:2: not JSON; give the output of `neshast extract`"),
        ("[]\n", "r.jsonl:2: no record; give the output of `neshast extract`"),
        ('{"record_id": "x", "source": 1}\n', "r.jsonl:2: no record"),
        ('{"record_id": "x", "source": {}}\n', "r.jsonl:2: document '?': KeyError("),
        ('{"record_id": "\\ud800", "source": {}}\n', "r.jsonl:2: not JSON"),
        ('{"record_id": 1, "source": {"doc_id": "a"}}\n', "r.jsonl:2: document 'a': KeyError("),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_kept(line: str, says: str) -> None:
    first, second = (write(Path(f"{n}.jsonl"), [r]).read_text() for n, r in enumerate(both()))
    put("r.jsonl", first + line + second)
    result = call("index", "r.jsonl", "--db", "a.sqlite", "-q")
    assert result.exit_code == 1
    assert says in one_line(result)
    assert ask("SELECT doc_id FROM meetings_at_a_glance") == [("irrigation",), ("roads",)]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value of a record stands."""
    yield path
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in inner:
            yield from places(part, (*path, name))


RECORD = both()[0]
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**30), st.floats(), st.text(max_size=5),
    st.sampled_from(["\ue000", "\ue001 آب \ue001", "\x00", "\u2028", [], {}, [None], {"text": 1}]),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(place=st.sampled_from(list(places(RECORD))[1:]), value=ANYTHING)
def test_a_record_with_anything_in_it_is_kept_or_named(place: tuple[Any, ...], value: Any) -> None:
    changed = copy.deepcopy(RECORD)
    *path, last = place
    inner: Any = changed
    for name in path:
        inner = inner[name]
    inner[last] = value
    given_lines = json.dumps(changed) + "\n" + json.dumps(both()[1]) + "\n"
    put("any.jsonl", given_lines)
    with writing(":memory:") as connection:
        counts = index(connection, ["any.jsonl"])
        assert counts.added + counts.faults == 2 and counts.added >= 1
        (kept,) = connection.execute("SELECT count(*) FROM search_words").fetchone()
        assert kept == counts.added
        assert search(connection, "آسفالت", Filters()).total == 1


def test_many_bad_lines_are_counted() -> None:
    put("r.jsonl", "{\n" * 30)
    said = call("index", "r.jsonl", "--db", "a.sqlite", "-q").stderr.splitlines()
    assert len(said) == 21 and said[-1] == "Error: and 10 more"


def test_no_archive_is_made_for_nothing() -> None:
    result = call("index", "none", "no", "--db", "a.sqlite")
    assert result.exit_code == 1
    assert one_line(result) == "Error: none, no: no such file or folder; check the path"
    assert not Path("a.sqlite").exists()
    write(Path("r.jsonl"), both())
    result = call("index", "none", "r.jsonl", "--db", "a.sqlite")
    assert result.exit_code == 1 and "2 new" in result.stderr


def test_two_texts_of_one_name_are_not_mixed_up() -> None:
    first = records_of(IRRIGATION, "a")
    other = records_of(ROADS, "a")
    said = indexed(first + other, status=1)
    assert "1 new" in said and "1 with faults" in said
    write(Path("other.jsonl"), other)
    call("index", "other.jsonl", "--db", "a.sqlite", "--collection", "roads")
    assert ask("SELECT collection, doc_id FROM meetings_at_a_glance") == [
        ("", "a"),
        ("roads", "a"),
    ]


def test_a_document_whose_text_changed_is_brought_up_to_date() -> None:
    indexed(records_of(IRRIGATION, "a", url="https://a.example/old"))
    assert "1 new" in (said := indexed(records_of(ROADS, "a", url="https://a.example/new")))
    assert "1 older removed" in said
    assert ask("SELECT url, date FROM meetings_at_a_glance") == [
        ("https://a.example/new", "2023-12-11")
    ]


def test_folders_and_standard_input() -> None:
    first, second = both()
    Path("in/.hidden").mkdir(parents=True)
    write(Path("in/b.jsonl"), [second])
    write(Path("in/a.jsonl"), [first])
    write(Path("in/.hidden/c.jsonl"), many(1))
    put("in/records.jsonl.manifest.json", "{}")
    assert call("index", "in", "--db", "a.sqlite").exit_code == 0
    assert ask("SELECT doc_id FROM documents") == [("irrigation",), ("roads",)]
    given = write(Path("c.jsonl"), many(1)).read_bytes()
    assert call("index", "-", "--db", "a.sqlite", given=given).exit_code == 0
    assert len(ask("SELECT * FROM documents")) == 3


def test_of_a_run_in_bulk_its_parts_are_read() -> None:
    Path("out/parts").mkdir(parents=True)
    Path("out/ledger").mkdir()
    for number, record in enumerate(both()):
        write(Path(f"out/parts/{number}-x.jsonl"), [record])
    put("out/plan.jsonl", '{"shard": 1}\n')
    put("out/ledger/0-x.jsonl", '{"document": 1}\n')
    result = call("index", "out", "--db", "a.sqlite")
    assert result.exit_code == 0, result.stderr
    assert ask("SELECT doc_id FROM documents") == [("irrigation",), ("roads",)]


def test_two_runs_at_once_do_not_take_each_other_s_numbers() -> None:
    write(Path("a.jsonl"), many(3))
    write(Path("b.jsonl"), both())
    with writing("a.sqlite") as first, writing("a.sqlite") as second:
        # Each transaction of the one stands between two of the other.
        class Between(Listener):
            def acknowledged(self, records: int) -> None:
                if records == 1:
                    index(second, ["b.jsonl"], batch=1)

        index(first, ["a.jsonl"], batch=1, listener=Between())
    assert ask("SELECT count(*), count(DISTINCT record_id) FROM meetings") == [(5, 5)]


def test_texts_are_kept_for_the_records_made_from_them() -> None:
    indexed(both())
    put("in/irrigation.txt", IRRIGATION)
    put("in/roads.txt", ROADS + " ")
    said = indexed(both(), "--texts", "in")
    assert said.endswith("; 1 text kept → a.sqlite")
    assert ask("SELECT text FROM texts") == [(IRRIGATION,)]
    before = hashed()
    indexed(both(), "--texts", "in")
    assert hashed() == before
    result = call("index", "r.jsonl", "--db", "a.sqlite", "--texts", "none", "-q")
    assert result.exit_code == 1 and one_line(result).startswith("Error: none: no such file")


@pytest.mark.parametrize("name", ["irrigation", "https://a.example/1"])
def test_what_is_withdrawn_is_gone_and_does_not_come_back(name: str) -> None:
    put("in/irrigation.txt", IRRIGATION)
    indexed(both(), "--texts", "in")
    assert "نیک‌پور".encode() in Path("a.sqlite").read_bytes()
    put("out.txt", f"\ufeff# asked for\n\n {name}\n")
    said = indexed(both(), "--without", "out.txt")
    assert said == (
        "2 records in = 0 new + 1 unchanged + 0 replaced + 1 withheld; 1 older removed → a.sqlite"
    )
    left = Path("a.sqlite").read_bytes()
    for trace in ("نیک‌پور", "نیکپور", "راستین", "irrigation", "a.example"):
        assert trace.encode() not in left
    assert ask("SELECT doc_id FROM documents") == [("roads",)]
    indexed(both(), "--without", "out.txt")
    assert len(ask("SELECT * FROM meetings")) == 1


def test_no_archive() -> None:
    write(Path("r.jsonl"), both())
    assert "a.sqlite: there is no archive; make one" in one_line(
        call("search", "آب", "--db", "a.sqlite")
    )
    put("a.sqlite", "text")
    assert "cannot be read as an archive" in one_line(call("search", "آب", "--db", "a.sqlite"))
    assert call("index", "r.jsonl", "--db", "a.sqlite").exit_code == 1
    other = sqlite3.connect("b.sqlite")
    other.execute("CREATE TABLE t (x)")
    other.close()
    for command in (("search", "آب"), ("index", "r.jsonl")):
        said = one_line(call(*command, "--db", "b.sqlite"))
        assert said == (
            "Error: b.sqlite: this is no archive of neshast; name another file with --db"
        )
    assert call("index", "r.jsonl", "--db", "none/a.sqlite").exit_code == 2


def test_an_archive_of_another_version() -> None:
    indexed(both())
    connection = sqlite3.connect("a.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "index the records again into a new file" in one_line(
        call("search", "آب", "--db", "a.sqlite")
    )

"""`neshast search`: any spelling finds any spelling, marked where it stands in the text."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_case import IRRIGATION, ROADS, both, write
from cli_case import call, one_line, put
from neshast.archive.indexing import index, keep_texts
from neshast.archive.searching import Filters, Found, search
from neshast.archive.store import reading, writing
from neshast.errors import InputError
from neshast.reading import Problem, read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two archives of the two reports: one of records, one with their texts."""
    folder = tmp_path_factory.mktemp("archive")
    write(folder / "r.jsonl", both())
    (folder / "in").mkdir()
    (folder / "in" / "irrigation.txt").write_text(IRRIGATION, encoding="utf-8")
    (folder / "in" / "roads.txt").write_text(ROADS, encoding="utf-8")
    for name in ("records", "texts"):
        with writing(folder / f"{name}.sqlite") as connection:
            index(connection, [folder / "r.jsonl"])
            if name == "texts":
                texts = (d for d in read([folder / "in"]) if not isinstance(d, Problem))
                assert keep_texts(connection, texts) == 2
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[sqlite3.Connection]:
    with reading(folder / "records.sqlite") as connection:
        yield connection


@pytest.fixture(scope="module")
def with_texts(folder: Path) -> Iterator[sqlite3.Connection]:
    with reading(folder / "texts.sqlite") as connection:
        yield connection


def names(found: Found) -> set[str]:
    assert len(found.hits) == found.total
    return {hit.doc_id for hit in found.hits}


BOTH = {"irrigation", "roads"}
QUERIES: list[tuple[str, set[str]]] = [
    # One word in four spellings, of which each report has another.
    ("همکاری‌های", BOTH),
    ("همکاری های", BOTH),
    ("همکاریهای", BOTH),
    ("همكاري‌هاي", BOTH),
    # A noun for its plurals, the plural not for the noun.
    ("همکاری", BOTH),
    ("کانال", {"irrigation"}),
    ("روستاها", set()),
    # A name written as one word, as two, with a joiner.
    ("نیک‌پور", {"irrigation"}),
    ("نیک پور", {"irrigation"}),
    ("نیکپور", {"irrigation"}),
    ("علی اکبر سپهر نیا", {"roads"}),
    ("بین‌المللی", {"roads"}),
    ("جادهٔ", {"roads"}),
    # Every word must stand somewhere in the record.
    ("کانال راستین", {"irrigation"}),
    ("کانال سپهرنیا", set()),
    ('"کانال مرکزی"', {"irrigation"}),
    ("«کانال مرکزی»", {"irrigation"}),
    ('"مرکزی کانال"', set()),
    ("مرکزی کانال", {"irrigation"}),
    # A phrase does not run from one person to the next.
    ('"پور کریم"', set()),
    ("آسفا*", {"roads"}),
    ("همکاری -آسفالت", {"irrigation"}),
    ('همکاری -"کانال مرکزی"', {"roads"}),
    # What FTS5 would take for its own.
    ("کانال AND", set()),
    ('"کانال', {"irrigation"}),
    ("title:کانال", set()),
    ("(کانال", {"irrigation"}),
    ("کانال* ^ + ( ) { } : , ' ;", {"irrigation"}),
    ("کانال - خزان", {"irrigation"}),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_queries(archive: sqlite3.Connection, query: str, expected: set[str]) -> None:
    assert names(search(archive, query, Filters())) == expected


FILTERS: list[tuple[Filters, set[str]]] = [
    (Filters(person="مرضیه نیکپور"), {"irrigation"}),
    (Filters(person="نیک پور مرضیه"), set()),
    (Filters(person="سپهرنیا"), {"roads"}),
    (Filters(person="آبیاری"), set()),
    (Filters(org="شورای آبیاری"), {"irrigation"}),
    (Filters(org="zz.none.at_all"), set()),
    (Filters(topic="2104"), {"irrigation"}),
    (Filters(topic="10"), {"roads"}),
    (Filters(topic="منابع آب"), {"irrigation"}),
    (Filters(variety="fa-IR"), {"roads"}),
    (Filters(since="2023-09-03"), BOTH),
    (Filters(since="2023-09-04"), {"roads"}),
    (Filters(until="2023-09-03"), {"irrigation"}),
    (Filters(since="2023-10", until="2023-11-31"), set()),
    (Filters(since="2023", variety="fa-AF", topic="21"), {"irrigation"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters(archive: sqlite3.Connection, filters: Filters, expected: set[str]) -> None:
    assert names(search(archive, "", filters)) == expected
    assert names(search(archive, "همکاری", filters)) == expected


def test_meetings_without_a_known_day_are_counted(folder: Path, tmp_path: Path) -> None:
    records = both()
    records[0]["date"] |= {"earliest": None, "latest": None, "edtf": None}
    with writing(tmp_path / "a.sqlite") as connection:
        index(connection, [write(tmp_path / "r.jsonl", records)])
        found = search(connection, "همکاری", Filters(since="2020"))
    assert (names(found), found.undated) == ({"roads"}, 1)


def test_the_words_are_marked_as_they_were_written(archive: sqlite3.Connection) -> None:
    marked = {}
    for hit in search(archive, "همکاری‌های", Filters()).hits:
        assert hit.snippet and hit.snippet.start is not None
        raw = IRRIGATION if hit.doc_id == "irrigation" else ROADS
        end = hit.snippet.start + len(hit.snippet.text)
        assert raw[hit.snippet.start : end] == hit.snippet.text
        marked[hit.doc_id] = [hit.snippet.text[a:b] for a, b in hit.snippet.marks]
    assert marked == {"irrigation": ["همکاری‌های"], "roads": ["همكاريهاي"]}


@pytest.mark.parametrize("query", [query for query, expected in QUERIES if expected])
def test_snippets_stand_in_the_text(
    archive: sqlite3.Connection, with_texts: sqlite3.Connection, query: str
) -> None:
    assert names(search(with_texts, query, Filters())) >= names(search(archive, query, Filters()))
    for hit in search(with_texts, query, Filters()).hits:
        raw = IRRIGATION if hit.doc_id == "irrigation" else ROADS
        assert hit.snippet and hit.snippet.marks
        at, text = hit.snippet.start, hit.snippet.text
        if at is not None:
            assert raw[at : at + len(text)] == text
            assert hit.snippet.cut[1] == (not raw.endswith(text))
        for begin, end in hit.snippet.marks:
            assert text[begin:end].strip() == text[begin:end] != ""


def test_texts_are_searched_too(
    archive: sqlite3.Connection, with_texts: sqlite3.Connection
) -> None:
    assert names(search(archive, "«در پایان فیصله»", Filters())) == set()
    assert names(search(with_texts, "«در پایان فیصله»", Filters())) == {"irrigation"}


def test_texts_that_are_kept_serve_newer_records(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "texts.sqlite", tmp_path / "a.sqlite")
    newer = both()
    newer[0]["status"] = "postponed"
    with writing(tmp_path / "a.sqlite") as connection:
        index(connection, [write(tmp_path / "r.jsonl", newer)])
        found = search(connection, "«در پایان فیصله»", Filters())
    assert [hit.status for hit in found.hits] == ["postponed"]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="کانال آب\"«»*-()^:+{}AND OR NOT NEAR\u200c\ue000\x00'", max_size=30))
def test_no_query_breaks(archive: sqlite3.Connection, text: str) -> None:
    try:
        found = search(archive, text, Filters(person=text or None, org=text or None))
    except InputError as error:
        assert str(error)
    else:
        assert found.total <= 2


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_name_breaks(archive: sqlite3.Connection, text: str, name: str) -> None:
    try:
        search(archive, text, Filters(person=name, topic=name, variety=name))
    except InputError as error:
        assert str(error)


# ---------------------------------------------------------------- the command


def test_the_command_shows_the_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = call("search", "همکاری های", "--db", "texts.sqlite", "--limit", "1")
    assert result.exit_code == 0
    assert result.stderr == "1 of 2: --limit shows more\n"
    head, facts, *snippet = result.stdout.splitlines()
    assert head == "1. (no headline)"
    assert facts.startswith("   \u2068") and " · roads\u2069" in facts
    assert "⟦همكاريهاي⟧" in "".join(snippet)


def test_the_command_as_json(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = call("search", "آسفالت", "--db", "records.sqlite", "--json", "--from", "2023-12")
    (hit,) = (json.loads(line) for line in result.stdout.splitlines())
    assert hit["doc_id"] == "roads" and hit["record_id"].startswith("mtg:")
    found = hit["snippet"]
    assert ROADS[found["start"] : found["end"]] == found["text"]
    assert found["text"][slice(*found["marks"][0])] == "آسفالت"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["هیچ‌کجا"], 1, "nothing found; try fewer words, or the beginning of one with a star"),
        (["--topic", "هیچ"], 1, "nothing found; try fewer options"),
        ([], 1, "Error: nothing is asked; give a word, or an option such as --person"),
        (["-کانال"], 1, "Error: this says only what must not occur; add a word that must"),
        (["-x"], 1, "Error: this says only what must not occur; add a word that must"),
        (["-کانال جاده"], 0, "1 of 1"),
        (["--person", "؟"], 1, "Error: '؟' holds no word; give a name"),
        (["آب " * 51], 1, "Error: 51 words are too many; give at most 50"),
        (["کانال", "--to", "2023-08"], 1, "nothing found"),
    ],
)
def test_the_command_says_what_to_do(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    says: str,
) -> None:
    monkeypatch.chdir(folder)
    result = call("search", "--db", "records.sqlite", *arguments)
    assert result.exit_code == status
    assert one_line(result).startswith(says)


@pytest.mark.parametrize(
    ("query", "says"),
    [("آب", "No such option: --form"), ("-آب", "Got unexpected extra argument")],
)
def test_a_long_option_that_is_none_is_no_query(query: str, says: str) -> None:
    result = call("search", query, "--db", "x", "--form", "2016")
    assert result.exit_code == 2 and says in result.stderr


def test_a_day_that_is_none(folder: Path) -> None:
    result = call("search", "آب", "--db", "x", "--from", "پارسال")
    assert result.exit_code == 2
    assert "give a Gregorian year" in result.stderr


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("day", ["1395", "1395-07", "1438-01-02"])
def test_a_day_of_another_calendar_is_refused(folder: Path, option: str, day: str) -> None:
    result = call("search", "آب", "--db", "x", option, day)
    assert result.exit_code == 2
    assert f"{day} is of another calendar; give the Gregorian year" in result.stderr


def test_both_commands_have_an_example() -> None:
    for command in ("index", "search"):
        assert f"Example:  neshast {command}" in call(command, "--help").stdout


def test_nothing_obeys_a_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    records = both()[:1]
    records[0]["title"] = {"text": "کانال\x1b[31m\u202e نو", "start": 0, "end": 3}
    write(Path("r.jsonl"), records)
    put("x", "")
    call("index", "r.jsonl", "--db", "a.sqlite")
    shown = call("search", "کانال", "--db", "a.sqlite").stdout
    assert "\x1b" not in shown and "\u202e" not in shown

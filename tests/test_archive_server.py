"""The archive on a server: the same hits as in the file, and what a server can do to us."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_case import IRRIGATION, ROADS, both, many, records_of, write
from cli_case import call, one_line, put
from neshast.archive.indexing import index
from neshast.archive.searching import Filters, Found, search
from neshast.archive.server import PASSWORD, USER, Server
from neshast.archive.server_indexing import index_on_server, number_of
from neshast.archive.server_searching import search_server
from neshast.archive.store import writing
from neshast.errors import InputError, ServerError
from opensearch_case import OpenSearch, opensearch
from test_archive_index import ANYTHING, RECORD, places
from test_archive_search import FILTERS, QUERIES


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenSearch]:
    """A server, and a folder to work in. No try waits for long."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("neshast.archive.server._LONGEST_PAUSE", 0.001)
    for name in (USER, PASSWORD):
        monkeypatch.delenv(name, raising=False)
    with opensearch() as server:
        yield server


def indexed(fake: OpenSearch, records: list[dict[str, Any]], *options: str, status: int = 0) -> str:
    """What `neshast index` says of these records."""
    write(Path("r.jsonl"), records)
    result = call("index", "r.jsonl", "--opensearch", fake.url, *options)
    assert result.exit_code == status, result.output
    return result.stderr.splitlines()[-1]


# ---------------------------------------------------------------- indexing


def test_a_record_on_the_server(fake: OpenSearch) -> None:
    first, second = both()
    said = indexed(fake, [first, second])
    counted = "2 records in = 2 new + 0 unchanged + 0 replaced + 0 withheld"
    assert said == f"{counted} → {fake.url} neshast"
    kept = fake.documents()[f"/irrigation/{first['record_id']}"]
    assert kept["record"] == first
    assert kept["begins"] == kept["latest"] == "2023-09-03"
    assert "2104" in kept["codes"] and kept["url"] == "https://a.example/1"
    # The words are folded here: a server knows none of it.
    assert "همکاریهای" in kept["statements"].split()
    assert number_of("", "irrigation", first["record_id"]) in fake.indexes["neshast"].documents


def test_the_same_records_are_not_sent_again(fake: OpenSearch) -> None:
    indexed(fake, both())
    fake.asked.clear()
    assert indexed(fake, both()).startswith("2 records in = 0 new + 2 unchanged")
    assert not any("_bulk" in request for request in fake.asked)
    assert indexed(fake, both() + both()).startswith("4 records in = 0 new + 4 unchanged")


def test_what_changed_is_replaced_and_what_is_no_longer_held_goes(fake: OpenSearch) -> None:
    first, second = both()
    indexed(fake, [first, second, second | {"record_id": "mtg:0"}])
    indexed(fake, [second | {"record_id": "mtg:9"}], "--collection", "other")
    said = indexed(fake, [second | {"status": "postponed"}])
    assert said.startswith("1 record in = 0 new + 0 unchanged + 1 replaced")
    assert "; 1 older removed" in said
    assert {name: each["record"]["status"] for name, each in fake.documents().items()} == {
        f"/irrigation/{first['record_id']}": "held",
        f"/roads/{second['record_id']}": "postponed",
        "other/roads/mtg:9": "held",
    }


def test_a_document_without_a_meeting_now_loses_its_old_records(fake: OpenSearch) -> None:
    indexed(fake, both())
    write(Path("new.jsonl"), [])
    put("new.jsonl.manifest.json", '{"documents": [{"doc_id": "roads", "status": "no_meeting"}]}')
    result = call("index", "new.jsonl", "--opensearch", fake.url)
    assert "; 1 older removed" in result.stderr and len(fake.documents()) == 1


def test_after_a_fault_nothing_is_removed(fake: OpenSearch) -> None:
    first, second = both()
    indexed(fake, [first, second | {"record_id": "mtg:0"}])
    broken = second | {"record_id": "mtg:1", "persons": None}
    two_texts = second | {"source": second["source"] | {"text_sha256": "0" * 64}}
    endless = first | {"confidence": float("inf"), "record_id": "mtg:2"}
    said = indexed(fake, [first, second, broken, two_texts, endless], status=1)
    assert "1 new + 1 unchanged + 0 replaced + 0 withheld + 3 with faults" in said
    assert "removed" not in said and len(fake.documents()) == 3


@pytest.mark.parametrize("name", ["irrigation", "https://a.example/1"])
def test_what_is_withdrawn_is_gone_and_does_not_come_back(fake: OpenSearch, name: str) -> None:
    indexed(fake, both())
    put("out.txt", f"# gone\n{name}\n")
    said = indexed(fake, both(), "--without", "out.txt")
    assert "1 unchanged" in said and "1 withheld" in said and "; 1 older removed" in said
    assert [each["doc_id"] for each in fake.documents().values()] == ["roads"]
    assert any("_forcemerge" in request for request in fake.asked)


def test_many_records_go_in_several_requests(
    fake: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neshast.archive.server_indexing._RECORDS", 7)
    monkeypatch.setattr("neshast.archive.server_indexing._IDS", 3)
    assert indexed(fake, many(20)).startswith("20 records in = 20 new")
    assert sum("_bulk" in request for request in fake.asked) == 3
    monkeypatch.setattr("neshast.archive.server_indexing._BYTES", 1)
    newer = [record | {"record_id": record["record_id"][:-1] + "x"} for record in many(16)]
    assert "16 older removed" in indexed(fake, newer)
    assert len(fake.documents()) == 20


@settings(deadline=None, max_examples=40)
@given(place=st.sampled_from(list(places(RECORD))[1:]), value=ANYTHING)
def test_a_record_with_anything_in_it_is_kept_or_named(
    pair: tuple[Any, Server],
    tmp_path_factory: pytest.TempPathFactory,
    place: tuple[Any, ...],
    value: Any,
) -> None:
    changed = copy.deepcopy(RECORD)
    *path, last = place
    inner: Any = changed
    for name in path:
        inner = inner[name]
    inner[last] = value
    path = write(tmp_path_factory.mktemp("any") / "r.jsonl", [changed, both()[1]])
    # An index of its own, and a collection for each case.
    with closing(Server(pair[1].name, "anything")) as server:
        counts = index_on_server(server, [path], collection=f"{place} {value!r}")
    kept = counts.added + counts.unchanged
    assert kept + counts.faults == 2 and kept >= 1


# ---------------------------------------------------------------- what a server can do to us


def test_a_busy_server_is_asked_again(fake: OpenSearch) -> None:
    fake.faults = [429, 503, 0, 502]
    first = number_of("", "irrigation", both()[0]["record_id"])
    fake.refuses = {first: [429, 503]}
    assert indexed(fake, both()).startswith("2 records in = 2 new")
    assert len(fake.documents()) == 2


@pytest.mark.parametrize(
    ("attempt", "asked", "seconds"),
    [(0, None, 0.5), (3, None, 4), (0, "7", 7), (0, "999", 30), (1, "Mon, 01 Jan", 1)],
)
def test_how_long_it_waits(
    monkeypatch: pytest.MonkeyPatch, attempt: int, asked: str | None, seconds: float
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("neshast.archive.server.sleep", slept.append)
    Server("http://localhost", "neshast").wait(attempt, asked)
    assert slept == [seconds]


def test_a_record_that_the_server_refuses_is_named(fake: OpenSearch) -> None:
    second = number_of("", "roads", both()[1]["record_id"])
    fake.refuses = {second: [400]}
    write(Path("r.jsonl"), both())
    result = call("index", "r.jsonl", "--opensearch", fake.url, "-q")
    assert result.exit_code == 1
    assert one_line(result) == (
        "Error: r.jsonl:2: the server refuses it (rejected_execution_exception: too much at once)"
    )
    assert len(fake.documents()) == 1
    assert indexed(fake, both()).startswith("2 records in = 1 new + 1 unchanged")


def test_a_server_that_stays_busy_is_given_up(fake: OpenSearch) -> None:
    fake.faults = [503] * 50
    write(Path("r.jsonl"), both())
    result = call("index", "r.jsonl", "--opensearch", fake.url)
    assert result.exit_code == 2 and "refuses (503: " in one_line(result)
    assert len(fake.asked) == 6


def test_an_index_of_somebody_else_is_left_alone(fake: OpenSearch) -> None:
    indexed(fake, both())
    fake.indexes["neshast"].mappings = {"properties": {}}
    write(Path("r.jsonl"), both())
    for command in (("index", "r.jsonl"), ("search", "آب")):
        result = call(*command, "--opensearch", fake.url)
        assert result.exit_code == 2 and "none of neshast; name another" in one_line(result)
    fake.indexes["neshast"].mappings = {"_meta": {"application": "neshast", "version": 99}}
    result = call("search", "آب", "--opensearch", fake.url)
    assert "of another version of neshast" in one_line(result)


@pytest.mark.parametrize("by", ["url", "environment"])
def test_name_and_password_are_given_and_never_shown(
    fake: OpenSearch, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    fake.login = ("archive", "p@ss:ق")
    write(Path("r.jsonl"), both())
    result = call("index", "r.jsonl", "--opensearch", fake.url)
    assert result.exit_code == 2
    assert f"set {USER} and {PASSWORD}" in one_line(result)
    url = fake.url
    if by == "url":
        url = url.replace("//", "//archive:p%40ss%3A%D9%82@")
    else:
        monkeypatch.setenv(USER, "archive")
        monkeypatch.setenv(PASSWORD, "p@ss:ق")
    results = [
        call("index", "r.jsonl", "--opensearch", url),
        call("search", "آسفالت", "--opensearch", url),
    ]
    fake.faults = [500]
    results.append(call("search", "آسفالت", "--opensearch", url))
    assert [result.exit_code for result in results] == [0, 0, 2]
    assert not any("p@ss" in r.output or "p%40ss" in r.output for r in results)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--opensearch", "localhost:9200"), "no address of a server"),
        (("--opensearch", "https://u:secret@[::1"), "no address of a server"),
        (("--opensearch", "ftp://u:secret@a.example"), "no address of a server"),
        (("--opensearch", "http://localhost", "--index", "*"), "'*' is no name of an index"),
        (("--opensearch", "http://localhost", "--index", "_all"), "is no name of an index"),
        (("--opensearch", "http://localhost", "--db", "a"), "give either --db FILE or"),
        ((), "give either --db FILE or --opensearch URL"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], says: str) -> None:
    result = call("search", "آب", *arguments)
    assert result.exit_code == 2 and says in result.stderr and "secret" not in result.output


def test_texts_are_kept_in_a_file_only() -> None:
    result = call("index", "-", "--opensearch", "http://localhost", "--texts", "in")
    assert result.exit_code == 2 and "give --db" in result.stderr


def test_nobody_there(fake: OpenSearch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    result = call("search", "آب", "--opensearch", f"http://127.0.0.1:{port}")
    assert result.exit_code == 2
    assert one_line(result).endswith("check the address, and that it runs")
    result = call("search", "آب", "--opensearch", fake.url, "--index", "none")
    assert result.exit_code == 2 and "there is no such index" in one_line(result)


# ---------------------------------------------------------------- the same as in the file


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Server]]:
    """The two reports in an archive, and on a server."""
    records = write(tmp_path_factory.mktemp("pair") / "r.jsonl", both())
    with (
        opensearch() as fake,
        writing(":memory:") as connection,
        closing(Server(fake.url, "neshast")) as server,
    ):
        index(connection, [records])
        assert index_on_server(server, [records]).added == 2
        yield connection, server


def found_in_both(pair: tuple[Any, Server], text: str, filters: Filters) -> Found:
    """What the server finds: what the archive does too, in whatever order."""
    one, other = search(pair[0], text, filters), search_server(pair[1], text, filters)
    hits = [
        sorted((replace(hit, score=None) for hit in found.hits), key=lambda hit: hit.doc_id)
        for found in (one, other)
    ]
    assert hits[0] == hits[1]
    assert (one.total, one.undated) == (other.total, other.undated)
    return other


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_queries(pair: tuple[Any, Server], query: str, expected: set[str]) -> None:
    found = found_in_both(pair, query, Filters())
    assert {hit.doc_id for hit in found.hits} == expected
    assert all(hit.score and hit.score > 0 and hit.snippet for hit in found.hits)


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters(pair: tuple[Any, Server], filters: Filters, expected: set[str]) -> None:
    for query in ("", "همکاری"):
        found = found_in_both(pair, query, filters)
        assert {hit.doc_id for hit in found.hits} == expected


_WORDS = sorted({word for text in (IRRIGATION, ROADS) for word in text.split()})
_TYPED = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(['"', "*", " -", "«", "»", "ها", "("])),
    max_size=5,
)


@settings(deadline=None, max_examples=60)
@given(parts=_TYPED, glue=st.sampled_from(["", " "]), name=st.none() | st.sampled_from(_WORDS))
def test_anything_that_is_typed(
    pair: tuple[Any, Server], parts: list[str], glue: str, name: str | None
) -> None:
    text, filters = glue.join(parts), Filters(person=name)
    try:
        expected = search(pair[0], text, filters)
    except InputError as error:
        with pytest.raises(InputError) as refused:
            search_server(pair[1], text, filters)
        assert str(refused.value) == str(error)
    else:
        assert found_in_both(pair, text, filters).total == expected.total


def test_the_best_comes_first_and_the_limit_holds(fake: OpenSearch) -> None:
    said = records_of(ROADS, "said")
    titled = records_of(IRRIGATION, "titled")
    titled[0]["title"] = {"text": "آسفالت", "start": 0, "end": 6}
    indexed(fake, said + titled)
    result = call("search", "آسفالت", "--opensearch", fake.url, "--json")
    assert [json.loads(line)["doc_id"] for line in result.stdout.splitlines()] == ["titled", "said"]
    result = call("search", "آسفالت", "--opensearch", fake.url, "--limit", "1")
    assert result.exit_code == 0 and result.stderr == "1 of 2: --limit shows more\n"
    assert "⟦آسفالت⟧" in result.stdout
    latest = call("search", "--from", "2023", "--opensearch", fake.url, "--json", "--limit", "1")
    assert json.loads(latest.stdout)["doc_id"] == "said"
    with closing(Server(fake.url, "neshast")) as server, pytest.raises(InputError, match="10000"):
        search_server(server, "آب", Filters(), 10_001)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"<html>", "answers 200 and no JSON; give the address of OpenSearch"),
        (b"[]", "answers 200 and no JSON"),
        (b"{}", "this index is none of neshast"),
        (b'{"a": 1}', "this index is none of neshast"),
    ],
)
def test_a_server_of_something_else(fake: OpenSearch, answer: bytes, says: str) -> None:
    fake.plain = answer
    with closing(Server(fake.url, "neshast")) as server, pytest.raises(ServerError, match=says):
        search_server(server, "آب", Filters())


def test_older_records_that_cannot_be_removed(fake: OpenSearch) -> None:
    first, second = both()
    indexed(fake, [first, second, second | {"record_id": "mtg:0"}])
    fake.refuses = {number_of("", "roads", "mtg:0"): [429]}
    assert "could not be removed" in indexed(fake, [second], status=2)
    assert "; 1 older removed" in indexed(fake, [second])

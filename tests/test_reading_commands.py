"""Files of every format through the command line: records, texts, limits, what to install."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli_case import call, manifest, one_line, put, records, use_stub
from cli_stub import MEETING
from formats_case import LINES, pdf, zipped
from neshast.cli_options import Format
from neshast.limits import Limits
from neshast.reading import kinds
from neshast.settings import Settings

PAGE = (
    '<html><head><link rel="canonical" href="https://example.org/7">'
    '<meta property="article:published_time" content="1395-09-08"></head>'
    f"<body><p>{MEETING}</p></body></html>"
)


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_stub(monkeypatch, tmp_path)


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").split("\n") if line]


def test_how_a_text_was_obtained_reaches_the_record() -> None:
    put("in/set.zip", zipped({"a.html": PAGE.encode()}))
    assert call("extract", "in", "-o", "records.jsonl").exit_code == 0
    (found,) = records()
    source = found["source"]
    assert (source["doc_id"], source["path"], source["url"]) == (
        "set/a", "in/set.zip", "https://example.org/7",
    )  # fmt: skip
    assert source["extra"] == {"obtained": {"route": "html:trafilatura", "member": "a.html"}}


def test_saved_texts_give_the_same_records() -> None:
    put("in/a.html", PAGE)
    put("in/b.txt", MEETING)
    put("in/c.jsonl", json.dumps({"id": "c", "title": "عنوان", "text": MEETING, "note": [1]}))
    put("in/d.pdf", pdf([[]]))
    result = call("extract", "in", "-o", "records.jsonl", "--save-text", "in/texts.jsonl")
    assert result.exit_code == 1
    first = records()
    saved = lines("in/texts.jsonl")
    assert [one["id"] for one in saved] == ["a", "b", "c"]
    assert saved[0]["published"] == "2016-11-28"
    assert saved[0]["origin"]["path"] == "in/a.html" and len(saved[0]["origin"]["sha256"]) == 64
    assert saved[2]["note"] == [1]
    for record in first:
        (text,) = (one["text"] for one in saved if one["id"] == record["source"]["doc_id"])
        for mention in record["persons"][0]["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["text"]
    assert call("extract", "in/texts.jsonl", "-o", "records.jsonl").exit_code == 0
    assert [one["record_id"] for one in records()] == [one["record_id"] for one in first]
    own = ("sha256", "path", "encoding", "extra")
    for new, old in zip(records(), first, strict=True):
        assert {**new, "source": {**new["source"], **{key: None for key in own}}} == {
            **old, "source": {**old["source"], **{key: None for key in own}},
        }  # fmt: skip


def test_texts_go_to_no_input_and_to_no_missing_folder() -> None:
    put("a.txt", MEETING)
    result = call("extract", "a.txt", "-o", "r.jsonl", "--save-text", "a.txt")
    assert result.exit_code == 2 and "name another file for the texts" in one_line(result)
    result = call("extract", "a.txt", "-o", "r.jsonl", "--save-text", "none/t.jsonl")
    assert result.exit_code == 2 and "make it first" in one_line(result)
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt"]


@pytest.mark.parametrize("option", ["-o", "--save-text"])
def test_no_file_of_the_folder_that_is_read_is_written_over(option: str) -> None:
    put("in/a.txt", MEETING)
    packed = zipped({"b.txt": MEETING.encode()})
    own = json.dumps({"id": "c", "text": MEETING}).encode()
    for name, content in (("x.zip", packed), ("sub/own.jsonl", own)):
        put(f"in/{name}", content)
        result = call("extract", "in", "-o", "r.jsonl", option, f"in/{name}")
        assert result.exit_code == 2
        assert "this is an input, of the folder that is read" in one_line(result)
        assert (Path("in") / name).read_bytes() == content
    for _ in range(2):
        # What a run wrote there itself it writes again, and does not read.
        result = call("extract", "in", "-o", "r.jsonl", option, "in/new.jsonl")
        assert result.exit_code == 0 and result.stderr.startswith("3 documents in")


def test_limits_come_from_the_settings() -> None:
    put("a.pdf", pdf([[line] for line in (MEETING, *LINES)]))
    put("own.toml", "[reading]\npages = 1\n")
    assert call("extract", "a.pdf", "-o", "records.jsonl", "--config", "own.toml").exit_code == 0
    (found,) = manifest()["documents"]
    assert found["warnings"] == ["pages_cut"]
    put("own.toml", "[reading]\nbytes = 10\n")
    result = call("explain", "a.pdf", "--config", "own.toml")
    assert one_line(result).startswith("Error: a.pdf: larger than 10 bytes; set `bytes`")
    put("own.toml", "[reading]\npages = 0\n")
    result = call("extract", "a.pdf", "--config", "own.toml")
    assert result.exit_code == 2 and "[reading] pages" in one_line(result)
    put("own.toml", "[reading]\nsecond = 1\n")
    assert "did you mean 'seconds'?" in one_line(call("extract", "a.pdf", "--config", "own.toml"))
    put("own.toml", "[readings]\npages = 1\n")
    assert "did you mean 'reading'?" in one_line(call("extract", "a.pdf", "--config", "own.toml"))


def test_every_format_can_be_named() -> None:
    assert tuple(Format) == kinds.FORMATS


def test_limits_left_alone_change_no_fingerprint() -> None:
    plain = Settings()
    assert Settings.of({"reading": {}}).sha256 == plain.sha256
    assert Settings.of({"reading": {"pages": Limits().pages}}).sha256 == plain.sha256
    other = Settings.of({"reading": {"pages": 3}})
    assert other.sha256 != plain.sha256
    assert other.with_engine("none").reading.pages == 3


def test_what_to_install_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "find_spec", lambda name: None)
    kinds.lacking.cache_clear()
    try:
        for name in ("in/a.html", "in/b.html", "in/c.txt", "in/d.pdf"):
            put(name, MEETING)
        result = call("extract", "in", "-o", "records.jsonl")
    finally:
        kinds.lacking.cache_clear()
    assert result.exit_code == 0
    *told, closing = result.stderr.splitlines()
    need = "need a package; pip install 'neshast[formats]'"
    assert told == [
        f"in/a.html: skipped: html files {need}",
        f"in/d.pdf: skipped: pdf files {need}",
    ]
    assert "1 document in" in closing and "3 files skipped" in closing
    assert [one["path"] for one in manifest()["skipped"]] == ["in/a.html", "in/b.html", "in/d.pdf"]


def test_a_page_from_standard_input() -> None:
    result = call("extract", "-", "--format", "html", given=PAGE)
    (found,) = (json.loads(line) for line in result.stdout.splitlines())
    assert found["source"]["extra"] == {"obtained": {"route": "html:trafilatura"}}
    result = call("extract", "-", given=pdf([[MEETING]]))
    assert result.exit_code == 0 and len(result.stdout.splitlines()) == 1

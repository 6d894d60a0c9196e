"""The contract, for any text: no error, true quotes, whole references, the same bytes each time."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given, settings

import neshast
from neshast.api import document_of, extract, pipeline_of
from neshast.record import MeetingRecord
from neshast.run import ERROR, process
from schema_check import faults
from strategies import damaged, hostile_text, samples, shuffled

HOME = Path(str(neshast.__file__)).parent
# A run of this length takes a small part of these seconds, unless time grows with its square.
_LONG = 12_000
_SECONDS = 6
IDS = ("ref", "organization", "parent", "speaker", "on_behalf_of")
ID_LISTS = ("by", "responsible")

Json = dict[str, Any]


@cache
def schema() -> Json:
    return MeetingRecord.model_json_schema(by_alias=True, mode="serialization")


def records_of(text: str, published: str | None = None) -> tuple[str, list[Json]]:
    """The raw text as the records see it, and the records, checked for everything that holds."""
    document = document_of(text, published, "doc")
    result = process(document, pipeline_of())
    assert result.status != ERROR, result.message
    records = [json.loads(line) for line in result.lines]
    for record in records:
        check(document.raw, record)
    segments = [record["source"]["segment"] for record in records]
    assert [segment["index"] for segment in segments] == list(range(1, len(segments) + 1))
    assert all(segment["of"] == len(segments) for segment in segments)
    assert all(one["end"] <= other["start"] for one, other in pairwise(segments))
    assert len({record["record_id"] for record in records}) == len(records)
    return document.raw, records


def check(raw: str, record: Json) -> None:
    """Everything the contract promises for one record."""
    assert list(record) == list(MeetingRecord.model_fields)
    assert faults(record, schema()) == []
    persons = [person["id"] for person in record["persons"]]
    bodies = [body["id"] for body in record["organizations"]]
    assert persons == [f"p{n}" for n in range(1, len(persons) + 1)]
    assert bodies == [f"o{n}" for n in range(1, len(bodies) + 1)]
    known = {*persons, *bodies}
    segment = record["source"]["segment"]
    assert 0 <= segment["start"] < segment["end"] <= len(raw)
    for part in walk({key: value for key, value in record.items() if key != "source"}):
        if part.get("text") is not None and "start" in part:
            assert 0 <= part["start"] < part["end"] <= len(raw), part
            assert raw[part["start"] : part["end"]] == part["text"], part
        refs = [part[name] for name in IDS if isinstance(part.get(name), str)]
        refs += [ref for name in ID_LISTS for ref in part.get(name, ())]
        assert set(refs) <= known, part
    for participant in record["participants"]:
        assert (participant["ref"] is None) != (participant["group"] is None)
        roles = [role["role"] for role in participant["roles"]]
        assert roles and len(set(roles)) == len(roles)
    actors = [p["ref"] for p in record["participants"] if p["ref"]]
    assert len(set(actors)) == len(actors)
    for person in record["persons"]:
        assert person["mentions"]
    for topic in record["topics"]:
        assert 0 <= topic["score"] <= 1
    assert all(0 <= value <= 1 for value in record["confidence"].values())
    for field in record["missing"]:
        if field in ("title", "venue", "purpose", "agenda", "outcomes", "topics"):
            assert not record[field]


def walk(value: Any) -> Iterator[Json]:
    """Every object inside a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from walk(item)


# Any text


@settings(deadline=None, max_examples=120)
@given(hostile_text)
@example("")
@example("\x00")
@example("\ud800")
@example("جلسه")
@example("جلسه برگزار شد.")
@example("جلسهٔ\u200cکمیته \ufeffبه ریاست\u00a0وی\ud83d برگزار شد")
@example("٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩/۱۲/۳۴ جلسه برگزار شد")
def test_a_hostile_text_never_breaks_a_promise(text: str) -> None:
    records_of(text)


@settings(deadline=None, max_examples=80)
@given(shuffled())
def test_shuffled_sentences_never_break_a_promise(text: str) -> None:
    records_of(text, "2024-05-01")


@settings(deadline=None, max_examples=80)
@given(damaged())
@example("محفل معرفی آمر تازه، با حضور[:[جلسه داشت، در تالار شفاخانه دایر گردید.")
def test_damaged_reports_never_break_a_promise(text: str) -> None:
    records_of(text, "2024-05-01")


@pytest.mark.parametrize(
    ("name", "text", "published"), samples(), ids=[name for name, *_ in samples()]
)
def test_a_sample_keeps_every_promise(name: str, text: str, published: str | None) -> None:
    raw, _ = records_of(text, published)
    assert raw == text


def test_most_samples_tell_of_a_meeting() -> None:
    found = [bool(records_of(text, published)[1]) for _, text, published in samples()]
    assert sum(found) >= len(found) * 0.8


@pytest.mark.parametrize(
    "run",
    [
        "ـ", "\u200c", " ", "\n", "\x00", "«", "(", ")", "،", ".", "-", "و ", "ا", "۱", "1-", "🔹",
        "جلسه ", "محترم ", "آقای ", "وزیر ", "وزارت ", "والی ", "وی گفت: ", "۱۳۹۵/۹/۷ ", "۷ قوس ",
        "به ریاست ", "جلسه برگزار شد. ", "جلسه برگزار شد\n", "۱- مقرر شد\n", "احمدی ", "ﷺ",
        "محمد احمدی، ", "در مورد ", "سه شنبه ", "و وزارت مالیه ", "ا\u064b", "(جلسه ",
    ],
)  # fmt: skip
def test_a_very_long_run_is_survived_and_costs_no_square(run: str) -> None:
    text = run * (_LONG // len(run))
    began = process_time()
    records_of(text)
    records_of(f"جلسه کمیته به ریاست احمد احمدی {text} برگزار شد.")
    assert process_time() - began < _SECONDS


# The same bytes


@settings(deadline=None, max_examples=25)
@given(damaged())
def test_two_runs_give_the_same_bytes(text: str) -> None:
    one, other = ([r.to_json() for r in extract(text)] for _ in range(2))
    assert one == other


_ALONE = """
import sys, json
from neshast.api import extract
from strategies import samples

def refuse(event, args):
    if event.startswith(("socket.", "subprocess.", "urllib.", "os.exec", "os.posix_spawn")):
        raise RuntimeError(f"the pipeline must not: {event}")
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise RuntimeError(f"the pipeline must not write: {args[0]}")

sys.addaudithook(refuse)
for name, text, published in samples():
    for record in extract(text, published=published, doc_id=name):
        sys.stdout.buffer.write(record.to_json().encode() + b"\\n")
"""


def _alone(seed: str) -> bytes:
    """The records of all samples from a process of its own that may neither connect nor write."""
    path = os.pathsep.join((str(HOME.parent), str(Path(__file__).parent)))
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONHASHSEED": seed,
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "Asia/Kabul" if seed == "1" else "UTC",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], env=environment, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_two_processes_give_the_same_bytes_and_neither_connects_nor_writes() -> None:
    here = "".join(
        record.to_json() + "\n"
        for name, text, published in samples()
        for record in extract(text, published=published, doc_id=name)
    )
    assert _alone("1") == _alone("4242") == here.encode()


# No clock, no chance, no network

# What reads files, writes them, times a run and scores it.
_AROUND = {
    "cli.py", "run.py", "__main__.py", "commands", "batch", "archive", "reading", "writing",
    "scoring",
}  # fmt: skip
_FORBIDDEN = {
    "time", "random", "secrets", "uuid", "socket", "ssl", "http", "urllib", "requests", "httpx",
    "asyncio", "threading", "multiprocessing", "subprocess", "tempfile", "pickle", "marshal",
}  # fmt: skip
_CLOCK = {"now", "today", "utcnow", "urandom", "getrandom"}


def _rooms() -> list[Path]:
    paths = sorted(HOME.rglob("*.py"))
    return [path for path in paths if path.relative_to(HOME).parts[0] not in _AROUND]


@pytest.mark.parametrize("path", _rooms(), ids=lambda path: path.stem)
def test_no_room_of_the_pipeline_knows_clock_chance_or_network(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in _FORBIDDEN]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            found += [module] if module.split(".")[0] in _FORBIDDEN else []
        elif isinstance(node, ast.Attribute) and node.attr in _CLOCK:
            found.append(node.attr)
    assert found == []


def test_there_is_one_copy_of_the_package() -> None:
    assert "pipeline.neshast" not in sys.modules

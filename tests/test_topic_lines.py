"""The lines that train the topics model, and the mappings that check it from outside."""

from __future__ import annotations

import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

from neshast.folding import fold
from neshast.lexicon import read_table, words

ROOT = Path(__file__).resolve().parent.parent
LINES = read_table(
    (ROOT / "models" / "recipes" / "topic_lines.tsv").read_text(encoding="utf-8"),
    "topic_lines.tsv",
    ("text", "code", "variety", "source"),
)
OUTSIDE: dict[str, Any] = runpy.run_path(str(ROOT / "evaluation" / "topics_outside.py"))
CODES = words("topics/taxonomy", "code")
HELD = ("dev", "extra", "test")


def test_lines_have_known_codes_and_stand_once() -> None:
    assert {row["code"] for row in LINES} <= CODES | {"-"}
    assert {row["variety"] for row in LINES} == {"fa-AF", "fa-IR"}
    texts = Counter(fold(row["text"]) for row in LINES)
    assert [text for text, count in texts.items() if count > 1] == []


def test_sixty_subtopics_have_forty_lines_in_both_varieties() -> None:
    counts = Counter(row["code"] for row in LINES if row["code"] != "-")
    full = [code for code, count in counts.items() if count >= 40]
    assert len(full) >= 60
    both = Counter((row["code"], row["variety"]) for row in LINES)
    assert all(both[code, variety] >= 15 for code in full for variety in ("fa-AF", "fa-IR"))


def test_no_line_stands_in_the_agenda_of_a_set_that_measures() -> None:
    held = {
        fold(item["text"])
        for name in HELD
        for file in (ROOT / "corpora" / name).glob("*.json")
        for record in json.loads(file.read_text(encoding="utf-8"))["records"]
        for item in record.get("agenda") or ()
    }
    assert len(held) > 200
    assert sum(fold(row["text"]) in held for row in LINES) == 0


def test_labels_of_others_are_mapped_to_codes_that_are() -> None:
    assert {*OUTSIDE["_SIB_MAJORS"], *OUTSIDE["_SIB_CODES"], *OUTSIDE["_SPORT"]} <= CODES
    assert {major for majors in OUTSIDE["_SECTORS"].values() for major in majors} <= CODES
    assert {*OUTSIDE["CATEGORIES"].values()} == {*OUTSIDE["_SECTORS"]}

"""The short reports annotated with their date alone: well-formed, frozen, scored up to date."""

from __future__ import annotations

import hashlib
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "corpora" / "report_dates"
SPLITS = {"dev": 80, "dev2": 160, "dev3": 160, "test": 80}
# Of the split that nobody reads, as it was written.
FROZEN = "ddef3674371001ad9d3de50b3cd878070f08d8102dcbda2ed3185181fd157c08"
SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / "evaluation" / "report_dates.py"))


def documents(split: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{split}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.mark.parametrize(("split", "count"), SPLITS.items())
def test_every_date_is_in_its_text(split: str, count: int) -> None:
    found = documents(split)
    assert len(found) == count
    assert [d["variety"] for d in found].count("fa-AF") == count / 2
    for document in found:
        for date in filter(None, (document["date"], document["end_date"])):
            assert (date["text"] or "") in document["text"], document["doc_id"]


def test_no_text_is_in_two_splits() -> None:
    texts = [document["text"] for split in SPLITS for document in documents(split)]
    assert len(texts) == len(set(texts)) == sum(SPLITS.values())


def test_the_test_split_is_frozen() -> None:
    content = (FOLDER / "test.jsonl").read_bytes()
    assert hashlib.sha256(content).hexdigest() == FROZEN, "nobody changes the test split"


def test_the_figures_are_those_of_this_program() -> None:
    kept = json.loads((ROOT / "evaluation" / "report_dates.json").read_text(encoding="utf-8"))
    now = [SCRIPT["score"](split) for split in SPLITS]
    assert kept["now"] == now, "python evaluation/report_dates.py writes them"

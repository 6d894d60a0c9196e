"""The annotated reports: every quote is found, and what is made from them is up to date."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from neshast.document import Document
from neshast.reading import Problem, read
from neshast.scoring import load_gold

ROOT = Path(__file__).parent.parent
CORPORA = ROOT / "corpora"
SPLITS = {"train": 100, "dev": 50, "test": 90, "extra": 48, "calibration": 36}
SCORE: dict[str, Any] = runpy.run_path(str(ROOT / "evaluation" / "score.py"))


@pytest.mark.parametrize(("name", "count"), SPLITS.items())
def test_a_split_is_as_large_as_it_says(name: str, count: int) -> None:
    documents = load_gold(CORPORA / name)
    files = sorted(path.stem for path in (CORPORA / name).glob("*.json"))
    assert [document.doc_id for document in documents] == files
    varieties = [document.variety for document in documents]
    assert varieties.count("fa-AF") == varieties.count("fa-IR") == count / 2


def test_no_text_is_in_two_splits() -> None:
    texts = [document.text for name in SPLITS for document in load_gold(CORPORA / name)]
    assert len(texts) == len(set(texts)) == sum(SPLITS.values())


def test_the_test_split_is_frozen() -> None:
    frozen = (CORPORA / "test" / "SHA256").read_text(encoding="utf-8").strip()
    assert SCORE["fingerprint"](CORPORA / "test") == frozen, "nobody changes the test split"


def test_the_laid_out_texts_are_those_of_the_annotations() -> None:
    script = runpy.run_path(str(CORPORA / "lay_out.py"))
    wanted = script["laid_out"](CORPORA / "train", CORPORA / "samples")
    hint = "python corpora/lay_out.py writes them"
    for path, content in wanted.items():
        assert path.read_bytes().decode() == content, f"{path.name}: {hint}"
    present = {*(CORPORA / "samples" / "texts").iterdir(), CORPORA / "samples" / "reports.jsonl"}
    assert present == set(wanted), hint


def test_the_laid_out_texts_are_read_alike() -> None:
    samples = CORPORA / "samples"
    lines, files = _read(samples / "reports.jsonl"), _read(samples / "texts")
    assert [(f.source.doc_id, f.raw) for f in lines] == [(f.source.doc_id, f.raw) for f in files]
    annotated = {document.doc_id: document for document in load_gold(CORPORA / "train")}
    stated = [annotated[found.source.doc_id].published for found in lines]
    assert [found.source.published for found in lines] == stated


def _read(path: Path) -> list[Document]:
    found = list(read([path]))
    assert not any(isinstance(one, Problem) for one in found)
    return [one for one in found if isinstance(one, Document)]


@pytest.mark.parametrize("name", SCORE["sets"]())
def test_the_results_are_of_this_program(name: str) -> None:
    folder = SCORE["sets"]()[name]
    now = SCORE["result"](name, folder, SCORE["evaluate"](folder, show=False))
    file = SCORE["RESULTS"] / f"{name}.json"
    assert json.loads(file.read_text(encoding="utf-8")) == now, "make evaluate writes them"


def test_first_scores_are_told_apart() -> None:
    result = {
        "set": "new_first", "records": 3, "record_score": 0.5, "record_score_interval": [0.25, 1.0],
        "by_variety": {"fa-AF": {"record_score": 0.5}},
        "fields": {
            "persons": {"value": None, "interval": None, "tp": 0, "fp": 0, "fn": 0},
            "chair": {"value": 1.0, "interval": [1.0, 1.0], "tp": 2, "fp": 0, "fn": 0},
            "date": {"value": 0.5, "interval": None, "right": 1, "total": 2},
            "attribution": {"value": 0.125, "interval": None, "tp": 1, "fp": 7, "fn": 7},
            "date_silent_wrong": {"value": 0.5, "interval": None, "right": 1, "total": 2},
            "quotes_wrong": {"value": 0.0, "interval": None, "right": 9, "total": 9},
        },
    }  # fmt: skip
    line = SCORE["short_table"]([result]).splitlines()[-1]
    assert line == (
        "| `new`, first sight | 3 | 0.50 (0.25–1.00) | 0.50 |  |  | 1.00 | 0.50 | 0.12 "
        "| 1 of 2 | 0 of 9 |"
    )
    long = SCORE["long_table"]([result])
    assert "| `date` | 0.50, n 2 |" in long and "| `chair` | 1.00 (1.00–1.00), n 2 |" in long

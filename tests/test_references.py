"""Annotations by reference: no word of the text in them, the same records out of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from neshast.errors import GoldError
from neshast.scoring import load_gold, resolve
from scoring_case import DOCUMENT

ROOT = Path(__file__).parent.parent
REFER: dict[str, Any] = runpy.run_path(str(ROOT / "corpora" / "refer.py"))
BY_REFERENCE = sorted((ROOT / "corpora").glob("real_*/*.json"))
LINES = "news/lines.jsonl"
TITLE, _, BODY = DOCUMENT.text.partition("\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Outside data with the text of the scoring case, plain and packed."""
    (tmp_path / "news").mkdir()
    row = {"id": DOCUMENT.doc_id, "title": TITLE, "body": BODY}
    line = json.dumps(row, ensure_ascii=False) + "\n"
    other = json.dumps(row | {"body": "چیز دیگر"}, ensure_ascii=False) + "\n"
    (tmp_path / LINES).write_text(other + line, encoding="utf-8")
    with gzip.open(tmp_path / f"{LINES}.gz", "wt", encoding="utf-8") as packed:
        packed.write(line)
    monkeypatch.setenv("NESHAST_DATA", str(tmp_path))
    return tmp_path


def _write(folder: Path, plain: dict[str, Any]) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("file", [LINES, f"{LINES}.gz"])
def test_there_and_back(folder: Path, file: str) -> None:
    plain = REFER["referred"](DOCUMENT, file)
    (found,) = load_gold(_write(folder, plain))
    assert found.text == DOCUMENT.text
    assert resolve(found) == resolve(DOCUMENT)


def test_no_word_of_the_text_is_kept(folder: Path) -> None:
    plain = REFER["referred"](DOCUMENT, LINES)
    assert not re.search("[\u0600-\u06ff]", json.dumps(plain["records"], ensure_ascii=False))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": "nobody"}, "no line with id 'nobody'"),
        ({"sha256": hashlib.sha256(b"other").hexdigest()}, "is another one"),
        ({"file": "news/none.jsonl"}, "cannot be read"),
    ],
)
def test_a_text_that_is_not_at_hand(folder: Path, change: dict[str, str], what: str) -> None:
    plain = REFER["referred"](DOCUMENT, LINES)
    plain["text_from"] |= change
    with pytest.raises(GoldError, match=what):
        load_gold(_write(folder, plain))


def test_without_outside_data_the_error_says_what_to_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(folder, REFER["referred"](DOCUMENT, LINES))
    monkeypatch.delenv("NESHAST_DATA")
    with pytest.raises(GoldError, match="set NESHAST_DATA"):
        load_gold(path)


def test_a_place_outside_the_segment_is_refused(folder: Path) -> None:
    plain = REFER["referred"](DOCUMENT, LINES)
    plain["records"][0]["venue"] = "@9000:9004"
    with pytest.raises(GoldError, match="not quoted from the segment"):
        load_gold(_write(folder, plain))


@pytest.mark.parametrize("path", BY_REFERENCE, ids=lambda path: str(path.stem))
def test_ours_hold_no_sentence(path: Path) -> None:
    """A name may keep a word that its text has only in another form; never two in a row."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    assert "text" not in plain and len(plain["text_from"]["sha256"]) == 64
    words = "[\u0600-\u06ff]+"
    assert not re.search(f"{words} {words}", json.dumps(plain, ensure_ascii=False))

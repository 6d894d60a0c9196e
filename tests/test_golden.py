"""Whole records of whole samples: nothing changes unseen."""

from __future__ import annotations

import pytest

from golden_case import FOLDER, IDS, difference, path_of, records_now


@pytest.mark.parametrize("doc_id", IDS)
def test_records_are_as_approved(doc_id: str) -> None:
    stored = path_of(doc_id).read_bytes().decode()
    if changed := difference(stored, records_now(doc_id)):
        hint = "if this is better, approve it: python tests/golden/rewrite.py"
        pytest.fail(f"{doc_id}: the records changed; {hint}\n{changed}", pytrace=False)


def test_every_file_is_compared() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(IDS)


def test_a_difference_shows_the_key_and_both_values() -> None:
    shown = difference('{"a":1,"b":"آب"}\n', '{"a":1,"b":"نان"}\n').splitlines()
    assert '-  "b": "آب"' in shown and '+  "b": "نان"' in shown
    assert difference("", "") == ""

"""How the restoring of ZWNJs is judged: by words, exactly, and leniently beside it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from neshast.tidying import tidy
from neshast.word_tables import ZWNJ

EVALUATION = Path(__file__).parent.parent / "evaluation"
JUDGING: dict[str, Any] = runpy.run_path(str(EVALUATION / "zwnj.py"))
judge = JUDGING["judge"]


# | stands for the ZWNJ; what was wanted and found, put and right.
@pytest.mark.parametrize(
    ("gold", "restored", "counts"),
    [
        ("می|شود کتاب", "می|شود کتاب", (1, 1, 1, 1)),
        ("می|شود کتاب", "میشود کتاب", (1, 0, 0, 0)),
        ("میان کتاب", "می|ان کتاب", (0, 0, 1, 0)),
        ("گفت|و|گو", "گفت|وگو", (1, 0, 1, 0)),
        ("کتاب ها", "کتاب|ها", (0, 0, 1, 0)),
        ("می|شود", "می شود", (1, 0, 0, 0)),
        ("می|شود ۵", "مي|شود 5", (1, 1, 1, 1)),
        ("می|شود، خانۀ ما", "می|شود ، خانه|ی ما", (1, 1, 2, 1)),
        ("", "", (0, 0, 0, 0)),
    ],
)
def test_words_are_counted(gold: str, restored: str, counts: tuple[int, ...]) -> None:
    found = judge(gold.replace("|", ZWNJ), restored.replace("|", ZWNJ))
    assert tuple(found[key] for key in ("wanted", "found", "put", "right")) == counts


def test_lenience_is_for_what_cannot_be_seen_and_for_what_gold_writes_both_ways() -> None:
    gold = "کار‌ها بزرگترین آنها"
    restored = "کارها بزرگ‌ترین آن‌ها"
    assert judge(gold, restored)["wanted"] == 1
    lenient = judge(gold, restored, frozenset({"بزرگترین"}))
    assert (lenient["wanted"], lenient["put"], lenient["right"]) == (0, 1, 0)
    assert JUDGING["both_ways"](["بزرگ‌ترین آن‌ها", "بزرگترین کار‌ها"]) == {"بزرگترین"}


def test_dari_gold_is_bound_where_it_is_set_apart() -> None:
    text = "نماینده های کشور ها می گویند کار شده اند و قریه ها"
    assert JUDGING["_bound"](text).replace(ZWNJ, "|") == (
        "نماینده|های کشورها می|گویند کار شده|اند و قریه|ها"
    )


def test_the_six_compounds_come_out_right() -> None:
    assert JUDGING["compounds"](lambda text: str(tidy(text).text)) == len(JUDGING["COMPOUNDS"])
    assert JUDGING["compounds"](lambda text: text) == 0

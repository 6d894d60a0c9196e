"""The readers of other people's benchmarks, on small files of their shapes."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from neshast.aligned import Span
from neshast.scoring.span_formats import Labelled, SpanDocument

EVALUATION = Path(__file__).parent.parent / "evaluation"
TREEBANKS: dict[str, Any] = runpy.run_path(str(EVALUATION / "treebanks.py"))
EXTERNAL: dict[str, Any] = runpy.run_path(str(EVALUATION / "external.py"))

HENGAM: dict[str, Any] = runpy.run_path(str(EVALUATION / "hengam_classes.py"))

CONLLU = """\
# sent_id = 1
# text = کتابم را می‌خوانم.
1-2\tکتابم\t_\t_
1\tکتاب\tکتاب\tNOUN
2\tم\tمن\tPRON
3\tرا\tرا\tADP
4\tمی‌خوانم\tخواند\tVERB
4.1\tمن\tمن\tPRON
5\t.\t.\tPUNCT

# sent_id = 2
# text = باران آمد
1\tباران\tباران\tNOUN
2\tآمد\tآمد\tVERB
"""
TEXT = "کتابم را می‌خوانم. باران آمد"


@pytest.fixture
def bank(tmp_path: Path) -> Any:
    """The treebank above."""
    path = tmp_path / "bank.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return TREEBANKS["read"](path)


def test_a_treebank_is_a_text_with_spans(bank: Any) -> None:
    assert bank.text == TEXT
    assert sorted(TEXT[start:end] for start, end in bank.sentences) == sorted(
        ["کتابم را می‌خوانم.", "باران آمد"]
    )
    words = [TEXT[start:end] for start, end in sorted(bank.words)]
    assert words == ["کتابم", "را", "می‌خوانم", ".", "باران", "آمد"]


def test_cuts_are_scored_by_exact_spans(bank: Any) -> None:
    half = {(0, 18)}, {(0, 5), (6, 8)}
    assert TREEBANKS["score"](bank, lambda _: half) == {"sentences": 2 / 3, "words": 4 / 8}


@pytest.mark.parametrize("tool", ["neshast", "hazm", "spaCy"])
def test_every_tool_cuts_words(tool: str, bank: Any) -> None:
    score = TREEBANKS["score"](bank, TREEBANKS["tools"]()[tool])
    assert score["sentences"] == 1.0 and score["words"] > 0.6


def test_label_files_follow_the_tokens() -> None:
    gold = [SpanDocument("1", "روز شنبه آمد", ()), SpanDocument("2", "ساعت پنج", ())]
    lines = ["B-DAT", "I-DAT", "O", "", "B-TIM", "I-TIM", ""]
    found = EXTERNAL["_labelled_as"](gold, lines)
    assert found == {
        "1": [Labelled(Span(0, 8), "date")], "2": [Labelled(Span(0, 8), "time")],
    }  # fmt: skip


def test_short_segments_are_joined_to_texts() -> None:
    pieces = EXTERNAL["_pieces"](["یک" * 100] * 5)
    assert [len(piece) for piece in pieces] == [402, 402, 201]


def test_rows_are_shown_with_all_their_columns() -> None:
    table = EXTERNAL["markdown"]([{"a": 1, "b": 0.5}, {"a": 2, "c": "x"}])
    assert table.splitlines()[2:] == ["| 1 | 0.500 |  |", "| 2 |  | x |"]


def test_benchmarks_of_others_say_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.delenv("NESHAST_DATA", raising=False)
    run = CliRunner().invoke(EXTERNAL["app"], ["dates"])
    assert run.exit_code == 1 and "Set NESHAST_DATA" in run.stderr


@pytest.mark.parametrize(
    ("text", "dates", "times"),
    [
        ("صبح روز گذشته آمد", [], ["صبح روز گذشته"]),
        ("ساعت ۸ صبح روز سه‌شنبه آمد", ["سه‌شنبه"], ["ساعت ۸ صبح روز"]),
        ("هر شب ساعت ۹ خوابید", ["هر شب"], ["ساعت ۹"]),
        ("از شب قبل بیدار بود", ["از شب قبل"], []),
        ("صبح و عصر دوید", [], ["صبح", "عصر"]),
        ("تا (دوشنبه) ماند.", ["(دوشنبه)"], []),
    ],
)
def test_expressions_are_drawn_as_hengam_draws_them(
    text: str, dates: list[str], times: list[str]
) -> None:
    (found,) = HENGAM["in_their_classes"]([SpanDocument("1", text, ())]).values()
    drawn = {
        kind: [text[one.span.start : one.span.end] for one in found if one.label == kind]
        for kind in ("date", "time")
    }
    assert drawn == {"date": dates, "time": times}

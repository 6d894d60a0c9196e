"""Labelled spans of other tools are read with the right offsets, and scored as computed by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neshast.aligned import Span
from neshast.api import extract
from neshast.cli import main
from neshast.errors import GoldError
from neshast.scoring.span_formats import Labelled, SpanDocument, load_spans, span_format
from neshast.scoring.spans import found_spans, score_spans

TEXT = "جلسه به ریاست نعیم کوهی، والی بلخ، در ۷ قوس ۱۳۹۵ دایر شد."
NAME, DATE = "نعیم کوهی", "۷ قوس ۱۳۹۵"


def _labelled(words: str, label: str) -> Labelled:
    start = TEXT.index(words)
    return Labelled(Span(start, start + len(words)), label)


GOLD = (_labelled(NAME, "person"), _labelled(DATE, "date"))


def _write(folder: Path, kind: str) -> Path:
    if kind == "labelstudio":
        results = [
            {
                "type": "labels",
                "value": {"start": s.span.start, "end": s.span.end, "labels": [label]},
            }
            for s, label in zip(GOLD, ("PER", "Date"), strict=True)
        ]
        choice = {"type": "choices", "value": {"choices": ["held"]}}
        task = {"id": 7, "data": {"text": TEXT}, "annotations": [{"result": [*results, choice]}]}
        path = folder / "export.json"
        path.write_text(json.dumps([task], ensure_ascii=False), encoding="utf-8")
        return path
    if kind == "brat":
        (folder / "7.txt").write_bytes(TEXT.encode())
        rows = [
            f"T{i}\t{label} {s.span.start} {s.span.end}\t{s.span.of(TEXT)}"
            for i, (s, label) in enumerate(zip(GOLD, ("person", "DATE"), strict=True), 1)
        ]
        rows += ["T9\tColour 0 4\tجلسه", "R1\tRel Arg1:T1 Arg2:T2", "#1\tAnnotatorNotes T1\tok"]
        (folder / "7.ann").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return folder
    tags = {NAME.split()[0]: "B-PER", NAME.split()[1]: "I-PER", "۷": "B_DAT", "قوس": "I_DAT"}
    tags["۱۳۹۵"] = "I_DAT"
    tokens = TEXT.replace("،", " ،").replace(".", " .").split()
    path = folder / "7.conll"
    path.write_text("".join(f"{t}\t{tags.get(t, 'O')}\n" for t in tokens), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["labelstudio", "brat", "conll"])
def test_a_format_is_told_and_read(kind: str, tmp_path: Path) -> None:
    path = _write(tmp_path, kind)
    assert span_format(path) == kind
    (document,) = load_spans(path, kind)
    found = [(s.span.of(document.text), s.label) for s in document.spans]
    assert found == [(NAME, "person"), (DATE, "date")]


def test_sentences_and_documents_of_conll(tmp_path: Path) -> None:
    path = tmp_path / "news.conll"
    path.write_text("یک\tB-ORG\nدو\tB-ORG\n\nسه\tI-PER\n", encoding="utf-8")
    first, second = load_spans(path, "conll")
    assert [s.span.of(first.text) for s in first.spans] == ["یک", "دو"]
    assert (second.text, second.doc_id) == ("سه", "news:2") and len(second.spans) == 1
    path.write_text("-DOCSTART- O\n\nیک O\n\nدو O\n-DOCSTART- O\n\nسه O\n".replace(" ", "\t"))
    assert [document.text for document in load_spans(path, "conll")] == ["یک\nدو", "سه"]


@pytest.mark.parametrize("content", ["", "[]", "{}", "[{}]", "[1]", "nothing"])
def test_what_is_not_in_the_format_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=r"bad\.json"):
        load_spans(path, "labelstudio")


def test_our_own_format_is_no_span_format(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"doc_id": "a"}', encoding="utf-8")
    assert span_format(tmp_path / "a.json") is None and span_format(tmp_path) is None


def test_spans_are_scored_as_computed_by_hand() -> None:
    def at(start: int, end: int, label: str) -> Labelled:
        return Labelled(Span(start, end), label)

    gold = SpanDocument("a", "x" * 50, (at(0, 4, "date"), at(10, 14, "date"), at(20, 24, "person")))
    found = {"a": [at(0, 4, "date"), at(11, 14, "date"), at(30, 34, "date"), at(0, 9, "venue")]}
    scores = score_spans([gold], found)
    date = scores["date"]
    assert (date.gold, date.found) == (2, 3)
    assert (date.exact, date.type, date.partial) == (2 / 5, 4 / 5, 3 / 5)
    assert scores["person"].exact == 0.0 and set(scores) == {"date", "person", "all"}
    assert scores["all"].type == 4 / 6


def test_the_pipeline_finds_what_is_labelled() -> None:
    from neshast.api import document_of, pipeline_of

    sheet = pipeline_of()(document_of(TEXT, None, "7"))
    records = [record.model_dump(by_alias=True) for record in extract(TEXT)]
    found = list(found_spans(sheet, records))
    assert _labelled(NAME, "person") in found and _labelled(DATE, "date") in found
    assert _labelled("والی بلخ", "post") in found
    scores = score_spans([SpanDocument("7", TEXT, GOLD)], {"7": found})
    assert scores["all"].exact == 1.0


@pytest.mark.parametrize("kind", ["labelstudio", "brat", "conll"])
def test_the_command_scores_labelled_spans(kind: str, tmp_path: Path) -> None:
    gold = _write(tmp_path, kind)
    run = CliRunner().invoke(main, ["evaluate", str(gold), "--json", "-"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["all"] == {
        "gold": 2, "found": 2, "exact": 1.0, "type": 1.0, "partial": 1.0,
    }  # fmt: skip
    shown = CliRunner().invoke(main, ["evaluate", str(gold), "--format", kind])
    assert "person" in shown.stdout and "partial F1" in shown.stdout
    refused = CliRunner().invoke(main, ["evaluate", str(gold), "--errors", "date"])
    assert refused.exit_code == 2 and "labelled spans" in refused.stderr

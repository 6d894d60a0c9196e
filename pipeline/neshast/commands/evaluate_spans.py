"""`neshast evaluate` on labelled spans: gold from Label Studio, brat or CoNLL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from neshast.api import document_of
from neshast.commands.common import build_pipeline, console
from neshast.scoring.span_formats import Labelled, SpanDocument, load_spans
from neshast.scoring.spans import SpanScore, found_spans, score_spans
from neshast.settings import Settings
from neshast.writing.files import write_text


def evaluate_spans(gold: Path, kind: str, json_file: str | None, settings: Settings) -> None:
    """Run the pipeline on the texts and score what it finds by label.

    Raises:
        GoldError: if the annotation cannot be read.
        OutputError: if the scores cannot be written.
    """
    documents = load_spans(gold, kind)
    scores = score_spans(documents, _found(documents, settings))
    if json_file is not None:
        plain = {label: asdict(score) for label, score in scores.items()}
        write_text(json_file, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    if json_file != "-":
        screen = console()
        screen.print(f"{len(documents)} documents with labelled spans")
        screen.print(_shown(scores))


def _found(documents: Sequence[SpanDocument], settings: Settings) -> dict[str, list[Labelled]]:
    pipeline = build_pipeline(settings)
    found = {}
    for document in documents:
        sheet = pipeline(document_of(document.text, None, document.doc_id))
        records = [record.model_dump(by_alias=True) for record in sheet.records]
        found[document.doc_id] = list(found_spans(sheet, records))
    return found


def _shown(scores: dict[str, SpanScore]) -> Table:
    shown = Table(header_style="bold")
    shown.add_column("label")
    for name in ("gold", "found", "exact F1", "type F1", "partial F1"):
        shown.add_column(name, justify="right")
    for label, score in scores.items():
        values = (f"{value:.3f}" for value in (score.exact, score.type, score.partial))
        shown.add_row(label, str(score.gold), str(score.found), *values)
    return shown

"""`neshast evaluate`: records against annotated documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from neshast.api import document_of
from neshast.commands.common import (
    INPUT_FAILED,
    WRONG_USAGE,
    build_pipeline,
    complain,
    console,
    one_line_errors,
    read_settings,
)
from neshast.errors import quoted
from neshast.run import ERROR, process
from neshast.scoring import (
    ErrorClass,
    GoldDocument,
    Scores,
    error_classes,
    errors,
    load_gold,
    score,
    table,
)
from neshast.scoring.details import details
from neshast.scoring.fields import FIELDS, MEASURES
from neshast.scoring.span_formats import span_format
from neshast.writing.files import STDOUT, write_text
from neshast.writing.jsonl import read_records

if TYPE_CHECKING:
    from rich.console import Console

    from neshast.settings import Settings

ALL, CLASSES = "all", "classes"
# How many of the worst fields of a tag are named.
_LOWEST = 3

Records = dict[str, list[dict[str, Any]]]


def evaluate(
    gold: Path,
    records: Path | None,
    json_file: str | None,
    field: str | None,
    config: Path | None,
    report: str | None = None,
    by_tag: bool = False,
    kind: str | None = None,
    lexicon: Path | None = None,
    engine: str | None = None,
    topics: Path | None = None,
) -> None:
    """Run the command; its exit status is 1 if a document could not be read by the pipeline."""
    _check(json_file, field, report)
    with one_line_errors():
        kind = kind or span_format(gold)
        if kind is not None:
            _refuse_for_spans(records, field, report, by_tag)
            from neshast.commands.evaluate_spans import evaluate_spans

            evaluate_spans(gold, kind, json_file, read_settings(config, lexicon, engine, topics))
            return
        documents = load_gold(gold)
        if records is not None:
            found, failed = _from_file(records), 0
        else:
            found, failed = _from_pipeline(
                documents, read_settings(config, lexicon, engine, topics)
            )
        scores = score(documents, found, intervals=True)
        if json_file is not None:
            classes = [kind._asdict() for kind in error_classes(documents, found)]
            plain = scores.as_dict() | {"error_classes": classes}
            write_text(json_file, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        if report is not None:
            from neshast.writing.error_page import render

            page = render(details(documents, found), table(scores), gold.resolve().name)
            write_text(report, page)
        if STDOUT not in (json_file, report):
            screen = console()
            _show(scores, screen)
            if by_tag:
                _show_tags(scores, screen)
            if field == CLASSES:
                _show_classes(error_classes(documents, found), screen)
            elif field is not None:
                _show_errors(documents, found, None if field == ALL else field, screen)
    if scores.ungraded:
        typer.echo(f"{len(scores.ungraded)} documents have no annotation", err=True)
    if failed:
        raise typer.Exit(INPUT_FAILED)


def _check(json_file: str | None, field: str | None, report: str | None) -> None:
    """Refuse what cannot be done, before any work."""
    if field is not None and field not in (ALL, CLASSES, *MEASURES):
        known = ", ".join((CLASSES, *MEASURES))
        complain(f"--errors {field}: no such field; choose {ALL} or one of {known}")
        raise typer.Exit(WRONG_USAGE)
    if json_file == report == STDOUT:
        complain("--json - and --report -: both go to standard output; name a file for one of them")
        raise typer.Exit(WRONG_USAGE)


def _refuse_for_spans(
    records: Path | None, field: str | None, report: str | None, by_tag: bool
) -> None:
    """Labelled spans are scored by label alone."""
    given = {"--records": records, "--errors": field, "--report": report, "--by-tag": by_tag}
    for option, value in given.items():
        if value:
            complain(f"{option}: GOLD has labelled spans, no records; leave the option out")
            raise typer.Exit(WRONG_USAGE)


def _from_file(path: Path) -> Records:
    found: Records = {}
    for record in read_records(path):
        found.setdefault(record["source"]["doc_id"], []).append(record)
    return found


def _from_pipeline(documents: Sequence[GoldDocument], settings: Settings) -> tuple[Records, int]:
    """The records of the gold documents' texts, and how many documents failed."""
    pipeline = build_pipeline(settings)
    found: Records = {}
    failed = 0
    for gold in documents:
        result = process(document_of(gold.text, gold.published, gold.doc_id), pipeline)
        if result.status == ERROR:
            complain(f"document {quoted(gold.doc_id)}: {result.message}")
            failed += 1
        found[gold.doc_id] = [json.loads(line) for line in result.lines]
    return found, failed


def _show(scores: Scores, screen: Console) -> None:
    from rich.table import Table

    screen.print(f"{scores.documents} documents, {scores.records} annotated records")
    shown = Table(header_style="bold")
    shown.add_column("field")
    for name in ("score", "95 % interval", "n", *scores.by_variety):
        shown.add_column(name, justify="right")
    varieties = [{row.field: row for row in table(part)} for part in scores.by_variety.values()]
    for row in table(scores):
        interval = "–".join(_number(end) for end in row.interval) if row.interval else ""
        parts = [_number(part[row.field].value) for part in varieties]
        shown.add_row(row.field, _number(row.value), interval, str(row.n), *parts)
    screen.print(shown)


def _show_tags(scores: Scores, screen: Console) -> None:
    """A line for each tag, the worst record score first, with the fields that pull it down."""
    from rich.table import Table

    shown = Table(header_style="bold")
    for name in ("tag", "documents", "records", "score", "lowest fields"):
        shown.add_column(name, justify="right" if name in ("documents", "records") else "left")
    for tag, part in sorted(scores.by_tag.items(), key=_worst_first):
        values = {row.field: row.value for row in table(part) if row.field in FIELDS}
        low = sorted((value, name) for name, value in values.items() if value is not None)
        lowest = (f"{name} {_number(value)}" for value, name in low[:_LOWEST] if value < 1)
        numbers = str(part.documents), str(part.records), _number(part.record_score)
        shown.add_row(tag, *numbers, " · ".join(lowest))
    screen.print(shown)


def _worst_first(tagged: tuple[str, Scores]) -> tuple[bool, float, str]:
    tag, part = tagged
    return part.record_score is None, part.record_score or 0.0, tag


def _show_classes(classes: Sequence[ErrorClass], screen: Console) -> None:
    from rich.table import Table

    shown = Table(header_style="bold")
    for name in ErrorClass._fields:
        shown.add_column(name, justify="right" if name == "times" else "left")
    for kind in classes:
        shown.add_row(kind.field, kind.what, str(kind.times))
    screen.print(shown)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _show_errors(
    documents: Sequence[GoldDocument], found: Records, field: str | None, screen: Console
) -> None:
    for fault in errors(documents, found, field):
        record = "extra" if fault.record is None else str(fault.record)
        screen.print(f"{fault.doc_id} record {record} {fault.field}", style="bold")
        for side, text in (("gold", fault.gold), ("found", fault.predicted)):
            shown = "–" if text is None else f"\u2068{' '.join(text.split())}\u2069"
            screen.print(f"  {side:5} {shown}", soft_wrap=True)

"""Labelled spans found against labelled spans annotated: exact, by type, and in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neshast.aligned import Span
from neshast.document import Document
from neshast.scoring.facts import Record
from neshast.scoring.fields import iou, match
from neshast.scoring.span_formats import Labelled, SpanDocument

_HALF = 0.5
# Label of a span, and the key of a record that holds such quotes.
_QUOTES = {
    "title": "title", "venue": "venue", "purpose": "purpose", "agenda": "agenda",
    "statement": "statements", "outcome": "outcomes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpanScore:
    """F1 of one label, and what it rests on.

    `exact` asks for the same span; `type` for any overlap; `partial` counts an overlap half that
    is not exact (MUC-5; as nervaluate's ent_type and partial, within a label).
    """

    gold: int
    found: int
    exact: float
    type: float
    partial: float


def found_spans(document: Document, records: Iterable[Record]) -> Iterator[Labelled]:
    """What the pipeline found, by label: names, bodies and dates of the whole document; posts,
    groups and the other quotes of its records."""
    names = {name.span for name in document.names}
    mentions = [m for people in document.people for person in people for m in person.mentions]
    names |= {mention.span for mention in mentions if mention.form == "name"}
    yield from (Labelled(span, "person") for span in sorted(names, key=lambda s: (s.start, s.end)))
    for body in document.organization_mentions:
        yield Labelled(body.span, "organization")
    for date in document.dates:
        yield Labelled(date.span, "date")
    for record in records:
        for label, quotes in _quotes(record):
            spans = (Span(quote["start"], quote["end"]) for quote in quotes if quote)
            yield from (Labelled(span, label) for span in spans)


def _quotes(record: Record) -> Iterator[tuple[str, list[Any]]]:
    for label, key in _QUOTES.items():
        yield label, record[key] if isinstance(record[key], list) else [record[key]]
    yield "group", [participant["group"] for participant in record["participants"]]
    yield "post", [post for person in record["persons"] for post in person["posts"]]


def score_spans(
    documents: Sequence[SpanDocument], found: Mapping[str, Sequence[Labelled]]
) -> dict[str, SpanScore]:
    """The scores of every label that the annotation uses, and of all of them together (``all``).

    Args:
        documents: the annotation.
        found: what was found in each document, by its id; labels not annotated are left out.
    """
    labels = sorted({span.label for document in documents for span in document.spans})
    scores = {label: _score(documents, found, {label}) for label in labels}
    return scores | {"all": _score(documents, found, set(labels))}


def _score(
    documents: Sequence[SpanDocument], found: Mapping[str, Sequence[Labelled]], labels: set[str]
) -> SpanScore:
    asked = given = exact = overlapping = 0
    for document in documents:
        gold = [span for span in document.spans if span.label in labels]
        spans = [span for span in found.get(document.doc_id, ()) if span.label in labels]
        asked += len(gold)
        given += len(spans)
        for g, p in match(gold, spans, _alike):
            overlapping += 1
            exact += gold[g].span == spans[p].span
    partial = exact + _HALF * (overlapping - exact)
    return SpanScore(
        asked, given, *(_f1(hits, asked, given) for hits in (exact, overlapping, partial))
    )


def _alike(gold: Labelled, found: Labelled) -> float:
    return iou(gold.span, found.span) if gold.label == found.label else 0.0


def _f1(hits: float, asked: int, given: int) -> float:
    return 2 * hits / (asked + given) if asked + given else 0.0

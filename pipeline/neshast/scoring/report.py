"""Scores over many documents: values, intervals, varieties, and the mismatches behind them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from neshast.scoring.facts import Item, Record
from neshast.scoring.fields import (
    FIELDS,
    GUARDS,
    MEASURES,
    Comparison,
    Counts,
    Pair,
    compare_document,
    count,
    iou,
)
from neshast.scoring.gold import GoldDocument, resolve

RESAMPLES = 1000
_SEED = 1
_TAIL = 0.025

Interval = tuple[float, float]
DocumentCounts = Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """The value of one field (none: neither gold nor prediction), with what it rests on."""

    value: float | None
    counts: Counts
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a set of documents; `by_variety` and `by_tag` hold the same for the documents
    of one variety, or with one tag, alone (those of a tag without intervals).

    `ungraded` names documents that have records but no annotation.
    """

    documents: int
    records: int
    record_score: float | None
    record_interval: Interval | None
    fields: Mapping[str, FieldScore]
    by_variety: Mapping[str, Scores] = field(default_factory=dict)
    by_tag: Mapping[str, Scores] = field(default_factory=dict)
    ungraded: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; F1 fields show tp, fp, fn, the others right and total."""
        plain: dict[str, Any] = {
            "documents": self.documents,
            "records": self.records,
            "record_score": self.record_score,
            "record_score_interval": _listed(self.record_interval),
            "fields": {name: _plain(name, value) for name, value in self.fields.items()},
        }
        if self.by_variety:
            plain["by_variety"] = {k: scores.as_dict() for k, scores in self.by_variety.items()}
        if self.by_tag:
            plain["by_tag"] = {k: scores.as_dict() for k, scores in self.by_tag.items()}
        if self.ungraded:
            plain["ungraded"] = list(self.ungraded)
        return plain


class Row(NamedTuple):
    """A line of the table; `n` counts what was asked for (gold items, or quotes checked)."""

    field: str
    value: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Gold and prediction that differ; none where one has nothing to match the other.

    `record` is the number of the gold record in its document from 1, or none for a predicted
    record without a partner.
    """

    doc_id: str
    record: int | None
    field: str
    gold: str | None
    predicted: str | None


def score(
    gold_docs: Sequence[GoldDocument],
    records_by_doc: Mapping[str, Sequence[Record]],
    *,
    intervals: bool = False,
) -> Scores:
    """Score predicted records (by document id) against annotated documents.

    Args:
        gold_docs: every document that counts; one without predicted records misses all of its own.
        records_by_doc: records in the shape of the contract.
        intervals: also resample the documents for 95 % intervals.

    Raises:
        GoldError: if an annotation quotes what its text does not contain.
    """
    counted = [(document, count(pairs)) for document, pairs in compared(gold_docs, records_by_doc)]
    varieties = sorted({document.variety for document in gold_docs})
    tags = sorted({tag for document in gold_docs for tag in document.tags})
    known = {document.doc_id for document in gold_docs}
    return replace(
        scores_of(counted, intervals),
        by_variety={
            variety: scores_of([c for c in counted if c[0].variety == variety], intervals)
            for variety in varieties
        },
        by_tag={tag: scores_of([c for c in counted if tag in c[0].tags], False) for tag in tags},
        ungraded=tuple(doc_id for doc_id in records_by_doc if doc_id not in known),
    )


def compared(
    gold_docs: Sequence[GoldDocument], records_by_doc: Mapping[str, Sequence[Record]]
) -> Iterable[tuple[GoldDocument, list[Pair]]]:
    """Every document with its records paired and compared."""
    for document in gold_docs:
        predicted = records_by_doc.get(document.doc_id, ())
        yield document, compare_document(resolve(document), predicted, document.text)


def scores_of(
    counted: Sequence[tuple[GoldDocument, DocumentCounts]], intervals: bool = False
) -> Scores:
    """The scores of counted documents, all of them together."""
    documents = [counts for _, counts in counted]
    totals = {name: _total(counts[name] for counts in documents) for name in MEASURES}
    values = {name: measure(totals[name]) for name, measure in MEASURES.items()}
    spread = _bootstrap(documents) if intervals and documents else {}
    return Scores(
        documents=len(documents),
        records=totals["meeting"].hits + totals["meeting"].missed,
        record_score=_mean(values),
        record_interval=spread.get("record_score"),
        fields={
            name: FieldScore(values[name], totals[name], spread.get(name)) for name in MEASURES
        },
    )


def _total(counts: Iterable[Counts]) -> Counts:
    return Counts(*(sum(column) for column in zip(*counts, strict=True)))


def _mean(values: Mapping[str, float | None]) -> float | None:
    """The mean of the fields that have gold or prediction; guards are no part of it."""
    present = [value for name in FIELDS if (value := values[name]) is not None]
    return sum(present) / len(present) if present else None


def _bootstrap(documents: Sequence[DocumentCounts]) -> dict[str, Interval]:
    """95 % intervals of every field and the record score, over resampled documents.

    The seed is fixed: the same documents give the same intervals.
    """
    rows = [[n for name in MEASURES for n in counts[name]] for counts in documents]
    chance = random.Random(_SEED)
    samples: dict[str, list[float]] = {}
    for _ in range(RESAMPLES):
        sums = [sum(column) for column in zip(*chance.choices(rows, k=len(rows)), strict=True)]
        values = {
            name: measure(Counts(*sums[3 * i : 3 * i + 3]))
            for i, (name, measure) in enumerate(MEASURES.items())
        }
        for name, value in (*values.items(), ("record_score", _mean(values))):
            if value is not None:
                samples.setdefault(name, []).append(value)
    return {name: _middle(sorted(values)) for name, values in samples.items()}


def _middle(ordered: Sequence[float]) -> Interval:
    last = len(ordered) - 1
    return ordered[round(_TAIL * last)], ordered[round((1 - _TAIL) * last)]


def errors(
    gold_docs: Sequence[GoldDocument],
    records_by_doc: Mapping[str, Sequence[Record]],
    only: str | None = None,
) -> list[Mismatch]:
    """Every mismatch, or those of the field `only`, in order of documents, records and fields."""
    found = []
    for document, pairs in compared(gold_docs, records_by_doc):
        for pair in pairs:
            number = None if pair.gold is None else pair.gold + 1
            for name in MEASURES:
                if name in pair.fields and only in (None, name):
                    for sides in beside(pair.fields[name]):
                        gold, predicted = (None if side is None else str(side) for side in sides)
                        found.append(Mismatch(document.doc_id, number, name, gold, predicted))
    return found


def beside(comparison: Comparison) -> list[tuple[Item | None, Item | None]]:
    """What differs, gold and prediction: what was missed beside what overlaps it most, if any."""
    lines: list[tuple[Item | None, Item | None]] = []
    left = list(comparison.spurious)
    alone = len(comparison.missed) == len(left) == 1
    for item in comparison.missed:
        overlaps = [_nearness(item, other) for other in left]
        nearest = max(overlaps, default=0.0)
        if left and (alone or nearest > 0):
            lines.append((item, left.pop(overlaps.index(nearest))))
        else:
            lines.append((item, None))
    return lines + [(None, item) for item in left]


def _nearness(a: Item, b: Item) -> float:
    return iou(a.span, b.span) if a.span and b.span else 0.0


def table(scores: Scores) -> list[Row]:
    """The lines of a table: the record score, the fields in their order, the guards last."""
    rows = [Row("record_score", scores.record_score, scores.record_interval, scores.records)]
    for name in (*FIELDS, *GUARDS):
        value = scores.fields[name]
        hits, missed, spurious = value.counts
        asked = hits + (spurious if name == "quotes_wrong" else missed)
        rows.append(Row(name, value.value, value.interval, asked))
    return rows


def _listed(interval: Interval | None) -> list[float] | None:
    return None if interval is None else list(interval)


def _plain(name: str, score_: FieldScore) -> dict[str, Any]:
    hits, missed, spurious = score_.counts
    plain: dict[str, Any] = {"value": score_.value, "interval": _listed(score_.interval)}
    if MEASURES[name] is Counts.f1:
        return plain | {"tp": hits, "fp": spurious, "fn": missed}
    total = hits + (spurious if name == "quotes_wrong" else missed)
    return plain | {"right": hits, "total": total}

"""What kinds of errors there are: every mismatch in a class of its field, and how often each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from neshast.scoring.facts import Item, Record
from neshast.scoring.fields import Comparison, compare_document, date_right, iou
from neshast.scoring.gold import GoldDocument, resolve

MISSED, SPURIOUS = "missed", "made up"
_VALUES = ("kind", "status", "outcome_status")


class ErrorClass(NamedTuple):
    """A field, what is wrong with it, and how often that was so."""

    field: str
    what: str
    times: int


def error_classes(
    gold_docs: Sequence[GoldDocument], records_by_doc: Mapping[str, Sequence[Record]]
) -> list[ErrorClass]:
    """The classes of errors, the most frequent first.

    Of records that were found only: the fields of an unpaired one are errors of ``meeting``. An
    item counts once, as missed, made up, or with wrong bounds where the two overlap; a statement
    that was not found is no error of ``attribution``.
    """
    counter: Counter[tuple[str, str]] = Counter()
    for document in gold_docs:
        golds = resolve(document)
        predictions = records_by_doc.get(document.doc_id, ())
        for pair in compare_document(golds, predictions, document.text):
            gold = None if pair.gold is None else golds[pair.gold]
            predicted = None if pair.predicted is None else predictions[pair.predicted]
            counter.update(_of_pair(gold, predicted, pair.fields))
    ordered = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    return [ErrorClass(field, what, times) for (field, what), times in ordered]


def _of_pair(
    gold: Record | None, predicted: Record | None, fields: Mapping[str, Comparison]
) -> Iterator[tuple[str, str]]:
    if gold is None or predicted is None:
        yield "meeting", SPURIOUS if gold is None else MISSED
        return
    for name in _VALUES:
        if gold[name] != predicted[name]:
            yield name, f"{gold[name]} read as {predicted[name]}"
    if not date_right(gold["date"], predicted["date"]):
        yield "date", f"{_resolution(gold)} read as {_resolution(predicted)}"
    for name, comparison in fields.items():
        if name in ("meeting", "date", "chair", "date_silent_wrong", *_VALUES):
            continue
        for what in _of_items(name, comparison):
            yield name, what


def _resolution(record: Record) -> str:
    date: Mapping[str, Any] | None = record["date"]
    return str(date["resolution"]) if date else "none"


def _of_items(name: str, comparison: Comparison) -> Iterator[str]:
    """The errors among the items of one field; what overlaps belongs together."""
    left = list(comparison.spurious)
    for item in comparison.missed:
        near = max(left, key=lambda other: _overlap(item, other), default=None)
        if near is None or not _overlap(item, near):
            if name != "attribution":
                yield _told(name, MISSED, item)
            continue
        left.remove(near)
        yield _wrong_speaker(item, near) if name == "attribution" else _bounds(item, near)
    if name != "attribution":
        yield from (_told(name, SPURIOUS, item) for item in left)


def _overlap(a: Item, b: Item) -> float:
    if a.text == b.text and a.span and b.span:
        return 1.0
    return iou(a.span, b.span) if a.span and b.span else 0.0


def _told(name: str, what: str, item: Item) -> str:
    """Roles are told apart by role, and by what their actor is."""
    if name == "roles" and item.who:
        return f"{item.text} of a {item.who.kind} {what}"
    return what


def _wrong_speaker(gold: Item, predicted: Item) -> str:
    if gold.who and predicted.who:
        return "another speaker"
    if gold.who:
        return "speaker not known"
    return "speaker given to the speech of nobody named" if predicted.who else "wrong bounds"


def _bounds(gold: Item, predicted: Item) -> str:
    if gold.span is None or predicted.span is None or gold.text == predicted.text:
        return "belongs to another"
    if predicted.span.start <= gold.span.start and gold.span.end <= predicted.span.end:
        return "too long"
    if gold.span.start <= predicted.span.start and predicted.span.end <= gold.span.end:
        return "too short"
    return "wrong bounds"

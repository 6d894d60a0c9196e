"""Every document beside its annotation: what is right and wrong in it, and where that stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from neshast.aligned import Span
from neshast.scoring.facts import ITEMS, Item, Record
from neshast.scoring.fields import ALIKE, MEASURES, Comparison, Pair, count, match, show_date
from neshast.scoring.gold import GoldDocument, resolve
from neshast.scoring.places import Places
from neshast.scoring.report import beside, compared, scores_of

_VALUES = ("kind", "status", "outcome_status")
# What is the same fact, scored once more from another side.
_SAME = {"attribution": "statements", "chair": "roles", "date_silent_wrong": "date"}

_Sides = tuple[Item | None, Item | None]


@dataclass(frozen=True, slots=True)
class Side:
    """What the annotation, or a record, says: its words, and the stretches that it rests on.

    `who` is the actor of a role or the speaker, and `kind` is ``person``, ``organization`` or
    ``group`` where the words or `who` are an actor.
    """

    text: str
    spans: tuple[Span, ...] = ()
    who: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: the fields that it counts in, and both sides (none: nothing to match the other).

    `record` is the number of the gold record from 1, or none for a predicted record without a
    partner.
    """

    record: int | None
    fields: tuple[str, ...]
    gold: Side | None
    found: Side | None
    right: bool


@dataclass(frozen=True, slots=True)
class Details:
    """A document with its record score (none: nothing to find, nothing found) and its facts, by
    record and field, the wrong ones of a field first."""

    doc_id: str
    variety: str
    published: str | None
    tags: tuple[str, ...]
    text: str
    score: float | None
    lines: tuple[Line, ...]


def details(
    gold_docs: Sequence[GoldDocument], records_by_doc: Mapping[str, Sequence[Record]]
) -> list[Details]:
    """The documents, the worst record score first; those with nothing to score last.

    A fact that counts in two fields (a chair is a role, too) is one line.
    """
    found = []
    for document, pairs in compared(gold_docs, records_by_doc):
        golds = resolve(document)
        predictions = records_by_doc.get(document.doc_id, ())
        lines: list[Line] = []
        for pair in pairs:
            gold = None if pair.gold is None else golds[pair.gold]
            predicted = None if pair.predicted is None else predictions[pair.predicted]
            lines += _lines(pair, gold, predicted, document.text)
        found.append(
            Details(
                doc_id=document.doc_id,
                variety=document.variety,
                published=document.published,
                tags=document.tags,
                text=document.text,
                score=scores_of([(document, count(pairs))]).record_score,
                lines=tuple(lines),
            )
        )
    return sorted(found, key=lambda one: (one.score is None, one.score or 0.0))


def _lines(pair: Pair, gold: Record | None, predicted: Record | None, text: str) -> Iterator[Line]:
    facts: dict[tuple[str, _Sides, bool], list[str]] = {}
    for name in MEASURES:
        comparison = pair.fields.get(name, Comparison())
        wrong = [(sides, False) for sides in beside(comparison)]
        right = [(sides, True) for sides in _hits(name, comparison, gold, predicted)]
        for sides, is_right in wrong + right:
            if not (name == "roles" and "chair" in {side.text for side in sides if side}):
                facts.setdefault((_SAME.get(name, name), sides, is_right), []).append(name)
    number = None if pair.gold is None else pair.gold + 1
    places = [None if record is None else Places(record, text) for record in (gold, predicted)]
    for (_, sides, is_right), names in facts.items():
        fields = ("chair", "roles") if names == ["chair"] else tuple(names)
        both = [_side(names, *one) for one in zip(sides, places, strict=True)]
        yield Line(number, fields, both[0], both[1], is_right)


def _side(names: Sequence[str], item: Item | None, places: Places | None) -> Side | None:
    if item is None:
        return None
    spans = tuple(
        dict.fromkeys(span for name in names for span in places.of(name, item)) if places else ()
    )
    kind = item.who.kind if item.who else item.kind
    return Side(item.text, spans, item.who.text if item.who else "", kind)


def _hits(
    name: str, comparison: Comparison, gold: Record | None, predicted: Record | None
) -> list[_Sides]:
    """What is right, gold and prediction: what was neither missed nor made up, matched again."""
    if gold is None or predicted is None or not comparison.hits:
        return []
    if name in ITEMS:
        wanted = _without(ITEMS[name](gold), comparison.missed)
        found = _without(ITEMS[name](predicted), comparison.spurious)
        return [(wanted[g], found[p]) for g, p in match(wanted, found, ALIKE[name])]
    if name in _VALUES:
        return [(Item(gold[name]), Item(predicted[name]))]
    if name == "date":
        return [(Item(show_date(gold[name])), Item(show_date(predicted[name])))]
    return []


def _without(items: Sequence[Item], wrong: Sequence[Item]) -> list[Item]:
    left = Counter(wrong)
    kept = []
    for item in items:
        if left[item]:
            left[item] -= 1
        else:
            kept.append(item)
    return kept

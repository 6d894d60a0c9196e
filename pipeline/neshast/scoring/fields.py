"""Predicted records against gold, field by field: pure functions, one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from neshast.aligned import Span
from neshast.folding import key
from neshast.scoring.facts import ITEMS, Item, Record, quotes, segment

T = TypeVar("T")
Alike = Callable[[Item, Item], float]

PAIRING = 0.5
GROUP = 0.6
_SAME_WORDS = 0.99
_STATED = ("explicit", "anchored")


class Counts(NamedTuple):
    """Hits, gold missed, and what was predicted without gold: tp, fn and fp."""

    hits: int = 0
    missed: int = 0
    spurious: int = 0

    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; none without gold and prediction."""
        both = 2 * self.hits + self.missed + self.spurious
        return 2 * self.hits / both if both else None

    def recall(self) -> float | None:
        """The share of gold that was found, or that was right; none without gold."""
        gold = self.hits + self.missed
        return self.hits / gold if gold else None

    def share_missed(self) -> float | None:
        """The share that went wrong; none where nothing was asked."""
        gold = self.hits + self.missed
        return self.missed / gold if gold else None

    def wrong(self) -> float | None:
        """How many were wrong."""
        return float(self.spurious)


# Fields in the order of a report, with how their counts become a value.
MEASURES: Mapping[str, Callable[[Counts], float | None]] = {
    "meeting": Counts.f1,
    "title": Counts.f1,
    "kind": Counts.recall,
    "status": Counts.recall,
    "date": Counts.recall,
    "venue": Counts.f1,
    "persons": Counts.f1,
    "posts": Counts.f1,
    "organizations": Counts.recall,
    "chair": Counts.f1,
    "roles": Counts.f1,
    "groups": Counts.f1,
    "purpose": Counts.f1,
    "agenda": Counts.f1,
    "statements": Counts.f1,
    "attribution": Counts.f1,
    "outcomes": Counts.f1,
    "outcome_status": Counts.recall,
    "topic_major": Counts.f1,
    "date_silent_wrong": Counts.share_missed,
    "quotes_wrong": Counts.wrong,
}
GUARDS = ("date_silent_wrong", "quotes_wrong")
FIELDS = tuple(name for name in MEASURES if name not in GUARDS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of one pair of records: how many hits, and what was missed or made up."""

    hits: int = 0
    missed: tuple[Item, ...] = ()
    spurious: tuple[Item, ...] = ()

    @property
    def counts(self) -> Counts:
        """The comparison as numbers."""
        return Counts(self.hits, len(self.missed), len(self.spurious))


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold record and its prediction by index (none: unpaired), compared in every field."""

    gold: int | None
    predicted: int | None
    fields: Mapping[str, Comparison]


# What is alike, and how much: 0 is no match, and the best match is taken first


def iou(a: Span, b: Span) -> float:
    """Shared code points over all code points of two spans."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (len(a) + len(b) - shared) if shared > 0 else 0.0


def names_alike(a: str, b: str) -> float:
    """Folded names that are equal (1), or of which one ends with the other."""
    short, long = sorted((key(a), key(b)), key=len)
    if not short or not long.endswith(short):
        return 0.0
    return 1.0 if short == long else _SAME_WORDS * len(short) / len(long)


def _overlap(threshold: float) -> Alike:
    def alike(gold: Item, predicted: Item) -> float:
        value = iou(gold.span, predicted.span) if gold.span and predicted.span else 0.0
        return value if value >= threshold else 0.0

    return alike


def _overlap_or_words(threshold: float) -> Alike:
    """By overlap, or by equal folded text: the same words may be quoted from another place."""
    overlap = _overlap(threshold)

    def alike(gold: Item, predicted: Item) -> float:
        same = bool(key(gold.text)) and key(gold.text) == key(predicted.text)
        return max(overlap(gold, predicted), _SAME_WORDS if same else 0.0)

    return alike


def _actors_alike(gold: Item | None, predicted: Item | None) -> float:
    if gold is None or predicted is None:
        return float(gold is predicted)
    if gold.kind != predicted.kind:
        return 0.0
    if gold.kind == "group":
        return _overlap_or_words(GROUP)(gold, predicted)
    return names_alike(gold.text, predicted.text)


def _post_alike(gold: Item, predicted: Item) -> float:
    same_person = _actors_alike(gold.who, predicted.who) > 0
    return _overlap_or_words(0.6)(gold, predicted) if same_person else 0.0


def _role_alike(gold: Item, predicted: Item) -> float:
    return _actors_alike(gold.who, predicted.who) if gold.text == predicted.text else 0.0


ALIKE: Mapping[str, Alike] = {
    "title": _overlap_or_words(0.7),
    "venue": _overlap_or_words(0.7),
    "persons": _actors_alike,
    "posts": _post_alike,
    "chair": _role_alike,
    "roles": _role_alike,
    "groups": _actors_alike,
    "purpose": _overlap(0.6),
    "agenda": _overlap_or_words(0.6),
    "statements": _overlap(0.5),
    "attribution": _overlap(0.5),
    "outcomes": _overlap_or_words(0.5),
    "topic_major": lambda gold, predicted: float(gold.text == predicted.text),
    "organizations": _actors_alike,
}


def match(
    gold: Sequence[T], predicted: Sequence[T], alike: Callable[[T, T], float]
) -> list[tuple[int, int]]:
    """Pairs of indexes, one to one, the most alike first; earlier ones first among equals."""
    candidates = [
        (-value, g, p)
        for g, wanted in enumerate(gold)
        for p, found in enumerate(predicted)
        if (value := alike(wanted, found)) > 0
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, p in sorted(candidates):
        if g not in pairs and p not in taken:
            pairs[g] = p
            taken.add(p)
    return sorted(pairs.items())


# Fields


def compare_items(name: str, gold: Sequence[Item], predicted: Sequence[Item]) -> Comparison:
    """The items of field `name` in one pair of records.

    In ``attribution`` a statement that was found counts only with the right speaker; in
    ``organizations`` nothing is spurious, since more may be listed than take part.
    """
    pairs = match(gold, predicted, ALIKE[name])
    if name == "attribution":
        pairs = [(g, p) for g, p in pairs if _actors_alike(gold[g].who, predicted[p].who)]
    hit_gold, hit_predicted = {g for g, _ in pairs}, {p for _, p in pairs}
    missed = tuple(item for i, item in enumerate(gold) if i not in hit_gold)
    spurious = tuple(item for i, item in enumerate(predicted) if i not in hit_predicted)
    return Comparison(len(pairs), missed, () if name == "organizations" else spurious)


def _accuracy(right: bool, gold: str, predicted: str | None) -> Comparison:
    if right:
        return Comparison(1)
    return Comparison(0, (Item(gold),), () if predicted is None else (Item(predicted),))


def date_right(gold: Mapping[str, Any] | None, predicted: Mapping[str, Any] | None) -> bool:
    """True if the predicted date says what the gold date says, as far as that goes.

    A year made up where gold has none is not right, whatever the month and day.
    """
    if gold is None or predicted is None:
        return gold is predicted
    if gold["resolution"] == "constrained":
        wanted, found = _candidates(gold), _candidates(predicted)
        return bool(wanted) and wanted <= found and len(found) <= len(wanted) + 1
    if gold["resolution"] == "unresolved":
        same_day = all(gold.get(part) == predicted.get(part) for part in ("month", "day"))
        return same_day and predicted["resolution"] not in _STATED
    return _bounds(gold) == _bounds(predicted) != (None, None)


def _bounds(date: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return date.get("earliest"), date.get("latest")


def _candidates(date: Mapping[str, Any]) -> frozenset[str]:
    """The days of an EDTF set ``[a,b,c]``."""
    edtf = date.get("edtf") or ""
    if date["resolution"] != "constrained" or not edtf.startswith("["):
        return frozenset()
    return frozenset(day.strip() for day in edtf.strip("[]").split(","))


def silently_wrong(gold: Mapping[str, Any] | None, predicted: Mapping[str, Any] | None) -> bool:
    """True if the prediction states a day without any doubt, and it is not the right one."""
    if predicted is None or predicted["resolution"] not in _STATED:
        return False
    earliest, latest = _bounds(predicted)
    states_a_day = predicted.get("precision") == "day" or (earliest == latest is not None)
    known = gold is not None and gold["resolution"] in _STATED
    return states_a_day and not (known and date_right(gold, predicted))


def show_date(date: Mapping[str, Any] | None) -> str:
    """A date in one line for a list of mismatches."""
    if date is None:
        return "null"
    value = date.get("edtf") or f"month {date.get('month')} day {date.get('day')}"
    return f"{date['resolution']} {value} «{date.get('text') or ''}»"


def compare_records(gold: Record | None, predicted: Record | None) -> dict[str, Comparison]:
    """Every field of a pair of records; of an unpaired gold record all is missed, and of an
    unpaired prediction all items are made up."""
    fields = {}
    for name, items in ITEMS.items():
        fields[name] = compare_items(
            name, items(gold) if gold else (), items(predicted) if predicted else ()
        )
    found = (_heading(gold),) if gold else (), (_heading(predicted),) if predicted else ()
    fields["meeting"] = Comparison(1) if gold and predicted else Comparison(0, *found)
    if gold:
        fields.update(_compare_values(gold, predicted))
    return fields


def _heading(record: Record) -> Item:
    title = record["title"]
    return Item(title["text"] if title else "(no title)", segment(record))


def _compare_values(gold: Record, predicted: Record | None) -> dict[str, Comparison]:
    fields = {}
    for name in ("kind", "status", "outcome_status"):
        value = predicted[name] if predicted else None
        fields[name] = _accuracy(value == gold[name], gold[name], value)
    wanted = show_date(gold["date"])
    if predicted is None:
        fields["date"] = _accuracy(False, wanted, None)
        return fields
    found = show_date(predicted["date"])
    fields["date"] = _accuracy(date_right(gold["date"], predicted["date"]), wanted, found)
    silent = silently_wrong(gold["date"], predicted["date"])
    fields["date_silent_wrong"] = _accuracy(not silent, wanted, found)
    return fields


def compare_quotes(predicted: Record, raw: str) -> Comparison:
    """Quotes of a record that say what stands at their place in `raw`, and those that do not."""
    wrong, right = [], 0
    for text, start, end in quotes(predicted):
        if start is not None and end is not None and start >= 0 and raw[start:end] == text:
            right += 1
        else:
            wrong.append(Item(f"{text} [{start}:{end}]"))
    return Comparison(right, (), tuple(wrong))


def compare_document(gold: Sequence[Record], predicted: Sequence[Record], raw: str) -> list[Pair]:
    """All records of one document, paired by their segments, then those without a partner."""

    def alike(a: Record, b: Record) -> float:
        value = iou(segment(a), segment(b))
        return value if value >= PAIRING else 0.0

    partner = dict(match(gold, predicted, alike))
    partners: list[tuple[int | None, int | None]] = [(g, partner.get(g)) for g in range(len(gold))]
    partners += [(None, p) for p in range(len(predicted)) if p not in partner.values()]
    pairs = []
    for g, p in partners:
        guess = None if p is None else predicted[p]
        fields = compare_records(None if g is None else gold[g], guess)
        if guess is not None:
            fields["quotes_wrong"] = compare_quotes(guess, raw)
        pairs.append(Pair(g, p, fields))
    return pairs


def count(pairs: Sequence[Pair]) -> dict[str, Counts]:
    """The counts of every field over the records of a document."""
    totals = {}
    for name in MEASURES:
        counts = [pair.fields[name].counts for pair in pairs if name in pair.fields]
        totals[name] = Counts(*(sum(column) for column in zip(*counts, strict=True)))
    return totals

"""What changed between two runs over the same documents, field by field.

A record of the new run is compared with the old one of the same id, else with the one of the same
document whose segment it covers most of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from neshast.writing.jsonl import parse_record, unreadable

Record = Mapping[str, Any]

_WHOLE = "record"
_MADE = ("version", "config_sha256", "resources_sha256")
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record; `old` and `new` hold what only one of the two has.

    For `field` ``record`` the whole record was added or removed. `made` tells what made the two:
    version, settings and tables of words, old and new.
    """

    doc_id: str
    record_id: str
    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    made: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a record stands: in its file by byte, in its text by segment."""

    record_id: str
    doc_id: str
    start: int
    end: int
    at: int

    def overlap(self, other: _Place) -> int:
        return min(self.end, other.end) - max(self.start, other.start)


@dataclass(slots=True)
class Comparison:
    """Two files of records, paired; iterate over it for the changes, in the order of the new file.

    Args:
        old, new: paths of JSON Lines.

    Raises:
        InputError: if one cannot be read, or has a line that is no record.
    """

    old: str
    new: str
    pairs: list[tuple[_Place | None, _Place | None]] = field(init=False)

    def __post_init__(self) -> None:
        self.pairs = list(_paired(_places(self.old), _places(self.new)))

    def __iter__(self) -> Iterator[Change]:
        with open(self.old, "rb") as before, open(self.new, "rb") as after:
            for old_place, new_place in self.pairs:
                old = _read(before, old_place, self.old)
                new = _read(after, new_place, self.new)
                yield from changes(old, new)


def changes(old: Record | None, new: Record | None) -> Iterator[Change]:
    """What differs between two records; one may be missing, not both."""
    known = new or old
    assert known is not None
    made = (_made(old), _made(new))
    place = (known["source"]["doc_id"], known["record_id"])
    if old is None or new is None:
        shown = (_headline(known),)
        yield Change(*place, _WHOLE, shown if old else (), shown if new else (), made)
        return
    for name, told in _FIELDS.items():
        before, after = told(old), told(new)
        if before != after:
            gone = tuple(item for item in before if item not in after)
            come = tuple(item for item in after if item not in before)
            # The same items in another order, or another number of them.
            yield Change(*place, name, gone or before, come or after, made)


def _paired(old: list[_Place], new: list[_Place]) -> Iterator[tuple[_Place | None, _Place | None]]:
    """Each new place with its old one, then the old ones that are left."""
    by_id = {(place.doc_id, place.record_id): place for place in old}
    ids = {(place.doc_id, place.record_id) for place in new}
    loose: dict[str, list[_Place]] = {}
    for key, place in by_id.items():
        if key not in ids:
            loose.setdefault(place.doc_id, []).append(place)
    for place in new:
        found = by_id.get((place.doc_id, place.record_id))
        if found is None:
            others = loose.get(place.doc_id, [])
            found = max(others, key=place.overlap, default=None)
            if found is not None and place.overlap(found) <= 0:
                found = None
            if found is not None:
                others.remove(found)
        yield found, place
    for places in loose.values():
        yield from ((place, None) for place in places)


def _places(path: str) -> list[_Place]:
    found = []
    at = 0
    try:
        with open(path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    found.append(_place(parse_record(line, f"{path}:{number}"), at))
                at += len(line)
    except OSError as error:
        raise unreadable(path, error) from None
    return found


def _place(record: Record, at: int) -> _Place:
    source = record["source"]
    segment = source.get("segment") or {}
    start, end = segment.get("start") or 0, segment.get("end") or 0
    return _Place(record["record_id"], source.get("doc_id") or "", start, end, at)


def _read(stream: BinaryIO, place: _Place | None, path: str) -> Record | None:
    if place is None:
        return None
    stream.seek(place.at)
    return parse_record(stream.readline(), path)


def _made(record: Record | None) -> str:
    made = record and record.get("provenance")
    if not made:
        return "?"
    version, *hashes = (str(made.get(name)) for name in _MADE)
    return " ".join((version, *(text[:_DIGITS] for text in hashes if text)))


def _headline(record: Record) -> str:
    date = (record["date"] or {}).get("edtf") or "?"
    return f"{record['kind']} {date}: {_text(record['title']) or '(no headline)'}"


# ---------------------------------------------------------------- fields, as they are compared


def _text(quote: Record | None) -> str:
    return quote["text"] if quote else ""


def _one(name: str) -> Callable[[Record], tuple[str, ...]]:
    """A field with one value."""
    return lambda record: () if record[name] is None else (str(record[name]),)


def _quote(name: str) -> Callable[[Record], tuple[str, ...]]:
    return lambda record: (_text(record[name]),) if record[name] else ()


def _date(name: str) -> Callable[[Record], tuple[str, ...]]:
    def told(record: Record) -> tuple[str, ...]:
        date = record[name]
        return (f"{date['edtf']} {date['resolution']} «{date['text'] or ''}»",) if date else ()

    return told


def _who(record: Record) -> dict[str, str]:
    return {actor["id"]: actor["name"] for actor in record["persons"] + record["organizations"]}


def _persons(record: Record) -> tuple[str, ...]:
    return tuple(
        "، ".join((person["name"], *(post["text"] for post in person["posts"])))
        for person in record["persons"]
    )


def _organizations(record: Record) -> tuple[str, ...]:
    return tuple(
        f"{body['name']} [{body['authority'] or body['type']}]" for body in record["organizations"]
    )


def _participants(record: Record) -> tuple[str, ...]:
    names = _who(record)
    return tuple(
        f"{role['role']} ({role['certainty']}): {names.get(p['ref']) or _text(p['group'])}"
        for p in record["participants"]
        for role in p["roles"]
    )


def _statements(record: Record) -> tuple[str, ...]:
    names = _who(record)
    return tuple(
        f"{names.get(said['speaker']) or '?'}: {said['text']}" for said in record["statements"]
    )


def _agenda(record: Record) -> tuple[str, ...]:
    return tuple(f"{item['kind']}: {item['text']}" for item in record["agenda"])


def _outcomes(record: Record) -> tuple[str, ...]:
    return tuple(f"{item['type']}: {item['text']}" for item in record["outcomes"])


def _topics(record: Record) -> tuple[str, ...]:
    return tuple(f"{topic['code']} {topic['label']}" for topic in record["topics"])


_FIELDS: dict[str, Callable[[Record], tuple[str, ...]]] = {
    "variety": lambda record: (record["source"]["variety"],),
    "segment": lambda record: (str([record["source"]["segment"][k] for k in ("start", "end")]),),
    "title": _quote("title"),
    "kind": _one("kind"),
    "status": _one("status"),
    "mode": _one("mode"),
    "ordinal": _one("ordinal"),
    "date": _date("date"),
    "end_date": _date("end_date"),
    "venue": _quote("venue"),
    "persons": _persons,
    "organizations": _organizations,
    "participants": _participants,
    "purpose": lambda record: tuple(map(_text, record["purpose"])),
    "agenda": _agenda,
    "statements": _statements,
    "outcomes": _outcomes,
    "outcome_status": _one("outcome_status"),
    "topics": _topics,
    "missing": lambda record: tuple(f"{k}: {v}" for k, v in sorted(record["missing"].items())),
    "warnings": lambda record: tuple(record["warnings"]),
    "confidence": lambda record: tuple(
        f"{k}: {v}" for k, v in sorted(record["confidence"].items())
    ),
}
FIELDS = (_WHOLE, *_FIELDS)

"""What of a record is compared: each scored field as a list of items, from the contract's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neshast.aligned import Span

Record = Mapping[str, Any]

SCORED_ROLES = ("chair", "host", "organizer", "opener", "presenter", "speaker", "attendee")
_SCORED_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to find: its words, where they stand, and who it belongs to, if anybody.

    An actor is an item whose `kind` is ``person``, ``organization`` or ``group``; a role is an
    item whose words are the role and whose `who` is the actor.
    """

    text: str
    span: Span | None = None
    who: Item | None = None
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.who} ← {self.text}" if self.who else self.text


NOBODY = Item("nobody", kind="nobody")


def segment(record: Record) -> Span:
    """The stretch of the text that the record describes."""
    place = record["source"]["segment"]
    return Span(place["start"], place["end"])


def _quote(quote: Mapping[str, Any], who: Item | None = None, kind: str = "") -> Item:
    return Item(quote["text"], Span(quote["start"], quote["end"]), who, kind)


def _single(name: str) -> Callable[[Record], list[Item]]:
    return lambda record: [_quote(record[name])] if record[name] else []


def _many(name: str) -> Callable[[Record], list[Item]]:
    return lambda record: [_quote(quote) for quote in record[name]]


def _actors(record: Record) -> dict[str, Item]:
    """Persons and organisations by reference."""
    people = {p["id"]: Item(p["name"], kind="person") for p in record["persons"]}
    return people | {o["id"]: Item(o["name"], kind="organization") for o in record["organizations"]}


def _persons(record: Record) -> list[Item]:
    return [Item(person["name"], kind="person") for person in record["persons"]]


def _organizations(record: Record) -> list[Item]:
    return [Item(body["name"], kind="organization") for body in record["organizations"]]


def _posts(record: Record) -> list[Item]:
    return [
        _quote(post, who=Item(person["name"], kind="person"))
        for person in record["persons"]
        for post in person["posts"]
    ]


def _groups(record: Record) -> list[Item]:
    return [_quote(p["group"], kind="group") for p in record["participants"] if p["group"]]


def _roles(record: Record) -> list[Item]:
    """Every explicit scored role with its actor, each once."""
    actors = _actors(record)
    found: dict[Item, None] = {}
    for participant in record["participants"]:
        group = participant["group"]
        actor = _quote(group, kind="group") if group else actors.get(participant["ref"], NOBODY)
        for role in participant["roles"]:
            if role["certainty"] == "explicit" and role["role"] in SCORED_ROLES:
                found[Item(role["role"], who=actor)] = None
    return list(found)


def _chairs(record: Record) -> list[Item]:
    return [role for role in _roles(record) if role.text == "chair"]


def _statements(record: Record) -> list[Item]:
    """Statements with their speakers; without one, `who` is none."""
    actors = _actors(record)
    speakers = [s["speaker"] for s in record["statements"]]
    return [
        _quote(statement, who=None if ref is None else actors.get(ref, NOBODY))
        for statement, ref in zip(record["statements"], speakers, strict=True)
    ]


def _majors(record: Record) -> list[Item]:
    majors = dict.fromkeys(str(topic["major"]) for topic in record["topics"][:_SCORED_TOPICS])
    return [Item(major) for major in majors]


ITEMS: Mapping[str, Callable[[Record], Sequence[Item]]] = {
    "title": _single("title"),
    "venue": _single("venue"),
    "persons": _persons,
    "posts": _posts,
    "chair": _chairs,
    "roles": _roles,
    "groups": _groups,
    "purpose": _many("purpose"),
    "agenda": _many("agenda"),
    "statements": _statements,
    "attribution": _statements,
    "outcomes": _many("outcomes"),
    "topic_major": _majors,
    "organizations": _organizations,
}


def quotes(value: object) -> Iterator[tuple[str, int | None, int | None]]:
    """Every (text, start, end) that stands in a record, at any depth.

    A date value inferred from metadata has no place and is none.
    """
    if isinstance(value, Mapping):
        if {"text", "start", "end"} <= value.keys() and value["text"] is not None:
            place = (value["start"], value["end"])
            if place != (None, None):
                yield value["text"], *place
        for part in value.values():
            yield from quotes(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from quotes(part)

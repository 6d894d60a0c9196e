"""Records as events of schema.org, in one JSON-LD document (https://schema.org/Event)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from neshast.writing.days import days

Record = Mapping[str, Any]
Item = dict[str, Any]

# What was denied is no event of any status of schema.org.
_STATUS = {
    "held": "EventScheduled",
    "ongoing": "EventScheduled",
    "announced": "EventScheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}
_MODE = {
    "in_person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
_PLACES = {"organizer": "organizer", "host": "organizer", "absent": ""}
_SPEAKING = frozenset(("chair", "opener", "presenter", "speaker"))
_GENDER = {"f": "Female", "m": "Male"}


def pieces(records: Iterable[Record]) -> Iterator[str]:
    """The document, piece by piece; one event a line."""
    yield '{"@context": "https://schema.org", "@graph": ['
    for number, record in enumerate(records):
        yield f"{',' * bool(number)}\n{json.dumps(event(record), ensure_ascii=False)}"
    yield "\n]}\n"


def event(record: Record) -> Item:
    """The event of a record.

    Args:
        record: in the shape of the contract.
    """
    first, last = days(record)
    source, title, venue = record["source"], record["title"], record["venue"]
    status, mode = _STATUS.get(record["status"]), _MODE.get(record["mode"])
    return _kept(
        "Event",
        identifier=record["record_id"],
        name=title and title["text"],
        additionalType=record["kind"],
        eventStatus=status and f"https://schema.org/{status}",
        eventAttendanceMode=mode and f"https://schema.org/{mode}",
        startDate=first,
        endDate=last,
        location=venue and _kept("Place", name=venue["text"], address=venue["place"]),
        inLanguage=source["variety"],
        **_participants(record),
        about=[
            _kept("DefinedTerm", termCode=topic["code"], name=topic["label"])
            for topic in record["topics"]
        ],
        subjectOf=_report(source),
    )


def _report(source: Record) -> Item | None:
    published = source["published"] and source["published"]["edtf"]
    if not (source["url"] or source["publisher"] or published):
        return None
    return _kept(
        "Report", url=source["url"], publisher=source["publisher"], datePublished=published
    )


def _participants(record: Record) -> dict[str, list[Item]]:
    """Organizers, those who spoke or led, and the others; each once."""
    bodies = {body["id"]: body for body in record["organizations"]}
    actors = {
        person["id"]: _kept(
            "Person",
            name=person["name"],
            honorificPrefix=" ".join(person["honorifics"]),
            gender=_GENDER.get(person["gender"] or ""),
            jobTitle=[post["text"] for post in person["posts"]],
        )
        for person in record["persons"]
    } | {name: _kept("Organization", name=body["name"]) for name, body in bodies.items()}
    found: dict[str, dict[str, Item]] = {"organizer": {}, "performer": {}, "attendee": {}}
    for participant in record["participants"]:
        ref = participant["ref"]
        for role in (role["role"] for role in participant["roles"]):
            place = _PLACES.get(role, "performer" if role in _SPEAKING else "attendee")
            if ref and place:
                found[place][ref] = actors[ref]
    return {place: list(items.values()) for place, items in found.items()}


def _kept(kind: str, **values: Any) -> Item:
    """An item of a type with the keys that say something."""
    kept = {key: value for key, value in values.items() if value not in (None, "", [])}
    return {"@type": kind} | kept

"""Records as one Popolo document (https://www.popoloproject.com/specs).

A person is a person of one record, as in the record: nothing says that two are one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from neshast.writing.days import days

Record = Mapping[str, Any]
Item = dict[str, Any]

_GENDER = {"f": "female", "m": "male"}


def pieces(records: Callable[[], Iterable[Record]]) -> Iterator[str]:
    """The document, piece by piece.

    Args:
        records: gives them anew for each class, so that none has to wait in memory.
    """
    yield "{"
    for number, (name, items) in enumerate(_CLASSES.items()):
        yield f'{"," * bool(number)}\n"{name}": ['
        seen: set[str] = set()
        comma = ""
        for record in records():
            for item in items(record):
                if item["id"] not in seen:
                    yield f"{comma}\n{json.dumps(item, ensure_ascii=False)}"
                    comma = ","
                if item["id"].startswith("org/"):
                    seen.add(item["id"])
        yield "\n]"
    yield "\n}\n"


def _persons(record: Record) -> Iterator[Item]:
    for person in record["persons"]:
        yield _kept(
            id=_id(record, person["id"]),
            name=person["name"],
            honorific_prefix=" ".join(person["honorifics"]),
            gender=_GENDER.get(person["gender"] or ""),
            sources=_sources(record),
        )


def _organizations(record: Record) -> Iterator[Item]:
    ids = _bodies(record)
    for body in record["organizations"]:
        yield _kept(
            id=ids[body["id"]],
            name=body["name"],
            classification=body["type"],
            parent_id=ids.get(body["parent"]),
            sources=_sources(record) if not body["authority"] else None,
        )


def _memberships(record: Record) -> Iterator[Item]:
    """Each office; no dates: a report tells that it was held, not since when."""
    ids = _bodies(record)
    for person in record["persons"]:
        for number, post in enumerate(person["posts"], 1):
            yield _kept(
                id=f"{_id(record, person['id'])}/{number}",
                person_id=_id(record, person["id"]),
                organization_id=ids.get(post["organization"]),
                label=post["text"],
                role=post["title"],
                sources=_sources(record),
            )


def _events(record: Record) -> Iterator[Item]:
    first, last = days(record)
    title, venue, ids = record["title"], record["venue"], _bodies(record)
    yield _kept(
        id=record["record_id"],
        name=title and title["text"],
        classification=record["kind"],
        status=record["status"],
        start_date=first,
        end_date=last,
        location=venue and venue["text"],
        attendees=[
            {"id": ids.get(ref) or _id(record, ref), "role": role}
            for participant in record["participants"]
            if (ref := participant["ref"])
            for role in (role["role"] for role in participant["roles"])
        ],
        sources=_sources(record),
    )


def _speeches(record: Record) -> Iterator[Item]:
    ids, (first, _) = _bodies(record), days(record)
    for number, statement in enumerate(record["statements"], 1):
        ref, via = statement["speaker"], statement["via"]
        yield _kept(
            id=f"{record['record_id']}/speech/{number}",
            creator_id=ref and (ids.get(ref) or _id(record, ref)),
            attribution_text=via and via["text"],
            text=statement["text"],
            event_id=record["record_id"],
            date=first,
            position=number,
        )


_CLASSES: dict[str, Callable[[Record], Iterator[Item]]] = {
    "persons": _persons,
    "organizations": _organizations,
    "memberships": _memberships,
    "events": _events,
    "speeches": _speeches,
}


def _bodies(record: Record) -> dict[str | None, str]:
    return {
        body["id"]: f"org/{body['authority']}" if body["authority"] else _id(record, body["id"])
        for body in record["organizations"]
    }


def _id(record: Record, ref: str) -> str:
    return f"{record['record_id']}/{ref}"


def _sources(record: Record) -> list[Item]:
    url = record["source"]["url"]
    return [{"url": url}] if url else []


def _kept(**values: Any) -> Item:
    """The keys that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}

"""Records as entities of FollowTheMoney, one a line (https://followthemoney.tech, model 4).

A person is a person of one record: two of the same name stay two entities, and nothing here says
that they are one. A body has a lasting id only where the tables know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from neshast.writing.days import days

Record = Mapping[str, Any]
Properties = Mapping[str, list[str]]

_PUBLIC = frozenset(
    ("ministry", "agency", "department", "province", "parliament", "court", "security")
)
_GENDER = {"f": "female", "m": "male"}
_HOLDING = frozenset(("organizer", "host"))


def lines(records: Iterable[Record]) -> Iterator[str]:
    """A line of JSON for each entity of the records; a body with a lasting id stands once."""
    seen: set[str] = set()
    for record in records:
        for entity in entities(record):
            if entity["id"] not in seen:
                yield json.dumps(entity, ensure_ascii=False)
            if entity["id"].startswith("org-"):
                seen.add(entity["id"])


def entities(record: Record) -> Iterator[dict[str, Any]]:
    """The bodies, persons, memberships and the event of a record, and who was what at it.

    Args:
        record: in the shape of the contract.
    """
    event = record["record_id"].replace(":", "-")
    ids = {body["id"]: _body_id(event, body) for body in record["organizations"]}
    ids |= {person["id"]: f"{event}-{person['id']}" for person in record["persons"]}
    first, last = days(record)
    told = _some(date=first, sourceUrl=_url(record))
    for body in record["organizations"]:
        schema = "PublicBody" if body["type"] in _PUBLIC else "Organization"
        country = (body["country"] or "").lower()
        yield _entity(ids[body["id"]], schema, _some(name=body["name"], country=country))
    for person in record["persons"]:
        yield from _person(person, ids, told)
    yield _entity(event, "Event", _event(record, ids, first, last))
    for number, (ref, role) in enumerate(_roles(record), 1):
        link = {"subject": [ids[ref]], "object": [event], "role": [role]}
        yield _entity(f"{event}-r{number}", "UnknownLink", link | dict(told))


def _person(person: Record, ids: Mapping[str, str], told: Properties) -> Iterator[dict[str, Any]]:
    whole = {
        **_some(name=person["name"], gender=_GENDER.get(person["gender"] or "")),
        **_list(title=person["honorifics"], position=[post["text"] for post in person["posts"]]),
        **{key: value for key, value in told.items() if key == "sourceUrl"},
    }
    name = ids[person["id"]]
    yield _entity(name, "Person", whole)
    for number, post in enumerate(person["posts"], 1):
        if post["organization"]:
            member = {"member": [name], "organization": [ids[post["organization"]]]}
            # He held it on the day of the meeting: since when, and until when, nobody says.
            role = {"role": [post["text"]]}
            yield _entity(f"{name}-m{number}", "Membership", member | role | dict(told))


def _event(
    record: Record, ids: Mapping[str, str], first: str | None, last: str | None
) -> Properties:
    title, venue = record["title"], record["venue"]
    name = title["text"] if title else f"{record['kind']} {first or ''}".strip()
    holders = [ref for ref, role in _roles(record) if role in _HOLDING]
    others = [ref for ref, role in _roles(record) if role not in _HOLDING and role != "absent"]
    return {
        **_some(
            name=name, startDate=first, endDate=last, location=venue and venue["text"],
            sourceUrl=_url(record), publisher=record["source"]["publisher"],
            recordId=record["record_id"],
        ),
        **_list(
            organizer=[ids[ref] for ref in holders],
            involved=[ids[ref] for ref in others],
            keywords=[topic["label"] for topic in record["topics"]],
        ),
    }  # fmt: skip


def _roles(record: Record) -> Iterator[tuple[str, str]]:
    for participant in record["participants"]:
        if participant["ref"]:
            yield from ((participant["ref"], role["role"]) for role in participant["roles"])


def _body_id(event: str, body: Record) -> str:
    authority = body["authority"]
    # An id there has no underscore.
    return f"org-{authority.replace('_', '-')}" if authority else f"{event}-{body['id']}"


def _url(record: Record) -> str | None:
    url = record["source"]["url"]
    return url if url and url.startswith(("https://", "http://")) else None


def _some(**values: str | None) -> dict[str, list[str]]:
    return {key: [value] for key, value in values.items() if value}


def _list(**values: list[str]) -> dict[str, list[str]]:
    return {key: list(dict.fromkeys(value)) for key, value in values.items() if value}


def _entity(name: str, schema: str, properties: Properties) -> dict[str, Any]:
    return {"id": name, "schema": schema, "properties": properties}

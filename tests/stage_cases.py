"""Runs the cases of `cases/<stage>.toml`: a text, and what one stage should read from it.

The whole pipeline runs on every text, built once and each text read once; then the box of the
stage, or the record, is compared with the keys that the case gives.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from neshast.api import document_of, pipeline_of
from neshast.document import Document, Office, Person
from neshast.record import MeetingRecord, Quote

Case = dict[str, Any]
FOLDER = Path(__file__).parent / "cases"
STAGES = (
    "sentences", "reports", "names", "offices", "people", "bodies", "frame", "statements", "agenda",
    "outcomes",
)  # fmt: skip
# Patterns of apposition and false friends: a file each, read as people of a record.
APPOSITIONS = tuple(sorted(f"appositions/{path.stem}" for path in FOLDER.glob("appositions/*")))
# Keys that say what the text is, and expect nothing.
ABOUT = {"name", "text", "published", "hard", "reason", "record"}
AMONG = {"bodies", "organizations"}
# Tables of which only the entries that the case names are looked at.
SOME = {"types", "parents", "countries", "keys", "seats"}
ROLES = (
    "chair", "host", "organizer", "opener", "presenter", "speaker", "attendee", "secretary",
    "absent",
)  # fmt: skip


@cache
def load(stage: str) -> dict[str, list[Case]]:
    """The tables of one case file: `case`, and perhaps `known_limits`."""
    tables = tomllib.loads((FOLDER / f"{stage}.toml").read_text(encoding="utf-8"))
    assert set(tables) <= {"case", "known_limits"}, f"{stage}.toml: unknown table"
    return tables


def every_case() -> list[Case]:
    """All cases of all stages, those in `known_limits` too."""
    return [
        case for stage in STAGES + APPOSITIONS for table in load(stage).values() for case in table
    ]


def cases_of(stage: str) -> list[Any]:
    """The cases of a stage as parameters; those in `known_limits` are expected to fail."""
    tables = load(stage)
    cases = [pytest.param(case, id=name_of(case)) for case in tables["case"]]
    for case in tables.get("known_limits", []):
        limit = pytest.mark.xfail(strict=True, reason=case["reason"], raises=AssertionError)
        cases.append(pytest.param(case, id=name_of(case), marks=limit))
    return cases


def name_of(case: Case) -> str:
    """What the case is about: its name, or its text where that says it."""
    return str(case.get("name", case["text"]))


@cache
def read(text: str, published: str | None = None) -> Document:
    """The text after all stages."""
    return pipeline_of()(document_of(text, published, "case"))


def read_case(case: Case) -> Document:
    """The text of a case after all stages."""
    return read(case["text"], case.get("published"))


def check(stage: str, case: Case) -> None:
    """Compares every key of the case with what was read."""
    expected = {key: value for key, value in case.items() if key not in ABOUT}
    found = reading(stage, case, expected)
    unknown = set(expected) - set(found)
    if unknown and found["records"]:
        raise KeyError(f"{stage}.toml, {name_of(case)!r}: unknown key {sorted(unknown)}")
    assert {key: found.get(key, "no record") for key in expected} == expected


def reading(stage: str, case: Case, expected: Case) -> Case:
    """What a stage has read from the text of a case, under the keys of its case file."""
    document = read_case(case)
    number = case.get("record", 1) - 1
    found: Case = {"records": len(document.records)}
    if stage in _OF_PAGE:
        found |= _OF_PAGE[stage](document)
    elif len(document.records) > number:
        found |= _OF_REPORT[stage](document, number)
    if stage == "reports":
        found |= _edges(document, expected)
    for key in AMONG & set(found):
        # A body more does no harm, so only those that the case names are looked for.
        everything = found[key]
        found[key] = [name for name in expected.get(key, []) if name in everything]
        found["not_" + key] = [x for x in expected.get("not_" + key, []) if x not in everything]
    for key in (SOME | ({"mentions"} if stage == "bodies" else set())) & set(found):
        if isinstance(found[key], dict):
            found[key] = {n: x for n, x in found[key].items() if n in expected.get(key, {})}
    return found


def _sentences(document: Document) -> Case:
    return {"sentences": [s.span.of(document.raw) for s in document.sentences]}


def _reports(document: Document) -> Case:
    titles = [r.title.of(document.raw) if r.title else "" for r in document.reports]
    return {"titles": titles, "language": document.language, "variety": document.variety}


def _edges(document: Document, expected: Case) -> Case:
    """As much of the beginning and end of each segment as the case shows; what no segment has."""
    segments = [r.span.of(document.raw) for r in document.reports]
    begins, ends = (expected.get(key, []) for key in ("begins", "ends"))
    return {
        "begins": [s[: len(b)] for s, b in zip(segments, begins, strict=False)],
        "ends": [s[-len(e) :] for s, e in zip(segments, ends, strict=False)],
        "lacks": [w for w in expected.get("lacks", []) if not any(w in s for s in segments)],
    }


def _names(document: Document) -> Case:
    raw = document.raw
    names = document.names
    return {
        "names": [n.span.of(raw) for n in names],
        "honorifics": {
            n.span.of(raw): [h.of(raw) for h in n.honorifics] for n in names if n.honorifics
        },
        "gender": {n.span.of(raw): n.gender for n in names if n.gender},
    }


def _offices(document: Document) -> Case:
    def text(office: Office) -> str:
        return office.span.of(document.raw)

    offices = document.offices
    return {
        "offices": [text(o) for o in offices],
        "titles": [o.title for o in offices],
        "seats": {text(o): o.organization.name for o in offices if o.organization},
        "acting": [text(o) for o in offices if o.acting],
        "bodies": [m.name for m in document.organization_mentions],
        "types": {m.name: m.type for m in document.organization_mentions},
    }


def _people(document: Document, number: int) -> Case:
    raw = document.raw
    persons = document.people[number]
    record: MeetingRecord = document.records[number]
    return {
        "persons": [p.name for p in persons],
        "recorded": [p.name for p in record.persons],
        "posts": {p.name: [o.span.of(raw) for o in p.posts] for p in persons if p.posts},
        "mentions": {p.name: [m.span.of(raw) for m in p.mentions] for p in persons},
        "gender": {p.name: p.gender for p in persons if p.gender},
        "organizations": [o.name for o in record.organizations],
    }


def _appositions(document: Document, number: int) -> Case:
    raw = document.raw
    persons = document.people[number]
    return {
        **_frame(document, number),
        **_statements(document, number),
        **_people(document, number),
        "mentions": {
            p.name: [m.text for m in p.mentions] for p in document.records[number].persons
        },
        "honorifics": _names(document)["honorifics"],
        "acting": _per_person(persons, lambda post: post.span.of(raw) if post.acting else None),
        "seats": _per_person(
            persons, lambda post: post.organization.name if post.organization else None
        ),
    }


def _per_person(persons: Iterable[Person], of: Callable[[Office], str | None]) -> Case:
    """What is said of the posts of each person, for those of whom something is said."""
    told = {p.name: [said for post in p.posts if (said := of(post))] for p in persons}
    return {name: said for name, said in told.items() if said}


def _bodies(document: Document, number: int) -> Case:
    record: MeetingRecord = document.records[number]
    bodies = record.organizations
    posts = [post for person in record.persons for post in person.posts]
    return {
        "organizations": [o.name for o in bodies],
        "parents": {o.name: _who(record, o.parent, None) for o in bodies},
        "countries": {o.name: o.country or "" for o in bodies},
        "keys": {o.name: o.authority or "" for o in bodies},
        "mentions": {o.name: [m.text for m in o.mentions] for o in bodies},
        "seats": {post.text: _who(record, post.organization, None) for post in posts},
    }


def _frame(document: Document, number: int) -> Case:
    record: MeetingRecord = document.records[number]
    roles: dict[str, list[str]] = {role: [] for role in ROLES}
    inferred = []
    counts = {}
    behalf = []
    for part in record.participants:
        who = _who(record, part.ref, part.group)
        for role in part.roles:
            if role.certainty == "explicit":
                roles[role.role].append(who)
            else:
                inferred.append(f"{role.role}: {who}")
        if part.count:
            counts[who] = part.count
        if isinstance(part.on_behalf_of, Quote):
            behalf.append(part.on_behalf_of.text)
        elif part.on_behalf_of:
            behalf.append(_who(record, part.on_behalf_of, None))
    date = record.date
    return {
        "kind": record.kind,
        "status": record.status,
        "mode": record.mode,
        "ordinal": record.ordinal or 0,
        "venue": record.venue.text if record.venue else "",
        "place": (record.venue.place if record.venue else "") or "",
        "purpose": [p.text for p in record.purpose],
        "inferred": inferred,
        "counts": counts,
        "on_behalf_of": behalf,
        "day": (date.edtf if date else "") or "",
        "resolution": date.resolution if date else "",
        "part_of_day": (date.time.part_of_day if date and date.time else "") or "",
        "organizations": [o.name for o in record.organizations],
        **roles,
    }


def _statements(document: Document, number: int) -> Case:
    record: MeetingRecord = document.records[number]
    said = record.statements
    return {
        "said": [[_who(record, s.speaker, None), s.text.rstrip(".")] for s in said],
        "speakers": [_who(record, s.speaker, None) for s in said],
        "via": [s.via.text if s.via else "" for s in said],
        "verbs": [s.verb.text for s in said],
        "forms": [s.form for s in said],
    }


def _agenda(document: Document, number: int) -> Case:
    record: MeetingRecord = document.records[number]
    return {
        "items": [item.text for item in record.agenda],
        "kinds": [item.kind for item in record.agenda],
        "by": [[_who(record, ref, None) for ref in item.by] for item in record.agenda],
    }


def _outcomes(document: Document, number: int) -> Case:
    record: MeetingRecord = document.records[number]
    outcomes = record.outcomes
    return {
        "items": [o.text.rstrip(".") for o in outcomes],
        "types": [o.type for o in outcomes],
        "responsible": [[_who(record, ref, None) for ref in o.responsible] for o in outcomes],
        "due": [(o.due.edtf or o.due.text or "") if o.due else "" for o in outcomes],
        "outcome_status": record.outcome_status,
    }


def _who(record: MeetingRecord, ref: str | None, group: Quote | None) -> str:
    """The name behind a reference, or the words of a group; `""` for nobody."""
    if group is not None:
        return group.text
    if ref is None:
        return ""
    names = {person.id: person.name for person in record.persons}
    names |= {body.id: body.name for body in record.organizations}
    return names[ref]


_OF_PAGE: dict[str, Callable[[Document], Case]] = {
    "sentences": _sentences,
    "reports": _reports,
    "names": _names,
    "offices": _offices,
}
_OF_REPORT: dict[str, Callable[[Document, int], Case]] = {
    "people": _people,
    **dict.fromkeys(APPOSITIONS, _appositions),
    "bodies": _bodies,
    "frame": _frame,
    "statements": _statements,
    "agenda": _agenda,
    "outcomes": _outcomes,
}

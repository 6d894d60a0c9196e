"""Faults of annotations, all at once: what cannot be resolved, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from neshast.aligned import Span
from neshast.calendars import LUNAR, from_gregorian, to_gregorian
from neshast.errors import GoldError
from neshast.folding import key
from neshast.lexicon import words
from neshast.record import AgendaPart, Date, Mode, OrganizationType, OutcomePart, Part, PersonPart
from neshast.scoring.gold import GoldDocument, GoldRecord, Resolver

Fields = Mapping[str, Any]

VARIETIES = ("fa-AF", "fa-IR")
MAX_TOPICS = 3

_KEYS: Mapping[str, tuple[str, ...]] = {
    "record": (
        "segment", "title", "kind", "status", "mode", "ordinal", "date", "end_date", "venue",
        "persons", "organizations", "participants", "purpose", "agenda", "statements",
        "outcomes", "outcome_status", "topics",
    ),
    "persons": ("name", "honorifics", "gender", "posts"),
    "posts": ("text", "title", "organization", "acting"),
    "organizations": ("name", "type"),
    "participants": ("person", "organization", "group", "roles"),
    "agenda": ("text", "kind", "by", "topics"),
    "statements": ("speaker", "via", "verb", "text"),
    "outcomes": ("text", "type", "responsible"),
    "date": (
        "text", "calendar", "year", "month", "day", "weekday", "time", "edtf", "earliest",
        "latest", "precision", "resolution",
    ),
}  # fmt: skip
_LISTS = ("persons", "organizations", "participants", "agenda", "statements", "outcomes")


def _allowed(part: type[Part], field: str) -> tuple[str, ...]:
    """The values that the contract allows in a field."""
    annotation = part.model_fields[field].annotation
    options = [get_args(one) or (one,) for one in get_args(annotation)]
    return tuple(value for option in options for value in option if isinstance(value, str))


_CODES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("persons", "gender"): _allowed(PersonPart, "gender"),
    ("organizations", "type"): get_args(OrganizationType),
    ("agenda", "kind"): _allowed(AgendaPart, "kind"),
    ("outcomes", "type"): _allowed(OutcomePart, "type"),
}


def faults(document: GoldDocument) -> list[str]:
    """Every fault of an annotated document, a line each; none if it is sound.

    Checked are: quotes and names that the text lacks, keys and codes that the contract does not
    know, people without a part, an item annotated twice, dates that do not convert or whose
    bounds disagree, and segments that overlap.
    """
    found = list(_of_document(document))
    spans: list[Span] = []
    for number, annotation in enumerate(document.records, 1):
        unresolved: list[GoldError] = []
        resolver = Resolver(document, number, unresolved)
        resolved = resolver.record()
        found += [str(fault) for fault in unresolved]
        where = f"{document.doc_id}, record {number}"
        found += [f"{where}, {fault}" for fault in _of_record(annotation, document.text)]
        found += [f"{where}, {fault}" for fault in _unused_names(annotation, resolved)]
        if any(resolver.segment.overlaps(other) for other in spans):
            found.append(f"{where}, segment: overlaps that of an earlier record")
        spans.append(resolver.segment)
    return found


def _of_document(document: GoldDocument) -> Iterator[str]:
    if document.variety not in VARIETIES:
        yield f"{document.doc_id}, variety: «{document.variety}» is none of {', '.join(VARIETIES)}"
    if document.published is not None and _day(document.published) is None:
        yield f"{document.doc_id}, published: «{document.published}» is no day as YYYY-MM-DD"


def _of_record(record: Fields, text: str) -> Iterator[str]:
    yield from _unknown_keys(record)
    yield from _wrong_codes(record)
    yield from _strange_organizations(record, text)
    yield from _twice(record)
    for name in ("date", "end_date"):
        if record.get(name) is not None:
            yield from (f"{name}: {fault}" for fault in _of_date(record[name]))
    first, last = (record.get(name) or {} for name in ("date", "end_date"))
    if last and (first.get("earliest") or "") > (last.get("latest") or "9999"):
        yield "end_date: lies before date"


# ---------------------------------------------------------------- keys, codes, names


def _unknown_keys(record: Fields) -> Iterator[str]:
    parts = [("record", "record", record)]
    parts += [("date", name, record[name]) for name in ("date", "end_date") if record.get(name)]
    for name in _LISTS:
        for i, part in enumerate(record.get(name) or ()):
            parts.append((name, f"{name}[{i}]", part))
            if name == "persons":
                posts = enumerate(part.get("posts") or ())
                parts += [("posts", f"{name}[{i}].posts[{j}]", post) for j, post in posts]
    for kind, where, part in parts:
        for unknown in sorted(set(part).difference(_KEYS[kind])):
            yield f"{where}: key «{unknown}» is unknown; use {', '.join(_KEYS[kind])}"


def _wrong_codes(record: Fields) -> Iterator[str]:
    if record.get("mode") is not None and record["mode"] not in get_args(Mode):
        yield f"mode: «{record['mode']}» is none of {', '.join(get_args(Mode))}"
    for (name, part), allowed in _CODES.items():
        for i, value in enumerate(record.get(name) or ()):
            if value.get(part) is not None and value[part] not in allowed:
                yield f"{name}[{i}].{part}: «{value[part]}» is none of {', '.join(allowed)}"
    known = words("topics/taxonomy", "code")
    given = [("topics", record.get("topics") or ())]
    given += [
        (f"agenda[{i}].topics", item.get("topics") or ())
        for i, item in enumerate(record.get("agenda") or ())
    ]
    for where, codes in given:
        for code in codes:
            if str(code) not in known:
                yield f"{where}: «{code}» is no code of the taxonomy"
        if len(codes) > MAX_TOPICS:
            yield f"{where}: {len(codes)} topics; at most {MAX_TOPICS}"


def _unused_names(record: Fields, resolved: GoldRecord) -> Iterator[str]:
    """People who are listed, but neither take part, speak, report, have anything to do nor stand
    in an outcome."""
    outcomes = " ".join(key(outcome["text"]) for outcome in resolved["outcomes"])
    used = {key(str(p["person"])) for p in record.get("participants") or () if p.get("person")}
    used |= {key(str(s["speaker"])) for s in record.get("statements") or () if s.get("speaker")}
    for name, part in (("agenda", "by"), ("outcomes", "responsible")):
        used |= {key(str(who)) for item in record.get(name) or () for who in item.get(part) or ()}
    for i, person in enumerate(record.get("persons") or ()):
        name = key(str(person.get("name")))
        has_part = any(name.endswith(other) for other in used if other)
        if not has_part and _last_word(person) not in outcomes:
            advice = "takes no part; list a participant (roles may be [])"
            yield f"persons[{i}].name: «{person.get('name')}» {advice}"


def _last_word(person: Fields) -> str:
    return key((str(person.get("name")).split() or [""])[-1])


def _strange_organizations(record: Fields, text: str) -> Iterator[str]:
    """The first word may come from an office («رئیس پلان»: ریاست پلان); the others are read."""
    folded = key(text)
    for i, body in enumerate(record.get("organizations") or ()):
        if not all(key(word) in folded for word in str(body.get("name")).split()[1:]):
            yield f"organizations[{i}].name: «{body['name']}» has words that are not in the text"


def _twice(record: Fields) -> Iterator[str]:
    """The same words quoted for two items (statements apart: a refrain may be said twice)."""
    for name in ("purpose", "agenda", "outcomes", "persons", "organizations"):
        seen: set[str] = set()
        for i, item in enumerate(record.get(name) or ()):
            label = item if isinstance(item, str) else str(item.get("text") or item.get("name"))
            if label in seen:
                yield f"{name}[{i}]: «{label}» is annotated twice"
            seen.add(label)


# ---------------------------------------------------------------- dates


def _of_date(given: Fields) -> Iterator[str]:
    for part in ("calendar", "precision"):
        allowed = _allowed(Date, part)
        if given.get(part) not in (*allowed, None):
            yield f"{part} «{given[part]}» is none of {', '.join(allowed)}"
            return
    earliest, latest = (_day(given.get(end)) for end in ("earliest", "latest"))
    for end, day in (("earliest", earliest), ("latest", latest)):
        if given.get(end) is not None and day is None:
            yield f"{end} «{given[end]}» is no day as YYYY-MM-DD"
    if earliest and latest and earliest > latest:
        yield f"earliest {earliest} lies after latest {latest}"
    resolution = given.get("resolution")
    if resolution in ("explicit", "anchored"):
        yield from _of_stated_day(given, earliest, latest)
    elif resolution == "constrained":
        yield from _of_candidates(given)
    elif resolution == "bounded" and latest is None and earliest is None:
        yield "bounded, but without earliest and latest"
    elif resolution == "unresolved" and (earliest or latest or given.get("year")):
        yield "unresolved, but with a year or bounds"


def _of_stated_day(given: Fields, earliest: date | None, latest: date | None) -> Iterator[str]:
    """A single day converts to its bounds; one of the lunar calendar to a day to either side."""
    if given.get("precision", "day") != "day":
        return
    whole = [given.get(part) for part in ("calendar", "year", "month", "day")]
    if None in whole or earliest is None or latest is None:
        yield "calendar, year, month, day, earliest and latest must all be there"
        return
    day = to_gregorian(*whole)
    if day is None:
        yield f"{whole[1]}-{whole[2]}-{whole[3]} is no day of {whole[0]}"
        return
    slack = 1 if given["calendar"] == LUNAR else 0
    if not (abs((day - earliest).days) <= slack and abs((day - latest).days) <= slack):
        yield f"{whole[1]}-{whole[2]}-{whole[3]} in {whole[0]} is {day}, not {earliest}–{latest}"
    if given.get("edtf") not in (day.isoformat(), f"{day}~" if slack else None):
        yield f"edtf «{given.get('edtf')}» is not {day}{'~' if slack else ''}"
    if given.get("weekday") is not None and given["weekday"] != day.isoweekday() and not slack:
        yield f"weekday {given['weekday']}, but {day} is weekday {day.isoweekday()}"


def _of_candidates(given: Fields) -> Iterator[str]:
    """Each candidate is the stated month and day in some year."""
    listed: Sequence[str] = [day.strip() for day in str(given.get("edtf")).strip("[]").split(",")]
    days = [_day(part) for part in listed]
    if not all(days):
        yield f"edtf «{given.get('edtf')}» is no set of days [a,b,c]"
        return
    if (listed[0], listed[-1]) != (given.get("earliest"), given.get("latest")):
        yield "earliest and latest are not the ends of the candidates"
    for day in days:
        parts = from_gregorian(str(given.get("calendar")), day) if day else None
        if parts and parts[1:] != (given.get("month"), given.get("day")):
            yield f"candidate {day} is no day {given.get('day')} of month {given.get('month')}"


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None

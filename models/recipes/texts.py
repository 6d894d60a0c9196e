"""Texts with labelled people, bodies and places, from which `build.py` trains.

Three kinds, all of which may train what ships: reports of the train split with what was annotated
and what the rules find; the same with their names exchanged; sentences made from templates.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from neshast.aligned import Span
from neshast.api import document_of
from neshast.engines.names import BODY, PERSON, PLACE
from neshast.folding import fold
from neshast.lexicon import read_table, table, values
from neshast.matching import Entry, Matcher, longest
from neshast.naming import COMMON, STOP, kind_of
from neshast.scoring.span_formats import Labelled
from neshast.settings import Settings
from neshast.view import View

HERE = Path(__file__).resolve().parent
_AF, _IR = "fa-AF", "fa-IR"
_COUNTRY = {_AF: "AF", _IR: "IR"}
_OCCURRENCE = re.compile(r"@\d+$")
_SLOT = re.compile(r"\{([A-Z])\}")
_LETTERS = "ابپتجچحخدرزسشصطعغفقکگلمنوهی"
_WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
# A shorter surname is an ordinary word too often to be looked for alone.
_SHORTEST_SURNAME = 4
# Names kept as they are when the others of a report are exchanged, and bodies likewise.
_KEPT, _BODY_KEPT = 0.25, 0.6


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its labelled spans, in text order; offsets count code points of it."""

    text: str
    variety: str
    spans: tuple[Labelled, ...]


# ---------------------------------------------------------------- reports


def reports(folder: Path) -> Iterator[Text]:
    """The annotated reports of a folder, every name in them labelled."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        spans = tuple(sorted(_labelled(gold), key=lambda s: s.span.start))
        yield Text(gold["text"], gold["variety"], spans)


def _labelled(gold: dict[str, object]) -> Iterator[Labelled]:
    """What is annotated, then what the rules find beside it; the first at a place wins."""
    text = str(gold["text"])
    taken: list[Span] = []
    for span, label in _candidates(text, gold):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
            yield Labelled(span, label)


def _candidates(text: str, gold: dict[str, object]) -> Iterator[tuple[Span, str]]:
    named = _annotated(gold)
    for name, label in named:
        yield from ((span, label) for span in _places_of(name, text))
    document = document_of(text, None, "")
    for stage in Settings(stages={"entities": {"engine": "none"}}).pipeline().stages:
        document = stage(document)
        if stage.name == "offices":
            break
    yield from ((name.span, PERSON) for name in document.names)
    for name, label in named:
        surname = re.split("[ \u200c]", name)[-1]
        ordinary = kind_of(fold(surname)) in (STOP, COMMON)
        if label == PERSON and len(surname) >= _SHORTEST_SURNAME and not ordinary:
            yield from ((span, PERSON) for span in _places_of(surname, text))
    yield from ((mention.span, BODY) for mention in document.organization_mentions)
    view = View(document)
    hits = longest(_places().find(view.text))
    yield from ((view.raw(hit.start, hit.end), PLACE) for hit in hits)


def _annotated(gold: dict[str, object]) -> list[tuple[str, str]]:
    """The annotated names with their labels, the longest first."""
    found: dict[tuple[str, str], None] = {}
    records: list[dict[str, list[dict[str, str]]]] = gold["records"]  # type: ignore[assignment]
    for record in records:
        for box, label in (("persons", PERSON), ("organizations", BODY)):
            for entry in record[box]:
                if entry["name"]:
                    found[_OCCURRENCE.sub("", entry["name"]), label] = None
    return sorted(found, key=lambda pair: -len(pair[0]))


def _places_of(name: str, text: str) -> Iterator[Span]:
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield Span(*match.span())


# ---------------------------------------------------------------- names exchanged


def exchanged(source: Text, chance: random.Random) -> Text:
    """The text with other people, bodies and places in it; one name stays one name."""
    text, spans, done = "", [], 0
    chosen: dict[tuple[str, str], str] = {}
    for labelled in source.spans:
        span, label = labelled.span, labelled.label
        text += source.text[done : span.start]
        old = source.text[span.start : span.end]
        if (label, old) not in chosen:
            chosen[label, old] = _instead(old, label, source.variety, chance)
        new = chosen[label, old]
        spans.append(Labelled(Span(len(text), len(text) + len(new)), label))
        text, done = text + new, span.end
    return Text(text + source.text[done:], source.variety, tuple(spans))


def _instead(old: str, label: str, variety: str, chance: random.Random) -> str:
    if chance.random() < (_BODY_KEPT if label == BODY else _KEPT):
        return old
    if label == BODY:
        return chance.choice(_bodies(variety))
    if label == PLACE:
        return chance.choice(_place_names(variety))
    lone = not re.search("[ \u200c]", old)
    return surname(variety, chance) if lone else person(variety, chance)


# ---------------------------------------------------------------- templates


def generated(count: int, chance: random.Random) -> Iterator[Text]:
    """Sentences made from ``templates.tsv``, each template as often as the others."""
    rows = _own_table("templates", "variety", "template")
    for number in range(count):
        row = rows[number % len(rows)]
        yield _fill(row["template"], row["variety"], chance)


def _fill(template: str, variety: str, chance: random.Random) -> Text:
    text, spans, done = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[done : slot.start()]
        done = slot.end()
        filled, label = _filler(slot[1], variety, chance)
        if label:
            spans.append(Labelled(Span(len(text), len(text) + len(filled)), label))
        text += filled
    return Text(text + template[done:], variety, tuple(spans))


def _filler(slot: str, variety: str, chance: random.Random) -> tuple[str, str]:
    """What stands in a slot, and its label, if it is an entity."""
    if slot == "P":
        return person(variety, chance), PERSON
    if slot == "S":
        return surname(variety, chance), PERSON
    if slot == "O":
        return chance.choice(_bodies(variety)), BODY
    if slot == "L":
        return chance.choice(_place_names(variety)), PLACE
    if slot == "N":
        return str(chance.randint(2, 400)), ""
    words = {"H": _honorifics, "F": _offices, "T": _matters}.get(slot)
    return chance.choice(words(variety) if words else _WEEKDAYS), ""


# ---------------------------------------------------------------- names of the tables


def person(variety: str, chance: random.Random) -> str:
    """A name of a given name and a surname, at times of two given names."""
    given = [chance.choice(_given(variety)) for _ in range(1 + (chance.random() < 0.15))]
    if chance.random() < 0.12:
        given[0] = _mistyped(given[0], chance)
    return " ".join([*given, surname(variety, chance)])


def surname(variety: str, chance: random.Random) -> str:
    """A surname: of the table, or a given name with an ending; some that no table has."""
    kind = chance.random()
    if kind < 0.45:
        name = chance.choice(_surnames("whole"))
    else:
        ending = "ی" if kind < 0.75 else chance.choice(_surnames("suffix")) if kind < 0.9 else ""
        name = chance.choice(_given(variety)) + ending
    return _mistyped(name, chance) if chance.random() < 0.25 else name


def _mistyped(name: str, chance: random.Random) -> str:
    """A name that stands in no table: what is around it must tell that it is one."""
    letters = list(name)
    letters[chance.randrange(len(letters))] = chance.choice(_LETTERS)
    return "".join(letters)


@cache
def _given(variety: str) -> list[str]:
    return [
        row["name"]
        for row in table("given_names", "name", "variety")
        if row["variety"] in ("both", variety)
    ]


@cache
def _surnames(position: str) -> list[str]:
    rows = table("surname_parts", "part", "position")
    return [part for row in rows if row["position"] == position for part in values(row["part"])]


@cache
def _bodies(variety: str) -> list[str]:
    rows = table("organizations", "name", "country")
    return [row["name"] for row in rows if row["country"] == _COUNTRY[variety]]


@cache
def _place_names(variety: str) -> list[str]:
    rows = table("places", "name", "country")
    return [row["name"] for row in rows if row["country"] == _COUNTRY[variety]]


@cache
def _places() -> Matcher:
    rows = table("places", "name", "kind", "variants")
    return Matcher(
        Entry("place", row["kind"], name)
        for row in rows
        for name in (row["name"], *values(row["variants"]))
    )


@cache
def _honorifics(variety: str) -> list[str]:
    rows = table("titles", "form", "position", "variety")
    forms = (row for row in rows if row["position"] == "before")
    return [f for r in forms if r["variety"] in ("both", variety) for f in values(r["form"])]


@cache
def _offices(variety: str) -> list[str]:
    rows = table("offices", "title", "variety")
    return [t for r in rows if r["variety"] in ("both", variety) for t in values(r["title"])]


@cache
def _matters(variety: str) -> list[str]:
    rows = _own_table("matters", "variety", "matter")
    return [row["matter"] for row in rows if row["variety"] in ("both", variety)]


@cache
def _own_table(name: str, *columns: str) -> tuple[dict[str, str], ...]:
    path = HERE / f"{name}.tsv"
    return tuple(map(dict, read_table(path.read_text(encoding="utf-8"), path.name, columns)))

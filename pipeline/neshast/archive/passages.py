"""What a record holds that can be searched, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from neshast.archive.words import COLUMN, PASSAGE, line_of_keys

COLUMNS = (
    "title", "people", "offices", "bodies", "venue", "agenda", "statements", "outcomes", "topics",
    "report",
)  # fmt: skip

# Names kept.
_REMEMBERED = 1 << 16

Record = Mapping[str, Any]


def columns(record: Record) -> tuple[str | None, ...]:
    """The keys of the words of a record, a string for each of `COLUMNS`; None for the report.

    Args:
        record: in the shape of the contract.
    """
    title, venue, persons = record["title"], record["venue"], record["persons"]
    told = (
        [title["text"]] if title else [],
        _names(persons),
        [quote["text"] for quote in (*record["agenda"], *record["purpose"])],
        [quote["text"] for quote in record["statements"]],
        [quote["text"] for quote in record["outcomes"]],
    )
    # All at once: a call for each passage would take twice the time.
    every = f" {COLUMN} ".join(f" {PASSAGE} ".join(column).replace(COLUMN, " ") for column in told)
    headline, people, agenda, statements, outcomes = line_of_keys(every).split(COLUMN)
    found = (
        headline.strip(),
        people.strip(),
        _named(post["text"] for person in persons for post in person["posts"]),
        _named(_names(record["organizations"])),
        _key(venue["text"]) if venue else None,
        agenda.strip(),
        statements.strip(),
        outcomes.strip(),
        _named(topic["label"] for topic in record["topics"]),
        None,
    )
    return tuple(column or None for column in found)


def _named(names: Iterable[str]) -> str:
    return f" {PASSAGE} ".join(map(_key, names))


@lru_cache(maxsize=_REMEMBERED)
def _key(name: str) -> str:
    """The keys of a name, an office or a topic: few different ones stand in many records."""
    return line_of_keys(name)


def _names(actors: list[Record]) -> list[str]:
    """Each name, and the other words by which the text calls its bearer, each once."""
    names: dict[str, None] = {}
    for actor in actors:
        name = actor["name"]
        names[name] = None
        for mention in actor["mentions"]:
            text = mention["text"]
            # A part of the name is found in it.
            if text not in name and mention.get("form", "name") == "name":
                names[text] = None
    return list(names)

"""Unique reports of a stated length for the benchmark, from the words of our own tables.

No sentence comes from anywhere else: those of ``sentences.tsv`` were written for this, and their
slots are filled from the tables of neshast. The same seed gives the same reports.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from neshast.lexicon import read_table, table, values

_HERE = Path(__file__).parent
_VARIETIES = ("fa-AF", "fa-IR")
_COUNTRY = {"fa-AF": "AF", "fa-IR": "IR"}
# After the lead and the purpose these recur until the report is long enough.
_BODY = ("statement", "agenda", "statement", "filler", "statement", "outcome", "filler")
_PLURALS = ("ان", "ها", "های", "ین", "ای")


def reports(count: int, words: int, seed: int) -> Iterator[str]:
    """`count` different reports, each of about `words` words (within one sentence).

    Args:
        count: how many; the varieties alternate.
        words: white-space separated words of each report.
        seed: of everything that is chosen.
    """
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        yield report(words, _VARIETIES[number % 2], chance)


def report(words: int, variety: str, chance: random.Random) -> str:
    """One report of about `words` words in one variety."""
    teller = _Teller(variety, chance)
    lines = [teller.tell("title"), "", teller.tell("lead"), teller.tell("purpose")]
    closing = teller.tell("closing")
    length = sum(len(line.split()) for line in (*lines, closing))
    at = 0
    while length < words:
        sentence = teller.tell(_BODY[at % len(_BODY)])
        if at % 2 and chance.random() < 0.6:
            lines[-1] += " " + sentence
        else:
            lines.append(sentence)
        length += len(sentence.split())
        at += 1
    return "\n".join((*lines, closing)) + "\n"


class _Teller:
    """Sentences of one report: two people and two places that recur, the rest new each time."""

    def __init__(self, variety: str, chance: random.Random) -> None:
        self._variety = variety
        self._chance = chance
        self._fixed = {
            slot: self._one(kind)
            for kind in ("name", "office", "place")
            for slot in (kind, f"{kind}2")
        }

    def tell(self, part: str) -> str:
        """A sentence for a part of the report."""
        new = {kind: self._one(kind) for kind in ("body", "topic", "month", "weekday", "ordinal")}
        new |= {"body2": self._one("body"), "topic2": self._one("topic")}
        numbers = {
            "n": self._digits(self._chance.randint(2, 9999)),
            "small": self._digits(self._chance.randint(2, 60)),
            "day": self._digits(self._chance.randint(1, 29)),
            "year": self._digits(self._chance.randint(1385, 1403)),
        }
        sentence = self._chance.choice(_sentences(part, self._variety))
        return sentence.format(**self._fixed, **new, **numbers)

    def _one(self, kind: str) -> str:
        if kind == "name":
            given = self._chance.choice(_words("given", self._variety))
            return f"{given} {self._chance.choice(_words('surname', self._variety))}"
        return self._chance.choice(_words(kind, self._variety))

    def _digits(self, number: int) -> str:
        """A number in Persian digits, or now and then in Western ones."""
        if self._chance.random() < 0.2:
            return str(number)
        return str(number).translate({ord("0") + i: 0x06F0 + i for i in range(10)})


@cache
def _sentences(part: str, variety: str) -> tuple[str, ...]:
    text = (_HERE / "sentences.tsv").read_text(encoding="utf-8")
    rows = read_table(text, "evaluation/sentences.tsv", ("part", "variety", "sentence"))
    return tuple(r["sentence"] for r in rows if (r["part"], r["variety"]) == (part, variety))


@cache
def _words(kind: str, variety: str) -> tuple[str, ...]:
    """What may fill a slot in a variety."""
    country = _COUNTRY[variety]
    both = (variety, "both")
    if kind == "given":
        found = [r["name"] for r in table("given_names") if r["variety"] in both]
    elif kind == "surname":
        parts = [r for r in table("surname_parts") if r["variety"] in both]
        found = [r["part"] for r in parts if r["position"] == "whole" and "|" not in r["part"]]
    elif kind == "office":
        rows = [r for r in table("offices") if r["variety"] in both]
        titles = [values(r["title"])[0] for r in rows]
        found = [title for title in titles if not title.endswith(_PLURALS)]
    elif kind == "place":
        rows = [r for r in table("places") if r["country"] == country]
        found = [r["name"] for r in rows if r["kind"] in ("province", "city")]
    elif kind == "body":
        found = [r["name"] for r in table("organizations") if r["country"] == country]
    elif kind == "topic":
        found = [r["term"] for r in table("topics/terms") if r["variety"] in both]
    elif kind == "month":
        rows = [r for r in table("months") if r["calendar"] == "solar_hijri"]
        found = [values(r["forms"])[0] for r in rows if r["variety"] in both]
    elif kind == "weekday":
        found = [values(r["forms"])[0] for r in table("weekdays")]
    else:
        found = [values(r["words"])[-1] for r in table("ordinals") if "|" in r["words"]]
    return tuple(found)

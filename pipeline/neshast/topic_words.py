"""The codebook of topics and its indicative words, and what those found in a text speak for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from neshast.errors import ResourceError, quoted
from neshast.folding import fold
from neshast.lexicon import Row, read_table, table, words
from neshast.matching import Entry, Hit, Matcher

CODEBOOK, TERMS = "topics/taxonomy", "topics/terms"
# What a user's table is called in messages that know no file.
OWN = "own topics"
# Each further occurrence of a term counts this part of the one before it.
_DAMPING = 0.3
# A term of the other variety is often another word: «معارف», «بند».
_OTHER_VARIETY = 0.6
# What the other subtopics of a major add to its strongest.
_SIBLINGS = 0.5
# Endings may follow a term of so many letters; a shorter one would turn into other words.
_INFLECTS = 4
# What a row of a user's that says nothing of it has.
_WEIGHT, _VARIETY, _SCHEME = "2", "both", "own"


class Code(NamedTuple):
    """A row of the codebook."""

    scheme: str
    major: str
    label: str
    label_af: str
    title_en: str = ""
    nearest: str = ""
    definition: str = ""
    definition_af: str = ""
    excludes: str = ""
    iptc: str = ""


class Sighting(NamedTuple):
    """A term in the text: where, and how much it counts there."""

    start: int
    end: int
    term: str
    level: float


@dataclass(slots=True)
class Tally:
    """What speaks for one code: its strength, and its terms by weight, strongest place first."""

    strength: float = 0.0
    terms: list[tuple[float, list[Sighting]]] = field(default_factory=list)


class TopicWords:
    """The codebook and its terms.

    Args:
        own: the text of a user's own table. A row with a `term` adds the term to a `code`, or
            gives it another `weight` there; a row with a `label` adds a code, or names it anew.
        only_own: leaves out what neshast comes with.

    Raises:
        ResourceError: if `own` cannot be read as a table, or a row of it knows no code.
    """

    def __init__(self, own: str = "", only_own: bool = False) -> None:
        rows = own_topics(own) if own else ()
        self.codes: dict[str, Code] = {}
        if not only_own:
            for row in table(CODEBOOK, "code", *Code._fields):
                self.codes[row["code"]] = _code(row, row["label"])
        for row in rows:
            if label := row.get("label"):
                self.codes[row["code"]] = _code(row, label, self.codes.get(row["code"]))
        self.majors = tuple(dict.fromkeys(code.major for code in self.codes.values()))
        self._under: dict[str, list[str]] = {}
        for name, code in self.codes.items():
            if name != code.major:
                self._under.setdefault(code.major, []).append(name)
        terms = () if only_own else table(TERMS, "term", "code", "weight", "variety")
        self._terms: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
        written: dict[str, str] = {}
        for row in (*terms, *(row for row in rows if row.get("term"))):
            closed = fold(row["term"]).replace(" ", "")
            written[closed] = row["term"]
            weight = float(row.get("weight") or _WEIGHT)
            self._terms[closed][row["code"]] = (weight, row.get("variety") or _VARIETY)
            if row["code"] not in self.codes:
                raise ResourceError(
                    f"{OWN}: no code is called {quoted(row['code'])}: add its label"
                )
        self._matcher = Matcher(
            Entry("topic", closed, term, "yes" if len(closed) >= _INFLECTS else "no")
            for closed, term in written.items()
        )

    def under(self, major: str) -> list[str]:
        """The subtopics of a major."""
        return self._under.get(major, [])

    def find(self, text: str) -> list[Hit]:
        """The terms in a folded text, in its order; of overlapping ones the longest, or first.

        Of terms on the same words the one written so: «انتخاباتی» before «انتخابات» with an ending.
        """
        kept: list[Hit] = []
        found = self._matcher.find(text)
        for hit in sorted(found, key=lambda h: (h.start, -h.end, -len(h.entry.value))):
            if kept and hit.start < kept[-1].end:
                if hit.end - hit.start > kept[-1].end - kept[-1].start:
                    kept[-1] = hit
                continue
            kept.append(hit)
        return kept

    def tally(self, sightings: Iterable[Sighting], variety: str) -> dict[str, Tally]:
        """The strength of each code; a term that recurs counts less each time.

        A phrase of weight 0 hides a term in it that means something else there: «صحت ندارد».
        """
        by_term: defaultdict[str, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            by_term[sighting.term].append(sighting)
        tallies: defaultdict[str, Tally] = defaultdict(Tally)
        for term, seen in by_term.items():
            amount = seen[0].level
            if len(seen) > 1:
                seen.sort(key=attrgetter("level"), reverse=True)
                amount = sum(s.level * _DAMPING**i for i, s in enumerate(seen))
            for code, (weight, spoken) in self._terms[term].items():
                if not weight:
                    continue
                if spoken != "both" and variety and spoken != variety:
                    weight *= _OTHER_VARIETY
                tally = tallies[code]
                tally.strength += weight * amount
                tally.terms.append((weight, seen))
        return tallies

    def strengths(self, tallies: dict[str, Tally]) -> dict[str, float]:
        """How much speaks for each major."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for code, tally in tallies.items():
            found[self.codes[code].major].append(tally.strength)
        return {major: max(own) + _SIBLINGS * (sum(own) - max(own)) for major, own in found.items()}


def own_topics(text: str, where: str = OWN) -> tuple[Row, ...]:
    """The rows of a user's own table.

    Raises:
        ResourceError: naming `where`, if it cannot be read, or a cell of it is wrong.
    """
    rows = read_table(text, where, ("code",))
    labelled = {row["code"] for row in rows if row.get("label")}
    known = labelled | words(CODEBOOK, "code")
    for row in rows:
        code, weight = row["code"], row.get("weight") or _WEIGHT
        if code not in known:
            raise ResourceError(f"{where}: no code is called {quoted(code)}: give it a label")
        if row.get("major") and row["major"] not in known:
            raise ResourceError(f"{where}: {code}: no major is called {quoted(row['major'])}")
        if not re.fullmatch(r"\d+(?:\.\d+)?", weight):
            raise ResourceError(
                f"{where}: {code}: {quoted(weight)} is no weight: 0, 0.5, 1, 2 or 3"
            )
        if not (row.get("term") or row.get("label")):
            raise ResourceError(f"{where}: {code}: give a term, or a label")
    return rows


def _code(row: Row, label: str, known: Code | None = None) -> Code:
    """A code as a row gives it; what the row lacks stays as it was known."""
    given = {name: row[name] for name in Code._fields if row.get(name)}
    before = known._asdict() if known else {"scheme": _SCHEME, "major": row["code"]}
    return Code(**before | {"label_af": label} | given)


@cache
def topic_words(own: str = "", only_own: bool = False) -> TopicWords:
    """The codebook with a user's own table, built once."""
    return TopicWords(own, only_own)

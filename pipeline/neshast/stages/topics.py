"""Gives reports and agenda items their topics, by the indicative words of the topic tables."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import attrgetter, itemgetter
from typing import ClassVar, NamedTuple

from pydantic import Field

from neshast.aligned import Aligned, Span
from neshast.document import AgendaItem, Cue, DateMention, Document, Office, Report, Topic
from neshast.folding import fold
from neshast.lexicon import table
from neshast.matching import Entry, Hit, Matcher
from neshast.options import Options as BaseOptions

# How much a word counts in each box, in fiftieths; the last box that covers it decides.
_REST, _LEAD, _STATEMENT, _OUTCOME, _ITEM, _HEADING, _PURPOSE, _TITLE = (
    10, 40, 25, 40, 100, 150, 125, 150,
)  # fmt: skip
_SCALE = 0.02
# What is left of it where the word names who takes part or where: the seat is not the topic.
_OFFICE, _VENUE = 0.4, 0.2
# A month is no topic: «۸ سرطان».
_DATE = 0.0
# Cues at which the opening stops saying what the meeting is about and turns to who and where.
_HEADING_ENDS = frozenset(
    {"participant", "chair", "hold", "host", "organizer", "venue", "attend", "purpose"}
)
_HEADING_SIZE = 90
# Each further occurrence of a term counts this part of the one before it.
_DAMPING = 0.3
# A term of the other variety is often another word: «معارف», «بند».
_OTHER_VARIETY = 0.6
# What the other subtopics of a major add to its strongest.
_SIBLINGS = 0.5
# Evidence at which a topic is two thirds certain.
_ENOUGH = 4.0
# A subtopic with a smaller part of its major is not clear: the general code stands instead.
_CLEAR = 0.2
# A second subtopic of a major must have this part of the first.
_SECOND = 0.6
# Words that show why, at most: for each topic, and of one term.
_EVIDENCE, _PLACES = 6, 2
# Endings may follow a term of so many letters; a shorter one would turn into other words.
_INFLECTS = 4


class TopicOptions(BaseOptions):
    """`min_score` and `max_topics` bound the topics of a report, the next two its lesser majors.

    They must score `min_further`, and have `min_share` of the strongest; `max_item_topics`
    bounds an agenda item; an item without words of its own inherits the first topic of its
    report at `inherited` of the score (0: nothing).
    """

    min_score: float = Field(default=0.15, ge=0, le=1)
    min_further: float = Field(default=0.25, ge=0, le=1)
    max_topics: int = Field(default=3, ge=1)
    min_share: float = Field(default=0.27, ge=0, le=1)
    max_item_topics: int = Field(default=2, ge=1)
    inherited: float = Field(default=0.3, ge=0, le=1)


class _Sighting(NamedTuple):
    """A term in the text: where, and how much it counts there."""

    start: int
    end: int
    term: str
    level: float


class _Code(NamedTuple):
    """A row of the taxonomy."""

    scheme: str
    major: str
    label: str
    label_af: str


@dataclass(slots=True)
class _Tally:
    """What speaks for one code: its strength, and its terms by weight, strongest place first."""

    strength: float = 0.0
    terms: list[tuple[float, list[_Sighting]]] = field(default_factory=list)


# A score, the code it is for, and the codes whose words support it.
_Ranked = tuple[float, str, list[str]]


class FindTopics:
    """Fills `topics` and `item_topics`.

    Every term of the table that stands in a report speaks for its codes, by its weight and by the
    most telling box that covers it. Majors are ranked first, so that subtopics of one do not
    crowd out another; in each the clearest subtopic stands for it.
    """

    name: ClassVar = "topics"
    needs: ClassVar = (
        "folded", "dates", "cues", "reports", "offices", "frames", "agendas", "outcomes",
        "statements",
    )  # fmt: skip
    fills: ClassVar = ("topics", "item_topics")
    Options = TopicOptions

    def __init__(self, options: TopicOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled, parallel to reports and agendas."""
        folded = document.folded
        if folded is None or not document.reports:
            return replace(document, topics=(), item_topics=())
        hits = _longest(_matcher().find(folded.text))
        topics, item_topics = [], []
        for number, report in enumerate(document.reports):
            levels = _levels(document, folded, number, report)
            seen = _sightings(hits, folded.find(report.span)[0], levels)
            found = self._read(document, folded, seen, self.options.max_topics)
            topics.append(found)
            items = document.agendas[number] if number < len(document.agendas) else ()
            item_topics.append(
                tuple(self._read_item(document, folded, hits, item, found) for item in items)
            )
        return replace(document, topics=tuple(topics), item_topics=tuple(item_topics))

    def _read_item(
        self,
        document: Document,
        folded: Aligned,
        hits: Sequence[Hit],
        item: AgendaItem,
        meeting: tuple[Topic, ...],
    ) -> tuple[Topic, ...]:
        """The topics of an item from its own words; else, faintly, the first of the meeting."""
        start, end = folded.find(item.span)
        own = _sightings(hits, start, bytes((_ITEM,)) * (end - start))
        found = self._read(document, folded, own, self.options.max_item_topics)
        if found or not meeting or not self.options.inherited:
            return found
        return (replace(meeting[0], score=round(meeting[0].score * self.options.inherited, 3)),)

    def _read(
        self,
        document: Document,
        folded: Aligned,
        sightings: Iterable[_Sighting],
        most: int,
    ) -> tuple[Topic, ...]:
        """The topics that the sightings speak for, highest score first."""
        options = self.options
        tallies = _tally(sightings, document.variety)
        majors = _majors(tallies)
        total = sum(strength for strength, _ in majors)
        ranked: list[_Ranked] = []
        seconds: list[_Ranked] = []
        for strength, codes in majors:
            score = _score(strength, total)
            least = max(options.min_score, options.min_further if ranked else 0)
            if score < least or strength < options.min_share * majors[0][0]:
                continue
            first = _clearest(codes, tallies)
            ranked.append((score, first, [first] if first in tallies else codes))
            for code in codes:
                own = tallies[code].strength
                lesser = min(_score(own, total), score)
                if code == first or own < _SECOND * tallies[codes[0]].strength:
                    continue
                if lesser >= options.min_score:
                    seconds.append((lesser, code, [code]))
        ranked = ranked[:most]
        ranked += sorted(seconds, key=itemgetter(0), reverse=True)[: most - len(ranked)]
        ranked.sort(key=itemgetter(0), reverse=True)
        return tuple(
            _topic(document, folded, score, code, [tallies[c] for c in behind])
            for score, code, behind in ranked
        )


def _levels(document: Document, folded: Aligned, number: int, report: Report) -> bytearray:
    """For each folded character of the report what a word there counts, in tenths."""
    painted: list[tuple[int, Span]] = [(_REST, report.span), (_LEAD, report.lead)]
    if number < len(document.statements):
        painted += [(_STATEMENT, s.span) for s in document.statements[number]]
    if number < len(document.outcomes):
        painted += [(_OUTCOME, o.span) for o in document.outcomes[number]]
    if number < len(document.agendas):
        painted += [(_ITEM, a.span) for a in document.agendas[number]]
    if (heading := _heading(document, report)) is not None:
        painted.append((_HEADING, heading))
    if number < len(document.frames):
        painted += [(_PURPOSE, p.span) for p in document.frames[number].purposes if p.span]
    if report.title is not None:
        painted.append((_TITLE, report.title))
    base, size = folded.find(report.span)
    size -= base
    levels = bytearray(size)
    for level, span in painted:
        start, end = (min(max(place - base, 0), size) for place in folded.find(span))
        levels[start:end] = bytes((level,)) * (end - start)
    for part, span in _seats(document, number, report):
        start, end = (min(max(place - base, 0), size) for place in folded.find(span))
        levels[start:end] = levels[start:end].translate(_dimmed(part))
    return levels


def _seats(document: Document, number: int, report: Report) -> Iterator[tuple[float, Span]]:
    """Words of a report that say who, where and when, and what part of their weight stays."""
    told: dict[float, Sequence[Office | DateMention]]
    told = {_OFFICE: document.offices, _DATE: document.dates}
    for part, found in told.items():
        for i in range(bisect_left(found, report.span.start, key=_place), len(found)):
            if found[i].span.start >= report.span.end:
                break
            yield part, found[i].span
    venue = document.frames[number].venue if number < len(document.frames) else None
    if venue is not None and venue.span is not None:
        yield _VENUE, venue.span


@cache
def _dimmed(part: float) -> bytes:
    """A translation table from levels to that part of them."""
    return bytes(round(level * part) for level in range(256))


def _heading(document: Document, report: Report) -> Span | None:
    """What met, as the opening names it: from the event noun to the first cue of another slot."""
    if report.event is None:
        return None
    event, cues = report.event.span, document.cues
    stop = min(max(report.lead.end, event.end), event.start + _HEADING_SIZE)
    for i in range(bisect_left(cues, event.end, key=_place), len(cues)):
        if cues[i].span.start >= stop:
            break
        if cues[i].kind in _HEADING_ENDS:
            stop = cues[i].span.start
    return Span(event.start, stop)


def _place(found: Cue | Office | DateMention) -> int:
    return found.span.start


def _sightings(hits: Sequence[Hit], start: int, levels: Sequence[int]) -> Iterator[_Sighting]:
    """The hits in the stretch that begins at `start` and counts `levels`."""
    end = start + len(levels)
    for i in range(bisect_left(hits, start, key=attrgetter("start")), len(hits)):
        hit = hits[i]
        if hit.end > end:
            break
        if level := levels[hit.start - start]:
            yield _Sighting(hit.start, hit.end, hit.entry.value, level * _SCALE)


def _tally(sightings: Iterable[_Sighting], variety: str) -> dict[str, _Tally]:
    """The strength of each code; a term that recurs counts less each time."""
    by_term: defaultdict[str, list[_Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_term[sighting.term].append(sighting)
    terms = _terms()
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for term, seen in by_term.items():
        amount = seen[0].level
        if len(seen) > 1:
            seen.sort(key=attrgetter("level"), reverse=True)
            amount = sum(s.level * _DAMPING**i for i, s in enumerate(seen))
        for code, weight, spoken in terms[term]:
            if not weight:
                continue
            if spoken != "both" and variety and spoken != variety:
                weight *= _OTHER_VARIETY
            tally = tallies[code]
            tally.strength += weight * amount
            tally.terms.append((weight, seen))
    return tallies


def _majors(tallies: dict[str, _Tally]) -> list[tuple[float, list[str]]]:
    """Majors, strongest first: the strength of each, and its codes, strongest first."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    book = _codebook()
    for _, code in sorted((-tally.strength, code) for code, tally in tallies.items()):
        codes[book[code].major].append(code)
    majors = []
    for own in codes.values():
        best, *rest = (tallies[code].strength for code in own)
        majors.append((best + _SIBLINGS * sum(rest), own))
    return sorted(majors, key=lambda m: (-m[0], m[1][0]))


def _clearest(codes: list[str], tallies: dict[str, _Tally]) -> str:
    """The strongest subtopic of a major, or the general code where none is clear."""
    best = tallies[codes[0]].strength
    if best >= _CLEAR * sum(tallies[code].strength for code in codes):
        return codes[0]
    return f"{_codebook()[codes[0]].major}00"


def _score(strength: float, total: float) -> float:
    """Evidence as 0-1: grows with its amount and with its share of all evidence."""
    return (1 - math.exp(-strength / _ENOUGH)) * math.sqrt(strength / total) if total else 0.0


def _topic(
    document: Document, folded: Aligned, score: float, code: str, tallies: list[_Tally]
) -> Topic:
    """A topic with the words that decided, in text order."""
    row = _codebook()[code]
    label = row.label_af if document.variety == "fa-AF" else row.label
    weighed = sorted(
        (-weight * sighting.level, sighting)
        for tally in tallies
        for weight, seen in tally.terms
        for sighting in seen[:_PLACES]
    )
    places = sorted({(s.start, s.end) for _, s in weighed[:_EVIDENCE]})
    evidence = tuple(folded.span(start, end) for start, end in places)
    return Topic(row.scheme, code, row.major, label, round(score, 3), evidence)


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the longest, then the first, in text order.

    Of terms on the same words the one written so: «انتخاباتی» before «انتخابات» with an ending.
    """
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, -len(h.entry.value))):
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


@cache
def _codebook() -> dict[str, _Code]:
    """The taxonomy by code."""
    columns = ("scheme", "code", "major", "label", "label_af")
    return {
        row["code"]: _Code(row["scheme"], row["major"], row["label"], row["label_af"])
        for row in table("topics/taxonomy", *columns)
    }


@cache
def _terms() -> dict[str, list[tuple[str, float, str]]]:
    """For each term, closed up: its codes, weights and varieties.

    A phrase of weight 0 hides a term in it that means something else there: «صحت ندارد».
    """
    terms: defaultdict[str, list[tuple[str, float, str]]] = defaultdict(list)
    for row in table("topics/terms", "term", "code", "weight", "variety"):
        terms[_closed(row["term"])].append((row["code"], float(row["weight"]), row["variety"]))
    return dict(terms)


@cache
def _matcher() -> Matcher:
    written = {_closed(row["term"]): row["term"] for row in table("topics/terms", "term")}
    return Matcher(
        Entry("topic", closed, term, "yes" if len(closed) >= _INFLECTS else "no")
        for closed, term in written.items()
    )


def _closed(term: str) -> str:
    return fold(term).replace(" ", "")

"""Where in a report words tell what it is about, and how much they count there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter

from neshast.aligned import Aligned, Span
from neshast.document import Cue, DateMention, Document, Office, Report
from neshast.matching import Hit
from neshast.topic_words import Sighting

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
# What counts at all counts one.
_EVENLY = bytes((0, *[50] * 255))


def levels(document: Document, folded: Aligned, number: int, report: Report) -> bytearray:
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


def sightings(hits: Sequence[Hit], start: int, levels: Sequence[int]) -> Iterator[Sighting]:
    """The hits in the stretch that begins at `start` and counts `levels`."""
    end = start + len(levels)
    for i in range(bisect_left(hits, start, key=attrgetter("start")), len(hits)):
        hit = hits[i]
        if hit.end > end:
            break
        if level := levels[hit.start - start]:
            yield Sighting(hit.start, hit.end, hit.entry.value, level * _SCALE)


def evenly(levels: bytearray) -> bytearray:
    """The same places, each counting alike: a further topic may stand only in the rest."""
    return levels.translate(_EVENLY)


def item_sightings(hits: Sequence[Hit], start: int, end: int) -> Iterator[Sighting]:
    """The hits in a line of the agenda."""
    return sightings(hits, start, bytes((_ITEM,)) * (end - start))


def stretches(document: Document, folded: Aligned, number: int) -> dict[str, list[tuple[int, int]]]:
    """The boxes of a report that say most of it, by name, in offsets of the folded text."""
    report = document.reports[number]
    spans: dict[str, list[Span]] = {"title": [report.title] if report.title else []}
    if number < len(document.frames):
        spans["purpose"] = [p.span for p in document.frames[number].purposes if p.span]
    if number < len(document.agendas):
        spans["items"] = [item.span for item in document.agendas[number]]
    if number < len(document.outcomes):
        spans["outcomes"] = [outcome.span for outcome in document.outcomes[number]]
    inside = report.span
    sentences = [s.span for s in document.sentences if inside.start <= s.span.start < inside.end]
    # A report that is only a title says it there.
    only = report.title and not document.raw[report.title.end : inside.end].strip()
    spans["sentences"] = spans["title"] if only else sentences
    return {box: [folded.find(span) for span in found] for box, found in spans.items()}

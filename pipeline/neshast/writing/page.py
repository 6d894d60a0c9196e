"""One self-contained HTML page for a document: its text whole, every match marked, and why.

The text is cut only where a match or a report begins or ends; joined again the pieces are the raw
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from neshast.document import Document, Source, Span
from neshast.writing.evidence import FAMILIES, Evidence, ReportEvidence, family, gather
from neshast.writing.marked import Run, cut, runs
from neshast.writing.shown import plain
from neshast.writing.templating import fill

# Families whose matches are long: underlined, where the others are filled.
_LINED = frozenset(("title", "purpose", "agenda", "statements", "outcomes", "topics"))
_QUOTE = 70


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text between two borders, with the facts that rest on it, inner first.

    `fills` are families from inner to outer, `lines` from outer to inner: the line of a long match
    keeps its height where a shorter one lies within.
    """

    start: int
    runs: tuple[Run, ...]
    facts: tuple[int, ...] = ()
    fills: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one report, or (index 0) what stands between reports."""

    index: int
    pieces: tuple[Piece, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A place of a fact: what stands there, its words (none, if they are its value), offsets."""

    what: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Card:
    """A fact with its number on the page and its places."""

    number: int
    fact: Evidence
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch to mark; `filled` is None where it is marked only when its fact is chosen."""

    span: Span
    fact: int
    family: str
    filled: bool | None


def render(document: Document) -> str:
    """The page as one string of HTML that needs nothing else.

    Args:
        document: with any of its boxes filled; without reports the text is shown unmarked.
    """
    reports = gather(document)
    cards = _cards(reports, document.raw)
    return fill(
        "page",
        source=document.source,
        name=plain(document.source.doc_id),
        link=_link(document.source),
        variety=document.variety,
        reports=[(report, cards[report.index]) for report in reports],
        blocks=_blocks(document.raw, reports, cards),
        families=_counts(reports),
        lined=_LINED,
    )


def _cards(reports: Iterable[ReportEvidence], raw: str) -> dict[int, tuple[Card, ...]]:
    """The cards of each report, numbered through the page."""
    cards: dict[int, tuple[Card, ...]] = {}
    number = 0
    for report in reports:
        of_report = []
        for fact in report.facts:
            number += 1
            of_report.append(Card(number, fact, tuple(_links(fact, raw))))
        cards[report.index] = tuple(of_report)
    return cards


def _links(fact: Evidence, raw: str) -> Iterator[Link]:
    places = [("", fact.span)] if fact.span else []
    for what, span in [*places, *((place.what, place.span) for place in fact.places)]:
        if 0 <= span.start < span.end <= len(raw):
            words = plain(raw[span.start : min(span.end, span.start + _QUOTE)])
            known = not what and fact.value.startswith(words)
            words += "…" if len(span) > _QUOTE else ""
            yield Link(what, "" if known else words, span)


def _blocks(
    raw: str, reports: tuple[ReportEvidence, ...], cards: dict[int, tuple[Card, ...]]
) -> list[Block]:
    """The raw text from first to last character as reports and what stands between them."""
    bounds: list[tuple[int, int, int]] = []
    done = 0
    for report in sorted(reports, key=lambda r: (r.span.start, r.span.end)):
        start, end = max(done, report.span.start), min(report.span.end, len(raw))
        if start < end:
            bounds += [(0, done, start), (report.index, start, end)]
            done = end
    bounds.append((0, done, len(raw)))
    matches = [match for of_report in cards.values() for match in _matches(of_report)]
    pieces = _pieces(raw, matches, {border for _, *ends in bounds for border in ends})
    blocks: list[Block] = []
    at = 0
    for index, start, end in bounds:
        first = at
        while at < len(pieces) and pieces[at].start < end:
            at += 1
        if start < end:
            blank = not raw[start:end].strip()
            blocks.append(Block(index, tuple(pieces[first:at]), blank))
    return blocks


def _matches(cards: Iterable[Card]) -> Iterator[_Match]:
    for card in cards:
        group = family(card.fact.field)
        for link in card.links:
            filled: bool | None = group not in _LINED or link.what not in ("", "evidence")
            if card.fact.field == "lead" and not link.what:
                filled = None
            yield _Match(link.span, card.number, group, filled)


def _pieces(raw: str, matches: list[_Match], borders: set[int]) -> list[Piece]:
    """The text cut at every border of a match, each piece with all matches that cover it."""
    return [_piece(raw, span, covering) for span, covering in cut(raw, matches, _depth, borders)]


def _depth(match: _Match) -> tuple[int, int, int]:
    """Sorts inner matches before those around them."""
    return len(match.span), FAMILIES.index(match.family), match.fact


def _piece(raw: str, span: Span, covering: list[_Match]) -> Piece:
    fills = (match.family for match in covering if match.filled)
    lines = (match.family for match in reversed(covering) if match.filled is False)
    return Piece(
        start=span.start,
        runs=tuple(runs(span.of(raw))),
        facts=tuple(dict.fromkeys(match.fact for match in covering)),
        fills=tuple(dict.fromkeys(fills)),
        lines=tuple(dict.fromkeys(lines)),
    )


def _counts(reports: Iterable[ReportEvidence]) -> list[tuple[str, int]]:
    """The families that have facts, with how many."""
    found = [family(fact.field) for report in reports for fact in report.facts]
    return [(name, found.count(name)) for name in FAMILIES if name in found]


def _link(source: Source) -> str:
    """The address of the source, if it is one that a browser may follow."""
    url = source.url or ""
    return url if re.match(r"https?://", url) and url == plain(url) else ""

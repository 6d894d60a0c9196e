"""The bodies of a report, each once: who is meant by «این وزارت», and what belongs to what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from neshast.document import Office, Organization, OrganizationMention, Span
from neshast.folding import fold, key
from neshast.grammar import either, listed
from neshast.lexicon import words
from neshast.view import WORD, Mark, View, non_overlapping

# «این وزارت», «همین اداره»: what stands before the noun of a body already named.
# «پیش از این شفاخانه حوزوی …»: it points at a time.
_POINTING = re.compile(rf"(?<!\w)({either('earlier_later')} از )?{either('points_at_body')} $")
_POINTING_REACH = 16
_POINTS = re.compile(rf"{either('points_at_body')} ")
# «کمیسیون مشترک وزارت مالیه و وزارت عدلیه»: it belongs to neither.
_AND_BODY = re.compile(rf" و {either('own_body')}(?!\w)")
# «وزارت», «پوهنتون»: nouns of bodies that have parts; «ولایت»: of places first.
_WHOLE = re.compile(rf"{either('has_parts')}(?!\w)")
_UNIT = re.compile(rf"{either('unit_of_country')}(?!\w)")
# Kinds of body that are a part of the one their name ends with: «پوهنځی حقوق پوهنتون بلخ».
# «انجمن محصلان پوهنتون بلخ» is none.
_PARTS = ("agency", "committee", "council", "court", "department", "security", "university")
# How the rules begin that make a body of an office.
_IMPLIED = "office: "
# The kind of a body of one place.
_PLACE = "province"
# Kinds of body that are called «اداره» or «نهاد» without bearing the word in their names.
_CALLED_OFFICE = ("agency", "department", "international", "ngo")
# Kinds that have parts of this form.
_WHOLES = (
    *_PARTS, "company", "international", "media", "ministry", "ngo", "parliament", "party",
    "province",
)  # fmt: skip


def bodies_of(
    view: View, report: Span, mentions: list[OrganizationMention], offices: list[Office]
) -> tuple[Organization, ...]:
    """The bodies of one report in text order, each with all its mentions.

    Args:
        view: the document.
        report: the raw span of the report.
        mentions: the bodies named in it.
        offices: its offices, which name bodies too.
    """
    every = [*mentions, *(o.organization for o in offices if o.organization is not None)]
    every.sort(key=lambda m: (m.span.start, -m.span.end))
    pointed = [*_pointed(view, report), *_in_offices(view, offices), *_bare(view, report, every)]
    meant = dict(_references(view, sorted(pointed), every))
    named: dict[str, list[OrganizationMention]] = {}
    for mention in every:
        # What begins inside «این وزارت» has no name of its own.
        if not any(span.start <= mention.span.start < span.end for span in meant):
            full = _in_full(view, mention, meant)
            named.setdefault(_identity(full), []).append(full)
    found = {identity: _body(identity, same) for identity, same in named.items()}
    for span, body in meant.items():
        identity = _identity(body)
        if identity in found:
            spans = sorted((*found[identity].mentions, span), key=lambda s: (s.start, -s.end))
            found[identity] = replace(found[identity], mentions=tuple(spans))
    return _placed(view, found, {_identity(m): m.parent for m in every if m.parent})


def _in_full(
    view: View, mention: OrganizationMention, meant: dict[Span, OrganizationMention]
) -> OrganizationMention:
    """A mention whose name says the body that it points at: «ریاست پلان آن وزارت»."""
    for span, body in meant.items():
        pointing = span.of(view.folded.raw)
        last = mention.span.end == span.end and mention.name.endswith(f" {pointing}")
        if last and _POINTS.match(fold(pointing)):
            return replace(mention, name=mention.name.removesuffix(pointing) + body.name)
    return mention


def _identity(mention: OrganizationMention) -> str:
    return mention.authority or key(mention.name)


def _body(identity: str, mentions: list[OrganizationMention]) -> Organization:
    """The body of some mentions, by the longest of its names."""
    first = mentions[0]
    name = max((mention.name for mention in mentions), key=len)
    spans = tuple(dict.fromkeys(mention.span for mention in mentions))
    return Organization(name, identity, first.type, first.authority, first.country, spans)


def _references(
    view: View, pointed: list[tuple[int, Mark]], mentions: list[OrganizationMention]
) -> Iterator[tuple[Span, OrganizationMention]]:
    """Stretches such as «این وزارت», each with the body that it means.

    It is the last one before whose name begins with the same noun. Where there is none, a noun
    that fits every body («نهاد») means the last one of the tables.
    """
    named = [(view.at(m.span), m) for m in mentions]
    ends = sorted(((end, start, m) for (start, end), m in named), key=lambda place: place[:2])
    stops = [end for end, _, _ in ends]
    # What has a name of its own, and points at nothing. «رئیس شورا» names no «ریاست شورا», and
    # «منشی هیئت مدیره» may be of one named before.
    standing = {
        start
        for (start, _), m in named
        if m.authority
        or not (
            m.rule.startswith(_IMPLIED)
            or (m.type != _PLACE and fold(m.name) in listed("whole_body"))
            or _points(view, start)
        )
    }
    for start, mark in pointed:
        noun = view.text[mark.start : mark.end]
        before = [m for _, _, m in reversed(ends[: bisect_right(stops, start)])]
        same = (m for m in before if fold(m.name).startswith(f"{noun} "))
        any_body = (m for m in before if m.authority and m.type in _CALLED_OFFICE)
        meant = next(same, None) or (next(any_body, None) if noun in listed("any_body") else None)
        if meant is not None and mark.start not in standing:
            yield view.raw(start, mark.end), meant


def _points(view: View, start: int) -> re.Match[str] | None:
    """What points at a body whose noun begins at `start`."""
    return _POINTING.search(view.text, max(0, start - _POINTING_REACH), start)


def _pointed(view: View, report: Span) -> Iterator[tuple[int, Mark]]:
    """Nouns of bodies that stand bare behind «این», and where the two begin."""
    first, last = view.at(report)
    events = {mark.start for mark in view.within(first, last, "event")}
    for mark in non_overlapping(view.within(first, last, "org_head")):
        before = _points(view, mark.start)
        bare = view.text[mark.start : mark.end] == fold(mark.cue.phrase)
        place = mark.cue.phrase in listed("unit_of_country")
        if before and not before[1] and bare and not place and mark.start not in events:
            yield before.start(), mark


def _in_offices(view: View, offices: list[Office]) -> Iterator[tuple[int, Mark]]:
    """Nouns of bodies that end an office without more: «رئیس پوهنتون», «اعضای شورا»."""
    for office in offices:
        start, end = view.at(office.span)
        for mark in view.within(start + 1, end, "org_head"):
            bare = view.text[mark.start : mark.end] == fold(mark.cue.phrase)
            if mark.end == end and bare and not _points(view, mark.start):
                yield mark.start, mark
                break


def _bare(
    view: View, report: Span, mentions: list[OrganizationMention]
) -> Iterator[tuple[int, Mark]]:
    """Nouns that name a body without more: «شورای علمی», of one named in full before.

    «فرمانداری» may be of another place.
    """
    bare = {
        view.at(m.span)
        for m in mentions
        if m.type != _PLACE and fold(m.name) in listed("whole_body")
    }
    for mark in view.within(*view.at(report), "org_head") if bare else ():
        if (mark.start, mark.end) in bare:
            yield mark.start, mark


def _placed(
    view: View, found: dict[str, Organization], parents: dict[str, str | None]
) -> tuple[Organization, ...]:
    """The bodies with the one above each, and with its country where they have none.

    Args:
        parents: what the tables say, by key.
    """
    nested = _nested(view, list(found.values()))
    above: dict[str, str] = {}
    for identity in found:
        listed_parent = parents.get(identity)
        parent = listed_parent if listed_parent in found else nested.get(identity)
        if parent is not None and identity not in _upwards(above, parent):
            above[identity] = parent
    return tuple(
        replace(body, parent=above.get(identity), country=_country(found, above, identity))
        for identity, body in found.items()
    )


def _upwards(above: dict[str, str], identity: str) -> list[str]:
    """A body and those above it."""
    chain = [identity]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


def _country(found: dict[str, Organization], above: dict[str, str], identity: str) -> str | None:
    countries = (found[body].country for body in _upwards(above, identity))
    return next((country for country in countries if country), None)


def _nested(view: View, bodies: list[Organization]) -> dict[str, str]:
    """The body that the name of another ends with, by the key of the other.

    «مدیریت حقوق ریاست عدلیه وزارت عدلیه» belongs to the widest of those inside it.
    """
    places = sorted(
        ((*view.at(span), body) for body in bodies for span in body.mentions),
        key=lambda place: (place[0], -place[1]),
    )
    found: dict[str, str] = {}
    for i, (start, end, body) in enumerate(places):
        if body.type not in _PARTS or body.key in found or _AND_BODY.match(view.text, end):
            continue
        for inner, inner_end, other in places[i + 1 :]:
            if inner >= end:
                break
            if inner_end == end and _holds(view, start, inner, other) and other.key != body.key:
                found[body.key] = other.key
                break
    return found


def _holds(view: View, start: int, inner: int, other: Organization) -> bool:
    """True if a name that begins at `start` goes on without a preposition to `other`.

    «سازمان جهاد کشاورزی» is itself the «جهاد کشاورزی»: the other must begin with a noun of
    bodies, or be a listed one after more than a noun.
    """
    if inner == start or other.type not in _WHOLES:
        return False
    between = [word.group() for word in WORD.finditer(view.text, start, inner)]
    begun = _WHOLE.match(view.text, inner)
    if not begun and not (other.authority and len(between) > 1):
        return False
    return not _UNIT.match(view.text, inner) and words(
        "phrase_words", "word", "use", "phrase_stop"
    ).isdisjoint(between)

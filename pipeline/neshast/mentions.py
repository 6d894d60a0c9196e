"""Every mention of the persons, offices and bodies of a report, and who leads it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from neshast.document import Actor, Document, Span
from neshast.grammar import either
from neshast.naming import titled_start
from neshast.view import View

_OF_THIS = re.compile(rf"{either('head_of')} {either('this', 'meeting_noun')}(?!\w)")


class Placed(NamedTuple):
    """An actor at ``[start, end)`` of the folded text."""

    start: int
    end: int
    actor: Actor


def leader_of(document: Document, index: int) -> Actor | None:
    """Who «وی» is before anybody has spoken: the one chair, or the one person there."""
    chairs = [p.actor for p in document.frames[index].participants if p.role == "chair"]
    if not chairs and len(document.people[index]) == 1:
        return Actor("person", 0)
    return chairs[0] if len(chairs) == 1 and chairs[0].kind == "person" else None


def placed_actors(document: Document, view: View, index: int) -> list[Placed]:
    """Every mention of every person, office and body of a report, in text order."""
    starts = {name.span: titled_start(name) for name in document.names}
    found: list[Placed] = []
    for i, person in enumerate(document.people[index]):
        for mention in person.mentions:
            begin = starts.get(mention.span, mention.span.start)
            found.append(Placed(*view.at(Span(begin, mention.span.end)), Actor("person", i)))
        found += [Placed(*view.at(post.span), Actor("person", i)) for post in person.posts]
    known = {placed.start for placed in found}
    for office in document.offices:
        a, b = view.at(office.span)
        if a not in known and document.reports[index].span.covers(office.span):
            # «رئیس این شورا»: who had the chair.
            chair = leader_of(document, index) if _OF_THIS.match(view.text, a) else None
            found.append(Placed(a, b, chair or Actor("group", span=office.span)))
    return sorted([*found, *_bodies(document, view, index, found)], key=_place)


def _bodies(document: Document, view: View, index: int, found: list[Placed]) -> Iterator[Placed]:
    """The mentions of bodies that stand inside no mention that is `found` already."""
    starts = sorted({placed.start for placed in found})
    ends = dict.fromkeys(starts, 0)
    for placed in found:
        ends[placed.start] = max(ends[placed.start], placed.end)
    # How far the mentions reach that begin at each start or before it.
    reach = list(accumulate((ends[start] for start in starts), max))
    for i, body in enumerate(document.organizations[index]):
        for a, b in map(view.at, body.mentions):
            before = bisect_right(starts, a)
            if not (before and reach[before - 1] >= b) and a not in ends:
                yield Placed(a, b, Actor("organization", i))


def _place(placed: Placed) -> tuple[int, int]:
    return placed.start, -placed.end

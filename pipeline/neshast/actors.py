"""Who stands in a stretch of text: persons, bodies, and groups of unnamed people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from neshast.aligned import Span
from neshast.document import Actor, Document, Person
from neshast.grammar import either
from neshast.groups import BREAK, Groups, means_people
from neshast.naming import titled_start
from neshast.phrases import QUANTIFIER
from neshast.view import WORD, View

_IN_ROW = re.compile(r"(?:\s*\([^()]*\))?\s*(?:،\s*(?:و\s+)?|\sو\s+)")
# «کارگردان», but not «کارگردان های …», nor «منتقدان».
CALLING = re.compile(rf"{either('callings')}(?!\w| {either('plural_suffix')}(?!\w))")
# So far from where they are expected may a body and an office begin.
_BODY_REACH = 12
_OFFICE_REACH = 16
_WIDEST_OFFICE = 120
# So far after a name may its office begin.
_WIDEST_GAP = 3
# A stretch of the folded text, and the index of the actor it means.
_Standing = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """An actor, and the stretch of the folded text in which the whole phrase stands."""

    actor: Actor
    start: int
    end: int


class Cast:
    """The persons and bodies of one report, found again in any stretch of it.

    Args:
        document: with the boxes up to `organizations` filled.
        view: the document seen through its folded text.
        index: of the report.
    """

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        span = document.reports[index].span
        dates = [view.at(date.span) for date in document.dates if span.covers(date.span)]
        self._groups = Groups(view, dates, self.inside_body, self.inside_office)
        persons = document.people[index]
        self._offices = [view.at(o.span) for o in document.offices if span.covers(o.span)]
        starts = {name.span: titled_start(name) for name in document.names}
        self._people = sorted([*self._named(persons, starts), *self._beside_names(persons)])
        self._bodies = sorted(
            (
                (*view.at(mention), i)
                for i, body in enumerate(document.organizations[index])
                for mention in body.mentions
            ),
            key=lambda body: (body[0], -body[1]),
        )

    def _named(self, persons: tuple[Person, ...], starts: dict[Span, int]) -> Iterator[_Standing]:
        """Every mention and post of every person; `starts` says where titled names begin."""
        for i, person in enumerate(persons):
            for mention in person.mentions:
                begin = starts.get(mention.span, mention.span.start)
                yield *self.view.at(Span(begin, mention.span.end)), i
            for post in person.posts:
                yield *self.view.at(post.span), i

    def _beside_names(self, persons: tuple[Person, ...]) -> Iterator[_Standing]:
        """Offices right after a name: part of naming, also where another wording is the post."""
        ends = {
            self.view.at(mention.span)[1]: i
            for i, person in enumerate(persons)
            for mention in person.mentions
            if mention.form == "name"
        }
        for a, b in self._offices:
            for end in range(a - 1, a - 1 - _WIDEST_GAP, -1):
                if end in ends and not WORD.search(self.view.text, end, a):
                    yield a, b, ends[end]
                    break

    @classmethod
    def of(cls, document: Document, view: View, index: int) -> Cast:
        """The cast of a report, gathered once for all stages that ask for it."""
        boxes = (
            document.reports, document.names, document.offices, document.people,
            document.organizations,
        )  # fmt: skip
        kept: tuple[tuple[object, ...], Cast] | None = view.memory.get((cls, index))
        if kept is None or any(a is not b for a, b in zip(kept[0], boxes, strict=True)):
            kept = view.memory[cls, index] = boxes, cls(document, view, index)
        return kept[1]

    def people(self, start: int, end: int) -> list[Placed]:
        """Persons mentioned in ``[start, end)``, each once, in text order."""
        merged: dict[int, tuple[int, int]] = {}
        for a, b, i in self._people:
            if start <= a and b <= end:
                old = merged.get(i)
                merged[i] = (a, b) if old is None else (old[0], max(old[1], b))
        return [
            Placed(Actor("person", i), a, b)
            for i, (a, b) in sorted(merged.items(), key=lambda item: item[1])
        ]

    def first_person(self, start: int, end: int) -> Placed | None:
        """The first person in ``[start, end)``, no further than his names and posts in a row."""
        found: Placed | None = None
        for a, b, i in self._people:
            if not (start <= a and b <= end):
                continue
            if found is None:
                found = Placed(Actor("person", i), a, b)
            elif found.actor.index != i or a > found.end + _WIDEST_GAP:
                break
            else:
                found = Placed(found.actor, found.start, max(b, found.end))
        return found

    def body_at(self, start: int, end: int) -> Placed | None:
        """The widest body that begins at `start`, or after the punctuation there."""
        for a, b, i in self._bodies:
            if a > start + _BODY_REACH:
                break
            if start <= a and b <= end and not WORD.search(self.view.text[start:a]):
                return Placed(Actor("organization", i), a, b)
        return None

    def body_of_list(self, start: int, end: int) -> Placed | None:
        """The first body of «وزارت های معارف و عدلیه», whose list begins at `start`."""
        head = self.view.first(start, end, "org_head")
        if head is None or head.start != start:
            return None
        first = next(((a, b, i) for a, b, i in self._bodies if head.end <= a and b <= end), None)
        if first is None or _IN_ROW.search(self.view.text, head.end, first[0]):
            return None
        return Placed(Actor("organization", first[2]), first[0], first[1])

    def inside_body(self, at: int) -> bool:
        """True if the name of a body goes on over `at`."""
        return any(a < at < b for a, b, _ in self._bodies)

    def inside_office(self, at: int) -> bool:
        """True if an office goes on over `at`."""
        return any(a < at < b for a, b in self._offices)

    def office_only(self, start: int, end: int) -> Placed | None:
        """The office that begins about `start`: as the person who holds it, or as a group."""
        for a, b in self._offices:
            if start <= a < min(end, start + _OFFICE_REACH):
                holder = next((i for c, d, i in self._people if (c, d) == (a, b)), None)
                if holder is None:
                    return Placed(Actor("group", span=self.view.raw(a, b)), a, b)
                return Placed(Actor("person", holder), a, b)
        return None

    def office_before(self, start: int, end: int) -> Placed | None:
        """The office that ends right before `end`, if no name goes with it."""
        for a, b in self._offices:
            if start <= a and b <= end and not WORD.search(self.view.text, b, end):
                if any(c <= a and b <= d for c, d, _ in self._people):
                    return None
                if any(
                    d <= a and not WORD.search(self.view.text, d, a) for _, d, _ in self._people
                ):
                    return None
                return Placed(Actor("group", span=self.view.raw(a, b)), a, b)
        return None

    def who_ends(self, end: int) -> Placed | None:
        """The person, body or office that ends right before `end`."""
        ends: list[Placed] = []
        for kind, places in (("person", self._people), ("organization", self._bodies)):
            for a, b, i in places:
                if a < end and b <= end and not self.view.text[b:end].strip():
                    ends.append(Placed(Actor(kind, i), a, b))
        office = self.office_before(max(0, end - _WIDEST_OFFICE), end)
        return min([*ends, *([office] if office else [])], key=lambda f: f.start, default=None)

    def row_at(self, start: int, end: int) -> list[Placed]:
        """Who stands right at `start`, and in one list with him."""
        first = self._right_at(start, end)
        return [first, *self.row_after(first.end, end)] if first else []

    def row_after(self, start: int, end: int) -> list[Placed]:
        """Who stands in one list with the one that ends at `start`: «…، A و B»."""
        found: list[Placed] = []
        at = start
        while joined := _IN_ROW.match(self.view.text, at, end):
            one = self._right_at(joined.end(), end)
            if one is None:
                break
            found.append(one)
            at = one.end
        return found

    def _right_at(self, at: int, end: int) -> Placed | None:
        """The person, body, office or group of people that begins at `at`."""
        body = self.body_at(at, end)
        if body is not None and body.start == at:
            return body
        known = self.view.within(at, end, "collective")
        people = (known and known[0].start == at) or QUANTIFIER.match(self.view.text, at, end)
        groups = self._people_in(at, end) if people else []
        group = groups[0] if groups and groups[0].start == at else None
        for found in (self.first_person(at, end), self.office_only(at, end)):
            if found is not None and found.start == at:
                # «نمایندگان | دو بانک»: an office of many is called by more words.
                many = group and found.actor.kind == "group" and group.end > found.end
                return group if many else found
        return group

    def past_whole(self, at: int) -> int:
        """Where the naming of a person ends that goes on over `at`, or `at`."""
        return max((b for a, b, _ in self._people if a < at < b), default=at)

    def all_in(self, start: int, end: int) -> list[Placed]:
        """Everybody in ``[start, end)``, in text order: persons, and the rest as groups."""
        found = self.people(start, end)
        at = start
        for a, b, _ in self._people:
            if start <= a and b <= end:
                if a > at:
                    found += self._people_in(self._past_rest(start, at, a), a)
                at = max(at, b)
        if end > at:
            found += self._people_in(self._past_rest(start, at, end), end)
        found.sort(key=lambda f: f.start)
        return self._without_callings(start, found)

    def _without_callings(self, start: int, found: list[Placed]) -> list[Placed]:
        """Without «و منتقد» of «A کارگردان و منتقد»: what A is, and nobody beside him.

        «نویسنده اثر» at `start`, or behind others in their list, is somebody.
        """
        kept: list[Placed] = []
        for one in found:
            own = one.actor.kind == "group" and CALLING.match(self.view.text, one.start)
            joined = kept and _IN_ROW.fullmatch(self.view.text, kept[-1].end, one.start)
            if joined and own and kept[-1].actor.kind == "person":
                kept[-1] = Placed(kept[-1].actor, kept[-1].start, one.end)
            elif not own or joined or one.start - start <= _WIDEST_GAP:
                kept.append(one)
        return kept

    def _past_rest(self, start: int, at: int, end: int) -> int:
        """Past the rest of an office that its phrase leaves: «… رئیس دفتر امور | اداری، X»."""
        text = self.view.text
        word = WORD.match(text, at + 1, end)
        if at == start or text[at] != " " or word is None:
            return at
        known = self.view.within(at, end, "collective", "office")
        people = any(m.start == at + 1 for m in known) or means_people(self.view, word)
        if word.group().startswith("و") or people or QUANTIFIER.match(text, at + 1):
            return at
        following = BREAK.search(text, at, end)
        return following.start() if following else end

    def _people_in(self, start: int, end: int) -> list[Placed]:
        """The stretch as groups of people, and bodies that stand for themselves."""
        found = []
        for a, b in self._groups.within(start, end):
            group = Placed(Actor("group", span=self.view.span(a, b)), a, b)
            found.append(self._itself(a, b) or group)
        return found

    def _itself(self, start: int, end: int) -> Placed | None:
        """The body that ``[start, end)`` names; none where it names people, or a part of a list."""
        heads = self.view.within(start, end, "org_head", "body")
        people = self.view.within(start, end, "collective", "office")
        if not heads or heads[0].start != start or (people and people[0].start == start):
            return None
        body = self.body_at(start, end)
        return body if body and (body.start, body.end) == (start, end) else None

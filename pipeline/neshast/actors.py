"""Who stands in a stretch of text: persons, bodies, and groups of unnamed people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from neshast.aligned import Span
from neshast.appositions import is_plural
from neshast.coordination import coordinated
from neshast.document import Actor, Document, Person
from neshast.grammar import either, listed
from neshast.naming import titled_start
from neshast.passages import Stretch
from neshast.phrases import QUANTIFIER, goes_on
from neshast.view import WORD, View

_LEADING = re.compile(rf"(?:[\s،؛:]|{either('before_group')}(?!\w))+")
# It can begin only where no separator stands before it: so a run of them is read once.
_TRAILING = re.compile(rf"(?<![\s،؛:.])(?:[\s،؛:.]|(?<!\w){either('after_group')})+$")
_COUNT = re.compile(rf"(?<!\d)(\d{{1,6}})\s?{either('counter', 'counted')}")
# Where a list of groups may be cut: at commas, at «و», before «شماری از».
_BREAK = re.compile(rf"\s*[،؛]\s*(?:و\s+)?|\s+و\s+(?=\w)|\s+(?={either('some')} از)")
# Cues that end a group: its verb, or that of another clause.
_VERBS = ("hold", "meet", "attend", "absent", "say", "said", "discuss", "decide", "chair")
_HELD = re.compile(rf"(?<!\w){either('held_word')}(?!\w)")
# «… و استادان در مسجد»: where they met, unless it is said of them: «مقیم در کابل».
_WHERE = re.compile(r"\sدر\s")
_OBJECT = re.compile(r"\sرا\s")
_STAYS = re.compile(rf"(?<!\w){either('stays_in')}$")
_IN_ROW = re.compile(r"(?:\s*\([^()]*\))?\s*(?:،\s*(?:و\s+)?|\sو\s+)")
# «برخی معاونان و مدیران وی».
_DETERMINER = re.compile(rf"{either('determiner')}\s")
# «۲۵ تن از معلمان، مادران و افسران»: the number is of all who are named by plurals.
_HEADED = re.compile(rf"(?:{either('about')}\s)?\d+\s?{either('counter')}\s?از\s")
_GLUED_AND = re.compile(r"(?<!\w)و$")
# «امدادگران», «پسته‌کاران»: whatever they do, people. «دیگر اعضا» begins a group of its own.
PEOPLE = re.compile(rf"(?!{either('no_people')}(?!\w))\w+ ?{either('people_ending')}(?!\w)")
_OTHERS = re.compile(rf"{either('others')}\s")
_NO_GROUP = re.compile(rf"{either('no_group')}(?!\w)")
# Offices that need no complement: «ولسوالان و مسوولین نهاد ها» are two groups.
_WHOLE = ("governor", "district", "mayor", "commander", "judge", "diplomat", "minister")
# Endings that stand as words of their own: «نماینده گان».
_ENDINGS = listed("plural_suffix", "plural_people")
# More words than these are a group with all that belongs to it.
_SHARED_WORDS = 2
# Nothing shorter names a group.
_SHORTEST_GROUP = 3
# So far from where they are expected may a body and an office begin.
_BODY_REACH = 12
_OFFICE_REACH = 16
_WIDEST_OFFICE = 120
# So far after a name may its office begin.
_WIDEST_GAP = 3
# How plurals of things end, of which people may be.
_WHOSE = listed("plural_ends")
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
        self._dates = [view.at(date.span) for date in document.dates if span.covers(date.span)]
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

    def inside_body(self, at: int) -> bool:
        """True if the name of a body goes on over `at`."""
        return any(a < at < b for a, b, _ in self._bodies)

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
        for found in (self.first_person(at, end), self.office_only(at, end)):
            if found is not None and found.start == at:
                return found
        known = self.view.within(at, end, "collective")
        groups = self._groups(at, end) if known and known[0].start == at else []
        return groups[0] if groups and groups[0].start == at else None

    def all_in(self, start: int, end: int) -> list[Placed]:
        """Everybody in ``[start, end)``, in text order: persons, and the rest as groups."""
        found = self.people(start, end)
        at = start
        for a, b, _ in self._people:
            if start <= a and b <= end:
                if a > at:
                    found += self._groups(self._past_rest(start, at, a), a)
                at = max(at, b)
        if end > at:
            found += self._groups(self._past_rest(start, at, end), end)
        found.sort(key=lambda f: f.start)
        return found

    def _past_rest(self, start: int, at: int, end: int) -> int:
        """Past the rest of an office that its phrase leaves: «… رئیس دفتر امور | اداری، X»."""
        text = self.view.text
        word = WORD.match(text, at + 1, end)
        if at == start or text[at] != " " or word is None:
            return at
        known = self.view.within(at, end, "collective", "office")
        people = any(m.start == at + 1 for m in known) or _people(self.view, word)
        if word.group().startswith("و") or people or QUANTIFIER.match(text, at + 1):
            return at
        following = _BREAK.search(text, at, end)
        return following.start() if following else end

    def _groups(self, start: int, end: int) -> list[Placed]:
        """The stretch as groups: cut at commas and «و» before a noun that means people."""
        view = self.view
        people = {m.start for m in view.within(start, end, "collective", "office")}
        people |= {m.start() for m in WORD.finditer(view.text, start, end) if _people(view, m)}
        groups: list[tuple[int, int]] = []
        # Past where they met only what begins with people is a group again.
        told = False
        for a, b in self._pieces(start, end, people):
            if told and a not in people and not QUANTIFIER.match(view.text, a):
                break
            whole = b
            b = self._before_object(a, self._before_verb(a, b))
            if b < whole and groups and _OBJECT.match(view.text, b):
                # «جمعی از کارگران، ایمنی را مهم دانست»: what follows is told of, and is nobody.
                break
            told = told or self._before_place(a, b) < b
            a, b = _strip(view.text, a, self._before_place(a, b))
            if b - a < _SHORTEST_GROUP or not WORD.search(view.text, a, b):
                continue
            if groups and self._continues(groups[-1], (a, b), people):
                groups[-1] = (groups[-1][0], b)
            else:
                groups.append((a, b))
            if self._before_object(a, self._before_verb(a, whole)) < whole:
                break
        return [
            Placed(Actor("group", span=view.span(a, b)), a, b)
            for a, b in groups
            if not view.text[a:b].isdigit() and not _NO_GROUP.match(view.text, a)
        ]

    def _pieces(self, start: int, end: int, people: set[int]) -> Iterator[tuple[int, int]]:
        """The stretch cut as a list is, also before a noun of people glued to its «و»."""
        text = self.view.text
        for a, b in coordinated(text, start, end, _BREAK):
            for at in sorted(people):
                if a < at < b and _GLUED_AND.search(text, a, at):
                    yield a, at - 1
                    a = at
            yield a, b

    def _before_verb(self, start: int, end: int) -> int:
        """Where the first verb or date of a stretch begins, or its end: no group goes on there."""
        verb = self.view.first(start, end, *_VERBS)
        held = _HELD.search(self.view.text, start, end)
        dates = [a for a, b in self._dates if start < a and b <= end]
        return min(
            [end, *dates, *[m.start for m in [verb] if m], *[m.start() for m in [held] if m]]
        )

    def _before_object(self, start: int, end: int) -> int:
        """Where «را» stands in a stretch, or its end."""
        object_ = _OBJECT.search(self.view.text, start, end)
        return object_.start() if object_ else end

    def _before_place(self, start: int, end: int) -> int:
        """Where «در …» begins that tells where a group met, or the end of the stretch."""
        text = self.view.text
        for place in _WHERE.finditer(text, start, end):
            at = place.start()
            if not goes_on(text, at + 1) and not _STAYS.search(text, start, at):
                return at
        return end

    def _continues(self, group: Stretch, piece: Stretch, people: set[int]) -> bool:
        """True if `piece` goes on with `group`; `people` are where nouns of people begin."""
        text = self.view.text
        begin, end = group
        start = piece[0]
        comma = "،" in text[end:start]
        counted = QUANTIFIER.match(text, start) is not None
        if start not in people and not counted and (not comma or begin in people):
            return True
        listed_so = comma or "،" in text[begin:end]
        if listed_so and not counted and _HEADED.match(text, begin, end):
            return is_plural(text[start : piece[1]])
        if comma:
            # «شماری از معلمان، طلاب و کارمندان شهر»: the number is of all of a bare list.
            return not counted and self._counts_all(begin, end) and self._is_bare(*piece)
        if self._shares(begin, end):
            return True
        return not counted and self._counts_all(begin, end) and not self._complete(begin, end)

    def _counts_all(self, start: int, end: int) -> bool:
        """True for «شماری از بزرگان قومی» before «و متنفذین»: the number is of both.

        Longer groups have a body or a place of their own: «شماری از اعضای شورا …» ends at «و».
        """
        counted = QUANTIFIER.match(self.view.text, start, end)
        if counted is None:
            return False
        return self._is_bare(*coordinated(self.view.text, counted.end(), end, _BREAK)[-1])

    def _is_bare(self, start: int, end: int) -> bool:
        """True for a noun of people with one word more at most."""
        words = [w for w in self.view.text[start:end].split() if w not in _ENDINGS]
        return len(words) <= _SHARED_WORDS

    def _complete(self, start: int, end: int) -> bool:
        """True for «جمعی از کارمندان ادارات»: its last word tells whose they are."""
        words = [w for w in self.view.text[start:end].split() if w not in _ENDINGS]
        return len(words) > 1 and words[-2] != "از" and words[-1].endswith(_WHOSE)

    def _shares(self, start: int, end: int) -> bool:
        """True for «مدیران» in «مدیران و نمایندگان ادارات»: a bare office shares what follows."""
        if determined := _DETERMINER.match(self.view.text, start, end):
            start = determined.end()
        if len(self.view.text[start:end].split()) > 1:
            return False
        return any(
            m.start == start and not m.value.startswith(_WHOLE)
            for m in self.view.within(start, end, "office")
        )


def _people(view: View, word: re.Match[str]) -> bool:
    """True if `word` shows by its end, or by «دیگر», that people follow."""
    return any(p.match(view.text, word.start()) is not None for p in (PEOPLE, _OTHERS))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the words before and after a group."""
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    if trailing := _TRAILING.search(text[start:end]):
        end = start + trailing.start()
    return start, max(start, end)


def count_in(text: str) -> int | None:
    """A head count such as «۵۵۰ تن» in a folded text."""
    match = _COUNT.search(text)
    return int(match.group(1)) if match else None

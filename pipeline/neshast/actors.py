"""Who stands in a stretch of text: persons, bodies, and groups of unnamed people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from neshast.aligned import Span
from neshast.document import Actor, Document, Organization, Person
from neshast.folding import key
from neshast.phrases import QUANTIFIER, coordinated
from neshast.view import WORD, View

_LEADING = re.compile(
    r"(?:[\s،؛:]|(?:و|با|از|نیز|هم|همچنین|همچنان|هم چنین|محترم|نیز|هریک|هر یک|به شمول|از جمله|اعم|پرشور|گسترده|چشمگیر|فعال|همه)(?!\w))+"
)
_TRAILING = re.compile(r"(?:[\s،؛:.]|(?<!\w)(?:و|با|را|که|از|در|به|نیز|هم|برگزار|دایر|بود|شد))+$")
_COUNT = re.compile(
    r"(?<!\d)(\d{1,6})(?:\s|‌)?(?:تن|نفر|نماینده|عضو|زن|مرد|محصل|دانشجو|کارمند|خانواده|فامیل|تاجر|جوان)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An actor in a stretch, with the raw span of its whole phrase."""

    actor: Actor
    start: int
    end: int


class Cast:
    """The persons and bodies of one report, found again in any stretch of it.

    Args:
        document: with `people` and `organizations` filled.
        index: of the report.
    """

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        self.persons: tuple[Person, ...] = document.people[index]
        self.organizations: tuple[Organization, ...] = document.organizations[index]
        span = document.reports[index].span
        honorifics = {n.span: n.honorifics for n in document.names}
        self._people: list[tuple[int, int, int]] = []
        for i, person in enumerate(self.persons):
            for mention in person.mentions:
                begin = min(
                    [mention.span.start, *(h.start for h in honorifics.get(mention.span, ()))]
                )
                self._people.append((*view.at(Span(begin, mention.span.end)), i))
            for post in person.posts:
                self._people.append((*view.at(post.span), i))
        self._offices = [view.at(o.span) for o in document.offices if span.covers(o.span)]
        ends = {
            view.at(m.span)[1]: i
            for i, p in enumerate(self.persons)
            for m in p.mentions
            if m.form == "name"
        }
        for a, b in self._offices:
            # An office beside a name is part of naming, also where another wording is the post.
            for gap in (1, 2, 3):
                if a - gap in ends and not WORD.search(view.text, a - gap, a):
                    self._people.append((a, b, ends[a - gap]))
                    break
        self._people.sort()
        self._bodies = sorted(
            ((*view.at(s), i) for i, o in enumerate(self.organizations) for s in o.mentions),
            key=lambda b: (b[0], -b[1]),
        )

    def people(self, start: int, end: int) -> list[Found]:
        """Persons mentioned in ``[start, end)``, each once, in text order."""
        merged: dict[int, tuple[int, int]] = {}
        for a, b, i in self._people:
            if start <= a and b <= end:
                old = merged.get(i)
                merged[i] = (a, b) if old is None else (old[0], max(old[1], b))
        return [
            Found(Actor("person", i), a, b)
            for i, (a, b) in sorted(merged.items(), key=lambda item: item[1])
        ]

    def body_at(self, start: int, end: int) -> Found | None:
        """The widest body that begins at `start` (an article or «محترم» may precede)."""
        for a, b, i in self._bodies:
            if a > start + 12:
                break
            if start <= a and b <= end and not WORD.search(self.view.text[start:a]):
                return Found(Actor("organization", i), a, b)
        return None

    def office_only(self, start: int, end: int) -> Found | None:
        """A person whose office stands in the stretch without the name, or the office as group."""
        for a, b in self._offices:
            if start <= a < end and a - start < 16:
                for c, d, i in self._people:
                    if (c, d) == (a, b):
                        return Found(Actor("person", i), a, b)
                return Found(Actor("group", span=self.view.raw(a, b)), a, b)
        return None

    def all_in(self, start: int, end: int) -> list[Found]:
        """Everybody in ``[start, end)``: persons, and the rest as groups."""
        people = self.people(start, end)
        covered = sorted((a, b) for a, b, _ in self._people if start <= a and b <= end)
        found = list(people)
        at = start
        for a, b in [*covered, (end, end)]:
            if a > at:
                found += self._groups(at, a)
            at = max(at, b)
        found.sort(key=lambda f: f.start)
        return found

    def _groups(self, start: int, end: int) -> list[Found]:
        """The stretch as groups: cut at commas and «و» before a noun that means people."""
        view = self.view
        people = {m.start for m in view.within(start, end, "collective", "office")}
        groups: list[tuple[int, int]] = []
        for a, b in coordinated(view.text, start, end, _BREAK):
            c, d = _strip(view.text, a, b)
            if d - c < 3 or not WORD.search(view.text, c, d):
                continue
            comma = "،" in view.text[groups[-1][1] : c] if groups else True
            uncounted = QUANTIFIER.match(view.text, c) is None
            fresh = c in people or not uncounted
            if (
                (groups and not fresh and (not comma or groups[-1][0] in people))
                or (
                    groups
                    and not comma
                    and uncounted
                    and QUANTIFIER.match(view.text, groups[-1][0])
                )
                or (groups and not comma and self._shares(*groups[-1]))
            ):
                groups[-1] = (groups[-1][0], d)
            else:
                groups.append((c, d))
        return [
            Found(Actor("group", span=view.span(a, b)), a, b)
            for a, b in groups
            if not view.text[a:b].isdigit() and not _NO_GROUP.match(view.text, a)
        ]

    def _shares(self, start: int, end: int) -> bool:
        """True for «مدیران» in «مدیران و نمایندگان ادارات»: a bare office shares what follows."""
        if len(self.view.text[start:end].split()) > 1:
            return False
        return any(
            m.start == start and not m.value.startswith(_WHOLE)
            for m in self.view.within(start, end, "office")
        )


_BREAK = re.compile(
    r"\s*[،؛]\s*(?:و\s+)?|\s+و\s+(?=\w)|\s+(?=(?:تعدادی|جمعی|شماری|برخی|گروهی|عده ای) از)"
)
# Offices that need no complement: «ولسوالان و مسوولین نهاد ها» are two groups.
_WHOLE = ("governor", "district", "mayor", "commander", "judge", "diplomat", "minister")
# What begins so is no group of people.
_NO_GROUP = re.compile(r"(?:در|از|به|بر|که|برای|المللی|تا|ضمن|این|آن)(?!\w)")


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    match = _LEADING.match(text, start, end)
    if match:
        start = match.end()
    match = _TRAILING.search(text[start:end])
    if match and match.group():
        end = start + match.start()
    return start, max(start, end)


def count_in(text: str) -> int | None:
    """A head count such as «۵۵۰ تن» in a folded text."""
    match = _COUNT.search(text)
    return int(match.group(1)) if match else None


def same_actor(a: Actor, b: Actor) -> bool:
    """True if both are one person, body, or stretch of text."""
    return (a.kind, a.index, a.span) == (b.kind, b.index, b.span)


def name_key(text: str) -> str:
    """The key by which names are compared."""
    return key(text)

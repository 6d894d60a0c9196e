"""What a meeting was presented: reports given, papers shown, documents read out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from neshast.actors import Cast, Placed
from neshast.acts import PLURAL_VERB
from neshast.agenda_lines import (
    is_matter,
    is_object,
    is_view,
    past_also,
    past_apposition,
    presented_from,
    tail_start,
    without_report,
)
from neshast.document import Actor
from neshast.grammar import begins, either, listed
from neshast.intros import Intros
from neshast.passages import clause_start, past_formula
from neshast.view import Mark, View

_ABOUT_REPORT = re.compile(rf"(?<!\w){either('report_about')}\s+(?!{either('means_nouns')}(?!\w))")
_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s+")
# «را» closes an object, glued to «شان» too.
_OBJECT = re.compile(r"(?: |(?<=شان))را(?!\w)")
_OBJECT_CLOSED = re.compile(r"\sرا\s")
# «مقاله یی را زیر عنوان «X»»: the paper bears the name of the matter.
_ENTITLED = re.compile(rf"(?<!\w){either('entitled')} [«\"]\s*([^»\"\n]{{5,120}}?)\s*[»\"]")
_QUOTED = re.compile(r"[«\"]\s*([^»\"\n]{5,120}?)\s*[»\"]")
_READ_OUT = re.compile(rf"(?<!\w){either('read_out')}(?!\w)")
# «از کتاب X رونمایی شد».
_OF = re.compile(rf"(?<!\w)از\s+(?!{either('agent_nouns')}(?!\w))")
_CLAUSE_VERBS = ("hold", "present", "decide", "attend", "discuss")
_HEADS = ("office", "collective", "body", "org_head")
_AND_ENDS = " و"
_PERSON_REACH = 30
_OBJECT_REACH = 60
_OFFICE_REACH = 4
_MIN_BARE_WORDS = 3
_MIN_NAMED = 8
_CUE_REACH = 12
# So near to the begin of a line is told who came to the meeting.
_CAME_REACH = 24


class Line(NamedTuple):
    """A line of the agenda; one of discussion may be a list."""

    start: int
    end: int
    kind: str
    by: tuple[Actor, ...]


class Presented:
    """Reads what verbs of reporting and reading present in one report.

    Args:
        view: the document.
        cast: who stands in the report.
        intros: what stands before matters in it.
    """

    def __init__(self, view: View, cast: Cast, intros: Intros) -> None:
        self.view = view
        self.cast = cast
        self.intros = intros

    def told_by(self, start: int, verb: Mark) -> Iterator[Line]:
        """What `verb` presents, in the sentence that begins at `start`."""
        start = past_formula(self.view.text, start, verb.start)
        begin = clause_start(self.view, start, verb.start, *_CLAUSE_VERBS)
        at, _ = self.view.trim(begin, verb.start)
        matter = self.view.first(at, verb.start, "matter_noun")
        if begin > start and matter is not None and matter.start == at:
            # «…؛ محورهایی همچون A و B تشریح شد»: what the report just named was about.
            return
        *before, last = self._shares(begin, verb.start)
        for a, b in before:
            yield from self._unnamed(a, b, verb)
        yield from self._clause(last[0], verb)

    def subject(self, start: int, stop: int) -> Placed | None:
        """The person, or the office without a name, that begins a clause."""
        person = self.cast.first_person(start, stop)
        if person and person.start <= start + _PERSON_REACH:
            return person
        return self.cast.office_only(start, min(stop, start + _OFFICE_REACH))

    def past_subject(self, start: int, stop: int) -> int:
        """Past who did it, in «اعضای شورا X را بررسی کردند»; `start` if nobody begins there."""
        subject = self.subject(start, stop)
        matter = presented_from(self.view, start, stop)
        if matter is not None and (subject is None or matter < subject.end):
            return matter
        known = subject or self.cast.body_at(start, stop)
        if known and is_matter(self.view.text[known.end : stop].strip()):
            return known.end
        # The name has swallowed the matter: only its first words are sure.
        heads = {mark.start: mark.end for mark in self.view.within(start, stop, *_HEADS)}
        while start in heads:
            start = heads[start] + 1
        return start

    def _shares(self, begin: int, stop: int) -> list[tuple[int, int]]:
        """The shares of presenters under one verb: «A نقشه X را و B جدول Y را ارائه کرد»."""
        people = [person.start for person in self.cast.people(begin, stop)]
        cuts = [begin]
        for at in people:
            if _OBJECT_CLOSED.search(self.view.text, cuts[-1], at):
                cuts.append(at)
        return list(zip(cuts, [*cuts[1:], stop], strict=True))

    def _clause(self, begin: int, verb: Mark) -> Iterator[Line]:
        nouns = self.view.within(begin, verb.start, "report_noun")
        noun = next((n for n in nouns if not self.cast.inside_body(n.start + 1)), None)
        if verb.value == "reading":
            yield from self._read_out(begin, verb)
        elif noun is None or self._is_means(begin, noun, verb):
            yield from self._unnamed(begin, verb.start, verb)
        else:
            yield from self._named(begin, noun, verb)

    def _is_means(self, begin: int, noun: Mark, verb: Mark) -> bool:
        """True for «X را در قالب پرزنتیشن ارائه کرد»."""
        object_end = self._object_end(begin, verb.start)
        return object_end is not None and object_end < noun.start

    def _read_out(self, begin: int, verb: Mark) -> Iterator[Line]:
        """«X پیام … را قرائت کرد», «… توسط X قرائت شد»."""
        at = self.intros.past(begin, verb.start)
        text = self.view.text
        agent = _AGENT.search(text, at, verb.start)
        reader = self.subject(at, verb.start)
        document = None if agent else _READ_OUT.search(text, at, verb.start)
        if reader and not agent:
            at = reader.end
        elif document:
            at = document.start()
        about = self.view.first(at, verb.start, "about")
        if about and is_object(text, at, about.start):
            at = about.end
        object_end = self._object_end(at, verb.start)
        stop = agent.start() if agent else object_end or verb.start
        yield Line(at, stop, "reading", self._by(begin, verb))

    def _unnamed(self, begin: int, stop: int, verb: Mark) -> Iterator[Line]:
        """A report without a noun for it: «X برنامه های … را تشریح کرد», «… ارائه شد»."""
        text, kind, by = self.view.text, self._kind(begin, verb), self._by(begin, verb)
        if begins(verb.cue.phrase, "report_verbs"):
            for about, after in self._subjects(begin, stop):
                yield Line(about, after, kind, by)
            return
        object_end = self._object_end(begin, stop)
        if object_end is not None:
            yield from self._object(begin, object_end, stop, Line(begin, stop, kind, by), verb)
        elif text.endswith((*listed("passive_ends"), _AND_ENDS), verb.start, verb.end):
            agent = _AGENT.search(text, begin, stop)
            stop = agent.start() if agent else stop
            at, stop = self.view.trim(self.intros.past(begin, stop), stop)
            if begins(verb.cue.phrase, "unveils") and (of := _OF.search(text, at, stop)):
                at = of.end()
            # «در نشستی با حضور A، مدیر X، و B پوستر Y رونمایی شد»: who came is no matter.
            came = self.view.first(at, min(stop, at + _CAME_REACH), "participant")
            if not came and len(text[at:stop].split()) >= _MIN_BARE_WORDS:
                yield Line(at, stop, kind, by)

    def _object(self, begin: int, end: int, stop: int, line: Line, verb: Mark) -> Iterator[Line]:
        """What the object before `end` presents: a matter, or a paper on the matter behind it."""
        text = self.view.text
        if is_view(text[begin:end]):
            title = _ENTITLED.search(text, end, stop)
            about = self.view.first(end, stop, "about")
            if title:
                for quoted in _QUOTED.finditer(text, title.start(1) - 1, stop):
                    yield line._replace(start=quoted.start(1), end=quoted.end(1))
            elif about:
                yield line._replace(start=about.end, kind="discussion")
            return
        at = self.intros.past(begin, end)
        subject = self.subject(at, end)
        matter = presented_from(self.view, at, end)
        if subject and (matter is None or subject.end < matter):
            at = past_also(text, past_apposition(self.view, subject.end, end), end)
            at = self.intros.past(at, end)
        elif matter is not None:
            at = matter
        else:
            return
        if self._is_presented(at, end, verb):
            yield line._replace(start=at, end=end)

    def _object_end(self, begin: int, stop: int) -> int | None:
        """Where «را» closes the object of a verb at `stop`, no more than a phrase before it."""
        closed = [match.start() for match in _OBJECT.finditer(self.view.text, begin, stop)]
        return closed[-1] if closed and stop - closed[-1] < _OBJECT_REACH else None

    def _is_presented(self, start: int, end: int, verb: Mark) -> bool:
        """False for gifts and views, which are given and told but are no matter."""
        text = self.view.text[start:end]
        gift = begins(verb.cue.phrase, "gives")
        return not (gift or is_view(text) or self.view.within(start, end, "say", "hold"))

    def _named(self, begin: int, noun: Mark, verb: Mark) -> Iterator[Line]:
        """«گزارش X ارائه شد», or «X در مورد Y و Z در مورد W گزارش داد»."""
        text, kind, by = self.view.text, self._kind(begin, verb), self._by(begin, verb)
        agent = _AGENT.search(text, noun.end, verb.start)
        stop = agent.start() if agent else self._object_end(noun.end, verb.start) or verb.start
        cue = self.view.first(noun.end, stop, "presentation_cue")
        rest = " " + text[noun.end : stop].strip()
        length = len(rest[: tail_start(rest)].strip())
        if length > _MIN_NAMED and (cue is None or cue.start - noun.end >= _CUE_REACH):
            received = begins(verb.cue.phrase, "receives")
            at = noun.start if received else without_report(text, noun.start, stop)
            yield Line(at, stop, kind, by)
            return
        told = self._subjects(begin, noun.start) or self._subjects(noun.end, verb.start)
        for about, after in told:
            own = self.cast.people(begin, about)
            yield Line(about, after, kind, (own[-1].actor,) if own else by)

    def _kind(self, begin: int, verb: Mark) -> str:
        cue = self.view.first(begin, verb.end, "presentation_cue")
        return "report" if cue is None else "presentation"

    def _subjects(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What a report is about; two reporters under one verb give two stretches."""
        text = self.view.text
        about = sorted(
            {match.end() for match in _ABOUT_REPORT.finditer(text, start, stop)}
            | {mark.end for mark in self.view.within(start, stop, "about")}
        )
        people = [person.start for person in self.cast.people(start, stop)]
        offices = (office.start for office in self.view.within(start, stop, "office"))
        # «در مورد A، رئیس B معلومات داد».
        behind = [at for at in (*people, *offices) if text.endswith("، ", 0, at)]
        starts = about[:1]
        for at in about[1:]:
            if any(starts[-1] < person < at for person in people):
                starts.append(at)
        ends = [min((p for p in people if p > at), default=stop) for at in starts[:-1]]
        ends += [min((p for p in behind if p > at), default=stop) for at in starts[-1:]]
        return [
            (a, b - 2 if text[b - 3 : b] == " و " else b) for a, b in zip(starts, ends, strict=True)
        ]

    def _by(self, start: int, verb: Mark) -> tuple[Actor, ...]:
        """Who reports: after «توسط», or the first of the clause; with «… کردند» their whole row."""
        agent = _AGENT.search(self.view.text, start, verb.start)
        at = agent.end() if agent else self.intros.past(start, verb.start)
        people = self.cast.people(at, verb.start)
        office = self.cast.office_only(at, min(verb.start, at + _OFFICE_REACH))
        first = people[0] if people else office
        if office and first and office.start < first.start:
            row = self.cast.row_at(office.start, verb.start)
            first = office if first.actor in [one.actor for one in row] else first
        if first is None:
            return ()
        if not PLURAL_VERB.search(self.view.text, verb.start, verb.end):
            return (first.actor,)
        row = [first, *self.cast.row_after(first.end, verb.start)]
        if [one.actor.kind for one in row[-2:]] == ["person", "group"]:
            # «A و B، ناظران ولسوالی X، نیز …»: what both are.
            row = row[:-1] if self.view.text.startswith("،", row[-2].end) else row
        return tuple(one.actor for one in row if one.actor.kind != "organization")

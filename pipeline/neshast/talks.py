"""Who reported or gave a talk at a meeting, told by a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from neshast.actors import Placed
from neshast.acts import FIRST, PLURAL_VERB, Act, Acts
from neshast.grammar import either
from neshast.lead_doubts import aside_clause
from neshast.opening import Opening
from neshast.passages import clause_start, past_formula
from neshast.titles import is_plural
from neshast.view import Mark

_HEARD = re.compile(rf"(?<!\w){either('heard')}\s$")
REPORT_GIVEN = re.compile(rf"(?<!\w){either('passive_report')}\s{either('passive_be')}(?!\w)")
_NO_REPORT = re.compile(rf"(?<!\w){either('no_report')}(?!\w)")
# «آجندا را قرائت کرد»: who reads it out reports nothing.
_READ = re.compile(rf"(?:را )?{either('reads_out')}")
_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s")
_OBJECT = re.compile(rf"\sرا(?!\w)|(?<!\w){either('report_about')}\s")
_GIVEN = re.compile(
    rf"\s{either('report_about')}\s[^.؛:]{{2,80}}?\s(?P<verb>{either('gave')})(?=\s*[.،؛]|\sو\s|$)"
)
# «A با ارائه گزارش X گفت», «A به تشریح وضعیت X پرداخت».
_WITH_REPORT = re.compile(
    rf"(?:\s{either('also')})?[\s،]{{0,3}}(?<!\w)(?:{either('with_report')}|(?P<to>{either('to_report')}))"
    rf"\s{either('reported_matter')}(?!\w)"
)
_TURNED = re.compile(rf"\s{either('turned_to')}\w{{0,2}}(?!\w)")
_ENDS = re.compile(r"\s*(?:[.؛]|$)")
_THE_OBJECT = re.compile(r"\sرا\s")
# «در مورد نکته نخست، A …»
_ABOUT_FIRST = re.compile(rf"\s?{either('report_about')}\s[^،.:؛]{{2,60}}،\s?")
# «پیشنهادهایی ارائه کرد»: no report.
_OFFERED = re.compile(rf"(?<!\w){either('offered')}(?!\w)")
_NO_SUBJECT = re.compile(rf"(?<!\w){either('objects', 'by_agent', 'credits')}\s*$")
# «A مقاله خود را و B نتیجه آزمایش را ارائه می کنند».
_EACH = re.compile(r"(?:،|\sو)\s*$")
_AND = re.compile(r"[\s،]*و\s")
# «سپس هر یک A، B و C پیرامون X صحبت نمودند»: several who speak one after another.
_TURNS_BEGIN = re.compile(rf"[\s،]*(?:{either('in_turn')}[\s،]+)+")
# «سخنران ویژه این نشست», «مدرس دوره», and the verb that says who it is.
_BY_NOUN = re.compile(
    rf"(?<!\w)(?:(?P<teacher>{either('teachers')})|{either('speakers_noun')})"
    rf"(?: {either('this', 'that_one')})?(?=\s)"
)
_LISTED = re.compile(r"\s*(?:،(?: و)?|و)\s*(?:\w+\s)?")
_IS = re.compile(rf"(?<!\w){either('is_was', 'takes_charge')}(?!\w)")
# So soon behind the noun begins the meeting, and so near to it stands a name.
_EVENT_REACH = 3
_NAMED_NEAR = 24
# What ends the clause before that of a reporter.
_CLAUSE_VERBS = ("hold", "reports", "decide", "attend", "discuss", "say", "chair_verb")
# So soon after «توسط» or «استماع گزارش» is named who reported.
_AGENT_REACH = 60
# So soon in its clause must an unnamed office begin that reports, and a sequencer end.
_OFFICE_REACH = 4
_SUBJECT_REACH = 40
# «در این جلسه» begins its clause.
_EVENT_NEAR = 10
# «صحبت کرد»: somebody spoke, of what is not told.
_SPOKE = "spoke"
# «پلان را توضیح داد»: somebody told it to those who came.
_EXPLAINED = "explained"


def talks(opening: Opening) -> Iterator[Act]:
    """Who reported and who gave a talk, in text order of each."""
    reader = _Talks(opening)
    yield from reader.reported()
    yield from reader.heard()
    yield from reader.beside_speech()
    yield from reader.talked()
    yield from reader.named()


class _Talks:
    """Reads the verbs of one report."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast
        self.acts = Acts(opening)

    def reported(self) -> Iterator[Act]:
        """«X از Y گزارش داد», «X Y را تشریح کرد»: who reports stands before what he reports."""
        for a, b in self.opening.sentences:
            if aside_clause(self.view, a, b):
                continue
            a = past_formula(self.view.text, a, b)
            for verb in [*self.view.within(a, b, "reports"), *self._given(a, b)]:
                if not self.acts.framed(a, verb):
                    for found in self._who_reports(a, verb):
                        yield "presenter", found, verb.cue.rule

    def _given(self, start: int, end: int) -> Iterator[Mark]:
        """The verbs of «گزارشی از هزینه ها داد», which its matter parts from its noun."""
        for noun in self.view.within(start, end, "report_noun"):
            if given := _GIVEN.match(self.view.text, noun.end, end):
                yield Mark(*given.span("verb"), "reports", "presenter", noun.cue)

    def _who_reports(self, start: int, verb: Mark) -> list[Placed]:
        """Who stands before the matter of his report in the clause of `verb`."""
        text = self.view.text
        told = text.endswith("را ", start, verb.start) and _ENDS.match(text, verb.end)
        if verb.value == _EXPLAINED and not told:
            # «درباره X توضیح داد», «X را توضیح داد و گفت» are speech.
            return []
        begin = clause_start(self.view, start, verb.start, *_CLAUSE_VERBS)
        matter = _OBJECT.search(text, begin, verb.start)
        noun = self.view.first(begin, verb.end, "report_noun")
        if (matter is None and noun is None) or _OFFERED.search(text, begin, verb.start):
            return []
        read = _READ.match(text, verb.start, verb.end) is not None
        if read and _NO_REPORT.search(text, begin, verb.start):
            return []
        stop = min(m for m in (matter and matter.start(), noun and noun.start) if m)
        if stop - begin < FIRST and (aside := _ABOUT_FIRST.match(text, begin, verb.start)):
            # «در مورد نکته نخست، A یافته ها را تشریح کرد»: who reports stands behind it.
            begin, stop = aside.end(), verb.start
        found = self._reporters(begin, stop, verb) or self._behind_object(begin, verb)
        if not found and begin > start and _AND.match(text, begin, verb.start):
            # «N خوش آمد گفت و گزارشی ارائه کرد»: he is told of before.
            found = self._reporters(start, begin, verb)
        return found

    def _behind_object(self, begin: int, verb: Mark) -> list[Placed]:
        """«گزارش مالی را A خزانه‌دار ارائه کرد»: who stands right behind the report."""
        noun = self.view.first(begin, verb.start, "report_noun")
        told = _THE_OBJECT.search(self.view.text, begin, verb.start)
        if noun is None or told is None or noun.start - begin > _OFFICE_REACH:
            return []
        at = self.view.trim(self._past_sequencer(told.end()), verb.start)[0]
        return self.cast.row_at(at, verb.start)[:1]

    def heard(self) -> Iterator[Act]:
        """«گزارش کار توسط X خوانده شد», «علاوه از استماع گزارش X»."""
        text = self.view.text
        for a, b in self.opening.sentences:
            for noun in self.view.within(a, b, "report_noun"):
                if _HEARD.search(text, a, noun.start):
                    people = self.cast.people(noun.end, min(b, noun.end + _AGENT_REACH))
                    for found in people[:1]:
                        yield "presenter", found, f"heard: {noun.cue.phrase}"
            for agent in _AGENT.finditer(text, a, b):
                given = REPORT_GIVEN.search(text, agent.end(), b)
                if given is None or _NO_REPORT.search(text, a, given.start()):
                    continue
                near = min(given.start(), agent.end() + _AGENT_REACH)
                office = self.cast.office_only(agent.end(), given.start())
                people = self.cast.people(agent.end(), near)
                for found in [*people, *([office] if office else [])][:1]:
                    yield "presenter", found, f"reports: {given[0]}"

    def beside_speech(self) -> Iterator[Act]:
        """«A با ارائه گزارش X گفت: …», «A به تشریح وضعیت X پرداخت»."""
        text = self.view.text
        for a, b in self.opening.sentences:
            for given in _WITH_REPORT.finditer(text, a, b):
                turned = _TURNED.search(text, given.end(), b) if given["to"] else None
                said = None if given["to"] else self.view.first(given.end(), b, "say", "said")
                if turned is None and said is None:
                    continue
                who = self.cast.who_ends(given.start())
                if who and who.actor.kind != "organization" and not self.acts.framed(a, who):
                    yield "presenter", who, f"beside speech: {given[0].strip()}"

    def _reporters(self, begin: int, stop: int, verb: Mark) -> list[Placed]:
        text = self.view.text
        people = [
            person
            for person in self.cast.people(begin, verb.start)
            if not _NO_SUBJECT.search(text, begin, person.start)
        ]
        if not people or people[0].start > stop:
            at = self._past_sequencer(begin)
            titles = self.view.within(at, at + _SUBJECT_REACH, "honorific")
            at = titles[0].end if titles and titles[0].start - at < FIRST else at
            event = self.acts.event_of(at, stop, False)
            # «در جلسه مسئولین مؤسسات از کار خود راپور دادند»
            at = event.end if event and event.start - at < _EVENT_NEAR else at
            office = self.cast.office_only(at, min(stop, at + _OFFICE_REACH))
            return [office] if office else []
        if not PLURAL_VERB.search(text, verb.start, verb.end):
            return people[:1]
        last = 1
        while last < len(people) and _EACH.search(text, people[last - 1].end, people[last].start):
            last += 1
        return people[:last]

    def _past_sequencer(self, begin: int) -> int:
        """Past «سپس», «در ادامه» at the beginning of a clause."""
        mark = self.view.first(begin, begin + _SUBJECT_REACH, "sequencer")
        near = mark is not None and mark.start - begin < FIRST
        return mark.end if mark is not None and near else begin

    def talked(self) -> Iterator[Act]:
        """«در این محفل A و B سخنرانی کردند», «سپس هر یک A و والی X روی Y صحبت نمودند»."""
        for a, b in self.opening.sentences:
            for verb in self.view.within(a, b, "talks"):
                if not self.acts.framed(a, verb):
                    for found in self._talkers(a, verb):
                        yield "speaker", found, verb.cue.rule

    def _talkers(self, start: int, verb: Mark) -> list[Placed]:
        """Persons, and offices that name nobody: at «این جلسه», or where a sentence goes on.

        Several may «صحبت کردند» with each other: then it must be told that each had his turn.
        """
        if verb.value == _SPOKE and not self.acts.speaks(start, verb):
            return []
        event = self.acts.event_of(start, verb.start, False)
        came = clause_start(self.view, start, verb.start, "attend")
        joined = _AND.match(self.view.text, came, verb.start)
        if event is not None:
            # «در این محفل A حضور داشتند و B سخنرانی نمود»: B alone spoke.
            alone = self.cast.row_at(joined.end(), verb.start) if joined else []
            found = alone or self.acts.subjects(start, event, verb.start)
            return [f for f in found if f.actor.kind == "person" or self._holder(f)]
        begin = self._past_sequencer(start)
        first = _TURNS_BEGIN.match(self.view.text, begin)
        begin = first.end() if first else begin
        about = self.view.first(begin, verb.start, "about")
        if begin == start and about is None and verb.value == _SPOKE:
            # «والی نیمروز در مورد راه صحبت کرد»: he spoke there, of what the meeting was about.
            return []
        found = self.cast.all_in(begin, about.start if about else verb.start)
        if not found or found[0].start - begin > _OFFICE_REACH:
            return []
        spoke = [f for f in found if f.actor.kind == "person" or self._holder(f)]
        return spoke[:1] if first is None and verb.value == _SPOKE else spoke

    def named(self) -> Iterator[Act]:
        """«سخنران این نشست A بود», «A مدرس این دوره است», «تدریس این دوره را A به عهده دارد»."""
        text = self.view.text
        for a, b in self.opening.sentences:
            for told in _BY_NOUN.finditer(text, a, b):
                event = self.view.first(told.end(), b, "event")
                event = event or self.acts.programme(told.start(), b)
                verb = _IS.search(text, told.end(), b)
                near = event is not None and event.start - told.end() < _EVENT_REACH
                if event is None or verb is None or not near:
                    continue
                people = self.cast.people(event.end, verb.start())
                if not people or people[0].start - event.end > _NAMED_NEAR:
                    before = self.cast.people(past_formula(text, a, b), told.start())
                    people = [p for p in before[-1:] if told.start() - p.end < _NAMED_NEAR]
                people = people[: 1 + self._in_turn(people)]
                role = "presenter" if told["teacher"] else "speaker"
                for found in people:
                    if not self.acts.framed(a, found):
                        yield role, found, f"{role}: {told[0]}"

    def _in_turn(self, people: list[Placed]) -> int:
        """How many stand in one list with the first."""
        joined = 0
        for one, following in pairwise(people):
            if not _LISTED.fullmatch(self.view.text, one.end, following.start):
                break
            joined += 1
        return joined

    def _holder(self, found: Placed) -> bool:
        """True for a group that is one office: «معاون والی»."""
        return self.acts.delegates(found) and not is_plural(self.view.text[found.start : found.end])

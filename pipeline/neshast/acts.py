"""What somebody did at a meeting, told by a verb: came, stayed away, opened it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.actors import Placed
from neshast.document import Cue
from neshast.grammar import either
from neshast.groups import CALLING, OF_ALL, PEOPLE, SOME_OF
from neshast.opening import ANAPHOR, OPENING, PROGRAMME, Opening
from neshast.passages import clause_start, past_formula
from neshast.phrases import QUANTIFIER
from neshast.standing import Standing
from neshast.view import Mark, View

# «در پنجمین جلسه», «درجلسه».
_IN = re.compile(r"(?<![^\W\d])در\s*(?:\w+ین\s+)?$")
# «در آن شرکت می کنند»: the meeting that the sentence before told of.
_IN_IT = re.compile(rf"(?<!\w){either('in_it')}\s*$")
_IN_IT_BEFORE = re.compile(rf"(?:\sو\s|،\s?|\s{either('who')}\s){either('in_it')}\s")
_WHICH = re.compile(rf"\sرا\s*،?\s*{either('who')}\s|(?<!\w){either('whereas')}\s")
_CIRCUMSTANCE = re.compile(rf"(?<!\w){either('circumstance')}\s")
# «گشود» ends like «شود» and is none.
_PASSIVE = re.compile(rf"(?<!\w){either('passive_end')}$")
# «برنامه را گشود», «کورس را رسماً افتتاح نمود».
_OPENED = re.compile(rf"(?<!\w){either('opened_object')}(?: \w+){{0,3}} را\s(?:\w+\s)?$")

# «تلاوت آیات», «سرود ملی».
_RECITED = re.compile(rf"(?<!\w){either('recited')}(?!\w)")
# «در جلسه … با جمعی از معلمان اشتراک نمود», «در این جلسه، …»: who else came may follow.
_MORE = re.compile(r"،|\sبا\s")
_OBJECT = re.compile(r"\sرا\s")
_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s")
_THAT = re.compile(rf"(?:\sرا)?\s*،?\s*{either('who')}\s")
# «سپس هر یک A، B و C پیرامون X صحبت نمودند»: several who speak one after another.
_IN_TURN = re.compile(rf"(?<!\w){either('in_turn')}(?!\w)")
# «قرار است A در این نشست شرکت کند».
_PLANNED = re.compile(rf"(?<!\w){either('planned')}(?: {either('who')})?(?!\w)[\s،]*")
_TAKEN_UP = re.compile(rf"{either('this', 'that_one')}(?!\w)")
_IN_WORD = re.compile(rf"(?<!\w){either('in_place')}\s")
# «دعوت شده بودند»: to a meeting that is over.
_HAD_BEEN = re.compile(rf"\s{either('had_been')}$")
# Separators of a list of those who came.
_JOINED = re.compile(rf"[\s،؛]*(?:و\s)?\s*(?:{either('also')}\s)?\s*")
# «ملی‌پوشان استان همواره در تیم حضور دارند»: no meeting tells so of who came.
_HABIT = re.compile(rf"\s{either('has_now')}$")
# A verb of speech whose content follows.
_FRAME_END = re.compile(rf"\s*(?:[:؛«\"]|{either('who')}\s)")
# So far from its beginning may a noun of people stand in a group.
PEOPLE_REACH = 8
# So far before «حضورداشت» begins the cue that holds it.
_CUE_REACH = 4
# A group that begins so soon begins its sentence.
FIRST = 3
_SUBJECT_REACH = 40
# «کردند», «خواهند داد».
PLURAL_VERB = re.compile(r"ند(?: \w+)?$")
# «شرکت کنند»: who may come yet.
_MAY_COME = "may_attend"
# Verbs of who came or stayed away, and of what those who came did.
_COMING = ("attend", "absent", "discuss", "invited", _MAY_COME)
# An act: the role, who has it, and the rule.
Act = tuple[str, Placed, str]


def acts(opening: Opening) -> Iterator[Act]:
    """Who came or stayed away, and who opened the meeting, in text order of each."""
    reader = Acts(opening)
    yield from reader.attended()
    yield from reader.opened()


def of_people(view: View, found: Placed) -> bool:
    """True for a person, a body, and a group that begins with a noun of people or a number."""
    return (
        found.actor.kind != "group"
        or QUANTIFIER.match(view.text, found.start) is not None
        or any(
            m.start <= found.start + PEOPLE_REACH
            for m in view.within(found.start, found.end, "collective", "office")
        )
        or PEOPLE.match(view.text, found.start) is not None
        or CALLING.match(view.text, found.start) is not None
        or SOME_OF.match(view.text, found.start) is not None
    )


class Acts:
    """Reads the verbs of one report."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast

    # Coming and staying away

    def attended(self) -> Iterator[Act]:
        """«X و Y در این جلسه اشتراک داشتند»; «… حضور نداشت» is absence."""
        for rank, (start, end) in enumerate(self.opening.sentences):
            lead = (start, end) == self.opening.lead
            a = self._past_background(start, end)
            for verb in self.view.within(start, end, *_COMING):
                role = "absent" if verb.kind == "absent" else "attendee"
                for found in self._who_came(rank, a, verb, lead):
                    if found.actor.kind == "organization" and self._only_told_of(
                        start, found, verb
                    ):
                        continue
                    yield role, found, verb.cue.rule
                    # «A حاضر شد و B غایب بود»: each verb has subjects of its own.
                    a = verb.end if verb.kind != "discuss" else a

    def _only_told_of(self, start: int, body: Placed, verb: Mark) -> bool:
        """True for a body in speech («X گفت: فدراسیون در جلسات شرکت کرده است») and before «که»."""
        that = _THAT.search(self.view.text, body.end, verb.start)
        return that is not None or self.framed(start, verb)

    def _past_background(self, start: int, end: int) -> int:
        """Past «لازم به ذکر است که» at the beginning of a sentence."""
        said = self.view.first(start, end, "background")
        if said is None or said.start - start >= FIRST:
            return start
        that = _THAT.match(self.view.text, said.end)
        return that.end() if that else said.end

    def _who_came(self, rank: int, start: int, verb: Mark, lead: bool) -> list[Placed]:
        if verb.kind == "invited" and self.framed(start, verb):
            return []
        spoken = self.framed(start, verb)
        # «X گفت: در این همایش Y شرکت می کند»: X only tells of it.
        start = self.past_frame(start, verb)
        for clause in _WHICH.finditer(self.view.text, start, verb.start):
            # «ریاست جلسه را که A و B در آن اشتراک داشتند، X …», «در حالی که A نیز حضور داشت»
            start = clause.end()
        if verb.kind == "invited":
            if Standing(self.opening).read().value == "announced":
                return self.present(start, verb.start)
            # «به این ورکشاپ ۳۵ تن از معلمان دعوت شده بودند»
            told = _HAD_BEEN.search(self.view.text, verb.start, verb.end)
            event = self.event_of(start, verb.start, True) if told else None
            return self.subjects(start, event, verb.start) if event else []
        if verb.kind == _MAY_COME:
            planned = _PLANNED.search(self.view.text, start, verb.start)
            if planned is None:
                return []
            # «N گفت قرار است A در این نشست شرکت کند»: who comes stands after the plan.
            start = planned.end()
        in_it = _IN_IT_BEFORE.search(self.view.text, start, verb.start)
        if in_it and not self.view.within(in_it.end(), verb.start, "event"):
            # «این مجلس دایر شده بود و در آن A و B شرکت کرده بودند», «محفلی که در آن A …»
            found = self.present(in_it.end(), verb.start)
            if found and verb.kind == "attend":
                return found
        event = self.event_of(start, verb.start, lead)
        if verb.kind == "discuss":
            return self._discussed(start, event, verb) if event else []
        if self.too_few(start, verb.start):
            return []
        stop = self._before_room(start, verb.start)
        if event is not None:
            return self.subjects(start, event, stop)
        anywhere = verb.kind == "absent" or verb.value == "among"
        habit = _HABIT.search(self.view.text, verb.start, verb.end) is not None
        here = not habit or bool(self.view.within(start, verb.start, "event", "place_noun"))
        early = rank < OPENING and here
        if early or anywhere or _IN_IT.search(self.view.text, start, verb.start):
            if spoken and self._elsewhere(start, stop):
                return []
            return self.present(start, stop)
        return []

    def too_few(self, start: int, stop: int) -> bool:
        """True for «از ۹ عضو تنها ۴ تن» where so few could not meet."""
        few = OF_ALL.search(self.view.text, start, stop)
        return few is not None and Standing(self.opening).read().value == "cancelled"

    def _before_room(self, start: int, stop: int) -> int:
        """Before «در سازمان X» right before «حضور داشتند» at `stop`: where they were."""
        rooms = [m for m in _IN_WORD.finditer(self.view.text, start, stop)]
        body = self.cast.body_at(rooms[-1].end(), stop) if rooms else None
        ends = body is not None and body.end + 1 >= stop
        return rooms[-1].start() if ends else stop

    def event_of(self, start: int, stop: int, lead: bool) -> Mark | None:
        """The event that a verb at `stop` tells of: any in the lead, «این جلسه» elsewhere."""
        text = self.view.text
        events = self.view.within(start, stop, "event", "body")
        own = self.opening.report.event
        if lead and own is not None:
            # «در این جلسه اعضای شورا …»: the meeting of the lead, not the body near the verb.
            told = [event for event in events if event.start == self.view.at(own.span)[0]]
            events = told or events
        for event in reversed(events):
            if (
                lead
                or ANAPHOR.search(text, start, event.start)
                or _IN.search(text, start, event.start)
            ):
                return event
        return self.programme(start, stop)

    def programme(self, start: int, stop: int) -> Mark | None:
        """«این برنامه», «این رویداد»: the meeting by a noun that elsewhere means none."""
        told = PROGRAMME.search(self.view.text, start, stop)
        if told is None:
            return None
        cue = Cue(self.view.raw(*told.span("noun")), "event", "other", told["noun"])
        return Mark(*told.span("noun"), "event", "other", cue)

    def present(self, start: int, stop: int) -> list[Placed]:
        """«X، Y و سایر اعضای شورا حضور داشتند.» right after the lead, without «در این جلسه»."""
        # «در همان نوشته، A و B … شمرده شدند»: what goes before the first ends no list.
        first = self.cast.first_person(start, stop)
        circumstance = _CIRCUMSTANCE.search(self.view.text, first.end if first else start, stop)
        stop = circumstance.start() if circumstance else stop
        for mark in self.view.within(start, stop, "event", "place_noun"):
            if self.view.text.endswith("در", start, mark.start):
                stop = mark.start - 2
                break
        return [found for found in self.cast.all_in(start, stop) if of_people(self.view, found)]

    def _elsewhere(self, start: int, stop: int) -> bool:
        """True for «مردم در انتخابات | حضور داشتند»: no meeting, and no place of one."""
        where = [m.end() for m in _IN_WORD.finditer(self.view.text, start, stop)][-1:]
        kinds = ("event", "place_noun", "body", "org_head")
        return any(
            not _TAKEN_UP.match(self.view.text, at) and not self.view.within(at, stop, *kinds)
            for at in where
        )

    def subjects(self, start: int, event: Mark, stop: int) -> list[Placed]:
        """Who takes part: after «در این جلسه» and its relative clause, or before it."""
        people = self.after_event(event, stop)
        before = self.before_event(start, event.start)
        if not people:
            return before
        first = past_formula(self.view.text, start, event.start) + FIRST
        told_after = _MORE.search(self.view.text, event.end, stop) is not None
        if before and before[0].start < first and not told_after:
            # «معاون والی در مراسم فراغت افسران اشتراک نمود»: what follows names the meeting.
            return before
        named = [found for found in before if found.actor.kind == "person"]
        return [*(before if named and named[0].start < first else []), *people]

    def after_event(self, event: Mark, stop: int) -> list[Placed]:
        holds = self.view.within(event.end, stop, "hold", "attend")
        begin = holds[-1].end if holds else event.end
        # «در این جلسه که A و B حضور داشتند»: who came stands inside the clause.
        # «در جلسه امروز وزیر مالیه …», «در جلسه امروز که A و B حضور داشتند»
        begin = next((b for a, b in self.opening.dates if begin <= a < begin + FIRST), begin)
        that = _THAT.match(self.view.text, begin, stop)
        begin = that.end() if that else begin
        begin = next((b for a, b in self.opening.dates if begin <= a < begin + FIRST), begin)
        about = self.view.first(begin, stop, "about")
        after = self.cast.all_in(begin, about.start if about else stop)
        return [found for found in after if of_people(self.view, found)]

    def before_event(self, start: int, stop: int) -> list[Placed]:
        """Persons, a group that begins the sentence, and groups in one list with them."""
        kept: list[Placed] = []
        start = past_formula(self.view.text, start, stop)
        some = OF_ALL.match(self.view.text, start, stop)
        start = some.end() if some else start
        for found in self.cast.all_in(start, stop):
            listed_too = bool(kept) and _JOINED.fullmatch(self.view.text, kept[-1].end, found.start)
            if found.actor.kind == "person" or (
                (listed_too or found.start - start < FIRST) and of_people(self.view, found)
            ):
                kept.append(found)
        return kept

    def _discussed(self, start: int, event: Mark, verb: Mark) -> list[Placed]:
        """«در این جلسه … A، B با C روی X بحث کردند»: all of them sat; one alone may only speak."""
        if _PASSIVE.search(self.view.text, verb.start, verb.end) or self.speaks(start, verb):
            return []
        found = self.subjects(start, event, verb.start)
        plural = PLURAL_VERB.search(self.view.text, verb.start, verb.end) is not None
        people = [f for f in found if f.actor.kind == "person"]
        if plural and len(people) > 1 and event.start - start < _SUBJECT_REACH:
            return found
        return [f for f in found if f.actor.kind == "group" and self.delegates(f)]

    def delegates(self, found: Placed) -> bool:
        """True for a group named by its office: «نمایندگان X در این نشست … بحث نمودند»."""
        offices = self.view.within(found.start, found.end, "office")
        return any(m.start == found.start for m in offices)

    # Organising and opening

    def opened(self) -> Iterator[Act]:
        """«X جلسه را افتتاح کرد»; «جلسه توسط X افتتاح شد»."""
        for a, b in self.opening.sentences:
            for verb in self.view.within(a, b, "opens"):
                begin = self.past_frame(a, verb)
                # «محفل آغاز شد و سپس X آن را افتتاح کرد»: who is named last opened it.
                near = clause_start(self.view, begin, verb.start, "hold", "opens")
                people = self.cast.people(near, verb.start) or self.cast.people(begin, verb.start)
                if _PASSIVE.search(self.view.text, verb.start, verb.end):
                    agent = _AGENT.search(self.view.text, begin, verb.start)
                    if agent and _RECITED.search(self.view.text, near, agent.start()):
                        # «با تلاوت قرآن توسط قاری X آغاز شد»: who recites opens nothing.
                        continue
                    people = self.cast.people(agent.end(), verb.start) if agent else []
                    office = self.cast.office_only(agent.end(), verb.start) if agent else None
                    people = people or ([office] if office else [])
                else:
                    people = people or self._opening_office(near, verb.start)
                object_ = _OPENED.search(self.view.text, begin, verb.start)
                if people and (object_ or self.view.within(begin, verb.start, "event", "body")):
                    yield "opener", people[0], verb.cue.rule

    def _opening_office(self, start: int, stop: int) -> list[Placed]:
        """Who opens, named by his office alone: «این محفل را رئیس معارف افتتاح کرد»."""
        object_ = _OBJECT.search(self.view.text, start, stop)
        for begin in [*([object_.end()] if object_ else []), start]:
            office = self.cast.office_only(begin, stop)
            if office is not None and office.start - begin < FIRST:
                return [office]
        return []

    def framed(self, start: int, verb: Mark | Placed) -> bool:
        """True if the verb stands in what somebody says."""
        text = self.view.text
        quoted = text.count("«", start, verb.start) > text.count("»", start, verb.start)
        return quoted or bool(self._frames_before(start, verb))

    def past_frame(self, start: int, verb: Mark) -> int:
        """Past the last «X گفت که» before `verb`, if it stands in what X says."""
        said = self._frames_before(start, verb)
        frame = _FRAME_END.match(self.view.text, said[-1].end) if said else None
        return frame.end() if frame else start

    def _frames_before(self, start: int, verb: Mark | Placed) -> list[Mark]:
        """Verbs of speech before `verb` whose content follows: «گفت: …»."""
        said = self.view.within(start, verb.start, "say")
        return [mark for mark in said if _FRAME_END.match(self.view.text, mark.end)]

    def speaks(self, start: int, verb: Mark) -> bool:
        """True if each of those before the verb speaks for himself, or one alone does."""
        text = self.view.text
        alone = not PLURAL_VERB.search(text, verb.start, verb.end)
        return alone or _IN_TURN.search(text, start, verb.start) is not None

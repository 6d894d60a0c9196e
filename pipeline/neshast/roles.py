"""Roles at a meeting: who led, held, opened it, came, or stayed away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from neshast.actors import Placed, count_in
from neshast.aligned import Span
from neshast.document import Actor, Participant
from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.lead_doubts import aside_clause
from neshast.opening import ANAPHOR, OPENING, Opening
from neshast.phrases import QUANTIFIER
from neshast.slots import OPENERS, VERBS, Slot, read_slots
from neshast.view import Mark

_IN = re.compile(r"(?<!\w)در\s+$")
_WITH = re.compile(r"(?<!\w)با\s")
_BETWEEN = re.compile(rf"(?<!\w){either('between')}\s")
_LISTED = re.compile(
    rf"(?P<label>(?P<absent>{either('absent_label')})|{either('present_label')})\s*[:؛]"
)
_CHAIR_NOUN = re.compile(rf"(?<!\w){either('leadership')}(?!\w)")
_DELEGATION = re.compile(rf"(?<!\w){either('delegation')}(?: \w+){{0,6}}\s*\Z")
_PASSIVE = re.compile(rf"{either('passive_end')}$")
_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s")
_COMPANY = re.compile(rf"{either('company')}\w*(?: {either('their')})?")
_CIRCUMSTANCE = re.compile(rf"(?<!\w){either('circumstance')}\s")
_PLURALS = listed("plural_ending")
# So far before «به ریاست» may a delegation be named, and before its verb «ریاست».
_CHAIR_REACH = 60
# So far before a body may its meeting begin: «جلسه کمیته».
_EVENT_REACH = 24
# So soon after «به ریاست» must a pronoun stand, or an office before the person named with it.
_PRONOUN_REACH = 12
_OFFICE_LEAD = 30
# So far from its beginning may a noun of people stand in a group.
_PEOPLE_REACH = 8
# So soon after «با» a person is named, who is read elsewhere.
_NAME_REACH = 40
# So near before «به نمایندگی از» is the one named who stands for another.
_BEHALF_REACH = 60
# A headline tells a counted group with fewer words: «شماری از متنفذین قومی».
_SAME_WORDS = 3
# So far before «حضورداشت» begins the cue that holds it.
_CUE_REACH = 4
# A group that begins so soon begins its sentence.
_FIRST = 3


class Roles:
    """Reads the participants of one report.

    Args:
        opening: the report.
        both_sides: whether it is a meeting of two, so that everybody in the lead takes part.
    """

    def __init__(self, opening: Opening, both_sides: bool) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast
        self.both_sides = both_sides
        self.participants: list[Participant] = []
        self._behalf: list[tuple[int, Span]] = []
        self._readers: dict[str, Callable[[Slot, int, int], None]] = {
            "chair": self._slot_chair,
            "participant": self._slot_participant,
            "host": self._slot_host,
            "organizer": self._slot_organizer,
            "secretary": self._slot_secretary,
            "behalf": self._slot_behalf,
        }

    def read(self) -> tuple[Participant, ...]:
        """The participants, each role of an actor once, in order of discovery."""
        for a, b in self.opening.stretches:
            self._take_slots(a, b)
        self._chair_by_verb()
        self._attend()
        self._listed()
        self._openers()
        if self.both_sides:
            self._sides()
        else:
            self._with(*self.opening.event_phrase(), "event with")
            self._between(*self.opening.event_phrase())
        self._stand_in()
        return tuple(self.participants)

    def _add(self, found: Placed, role: str, rule: str, cue: Span | None = None) -> None:
        """Adds a participant, unless the actor, or a group of the same words, has the role."""
        raw = self.opening.document.raw
        text = found.actor.span.of(raw) if found.actor.span else None
        for known in self.participants:
            if known.role == role:
                said = known.actor.span.of(raw) if known.actor.span else None
                if known.actor == found.actor or (text and said and _same_group(said, text)):
                    return
        count = count_in(self.view.text[found.start : found.end]) if text else None
        self.participants.append(Participant(found.actor, role, "explicit", cue, rule, count))

    # Slots

    def _take_slots(self, start: int, end: int) -> None:
        aside = aside_clause(self.view, start, end) or (end, end)
        event = self.opening.report.event
        at = self.view.at(event.span)[0] if event is not None else end
        for slot in read_slots(self.view, start, end, self.opening.dates):
            if aside[0] <= slot.cue.start < aside[1]:
                continue
            if slot.start < at < slot.end:
                # «با حضور A و B، آیین … برگزار شد»: the event begins the main clause.
                slot = replace(slot, end=at)
            reader = self._readers.get(slot.kind)
            if reader is not None:
                reader(slot, start, end)

    def _announce(self, found: Placed, role: str, slot: Slot) -> None:
        """Adds an actor whom the cue of a slot announces."""
        cue = slot.cue.cue
        self._add(found, role, cue.rule, cue.span)

    def _slot_chair(self, slot: Slot, start: int, end: int) -> None:
        text = self.view.text
        if self._of_delegation(slot.cue.start):
            return
        near = min(slot.end, slot.start + _PRONOUN_REACH)
        pronoun = self.view.first(slot.start, near, "pronoun")
        if pronoun is not None and (before := self.cast.people(start, slot.cue.start)):
            self._announce(before[-1], "chair", slot)
            return
        people = self.cast.people(slot.start, slot.end)
        office = self.cast.office_only(slot.start, slot.end)
        if office and (not people or office.start < people[0].start - _OFFICE_LEAD):
            self._announce(office, "chair", slot)
            return
        for i, person in enumerate(people):
            if i and text[people[i - 1].end : person.start].strip() not in ("و", "، و"):
                break
            self._announce(person, "chair", slot)

    def _of_delegation(self, at: int) -> bool:
        """True if who leads at `at` leads a delegation, and not the body whose meeting it is."""
        match = _DELEGATION.search(self.view.text, max(0, at - _CHAIR_REACH), at)
        if match is None:
            return False
        start = match.start()
        before = self.view.within(max(0, start - _EVENT_REACH), start, "event")
        sits = any(self.view.text[event.end : start].isspace() for event in before)
        event = self.opening.report.event
        return not sits and (event is None or self.view.at(event.span)[0] != start)

    def _slot_participant(self, slot: Slot, start: int, end: int) -> None:
        if self.view.text.startswith((" و ", "،"), slot.start):
            return
        for found in self.cast.all_in(slot.start, slot.end):
            if self._of_people(found) or self._plural(found):
                self._announce(found, "attendee", slot)

    def _slot_host(self, slot: Slot, start: int, end: int) -> None:
        self._one(slot, "host")

    def _slot_organizer(self, slot: Slot, start: int, end: int) -> None:
        hold = self.view.first(slot.end, end, "hold")
        if hold is None or hold.value in ("began", "ended", "done"):
            return
        if not self.view.within(slot.end, hold.start, "say", "said", "present", "discuss"):
            self._one(slot, "organizer")

    def _slot_secretary(self, slot: Slot, start: int, end: int) -> None:
        for person in self.cast.people(slot.start, slot.end)[:1]:
            self._announce(person, "secretary", slot)

    def _slot_behalf(self, slot: Slot, start: int, end: int) -> None:
        """«X به نمایندگی از وزیر», or «به نمایندگی از وزیر، تحت ریاست X»."""
        at, stop = self.view.trim(slot.start, slot.end)
        found = self.cast.office_only(at, stop) or self.cast.body_at(at, stop)
        if found is not None:
            self._behalf.append((slot.cue.start, self.view.raw(found.start, found.end)))

    def _stand_in(self) -> None:
        """Notes on whose behalf somebody came: who is named right before, or else the chair."""
        for at, whom in self._behalf:
            near = self.cast.people(max(self.opening.start, at - _BEHALF_REACH), at)
            chairs = [p.actor for p in self.participants if p.role == "chair"]
            actor = near[-1].actor if near else chairs[0] if chairs else None
            self.participants = [
                replace(p, on_behalf_of=whom) if p.actor == actor else p for p in self.participants
            ]

    def _one(self, slot: Slot, role: str) -> None:
        """The one actor of a slot: the person or body named first, else an office."""
        at, stop = self.view.trim(slot.start, slot.end)
        body = self.cast.body_at(at, slot.end)
        named = [*([body] if body else []), *self.cast.people(at, slot.end)[:1]]
        found = min(named, key=lambda f: f.start) if named else self.cast.office_only(at, stop)
        if found is not None:
            self._announce(found, role, slot)

    # Verbs

    def _chair_by_verb(self) -> None:
        """«X که ریاست جلسه را برعهده داشت»."""
        for a, b in self.opening.sentences:
            for verb in self.view.within(a, b, "chair_verb"):
                near = max(a, verb.start - _CHAIR_REACH)
                nouns = [m.start() for m in _CHAIR_NOUN.finditer(self.view.text, near, verb.end)]
                if not nouns:
                    continue
                before = self.cast.people(a, nouns[-1])
                if not before and self.view.first(a, nouns[-1], "pronoun"):
                    before = self.cast.people(self.opening.start, a)
                if before:
                    self._add(before[-1], "chair", verb.cue.rule)

    def _attend(self) -> None:
        """«X و Y در این جلسه اشتراک داشتند»; «… حضور نداشت» is absence."""
        for rank, (a, b) in enumerate(self.opening.sentences):
            for verb in self.view.within(a, b, "attend", "absent", "discuss"):
                if self.view.within(max(a, verb.start - _CUE_REACH), verb.end, "participant"):
                    # «با حضورداشت»: no verb, but the cue of a slot.
                    continue
                event = self._attended(a, verb.start, (a, b) == self.opening.lead)
                if event is not None:
                    found = self._subjects(a, event, verb.start)
                elif rank < OPENING and verb.kind != "discuss":
                    found = self._present(a, verb.start)
                else:
                    continue
                role = "absent" if verb.kind == "absent" else "attendee"
                for actor in found:
                    if verb.kind != "discuss" or self._delegates(actor):
                        self._add(actor, role, verb.cue.rule)

    def _attended(self, start: int, stop: int, lead: bool) -> Mark | None:
        """The event that a verb at `stop` tells of: any in the lead, «این جلسه» elsewhere."""
        text = self.view.text
        for event in reversed(self.view.within(start, stop, "event", "body")):
            if (
                lead
                or ANAPHOR.search(text, start, event.start)
                or _IN.search(text, start, event.start)
            ):
                return event
        return None

    def _present(self, start: int, stop: int) -> list[Placed]:
        """«X، Y و سایر اعضای شورا حضور داشتند.» right after the lead, without «در این جلسه»."""
        circumstance = _CIRCUMSTANCE.search(self.view.text, start, stop)
        stop = circumstance.start() if circumstance else stop
        for mark in self.view.within(start, stop, "event", "place_noun"):
            if self.view.text.endswith("در", start, mark.start):
                stop = mark.start - 2
                break
        return [found for found in self.cast.all_in(start, stop) if self._of_people(found)]

    def _subjects(self, start: int, event: Mark, stop: int) -> list[Placed]:
        """Who takes part: after «در این جلسه» and its relative clause, or else before it."""
        holds = self.view.within(event.end, stop, "hold")
        begin = holds[-1].end if holds else event.end
        about = self.view.first(begin, stop, "about")
        after = self.cast.all_in(begin, about.start if about else stop)
        people = [found for found in after if self._of_people(found)]
        if people:
            return people
        return [
            found
            for found in self.cast.all_in(start, event.start)
            if found.actor.kind == "person"
            or (found.start - start < _FIRST and self._of_people(found))
        ]

    def _openers(self) -> None:
        """«X جلسه را افتتاح کرد»; «جلسه توسط X افتتاح شد»."""
        for a, b in self.opening.sentences:
            for verb in self.view.within(a, b, "opens"):
                people = self.cast.people(a, verb.start)
                if _PASSIVE.search(self.view.text, verb.start, verb.end):
                    agent = _AGENT.search(self.view.text, a, verb.start)
                    people = self.cast.people(agent.end(), verb.start) if agent else []
                if people and self.view.within(a, verb.start, "event", "body"):
                    self._add(people[0], "opener", verb.cue.rule)

    # Lists and sides

    def _listed(self) -> None:
        """«حاضرین: …», «غایب: …» of minutes."""
        for a, b in self.opening.sentences:
            match = _LISTED.match(self.view.text, a, b)
            if match:
                role = "absent" if match["absent"] else "attendee"
                for found in self.cast.all_in(match.end(), b):
                    if self._of_people(found):
                        self._add(found, role, f"list: {match['label']}")

    def _sides(self) -> None:
        """Everybody in what is told of a meeting of two."""
        for i, (a, b) in enumerate(self.opening.stretches):
            if i and not self.view.within(a, b, "meet"):
                continue
            for person in self.cast.people(a, b):
                self._add(person, "attendee", "bilateral: both sides")
            self._with(a, b, "bilateral: both sides")
            for match in _COMPANY.finditer(self.view.text, a, b):
                group = Actor("group", span=self.view.raw(*match.span()))
                self._add(Placed(group, *match.span()), "attendee", "bilateral: company")

    def _between(self, start: int, end: int) -> None:
        """«جلسه میان A و B»."""
        match = _BETWEEN.search(self.view.text, start, end)
        if match is None:
            return
        about = self.view.first(match.end(), end, "about")
        cut = stop = about.start if about else end
        for mark in self.view.within(match.end(), stop, "org_head", "office", "collective"):
            if self.view.text.endswith(" و ", start, mark.start):
                cut = mark.start
        for a, b in ((match.end(), cut), (cut, stop)):
            for found in self.cast.all_in(a, b):
                self._add(found, "attendee", "event between")

    def _with(self, start: int, end: int, rule: str) -> None:
        """Groups after a bare «با»: «نشست X با نماینده گان اصناف»."""
        text = self.view.text
        for match in _WITH.finditer(text, start, end):
            begin = match.end()
            if self.cast.people(begin, min(end, begin + _NAME_REACH)):
                continue
            cue = self.view.first(begin, end, *OPENERS, *VERBS, "about")
            circumstance = _CIRCUMSTANCE.search(text, begin, end)
            stop = min(cue.start if cue else end, circumstance.start() if circumstance else end)
            if self.view.within(begin, stop, "collective", "office"):
                for found in self.cast.all_in(begin, stop):
                    self._add(found, "attendee", rule)

    # What a group is

    def _of_people(self, found: Placed) -> bool:
        """True for a person, and a group that begins with a noun of people or their number."""
        return (
            found.actor.kind == "person"
            or QUANTIFIER.match(self.view.text, found.start) is not None
            or any(
                m.start <= found.start + _PEOPLE_REACH
                for m in self.view.within(found.start, found.end, "collective", "office")
            )
        )

    def _plural(self, found: Placed) -> bool:
        """True if one of the first words is plural, or a body: «اقشار مختلف», «ادارات عضو»."""
        words = self.view.text[found.start : found.end].split()[:2]
        return any(word.endswith(_PLURALS) for word in words) or bool(
            self.view.within(found.start, found.end, "org_head", "body")
        )

    def _delegates(self, found: Placed) -> bool:
        """True for a group named by its office: «نمایندگان X در این نشست … بحث نمودند»."""
        return found.actor.kind == "group" and any(
            m.start == found.start for m in self.view.within(found.start, found.end, "office")
        )


def _same_group(first: str, second: str) -> bool:
    """True for groups of the same words, or counted ones of the same people."""
    if first == second:
        return True
    words, others = fold(first).split(), fold(second).split()
    counted = QUANTIFIER.match(fold(first)) is not None
    return counted and words[:_SAME_WORDS] == others[:_SAME_WORDS]

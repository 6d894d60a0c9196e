"""Roles at a meeting: who led, held, opened it, came, or stayed away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from neshast.actors import Found, count_in, same_actor
from neshast.document import Actor, Participant
from neshast.leads import aside_clause
from neshast.opening import ANAPHOR, OPENING, Opening
from neshast.phrases import QUANTIFIER
from neshast.slots import OPENERS, VERBS, Slot, read_slots
from neshast.view import Mark

_BARE = re.compile(r"(?<!\w)در\s+$")
_LISTED = re.compile(
    r"(حاضرین|حاضران|شرکت کنندگان|اشتراک کنندگان|غایب|غایبین|غایبان|اعضای حاضر)\s*[:؛]"
)
_CHAIR_NOUN = re.compile(r"(?<!\w)(?:ریاست|رهبری)(?!\w)")
_DELEGATION = re.compile(r"(?:هییت|هیات|هیأت|وفد|تیم|گروه|کمیته|کمیسیون|کارگروه)(?: \w+){0,6}\s*$")
_BETWEEN = re.compile(r"(?<!\w)(?:میان|بین)\s")
_PASSIVE = re.compile(r"(?:شد|گردید|یافت|یافته|شده|گردیده)$")
_AGENT = re.compile(r"(?<!\w)(?:توسط|از سوی|از طرف|از جانب)\s")
_COMPANY = re.compile(r"(?:هییت|هیات|هیأت|وفد) همراه\w*(?: وی| شان| ایشان)?")
_PLURALS = (
    "ان",
    "ین",
    "ها",
    "های",
    "ات",
    "اء",
    "شار",
    "راد",
    "ضا",
    "ضای",
    "ما",
    "مای",
    "سا",
    "سای",
)
_IN_PLACE = re.compile(r"(?<!\w)(?:در|به نسبت|به علت|به دلیل|از راه)\s")
_WITH = re.compile(r"(?<!\w)با\s")


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
        self.lead = opening.lead
        self.sentences = opening.sentences
        self.both_sides = both_sides
        self.participants: list[Participant] = []
        self._readers: dict[str, Callable[[Slot, int, int], None]] = {
            "chair": self._slot_chair,
            "participant": self._slot_participant,
            "host": self._slot_host,
            "organizer": self._slot_organizer,
            "secretary": self._slot_secretary,
        }

    def read(self) -> tuple[Participant, ...]:
        """The participants, each role of an actor once, in order of discovery."""
        for a, b in self.opening.stretches:
            self._take_slots(a, b)
        self._chair_by_verb()
        self._attend()
        self._listed()
        self._openers()
        self._meet()
        return tuple(self.participants)

    def _take_slots(self, start: int, end: int) -> None:
        aside = aside_clause(self.view, start, end)
        event = (
            self.view.at(self.opening.report.event.span)[0] if self.opening.report.event else None
        )
        for slot in read_slots(self.view, start, end, self.opening.dates):
            if aside and aside[0] <= slot.cue.start < aside[1]:
                continue
            if event is not None and slot.start < event < slot.end:
                # «با حضور A و B، آیین … برگزار شد»: the event begins the main clause.
                slot = replace(slot, end=event)
            reader = self._readers.get(slot.kind)
            if reader is not None:
                reader(slot, start, end)

    def _add(self, found: Found, role: str, slot: Slot | None, rule: str) -> None:
        text = found.actor.span.of(self.opening.document.raw) if found.actor.span else None
        for known in self.participants:
            if known.role != role:
                continue
            if same_actor(known.actor, found.actor):
                return
            if text and known.actor.span and known.actor.span.of(self.opening.document.raw) == text:
                return
        count = count_in(self.view.text[found.start : found.end]) if text else None
        cue = slot.cue.cue.span if slot else None
        self.participants.append(Participant(found.actor, role, "explicit", cue, rule, count))

    def _slot_chair(self, slot: Slot, start: int, end: int) -> None:
        if self._is_delegation(slot):
            return
        found = self.cast.all_in(slot.start, slot.end)
        people = [f for f in found if f.actor.kind == "person"]
        pronoun = self.view.first(slot.start, min(slot.end, slot.start + 12), "pronoun")
        if pronoun is not None and (before := self.cast.people(start, slot.cue.start)):
            self._add(before[-1], "chair", slot, slot.cue.cue.rule)
            return
        office = self.cast.office_only(slot.start, slot.end)
        if office and (not people or office.start < people[0].start - 30):
            self._add(office, "chair", slot, slot.cue.cue.rule)
            return
        for i, person in enumerate(people):
            if i and not self._joined(people[i - 1], person):
                break
            self._add(person, "chair", slot, slot.cue.cue.rule)

    def _is_delegation(self, slot: Slot) -> bool:
        before = self.view.text[max(0, slot.cue.start - 60) : slot.cue.start]
        return _DELEGATION.search(before) is not None

    def _joined(self, first: Found, second: Found) -> bool:
        gap = self.view.text[first.end : second.start]
        return gap.strip() in ("و", "، و")

    def _slot_participant(self, slot: Slot, start: int, end: int) -> None:
        if self.view.text.startswith((" و ", "،"), slot.start):
            return
        for found in self.cast.all_in(slot.start, slot.end):
            if found.actor.kind == "person" or self._of_people(found) or self._plural(found):
                self._add(found, "attendee", slot, slot.cue.cue.rule)

    def _plural(self, found: Found) -> bool:
        """True if one of the first words is plural, or a body: «اقشار مختلف», «ادارات عضو»."""
        words = self.view.text[found.start : found.end].split()[:2]
        return any(w.endswith(_PLURALS) for w in words) or bool(
            self.view.within(found.start, found.end, "org_head", "body")
        )

    def _slot_host(self, slot: Slot, start: int, end: int) -> None:
        self._one(slot, "host")

    def _slot_organizer(self, slot: Slot, start: int, end: int) -> None:
        hold = self.view.first(slot.end, end, "hold")
        if hold is None or hold.value in ("began", "ended"):
            return
        if not self.view.within(slot.end, hold.start, "say", "said"):
            self._one(slot, "organizer")

    def _slot_secretary(self, slot: Slot, start: int, end: int) -> None:
        for person in self.cast.people(slot.start, slot.end)[:1]:
            self._add(person, "secretary", slot, slot.cue.cue.rule)

    def _one(self, slot: Slot, role: str) -> None:
        at, stop = self.view.trim(slot.start, slot.end)
        body = self.cast.body_at(at, slot.end)
        people = self.cast.people(at, slot.end)
        if people and (body is None or people[0].start < body.start):
            self._add(people[0], role, slot, slot.cue.cue.rule)
        elif body is not None:
            self._add(body, role, slot, slot.cue.cue.rule)
        elif office := self.cast.office_only(at, stop):
            self._add(office, role, slot, slot.cue.cue.rule)

    def _chair_by_verb(self) -> None:
        """«X که ریاست جلسه را برعهده داشت»."""
        for a, b in self.sentences:
            for verb in self.view.within(a, b, "chair_verb"):
                noun = None
                for match in _CHAIR_NOUN.finditer(
                    self.view.text, max(a, verb.start - 60), verb.end
                ):
                    noun = match
                if noun is None:
                    continue
                before = self.cast.people(a, noun.start())
                if not before and self.view.first(a, noun.start(), "pronoun"):
                    before = self.cast.people(self.opening.start, a)
                if before:
                    self._add(before[-1], "chair", None, verb.cue.rule)

    def _attend(self) -> None:
        """«X و Y در این جلسه اشتراک داشتند»; «… حضور نداشت» is absence."""
        for a, b in self.sentences:
            for verb in self.view.within(a, b, "attend", "absent", "discuss"):
                event = self._attended(a, verb.start, (a, b) == self.lead)
                if event is None:
                    if verb.kind != "discuss" and (a, b) in self.sentences[:OPENING]:
                        self._present(a, verb)
                    continue
                role = "absent" if verb.kind == "absent" else "attendee"
                for found in self._subjects(a, event, verb.start):
                    if verb.kind != "discuss" or self._delegates(found):
                        self._add(found, role, None, verb.cue.rule)

    def _present(self, start: int, verb: Mark) -> None:
        """«X، Y و سایر اعضای شورا حضور داشتند.» right after the lead, without «در این جلسه»."""
        stop = next(
            (m.start() for m in _IN_PLACE.finditer(self.view.text, start, verb.start)), verb.start
        )
        for mark in self.view.within(start, stop, "event", "place_noun"):
            if self.view.text[mark.start - 2 : mark.start] == "در":
                stop = mark.start - 2
                break
        for found in self.cast.all_in(start, stop):
            if found.actor.kind == "person" or self._of_people(found):
                role = "absent" if verb.kind == "absent" else "attendee"
                self._add(found, role, None, verb.cue.rule)

    def _delegates(self, found: Found) -> bool:
        """True for a group named by its office: «نمایندگان X در این نشست … بحث نمودند»."""
        return found.actor.kind == "group" and any(
            m.start == found.start for m in self.view.within(found.start, found.end, "office")
        )

    def _attended(self, start: int, stop: int, lead: bool) -> Mark | None:
        events = self.view.within(start, stop, "event", "body")
        for event in reversed(events):
            if (
                lead
                or ANAPHOR.search(self.view.text, start, event.start)
                or _BARE.search(self.view.text, start, event.start)
            ):
                return event
        return None

    def _subjects(self, start: int, event: Mark, stop: int) -> list[Found]:
        """Who takes part: before «در این جلسه», or after it and its relative clause."""
        holds = self.view.within(event.end, stop, "hold")
        begin = holds[-1].end if holds else event.end
        about = self.view.first(begin, stop, "about")
        after = self.cast.all_in(begin, about.start if about else stop)
        people = [f for f in after if f.actor.kind == "person" or self._of_people(f)]
        if people:
            return people
        return [
            f
            for f in self.cast.all_in(start, event.start)
            if f.actor.kind == "person" or (f.start - start < 3 and self._of_people(f))
        ]

    def _of_people(self, found: Found) -> bool:
        """True if a group begins with a noun that means people, or a number of them."""
        return QUANTIFIER.match(self.view.text, found.start) is not None or any(
            m.start <= found.start + 8
            for m in self.view.within(found.start, found.end, "collective", "office")
        )

    def _listed(self) -> None:
        """«حاضرین: …», «غایب: …» of minutes."""
        for a, b in self.sentences:
            match = _LISTED.match(self.view.text, a, b)
            if match:
                role = "absent" if match.group(1).startswith("غا") else "attendee"
                for found in self.cast.all_in(match.end(), b):
                    if found.actor.kind == "person" or self._of_people(found):
                        self._add(found, role, None, f"list: {match.group(1)}")

    def _openers(self) -> None:
        for a, b in self.sentences:
            for verb in self.view.within(a, b, "opens"):
                people = self.cast.people(a, verb.start)
                if _PASSIVE.search(self.view.text, verb.start, verb.end):
                    agent = _AGENT.search(self.view.text, a, verb.start)
                    people = self.cast.people(agent.end(), verb.start) if agent else []
                if people and self.view.within(a, verb.start, "event", "body"):
                    self._add(people[0], "opener", None, verb.cue.rule)

    def _meet(self) -> None:
        """Both sides of a meeting of two; «نشست X با نماینده گان اصناف»."""
        if not self.both_sides:
            self._with(*self.opening.event_phrase(), "event with")
            self._between(*self.opening.event_phrase())
            return
        for a, b in self.opening.stretches:
            if (a, b) != self.opening.stretches[0] and not self.view.within(a, b, "meet"):
                continue
            for person in self.cast.people(a, b):
                self._add(person, "attendee", None, "bilateral: both sides")
            self._with(a, b, "bilateral: both sides")
            for match in _COMPANY.finditer(self.view.text, a, b):
                span = self.view.raw(*match.span())
                found = Found(Actor("group", span=span), *match.span())
                self._add(found, "attendee", None, "bilateral: company")

    def _between(self, start: int, end: int) -> None:
        """«جلسه میان A و B»."""
        match = _BETWEEN.search(self.view.text, start, end)
        if match is None:
            return
        stop = next((m.start for m in self.view.within(match.end(), end, "about")), end)
        cut = stop
        for mark in self.view.within(match.end(), stop, "org_head", "office", "collective"):
            if self.view.text[mark.start - 3 : mark.start] == " و ":
                cut = mark.start
        for a, b in ((match.end(), cut), (cut, stop)):
            for found in self.cast.all_in(a, b):
                self._add(found, "attendee", None, "event between")

    def _with(self, start: int, end: int, rule: str) -> None:
        """Groups after a bare «با»."""
        for match in _WITH.finditer(self.view.text, start, end):
            cues = (*OPENERS, *VERBS, "about")
            after = [m.start for m in self.view.within(match.end(), end, *cues)]
            places = [m.start() for m in _IN_PLACE.finditer(self.view.text, match.end(), end)]
            stop = min([end, *after, *places])
            if self.cast.people(match.end(), min(end, match.end() + 40)):
                continue
            if self.view.within(match.end(), stop, "collective", "office"):
                for found in self.cast.all_in(match.end(), stop):
                    self._add(found, "attendee", None, rule)

"""Roles at a meeting: who led, held, opened it, came, or stayed away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from neshast.actors import Placed
from neshast.acts import acts, of_people
from neshast.aligned import Span
from neshast.arrivals import arrivals
from neshast.chairs import is_compering, led
from neshast.document import Participant
from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.groups import count_in
from neshast.lead_doubts import aside_clause
from neshast.naming import GIVEN, SURNAME, kind_of
from neshast.opening import Opening
from neshast.organizers import Organizers
from neshast.passages import past_formula
from neshast.phrases import QUANTIFIER
from neshast.presences import presences, thanked
from neshast.sides import EVENT_OF, sides
from neshast.slots import Slot, read_slots, resumed
from neshast.talks import talks
from neshast.view import View

_LISTED = re.compile(
    rf"(?P<label>(?P<absent>{either('absent_label')})|(?P<chair>{either('chair_label')})"
    rf"|(?P<secretary>{either('secretary_label')})|{either('present_label')})\s*[:؛]"
)
# Below «حاضرین:» one a line, up to a blank line, a label or a sentence.
_ROWS = re.compile(r"[ \t]*(?:\n(?:[^\n:.]{3,90}|\(?\d{1,2} ?[-.)ـ–][^\n:.]{3,90}\.?)(?=\n|\Z))+")
_HIMSELF = re.compile(rf"\s*{either('himself')}(?!\w)")
_JOINTLY = re.compile(rf"(?<!\w){either('jointly')}\s")
_AND = re.compile(r"،? و ")
_DELEGATION = re.compile(rf"(?<!\w){either('delegation')}ی?(?: \w+){{0,9}}\s*\Z")
_APART = re.compile(r"[،؛:.]|(?<!\w)(?:و|با)\s")
_AND_GLUED = "و "
# Cues that «و حضور» goes on with.
_PARTIES = ("participant", "chair", "host", "organizer", "talk_cue", "date_cue")
_BRACKETS = re.compile(r"\([^()]*\)")
_PLURALS = listed("plural_ending")
# «ملا امام ها».
_LOOSE_PLURALS = listed("plural_suffix")
# So far before «به ریاست» may a delegation be named.
_CHAIR_REACH = 90
# So far before a body may its meeting begin: «جلسه کمیته», «جلسه دیروز (…) کمیته».
_EVENT_REACH = 48
# So soon after «به ریاست» must a pronoun stand, or an office before the person named with it.
_PRONOUN_REACH = 12
# So far before a sentence may stand whom its pronoun means.
_SPOKEN_OF_REACH = 400
_OFFICE_LEAD = 30
# So near before «به نمایندگی از» is the one named who stands for another.
_BEHALF_REACH = 60
# So soon after «دیدار», or in its sentence, begins one of its sides.
_SIDE_REACH = 3
# A headline tells a counted group with fewer words: «شماری از متنفذین قومی».
_SAME_WORDS = 3


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
        self.organizers = Organizers(opening)
        self.participants: list[Participant] = []
        self._behalf: list[tuple[int, Span]] = []
        self._readers: dict[str, Callable[[Slot, int, int], None]] = {
            "chair": self._slot_chair,
            "participant": self._slot_participant,
            "host": self._slot_host,
            "organizer": self._slot_organizer,
            "secretary": self._slot_secretary,
            "behalf": self._slot_behalf,
            "talk_cue": self._slot_talk,
        }

    def read(self) -> tuple[Participant, ...]:
        """The participants, each role of an actor once, in order of discovery."""
        for a, b in self.opening.stretches:
            self._take_slots(a, b)
        told = (
            led(self.opening),
            acts(self.opening),
            arrivals(self.opening),
            presences(self.opening),
            self.organizers.told(),
            talks(self.opening),
        )
        for role, found, rule in chain.from_iterable(told):
            self._add(found, role, rule)
        self._listed()
        self._thanked()
        come = any(p.role == "attendee" for p in self.participants)
        for found, rule in sides(self.opening, self.both_sides):
            if not (come and rule == EVENT_OF):
                self._add(found, "attendee", rule)
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
        if aside[0] <= at < aside[1]:
            # «در پایان جلسه شورا که به ریاست وی برگزار شد گفت»: the very meeting.
            aside = end, end
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

    def _named_before(self, start: int, cue: int) -> Placed | None:
        """Whom «تحت ریاست وی» means: the last one of the sentence, else the first one shortly
        before it, who was its subject."""
        inside = self.cast.people(start, cue)
        if inside:
            return inside[-1]
        subject = self.cast.office_only(start, cue)
        if subject is not None and subject.start == start:
            # «والی X طی جلسه‌ای که تحت رهبری‌اش دایر شد».
            return subject
        earlier = self.cast.people(max(0, start - _SPOKEN_OF_REACH), start)
        return earlier[0] if earlier else None

    def _slot_chair(self, slot: Slot, start: int, end: int) -> None:
        text = self.view.text
        event = self.opening.report.event
        compere = event is not None and is_compering(slot.cue.cue.phrase, event.value)
        if compere or self._of_delegation(slot.cue.start, start):
            return
        near = min(slot.end, slot.start + _PRONOUN_REACH)
        pronoun = slot.cue.cue.phrase.endswith(listed("its_ending"))
        pronoun = pronoun or _HIMSELF.match(text, slot.start, slot.end) is not None
        pronoun = pronoun or self.view.first(slot.start, near, "pronoun") is not None
        if pronoun and (named := self._named_before(start, slot.cue.start)):
            self._announce(named, "chair", slot)
            return
        people = self.cast.people(slot.start, slot.end)
        office = self.cast.office_only(slot.start, slot.end)
        if office and (not people or office.start < people[0].start - _OFFICE_LEAD):
            self._announce(office, "chair", slot)
            second = self._second_office(slot, office)
            if second is not None:
                self._announce(second, "chair", slot)
            return
        for i, person in enumerate(people):
            if i and text[people[i - 1].end : person.start].strip() not in ("و", "، و"):
                break
            self._announce(person, "chair", slot)

    def _second_office(self, slot: Slot, first: Placed) -> Placed | None:
        """«به ریاست معین A و معین B»: nobody holds one title twice, so they are two.

        «به ریاست مشترک A و B» says so itself, in its cue or right behind it.
        """
        joined = _AND.match(self.view.text, first.end, slot.end)
        second = self.cast.office_only(joined.end(), slot.end) if joined else None
        if second is None or joined is None or second.start != joined.end():
            return None
        if _JOINTLY.search(self.view.text, slot.cue.start, first.start):
            return second
        title, other = (self.view.text[p.start : p.end].split()[0] for p in (first, second))
        return second if title == other else None

    def _of_delegation(self, at: int, begin: int) -> bool:
        """True if who leads at `at` leads a delegation, and not the body whose meeting it is.

        A body that begins its stretch, at `begin`, sits: «کارگروه X به ریاست Y تشکیل شد».
        """
        match = _DELEGATION.search(self.view.text, max(0, at - _CHAIR_REACH), at)
        if match is None:
            return False
        start = match.start()
        if any(office.end + 1 == start for office in self.view.within(0, start, "office")):
            # «به نمایندگی از رئیس کمیسیون به ریاست X»: who is stood for leads it.
            return False
        before = self.view.within(max(0, start - _EVENT_REACH), start, "event")
        # «جلسه کمیته», and of a body that sits «جلسه فوق العاده کمیته» too.
        body = any(mark.start == start for mark in self.view.within(start, at, "body"))
        first = past_formula(self.view.text, begin, at)
        # «بعدازظهر روز گذشته کمیته …»: the day stands ahead of the body.
        days = [b for a, b in self.opening.dates if first <= a < start and b <= start]
        if body and start - max([first, *days]) < _SIDE_REACH:
            return False
        between = [_BRACKETS.sub(" ", self.view.text[event.end : start]) for event in before]
        sits = any(gap.isspace() or (body and not _APART.search(gap)) for gap in between)
        event = self.opening.report.event
        return not sits and (event is None or self.view.at(event.span)[0] != start)

    def _slot_participant(self, slot: Slot, start: int, end: int) -> None:
        if self.view.text.startswith((" و ", "،"), slot.start):
            return
        joined = slot.cue.cue.phrase.startswith(_AND_GLUED)
        if joined and not self.view.within(start, slot.cue.start, *_PARTIES):
            # «تاکید بر تحول و حضور بازاریابان»: nobody is told to have come.
            return
        begin = slot.start
        for partner in self.organizers.partners(slot):
            self._announce(partner, "organizer", slot)
            begin = partner.end
        for found in self.cast.all_in(begin, self.cast.past_whole(slot.end)):
            if of_people(self.view, found) or _plural(self.view, found):
                self._announce(found, "attendee", slot)
        for begin, stop in resumed(self.view, slot, end, self.opening.dates):
            row = self.cast.row_at(begin, stop)
            for found in row if row and row[0].actor.kind == "person" else []:
                self._announce(found, "attendee", slot)

    def _slot_host(self, slot: Slot, start: int, end: int) -> None:
        for found in self.organizers.hosts(slot):
            self._announce(found, "host", slot)

    def _slot_organizer(self, slot: Slot, start: int, end: int) -> None:
        for found in self.organizers.of_slot(slot, end):
            self._announce(found, "organizer", slot)

    def _slot_secretary(self, slot: Slot, start: int, end: int) -> None:
        for person in self.cast.people(slot.start, slot.end)[:1]:
            self._announce(person, "secretary", slot)

    def _slot_talk(self, slot: Slot, start: int, end: int) -> None:
        """«با سخنرانی X و Y برگزار شد», «با صحبت های والی آغاز شد»."""
        people = self.cast.people(slot.start, slot.end)
        office = None if people else self.cast.office_only(slot.start, slot.end)
        for found in [*people, *([office] if office else [])]:
            self._announce(found, slot.cue.value, slot)

    def _slot_behalf(self, slot: Slot, start: int, end: int) -> None:
        """«X به نمایندگی از وزیر», or «به نمایندگی از وزیر، تحت ریاست X»."""
        at, stop = self.view.trim(slot.start, slot.end)
        found = self.cast.office_only(at, stop) or self.cast.body_at(at, stop)
        if found is not None:
            self._behalf.append((slot.cue.start, self.view.raw(found.start, found.end)))

    def _thanked(self) -> None:
        """Adds the groups who are thanked for coming, unless one of them was named before."""
        raw = self.opening.document.raw
        came = [p.actor.span for p in self.participants if p.role == "attendee"]
        known = {span.of(raw).split()[0] for span in came if span is not None}
        found = list(thanked(self.opening))
        if all(p.actor.span and p.actor.span.of(raw).split()[0] not in known for _, p, _ in found):
            for role, placed, rule in found:
                self._add(placed, role, rule)

    def _stand_in(self) -> None:
        """Notes on whose behalf somebody came: who is named right before, or else the chair."""
        for at, whom in self._behalf:
            near = self.cast.people(max(self.opening.start, at - _BEHALF_REACH), at)
            chairs = [p.actor for p in self.participants if p.role == "chair"]
            actor = near[-1].actor if near else chairs[0] if chairs else None
            self.participants = [
                replace(p, on_behalf_of=whom) if p.actor == actor else p for p in self.participants
            ]

    # Lists and sides

    def _listed(self) -> None:
        """«حاضرین: …», «غایب: …», «منشی جلسه: …» of minutes."""
        for a, b in self.opening.sentences:
            match = _LISTED.match(self.view.text, a, b)
            if match:
                role = next((r for r in ("absent", "chair", "secretary") if match[r]), "attendee")
                below = _ROWS.match(self.view.text, match.end())
                found_all = self.cast.all_in(match.end(), below.end() if below else b)
                for found in found_all if role in ("absent", "attendee") else found_all[:1]:
                    if of_people(self.view, found):
                        self._add(found, role, f"list: {match['label']}")


def _plural(view: View, found: Placed) -> bool:
    """True if one of the first words is plural, or a body: «اقشار مختلف», «ادارات عضو»."""
    words = view.text[found.start : found.end].split()
    if words[2:3] and words[2] in _LOOSE_PLURALS:
        return True
    if any(word.endswith(_PLURALS) and kind_of(word) not in (GIVEN, SURNAME) for word in words[:2]):
        return True
    return len(words) > 1 and bool(view.within(found.start, found.end, "org_head", "body"))


def _same_group(first: str, second: str) -> bool:
    """True for groups of the same words, or counted ones of the same people."""
    if first == second:
        return True
    words, others = fold(first).split(), fold(second).split()
    counted = QUANTIFIER.match(fold(first)) is not None
    return counted and words[:_SAME_WORDS] == others[:_SAME_WORDS]

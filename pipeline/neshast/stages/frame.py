"""Reads the frame of each report: what sat, whether and how, who led and came, where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.actors import Cast, count_in, same_actor
from neshast.actors import Found as FoundActor
from neshast.document import Actor, Document, Found, Frame, Participant, Report
from neshast.folding import fold
from neshast.leads import aside_clause, find_lead
from neshast.lexicon import table, values
from neshast.options import Options
from neshast.phrases import QUANTIFIER, Phrases
from neshast.slots import OPENERS, VERBS, Slot, read_slots, venue_starts
from neshast.view import Mark, View

_ANAPHOR = re.compile(r"(?<!\w)(?:در ?این|درین|این|همین|در ?همین)\s+$")
_BARE = re.compile(r"(?<!\w)در\s+$")
_LISTED = re.compile(r"(حاضرین|حاضران|شرکت کنندگان|اشتراک کنندگان|غایب|غایبین|غایبان|اعضای حاضر)\s*[:؛]")
_CHAIR_NOUN = re.compile(r"(?<!\w)(?:ریاست|رهبری)(?!\w)")
_SUBJECT_END = re.compile(r"[،؛:]")
# A meeting of one side with another is no session, whatever body takes part.
_SIDES = re.compile(r"(?<!\w)(?:با|میان|بین)\s")
_BETWEEN = re.compile(r"(?<!\w)(?:میان|بین)\s")
_PASSIVE = re.compile(r"(?:شد|گردید|یافت|یافته|شده|گردیده)$")
_AGENT = re.compile(r"(?<!\w)(?:توسط|از سوی|از طرف|از جانب)\s")
_COMPANY = re.compile(r"(?:هییت|هیات|هیأت|وفد) همراه\w*(?: وی| شان| ایشان)?")
_PLURALS = ("ان", "ین", "ها", "های", "ات", "اء", "شار", "راد", "ضا", "ضای", "ما", "مای", "سا", "سای")
_IN_PLACE = re.compile(r"(?<!\w)(?:در|به نسبت|به علت|به دلیل|از راه)\s")
_WITH = re.compile(r"(?<!\w)با\s")
_MEETING_BODIES = ("meeting",)


class BuildFrames:
    """Fills `frames`, parallel to `reports`."""

    name: ClassVar = "frame"
    needs: ClassVar = (
        "folded", "cues", "sentences", "dates", "reports", "names", "organization_mentions",
        "offices", "people", "organizations",
    )  # fmt: skip
    fills: ClassVar = ("frames",)
    Options = Options

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        view = View(document)
        frames = tuple(
            _Reader(document, view, i).frame() for i in range(len(document.reports))
        )
        return replace(document, frames=frames)


class _Reader:
    """Reads the frame of one report."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.report: Report = document.reports[index]
        self.cast = Cast(document, view, index)
        self.lead = view.at(self.report.lead)
        self.start, self.end = view.at(self.report.span)
        self.dates = [view.at(d.span) for d in document.dates]
        self.sentences = [
            (a, b)
            for a, b in (view.at(s.span) for s in document.sentences)
            if self.start <= a and b <= self.end
        ]
        self.offices = [view.at(o.span) for o in document.offices]
        names = [view.at(n.span) for n in document.names]
        solid = [view.at(o.span) for o in document.organization_mentions if o.authority]
        self.phrases = Phrases(view, names, solid)
        self.participants: list[Participant] = []

    def frame(self) -> Frame:
        stretches = list(self._stretches())
        for a, b in stretches:
            self._take_slots(a, b)
        self._chair_by_verb()
        self._attend()
        self._listed()
        self._openers()
        self._meet()
        venue, place = self._venue(stretches)
        return Frame(
            kind=self._kind(),
            status=self._status(),
            mode=self._mode(venue),
            ordinal=self._ordinal(),
            venue=venue,
            venue_place=place,
            purposes=tuple(self._purposes(stretches)),
            participants=tuple(self.participants),
        )

    # -- where slots are read ---------------------------------------------------------

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The lead, the headline, and sentences that take the meeting up again."""
        yield self._own_clause(*self.lead)
        title = self.view.at(self.report.title) if self.report.title is not None else None
        if title is not None:
            yield title
        for rank, (a, b) in enumerate(self.sentences):
            if (a, b) in (self.lead, title):
                continue
            if rank < _OPENING:
                lead = find_lead(self.view, a, b, [(a, b)], self.dates)
                if lead is not None and lead.strength >= 5 and lead.verb is not None:
                    yield a, min(b, lead.verb.end)
                    continue
            for mark in self.view.within(a, b, "event", "body"):
                holding = self.view.within(mark.end, b, "hold", "chair_verb")
                if _ANAPHOR.search(self.view.text, a, mark.start) and holding:
                    yield a, min(b, holding[0].end)
                    break

    def _own_clause(self, start: int, end: int) -> tuple[int, int]:
        """The lead up to its verb; what follows («…، افزود: …») tells no slots of the meeting."""
        if self.report.verb is not None:
            a, b = self.view.at(self.report.verb.span)
            if start <= a < end:
                return start, b
        speech = self.view.within(start, end, "say", "saying")
        return start, (speech[0].start if speech else end)

    def _take_slots(self, start: int, end: int) -> None:
        aside = aside_clause(self.view, start, end)
        event = self.view.at(self.report.event.span)[0] if self.report.event else None
        for slot in read_slots(self.view, start, end, self.dates):
            if aside and aside[0] <= slot.cue.start < aside[1]:
                continue
            if event is not None and slot.start < event < slot.end:
                # «با حضور A و B، آیین … برگزار شد»: the event begins the main clause.
                slot = replace(slot, end=event)
            reader = getattr(self, f"_slot_{slot.kind}", None)
            if reader is not None:
                reader(slot, start, end)

    def _add(
        self, found: FoundActor, role: str, slot: Slot | None, rule: str,
        certainty: str = "explicit",
    ) -> None:  # fmt: skip
        for known in self.participants:
            if known.role == role and same_actor(known.actor, found.actor):
                return
        if found.actor.kind == "group" and any(
            p.actor.span and found.actor.span and p.actor.span.of(self.document.raw) == found.actor.span.of(self.document.raw) and p.role == role
            for p in self.participants
        ):
            return
        count = None
        if found.actor.span is not None:
            count = count_in(self.view.text[found.start : found.end])
        cue = slot.cue.cue.span if slot else None
        self.participants.append(Participant(found.actor, role, certainty, cue, rule, count))

    # -- one reader for each kind of slot -----------------------------------------------

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

    def _joined(self, first: FoundActor, second: FoundActor) -> bool:
        gap = self.view.text[first.end : second.start]
        return gap.strip() in ("و", "، و")

    def _slot_participant(self, slot: Slot, start: int, end: int) -> None:
        if self.view.text.startswith((" و ", "،"), slot.start):
            return
        for found in self.cast.all_in(slot.start, slot.end):
            if found.actor.kind == "person" or self._of_people(found) or self._plural(found):
                self._add(found, "attendee", slot, slot.cue.cue.rule)

    def _plural(self, found: FoundActor) -> bool:
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

    # -- roles told by verbs ------------------------------------------------------------

    def _chair_by_verb(self) -> None:
        """«X که ریاست جلسه را برعهده داشت»."""
        for a, b in self.sentences:
            for verb in self.view.within(a, b, "chair_verb"):
                noun = None
                for match in _CHAIR_NOUN.finditer(self.view.text, max(a, verb.start - 60), verb.end):
                    noun = match
                if noun is None:
                    continue
                before = self.cast.people(a, noun.start())
                if not before and self.view.first(a, noun.start(), "pronoun"):
                    before = self.cast.people(self.start, a)
                if before:
                    self._add(before[-1], "chair", None, verb.cue.rule)

    def _attend(self) -> None:
        """«X و Y در این جلسه اشتراک داشتند»; «… حضور نداشت» is absence."""
        for a, b in self.sentences:
            for verb in self.view.within(a, b, "attend", "absent", "discuss"):
                event = self._attended(a, verb.start, (a, b) == self.lead)
                if event is None:
                    if verb.kind != "discuss" and (a, b) in self.sentences[:_OPENING]:
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
        for found in self.cast.all_in(start, stop):
            if found.actor.kind == "person" or self._of_people(found):
                role = "absent" if verb.kind == "absent" else "attendee"
                self._add(found, role, None, verb.cue.rule)

    def _delegates(self, found: FoundActor) -> bool:
        """True for a group named by its office: «نمایندگان X در این نشست … بحث نمودند»."""
        return found.actor.kind == "group" and any(
            m.start == found.start for m in self.view.within(found.start, found.end, "office")
        )

    def _attended(self, start: int, stop: int, lead: bool) -> Mark | None:
        events = self.view.within(start, stop, "event", "body")
        for event in reversed(events):
            if lead or _ANAPHOR.search(self.view.text, start, event.start) or _BARE.search(
                self.view.text, start, event.start
            ):
                return event
        return None

    def _subjects(self, start: int, event: Mark, stop: int) -> list[FoundActor]:
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

    def _of_people(self, found: FoundActor) -> bool:
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
        if self._kind().value not in ("bilateral", "call"):
            self._with(*self._event_phrase(), "event with")
            self._between(*self._event_phrase())
            return
        a, b = self.lead
        for person in self.cast.people(a, b):
            self._add(person, "attendee", None, "bilateral: both sides")
        self._with(a, b, "bilateral: both sides")
        for match in _COMPANY.finditer(self.view.text, a, b):
            span = self.view.raw(*match.span())
            found = FoundActor(Actor("group", span=span), *match.span())
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

    # -- scalar fields --------------------------------------------------------------------

    def _event_phrase(self) -> tuple[int, int]:
        event = self.report.event
        if event is None:
            return self.lead[0], self.lead[0]
        a, b = self.view.at(event.span)
        stop = self.lead[1] if self.lead[0] <= a < self.lead[1] else self.end
        return a, self._phrase_end(b, stop)

    def _phrase_end(self, start: int, stop: int) -> int:
        """Where an event phrase ends: at the first slot, verb, «با» or comma."""
        slots = [s.cue.start for s in read_slots(self.view, start, stop, self.dates)]
        verbs = [m.start for m in self.view.within(start, stop, "hold", "meet", "attend", "say")]
        comma = self.view.text.find("،", start, stop)
        return min([stop, *slots, *verbs, *([comma] if comma > 0 else [])])

    def _kind(self) -> Found:
        event = self.report.event
        if event is None:
            return Found("other", None, "no event noun")
        a, b = self._event_phrase()
        if event.kind == "meet":
            call = "تماس" in event.phrase or "تلفن" in event.phrase
            return Found("call" if call else "bilateral", event.span, event.rule)
        value = event.value if event.kind == "event" else "session"
        if value in _MEETING_BODIES:
            for first, start, end in ((self.lead[0], a, b), *self._title_event()):
                if _SIDES.search(self.view.text, start, end):
                    continue
                for body in self.view.within(first, end, "body"):
                    near = start <= body.start or start - body.end < 60
                    if near and not self._inside_office(body.start):
                        return Found("session", body.cue.span, body.cue.rule)
        return Found(value, event.span, event.rule)

    def _title_event(self) -> Iterator[tuple[int, int, int]]:
        """The headline from its event noun to the first slot."""
        if self.report.title is None:
            return
        first, end = self.view.at(self.report.title)
        for mark in self.view.within(first, end, "event")[:1]:
            if mark.value in _MEETING_BODIES:
                yield first, mark.start, self._phrase_end(mark.end, end)

    def _inside_office(self, at: int) -> bool:
        return any(a <= at < b for a, b in self.offices)

    def _status(self) -> Found:
        a, b = self.lead
        for mark in self.view.within(a, b, "deny"):
            return Found("denied", mark.cue.span, mark.cue.rule)
        marks = self.view.within(a, b, "hold")
        for value in ("cancelled", "postponed"):
            for mark in marks:
                if mark.value == value:
                    return Found(value, mark.cue.span, mark.cue.rule)
        for x, y in self.sentences:
            for mark in self.view.within(x, y, "hold"):
                events = self.view.within(x, mark.start, "event")
                if mark.value == "ongoing" and events and _ANAPHOR.search(self.view.text, x, events[0].start):
                    return Found("ongoing", mark.cue.span, mark.cue.rule)
        verb = self.report.verb
        for mark in marks:
            ahead = verb is None or verb.kind not in ("hold", "meet", "attend")
            if ahead and mark.value == "announced" and self.view.within(a, b, "announce"):
                return Found("announced", mark.cue.span, mark.cue.rule)
        if verb is not None and verb.kind == "hold":
            value = verb.value if verb.value in _STATUSES else "held"
            return Found(value, verb.span, verb.rule)
        return Found("held", verb.span if verb else None, verb.rule if verb else "reported speech")

    def _mode(self, venue: Found | None) -> Found:
        for kind in ("hybrid", "online"):
            for a, b in (self.lead, *((self.view.at(self.report.title),) if self.report.title else ()), *self.sentences[:3]):
                mark = self.view.first(a, b, kind)
                if mark is not None:
                    return Found(kind, mark.cue.span, mark.cue.rule)
        if venue is not None:
            return Found("in_person", venue.span, "a venue is named")
        return Found("unknown", None, "neither venue nor cue")

    def _ordinal(self) -> Found | None:
        event = self.report.event
        if event is None:
            return None
        places = [self.view.at(event.span)]
        if self.report.title is not None:
            title = self.view.at(self.report.title)
            places += [(m.start, m.end) for m in self.view.within(*title, "event")[:1]]
        for a, b in places:
            for pattern, base in ((_ordinal_before(), max(self.start, a - 24)), (_ordinal_after(), b)):
                match = pattern.search(self.view.text, base, a) if base < a else pattern.match(self.view.text, b)
                if match:
                    number = next(g for g in match.groups() if g)
                    value = int(number) if number.isdigit() else _ordinals()[number]
                    return Found(str(value), self.view.raw(match.start(), match.end()), "ordinal")
        return None

    def _venue(self, stretches: list[tuple[int, int]]) -> tuple[Found | None, str | None]:
        for start, end in stretches:
            for at in venue_starts(self.view, start, end):
                stop = self.phrases.end(at, end, self._room_name(at, end))
                a, b = self.view.trim(at, stop)
                if b - a > 2:
                    return Found(self.view.text[a:b], self.view.raw(a, b), "place phrase"), self._place(a, b)
        for start, end in stretches[:1]:
            match = _in_place().search(self.view.text, start, end)
            if match and self.view.within(match.end(), end, "hold"):
                a, b = match.span(1)
                return Found(self.view.text[a:b], self.view.raw(a, b), "place name"), self.view.raw(a, b).of(self.document.raw)
        return None, None

    def _room_name(self, at: int, end: int) -> int:
        """Past «تالار کنفرانس های», «سالن جلسات»: the event here names the room."""
        nouns = [m for m in self.view.within(at, end, "place_noun") if m.start == at]
        free = max((m.end for m in nouns), default=at + 1)
        for event in self.view.within(free, end, "event"):
            if event.start <= free + 1:
                return event.end
        return free

    def _place(self, start: int, end: int) -> str | None:
        match = _place_name().search(self.view.text, start, end)
        return self.view.raw(*match.span()).of(self.document.raw) if match else None

    def _purposes(self, stretches: list[tuple[int, int]]) -> Iterator[Found]:
        seen: list[tuple[int, int]] = []
        title = self.view.at(self.report.title) if self.report.title is not None else None
        for start, end in stretches:
            for slot in read_slots(self.view, start, end, self.dates):
                weak = slot.kind == "purpose_weak"
                if slot.kind != "purpose" and not (weak and (start, end) != title):
                    continue
                if weak and not self.view.within(slot.end, end, "hold"):
                    continue
                a, b = self.view.trim(slot.start, slot.end)
                if b - a > 5 and not any(x < b and a < y for x, y in seen):
                    seen.append((a, b))
                    yield Found(self.view.text[a:b], self.view.span(a, b), slot.cue.cue.rule)
        for a, b in self.sentences:
            cue = self.view.first(a, b, "purpose_sentence")
            if cue is None:
                continue
            begin = cue.end
            event = self.view.first(cue.start, min(b, cue.end + 40), "event", "body")
            if event is not None and event.start <= cue.end + 8:
                begin = max(begin, event.end)
            ends = [m.start for m in self.view.within(begin, b, "purpose_end")]
            x, y = self.view.trim(begin, ends[-1] if ends else b)
            if self.view.text.startswith("را ", x):
                x += 3
            if y - x > 5:
                yield Found(self.view.text[x:y], self.view.span(x, y), cue.cue.rule)


# How many sentences at the beginning may each tell facts of the meeting.
_OPENING = 4
_STATUSES = ("ongoing", "announced", "postponed", "cancelled")
_DELEGATION = re.compile(r"(?:هییت|هیات|هیأت|وفد|تیم|گروه|کمیته|کمیسیون|کارگروه)(?: \w+){0,6}\s*$")


@cache
def _ordinals() -> dict[str, int]:
    found = {}
    for row in table("ordinals", "words", "value"):
        for word in values(row["words"]):
            found[fold(word)] = int(row["value"])
    return found


@cache
def _ordinal_before() -> re.Pattern[str]:
    words = sorted((w for w in _ordinals() if w.endswith("ین")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:({'|'.join(words)})|(\d{{1,4}}) ?(?:مین|امین))\s+(?:\w+ )?$")


@cache
def _ordinal_after() -> re.Pattern[str]:
    words = sorted((w for w in _ordinals() if not w.endswith("ین")), key=len, reverse=True)
    return re.compile(rf"\s+(?:شماره|نمبر)\s*(\d{{1,4}})|\s+({'|'.join(words)})(?!\w)")


@cache
def _place_name() -> re.Pattern[str]:
    names = {
        fold(name)
        for row in table("places", "name", "kind", "variants")
        if row["kind"] != "country"
        for name in (row["name"], *values(row["variants"]))
        if len(name) > 2
    }
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?!\w)")


@cache
def _in_place() -> re.Pattern[str]:
    inner = _place_name().pattern
    return re.compile(rf"(?<!\w)در\s+((?:شهر |ولایت |ولسوالی |استان |شهرستان |مرکز )?{inner})")

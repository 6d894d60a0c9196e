"""Who held a meeting or was its host: «از سوی X و با همکاری Y», «X نشستی برگزار کرد»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.actors import Placed
from neshast.acts import FIRST, Act, of_people
from neshast.grammar import begins, either
from neshast.opening import OPENING, Opening
from neshast.passages import past_formula
from neshast.phrases import QUANTIFIER
from neshast.slots import Slot
from neshast.talks import REPORT_GIVEN
from neshast.view import Mark

_ACTIVE = re.compile(rf"{either('active_ends', 'active_tails')}$")
_DIRECT = re.compile(r"\sرا\s")
_OBJECT_NEXT = re.compile(r"(?:\s«?\w+»?){0,9}?\sرا\s")
_OWN = re.compile(rf"(?:ات|ها|های)?\s{either('own_meeting')}(?!\w)")
# «قرار بود کمیته X … برگزار کند»: who is to hold it stands behind the plan.
_PLANNED = re.compile(rf"(?<!\w){either('planned')}(?: {either('who')})?(?!\w)[\s،]*")
# «تقدیر به عمل آمد»: thanks, and no meeting, that somebody gives.
_HONOURED = re.compile(rf"(?<!\w){either('honouring')}\s*$")
# «میزبان این نشست بود», «میهمان مجمع خیرین بود».
_HOST = re.compile(rf"(?<!\w)(?:(?P<host>{either('host_noun')})|{either('guest_noun')})\s")
_IS = re.compile(rf"(?<!\w){either('is_was', 'passive_be')}(?!\w)")
_WAS = re.compile(rf"(?<!\w){either('is_was')}(?!\w)")
_RECEIVED = re.compile(rf"{either('received')}(?!\w)")
_FOR = re.compile(rf"(?<!به )(?<!\w){either('for_people')}\s")
# Meetings held for those who come to them.
_TAUGHT = "workshop"
_MET = "meeting"
# Verbs of holding that no organiser goes with.
_NOT_HELD = ("began", "ended", "done")
# «به ابتکار A و همکاری B», «از سوی A و به کمک B».
_EFFORT = re.compile(rf"\s*،?\s*و (?:(?:با|به) )?{either('shared_effort')} ")
# So soon in its sentence begins the meeting, or the date before its subject.
_HEAD_REACH = 12
# So far into its sentence may «میزبان» stand.
_HOST_REACH = 90


class Organizers:
    """Reads who held the meeting of one report, and for whom."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast

    def of_slot(self, slot: Slot, end: int) -> list[Placed]:
        """Whom «از سوی», «با همکاری» announce, if what goes on to `end` says that it was held."""
        text = self.view.text
        hold = self.view.first(slot.end, end, "hold")
        if hold is None:
            return []
        if REPORT_GIVEN.search(text, slot.start, hold.start):
            # «گزارش توسط X قرائت شد و …»: X organised nothing.
            return []
        if _HONOURED.search(text, slot.start, hold.start):
            return []
        if self.view.within(slot.end, hold.start, "say", "said", "present", "discuss"):
            return []
        found = self.hosts(slot)
        if hold.value in _NOT_HELD and begins(slot.cue.cue.phrase, "by_agent"):
            # «با تلاوت قرآن توسط X آغاز شد», unlike «از سوی وزارت X آغاز شد».
            return [body for body in found if body.actor.kind == "organization"]
        return found

    def hosts(self, slot: Slot) -> list[Placed]:
        """The one whom a slot names first, who stands in a row with him, and who helped them."""
        at, stop = self.view.trim(slot.start, slot.end)
        body = self.cast.body_at(at, slot.end) or self.cast.body_of_list(at, slot.end)
        named = [*([body] if body else []), *self.cast.people(at, slot.end)[:1]]
        first = min(named, key=lambda f: f.start) if named else self.cast.office_only(at, stop)
        group = self._group_at(at, slot.end)
        first = group if group and (first is None or group.start < first.start) else first
        found: list[Placed] = []
        while first is not None:
            found += [first, *self.cast.row_after(first.end, slot.end)]
            effort = _EFFORT.match(self.view.text, found[-1].end, slot.end)
            first = self.cast.body_at(effort.end(), slot.end) if effort else None
        return found

    def _group_at(self, start: int, end: int) -> Placed | None:
        """The group of people that begins at `start`: «به همت خیرین», «شماری از جوانان»."""
        for found in self.cast.all_in(start, end)[:1]:
            known = self.view.first(found.start, found.end, "collective")
            counted = QUANTIFIER.match(self.view.text, found.start)
            people = (known and known.start == found.start) or counted
            if found.actor.kind == "group" and found.start - start < FIRST and people:
                return found
        return None

    def partners(self, slot: Slot) -> list[Placed]:
        """Bodies that «با مشارکت» names."""
        if not begins(slot.cue.cue.phrase, "partaking"):
            return []
        at, _ = self.view.trim(slot.start, slot.end)
        body = self.cast.body_at(at, slot.end)
        people = body is not None and self.view.first(at, body.end, "collective", "office")
        if body is None or body.start - at >= FIRST or (people and people.start - at < FIRST):
            return []
        return [body, *self.cast.row_after(body.end, slot.end)]

    def told(self) -> Iterator[Act]:
        """Organisers, hosts and those for whom it was held, told by a verb."""
        for a, b in self.opening.stretches:
            yield from self._held(a, b)
            yield from self._held_for(a, b)
        for a, b in self.opening.sentences[:OPENING]:
            yield from self._host_of(a, b)
            yield from self._received(a, b)

    def _held(self, start: int, end: int) -> Iterator[Act]:
        """«وزارت X … کنفرانسی برگزار می کند», «این ورکشاپ را X تدویر نموده بود»."""
        for verb in self.view.within(start, end, "hold"):
            if verb.value in _NOT_HELD or not _ACTIVE.search(self.view.text, verb.start, verb.end):
                continue
            for found in self._holder(start, verb):
                yield "organizer", found, verb.cue.rule

    def _holder(self, start: int, verb: Mark) -> list[Placed]:
        """Who holds what by an active verb: the body, or the person of a course, named first."""
        text = self.view.text
        if planned := _PLANNED.search(text, past_formula(text, start, verb.start), verb.start):
            # «جلسه ای که قرار بود کمیته X … برگزار کند»
            body = self.cast.body_at(planned.end(), verb.start)
            near = body is not None and body.start - planned.end() < FIRST
            return (
                [body]
                if body and near and not self.view.within(body.end, verb.start, "event")
                else []
            )
        begin = self._subject_start(start, verb.start)
        first = self.view.first(begin, verb.start, "event")
        if first is not None and first.start - begin < _HEAD_REACH:
            # «این ورکشاپ را کمیته X …»
            object_ = _OBJECT_NEXT.match(text, first.end, verb.start)
            row = self.cast.row_at(object_.end(), verb.start) if object_ else []
            return [body for body in row if body.actor.kind == "organization"]
        body = self.cast.body_at(begin, verb.start)
        people = [p for p in self.cast.people(begin, verb.start)[:1] if p.start - begin < FIRST]
        held = self.view.first(begin, verb.start, "event")
        group = self._group_at(begin, held.start) if held else None
        for holder in [*([body] if body else []), *people, *([group] if group else [])]:
            event = self.view.first(holder.end, verb.start, "event")
            if event is None or _OWN.match(text, event.end):
                return []
            if event.value == _MET and (people or self._sits(holder)):
                return []
            return [holder] if self._is_object(event, verb) else []
        return []

    def _is_object(self, event: Mark, verb: Mark) -> bool:
        """True for «کنفرانس X را برگزار کرد», «وبیناری درباره X برگزار می کند»."""
        between = self.view.text[event.end : verb.start]
        return _DIRECT.search(between) is not None or "،" not in between

    def _sits(self, body: Placed) -> bool:
        """True for a council or a committee, whose meetings are its own sessions."""
        return any(m.start == body.start for m in self.view.within(body.start, body.end, "body"))

    def _subject_start(self, start: int, stop: int) -> int:
        """Past the formula and the dates that a sentence begins with."""
        text = self.view.text
        begin = past_formula(text, start, stop)
        for a, b in self.opening.dates:
            if begin <= a < min(stop, begin + _HEAD_REACH):
                begin = b
        while begin < stop and text[begin] in " ،":
            begin += 1
        return begin

    def _held_for(self, start: int, end: int) -> Iterator[Act]:
        """«ورکشاپ … برای ۴۵ تن از معلمان … دایر گردید»: those who are taught come."""
        event = self.opening.report.event
        if event is None or event.value not in (_TAUGHT, "conference"):
            return
        for match in _FOR.finditer(self.view.text, start, end):
            hold = self.view.first(match.end(), end, "hold")
            if hold is None:
                continue
            stop = self._slot_stop(match.end(), hold.start)
            dated = any(a <= match.end() < b for a, b in self.opening.dates)
            if not dated and QUANTIFIER.match(self.view.text, match.end(), stop):
                for found in self.cast.all_in(match.end(), stop)[:1]:
                    yield "attendee", found, f"held for: {match[0].strip()}"

    def _slot_stop(self, start: int, end: int) -> int:
        marks = self.view.within(
            start, end, "organizer", "participant", "chair", "date_cue", "host", "event"
        )
        return min([end, *[m.start for m in marks]])

    def _host_of(self, start: int, end: int) -> Iterator[Act]:
        """«X میزبان این نشست بود», «والی میهمان مجمع خیرین بود»."""
        text = self.view.text
        for match in _HOST.finditer(text, start, end):
            if not _IS.search(text, match.end(), end):
                continue
            near = match.start() - start < _HOST_REACH and ":" not in text[start : match.start()]
            subject = self.cast.who_ends(match.start()) or (
                self._first(start, match.start()) if near else None
            )
            others = self._row_of(match.end(), end)
            rule = f"host noun: {match[0].strip()}"
            if match["host"] is not None:
                if subject is not None:
                    yield "host", subject, rule
                    if _WAS.search(text, match.end(), end):
                        # «والی میزبان علما بود», but not «یزد میزبان پژوهشگران می شود»
                        yield from (("attendee", found, rule) for found in others)
                continue
            for host in others[:1]:
                yield "host", host, rule
                guest = self._group_at(self._subject_start(start, end), match.start()) or subject
                if guest is not None and host.actor.kind != "organization":
                    yield "attendee", guest, rule

    def _row_of(self, start: int, end: int) -> list[Placed]:
        """Who stands at `start`, behind «میزبان», with those in his list."""
        found = self.cast.all_in(start, end)[:1]
        row = self.cast.row_at(start, end) or [f for f in found if f.start - start < FIRST]
        return [f for f in row if of_people(self.view, f)]

    def _first(self, start: int, stop: int) -> Placed | None:
        """Who begins a sentence, before `stop`."""
        begin = self._subject_start(start, stop)
        body = self.cast.body_at(begin, stop)
        people = self.cast.people(begin, stop)[:1]
        office = self.cast.office_only(begin, stop)
        named = [f for f in (body, *people, office) if f and f.start - begin < FIRST]
        return named[-1] if named else None

    def _received(self, start: int, end: int) -> Iterator[Act]:
        """«والی X را در دفتر کارش به حضور پذیرفت»."""
        event = self.opening.report.event
        if event is None or not (event.kind == "meet" or event.value == "bilateral"):
            return
        for verb in self.view.within(start, end, "meet"):
            if not _RECEIVED.search(self.view.text, verb.start, verb.end):
                continue
            object_ = _DIRECT.search(self.view.text, start, verb.start)
            host = self._first(start, object_.start()) if object_ else None
            if host is None or object_ is None or host.actor.kind == "organization":
                continue
            yield "host", host, verb.cue.rule
            for guest in self.cast.all_in(host.end, object_.start()):
                if guest.actor.kind == "group" and of_people(self.view, guest):
                    yield "attendee", guest, verb.cue.rule

"""Who came to a meeting, told by a noun or an adjective: guests, «حضور A», «استادان حاضر»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from neshast.actors import Placed
from neshast.acts import FIRST, Act, Acts, of_people
from neshast.document import Actor
from neshast.grammar import either, listed
from neshast.opening import Opening
from neshast.passages import past_formula

_FOR_COMING = re.compile(rf"(?<!\w){either('for_coming')}\s")
_THIS = re.compile(rf"{either('this')}(?!\w)")
_IN_WORD = re.compile(rf"(?<!\w){either('in_place')}\s")
# «A و B مهمانان این کنفرانس بودند», and what may stand between the meeting and the verb.
_GUESTS = re.compile(
    rf"(?<!\w)(?:(?:از )?{either('among_the', 'others')}\s|از\s)?{either('guests')}\s"
    rf"(?:{either('in_place')}\s)?(?:{either('this', 'that_one')}\s)?"
)
# «جلسه شورای معاونان، مدیران و مشاوران سازمان بودند.»: a long name ends its sentence with it.
_WERE = re.compile(
    rf"(?:(?:\s\w+){{0,4}}?\s{either('is_was')}(?!\w)"
    rf"|(?:،?\s\w+){{5,14}}?\s{either('is_was')}[\s.]*\Z)"
)
# «حضور پرشور مسئولان در این آیین …», and how long whom it tells of may be.
_PRESENCE = re.compile(rf"(?<!\w)(?P<before>\w+)?\s?(?<!\w){either('presence')}\s")
# «شهردار با حضور | در این نشست»
_COMING_TO = re.compile(rf"(?<!\w){either('coming_to')} در ")
_NO_PRESENCE = frozenset(listed("no_presence"))
_PRESENT_REACH = 90
_PRESENT_THIS = 8
# «مربیان حاضر», «نمایندگان حاضر در این نشست»: whom the word tells of stands in its clause.
_HERE = re.compile(rf"\s{either('here')}(?!\w)(?!\s?:|\s{either('not_here')}(?!\w))")
_ELSEWHERE = re.compile(r"\sدر\s")
_BEFORE_HERE = re.compile(rf"[،؛:.()«»\"\n]|(?<!\w){either('before_present')}\s")
_HERE_REACH = 60
# So soon behind «حاضر در» begins the meeting.
_HERE_NEAR = 16
# «در غیاب ولسوال», «صندلی رئیس بانک خالی بود».
_ABSENCE = re.compile(
    rf"(?<!\w)(?:{either('for_absence')}|(?P<seat>{either('chairs_left')})|(?P<but>{either('but_for')}))\s"
)
_EMPTY = re.compile(rf"\s{either('empty_seat')}(?!\w)")
# «از جمله حاضران می توان به A و B اشاره کرد», «حاضران این جلسه عبارت بودند از: A، B و C»,
# «شرکت کنندگان را ۲۵ نفر از معلمان تشکیل می دادند».
_COUNTED_UP = re.compile(
    rf"(?<!\w){either('guests')}(?!\w)[^.؛:]{{0,60}}?\s"
    rf"(?:{either('could_name')}\s(?:به|از)|{either('are_these')}|(?P<object>را))\s*:?\s*"
)
_NAMED = re.compile(rf"\s{either('named_so')}(?!\w)")
_MADE_UP = re.compile(rf"\s{either('makes_up')}(?!\w)")


def presences(opening: Opening) -> Iterator[Act]:
    """Who is told to have come, in text order of each way to tell it."""
    reader = _Presences(opening)
    yield from chain(reader.guests(), reader.counted_up(), reader.presence(), reader.present())
    yield from reader.coming()
    yield from _absences(opening)


def thanked(opening: Opening) -> Iterator[Act]:
    """«والی از حضور بزرگان و جوانان قدردانی کرد»: groups whom somebody thanks for coming."""
    view = opening.view
    for a, b in opening.sentences:
        for coming in _FOR_COMING.finditer(view.text, a, b):
            praise = view.first(coming.end(), b, "say")
            if praise is None or praise.value != "praise":
                continue
            where = _IN_WORD.search(view.text, coming.end(), praise.start)
            here = where and _THIS.match(view.text, where.end())
            if where and not (here or view.within(where.end(), praise.start, "event")):
                # «از حضور مردم در انتخابات»: they came elsewhere.
                continue
            stop = where.start() if where else praise.start
            for found in opening.cast.all_in(coming.end(), stop):
                if found.actor.kind == "group" and of_people(view, found):
                    yield "attendee", found, praise.cue.rule


def _absences(opening: Opening) -> Iterator[Act]:
    """«در غیاب ولسوال», «صندلی رئیس بانک خالی بود»: who stayed away, told by a noun."""
    view = opening.view
    acts = Acts(opening)
    for start, end in opening.sentences:
        for told in _ABSENCE.finditer(view.text, start, end):
            empty = _EMPTY.search(view.text, told.end(), end) if told["seat"] else None
            near = max(start, told.start() - _HERE_REACH)
            if told["seat"] and not empty:
                continue
            if told["but"] and not view.within(near, told.start(), "participant"):
                # «با حضور اعضا به جز نماینده بانک», but «همه به جز X موافق بودند»
                continue
            row = opening.cast.row_at(told.end(), empty.start() if empty else end)
            for found in row or opening.cast.all_in(told.end(), end)[:1]:
                near = found.start - told.end() < FIRST
                if near and of_people(view, found) and not acts.framed(start, found):
                    yield "absent", found, f"absence: {told[0].strip()}"


class _Presences:
    """Reads the nouns of one report that tell who came."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast
        self._acts = Acts(opening)

    def counted_up(self) -> Iterator[Act]:
        """«از جمله حاضران می توان به A و B اشاره کرد»."""
        text = self.view.text
        for start, end in self.opening.sentences:
            told = _COUNTED_UP.search(text, start, end)
            if told is None:
                continue
            closed = (_MADE_UP if told["object"] else _NAMED).search(text, told.end(), end)
            if told["object"] and closed is None:
                continue
            for found in self.cast.all_in(told.end(), closed.start() if closed else end):
                if of_people(self.view, found):
                    yield "attendee", found, "guests: counted up"

    def guests(self) -> Iterator[Act]:
        """«A و B مهمانان این کنفرانس بودند»."""
        for start, end in self.opening.sentences:
            for told in _GUESTS.finditer(self.view.text, start, end):
                event = self.view.first(told.end(), end, "event")
                event = event or self._acts.programme(told.start(), end)
                near = event is not None and event.start == told.end()
                if event is not None and near and _WERE.match(self.view.text[event.end : end]):
                    begin = past_formula(self.view.text, start, told.start())
                    for found in self.cast.all_in(begin, told.start()):
                        if of_people(self.view, found):
                            yield "attendee", found, f"guests: {told[0].strip()}"

    def presence(self) -> Iterator[Act]:
        """«حضور مسئولان شهر در این آیین مهم بود»: who came, told by a noun."""
        text = self.view.text
        for start, end in self.opening.sentences:
            for told in _PRESENCE.finditer(text, start, end):
                where = _IN_WORD.search(text, told.end(), min(end, told.end() + _PRESENT_REACH))
                if where is None or told["before"] in _NO_PRESENCE:
                    continue
                this = _THIS.match(text, where.end())
                event = self.view.first(where.end(), end, "event") if this else None
                if (
                    event is None
                    or event.start - where.end() > _PRESENT_THIS
                    or self._acts.framed(start, event)
                ):
                    continue
                for found in self.cast.all_in(told.end(), where.start()):
                    if of_people(self.view, found):
                        yield "attendee", found, f"presence: {told[0].strip()}"

    def coming(self) -> Iterator[Act]:
        """«X با حضور در این جلسه گفت»: who came to it, and did something there."""
        own = self.opening.report.event
        at = self.view.at(own.span)[0] if own is not None else -1
        for start, end in self.opening.sentences:
            for told in _COMING_TO.finditer(self.view.text, start, end):
                this = _THIS.match(self.view.text, told.end()) is not None
                event = self.view.first(told.end(), end, "event")
                near = event is not None and event.start - told.end() < _PRESENT_THIS
                if event is None or not near or not (this or event.start == at):
                    continue
                who = self.cast.people(
                    past_formula(self.view.text, start, told.start()), told.start()
                )
                for found in who[:1]:
                    yield "attendee", found, f"presence: {told[0].strip()}"

    def present(self) -> Iterator[Act]:
        """«مربیان حاضر», «۱۳۴ وکیل حاضر در جلسه»: groups of whom an adjective says it."""
        text = self.view.text
        for start, end in self.opening.sentences:
            for here in _HERE.finditer(text, start, end):
                near = max(start, here.start() - _HERE_REACH)
                cuts = [m.end() for m in _BEFORE_HERE.finditer(text, near, here.start())]
                group = self.cast.all_in(cuts[-1] if cuts else near, here.start())[-1:]
                for found in group:
                    many = found.actor.kind == "group" and of_people(self.view, found)
                    elsewhere = _ELSEWHERE.match(text, here.end())
                    if elsewhere and not self._told_place(elsewhere.end(), end):
                        # «شرکت های حاضر در بورس», «بازیکنان حاضر در تیم»
                        continue
                    if many and found.end == here.start() and not self._acts.framed(start, found):
                        stop = self._past_meeting(here.end(), end)
                        span = self.view.raw(found.start, stop)
                        whole = Placed(Actor("group", span=span), found.start, stop)
                        yield "attendee", whole, "present: here"

    def _told_place(self, at: int, end: int) -> bool:
        """True for «این جلسه», «تالار», «مجلس» at `at`: where a meeting is, or the meeting."""
        this = _THIS.match(self.view.text, at)
        begin = this.end() + 1 if this else at
        near = self.view.first(at, min(end, at + _PRESENT_REACH), "event")
        if near is not None and near.start - at < _HERE_NEAR:
            # «در پایان مراسم», «در این جلسه»
            return True
        marks = self.view.within(begin, end, "body", "place_noun")
        return any(mark.start == begin for mark in marks)

    def _past_meeting(self, at: int, end: int) -> int:
        """Past «در این جلسه», «در ولسی جرگه» at `at`, if it stands there."""
        where = _IN_WORD.match(self.view.text, at + 1, end)
        if where is None:
            return at
        this = _THIS.match(self.view.text, where.end())
        begin = this.end() + 1 if this else where.end()
        body = self.cast.body_at(begin, end)
        event = self.view.first(begin, end, "event")
        ends = [found.end for found in (body, event) if found and found.start == begin]
        return max(ends, default=at)

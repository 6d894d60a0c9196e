"""Reads the frame of each report: what sat, whether and how, who led and came, where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.coordination import begins_matter, split_list
from neshast.document import Document, Found, Frame
from neshast.folding import fold
from neshast.grammar import alternation, begins, either, listed
from neshast.lead_events import is_call
from neshast.lead_spoken import OWN_MEETING
from neshast.lexicon import table, values
from neshast.opening import ANAPHOR, OPENING, Opening
from neshast.options import Options as NoOptions
from neshast.phrases import Phrases, takes_preposition
from neshast.roles import Roles
from neshast.slots import Slot, held_about, purpose_end, read_slots, told_to_do
from neshast.standing import Standing, told
from neshast.venues import in_place, read_venue
from neshast.view import Mark, View

# A meeting of one side with another is no session, whatever body takes part.
_SIDES = re.compile(rf"(?<!\w)(?:با|{either('between')})\s")
# «… دانست و گفت», «… است.»: what may follow a verb that closes the purpose.
_CLAUSE_END = re.compile(rf"\s*(?:[.؛،]|$|و\s|{either('clause_openers')}\s)")
_AIM_BEHIND = re.compile(
    rf"[\s،]{{1,3}}(?:از (?:{either('among_the')} )?)?{either('aims')}(?: \w+){{0,3}}? "
    rf"(?:{either('this')} )?{either('agenda_meetings')}(?: \w+){{0,3}}? "
    rf"{either('aim_ends')}[\s.]*$"
)
# «با رئیس | کمیته», «از | کمیسیون».
_BESIDE = re.compile(r"(?<!\w)(?:با|از|به) (?:\w+ ){0,3}$")
# «مذاکرات دو کشور».
_BOTH = re.compile(rf"(?<!\w){either('both_sides')}(?!\w)")
_SITTINGS = ("meeting", "conference")
_SITS = re.compile(either("sitting_nouns"))
_OPENED = re.compile(rf"(?<!\w){either('opening_or_close')}(?!\w)")
_AS_OBJECT = re.compile(rf"{either('as_object')}\s+")
# So near before a meeting must the body stand that sits in it, or that begins the sentence.
_BODY_REACH, _SUBJECT_REACH = 60, 140
# So far before an event may its ordinal begin.
_ORDINAL_REACH = 24
# So near after «به هدف این جلسه …» must the event stand, and so near to the cue.
_EVENT_REACH = 40
_EVENT_GAP = 8
# So near behind the meeting stands the cause for which it was held.
_CAUSE_REACH = 12
# Nothing shorter tells a purpose.
_SHORTEST_PURPOSE = 6
_AND_END = " و"


class BuildFrames:
    """Fills `frames`, parallel to `reports`."""

    name: ClassVar = "frame"
    needs: ClassVar = (
        "folded", "cues", "sentences", "dates", "reports", "names", "organization_mentions",
        "offices", "people", "organizations",
    )  # fmt: skip
    fills: ClassVar = ("frames",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        view = View(document)
        # Halls bear the names of persons: «تالار محمد مهدی ظفر».
        phrases = Phrases(view, (), [view.at(o.span) for o in document.organization_mentions])
        frames = tuple(
            _Reader(Opening(document, view, i), phrases).frame()
            for i in range(len(document.reports))
        )
        return replace(document, frames=frames)


class _Reader:
    """Reads the facts of one report.

    Args:
        opening: the report.
        phrases: ends of noun phrases in its document.
    """

    def __init__(self, opening: Opening, phrases: Phrases) -> None:
        self.opening = opening
        self.view = opening.view
        self.report = opening.report
        self.lead = opening.lead
        self.sentences = opening.sentences
        self.phrases = phrases
        self.offices = [self.view.at(o.span) for o in opening.document.offices]

    def frame(self) -> Frame:
        """All facts together."""
        kind = self._kind()
        called = kind.value == "call"
        venue, place = (None, None) if called else read_venue(self.opening, self.phrases)
        return Frame(
            kind=kind,
            status=Standing(self.opening).read(),
            mode=self._mode(venue),
            ordinal=self._ordinal(),
            venue=venue,
            venue_place=place,
            purposes=tuple(self._purposes()),
            participants=Roles(self.opening, kind.value in ("bilateral", "call")).read(),
        )

    def _kind(self) -> Found:
        event = self.report.event
        if event is None:
            return Found("other", None, "no event noun")
        if event.kind == "meet":
            if begins(event.phrase, "gathers"):
                return self._called() or Found("meeting", event.span, event.rule)
            kind = "call" if is_call(event.phrase) else "bilateral"
            return Found(kind, event.span, event.rule)
        if event.kind == "minutes":
            body = self._sitting_body() or self._body_of_form()
            return told("session", body) if body else Found("meeting", event.span, event.rule)
        if event.kind != "event":
            return self._met_beside() or Found("session", event.span, event.rule)
        sits = begins(event.phrase, "sitting_nouns") and event.value in _SITTINGS
        sits = sits or event.value == "meeting" or self._opens_session()
        if sits and (body := self._sitting_body()):
            return told("session", body)
        if begins(event.phrase, "talks_of_two"):
            start, end = self.opening.event_phrase()
            if self._has_sides(start, end) or _BOTH.search(self.view.text, start, end):
                return Found("bilateral", event.span, event.rule)
        return Found(event.value, event.span, event.rule)

    def _called(self) -> Found | None:
        """What those sat for who «گرد هم آمدند»: their body, «این ورکشاپ», the headline's event."""
        at = self.view.at(self.report.verb.span)[0] if self.report.verb else self.lead[1]
        for body in self.view.within(self.lead[0], at, "body"):
            beside = _BESIDE.search(self.view.text, self.lead[0], body.start)
            if not beside and not self._inside_office(body.start):
                return told("session", body)
        titled = self.opening.title and self.view.first(*self.opening.title, "event")
        told_again = (
            mark
            for a, b in self.sentences[:OPENING]
            for mark in self.view.within(a, b, "event")
            if a > self.lead[0] and ANAPHOR.search(self.view.text, a, mark.start)
        )
        mark = titled or next(told_again, None)
        return told(mark.value, mark) if mark is not None else None

    def _met_beside(self) -> Found | None:
        """«از کمیته … دیدن کرد و با رئیس آن گفتگو نمود»: the body is where, or with whom."""
        verb, event = self.report.verb, self.report.event
        if verb is None or event is None or verb.kind != "meet":
            return None
        at = self.view.at(event.span)[0]
        beside = _BESIDE.search(self.view.text, self.lead[0], at) is not None
        return Found("bilateral", verb.span, verb.rule) if beside else None

    def _opens_session(self) -> bool:
        """True for «مراسم اختتامیه اجلاس کمیسیون …»: a session is opened or closed."""
        start, end = self.opening.event_phrase()
        sitting = next(
            (m for m in self.view.within(start, end, "event") if _SITS.match(m.cue.phrase)), None
        )
        return sitting is not None and bool(_OPENED.search(self.view.text, start, sitting.start))

    def _sitting_body(self) -> Mark | None:
        """The body of which this is a meeting: «جلسه شورا», «شورای … در جلسه»."""
        phrases = [(self.lead[0], *self.opening.event_phrase())]
        if self.opening.title is not None:
            first, end = self.opening.title
            event = self.view.first(first, end, "event")
            if event is not None and event.value == "meeting":
                phrases.append((first, event.start, self.opening.phrase_end(event.end, end)))
        phrases += self.opening.bodies_beside(*phrases[0][1:])
        own = self._is_own()
        for first, start, end in phrases:
            if self._has_sides(start, end) and not self._acts(first, start):
                continue
            for body in self.view.within(first, end, "body"):
                near = start - body.end < (_SUBJECT_REACH if body.start == first else _BODY_REACH)
                theirs = own or self.view.text.startswith(listed("members_of"), first)
                if near and (theirs or not self._inside_office(body.start)):
                    return body
        return self._of_headline()

    def _body_of_form(self) -> Mark | None:
        """The body that one of the first lines of a sheet of minutes begins with."""
        for start, end in self.sentences[:OPENING]:
            body = self.view.first(start, end, "body")
            if body is not None and body.start == start:
                return body
        return None

    def _acts(self, first: int, start: int) -> bool:
        """True for «هیئت وزیران در جلسه … با X موافقت کرد»: a body that decides in its sitting."""
        body = self.view.first(first, start, "body")
        begins_it = body is not None and body.start == first
        return begins_it and self.view.first(start, self.lead[1], "decide") is not None

    def _is_own(self) -> bool:
        """True for «اعضای شورا … را به نشست عمومی خود فراخواندند»: theirs, and so the body's."""
        event = self.report.event
        at = self.view.at(event.span)[1] if event is not None else self.lead[1]
        return OWN_MEETING.match(self.view.text, at) is not None

    def _of_headline(self) -> Mark | None:
        """The body whose act is the headline: «ولسی جرگه … را تصویب نمود», over «در جلسه ای …»."""
        title = self.opening.title
        if title is None or self.view.first(*title, "event"):
            return None
        body = self.view.first(*title, "body")
        acts = body is not None and self.view.first(body.end, title[1], "decide")
        return body if body is not None and acts and body.start == title[0] else None
        return None

    def _has_sides(self, start: int, end: int) -> bool:
        """True for «جلسه شورا با تاجران», but not for «کمیته مبارزه با حوادث»."""
        text = self.view.text
        act = self.view.first(start, end, "decide", "discuss", "present")
        sides = _SIDES.finditer(text, start, act.start if act else end)
        return any(not takes_preposition(text, side.start() - 1) for side in sides)

    def _inside_office(self, at: int) -> bool:
        return any(a <= at < b for a, b in self.offices)

    def _mode(self, venue: Found | None) -> Found:
        for kind in ("hybrid", "online"):
            for a, b in (*self.opening.stretches[:2], self.lead, *self.sentences[:3]):
                mark = self.view.first(a, b, kind)
                if mark is not None:
                    return told(kind, mark)
        if venue is not None:
            return Found("in_person", venue.span, "a venue is named")
        return Found("unknown", None, "neither venue nor cue")

    def _ordinal(self) -> Found | None:
        event = self.report.event
        if event is None:
            return None
        places = [self.view.at(event.span)]
        if self.opening.title is not None:
            events = self.view.within(*self.opening.title, "event")
            places += [(m.start, m.end) for m in events[:1]]
        for a, b in places:
            first = max(self.opening.start, a - _ORDINAL_REACH)
            before = _ordinal_before().search(self.view.text, first, a)
            match = before or _ordinal_after().match(self.view.text, b)
            if match:
                number = next(g for g in match.groups() if g)
                value = int(number) if number.isdigit() else _ordinals()[number]
                return Found(str(value), self.view.raw(match.start(), match.end()), "ordinal")
        return None

    def _purposes(self) -> Iterator[Found]:
        seen: list[tuple[int, int]] = []
        for start, end in self.opening.stretches:
            for slot in read_slots(self.view, start, end, self.opening.dates):
                if not self._tells_purpose(slot, start, end):
                    continue
                stop = purpose_end(self.view, slot, (start, end), self.opening.dates)
                a, b = self._before_place(*self.view.trim(slot.start, stop), end)
                b -= len(_AND_END) if self.view.text.endswith(_AND_END, a, b) else 0
                if b - a >= _SHORTEST_PURPOSE and not any(x < b and a < y for x, y in seen):
                    seen.append((a, b))
                    yield Found(self.view.text[a:b], self.view.span(a, b), slot.cue.cue.rule)
        to_do = None if seen else told_to_do(self.view, *self.lead)
        if to_do:
            yield Found(self.view.text[slice(*to_do)], self.view.span(*to_do), "met to do")
        elif not seen:
            yield from self._about_one()
        for a, b in self.opening.sentences:
            behind = _AIM_BEHIND.search(self.view.text, a, b)
            if behind and not self.view.within(a, behind.start(), "say", "said", "hold"):
                at, stop = self.view.trim(a, behind.start())
                yield Found(self.view.text[at:stop], self.view.span(at, stop), "aim behind")
                continue
            cue = self.view.first(a, b, "purpose_sentence")
            if cue is not None and self._is_of_meeting(cue, b):
                a, b = self._purpose_sentence(cue, b)
                # «موضوع جلسه A، B و C بود»: an agenda.
                topics = begins(cue.cue.phrase, "one_topic")
                several = topics and len(split_list(self.view.text, a, b)) > 1
                if b - a >= _SHORTEST_PURPOSE and not several:
                    yield Found(self.view.text[a:b], self.view.span(a, b), cue.cue.rule)

    def _before_place(self, start: int, stop: int, end: int) -> tuple[int, int]:
        """Without «در شیراز» that the verb of holding right behind it takes."""
        held = self.view.first(stop, end, "hold")
        if held is not None and held.start <= stop + 1:
            for place in in_place().finditer(self.view.text, start, stop):
                if place.end() == stop:
                    return self.view.trim(start, place.start())
        return start, stop

    def _about_one(self) -> Iterator[Found]:
        """«نشستی درباره X برگزار شد»: its purpose, where a list of matters would be its agenda."""
        told = held_about(self.view, *self.lead)
        if told is None or begins(told[2].cue.phrase, "with_agenda"):
            return
        a, b = self._before_place(*self.view.trim(told[0], told[1]), self.lead[1])
        if b - a >= _SHORTEST_PURPOSE and len(split_list(self.view.text, a, b)) == 1:
            yield Found(self.view.text[a:b], self.view.span(a, b), told[2].cue.rule)

    def _tells_purpose(self, slot: Slot, start: int, end: int) -> bool:
        """True for a slot of purpose; a weak cue («برای») needs a verb of holding and an act."""
        if slot.kind != "purpose_weak":
            agenda = begins(slot.cue.cue.phrase, "with_agenda")
            return slot.kind == "purpose" and not agenda
        if self.view.within(start, slot.start, "about") and self.view.within(
            slot.end, end, "discuss"
        ):
            # «روی آماده گی برای X بحث صورت گرفت»: a part of what was discussed.
            return False
        holding = self.view.within(slot.end, end, "hold")
        matter = begins_matter(self.view.text[slot.start : slot.end].lstrip())
        matter = matter or self._is_cause(slot, start, end)
        return matter and bool(holding) and (start, end) != self.opening.title

    def _is_cause(self, slot: Slot, start: int, end: int) -> bool:
        """True for «این جلسه که به خاطر قطع برق دایر شد»: nothing but a cause stands there."""
        held = self.view.first(slot.end, end, "hold")
        met = self.view.within(start, slot.cue.start, "event", "body")
        return (
            begins(slot.cue.cue.phrase, "because_of")
            and held is not None
            and held.start <= slot.end + 1
            and bool(met)
            and slot.cue.start - met[-1].end <= _CAUSE_REACH
        )

    def _is_of_meeting(self, cue: Mark, end: int) -> bool:
        """False for «هدف از این طرح», which tells of no meeting."""
        if not cue.cue.phrase.endswith(listed("aim_of_this")):
            return True
        met = self.view.first(cue.end, min(end, cue.end + _EVENT_REACH), "event", "body")
        return met is not None and met.start <= cue.end + _EVENT_GAP

    def _purpose_sentence(self, cue: Mark, end: int) -> tuple[int, int]:
        """What «هدف از این جلسه … عنوان شد» tells, without the event and the verb."""
        begin = cue.end
        near = min(end, cue.end + _EVENT_REACH)
        event = self.view.first(cue.start, near, "event", "body")
        if event is not None and event.start <= cue.end + _EVENT_GAP:
            begin = max(begin, event.end)
        ends = self.view.within(begin, end, "purpose_end")
        closed = next((e for e in ends if _CLAUSE_END.match(self.view.text, e.end)), None)
        last = closed or (ends[-1] if ends else None)
        a, b = self.view.trim(begin, last.start if last else end)
        as_object = _AS_OBJECT.match(self.view.text, a, b)
        return as_object.end() if as_object else a, b


@cache
def _ordinals() -> dict[str, int]:
    found = {}
    for row in table("ordinals", "words", "value"):
        for word in values(row["words"]):
            found[fold(word)] = int(row["value"])
    return found


@cache
def _ordinal_before() -> re.Pattern[str]:
    """«دومین نشست», «۱۲مین نشست»."""
    words = alternation(word for word in _ordinals() if word.endswith("ین"))
    figures = rf"(\d{{1,4}}) ?{either('ordinal_ending')}"
    return re.compile(rf"(?<!\w)(?:({words})|{figures})\s+(?:\w+ )?$")


@cache
def _ordinal_after() -> re.Pattern[str]:
    """«جلسه شماره ۱۲», «جلسه دوم»."""
    words = alternation(word for word in _ordinals() if not word.endswith("ین"))
    return re.compile(rf"\s+{either('number_word')}\s*(\d{{1,4}})|\s+({words})(?!\w)")

"""The opening of a report: its lead, and the other stretches that tell facts of the meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.actors import Cast
from neshast.document import Document, Report
from neshast.grammar import either
from neshast.leads import find_lead
from neshast.passages import past_formula
from neshast.slots import read_slots
from neshast.view import WORD, Mark, View

# So far behind an event phrase may its date begin.
_DATE_REACH = 12
# «این جلسه», «در همین نشست»: the meeting taken up again.
ANAPHOR = re.compile(rf"(?<!\w){either('this')}\s+$")
# «سال گذشته این محفل …», «نخستین دوره این همایش … شده بود»: other sittings.
# «جلسه که … برگزار شد، به ریاست X … آغاز یافت».
_THAT = re.compile(rf"(?<!\w){either('who')}\s")
_COMMA = re.compile(r"\s*(?:\w+ )?،")
# «این برنامه», «این رویداد»: the meeting by a noun that elsewhere means none.
# «… تشکیل شد و | به ریاست N …».
_GOES_ON = re.compile(r"(?:(?<!\w)و|،)\s*$")
_AND = re.compile(r"\s*،?\s?و\s")
PROGRAMME = re.compile(rf"(?<!\w){either('this')}\s(?P<noun>{either('happenings')})(?!\w)")
_SAID_BEFORE = re.compile(rf"\s{either('said_before')}(?!\w)")
_EARLIER = re.compile(rf"(?<!\w){either('earlier_sitting')}(?!\w)")
# «جلسه بعدی», «نشست ماه نوامبر».
_ANOTHER = re.compile(
    rf"(?: (?!{either('plain_prepositions')}(?!\w))\w+){{0,2}} {either('another_time')}(?!\w)"
    rf"| (?:[^\W\d]+ ?{either('month_of')}|{either('month_of')} [^\W\d]+)(?!\w)"
)
_ROUND = re.compile(rf"(?<!\w){either('earlier_round')}(?!\w)")
_PLUPERFECT = re.compile(rf"\s{either('was')}(?!\w)")
_BE_REACH = 7
# So far in its sentence may a meeting begin with its ordinal.
_ORDINAL_REACH = 12
# How many sentences at the beginning may each tell facts of the meeting.
OPENING = 4
# A lead of this strength tells of a meeting with a verb of its own.
_OWN_VERB = 5
# One in speech («X گفت: جلسه … برگزار می شود») is weaker by three.
_IN_SPEECH = 3


class Opening:
    """One report with what is needed to read its facts; all offsets are of the folded text.

    Args:
        document: with the boxes up to `organizations` filled.
        view: the document seen through its folded text.
        index: of the report.
    """

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.report: Report = document.reports[index]
        self.cast = Cast.of(document, view, index)
        self.lead = view.at(self.report.lead)
        self.start, self.end = view.at(self.report.span)
        self.title = view.at(self.report.title) if self.report.title is not None else None
        self.dates = [view.at(d.span) for d in document.dates]
        self.sentences = [
            (a, b)
            for a, b in (view.at(s.span) for s in document.sentences)
            if self.start <= a and b <= self.end
        ]
        self.stretches = list(self._stretches())

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The lead, the headline, and sentences that take the meeting up again."""
        own = self._own_clause(*self.lead)
        yield own
        yield from self._went_on(own[1], self.lead[1])
        yield from self._held_too(own[1], self.lead[1])
        if self.title is not None:
            yield self.title
        for rank, (a, b) in enumerate(self.sentences):
            if (a, b) not in (self.lead, self.title):
                early = rank < OPENING
                verb = self._lead_verb(a, b) if early else None
                if early or self.report.verb is None:
                    # In minutes «مجلس به ریاست N شروع گردید» stands below their lists.
                    verb = verb or self._by_name(a, b)
                verb = verb or self._again(a, b)
                if verb is not None:
                    # «با حضور داشت»: a cue, and no verb.
                    cue = self.view.within(max(a, verb.start - _BE_REACH), verb.end, "participant")
                    later = self.view.first(verb.end, b, "hold", "present", "say", "said")
                    yield a, (later.end if later else b) if cue else min(b, verb.end)
                    yield from self._held_too(verb.end, b)
                elif early and self._only_slots(a, b):
                    yield a, b

    def _went_on(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """«جلسه تشکیل شد و | به ریاست N موارد مطرح گردید»: a second verb of the lead."""
        speech = self.view.first(start, end, "say", "saying")
        for cue in self.view.within(start, speech.start if speech else end, "chair"):
            verb = self.view.first(cue.end, end, "hold", "discuss", "present")
            if verb is not None and _GOES_ON.search(self.view.text, start, cue.start):
                yield cue.start, verb.end
                return

    def _held_too(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """«… سازماندهی شد | و در تالار X برگزار گردید»: another verb of holding the same one."""
        held = self.view.first(start, end, "hold", "event", "say", "saying", "discuss", "decide")
        if held is not None and held.kind == "hold" and _AND.match(self.view.text, start):
            yield start, held.end

    def _only_slots(self, start: int, end: int) -> bool:
        """True for a line «با حضور A و به ریاست B» of a report laid out in lines."""
        word = WORD.search(self.view.text, start, end)
        cues = self.view.within(start, end, "participant", "chair", "host")
        at_once = word is not None and bool(cues) and cues[0].start == word.start()
        return at_once and not self.view.within(start, end, "say", "said", "hold", "meet")

    def _lead_verb(self, start: int, end: int) -> Mark | None:
        """The verb of a sentence that could be the lead too."""
        lead = find_lead(self.view, start, end, [(start, end)], self.dates)
        if lead is None or lead.verb is None or lead.strength < self._needed():
            return None
        if start < self.lead[0]:
            return lead.verb
        if lead.anaphoric:
            # «این جلسه … به ادامه کارهای ماه گذشته دایر شد» is this one.
            other = _EARLIER.search(self.view.text, start, lead.event_start) is not None
        else:
            other = self._of_another(start, lead.verb)
        return None if other else lead.verb

    def _by_name(self, start: int, end: int) -> Mark | None:
        """The verb of «نشست، به ریاست X … برگزار شد»: the meeting begins the sentence anew."""
        begin = past_formula(self.view.text, start, end)
        event = self.view.first(begin, end, "event", "body")
        verb = self.view.first(event.end, end, "hold", "discuss") if event else None
        if event is None or verb is None or event.start - begin > _ORDINAL_REACH:
            return None
        slots = self.view.within(event.end, verb.start, "chair", "participant", "talk_cue")
        return verb if slots and not self._of_another(start, verb) else None

    def _needed(self) -> int:
        """How strong a sentence must tell of the meeting; news of a plan tells it in speech."""
        return _IN_SPEECH if self.view.within(*self.lead, "announce") else _OWN_VERB

    def _again(self, start: int, end: int) -> Mark | None:
        """The verb by which a sentence tells of «این جلسه»."""
        for mark in self.view.within(start, end, "event", "body"):
            verb = self.view.first(mark.end, end, "hold", "chair_verb")
            if verb is not None and self._points_back(start, mark):
                return None if self._of_another(start, verb) else verb
        told = PROGRAMME.search(self.view.text, start, end)
        verb = self.view.first(told.end(), end, "hold", "chair_verb") if told else None
        return None if verb is None or self._of_another(start, verb) else verb

    def _points_back(self, start: int, event: Mark) -> bool:
        """True for «این جلسه», and «جلسه یادشده»."""
        text = self.view.text
        return bool(ANAPHOR.search(text, start, event.start) or _SAID_BEFORE.match(text, event.end))

    def _of_another(self, start: int, verb: Mark) -> bool:
        """True for «جلسه قبلی به ریاست N …», «نشست شهریورماه همین شورا که به ریاست N …»."""
        events = self.view.within(start, verb.start, "event")
        text = self.view.text
        return any(_ANOTHER.match(text, e.end) for e in events) or self._of_old(start, verb)

    def _of_old(self, start: int, verb: Mark) -> bool:
        """True for «سال گذشته همین مجمع در … تشکیل شد»: another sitting than the one reported."""
        if _EARLIER.search(self.view.text, start, verb.start):
            return True
        before = _PLUPERFECT.search(self.view.text, verb.start, verb.end + _BE_REACH)
        return bool(before and _ROUND.search(self.view.text, start, verb.start))

    def _own_clause(self, start: int, end: int) -> tuple[int, int]:
        """The lead up to its verb; what follows («…، افزود: …») tells no slots of the meeting."""
        if self.report.verb is not None:
            a, b = self.view.at(self.report.verb.span)
            if start <= a < end:
                return start, self._main_verb(start, a, b, end)
        speech = self.view.first(start, end, "say", "saying")
        return start, speech.start if speech else end

    def _main_verb(self, start: int, verb: int, after: int, end: int) -> int:
        """Where the own clause ends: past a clause «که … برگزار شد،» the main verb ends it."""
        text = self.view.text
        event = self.view.at(self.report.event.span)[1] if self.report.event else start
        if not (_THAT.search(text, event, verb) and _COMMA.match(text, after)):
            return after
        speech = self.view.first(after, end, "say", "saying", "discuss", "decide")
        verbs = self.view.within(after, speech.start if speech else end, "hold", "attend")
        return verbs[-1].end if verbs else after

    def event_phrase(self) -> tuple[int, int]:
        """The event noun of the report with what belongs to it; empty if there is none."""
        event = self.report.event
        if event is None:
            return self.lead[0], self.lead[0]
        a, b = self.view.at(event.span)
        stop = self.lead[1] if self.lead[0] <= a < self.lead[1] else self.end
        return a, self.phrase_end(b, stop)

    def bodies_beside(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Bodies that the event phrase ``[start, stop)`` leaves out, each with where it begins.

        Such is the body behind a date, as in «جلسه مورخ ۳ میزان شورای علمی», and what «این جلسه»
        points at: a body that begins an earlier line, or stands beside a meeting there.
        """
        behind = [b + 1 for a, b in self.dates if start <= a < stop + _DATE_REACH]
        for mark in self.view.within(stop, self.lead[1], "body"):
            pointed = ANAPHOR.search(self.view.text, stop, mark.start)
            if (pointed.start() if pointed else mark.start) in behind:
                yield mark.start, mark.start, mark.end
        if not ANAPHOR.search(self.view.text, self.lead[0], start):
            return
        for first, end in self.sentences:
            event = self.view.first(first, end, "event", "minutes")
            body = self.view.first(first, min(end, self.lead[0]), "body")
            if body is not None and body.start in (first, event.end + 1 if event else first):
                yield body.start, body.start, body.end

    def phrase_end(self, start: int, stop: int) -> int:
        """Where an event phrase ends: at the first slot, verb or comma, at most at `stop`."""
        slots = [s.cue.start for s in read_slots(self.view, start, stop, self.dates)]
        verbs = [m.start for m in self.view.within(start, stop, "hold", "meet", "attend", "say")]
        return min([stop, *slots, *verbs, self._comma(start, stop)])

    def _comma(self, start: int, stop: int) -> int:
        """The first comma outside brackets («جلسه دیروز (پنجشنبه، دوم قوس) کمیسیون»), or `stop`."""
        opened = 0
        for at in range(start, stop):
            char = self.view.text[at]
            opened += (char == "(") - (char == ")")
            # «با مدیرکل میراث فرهنگی، صنایع دستی و گردشگری».
            if char == "،" and opened <= 0 and not self.cast.inside_office(at):
                return at
        return stop

"""Whose day a date is: it is the meeting's own if it stands in a clause about the meeting."""

from __future__ import annotations

import re
from functools import cache

from neshast.aligned import Span
from neshast.date_matters import CLAUSE_REACH, DateMatters, cue_words, finite_verbs
from neshast.dating import EVENT, role
from neshast.document import DateMention, Report
from neshast.grammar import either, listed
from neshast.view import Mark

_WORD = re.compile(r"\w+")
_THAT = re.compile(r"(?<!\w)\w*که(?!\w)")
_HEAD_REACH = 18
_ADJECTIVES = 2
_AFTER_VERB = " ،؛(-|"
MEETING = ("event", "body", "hold", "meet", "attend")
_HOLDS = ("hold", "meet")
NEXT_REACH = 35

_SPEAKS = re.compile(rf"(?<!\w){either('spoke_at')}$")


class DateScope(DateMatters):
    """What the dates of one document speak of.

    Args:
        document: with `dates`, `cues`, `sentences` and `reports` filled.
        view: of the same document.
    """

    def outside(self, mention: DateMention, report: Report) -> bool:
        """True for «شب گذشته پیش از سومین جلسه …»: the day of what was before or after it."""
        if report.event is None:
            return False
        _, end = self.view.at(mention.span)
        event, _ = self.view.at(report.event.span)
        if self._in_speech(mention, report):
            return True
        margin = self.view.first(end, min(event, end + NEXT_REACH), "margin")
        if margin is None or self.text[end : margin.start].strip():
            return False
        if margin.cue.phrase in listed("during_what") or _hour().match(self.text, margin.end):
            # «صبح امروز در جریان سفر به … دیدار کرد», «دیشب بعد از نماز»: a part of that day.
            return False
        return not self.view.within(margin.end, event, "event", "hold")

    def _in_speech(self, mention: DateMention, report: Report) -> bool:
        """True for a day in what was said at the meeting: «در نشست … گفت: هفته گذشته …»."""
        start, _ = self.view.at(mention.span)
        first, last = self.view.at(report.lead)
        if report.event is None or not first <= start < last:
            return False
        _, event = self.view.at(report.event.span)
        said = [m for m in self.view.within(event, start, "say") if self._opens_speech(m)]
        return bool(said) and not self.view.within(said[-1].end, start, "event")

    def _opens_speech(self, mark: Mark) -> bool:
        after = self.text[mark.end : mark.end + 5].split()[:1]
        return bool(after) and (after[0][:1] in (":", "؛") or after[0] == "که")

    def usable(self, mention: DateMention) -> bool:
        """True if neither its form nor the words beside it make it another matter's date."""
        parts = mention.parts
        if mention.parts.only_time or parts.precision in ("year", "season", "range"):
            return False
        counted = parts.year or parts.this_year or parts.month_offset is not None
        if parts.precision == "month" and not counted:
            return False
        if self._is_city(mention) or self._in_quotes(mention) or self._out_of_time(mention):
            return False
        kind = role(self.document, mention)
        return kind == EVENT or (not kind and not self._other_matter(mention))

    def to_come(self, mention: DateMention) -> bool:
        """True for «فردا», «جلسه بعدی …», «روز … برگزار خواهد شد»."""
        start, end = self.view.at(mention.span)
        if mention.parts.future:
            return True
        first, last = self.view.at(self.sentence_of(mention.span))
        if mention.parts.offset_days is not None:
            # «نشست پروسه کابل که امروز در پایتخت برگزار می شود»: another one.
            coming = self.view.first(end, last, *_HOLDS)
            that = self.open_that(first, start)
            return that is not None and coming is not None and coming.value == "announced"
        before = self.view.within(max(0, start - NEXT_REACH), start, "next")
        if any("\n" not in self.text[mark.end : start] for mark in before):
            return True
        verb = self.view.first(end, last, *_HOLDS)
        if verb is None or any(map(self._opens_speech, self.view.within(end, verb.start, "say"))):
            return False
        return verb.value == "announced"

    def own_clause(self, mention: DateMention, report: Report) -> bool:
        """True if the finite verb after the date is about the meeting."""
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self.sentence_of(mention.span))
        first, last = max(first, start - CLAUSE_REACH), min(last, end + CLAUSE_REACH)
        verbs = list(finite_verbs(self.text, first, last))
        ended = [stop for _, stop in verbs if stop <= start]
        closed = min((stop for begin, stop in verbs if begin >= end), default=last)
        if not verbs:
            return True
        if ended and closed == last and closes_verb(self.text[ended[-1] : start]):
            # «… برگزار شد، شام روز یکشنبه ۲۰ جوزا.»: the day comes after its verb.
            ended.pop()
        opened = ended[-1] if ended else first
        that = self.open_that(opened, start)
        if that is None:
            return self._about_meeting(opened, closed, report)
        verb = self.view.at(report.verb.span)[0] if report.verb else -1
        if that <= verb < closed and not self._of_another(that, report):
            return True
        if self._of_event(that, closed, report) or self._spoke_there(that, closed, report):
            return True
        head = self.view.within(max(first, that - _HEAD_REACH), that, "event")
        if any(self._heads(mark.end, that) for mark in head):
            return True
        # «گفت که فردا جلسه … می شود»: after speech the clause stands on its own.
        spoken = self.view.within(max(first, that - _HEAD_REACH), that, "say", "announce")
        spoken += self.view.within(max(first, that - _HEAD_REACH), that + _HEAD_REACH, "saying")
        return bool(spoken) and bool(self.view.within(that, closed, "event"))

    def _heads(self, end: int, that: int) -> bool:
        """True for «در ورکشاپ یک‌روزه که …»: hardly an adjective between the noun and «که»."""
        between = self.text[end:that].replace("که", "")
        words = _WORD.findall(between)
        plain = "،" not in between and not set(words) & set(listed("matter_of_meeting"))
        return plain and len(words) <= _ADJECTIVES

    def _spoke_there(self, that: int, closed: int, report: Report) -> bool:
        """True for «N که دیروز در همایش X سخن می‌گفت، افزود»: the clause tells where he spoke."""
        event = self.view.at(report.event.span)[0] if report.event else -1
        return that < event < closed and _SPEAKS.search(self.text, event, closed) is not None

    def _of_event(self, that: int, closed: int, report: Report) -> bool:
        """True for «ورکشاپ … که دیروز آغاز شد تا فردا ادامه دارد»: the clause tells of it."""
        if report.event is None:
            return False
        _, end = self.view.at(report.event.span)
        held = self.view.first(that, closed, "hold")
        if held is None or held.value not in ("held", "began") or self._pluperfect(held):
            return False
        verb = report.verb
        if held.value == "began" and verb and verb.value == "held":
            # «نشست پیگیری طرحی که از ۱۲ مهر آغاز شده، برگزار شد»: it had begun, not the meeting.
            return self.view.at(verb.span)[0] < closed
        return end <= that and not self.view.within(end, that, "event", *_HOLDS, "attend")

    def _of_another(self, that: int, report: Report) -> bool:
        """True for «در این نشست ارقامی که … خاتمه یافت»: inside the meeting, of what was there."""
        if report.event is None or (report.verb and report.verb.value == "held"):
            return False
        start, end = self.view.at(report.event.span)
        if end > that or self._heads(end, that):
            return False
        first, _ = self.view.at(self.sentence_of(report.event.span))
        return inside_this().search(self.text, first, start) is not None

    def _about_meeting(self, start: int, end: int, report: Report) -> bool:
        if self.view.within(start, end, *MEETING):
            return True
        told_later = report.event is not None and not report.lead.covers(report.event.span)
        if told_later and self.view.at(report.lead)[0] <= start < self.view.at(report.lead)[1]:
            # «X دیروز میزبان Y بود. در این نشست …».
            return True
        cues = [cue.span for cue in (report.event, report.verb) if cue is not None]
        return any(start <= self.view.at(span)[0] < end for span in cues)

    def open_that(self, start: int, end: int) -> int | None:
        """Where a relative «که» that is still open begins, if one does."""
        found = None
        for match in _THAT.finditer(self.text, start, end):
            if match.group() in ("که", "اینکه"):
                found = match.start()
        return found

    def restates(self, mention: DateMention, sentence: Span, report: Report) -> bool:
        start, end = self.view.at(mention.span)
        first, last = self.view.at(sentence)
        if self.view.within(first, last, "earlier", "next", "background"):
            return False
        if not self.own_clause(mention, report):
            return False
        kinds = ("event", "body") if report.event and report.event.kind == "body" else ("event",)
        events = [mark for mark in self.view.within(first, last, *kinds) if mark.start < end + 60]
        if not events:
            return False
        pointed = any(self.pointed(mark.start) for mark in events if mark.start < start)
        follows = self.view.first(end, last, *_HOLDS)
        if pointed and (follows or start - events[0].end < _HEAD_REACH):
            return True
        if kinds != ("event",):
            return False
        same = report.event is None or any(mark.value == report.event.value for mark in events)
        return same and follows is not None and not self._pluperfect(follows)

    def _pluperfect(self, mark: Mark) -> bool:
        return self.text[mark.start : mark.end].endswith(("بود", "بودند"))


@cache
def _hour() -> re.Pattern[str]:
    """« ادای نماز»: what has its hour, behind «پس از»."""
    return re.compile(rf" ?{either('has_its_hour')}(?!\w)")


def closes_verb(between: str) -> bool:
    """True for what stands between a verb and its day: a mark, and «از», «به تاریخ» behind it."""
    words = between.strip(_AFTER_VERB)
    return not words or (words != between.strip() and _late_day_words().issuperset(words.split()))


@cache
def _late_day_words() -> frozenset[str]:
    return cue_words().union(listed("before_late_day"))


@cache
def inside_this() -> re.Pattern[str]:
    """«در این» before a noun, or what is written as one, up to the end."""
    return re.compile(rf"(?<!\w){either('inside_this')}\s*$")

"""Where a report tells again when its meeting was: «این جلسه که روز سه شنبه … برگزار شد، …».

Often the day stands far from the lead, in the last sentence or after a quotation. It is the
meeting's own where the sentence points at it, or tells of it in a clause of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from neshast.date_matters import THAT, cue_words, finite_verbs, is_whole
from neshast.date_scope import DateScope, closes_verb, inside_this
from neshast.dating import context_words, takes_up
from neshast.document import DateMention, Report
from neshast.grammar import either, listed

_WORD = re.compile(r"\w+")
_INDEFINITE = re.compile(rf" ?{either('some_apart')}(?!\w)")
_OPENING_WORDS = 4
# Words between a noun of meeting and its day: «جلسه کمیته به تاریخ ۶ میزان».
_BESIDE_WORDS = 4
# So far from a noun of meeting may stand what tells that it is another one.
_REACH = 24
# How plainly a date is told: of a meeting pointed at; in a clause about it; at the head of a
# sentence; or only when it began, which of several days may be the first.
POINTED, CLAUSE, PLAIN = 4, 3, 2
BEGAN = 1
_HAPPENS = ("hold", "meet", "attend")


class Told(NamedTuple):
    """A noun of meeting at ``[start, end)`` of the folded text, with the value of its cue."""

    start: int
    end: int
    kind: str
    value: str


class DateRetelling(DateScope):
    """Finds the dates of sentences below the lead that speak of the meeting itself."""

    def retold(
        self, report: Report, mentions: list[DateMention], least: int = PLAIN
    ) -> DateMention | None:
        """The date told most plainly as the meeting's, the first of several; or None.

        Args:
            report: whose meeting it is.
            mentions: its dates.
            least: `CLAUSE` leaves out what only a noun at the head of a sentence tells.
        """
        found: tuple[int, DateMention] | None = None
        for mention in mentions:
            if report.lead.covers(mention.span) and not self._quotes(report):
                continue
            if not self.usable(mention):
                continue
            ranks = (self._rank(event, mention, report) for event in self._told(mention))
            rank = max(ranks, default=0)
            if rank >= least and (found is None or rank > found[0]):
                found = rank, mention
        return found[1] if found else None

    def _quotes(self, report: Report) -> bool:
        """True for a lead such as «این سخنان را در نشست … گفت که دوشنبه شب برپا بود»."""
        return bool(self.view.within(*self.view.at(report.lead), "quote_title"))

    def _told(self, mention: DateMention) -> Iterator[Told]:
        """The nouns of meeting before a date in its sentence."""
        start, _ = self.view.at(mention.span)
        first, _ = self.view.at(self.sentence_of(mention.span))
        for mark in self.view.within(first, start, "event", "body"):
            yield Told(mark.start, mark.end, mark.kind, mark.value)
        for match in _happening().finditer(self.text, first, start):
            yield Told(*match.span(), "happening", "")

    def _rank(self, event: Told, mention: DateMention, report: Report) -> int:
        """How plainly the date is told of the event, and the event is the report's; 0 if not."""
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self.sentence_of(mention.span))
        if self.other_meeting(event, first, start) or self._aside(event.end, start):
            return 0
        that = self._own_that(event, first, start)
        closed = that is not None and self._closed(that, start)
        if closed and that is not None:
            # «این نشست که … در نظر گرفته شده بود، … فردا … خواهد بود».
            event, that = event._replace(end=start), None
        begin = event.end if that is None else that
        told = [stop for _, stop in finite_verbs(self.text, begin, start)]
        verb = next(finite_verbs(self.text, end, last), None)
        # «برگزار شد و» is one cue.
        stop = verb[1] + len(" و") if verb else last
        if told and (verb or not closes_verb(self.text[told[-1] : start])):
            return 0
        # «جلسه در دفتر شاروال برگزار شد؛ یکشنبه ۹ سنبله»: the day comes after its verb.
        first_verb = (begin, start) if told else (end, stop)
        happens = bool(self.view.within(*first_verb, *_HAPPENS))
        if that is not None:
            own = self._points(event) or self._same(event, report)
            return self._lowered(CLAUSE, end, stop) if happens and own else 0
        if THAT.search(self.text, event.end, start):
            return 0
        if self._points(event):
            # «در این جلسه … گزارش امروز را داد» tells what was done there, not when it was.
            if inside_this().search(self.text[first : event.start]):
                return 0
            if event.kind == "body" and not _attended().search(self.text, start, stop):
                # «این شورا در ۲۱ اسد تشکیل شد»: founded, not met.
                return 0
            sat = happens or verb is None or self._was(verb)
            return self._lowered(POINTED, end, stop) if sat else 0
        opens = len(_WORD.findall(self.text[first : event.start])) <= _OPENING_WORDS
        # «نشست کمیته ۲۹ حمل در تالار بود».
        took = happens or (verb is not None and self._was(verb) and is_whole(self.text, verb[0]))
        plain = opens and event.kind == "event" and took and self._same(event, report)
        # «جلسه در سالن فرمانداری برگزار شد؛ یکشنبه ۹ مهر» is that of the sentence before.
        taken_up = bool(told) and takes_up(self.text, event.end)
        if not plain or not (taken_up or self._known_words(self.text[event.end : start], report)):
            return 0
        return self._lowered(PLAIN, end, stop)

    def _lowered(self, rank: int, start: int, stop: int) -> int:
        """The rank, or `BEGAN` where the verb tells that it had begun by then."""
        held = self.view.first(start, stop, "hold")
        if held is None or held.value != "began":
            return rank
        return BEGAN if self.text[held.start : held.end].endswith(listed("was")) else rank

    def _known_words(self, between: str, report: Report) -> bool:
        """True for «جلسه کمیته به تاریخ»: nothing that the lead or the headline does not name."""
        told = [report.lead, *filter(None, (report.title,))]
        named = {
            word for span in told for word in _WORD.findall(self.text[slice(*self.view.at(span))])
        }
        words = set(_WORD.findall(between)) - cue_words()
        return words <= named and len(words) <= _BESIDE_WORDS

    def _own_that(self, event: Told, first: int, start: int) -> int | None:
        """Behind the «که» that opens a clause about the event, if the date stands in one."""
        found = [match.span() for match in THAT.finditer(self.text, event.end, start)]
        if len(found) != 1:
            return None
        begin, end = found[0]
        if self._quoted_speech(first, event):
            return end
        between = self.text[event.end : begin]
        if _preposition().search(between) or next(finite_verbs(between, 0, len(between)), None):
            return None
        return end

    def _aside(self, start: int, stop: int) -> bool:
        """True for the date of «به مناسبت هفته کتاب (۲۴ تا ۳۰ آبان)»."""
        between = self.text[start:stop]
        return between.rstrip().endswith("(") or _occasion().search(between) is not None

    def _closed(self, that: int, start: int) -> bool:
        """True if a clause that begins at `that` ends in a verb and a comma before `start`."""
        verbs = [stop for _, stop in finite_verbs(self.text, that, start)]
        return bool(verbs) and self.text[verbs[-1] : start].lstrip().startswith("،")

    def _quoted_speech(self, first: int, event: Told) -> bool:
        """True for «این سخنان را در نشست … بیان کرد که عصر دیروز … برگزار شد»."""
        return bool(self.view.within(first, event.start, "quote_title"))

    def _was(self, verb: tuple[int, int]) -> bool:
        return self.text[slice(*verb)] in listed("was", "lasted", "will_be")

    def _points(self, event: Told) -> bool:
        """True for «این جلسه», «دیدار متذکره», «جلسه یاد شده»."""
        return self.pointed(event.start) or _pointing().match(self.text, event.end) is not None

    def _same(self, event: Told, report: Report) -> bool:
        """True if the noun is that of the report's meeting, or names no kind of meeting."""
        own = report.event
        if own is None or event.kind == "happening" or event.value == own.value:
            return True
        return self.text[event.start : event.end] in listed("any_meeting")

    def other_meeting(self, event: Told, first: int, start: int) -> bool:
        """True for «نشستی که», «جلسه قبلی», «دومین نشست», «پیرو جلسه»."""
        noun = self.text[event.start : event.end]
        if noun in listed("indefinite_meetings") or _INDEFINITE.match(self.text, event.end):
            return True
        if self.view.within(event.start, start, "next", "earlier"):
            return True
        if self.pursuant(first, event.start):
            return True
        around = self.text[max(first, event.start - _REACH) : event.start].rstrip()
        for word in context_words("demonstrative"):
            around = around.removesuffix(f" {word}")
        return _another_before().search(around) is not None or (
            _another_after().match(self.text[event.end : start]) is not None
        )


@cache
def _happening() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('happenings')}(?!\w)")


@cache
def _preposition() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('preposition_after_meeting')}(?!\w)")


@cache
def _occasion() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('on_occasion')}(?!\w)[^،]*$")


@cache
def _attended() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('attended')}(?!\w)")


@cache
def _pointing() -> re.Pattern[str]:
    """«متذکره» after its noun, or after a word or two that belong to the noun."""
    return re.compile(rf"(?: \w+){{0,2}} {either('pointing_after')}(?!\w)")


@cache
def _another_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('another_before')}\s*$")


@cache
def _another_after() -> re.Pattern[str]:
    return re.compile(rf"(?: \w+){{0,2}} {either('another_after')}(?!\w)")

"""Doubts about a verb of deciding: does it tell what this meeting decided?

What a law lays down, what was decided at another time, and what was decided if or when something
else happened, is no outcome of the meeting that is reported.
"""

from __future__ import annotations

import re

from neshast.date_resolving import Context, resolve
from neshast.deadlines import anchor_of
from neshast.decisions import states_duty
from neshast.document import DateMention, Document
from neshast.grammar import begins, either
from neshast.passages import Stretch
from neshast.view import Mark, View

_PART = either("law_parts")
# «بر اساس ماده ۳ این قانون», «تبصره یک», «این ماده».
_OF_LAW = re.compile(
    rf"(?<!\w)(?:{either('according')} (?:{either('this_same')} )?{either('law_parts', 'laws')}"
    rf"|{either('this_same')} {_PART}|{_PART} \d+|در {_PART})(?!\w)"
)
_LAW_REACH = 2
_WHEN = re.compile(rf"(?<!\w){either('when_words')}(?!\w)")
_AGO = re.compile(
    rf"(?<!\w){either('time_units')} {either('before_now')}(?!\w)(?! {either('from_then')}(?!\w))"
)
# «در سال ۱۳۹۴», «از آبان ماه»: before a date that tells when it was done.
_ON = re.compile(rf"(?<!\w){either('dated_by')} $")
_MEETING_BEFORE = re.compile(rf"(?<!\w){either('agenda_meetings')}(?: \w+)? $")
_REACH = 24


class Doubts:
    """Knows of one report when it met, and what its sentences say of other times and of laws.

    Args:
        document: with `dates` and `event_dates` filled.
        view: of the same document.
        index: of the report.
        sentences: of the report, folded.
    """

    def __init__(
        self, document: Document, view: View, index: int, sentences: list[Stretch]
    ) -> None:
        self.text = view.text
        self.sentences = sentences
        self.own, _ = document.event_dates[index]
        self.anchor = anchor_of(document, index)
        span = document.reports[index].span
        self.dates = [(*view.at(d.span), d) for d in document.dates if span.covers(d.span)]

    def about(self, i: int, begin: int, verb: Mark) -> bool:
        """True if `verb` of sentence `i`, whose clause begins at `begin`, is no decision told."""
        return (
            (states_duty(verb) and self._of_law(i))
            or _WHEN.search(self.text, begin, verb.start) is not None
            or self._at_another_time(begin, verb)
        )

    def _of_law(self, i: int) -> bool:
        """True where the sentence, or one right before it, tells what a law lays down."""
        first, _ = self.sentences[max(0, i - _LAW_REACH)]
        return _OF_LAW.search(self.text, first, self.sentences[i][1]) is not None

    def _at_another_time(self, begin: int, verb: Mark) -> bool:
        ago = _AGO.search(self.text, begin, verb.start)
        if ago and not self._names_meeting(begin, ago.start()):
            return True
        for start, end, mention in self.dates:
            if begin <= start and end <= verb.start and not self._names_meeting(begin, start):
                on = _ON.search(self.text, begin, start)
                opens = start <= begin + 1 or (on is not None and on.start() <= begin + 1)
                since = on is not None and begins(on[0], "since")
                sure = opens or since or self._opens_what_follows(end, verb)
                if (on or opens) and self._is_earlier(mention, sure):
                    return True
        return False

    def _opens_what_follows(self, date_end: int, verb: Mark) -> bool:
        """True if the verb's object follows it, so that a date right before it is the verb's."""
        apart = "،" in self.text[date_end : verb.start]
        return begins(verb.cue.phrase, "forward") and not apart

    def _names_meeting(self, begin: int, at: int) -> bool:
        """True for «در جلسه» before «۱۲ آبان» or «هفته پیش»: that says which meeting it was."""
        return _MEETING_BEFORE.search(self.text, max(begin, at - _REACH), at) is not None

    def _is_earlier(self, mention: DateMention, sure: bool) -> bool:
        """True for a date before the meeting.

        Args:
            sure: whether it can only tell when it was decided, and not what belongs to what was.
        """
        own, parts = self.own, mention.parts
        if parts.only_time or (own is not None and own.span and own.span.overlaps(mention.span)):
            return False
        value, _ = resolve(mention.span, parts, Context("past", self.anchor))
        met = own and (own.earliest or own.latest)
        if value.latest and met:
            return value.latest < met
        if own is not None and own.year is not None and parts.year is not None:
            return parts.calendar == own.calendar and parts.year < own.year
        return sure and parts.day is None and (parts.year is not None or parts.month is not None)

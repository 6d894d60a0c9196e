"""Days of meetings that were put off, called off, or went on for days."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from neshast.date_matters import CLAUSE_REACH
from neshast.date_retelling import DateRetelling
from neshast.date_scope import MEETING, NEXT_REACH
from neshast.dating import context_words
from neshast.document import DateMention, Report
from neshast.grammar import alternation, either, listed

# A sentence that says again when the meeting was stands among the first of its report.
RESTATING_SENTENCES = 5
# The verb of putting off begins right after the new date.
_VERB_REACH = 14
_CLAUSE_END = re.compile("[.:؛]")


class DateChanges(DateRetelling):
    """What the dates of one document say of meetings that did not go as planned."""

    def only_planned(self, mention: DateMention) -> bool:
        start, _ = self.view.at(mention.span)
        first, _ = self.view.at(self.sentence_of(mention.span))
        before = self.text[max(first, start - NEXT_REACH) : start]
        if _planned_before().search(before) is not None:
            return True
        # «یک بار به ۱۹ دی موکول شده بود»: put off once more since.
        _, end = self.view.at(mention.span)
        verb = self.view.first(end, end + NEXT_REACH, "hold")
        return (
            verb is not None
            and verb.value == "postponed"
            and verb.start <= end + _VERB_REACH
            and self.text[verb.start : verb.end].endswith(listed("was"))
        )

    def put_off(self, mentions: list[DateMention]) -> DateMention | None:
        """«به ۱۶ آذر موکول شد»: the new date of a meeting that was put off."""
        for mention in mentions:
            _, end = self.view.at(mention.span)
            verb = self.view.first(end, end + NEXT_REACH, "hold")
            if verb is None or verb.start > end + _VERB_REACH:
                continue
            again = self.text[verb.start : verb.end].endswith(listed("was"))
            told = names_day(mention) or mention.parts.offset_weeks is not None
            if verb.value != "postponed" or again or not told:
                continue
            if not self._next_sitting(mention) and not self._undone(verb.end, mention):
                return mention
        return None

    def told_held(self, mention: DateMention) -> bool:
        """True for «که قرار بود ماه گذشته برگزار شود، روز شنبه برگزار شد»: a day gone by."""
        _, end = self.view.at(mention.span)
        _, last = self.view.at(self.sentence_of(mention.span))
        verb = self.view.first(end, min(last, end + NEXT_REACH), "hold")
        return verb is not None and verb.value == "held"

    def since(self, report: Report, lead: list[DateMention]) -> DateMention | None:
        """«ورکشاپ که شنبه شروع شده بود، دیروز به پایان رسید»: its first day."""
        if report.verb is None or report.verb.value not in ("ended", "ongoing"):
            return None
        first, last = self.view.at(report.lead)[0], self.view.at(report.verb.span)[0]
        began = [m for m in self.view.within(first, last, "hold") if m.value == "began"]
        if not began:
            return None
        before = [m for m in lead if self.view.at(m.span)[1] <= began[-1].start and names_day(m)]
        return before[-1] if before else None

    def _undone(self, start: int, mention: DateMention) -> bool:
        """True for «… انتقال یافت، این بار هم دایر نشد»: put off to a day that passed as well."""
        _, stop = self.view.at(self.sentence_of(mention.span))
        verb = self.view.first(start, stop, "hold")
        if verb is None or verb.value not in ("cancelled", "postponed"):
            return False
        return _once_more().search(self.text, start, verb.start) is not None

    def _next_sitting(self, mention: DateMention) -> bool:
        """True for «پرونده به جلسه ۳۰ دی موکول شد»: a matter is put off, not the meeting."""
        start, _ = self.view.at(mention.span)
        events = self.view.within(max(0, start - NEXT_REACH), start, "event")
        return bool(events) and not self.text[events[-1].end : start].strip()

    def planned(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """«که قرار بود … برگزار شود», «که باید … برگزار می شد»: the day of what was not held."""
        first = bisect_left(self._sentences, report.span.start)
        for sentence in self.document.sentences[first : first + RESTATING_SENTENCES]:
            start, end = self.view.at(sentence.span)
            for mention in (m for m in mentions if sentence.span.covers(m.span)):
                at, stop = self.view.at(mention.span)
                clause = _CLAUSE_END.split(self.text[max(start, at - CLAUSE_REACH) : at])[-1]
                told = (
                    _planned_before().search(clause)
                    or _planned_for().search(clause)
                    or _planned_after().match(self.text, stop, end)
                )
                if told and self.usable(mention) and self.view.within(start, end, *MEETING):
                    return mention
        return None


def names_day(mention: DateMention) -> bool:
    """True for a day, a weekday or a day counted from today."""
    parts = mention.parts
    return bool(parts.day or parts.weekday or parts.offset_days is not None)


@cache
def _planned_before() -> re.Pattern[str]:
    """A word of planning in the clause before a date."""
    return re.compile(rf"(?<!\w){alternation(context_words('planned'))}(?!\w)")


@cache
def _planned_for() -> re.Pattern[str]:
    """«که برای ۱۴ آذر … دعوت شده بود»."""
    return re.compile(rf"(?<!\w){either('planned_for')} ?$")


@cache
def _planned_after() -> re.Pattern[str]:
    """«برای ۱۲ اسد برنامه ریزی شده بود»."""
    return re.compile(rf"[\s)»،]*{alternation(context_words('planned_after'))}(?!\w)")


@cache
def _once_more() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('once_more')}(?!\w)")

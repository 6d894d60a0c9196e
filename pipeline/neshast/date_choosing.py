"""Chooses, among the dates of a report, the one on which its meeting took place.

Most dates of a page are others': anniversaries, statutes, deadlines, earlier sessions,
publication. A date is the meeting's own if it stands in a clause about the meeting.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from neshast.aligned import Span
from neshast.dating import CRAWL, EVENT, context_words, ends_with, line_around, role
from neshast.document import DateMention, Document, Report
from neshast.folding import fold
from neshast.grammar import alternation
from neshast.lexicon import table, values
from neshast.view import Mark, View

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_THAT = re.compile(r"(?<!\w)\w*که(?!\w)")
_MEETING = ("event", "body", "hold", "meet", "attend")
_HOLDS = ("hold", "meet")
# A sentence that says again when the meeting was stands among the first of its report.
_RESTATING_SENTENCES = 5
_HEAD_REACH = 18
_PRONOUN_REACH = 22
_NEXT_REACH = 35
_AFTER_REACH = 24
_NEAR = 30
# The verb of putting off begins right after the new date.
_VERB_REACH = 14
# A clause is shorter; a line of many dates must not cost its square.
_CLAUSE_REACH = 1500
_PLURAL = "ند"
_MONDAY = 1
_PREFERENCE = {"cue": 60, "day": 40, "anchored": 20}


class Chooser:
    """Chooses the event date of the reports of one document.

    Args:
        document: with `dates`, `cues`, `sentences` and `reports` filled.
        view: of the same document.
    """

    def __init__(self, document: Document, view: View) -> None:
        self.document = document
        self.view = view
        self.text = view.text
        self._starts = [mention.span.start for mention in document.dates]
        self._sentences = [sentence.span.start for sentence in document.sentences]

    def choose(self, report: Report, over: bool = False) -> DateMention | None:
        """The expression that dates the meeting, or None if none does.

        Args:
            report: whose meeting it is.
            over: the meeting was held or is going on: no date to come is its own.
        """
        mentions = self._inside(report.span) or self._inside(report.lead)
        title = self._inside(report.title)
        lead = self._inside(report.lead)
        if over:
            mentions, title, lead = (
                [m for m in group if not self._to_come(m)] for group in (mentions, title, lead)
            )
        found = (
            self._put_off(lead if over else [*lead, *title, *mentions])
            or self._best(report, lead)
            or (None if over else self._planned(report, mentions))
            or self._best(report, [m for m in title if self._tells_meeting(report, m)])
            or self._restated(report, mentions)
            or self._fronted(lead)
            or self._below_title(report, mentions)
            or self._opening(report, mentions)
            or self._labelled(mentions)
        )
        if found is None or found.parts.day is not None:
            return found
        return self._fuller(found, report, [*title, *mentions])

    def time_of(self, report: Report, chosen: DateMention) -> DateMention | None:
        """A clock time apart from the date, in the same sentence or the lead."""
        for mention in self._inside(report.lead):
            if mention is not chosen and mention.parts.only_time:
                return mention
        return None

    def same_day(self, chosen: DateMention) -> DateMention | None:
        """Another expression on the page for the same day and month, with its year."""
        parts = chosen.parts
        for mention in self.document.dates:
            other = mention.parts
            if (
                other.year is not None
                and (other.calendar, other.month, other.day)
                == (parts.calendar, parts.month, parts.day)
                and role(self.document, mention) != CRAWL
                and not self._other_matter(mention)
            ):
                return mention
        return None

    # ------------------------------------------------------------ where to look

    def _inside(self, span: Span | None) -> list[DateMention]:
        if span is None:
            return []
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [m for m in self.document.dates[first:last] if span.covers(m.span)]

    def _best(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """The usable one nearest to the event or the holding verb."""
        usable = [
            m
            for m in mentions
            if self._usable(m) and self._own_clause(m, report) and not self._outside(m, report)
        ]
        return min(usable, key=lambda m: (self._cost(m, report), m.span.start), default=None)

    def _put_off(self, mentions: list[DateMention]) -> DateMention | None:
        """«به ۱۶ آذر موکول شد»: the new date of a meeting that was put off."""
        for mention in mentions:
            _, end = self.view.at(mention.span)
            verb = self.view.first(end, end + _NEXT_REACH, "hold")
            near = verb is not None and verb.start <= end + _VERB_REACH
            if near and verb.value == "postponed" and not mention.parts.only_time:
                return mention
        return None

    def _planned(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """«که قرار بود … برگزار شود», «که باید … برگزار می شد»: the day of what was not held."""
        first = bisect_left(self._sentences, report.span.start)
        for sentence in self.document.sentences[first : first + _RESTATING_SENTENCES]:
            start, end = self.view.at(sentence.span)
            for mention in (m for m in mentions if sentence.span.covers(m.span)):
                at, stop = self.view.at(mention.span)
                around = self.text[start:at], self.text[stop:end]
                told = _planned_before().search(around[0]) or _planned_after().match(around[1])
                if told and self._usable(mention) and self.view.within(start, end, *_MEETING):
                    return mention
        return None

    def _tells_meeting(self, report: Report, mention: DateMention) -> bool:
        """True for a date of a headline that names a day, or the meeting beside it."""
        if mention.parts.day is not None or report.title is None:
            return True
        return bool(self.view.within(*self.view.at(report.title), *_MEETING))

    def _fronted(self, lead: list[DateMention]) -> DateMention | None:
        """«روز … از قریه بازدید کرد و با … دیدار نمود»: a day ahead of all verbs of the lead."""
        for mention in lead:
            start, _ = self.view.at(mention.span)
            first, last = self.view.at(self._sentence(mention.span))
            last = min(last, first + _CLAUSE_REACH)
            verbs = next(_finite_verbs(self.text, first, last), (last, last))
            ahead = start < verbs[0] and self._that(first, start) is None
            joined = self.text.startswith(" و ", verbs[1])
            if ahead and joined and mention.parts.day is not None and self._usable(mention):
                return mention
        return None

    def _below_title(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """Where only the headline tells of the meeting, a date in the first sentence below it."""
        if report.title is None or not report.title.covers(report.lead):
            return None
        i = bisect_left(self._sentences, report.title.end)
        if i == len(self._sentences):
            return None
        below = self.document.sentences[i].span
        return self._best(report, [m for m in mentions if below.covers(m.span)])

    def _restated(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """A date in «این جلسه که روز … برگزار شد» or the lead's fuller second copy."""
        first = bisect_left(self._sentences, report.span.start)
        near = self.document.sentences[first : first + _RESTATING_SENTENCES]
        for span in (sentence.span for sentence in near if report.span.covers(sentence.span)):
            if span.overlaps(report.lead):
                continue
            usable = [
                m
                for m in mentions
                if span.covers(m.span) and self._usable(m) and self._restates(m, span, report)
            ]
            if usable:
                return min(usable, key=lambda m: (self._cost(m, report), m.span.start))
        return None

    def _opening(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """A date with «مورخ» or «به تاریخ» above the lead: the paragraph that tells the event."""
        for mention in mentions:
            if mention.span.start >= report.lead.start or mention.parts.day is None:
                continue
            start = self.view.at(mention.span)[0]
            cued = self._cued(start) or mention.parts.weekday is not None
            if cued and self._usable(mention) and self._own_clause(mention, report):
                return mention
        return None

    def _labelled(self, mentions: list[DateMention]) -> DateMention | None:
        return next((m for m in mentions if role(self.document, m) == EVENT), None)

    def _fuller(
        self, chosen: DateMention, report: Report, mentions: list[DateMention]
    ) -> DateMention:
        """For «چهارشنبه» the «چهارشنبه ۹ حوت» elsewhere in the report, if there is one."""
        for mention in mentions:
            parts = mention.parts
            if parts.day is None or parts.end is not None or not self._usable(mention):
                continue
            told = chosen.parts.weekday
            if told is not None and parts.weekday == told:
                return mention
            titled = report.title is not None and report.title.covers(mention.span)
            # «امروز» under a headline of some other day counts from the publication.
            sure = parts.year is not None or self.document.source.published is None
            if titled and sure and parts.weekday is None and told is None:
                return mention
        return chosen

    def _cost(self, mention: DateMention, report: Report) -> int:
        start, _ = self.view.at(mention.span)
        targets = [cue.span for cue in (report.event, report.verb) if cue is not None]
        places = [self.view.at(target)[0] for target in targets] or [start]
        cost = min(abs(start - place) for place in places)
        if self._cued(start):
            cost -= _PREFERENCE["cue"]
        if mention.parts.day is not None:
            cost -= _PREFERENCE["day"]
        elif mention.parts.offset_days is not None:
            cost -= _PREFERENCE["anchored"]
        return cost

    # ------------------------------------------------------------ what is not the meeting's

    def _outside(self, mention: DateMention, report: Report) -> bool:
        """True for «شب گذشته پیش از سومین جلسه …»: the day of what was before or after it."""
        if report.event is None:
            return False
        _, end = self.view.at(mention.span)
        event, _ = self.view.at(report.event.span)
        margin = self.view.first(end, min(event, end + _NEXT_REACH), "margin")
        if margin is None or self.text[end : margin.start].strip():
            return False
        return not self.view.within(margin.end, event, "event", "hold")

    def _usable(self, mention: DateMention) -> bool:
        """True if neither its form nor the words beside it make it another matter's date."""
        parts = mention.parts
        if mention.parts.only_time or parts.precision in ("year", "season"):
            return False
        if parts.precision == "month" and not (parts.calendar and (parts.year or parts.this_year)):
            return False
        if self._is_city(mention):
            return False
        kind = role(self.document, mention)
        return kind == EVENT or (not kind and not self._other_matter(mention))

    def _is_city(self, mention: DateMention) -> bool:
        """True for a bare «دوشنبه» on a page that speaks of Tajikistan: its capital."""
        parts = mention.parts
        told = (parts.day, parts.offset_days, parts.offset_weeks, parts.time)
        if parts.weekday != _MONDAY or any(part is not None for part in told):
            return False
        before = self.text[: self.view.at(mention.span)[0]].split()[-1:]
        return not _cue_words().issuperset(before) and any(
            word in self.text for word in context_words("dushanbe")
        )

    def _to_come(self, mention: DateMention) -> bool:
        """True for «فردا», «جلسه بعدی …», «روز … برگزار خواهد شد»."""
        start, end = self.view.at(mention.span)
        if mention.parts.future:
            return True
        if mention.parts.offset_days is not None:
            return False
        before = self.view.within(max(0, start - _NEXT_REACH), start, "next")
        if any("\n" not in self.text[mark.end : start] for mark in before):
            return True
        _, last = self.view.at(self._sentence(mention.span))
        verb = self.view.first(end, last, *_HOLDS)
        return verb is not None and verb.value == "announced"

    def _other_matter(self, mention: DateMention) -> bool:
        start, end = self.view.at(mention.span)
        before, _ = line_around(self.text, start, end)
        bare = _without_cue(before)
        if ends_with(before, "deadline", " ") or ends_with(bare, "deadline", " "):
            return True
        if ends_with(before, "earlier", " ") or _ends_with_statute(bare):
            return True
        if self._cued(start):
            return False
        for words in ("از", "روز"):
            before = before.rstrip()
            if before.endswith(f" {words}"):
                before = before[: -len(words)]
        if ends_with(before, "occasion", ' «"('):
            return True
        after = self.text[end : end + _AFTER_REACH].lstrip(" ،)»(-")
        if after.startswith(tuple(context_words("occasion_after"))):
            return True
        parts = mention.parts
        told = (parts.year, parts.year_offset, parts.weekday, parts.offset_days, parts.time)
        plain = not parts.this_year and all(part is None for part in told)
        return plain and (parts.calendar, parts.month, parts.day) in _named_days()

    def _cued(self, start: int) -> bool:
        """True if «به تاریخ» or «مورخ» stands right before."""
        marks = self.view.within(max(0, start - _NEAR), start, "date_cue")
        return any(not self.text[mark.end : start].strip() for mark in marks)

    # ------------------------------------------------------------ whose clause

    def _own_clause(self, mention: DateMention, report: Report) -> bool:
        """True if the finite verb after the date is about the meeting."""
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self._sentence(mention.span))
        first, last = max(first, start - _CLAUSE_REACH), min(last, end + _CLAUSE_REACH)
        verbs = list(_finite_verbs(self.text, first, last))
        opened = max((stop for _, stop in verbs if stop <= start), default=first)
        closed = min((stop for begin, stop in verbs if begin >= end), default=last)
        if not verbs:
            return True
        that = self._that(opened, start)
        if that is None:
            return self._about_meeting(opened, closed, report)
        verb = self.view.at(report.verb.span)[0] if report.verb else -1
        if that <= verb < closed:
            return True
        head = self.view.within(max(first, that - _HEAD_REACH), that, "event")
        if any(not _WORD.search(self.text[mark.end : that].replace("که", "")) for mark in head):
            return True
        # «گفت که فردا جلسه … می شود»: after speech the clause stands on its own.
        spoken = self.view.within(max(first, that - _HEAD_REACH), that, "say", "announce")
        return bool(spoken) and bool(self.view.within(that, closed, "event"))

    def _about_meeting(self, start: int, end: int, report: Report) -> bool:
        if self.view.within(start, end, *_MEETING):
            return True
        cues = [cue.span for cue in (report.event, report.verb) if cue is not None]
        return any(start <= self.view.at(span)[0] < end for span in cues)

    def _that(self, start: int, end: int) -> int | None:
        """Where a relative «که» that is still open begins, if one does."""
        found = None
        for match in _THAT.finditer(self.text, start, end):
            if match.group() in ("که", "اینکه"):
                found = match.start()
        return found

    def _restates(self, mention: DateMention, sentence: Span, report: Report) -> bool:
        start, end = self.view.at(mention.span)
        first, last = self.view.at(sentence)
        if self.view.within(first, last, "earlier", "next", "background"):
            return False
        if not self._own_clause(mention, report):
            return False
        kinds = ("event", "body") if report.event and report.event.kind == "body" else ("event",)
        events = [mark for mark in self.view.within(first, last, *kinds) if mark.start < end + 60]
        if not events:
            return False
        pointed = any(self._pointed(mark) for mark in events if mark.start < start)
        follows = self.view.first(end, last, *_HOLDS)
        if pointed and (follows or start - events[0].end < _HEAD_REACH):
            return True
        if kinds != ("event",):
            return False
        same = report.event is None or any(mark.value == report.event.value for mark in events)
        return same and follows is not None and not self._pluperfect(follows)

    def _pointed(self, mark: Mark) -> bool:
        before = self.text[max(0, mark.start - _PRONOUN_REACH) : mark.start]
        return bool(_LETTERS.findall(before)) and (
            _LETTERS.findall(before)[-1] in context_words("demonstrative")
        )

    def _pluperfect(self, mark: Mark) -> bool:
        return self.text[mark.start : mark.end].endswith(("بود", "بودند"))

    def _sentence(self, span: Span) -> Span:
        i = bisect_right(self._sentences, span.start) - 1
        if i >= 0 and self.document.sentences[i].span.covers(span):
            return self.document.sentences[i].span
        return span


def _without_cue(before: str) -> str:
    """A text without «مورخ», «به تاریخ», «شماره ۱۲» at its end."""
    words = before.split()
    _drop_cues(words)
    if words and words[-1].isdecimal():
        words.pop()
        _drop_cues(words)
    return " ".join(words)


def _drop_cues(words: list[str]) -> None:
    while words and words[-1] in _cue_words():
        words.pop()


def _ends_with_statute(before: str) -> bool:
    return ends_with(before, "statute", " ")


@cache
def _cue_words() -> frozenset[str]:
    return frozenset(
        word
        for row in table("date_words", "kind", "forms")
        if row["kind"] in ("cue", "day_word", "number_word")
        for form in values(row["forms"])
        for word in fold(form).split()
    )


def _finite_verbs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    known = _verb_forms()
    for match in _LETTERS.finditer(text, start, end):
        if match.group() in known:
            yield match.span()


@cache
def _verb_forms() -> frozenset[str]:
    """Last words of the finite forms; participles are left out: they stand before nouns too."""
    found = set(context_words("speech"))
    for row in table("macros", "forms"):
        last = {fold(form).split()[-1] for form in values(row["forms"])}
        # A verb has its plural among its forms; the macros of nouns have not.
        if any(word + _PLURAL in last for word in last):
            found |= last
    return frozenset(word for word in found if len(word) > 1 and not word.endswith("ه"))


@cache
def _planned_before() -> re.Pattern[str]:
    """A word of planning before a date in its clause."""
    words = alternation(context_words("planned"))
    return re.compile(rf"(?<!\w){words}(?!\w)[^.:؛]*$")


@cache
def _planned_after() -> re.Pattern[str]:
    """«برای ۱۲ اسد برنامه ریزی شده بود»."""
    return re.compile(rf"[\s)»،]*{alternation(context_words('planned_after'))}(?!\w)")


@cache
def _named_days() -> frozenset[tuple[str, int, int]]:
    return frozenset(
        (row["calendar"], int(row["month"]), int(row["day"]))
        for row in table("named_days", "calendar", "month", "day")
    )

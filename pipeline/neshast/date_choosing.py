"""Chooses, among the dates of a report, the one on which its meeting took place.

Most dates of a page are others': anniversaries, statutes, deadlines, earlier sessions,
publication. A date is the meeting's own if it stands in a clause about the meeting.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date

from neshast.aligned import Span
from neshast.calendars import DateParts, to_gregorian
from neshast.date_changes import RESTATING_SENTENCES, DateChanges, names_day
from neshast.date_matters import CLAUSE_REACH, finite_verbs
from neshast.date_resolving import Context, resolve
from neshast.date_retelling import BEGAN, CLAUSE, Told
from neshast.date_scope import MEETING
from neshast.dating import CRAWL, EVENT, HEADER, is_another, role
from neshast.document import DateMention, Report
from neshast.grammar import begins, either

# Below a lead that is the headline a header may stand so far.
_HEADER_REACH = 40
# A lead after the headline and one sentence more stands no longer at the head.
_HEAD_SENTENCES = 2
# «تاریخ: …», and in a table the label alone in its line.
_FORM_DAY = re.compile(
    rf"(?:\A|\n|(?<=[|؛،]\s)|(?<=\s\s))\W{{0,4}}{either('form_day')}\s?(?::|\n)\W{{0,4}}$"
)
_LABEL_REACH = 30
_BEFORE_MINUTES = re.compile(rf"(?:[^\n]{{0,200}}\n)?\W{{0,4}}(?:{either('form_words')}\s)?")
_PREFERENCE = {"cue": 60, "day": 40, "anchored": 20, "after": 50}


class Chooser(DateChanges):
    """Chooses the event date of the reports of one document.

    Args:
        document: with `dates`, `cues`, `sentences` and `reports` filled.
        view: of the same document.
    """

    def choose(
        self, report: Report, over: bool = False, now: date | None = None
    ) -> DateMention | None:
        """The expression that dates the meeting, or None if none does.

        Args:
            report: whose meeting it is.
            over: the meeting was held or is going on: no date to come is its own.
            now: when the report was written, if known.
        """
        self._over, self._now = over, now
        mentions = self._inside(report.span) or self._inside(report.lead)
        title = self._inside(report.title)
        lead = self._inside(report.lead)
        if over:
            mentions, title, lead = (
                [m for m in group if not self.to_come(m)] for group in (mentions, title, lead)
            )
        best = None if self._leads_elsewhere(report) else self._best(report, lead)
        off = report.verb is not None and report.verb.value in ("cancelled", "postponed")
        sure = best is not None and self._sure(report)
        found = (
            self._of_form(report)
            or self._labelled(report, report.lead.start)
            or self.since(report, lead)
            or self.put_off(lead if over else [*lead, *title, *mentions])
            or (self.planned(report, mentions) if off else None)
            or (best if sure else self.retold(report, mentions, least=CLAUSE))
            or self._dated_title(report, title)
            or best
            or self._first_told(report, mentions)
            or (None if over else self.planned(report, mentions))
            or self._best(report, [m for m in title if self._tells_meeting(report, m)])
            or self.retold(report, mentions)
            or self._restated(report, mentions)
            or self._fronted(lead)
            or self._below_title(report, mentions)
            or self._opening(report, mentions)
            or self.retold(report, mentions, least=BEGAN)
            or self._labelled(report, report.span.end)
            or self._headed(report)
            or (None if over else self._only_day(report, mentions))
        )
        if found is None or found.parts.day is not None or found.parts.nth is not None:
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
                and _is_weekday(other, parts.weekday)
            ):
                return mention
        return None

    # ------------------------------------------------------------ where to look

    def _first_told(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """For a lead «در این نشست که …» the day in the sentence before, where it was first told.

        For any lead that of «در جلسه پریروز خود».
        """
        if report.event is None:
            return None
        pointed = self.pointed(self.view.at(report.event.span)[0])
        i = bisect_left(self._sentences, report.lead.start) - 1
        if i < 0 or not report.span.covers(self.document.sentences[i].span):
            return None
        before = self.document.sentences[i].span
        for mention in mentions:
            if not before.covers(mention.span) or not self.usable(mention):
                continue
            first, start = self.view.at(before)[0], self.view.at(mention.span)[0]
            # «جلسه ۱۲ تیر» tells that meeting from this one.
            counted = mention.parts.offset_days is not None
            own = pointed or (counted and self._of_meeting(first, start)) or self._gathered(mention)
            if own and names_day(mention) and self.open_that(first, start) is None:
                return mention
        return None

    def _gathered(self, mention: DateMention) -> bool:
        """True for «… ۲۲ مهر در دانشگاه گرد هم آمدند», where the meeting is named only later."""
        _, end = self.view.at(mention.span)
        _, last = self.view.at(self.sentence_of(mention.span))
        met = self.view.first(end, last, "meet")
        if met is None or met.value != "held" or not begins(met.cue.phrase, "gathers"):
            return False
        return next(finite_verbs(self.text, end, met.start), None) is None

    def _of_other_sitting(self, mention: DateMention) -> bool:
        """True for «یادآور شد نشست نخست هشتم بهمن … برگزار شد»."""
        start, _ = self.view.at(mention.span)
        first, _ = self.view.at(self.sentence_of(mention.span))
        event = next(reversed(self.view.within(first, start, "event")), None)
        if event is None:
            return False
        told = Told(event.start, event.end, event.kind, event.value)
        return self.other_meeting(told, first, start)

    def _of_meeting(self, first: int, start: int) -> bool:
        """True for the day of «در جلسه پریروز خود», of no other meeting."""
        events = self.view.within(first, start, "event")
        if not events or self.text[events[-1].end : start].strip(" \u200c"):
            return False
        event = events[-1]
        told = Told(event.start, event.end, event.kind, event.value)
        return not self.other_meeting(told, first, start)

    def _headed(self, report: Report) -> DateMention | None:
        """A date in a line of its own above the lead, of a page that does not say when it came out.

        With the day of publication given, only a header of another day is the meeting's.
        """
        published = self.document.source.published
        first = bisect_left(self._starts, self._above(report))
        last = bisect_left(self._starts, max(report.lead.start, report.lead.end + _HEADER_REACH))
        for mention in self.document.dates[first:last]:
            if role(self.document, mention) != HEADER or mention.parts.year is None:
                continue
            value, _ = resolve(mention.span, mention.parts, Context("any"))
            # A lunar day is known to a day on either side: all of them must be other days.
            other = published is None or (value.latest or published) < published
            if other and self._at_head(mention, report):
                return mention
        return None

    def _only_day(self, report: Report, mentions: list[DateMention]) -> DateMention | None:
        """The one day of an invitation that is laid out, where no verb tells of the meeting."""
        if report.verb is not None:
            return None
        days = [m for m in mentions if m.parts.day is not None and self.usable(m)]
        return days[0] if len(days) == 1 else None

    def _at_head(self, mention: DateMention, report: Report) -> bool:
        """True if no line stands between a header and its report: the masthead is a page's."""
        if mention.span.end > report.span.start:
            return True
        between = self.document.raw[mention.span.end : report.span.start]
        return not between.partition("\n")[2].strip()

    def _above(self, report: Report) -> int:
        """Where the report before ends, or the page begins."""
        ends = [r.span.end for r in self.document.reports if r.span.end <= report.span.start]
        return max(ends, default=0)

    def _dated_title(self, report: Report, title: list[DateMention]) -> DateMention | None:
        """A whole date in the headline, which outweighs what a line far below says."""
        whole = [m for m in title if m.parts.year and m.parts.day]
        return self._best(report, whole)

    def _leads_elsewhere(self, report: Report) -> bool:
        """True for a lead below the first line that tells of another meeting: «نشست نخست …»."""
        first = bisect_left(self._sentences, report.span.start)
        lead = bisect_right(self._sentences, report.lead.start) - 1
        if report.event is None or lead - first < _HEAD_SENTENCES:
            return False
        if any(m.parts.offset_days is not None for m in self._inside(report.lead)):
            # «امروز در یازدهمین دوره …» is told from the day of this report.
            return False
        return is_another(self.text, *self.view.at(report.event.span))

    def _sure(self, report: Report) -> bool:
        """True if the lead tells that the meeting was held, and stands at the head of its report.

        A sentence further down may speak of another meeting, and its day would be that one's.
        """
        first = bisect_left(self._sentences, report.span.start)
        lead = bisect_right(self._sentences, report.lead.start) - 1
        held = report.verb is not None and report.verb.kind in ("hold", "meet")
        return held and lead - first <= _HEAD_SENTENCES

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
            if self.usable(m) and self.own_clause(m, report) and not self.outside(m, report)
        ]
        # «که ابتدا قرار بود ۱۲ دی برگزار شود»: the day is another, if one is told.
        usable = [m for m in usable if not self.only_planned(m)] or usable
        usable = [m for m in usable if not self.lies_ahead(m)] or usable
        usable = [m for m in usable if not self.of_a_paper(m)] or usable
        return min(usable, key=lambda m: (self._cost(m, report), m.span.start), default=None)

    def _tells_meeting(self, report: Report, mention: DateMention) -> bool:
        """True for a date of a headline that names a day, or the meeting beside it."""
        if mention.parts.day is not None or report.title is None:
            return True
        return bool(self.view.within(*self.view.at(report.title), *MEETING))

    def _fronted(self, lead: list[DateMention]) -> DateMention | None:
        """«روز … از قریه بازدید کرد و با … دیدار نمود»: a day ahead of all verbs of the lead."""
        for mention in lead:
            start, _ = self.view.at(mention.span)
            first, last = self.view.at(self.sentence_of(mention.span))
            last = min(last, first + CLAUSE_REACH)
            verbs = next(finite_verbs(self.text, first, last), (last, last))
            ahead = start < verbs[0] and self.open_that(first, start) is None
            joined = self.text.startswith(" و ", verbs[1])
            if ahead and joined and mention.parts.day is not None and self.usable(mention):
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
        near = self.document.sentences[first : first + RESTATING_SENTENCES]
        for span in (sentence.span for sentence in near if report.span.covers(sentence.span)):
            if span.overlaps(report.lead):
                continue
            usable = [
                m
                for m in mentions
                if span.covers(m.span)
                and self.usable(m)
                and self.restates(m, span, report)
                and not self._of_other_sitting(m)
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
            cued = self.cued(start) or mention.parts.weekday is not None
            if cued and self.usable(mention) and self.own_clause(mention, report):
                return mention
        return None

    def _labelled(self, report: Report, stop: int) -> DateMention | None:
        """«تاریخ جلسه: …» above the report or in it, before `stop`."""
        first = bisect_left(self._starts, self._above(report))
        last = bisect_left(self._starts, stop)
        near = self.document.dates[first:last]
        return next((m for m in near if m.parts.day and role(self.document, m) == EVENT), None)

    def _of_form(self, report: Report) -> DateMention | None:
        """The day of a sheet of minutes: «تاریخ: …», or else in its head «صورتجلسه مورخ …»."""
        start, end = self.view.at(report.span)
        minutes = self.view.first(start, end, "minutes")
        if minutes is None or _BEFORE_MINUTES.fullmatch(self.text, start, minutes.start) is None:
            return None
        days = [m for m in self._inside(report.span) if m.parts.day is not None]
        head = self.text.find("\n", minutes.start, end)
        named = (
            m
            for m in days
            if self.view.at(m.span)[1] <= head and m.parts.year and not self.to_come(m)
        )
        # The head of the sheet, with its day, may stand above its title.
        sheet = self.text.rfind("\n\n", 0, start) + 1
        first, last = bisect_left(self._starts, sheet), bisect_left(self._starts, start)
        days += [m for m in self.document.dates[first:last] if m.parts.day is not None]
        return next((m for m in days if self._is_labelled(sheet, m)), next(named, None))

    def _is_labelled(self, start: int, mention: DateMention) -> bool:
        at = self.view.at(mention.span)[0]
        return _FORM_DAY.search(self.text, max(start, at - _LABEL_REACH), at) is not None

    def _fuller(
        self, chosen: DateMention, report: Report, mentions: list[DateMention]
    ) -> DateMention:
        """For «چهارشنبه» the «چهارشنبه ۹ حوت» elsewhere in the report, if there is one."""
        for mention in mentions:
            parts = mention.parts
            if parts.day is None or parts.end is not None or not self.usable(mention):
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
        if self.cued(start):
            cost -= _PREFERENCE["cue"]
        if report.verb is not None and start > self.view.at(report.verb.span)[1]:
            cost += _PREFERENCE["after"]
        if mention.parts.day is not None:
            cost -= _PREFERENCE["day"]
        elif mention.parts.offset_days is not None:
            cost -= _PREFERENCE["anchored"]
        return cost


def _is_weekday(parts: DateParts, weekday: int | None) -> bool:
    """False for a day of a year in which it was another day of the week."""
    if weekday is None or parts.calendar is None:
        return True
    when = to_gregorian(parts.calendar, parts.year, parts.month, parts.day)
    return when is None or when.isoweekday() == weekday

"""Which sentence leads a report: the one that says most plainly that a meeting was held.

A page is judged line by line; a headline, a line far below and a labelled invitation each count
for something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from neshast.dating import EVENT_LABEL, ends_with, is_another, line_around
from neshast.grammar import either, listed
from neshast.lead import TAKEN_UP, Lead
from neshast.lead_doubts import is_festival, is_invitation
from neshast.lead_passing import is_passing
from neshast.leads import comes_next, find_lead
from neshast.naming import names_a_place
from neshast.page import Line, read_lines, repeats
from neshast.view import View

_MAX_STAMP = 60
_MAX_STAMP_REST = 22
_MAX_ISSUER_WORDS = 7
# Strengths of a lead: a weaker one is only a mention of some meeting; one that tells of a meeting
# clearly; one with a verb that says that it was held.
ACCEPTED, CLEAR, FULL = 3, 4, 5
# A lead in a line after this one must be full.
_MAX_RANK = 2
# «پاسخ: …» of an interview, «1384: …» of a chronicle, «ماده 1: …» of a statute.
_NO_REPORT = re.compile(
    rf"\W*(?:{either('asks_or_answers')}|(?:{either('year_words')} )?\d{{4}}"
    rf"|{either('numbered_rules')} \d+)\s?[:؛–—-]"
)
_NUMBERED = re.compile(r"\(?\d{1,2}\s*[-.):]")
# What a verb of holding says of a meeting that was held.
TOLD = ("held", "done", "began", "ended", "ongoing")
# Words of another meeting than the one told of, and of one where people sat.
_ANOTHER_COST = 3
# At a press conference it was said, after a meeting of two that the first line tells.
_PRESS = 1
_ANOTHER = re.compile(rf"(?<!\w){either('another_before', 'another_after')}(?!\w)")
# «به گزارش …» begins the next news of a page.
_FORMULA = re.compile(rf"{either('according_to')}\b")
_ATTENDED = re.compile(rf"(?<!\w){either('attended')}(?!\w)")
# Among so many first sentences a meeting is taken up: «در این نشست …», «طی همین دیدار …».
_TAKEN_UP = 4
_IN_THIS = re.compile(
    rf"(?<!\w)(?:{either('in_meeting')} (?:\w+ )?|(?={either('in_place')})){either('this')} $"
)
# «… پیگیری می شود.»: what goes on, and was no meeting.
_PRESENT = re.compile(rf"(?<!\w){either('goes_on')} ?\w+\s?[.!]?$")
# An invitation names its meeting in one of its first lines; its labels may stand above.
_CALLING_LINES = 4
_LABELS_REACH = 200
# «حاضرین:», «غایبین:», «رئیس جلسه:»: a line of the sheet on which a meeting is minuted.
_SHEET = re.compile(
    rf"\W*{either('present_label', 'absent_label', 'chair_label', 'secretary_label')}\s*[:؛]"
)
# The lines of an invitation that is laid out are no longer.
_POSTER = 90
# «وزارت … / اخبار / کد ۱۲»: the way to a page, from its owner on.
# Under which it is remembered whether a page has blank lines.
_UNSPACED = ("unspaced",)
_SPEECH = re.compile(r"\s?[:؛]")
_CRUMB = re.compile(r"\s+[/»>«|]+\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """What is needed of the page to judge its lines."""

    view: View
    sentences: list[tuple[int, int]]
    dates: list[tuple[int, int]]

    @property
    def is_unspaced(self) -> bool:
        """True if no line is blank but at the ends of the page: then none means nothing."""
        memory = self.view.memory
        if _UNSPACED not in memory:
            inner = read_lines(self.view.text)[1:-1]
            memory[_UNSPACED] = all(line.kind != "blank" for line in inner)
        return bool(memory[_UNSPACED])

    def is_stamp(self, line: Line) -> bool:
        """True for a line with a date and hardly more, or only a place: «کابل، ۱۲ دلو، باختر»."""
        told = self.view.within(line.start, line.end, "event", "hold", "meet", "minutes")
        if len(line.text) > _MAX_STAMP or told:
            return False
        if names_a_place(line.text):
            return True
        covered = sum(b - a for a, b in self.dates if line.start <= a and b <= line.end)
        return covered > 0 and len(line.text) - covered <= max(_MAX_STAMP_REST, covered // 2)

    def is_issuer(self, line: Line) -> bool:
        """True for a line that only names a body: the page's owner."""
        owner = _CRUMB.split(line.text)[0]
        if not line.is_short or len(owner.split()) > _MAX_ISSUER_WORDS:
            return False
        heads = self.view.within(line.start, line.end, "org_head", "body")
        return bool(heads and heads[0].start == line.start) and not self.view.within(
            line.start, line.end, "event", "hold", "meet", "say", "decide"
        )

    def inside(self, line: Line) -> list[tuple[int, int]]:
        """The sentences of a line."""
        first = bisect_left(self.sentences, (line.start,))
        return [
            (a, b)
            for a, b in self.sentences[first : bisect_left(self.sentences, (line.end,))]
            if b <= line.end
        ]

    def lead(self, start: int, end: int) -> Lead | None:
        """The best lead inside ``[start, end)``."""
        return find_lead(self.view, start, end, self.sentences, self.dates)


def best_lead(page: Page, body: list[Line], title: Line | None) -> Lead | None:
    """The lead that says most, soonest; deep in the text only a full one counts."""
    best: Lead | None = None
    most = 0.0
    deep = False
    named = _names_meeting(page, [*([title] if title else []), *body[: _MAX_RANK + 1]])
    for rank, line in enumerate(body):
        again = title is not None and line.is_short and repeats(title.text, line.text)
        if again and rank < len(body) - 1 and not line.text.endswith(":"):
            continue
        spoken = False
        for lead in (page.lead(a, b) for a, b in page.inside(line)):
            if lead is None or not _counts(line, lead, rank):
                continue
            if spoken and lead.verb is not None and lead.verb.kind == "attend":
                # «X در جلسه گفت: … . کارگرانی که در صحن حضور دارند، …»: he goes on.
                continue
            spoken = spoken or _opens_speech(page.view, lead)
            fresh = rank <= _MAX_RANK or (lead.slots and _FORMULA.match(line.text))
            if fresh or not is_passing(page.view, lead, named, body[-1].end):
                another = (rank > 0 or best is not None) and _of_another_day(page, lead)
                another = another or (best is not None and comes_next(best, lead))
                worth = _worth(lead, rank) - _ANOTHER_COST * another
                if best is None or worth > most:
                    best, most, deep = lead, worth, rank > 0
    lines = [*([title] if title else []), *body]
    best = best or called(page, lines) or taken_up(page, body, title is not None)
    if title is None:
        return best
    head = page.lead(title.start, title.end)
    if head is None or head.strength < ACCEPTED:
        return best
    better = best is None or best.strength < min(head.strength, CLEAR)
    if better or (deep and best is not None and _of_another(head, best)):
        return head
    return best


def _opens_speech(view: View, lead: Lead) -> bool:
    """True for the sentence «X در جلسه گفت: …», whose speech may go on in the next one."""
    return any(_SPEECH.match(view.text, m.end) for m in view.within(lead.start, lead.end, "say"))


def taken_up(page: Page, body: list[Line], titled: bool) -> Lead | None:
    """The meeting of «X میزبان Y بود. در این نشست …»: told in other words, and then named.

    Its lead is the first sentence that quotes nobody, its event that of the sentence which takes
    it up.
    """
    view = page.view
    sentences = [s for line in body[:_TAKEN_UP] for s in page.inside(line)][:_TAKEN_UP]
    for rank, (start, end) in enumerate(sentences):
        lead = page.lead(start, end)
        event = lead.event if lead is not None and lead.anaphoric else None
        if lead is None or event is None or is_festival(event):
            continue
        if event.kind != "event" and event.value != "assembly":
            continue
        match = event.value == "bilateral" and view.of("sport")
        again = _IN_THIS.search(view.text, start, event.start) is not None
        several = view.text[event.start : event.end].endswith(listed("plural_suffix"))
        first = rank == 0 and not titled
        if first or match or several or not again or view.within(start, event.start, "say"):
            continue
        before = sentences[: rank + 1]
        a, b = next((s for s in before if not view.within(*s, "say")), before[0])
        if _PRESENT.search(view.text, a, b):
            continue
        return Lead(a, b, CLEAR, lead.slots, False, event, None, f"{TAKEN_UP} {event.cue.phrase}")
    return None


def _names_meeting(page: Page, lines: list[Line]) -> bool:
    """True if one of `lines` names a meeting, or a body that may have sat."""
    kinds = ("event", "body", "meet", "minutes")
    return any(page.view.first(line.start, line.end, *kinds) for line in lines)


def _of_another(head: Lead, lead: Lead) -> bool:
    """True if the headline tells clearly of one kind of meeting, and a later line of another."""
    if head.strength < CLEAR or head.verb is None or head.event is None or lead.event is None:
        return False
    if lead.verb is not None and lead.verb.value in TOLD:
        return False
    return lead.event.kind == "event" and head.event.value != lead.event.value


def _of_another_day(page: Page, lead: Lead) -> bool:
    """True for «نشست بعدی», «پنجمین دوره این همایش», «جلسه پیشین» below the first line."""
    event = lead.event
    if event is None:
        return False
    # «جلسه بعدی کمیته تیرماه برگزار خواهد شد»: a body, of whose next sitting one is told.
    next_one = event.kind == "body" and page.view.first(lead.start, event.start, "next")
    return bool(next_one) or is_another(page.view.text, event.start, event.end)


def _counts(line: Line, lead: Lead, rank: int) -> bool:
    """True if a lead in line number `rank` may be that of a report."""
    told = lead.verb
    if _NO_REPORT.match(line.text):
        return False
    if rank and told and told.value == "announced" and _NUMBERED.match(line.text):
        # «۲- جلسه … تشکیل می‌شود», below something: a rule or a decision.
        return False
    if rank and told and told.kind == "meet" and told.value == "announced":
        # What somebody is to do, told in passing; a report announces in its first line.
        return False
    if rank <= _MAX_RANK:
        return lead.strength >= ACCEPTED
    if told is not None and told.cue.phrase.endswith(listed("was")):
        closes = lead.end - told.end <= len(" .")
        if not closes or _recalled(line.text[lead.start - line.start : lead.end - line.start]):
            return False
    bare = told is not None and told.kind == "meet" and not lead.slots
    return lead.strength >= FULL and not bare


def _recalled(text: str) -> bool:
    """True for «نخستین دوره این همایش سال گذشته برگزار شده بود», unlike «نشست مذکور روز دوشنبه
    در تالار … دایر شده بود»."""
    return _ANOTHER.search(text) is not None or _ATTENDED.search(text) is None


def _worth(lead: Lead, rank: int) -> float:
    """How much a lead in line number `rank` says for being the one of the report."""
    press = lead.event is not None and lead.event.value == "press_conference"
    return (
        lead.strength
        + 0.6 * min(lead.slots, 4)
        + _PRESS * press
        - 1.5 * lead.anaphoric
        - 0.4 * min(rank, 8)
    )


def _is_prose(line: Line) -> bool:
    return len(line.text) > _POSTER or line.text.endswith(".")


def called(page: Page, lines: list[Line]) -> Lead | None:
    """The meeting of an invitation or of labelled minutes: its noun near the top, and «زمان: …».

    Or «حاضرین: …» below it.
    """
    text = page.view.text
    begin, stop = max(0, lines[0].start - _LABELS_REACH), lines[-1].end
    days = [a for a, b in page.dates if begin <= a < stop]
    labelled = any(ends_with(line_around(text, a, a)[0], EVENT_LABEL) for a in days)
    poster = days and not any(_is_prose(line) for line in lines)
    labelled = labelled or (bool(days) and any(_SHEET.match(line.text) for line in lines))
    if not labelled and not (poster and is_invitation(page.view, begin, stop)):
        return None
    for line in lines[:_CALLING_LINES]:
        lead = page.lead(line.start, line.end)
        if lead is not None and lead.event is not None and lead.verb is None:
            return lead
    return None

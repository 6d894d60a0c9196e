"""Splits a page into reports, and rejects what reports no meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from neshast.digest import item_starts, past_bullet
from neshast.document import Document, Report
from neshast.grammar import either
from neshast.headlines import (
    MAX_KICKER,
    MAX_REPEATED,
    PICTOGRAPH,
    STAMP,
    headline_of,
    is_stopped_head,
)
from neshast.language import is_foreign, language_of, variety_of
from neshast.lead import TAKEN_UP, Lead
from neshast.lead_choice import ACCEPTED, CLEAR, FULL, Page, best_lead
from neshast.lead_pairs import (
    NEAR_LEAD,
    differ,
    is_another,
    later_that_day,
    meets_again,
    sat_on,
)
from neshast.naming import GIVEN, kind_of
from neshast.options import Options as NoOptions
from neshast.page import PICTOGRAPHS, Line, read_lines, repeats
from neshast.retelling import retells
from neshast.view import WORD, View

# «کابل – …», «دهلی نو: …»: the place a report was sent from.
_DATELINE = re.compile(r"\w+(?: \w+)?\s*[-–—]\s+(?=\w)")
_TITLED = re.compile(rf"{either('title_labels')}\s*:\s*")
_AROUND_TITLE = " \n:؛.*#" + PICTOGRAPHS
# On a page of two languages so many letters of Persian make one that can be read.
_LEAST_PERSIAN = 80
# So near to the begin of its line must the event of a new report under a headline stand.
_NEAR_HEAD = 30
# So many different words of an obituary make a text one, unless so many facts tell a meeting.
_OBITUARY_WORDS, _OBITUARY_SLOTS = 2, 2
# So many different words of a call for offers make a text one.
_TENDER_WORDS = 3
# So many facts must the lead under a headline tell where no blank line stands above.
_TITLED_SLOTS = 2
_OTHER = re.compile(rf"\s*(?:{either('also_met')} )?{either('other_programme')}(?!\w)")
# So many leads and no other sentence make a line a digest.
_FEWEST = 3
_FORMULA = re.compile(rf"{either('according_to')}\b")


@dataclass(slots=True)
class _Block:
    """Lines that may be one report, and the strongest lead in them so far."""

    lines: list[Line]
    lead: Lead | None = None
    body: bool = False
    formula: bool = False
    item: bool = False


class FindReports:
    """Fills `reports`, `language` and `variety`.

    A report is a stretch of content lines with one lead (the sentence that says that a meeting
    was held, is planned or was cancelled). Boundaries, best first: an end mark; a headline that
    the next lines repeat; a short line before a lead of its own; a publication stamp; a fresh
    lead with its own date, place or chair.
    """

    name: ClassVar = "reports"
    needs: ClassVar = ("folded", "cues", "sentences", "dates")
    fills: ClassVar = ("reports", "language", "variety")
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled; another language has no reports."""
        view = View(document)
        language, foreign = _languages(view, document.raw)
        variety = variety_of(view.text)
        document = replace(document, language=language, variety=variety)
        if language != "fa":
            return document
        spans = [view.at(s.span) for s in document.sentences]
        dates = [view.at(d.span) for d in document.dates if not d.parts.only_time]
        page = Page(view, spans, dates)
        reports = [r for block in _blocks(page, foreign) if (r := _report(page, block)) is not None]
        # «… طی این کنفرانس» behind another report takes up that one's meeting.
        kept = [r for i, r in enumerate(reports) if not i or not r.rule.startswith(TAKEN_UP)]
        return replace(document, reports=tuple(kept))


def _languages(view: View, raw: str) -> tuple[str, frozenset[int]]:
    """The language of the page, and where its lines in another one begin.

    A page of two languages is Persian if its other lines are left out and enough is left.
    """
    texts = {
        line.start: view.raw(line.start, line.end).of(raw)
        for line in read_lines(view.text)
        if line.kind == "text"
    }
    foreign = frozenset(start for start, text in texts.items() if is_foreign(text))
    language = language_of(raw)
    if language != "fa" and foreign:
        rest = " ".join(text for start, text in texts.items() if start not in foreign)
        if len(rest) >= _LEAST_PERSIAN and language_of(rest) == "fa":
            language = "fa"
    return language, foreign


def _blocks(page: Page, foreign: frozenset[int]) -> list[_Block]:
    blocks: list[_Block] = [_Block([])]
    closed = False
    lines = [line for line in read_lines(page.view.text) if line.start not in foreign]
    blank = True
    items = item_starts(page, list(lines))
    for i, line in enumerate(lines):
        if line.kind == "blank":
            blank = True
        elif line.kind == "tail":
            closed = True
        elif line.kind == "end":
            blocks.append(_Block([]))
        if line.kind != "text" or page.is_stamp(line):
            continue
        after = [x for x in lines[i + 1 : i + 7] if x.kind == "text" and not page.is_stamp(x)]
        if page.is_issuer(line) and after and (after[0].is_short or len(line.text.split()) < 4):
            continue
        if closed and not (line.is_short and after and repeats(line.text, after[0].text)):
            continue
        closed = False
        if line.start in items:
            blocks.append(_Block([], item=True))
        elif items and not blocks[-1].item:
            continue
        for piece, sure in _pieces(page, line):
            block = blocks[-1]
            if not block.lines:
                new = False
            elif piece.start > line.start:
                new = sure or _begins_piece(page, block, piece)
            else:
                new = _begins_report(page, block, piece, after, blank)
            if new:
                block = _Block([])
                blocks.append(block)
            block.lines.append(piece)
            lead = page.lead(piece.start, piece.end)
            if lead and (block.lead is None or lead.strength > block.lead.strength):
                block.lead = lead
            block.formula = block.formula or _FORMULA.match(piece.text) is not None
            block.body = block.body or _is_body(block, piece, after)
            blank = False
    return [block for block in blocks if block.lines]


def _is_body(block: _Block, line: Line, after: list[Line]) -> bool:
    """True for running text: a sentence that is no headline said twice."""
    if len(line.text) > MAX_REPEATED:
        return True
    again = any(
        repeats(before.text, line.text) and len(line.text) < len(before.text) + MAX_KICKER
        for before in block.lines[:-1]
    )
    return not (line.is_short or again or (after and repeats(line.text, after[0].text)))


def _pieces(page: Page, line: Line) -> list[tuple[Line, bool]]:
    """The line, or its parts where complete leads of a digest are glued together.

    Each with whether it is sure to begin a report.
    """
    inside = page.inside(line)
    leads = [page.lead(a, b) for a, b in inside]
    if _is_bare_digest(page, inside, leads):
        return [(_part(page, a, b), True) for a, b in inside]
    cuts = [line.start]
    had = leads[0] if leads else None
    previous = had
    for (a, _), lead in zip(inside[1:], leads[1:], strict=True):
        formula = _FORMULA.match(page.view.text, a)
        digest = formula and _FORMULA.match(page.view.text, cuts[-1])
        enough = lead and lead.slots >= (1 if digest and lead.strength >= FULL else 2)
        clear = had and lead and lead.strength >= CLEAR and enough and not lead.anaphoric
        beside = previous is had and is_another(page, had, lead)
        if (clear and (formula or beside)) or later_that_day(page, had, lead):
            cuts.append(a)
            had = lead
        previous = lead
    cuts.append(line.end)
    return [(_part(page, a, b), False) for a, b in pairwise(cuts)]


def _part(page: Page, start: int, end: int) -> Line:
    return Line(start, end, "text", page.view.text[start:end].strip())


def _is_bare_digest(page: Page, inside: list[tuple[int, int]], leads: list[Lead | None]) -> bool:
    """True if each sentence of a line tells of a meeting of another kind, and of no more.

    Two are enough behind bullets of a messenger.
    """
    kinds = {
        lead.event.cue.phrase
        for lead in leads
        if lead and lead.event and lead.strength >= FULL and not lead.anaphoric
    }
    bulleted = all(PICTOGRAPH.match(page.view.text, a) for a, _ in inside)
    return len(kinds) == len(inside) >= (_FEWEST - bulleted)


def _begins_piece(page: Page, block: _Block, piece: Line) -> bool:
    """True if a piece of a line tells of another meeting, rather than of the headline's."""
    lead = page.lead(piece.start, piece.end)
    if _begins_report(page, block, piece, [], False):
        return True
    formula = _FORMULA.match(piece.text) is not None
    enough = block.body and lead is not None and lead.slots >= _TITLED_SLOTS
    return formula and enough and is_another(page, block.lead, lead)


def _begins_report(page: Page, block: _Block, line: Line, after: list[Line], blank: bool) -> bool:
    """True if a line opens a new report, rather than going on with the block before it."""
    if STAMP.match(line.text):
        return True
    another = page.view.first(line.start, line.end, "another")
    if another is not None and another.start == line.start:
        return block.body
    if line.is_short and _is_minutes(page, line):
        return block.body and block.lead is not None
    if not block.body or block.lead is None or block.lead.strength < ACCEPTED:
        return False
    if _is_minutes(page, block.lines[0]) and line.text.endswith(":"):
        # «جریان جلسه:»: a part of the minutes.
        return False
    if line.is_short and after and _heads_report(page, block.lead, line, after[0], blank):
        return True
    if len(block.lines) == 1 and is_stopped_head(page, [*block.lines, line]):
        return False
    lead = page.lead(line.start, line.end)
    if lead is None or lead.anaphoric:
        return False
    if lead.strength >= CLEAR and sat_on(page, lead) != sat_on(page, block.lead) != "":
        return sat_on(page, lead) != ""
    if lead.strength < FULL:
        return False
    formula = block.formula and _FORMULA.match(page.view.text, line.start) is not None
    met = lead.verb is not None and lead.verb.kind == "meet"
    if met and meets_again(page, block.lead, lead):
        return True
    if _OTHER.match(page.view.text, line.start) or later_that_day(page, block.lead, lead):
        return differ(page, block.lead, lead)
    if lead.slots < (1 if met or formula else 3):
        return False
    if page.view.first(lead.start, lead.verb.start if lead.verb else lead.event_start, "say"):
        return False
    opens = formula or met or lead.event_start - line.start < NEAR_LEAD
    # Agencies set no blank lines inside an article, so without one a fresh lead is a digest's.
    apart = formula or blank or (len(block.lines) == 1 and not block.lines[0].is_short)
    return opens and apart and is_another(page, block.lead, lead)


def _is_minutes(page: Page, line: Line) -> bool:
    """True for «صورتجلسه شورای …»: each is the record of a meeting of its own."""
    heading = page.view.first(line.start, line.end, "minutes")
    return heading is not None and heading.start == line.start


def _heads_report(page: Page, before: Lead, line: Line, following: Line, blank: bool) -> bool:
    """True for a headline that the next line repeats, or that a fresh lead follows.

    A headline that names no meeting needs a lead that tells it is another one; with no blank line
    above, on a page that has none, both must.
    """
    lead = page.lead(following.start, following.end)
    if lead is None:
        return False
    if repeats(line.text, following.text):
        return True
    if lead.start - following.start >= _NEAR_HEAD or lead.anaphoric:
        return False
    named = bool(page.view.within(line.start, line.end, "event", "body", "meet"))
    if not blank:
        told = lead.slots >= _TITLED_SLOTS or retells(line.text, following.text, share=1.0)
        fresh = told and is_another(page, before, lead)
        return named and fresh and not following.is_short and page.is_unspaced
    if named:
        return lead.strength >= CLEAR
    return lead.strength >= FULL and lead.slots > 0


def _report(page: Page, block: _Block) -> Report | None:
    view = page.view
    # The first news of a digest may have its headline above the place that heads it.
    first = block.lines[0]
    headed = len(block.lines) > 1 and (first.is_short_item or not first.start)
    bare = block.item and not headed
    head = None if bare else headline_of(page, block.lines)
    lines = block.lines[head:] if head is not None else block.lines
    start = past_bullet(lines[0]) if block.item else lines[0].start
    for before in (STAMP, PICTOGRAPH, _DATELINE, _TITLED):
        stamp = before.match(view.text, start, lines[0].end)
        if stamp and not (before is _DATELINE and _is_name(stamp.group())):
            start = stamp.end()
    title = lines[0] if head is not None else None
    lead = best_lead(page, lines[1:] if title else lines, title)
    if lead is None or _is_obituary(page, lead, lines) or _is_tender(page, lead, lines):
        return None
    return Report(
        span=view.raw(start, lines[-1].end),
        title=view.raw(*view.trim(start, title.end, _AROUND_TITLE)) if title else None,
        lead=view.raw(max(start, lead.start), lead.end),
        rule=lead.rule,
        event=lead.event.cue if lead.event else None,
        verb=lead.verb.cue if lead.verb else None,
    )


def _is_name(dateline: str) -> bool:
    """True for «A B - رئیس … - گفت», which begins with somebody's name."""
    first, *more = WORD.findall(dateline)
    return bool(more) and kind_of(first) == GIVEN


def _is_tender(page: Page, lead: Lead, lines: list[Line]) -> bool:
    """True for «مناقصه», «داوطلبی»: of a sitting it tells no more than when offers are opened."""
    if lead.verb is not None and lead.verb.value not in ("announced", "done"):
        return False
    words = page.view.within(lines[0].start, lines[-1].end, "notice")
    return len({mark.cue.phrase for mark in words}) >= _TENDER_WORDS


def _is_obituary(page: Page, lead: Lead, lines: list[Line]) -> bool:
    """True if a life is told, and of the meeting hardly more than that it was."""
    if lead.slots >= _OBITUARY_SLOTS:
        return False
    lived = page.view.within(lines[0].start, lines[-1].end, "life")
    return len({mark.cue.phrase for mark in lived}) >= _OBITUARY_WORDS

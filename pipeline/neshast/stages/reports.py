"""Splits a page into reports, and rejects what reports no meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from neshast.document import Document, Report
from neshast.language import language_of, variety_of
from neshast.leads import Lead, find_lead
from neshast.options import Options
from neshast.page import Line, read_lines, repeats
from neshast.view import View

_STAMP = re.compile(r"\s*date \d{4}-\d{2}-\d{2}\s*")
_KICKER_ENDS = ("؛", ":")
_FORMULA = re.compile(r"به (?:گزارش|نقل از)\b")


@dataclass(slots=True)
class _Block:
    """Lines that may be one report."""

    lines: list[Line]
    lead: Lead | None = None


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
    Options = Options

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled; another language has no reports."""
        view = View(document)
        language = language_of(document.raw)
        variety = variety_of(view.text)
        document = replace(document, language=language, variety=variety)
        if language != "fa":
            return document
        spans = [view.at(s.span) for s in document.sentences]
        dates = [view.at(d.span) for d in document.dates]
        reports = []
        for block in _blocks(view, spans, dates):
            report = _report(view, block, spans, dates)
            if report is not None:
                reports.append(report)
        return replace(document, reports=tuple(reports))


def _blocks(
    view: View, sentences: list[tuple[int, int]], dates: list[tuple[int, int]]
) -> list[_Block]:
    blocks: list[_Block] = [_Block([])]
    blank = True
    lines = read_lines(view.text)
    for i, line in enumerate(lines):
        if line.kind == "blank":
            blank = True
            continue
        if line.kind == "end":
            blocks.append(_Block([]))
        if line.kind != "text":
            continue
        for piece in _pieces(view, line, sentences, dates):
            block = blocks[-1]
            if block.lines and _begins_report(view, block, piece, lines[i + 1 :], blank, sentences, dates):
                block = _Block([])
                blocks.append(block)
            block.lines.append(piece)
            if block.lead is None:
                block.lead = find_lead(view, piece.start, piece.end, sentences, dates)
            blank = False
    return [block for block in blocks if block.lines]


def _pieces(
    view: View, line: Line, sentences: list[tuple[int, int]], dates: list[tuple[int, int]]
) -> list[Line]:
    """The line, or its parts where complete leads of a digest are glued together."""
    inside = [(a, b) for a, b in sentences if line.start <= a and b <= line.end]
    cuts = [line.start]
    had = find_lead(view, *inside[0], sentences, dates) if inside else None
    for a, b in inside[1:]:
        lead = find_lead(view, a, b, sentences, dates)
        if had and lead and lead.slots >= 2 and _FORMULA.match(view.text, a):
            cuts.append(a)
            had = lead
    cuts.append(line.end)
    return [
        Line(a, b, "text", view.text[a:b].strip()) for a, b in zip(cuts, cuts[1:], strict=False)
    ]


def _begins_report(
    view: View,
    block: _Block,
    line: Line,
    following: list[Line],
    blank: bool,
    sentences: list[tuple[int, int]],
    dates: list[tuple[int, int]],
) -> bool:
    if _STAMP.match(line.text):
        return True
    if block.lead is None or block.lead.strength < 3:
        return False
    after = [x for x in following[:6] if x.kind == "text"]
    lead = find_lead(view, line.start, line.end, sentences, dates)
    if line.is_short and after and (lead is None or lead.strength < 4):
        if repeats(line.text, after[0].text):
            return True
        ahead = find_lead(view, after[0].start, after[0].end, sentences, dates)
        return bool(
            blank
            and ahead
            and ahead.strength >= 4
            and ahead.slots >= 2
            and not ahead.anaphoric
            and view.within(line.start, line.end, "event", "body")
        )
    if lead is None or lead.strength < 5 or lead.slots < 2 or lead.anaphoric:
        return False
    if repeats(view.text[block.lead.event_start : block.lead.event_end], lead.phrase(view)):
        return False
    opens = lead.event_start - line.start < 40 or _FORMULA.match(view.text, line.start)
    return bool(opens and len(block.lines) >= (1 if _FORMULA.match(view.text, line.start) else 2))


def _report(
    view: View, block: _Block, sentences: list[tuple[int, int]], dates: list[tuple[int, int]]
) -> Report | None:
    lines = block.lines
    head = _headline(lines)
    start = lines[0].start
    stamp = _STAMP.match(view.text, start)
    if stamp:
        start = stamp.end()
    body = lines[head + 1 :] if head is not None else lines
    lead = _best_lead(view, body, lines[head] if head is not None else None, sentences, dates)
    if lead is None:
        return None
    title = None
    if head is not None:
        title = view.raw(*view.trim(lines[head].start, lines[head].end, " \n:؛"))
        start = max(start, lines[0].start)
    return Report(
        span=view.raw(start, lines[-1].end),
        title=title,
        lead=view.raw(lead.start, lead.end),
        rule=lead.rule,
        event=lead.event.cue if lead.event else None,
        verb=lead.verb.cue if lead.verb else None,
    )


def _headline(lines: list[Line]) -> int | None:
    """The index of the headline among the lines of a block, or None."""
    if len(lines) < 2 or not lines[0].is_short or _STAMP.match(lines[0].text):
        return None
    if lines[0].text.endswith(_KICKER_ENDS) and len(lines) > 2 and lines[1].is_short:
        return 1
    return 0


def _best_lead(
    view: View,
    body: list[Line],
    head: Line | None,
    sentences: list[tuple[int, int]],
    dates: list[tuple[int, int]],
) -> Lead | None:
    """The strongest lead; of equally strong ones the first."""
    best: Lead | None = None
    for rank, line in enumerate(body):
        for a, b in ((a, b) for a, b in sentences if line.start <= a and b <= line.end):
            lead = find_lead(view, a, b, sentences, dates)
            if lead is None or (rank > 2 and lead.strength < 4):
                continue
            if best is None or lead.strength > best.strength + (1 if rank > 1 else 0):
                best = lead
    if head is not None and (best is None or best.strength < 4):
        lead = find_lead(view, head.start, head.end, sentences, dates)
        if lead is not None and (best is None or lead.strength > best.strength):
            best = lead
    return best

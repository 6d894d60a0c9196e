"""Passages of a report: its own sentences, and how stretches of text lie to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from neshast.aligned import Span
from neshast.document import Document, Sentence
from neshast.grammar import either, listed
from neshast.view import Mark, View

Stretch = tuple[int, int]
# Where a sentence begins and ends, and its paragraph.
Told = tuple[int, int, int]
# How a question ends that the frame behind it takes in.
_ASKED = ("؟", "؟»")
# After «تا»: it opens what follows, unless a time follows by which it is to be done.
NOT_UNTIL = rf"(?!(?<=تا)\s+(?:{either('until')}(?!\w)|\d))"
_FORMULA = re.compile(
    rf"\s*(?:{either('according_to')} [^،؛:]{{2,90}}[،؛:]"
    rf"|(?:{either('notice_begins')} [^؛:\n]{{0,120}}?){either('notice_ends')}"
    r"\s?[،:]?(?: که(?!\w))?"
    rf"|{either('attention')} [^؛:\n]{{2,90}}:)"
)
# What ends a dateline or a stamp before the first word of a report, and how far it may stand.
_HEAD = re.compile(r"[^\n]*(?:\s[-–—|]\s|\)\s?[:–—-]\s?|\d{4}-\d{2}-\d{2}\s)")
_MOST_HEAD = 90


def own_sentences(document: Document, index: int) -> list[Sentence]:
    """The sentences of report number `index` in text order, without those of its title.

    A sentence that begins with a stamp or dateline begins behind it, as its report does.
    """
    report = document.reports[index]
    title = report.title
    found = []
    for sentence in document.sentences:
        start, end = sentence.span.start, sentence.span.end
        inside = Span(max(start, report.span.start), end) if end > report.span.start else None
        if inside and report.span.covers(inside) and not (title and title.overlaps(inside)):
            found.append(sentence if start == inside.start else replace(sentence, span=inside))
    return found


def with_questions(document: Document, view: View, index: int) -> Iterator[Told]:
    """The own sentences of a report.

    «در پاسخ به این پرسش که … یا خیر؟ گفت: …» is one, with the question in it.
    """
    whole: Told | None = None
    for sentence in own_sentences(document, index):
        start, end = view.at(sentence.span)
        asked = whole is not None and whole[2] == sentence.paragraph
        goes_on = asked and view.text.endswith(_ASKED, whole[0], whole[1]) if whole else False
        said = view.first(start, end, "say") if goes_on else None
        if whole and said is not None and said.start == view.trim(start, end)[0]:
            whole = (whole[0], end, whole[2])
            continue
        if whole:
            yield whole
        whole = (start, end, sentence.paragraph)
    if whole:
        yield whole


def overlaps(start: int, end: int, stretches: Iterable[Stretch]) -> bool:
    """True if ``[start, end)`` shares a character with one of the stretches."""
    return any(first < end and start < last for first, last in stretches)


def covers(at: int, stretches: Iterable[Stretch]) -> bool:
    """True if the character at `at` is in one of the stretches."""
    return any(first <= at < last for first, last in stretches)


def clause_start(view: View, start: int, stop: int, *verbs: str) -> int:
    """Where the clause that ends at `stop` begins: after the last cue of these kinds before it.

    What a cue of meeting says the talk was about belongs to the clause: «دیدار و | درباره X».
    """
    before = view.within(start, stop, *verbs)
    if not before:
        return start
    last = before[-1]
    about = view.first(last.start, last.end, "about")
    return about.start if about and about.end == last.end else last.end


def past_preamble(text: str, start: int, stop: int) -> int:
    """Past the dateline, the stamp and «به گزارش خبرگزاری X،» of a sentence at `start`.

    What ends in a dash, in a bracket with a colon or in a date of figures before `stop` is taken
    for them: «تبریز - ایرنا - ۱۷ آبان - …», «کابل (باختر، ۳ قوس): …».
    """
    head = _HEAD.match(text, start, min(stop, start + _MOST_HEAD))
    return past_formula(text, head.end() if head else start, stop)


def past_formula(text: str, start: int, stop: int) -> int:
    """Past «به گزارش خبرگزاری X،», «به اطلاع اعضا می رساند» at `start`, if it stands there."""
    formula = _FORMULA.match(text, start, stop)
    return formula.end() if formula else start


def is_active(verb: Mark) -> bool:
    """True for «تصویب کرد», false for «تصویب شد»."""
    return verb.cue.phrase.endswith(listed("active_ends"))

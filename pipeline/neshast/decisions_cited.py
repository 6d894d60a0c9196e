"""Decisions that a sentence cites, before it tells what is done by them."""

from __future__ import annotations

import re

from neshast.decided_actions import SUBJUNCTIVE, long_enough
from neshast.grammar import begins, either
from neshast.passages import Stretch, covers
from neshast.view import View

ITS_OWN = re.compile(rf"(?<!\w){either('this_same', 'sitting_bodies', 'deciders')}(?!\w)")
_BY_DECISION = re.compile(
    rf"{either('according')} {either('decided_things', 'decided_thing')}"
    rf"(?:(?: \w+){{0,5}}?\s*،\s*|(?: {either('this_same')})? {either('sitting_bodies')}\s+)(?=\w)"
)
_BY_CONSENT = re.compile(rf"(?<!\w){either('by_consent')}(?: \w+){{1,6}}?\s*،\s*(?=\w)")
_BY_MEETING = re.compile(
    rf"(?<!\w){either('told_meetings')}(?!\w)(?! {either('next_one', 'before_this')})"
)

_TO_DO = re.compile(rf"(?<!\w){SUBJUNCTIVE}(?!\w)")
_NAMED = re.compile(
    rf"\s*،?\s*{either('which')} (?!{either('relative_openings')}(?!\w))(?:باید )?(?=\w)"
)


def cited(view: View, start: int, end: int, speech: list[Stretch]) -> int | None:
    """Where what was decided begins in a sentence that cites this meeting's decision, or None.

    «بر اساس مصوبات جلسه، A می‌شود و B خواهد شد», «با تصویب اعضای شورا، کرایه افزایش یافت».

    Args:
        view: of the document.
        start: of the sentence.
        end: of the sentence.
        speech: stretches of speech, in which only a meeting named there is this one.
    """
    match = _BY_DECISION.search(view.text, start, end)
    if match is None:
        named = _named_after_all(view, start, end, speech)
        return _by_consent(view, start, end, speech) if named is None else named
    if covers(match.start(), speech) and not _BY_MEETING.search(match[0]):
        return None
    own = ITS_OWN.search(view.text, *match.span())
    ahead = [
        verb
        for verb in view.within(match.end(), end, "decide")
        if verb.value == "instruction" or begins(verb.cue.phrase, "forward")
    ]
    told = own and not ahead and not view.within(match.end(), end, "say")
    return match.end() if told else None


def _named_after_all(view: View, start: int, end: int, speech: list[Stretch]) -> int | None:
    """«تصامیم لازم اتخاذ گردید که X تشکیل شود»: where what is told as nameless is named."""
    generic = view.first(start, end, "generic_outcome")
    match = _NAMED.match(view.text, generic.end, end) if generic else None
    if match is None or covers(match.start(), speech):
        return None
    # «… که جزئیات آن اعلام خواهد شد» tells of nothing to be done.
    names = long_enough(view.text[match.end() : end]) and _TO_DO.search(view.text, match.end(), end)
    return match.end() if names else None


def _by_consent(view: View, start: int, end: int, speech: list[Stretch]) -> int | None:
    """As `cited`: only where no other verb tells what was decided."""
    match = _BY_CONSENT.search(view.text, start, end)
    if match is None or covers(match.start(), speech):
        return None
    ahead = view.within(match.end(), end, "decide", "enacted", "say", "said")
    return match.end() if not ahead and ITS_OWN.search(view.text, *match.span()) else None

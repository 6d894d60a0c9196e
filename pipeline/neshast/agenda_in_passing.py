"""Matters that a sentence tells in passing, or by a noun of discussing and presenting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.agenda_lines import is_view, without_report
from neshast.grammar import either
from neshast.intros import list_end

_TURNED_TO_PRESENT = re.compile(
    rf"(?<!\w)به {either('presents_act')}\s+((?:(?! و )[^.،؛:]){{8,200}}?)"
    rf"\s+{either('presents_verb')}(?!\w)"
)
# «گزارشی از X داد».
_GAVE_REPORT = re.compile(
    rf"(?<!\w){either('some_report')}\s+{either('report_about')}\s+"
    rf"([^.،؛:]{{6,160}}?)\s+(?:{either('hands_over')} )?{either('gave')}(?!\w)"
)
_TURNED_TO_DISCUSS = re.compile(
    rf"(?<!\w)به {either('talk_nouns')}(?: {either('discussion_on', 'discussion_near')})?"
    rf"\s+((?!و )[^.؛:]{{6,240}}?)\s+{either('turned_verbs')}(?!\w)"
)
_VIEWS_ON = re.compile(
    rf"(?<!\w){either('views')}(?: ?(?:ها|های))?(?: و {either('views')}(?: ?(?:ها|های))?)?"
    rf" ?(?:{either('ones_own')} ?)+(?:را )?(?:{either('discussion_on', 'discussion_near')})"
    rf"\s+([^.؛:]{{6,240}}?)(?: را)?\s+(?:{either('view_verbs')}|{either('turned_verbs')})"
    rf"(?!\w)(?!\s*(?:[:؛]|{either('and_but', 'that')}(?!\w)))"
)
# «روی X دیدگاه های خود را شریک ساختند»
_VIEWS_BEHIND = re.compile(
    rf"(?<!\w){either('views_about')}\s+((?:(?!{either('views_about')}\s)[^.؛:]){{6,200}}?)"
    rf"\s+{either('views')}(?: ?(?:ها|های))?(?: و {either('views')}(?: ?(?:ها|های))?)?"
    rf"(?: {either('ones_own')})*(?: را)?\s+{either('view_verbs')}(?!\w)(?!\s*[:؛])"
)
_READ_THEN = re.compile(
    rf"(?<!\w){either('talk_then')} {either('reading_out')}\s+([^.،؛:]{{5,80}}?)\s*"
    rf"(?:،|{either('tail_agents')} )"
)
_TALKED_OF = re.compile(
    rf"(?<!\w){either('talk_then')} {either('talk_nouns')}(?: {either('talk_manner')})*"
    rf" {either('discussion_on', 'discussion_near')}\s+"
)
# «ضمن بررسی X، …»
_TALKED = re.compile(
    rf"(?<!\w){either('talk_then')} {either('talked_bare')} "
    rf"(?!{either('and_but', 'talk_manner')}(?!\w))"
)
_HEARD = re.compile(rf"(?<!\w){either('heard_report')}\s+(?={either('reports_in_passing')})")


def turned_to_present(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is presented in «به ارائه X پرداخت»."""
    match = _TURNED_TO_PRESENT.search(text, start, end)
    if match is None or is_view(match[1]):
        return None
    return without_report(text, *match.span(1)), match.end(1)


def gave_report(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is reported in «گزارشی از X داد»."""
    match = _GAVE_REPORT.search(text, start, end)
    return match.span(1) if match else None


def turned_to_discuss(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is discussed in «به بررسی X پرداختند»."""
    match = _TURNED_TO_DISCUSS.search(text, start, end)
    return match.span(1) if match else None


def views_on(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What views are told on: «نظرات خود را درباره X بیان کردند», or with X before them."""
    match = _VIEWS_ON.search(text, start, end) or _VIEWS_BEHIND.search(text, start, end)
    return match.span(1) if match else None


def read_in_passing(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What was read out in «پس از قرائت X توسط Y، …»."""
    match = _READ_THEN.search(text, start, end)
    return match.span(1) if match else None


def told_in_passing(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The matters in «پس از بحث روی A و B، …» and «پس از استماع گزارش A، …»: up to the comma.

    With each goes whether it is a report that was heard.
    """
    for shape in (_TALKED_OF, _HEARD, _TALKED):
        match = shape.search(text, start, end)
        comma = list_end(text, match.end(), end) if match else -1
        if match and comma > 0 and ":" not in text[match.end() : comma]:
            yield match.end(), comma, match.re is _HEARD

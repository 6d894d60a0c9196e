"""Matters that a meeting put off to another one, or referred to a committee."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from neshast.agenda_lines import is_object
from neshast.coordination import split_list
from neshast.decided_actions import next_judged
from neshast.grammar import either
from neshast.intros import past_intro
from neshast.page import ITEM
from neshast.view import Mark, View

_CLAUSE_VERBS = ("hold", "present", "decide", "attend", "discuss", "say")
# «به جلسه آینده ماند», «برای وقت دیگر گذاشته شد», «به کمیته تخنیکی راجع گردید».
_PUT_OFF = re.compile(
    rf"(?<!\w){either('put_off_prepositions')} (?:{either('put_off_to')}(?!\w)[^.؛:\n]{{0,40}}?"
    rf"|{either('put_off_until')}) {either('puts_off')}(?!\w)"
    rf"|(?<!\w)به {either('referred_to')}(?!\w)[^.؛:\n]{{0,50}}? {either('refers')}(?!\w)"
)
_DISCUSSION_ON = re.compile(rf"{either('discussions')}\s+{either('discussion_on')}\s+")
_DISCUSSION_OF = re.compile(rf"{either('discussed_bare')}\s+")
_DISCUSSION = re.compile(rf"(?<!\w)(?:{_DISCUSSION_ON.pattern}|{_DISCUSSION_OF.pattern})")
_WHY = re.compile(rf"\s+(?:{either('also')}\s+)?{either('put_off_for')}(?!\w)")
_AND_ITS = re.compile(
    rf"\s+(?:{either('put_forward')}\s+)?و\s+(?:{either('and_its_acts')}\s*)?{either('and_its')}(?!\w)"
)
# «آیین نامه», which names no meeting.
_RULES = re.compile(rf" ?{either('rule_papers')}(?!\w)")
_AND_ENDS = " و"
_SHORTEST = 5


def put_off_matters(
    view: View, start: int, end: int, past_subject: Callable[[int, int], int]
) -> Iterator[tuple[int, int]]:
    """The matters that the sentence ``[start, end)`` says to be put off.

    «جلسه به فردا موکول شد» puts the meeting off, and no matter.

    Args:
        past_subject: past «اعضای شورا», who put it off, in a stretch.
    """
    text = view.text
    for told in _PUT_OFF.finditer(text, start, end):
        begin = _clause(view, start, told.start())
        item = ITEM.match(text, begin, told.start())
        at = past_intro(view, item.end() if item else begin, told.start())
        why = _WHY.search(text, at, told.start())
        object_end = why.start() + 1 if why else told.start()
        if is_object(text, at, object_end):
            # «شورا بررسی X را به جلسه آینده موکول کرد»
            noun = _DISCUSSION.search(text, at, object_end)
            at = noun.start() if noun else past_subject(at, object_end)
        at, stop = view.trim(*_matter(text, at, told.start()))
        if text.endswith(_AND_ENDS, at, stop):
            # «این پیشنهاد تأیید شد و به کمیته محول شد».
            continue
        meets = view.first(at, stop, "event", "body")
        if meets is None or meets.start > at + _SHORTEST or _RULES.match(text, meets.end):
            yield from split_list(text, at, stop)


def _clause(view: View, start: int, stop: int) -> int:
    """Where the clause of a verb at `stop` begins; «مطرح و» before it shares its subject."""
    verbs = [v for v in view.within(start, stop, *_CLAUSE_VERBS) if not _shares(v)]
    verbs += [v for v in view.within(start, stop, "enacted") if next_judged(view.text, v.end)]
    return max((v.end for v in verbs), default=start)


def _shares(verb: Mark) -> bool:
    return verb.cue.phrase.endswith(_AND_ENDS)


def _matter(text: str, start: int, stop: int) -> tuple[int, int]:
    """The matter in «بحث روی X و بررسی آن»."""
    discussion = _DISCUSSION_ON.match(text, start, stop) or _DISCUSSION_OF.match(text, start, stop)
    rest = _AND_ITS.search(text, start, stop)
    stop = rest.start() if rest else stop
    begin = discussion.end() if discussion else start
    why = _WHY.search(text, begin + _SHORTEST, stop)
    return begin, why.start() if why else stop

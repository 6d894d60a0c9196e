"""Where one line of an agenda begins and ends in running text."""

from __future__ import annotations

import re

from neshast.grammar import either, listed
from neshast.view import View

_FORMULA = re.compile(rf"{either('according_to')}[^،؛:\n]{{2,60}}[،؛:]\s*")
_INTRO = re.compile(
    rf"{either('agenda_in')}?\s*{either('parts')}\s+(?:این )?{either('agenda_meetings')}"
    rf"(?:\s+{either('also')})?\s*،?"
)
_SUCH_AS = re.compile(
    rf"\s*(?:{either('matter_adjectives')}\s*)?(?:{either('such_as')}\s*)?(?:[؛:،]\s*)?"
)
_DISCUSSION_ON = re.compile(rf"{either('discussions')}\s+{either('discussion_on')}\s+")
_AND_ITS = re.compile(
    rf"\s+(?:{either('put_forward')}\s+)?و\s+(?:{either('and_its_acts')}\s*)?{either('and_its')}(?!\w)"
)
_TAIL_AGENT = re.compile(rf"\s+{either('tail_agents')} ")
_TAIL = re.compile(
    rf"\s+(?:{either('item_tails')}|{either('manner')}\s\w+"
    rf"|در (?:{either('this_same')} )?{either('tail_meetings')}(?: {either('tail_cordial')})?)\s*$"
)
# No word or phrase of a tail is longer.
_MAX_TAIL = 48
_SEQUENCER_REACH = 40
_MATTER_REACH = 30
_MIN_LENGTH = 5
_MIN_WORDS = 2


def past_intro(view: View, start: int, stop: int) -> int:
    """Past «در این جلسه», «سپس» and other openings before what was discussed."""
    while True:
        start, _ = view.trim(start, stop)
        after = _intro_end(view, start, stop)
        if after <= start:
            return start
        start = after


def _intro_end(view: View, start: int, stop: int) -> int:
    """Where the opening that begins at `start` ends; `start` if there is none."""
    formula = _FORMULA.match(view.text, start, stop)
    if formula:
        return formula.end()
    sequencer = view.first(start, min(stop, start + _SEQUENCER_REACH), "sequencer")
    if sequencer is not None and sequencer.start <= start + 1:
        return sequencer.end
    intro = _INTRO.match(view.text, start, stop)
    return intro.end() if intro else start


def past_matter(view: View, start: int, stop: int) -> int:
    """Past «موضوعات؛», «مسایل مختلف از جمله»: the noun that the matters follow."""
    start, _ = view.trim(start, stop)
    noun = view.first(start, min(stop, start + _MATTER_REACH), "matter_noun")
    if noun is None or noun.start != start:
        return start
    such_as = _SUCH_AS.match(view.text, noun.end, stop)
    return such_as.end() if such_as else start


def put_off(text: str, start: int, stop: int) -> tuple[int, int]:
    """The matter in «بحث روی X و بررسی آن», before the verb that puts it off."""
    discussion = _DISCUSSION_ON.match(text, start, stop)
    rest = _AND_ITS.search(text, start, stop)
    return discussion.end() if discussion else start, rest.start() if rest else stop


def tail_start(text: str) -> int:
    """Where the tail of a line begins that belongs to its verb: «را», «توسط X», «به طور مفصل»."""
    agent = _TAIL_AGENT.search(text, text.rfind("،") + 1)
    end = agent.start() if agent else len(text)
    while tail := _TAIL.search(text, max(0, end - _MAX_TAIL), end):
        end = tail.start()
    return end


def is_matter(text: str) -> bool:
    """True if a stretch can be a line of an agenda; «این موضوعات» names nothing."""
    return (
        len(text) >= _MIN_LENGTH
        and len(text.split()) >= _MIN_WORDS
        and not text.startswith("که ")
        and text not in listed("no_items")
    )

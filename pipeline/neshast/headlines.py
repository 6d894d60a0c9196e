"""The headline of a report among its first lines: below a kicker, and above a subtitle."""

from __future__ import annotations

import re

from neshast.grammar import either
from neshast.lead_choice import CLEAR, Page
from neshast.page import Line, repeats
from neshast.retelling import retells

STAMP = re.compile(r"\s*date \d{4}-\d{2}-\d{2}\s*")
PICTOGRAPH = re.compile("[\u25aa-\u25fe\u2600-\u27bf\u2b05-\u2b55\U0001f300-\U0001faff]\ufe0f?\\s*")
# No headline that is said again is longer, and no kicker.
MAX_REPEATED, MAX_KICKER = 150, 30
_MAX_STOPPED = 120
_SITE = re.compile(r"\s*[-–—|•]\s*\S")
_KICKER_ENDS = ("؛", ":")
# «روایت دیدارها», «رویدادهای هفته»: the name of a section, over a headline.
_LABEL = re.compile(rf"(?:\w+ ){{0,2}}\w*{either('plural_ends')}(?: \w+)?")

# «در نشست X مطرح شد», «با حضور استاندار»: a kicker without a mark at its end.
_SAID_THERE = re.compile(rf"{either('in_meeting')} [^.:؛،]+ {either('kicker_verbs')}")
_GOES_WITH = re.compile(rf"{either('kicker_heads')} [^.:؛،]+")
_FINITE = re.compile(rf"(?<!\w)(?:{either('light_verb', 'stands')}|ن?می \w+)$")
_MAX_UNMARKED = 60
# So few words name a section or a page, and so many more has the headline under them.
_MAX_SECTION, _MORE_WORDS = 4, 2
# «وب‌سایت رسمی ولایت پروان», «فرهنگ و هنر».
_MASTHEAD, _MAX_MASTHEAD = re.compile(rf"{either('mastheads')}(?!\w)"), 8
_TWO_FIELDS = re.compile(r"\w+ و \w+")


def headline_of(page: Page, lines: list[Line]) -> int | None:
    """The index of the headline among the lines of a block, or None.

    The first short line that a later one repeats; else the first line, if short and no kicker.
    """
    first = lines[: min(3, len(lines) - 1)]
    if len(first) > 1 and _is_window_title(first[0].text, first[1].text):
        return 1
    for i, line in enumerate(first):
        if len(line.text) > MAX_REPEATED or (i and _is_full(page, lines[i - 1])):
            break
        # «رئیس انجمن X:» over the headline: later lines begin with the speaker, too.
        if line.text.endswith(_KICKER_ENDS) and lines[i + 1].is_short:
            continue
        if any(repeats(line.text, later.text) for later in lines[i + 1 : i + 4]):
            return i
    if not first or STAMP.match(first[0].text) or _announces_list(page, *lines[:2]):
        return None
    asks = first[0].text.endswith("؟") and len(first[0].text) <= MAX_REPEATED
    stopped = is_stopped_head(page, lines)
    if not (first[0].is_short or asks or stopped or _is_bulleted_head(page, lines)):
        return None
    over_another = len(first) > 1 and first[1].is_short
    kicker = over_another and (_is_kicker(first[0].text) or _is_section(page, *first[:2]))
    return 1 if kicker else 0


def _is_kicker(line: str) -> bool:
    """True for «در نشست X مطرح شد؛», «رئیس انجمن X:», «با حضور استاندار», «رویدادهای هفته»."""
    if line.endswith(_KICKER_ENDS) or _LABEL.fullmatch(line):
        return True
    if len(line) > _MAX_UNMARKED:
        return False
    with_it = _GOES_WITH.fullmatch(line) is not None and _FINITE.search(line) is None
    return with_it or _SAID_THERE.fullmatch(line) is not None


def _is_section(page: Page, line: Line, following: Line) -> bool:
    """True for «شهر و شورا», «صفحه رسمی» over a headline that is a sentence or names a meeting."""
    words = line.text.split()
    told = page.view.within(line.start, line.end, "event", "hold", "meet", "say", "decide")
    if told or len(words) > _MAX_MASTHEAD or _FINITE.search(line.text):
        return False
    minutes = page.view.first(following.start, following.end, "minutes")
    if minutes is not None and minutes.start == following.start:
        # «ریاست امور زنان ولایت X» over «صورت جلسه …»: whose paper it is.
        return True
    if _MASTHEAD.match(line.text) or _TWO_FIELDS.fullmatch(line.text):
        return True
    if len(words) > _MAX_SECTION or len(following.text.split()) < len(words) + _MORE_WORDS:
        return False
    if retells(line.text, page.view.text[following.start : following.end]):
        # «بودجه شهر» over «شورا بودجه شهر را تصویب کرد»: a headline, and its subtitle.
        return False
    named = page.view.within(following.start, following.end, "event", "hold", "meet")
    return bool(named) or _FINITE.search(following.text) is not None


def _announces_list(page: Page, line: Line, following: Line) -> bool:
    """True for «در جلسه‌ای که … برگزار شد، … تبادل نظر کردند:» over the items of a list."""
    held = page.view.within(line.start, line.end, "hold", "discuss", "decide")
    return following.is_item and line.text.endswith(_KICKER_ENDS) and bool(held)


def _is_window_title(line: str, headline: str) -> bool:
    """True for «X - وزارت عدلیه» over «X»: the site named its window so."""
    return line.startswith(headline) and _SITE.match(line, len(headline)) is not None


def _is_full(page: Page, line: Line) -> bool:
    """True for a headline: no kicker is so long, or tells that a meeting was held."""
    return len(line.text) > MAX_KICKER or bool(page.view.within(line.start, line.end, "hold"))


def is_stopped_head(page: Page, lines: list[Line]) -> bool:
    """True for a headline with a full stop, over a line that tells of the meeting, or again."""
    head, following = lines[0], lines[1]
    if len(head.text) > _MAX_STOPPED or len(page.inside(head)) != 1 or not head.text.endswith("."):
        return False
    if page.view.within(head.start, head.end, "say") or len(following.text) <= len(head.text):
        return False
    own = page.lead(head.start, head.end)
    lead = page.lead(following.start, following.end)
    told = lead is not None and lead.strength >= CLEAR and not lead.anaphoric
    return told and (own is None or own.strength < CLEAR or retells(head.text, following.text))


def _is_bulleted_head(page: Page, lines: list[Line]) -> bool:
    """True for a messenger post whose first line is short and has no full stop."""
    line = lines[0]
    told = page.view.within(line.start, line.end, "event", "body")
    return (
        PICTOGRAPH.match(line.text) is not None
        and len(line.text) <= MAX_REPEATED
        and line.text[-1] not in ".؟،"
        and (len(lines[1].text) > len(line.text) or bool(told))
    )

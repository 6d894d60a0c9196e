"""Lines that were broken to fit a page: the text of a PDF, of a scan, of a letter.

A line is full if the next word would not have fitted. Where no line is longer than the others
and many are full, most of them amid a sentence, their ends are no ends of paragraphs.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import quantiles

from neshast.grammar import either
from neshast.page import ITEM

# Widths of pages, in characters; a longer line is a paragraph, a shorter one an item.
_NARROWEST, _WIDEST = 28, 200
# Fewer broken lines may be a letterhead or a list.
_FEWEST = 3
# Letters are of different widths: a line this part of the width may be full, one longer is none.
_SHORTEST, _LONGEST = 0.85, 1.35
# What part of the lines must be full, and of these must break a sentence.
_FULL, _GOES_ON = 0.4, 0.5
# What part may be wider than the page, and may begin as the lines of a form do.
_WIDER, _LABELS = 0.05, 0.25
# Between the digit and the box of «1️⃣»; folding drops it.
_VARIANT = "\ufe0f"
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# Where a sentence ends too, nothing is lost if the line does.
_STOPS = re.compile(r"[.؟?!]\W*$")
# «صورتجلسه شماره 71 مورخ …».
_SPACE = "[ \u200c]"
_HEAD = re.compile(rf"\s*{either('sheet_heads')}(?!\w)".replace(" ", _SPACE))
# «حاضرین: …», «دستور جلسه: …»: a line of a form.
_LABEL = re.compile(r"\s*[^\s:،.]+(?: [^\s:،.]+){0,2}\s?:")


_Line = re.Match[str]


def soft_breaks(text: str) -> list[int]:
    """The offsets of the line ends, in text order, that only the width of a page made.

    Args:
        text: as it was read; line ends are ``\\n``. Every second line may be blank.
    """
    lines = list(_LINE.finditer(text))
    for apart in (1, 2):
        pairs = [
            (line, following)
            for line, following in pairwise(lines)
            if text.count("\n", line.end(), following.start()) == apart
            and not ITEM.match(following[0].replace(_VARIANT, ""))
            and not (_HEAD.match(line[0]) or _HEAD.match(following[0]))
        ]
        full = _broken(lines, pairs)
        if full:
            ends = ((line.end(), following.start()) for line, following in full)
            return [at for a, b in ends for at in range(a, b) if text[at] == "\n"]
    return []


def _broken(lines: list[_Line], pairs: list[tuple[_Line, _Line]]) -> list[tuple[_Line, _Line]]:
    """The pairs of which the first line was broken, if the page is such."""
    labels = sum(_LABEL.match(following[0]) is not None for _, following in pairs)
    if len(pairs) < _FEWEST or labels > _LABELS * len(pairs):
        return []
    # The third of three cuts: a quarter of the lines is longer.
    width = quantiles((len(line[0].strip()) for line, _ in pairs), n=4)[-1]
    if not _NARROWEST <= width <= _WIDEST:
        return []
    wider = sum(len(line[0].strip()) > _LONGEST * width for line in lines)
    if wider > _WIDER * len(lines):
        return []
    full = [pair for pair in pairs if _is_full(pair[0][0], pair[1][0], width)]
    goes_on = [pair for pair in full if not _STOPS.search(pair[0][0])]
    if len(full) < _FULL * len(pairs) or len(goes_on) < _GOES_ON * len(full):
        return []
    return goes_on


def _is_full(line: str, following: str, width: float) -> bool:
    size = len(line.strip())
    with_next = size + 1 + len(following.split(maxsplit=1)[0])
    return with_next >= _SHORTEST * width and size <= _LONGEST * width

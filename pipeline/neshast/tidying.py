"""A tidied view of a text whose zero-width non-joiners (ZWNJ) were lost.

ZWNJs are lost in three ways: deleted («میشود», «کتابها»), written as a space («می شود»), or a word
is torn by a space («هما هنگی»). `tidy` restores them and changes nothing else: without spaces and
ZWNJs the text is the same as before. The pipeline has no need of it: its matching is blind to
spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.aligned import Aligned, Edit
from neshast.word_parts import parts, seam
from neshast.word_tables import ZWNJ

_LETTERS = "\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff"
_WORD = re.compile(rf"[{_LETTERS}]++(?:{ZWNJ}++[{_LETTERS}]++)*+")
_GAP = re.compile(rf"{ZWNJ}*+[ \u00a0]{ZWNJ}*+")
_PERSIAN = str.maketrans("يىك", "ییک")
# Addresses, tags and names of files, with all that is written against them.
_CHUNK = re.compile(r"\S++")
_FOREIGN = re.compile(r"://|www\.|[@#_\\]")


def tidy(text: str, *, spaces: bool = True) -> Aligned:
    """`text` with its lost ZWNJs, and its torn words whole again.

    Args:
        text: any text; offsets count its code points.
        spaces: False leaves every space alone and restores only what was deleted.
    """
    return Aligned(text, _edits(text, spaces))


def _edits(text: str, spaces: bool) -> Iterator[Edit]:
    end, last = 0, ""
    for start, stop in _words(text):
        found = [part for piece in _letters(text[start:stop]) for part in parts(piece)]
        gap = _GAP.fullmatch(text, end, start) if spaces and last else None
        between = seam(last, found[0]) if gap else None
        if gap and between is not None:
            yield Edit(*gap.span(), between)
        at = start
        for part in found[:-1]:
            at += len(part)
            if text[at] == ZWNJ:
                at += 1
            else:
                yield Edit(at, at, ZWNJ)
        # Two words made one are the first half of what follows.
        last = last + found[0] if between == "" and len(found) == 1 else found[-1]
        end = stop


def _letters(word: str) -> list[str]:
    return word.translate(_PERSIAN).split(ZWNJ)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word in Persian letters that stands by itself."""
    foreign = [m.span() for m in _CHUNK.finditer(text) if _FOREIGN.search(m[0])] if (
        _FOREIGN.search(text)
    ) else []  # fmt: skip
    foreign.reverse()
    for match in _WORD.finditer(text):
        start, end = match.span()
        while foreign and foreign[-1][1] <= start:
            foreign.pop()
        if foreign and foreign[-1][0] < end:
            continue
        # A letter of another script, against which a word stands, makes it no word of ours.
        if not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
            yield start, end

"""A tidied view of a text whose zero-width non-joiners (ZWNJ) were lost.

ZWNJs are lost in three ways: deleted («میشود», «کتابها»), written as a space («می شود»), or a word
is torn by a space («هما هنگی»). `tidy` restores them and changes nothing else: without spaces and
ZWNJs the text is the same as before. The pipeline has no need of it: its matching is blind to
spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from neshast.aligned import Aligned, Edit
from neshast.word_parts import is_torn, parts, seam
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
    words = list(_words(text))
    torn = [False, *(spaces and _are_torn(text, *pair) for pair in pairwise(words)), False]
    last = ""
    for index, (start, stop) in enumerate(words):
        found = _parts(text[start:stop], torn[index], torn[index + 1])
        gap = _GAP.fullmatch(text, words[index - 1][1], start) if spaces and last else None
        between = "" if torn[index] else seam(last, found[0]) if gap else None
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


def _are_torn(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """True if a space stands between the two inside one word."""
    if not _GAP.fullmatch(text, first[1], second[0]):
        return False
    return is_torn(_letters(text[slice(*first)])[-1], _letters(text[slice(*second)])[0])


def _parts(word: str, torn_before: bool, torn_behind: bool) -> list[str]:
    """The parts of a word; half a word has none."""
    pieces = _letters(word)
    halves = {0 if torn_before else -1, len(pieces) - 1 if torn_behind else -1}
    return [
        part
        for index, piece in enumerate(pieces)
        for part in ((piece,) if index in halves else parts(piece))
    ]


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

"""Words written on to the one before them: «ومعین», «درجلسه», «برگزارگردید», «امورداخله».

Behind a letter that joins no other the eye misses no space, and so the hand forgets it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.lexicon import words
from neshast.naming import COMMON, GIVEN, STOP, SURNAME, UNKNOWN, is_glued, kind_of

# A shorter rest is too often the end of a word: «وبا», «ورق».
_GLUED = re.compile(
    rf"(?<![^\W\d_])(?<!\u200c)(?P<small>{either('written_before')})(?P<rest>[^\W\d_]{{3,}})"
)
_JOINS_NONE = "آادذرزژو"
# No words written as one are longer.
_LONG = re.compile(
    rf"(?<![\w\u200c])[^\W\d_]{{0,30}}[{_JOINS_NONE}][^\W\d_]{{2,30}}(?![^\W\d]|\u200c)"
)
# «آمر» is the shortest that stands glued before a noun, «بود» the shortest behind one.
_SHORTEST_PART, _SHORTEST_NOUN = 2, 4
# «وارش» is a name of its own, «ونجیب» is two words.
_SHORTEST_NAME = 4
_REMEMBERED = 1 << 14


def lost_spaces(text: str) -> list[int]:
    """The offsets, in text order, where a space between two words was lost.

    A word that a table knows is left whole, and so is one of which a part is unknown.

    Args:
        text: as it was written.
    """
    small = {m.start("rest") for m in _GLUED.finditer(text) if _is_glued(m["small"], m["rest"])}
    parts = {m.start() + at for m in _LONG.finditer(text) for at in _parts(m[0])}
    return sorted(small | parts)


@lru_cache(maxsize=_REMEMBERED)
def _parts(word: str) -> tuple[int, ...]:
    """Where the words of one that is none begin, but for the first: «آمرامورسرحدات»."""
    plain = fold(word)
    if len(plain) != len(word) or _is_whole(plain) or _is_whole(_singular(plain)):
        return ()
    return _cut(plain, 0)


def _cut(word: str, start: int) -> tuple[int, ...]:
    for at in range(start + _SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, rest = word[start:at], word[at:]
        if first[-1] not in _JOINS_NONE:
            continue
        if not start and first in listed("written_before_name") and kind_of(rest) == GIVEN:
            return (at,)
        if not _stands_before(first, rest):
            continue
        if rest in listed("written_behind") and first not in listed("written_amid"):
            return (at,)
        if len(rest) >= _SHORTEST_NOUN and _is_word(rest):
            return (at,)
        further = _cut(word, at)
        if further:
            return (at, *further)
    return ()


def _stands_before(first: str, rest: str) -> bool:
    """True if one may forget the space behind it."""
    if first in listed("written_amid"):
        return len(rest) >= _SHORTEST_NOUN
    return first in listed("written_before_noun") or (
        len(first) >= _SHORTEST_NOUN and _is_word(first)
    )


def _is_word(word: str) -> bool:
    if word in listed("word_ending"):
        return False
    one = _singular(word)
    kind = kind_of(one)
    return kind == COMMON or (kind == STOP and one in words("words", "word"))


def _is_whole(word: str) -> bool:
    """True for a word that a table knows as it stands."""
    if word in words("places", "name") or word in words("words", "word"):
        return True
    known = kind_of(word)
    return known != UNKNOWN and not (known == STOP and is_glued(word))


@lru_cache(maxsize=_REMEMBERED)
def _is_glued(small: str, rest: str) -> bool:
    whole = fold(small + rest)
    if _is_whole(whole):
        return False
    kind = kind_of(_singular(fold(rest)))
    if kind in (GIVEN, SURNAME) or small in listed("written_verb_too"):
        return kind not in (STOP, UNKNOWN) and len(rest) >= _SHORTEST_NAME
    return kind != UNKNOWN


def _singular(word: str) -> str:
    """«ماما» of «ماماها»; any other word as it is."""
    endings = (ending for ending in listed("plural_suffix") if word.endswith(ending))
    return next((word.removesuffix(e) for e in endings if len(word) > len(e) + 2), word)

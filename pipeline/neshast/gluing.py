"""Words that a clerk wrote on to a small word before them: «ومعین», «درجلسه»."""

from __future__ import annotations

import re
from functools import lru_cache

from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.lexicon import words
from neshast.naming import GIVEN, STOP, SURNAME, UNKNOWN, is_glued, kind_of

# A shorter rest is too often the end of a word: «وبا», «ورق».
_GLUED = re.compile(
    rf"(?<![^\W\d_])(?<!\u200c)(?P<small>{either('written_before')})(?P<rest>[^\W\d_]{{3,}})"
)
# «وارش» is a name of its own, «ونجیب» is two words.
_SHORTEST_NAME = 4
_REMEMBERED = 1 << 14


def lost_spaces(text: str) -> list[int]:
    """The offsets, in text order, where a space behind a small word was lost.

    A word that a table knows is left whole, and so is one of which the rest is unknown.

    Args:
        text: as it was written.
    """
    return [m.start("rest") for m in _GLUED.finditer(text) if _is_glued(m["small"], m["rest"])]


@lru_cache(maxsize=_REMEMBERED)
def _is_glued(small: str, rest: str) -> bool:
    whole = fold(small + rest)
    known = kind_of(whole)
    if known != UNKNOWN and not (known == STOP and is_glued(whole)):
        return False
    if whole in words("places", "name"):
        return False
    kind = kind_of(_singular(fold(rest)))
    if kind in (GIVEN, SURNAME) or small in listed("written_verb_too"):
        return kind not in (STOP, UNKNOWN) and len(rest) >= _SHORTEST_NAME
    return kind != UNKNOWN


def _singular(word: str) -> str:
    """«ماما» of «ماماها»; any other word as it is."""
    endings = (ending for ending in listed("plural_suffix") if word.endswith(ending))
    return next((word.removesuffix(e) for e in endings if len(word) > len(e) + 2), word)

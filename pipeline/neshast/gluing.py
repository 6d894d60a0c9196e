"""Words that a clerk wrote on to the «و» before them: «ومعین», «وگفت»."""

from __future__ import annotations

import re
from functools import lru_cache

from neshast.folding import fold
from neshast.lexicon import words
from neshast.naming import GIVEN, SURNAME, UNKNOWN, kind_of

# A shorter rest is too often the end of a word: «وبا», «ورق».
_GLUED = re.compile(r"(?<![^\W\d_])(?<!\u200c)و([^\W\d_]{3,})")
# «وارش» is a name of its own, «ونجیب» is two words.
_SHORTEST_NAME = 4
_REMEMBERED = 1 << 14


def lost_spaces(text: str) -> list[int]:
    """The offsets, in text order, where a space behind «و» was lost.

    A word that a table knows is left whole, and so is one of which the rest is unknown.

    Args:
        text: as it was written.
    """
    return [match.start(1) for match in _GLUED.finditer(text) if _is_glued(match[1])]


@lru_cache(maxsize=_REMEMBERED)
def _is_glued(rest: str) -> bool:
    whole = fold(f"و{rest}")
    if kind_of(whole) != UNKNOWN or whole in words("places", "name"):
        return False
    kind = kind_of(fold(rest))
    return kind != UNKNOWN and (kind not in (GIVEN, SURNAME) or len(rest) >= _SHORTEST_NAME)

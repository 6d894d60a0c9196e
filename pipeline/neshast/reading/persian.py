"""How Persian a text that came out of a PDF looks, and its other possible readings.

Producers of PDF store letters as forms («ﺟﻠﺴﻪ»), and lines from left to right as they are seen.
No extractor is right for all of them: of the readings here the most Persian one is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from neshast.folding import fold
from neshast.word_tables import word_tables

_WORD = re.compile("[\u0621-\u06d3\u06fa-\u06ff\u200c\ufb50-\ufdff\ufe70-\ufefc]+")
_FORM = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_REMEMBERED = 1 << 16
# So many words tell how Persian a text is.
_SAMPLE = 20_000
# What runs from left to right within a line of Persian: numbers with their signs, Latin words.
_FIGURES = "0-9\u06f0-\u06f9\u0660-\u0669"
_NUMBER = f"[{_FIGURES}](?:[{_FIGURES}A-Za-z./:,%@_\u066b\u066c-]*[{_FIGURES}A-Za-z])?"
_LATIN = f"[A-Za-z](?:[{_FIGURES}A-Za-z ./:,%@_'-]*[{_FIGURES}A-Za-z])?"
_LEFT_TO_RIGHT = re.compile(f"({_NUMBER}|{_LATIN})")
_PAIRS = (("«", "»"), ("(", ")"), ("[", "]"))
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def known_share(text: str) -> tuple[float, int]:
    """The share of words that the tables know, and the number of words looked at.

    Words of one letter do not count. A Persian report has about 0.87, one read backwards 0.1.
    """
    count = known = 0
    for match in _WORD.finditer(text):
        if len(match.group()) > 1:
            count += 1
            known += _known(match.group())
            if count == _SAMPLE:
                break
    return known / max(count, 1), count


def plain(text: str) -> str:
    """Letters for their presentation forms; all else as it is."""
    return _FORM.sub(_letters, text)


def turned(text: str) -> str:
    """The text of lines that stand as they are seen, from left to right; forms as letters.

    Lines turn before forms are letters: one form may stand for two of them.
    """
    return plain("\n".join(map(_turned, text.split("\n"))))


def brackets_right(text: str) -> str:
    """The text with «», (), [] the right way round, where most of a kind stand wrongly.

    Some extractors turn lines but not the signs that have a side.
    """
    for opening, closing in _PAIRS:
        order = [char for char in text if char in (opening, closing)]
        pairs = Counter(pairwise(order))
        if pairs[closing, opening] > pairs[opening, closing]:
            text = text.translate({ord(opening): closing, ord(closing): opening})
    return text


READINGS: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "+letters": plain,
    "+letters+turned": turned,
}


def _letters(match: re.Match[str]) -> str:
    # A mark that stands alone is written on a space, which is none of the text.
    return "".join(unicodedata.normalize("NFKC", form).lstrip(" ") for form in match.group())


def _turned(line: str) -> str:
    # Every other piece runs from left to right.
    pieces = _LEFT_TO_RIGHT.split(line)
    pieces[::2] = [piece[::-1].translate(_MIRRORED) for piece in pieces[::2]]
    return "".join(reversed(pieces))


@lru_cache(maxsize=_REMEMBERED)
def _known(word: str) -> bool:
    exists = word_tables().exists
    return all(exists(part) for part in fold(word.replace("\u200c", " ")).split())

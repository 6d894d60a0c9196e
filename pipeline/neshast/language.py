"""Which language a text is in, and which variety of Persian."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from neshast.folding import fold
from neshast.lexicon import table, values

_WORD = re.compile(r"\w+")
# Counting the first words is enough, and a 10 MB line stays cheap.
_SAMPLE = 6000
# A foreign function word that Persian has too («او», «من») must not decide alone.
_MARGIN = 1.0


def language_of(raw: str) -> str:
    """The language of a text by its function words: ``fa``, ``ps``, ``ar``, ``ur`` or ``und``.

    Args:
        raw: the text as written; folding would hide the letters that tell languages apart.
    """
    counts = Counter(_WORD.findall(raw[:_SAMPLE]))
    scores = {
        language: sum(counts[word] for word in words)
        for language, words in _words("other").items()
    }
    best = max(scores, key=lambda language: (scores[language], language))
    if scores[best] == 0:
        return "fa" if any("\u0600" <= char <= "\u06ff" for char in raw[:_SAMPLE]) else "und"
    return best if scores[best] > scores["fa"] * _MARGIN else "fa"


def variety_of(folded: str) -> str:
    """``fa-AF`` (Dari) or ``fa-IR``, by the words that only one of the two uses."""
    sample = folded[:_SAMPLE]
    scores = {
        variety: sum(1 for _ in pattern.finditer(sample)) for variety, pattern in _patterns().items()
    }
    return "fa-AF" if scores["fa-AF"] > scores["fa-IR"] else "fa-IR"


@cache
def _words(use: str) -> dict[str, tuple[str, ...]]:
    return {
        row["language"]: values(row["words"])
        for row in table("language_words", "language", "use", "words")
        if row["use"] == use
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        variety: re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(w)) for w in words) + r")(?!\w)")
        for variety, words in _words("cue").items()
    }

"""Which language a text is in, and which variety of Persian."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from neshast.folding import fold
from neshast.lexicon import table, values

_WORD = re.compile(r"\w+")
# Counting the first words is enough, and a 10 MB line stays cheap.
_SAMPLE = 6000
# A foreign function word that Persian has too («او», «من») must not decide alone.
_MARGIN = 1.0
# So many words tell that a line of a page is in another language than the rest.
_LEAST_FOREIGN = 3
_KEYBOARD = str.maketrans("يىك", "ییک")


def language_of(raw: str) -> str:
    """The language of a text by its function words: ``fa``, ``ps``, ``ar``, ``ur`` or ``und``.

    Args:
        raw: the text as written; folding would hide the letters that tell languages apart.
    """
    found = _WORD.findall(raw[:_SAMPLE])
    scores = {language: _count(found, words) for language, words in _words("other").items()}
    # Persian is written on Arabic keyboards too; what others write must stay as it is.
    scores["fa"] = _count([word.translate(_KEYBOARD) for word in found], _words("other")["fa"])
    best = max(scores, key=lambda language: (scores[language], language))
    if scores[best] == 0:
        return "fa" if any("\u0600" <= char <= "\u06ff" for char in raw[:_SAMPLE]) else "und"
    return best if scores[best] > scores["fa"] * _MARGIN else "fa"


def is_foreign(line: str) -> bool:
    """True for a line of a page of two languages that is not Persian, by several of its words.

    Args:
        line: as written.
    """
    found = _WORD.findall(line[:_SAMPLE])
    latin = sum(word.isascii() and not word.isdigit() for word in found)
    if 2 * latin > len(found) >= _LEAST_FOREIGN:
        return True
    others = _words("other")
    most = max(_count(found, words) for name, words in others.items() if name != "fa")
    persian = _count([word.translate(_KEYBOARD) for word in found], others["fa"])
    return most >= _LEAST_FOREIGN and most > 2 * persian


def variety_of(folded: str) -> str:
    """``fa-AF`` (Dari) or ``fa-IR``, by the words that only one of the two uses."""
    return told_variety(folded) or "fa-IR"


def told_variety(folded: str) -> str | None:
    """The variety of a text, if more words of one of the two tell it."""
    sample = folded[:_SAMPLE]
    found = _WORD.findall(sample)
    scores = {}
    for variety, (single, several) in _cues().items():
        # Words of a phrase count with it, not by themselves.
        scores[variety] = _count(found, single) + sum(
            (1 - _count(phrase.split(), single)) * len(pattern.findall(sample))
            for phrase, pattern in several
            if phrase in sample
        )
    if scores["fa-AF"] == scores["fa-IR"]:
        return None
    return max(scores, key=lambda variety: scores[variety])


def _count(found: Iterable[str], words: frozenset[str]) -> int:
    return sum(map(words.__contains__, found))


@cache
def _words(use: str) -> dict[str, frozenset[str]]:
    return {
        row["language"]: frozenset(values(row["words"]))
        for row in table("language_words", "language", "use", "words")
        if row["use"] == use
    }


@cache
def _cues() -> dict[str, tuple[frozenset[str], list[tuple[str, re.Pattern[str]]]]]:
    """The cues of each variety: single words, and phrases that none of them opens."""
    found = {}
    for variety, words in _words("cue").items():
        folded = {fold(word) for word in words}
        single = frozenset(word for word in folded if " " not in word)
        several = sorted(w for w in folded if " " in w and w.split()[0] not in single)
        found[variety] = single, [(p, _whole(p)) for p in several]
    return found


def _whole(phrase: str) -> re.Pattern[str]:
    """A pattern for a phrase between other words, that begins with it and so is sought fast."""
    escaped = re.escape(phrase)
    return re.compile(rf"{escaped}(?<!\w{escaped})(?!\w)")

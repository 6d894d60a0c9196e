"""Whether a text tells again what a headline told, in other words or another order."""

from __future__ import annotations

from neshast.folding import key
from neshast.naming import COMMON, SOFT, STOP, kind_of
from neshast.verb_forms import finite_forms
from neshast.view import WORD

# «در», «به»: too short to tell one matter from another.
_SHORTEST = 3
# So much of a headline returns, and so soon.
_SHARE = 0.7
_REACH = 4
_ORDINARY = (COMMON, SOFT, STOP)


def retells(headline: str, text: str, share: float = _SHARE) -> bool:
    """True if a text says what its headline said: «والی جلسه را ریاست کرد. جلسه به ریاست والی …».

    Whom and what the headline names, the text must name too; of its other words, most.

    Args:
        headline: folded, a sentence.
        text: folded, what stands under it; only its beginning counts.
        share: of the words that must return.
    """
    told = [word for word in WORD.findall(headline) if _counts(word)]
    begin = key(text[: _REACH * len(headline)])
    lost = [word for word in told if key(word) not in begin]
    if any(kind_of(word) not in _ORDINARY or word.isdigit() for word in lost):
        return False
    return len(told) > len(lost) and len(lost) <= (1 - share) * len(told)


def _counts(word: str) -> bool:
    return word.isdigit() or (len(word) >= _SHORTEST and word not in finite_forms())

"""Finite verbs: words that no name and no noun phrase holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.lexicon import table, words

_GOES_ON = re.compile(rf" {either('after_participle')}(?!\w)")


def is_adjective(text: str, start: int, end: int) -> bool:
    """True for «وقت تعیین شده در جلسه»: a participle behind which its phrase goes on."""
    participle = text.endswith(listed("participle_ends"), start, end)
    return participle and _GOES_ON.match(text, end) is not None


@cache
def finite_forms() -> frozenset[str]:
    """Forms of verbs that are nothing else, as single folded words.

    Third persons and «we», plain, negated and subjunctive, of the stems of ``tidying/verbs.tsv``.
    A form that is a noun or a name too («روند», «برد») is left out: ``phrase_words.tsv`` lists
    them as ``verb_or_noun``. After «می» stands one of these, or a form that ends in م or ی.
    """
    forms = {fold(form) for form in _forms()}
    return frozenset(forms - words("phrase_words", "word", "use", "verb_or_noun"))


@cache
def perfect_forms() -> frozenset[str]:
    """Past participles, plain and negated, of the verbs of ``tidying/verbs.tsv``: «نرسیده»."""
    pasts = (row["past"] for row in table("tidying/verbs", "past"))
    return frozenset(fold(f"{no}{past}ه") for past in pasts for no in ("", "ن"))


def _forms() -> Iterator[str]:
    for row in table("tidying/verbs", "past", "present"):
        past, present = row["past"], row["present"]
        yield from (f"ن{past}", f"می{past}", f"نمی{past}")
        for ending in ("ند", "یم"):
            yield past + ending
            yield from (f"ن{past}{ending}", f"می{past}{ending}", f"نمی{past}{ending}")
        for ending in ("د", "ند", "یم"):
            # «میدهد», as clerks write «می‌دهد».
            for prefix in ("", "ب", "ن", "می", "نمی"):
                yield prefix + present + ending

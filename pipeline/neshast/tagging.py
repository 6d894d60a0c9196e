"""The words of a document as tokens that engines read: each with what the tables say of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from neshast.engines.names import Token
from neshast.folding import key
from neshast.naming import given_names, is_surname, names_a_place, read_words
from neshast.view import View

# Kinds of cue that tell an engine something.
_KINDS = (
    "office", "honorific", "honorific_after", "org_head", "event", "body", "chair", "participant",
    "hold", "say", "host", "pronoun", "agency", "place_noun",
)  # fmt: skip
# Words whose signs are kept, and how much of a gap is told.
_REMEMBERED = 1 << 16
_GAP = 2


def read_tokens(view: View) -> list[Token]:
    """The words of a document with their signs: the kind of word first, then tables and cues."""
    words = read_words(view)
    starts = [word.start for word in words]
    cues: dict[int, list[str]] = {}
    for mark in view.of(*_KINDS):
        first = bisect_left(starts, mark.start)
        for i in range(first, bisect_left(starts, mark.end)):
            cues.setdefault(i, []).append(("I:" if i > first else "B:") + mark.kind)
    tokens = []
    done = 0
    for i, word in enumerate(words):
        gap = view.text[done : word.start].strip()[:_GAP]
        signs = _signs(word.text, word.kind)
        tokens.append(Token(word.start, word.end, word.text, gap, (*signs, *cues.get(i, ()))))
        done = word.end
    return tokens


@lru_cache(maxsize=_REMEMBERED)
def _signs(word: str, kind: str) -> tuple[str, ...]:
    listed = key(word)
    signs = [kind]
    if listed in given_names():
        signs.append("given name")
    if is_surname(word):
        signs.append("surname")
    if names_a_place(word):
        signs.append("place")
    return tuple(signs)


def sentences_of(tokens: list[Token], bounds: Iterable[tuple[int, int]]) -> list[list[Token]]:
    """The tokens of each stretch of folded text; stretches without a word are left out."""
    starts = [token.start for token in tokens]
    cut = (tokens[bisect_left(starts, start) : bisect_left(starts, end)] for start, end in bounds)
    return [sentence for sentence in cut if sentence]

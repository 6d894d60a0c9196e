"""The fast engine: a linear-chain CRF (CRFsuite) over words, their letters and what tables say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from neshast.engines.names import PERSON, Tagged, Token

# Words whose features are kept: more than a batch of reports holds of different ones.
_REMEMBERED = 1 << 16
_AFFIXES = (2, 3, 4)
_LONGEST = 8
_OUTSIDE = "O"
# A word that names a person less likely than the one, or likelier than the other, is no doubt.
_NO, _YES = 0.2, 0.9

# What a model is told of a word: features, at times with their weights.
Told = list[str] | dict[str, float]


class Chain:
    """A linear-chain CRF.

    Args:
        path: a CRFsuite model whose labels are ``O`` and ``B-``/``I-`` with the label.
    """

    def __init__(self, path: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    def entities(self, tokens: Sequence[Token], told: Sequence[Told]) -> list[Tagged]:
        """The entities of a sentence of which `told` tells; then `likely` tells more of it."""
        return list(self._entities(tokens, self._tagger.tag(told)))

    def likely(self, label: str, words: int) -> list[float]:
        """How likely each of the `words` of the sentence just read is in an entity of a label."""
        both = ("B-" + label, "I-" + label)
        return [sum(self._tagger.marginal(tag, i) for tag in both) for i in range(words)]

    def _entities(self, tokens: Sequence[Token], labels: list[str]) -> Iterator[Tagged]:
        first = 0
        while first < len(labels):
            if labels[first] == _OUTSIDE:
                first += 1
                continue
            last = first + 1
            while last < len(labels) and labels[last] == "I-" + labels[first][2:]:
                last += 1
            scores = (self._tagger.marginal(labels[i], i) for i in range(first, last))
            start, end = tokens[first].start, tokens[last - 1].end
            yield Tagged(start, end, labels[first][2:], min(scores))
            first = last


class CrfNames:
    """Tags people, bodies and places.

    Args:
        path: the model of a `Chain` over `features`.
    """

    name = "fast"
    sure = 0.8

    def __init__(self, path: Path) -> None:
        self._chain = Chain(path)

    def find(self, sentences: Sequence[Sequence[Token]]) -> Iterator[Tagged]:
        """The entities of sentences; the score is the least marginal probability of a word."""
        for tokens in sentences:
            yield from self._chain.entities(tokens, features(tokens))

    def undoubted(self, tokens: Sequence[Token], told: Sequence[Told]) -> list[Tagged] | None:
        """The entities of a sentence, or None if a word of it may or may not name a person."""
        found = self._chain.entities(tokens, told)
        doubtful = any(_NO < p < _YES for p in self._chain.likely(PERSON, len(tokens)))
        return None if doubtful else found


def features(tokens: Sequence[Token]) -> list[list[str]]:
    """What the model is told of each word of a sentence: itself, its neighbours, their signs."""
    looks = [_look(token.text, token.signs) for token in tokens]
    last = len(tokens) - 1
    rows = []
    for i, token in enumerate(tokens):
        row = list(looks[i].own)
        row.append("gap=" + token.gap)
        if i:
            row += looks[i - 1].before
            row.append(f"kinds={tokens[i - 1].signs[0]}|{token.signs[0]}")
            if i > 1:
                row.append("-2=" + tokens[i - 2].text)
                row.append("-2k=" + tokens[i - 2].signs[0])
        else:
            row.append("first")
        if i < last:
            row += looks[i + 1].after
            row.append("next_gap=" + tokens[i + 1].gap)
            row.append(f"next_kinds={token.signs[0]}|{tokens[i + 1].signs[0]}")
            if i + 1 < last:
                row.append("+2=" + tokens[i + 2].text)
                row.append("+2k=" + tokens[i + 2].signs[0])
        else:
            row.append("last")
        rows.append(row)
    return rows


class _Look:
    """The features of a word for itself, for the next word, and for the word before."""

    __slots__ = ("after", "before", "own")

    def __init__(self, word: str, signs: tuple[str, ...]) -> None:
        shared = ["w=" + word, *("t=" + sign for sign in signs)]
        shared += [f"s{n}={word[-n:]}" for n in (2, 3) if len(word) > n]
        affixes = [f"p{n}={word[:n]}" for n in _AFFIXES if len(word) > n]
        affixes += [f"s{n}={word[-n:]}" for n in (1, 4) if len(word) > n]
        self.own = (*shared, *affixes, f"n={min(len(word), _LONGEST)}", *_shape(word))
        self.before = tuple("-1" + feature for feature in shared)
        self.after = tuple("+1" + feature for feature in shared)


@lru_cache(maxsize=_REMEMBERED)
def _look(word: str, signs: tuple[str, ...]) -> _Look:
    return _Look(word, signs)


def _shape(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return ("digits",)
    return ("latin",) if word.isascii() else ()

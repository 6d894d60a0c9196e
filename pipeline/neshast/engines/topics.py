"""A linear model that tells what a text is about by its words, their parts, and pairs of words.

Nothing is looked up by name: each feature has a number by its CRC-32, and the weights of that
number, some features sharing theirs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neshast.engines.models import model_file

NAME, FILE = "topics_fast", "weights.npz"
# Features share so many numbers.
BUCKETS = 1 << 15
# Of the parts of a word all together, beside the word itself.
_PARTS, _SIZE = 0.5, 4
# Words whose sums are kept, a kilobyte each: those of a batch of reports that recur.
_REMEMBERED = 1 << 13
# What a text is about it says in so many words; the rest of a longer one is not read.
_WORDS = 1 << 12
_WORD = re.compile(r"[^\W\d_]+")
_NOTHING = np.zeros(0, np.float32)

Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.int64]


class Feature(NamedTuple):
    """A feature of a word, and how much it counts."""

    number: int
    value: float


def words_of(text: str) -> list[re.Match[str]]:
    """The words of a folded text that have features: no figures."""
    return list(_WORD.finditer(text))


def word_features(word: str) -> list[Feature]:
    """The word and its parts, which together count the same in words of any length."""
    bounded = f"<{word}>"
    parts = [bounded[i : i + _SIZE] for i in range(len(bounded) - _SIZE + 1)]
    value = _PARTS / max(1, len(parts)) ** 0.5
    return [Feature(_number("w" + word), 1.0), *(Feature(_number(part), value) for part in parts)]


def pair_number(words: tuple[str, str]) -> int:
    """The number of two words side by side, which count 1."""
    return zlib.crc32(" ".join(words).encode()) % BUCKETS


def scale(words: int) -> float:
    """By what the features of so many words are divided."""
    return float(max(1, words) ** 0.5)


def _number(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


class TopicModel:
    """Weights of the majors (and of ``-``: of no topic) and of their subtopics.

    Args:
        path: an ``.npz`` of ``majors`` and ``codes``, and for all of them, in this order,
            ``weights`` in eight bits by number and topic, ``scales`` and ``biases``.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as kept:
            self.majors: list[str] = kept["majors"].tolist()
            self.codes: list[str] = kept["codes"].tolist()
            self._weights, self._scales = kept["weights"], kept["scales"]
            self.biases: Floats = kept["biases"]
        self.columns = {code: i for i, code in enumerate(self.codes, len(self.majors))}
        self._word = lru_cache(maxsize=_REMEMBERED)(self._sum)

    def read(self, text: str) -> ReadText:
        """A folded text, to be asked about."""
        found = words_of(text)[:_WORDS]
        spellings = [word.group() for word in found]
        own = np.concatenate([_NOTHING, *map(self._word, spellings)])
        own = own.reshape(len(spellings), len(self.biases))
        # No word is before the first; what stands for the pair of both is never counted.
        pairs = np.array([0, *map(pair_number, pairwise(spellings))][: len(spellings)], np.int64)
        return ReadText(self, [word.span() for word in found], own, pairs)

    def pairs(self, numbers: Numbers) -> Floats:
        """What pairs of words say of the majors: a row a pair."""
        size = len(self.majors)
        return np.asarray(self._weights[numbers, :size] * self._scales[:size])

    def _sum(self, word: str) -> Floats:
        """What the features of a word say of every topic."""
        told = word_features(word)
        values = np.array([feature.value for feature in told], np.float32)
        rows = self._weights[[feature.number for feature in told]]
        return np.asarray(values @ rows * self._scales)


class ReadText:
    """A text under the model: any stretch of it can be asked, in offsets of the text.

    Args:
        places: of its words.
        own: a row for each word: what it says of every topic.
        pairs: the number of each word's pair with the word before.
    """

    def __init__(
        self, model: TopicModel, places: list[tuple[int, int]], own: Floats, pairs: Numbers
    ) -> None:
        self._model, self._places, self._own, self._pairs = model, places, own, pairs
        self._starts = np.array([start for start, _ in places], np.int64)

    def majors(self, stretches: Sequence[tuple[int, int]]) -> Floats:
        """How likely each major, or ``-``, is what each stretch is about: a row a stretch.

        The pair of its first word and the word before is not in a stretch.
        """
        size = len(self._model.majors)
        pairs = self._model.pairs(self._pairs)
        told = self._own[:, :size] + pairs
        sums = np.concatenate([np.zeros((1, size), np.float32), told.cumsum(axis=0)])
        lows, highs = self._words(stretches)
        scores = sums[highs] - sums[lows]
        scores[highs > lows] -= pairs[lows[highs > lows]]
        scores /= np.maximum(1, highs - lows)[:, None] ** 0.5
        return _softmax(scores + self._model.biases[:size])

    def subtopics(
        self, codes: Sequence[str], stretches: Sequence[tuple[int, int]]
    ) -> tuple[list[str], Floats]:
        """How likely each of the subtopics of one major is in each stretch, if that is the major.

        Returns the subtopics that the model knows, and a row a stretch. Pairs say nothing here.
        """
        known = [code for code in codes if code in self._model.columns]
        columns = [self._model.columns[code] for code in known]
        lows, highs = self._words(stretches)
        told = [
            self._own[low:high].sum(axis=0)[columns] for low, high in zip(lows, highs, strict=True)
        ]
        scores = np.array(told) / np.maximum(1, highs - lows)[:, None] ** 0.5
        return known, _softmax(scores + self._model.biases[columns])

    def telling(self, major: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
        """Where the words stand that speak most for a major in ``[start, end)``, in text order."""
        column = self._model.majors.index(major)
        low, high = np.searchsorted(self._starts, (start, end))
        weights = self._own[low:high, column].copy()
        weights[1:] += self._model.pairs(self._pairs[low + 1 : high])[:, column]
        best = np.argsort(-weights, kind="stable")[:most]
        return sorted(self._places[low + i] for i in best if weights[i] > 0)

    def _words(self, stretches: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
        """The first word of each stretch, and the first after it."""
        lows, highs = np.searchsorted(self._starts, np.array(stretches).reshape(-1, 2)).T
        return lows, highs


def _softmax(scores: Floats) -> Floats:
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


@cache
def topic_model() -> TopicModel:
    """The model that neshast comes with.

    Raises:
        ModelError: if it is missing, or is not the one of the manifest.
    """
    return TopicModel(model_file(NAME, FILE))

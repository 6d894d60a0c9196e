"""A linear model that tells what a text is about by its words, their parts, and pairs of words.

Nothing is looked up by name: each feature has a number by its CRC-32, and the weights of that
number, some features sharing theirs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache
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
_ZERO = np.zeros(1, np.int64)

Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.int64]


class Feature(NamedTuple):
    """A feature of a word, and how much it counts."""

    number: int
    value: float


def words_of(text: str) -> list[tuple[int, int]]:
    """Where the words of a folded text stand that have features: no figures."""
    return [word.span() for word in _WORD.finditer(text)]


def word_features(word: str) -> list[Feature]:
    """The word and its parts, which together count the same in words of any length."""
    bounded = f"<{word}>"
    parts = [bounded[i : i + _SIZE] for i in range(len(bounded) - _SIZE + 1)]
    value = _PARTS / max(1, len(parts)) ** 0.5
    return [Feature(_number("w" + word), 1.0), *(Feature(_number(part), value) for part in parts)]


def pair_numbers(words: Sequence[str]) -> Numbers:
    """The numbers of each two words side by side, which count 1."""
    numbers = [zlib.crc32(f"{first} {second}".encode()) for first, second in pairwise(words)]
    return np.array(numbers, np.int64) % BUCKETS


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
        self._forget()

    def read(self, text: str) -> ReadText:
        """A folded text, to be asked about."""
        found = words_of(text)[:_WORDS]
        spellings = [text[start:end] for start, end in found]
        if len(self._rows) + len(found) > _REMEMBERED:
            self._forget()
        for word in set(spellings).difference(self._rows):
            self._sums[self._rows.setdefault(word, len(self._rows))] = self._sum(word)
        rows = np.array([self._rows[word] for word in spellings], np.int64)
        # No word is before the first; what stands for the pair of both is never counted.
        pairs = np.append(_ZERO[: len(spellings)], pair_numbers(spellings))
        return ReadText(self, found, rows, self._sums, pairs)

    def _forget(self) -> None:
        """Keep the sums of words anew, and elsewhere: texts that were read go on with the old."""
        self._rows: dict[str, int] = {}
        self._sums = np.empty((_REMEMBERED, len(self.biases)), np.float32)

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
        rows: for each word the row of `sums` with what it says of every topic.
        pairs: the number of each word's pair with the word before.
    """

    def __init__(
        self,
        model: TopicModel,
        places: list[tuple[int, int]],
        rows: Numbers,
        sums: Floats,
        pairs: Numbers,
    ) -> None:
        self._model, self._places = model, places
        self._rows, self._sums, self._pairs = rows, sums, pairs
        self._starts = np.array([start for start, _ in places], np.int64)

    def majors(self, stretches: Sequence[tuple[int, int]]) -> Floats:
        """How likely each major, or ``-``, is what each stretch is about: a row a stretch.

        The pair of its first word and the word before is not in a stretch.
        """
        size = len(self._model.majors)
        pairs = self._model.pairs(self._pairs)
        lows, highs = self._words(stretches)
        scores = self._inside(lows, highs) @ (self._sums[self._rows, :size] + pairs)
        scores[highs > lows] -= pairs[lows[highs > lows]]
        return self._likely(scores, lows, highs, slice(size))

    def subtopics(
        self, codes: Sequence[str], stretches: Sequence[tuple[int, int]]
    ) -> tuple[list[str], Floats]:
        """How likely each of the subtopics of one major is in each stretch, if that is the major.

        Returns the subtopics that the model knows, and a row a stretch. Pairs say nothing here.
        """
        known = [code for code in codes if code in self._model.columns]
        columns = [self._model.columns[code] for code in known]
        lows, highs = self._words(stretches)
        scores = self._inside(lows, highs) @ self._sums[self._rows[:, None], columns]
        return known, self._likely(scores, lows, highs, columns)

    def telling(self, major: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
        """Where the words stand that speak most for a major in ``[start, end)``, in text order."""
        column = self._model.majors.index(major)
        low, high = np.searchsorted(self._starts, (start, end))
        weights = self._sums[self._rows[low:high], column]
        weights[1:] += self._model.pairs(self._pairs[low + 1 : high])[:, column]
        best = np.argsort(-weights, kind="stable")[:most]
        return sorted(self._places[low + i] for i in best if weights[i] > 0)

    def _inside(self, lows: Numbers, highs: Numbers) -> Floats:
        """A row for each stretch: 1 for its words, 0 for all others."""
        words = np.arange(len(self._places))
        inside = (lows[:, None] <= words) & (words < highs[:, None])
        return np.asarray(inside, np.float32)

    def _likely(
        self, scores: Floats, lows: Numbers, highs: Numbers, columns: slice | list[int]
    ) -> Floats:
        scores = scores / np.maximum(1, highs - lows)[:, None] ** 0.5 + self._model.biases[columns]
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))

    def _words(self, stretches: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
        """The first word of each stretch, and the first after it."""
        lows, highs = np.searchsorted(self._starts, np.array(stretches).reshape(-1, 2)).T
        return lows, highs


@cache
def topic_model() -> TopicModel:
    """The model that neshast comes with.

    Raises:
        ModelError: if it is missing, or is not the one of the manifest.
    """
    return TopicModel(model_file(NAME, FILE))

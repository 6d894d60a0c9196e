"""The encoder engine: a small Persian transformer, a net over its vectors, a CRF over both.

The transformer is asked only where the fast engine doubts who is a person: it costs much more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neshast.engines.crf import Chain, CrfNames, features
from neshast.engines.names import Tagged, Token

Floats = NDArray[np.floating[Any]]

# Words of one pass and, where words are long, its pieces: what the transformer has positions for.
_WORDS = 128
_PIECES = 512
# A label less likely than this is not told to the CRF.
_LEAST = 0.02


class Encoder:
    """Reads the words of a sentence as vectors, one pass a sentence, on one thread.

    Args:
        model: ONNX, from ``ids`` of pieces to layers of the same length.
        tokenizer: of the library tokenizers, as JSON.
    """

    def __init__(self, model: Path, tokenizer: Path) -> None:
        # Only who asks for this engine needs them.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(_PIECES)

    def vectors(self, tokens: Sequence[Token]) -> Floats:
        """A row for each word: the mean of its pieces in every layer that the model gives."""
        parts = [self._pass(tokens[i : i + _WORDS]) for i in range(0, len(tokens), _WORDS)]
        return np.concatenate(parts)

    def _pass(self, tokens: Sequence[Token]) -> Floats:
        words: list[str] = []
        places = []
        for token in tokens:
            if words and token.gap:
                words.append(token.gap)
            places.append(len(words))
            words.append(token.text)
        coded = self._tokenizer.encode(words, is_pretokenized=True)
        ids = np.array([coded.ids], np.int32)
        layers = np.concatenate(self._session.run(None, {"ids": ids}), axis=-1)[0]
        word_of = np.array([-1 if word is None else word for word in coded.word_ids])
        layers, word_of = layers[word_of >= 0], word_of[word_of >= 0]
        found, firsts, pieces = np.unique(word_of, return_index=True, return_counts=True)
        sums = layers[firsts]
        # Piece by piece: at indices that recur, numpy adds ten times as slowly.
        for n in range(1, pieces.max(initial=0)):
            sums[pieces > n] += layers[firsts[pieces > n] + n]
        means = np.zeros((len(words), layers.shape[1]))
        means[found] = sums / pieces[:, None]
        return np.asarray(means[places])


def beside(vectors: Floats) -> Floats:
    """Each row between the row before and the row after it; noughts at either end."""
    none = np.zeros_like(vectors[:1])
    before, after = np.concatenate([none, vectors[:-1]]), np.concatenate([vectors[1:], none])
    return np.concatenate([before, vectors, after], axis=1)


class Net:
    """From vectors of words beside their neighbours to how likely each label is.

    Args:
        path: an ``.npz`` of ``labels`` and of the weights and biases of two layers.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as kept:
            self.labels: list[str] = kept["labels"].tolist()
            self._layers = [
                (kept[f"weights{n}"].astype(np.float32), kept[f"biases{n}"].astype(np.float32))
                for n in (1, 2)
            ]

    def __call__(self, vectors: Floats) -> Floats:
        """A row of probabilities, in the order of `labels`, for each row of `vectors`."""
        (weights, biases), (last_weights, last_biases) = self._layers
        inner = np.maximum(vectors @ weights + biases, 0)
        scores = inner @ last_weights + last_biases
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))


class EncoderNames:
    """Tags people, bodies and places.

    Args:
        encoder, net, chain: the three models, each over the one before.
        fast: the engine that is asked first, and stands where it is sure; without it every
            sentence is read.
    """

    name = "encoder"
    # Found on dev, extra and real_dev, where what it finds below is wrong.
    sure = 0.9

    def __init__(
        self, encoder: Encoder, net: Net, chain: Chain, fast: CrfNames | None = None
    ) -> None:
        self._encoder, self._net, self._chain, self._fast = encoder, net, chain, fast

    def find(self, sentences: Sequence[Sequence[Token]]) -> Iterator[Tagged]:
        """The entities of sentences; the score is the least marginal probability of a word."""
        for tokens in sentences:
            told = features(tokens)
            found = self._fast.undoubted(tokens, told) if self._fast else None
            if found is None:
                likely = self._net(beside(self._encoder.vectors(tokens)))
                found = self._chain.entities(tokens, with_labels(told, likely, self._net.labels))
            yield from found


def with_labels(
    told: Sequence[Sequence[str]], likely: Floats, labels: Sequence[str]
) -> list[dict[str, float]]:
    """The features of each word, and how likely the net finds each label, there and beside it."""
    best = [labels[i] for i in likely.argmax(axis=1)]
    rows = []
    for i, row in enumerate(told):
        weighed = dict.fromkeys(row, 1.0)
        for label, value in zip(labels, likely[i].tolist(), strict=True):
            if value > _LEAST:
                weighed["net=" + label] = value
        weighed["best=" + best[i]] = 1.0
        if i:
            weighed["-1best=" + best[i - 1]] = 1.0
        if i + 1 < len(best):
            weighed["+1best=" + best[i + 1]] = 1.0
        rows.append(weighed)
    return rows

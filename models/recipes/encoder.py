"""The models of the engine ``encoder``: a transformer in eight bits, and a net over its vectors.

`build.py` calls this. It needs the extra ``models`` (onnx, safetensors, scikit-learn) beside
``encoder``; none of that is needed where neshast runs.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from neshast.engines.crf import features
from neshast.engines.encoder import Encoder, Floats, Net, beside, with_labels
from neshast.engines.names import Token

Sentence = tuple[list[Token], list[str]]

# What the CPU has as one step, instead of the ten that the transformer was written with.
_FUSED = "com.microsoft"
_OPSETS = {"": 17, _FUSED: 1}
_IR_VERSION = 9
_SIZE, _HEADS, _EPSILON = 384, 12, 1e-12
_EIGHT_BITS = ("MatMul", "Attention", "EmbedLayerNormalization")
# Layers that the net reads, the last of which ends the graph: found on the dev splits.
LAYERS = (6, 8)

_MODEL, _TOKENIZER, _NET = "encoder.onnx", "tokenizer.json", "net.npz"
# So many sentences in a row fall on the same side, mostly with the copies that are like them.
_BLOCK = 1000
_TRAINING = {
    "hidden_layer_sizes": (128,), "batch_size": 256, "max_iter": 3, "alpha": 1e-3,
    "learning_rate_init": 7e-4, "random_state": 1,
}  # fmt: skip


# ---------------------------------------------------------------- the transformer


def export(weights: Path, target: Path, layers: Sequence[int] = LAYERS) -> None:
    """Writes an ONNX graph of eight bits: from ``ids`` to the vectors that `layers` give."""
    graph = _Graph({k: v.astype(np.float32) for k, v in load_file(weights).items()})
    graph.embed()
    for layer in range(max(layers)):
        graph.layer(layer)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(graph.model(layers), whole)
        quantize_dynamic(
            whole,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=list(_EIGHT_BITS),
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )


class _Graph:
    """A BERT as a graph, from weights by their names in the library transformers.

    ``x0`` are the embeddings, ``x1`` what the first layer gives, and so on.
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def embed(self) -> None:
        """Pieces to vectors."""
        of = "embeddings."
        places = self._weights[of + "position_embeddings.weight"]
        kind = self._weights[of + "token_type_embeddings.weight"][0]
        inputs = [
            "ids", "", self._named(of + "word_embeddings.weight"),
            self._constant(of + "places", places + kind), "", *self._norm(of + "LayerNorm"),
        ]  # fmt: skip
        self._add("EmbedLayerNormalization", inputs, "x0", "lengths", epsilon=_EPSILON)

    def layer(self, number: int) -> None:
        """One layer of the transformer."""
        of, x = f"encoder.layer.{number}.", f"x{number}"
        parts = [f"{of}attention.self.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self._weights[p + ".weight"].T for p in parts], axis=1)
        biases = np.concatenate([self._weights[p + ".bias"] for p in parts])
        inputs = [x, self._constant(of + "qkv", weights), self._constant(of + "qkv_bias", biases)]
        self._add("Attention", inputs, of + "heads", num_heads=_HEADS)
        self._dense(of + "heads", of + "attention.output", x, of + "middle")
        wide = self._times(of + "middle", of + "intermediate.dense")
        bias = self._named(of + "intermediate.dense.bias")
        self._add("BiasGelu", [wide, bias], of + "wide")
        self._dense(of + "wide", of + "output", of + "middle", f"x{number + 1}")

    def model(self, layers: Sequence[int]) -> onnx.ModelProto:
        """The graph, whose outputs are what `layers` give."""
        shape = [1, "pieces"]
        ids = helper.make_tensor_value_info("ids", TensorProto.INT32, shape)
        outputs = [
            helper.make_tensor_value_info(f"x{layer}", TensorProto.FLOAT, [*shape, _SIZE])
            for layer in layers
        ]
        graph = helper.make_graph(self._nodes, "encoder", [ids], outputs, self._constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _dense(self, x: str, name: str, beside: str, result: str) -> None:
        """`x` times weights, added to what is `beside` it, and normed."""
        times = self._times(x, name + ".dense")
        norm = self._norm(name + ".LayerNorm")
        bias = self._named(name + ".dense.bias")
        inputs = [times, beside, *norm, bias]
        self._add("SkipLayerNormalization", inputs, result, epsilon=_EPSILON)

    def _times(self, x: str, name: str) -> str:
        weights = self._constant(name + ".weight", self._weights[name + ".weight"].T)
        self._nodes.append(helper.make_node("MatMul", [x, weights], [name]))
        return name

    def _norm(self, name: str) -> tuple[str, str]:
        return self._named(name + ".weight"), self._named(name + ".bias")

    def _named(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, values: Floats) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, kind: str, inputs: list[str], *results: str, **options: Any) -> None:
        node = helper.make_node(kind, inputs, [*results], domain=_FUSED, **options)
        self._nodes.append(node)


# ---------------------------------------------------------------- the net


def build(
    sentences: Sequence[Sentence], source: Path, folder: Path
) -> Iterator[tuple[list[dict[str, float]], list[str]]]:
    """Writes the transformer, its tokenizer and the net; what the CRF is to be told remains.

    The CRF hears of every sentence from a net that has not seen it, else it would trust the net
    too much.

    Args:
        sentences: words with their tags.
        source: the folder of the transformer as it came.
        folder: where the models go.
    """
    export(source / "model.safetensors", folder / _MODEL)
    shutil.copyfile(source / _TOKENIZER, folder / _TOKENIZER)
    reader = Encoder(folder / _MODEL, folder / _TOKENIZER)
    vectors = np.concatenate([_vectors(reader, tokens) for tokens, _ in sentences])
    tags = np.array([tag for _, tags in sentences for tag in tags])
    lengths = [len(tags) for _, tags in sentences]
    fold = np.repeat(np.arange(len(lengths)) // _BLOCK % 2, lengths)
    likely = np.zeros((len(tags), len(set(tags))), np.float32)
    for seen in (0, 1):
        train_net(vectors[fold == seen], tags[fold == seen], folder / _NET)
        net = Net(folder / _NET)
        likely[fold != seen] = net(vectors[fold != seen])
    train_net(vectors, tags, folder / _NET)
    ends = np.cumsum(lengths)
    for (tokens, own), end in zip(sentences, ends, strict=True):
        yield with_labels(features(tokens), likely[end - len(own) : end], net.labels), own


def _vectors(reader: Encoder, tokens: list[Token]) -> Floats:
    """In 16 bits: those of all sentences must lie in memory."""
    return beside(reader.vectors(tokens).astype(np.float16))


def train_net(vectors: Floats, tags: NDArray[np.str_], target: Path) -> None:
    """Writes the net that reads the tag of a word off its vector."""
    wide = vectors.astype(np.float32)
    middle, spread = wide.mean(axis=0), wide.std(axis=0)
    wide -= middle
    wide /= spread
    with warnings.catch_warnings():
        # A few rounds are meant: more learn the reports by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        net = MLPClassifier(**_TRAINING).fit(wide, tags)
    # Scaling becomes a part of the first layer, so that who reads a word need not know of it.
    weights = net.coefs_[0] / spread[:, None]
    np.savez(
        target,
        labels=net.classes_,
        weights1=weights.astype(np.float16),
        biases1=net.intercepts_[0] - middle @ weights,
        weights2=net.coefs_[1].astype(np.float16),
        biases2=net.intercepts_[1],
    )

"""The engine encoder: when it is asked, what its net and its CRF are told, and any words at all."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from engine_case import laid_out
from neshast.engines import names
from neshast.engines.crf import Chain, CrfNames, features
from neshast.engines.encoder import Encoder, EncoderNames, Net, beside, with_labels
from neshast.engines.models import model_file
from neshast.engines.names import Tagged, Token
from neshast.errors import ModelError
from neshast.settings import Settings

INSTALLED = all(find_spec(name) for name in ("onnxruntime", "tokenizers"))
ENCODER = pytest.mark.skipif(not INSTALLED, reason="needs the extra encoder")

ALI = Token(0, 3, "علی", "", ("given",))


def _words(*texts: str, kind: str = "unknown") -> list[Token]:
    return [Token(i, i + 1, text, "", (kind,)) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = "names_encoder"
    return Encoder(model_file(folder, "encoder.onnx"), model_file(folder, "tokenizer.json"))


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'neshast\[encoder\]'$"):
        Settings().with_engine("encoder").pipeline()
    Settings().with_engine("fast").pipeline()


# ---------------------------------------------------------------- the gate


class _Told:
    """Stands for the models: says what it was asked for, and finds the first word."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.labels = ["O"]

    def vectors(self, tokens: Sequence[Token]) -> np.ndarray:
        self.asked.append(tokens[0].text)
        return np.array([[7]])

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        assert vectors.tolist() == [[0, 7, 0]]
        return np.ones((1, 1))

    def entities(self, tokens: Sequence[Token], told: object) -> list[Tagged]:
        assert told == [{"net=O": 1.0, "best=O": 1.0, **dict.fromkeys(features(tokens)[0], 1.0)}]
        return [Tagged(tokens[0].start, tokens[0].end, "PER", 0.5)]


class _Fast:
    """Stands for the fast engine: sure of all but «شاید»."""

    def undoubted(self, tokens: Sequence[Token], told: object) -> list[Tagged] | None:
        return None if tokens[0].text == "شاید" else [Tagged(7, 8, "ORG", 1.0)]


@pytest.mark.parametrize(
    ("fast", "asked", "labels"),
    [(_Fast(), ["شاید"], ["ORG", "PER"]), (None, ["همانا", "شاید"], ["PER", "PER"])],
)
def test_it_is_asked_where_the_fast_engine_is_not_sure(
    fast: _Fast | None, asked: list[str], labels: list[str]
) -> None:
    told = _Told()
    engine = EncoderNames(told, told, told, fast)  # type: ignore[arg-type]
    found = list(engine.find([_words("همانا"), _words("شاید")]))
    assert told.asked == asked
    assert [one.label for one in found] == labels


@pytest.mark.parametrize(
    ("words", "kind", "sure"),
    [
        (("جلسه", "برگزار", "شد"), "common", True),
        (("به", "نوشته", "بهار", "کهن‌دیار"), "given", False),
    ],
)
def test_the_fast_engine_says_whether_it_is_sure(
    words: tuple[str, ...], kind: str, sure: bool
) -> None:
    engine = CrfNames(model_file("names_fast", "names.crfsuite"))
    tokens = _words(*words, kind=kind)
    found = engine.undoubted(tokens, features(tokens))
    assert (found is not None) is sure
    if sure:
        assert found == list(engine.find([tokens]))


# ---------------------------------------------------------------- the net and the CRF


def test_a_word_is_told_beside_its_neighbours() -> None:
    assert beside(np.array([[1], [2], [3]])).tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 0]]


def test_a_net_gives_probabilities(tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    np.savez(
        path,
        labels=np.array(["B-PER", "O"]),
        weights1=np.array([[1, -1], [0, 1]], np.float16),
        biases1=np.zeros(2),
        weights2=np.array([[np.log(3), 0], [0, 100]], np.float16),
        biases2=np.zeros(2),
    )
    net = Net(path)
    # The first row is 1 and, below nought, 0 inside: three to one; the second is sure of O.
    likely = net(np.array([[1, 0], [0, 1]], np.float32))
    assert net.labels == ["B-PER", "O"]
    assert np.allclose(likely, [[0.75, 0.25], [0, 1]], atol=1e-3)


def test_a_net_loads_no_pickle(tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    np.savez(path, labels=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        Net(path)


def test_the_crf_is_told_what_the_net_finds() -> None:
    likely = np.array([[0.25, 0.75], [0.99, 0.01]])
    first, second = with_labels([["w=a"], ["w=b"]], likely, ["B-PER", "O"])
    assert first == {"w=a": 1, "net=B-PER": 0.25, "net=O": 0.75, "best=O": 1, "+1best=B-PER": 1}
    assert second == {"w=b": 1, "net=B-PER": 0.99, "best=B-PER": 1, "-1best=O": 1}


# ---------------------------------------------------------------- the transformer


@ENCODER
@pytest.mark.parametrize(
    "tokens",
    [
        [ALI],
        [ALI] * 129,
        _words("ا" * 3000, "\u200c", "☃", "𐎠𐎡", "a" * 600) * 60,
        [ALI._replace(gap="«")] * 3,
    ],
    ids=["one", "more than a pass", "odd", "gaps"],
)
def test_a_vector_for_every_word(encoder: Encoder, tokens: list[Token]) -> None:
    vectors = encoder.vectors(tokens)
    assert vectors.shape == (len(tokens), encoder.vectors([ALI]).shape[1])
    assert np.isfinite(vectors).all()


@ENCODER
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("وی از زهرا نیکبخت بابت این طرح تشکر کرد.", [("PER", "زهرا نیکبخت")]),
        ("خبرنگاران با سهراب کیامرزی دیدار کردند.", [("PER", "سهراب کیامرزی")]),
        ("این هیات دیروز از کابل به تهران رفت.", [("LOC", "کابل"), ("LOC", "تهران")]),
        ("این طرح بسیار خوب است.", []),
    ],
)
def test_it_tags_without_the_fast_engine(
    encoder: Encoder, text: str, names: list[tuple[str, str]]
) -> None:
    folder = "names_encoder"
    net = Net(model_file(folder, "net.npz"))
    engine = EncoderNames(encoder, net, Chain(model_file(folder, "names.crfsuite")))
    view, sentences = laid_out(text)
    found = engine.find(sentences)
    assert [(one.label, view.text[one.start : one.end]) for one in found] == names


@ENCODER
def test_punctuation_and_neighbours_tell(encoder: Encoder) -> None:
    plain = encoder.vectors(_words("علی", "رضایی"))
    listed = encoder.vectors([ALI, ALI._replace(text="رضایی", gap="،")])
    other = encoder.vectors(_words("علی", "آمد"))
    assert not np.allclose(plain[0], listed[0])
    assert not np.allclose(plain[0], other[0])
    assert np.array_equal(plain, encoder.vectors(_words("علی", "رضایی")))


@ENCODER
def test_an_opening_sign_of_a_sentence_is_not_its_own(encoder: Encoder) -> None:
    # What stands before the first word belongs to the sentence before.
    assert np.array_equal(encoder.vectors([ALI]), encoder.vectors([ALI._replace(gap=".")]))

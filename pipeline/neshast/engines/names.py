"""What every engine for names does, and which there are.

An engine reads tokens and gives entities: people (``PER``), bodies (``ORG``) and places (``LOC``).
The stages know nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import NamedTuple, Protocol

from neshast.engines.models import Model, model_file, model_of
from neshast.errors import ModelError

PERSON, BODY, PLACE = "PER", "ORG", "LOC"


class Token(NamedTuple):
    """A word of the folded text.

    Attributes:
        start, end: where it stands, in code points of the folded text.
        text: the word.
        gap: what stands between it and the word before, without spaces: «،», «(».
        signs: what the tables say of it (its kind, the cues it is part of).
    """

    start: int
    end: int
    text: str
    gap: str
    signs: tuple[str, ...]


class Tagged(NamedTuple):
    """An entity at ``[start, end)`` of the folded text; `score` is the model's own, in 0-1."""

    start: int
    end: int
    label: str
    score: float


class NameEngine(Protocol):
    """Finds entities in sentences."""

    @property
    def name(self) -> str:
        """What evidence calls it."""
        ...

    @property
    def sure(self) -> float:
        """The score from which on what it finds needs no other sign."""
        ...

    def find(self, sentences: Sequence[Sequence[Token]]) -> Iterator[Tagged]:
        """The entities of sentences, in text order; none reaches over a sentence."""
        ...


@cache
def name_engine(choice: str) -> NameEngine | None:
    """The engine of this name, loaded once; None for ``none``, which is the rules alone.

    Raises:
        ModelError: if a package or its model is missing, or is not the one of the manifest.
    """
    _need_packages(choice)
    return _ENGINES[choice]()


def _need_packages(choice: str) -> None:
    missing = [name for name in _PACKAGES.get(choice, ()) if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"--engine {choice} needs {' and '.join(missing)}: pip install 'neshast[{choice}]'"
        )


def models_of(choice: str) -> tuple[Model, ...]:
    """The models that an engine reads, for the provenance of records.

    Raises:
        ModelError: if one of them is missing, or a package that the engine needs.
    """
    if choice == "stanza":
        from neshast.engines.stanza_fa import package

        return (package(),)
    _need_packages(choice)
    return tuple(model_of(name) for name in _MODELS[choice])


def _none() -> NameEngine | None:
    return None


def _fast() -> NameEngine | None:
    from neshast.engines.crf import CrfNames

    return CrfNames(model_file("names_fast", "names.crfsuite"))


def _stanza() -> NameEngine | None:
    from neshast.engines.stanza_fa import StanzaNames

    return StanzaNames()


def _encoder() -> NameEngine | None:
    from neshast.engines.crf import Chain, CrfNames
    from neshast.engines.encoder import Encoder, EncoderNames, Net

    folder = "names_encoder"
    return EncoderNames(
        Encoder(model_file(folder, "encoder.onnx"), model_file(folder, "tokenizer.json")),
        Net(model_file(folder, "net.npz")),
        Chain(model_file(folder, "names.crfsuite")),
        CrfNames(model_file("names_fast", "names.crfsuite")),
    )


# Loaded when asked for: an import of neshast brings no model.
_ENGINES: dict[str, Callable[[], NameEngine | None]] = {
    "none": _none, "fast": _fast, "encoder": _encoder, "stanza": _stanza,
}  # fmt: skip
_MODELS: dict[str, tuple[str, ...]] = {
    "none": (), "fast": ("names_fast",), "encoder": ("names_encoder", "names_fast"),
}  # fmt: skip
# Packages of the extra that is called as the engine.
_PACKAGES = {"encoder": ("onnxruntime", "tokenizers")}
ENGINES = tuple(_ENGINES)

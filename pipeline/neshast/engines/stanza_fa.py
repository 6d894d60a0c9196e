"""The stanza engine: the NER of Stanza's own Persian package, over our words and sentences.

The package lies where Stanza keeps it, in the user's cache or in the folder that Stanza's own
variable STANZA_RESOURCES_DIR names. Only `fetch` goes to the network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from neshast.engines.models import Model
from neshast.engines.names import BODY, PERSON, PLACE, Tagged, Token
from neshast.errors import ModelError

PACKAGE = "stanza-fa"
_LANGUAGE = "fa"
# ARMAN's labels, and those of other corpora of Persian; what else they have is no name to us.
_LABELS = {
    "pers": PERSON, "per": PERSON, "person": PERSON,
    "org": BODY,
    "loc": PLACE, "fac": PLACE,
}  # fmt: skip
_JOINER = "\u200c"
# Stanza tells the best labels, not how likely they are.
_SCORE = 1.0
_LONGEST_REASON = 120


class StanzaNames:
    """Tags people, bodies and places.

    Raises:
        ModelError: if Stanza or its package is missing, or a file of it is another one.
    """

    name = "stanza"
    # Stanza tells no score: what it finds is all it says.
    sure = 1.0

    def __init__(self) -> None:
        package()
        from stanza import Pipeline

        self._pipeline = Pipeline(
            _LANGUAGE,
            dir=str(folder()),
            processors="tokenize,ner",
            tokenize_pretokenized=True,
            download_method=None,
            use_gpu=False,
            verbose=False,
        )

    def find(self, sentences: Sequence[Sequence[Token]]) -> Iterator[Tagged]:
        """The entities of sentences; all have one score."""
        rows = [words_of(tokens) for tokens in sentences]
        if not rows:
            return
        read = self._pipeline([words for words, _ in rows]).sentences
        for tokens, (_, numbers), sentence in zip(sentences, rows, read, strict=True):
            for entity in sentence.ents:
                first, last = entity.tokens[0].id[0] - 1, entity.tokens[-1].id[0]
                inside = [number for number in numbers[first:last] if number is not None]
                label = _LABELS.get(entity.type.lower())
                if label and inside:
                    yield Tagged(tokens[inside[0]].start, tokens[inside[-1]].end, label, _SCORE)


def words_of(tokens: Sequence[Token]) -> tuple[list[str], list[int | None]]:
    """A sentence as treebanks write it: signs are words too, and a joiner binds halves of a word.

    Returns:
        The words, and for each the number of its token; None for a sign.
    """
    words: list[str] = []
    numbers: list[int | None] = []
    for i, token in enumerate(tokens):
        # The gap of the first word ends the sentence before.
        signs = [sign for sign in token.gap if not sign.isspace()] if i else []
        words += [*signs, token.text.replace(" ", _JOINER)]
        numbers += [*(None for _ in signs), i]
    return words, numbers


def folder() -> Path:
    """Where Stanza keeps its packages.

    Raises:
        ModelError: if Stanza is not installed.
    """
    return Path(_stanza().DEFAULT_MODEL_DIR)


@cache
def package() -> Model:
    """The package that is there; its sum is over the sums that Stanza lists of its files.

    Raises:
        ModelError: if Stanza or the package is missing, or a file of it is another one.
    """
    sums = []
    try:
        for path, known in sorted(_files()):
            found = _stanza().get_md5(path)
            if found not in known:
                raise ValueError(path)
            sums.append(f"{path.parent.name}/{path.name}:{found}")
    except (OSError, ValueError, KeyError):
        raise ModelError(
            f"Stanza's Persian package is not in {folder()}, or not whole: "
            f"neshast models fetch {PACKAGE}"
        ) from None
    version: str = _stanza().DEFAULT_RESOURCES_VERSION
    return Model(PACKAGE, version, hashlib.sha256("".join(sums).encode()).hexdigest())


def _files() -> Iterator[tuple[Path, tuple[str | None, ...]]]:
    """The files of the tagger and of what it rests on, each with the md5 sums it may have."""
    stanza = _stanza()
    listed = stanza.load_resources_json(str(folder()))
    tagger = stanza.maintain_processor_list(listed, _LANGUAGE, None, {"ner": "default"})
    wanted = stanza.add_dependencies(listed, _LANGUAGE, tagger)
    for kind, name in stanza.flatten_processor_list(wanted):
        entry = listed[_LANGUAGE][kind][name]
        path = folder() / _LANGUAGE / kind / f"{name}.pt"
        yield path, (entry["md5"], entry.get("alternate_md5"))


def fetch() -> Model:
    """Fetches the package of this version of Stanza, where it is not there already.

    Raises:
        ModelError: if Stanza is not installed, or the package cannot be had.
    """
    stanza = _stanza()
    try:
        stanza.download(_LANGUAGE, str(folder()), processors="ner", verbose=False)
    # Three libraries load the files, and their errors have no common root.
    except Exception as fault:
        reason = shorten(f"{type(fault).__name__}: {fault}", _LONGEST_REASON)
        raise ModelError(
            f"{PACKAGE} could not be fetched: go online and try again, or copy {folder()} from a "
            f"machine that has it ({reason})"
        ) from None
    package.cache_clear()
    return package()


def _stanza() -> Any:
    """Stanza's module of packages."""
    try:
        from stanza.resources import common
    except ImportError:
        raise ModelError("Stanza is not installed: pip install 'neshast[stanza]'") from None
    return common

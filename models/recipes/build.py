"""Trains the models that ship, from sources whose licence allows it: ``make models``.

    python models/recipes/build.py              all models, and models/manifest.json
    python models/recipes/build.py --measure    one trained on PEYMA instead, which is not kept:
                                                the same architecture beside published figures

The same sources give the same bytes. ParsTwiNER is read from the folder that NESHAST_DATA names.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pycrfsuite
import typer

sys.path.insert(0, str(Path(__file__).resolve().parent))

from texts import Text, exchanged, generated, reports

from neshast.api import document_of
from neshast.engines.crf import features
from neshast.engines.names import BODY, PERSON, PLACE, Token
from neshast.scoring.references import DATA
from neshast.scoring.span_formats import Labelled, load_spans
from neshast.settings import STAGES
from neshast.tagging import read_tokens, sentences_of
from neshast.view import View

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
ROOT = MODELS.parent
_SEED = 1
_COPIES = 5
_GENERATED = 5000
# Found on the dev split: more rounds and smaller penalties gain nothing there.
_PARAMETERS = {
    "c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 2,
    "feature.possible_transitions": True,
}  # fmt: skip
# A model that tags otherwise is another version.
_VERSIONS = {"names_fast": "1"}
_WEIGHTS = (".crfsuite",)
_LABELS = {"person": PERSON, "organization": BODY, "place": PLACE}

Example = tuple[list[list[str]], list[str]]


def main(
    measure: Annotated[
        bool, typer.Option("--measure", help="Train on PEYMA, to measure; nothing is kept.")
    ] = False,
) -> None:
    """Trains every model."""
    if measure:
        target = ROOT / "build" / "names_peyma.crfsuite"
        target.parent.mkdir(exist_ok=True)
        file = data_folder() / "ner_parstwiner_peyma" / "peyma" / "train.txt"
        _train(_examples(annotated(file)), target)
        typer.echo(f"{target}: for measuring only, PEYMA has no licence")
        return
    target = MODELS / "names_fast" / "names.crfsuite"
    target.parent.mkdir(exist_ok=True)
    _train(_examples(labelled_texts()), target)
    _write_manifest()


def labelled_texts() -> Iterator[Text]:
    """Every text of the sources, in an order that never changes."""
    chance = random.Random(_SEED)
    sources = _sources()
    own = list(reports(ROOT / sources["train"]))
    yield from own
    for _ in range(_COPIES):
        yield from (exchanged(text, chance) for text in own)
    yield from generated(_GENERATED, chance)
    yield from annotated(data_folder() / sources["ParsTwiNER"])


def _sources() -> dict[str, str]:
    """The path of every source.

    Raises:
        typer.Exit: naming the source whose licence lets no model ship.
    """
    listed: dict[str, Any] = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))
    for source in listed["source"]:
        if source["licence"] not in listed["licences"]:
            typer.echo(f"make models: {source['name']} may train nothing that ships", err=True)
            raise typer.Exit(1)
    return {source["name"]: source["path"] for source in listed["source"]}


def data_folder() -> Path:
    folder = os.environ.get(DATA)
    if not folder:
        typer.echo(f"make models: set {DATA} to the folder that has the data of others", err=True)
        raise typer.Exit(1)
    return Path(folder) / "data"


def annotated(file: Path) -> Iterator[Text]:
    """The sentences of a CoNLL file."""
    for document in load_spans(file, "conll"):
        spans = tuple(
            Labelled(one.span, _LABELS[one.label]) for one in document.spans if one.label in _LABELS
        )
        yield Text(document.text, "", spans)


# ---------------------------------------------------------------- training


def _examples(texts: Iterable[Text]) -> Iterator[Example]:
    """Features and labels of every sentence."""
    return ((features(tokens), tags) for tokens, tags in sentences(texts))


def sentences(texts: Iterable[Text]) -> Iterator[tuple[list[Token], list[str]]]:
    """Every sentence, as the engines read it, and its labels."""
    stages = [STAGES[name]() for name in ("fold", "cues", "sentences")]
    for text in texts:
        document = document_of(text.text, None, "")
        for stage in stages:
            document = stage(document)
        view = View(document)
        bounds = [view.at(sentence.span) for sentence in document.sentences]
        spans = [(*view.at(labelled.span), labelled.label) for labelled in text.spans]
        for tokens in sentences_of(read_tokens(view), bounds):
            yield tokens, _tags(tokens, spans)


def _tags(tokens: list[Token], spans: list[tuple[int, int, str]]) -> list[str]:
    tags = ["O"] * len(tokens)
    for start, end, label in spans:
        place = "B-"
        for i, token in enumerate(tokens):
            if token.start < end and start < token.end:
                tags[i], place = place + label, "I-"
    return tags


def _train(examples: Iterable[Example], target: Path) -> None:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    words = sentences = 0
    for rows, tags in examples:
        trainer.append(rows, tags)
        sentences, words = sentences + 1, words + len(tags)
    typer.echo(f"{target.name}: {sentences} sentences, {words} words")
    trainer.train(str(target))
    typer.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def _write_manifest() -> None:
    """The versions of the models, and the sums of their files."""
    entries = {
        name: {
            "version": version,
            "files": {
                file.name: hashlib.sha256(file.read_bytes()).hexdigest()
                for file in sorted((MODELS / name).iterdir())
                if file.suffix in _WEIGHTS
            },
        }
        for name, version in _VERSIONS.items()
    }
    text = json.dumps(entries, indent=1)
    (MODELS / "manifest.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

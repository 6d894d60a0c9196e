"""Trains the models that ship, from sources whose licence allows it: ``make models``.

    python models/recipes/build.py              all models, and models/manifest.json
    python models/recipes/build.py names_fast   this one
    python models/recipes/build.py --measure    the same trained on PEYMA instead, in build/: to set
                                                them beside published figures, never to be kept

The same sources give the same bytes. ParsTwiNER and the encoder that we start from are read from
the folder that NESHAST_DATA names; names_encoder needs the extra ``models``.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import pycrfsuite
import typer

sys.path.insert(0, str(Path(__file__).resolve().parent))

from texts import Text, exchanged, generated, reports

from neshast.api import document_of
from neshast.engines.crf import Told, features
from neshast.engines.names import BODY, PERSON, PLACE, Token
from neshast.scoring.references import DATA
from neshast.scoring.span_formats import Labelled, load_spans
from neshast.settings import STAGES
from neshast.tagging import read_tokens, sentences_of
from neshast.view import View

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
ROOT = MODELS.parent
PEYMA_MODELS = ROOT / "build" / "peyma"
_SEED = 1
# Copies of our reports with their names exchanged, and sentences made from templates: fewer for the
# encoder, whose vectors of all of them lie in memory at once.
AMOUNTS = {"names_fast": (5, 5000), "names_encoder": (3, 3000)}
_PEYMA = Path("ner_parstwiner_peyma/peyma/train.txt")
# Found on the dev split: more rounds and smaller penalties gain nothing there.
_PARAMETERS = {
    "c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 2,
    "feature.possible_transitions": True,
}  # fmt: skip
# A model that tags otherwise is another version.
_VERSIONS = {"names_fast": "1", "names_encoder": "1", "topics_fast": "1"}
_WEIGHTS = (".crfsuite", ".json", ".npz", ".onnx")
LABELS = {"person": PERSON, "organization": BODY, "place": PLACE}

Sentence = tuple[list[Token], list[str]]
Example = tuple[Sequence[Told], list[str]]


def main(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="Default: all.")
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Train on PEYMA, to measure; nothing is kept.")
    ] = False,
) -> None:
    """Trains models."""
    target = PEYMA_MODELS if measure else MODELS
    for name in models or (AMOUNTS if measure else _VERSIONS):
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        if name == "topics_fast":
            _topics(folder)
            continue
        copies, made = AMOUNTS[name]
        told = sentences(
            annotated(data_folder() / _PEYMA) if measure else labelled_texts(copies, made)
        )
        examples = _fast(told) if name == "names_fast" else _encoder(told, folder)
        _train(examples, folder / "names.crfsuite")
    if measure:
        typer.echo(f"{target}: for measuring only, PEYMA has no licence")
    else:
        _write_manifest()


def _fast(sentences: Iterable[Sentence]) -> Iterator[Example]:
    for tokens, tags in sentences:
        yield features(tokens), tags


def _encoder(sentences: Iterable[Sentence], folder: Path) -> Iterator[Example]:
    import encoder

    source = data_folder().parent / _sources()["encoder"]
    return encoder.build(list(sentences), source, folder)


def _topics(folder: Path) -> None:
    import topics

    sources = _sources()
    places = {name: ROOT / path for name, path in sources.items()}
    topics.build(
        lines=places["topic lines"],
        train=places["train"],
        others=[places[name] for name in ("dev", "extra", "extra2", "extra3")],
        folder=folder,
        mixing=ROOT / "pipeline" / "neshast" / "resources" / "topics" / "mixing.tsv",
    )


def labelled_texts(copies: int, made: int) -> Iterator[Text]:
    """Every text of the sources, in an order that never changes.

    Args:
        copies: of our own reports, their names exchanged.
        made: sentences made from templates.
    """
    chance = random.Random(_SEED)
    sources = _sources()
    own = list(reports(ROOT / sources["train"]))
    yield from own
    for _ in range(copies):
        yield from (exchanged(text, chance) for text in own)
    yield from generated(made, chance)
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
    """The folder that has the data of others.

    Raises:
        typer.Exit: if the variable names none.
    """
    folder = os.environ.get(DATA)
    if not folder:
        typer.echo(f"make models: set {DATA} to the folder that has the data of others", err=True)
        raise typer.Exit(1)
    return Path(folder) / "data"


def annotated(file: Path) -> Iterator[Text]:
    """The sentences of a CoNLL file."""
    for document in load_spans(file, "conll"):
        spans = tuple(
            Labelled(one.span, LABELS[one.label]) for one in document.spans if one.label in LABELS
        )
        yield Text(document.text, "", spans)


# ---------------------------------------------------------------- training


def laid_out(text: str) -> tuple[View, list[list[Token]]]:
    """A text as the engines read it, sentence by sentence."""
    document = document_of(text, None, "")
    for name in ("fold", "cues", "sentences"):
        document = STAGES[name]()(document)
    view = View(document)
    bounds = [view.at(sentence.span) for sentence in document.sentences]
    return view, sentences_of(read_tokens(view), bounds)


def sentences(texts: Iterable[Text]) -> Iterator[Sentence]:
    """Words and tags of every sentence."""
    for text in texts:
        view, sentences = laid_out(text.text)
        spans = [(*view.at(labelled.span), labelled.label) for labelled in text.spans]
        yield from ((tokens, _tags(tokens, spans)) for tokens in sentences)


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
    for told, tags in examples:
        trainer.append(told, tags)
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

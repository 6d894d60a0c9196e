"""Measures engines for names: ``evaluation/external/engines.json``, and a page of the models.

    python models/recipes/measure.py                 all engines, on what there is to develop on
    python models/recipes/measure.py fast encoder    these
    python models/recipes/measure.py --test          the test sets of PEYMA and ParsTwiNER too

Engines that are not installed are left out with a word. Those that ``build.py --measure`` has
trained on PEYMA stand beside what others published. Speeds are of processor time on one thread:
read the ratios.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Annotated, Any, get_args

import typer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from build import LABELS, MODELS, PEYMA_MODELS, ROOT, data_folder, laid_out
from external import markdown, span_rows
from generate import reports as generated
from score import with_table
from texts import reports

from neshast.api import document_of
from neshast.engines.crf import CrfNames
from neshast.engines.names import NameEngine, models_of, name_engine
from neshast.errors import ModelError
from neshast.scoring.span_formats import Labelled, SpanDocument, load_spans
from neshast.settings import Settings
from neshast.stages.entities import EntityOptions

PAGE = MODELS / "README.md"
RESULT = ROOT / "evaluation" / "external" / "engines.json"
KNOWN: tuple[str, ...] = get_args(EntityOptions.model_fields["engine"].annotation)
_KINDS = {label: kind for kind, label in LABELS.items()}
_PERSON = "person"
_SETS = (("PEYMA", "peyma"), ("ParsTwiNER", "parstwiner"))
_OWN = ("dev", "extra", "real_dev")
_FIELDS = ("persons", "posts", "attribution")
# Generated reports that are timed: how many, of how many words.
_TIMED = (60, 300)
# F1 on PEYMA test of all its seven labels, by systems trained on it.
_PUBLISHED = {"ParsBERT": 0.934, "mBERT": 0.906, "rules and a CRF": 0.840}

Row = dict[str, Any]


def main(
    engines: Annotated[
        list[str] | None, typer.Argument(metavar="[ENGINE]...", help="Default: all.")
    ] = None,
    test: Annotated[
        bool, typer.Option("--test", help="The test sets too: once, at the end.")
    ] = False,
) -> None:
    """Measures engines."""
    os.environ["OMP_NUM_THREADS"] = "1"
    found = [name for name in engines or KNOWN if _is_there(name)]
    # First, while this process is small: a child begins with the memory of its parent.
    result = {"What they cost": [_alone(name) for name in found]}
    sets = list(_gold(test))
    result["F1 of entities, exact"] = [
        row for pair in _engines(found) for row in _entities(*pair, sets)
    ]
    result["F1 of entities, exact, trained on PEYMA"] = list(_on_peyma(test))
    result["Whole records"] = [_records(name, folder) for folder in _OWN for name in found]
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tables = "\n\n".join(f"### {title}\n\n{markdown(rows)}" for title, rows in result.items())
    typer.echo(tables)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, tables, "engines"), encoding="utf-8")


def _is_there(name: str) -> bool:
    try:
        models_of(name)
    except ModelError as error:
        typer.echo(f"{name} is left out: {error}", err=True)
        return False
    return True


# ---------------------------------------------------------------- what it costs


def _alone(name: str) -> Row:
    """The cost of an engine, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_cost, (name,))


def _cost(name: str) -> Row:
    """Megabytes on disk and of memory, seconds to load, words and documents a second."""
    began = process_time()
    engine = name_engine(name)
    row: Row = {"engine": name, "megabytes": _megabytes(name)}
    row["seconds to load"] = round(process_time() - began, 2)
    if engine:
        sentences = [s for text in generated(*_TIMED, 1) for s in laid_out(text)[1]]
        began = process_time()
        list(engine.find(sentences))
        row["words/s"] = round(sum(map(len, sentences)) / (process_time() - began))
    pipeline = Settings().with_engine(name).pipeline()
    own = [text.text for folder in _OWN[:2] for text in reports(ROOT / "corpora" / folder)]
    for what, texts in (("generated", list(generated(*_TIMED, 2))), ("dev and extra", own)):
        began = process_time()
        for text in texts:
            pipeline(document_of(text))
        row[f"documents/s, {what}"] = round(len(texts) / (process_time() - began), 1)
    row["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _megabytes(name: str) -> float:
    """What the models of an engine take on disk."""
    files = [file for model in models_of(name) for file in (MODELS / model.name).iterdir()]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


# ---------------------------------------------------------------- what it finds


def _gold(test: bool) -> Iterator[tuple[str, list[SpanDocument]]]:
    """Sets of texts by name, with their people, bodies and places; of our own only the people."""
    for title, folder in _SETS:
        for part in _parts(test):
            yield f"{title} {part}", _annotated(folder, part)
    for name in _OWN[:2]:
        texts = enumerate(reports(ROOT / "corpora" / name))
        yield (
            name,
            [_only(SpanDocument(str(i), t.text, _kinds(t.spans)), (_PERSON,)) for i, t in texts],
        )


def _parts(test: bool) -> tuple[str, ...]:
    return ("dev", "test") if test else ("dev",)


def _annotated(folder: str, part: str) -> list[SpanDocument]:
    documents = load_spans(data_folder() / "ner_parstwiner_peyma" / folder / f"{part}.txt", "conll")
    return [_only(document, LABELS) for document in documents]


def _only(document: SpanDocument, kinds: Iterable[str]) -> SpanDocument:
    kinds = set(kinds)
    return replace(document, spans=tuple(s for s in document.spans if s.label in kinds))


def _kinds(spans: Iterable[Labelled]) -> tuple[Labelled, ...]:
    return tuple(Labelled(one.span, _KINDS[one.label]) for one in spans)


def _entities(
    name: str, engine: NameEngine, sets: Iterable[tuple[str, list[SpanDocument]]]
) -> Iterator[Row]:
    """Strict F1 of an engine on whole sentences, by kind: one row a set."""
    for title, documents in sets:
        found = {document.doc_id: list(_found(engine, document.text)) for document in documents}
        scores = {row["what"]: row["exact"] for row in span_rows(title, name, documents, found)}
        yield {"data": title, "engine": name, **scores}


def _found(engine: NameEngine, text: str) -> Iterator[Labelled]:
    view, sentences = laid_out(text)
    for one in engine.find(sentences):
        yield Labelled(view.raw(one.start, one.end), _KINDS[one.label])


def _engines(found: Iterable[str]) -> Iterator[tuple[str, NameEngine]]:
    """Engines by what the tables call them: the encoder also where it reads every sentence."""
    for name in found:
        engine = name_engine(name)
        if engine:
            yield name, engine
        if name == "encoder":
            yield "encoder, every sentence", _whole_encoder(MODELS / "names_encoder")


def _whole_encoder(folder: Path) -> NameEngine:
    from neshast.engines.crf import Chain
    from neshast.engines.encoder import Encoder, EncoderNames, Net

    encoder = Encoder(folder / "encoder.onnx", folder / "tokenizer.json")
    return EncoderNames(encoder, Net(folder / "net.npz"), Chain(folder / "names.crfsuite"))


def _on_peyma(test: bool) -> Iterator[Row]:
    """The same architectures trained on PEYMA, on its three labels that are ours, and others."""
    makers: dict[str, Callable[[Path], NameEngine]] = {
        "names_fast": lambda folder: CrfNames(folder / "names.crfsuite"),
        "names_encoder": _whole_encoder,
    }
    for model, make in makers.items():
        folder = PEYMA_MODELS / model
        if not (folder / "names.crfsuite").is_file():
            typer.echo(f"{folder} is left out: make it with build.py --measure", err=True)
            continue
        sets = [(f"PEYMA {part}", _annotated("peyma", part)) for part in _parts(test)]
        yield from _entities(model, make(folder), sets)
    for system, score in _PUBLISHED.items():
        yield {"data": "PEYMA test", "engine": f"{system} (published, seven labels)", "all": score}


# ---------------------------------------------------------------- what comes of it


def _records(name: str, folder: str) -> Row:
    """Scores of whole records with an engine."""
    command = ["-m", "neshast", "evaluate", str(ROOT / "corpora" / folder), "--json", "-"]
    told = subprocess.run(
        [sys.executable, *command, "--engine", name], check=True, capture_output=True
    )
    scores = json.loads(told.stdout)
    row: Row = {"data": folder, "engine": name, "record_score": round(scores["record_score"], 4)}
    return row | {field: round(scores["fields"][field]["value"], 4) for field in _FIELDS}


if __name__ == "__main__":
    typer.run(main)

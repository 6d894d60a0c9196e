"""Benchmarks of others, each one command; their data is read from the folder NESHAST_DATA names.

    python evaluation/external.py dates       time expressions: HengamGold, PEYMA, NSURL (--dev:
                                              parstdex's own cases)
    python evaluation/external.py names       people and bodies: PEYMA and ParsTwiNER, test
    python evaluation/external.py sentences   sentences and words: UD Seraji and PerDT, test
    python evaluation/external.py variety     Dari or Iranian: TICO-19 and NTREX against news
    python evaluation/external.py all         all of these, and the table in evaluation/README.md

`--dev` scores what there is to develop on. Nothing here is trained on; results go to
`evaluation/external/<name>.json`.
"""

from __future__ import annotations

import gzip
import json
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.aligned import Span
from neshast.api import document_of, pipeline_of
from neshast.dates import read_dates, time_expressions
from neshast.scoring.references import DATA, data_folder
from neshast.scoring.span_formats import Labelled, SpanDocument, conll_document, load_spans
from neshast.scoring.spans import found_spans, score_spans

sys.path.insert(0, str(Path(__file__).resolve().parent))

import treebanks
from hengam_classes import in_their_classes
from score import with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "external"
PAGE = HERE / "README.md"

Row = dict[str, Any]
DevOption = Annotated[bool, typer.Option("--dev", help="What there is to develop on.")]

_TIMES = ("date", "time")
_HENGAM = "temporal_hengam/data/evaluation"
# A document of news is this long at least, else its variety is anybody's guess.
_CHARACTERS = 400

app = typer.Typer(no_args_is_help=True, help="Benchmarks of others.")


def _data() -> Path:
    folder = data_folder()
    if folder is None:
        typer.echo(f"Set {DATA} to the folder that has the data of others.", err=True)
        raise typer.Exit(1)
    return folder / "data"


# ---------------------------------------------------------------- spans


def span_rows(name: str, tool: str, documents: list[SpanDocument],
              found: dict[str, list[Labelled]]) -> list[Row]:  # fmt: skip
    """A line for each label that the annotation uses, and for all together."""
    scores = score_spans(documents, found)
    return [
        {"data": name, "tool": tool, "what": label, **_rounded(asdict(score))}
        for label, score in scores.items()
    ]


def _rounded(values: Row) -> Row:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}


def ours(documents: Iterable[SpanDocument]) -> dict[str, list[Labelled]]:
    """The spans that the pipeline finds in each document."""
    pipeline = pipeline_of()
    return {
        document.doc_id: list(
            found_spans(pipeline(document_of(document.text, None, document.doc_id)), ())
        )
        for document in documents
    }


def times(documents: Iterable[SpanDocument]) -> dict[str, list[Labelled]]:
    """The time expressions of each document."""
    return {
        document.doc_id: [
            Labelled(Span(found.start, found.end), found.kind)
            for found in time_expressions(document.text)
        ]
        for document in documents
    }


def by_parstdex(documents: Iterable[SpanDocument]) -> dict[str, list[Labelled]] | None:
    """The spans that parstdex finds, by its own tags of the same tokens; None if it is missing."""
    try:
        from parstdex import Parstdex
    except ImportError:
        typer.echo("parstdex is left out: `make baselines` installs it.", err=True)
        return None
    model = Parstdex()
    found = {}
    for document in documents:
        tagged = model.extract_ner(document.text, tokenizer=document.text.split())
        found[document.doc_id] = list(conll_document("", [tagged]).spans) if tagged else []
    return found


def hengam(folder: Path) -> list[Row]:
    """HengamGold: time expressions beside parstdex and the label files of its authors."""
    gold = load_spans(folder / "gold" / "Gold.txt", "conll")
    rows = span_rows("HengamGold", "neshast", gold, in_their_classes(gold))
    theirs = by_parstdex(gold)
    rows += span_rows("HengamGold", "parstdex", gold, theirs) if theirs else []
    for tool in ("HengamTransA", "HengamTagger", "ParsNER", "Beheshti"):
        labels = (folder / "prediction_result" / f"{tool}_Labels.txt").read_text("utf-8")
        rows += span_rows("HengamGold", tool, gold, _labelled_as(gold, labels.split("\n")))
    return rows


def _labelled_as(gold: list[SpanDocument], labels: list[str]) -> dict[str, list[Labelled]]:
    """The spans of a file that has a label for each token of `gold`, and a blank line between."""
    found, at = {}, 0
    for document in gold:
        tokens = document.text.split()
        tags = [label.strip() for label in labels[at : at + len(tokens)]]
        at += len(tokens) + 1
        tagged = conll_document("", [list(zip(tokens, tags, strict=True))])
        found[document.doc_id] = list(tagged.spans)
    return found


def news_dates(data: Path) -> list[Row]:
    """DAT and TIM of PEYMA (test) and of the other part of NSURL 2019; nothing is trained here.

    «dates» are what resolves to a day or a period, «expressions» durations and ages too.
    """
    sets = {
        "PEYMA test": load_spans(data / "ner_parstwiner_peyma" / "peyma" / "test.txt", "conll"),
        "NSURL 600K": _nsurl(data / "ner_nsurl2019_peyma600k"),
    }
    rows = []
    for name, documents in sets.items():
        gold = [replace(d, spans=tuple(s for s in d.spans if s.label in _TIMES)) for d in documents]
        for tool, find in (("neshast dates", _dates), ("neshast expressions", times)):
            rows += span_rows(name, tool, gold, find(gold))
    return rows


def _dates(documents: Iterable[SpanDocument]) -> dict[str, list[Labelled]]:
    return {
        d.doc_id: [Labelled(Span(r.start, r.end), "date") for r in read_dates(d.text)]
        for d in documents
    }


def _nsurl(folder: Path) -> list[SpanDocument]:
    found = []
    with zipfile.ZipFile(folder / "Farsi-NER-TrainingDataFixed.zip") as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("600K/") and not name.endswith("/"):
                found.append(conll_document(name, _sentences(archive.read(name))))
    return [document for document in found if document.text]


def _sentences(content: bytes) -> list[list[tuple[str, str]]]:
    """Tokens with their tags; a line that is no pair is left out."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in content.decode("utf-8-sig").replace("\r", "").split("\n"):
        token, _, tag = line.partition("\t")
        if tag:
            sentences[-1].append((token, tag.strip()))
        elif sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def parstdex(folder: Path) -> list[Row]:
    """The cases of parstdex's own tests, of which every span counts as a date, hours too."""
    cases = json.loads((folder / "tests" / "data.json").read_text("utf-8"))
    gold = []
    for number, case in enumerate(cases):
        places = json.loads(case["expected"])
        spans = tuple(Labelled(Span(start, end), "date") for start, end in places)
        gold.append(SpanDocument(str(number), case["test_input"], spans))
    return span_rows("parstdex cases", "neshast", gold, _joined(gold))


def _joined(documents: list[SpanDocument]) -> dict[str, list[Labelled]]:
    """Expressions of time, a date and its hour joined where only a space is between them."""
    joined: dict[str, list[Labelled]] = {}
    for document in documents:
        spans: list[Span] = []
        for found in time_expressions(document.text):
            if spans and not document.text[spans[-1].end : found.start].strip():
                spans[-1] = Span(spans[-1].start, found.end)
            else:
                spans.append(Span(found.start, found.end))
        joined[document.doc_id] = [Labelled(span, "date") for span in spans]
    return joined


@app.command()
def dates(dev: DevOption = False) -> list[Row]:
    """Dates and hours."""
    if dev:
        return _kept("dates_dev", parstdex(_data() / "temporal_parstdex"))
    return _kept("dates", hengam(_data() / _HENGAM) + news_dates(_data()))


@app.command()
def names(dev: DevOption = False) -> list[Row]:
    """People and bodies."""
    rows = []
    part = "dev" if dev else "test"
    for name, title in (("peyma", "PEYMA"), ("parstwiner", "ParsTwiNER")):
        file = _data() / "ner_parstwiner_peyma" / name / f"{part}.txt"
        gold = load_spans(file, "conll")
        rows += span_rows(f"{title} {part}", "neshast", gold, ours(gold))
    return _kept("names_dev" if dev else "names", rows)


# ---------------------------------------------------------------- sentences and words


@app.command()
def sentences(dev: DevOption = False) -> list[Row]:
    """Sentences and words, beside hazm's and spaCy's."""
    rows = []
    part = "dev" if dev else "test"
    for name in ("seraji", "perdt"):
        file = _data() / f"ud_{name}" / f"fa_{name}-ud-{part}.conllu"
        bank = treebanks.read(file)
        for tool, cut in treebanks.tools().items():
            for what, score in treebanks.score(bank, cut).items():
                scores = {"f1": round(score, 4)}
                rows.append({"data": f"UD {name} {part}", "tool": tool, "what": what, **scores})
    return _kept("sentences_dev" if dev else "sentences", rows)


# ---------------------------------------------------------------- variety


@app.command()
def variety() -> list[Row]:
    """Dari or Iranian Persian."""
    rows = []
    for name, wanted, texts in _varieties(_data()):
        pipeline = pipeline_of()
        found = [pipeline(document_of(text, None, name)).variety for text in texts]
        right = sum(one == wanted for one in found)
        scores = {"right": right, "of": len(texts), "share": round(right / len(texts), 4)}
        rows.append({"data": name, "tool": "neshast", "what": wanted, **scores})
    return _kept("variety", rows)


def _varieties(data: Path) -> Iterable[tuple[str, str, list[str]]]:
    """Texts of a variety: whole news documents, and what is translated into Dari."""
    ntrex = data / "dari_ntrex128"
    ids = (ntrex / "DOCUMENT_IDS.tsv").read_text("utf-8").split("\n")
    for part, wanted in (("prs", "fa-AF"), ("fas", "fa-IR")):
        file = ntrex / "NTREX-128" / f"newstest2019-ref.{part}.txt"
        documents: dict[str, list[str]] = {}
        for doc_id, line in zip(ids, file.read_text("utf-8").split("\n"), strict=False):
            documents.setdefault(doc_id.split("\t")[0], []).append(line)
        yield f"NTREX-128 {part}", wanted, ["\n".join(lines) for lines in documents.values()]
    for part, wanted in (("prs", "fa-AF"), ("fa", "fa-IR")):
        yield f"TICO-19 {part}", wanted, _pieces(_tico(data / "dari_tico19", part))
    with gzip.open(data / "news_iran" / "news_iran.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    yield "news_iran", "fa-IR", [body for body in bodies[::9] if len(body) >= _CHARACTERS]


def _tico(folder: Path, part: str) -> list[str]:
    with zipfile.ZipFile(folder / "data" / "TM" / "all.fa-prs.tmx.zip") as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".tmx"))
        tree = ET.fromstring(archive.read(inside))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    units = tree.iter("tuv")
    return [unit.findtext("seg") or "" for unit in units if unit.get(lang, "").startswith(part)]


def _pieces(segments: list[str]) -> list[str]:
    """Segments joined to texts of news length."""
    texts = [""]
    for segment in segments:
        if len(texts[-1]) >= _CHARACTERS:
            texts.append("")
        texts[-1] += segment + "\n"
    return texts


# ---------------------------------------------------------------- results


def _kept(name: str, rows: list[Row]) -> list[Row]:
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    typer.echo(markdown(rows))
    return rows


def markdown(rows: list[Row]) -> str:
    """Rows as a table; columns are the keys of all of them."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[_cell(row.get(column)) for column in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


@app.command(name="all")
def every() -> None:
    """All, and the tables in evaluation/README.md."""
    commands: list[Callable[[], list[Row]]] = [dates, names, sentences, variety]
    tables = "\n\n".join(markdown(command()) for command in commands)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, tables, "external"), encoding="utf-8")


if __name__ == "__main__":
    app()

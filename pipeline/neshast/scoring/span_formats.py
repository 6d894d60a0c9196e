"""Labelled spans from the formats of annotation tools: Label Studio, brat and CoNLL.

Labels become those of `resources/span_labels.tsv` (PER: person, DAT: date …);
others are left out. Offsets count code points, as these tools do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from neshast.aligned import Span
from neshast.errors import GoldError
from neshast.lexicon import table, values

LABEL_STUDIO, BRAT, CONLL = "labelstudio", "brat", "conll"
FORMATS = (LABEL_STUDIO, BRAT, CONLL)

_DOCUMENT = "-DOCSTART-"
_ANNOTATION = re.compile(r"T\S+\t(?P<label>\S+) (?P<places>\d+ \d+(?:;\d+ \d+)*)\t")
_TAG = re.compile(r"(?P<place>[BIES])[-_](?P<label>.+)")
_COLUMN = re.compile(r"[\t|]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A stretch of a text with what it is."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class SpanDocument:
    """A text with labelled spans; offsets count code points of `text`."""

    doc_id: str
    text: str
    spans: tuple[Labelled, ...]


def span_format(path: Path) -> str | None:
    """The format of a file or folder: by what is in it; none if it is our own, or unknown."""
    if path.is_dir():
        return BRAT if any(path.glob("*.ann")) else None
    if path.suffix == ".ann":
        return BRAT
    if path.suffix in (".conll", ".bio", ".iob"):
        return CONLL
    if path.suffix == ".json":
        head = path.read_text(encoding="utf-8-sig", errors="replace").lstrip()
        return LABEL_STUDIO if head.startswith("[") else None
    return None


def load_spans(path: Path, kind: str) -> list[SpanDocument]:
    """The documents of a Label Studio export, a brat folder or a CoNLL file.

    Raises:
        GoldError: if a file cannot be read or is not in the format.
    """
    readers = {LABEL_STUDIO: _label_studio, BRAT: _brat, CONLL: _conll}
    try:
        documents = list(readers[kind](path))
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise GoldError(f"{path}: not in the format {kind} ({error!r})") from error
    if not documents:
        raise GoldError(f"{path}: no document in the format {kind}")
    return documents


@cache
def _known() -> dict[str, str]:
    rows = table("span_labels", "label", "aliases", "source")
    return {
        alias.casefold(): row["label"]
        for row in rows
        for alias in (row["label"], *values(row["aliases"]))
    }


def _labelled(start: int, end: int, label: str) -> Iterator[Labelled]:
    known = _known().get(label.casefold())
    if known:
        yield Labelled(Span(start, end), known)


def _label_studio(path: Path) -> Iterator[SpanDocument]:
    """An export as JSON: tasks with ``data.text`` and the results of their first annotation."""
    tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    for number, task in enumerate(tasks, 1):
        annotations: list[dict[str, Any]] = task.get("annotations") or task["completions"]
        spans = [
            labelled
            for result in (annotations[0]["result"] if annotations else ())
            if "labels" in result.get("value", {})
            for label in result["value"]["labels"]
            for labelled in _labelled(result["value"]["start"], result["value"]["end"], label)
        ]
        yield SpanDocument(str(task.get("id", number)), task["data"]["text"], tuple(spans))


def _brat(path: Path) -> Iterator[SpanDocument]:
    """``.ann`` files beside their ``.txt``; a span in pieces runs from its first to its last."""
    for file in sorted(path.glob("*.ann")) if path.is_dir() else [path]:
        text = file.with_suffix(".txt").read_bytes().decode("utf-8-sig")
        spans: list[Labelled] = []
        for line in file.read_text(encoding="utf-8-sig").split("\n"):
            if found := _ANNOTATION.match(line):
                places = [int(place) for place in re.findall(r"\d+", found["places"])]
                spans += _labelled(min(places), max(places), found["label"])
        yield SpanDocument(file.stem, text, tuple(spans))


def _conll(path: Path) -> Iterator[SpanDocument]:
    """A token and its tag a line, in columns; sentences apart by a blank line.

    Each sentence is one document, unless ``-DOCSTART-`` lines tell where documents begin.
    """
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    whole = any(line.startswith(_DOCUMENT) for line in lines)
    sentences: list[list[tuple[str, str]]] = []
    number = 0
    for line in [*lines, "", _DOCUMENT]:
        columns = _COLUMN.split(line.strip("\r")) if line.strip() else []
        ends = line.startswith(_DOCUMENT)
        if ends or not (columns or whole):
            if any(sentences):
                number += 1
                yield conll_document(f"{path.stem}:{number}", sentences)
            sentences = []
        elif not columns:
            sentences.append([])
        else:
            if not sentences:
                sentences.append([])
            sentences[-1].append((columns[0], columns[-1]))


def conll_document(doc_id: str, sentences: Iterable[list[tuple[str, str]]]) -> SpanDocument:
    """The document of tokens and tags: a space between tokens, a line feed between sentences.

    Tags are BIO or BIOES, with ``-`` or ``_`` before the label; an I without a B begins a span.
    """
    text = ""
    spans: list[Labelled] = []
    for sentence in filter(None, sentences):
        text += "\n" if text else ""
        start, label = 0, ""
        at_start = True
        for token, tag in [*sentence, ("", "O")]:
            found = _TAG.fullmatch(tag)
            place, next_label = (found["place"], found["label"]) if found else ("O", "")
            if label and (place in "OBS" or next_label != label):
                spans += _labelled(start, len(text), label)
                label = ""
            if token:
                text += "" if at_start else " "
                at_start = False
                if next_label and not label:
                    start, label = len(text), next_label
                text += token
    return SpanDocument(doc_id, text, tuple(spans))

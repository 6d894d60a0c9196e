"""The topics model: a linear one over words, and how its word is mixed with that of the tables.

`build.py` calls this. It needs scikit-learn (the extra ``models``), which neshast does not.

The weights are learned from lines of an agenda written for it (`topic_lines.tsv`), from the terms
of the codebook, and from titles, purposes and agendas of the `train` split. How much each sign
counts is learned on `train` (by models that have not seen the document), `dev`, `extra`, `extra2`
and `extra3` (none has), and goes to ``resources/topics/mixing.tsv``: its sums are log-odds, so
scores are calibrated where they are learned.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from neshast.api import document_of
from neshast.document import Document
from neshast.engines.topics import (
    BUCKETS,
    FILE,
    Feature,
    TopicModel,
    pair_numbers,
    scale,
    word_features,
    words_of,
)
from neshast.folding import fold
from neshast.lexicon import read_table, table
from neshast.scoring.facts import ITEMS, Item, segment
from neshast.scoring.fields import ALIKE, PAIRING, iou, match
from neshast.scoring.gold import GoldDocument, resolve
from neshast.scoring.loading import load_gold
from neshast.settings import STAGES
from neshast.topic_signs import (
    LINE,
    MEETING,
    MODEL,
    NO_TOPIC,
    WORDS,
    Mixing,
    ReadReport,
    Signs,
    read_report,
)
from neshast.topic_words import TopicWords, topic_words

# What a text weighs: a term by its own weight too, a title or purpose, whose topic may be another.
_TERM, _PER_WEIGHT, _TITLE = 0.18, 0.21, 0.7
# Found by cross-validation over train, dev and extra.
_STRENGTH, _FOLDS = 30.0, 5
# How far what is common may move a major, against what is told of it: more follows single reports.
_COMMON = 0.5
_DECIMALS = 3
_SOURCE = "learned on corpora/train, dev and extra to extra3 by models/recipes/topics.py"

Weights = dict[tuple[str, str], dict[str, float]]


class Example(NamedTuple):
    """A folded text, what it is about (``-``: nothing), and how much it counts."""

    text: str
    code: str
    weight: float


def build(lines: Path, train: Path, others: Sequence[Path], folder: Path, mixing: Path) -> None:
    """Writes the model into `folder`, and the table `mixing`.

    Args:
        lines: the written lines.
        train: the annotated documents that train the model.
        others: those on which only the mixing is learned.
    """
    words = topic_words()
    common = [*_lines(lines), *_terms()]
    documents = load_gold(train)
    cases: list[Case] = []
    for fold_number in range(_FOLDS):
        held = documents[fold_number::_FOLDS]
        seen = [one for i, one in enumerate(documents) if i % _FOLDS != fold_number]
        with tempfile.TemporaryDirectory() as place:
            _train([*common, *_annotated(seen)], words, Path(place) / FILE)
            model = TopicModel(Path(place) / FILE)
        cases += _cases(held, words, model)
    _train([*common, *_annotated(documents)], words, folder / FILE)
    model = TopicModel(folder / FILE)
    for place in others:
        cases += _cases(load_gold(place), words, model)
    _write_mixing(_learn(cases, words), mixing)


# ---------------------------------------------------------------- the model


def _lines(file: Path) -> Iterator[Example]:
    rows = read_table(file.read_text(encoding="utf-8"), file.name, ("text", "code"))
    yield from (Example(fold(row["text"]), row["code"], 1.0) for row in rows)


def _terms() -> Iterator[Example]:
    """The terms of the codebook; one that hides another is about nothing."""
    for row in table("topics/terms", "term", "code", "weight"):
        weight = float(row["weight"])
        code = row["code"] if weight else NO_TOPIC
        yield Example(fold(row["term"]), code, _TERM + _PER_WEIGHT * weight)


def _annotated(documents: Iterable[GoldDocument]) -> Iterator[Example]:
    for document in documents:
        for record in resolve(document):
            for line in record["agenda"]:
                codes = [topic["code"] for topic in line["topics"][:2]]
                for code in codes:
                    yield Example(fold(line["text"]), code, 1 / len(codes))
            titles = [record["title"], *record["purpose"]]
            for code in [topic["code"] for topic in record["topics"][:1]]:
                yield from (Example(fold(t["text"]), code, _TITLE) for t in titles if t)


def _train(examples: list[Example], words: TopicWords, target: Path) -> None:
    """Majors against each other, and in each major its subtopics; weights in eight bits."""
    texts = [example.text for example in examples]
    matrix, without_pairs = _matrix(texts), _matrix(texts, pairs=False)
    weights = np.array([example.weight for example in examples])
    majors = np.array([_major(words, example.code) for example in examples])
    codes = np.array([_subtopic(words, example.code) for example in examples])
    fitted = [_fitted(matrix, majors, weights)]
    for major in words.majors:
        own = np.flatnonzero(majors == major)
        fitted.append(_fitted(without_pairs[own], codes[own], weights[own]))
    learned = np.concatenate([_both(model, model.coef_) for model in fitted]).T
    scales = np.abs(learned).max(axis=0) / 127
    np.savez_compressed(
        target,
        majors=fitted[0].classes_,
        codes=np.concatenate([model.classes_ for model in fitted[1:]]),
        weights=np.rint(learned / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.concatenate([_both(m, m.intercept_) for m in fitted]).astype(np.float32),
    )


def _both(model: LogisticRegression, learned: NDArray[np.float64]) -> NDArray[np.float64]:
    """What was learned of every class: of two, scikit-learn keeps only the second."""
    return np.concatenate([-learned, learned]) / 2 if len(model.classes_) == 2 else learned


def _matrix(texts: Sequence[str], pairs: bool = True) -> csr_matrix:
    numbers, values, bounds = [], [], [0]
    for text in texts:
        words = [text[start:end] for start, end in words_of(text)]
        told = [feature for word in words for feature in word_features(word)]
        if pairs:
            told += [Feature(number, 1.0) for number in pair_numbers(words).tolist()]
        numbers += [feature.number for feature in told]
        values += [feature.value / scale(len(words)) for feature in told]
        bounds.append(len(numbers))
    return csr_matrix((values, numbers, bounds), (len(texts), BUCKETS), np.float32)


def _fitted(
    matrix: csr_matrix, labels: NDArray[np.str_], weights: NDArray[np.float64]
) -> LogisticRegression:
    model = LogisticRegression(C=_STRENGTH, max_iter=150, tol=3e-3)
    return model.fit(matrix, labels, sample_weight=weights)


def _major(words: TopicWords, code: str) -> str:
    return code if code == NO_TOPIC else words.codes[code].major


def _subtopic(words: TopicWords, code: str) -> str:
    """The code itself, or of a major its general subtopic."""
    return f"{code}00" if code in words.majors else code


# ---------------------------------------------------------------- the mixing


class Case(NamedTuple):
    """An annotated meeting that was found: its majors, those of its lines, and how to read it."""

    majors: set[str]
    lines: dict[int, set[str]]
    read: Callable[[TopicModel | None, Mixing], ReadReport]
    model: TopicModel


def _cases(
    documents: Iterable[GoldDocument], words: TopicWords, model: TopicModel
) -> Iterator[Case]:
    for document in documents:
        sheet = _sheet(document)
        assert sheet.folded is not None
        hits = words.find(sheet.folded.text)
        for gold in resolve(document):
            overlaps = [(iou(segment(gold), r.span), i) for i, r in enumerate(sheet.reports)]
            best, number = max(overlaps, default=(0.0, 0))
            if best >= PAIRING and gold["topics"]:
                items = [Item(a.span.of(sheet.raw), a.span) for a in sheet.agendas[number]]
                pairs = match(ITEMS["agenda"](gold), items, ALIKE["agenda"])
                lines = {p: _majors(words, gold["agenda"][g]["topics"]) for g, p in pairs}
                read = partial(read_report, sheet, sheet.folded, number, words, hits)
                yield Case(_majors(words, gold["topics"]), lines, read, model)


def _sheet(document: GoldDocument) -> Document:
    """A document with its boxes up to the topics."""
    sheet = document_of(document.text, document.published, document.doc_id)
    for name, stage in STAGES.items():
        if name == "topics":
            break
        sheet = stage()(sheet)
    return sheet


def _majors(words: TopicWords, topics: Iterable[Any]) -> set[str]:
    return {words.codes[topic["code"]].major for topic in topics}


def _learn(cases: Sequence[Case], words: TopicWords) -> Weights:
    """The weights of the signs: of meetings first, since lines hear what their meeting is about."""
    learned: Weights = {}
    for kind in (MODEL, WORDS):
        asked = [case.model if kind == MODEL else None for case in cases]
        # Any weights do: only the signs are wanted.
        none: Mixing = defaultdict(lambda: defaultdict(float))
        read = [case.read(model, none) for case, model in zip(cases, asked, strict=True)]
        learned[MEETING, kind] = _weights(
            words, [(r.meeting_signs, c.majors) for r, c in zip(read, cases, strict=True)]
        )
        half: Mixing = learned | {(LINE, kind): defaultdict(float)}
        read = [case.read(model, half) for case, model in zip(cases, asked, strict=True)]
        learned[LINE, kind] = _weights(
            words,
            [
                (r.line_signs[line], majors)
                for r, case in zip(read, cases, strict=True)
                for line, majors in case.lines.items()
                if majors
            ],
        )
    return learned


def _weights(words: TopicWords, told: Sequence[tuple[Signs, set[str]]]) -> dict[str, float]:
    names = sorted({name for signs, _ in told for name in signs})
    # A column a major: government operations stand beside many a topic and are seldom one.
    each = _COMMON * np.eye(len(words.majors))
    rows = np.concatenate(
        [np.column_stack([*(signs[name] for name in names), each]) for signs, _ in told]
    )
    right = np.array([major in majors for _, majors in told for major in words.majors])
    model = LogisticRegression(C=1.0, max_iter=5000).fit(rows, right)
    learned = model.coef_[0] * np.append(np.ones(len(names)), np.full(len(words.majors), _COMMON))
    weights = zip([*names, *words.majors], learned.tolist(), strict=True)
    return {"bias": float(model.intercept_[0]), **dict(weights)}


def _write_mixing(learned: Weights, target: Path) -> None:
    lines = ["of\tmodel\tsign\tweight\tsource"]
    lines += [
        f"{of}\t{kind}\t{sign}\t{round(weight, _DECIMALS)}\t{_SOURCE}"
        for (of, kind), weights in learned.items()
        for sign, weight in weights.items()
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")

"""Sentences and words of Universal Dependencies treebanks, cut by neshast and by others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from neshast.api import document_of, pipeline_of
from neshast.naming import read_words
from neshast.view import View

# What cuts a text gives the spans of its sentences and of its words.
Spans = set[tuple[int, int]]
Cut = Callable[[str], tuple[Spans, Spans]]

_MARK = re.compile(r"[^\w\s\u200c]")


@dataclass(frozen=True, slots=True)
class Treebank:
    """A text, and the spans of its sentences and surface words; offsets count code points."""

    text: str
    sentences: frozenset[tuple[int, int]]
    words: frozenset[tuple[int, int]]


def read(file: Path) -> Treebank:
    """The sentences of a CoNLL-U file joined by a space; a multiword token is one word.

    Raises:
        ValueError: if a token is not in the text of its sentence.
    """
    text, sentences, words = "", set(), set()
    for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        sentence = next(line[9:] for line in lines if line.startswith("# text = "))
        text += " " if text else ""
        start = len(text)
        text += sentence
        sentences.add((start, len(text)))
        at = start
        for form in _forms(lines):
            at = text.index(form, at)
            words.add((at, at + len(form)))
            at += len(form)
    return Treebank(text, frozenset(sentences), frozenset(words))


def _forms(lines: list[str]) -> Iterator[str]:
    covered = 0
    for line in lines:
        columns = line.split("\t")
        if line.startswith("#") or "." in columns[0]:
            continue
        if "-" in columns[0]:
            covered = int(columns[0].split("-")[1])
            yield columns[1]
        elif int(columns[0]) > covered:
            yield columns[1]


def score(bank: Treebank, cut: Cut) -> Mapping[str, float]:
    """F1 of exact spans of sentences and of words."""
    sentences, words = cut(bank.text)
    return {"sentences": _f1(bank.sentences, sentences), "words": _f1(bank.words, words)}


def _f1(gold: frozenset[tuple[int, int]], found: Spans) -> float:
    return 2 * len(gold & found) / (len(gold) + len(found))


def tools() -> dict[str, Cut]:
    """neshast's own cut, and those of hazm and a blank spaCy pipeline with its sentencizer."""
    return {"neshast": _neshast, "hazm": _hazm, "spaCy": _spacy}


def _neshast(text: str) -> tuple[Spans, Spans]:
    """Our words are those that names are sought among; marks stand alone."""
    document = pipeline_of()(document_of(text, None, "treebank"))
    view = View(document)
    places = [view.folded.span(word.start, word.end) for word in read_words(view)]
    words = {(place.start, place.end) for place in places}
    words |= {mark.span() for mark in _MARK.finditer(text)}
    return {(s.span.start, s.span.end) for s in document.sentences}, words


def _found(text: str, pieces: list[str], start: int = 0) -> Spans:
    """Where pieces stand in a text, in their order; those it does not have are left out."""
    spans, at = set(), start
    for piece in pieces:
        place = text.find(piece.replace("_", " "), at)
        if place >= 0:
            at = place + len(piece)
            spans.add((place, at))
    return spans


def _hazm(text: str) -> tuple[Spans, Spans]:
    from hazm import sent_tokenize, word_tokenize

    pieces = sent_tokenize(text)
    sentences = _found(text, pieces)
    return sentences, _found(text, [word for piece in pieces for word in word_tokenize(piece)])


def _spacy(text: str) -> tuple[Spans, Spans]:
    import spacy

    nlp = spacy.blank("fa")
    nlp.max_length = len(text) + 1
    nlp.add_pipe("sentencizer")
    doc = nlp(text)
    tokens = {(t.idx, t.idx + len(t)) for t in doc if not t.is_space}
    return {(s.start_char, s.end_char) for s in doc.sents}, tokens

"""From what speaks for each major, words of the tables and the model, to how likely it is.

The weights of the signs are learned (`models/recipes/topics.py`) and stand in
``resources/topics/mixing.tsv``: for meetings and for lines of an agenda, with the model and
without. The sum of the weighted signs is the log-odds that the major is one of the topics.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from neshast.aligned import Aligned
from neshast.document import Document
from neshast.engines.topics import ReadText, TopicModel
from neshast.lexicon import table
from neshast.matching import Hit
from neshast.topic_places import evenly, item_sightings, levels, sightings, stretches
from neshast.topic_words import Tally, TopicWords

MEETING, LINE = "meeting", "line"
MODEL, WORDS = "yes", "no"
NO_TOPIC = "-"
# The least likelihood of the model that is told from none.
_LEAST = 1e-3
# Boxes of a report that the model is asked about.
_BOXES = ("title", "purpose", "items", "outcomes", "sentences")

# By sign, what it says of each major.
Signs = dict[str, list[float]]
# The weights of signs, by what is asked and whether the model was.
Mixing = Mapping[tuple[str, str], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A stretch of text that was asked what it is about.

    Attributes:
        tallies: what the words of the tables speak for, by code.
        places: the stretches that the model may be asked about, in offsets of `text`.
        text: what the model has read, or None without it; it begins at `base` of the folded text.
        likely: how likely each major is, in the order of the codebook.
        none: how likely the model finds it that there is no topic.
    """

    tallies: dict[str, Tally]
    places: list[tuple[int, int]]
    text: ReadText | None
    base: int
    likely: dict[str, float]
    none: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report and the lines of its agenda, with the signs that decided."""

    meeting: Asked
    lines: tuple[Asked, ...]
    meeting_signs: Signs
    line_signs: tuple[Signs, ...]


def read_report(
    document: Document,
    folded: Aligned,
    number: int,
    words: TopicWords,
    hits: Sequence[Hit],
    model: TopicModel | None,
    mixing: Mixing | None = None,
) -> ReadReport:
    """What a report and each line of its agenda are about.

    Args:
        document: with its boxes up to the outcomes.
        folded: its folded text.
        number: of the report, from 0.
        hits: the terms in the folded text.
        model: None leaves it to the words of the tables.
        mixing: the weights of the signs; default: those of the table.
    """
    mixing = _mixing() if mixing is None else mixing
    kind = MODEL if model else WORDS
    report = document.reports[number]
    base, end = folded.find(report.span)
    text = model.read(folded.text[base:end]) if model else None
    boxes = {
        box: [(max(0, a - base), b - base) for a, b in found]
        for box, found in stretches(document, folded, number).items()
    }
    told = _told(words, model, text, boxes) if model and text else {}
    counts = levels(document, folded, number, report)
    tallies = words.tally(sightings(hits, base, counts), document.variety)
    signs = _words_signs(words, tallies)
    alike = words.tally(sightings(hits, base, evenly(counts)), document.variety)
    signs |= {f"{sign}_alike": said for sign, said in _words_signs(words, alike).items()}
    signs |= {box: _logs(one.mean(len(words.majors))) for box, one in told.items()}
    if told:
        signs["one_sentence"] = _logs(told["sentences"].most(len(words.majors)))
    likely = mix(mixing[MEETING, kind], words.majors, signs)
    places = [*boxes["title"], *boxes.get("purpose", ()), (0, end - base)]
    meeting = Asked(tallies, places, text, base, likely)
    lines, line_signs = [], []
    for i, (start, stop) in enumerate(boxes.get("items", ())):
        found = item_sightings(hits, start + base, stop + base)
        own = words.tally(found, document.variety)
        row, none = (told["items"].rows[i], told["items"].none[i]) if told else ([], 0.0)
        of_line = _line_signs(words, own, list(likely.values()), row, none)
        line_likely = mix(mixing[LINE, kind], words.majors, of_line)
        lines.append(Asked(own, [(start, stop)], text, base, line_likely, none))
        line_signs.append(of_line)
    return ReadReport(meeting, tuple(lines), signs, tuple(line_signs))


class _Told(NamedTuple):
    """What the model says of the stretches of a box, in the order of the codebook."""

    rows: list[list[float]]
    none: list[float]

    def mean(self, size: int) -> list[float]:
        """Over the stretches; without any, each of so many majors alike."""
        if not self.rows:
            return [1 / size] * size
        return [sum(column) / len(column) for column in zip(*self.rows, strict=True)]

    def most(self, size: int) -> list[float]:
        """Of the stretch that is likeliest to be about it: beside the mean, whether many are."""
        if not self.rows:
            return [1 / size] * size
        return [max(column) for column in zip(*self.rows, strict=True)]


def _told(
    words: TopicWords,
    model: TopicModel,
    text: ReadText,
    boxes: Mapping[str, list[tuple[int, int]]],
) -> dict[str, _Told]:
    """The word of the model on every box."""
    likely = text.majors([place for box in _BOXES for place in boxes.get(box, ())])
    rows = likely[:, [model.majors.index(major) for major in words.majors]].tolist()
    none = likely[:, model.majors.index(NO_TOPIC)].tolist()
    told, first = {}, 0
    for box in _BOXES:
        last = first + len(boxes.get(box, ()))
        told[box] = _Told(rows[first:last], none[first:last])
        first = last
    return told


def _words_signs(words: TopicWords, tallies: dict[str, Tally]) -> Signs:
    """What the words of the tables say: how much, and what share of all they say."""
    found = words.strengths(tallies)
    strengths = [found.get(major, 0.0) for major in words.majors]
    total = sum(strengths) or 1.0
    return {
        "words": [math.log1p(strength) for strength in strengths],
        "share": [math.sqrt(strength / total) for strength in strengths],
    }


def _line_signs(
    words: TopicWords,
    tallies: dict[str, Tally],
    meeting: list[float],
    told: list[float],
    none: float,
) -> Signs:
    """What a line says by itself, and what its meeting is about: more where it says little."""
    logs, most = _logs(meeting), max(meeting)
    signs = _words_signs(words, tallies) | {
        "meeting": logs,
        "meeting_share": [p / most for p in meeting],
        "meeting_first": [float(p == most) for p in meeting],
    }
    if told:
        sure = max(told)
        signs["model"] = _logs(told)
        signs["model_sure"] = [log * sure for log in signs["model"]]
        signs["meeting_unsure"] = [log * (1 - sure) for log in logs]
        signs["meeting_none"] = [log * none for log in logs]
    else:
        silent = float(not tallies)
        signs["meeting_silent"] = [log * silent for log in logs]
    return signs


def _logs(likely: Sequence[float]) -> list[float]:
    return [math.log(max(p, _LEAST)) for p in likely]


def mix(weights: Mapping[str, float], majors: Sequence[str], signs: Signs) -> dict[str, float]:
    """How likely each major is, by its signs, their weights, and how common such a major is.

    A major of a codebook of one's own has no such weight.
    """
    sums = [weights["bias"] + weights.get(major, 0.0) for major in majors]
    for sign, values in signs.items():
        weight = weights[sign]
        sums = [total + weight * value for total, value in zip(sums, values, strict=True)]
    return {major: 1 / (1 + math.exp(-total)) for major, total in zip(majors, sums, strict=True)}


@cache
def _mixing() -> Mixing:
    mixing: dict[tuple[str, str], dict[str, float]] = {}
    for row in table("topics/mixing", "of", "model", "sign", "weight"):
        mixing.setdefault((row["of"], row["model"]), {})[row["sign"]] = float(row["weight"])
    return mixing

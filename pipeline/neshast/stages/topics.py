"""Gives reports and agenda items their topics, by indicative words and a linear model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import ClassVar, NamedTuple

from pydantic import Field, field_validator

from neshast.aligned import Aligned, Span
from neshast.document import Document, Topic
from neshast.engines.topics import topic_model
from neshast.errors import ResourceError
from neshast.options import Options as BaseOptions
from neshast.topic_signs import Asked, read_report
from neshast.topic_words import Tally, TopicWords, own_topics, topic_words

# A subtopic with a smaller part of its major is not clear: the general code stands instead.
_CLEAR = 0.2
# A second subtopic of a major must have this part of the first.
_SECOND = 0.6
# What the words of the tables say of subtopics, before they say anything; and how much less than
# its own those of its meeting say of a line.
_LEVEL, _OF_MEETING = 0.02, 0.15
# How much the model is believed about subtopics, and the least likelihood that it tells.
_OF_MODEL, _LEAST = 0.5, 1e-3
# Words that show why, at most: for each topic, of one term, and of the model.
_EVIDENCE, _PLACES, _TELLING = 6, 2, 3


class TopicOptions(BaseOptions):
    """Topics below `min_score` are not given; after the first, those below `min_further`.

    `max_topics` bounds a report, `max_item_topics` an agenda item, whose second topic must score
    `min_item_further`. `model` asks the linear model beside the words of the tables. `own` is a
    user's own table of terms and codes, as text (see `neshast.topic_words.TopicWords`); with
    `only_own` it stands alone, without the model, which knows only our majors.
    """

    min_score: float = Field(default=0.15, ge=0, le=1)
    min_further: float = Field(default=0.4, ge=0, le=1)
    max_topics: int = Field(default=3, ge=1)
    max_item_topics: int = Field(default=2, ge=1)
    min_item_further: float = Field(default=0.45, ge=0, le=1)
    model: bool = True
    own: str = ""
    only_own: bool = False

    @property
    def asks_model(self) -> bool:
        """True if the linear model is read."""
        return self.model and not self.only_own

    @field_validator("own")
    @classmethod
    def _sound(cls, text: str) -> str:
        try:
            own_topics(text or "code")
        except ResourceError as fault:
            raise ValueError(str(fault)) from None
        return text


class _Choice(NamedTuple):
    """A topic that is given, and what speaks for it."""

    score: float
    code: str
    asked: Asked


class FindTopics:
    """Fills `topics` and `item_topics`.

    Majors come first, so that subtopics of one do not crowd out another; in each the clearest
    subtopic stands for it. The score is the probability that the major is one of the topics.
    """

    name: ClassVar = "topics"
    needs: ClassVar = (
        "folded", "dates", "cues", "sentences", "reports", "offices", "frames", "agendas",
        "outcomes", "statements",
    )  # fmt: skip
    fills: ClassVar = ("topics", "item_topics")
    Options = TopicOptions

    def __init__(self, options: TopicOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled, parallel to reports and agendas.

        Raises:
            ModelError: if the model is missing.
        """
        folded, options = document.folded, self.options
        if folded is None or not document.reports:
            return replace(document, topics=(), item_topics=())
        words = topic_words(options.own, options.only_own)
        model = topic_model() if options.asks_model else None
        hits = words.find(folded.text)
        topics, item_topics = [], []
        for number in range(len(document.reports)):
            read = read_report(document, folded, number, words, hits, model)
            chosen = self._of_meeting(words, read.meeting)
            show = _Shown(document.variety, folded, words)
            topics.append(tuple(show.topic(choice) for choice in chosen))
            lines = (self._of_line(words, line, read.meeting) for line in read.lines)
            item_topics.append(
                tuple(tuple(show.topic(choice) for choice in line) for line in lines)
            )
        return replace(document, topics=tuple(topics), item_topics=tuple(item_topics))

    def _of_meeting(self, words: TopicWords, asked: Asked) -> list[_Choice]:
        """The topics of a meeting, highest score first; second subtopics where there is room."""
        options = self.options
        found, seconds = [], []
        for major in self._majors(asked, options.min_further, options.max_topics):
            score = asked.likely[major]
            (code, best), *others = _subtopics(words, major, asked)
            found.append(_Choice(score, _clear(major, code, best), asked))
            seconds += [
                _Choice(score * share / best, other, asked)
                for other, share in others[:1]
                if share >= _SECOND * best and score * share / best >= options.min_further
            ]
        room = options.max_topics - len(found)
        found += sorted(seconds, key=attrgetter("score"), reverse=True)[:room]
        return sorted(found, key=attrgetter("score"), reverse=True)

    def _of_line(self, words: TopicWords, line: Asked, meeting: Asked) -> list[_Choice]:
        """The topics of a line of the agenda; what it does not say itself its meeting tells."""
        options = self.options
        found = []
        for major in self._majors(line, options.min_item_further, options.max_item_topics):
            (code, best), *_ = _subtopics(words, major, line, meeting)
            shown = line if _speaks(words, major, line) else meeting
            found.append(_Choice(line.likely[major], _clear(major, code, best), shown))
        return found

    def _majors(self, asked: Asked, further: float, most: int) -> list[str]:
        """The likely majors, most likely first."""
        ranked = sorted(asked.likely.items(), key=lambda pair: -pair[1])[:most]
        floors = [self.options.min_score, *(max(further, self.options.min_score) for _ in ranked)]
        return [
            major for (major, likely), floor in zip(ranked, floors, strict=False) if likely >= floor
        ]


def _clear(major: str, code: str, share: float) -> str:
    """The subtopic, or the general code of its major where none is clear."""
    return code if share >= _CLEAR else f"{major}00"


def _speaks(words: TopicWords, major: str, asked: Asked) -> bool:
    """True if words of the tables or of the model speak for a major there."""
    return any(words.codes[code].major == major for code in asked.tallies) or bool(
        asked.text and _telling(major, asked)
    )


def _subtopics(
    words: TopicWords, major: str, asked: Asked, meeting: Asked | None = None
) -> list[tuple[str, float]]:
    """The subtopics of a major with their shares of it, the clearest first."""
    strengths = {code: tally.strength for code, tally in asked.tallies.items()}
    for code, tally in meeting.tallies.items() if meeting else ():
        strengths[code] = strengths.get(code, 0.0) + _OF_MEETING * tally.strength
    codes = words.under(major) or [major]
    total = sum(strengths.get(code, 0.0) for code in codes) or 1.0
    shares = {code: strengths.get(code, 0.0) / total + _LEVEL for code in codes}
    if asked.text:
        known, likely = asked.text.subtopics(codes, asked.places)
        for code, column in zip(known, likely.T.tolist(), strict=True):
            logs = [math.log(max(p, _LEAST)) for p in column]
            shares[code] *= math.exp(_OF_MODEL * sum(logs) / len(logs))
    whole = sum(shares.values())
    return sorted(
        ((code, share / whole) for code, share in shares.items()), key=lambda pair: -pair[1]
    )


def _telling(major: str, asked: Asked) -> list[tuple[int, int]]:
    """Where the words stand by which the model finds a major, in folded text."""
    if asked.text is None:
        return []
    found = [place for a, b in asked.places for place in asked.text.telling(major, a, b, _TELLING)]
    # The title is in the report too.
    return [(a + asked.base, b + asked.base) for a, b in [*dict.fromkeys(found)][:_TELLING]]


class _Shown:
    """Choices as topics, with the words that decided.

    Args:
        variety: of the text, for labels.
        folded: the text.
        words: the codebook.
    """

    def __init__(self, variety: str, folded: Aligned, words: TopicWords) -> None:
        self._variety, self._folded, self._words = variety, folded, words

    def topic(self, choice: _Choice) -> Topic:
        """A topic with its evidence in text order."""
        row = self._words.codes[choice.code]
        label = row.label_af if self._variety == "fa-AF" else row.label
        evidence = tuple(self._evidence(choice.code, row.major, choice.asked))
        return Topic(row.scheme, choice.code, row.major, label, round(choice.score, 3), evidence)

    def _evidence(self, code: str, major: str, asked: Asked) -> Iterator[Span]:
        """Of the subtopic, else of its major; where no word of the tables speaks, the model's."""
        own = [asked.tallies[code]] if code in asked.tallies else []
        codes = self._words.codes
        tallies = own or [t for c, t in asked.tallies.items() if codes[c].major == major]
        places = _strongest(tallies) or _telling(major, asked)
        yield from (self._folded.span(start, end) for start, end in places)


def _strongest(tallies: Sequence[Tally]) -> list[tuple[int, int]]:
    """Where the words stand that speak most for some codes, in text order."""
    weighed = sorted(
        (-weight * sighting.level, sighting)
        for tally in tallies
        for weight, seen in tally.terms
        for sighting in seen[:_PLACES]
    )
    return sorted({(s.start, s.end) for _, s in weighed[:_EVIDENCE]})

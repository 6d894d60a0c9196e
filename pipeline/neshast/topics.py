"""Topics by themselves: of a title, a line of an agenda, a report, without the rest of a record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from neshast.aligned import Span
from neshast.api import document_of
from neshast.document import Document, Report, Topic
from neshast.language import language_of, variety_of
from neshast.settings import STAGES, Settings
from neshast.topic_words import Code, topic_words

# What `FindTopics` reads of a text that has no frame, agenda or outcome.
_BEFORE = ("fold", "cues", "sentences", "dates")


def read_topics(
    text: str, variety: str | None = None, settings: Settings | None = None
) -> tuple[Document, tuple[Topic, ...]]:
    """What a text is about, as one report whose first line is its title.

    Args:
        text: any text; its raw form and the spans of the evidence are those of the document.
        variety: ``fa-AF`` or ``fa-IR``; default: told by its words.
        settings: default: those that neshast comes with.

    Returns:
        the document, and its topics, highest score first; none for a text in another language.

    Raises:
        ModelError: if the model is missing.
    """
    document = document_of(text)
    for name in _BEFORE:
        document = STAGES[name]()(document)
    raw = document.raw
    assert document.folded is not None
    title = Span(len(raw) - len(raw.lstrip()), len(raw))
    title = Span(title.start, title.start + len(raw[title.start :].partition("\n")[0].rstrip()))
    if not len(title) or language_of(raw) != "fa":
        return document, ()
    report = Report(Span(title.start, len(raw.rstrip())), title, title, "given")
    document = replace(
        document,
        language="fa",
        variety=variety or variety_of(document.folded.text),
        reports=(report,),
    )
    options: dict[str, Any] = settings.stages.get("topics", {}) if settings else {}
    done = STAGES["topics"](STAGES["topics"].Options(**options))(document)
    return done, done.topics[0]


def codebook(settings: Settings | None = None) -> dict[str, Code]:
    """Every code with its labels and definitions, in the order of the codebook."""
    options = settings.stages.get("topics", {}) if settings else {}
    return topic_words(options.get("own", ""), options.get("only_own", False)).codes

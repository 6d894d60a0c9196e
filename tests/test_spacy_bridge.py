"""neshast as a component of spaCy, with the pipeline of a few lines."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

import neshast.spacy_bridge
from cli_stub import MEETING, NO_MEETING, StubPipeline
from neshast.document import Document
from neshast.record import MeetingRecord


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neshast.spacy_bridge, "pipeline_of", lambda settings: StubPipeline())


def test_a_doc_has_its_meetings() -> None:
    nlp = spacy.blank("fa")
    nlp.add_pipe("neshast")
    doc = nlp(f"{MEETING}\n{MEETING}")
    first, second = doc._.meetings
    assert isinstance(first, MeetingRecord)
    assert (first.source.segment.index, second.source.segment.index) == (1, 2)
    assert first.title is not None
    span = doc.char_span(first.title.start, first.title.end)
    assert span is not None and span.text == first.title.text
    assert nlp(NO_MEETING)._.meetings == []


def test_a_doc_without_the_component_has_none() -> None:
    assert spacy.blank("fa")(MEETING)._.meetings == []


def test_records_survive_serialisation() -> None:
    nlp = spacy.blank("fa")
    nlp.add_pipe("neshast")
    doc = nlp(MEETING)
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.meetings == doc._.meetings


def test_the_component_is_saved_with_its_options() -> None:
    nlp = spacy.blank("fa")
    nlp.add_pipe("neshast", config={"published": "2024-05-01"})
    assert nlp.config["components"]["neshast"]["published"] == "2024-05-01"


def test_texts_bring_their_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    class Watch(StubPipeline):
        def __call__(self, document: Document) -> Document:
            seen.append(document.source.published)
            return super().__call__(document)

    monkeypatch.setattr(neshast.spacy_bridge, "pipeline_of", lambda settings: Watch())
    nlp = spacy.blank("fa")
    nlp.add_pipe("neshast", config={"published": "2024-05-01"})
    own = nlp.make_doc(MEETING)
    own.user_data["published"] = "2023-01-02"
    nlp(own)
    nlp(MEETING)
    assert seen == ["2023-01-02", "2024-05-01"]
    own.user_data["published"] = "1402"
    with pytest.raises(ValueError, match="give the day as YYYY-MM-DD"):
        nlp(own)

"""neshast inside a spaCy pipeline: one factory ``neshast``, one extension ``doc._.meetings``.

>>> import spacy, neshast.spacy_bridge
>>> nlp = spacy.blank("fa")
>>> _ = nlp.add_pipe("neshast", config={"published": "2024-05-01"})
>>> nlp("…")._.meetings
[]

Offsets in the records count characters of ``doc.text``, as ``doc.char_span`` takes them. The
records travel with the doc as plain strings: ``nlp.pipe(n_process=2)`` and ``doc.to_bytes()`` work.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from neshast.api import document_of, pipeline_of
from neshast.record import MeetingRecord
from neshast.settings import Settings

_KEY = "neshast"
# A text's own publication date, where `nlp.pipe` is fed docs: doc.user_data["published"].
_PUBLISHED = "published"


class MeetingComponent:
    """Puts the meetings of a doc's text under ``doc._.meetings``.

    Args:
        published: ISO date of publication of texts that bring none of their own.
        settings: tables of options as in a settings file.
    """

    def __init__(self, published: str | None, settings: dict[str, dict[str, object]]) -> None:
        self.published = published
        self._pipeline = pipeline_of(Settings.of(settings) if settings else None)

    def __call__(self, doc: Doc) -> Doc:
        """The same doc, with its meetings."""
        published = doc.user_data.get(_PUBLISHED, self.published)
        done = self._pipeline(document_of(doc.text, published))
        doc.user_data[_KEY] = [record.to_json() for record in done.records]
        return doc


@Language.factory("neshast", default_config={"published": None, "settings": {}})
def make_component(
    nlp: Language, name: str, published: str | None, settings: dict[str, dict[str, object]]
) -> MeetingComponent:
    """The component that ``nlp.add_pipe("neshast")`` adds."""
    return MeetingComponent(published, settings)


def meetings(doc: Doc) -> list[MeetingRecord]:
    """The records of a doc; none before the component has run."""
    return [MeetingRecord.model_validate_json(line) for line in doc.user_data.get(_KEY, ())]


if not Doc.has_extension("meetings"):
    Doc.set_extension("meetings", getter=meetings)

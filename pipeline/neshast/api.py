"""The short way in from Python: a text in, its records out."""

from __future__ import annotations

import hashlib
from functools import cache

from neshast.document import Document, Source
from neshast.pipeline import Pipeline
from neshast.reading import iso_date, mend
from neshast.record import MeetingRecord
from neshast.settings import Settings
from neshast.version import version

__all__ = [
    "MeetingRecord", "Pipeline", "__version__", "document_of", "extract", "pipeline_of",
]  # fmt: skip
__version__ = version()

_pipelines: dict[str, Pipeline] = {}


def extract(
    text: str,
    *,
    published: str | None = None,
    doc_id: str = "-",
    settings: Settings | None = None,
) -> list[MeetingRecord]:
    """The records of the meetings in `text`, in their order; none for a text without a meeting.

    Args:
        text: a report in Persian or Dari, or a page of several. A lone surrogate in it counts as
            U+FFFD, so that offsets hold.
        published: ISO date of publication, to complete dates that lack a year or a day.
        doc_id: a name for the text; it goes into the records.
        settings: default: the settings that neshast comes with.

    Raises:
        ValueError: if `published` is no ISO date.
    """
    return list(pipeline_of(settings)(document_of(text, published, doc_id)).records)


def document_of(text: str, published: str | None = None, doc_id: str = "-") -> Document:
    """The sheet for a text that comes from no file.

    Raises:
        ValueError: if `published` is no ISO date.
    """
    if published is not None and iso_date(published) != published:
        raise ValueError(f"published={published!r}: give the day as YYYY-MM-DD")
    raw, mended = mend(text)
    digest = hashlib.sha256(raw.encode()).hexdigest()
    source = Source(
        doc_id=doc_id,
        sha256=digest,
        text_sha256=digest,
        published=published,
        warnings=("lone_surrogate",) if mended else (),
    )
    return Document(raw=raw, source=source)


def pipeline_of(settings: Settings | None = None) -> Pipeline:
    """The pipeline with these settings, built once."""
    if settings is None:
        return _default()
    key = settings.sha256
    if key not in _pipelines:
        _pipelines[key] = settings.pipeline()
    return _pipelines[key]


@cache
def _default() -> Pipeline:
    return Settings().pipeline()

"""The few names that neshast offers, and extract."""

from __future__ import annotations

import pytest

import neshast
from cli_stub import MEETING, StubPipeline
from neshast import api


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_default", StubPipeline)


def test_the_names() -> None:
    assert neshast.extract is api.extract
    assert neshast.MeetingRecord is api.MeetingRecord
    assert neshast.Pipeline is api.Pipeline
    assert neshast.__version__ == api.__version__
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        neshast.other  # noqa: B018


def test_extract() -> None:
    (record,) = neshast.extract(MEETING, doc_id="a", published="2024-05-01")
    assert record.source.doc_id == "a"
    assert record.source.path is None
    assert record.title is not None
    assert MEETING[record.title.start : record.title.end] == record.title.text


def test_offsets_hold_after_a_lone_surrogate() -> None:
    (record,) = neshast.extract("\ud83d " + MEETING)
    assert record.warnings == ["lone_surrogate"]
    assert record.title is not None and record.title.start == 2


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="give the day as YYYY-MM-DD"):
        neshast.extract(MEETING, published="1 May 2024")

"""Days that stand in the address of a page."""

from __future__ import annotations

from datetime import date

import pytest

from neshast.dating import Stamps, date_in_address
from neshast.document import Document, Source
from neshast.folding import fold_edits


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/fa/news/1404/06/05/3387/title", date(2025, 8, 27)),
        ("https://example.org/2025/08/27/title", date(2025, 8, 27)),
        ("https://example.org/news/2025-08-27-title", date(2025, 8, 27)),
        ("https://example.org/news/1404060503210/title", date(2025, 8, 27)),
        ("https://example.org/news/20250827/title", date(2025, 8, 27)),
        ("https://example.org/news/14041305001", None),
        ("https://example.org/news/85284031", None),
        ("https://example.org/1445/06/05/title", None),
        ("https://example.org/id/120250827", None),
        ("", None),
    ],
)
def test_the_day_of_an_address(address: str, day: date | None) -> None:
    found = date_in_address(address)
    assert (found.earliest if found else None) == (day.isoformat() if day else None)


@pytest.mark.parametrize(
    ("published", "expected"), [(None, "2025-08-27"), ("2025-08-29", "2025-08-29")]
)
def test_the_address_tells_last(published: str | None, expected: str) -> None:
    url = "https://example.org/2025/08/27/title"
    source = Source(doc_id="-", published=published, url=url)
    sheet = Document(raw="متن", source=source, folded=fold_edits("متن"), dates=())
    anchor = Stamps(sheet).anchor(0)
    assert anchor is not None and anchor.day == date.fromisoformat(expected)

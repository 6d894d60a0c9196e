"""A document seen through its folded text: where a phrase stands in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.view import whole_words


@pytest.mark.parametrize(
    ("text", "phrase", "places"),
    [
        ("صدر گفت: صدر آمد", "صدر", [0, 9]),
        ("صدرا و صدر", "صدر", [7]),
        ("بصدر، صدر_۱", "صدر", []),
        ("«صدر»", "صدر", [1]),
        ("صدر صدر صدر", "صدر صدر", [0]),
        ("", "صدر", []),
    ],
)
def test_a_phrase_is_no_part_of_a_longer_word(text: str, phrase: str, places: list[int]) -> None:
    assert list(whole_words(text, phrase)) == places


@given(st.text("اب _«1"), st.text("اب _«1", min_size=1, max_size=3), st.data())
def test_whole_words_are_those_of_an_expression(
    text: str, phrase: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pattern = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")
    expected = [match.start() for match in pattern.finditer(text, start, end)]
    assert list(whole_words(text, phrase, start, end)) == expected

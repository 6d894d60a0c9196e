"""The words by which texts are found: every spelling of a word has one key."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neshast.archive.words import keys, words

SPELLINGS = [
    (["همکاری‌های", "همکاری های", "همکاریهای", "همكاري‌هاي", "هـمکاری‌هاي"], "همکاریهای"),
    (["بین‌المللی", "بین المللی", "بینالمللی", "بين‌المللى"], "بینالمللی"),
    (["می‌آید", "می آید", "میآید", "ميايد"], "میاید"),
    (["نمی‌توانسته‌اند", "نمی توانسته اند", "نمیتوانستهاند"], "نمیتوانستهاند"),
    (["جلسه", "جلسهٔ", "جلسۀ", "جلسه‌ی", "جلسه ی", "جَلسه", "ﺟﻠﺴﻪ"], "جلسه"),
    (["۱۴۰۲", "1402", "١٤٠٢"], "1402"),
    (["NGO", "ngo"], "ngo"),
]
LETTERS = "همکارینگفتآاي\u200c ـك۱,.«»\n\u0651\u200dA_ةى\u202e"


@pytest.mark.parametrize(("spellings", "key"), SPELLINGS)
def test_every_spelling_has_one_key(spellings: list[str], key: str) -> None:
    assert {spelling: keys(spelling) for spelling in spellings} == {s: [key] for s in spellings}


def test_words_that_no_table_binds_stay_apart() -> None:
    assert keys("در بار، نیک پور؛ شده است") == ["در", "بار", "نیک", "پور", "شده", "است"]


def test_places_are_those_of_the_text() -> None:
    text = "«جلسه‌ی» همـکاری  های كابل"
    assert [(word.key, text[word.start : word.end]) for word in words(text)] == [
        ("جلسه", "جلسه"),
        ("همکاریهای", "همـکاری  های"),
        ("کابل", "كابل"),
    ]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=LETTERS, max_size=40) | st.text(max_size=40))
def test_both_ways_of_reading_agree(text: str) -> None:
    found = list(words(text))
    assert [word.key for word in found] == keys(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(key and not key.isspace() for key in keys(text))

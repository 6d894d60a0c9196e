"""One spelling for each word, and every change of length accounted for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neshast.folding import fold, fold_edits, key
from strategies import DIGITS, INVISIBLE, MARKS, PRESENTATION, SPACES, hostile_text, words

# What folding leaves of hostile characters.
GONE = set(INVISIBLE) | set(MARKS) | set("\t\r\x00\x0b\x0c\u00a0\u0085\u2028\u2029\u2009\u3000")


@given(hostile_text)
@example("ب ـ ب")
@example("ﹰ")
@example("ﷺ")
@example("ـ\u200c ـ")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_edits(text).text
    assert fold_edits(once).text == once


@given(st.one_of(words, hostile_text))
@example("  ب")
@example("ب  ب")
def test_a_word_is_folded_as_a_text_is(text: str) -> None:
    assert fold(text) == fold_edits(text).text.strip()


@given(hostile_text)
def test_folded_text_holds_nothing_that_folding_removes(text: str) -> None:
    folded = fold_edits(text).text
    assert not GONE & set(folded)
    assert "  " not in folded


@given(hostile_text)
def test_every_stretch_of_folded_text_points_at_its_source(text: str) -> None:
    folded = fold_edits(text)
    assert folded.raw == text
    last = 0
    for at in range(len(folded)):
        span = folded.span(at, at + 1)
        assert last <= span.start < span.end <= len(text)
        # The source of one character, folded alone, is that character again, or a ligature's part.
        assert folded.text[at].strip() in fold(span.of(text))
        last = span.start


@given(hostile_text, st.data())
def test_a_raw_span_finds_its_folded_stretch(text: str, data: st.DataObject) -> None:
    folded = fold_edits(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    there = folded.find(folded.span(start, end))
    if start < end:
        assert there[0] <= start and end <= there[1]


@given(hostile_text)
def test_line_ends_stay_in_place_and_number(text: str) -> None:
    lines = sum(text.count(end) for end in "\n\u2028\u2029\u0085\x0b\x0c")
    assert fold_edits(text).text.count("\n") == lines


@given(hostile_text)
def test_a_key_is_the_key_of_itself_and_of_the_folded_text(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(fold(text)) == key(text)
    assert not any(char.isspace() for char in key(text))


@given(st.lists(words, min_size=2, max_size=4))
def test_spacing_never_changes_a_key(parts: list[str]) -> None:
    closed = key("".join(parts))
    for joint in (" ", "\u200c", "  ", "\u00a0", "\u200c ", " - ", "ـ"):
        assert key(joint.join(parts)) == closed


@given(words, st.data())
def test_an_invisible_mark_never_changes_a_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word)))
    bare = INVISIBLE.replace("\u200c", "") + "\u0640\u0651\u0670"
    mark = data.draw(st.text(st.sampled_from(bare), max_size=5))
    assert fold(word[:at] + mark + word[at:]) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("رضائی", "رضایی"),
        ("رضائي", "رضایی"),
        ("هما هنگی", "هماهنگی"),
        ("هماهنگی", "هما\u200cهنگی"),
        ("علی‌زاده", "علیزاده"),
        ("علي زاده", "علی‌زاده"),
        ("كريمي", "کریمی"),
        ("مؤمنی", "مومنی"),
        ("جلسۀ", "جلسه"),
        ("جلسهٔ", "جلسه"),
        ("جلسهء", "جلسه"),
        ("رئیس", "رییس"),
        ("اجراء", "اجرا"),
        ("آریا", "اریا"),
        ("ا\u0653ریا", "آریا"),
        ("محمّد", "محمد"),
        ("جلســـه", "جلسه"),
        ("ﺟﻠﺴﻪ", "جلسه"),
        ("ﻼله", "لاله"),
        ("\ufeffنشست\u200f", "نشست"),
        ("«نشست»", "نشست"),
        ("۱۲۳", "123"),
        ("١٢٣", "۱۲۳"),
    ],
)
def test_a_key_unites_spellings(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("والی", "وال"), ("کریم", "کریمی"), ("12", "13"), ("سارا", "سار"), ("بلخ", "بلج")],
)
def test_a_key_keeps_different_names_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_digits_of_all_three_rows_become_one() -> None:
    assert fold(DIGITS[:30]) == "0123456789" * 3


@pytest.mark.parametrize("space", [space for space in SPACES if space not in "\n\u2028\u2029"])
def test_no_space_survives_but_the_blank_and_the_line_end(space: str) -> None:
    assert fold_edits(f"ب{space}پ").text in ("ب پ", "ب\nپ")


def test_every_presentation_form_becomes_plain_letters() -> None:
    forms = [chr(code) for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))]
    left = [form for form in forms if fold(fold(form)) != fold(form)]
    assert left == []
    assert not set(PRESENTATION) - {"﴾", "﴿"} & set(fold(PRESENTATION))

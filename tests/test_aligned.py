"""Offsets: what was tidied still points at what was written."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.aligned import Aligned, Edit, Span
from strategies import edited


def kept(raw: str, edits: list[Edit]) -> list[int]:
    """The raw offsets that no edit touches."""
    touched = {at for edit in edits for at in range(edit.start, edit.end)}
    return [at for at in range(len(raw)) if at not in touched]


@given(edited())
def test_the_new_text_is_the_raw_text_with_its_edits(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    expected = raw
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.new + expected[edit.end :]
    assert Aligned(raw, edits).text == expected


@given(edited())
def test_every_kept_character_is_found_from_both_sides(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    aligned = Aligned(raw, edits)
    for at in kept(raw, edits):
        start, end = aligned.find(Span(at, at + 1))
        assert raw[at] in aligned.text[start:end]
        new = aligned.start_of(at)
        assert aligned.text[new] == raw[at]
        assert aligned.span(new, new + 1) == Span(at, at + 1)


@given(edited())
def test_spans_lie_in_range_and_never_run_backwards(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    aligned = Aligned(raw, edits)
    size, new_size = len(raw), len(aligned)
    starts = [aligned.raw_start(at) for at in range(new_size)]
    ends = [aligned.raw_end(at) for at in range(1, new_size + 1)]
    assert starts == sorted(starts) and ends == sorted(ends)
    assert all(0 <= start <= end <= size for start, end in zip(starts, ends, strict=True))
    new_starts = [aligned.start_of(at) for at in range(size + 1)]
    new_ends = [aligned.end_of(at) for at in range(size + 1)]
    assert new_starts == sorted(new_starts) and new_ends == sorted(new_ends)
    assert all(0 <= at <= new_size for at in new_starts + new_ends)
    for start in range(new_size + 1):
        for end in range(start, new_size + 1):
            span = aligned.span(start, end)
            assert 0 <= span.start <= span.end <= size


@given(edited(insertions=False))
def test_a_stretch_of_the_new_text_lies_inside_its_round_trip(
    case: tuple[str, list[Edit]],
) -> None:
    aligned = Aligned(*case)
    for start in range(len(aligned)):
        for end in range(start + 1, len(aligned) + 1):
            there = aligned.find(aligned.span(start, end))
            assert there[0] <= start and end <= there[1]
            # A second trip adds nothing.
            assert aligned.find(aligned.span(*there)) == there


@given(edited())
def test_a_raw_span_keeps_its_kept_characters_on_the_round_trip(
    case: tuple[str, list[Edit]],
) -> None:
    raw, edits = case
    aligned = Aligned(raw, edits)
    offsets = kept(raw, edits)
    for start in range(len(raw)):
        for end in range(start + 1, len(raw) + 1):
            inside = [at for at in offsets if start <= at < end]
            back = aligned.span(*aligned.find(Span(start, end)))
            assert all(back.start <= at < back.end for at in inside)


@given(edited(insertions=False))
def test_the_whole_is_the_whole(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    aligned = Aligned(raw, edits)
    assert aligned.end_of(len(raw)) == len(aligned)
    assert aligned.raw_end(len(aligned)) <= len(raw)


@given(edited())
def test_it_pickles_and_compares_as_plain_data(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    aligned = Aligned(raw, edits)
    again = pickle.loads(pickle.dumps(aligned))
    assert again == aligned and hash(again) == hash(aligned)
    assert again.span(0, len(again)) == aligned.span(0, len(aligned))
    assert aligned != raw


def test_a_base_changes_letters_without_an_edit() -> None:
    aligned = Aligned("كتاب  علي", [Edit(4, 6, " ")], base="کتاب  علی")
    assert aligned.text == "کتاب علی"
    assert aligned.span(5, 8).of(aligned.raw) == "علي"


def test_an_empty_stretch_gives_an_empty_span() -> None:
    aligned = Aligned("ab", [Edit(1, 2, "")])
    assert aligned.span(1, 1) == Span(2, 2)
    assert aligned.span(0, 0) == Span(0, 0)
    assert Aligned("").span(0, 0) == Span(0, 0)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 3, ""), Edit(0, 1, "")],
        [Edit(0, 2, ""), Edit(1, 3, "")],
        [Edit(2, 1, "")],
        [Edit(0, 5, "")],
        [Edit(-1, 1, "")],
    ],
)
def test_edits_out_of_order_or_range_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="out of order or out of range"):
        Aligned("abcd", edits)


def test_a_base_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="as many code points"):
        Aligned("abcd", base="abc")


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_spans_cover_and_overlap_as_sets_of_characters_do(a: int, b: int, c: int, d: int) -> None:
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    mine, theirs = set(range(one.start, one.end)), set(range(other.start, other.end))
    assert len(one) == len(mine)
    if mine and theirs:
        assert one.overlaps(other) == bool(mine & theirs)
        assert one.covers(other) == (theirs <= mine)

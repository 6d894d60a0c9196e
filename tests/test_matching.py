"""The word matcher: split and fused words are found, pieces of other words are not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.errors import ResourceError
from neshast.folding import fold
from neshast.matching import Entry, Hit, Matcher, cue_entries, longest
from strategies import hostile_text, words


def find(text: str, *phrases: str, inflects: str = "no") -> list[str]:
    """The stretches of the folded `text` at which one of `phrases` is found."""
    matcher = Matcher(Entry("k", "v", phrase, inflects) for phrase in phrases)
    folded = fold(text)
    return [folded[hit.start : hit.end] for hit in matcher.find(folded)]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        # The borders of words.
        ("وی", "وی گفت", ["وی"]),
        ("وی", "ویژه", []),
        ("وی", "بانوی شهر", []),
        ("وی", "«وی»", ["وی"]),
        ("وی", "و یک", []),
        ("والی", "والی بلخ", ["والی"]),
        ("والی", "و الی آخر", []),
        ("والی", "خانوالی", []),
        ("در", "د ر", []),
        ("جلسه", "جلسه12", []),
        # Split and fused words.
        ("هماهنگی", "هما هنگی", ["هما هنگی"]),
        ("هماهنگی", "هما\u200cهنگی", ["هما هنگی"]),
        ("حضور داشت", "حضورداشت", ["حضورداشت"]),
        ("حضور داشت", "حضور داشت", ["حضور داشت"]),
        ("حضور داشت", "حضور  \u200f داشت", ["حضور داشت"]),
        ("به ریاست", "بهریاست", ["بهریاست"]),
        ("به ریاست", "به ریا ست", ["به ریا ست"]),
        ("ریاست‌جمهوری", "ریاستجمهوری", ["ریاستجمهوری"]),
        # A short phrase may be closed up, but not split where the table does not split it.
        ("می شد", "میشد", ["میشد"]),
        ("می شد", "می شد", ["می شد"]),
        ("می شد", "م یشد", []),
        # Never over the end of a line.
        ("حضور داشت", "حضور\nداشت", []),
        # One spelling.
        ("رئیس", "رييس", ["رییس"]),
        ("سال ۱۴۰۰", "سال 1400", ["سال 1400"]),
    ],
)
def test_borders_splits_and_fusions(phrase: str, text: str, found: list[str]) -> None:
    assert find(text, phrase) == found


@pytest.mark.parametrize(
    ("text", "none", "plural", "every"),
    [
        ("فرماندار", True, True, True),
        ("فرمانداران", False, True, True),
        ("فرماندار‌ها", True, True, True),
        ("فرماندارها", False, True, True),
        ("فرمانداری", False, False, True),
        ("فرماندارش", False, False, True),
        ("فرماندارگاه", False, False, False),
        ("فرماندارهایشان", False, False, False),
        ("نافرماندار", False, False, False),
    ],
)
def test_endings_follow_only_where_the_table_allows(
    text: str, none: bool, plural: bool, every: bool
) -> None:
    found = [bool(find(text, "فرماندار", inflects=how)) for how in ("no", "plural", "yes")]
    assert found == [none, plural, every]


def test_an_ending_belongs_to_the_hit_with_and_without_its_space() -> None:
    assert find("نشستهای تازه", "نشست", inflects="yes") == ["نشستهای"]
    assert find("نشست‌های تازه", "نشست", inflects="yes") == ["نشست های"]
    assert find("نشست‌های تازه", "نشست") == ["نشست"]


@given(hostile_text, st.lists(words, min_size=1, max_size=3), st.data())
def test_a_planted_phrase_is_found_however_it_is_joined(
    text: str, parts: list[str], data: st.DataObject
) -> None:
    joint = data.draw(st.sampled_from(("", " ", "\u200c", "  ", "\u00a0", "\u200f ")))
    folded = fold(f"{text}\n{joint.join(parts)}\n{text}")
    phrase = " ".join(parts)
    stretch = fold(joint.join(parts))
    hits = list(Matcher([Entry("k", "v", phrase)]).find(folded))
    assert stretch in [folded[hit.start : hit.end] for hit in hits]


@given(
    hostile_text,
    st.lists(words, min_size=1, max_size=20),
    st.sampled_from(("no", "plural", "yes")),
)
def test_every_hit_is_its_phrase_between_word_borders(
    text: str, phrases: list[str], inflects: str
) -> None:
    folded = fold(f"{text} {' '.join(phrases)} {text}")
    for hit in Matcher(Entry("k", "v", phrase, inflects) for phrase in phrases).find(folded):
        stretch = folded[hit.start : hit.end]
        closed = stretch.replace(" ", "")
        phrase = fold(hit.entry.phrase).replace(" ", "")
        assert closed.startswith(phrase) and (inflects != "no" or closed == phrase)
        assert stretch == stretch.strip() and "\n" not in stretch
        assert not (hit.start and folded[hit.start - 1].isalnum())
        assert not (hit.end < len(folded) and folded[hit.end].isalnum())


hits = st.builds(
    lambda start, size, kind: Hit(start, start + size, Entry(kind, "", "x")),
    st.integers(0, 30),
    st.integers(1, 9),
    st.sampled_from("ab"),
)


@given(st.lists(hits))
def test_the_longest_hits_do_not_overlap_within_a_kind(found: list[Hit]) -> None:
    kept = longest(found)
    assert kept == sorted(kept, key=lambda hit: (hit.start, -hit.end))
    assert {id(hit) for hit in kept} <= {id(hit) for hit in found}
    for kind in "ab":
        row = [hit for hit in kept if hit.entry.kind == kind]
        assert all(one.end <= other.start for one, other in pairwise(row))
        # Nothing is dropped but for something of its kind that overlaps it and is no shorter.
        for hit in found:
            if hit.entry.kind == kind and hit not in row:
                assert any(_beats(other, hit) for other in found if other != hit)


def _beats(one: Hit, other: Hit) -> bool:
    return (
        one.entry.kind == other.entry.kind
        and one.start < other.end
        and other.start < one.end
        and one.end - one.start >= other.end - other.start
    )


@given(st.lists(hits))
def test_the_longest_of_the_longest_are_the_same(found: list[Hit]) -> None:
    def order(hit: Hit) -> tuple[int, int, str]:
        return hit.start, -hit.end, hit.entry.kind

    once = longest(found)
    assert sorted(longest(once), key=order) == sorted(once, key=order)


def test_of_overlapping_hits_the_longest_stays() -> None:
    texts = Matcher([Entry("k", "", "وزارت"), Entry("k", "", "وزارت صحت عامه")])
    folded = fold("وزارت صحت عامه")
    assert [hit.entry.phrase for hit in longest(texts.find(folded))] == ["وزارت صحت عامه"]


def test_an_empty_phrase_matches_nothing() -> None:
    assert find("متن", "", "\u200c", "متن") == ["متن"]


def test_macros_of_the_cue_table_are_written_out() -> None:
    phrases = {entry.phrase for entry in cue_entries()}
    assert phrases and not any("{" in phrase or "}" in phrase for phrase in phrases)


def test_an_unknown_macro_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "macros": ({"name": "شد", "forms": "شد|گردید"},),
        "cues": ({"kind": "k", "value": "v", "phrases": "برگزار {شود}", "inflects": "no"},),
    }
    monkeypatch.setattr("neshast.matching.table", lambda name, *columns: rows[name])
    with pytest.raises(ResourceError, match="unknown macro 'شود'"):
        list(cue_entries())

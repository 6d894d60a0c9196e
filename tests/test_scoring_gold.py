"""Annotations are resolved exactly, or refused with the field and the quote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neshast.aligned import Span
from neshast.errors import GoldError, NeshastError
from neshast.scoring import load_gold, resolve, score
from neshast.scoring.gold import locate
from scoring_case import DOCUMENT, FIRST, SECOND, TEXT, changed, gold


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("دو", (2, 4)),
        ("دو@2", (9, 11)),
        ("یک [...] سه", (0, 7)),
        ("یک […] چهار", (0, 20)),
        ("دو [...] سه@2", (9, 14)),
        ("یک [...] سه@2", (0, 14)),
        ("دو@2 [...] چهار", (9, 20)),
        ("دو@3", None),
        ("سه [...] یک", None),
        ("پنج", None),
        ("", None),
    ],
)
def test_a_quote_is_found_where_it_says(quote: str, found: tuple[int, int] | None) -> None:
    text = "یکدو سه. دو سه، چهار"
    assert locate(text, Span(0, len(text)), quote) == (Span(*found) if found else None)


def test_occurrences_count_inside_the_segment() -> None:
    text = "آب و نان. آب و نمک. آب"
    assert locate(text, Span(8, len(text)), "آب") == Span(10, 12)
    assert locate(text, Span(8, 19), "آب@2") is None


def test_every_resolved_quote_says_what_stands_there() -> None:
    first, second = resolve(DOCUMENT)
    place = first["source"]["segment"]
    assert TEXT[place["start"] : place["end"]].endswith("کنده شود.")
    assert (place["index"], place["of"]) == (1, 2)
    assert first["statements"][0]["text"] == "چشمه‌ها سرمایه همه ماست و نباید آلوده شود."
    assert second["title"]["start"] == TEXT.index("نشست دوم")
    result = score([DOCUMENT], {"a": [first, second]}).fields["quotes_wrong"]
    assert result.counts.spurious == 0 and result.counts.hits > 20


def test_speakers_are_references_or_the_phrase_of_a_group() -> None:
    person, company, group, passive = resolve(DOCUMENT)[0]["statements"]
    assert (person["speaker"], company["speaker"]) == ("p1", "o2")
    assert group["speaker"] is None and passive["speaker"] is None
    assert group["via"]["start"] == TEXT.index("ریش‌سفیدان پنج قریه گفتند")
    assert passive["via"] is None


def test_a_recurring_verb_is_the_one_beside_its_statement() -> None:
    first, second = resolve(DOCUMENT)[0]["statements"][:2]
    assert first["verb"]["end"] + 2 == first["start"]
    assert second["verb"]["end"] + 2 == second["start"]


def test_without_a_segment_the_whole_text_is_the_report() -> None:
    only = changed()
    del only["segment"]
    place = resolve(gold(only))[0]["source"]["segment"]
    assert (place["start"], place["end"]) == (0, len(TEXT) - 1)


def test_actors_named_only_as_participants_join_the_lists() -> None:
    record = resolve(gold(changed(organizations=[{"name": "آبرسانی سپیدار"}])))[0]
    assert [body["name"] for body in record["organizations"]] == ["آبرسانی سپیدار", "شرکت رودبند"]


@pytest.mark.parametrize(
    ("change", "field", "quote"),
    [
        ({"title": "چشمه‌های دره زرد"}, "title", "چشمه‌های دره زرد"),
        ({"segment": ["چنین نیست", "کنده شود."]}, "segment[0]", "چنین نیست"),
        ({"segment": ["کنده شود.", "چشمه‌های"]}, "segment[1]", "چشمه‌های"),
        ({"venue": "مکتب سپیدار"}, "venue", "مکتب سپیدار"),
        ({"purpose": ["پاک نگه داشتن آب@2"]}, "purpose[0]", "پاک نگه داشتن آب@2"),
        ({"agenda": [{"text": "خرید [...] چاه"}]}, "agenda[0].text", "خرید [...] چاه"),
        ({"persons": [{"name": "سهراب زرین"}]}, "persons[0].name", "سهراب زرین"),
        (
            {"statements": [{"speaker": "بهمن", "text": "نگهداری پمپ‌ها"}]},
            "statements[0].speaker",
            "بهمن",
        ),
        ({"participants": [{"person": "بهمن", "roles": []}]}, "participants[0].person", "بهمن"),
        ({"participants": [{"group": "ماهیگیران"}]}, "participants[0].group", "ماهیگیران"),
        (
            {"participants": [{"person": "سهراب کوهی", "roles": ["boss"]}]},
            "participants[0].roles",
            "boss",
        ),
        ({"kind": "gathering"}, "kind", "gathering"),
        ({"date": {"text": "۱۳ میزان", "resolution": "explicit"}}, "date.text", "۱۳ میزان"),
    ],
)
def test_what_is_not_in_the_text_is_refused(change: dict[str, Any], field: str, quote: str) -> None:
    with pytest.raises(GoldError) as caught:
        resolve(gold(SECOND, changed(**change)))
    assert isinstance(caught.value, NeshastError)
    assert str(caught.value).startswith(f"a, record 2, {field}: «{quote}»")


def test_a_missing_key_is_named() -> None:
    with pytest.raises(GoldError, match="record 1: key 'text' is missing"):
        resolve(gold(changed(outcomes=[{"type": "decision"}])))


def test_loading_a_folder_or_a_file(tmp_path: Path) -> None:
    for name in ("b", "a"):
        content = {"doc_id": name, "variety": "fa-AF", "text": TEXT, "records": [FIRST]}
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("-", encoding="utf-8")
    assert [document.doc_id for document in load_gold(tmp_path)] == ["a", "b"]
    (document,) = load_gold(tmp_path / "a.json")
    assert resolve(document) == resolve(gold(FIRST))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not one annotated document"),
        ('{"doc_id": "x", "variety": "fa-IR", "records": []}', "key 'text' is missing"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=rf"x\.json: .*{message}"):
        load_gold(tmp_path)


def test_nothing_to_load_and_the_same_id_twice(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no \\*\\.json"):
        load_gold(tmp_path)
    with pytest.raises(GoldError, match="cannot be read"):
        load_gold(tmp_path / "none.json")
    content = json.dumps({"doc_id": "x", "variety": "fa-IR", "text": "", "records": []})
    for name in ("1.json", "2.json"):
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match="stands in two files"):
        load_gold(tmp_path)

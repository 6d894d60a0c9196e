"""The stage `topics` and its tables."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from neshast.calendars import DateParts
from neshast.document import (
    AgendaItem,
    DateMention,
    Document,
    Found,
    Frame,
    Office,
    Report,
    Source,
    Span,
)
from neshast.folding import fold, fold_edits
from neshast.lexicon import table
from neshast.stages.topics import FindTopics, TopicOptions

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "topics.toml").read_text(encoding="utf-8")
)["case"]
TAXONOMY = table("topics/taxonomy", "scheme", "code", "major", "label", "label_af", "title_en")
TERMS = table("topics/terms", "term", "code", "weight", "variety", "source")


def sheet(title: str, text: str, variety: str = "fa-IR") -> Document:
    """A document with one report: its headline, and its text as the lead."""
    raw = f"{title}\n{text}"
    report = Report(
        span=Span(0, len(raw)),
        title=Span(0, len(title)) if title else None,
        lead=Span(len(title) + 1, len(raw)),
        rule="test",
    )
    return Document(
        raw, Source("t"), "fa", variety, folded=fold_edits(raw), reports=(report,), agendas=((),)
    )


def with_agenda(document: Document, *items: str) -> Document:
    """The document with these words of it as its agenda."""
    agenda = []
    for item in items:
        start = document.raw.index(item)
        agenda.append(AgendaItem(Span(start, start + len(item)), "discussion", (), "test"))
    return replace(document, agendas=(tuple(agenda),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    topics = FindTopics()(sheet(case["title"], case["text"], case["variety"])).topics[0]
    majors = [topic.major for topic in topics]
    assert majors[:1] == ([case["major"]] if case["major"] else []), topics
    assert set(case.get("also", ())) <= set(majors), topics
    assert not set(case.get("never", ())) & set(majors), topics
    if "code" in case:
        assert topics[0].code == case["code"], topics


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_scores_and_evidence(case: dict[str, Any]) -> None:
    document = FindTopics()(sheet(case["title"], case["text"], case["variety"]))
    topics = document.topics[0]
    scores = [topic.score for topic in topics]
    assert scores == sorted(scores, reverse=True)
    assert len(topics) <= 3
    assert len({topic.code for topic in topics}) == len(topics)
    for topic in topics:
        assert 0 < topic.score <= 1
        assert topic.evidence
        assert list(topic.evidence) == sorted(topic.evidence, key=lambda span: span.start)
        for span in topic.evidence:
            word = span.of(document.raw)
            assert word.strip() == word and word


def test_label_is_in_the_language_of_the_text() -> None:
    for variety, label in (("fa-IR", "آموزش عالی"), ("fa-AF", "تحصیلات عالی")):
        document = FindTopics()(sheet("شورای علمی دانشگاه", "استادان دانشگاه آمدند.", variety))
        assert document.topics[0][0].label == label


def test_title_outweighs_text() -> None:
    road, school = "بازسازی شاهراه", "ساختن دبستان"
    for title, text, major in ((road, school, "10"), (school, road, "6")):
        assert FindTopics()(sheet(title, text)).topics[0][0].major == major


def test_purpose_outweighs_the_rest() -> None:
    document = sheet("", "دانشجویان آمدند، تا درباره بازسازی شاهراه گفتگو کنند.")
    start = document.raw.index("بازسازی")
    nothing = Found("", None, "test")
    purpose = Found("", Span(start, start + len("بازسازی شاهراه")), "test")
    framed = replace(document, frames=(Frame(nothing, nothing, nothing, purposes=(purpose,)),))
    assert FindTopics()(document).topics[0][0].score < FindTopics()(framed).topics[0][0].score
    assert FindTopics()(framed).topics[0][0].major == "10"


def test_a_month_is_no_illness() -> None:
    document = sheet("", "ترافیک شهر تا ۱۸ سرطان سنجیده شود.", "fa-AF")
    start = document.raw.index("۱۸")
    date = DateMention(Span(start, start + len("۱۸ سرطان")), DateParts(), "test")
    open_ = FindTopics(TopicOptions(min_further=0))
    dated = open_(replace(document, dates=(date,)))
    assert {topic.major for topic in open_(document).topics[0]} == {"3", "10"}
    assert [topic.major for topic in dated.topics[0]] == ["10"]


def test_an_office_is_less_of_a_topic_than_its_matter() -> None:
    document = sheet("", "رئیس دانشگاه آمد و از شاهراه گفت.")
    seat = Span(1, 1 + len("رئیس دانشگاه"))
    office = Office(seat, "رئیس", None, acting=False, gender=None, rule="test")
    open_ = TopicOptions(min_score=0, min_further=0, max_topics=21)
    scores = [
        {topic.major: topic.score for topic in FindTopics(open_)(d).topics[0]}["6"]
        for d in (document, replace(document, offices=(office,)))
    ]
    assert scores[0] > scores[1] > 0


def test_repeating_a_word_adds_little() -> None:
    once = FindTopics()(sheet("", "گمرک و شاهراه و شاهراه سالنگ و آزادراه")).topics[0]
    often = FindTopics()(sheet("", "گمرک، گمرک، گمرک، گمرک و شاهراه سالنگ و آزادراه")).topics[0]
    assert once[0].major == often[0].major == "10"


def test_words_outside_the_report_do_not_count() -> None:
    document = sheet("جلسه شورای ترافیک", "جاده‌ها بررسی شد.")
    raw = f"هفته کتاب و نمایشگاه کتاب\n{document.raw}\nبازار فیلم و سینما"
    shift = raw.index(document.raw)
    old = document.reports[0]
    assert old.title is not None
    span, title, lead = (
        Span(s.start + shift, s.end + shift) for s in (old.span, old.title, old.lead)
    )
    report = Report(span, title, lead, "test")
    moved = replace(document, raw=raw, folded=fold_edits(raw), reports=(report,))
    assert {t.major for t in FindTopics()(moved).topics[0]} == {"10"}


def test_items_have_topics_of_their_own() -> None:
    document = with_agenda(
        sheet("جلسه شورای شهر", "درباره بودجه سالانه و جمع‌آوری زباله و نامه دوم گفتگو شد."),
        "بودجه سالانه", "جمع‌آوری زباله", "نامه دوم",
    )  # fmt: skip
    done = FindTopics()(document)
    budget, waste, letter = done.item_topics[0]
    assert (budget[0].major, waste[0].major) == ("1", "7")
    first = done.topics[0][0]
    assert letter[0].code == first.code
    assert letter[0].score < first.score


def test_options_bound_the_topics() -> None:
    document = sheet("نشست شهرداری درباره مدارس و بیمارستان و گمرک", "آب آشامیدنی و برق هم بود.")
    assert len(FindTopics(TopicOptions(min_further=0))(document).topics[0]) == 3
    assert len(FindTopics(TopicOptions(min_further=1))(document).topics[0]) == 1
    assert len(FindTopics(TopicOptions(max_topics=1))(document).topics[0]) == 1
    assert FindTopics(TopicOptions(min_score=1))(document).topics[0] == ()


def test_no_report_no_topics() -> None:
    document = Document("بودجه", Source("t"), folded=fold_edits("بودجه"))
    done = FindTopics()(document)
    assert (done.topics, done.item_topics) == ((), ())


def test_codes_are_complete_and_unique() -> None:
    codes = [row["code"] for row in TAXONOMY]
    assert len(codes) == len(set(codes))
    majors = {row["code"] for row in TAXONOMY if row["code"] == row["major"]}
    assert len(majors) == 21
    assert {row["major"] for row in TAXONOMY} == majors
    cap = [row for row in TAXONOMY if row["scheme"] == "cap" and row["code"] not in majors]
    assert len(cap) == 213
    for row in cap:
        assert row["code"][:-2] == row["major"]
    assert {f"{major}00" for major in majors} <= set(codes)
    assert all(row["label"] and row["label_af"] and row["title_en"] for row in TAXONOMY)
    major = {row["code"]: row["major"] for row in cap}
    for row in TAXONOMY:
        local = row["scheme"] == "neshast"
        assert local == row["code"].startswith("n") == bool(row["nearest"])
        assert not local or major[row["nearest"]] == row["major"]


def test_terms_are_sound() -> None:
    codes = {row["code"] for row in TAXONOMY}
    for row in TERMS:
        assert row["code"] in codes, row
        assert row["weight"] in {"0", "0.5", "1", "2", "3"}, row
        assert row["variety"] in {"fa-IR", "fa-AF", "both"}, row
        assert row["source"], row
        assert row["term"] == row["term"].strip(), row
    pairs = Counter((fold(row["term"]).replace(" ", ""), row["code"]) for row in TERMS)
    assert [pair for pair, count in pairs.items() if count > 1] == []
    assert len(TERMS) >= 1500


def test_words_of_every_meeting_are_no_terms() -> None:
    terms = {fold(row["term"]) for row in TERMS}
    assert not terms & {"ستاد", "کمیته", "جلسه", "برنامه", "طرح", "نشست", "شورا", "مجلس", "هماهنگی"}

"""The linear model of topics, and how its word is mixed with that of the tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neshast.engines.topics import (
    BUCKETS,
    TopicModel,
    pair_numbers,
    topic_model,
    word_features,
)
from neshast.lexicon import table
from neshast.stages.topics import FindTopics, TopicOptions
from neshast.topic_signs import mix
from neshast.topic_words import topic_words
from test_topics import sheet, with_agenda


def made(place: Path, says: dict[str, tuple[str, float]]) -> TopicModel:
    """A model of three majors in which some words (or pairs) speak for a topic of them."""
    majors, codes = ["-", "6", "10"], ["600", "602", "1000", "1002"]
    weights = np.zeros((BUCKETS, len(majors + codes)), np.int8)
    for words, (topic, weight) in says.items():
        pairs = pair_numbers(words.split())
        number = pairs[0] if len(pairs) else word_features(words)[0].number
        weights[number, (majors + codes).index(topic)] = weight
    size = len(majors + codes)
    np.savez_compressed(
        place / "weights.npz", majors=majors, codes=codes, weights=weights,
        scales=np.full(size, 0.1, np.float32), biases=np.zeros(size, np.float32),
    )  # fmt: skip
    return TopicModel(place / "weights.npz")


def test_words_and_pairs_speak_for_topics(tmp_path: Path) -> None:
    model = made(tmp_path, {"مکتب": ("6", 50), "راه": ("10", 50), "راه حل": ("10", -90)})
    text = "مکتب و راه حل"
    school, road, way_out, nothing = model.read(text).majors([(0, 4), (7, 10), (7, 13), (4, 6)])
    assert [row.argmax() for row in (school, road, way_out)] == [1, 2, way_out.argmax()]
    assert way_out[2] < road[2]
    assert nothing == pytest.approx([1 / 3] * 3)
    assert school.sum() == pytest.approx(1)


def test_a_stretch_does_not_hear_the_word_before_it(tmp_path: Path) -> None:
    model = made(tmp_path, {"ساخت مکتب": ("6", 50)})
    whole, part = model.read("ساخت مکتب").majors([(0, 9), (5, 9)])
    assert whole[1] > 1 / 3
    assert part[1] == pytest.approx(1 / 3)


def test_subtopics_are_asked_within_their_major(tmp_path: Path) -> None:
    model = made(tmp_path, {"مکتب": ("602", 50), "راه": ("1002", 50)})
    known, likely = model.read("مکتب و راه").subtopics(["600", "602", "n601"], [(0, 4), (7, 10)])
    assert known == ["600", "602"]
    assert likely[0, 1] > 0.9
    assert likely[1] == pytest.approx([0.5, 0.5])


def test_the_words_that_speak_most_are_told(tmp_path: Path) -> None:
    model = made(tmp_path, {"مکتب": ("6", 50), "صنف": ("6", 20), "راه": ("6", -10)})
    assert model.read("صنف راه مکتب").telling("6", 0, 12, 5) == [(0, 3), (8, 12)]
    assert model.read("صنف راه مکتب").telling("6", 0, 12, 1) == [(8, 12)]


@pytest.mark.parametrize("text", ["", "۱۲۳", "ا", "کلمه " * 9000])
def test_any_text_can_be_read(text: str) -> None:
    likely = topic_model().read(text).majors([(0, len(text)), (0, 0)])
    assert likely.sum(axis=1) == pytest.approx([1, 1])


def test_the_model_knows_the_majors_of_the_codebook() -> None:
    words, model = topic_words(), topic_model()
    assert {*model.majors} == {*words.majors, "-"}
    assert {*model.codes} <= {*words.codes} - {*words.majors}


def test_mixing_is_a_sum_of_signs() -> None:
    weights = {"bias": -1.0, "words": 2.0, "share": 1.0, "6": 0.0, "10": 0.0, "20": -1.0}
    likely = mix(weights, ["6", "10", "20"], {"words": [0.5, 0.0, 1.0], "share": [0.0] * 3})
    assert likely == pytest.approx({"6": 0.5, "10": 1 / (1 + np.e), "20": 0.5})


def test_every_mixing_has_its_signs() -> None:
    rows = table("topics/mixing", "of", "model", "sign")
    of = {(row["of"], row["model"]) for row in rows}
    assert of == {(of, model) for of in ("meeting", "line") for model in ("yes", "no")}


@pytest.mark.parametrize("model", [True, False])
def test_a_line_that_says_nothing_hears_its_meeting(model: bool) -> None:
    text = "نشست شورای معارف درباره مکتب های ولسوالی و نامه دوم برگزار شد."
    document = with_agenda(sheet("بازسازی مکتب ها", text, "fa-AF"), "مکتب های ولسوالی", "نامه دوم")
    done = FindTopics(TopicOptions(model=model))(document)
    schools, letter = done.item_topics[0]
    assert (schools[0].major, letter[0].major) == ("6", "6")
    assert letter[0].score < schools[0].score


def test_the_model_hears_what_no_term_says() -> None:
    document = sheet("زراعتکاران باغبان", "")
    assert document.folded is not None
    assert topic_words().find(document.folded.text) == []
    (topic, *_) = FindTopics(TopicOptions(min_score=0.01))(document).topics[0]
    assert topic.major == "4"
    told = [place.of(document.raw) for place in topic.evidence]
    assert told == ["زراعتکاران", "باغبان"]
    assert FindTopics(TopicOptions(min_score=0.01, model=False))(document).topics[0] != (topic,)

"""`neshast topics`, the codebook, and a user's own table of topics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_case import call, put
from neshast.api import extract
from neshast.errors import SettingsError
from neshast.lexicon import table
from neshast.settings import Settings
from neshast.stages.topics import FindTopics, TopicOptions
from neshast.topics import read_topics

RESOURCES = Path(__file__).resolve().parent.parent / "pipeline" / "neshast" / "resources"
PAGE = RESOURCES / "topics" / "CODEBOOK.md"
OWN = "code\tterm\tweight\tlabel\tmajor\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_line_is_told_with_its_words() -> None:
    result = call("topics", "بازسازی مکاتب ولسوالی")
    assert result.exit_code == 0
    assert "602" in result.output
    assert "مکاتب" in result.output


def test_json_has_what_records_have() -> None:
    text = "\n  بازسازی مکاتب ولسوالی"
    result = call("topics", "-", "--json", given=text)
    (topic,) = map(json.loads, result.output.splitlines())
    assert list(topic) == ["scheme", "code", "major", "label", "score", "evidence"]
    assert topic["code"] == "602"
    for quote in topic["evidence"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["topics"], 2), (["topics", "سلام"], 1), (["topics", "Roads and schools"], 1)],
)
def test_what_cannot_be_told(arguments: list[str], status: int) -> None:
    assert call(*arguments).exit_code == status


def test_the_variety_names_the_topic() -> None:
    labels = [read_topics("آموزش عالی", variety)[1][0].label for variety in ("fa-AF", "fa-IR")]
    assert labels == ["تحصیلات عالی", "آموزش عالی"]


def test_every_code_is_listed() -> None:
    rows = table("topics/taxonomy", "code")
    listed = [
        json.loads(line)["code"] for line in call("topics", "--list", "--json").output.splitlines()
    ]
    assert listed == [row["code"] for row in rows]
    assert all(code in call("topics", "--list").output for code in listed)


def test_the_page_of_the_codebook_is_written_from_the_table() -> None:
    written = call("topics", "--list", "--markdown").output
    assert PAGE.read_text(encoding="utf-8") == written, (
        f"neshast topics --list --markdown > {PAGE.name}"
    )


def test_every_subtopic_is_defined() -> None:
    for row in table("topics/taxonomy", "code", "major", "definition", "iptc"):
        assert row["iptc"], row
        assert bool(row["definition"]) == (row["code"] != row["major"]), row


# ---------------------------------------------------------------- a user's own table


def _codes(text: str, own: str, **options: bool) -> list[str]:
    settings = Settings(stages={"topics": {"own": own, **options}})
    return [topic.code for topic in read_topics(text, settings=settings)[1]]


def test_one_line_mends_a_topic() -> None:
    text = "بررسی وضع ایزوگام پشت‌بام‌ها"
    assert "1401" not in _codes(text, "")
    assert _codes(text, f"{OWN}1401\tایزوگام\t3\t\t\n")[0] == "1401"


def test_a_weight_of_nought_silences_a_word() -> None:
    assert "602" in _codes("مکتب", "")
    own = "".join(f"{code}\tمکتب\t0\t\t\n" for code in ("602", "600"))
    silent = Settings(stages={"topics": {"own": OWN + own, "model": False}})
    assert read_topics("مکتب", settings=silent)[1] == ()


def test_a_code_of_ones_own() -> None:
    own = f"{OWN}x1\tکبوترخانه\t3\tکبوترها\t4\n"
    (topic, *_) = read_topics("کبوترخانه", settings=Settings(stages={"topics": {"own": own}}))[1]
    assert (topic.scheme, topic.code, topic.major, topic.label) == ("own", "x1", "4", "کبوترها")


def test_a_codebook_of_ones_own_stands_alone() -> None:
    own = f"{OWN}A\t\t\tجانوران\t\nA1\tکبوتر\t3\tکبوترها\tA\nB\tمکتب\t3\tساختمان\t\n"
    assert _codes("کبوتر در مکتب", own, only_own=True) == ["A1", "B"]
    assert _codes("بیمارستان", own, only_own=True) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("zz\tواژه\t1\t\t", "no code is called 'zz'"),
        ("602\tواژه\tmuch\t\t", "'much' is no weight"),
        ("x1\tواژه\t1\tنام\tzz", "no major is called 'zz'"),
        ("602\t\t\t\t", "give a term, or a label"),
        ("602", "cells"),
    ],
)
def test_a_fault_of_the_table_is_told(row: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings().with_topics(f"{OWN}{row}\n", "my.tsv")
    name = put("my.tsv", f"{OWN}{row}\n")
    result = call("topics", "مکتب", "--topics", name)
    assert result.exit_code == 2
    assert f"{name}" in result.output
    with pytest.raises(SettingsError, match="topics"):
        Settings.of({"topics": {"own": f"{OWN}{row}\n"}})


def test_what_the_table_says_is_in_the_fingerprint() -> None:
    own = Settings().with_topics(f"{OWN}1401\tایزوگام\t3\t\t\n", "my.tsv")
    assert own.sha256 != Settings().sha256


def test_options_name_the_model() -> None:
    assert FindTopics().options.asks_model
    assert not TopicOptions(model=False).asks_model
    assert not TopicOptions(only_own=True).asks_model


def test_a_record_says_that_no_topic_was_likely_enough() -> None:
    report = "جلسه روز شنبه برگزار شد."
    for least, said in ((0.0, None), (1.0, "below_threshold")):
        settings = Settings(stages={"topics": {"min_score": least}})
        (record,) = extract(report, settings=settings)
        assert record.missing.get("topics") == said
        assert bool(record.topics) == (said is None)

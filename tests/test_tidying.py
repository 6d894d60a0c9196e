"""Tidying: ZWNJs restored, words made whole, and nothing else changed."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_case import call
from neshast.lexicon import table, values
from neshast.tidying import tidy
from neshast.word_parts import parts
from neshast.word_tables import JOINING, ZWNJ, word_tables
from strategies import hostile_text

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "cases" / "tidying.toml").read_text("utf-8")
)
LOST = [row for kind in ("deleted", "spaced", "torn", "sentences") for row in CASES[kind]]

_AFFIXES = [row for name in ("affixes", "seconds") for row in table(f"tidying/{name}", "forms")]
_FORMS = sorted(
    {form for row in _AFFIXES for form in values(row["forms"])}
    | {text.replace(ZWNJ, "") for text, _ in LOST}
    | {part for _, right in LOST for part in right.split("|")}
    | set(CASES["untouched"])
)
_BETWEEN = st.sampled_from([" ", " ", " ", "", "  ", "\n", ZWNJ, "،", "۱۲", "a", "#", "://"])
persian_text = st.lists(st.one_of(st.sampled_from(_FORMS), _BETWEEN), max_size=12).map("".join)
any_text = st.one_of(persian_text, hostile_text)


def bare(text: str) -> str:
    """A text without what tidying may put in or take away."""
    return text.replace(ZWNJ, "").replace(" ", "").replace("\u00a0", "")


@pytest.mark.parametrize(("text", "right"), LOST)
def test_what_was_lost_comes_back(text: str, right: str) -> None:
    assert tidy(text).text.replace(ZWNJ, "|") == right


@pytest.mark.parametrize("text", CASES["untouched"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert tidy(text).text == text


@pytest.mark.parametrize("case", CASES["known_limits"], ids=lambda case: str(case["text"]))
def test_a_known_limit_is_still_one(case: dict[str, str]) -> None:
    assert tidy(case["text"]).text.replace(ZWNJ, "|") != case["right"], "move it to the cases"


@pytest.mark.parametrize(("text", "right"), CASES["deleted"])
def test_spaces_can_be_left_alone(text: str, right: str) -> None:
    both = f"{text} می شود هما هنگی"
    assert tidy(both, spaces=False).text.replace(ZWNJ, "|") == f"{right} می شود هما هنگی"


@given(any_text, st.booleans())
def test_nothing_but_spaces_and_joiners_changes(text: str, spaces: bool) -> None:
    tidied = tidy(text, spaces=spaces)
    assert tidied.raw == text
    assert bare(tidied.text) == bare(text)
    if not spaces:
        assert tidied.text.replace(ZWNJ, "") == text.replace(ZWNJ, "")


@given(any_text)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text).text
    assert tidy(once).text == once


@given(any_text)
def test_every_character_points_at_its_source(text: str) -> None:
    tidied = tidy(text)
    last = 0
    for at, char in enumerate(tidied.text):
        span = tidied.span(at, at + 1)
        assert last <= span.start <= span.end <= len(text)
        assert span.of(text) == char or char == ZWNJ
        last = span.start


@given(st.text(st.sampled_from("ابپتجدرزسشعفقکگلمنوهی"), max_size=40))
def test_the_parts_of_a_word_are_the_word(word: str) -> None:
    found = parts(word)
    assert "".join(found) == word
    assert all(part and part[-1] in JOINING for part in found[:-1])
    assert all(parts(part) == (part,) for part in found)


def test_tables_agree_with_each_other() -> None:
    tables = word_tables()
    joined = {first + second for first, all_ in tables.apart.items() for second in all_}
    assert tables.solid & tables.compounds.keys() <= joined, "solid and a compound"
    assert all(word.endswith("ه") for word in tables.heh | tables.heh_first)
    assert tables.heh_first <= tables.heh
    keys = tables.whole | tables.heh | tables.adjectives | tables.function
    assert not [word for word in keys if ZWNJ in word or " " in word]


@pytest.mark.parametrize("unit", ["میشود", "کتاب ها ", "ه", "هایهای", "x/", "#", "می ", f"ب{ZWNJ}"])
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            tidy(text)
            best = min(best, time.process_time() - start)
        return best

    tidy(unit)
    assert seconds(160_000) < 16 * max(seconds(20_000), 0.002)


def test_the_command_prints_the_tidied_text() -> None:
    result = call("tidy", "-", given="کتاب ها میشود\n")
    assert (result.exit_code, result.stdout) == (0, f"کتاب{ZWNJ}ها می{ZWNJ}شود\n")


def test_the_command_keeps_spaces_when_told(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("کتاب ها میشود", "utf-8")
    result = call("tidy", str(file), "--keep-spaces")
    assert (result.exit_code, result.stdout) == (0, f"کتاب ها می{ZWNJ}شود")


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    result = call("tidy", str(tmp_path / "none.txt"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1 and "none.txt" in result.stderr

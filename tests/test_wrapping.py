"""Lines broken to fit a page are read as if they were not."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.api import extract
from neshast.folding import fold_edits
from neshast.wrapping import soft_breaks

HEAD = "دو مکتب نو در لوگر ساخته می‌شود"
LEAD = (
    "پل‌علم، ۱۲ جوزا ۱۴۰۱: جلسه هماهنگی میان ریاست معارف لوگر و موسسه همیاری تحت ریاست نجیب سروری،"
    " والی آن ولایت، و با اشتراک نمایندگان ادارات محلی در تالار مقام ولایت دایر گردید."
)
BODY = (
    "در این جلسه روی اعمار دو مکتب در ولسوالی‌های چرخ و خوشی، کمبود معلمان مسلکی و توزیع کتاب‌های"
    " درسی بحث صورت گرفت. نجیب سروری گفت که کار هر دو مکتب در ماه اسد آغاز می‌شود و تا پایان سال"
    " روان تکمیل خواهد شد. در پایان فیصله گردید که ریاست معارف گزارش کار را هر ماه ارایه کند."
)
PARAGRAPHS = [HEAD, LEAD, BODY]
LIST = "\n".join(
    ["حاضران جلسه شورای معارف:", "نجیب سروری، والی", "سلما رهین، رئیس امور زنان", "حامد روان",
     "ثریا پویا، آمر معارف", "کریم دانش، نماینده شورای ولایتی", "ذبیح فرزام، منشی", "لینا سعید"]
)  # fmt: skip


def broken(width: int, between: str = "\n\n", end: str = "\n") -> str:
    return between.join(end.join(wrap(paragraph, width)) for paragraph in PARAGRAPHS)


def told(text: str) -> Any:
    """The records of a text, with their words as if never broken, and without offsets."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            dropped = ("start", "end", "source", "record_id", "confidence")
            return {name: plain(part) for name, part in value.items() if name not in dropped}
        if isinstance(value, list):
            return [plain(part) for part in value]
        return " ".join(value.split()) if isinstance(value, str) else value

    return [plain(record.model_dump(by_alias=True)) for record in extract(text)]


@pytest.mark.parametrize("width", [55, 70, 90])
@pytest.mark.parametrize(("between", "end"), [("\n\n", "\n"), ("\n", "\n"), ("\n\n\n", "\n\n")])
def test_a_broken_report_is_read_as_a_whole_one(width: int, between: str, end: str) -> None:
    whole = told("\n\n".join(PARAGRAPHS))
    assert whole[0]["persons"] and whole[0]["outcomes"] and whole[0]["venue"]
    assert told(broken(width, between, end)) == whole


def test_what_proves_a_value_stands_in_the_broken_text() -> None:
    text = broken(40)
    (record,) = extract(text)
    (outcome,) = record.outcomes
    assert "\n" in outcome.text
    assert text[outcome.start : outcome.end] == outcome.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "\n".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS * 3),
        LIST,
        f"{LIST}\n{BODY}",
        "\n".join(f"{number}. {HEAD}" for number in range(1, 9)),
        "\n".join([f"{HEAD} امسال."] * 8),
    ],
    ids=["empty", "blank", "lines", "paragraphs", "list", "list and text", "items", "sentences"],
)
def test_a_page_that_was_not_broken_is_left_alone(text: str) -> None:
    assert soft_breaks(text) == []


def test_the_end_of_a_paragraph_stays_one() -> None:
    text = broken(60, between="\n")
    breaks = soft_breaks(text)
    ends = [text.index(paragraph) for paragraph in ("پل‌علم", "در این جلسه")]
    assert breaks and not {end - 1 for end in ends} & set(breaks)


@given(st.text(st.sampled_from("آب جلسه\n.،:-\r\t۱"), max_size=300))
def test_only_line_ends_are_breaks(text: str) -> None:
    breaks = soft_breaks(text)
    assert breaks == sorted(set(breaks))
    assert all(text[at] == "\n" for at in breaks)
    folded = fold_edits(text, breaks)
    assert folded.text.count("\n") == text.count("\n") - len(breaks)

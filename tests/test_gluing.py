"""A space that was lost behind a small word is seen, and no word is cut that has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.api import extract
from neshast.folding import fold_edits
from neshast.gluing import lost_spaces

CASES = [
    ("والی ومعین آمدند", "والی و معین آمدند"),
    ("والی گفت وهمچنان افزود", "والی گفت و همچنان افزود"),
    ("نجیب سروری ومسؤولين ادارات", "نجیب سروری و مسوولین ادارات"),
    ("سلما رهین ونجیب سروری", "سلما رهین و نجیب سروری"),
    ("وزیر و والی", "وزیر و والی"),
    ("وکلای گذر و ورزشکاران ولایت", "وکلای گذر و ورزشکاران ولایت"),
    ("وحیدالله از واشنگتن آمد", "وحیدالله از واشنگتن آمد"),
    ("گفت‌وگو با گفت‌وشنود", "گفت وگو با گفت وشنود"),
    ("ونیز و وارش", "ونیز و وارش"),
    ("وبا شیوع یافت", "وبا شیوع یافت"),
    ("درجلسه ازمسوولین تشکر شد", "در جلسه از مسوولین تشکر شد"),
    ("درخواست دریافت شد", "درخواست دریافت شد"),
    ("درگذشت استاد، درمانده از ازدحام", "درگذشت استاد، درمانده از ازدحام"),
    ("دراز و درشت", "دراز و درشت"),
    ("محفل برگزارگردید", "محفل برگزار گردید"),
    ("با وزیر دیدارنمود", "با وزیر دیدار نمود"),
    ("جلسه دایرشد", "جلسه دایر شد"),
    ("وزارت امورداخله", "وزارت امور داخله"),
    ("آمرامورسرحدات بااشتراک مسوولین", "آمر امور سرحدات با اشتراک مسوولین"),
    ("درتالارکنفرانس باحضور والی", "در تالار کنفرانس با حضور والی"),
    ("والی کشوررا ترک کرد", "والی کشور را ترک کرد"),
    ("قابلهٔ باتجربه و باکیفیت", "قابله باتجربه و باکیفیت"),
    ("کارگروهی و کارگری", "کارگروهی و کارگری"),
    ("خبرهایی از قراردادهای تازه", "خبرهایی از قراردادهای تازه"),
    ("بازنده و برنامه و بارگاه", "بازنده و برنامه و بارگاه"),
    ("والی دردیداربا سفیر افزودکه", "والی در دیدار با سفیر افزود که"),
    ("ضربه و تجربه و شیرازه و کشوربه", "ضربه و تجربه و شیرازه و کشور به"),
    ("خدابنده و نادرزاده", "خدابنده و نادرزاده"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read"), CASES, ids=[text for text, _ in CASES])
def test_case(text: str, read: str) -> None:
    assert fold_edits(text, gaps=lost_spaces(text)).text == read


def test_values_stand_where_they_were_written() -> None:
    text = "جلسه هماهنگی با اشتراک سلما رهین ونجیب سروری در تالار ولایت دایر گردید."
    (record,) = extract(text)
    assert [person.name for person in record.persons] == ["سلما رهین", "نجیب سروری"]
    for person in record.persons:
        (mention,) = person.mentions
        assert text[mention.start : mention.end] == person.name


@given(st.text(st.sampled_from("وآبمعین گفت\u200c\u064b \n"), max_size=40))
def test_only_spaces_are_put_in(text: str) -> None:
    gaps = lost_spaces(text)
    plain, spaced = fold_edits(text).text, fold_edits(text, gaps=gaps).text
    assert spaced.replace(" ", "") == plain.replace(" ", "")
    assert spaced.count(" ") == plain.count(" ") + len(gaps)

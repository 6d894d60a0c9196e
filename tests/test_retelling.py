"""A headline told again in other words is seen, and another event is not taken for it."""

from __future__ import annotations

import pytest

from neshast.retelling import retells

CASES = [
    ("والی پروان جلسه شورا را ریاست کرد.", "جلسه شورا به ریاست والی پروان دایر شد.", True),
    ("دیدار وزیر مالیه با سفیر چین انجام شد.", "وزیر مالیه امروز با سفیر چین دیدار کرد.", True),
    ("جلسه شورای شهر ساوه برگزار شد.", "جلسه شورای شهر زرند برگزار شد.", False),
    ("پیمان کوشا جلسه شورا را ریاست کرد.", "جلسه شورا به ریاست رضا نیک‌پی برگزار شد.", False),
    ("جلسه ۱۲ شورا برگزار شد.", "جلسه ۱۳ شورا برگزار شد.", False),
    ("شورای ترافیک تشکیل جلسه داد.", "باران در شمال کشور ادامه دارد.", False),
    ("شد.", "جلسه برگزار شد.", False),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "text", "again"), CASES)
def test_case(headline: str, text: str, again: bool) -> None:
    assert retells(headline, text) is again

"""Hypothesis strategies: Persian text as it arrives, and as it should never arrive."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from neshast.aligned import Edit

SAMPLES = Path(__file__).parent.parent / "corpora" / "samples" / "reports.jsonl"

LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآئءأؤةكيىېےۀھ"
INVISIBLE = "\u200c\u200d\u200b\u200e\u200f\u202a\u202b\u202c\u202e\u2066\u2069\u00ad\u2060\ufeff"
MARKS = "\u0640\u064b\u064e\u0651\u0654\u0670\ufe0f\u0621"
SPACES = " \u00a0\u2009\u202f\u3000\t\r\n\u2028\u2029\u0085\x0b\x0c\x00"
DIGITS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩²½"
PUNCTUATION = "،؛؟!.:()[]«»\"'“”*#/|-–—_•…٪@🔹✅👩‍🏫🇦🇫▪"
# Ligatures, isolated harakat on a space or a tatweel, and every form of a letter.
PRESENTATION = "ﻼﷲﷺ﷼ﹰﹱﹷﱞﺁﺀﺋﻳﻲﮐﮏﮔﭼﯽﻫﻪ﴾﴿"
SURROGATES = "\ud800\udbff\udc00\udfff"

WORDS = (
    "جلسه", "نشست", "مجلس", "جلسه‌ای", "ریاست", "به ریاست", "محترم", "مولوی", "آقای",
    "خانم", "والی", "وزیر", "وزارت", "وی", "ایشان", "گفت", "گفت:", "افزود", "برگزار شد",
    "دایر گردید.", "تدویر یافت", "مقرر شد", "فیصله شد", "به منظور", "در مورد", "همچنان",
    "امروز", "دیروز", "سه‌شنبه", "چهار شنبه", "۱۳۹۵/۹/۷", "1395-09-07", "۷ قوس ۱۳۹۵",
    "31 اسفند", "ساعت ۱۰:۳۰", "رمضان", "۰", "99999999999999", "آجندا", "دستور کار", "۱-",
    "الف)", "تاریخ:", "#", "انتهای پیام", "و", "که", "تا", "از", "را",
)  # fmt: skip

hostile_characters = st.sampled_from(
    LETTERS + INVISIBLE + MARKS + SPACES + DIGITS + PUNCTUATION + PRESENTATION
)
runs = st.builds(lambda char, size: char * size, hostile_characters, st.integers(2, 400))
pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f" {word} "),
    st.text(hostile_characters, max_size=12),
    st.sampled_from(SURROGATES),
    st.characters(),
    runs,
)
# Any text at all, with lone surrogates.
hostile_text = st.lists(pieces, max_size=40).map("".join)
words = st.text(st.sampled_from("ابپتجدرزسشعفقکگلمنوهی"), min_size=2, max_size=8)


@st.composite
def edited(draw: st.DrawFn, insertions: bool = True) -> tuple[str, list[Edit]]:
    """A raw text, and edits of it in order that do not overlap.

    Args:
        insertions: whether an edit may replace nothing by something.
    """
    raw = draw(st.text(max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=12)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if insertions or start < end:
            edits.append(Edit(start, end, draw(st.text(max_size=4))))
    return raw, edits


@cache
def samples() -> tuple[tuple[str, str, str | None], ...]:
    """Name, text and day of publication of each text of ``corpora/samples``."""
    lines = SAMPLES.read_text(encoding="utf-8").rstrip("\n").split("\n")
    found = [json.loads(line) for line in lines]
    return tuple((sample["id"], sample["text"], sample.get("published")) for sample in found)


@cache
def sample_sentences() -> tuple[str, ...]:
    """The sentences and lines of all sample texts."""
    cut = re.compile(r"(?<=[.!؟\n])\s*")
    return tuple(s for _, text, _ in samples() for s in cut.split(text) if s.strip())


@st.composite
def shuffled(draw: st.DrawFn) -> str:
    """Sentences of the samples in any order, from any text, joined by a space or by line ends."""
    chosen = draw(st.lists(st.sampled_from(sample_sentences()), min_size=1, max_size=25))
    joints = st.sampled_from((" ", "\n", "\n\n", ""))
    return "".join(sentence + draw(joints) for sentence in chosen)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Shuffled sentences with hostile pieces thrown in and stretches torn out."""
    text = draw(shuffled())
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(text)))
        torn = draw(st.integers(0, 8))
        text = text[:at] + draw(pieces) + text[at + torn :]
    return text

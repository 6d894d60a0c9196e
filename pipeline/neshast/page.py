"""The laid-out page: which lines are content, and which are labels, stamps, widgets and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from neshast.folding import fold, key
from neshast.lexicon import table

_ITEM = re.compile(r"\s*(?:\(?\d{1,3}\s*[-.):؛]|[-*•_▪◾🔹🔸🔻💢💠✅📌➖]|(?:الف|ب|ج|د)\s*[-)])\s*\S")
_TAG = re.compile(r"#\s?\w+(?:[\s،|]+#?\w+){0,8}\s*$")
_RULE = re.compile(r"[\W_]*$")
_MAX_LABEL_WORDS = 4
_MAX_HEADLINE = 260


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the folded text at ``[start, end)``, trimmed.

    `kind` is ``blank``, ``label``, ``meta``, ``widget``, ``end`` or ``text``.
    """

    start: int
    end: int
    kind: str
    text: str

    @property
    def is_item(self) -> bool:
        """True if it begins with a number or a bullet."""
        return _ITEM.match(self.text) is not None

    @property
    def is_short(self) -> bool:
        """True if it may be a headline: no full stop at its end, no item, not long."""
        return (
            len(self.text) <= _MAX_HEADLINE
            and not self.text.rstrip(" »\"'").endswith((".", "؟", "،"))
            and not self.is_item
        )


def read_lines(text: str) -> list[Line]:
    """The lines of a folded text, with their kinds."""
    lines = []
    start = 0
    for piece in text.split("\n"):
        inner = piece.strip()
        first = start + len(piece) - len(piece.lstrip()) if inner else start
        lines.append(Line(first, first + len(inner), _kind(inner), inner))
        start += len(piece) + 1
    return lines


def repeats(headline: str, text: str) -> bool:
    """True if `text` begins by repeating the headline, whatever its spacing."""
    short = key(headline)
    begin = key(text[: len(headline) * 2 + 20])[: len(short) + 12]
    return len(short) >= 8 and fuzz.ratio(short, begin[: len(short)]) >= 74


def _kind(line: str) -> str:
    if not line or _RULE.match(line) and not line.startswith("#"):
        return "blank" if line != "#" else "end"
    if _TAG.match(line) and line.count(" ") < 12 and "." not in line:
        return "end" if not line.strip("# ") else "widget"
    for kind, prefixes, whole in _rules():
        if line in whole or line.rstrip(":؛. ") in whole:
            return kind
        if line.startswith(prefixes) and (kind != "meta" or len(line) < 140):
            if kind == "widget" and len(line) > 120:
                continue
            return kind
    return "text"


@cache
def _rules() -> tuple[tuple[str, tuple[str, ...], frozenset[str]], ...]:
    found: dict[str, tuple[list[str], set[str]]] = {}
    for row in table("page_lines", "kind", "how", "phrase"):
        prefixes, whole = found.setdefault(row["kind"], ([], set()))
        if row["how"] == "prefix":
            prefixes.append(fold(row["phrase"]))
        else:
            whole.add(fold(row["phrase"]))
    order = ("end", "meta", "label", "widget")
    return tuple((k, tuple(found[k][0]), frozenset(found[k][1])) for k in order if k in found)

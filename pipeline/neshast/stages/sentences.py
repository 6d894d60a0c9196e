"""Cuts the text into sentences, and laid-out lines into items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Sentence
from neshast.lexicon import table, values
from neshast.options import Options as NoOptions
from neshast.page import read_lines

# The patterns begin with a set of characters, so that they are sought fast.
_STOP = re.compile(r"[.!؟…](?:[.!؟…]*[»\"')\]]*(?=\s|$)|(?<!…)(?=[^\W\d_]))")
# Pictographs that open a line of a messenger post.
_PICTOGRAPH = "[\u25aa-\u25fe\u2600-\u27bf\U0001f300-\U0001faff]"
_BULLET = re.compile(f"{_PICTOGRAPH}(?<=[^\n]{_PICTOGRAPH}){_PICTOGRAPH}*")
# How far before a stop its last word is looked for.
_REACH = 60
# Shorter words around a glued full stop are abbreviations: «ا.ا.ا», «ج.ا».
_SHORTEST_LAST = 3
_SHORTEST_FOLLOWING = 2
_LONGEST_ITEM_NUMBER = 2
# «A، B و … حضور داشتند»: dots that stand for more of a list.
_AND_MORE = re.compile(r"(?:\sو|،)\s?$")
_CLOSERS = "»\"')]"
_WORD = re.compile(r"\w+")


class FindSentences:
    """Fills `sentences`: spans that cover all text but the white space around them.

    A line end closes a sentence, unless the line breaks off at a comma. A full stop does if white
    space follows and no abbreviation or number precedes, or, where the space is lost
    («گردید.به»), between two words.
    """

    name: ClassVar = "sentences"
    needs: ClassVar = ("folded",)
    fills: ClassVar = ("sentences",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        folded = document.folded
        assert folded is not None
        text = folded.text
        found = []
        for number, line in enumerate(read_lines(text)):
            for first, last in _cut(line.text):
                piece = line.text[first:last]
                inner = line.start + first + len(piece) - len(piece.lstrip())
                outer = line.start + last - (len(piece) - len(piece.rstrip()))
                if inner < outer:
                    found.append(Sentence(folded.span(inner, outer), number))
        return replace(document, sentences=tuple(found))


def _cut(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in sorted(
        [*_STOP.finditer(line), *_BULLET.finditer(line)], key=lambda m: (m.start(), m.end())
    ):
        if match.re is _BULLET:
            cut = match.start()
        elif _closes(line, start, match):
            cut = match.end()
        else:
            continue
        if cut > start:
            yield start, cut
            start = cut
    if start < len(line):
        yield start, len(line)


def _closes(line: str, start: int, match: re.Match[str]) -> bool:
    if match.group()[0] in "!؟…":
        return not (match.group()[0] == "…" and _AND_MORE.search(line, start, match.start()))
    first = max(start, match.start() - _REACH)
    before = line[first : match.start()].removesuffix("\n").rstrip(_CLOSERS)
    words = _WORD.findall(before)
    if not words or not before.endswith(words[-1]):
        return match.end() < len(line) and line[match.end()].isspace()
    word = words[-1]
    glued = match.end() < len(line) and not line[match.end()].isspace()
    if glued:
        following = _WORD.match(line, match.end())
        apart = (
            following is not None
            and len(following.group()) >= _SHORTEST_FOLLOWING
            and not (following.group().isascii() or word.isascii())
        )
        return word in _finite_verbs() or (len(word) >= _SHORTEST_LAST and apart)
    if word.isdigit():
        # «1. item» at the beginning of a line is a number, not a sentence.
        begin = first + len(before) - len(word)
        return line[start:begin].strip() != "" and not _goes_on_counting(line, start, begin, word)
    return len(word) > 1 or match.end() >= len(line)


def _goes_on_counting(line: str, start: int, begin: int, word: str) -> bool:
    """True for «1» in «آجندا: 1. A 2. B», and for «2»: numbers of items that run on in a line."""
    if word == "1":
        return line[:begin].rstrip().endswith((":", "؛"))
    before = f" {int(word) - 1}. " if len(word) <= _LONGEST_ITEM_NUMBER else ""
    return bool(before) and before in line[start:begin]


@cache
def _finite_verbs() -> frozenset[str]:
    forms = (form for row in table("macros", "forms") for form in values(row["forms"]))
    return frozenset(form.split()[-1] for form in forms)

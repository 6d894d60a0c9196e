"""The words by which a text is found: one key for every spelling of a word.

Letters, digits and marks are united as `neshast.folding` does it. A word that was written with a
zero-width non-joiner, with a space or with nothing is one key: what the tables of `word_parts`
bind together is joined, so that «همکاری‌های», «همکاری های» and «همکاریهای» meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, compress, count
from operator import or_
from typing import NamedTuple

from neshast.aligned import Aligned
from neshast.folding import fold_edits
from neshast.word_parts import binding, seam

# Words kept.
_REMEMBERED = 1 << 16

_ZWNJ, _ZWJ = "\u200c", "\u200d"
# Stands before what is bound to the word before it, until they are joined.
_JOIN = "\b"
# «جلسه‌ی» is «جلسهٔ» and «جلسه».
_EZAFE = re.compile(r"(?<=[هة])\u200c[یيى](?!\w)")
# Private characters that the archive's tokenizer takes for words, and no text has: one parts two
# passages, so that no phrase runs from one into the next, the other two columns.
PASSAGE, COLUMN = "\ue000", "\ue001"
_WORD = re.compile(rf"[^\W_]+|[{PASSAGE}{COLUMN}]")


class Word(NamedTuple):
    """A word at ``text[start:end]``, and the key of all its spellings."""

    key: str
    start: int
    end: int


def keys(text: str) -> list[str]:
    """The keys of the words of a text, in their order."""
    return line_of_keys(text).split()


def line_of_keys(text: str) -> str:
    """The same, parted by blanks."""
    # As `words`, but nothing is done word by word to those that cannot be bound.
    firsts, seconds = binding()
    found = list(chain.from_iterable(map(_FOLDED.__getitem__, text.split())))
    before, after = map(firsts.__contains__, found), map(seconds.__contains__, found[1:])
    likely = list(compress(count(1), map(or_, after, before)))
    for at in reversed(likely):
        if seam(found[at - 1], found[at]) is not None:
            found[at] = _JOIN + _bound(found[at - 1], found[at])
    return _keyed(" ".join(found).replace(f" {_JOIN}", ""))


def words(text: str) -> Iterator[Word]:
    """The words of a text with their keys and places, in code points."""
    # Folding drops a joiner, and every offset stays.
    aligned = fold_edits(_bare(text, _ZWJ))
    key, last, start, end = "", "", 0, 0
    for match in _WORD.finditer(aligned.text):
        word = match.group()
        if last and seam(last, word) is not None:
            key += _bound(last, word)
        else:
            if key:
                yield Word(_keyed(key), *_place(aligned, start, end))
            key, start = word, match.start()
        last, end = word, match.end()
    if key:
        yield Word(_keyed(key), *_place(aligned, start, end))


class _Folded(dict[str, tuple[str, ...]]):
    """The words of what stands between two spaces, folded: the same ones stand in many texts."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = tuple(_WORD.findall(fold_edits(_bare(token, "")).text))
        self[token] = found
        return found


_FOLDED = _Folded()


def _bare(text: str, instead: str) -> str:
    """The text with something else for each ZWNJ, which folding would take for a space."""
    if _ZWNJ not in text:
        return text
    return _EZAFE.sub(instead * 2, text).replace(_ZWNJ, instead)


def _bound(last: str, word: str) -> str:
    """What a word adds to the one that it is bound to: the ezafe of «جلسه ی» nothing."""
    return "" if word == "ی" and last[-1] == "ه" else word


def _keyed(word: str) -> str:
    return word.replace("آ", "ا").lower()


def _place(aligned: Aligned, start: int, end: int) -> tuple[int, int]:
    span = aligned.span(start, end)
    return span.start, span.end

"""Finds the words of many tables in one pass, however a clerk has spaced them.

The text is searched without its spaces, by Aho-Corasick, and every hit is checked against the
word boundaries of the folded text: «حضور داشت», «حضورداشت» and «هما هنگی» are found, «وی» in
«ویژه» is not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import ahocorasick

from neshast.errors import ResourceError
from neshast.folding import fold
from neshast.lexicon import table, values, words

# A phrase shorter than this must stand as spaced in its table or closed up, never split
# elsewhere: «والی» (governor) is not «و الی» (and until).
_SPLITTABLE = 7
_PLURALS = frozenset(("ها", "های", "هایی", "ان", "ین", "انی"))
_ENDINGS = _PLURALS | {"هایش", "ی", "ای", "یی", "اش", "ش", "شان"}
_LOOSE = re.compile(r" (?:های|ها|هایی|ای)(?!\w)")
# «درنشست», «درتالار»: nouns of meeting and place are often glued to «در».
_IN = re.compile(r"(?<!\w)در$")
_GLUED_KINDS = ("event", "place_noun", "body")
_MACRO = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for.

    `inflects` says which endings may follow: ``no``, ``plural`` (a title: «فرمانداران» but not
    «فرمانداری»), or ``yes`` for all.
    """

    kind: str
    value: str
    phrase: str
    inflects: str = "no"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found at ``[start, end)`` of the folded text; endings are inside."""

    start: int
    end: int
    entry: Entry


class Matcher:
    """All entries in one automaton.

    Args:
        entries: phrases as in the tables; they are folded here.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_key: dict[str, list[tuple[Entry, frozenset[int]]]] = {}
        for entry in entries:
            folded = fold(entry.phrase)
            closed = folded.replace(" ", "")
            if closed:
                by_key.setdefault(closed, []).append((entry, _gaps(folded)))
        self._automaton = ahocorasick.Automaton()
        for closed, found in by_key.items():
            self._automaton.add_word(closed, (len(closed), found))
        self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[Hit]:
        """Hits in a folded text, in order of their ends; of one kind they may overlap."""
        places = array("l", [i for i, char in enumerate(text) if char != " "])
        closed = text.replace(" ", "")
        size = len(text)
        for last, (length, found) in self._automaton.iter(closed):
            first = last - length + 1
            start = places[first]
            glued = start and text[start - 1].isalnum()
            if glued and not _fused(text, start, length):
                if not _IN.search(text, max(0, start - 3), start):
                    continue
                found = [(e, gaps) for e, gaps in found if e.kind in _GLUED_KINDS]
            end = places[last] + 1
            whole = end == size or not text[end].isalnum()
            ending = "" if whole else _ending(text, end)
            if not whole and ending not in _ENDINGS:
                continue
            loose = _LOOSE.match(text, end) if whole else None
            split = end - start != length
            for entry, gaps in found:
                if not whole and (
                    entry.inflects == "no"
                    or (entry.inflects == "plural" and ending not in _PLURALS)
                ):
                    continue
                tail = loose.end() if loose and entry.inflects != "no" else end + len(ending)
                if (
                    split
                    and length < _SPLITTABLE
                    and any(
                        i not in gaps
                        for i in range(1, length)
                        if places[first + i] - places[first + i - 1] > 1
                    )
                ):
                    continue
                yield Hit(start, tail, entry)


def _fused(text: str, start: int, length: int) -> bool:
    """True if a long phrase is glued to a whole word before it: «امروزبه ریاست»."""
    if length < _SPLITTABLE:
        return False
    word = start
    while word and text[word - 1].isalnum():
        word -= 1
    return text[word:start] in words("words", "word")


def _gaps(folded: str) -> frozenset[int]:
    """Where the spaces of a phrase stand, counted in its letters."""
    return frozenset(i - n for n, i in enumerate(j for j, c in enumerate(folded) if c == " "))


def _ending(text: str, end: int) -> str:
    """What is left of the word after `end`, up to six letters."""
    stop = end
    while stop < len(text) and stop - end < 6 and text[stop].isalnum():
        stop += 1
    return text[end:stop]


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits of one kind the longest (then the first), in text order."""
    kept: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        row = kept.setdefault(hit.entry.kind, [])
        if row and hit.start < row[-1].end:
            if hit.end - hit.start > row[-1].end - row[-1].start:
                row[-1] = hit
            continue
        row.append(hit)
    return sorted((h for row in kept.values() for h in row), key=lambda h: (h.start, -h.end, h.entry.kind))


def cue_entries() -> Iterator[Entry]:
    """The entries of ``cues.tsv``, with its ``{macros}`` written out.

    A macro such as ``{شد}`` stands for every form listed under that name in ``macros.tsv``.

    Raises:
        ResourceError: if a cue names an unknown macro.
    """
    macros = {row["name"]: values(row["forms"]) for row in table("macros", "name", "forms")}
    for row in table("cues", "kind", "value", "phrases", "inflects"):
        for phrase in values(row["phrases"]):
            for written in _write_out(phrase, macros):
                yield Entry(row["kind"], row["value"], written, row["inflects"])


def _write_out(phrase: str, macros: dict[str, tuple[str, ...]]) -> Iterator[str]:
    names = _MACRO.findall(phrase)
    for name in names:
        if name not in macros:
            raise ResourceError(f"resources/cues.tsv: {phrase!r} names the unknown macro {name!r}")
    for forms in product(*(macros[name] for name in names)):
        rest = iter(forms)
        yield _MACRO.sub(lambda _: next(rest), phrase)

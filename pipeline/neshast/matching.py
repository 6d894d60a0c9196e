"""Finds the words of many tables in one pass, however a clerk has spaced them.

The text is searched without its spaces, by Aho-Corasick, and every hit is checked against the
word boundaries of the folded text: «حضور داشت», «حضورداشت» and «هما هنگی» are found, «وی» in
«ویژه» is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

import ahocorasick

from neshast.errors import ResourceError
from neshast.folding import fold
from neshast.grammar import either
from neshast.lexicon import table, values, words

# A phrase shorter than this must stand as spaced in its table or closed up, never split
# elsewhere: «والی» (governor) is not «و الی» (and until).
_SPLITTABLE = 7
_PLURALS = frozenset(("ها", "های", "هایی", "ان", "ین", "انی"))
_ENDINGS = _PLURALS | {"هایش", "ی", "ای", "یی", "اش", "ش", "شان"}
# Plurals of people: «کلانتریان» is a surname, and no two «کلانتری».
_OF_PEOPLE = frozenset(("ان", "ین", "انی"))
_LOOSE = re.compile(r" (?:های|ها|هایی|ای)(?!\w)")
_LOOSE_HEADS = (" ه", " ا")
# «درنشست», «درتالار»: nouns of meeting and place are often glued to «در», and people to «و»,
# «از» and «با»: «شماری ازوکلا ورؤسا».
_GLUE = re.compile(r"(?<![^\W\d])(?:(?P<in>در)|(?P<and>و)|از|با)$")
_GLUED_TO_IN = ("event", "place_noun", "body")
_GLUED_PEOPLE = ("office", "collective")
# «وگفت», «وافزود».
_GLUED_TO_AND = (*_GLUED_PEOPLE, "say")
# «گردیدکه», «شد۸ اتوبوس»: words that open a clause, and figures, are glued to the verb before.
_THEN = re.compile(rf"{either('that')}(?!\w)|\d")
_VERB_KINDS = ("say", "said", "decide")
_BEFORE_FIGURES = (*_VERB_KINDS, "place_noun")
_SHORTEST_VERB = 6
# Letters that join to no letter after them, and the shortest word written on to a title.
_UNJOINED = frozenset("اآدذرزژو")
_SHORTEST_FUSED = 4
# Of a phrase of one word.
_NO_GAPS: frozenset[int] = frozenset()
# No folded text has it.
_LINE_END = "\0"
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


class Hit(NamedTuple):
    """An entry found at ``[start, end)`` of the folded text; endings are inside."""

    start: int
    end: int
    entry: Entry


# An entry, and where the spaces of its phrase stand, counted in its letters.
_Spaced = tuple[Entry, frozenset[int]]


class Matcher:
    """All entries in one automaton.

    Args:
        entries: phrases as in the tables; they are folded here.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_key: dict[str, tuple[str, list[_Spaced]]] = {}
        for entry in entries:
            folded = fold(entry.phrase)
            closed = folded.replace(" ", "")
            if closed:
                by_key.setdefault(closed, (folded, []))[1].append((entry, _gaps(folded)))
        self._automaton = ahocorasick.Automaton()
        for closed, (written, found) in by_key.items():
            inflects = any(entry.inflects != "no" for entry, _ in found)
            self._automaton.add_word(closed, (len(closed), written, found, inflects))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Hits in a folded text, in order of their ends; of one kind they may overlap."""
        hits: list[Hit] = []
        size = len(text)
        # Spaces are passed over; a line end, which would be too, must stop a phrase.
        lines = text.replace("\n", _LINE_END)
        for last, (length, written, found, inflects) in self._automaton.iter(
            lines, ignore_white_space=True
        ):
            end = last + 1
            whole = end == size or not text[end].isalnum()
            if not whole and _THEN.match(text, end):
                if not _is_long_verb(written):
                    # «افزودکه», «مقررشدتا», «اتاق4».
                    after = _BEFORE_FIGURES if text[end].isdigit() else _VERB_KINDS
                    found = [(e, gaps) for e, gaps in found if e.kind in after]
                whole = bool(found)
            elif not whole and text[end - 1] in _UNJOINED and _is_fused_before(text, end):
                # «مدیرجهاد», «آمرامور»: nothing shows where the title ends.
                offices = [(e, gaps) for e, gaps in found if e.kind == "office"]
                whole, found = bool(offices), offices or found
            if not (whole or inflects):
                continue
            start = end - len(written)
            if start < 0 or not text.startswith(written, start):
                start = _begin(text, end, length)
            if start and text[start - 1].isalnum() and not _fused(text, start, length):
                kinds = _glued_kinds(text, start)
                found = [(e, gaps) for e, gaps in found if e.kind in kinds]
                if not found:
                    continue
            if end - start != length and length < _SPLITTABLE:
                split = _gaps(text[start:end])
                found = [(e, gaps) for e, gaps in found if split <= gaps]
            apart = inflects and whole and text.startswith(_LOOSE_HEADS, end)
            loose = _LOOSE.match(text, end) if apart else None
            if loose:
                for entry, _ in found:
                    hits.append(Hit(start, end if entry.inflects == "no" else loose.end(), entry))
            elif whole:
                hits += [Hit(start, end, entry) for entry, _ in found]
            elif (ending := _ending(text, end)) in _ENDINGS:
                takes = ("plural", "yes") if ending in _PLURALS else ("yes",)
                tail = end + len(ending)
                hits += [
                    Hit(start, tail, entry)
                    for entry, _ in found
                    if entry.inflects in takes
                    and not (entry.kind == "org_head" and ending in _OF_PEOPLE)
                ]
        return hits


def _begin(text: str, end: int, length: int) -> int:
    """Where the `length` letters before `end` begin, whatever spaces are among them."""
    while length:
        end -= 1
        length -= text[end] != " "
    return end


def _fused(text: str, start: int, length: int) -> bool:
    """True if a long phrase is glued to a whole word before it: «امروزبه ریاست»."""
    if length < _SPLITTABLE:
        return False
    word = start
    while word and text[word - 1].isalnum():
        word -= 1
    return text[word:start] in words("words", "word")


def _is_fused_before(text: str, end: int) -> bool:
    """True if a known word, and no ending, is written on to what ends at `end`."""
    stop = end
    while stop < len(text) and text[stop].isalnum():
        stop += 1
    rest = text[end:stop]
    if len(rest) < _SHORTEST_FUSED or rest in _ENDINGS or rest not in words("words", "word"):
        return False
    begin = text.rfind(" ", 0, end) + 1
    # «دبیرخانه», «وزیرمختار»: a word of its own.
    return text[begin:stop] not in _own_words()


@cache
def _own_words() -> frozenset[str]:
    rows = words("org_heads", "head") | words("offices", "title")
    return words("words", "word") | {fold(word) for word in rows}


def _glued_kinds(text: str, start: int) -> tuple[str, ...]:
    """Kinds of phrases that are found at `start` although a small word is glued before them."""
    glue = _GLUE.search(text, max(0, start - 3), start)
    if glue is None:
        return ()
    if glue["in"]:
        return _GLUED_TO_IN
    return _GLUED_TO_AND if glue["and"] else _GLUED_PEOPLE


def _is_long_verb(written: str) -> bool:
    """True for a verb of several words, that no other word ends with."""
    return len(written) > _SHORTEST_VERB and " " in written


def _gaps(folded: str) -> frozenset[int]:
    """Where the spaces of a phrase stand, counted in its letters."""
    return (
        frozenset(i - n for n, i in enumerate(j for j, c in enumerate(folded) if c == " "))
        if " " in folded
        else _NO_GAPS
    )


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
    return sorted(
        (h for row in kept.values() for h in row), key=lambda h: (h.start, -h.end, h.entry.kind)
    )


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
    pieces = _MACRO.split(phrase)
    names = pieces[1::2]
    for name in names:
        if name not in macros:
            raise ResourceError(f"resources/cues.tsv: {phrase!r} names the unknown macro {name!r}")
    for forms in product(*(macros[name] for name in names)):
        pieces[1::2] = forms
        yield "".join(pieces)

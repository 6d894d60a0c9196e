"""The words of dates: tables turned into one vocabulary, and text cut into tokens for it.

A phrase of several words is known closed up as well («سالروان», «قبل ازظهر»); a month is known with
its «ماه» («مهرماه»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from itertools import product

from neshast.folding import fold
from neshast.lexicon import table, values

# A token after its space: the search does not stop at the space between two words.
_TOKEN = re.compile(r" ?([^\W\d_]++|\d++|[^\w\s]|_)")
# More joins than this are not tried: 2 to the power of it spellings a phrase.
_MOST_GAPS = 3
_SIGNS = frozenset("/-.")
_OPENING, _CLOSING = frozenset('([«"'), frozenset(')]»"')
# So many tokens may a date have before its first telling word.
_REACH = 12
# Kinds of which one must stand in a line that holds a date, if it has none in figures.
_STRONG = (
    "month",
    "weekday",
    "relative",
    "relative_night",
    "month_offset",
    "week_offset",
    "year_offset",
    "clock",
    "year",
    "season",
)
# Kinds of which one must stand behind a token of the first kind, or a figure or a sign, before it
# is a date. Only behind these: with any other kind of its start a date may be whole.
_BEFORE_YEAR = ("year", "year_offset", "thousands", "month_word")
_BEFORE_WEEKDAY = ("weekday", "day_word")
_BEFORE_MONTH = ("month", "month_word", "month_offset", "day_word", "ordinal_tail", "and", "to")
_FOLLOWED = {
    "cardinal": _BEFORE_MONTH,
    "ordinal": (*_BEFORE_MONTH, *_BEFORE_WEEKDAY),
    "month": _BEFORE_YEAR,
    "season": _BEFORE_YEAR,
    "year": ("thousands",),
    "clock": ("cardinal",),
    "month_word": ("month",),
    "quarter_of": ("ordinal",),
    "half_of": ("ordinal",),
    "pashto_of": (),
    "last_day": _BEFORE_MONTH,
    "last_one": _BEFORE_WEEKDAY,
    "month_part": ("ordinal", "last_one"),
    "month_edge": ("month", "month_word"),
}
_STARTS = (*_STRONG, *_FOLLOWED, "part")


@dataclass(frozen=True, slots=True)
class Word:
    """What a phrase means: its `kind`, a value, and a note that limits its use."""

    kind: str
    value: str
    calendar: str = ""
    note: str = ""
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """The value as a number."""
        return int(self.value)


# What a phrase means by kind, and its length in tokens.
Meanings = dict[str, tuple[Word, int]]
# Phrases of one length by their tokens.
Rows = dict[tuple[str, ...], Meanings]
_NOTHING: Meanings = {}
_FIGURE: Meanings = {"figure": (Word("figure", ""), 1)}


def cut(text: str) -> list[str]:
    """The tokens of a folded text."""
    return _TOKEN.findall(text)


class Tokens:
    """A line of folded text in tokens: digits, letters and single marks.

    Args:
        line: the text.
        words: its tokens; nothing but space lies between them.
        variety: ``fa-AF`` or ``fa-IR``, where it may decide the order of figures.
    """

    __slots__ = ("_ends", "_line", "_seen", "variety", "words")

    def __init__(self, line: str, words: list[str], variety: str | None = None) -> None:
        self._line = line
        self.words = words
        self.variety = variety
        self._ends: list[int] = []
        self._seen: dict[int, Meanings] = {}

    def __len__(self) -> int:
        return len(self.words)

    def start(self, i: int) -> int:
        """Where token `i` begins in the line."""
        return self.end(i) - len(self.words[i])

    def end(self, i: int) -> int:
        """Where token `i` ends in the line."""
        ends = self._ends
        if len(ends) <= i:
            place = self._line.index
            at = ends[-1] if ends else 0
            for word in self.words[len(ends) : i + 1]:
                at = place(word, at) + len(word)
                ends.append(at)
        return ends[i]

    def word(self, i: int) -> str:
        """Token `i`, or nothing outside the text."""
        try:
            return self.words[i] if i >= 0 else ""
        except IndexError:
            return ""

    def number(self, i: int, most: int = 4) -> int | None:
        """The value of token `i` if it is a number of at most `most` digits."""
        word = self.word(i)
        return int(word) if word.isdecimal() and len(word) <= most else None

    def touches(self, i: int) -> bool:
        """True if token `i` follows the one before without a space."""
        return 0 < i < len(self.words) and self.start(i) == self.end(i - 1)

    def at(self, i: int, *kinds: str) -> tuple[Word, int] | None:
        """The longest phrase of one of the kinds at `i`, and the token after it."""
        seen = self._seen.get(i)
        if seen is None:
            seen = self._look_up(i)
        if not seen:
            return None
        best = seen.get(kinds[0])
        for kind in kinds[1:]:
            found = seen.get(kind)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        return (best[0], i + best[1]) if best else None

    def kinds(self, i: int) -> tuple[str, ...]:
        """The kinds of the phrases at token `i`; ``figure`` if it is one."""
        seen = self._seen.get(i)
        return tuple(self._look_up(i) if seen is None else seen)

    def _look_up(self, i: int) -> Meanings:
        """The longest phrase of each kind at token `i`, and its length."""
        word = self.word(i)
        found = _FIGURE if word.isdecimal() else _NOTHING
        for size, rows in vocabulary().get(word, ()):
            meanings = rows.get(tuple(self.words[i : i + size]))
            if meanings is not None:
                found = found | meanings if found else meanings
        self._seen[i] = found
        return found

    def counted(self, i: int) -> bool:
        """True if a number stands before token `i`: «۴۰ سال گذشته» is a length of time."""
        return self.word(i - 1).isdecimal() or self.at(i - 1, "cardinal", "some") is not None

    def compared(self, after: int) -> bool:
        """True for «روز پیش از», «هفته بعد از» up to token `after`: counted from another day."""
        return self.at(after - 1, "than") is not None and self.at(after, "of") is not None

    def openings(self, marks: list[int]) -> Iterator[int]:
        """Tokens with which a date may begin: a telling one, of `marks`, must come soon."""
        starts, behind_figure, words = _starts(), _firsts(_BEFORE_MONTH), self.words
        done = 0
        for i in marks:
            for j in range(max(done, i - _REACH), i + 1):
                word = words[j]
                if word in starts:
                    behind = starts[word]
                elif word.isdecimal():
                    behind = behind_figure
                else:
                    continue
                after = self.word(j + 1)
                goes_on = behind is None or after in behind or (after and not after.isalpha())
                if goes_on and self.kinds(j):
                    yield j
            done = i + 1


@cache
def glued_words() -> dict[str, int]:
    """Two words written as one, such as «امروزبه», and the length of the first."""
    weekdays = [f for row in table("weekdays", "forms") for f in values(row["forms"])]
    after = [fold(form) for form in (*_forms_of("glued"), *weekdays)]
    relative = [fold(form) for form in _forms_of("relative")]
    found = {first + second: len(first) for first in relative for second in after}
    # «پیش ازظهرامروز», «عصردیروز»: the last words of the parts of the day.
    parts = {
        cut(spelling)[-1]
        for row in table("date_words", "kind", "forms")
        if row["kind"] == "part"
        for form in values(row["forms"])
        for spelling in spellings(form)
    }
    days = [*relative, *map(fold, weekdays)]
    found |= {first + second: len(first) for first in parts for second in days}
    return {both: size for both, size in found.items() if " " not in both}


@cache
def vocabulary() -> dict[str, tuple[tuple[int, Rows], ...]]:
    """All phrases by their first token and their length, shorter ones first."""
    found: dict[str, dict[int, Rows]] = {}
    for form, word in vocabulary_entries():
        for spelling in spellings(form):
            tokens = tuple(cut(spelling))
            if tokens:
                rows = found.setdefault(tokens[0], {}).setdefault(len(tokens), {})
                rows.setdefault(tokens, {}).setdefault(word.kind, (word, len(tokens)))
    return {first: tuple(sorted(sizes.items())) for first, sizes in found.items()}


def lines_with_dates(
    text: str, variety: str | None = None
) -> Iterator[tuple[int, Tokens, list[int]]]:
    """Lines of a folded text that may hold a date: where each begins, and its telling tokens."""
    glued = glued_words().keys()
    start = 0
    for line in text.split("\n"):
        words = cut(line)
        marks = _marks(words)
        if not glued.isdisjoint([words[i] for i in marks]):
            words = list(_unglued(words))
            marks = _marks(words)
        if marks and not _OPENING.isdisjoint(words):
            words = list(_unbracketed(words))
            marks = _marks(words)
        if marks:
            yield start, Tokens(line, words, variety), marks
        start += len(line) + 1


def _unbracketed(words: list[str]) -> Iterator[str]:
    """The tokens without brackets about one figure or month of a date: «مورخ (۱۷) قوس (۱۴۰۳)».

    At the start of a line «(۱۷)» counts the lines.
    """
    months, closed = _firsts(("month", "month_word", "year")), -1
    for i, word in enumerate(words):
        if i and word in _OPENING and words[i + 2 : i + 3] and words[i + 2] in _CLOSING:
            inner, before = words[i + 1], words[i - 1]
            behind = words[i + 3] if i + 3 < len(words) else ""
            figure = inner.isdecimal() and (behind in months or before in months)
            if figure or (inner in months and before.isdecimal()):
                closed = i + 2
                continue
        if i != closed:
            yield word


def _marks(words: list[str]) -> list[int]:
    """The tokens about which a date may stand: telling words, and signs between figures."""
    telling = _telling()
    return [
        i
        for i, word in enumerate(words)
        if word in telling and (word not in _SIGNS or _between_figures(words, i))
    ]


def _between_figures(words: list[str], i: int) -> bool:
    return 0 < i < len(words) - 1 and words[i + 1].isdecimal() and words[i - 1].isdecimal()


def _unglued(words: list[str]) -> Iterator[str]:
    """Tokens, with two words written as one cut in two."""
    glued = glued_words()
    for word in words:
        size = glued.get(word)
        yield from (word,) if size is None else (word[:size], word[size:])


@cache
def _starts() -> dict[str, Set[str] | None]:
    """First tokens of dates, each with the tokens of which one must follow; None: any may."""
    found: dict[str, set[str]] = {}
    whole = set()
    for tokens, meanings in _phrases_of(_STARTS):
        if tokens[0].isdecimal():
            continue
        behind = found.setdefault(tokens[0], set())
        behind.update(tokens[1:2])
        for kind, (word, size) in meanings.items():
            if size == 1 and kind in _FOLLOWED and word.note != "marked":
                behind |= _firsts(_FOLLOWED[kind])
            elif size == 1 and kind in _STARTS:
                whole.add(tokens[0])
    return {first: None if first in whole else behind for first, behind in found.items()}


@cache
def _firsts(kinds: tuple[str, ...]) -> Set[str]:
    """First tokens of the phrases of some kinds."""
    return {tokens[0] for tokens, _ in _phrases_of(kinds)}


@cache
def _telling() -> frozenset[str]:
    """Signs, and the longest token of each strong phrase, which shows that it may be there."""
    found = frozenset(max(reversed(tokens), key=len) for tokens, _ in _phrases_of(_STRONG))
    return found | glued_words().keys() | _SIGNS


def _phrases_of(kinds: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Meanings]]:
    for sizes in vocabulary().values():
        for _, rows in sizes:
            yield from (row for row in rows.items() if not row[1].keys().isdisjoint(kinds))


def spellings(form: str) -> Iterator[str]:
    """A form folded, with each of its gaps open or closed."""
    pieces = fold(form).split(" ")
    if len(pieces) - 1 > _MOST_GAPS:
        yield " ".join(pieces)
        return
    for gaps in product((" ", ""), repeat=len(pieces) - 1):
        yield "".join(piece + gap for piece, gap in zip(pieces, (*gaps, ""), strict=True))


def vocabulary_entries() -> Iterator[tuple[str, Word]]:
    """All forms of the tables of dates, and what each means."""
    for row in table("months", "calendar", "month", "forms", "noun"):
        for form in _cased(values(row["forms"])):
            yield form, Word("month", row["month"], row["calendar"], row["noun"])
            for suffix in _forms_of("month_word"):
                yield form + suffix, Word("month", row["month"], row["calendar"], "marked")
    for row in table("weekdays", "weekday", "forms", "not_after", "not_before"):
        after, before = (
            frozenset(fold(word) for word in values(row[name]))
            for name in ("not_after", "not_before")
        )
        for form in _cased(values(row["forms"])):
            word = Word("weekday", row["weekday"], not_after=after, not_before=before)
            yield form, word
            yield from ((day + form, word) for day in _forms_of("day_word"))
    for row in table("numbers", "value", "kind", "forms"):
        for form in values(row["forms"]):
            yield form, Word(row["kind"], row["value"])
    for row in table("date_words", "kind", "value", "forms"):
        for form in values(row["forms"]):
            yield form, Word(row["kind"], row["value"])


def _forms_of(kind: str) -> tuple[str, ...]:
    """One-word forms of a kind of ``date_words.tsv``."""
    return tuple(
        form
        for row in table("date_words", "kind", "forms")
        if row["kind"] == kind
        for form in values(row["forms"])
        if " " not in fold(form)
    )


def _cased(forms: tuple[str, ...]) -> Iterator[str]:
    """Forms; Latin ones in lower, title and upper case."""
    for form in forms:
        yield from dict.fromkeys((form, form.title(), form.upper()))

"""The words of dates: tables turned into one vocabulary, and text cut into tokens for it.

A phrase of several words is known closed up as well («سالروان», «قبل ازظهر»); a month is known with
its «ماه» («مهرماه»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product

from neshast.folding import fold
from neshast.lexicon import table, values

_TOKEN = re.compile(r"([^\W\d_]+|\d+|[^\w\s]|_)")
_NUMERIC = re.compile(r"\d ?[/.-] ?\d")
# More joins than this are not tried: 2 to the power of it spellings a phrase.
_MOST_GAPS = 3
_SIGNS = frozenset("/-.")
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
_STARTS = (
    *_STRONG,
    "cardinal",
    "ordinal",
    "part",
    "month_word",
    "quarter_of",
    "half_of",
    "last_day",
    "pashto_of",
)


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


# Phrases of one length by their tokens, and what they mean by kind.
Rows = dict[tuple[str, ...], dict[str, Word]]


def cut(text: str) -> list[str]:
    """The tokens of a folded text."""
    return _TOKEN.findall(text)


def pieces_of(text: str) -> list[str]:
    """What lies between the tokens of a folded text and the tokens, in turn."""
    return _TOKEN.split(text)


class Tokens:
    """A line of folded text in tokens: digits, letters and single marks.

    Args:
        pieces: what lies between tokens and the tokens, in turn.
        variety: ``fa-AF`` or ``fa-IR``, where it may decide the order of figures.
    """

    __slots__ = ("_ends", "_pieces", "_seen", "variety", "words")

    def __init__(self, pieces: list[str], variety: str | None = None) -> None:
        self._pieces = pieces
        self.variety = variety
        self.words = pieces[1::2]
        self._ends: list[int] = []
        self._seen: dict[int, dict[str, tuple[Word, int]]] = {}

    def __len__(self) -> int:
        return len(self.words)

    def start(self, i: int) -> int:
        """Where token `i` begins in the line."""
        return self.end(i) - len(self.words[i])

    def end(self, i: int) -> int:
        """Where token `i` ends in the line."""
        if not self._ends:
            self._ends = list(accumulate(map(len, self._pieces)))
        return self._ends[2 * i + 1]

    def word(self, i: int) -> str:
        """Token `i`, or nothing outside the text."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def number(self, i: int, most: int = 4) -> int | None:
        """The value of token `i` if it is a number of at most `most` digits."""
        word = self.word(i)
        return int(word) if word.isdecimal() and len(word) <= most else None

    def touches(self, i: int) -> bool:
        """True if token `i` follows the one before without a space."""
        return 0 < i < len(self.words) and not self._pieces[2 * i]

    def at(self, i: int, *kinds: str) -> tuple[Word, int] | None:
        """The longest phrase of one of the kinds at `i`, and the token after it."""
        seen = self._seen.get(i)
        if seen is None:
            seen = self._look_up(i)
        if not seen:
            return None
        if len(kinds) == 1:
            return seen.get(kinds[0])
        best: tuple[Word, int] | None = None
        for kind in kinds:
            found = seen.get(kind)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        return best

    def kinds(self, i: int) -> Set[str]:
        """The kinds of the phrases at token `i`."""
        seen = self._seen.get(i)
        return self._look_up(i).keys() if seen is None else seen.keys()

    def _look_up(self, i: int) -> dict[str, tuple[Word, int]]:
        """The longest phrase of each kind at token `i`, and the token after it."""
        found: dict[str, tuple[Word, int]] = {}
        for size, rows in vocabulary().get(self.word(i), ()):
            words = rows.get(tuple(self.words[i : i + size]))
            if words is not None:
                stop = i + size
                for kind, word in words.items():
                    found[kind] = word, stop
        self._seen[i] = found
        return found

    def counted(self, i: int) -> bool:
        """True if a number stands before token `i`: «۴۰ سال گذشته» is a length of time."""
        return self.word(i - 1).isdecimal() or self.at(i - 1, "cardinal") is not None

    def openings(self) -> Iterator[int]:
        """Tokens with which a date may begin: one of its telling words must come soon."""
        telling, first, words = _marks(), _openers(), self.words
        done = 0
        for i in [i for i, word in enumerate(words) if word in telling]:
            if words[i] in _SIGNS and not self._between_figures(i):
                continue
            for j in range(max(done, i - _REACH), i + 1):
                begins = words[j] in first and not self.kinds(j).isdisjoint(_STARTS)
                if begins or words[j].isdecimal():
                    yield j
            done = i + 1

    def _between_figures(self, i: int) -> bool:
        return self.word(i - 1).isdecimal() and self.word(i + 1).isdecimal()


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
                rows.setdefault(tokens, {}).setdefault(word.kind, word)
    return {first: tuple(sorted(sizes.items())) for first, sizes in found.items()}


def lines_with_dates(text: str, variety: str | None = None) -> Iterator[tuple[int, Tokens]]:
    """Lines of a folded text that may hold a date, each with the place where it begins."""
    telling, glued = _telling(), glued_words().keys()
    start = 0
    for line in text.split("\n"):
        pieces = pieces_of(line)
        found = telling.intersection(pieces[1::2])
        if found or _NUMERIC.search(line):
            cut_up = pieces if glued.isdisjoint(found) else list(_unglued(pieces))
            yield start, Tokens(cut_up, variety)
        start += len(line) + 1


def _unglued(pieces: list[str]) -> Iterator[str]:
    """Tokens and what lies between them, with two words written as one cut in two."""
    glued = glued_words()
    for piece in pieces:
        size = glued.get(piece)
        yield from (piece,) if size is None else (piece[:size], "", piece[size:])


@cache
def _openers() -> frozenset[str]:
    """First tokens of the phrases with which a date may begin."""
    return frozenset(tokens[0] for tokens in _phrases_of(_STARTS))


@cache
def _telling() -> frozenset[str]:
    """The longest token of each strong phrase, which shows that it may be there."""
    found = frozenset(max(reversed(tokens), key=len) for tokens in _phrases_of(_STRONG))
    return found | glued_words().keys()


@cache
def _marks() -> frozenset[str]:
    """Tokens about which a date may stand."""
    return _telling() | _SIGNS


def _phrases_of(kinds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for sizes in vocabulary().values():
        for _, rows in sizes:
            yield from (
                tokens for tokens, words in rows.items() if not words.keys().isdisjoint(kinds)
            )


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

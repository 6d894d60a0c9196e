"""Time expressions of every kind: dates, durations, centuries, ages, repeated days, times of day.

Wider than dates: «سه سال گذشته», «هر جمعه», «قرن نوزدهم», «۴۵ دقیقه» name no day, and are
expressions of time all the same (TimeML's DATE, TIME, DURATION and SET). A word has classes
(``time_words.tsv`` and the tables of dates); expressions are patterns over classes
(``time_patterns.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache

from neshast.calendars import LUNAR
from neshast.date_words import Word, glued_words, spellings, vocabulary_entries
from neshast.folding import fold
from neshast.lexicon import table, values

DATE, TIME, NONE = "date", "time", "none"

_TOKEN = re.compile(
    r"(?P<numeric_date>(?<!\d)\d{1,4} ?(?P<s>[/.\\-]) ?\d{1,2} ?(?P=s) ?\d{1,4}(?!\d))"
    r"|(?P<clock>(?<!\d)[0-2]?\d ?: ?[0-5]\d(?: ?: ?[0-5]\d)?(?!\d))"
    r"|(?P<decimal>\d+\.\d+)|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<end>\n)|(?P<sign>[^\w\s]|_)"
)
_SIGNS = {"-": "dash", "،": "comma", ".": "dot", "/": "slash", "\\": "slash"}
_NAME = re.compile(r"[A-Za-z_]+")
_BARE_YEARS = ((1300, 1420), (1900, 2060))
_LONG_YEARS = (1000, 2200)
_SHORT_YEARS = (50, 99)
# Classes that only lead to an expression, and are none by themselves.
_LEADING = {"at", "from", "to", "in_unit", "toward", "after", "afterwards", "before_of", "phase",
            "this", "every", "last_part", "and", "or", "ordinal", "big_ordinal"}  # fmt: skip
_EZAFE = "ی"
_LEADS = ("در", "از")
_NUMBERS, _UNITS = {"cardinal", "big_number"}, {"year", "moon", "day_unit", "week"}
# Classes of more tables share one private code point for each set of them.
_FIRST = 0xE000


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """An expression at ``[start, end)`` of the folded text; `kind` is ``date`` or ``time``."""

    start: int
    end: int
    kind: str


def find_time_expressions(text: str) -> Iterator[TimeExpression]:
    """The time expressions of a folded text, in order; none overlap.

    A day and its hour are two: «دوشنبه» a date, «ساعت ۱۰ صبح» a time.
    """
    start = 0
    for line in text.split("\n"):
        for found in _of_line(line):
            yield TimeExpression(start + found.start, start + found.end, found.kind)
        start += len(line) + 1


def _of_line(line: str) -> Iterator[TimeExpression]:
    tokens = list(_lex(line))
    known = _all_codes()
    codes = "".join(known[classes] for _, _, classes in tokens)
    marked = {kind: _covered(kind, codes) for kind in (DATE, TIME, NONE)}
    for first, last, kind in _runs(marked, len(tokens)):
        if any(not classes <= _LEADING for _, _, classes in tokens[first : last + 1]):
            yield TimeExpression(tokens[first][0], tokens[last][1], kind)


def _runs(marked: dict[str, bytearray], size: int) -> Iterator[tuple[int, int, str]]:
    """Stretches of one kind; what both cover belongs to the one that began first."""
    first, kind = 0, ""
    for i in range(size + 1):
        here = _kind_at(marked, i, kind) if i < size else ""
        if here == kind:
            continue
        if kind:
            yield first, i - 1, kind
        first, kind = i, here


def _kind_at(marked: dict[str, bytearray], i: int, before: str) -> str:
    if marked[NONE][i]:
        return ""
    kinds = [kind for kind in (TIME, DATE) if marked[kind][i]]
    return before if before in kinds else kinds[0] if kinds else ""


def _covered(kind: str, codes: str) -> bytearray:
    found = bytearray(len(codes))
    for pattern in _patterns()[kind]:
        for match in pattern.finditer(codes):
            start, end = match.span(match.lastgroup or 0)
            found[start:end] = b"\1" * (end - start)
    return found


# ---------------------------------------------------------------- words to classes


def _lex(line: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    """The longest phrases of a line, each with its place and its classes."""
    tokens = list(_tokens(line))
    phrases = _phrases()
    i = 0
    while i < len(tokens):
        start, end, group, text = tokens[i]
        if group == "s":
            group = "numeric_date"
        for size, rows in phrases.get(text, ()):
            classes = rows.get(tuple(token[3] for token in tokens[i : i + size]))
            if classes is not None:
                i += size
                # «ژانویه ی ۱۹۹۹»: the ezafe belongs to the word.
                i += i < len(tokens) and tokens[i][3] == _EZAFE
                yield start, tokens[i - 1][1], classes
                break
        else:
            yield start, end, _plain(group, text)
            i += 1


def _tokens(line: str) -> Iterator[tuple[int, int, str, str]]:
    """Place, kind and text of the tokens; words written as one are cut."""
    for match in _TOKEN.finditer(line):
        start, text = match.start(), match[0]
        if match.lastgroup != "word" or text in _phrases():
            yield start, match.end(), match.lastgroup or "", text
            continue
        for piece in _pieces(text):
            yield start, start + len(piece), "word", piece
            start += len(piece)


def _pieces(word: str) -> list[str]:
    """«صدسال», «دوهزاروپنج», «درنیمه», «امروزدوشنبه» in their words; any other word whole."""
    size = glued_words().get(word)
    if size is not None:
        return [word[:size], word[size:]]
    numbers = _glued_number().fullmatch(word)
    if numbers:
        return _number_pieces().findall(word)
    for lead in _LEADS:
        if word.startswith(lead) and word[len(lead) :] in _telling():
            return [lead, word[len(lead) :]]
    return [word]


@cache
def _glued_number() -> re.Pattern[str]:
    units = "|".join(sorted(_single_words(_UNITS), key=len, reverse=True))
    numbers = "|".join(sorted(_single_words(_NUMBERS), key=len, reverse=True))
    return re.compile(
        f"(?:{numbers})(?:و?(?:{numbers}))*(?:{units})|(?:{numbers})(?:و(?:{numbers}))+"
    )


@cache
def _number_pieces() -> re.Pattern[str]:
    known = sorted(_single_words(_UNITS | _NUMBERS), key=len, reverse=True)
    return re.compile("|".join((*known, "و")))


@cache
def _telling() -> frozenset[str]:
    return frozenset(_single_words({"month", "phase", "year", "years", "today"}))


def _single_words(classes: Set[str]) -> set[str]:
    return {
        tokens[0]
        for sizes in _phrases().values()
        for size, rows in sizes
        for tokens, found in rows.items()
        if size == 1 and not found.isdisjoint(classes)
    }


def _plain(group: str, text: str) -> frozenset[str]:
    """Classes of a token that no table knows."""
    if group == "number":
        return _of_figure(text)
    if group == "sign":
        return frozenset((_SIGNS.get(text, "sign"),))
    return frozenset((group if group != "word" else "other",))


def _of_figure(text: str) -> frozenset[str]:
    value = int(text) if len(text) <= 4 else 0
    found = {"figure"}
    if len(text) <= 2 and 1 <= value <= 31:
        found.add("day")
    if len(text) == 2 and _SHORT_YEARS[0] <= value <= _SHORT_YEARS[1]:
        found.add("short_year")
    if len(text) == 4 and _LONG_YEARS[0] <= value <= _LONG_YEARS[1]:
        found.add("long_year")
    if len(text) == 4 and any(low <= value <= high for low, high in _BARE_YEARS):
        found.add("bare_year")
    return frozenset(found)


Rows = dict[tuple[str, ...], frozenset[str]]


@cache
def _phrases() -> dict[str, tuple[tuple[int, Rows], ...]]:
    """Phrases by their first token and their length, longer ones first."""
    classes: dict[tuple[str, ...], set[str]] = {}
    for form, name in _entries():
        for spelling in spellings(form):
            tokens = tuple(match[0] for match in _TOKEN.finditer(spelling))
            classes.setdefault(tokens, set()).add(name)
    found: dict[str, dict[int, Rows]] = {}
    for tokens, names in classes.items():
        sizes = found.setdefault(tokens[0], {})
        sizes.setdefault(len(tokens), {})[tokens] = frozenset(names)
    return {first: tuple(sorted(sizes.items(), reverse=True)) for first, sizes in found.items()}


_MONTHS = {"yes": "soft_month", "strict": "strict_month"}
# Given names, and a virgin of that name: months in company only.
_NAMES = ("آذر",)
_RAMADAN = "رمضان"
_SHARED = {kind: kind for kind in ("weekday", "cardinal", "ordinal", "part", "era", "season")} | {
    kind: "big_number" for kind in ("tens", "hundreds", "thousands")
}
_SOFT_SPRING = "بهار"


def _entries() -> Iterator[tuple[str, str]]:
    """Forms and their classes, of this room's table and of those of dates."""
    own = {fold(form) for row in table("time_words", "forms") for form in values(row["forms"])}
    for form, word in vocabulary_entries():
        if word.kind == "month" and fold(form) not in own:
            yield form, _month_class(form, word)
        elif word.kind in _SHARED and not (word.kind == "part" and fold(form) in own):
            soft = word.kind == "season" and fold(form) == _SOFT_SPRING
            yield form, "soft_season" if soft else _SHARED[word.kind]
    for row in table("time_words", "class", "forms"):
        yield from ((form, row["class"]) for form in values(row["forms"]))


def _month_class(form: str, word: Word) -> str:
    """``month``, or for one that is a name or a noun too ``soft_month``, ``strict_month``."""
    folded = fold(form)
    sure = " " in folded or folded.startswith(_RAMADAN)
    if folded in _NAMES:
        return "soft_month"
    return "month" if word.calendar == LUNAR and sure else _MONTHS.get(word.note, "month")


# ---------------------------------------------------------------- patterns over classes


@cache
def _all_codes() -> dict[frozenset[str], str]:
    """A code point for every set of classes that a token can have."""
    sets = {
        classes for sizes in _phrases().values() for _, rows in sizes for classes in rows.values()
    }
    figures = {_of_figure(text) for text in ("1", "40", "60", "200", "1050", "1350", "01")}
    others = {frozenset((name,)) for name in ("other", "decimal", "numeric_date", "clock", "sign",
                                              *_SIGNS.values())}  # fmt: skip
    ordered = sorted(map(sorted, sets | figures | others))
    return {frozenset(names): chr(_FIRST + i) for i, names in enumerate(ordered)}


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    rows = table("time_patterns", "kind", "name", "pattern", "example")
    macros = {row["name"]: row["pattern"] for row in rows if row["kind"] == "macro"}
    return {
        kind: tuple(
            re.compile(_expand(row["pattern"], macros)) for row in rows if row["kind"] == kind
        )
        for kind in (DATE, TIME, NONE)
    }


def _expand(pattern: str, macros: dict[str, str]) -> str:
    """A pattern with its names made groups and character classes."""

    def of(match: re.Match[str]) -> str:
        name = match[0]
        if name in macros:
            return f"(?:{_expand(macros[name], macros)})"
        codes = "".join(code for classes, code in _all_codes().items() if name in classes)
        if not codes:
            raise ValueError(f"time_patterns.tsv: no word has the class {name!r}")
        return f"[{codes}]"

    bounded = pattern.replace("[", "«").replace("]", "»")
    named = _NAME.sub(of, bounded).replace(" ", "")
    return named.replace("«", "(?P<k>").replace("»", ")")

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
from functools import cache, lru_cache
from itertools import accumulate

from neshast.calendars import LUNAR
from neshast.date_words import Word, glued_words, spellings, vocabulary_entries
from neshast.folding import fold
from neshast.grammar import alternation
from neshast.lexicon import table, values

DATE, TIME, NONE = "date", "time", "none"

# What a token is that no table knows, by its form. Phrases do not run over the end of a line.
_FORMS = {
    "numeric_date": r"(?<!\d)\d{1,4}(?: ?/ ?\d\d? ?/ ?| ?\. ?\d\d? ?\. ?| ?\\ ?\d\d? ?\\ ?"
    r"| ?- ?\d\d? ?- ?)\d{1,4}(?!\d)",
    "clock": r"(?<!\d)[0-2]?\d ?: ?[0-5]\d(?: ?: ?[0-5]\d)?(?!\d)",
    # «۳۰:۱۶», whose hour stands behind its minutes as the eye reads it.
    "backward_clock": r"(?<!\d)[3-5]\d ?: ?[0-2]?\d(?!\d)",
    "decimal": r"\d+\.\d+",
    "figure": r"\d+",
    "other": r"[^\W\d_]+",
    "line": r"\n",
    "sign": r"[^\w\s]|_",
}
_TOKEN = re.compile(f"({'|'.join(_FORMS.values())})")
_FORM = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()))
_SIGNS = {"-": "dash", "،": "comma", ".": "dot", "/": "slash", "\\": "slash"}
_NAME = re.compile(r"[A-Za-z_]+")
_GROUP = re.compile(r"\((?!\?)")
_BARE_YEARS = ((1300, 1420), (1900, 2060))
_LONG_YEARS = (1000, 2200)
_SHORT_YEARS = (50, 99)
# Classes that only lead to an expression, and are none by themselves.
_LEADING = {"at", "from", "to", "in_unit", "toward", "after", "afterwards", "before_of", "phase",
            "this", "every", "last_part", "and", "or", "ordinal", "big_ordinal"}  # fmt: skip
_EZAFE = "ی"
_LEADS = ("در", "از")
_AND = "و"
_NUMBERS, _UNITS = {"cardinal", "big_number"}, {"year", "moon", "day_unit", "week"}
# Classes of more tables share one private code point for each set of them.
_FIRST = 0xE000
# A longer word is no glued number; a longer run of classes is not remembered.
_MOST_LETTERS, _MOST_CODES = 40, 60
_REMEMBERED = 1 << 14


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
    starts, ends, codes = _lex(text)
    for stretch in _stretches().finditer(codes):
        shape, at = stretch[0], stretch.start()
        runs = _remembered_runs(shape) if len(shape) <= _MOST_CODES else _runs(shape)
        for first, last, kind in runs:
            yield TimeExpression(starts[at + first], ends[at + last], kind)


@lru_cache(maxsize=_REMEMBERED)
def _remembered_runs(codes: str) -> tuple[tuple[int, int, str], ...]:
    """`_runs`, for the few shapes that come again and again."""
    return tuple(_runs(codes))


def _runs(codes: str) -> Iterator[tuple[int, int, str]]:
    """First and last token of each expression, and its kind.

    What both kinds cover belongs to the one that began first.
    """
    marked = {kind: _covered(kind, codes) for kind in (DATE, TIME, NONE)}
    size = len(codes)
    first, kind = 0, ""
    for i in range(size + 1):
        here = _kind_at(marked, i, kind) if i < size else ""
        if here == kind:
            continue
        if kind and not _leading().issuperset(codes[first:i]):
            yield first, i - 1, kind
        first, kind = i, here


@cache
def _leading() -> frozenset[str]:
    return frozenset(code for classes, code in _all_codes().items() if classes <= _LEADING)


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


def _lex(text: str) -> tuple[list[int], list[int], str]:
    """The longest phrases of a text: where each begins and ends, and the codes of their classes."""
    tokens, stops = _tokens(text)
    phrases, known = _phrases(), _all_codes()
    other = known[frozenset(("other",))]
    starts, ends, codes = [], [], []
    i = 0
    while i < len(tokens):
        token, first = tokens[i], i
        for size, rows in phrases.get(token, ()):
            classes = rows.get(tuple(tokens[i : i + size]))
            if classes is not None:
                i += size
                # «ژانویه ی ۱۹۹۹»: the ezafe belongs to the word.
                i += i < len(tokens) and tokens[i] == _EZAFE
                codes.append(known[classes])
                break
        else:
            codes.append(other if token.isalpha() else _plain(token))
            i += 1
        starts.append(stops[first] - len(token))
        ends.append(stops[i - 1])
    return starts, ends, "".join(codes)


def _tokens(text: str) -> tuple[list[str], list[int]]:
    """The tokens of a text, and where each ends; words written as one are cut."""
    pieces = _TOKEN.split(text)
    words, stops = pieces[1::2], list(accumulate(map(len, pieces)))[1::2]
    glued = {word: cut for word in set(words) if len(cut := _pieces(word)) > 1}
    if not glued:
        return words, stops
    tokens: list[str] = []
    ends: list[int] = []
    for word, stop in zip(words, stops, strict=True):
        found = glued.get(word, (word,))
        tokens += found
        ends += list(accumulate(map(len, found), initial=stop - len(word)))[1:]
    return tokens, ends


def _pieces(word: str) -> tuple[str, ...]:
    """«صدسال», «درنیمه», «امروزدوشنبه» in their words; any other token whole."""
    if len(word) > _MOST_LETTERS or not word.isalpha() or word in _phrases():
        return (word,)
    return _glued_pieces(word)


@lru_cache(maxsize=_REMEMBERED)
def _glued_pieces(word: str) -> tuple[str, ...]:
    size = glued_words().get(word)
    if size is not None:
        return word[:size], word[size:]
    numbers = _glued_number().fullmatch(word)
    if numbers:
        units = [numbers["unit"]] if numbers["unit"] else []
        stop = numbers.end() - sum(map(len, units))
        return (*_number_pieces().findall(word, 0, stop), *units)
    for lead in _LEADS:
        if word.startswith(lead) and word[len(lead) :] in _telling():
            return lead, word[len(lead) :]
    if word[:1] == _AND and word[1:] in _parts_of_hour():
        return _AND, word[1:]
    return (word,)


@cache
def _glued_number() -> re.Pattern[str]:
    units, number = (alternation(_single_words(classes)) for classes in (_UNITS, _NUMBERS))
    # Atomic: «سیصد» is not tried as «سی» and «صد» too.
    number = f"(?>{number})"
    return re.compile(f"{number}(?:و?{number})*(?P<unit>{units})|{number}(?:و{number})+")


@cache
def _number_pieces() -> re.Pattern[str]:
    return re.compile(alternation((*_single_words(_NUMBERS), "و")))


@cache
def _telling() -> frozenset[str]:
    return frozenset(_single_words({"month", "phase", "year", "years", "today"}))


@cache
def _parts_of_hour() -> frozenset[str]:
    return frozenset(_single_words({"half", "quarter"}))


def _single_words(classes: Set[str]) -> set[str]:
    return {
        tokens[0]
        for sizes in _phrases().values()
        for size, rows in sizes
        for tokens, found in rows.items()
        if size == 1 and not found.isdisjoint(classes)
    }


@lru_cache(maxsize=_REMEMBERED)
def _plain(token: str) -> str:
    """The code of a token that no table knows."""
    match = _FORM.fullmatch(token)
    form = (match and match.lastgroup) or "other"
    if form == "figure":
        return _all_codes()[_of_figure(token)]
    return _all_codes()[frozenset((_SIGNS.get(token, form),))]


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
            tokens = tuple(_TOKEN.findall(spelling))
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
    others = {frozenset((name,)) for name in (*_FORMS, *_SIGNS.values())}
    ordered = sorted(map(sorted, sets | figures | others))
    return {frozenset(names): chr(_FIRST + i) for i, names in enumerate(ordered)}


@cache
def _stretches() -> re.Pattern[str]:
    """Runs of codes that a pattern can cover, with no more than one other word between them.

    A pattern looks one word beyond what it covers.
    """
    written = "".join(pattern.pattern for found in _patterns().values() for pattern in found)
    other = _all_codes()[frozenset(("other",))]
    telling = "".join(sorted({code for code in written if code >= chr(_FIRST)} - {other}))
    return re.compile(f"{other}?[{telling}]++(?:{other}[{telling}]++)*+{other}?")


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
    # A group that is not captured is read several times as fast.
    named = _GROUP.sub("(?:", _NAME.sub(of, bounded).replace(" ", ""))
    return named.replace("«", "(?P<k>").replace("»", ")")

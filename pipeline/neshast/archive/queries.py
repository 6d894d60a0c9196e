"""What a user types, as an expression of FTS5 that no quote, star or bracket of his can break.

Words must all occur; "…" or «…» asks for a phrase, a star for a beginning, a minus for what must
not occur. Every word stands for all its spellings, and a noun for its plurals too.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from neshast.archive.words import keys
from neshast.errors import InputError
from neshast.word_tables import word_tables

# Says of the key of a word whether the archive has it.
Known = Callable[[str], bool]

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'})
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<a>[^"]*)"?|«(?P<b>[^»]*)»?|(?P<word>[^\s"«]+))')
# Words of one query.
_LONGEST = 50
# Spellings of one phrase that are asked for.
_MOST = 32
# «جلسه‌ای» is written on to nothing but a vowel ه.
_PLURAL, _AFTER_HEH = "plural", "after_heh_apart"


@dataclass(frozen=True, slots=True)
class Form:
    """Words side by side; the last may be the beginning of a longer one."""

    keys: tuple[str, ...]
    beginning: bool = False

    def __str__(self) -> str:
        return f'"{" ".join(self.keys)}"' + " *" * self.beginning


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for, in any of its forms."""

    forms: tuple[Form, ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.forms))})"


# One part of a query, in every way that it may be meant: the terms of one way must all occur.
Part = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Parts that must all occur, and parts of which none may."""

    wanted: tuple[Part, ...]
    unwanted: tuple[Part, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is to be marked."""
        return tuple(dict.fromkeys(term for part in self.wanted for way in part for term in way))

    @property
    def match(self) -> str:
        """The expression for FTS5, empty if nothing is asked."""
        match = " AND ".join(map(_expression, self.wanted))
        for part in self.unwanted:
            match = f"({match}) NOT {_expression(part)}"
        return match


def _expression(part: Part) -> str:
    ways = (f"({' AND '.join(map(str, way))})" for way in part)
    return f"({' OR '.join(ways)})"


def parse(text: str, known: Known) -> Query:
    """The query that a user typed.

    Args:
        text: anything; what holds no letter or digit says nothing.
        known: which words the archive has.

    Raises:
        InputError: if it only says what must not occur, or is too long.
    """
    wanted: list[Part] = []
    unwanted: list[Part] = []
    for minus, kind, content in _parts(text.translate(_QUOTES)):
        if part := _read(kind, content, known):
            (unwanted if minus else wanted).append(part)
    if unwanted and not wanted:
        raise InputError("this says only what must not occur; add a word that must")
    return Query(tuple(wanted), tuple(unwanted))


def phrase(text: str, known: Known) -> Term | None:
    """Words side by side in any spelling; None for a text without any.

    Raises:
        InputError: if it is too long.
    """
    found = _few(keys(text))
    return Term(tuple(_forms(found, known))) if found else None


def _few(found: list[str]) -> tuple[str, ...]:
    if len(found) > _LONGEST:
        raise InputError(f"{len(found)} words are too many; give at most {_LONGEST}")
    return tuple(found)


def vocabulary(connection: sqlite3.Connection) -> Known:
    """Which words an archive has."""

    def known(key: str) -> bool:
        found = connection.execute("SELECT 1 FROM search_vocabulary WHERE term = ?", (key,))
        return found.fetchone() is not None

    return known


def in_column(column: str, term: Term) -> str:
    """The expression that asks for a term in one column only."""
    return f"{{{column}}} : {term}"


def _parts(text: str) -> Iterator[tuple[bool, str, str]]:
    """Each part with its minus and kind; plain words that follow each other are one part."""
    run: list[str] = []
    for match in _PART.finditer(text):
        word, minus = match["word"], bool(match["minus"])
        kind = "phrase" if word is None else "beginning" if word.endswith("*") else "words"
        if kind == "words" and not minus:
            run.append(word)
            continue
        if run:
            yield False, "words", " ".join(run)
            run = []
        yield minus, kind, word or match["a"] or match["b"] or ""
    if run:
        yield False, "words", " ".join(run)


def _read(kind: str, content: str, known: Known) -> Part:
    """What a part asks for; empty if it has no word."""
    found = _few(keys(content))
    if not found:
        return ()
    if kind == "words":
        return _all_of(found, known)
    forms = [Form(found, True)] if kind == "beginning" else _forms(found, known)
    return ((Term(tuple(forms)),),)


def _all_of(found: tuple[str, ...], known: Known) -> Part:
    """A term for each word, or for two neighbours that stand in the text as one («نیک پور»)."""
    terms: dict[str, Term] = {}
    ways = []
    for way in islice(_ways(found, known), _MOST):
        for key in way:
            if key not in terms:
                terms[key] = Term(tuple(_of_word(key, known)))
        ways.append(tuple(terms[key] for key in way))
    return tuple(ways)


def _of_word(key: str, known: Known) -> Iterator[Form]:
    """The forms of one word: as one, as two, and its plurals."""
    yield from _forms((key,), known)
    affixes = word_tables().affixes
    endings = affixes[_PLURAL] + (affixes[_AFTER_HEH] if key.endswith("ه") else ())
    yield from (Form((key + ending,)) for ending in endings if known(key + ending))


def _forms(found: tuple[str, ...], known: Known) -> Iterator[Form]:
    """Words side by side, each also as two, and two as one; the first as they were typed."""
    for way in islice(_ways(found, known), _MOST):
        choices = [((key,), *_halves(key, known)) for key in way]
        for pieces in islice(product(*choices), _MOST):
            yield Form(tuple(key for piece in pieces for key in piece))


def _ways(found: tuple[str, ...], known: Known) -> Iterator[tuple[str, ...]]:
    """Words as they are, and with neighbours joined whose whole is known."""
    if not found:
        yield ()
        return
    yield from ((found[0], *rest) for rest in _ways(found[1:], known))
    if len(found) > 1 and known(found[0] + found[1]):
        yield from ((found[0] + found[1], *rest) for rest in _ways(found[2:], known))


def _halves(key: str, known: Known) -> Iterable[tuple[str, str]]:
    """Where a word may stand as two: «نیکپور». «دربار» is not «در بار»."""
    function = word_tables().function
    for at in range(2, len(key) - 1):
        first, second = key[:at], key[at:]
        if first not in function and second not in function and known(first) and known(second):
            yield first, second

"""What each word is where names are looked for: given name, surname, ordinary word, particle."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from neshast.document import Name
from neshast.folding import fold, key
from neshast.grammar import listed
from neshast.lexicon import table, values, words
from neshast.verb_forms import finite_forms
from neshast.view import WORD, View

# SOFT words are ordinary ones that a poet or clerk may bear as a name (آرمان، ثابت); COMMON ones
# belong to the genre and never do.
GIVEN, SURNAME, UNKNOWN, SOFT, COMMON, STOP = (
    "given",
    "surname",
    "unknown",
    "soft",
    "common",
    "stop",
)
_JOINER = re.compile("\u200c")
_VERB_PREFIXES = frozenset(listed("verb_prefix"))
_AND = "و"
_ENDINGS = frozenset(listed("word_ending"))
_PLURALS = frozenset(listed("plural_suffix"))
_SURNAME_ENDS = frozenset(listed("surname_end"))
# «برکات», «حسنات» are names.
_SHORTEST_PLURAL = 6
_SILENT_HEH = re.compile(r"[^\Wاوی]هی$")
# «درسخنانی», «ازتعهد»: prepositions that clerks glue to the word after them.
_GLUED = listed("glued_preposition")
_SHORTEST_GLUED = 4
# Under which the words of a text are remembered.
_WORDS = ("words",)
# Words kept with their kind: more than a batch of reports holds of different ones.
_REMEMBERED = 1 << 16
# No shorter word shows by its ending that it is a surname.
_SHORTEST_BY_SUFFIX = 5
# No shorter word has a first half before «الله».
_SHORTEST_DIVINE = 6
# No shorter name is written as one with another.
_SHORTEST_FUSED = 2
# A longer word than «عبدال» and a letter is the servant of somebody.
_LONGEST_SERVANT = 6


class Word(NamedTuple):
    """A word at ``[start, end)`` of the folded text; `kind` is one of the constants above."""

    start: int
    end: int
    text: str
    kind: str


def read_words(view: View) -> list[Word]:
    """The words of the document, joined where a zero-width non-joiner binds them."""
    kept: list[Word] | None = view.memory.get(_WORDS)
    if kept is None:
        kept = view.memory[_WORDS] = _read_words(view)
    return kept


def _read_words(view: View) -> list[Word]:
    text = view.text
    tokens: list[Word] = []
    joined = joined_at(view)
    for match in WORD.finditer(text):
        written = match.group()
        word = Word(*match.span(), written, kind_of(written))
        if word.start - 1 in joined and tokens and word.start - 1 == tokens[-1].end:
            word = _join(tokens.pop(), word)
        elif tokens and word.text in _SURNAME_ENDS and _ends_surname(text, tokens[-1], word):
            first = tokens.pop()
            word = Word(first.start, word.end, f"{first.text} {word.text}", SURNAME)
        tokens += _without_and(word)
    divine, first_halves, second_halves = _divine_parts(), _first_halves(), _second_halves()
    shows = ("honorific", "honorific_after", "office", "chair", "participant", "host")
    titled = {m.end + 1 for m in view.of(*shows)}
    for i, (word, following) in enumerate(pairwise(tokens)):
        # «حیات الله»: whatever the first half means, the second makes it a given name.
        apart = following.text in divine and text[word.end : following.start] == " "
        if apart and word.text in listed("not_before_god"):
            tokens[i] = word._replace(kind=STOP)
        elif word.text in listed("but_or_name") and (
            apart or (word.start in titled and following.kind in (GIVEN, SURNAME, UNKNOWN))
        ):
            # «ولی الله», «داکتر ولی احمد N»: «ولی» is no «but» here.
            tokens[i] = word._replace(kind=GIVEN)
        elif apart and word.kind not in (STOP, COMMON):
            tokens[i] = word._replace(kind=GIVEN)
        elif following.text in second_halves and word.text in first_halves:
            surnamed = i + 2 < len(tokens) and tokens[i + 2].kind in (SURNAME, UNKNOWN)
            behind_noun = i > 0 and tokens[i - 1].kind == COMMON and not surnamed
            behind_name = i > 0 and tokens[i - 1].kind == GIVEN
            begins = behind_name or _begins(tokens, i, titled)
            if (word.kind == STOP or behind_noun) and not begins:
                # «گزارش داد. محمد …» without its full stop, «زنان نیم پیکر جامعه».
                continue
            # «روح انگیز», «ماه پیکر»: two ordinary words that are a given name together.
            tokens[i] = word._replace(kind=GIVEN)
            tokens[i + 1] = following._replace(kind=GIVEN)
    return tokens


def _ends_surname(text: str, first: Word, last: Word) -> bool:
    """True for «ای» of «خامنه ای»: a surname that clerks write as two words."""
    apart = text[first.end : last.start] == " "
    return apart and key(first.text + last.text) in _surnames()


def _begins(tokens: list[Word], i: int, titled: set[int]) -> bool:
    """True if a name may begin at token `i`: at a title, a particle, punctuation or the start."""
    word, before = tokens[i], tokens[i - 1] if i else None
    apart = before is None or before.end + 1 < word.start
    return apart or word.start in titled or (before is not None and before.kind == STOP)


def _without_and(word: Word) -> list[Word]:
    """«وعلی»: the name behind a «و» that is glued to it; else the word itself."""
    rest = word.text.removeprefix(_AND)
    if word.kind != UNKNOWN or rest == word.text or kind_of(rest) != GIVEN:
        return [word]
    return [
        Word(word.start, word.start + 1, _AND, STOP),
        Word(word.start + 1, word.end, rest, GIVEN),
    ]


def _join(first: Word, second: Word) -> Word:
    """One word of two that a zero-width non-joiner binds: «بی‌باک», but «جلسه‌های» is «جلسه»."""
    text = f"{first.text} {second.text}"
    if first.text in _VERB_PREFIXES or second.text in _ENDINGS:
        kind = STOP if first.text in _VERB_PREFIXES else first.kind
        # «کرمانی‌ها» are many, whatever one of them may be called.
        kind = COMMON if second.text in _PLURALS and kind in (GIVEN, SURNAME) else kind
    else:
        # The first half may be joined itself: «بنی‌اسدی‌راد».
        kind = kind_of(first.text.replace(" ", "") + second.text)
        if second.text in _second_halves() and first.text in _first_halves():
            kind = GIVEN
        elif kind == UNKNOWN and (
            second.text in name_parts() or first.text.split(" ")[0] in titles_inside()
        ):
            # «حسن‌زاده», «حاجی‌بابایی», «حاج‌علی‌اکبری».
            kind = SURNAME
    return Word(first.start, second.end, text, kind)


def joined_at(view: View) -> frozenset[int]:
    """Where in the folded text a zero-width non-joiner binds the next word: «زرین‌قلم»."""
    folded = view.folded
    places = (match.start() for match in _JOINER.finditer(folded.raw))
    ends = ((folded.end_of(place), place) for place in places)
    return frozenset(end for end, place in ends if folded.raw_end(end) == place)


def titled_start(name: Name) -> int:
    """Where `name` begins in the raw text, its honorifics included."""
    return min([name.span.start, *(span.start for span in name.honorifics)])


def titled_end(name: Name) -> int:
    """Where `name` ends in the raw text, with the honorific after it: «ملا N آخند»."""
    return max([name.span.end, *(span.end for span in name.honorifics)])


@lru_cache(maxsize=_REMEMBERED)
def kind_of(word: str) -> str:
    """The kind of a folded word by itself."""
    if len(word) < 2 or not word.isalpha() or word in name_stops() or word in finite_forms():
        return STOP
    folded = key(word)
    if folded in _strong_given():
        return GIVEN
    if word in _common():
        return SOFT if word in _borne() else COMMON
    soft = word in _soft()
    if folded in given_names():
        return SOFT if soft else GIVEN
    if not soft and _divine(word):
        return GIVEN
    if folded in _surnames():
        return SOFT if soft else SURNAME
    if soft:
        # «اقدامات», «نظریات»: nobody is called by many things.
        return COMMON if len(word) >= _SHORTEST_PLURAL and word.endswith("ات") else SOFT
    one = word.removesuffix("ان").removesuffix("ین")
    if one != word and not one.endswith("ی") and one in _common():
        # «مسلمانان», «مدیران»: many; «کشاورزیان» is a surname.
        return COMMON
    if _SILENT_HEH.search(word) and kind_of(word[:-1]) in (COMMON, STOP):
        # «گفتهی», for «گفته‌ی».
        return COMMON
    if _fused(folded):
        return GIVEN
    if is_glued(word):
        return STOP
    if len(word) >= _SHORTEST_BY_SUFFIX and word.endswith(_suffixes()):
        return SURNAME
    # «سیدهاشمی»: a title of descent, written on to the surname.
    for title in listed("title_of_descent"):
        if word.startswith(title) and key(word.removeprefix(title)) in _surnames():
            return SURNAME
    return UNKNOWN


def _divine(word: str) -> bool:
    """True for «روزالدین», «ماشاالله»: the ending makes a given name of any word."""
    endings = _context_tuple("divine_ending")
    if word.startswith(listed("not_before_god")):
        return False
    return len(word) >= _SHORTEST_DIVINE and word.endswith(endings) and word not in endings


@lru_cache(maxsize=_REMEMBERED)
def begins_glued(word: str) -> bool:
    """True for «باهدف», «درسالن»: no word of its own, but a preposition and the word after it."""
    # «بهزیستی» is a body: what begins with «به» or «بر» is too often a word of its own.
    shown = word.startswith(listed("glued_in_phrase")) and word not in name_stops()
    if word in listed("glued_adjective"):
        return False
    return shown and kind_of(word) == STOP and is_glued(word)


def is_glued(word: str) -> bool:
    """True for «درسخنانی», «ازتعهد»: a preposition glued to an ordinary word or a particle."""
    for preposition in _GLUED:
        rest = word.removeprefix(preposition)
        # «دربندی», «درگاهی» are surnames, «درسخنانی» is none.
        shortest = _SHORTEST_GLUED + rest.endswith("ی")
        if rest != word and len(rest) >= shortest:
            return rest in _common() or rest in _soft() or rest in name_stops()
    return False


def _fused(word: str) -> bool:
    """True for two names written as one: «محمدنسیم», «شیرآقا», «عبدالمتین»."""
    if word.startswith(_servants()) and len(word) > _LONGEST_SERVANT:
        return True
    compounds, names = _compounds(), given_names()
    return any(
        (word.startswith(name) and _names(word[len(name) :], names, compounds))
        or (word.endswith(name) and _names(word[: -len(name)], names, compounds))
        for name in compounds
        if name in word
    )


def _names(half: str, names: frozenset[str], compounds: tuple[str, ...]) -> bool:
    return len(half) >= _SHORTEST_FUSED and (half in names or half in compounds)


@cache
def _context(use: str) -> frozenset[str]:
    return frozenset(fold(w) for w in words("name_context", "word", "use", use))


@cache
def _context_tuple(use: str) -> tuple[str, ...]:
    return tuple(sorted(_context(use)))


def name_stops() -> frozenset[str]:
    """Particles and verbs, which no name holds."""
    return _context("stop")


@cache
def _common() -> frozenset[str]:
    return words("words", "word", "use", "genre")


@cache
def _soft() -> frozenset[str]:
    return words("words", "word", "use", "general")


def name_parts() -> frozenset[str]:
    """Second halves that clerks write apart: «نعمت الله», «وکیل زاده»."""
    return _context("part")


def titles_inside() -> frozenset[str]:
    """Titles that also stand between a given name and a surname: «عباس حاج کاظمی»."""
    return _context("title_inside")


def name_linkers() -> frozenset[str]:
    """Words that only lead on to the next of a name: «محمد بن سلمان»."""
    return _context("linker")


@cache
def given_names() -> frozenset[str]:
    """Keys of the known given names."""
    return frozenset(key(row["name"]) for row in table("given_names", "name"))


def is_word(word: str) -> bool:
    """True if a folded word is one of the language, whoever bears it as a name."""
    return word in _common() or word in _soft()


def opens_name(word: str) -> bool:
    """True if a name may follow the folded word: a particle, «حضور», «ریاست»."""
    return word in name_stops() or word in _context("opener")


def is_surname(word: str) -> bool:
    """True if the word is in the table of surnames, whatever else it means."""
    return key(word) in _surnames()


def is_place(run: list[Word]) -> bool:
    """True if the run is the name of a place."""
    return "".join(word.text for word in run) in _places()


def names_a_place(text: str) -> bool:
    """True if a folded text is the name of a place and nothing else."""
    return text.replace(" ", "") in _places()


def _divine_parts() -> frozenset[str]:
    """Second halves that make any word a given name: «الله», «الدین»."""
    return _context("divine")


def name_tails() -> frozenset[str]:
    """The parts that make a surname of the word before them."""
    return _context("tail")


def _borne() -> frozenset[str]:
    """Words of the genre that people bear as names too: «صفر», «فجر»."""
    return _context("borne")


@cache
def _compounds() -> tuple[str, ...]:
    """Keys of names that clerks write as one with another."""
    return tuple(sorted(key(word) for word in _context("compound")))


@cache
def _servants() -> tuple[str, ...]:
    """Keys of first halves that make a given name of whatever follows: «عبدال»."""
    return tuple(sorted(key(word) for word in _context("servant")))


def _first_halves() -> frozenset[str]:
    """Ordinary words that begin a given name of two words."""
    return _context("first_half")


def _second_halves() -> frozenset[str]:
    """Ordinary words that end a given name of two words."""
    return _context("second_half")


@cache
def _places() -> frozenset[str]:
    return frozenset(
        fold(name).replace(" ", "")
        for row in table("places", "name", "variants")
        for name in (row["name"], *values(row["variants"]))
    )


@cache
def _strong_given() -> frozenset[str]:
    """Given names that stay names although they are ordinary words too."""
    return frozenset(key(w) for w in words("name_context", "word", "use", "name_too"))


@cache
def _surnames() -> frozenset[str]:
    rows = table("surname_parts", "part", "position")
    return frozenset(key(p) for r in rows if r["position"] == "whole" for p in values(r["part"]))


@cache
def _suffixes() -> tuple[str, ...]:
    rows = table("surname_parts", "part", "position")
    parts = {fold(p) for r in rows if r["position"] == "suffix" for p in values(r["part"])}
    return tuple(sorted(p for p in parts if len(p) > 1))

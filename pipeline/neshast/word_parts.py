"""What a zero-width non-joiner (ZWNJ) holds together: the parts of a word, and of two words.

`parts` cuts a word that lost its ZWNJs; `seam` says what belongs between two words that a space
parts. Both know words only, no text. Words are given in Persian letters (ی, ک) without ZWNJ;
nothing here raises.
"""

from __future__ import annotations

from functools import cache, lru_cache

from neshast.word_tables import JOINING, ZWNJ, Parts, WordTables, word_tables

# Word forms kept.
_REMEMBERED = 1 << 17
# No word is longer; it bounds the work that a hostile text can ask for.
_LONGEST = 32


@lru_cache(maxsize=_REMEMBERED)
def parts(word: str) -> Parts:
    """`word` cut where it lost a ZWNJ; one part if it lost none."""
    tables = word_tables()
    if not 4 <= len(word) <= _LONGEST or word in tables.whole:
        return (word,)
    for rule in _RULES:
        found = rule(word, tables)
        if len(found) > 1:
            return tuple(last for part in found for last in parts(part))
        if found:
            break
    return (word,)


@lru_cache(maxsize=_REMEMBERED)
def seam(first: str, second: str) -> str | None:
    """What belongs between two words in place of the space: a ZWNJ, nothing, or None for a space.

    `first` is the last part of its word, `second` the first of the next.
    """
    tables = word_tables()
    if _is_verb_prefix(first, tables):
        return ZWNJ if second in tables.verb_forms else None
    if len(first) + len(second) > _LONGEST:
        return None
    bound = ZWNJ if first[-1] in JOINING else ""
    if _is_compound(first, second, tables):
        return "" if first + second in tables.solid else bound
    if first in tables.function:
        return None
    return bound if _is_ending(first, second, tables) or _is_second(first, second, tables) else None


@cache
def binding() -> tuple[frozenset[str], frozenset[str]]:
    """First words and second words of which `seam` asks for one at least: it binds no others."""
    tables = word_tables()
    affixes = tables.affixes
    before = ("", *affixes["preverb"])
    prefixes = {first + prefix for first in before for prefix in affixes["verb_prefix"]}
    endings = ("plural", "superlative", "comparative", "copula", "after_heh_apart")
    seconds = {second for use in endings for second in affixes[use]}
    return frozenset(prefixes | tables.apart.keys()), tables.seconds_apart | seconds


@lru_cache(maxsize=_REMEMBERED)
def is_torn(first: str, second: str) -> bool:
    """True for the halves of one word that a space tore: the whole is a word, a half is none."""
    tables = word_tables()
    whole = first + second
    if len(first) < 2 or len(second) < 2 or not 6 <= len(whole) <= _LONGEST:
        return False
    if whole not in tables.whole or first in tables.function or second in tables.function:
        return False
    known = _is_word(first, tables) + _is_word(second, tables)
    # Names are often two words, of which one is known: «بندر انزلی».
    return known == 0 if whole in tables.names else known < 2


# ---------------------------------------------------------------- one word
#
# Each rule gives the parts of a word, its one part if it is to stay as it is, () if it knows
# nothing of it.


def _listed(word: str, tables: WordTables) -> Parts:
    found = tables.compounds.get(word) or tables.names.get(word)
    if found:
        return found
    for ending in tables.affixes["compound_ending"]:
        found = tables.compounds.get(_stem(word, ending))
        if found and found[-1][-1] != "ه":
            return (*found[:-1], found[-1] + ending)
    return ()


def _verb(word: str, tables: WordTables) -> Parts:
    """«میشود», «نمیتوانند», «برمیگردد», «میکردهاند»."""
    for preverb in ("", *tables.affixes["preverb"]):
        for prefix in tables.affixes["verb_prefix"]:
            before = preverb + prefix
            if word.startswith(before):
                rest = word[len(before) :]
                if rest in tables.verb_forms:
                    return (before, rest)
                perfect = _perfect(rest, tables)
                if perfect:
                    return (before, *perfect)
    return ()


def _perfect(word: str, tables: WordTables) -> Parts:
    """«شدهاند», «نکردهایم», «موظفاند»; «…های» is for `_plural` to read."""
    for copula in tables.affixes["perfect"]:
        stem = _stem(word, copula)
        if stem in tables.participles:
            return (stem, copula)
    for copula in tables.affixes["adjective_copula"]:
        stem = _stem(word, copula)
        if stem in tables.adjectives:
            return _joined((stem,), (copula,))
    return ()


def _solid(word: str, tables: WordTables) -> Parts:
    """A word that is set solid, with an ending."""
    endings = tables.affixes["compound_ending"]
    stems = (_stem(word, ending) for ending in endings)
    return (word,) if any(s in tables.solid and s[-1] != "ه" for s in stems) else ()


def _plural(word: str, tables: WordTables) -> Parts:
    for ending in tables.affixes["plural"]:
        stem = _stem(word, ending)
        if len(stem) < 3 and stem not in tables.known:
            continue
        rest = ending.removeprefix("ه")
        if rest in tables.affixes["heh_or_plural"] and _has_heh(stem, tables):
            return (*parts(stem + "ه"), rest)
        return _joined(parts(stem), (ending,))
    return ()


def _has_heh(stem: str, tables: WordTables) -> bool:
    """True if «…های» is «…ه‌ای», as in «هفتهای», and no plural."""
    word = stem + "ه"
    if word in tables.heh_first:
        return True
    if stem in tables.known:
        return False
    if word in tables.heh or stem.endswith(tables.affixes["heh_stem"]):
        return True
    if any(_stem(stem, ending) in tables.known for ending in tables.affixes["heh_ending"]):
        return True
    rests = (word.removeprefix(prefix) for prefix in tables.affixes["heh_prefix"])
    return any(rest in tables.heh and rest not in tables.participles for rest in rests)


def _compared(word: str, tables: WordTables) -> Parts:
    for ending in tables.affixes["superlative"]:
        stem = _stem(word, ending)
        if len(stem) > 2 or stem in tables.adjectives:
            return _joined(parts(stem), tuple(ending.split(ZWNJ)))
    for ending in tables.affixes["comparative"]:
        stem = _stem(word, ending)
        if stem in tables.adjectives or stem in tables.compounds:
            return _joined(parts(stem), (ending,))
    return ()


def _after_heh(word: str, tables: WordTables) -> Parts:
    """What follows a vowel written ه: «خانهای», «نمایندهگان», «نقشهبرداری»."""
    for at in range(len(word) - 1, 2, -1):
        stem, rest = word[:at], word[at:]
        if word[at - 1] != "ه" or stem not in tables.heh:
            continue
        if rest in tables.affixes["after_heh"] or rest in tables.affixes["dari_heh"]:
            return (*parts(stem), rest)
        if rest in tables.seconds_of_heh or (len(rest) > 2 and rest in tables.known):
            return (*parts(stem), *tables.seconds_of_heh.get(rest, (rest,)))
    return ()


def _after_yeh(word: str, tables: WordTables) -> Parts:
    """«زندگیاش», «اصلیشان»."""
    for ending in tables.affixes["after_yeh"]:
        stem = _stem(word, ending)
        if stem.endswith("ی") and (stem in tables.known or stem[:-1] in tables.known):
            return (*parts(stem), ending)
    return ()


def _second(word: str, tables: WordTables) -> Parts:
    """A compound that no table lists: «تعیینکننده»."""
    for at in range(3, len(word) - 1):
        stem, rest = word[:at], word[at:]
        found = tables.seconds_of_any.get(rest)
        if found is None and stem in tables.known:
            found = tables.seconds.get(rest)
        if found:
            return _joined(parts(stem), found)
    return ()


def _without(word: str, tables: WordTables) -> Parts:
    """«بیوزنی»: without what the tables know."""
    for prefix in tables.affixes["prefix"]:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) > 2 and rest in tables.known:
            return (prefix, rest)
    return ()


def _surname(word: str, tables: WordTables) -> Parts:
    """«رفیعینژاد»: what makes a surname, after the ی that nobody joins it to."""
    for ending in tables.affixes["surname"]:
        stem = _stem(word, ending)
        if len(stem) > 3 and stem.endswith("ی"):
            return (*parts(stem), ending)
    return ()


_RULES = (
    _listed, _verb, _perfect, _solid, _plural, _compared, _after_heh, _after_yeh, _second,
    _without, _surname,
)  # fmt: skip


def _stem(word: str, ending: str) -> str:
    """`word` without its ending; empty if it ends otherwise."""
    return word[: -len(ending)] if word.endswith(ending) else ""


def _joined(first: Parts, second: Parts) -> Parts:
    """The two, set solid where a ZWNJ would not be seen."""
    if first[-1][-1] in JOINING:
        return first + second
    return (*first[:-1], first[-1] + second[0], *second[1:])


def _is_word(word: str, tables: WordTables) -> bool:
    return tables.exists(word) or (len(parts(word)) > 1 and tables.exists(parts(word)[0]))


# ---------------------------------------------------------------- two words


def _is_verb_prefix(word: str, tables: WordTables) -> bool:
    """«می», «نمی», «برمی»."""
    prefixes = (p for p in tables.affixes["verb_prefix"] if word.endswith(p))
    return any(word.removesuffix(p) in ("", *tables.affixes["preverb"]) for p in prefixes)


def _is_ending(first: str, second: str, tables: WordTables) -> bool:
    affixes = tables.affixes
    if second in affixes["plural"]:
        return len(first) > 1
    if second in affixes["superlative"]:
        return len(first) > 1
    if second in affixes["comparative"]:
        return first in tables.adjectives or first in tables.compounds
    if second in affixes["copula"] and first in tables.participles:
        return True
    return second in affixes["after_heh_apart"] and first in tables.heh


def _is_compound(first: str, second: str, tables: WordTables) -> bool:
    seconds = tables.apart.get(first, ())
    return any(_stem(second, ending) in seconds for ending in tables.affixes["noun_ending"]) or (
        second in seconds
    )


def _is_second(first: str, second: str, tables: WordTables) -> bool:
    return second in tables.seconds_apart and first in tables.known

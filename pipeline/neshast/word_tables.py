"""The words of tidying: the tables of ``resources/tidying``, laid out for looking up.

Words are in Persian letters (ی, ک). In the tables a zero-width non-joiner (ZWNJ) stands between
the parts of a word; the keys here have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from neshast.lexicon import table, values, words

ZWNJ = "\u200c"
# A letter that joins to the next. After any other a ZWNJ would change nothing to be seen.
JOINING = frozenset("ئبپتثجچحخسشصضطظعغفقکگلمنهی")

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordTables:
    """What `word_parts` looks up; `affixes` by use, the longest first."""

    whole: frozenset[str]
    solid: frozenset[str]
    known: frozenset[str]
    heh: frozenset[str]
    heh_first: frozenset[str]
    adjectives: frozenset[str]
    function: frozenset[str]
    verb_forms: frozenset[str]
    participles: frozenset[str]
    compounds: Mapping[str, Parts]
    apart: Mapping[str, frozenset[str]]
    seconds: Mapping[str, Parts]
    seconds_of_any: Mapping[str, Parts]
    seconds_of_heh: Mapping[str, Parts]
    seconds_apart: frozenset[str]
    names: Mapping[str, Parts]
    affixes: Mapping[str, tuple[str, ...]]

    def exists(self, word: str) -> bool:
        """True if the tables hold `word` as it stands."""
        return (
            word in self.whole or word in self.known or word in self.function
            or word in self.verb_forms or word in self.participles or word in self.compounds
            or word in self.names or word in self.seconds
        )  # fmt: skip


@cache
def word_tables() -> WordTables:
    """The tables, read once."""
    affixes = {
        row["use"]: tuple(sorted(values(row["forms"]), key=len, reverse=True))
        for row in table("tidying/affixes", "use", "forms")
    }
    forms, participles = _verbs(affixes)
    after_heh, endings = affixes["dari_heh"], affixes["compound_ending"]
    compounds, apart = _compounds(after_heh)
    names = _names()
    solid, adjectives = _use("solid"), _use("adjective")
    heh = _use("heh") | {word for word in compounds if word.endswith("ه")} | {
        form for form in participles if form[:-1] in forms
    }  # fmt: skip
    nouns = _use("noun") | adjectives | heh
    seconds = {kind: _seconds(kind, after_heh, endings) for kind in ("any", "word", "heh")}
    apart_seconds = words("tidying/seconds", "forms", "apart", "yes")
    single = {word for word, parts in names.items() if len(parts) == 1}
    return WordTables(
        whole=frozenset(solid | ((nouns | _use("known") | single) - compounds.keys())),
        solid=solid,
        known=nouns | solid,
        heh=frozenset(heh),
        heh_first=_use("heh_first"),
        adjectives=adjectives,
        function=_use("function"),
        verb_forms=forms | participles,
        participles=participles,
        compounds=compounds,
        apart=apart,
        seconds=seconds["word"] | seconds["any"],
        seconds_of_any=seconds["any"],
        seconds_of_heh=seconds["heh"] | seconds["word"] | seconds["any"],
        seconds_apart=frozenset(_forms(apart_seconds, after_heh, affixes["noun_ending"])),
        names=names,
        affixes=affixes,
    )


def _use(use: str) -> frozenset[str]:
    return words("tidying/words", "words", "use", use)


def pieces(word: str) -> Parts:
    """The parts of a word of the tables, without the ZWNJs that would not be seen."""
    found: list[str] = []
    for part in word.split(ZWNJ):
        if found and found[-1][-1] not in JOINING:
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def _forms(forms: Iterable[str], after_heh: Parts, endings: Parts = ()) -> Iterator[str]:
    """Each form, with the endings written on to it; after ه, those that take its place."""
    for form in forms:
        yield form
        if form.endswith("ه"):
            yield from (form[:-1] + ending for ending in after_heh)
        else:
            yield from (form + ending for ending in endings)


def _compounds(after_heh: Parts) -> tuple[dict[str, Parts], dict[str, frozenset[str]]]:
    """Compounds, fused → parts, and the halves that are joined over a space: first → seconds."""
    found: dict[str, Parts] = {}
    apart: dict[str, frozenset[str]] = {}
    for row in table("tidying/compounds", "first", "seconds", "apart"):
        forms = tuple(_forms(values(row["seconds"]), after_heh))
        for form in forms:
            parts = pieces(f"{row['first']}{ZWNJ}{form}")
            if len(parts) > 1:
                found["".join(parts)] = parts
        if row["apart"] == "yes":
            fused = frozenset(form.replace(ZWNJ, "") for form in forms)
            apart[row["first"]] = apart.get(row["first"], frozenset()) | fused
    return found, apart


def _seconds(after: str, after_heh: Parts, endings: Parts) -> dict[str, Parts]:
    forms = words("tidying/seconds", "forms", "after", after)
    return {form.replace(ZWNJ, ""): pieces(form) for form in _forms(forms, after_heh, endings)}


def _names() -> dict[str, Parts]:
    """Given names and names of places, fused → parts."""
    rows = [row["name"] for row in table("given_names", "name")]
    rows += [row["name"] for row in table("places", "name")]
    return {
        word.replace(ZWNJ, ""): pieces(word)
        for row in rows
        for word in row.split(" ")
        if len(word) > 1
    }


def _verbs(affixes: Mapping[str, Parts]) -> tuple[frozenset[str], frozenset[str]]:
    """The forms that می can stand before, and the participles."""
    forms = set(affixes["verb_bare"])
    participles: set[str] = set()
    for row in table("tidying/verbs", "past", "present"):
        past, present = row["past"], row["present"]
        stems = (present, present + "ی") if present[-1] in "او" else (present,)
        forms.update(stem + end for stem, end in product(stems, affixes["present_ending"]))
        forms.update(past + end for end in ("", *affixes["past_ending"]))
        third = (*(stem + end for stem in stems for end in ("د", "ند")), past, past + "ند")
        forms.update(form + end for form, end in product(third, affixes["object"]))
        participles.add(past + "ه")
    before = ("", *affixes["preverb"])
    after = {p + n + word for p, n, word in product(before, ("", "ن"), participles)}
    return frozenset(forms), frozenset(after)

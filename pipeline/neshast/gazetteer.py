"""Bodies and places by their names: those of the tables, and a user's own bodies with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from types import MappingProxyType

from neshast.folding import fold, key
from neshast.grammar import listed
from neshast.lexicon import Row, read_table, table, values, words
from neshast.matching import Entry, Hit, Matcher, longest

COLUMNS = ("key", "name", "type", "country", "parent", "valid_from", "valid_to", "variants")
# What a user's table is called in messages that know no file.
OWN = "own lexicon"
# Shorter names of organisations and places are ordinary words too often to be looked for.
_SHORTEST_ORGANIZATION = 4
_SHORTEST_LATIN = 3
_SHORTEST_PLACE = 3
# A name with fewer words before «کشور» may mean something else without it.
_FEWEST_WITHOUT = 3
# The distance of a body in another country.
_ELSEWHERE = 2


class Gazetteer:
    """The bodies of ``organizations.tsv``, those of `own`, and the places of ``places.tsv``.

    Args:
        own: the text of a user's own table; a name in it hides the rows of ours that bear it.

    Raises:
        ResourceError: if `own` cannot be read as a table.
    """

    def __init__(self, own: str = "") -> None:
        rows = (*own_rows(own), *table("organizations", *COLUMNS))
        self.rows = {row["key"]: row for row in rows}
        self._named: dict[str, list[Row]] = {}
        for row in rows:
            for name in names_of(row):
                bearers = self._named.setdefault(key(name), [])
                if not (bearers and bearers[0].get("own") and not row.get("own")):
                    bearers.append(row)
        self._matcher = Matcher(_entries(rows))

    def find(self, text: str) -> list[Hit]:
        """Bodies, places and solid fields in a folded text, the longest of each kind.

        The value of an ``organization`` is its name, as `named` takes it.
        """
        return longest(self._matcher.find(text))

    def bearers(self, name: str) -> list[Row]:
        """Every row of a body that bears `name`, in the order of the tables."""
        return list(self._named.get(key(name), ()))

    def named(self, name: str, country: str = "", year: int | None = None) -> Row | None:
        """The body that a text means by `name`, or None.

        Args:
            name: in any spelling.
            country: where the text was written (ISO); of two namesakes the one there is meant.
            year: when it was written, if that is known; of two namesakes the one of that time.

        An ordinary word that names a body of another country only gives its type: the row has
        no key.
        """
        bearers = self._named.get(key(name), ())
        best = min(
            bearers,
            key=lambda row: (_distance(row, country), not _stood(row, year)),
            default=None,
        )
        if best and country and _distance(best, country) == _ELSEWHERE and _is_ordinary(name):
            # «گمرک» of a Dari text is a body of its kind, but none of Iran.
            return MappingProxyType(dict(best) | {"key": "", "country": "", "parent": ""})
        return best


@cache
def gazetteer(own: str = "") -> Gazetteer:
    """The gazetteer with a user's own table, built once for each text of it."""
    return Gazetteer(own)


@cache
def countries() -> dict[str, str]:
    """The countries (ISO) by their folded names."""
    rows = table("places", "name", "kind", "country", "variants")
    return {
        fold(name): row["country"]
        for row in rows
        if row["kind"] == "country"
        for name in (row["name"], *values(row["variants"]))
    }


def names_of(row: Row) -> tuple[str, ...]:
    """The name of a body and its variants."""
    return (row["name"], *values(row["variants"]))


def is_short(name: str) -> bool:
    """True if the name of a body is too short to be looked for in texts: «WHO» is not."""
    shortest = _SHORTEST_LATIN if name.isascii() and name.isupper() else _SHORTEST_ORGANIZATION
    return len(fold(name)) < shortest


def own_rows(text: str) -> Iterator[Row]:
    """The rows of a user's table, with what it leaves out.

    Only the column ``name`` must be there. A key is made of the name, a type told by its first
    words; ``parent`` may be a key or a name of any body; a body without a country is in its
    parent's.

    Raises:
        ResourceError: if the text is no table.
    """
    if not text:
        return
    given = [dict.fromkeys(COLUMNS, "") | dict(row) for row in read_table(text, OWN, ("name",))]
    for row in given:
        row["key"] = row["key"] or f"own.{key(row['name'])}"
        row["type"] = row["type"] or type_of(row["name"])
    known = {row["key"]: row for row in (*table("organizations"), *given)}
    by_name = {key(name): row for row in known.values() for name in names_of(row)}
    for row in given:
        parent = known.get(row["parent"]) or by_name.get(key(row["parent"]))
        row["parent"] = parent["key"] if parent else ""
        row["country"] = row["country"] or (parent["country"] if parent else "")
        yield MappingProxyType(row | {"own": "yes"})


def type_of(name: str) -> str:
    """The type of a body by the noun that its name begins with, else ``other``."""
    folded = fold(name).split()
    heads = (" ".join(folded[:n]) for n in range(len(folded), 0, -1))
    return next((head_types()[head] for head in heads if head in head_types()), "other")


@cache
def head_types() -> dict[str, str]:
    """The type of body that a noun heads, by the folded noun."""
    return {
        fold(head): row["type"]
        for row in table("org_heads", "head", "type")
        for head in values(row["head"])
    }


def _is_ordinary(name: str) -> bool:
    """True for a word that names a body only where everybody knows which."""
    return fold(name) in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    # They stand folded in their table.
    return words("words", "word")


def _distance(row: Row, country: str) -> int:
    """How far a body is from a country: there, in no country, in another."""
    return 0 if row["country"] == country else _ELSEWHERE if row["country"] else 1


def _stood(row: Row, year: int | None) -> bool:
    """False if a body began later than `year`, or had ended."""
    if year is None:
        return True
    began, ended = row["valid_from"], row["valid_to"]
    return (not began or int(began) <= year) and (not ended or year <= int(ended))


def _entries(rows: Iterable[Row]) -> Iterator[Entry]:
    rows = list(rows)
    taken = {fold(name) for row in rows for name in names_of(row)}
    for row in rows:
        for name in names_of(row):
            if not is_short(name):
                yield from (Entry("organization", name, said) for said in _spaced(name))
            short = _without_country(name)
            if short and short not in taken:
                taken.add(short)
                yield from (Entry("organization", name, said) for said in _spaced(short))
    for row in table("places", "name", "kind", "variants"):
        for name in names_of(row):
            if len(name) >= _SHORTEST_PLACE:
                yield Entry("place", row["kind"], name)
    # Fields with commas that stand without their head noun: «رئیس زراعت، آبیاری و مالداری».
    for word in words("phrase_words", "word", "use", "solid"):
        yield from (Entry("solid", "", said) for said in _spaced(word))


def _without_country(name: str) -> str:
    """A long folded name without «کشور» at its end, as texts shorten it; else nothing."""
    *words_before, last = fold(name).split(" ")
    long = len(words_before) >= _FEWEST_WITHOUT
    return " ".join(words_before) if long and last in listed("whole_country") else ""


def _spaced(name: str) -> tuple[str, ...]:
    """A name as clerks space its commas: «زراعت ، آبیاری», «زراعت،آبیاری»."""
    return tuple(dict.fromkeys((name, *(name.replace("، ", comma) for comma in (" ، ", "،")))))

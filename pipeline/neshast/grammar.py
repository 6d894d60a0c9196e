"""The closed classes of words that rules ask for: ``grammar.tsv``, as tuples and expressions.

A row is named after what its words do. Words are written as people write them and folded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from neshast.errors import ResourceError
from neshast.folding import fold
from neshast.lexicon import table, values

# «می شود»: the prefix of a verb, and the same with its space left out where clerks do.
_PREFIX = re.compile(r"(?<!\w)(ن?می)\\ ")
_GLUED = r"\1\\ ?"


@cache
def listed(*names: str) -> tuple[str, ...]:
    """The folded words of the rows `names`, in the order of the table, each once.

    Raises:
        ResourceError: if the table has no such row.
    """
    rows = {row["name"]: row["words"] for row in table("grammar", "name", "words")}
    for name in names:
        if name not in rows:
            raise ResourceError(f"resources/grammar.tsv has no row {name!r}: add it, or reinstall")
    return tuple(dict.fromkeys(fold(word) for name in names for word in values(rows[name])))


@cache
def either(*names: str) -> str:
    """A group of a regular expression that matches any word of the rows `names`.

    Nothing is said about what stands around the word: the expression says so itself, with
    ``(?<!\\w)`` and ``(?!\\w)``.

    Raises:
        ResourceError: if the table has no such row.
    """
    return alternation(listed(*names))


def alternation(words: Iterable[str]) -> str:
    """A group that matches any of `words`, the longer first: «از جمله» is not read as «از».

    The prefix of a verb may be written on to it: «میشود».
    """
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(_PREFIX.sub(_GLUED, re.escape(word)) for word in longest_first)})"


def begins(phrase: str, *names: str) -> bool:
    """True if `phrase`, folded, begins with a word of the rows `names`."""
    return fold(phrase).startswith(listed(*names))

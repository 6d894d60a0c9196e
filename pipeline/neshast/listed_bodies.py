"""The bodies of the tables where a text names them, and their branches in the country."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from neshast.document import OrganizationMention, Span
from neshast.grammar import either
from neshast.lexicon import Row
from neshast.phrases import Phrases
from neshast.view import View

# A body at ``[start, end)`` of the folded text.
Placed = tuple[int, int, OrganizationMention]
# The row of the body that the text means by a name.
Named = Callable[[str], Row | None]
# «بهزیستی استان سمنان»: kinds of bodies that have branches in the country, and how these go on.
_BRANCHED = ("agency", "company", "court", "ngo", "security")
_DISTRICT = re.compile(rf" {either('district')}(?!\w)")
_BRANCH_REACH = 30


def listed_bodies(
    view: View, phrases: Phrases, known: list[tuple[int, int, str]], named: Named
) -> Iterator[Placed]:
    """The organisations of the tables, at the places of their names, and branches of them."""
    for start, end, listed_name in known:
        row = named(listed_name)
        assert row is not None
        name = written(view, start, end)
        yield start, end, authorized(view.raw(start, end), name, row, "organizations.tsv")
        stop = _branch_end(view, phrases, end) if row["type"] in _BRANCHED else end
        if stop > end:
            span = view.raw(start, stop)
            branch = authorized(span, written(view, start, stop), row, "branch")
            yield start, stop, replace(branch, authority=None, parent=row["key"] or None)


def _branch_end(view: View, phrases: Phrases, end: int) -> int:
    """Where «بهزیستی استان سمنان» ends, whose listed name ends at `end`; `end` for no branch."""
    unit = _DISTRICT.match(view.text, end)
    if unit is None:
        return end
    limit = min(line_end(view, end), unit.end() + _BRANCH_REACH) + 1
    place = phrases.local(end, limit)
    return place if place < limit else unit.end()


def authorized(span: Span, name: str, row: Row, rule: str) -> OrganizationMention:
    """A mention of the body of `row`: by `name`, at `span`, found by `rule`."""
    return OrganizationMention(
        span=span,
        name=name,
        type=row["type"],
        authority=row["key"] or None,
        country=row["country"] or None,
        rule=rule,
        parent=row["parent"] or None,
    )


def written(view: View, start: int, end: int) -> str:
    """A folded stretch as it was written."""
    return view.raw(start, end).of(view.folded.raw)


def line_end(view: View, start: int) -> int:
    """Where the line of the folded text ends in which `start` stands."""
    end = view.text.find("\n", start)
    return len(view.text) if end < 0 else end

"""The bodies of the tables where a text names them, and their branches in the country."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from neshast.body_names import BodyNames
from neshast.document import OrganizationMention, Span
from neshast.lexicon import Row
from neshast.view import View

# A body at ``[start, end)`` of the folded text.
Placed = tuple[int, int, OrganizationMention]
# The row of the body that the text means by a name.
Named = Callable[[str], Row | None]
# Kinds of bodies whose branches in the country are bodies too, below the one of the table.
_BRANCHED = ("agency", "company", "court", "ngo", "security")
# Kinds of bodies that are a part of the one whose name follows theirs.
_PARTS = ("committee", "council", "department", "other", "security", "university")
_LISTED, _BRANCH = "organizations.tsv", "branch"


def listed_bodies(
    view: View, ends: BodyNames, known: list[tuple[int, int, str]], named: Named
) -> Iterator[Placed]:
    """The organisations of the tables, at the places of their names, and branches of them.

    «اتاق بازرگانی کرمان» is a branch, «وزارت خارجه پاکستان» a body of another country, «وزارت
    مالیه افغانستان» the one of the table, «ریاست پلان وزارت معارف» a part of another.
    """
    starts = {start: end for start, end, _ in known}
    inside = [start for start, _, _ in known]
    for start, end, listed_name in known:
        row = named(listed_name)
        assert row is not None
        whole = _whole(row, starts, inside, start, end)
        if whole > end:
            unit = authorized(view.raw(start, whole), written(view, start, whole), row, _LISTED)
            yield start, whole, replace(unit, authority=None, parent=row["key"])
            continue
        stop = ends.branch(end)
        own = stop == end or ends.is_of(row["country"], end, stop)
        whole = stop if own else end
        if own or row["type"] in _BRANCHED:
            name = written(view, start, whole)
            yield start, whole, authorized(view.raw(start, whole), name, row, _LISTED)
        if not own:
            branch = authorized(view.raw(start, stop), written(view, start, stop), row, _BRANCH)
            above = row["key"] if row["type"] in _BRANCHED else None
            yield start, stop, replace(branch, authority=None, parent=above)


def _whole(row: Row, starts: dict[int, int], inside: list[int], start: int, end: int) -> int:
    """Where the name is whole of a part with its body: «ریاست پلان | وزارت معارف».

    The other body begins inside the name («کمیسیون عمران مجلس | شورای اسلامی») or right behind.
    """
    within = inside[bisect_right(inside, start) : bisect_left(inside, end)]
    longer = max((starts[at] for at in within), default=end)
    if row["type"] in _PARTS and end + 1 in starts:
        return max(longer, starts[end + 1])
    return max(longer, end)


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

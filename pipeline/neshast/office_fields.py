"""The bodies that offices name by their fields, one or several: «وزرای معارف، عدلیه و مالیه»."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache

from neshast.coordination import coordinated
from neshast.document import Office, OrganizationMention, Span
from neshast.folding import fold
from neshast.gazetteer import head_types
from neshast.grammar import either, listed
from neshast.headed_bodies import begins_known, spelled_out
from neshast.lexicon import table, values
from neshast.listed_bodies import Named, authorized
from neshast.naming import UNKNOWN, kind_of, names_a_place
from neshast.phrases import Phrases, past_honorific
from neshast.titles import is_plural
from neshast.view import Mark, View

# «ولایت», «ولسوالی».
_UNIT = "province"
_BEGINS_UNIT = re.compile(rf"{either('branch_unit')}(?!\w)")
# No title of the table of what offices lead has more words.
_LONGEST_TITLE = 3
# The name of a field has no more parts: «زراعت، آبیاری و مالداری».
_MOST_PARTS = 4


def implied(
    view: View,
    phrases: Phrases,
    offices: Iterable[Office],
    places: Container[int],
    variety: str,
    named: Named,
) -> Iterator[OrganizationMention]:
    """The bodies that offices name by their fields: «رئیس معارف بلخ» → «ریاست معارف بلخ».

    Where the language has no noun for it («مدیر توزیع برق غرب»), the field is the name, if the
    office is beside a person and the field has more than one word.
    """
    nouns = _body_nouns(variety)
    for office in offices:
        start, end = view.at(office.span)
        words = view.text[start:end].split()
        titles = (" ".join(words[:n]) for n in range(_LONGEST_TITLE, 0, -1))
        title = next((title for title in titles if title in nouns), "")
        field = view.text[past_honorific(view.text, start + len(title)) : end].strip()
        if office.organization is not None and not (title and _of_unit(view, office, title)):
            yield from _further(view, office, office.organization.span, places, named)
            continue
        if not title or not field:
            continue
        first = field.split()[0]
        if first.isdigit() or first in listed("no_field"):
            continue
        bare = not nouns[title]
        if bare and not (len(field.split()) > 1 and (phrases.after_name(start) or _local(field))):
            continue
        whole = end - len(field), end
        fields = _known_fields(view, *whole, named) if is_plural(title) else [whole]
        names = [view.raw(a, b).of(view.folded.raw) for a, b in fields]
        if is_plural(title) and not fields:
            fields = _of_places(view, *whole, places)
            names = list(spelled_out(view, nouns[title], fields, places, named))
        for (a, b), own in zip(fields, names, strict=True):
            name = f"{nouns[title]} {own}".strip()
            yield _body(view, a, b, name, "department", f"office: {title}", named)


def _of_unit(view: View, office: Office, title: str) -> bool:
    """True for «رئیس معارف ولایت بلخ»: a field stands between the title and its province."""
    body = office.organization
    if body is None or body.type != _UNIT or is_plural(title):
        return False
    start = view.at(body.span)[0]
    field = view.text[past_honorific(view.text, view.at(office.span)[0] + len(title)) : start]
    return bool(field.strip()) and _BEGINS_UNIT.match(view.text, start) is not None


def _body(
    view: View, start: int, end: int, name: str, type: str, rule: str, named: Named
) -> OrganizationMention:
    row = named(name)
    if row is not None:
        return authorized(view.raw(start, end), name, row, rule)
    return OrganizationMention(view.raw(start, end), name, type, rule=rule)


def _further(
    view: View, office: Office, first: Span, places: Container[int], named: Named
) -> Iterator[OrganizationMention]:
    """The bodies of the other places of «شهرداران ساری، آمل و بابل»; the first has the office's."""
    start, end = view.at(office.span)
    noun = _local_bodies().get(office.rule.removeprefix("office: "), "")
    if not noun or not is_plural(view.text[start:end]):
        return
    for a, b in _of_places(view, view.at(first)[0], end, places)[1:]:
        name = f"{noun} {view.raw(a, b).of(view.folded.raw)}"
        yield _body(view, a, b, name, head_types().get(fold(noun), "other"), office.rule, named)


def _of_places(view: View, start: int, end: int, places: Container[int]) -> list[tuple[int, int]]:
    """The pieces of a list whose first ends with a place and whose others are places, else none.

    A word of no table is one more of them: «شهرداران ساری، نوده و بابل».
    """
    pieces = [view.trim(a, b) for a, b in coordinated(view.text, start, end)]
    first, *others = pieces

    def fits(a: int, b: int) -> bool:
        return a in places or all(kind_of(word) == UNKNOWN for word in view.text[a:b].split())

    known = others and any(at in places for at in range(*first))
    return pieces if known and all(fits(a, b) for a, b in others) else []


def _local(field: str) -> bool:
    """True for «هواشناسی استان», «راهداری یزد»: a field that ends with where its body works."""
    last = field.split()[-1]
    return last in listed("branch_unit") or names_a_place(last)


def fields_of(view: View, mark: Mark, end: int, named: Named) -> list[tuple[int, int]]:
    """The fields that a plural office shares out, if they are several."""
    several = is_plural(view.text[mark.start : mark.end])
    fields = _known_fields(view, mark.end, end, named) if several else []
    return fields if len(fields) > 1 else []


def led_by(office: str) -> str:
    """The name of the body that the holder of an office leads, by its field, in Dari.

    «رئیس معارف» leads a «ریاست معارف»; empty where no field or no noun is known.
    """
    title, _, field = fold(office).partition(" ")
    noun = _body_nouns("fa-AF").get(title, "")
    return f"{noun} {field}" if noun and field else ""


def _known_fields(view: View, start: int, end: int, named: Named) -> list[tuple[int, int]]:
    heads = listed("field_heads")
    return _shared_fields(view, start, end, lambda x: any(named(f"{head} {x}") for head in heads))


def _shared_fields(
    view: View, start: int, end: int, known: Callable[[str], bool]
) -> list[tuple[int, int]]:
    """The fields of ``[start, end)`` of the folded text; none unless every one of them is known.

    A place may follow the last: «معارف و صحت عامه غور».

    Args:
        known: whether a folded text is a field of government.
    """
    found = []
    pieces = coordinated(view.text, *view.trim(start, end))
    while pieces:
        begin = pieces[0][0]
        ends = [begin, *(stop for _, stop in pieces[:_MOST_PARTS])]
        parts = [
            n
            for n in range(1, len(ends))
            if begins_known(view.text[begin : ends[n]], view.text[begin : ends[n - 1]], known)
        ]
        if not parts:
            return []
        found.append(view.trim(begin, ends[parts[-1]]))
        pieces = pieces[parts[-1] :]
    return found


@cache
def _local_bodies() -> dict[str, str]:
    """The noun of the body that an office heads, by the title of the office."""
    return {
        title: row["organization"]
        for row in table("offices", "title", "organization")
        for title in values(row["title"])
    }


@cache
def _body_nouns(variety: str) -> dict[str, str]:
    """What an office leads, by the title of the office: «رئیس» leads a «ریاست» in Dari."""
    return {
        fold(title): row["body"]
        for row in table("office_bodies", "title", "body", "variety")
        for title in values(row["title"])
        if row["variety"] in (variety, "both")
    }

"""The bodies that offices name by their fields, one or several: «وزرای معارف، عدلیه و مالیه»."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from neshast.appositions import is_plural
from neshast.coordination import coordinated
from neshast.document import Office, OrganizationMention
from neshast.folding import fold
from neshast.grammar import listed
from neshast.lexicon import table, values
from neshast.listed_bodies import Named, authorized
from neshast.naming import names_a_place
from neshast.phrases import Phrases, past_honorific
from neshast.view import Mark, View

# The name of a field has no more parts: «زراعت، آبیاری و مالداری».
_MOST_PARTS = 4


def implied(
    view: View, phrases: Phrases, offices: Iterable[Office], variety: str, named: Named
) -> Iterator[OrganizationMention]:
    """The bodies that offices name by their fields: «رئیس معارف بلخ» → «ریاست معارف بلخ».

    Where the language has no noun for it («مدیر توزیع برق غرب»), the field is the name, if the
    office is beside a person and the field has more than one word.
    """
    nouns = _body_nouns(variety)
    for office in offices:
        start, end = view.at(office.span)
        words = view.text[start:end].split()
        title = next((t for t in (" ".join(words[:2]), words[0]) if t in nouns), "")
        field = view.text[past_honorific(view.text, start + len(title)) : end].strip()
        if office.organization is not None or not title or not field:
            continue
        first = field.split()[0]
        if first.isdigit() or first in listed("no_field"):
            continue
        bare = not nouns[title]
        if bare and not (len(field.split()) > 1 and (phrases.after_name(start) or _local(field))):
            continue
        whole = end - len(field), end
        if is_plural(title):
            yield from _of_places(view, title, nouns[title], *whole)
        for a, b in _known_fields(view, *whole, named) if is_plural(title) else [whole]:
            span = view.raw(a, b)
            name = f"{nouns[title]} {span.of(view.folded.raw)}".strip()
            row = named(name)
            rule = f"office: {title}"
            if row is not None:
                yield authorized(span, name, row, rule)
            else:
                yield OrganizationMention(span, name, "department", rule=rule)


def _local(field: str) -> bool:
    """True for «هواشناسی استان», «راهداری یزد»: a field that ends with where its body works."""
    last = field.split()[-1]
    return last in listed("branch_unit") or names_a_place(last)


def _of_places(
    view: View, title: str, noun: str, start: int, end: int
) -> Iterator[OrganizationMention]:
    """The bodies of «رؤسای زراعت بدخشان، بلخ و سمنگان»: one field, told once, in each place."""
    (a, b), *others = coordinated(view.text, *view.trim(start, end)) or [(start, end)]
    field, _, first = view.text[a:b].rpartition(" ")
    if not (noun and field and others and names_a_place(first)):
        return
    if all(names_a_place(view.text[c:d]) for c, d in others):
        for c, d in [(b - len(first), b), *others]:
            span = view.raw(c, d)
            name = f"{noun} {field} {span.of(view.folded.raw)}"
            yield OrganizationMention(span, name, "department", rule=f"office: {title}")


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
            if _begins_known(view.text[begin : ends[n]], view.text[begin : ends[n - 1]], known)
        ]
        if not parts:
            return []
        found.append(view.trim(begin, ends[parts[-1]]))
        pieces = pieces[parts[-1] :]
    return found


def _begins_known(field: str, without: str, known: Callable[[str], bool]) -> bool:
    """True if words that begin `field` are a known one, and reach over its part `without`."""
    words, fewest = field.split(), len(without.split())
    return any(known(" ".join(words[:n])) for n in range(fewest + 1, len(words) + 1))


@cache
def _body_nouns(variety: str) -> dict[str, str]:
    """What an office leads, by the title of the office: «رئیس» leads a «ریاست» in Dari."""
    return {
        fold(title): row["body"]
        for row in table("office_bodies", "title", "body", "variety")
        for title in values(row["title"])
        if row["variety"] in (variety, "both")
    }

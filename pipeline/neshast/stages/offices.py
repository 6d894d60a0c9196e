"""Finds organisations and the offices people hold."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Office, OrganizationMention, Span
from neshast.folding import fold, key
from neshast.grammar import either, listed
from neshast.lexicon import Row, table, values, words
from neshast.matching import Entry, Matcher, longest
from neshast.options import Options as NoOptions
from neshast.phrases import Phrases, coordinated
from neshast.view import WORD, Mark, View, non_overlapping

# «به ریاست معارف وظیفه سپرده شد»: the body that is told to do something chairs nothing.
_DIRECTED = re.compile(rf"(?: \w+){{1,6}}? {either('directed')}(?!\w)")
# Another body after «و»: «شورای شهر و هیئت کارشناسی».
_AND_BODY = re.compile(rf" و {either('own_body')}(?!\w)")
_PLURAL = re.compile(rf"\s?{either('plural_suffix')}$")
# «والی محترم X»: the honorific is no part of the body.
_HONOUR = re.compile(rf" {either('office_honorific')}(?!\w)")
# «۲۲۱ نماینده» are a number of people, no office; «وکیل زاده» is a surname.
_COUNTED = re.compile(r"\d\s*$")
_SURNAME_TAIL = re.compile(rf" ?{either('surname_tail')}(?!\w)")
# The rest of a list of bodies: to the next «و», and the phrase after it.
_REST_OF_LIST = re.compile(r"[^.؛:\n()]*?\sو\s+[^،.؛:\n()]+")
_LONGEST_REST = 200
# The name of a listed body has no more parts.
_MOST_PARTS = 4
# So far before an office may the number stand that counts it.
_COUNT_REACH = 6
# Kinds of cue that no list of bodies goes on over.
_LIST_ENDS = (
    "participant", "chair", "hold", "say", "date_cue", "office", "honorific", "attend", "decide",
)  # fmt: skip
# Bodies and offices that a place name completes: «شهرداری گلدره», «والی پروان».
# Types of heads that make no name with any word: a unit of the country, and what is no office.
_UNIT, _OTHER = "province", "other"
# So soon after a unit must the name of its place begin: «ولایت باستانی هرات».
_PLACE_REACH = 10
_LOCAL_TYPES = ("province",)
_LOCAL_GRADES = ("governor", "district_governor", "mayor")
# Offices whose field or place follows the title and is no part of it.
_GOVERNS = ("minister", "governor", "district_governor", "mayor", "diplomat", "state")
# Shorter names of organisations and places are ordinary words too often to be looked for.
_SHORTEST_ORGANIZATION = 4
_SHORTEST_PLACE = 3
# A body at ``[start, end)`` of the folded text.
_Placed = tuple[int, int, OrganizationMention]


class FindOffices:
    """Fills `organization_mentions` and `offices`.

    Organisations come from ``organizations.tsv`` and, for those it does not list, from a noun of
    ``org_heads.tsv`` with what follows it. «وزارت های الف و ب» gives «وزارت الف» and «وزارت ب».
    An office is a title of ``offices.tsv`` with the phrase that depends on it.
    """

    name: ClassVar = "offices"
    needs: ClassVar = ("variety", "folded", "cues", "names")
    fills: ClassVar = ("organization_mentions", "offices")
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled, in text order."""
        view = View(document)
        hits = longest(_gazetteer().find(view.text))
        known = [(h.start, h.end, h.entry.value) for h in hits if h.entry.kind == "organization"]
        phrases = Phrases(
            view,
            names=[view.at(name.span) for name in document.names],
            solid=[(h.start, h.end) for h in hits if h.entry.kind != "place"],
            places=[(h.start, h.end) for h in hits if h.entry.kind == "place"],
        )
        places = {h.start for h in hits if h.entry.kind == "place"}
        found = [*_authorities(view, known), *_headed(view, phrases, known, places)]
        found.sort(key=lambda placed: (placed[0], -placed[1]))
        offices = tuple(_offices(view, phrases, found))
        implied = _implied(view, phrases, offices, document.variety)
        organizations = tuple([*(mention for _, _, mention in found), *implied])
        return replace(document, organization_mentions=organizations, offices=offices)


def _authorities(view: View, known: list[tuple[int, int, str]]) -> Iterator[_Placed]:
    """The organisations of the table: `known` are their places and keys."""
    for start, end, authority in known:
        row = _rows()[authority]
        name = _written(view, start, end)
        yield start, end, _authorized(view.raw(start, end), name, row, "organizations.tsv")


def _headed(
    view: View, phrases: Phrases, known: list[tuple[int, int, str]], places: set[int]
) -> Iterator[_Placed]:
    """Nouns that head the name of a body, each with what follows it, unless they are `known`.

    A unit of the country is one only with a name of `places`: «ولایت جنوبی» names none.
    """
    covered = {(start, end) for start, end, _ in known}
    for mark in _heads(view):
        end = phrases.end(mark.start, _line_end(view, mark.start), mark.end)
        head = view.text[mark.start : mark.end]
        end = _cut(view, mark.end, end, head in listed("whole_body"))
        another = _AND_BODY.search(view.text, mark.end, end)
        end = another.start() if another else end
        if mark.value in _LOCAL_TYPES:
            end = phrases.local(mark.end, end)
        if _PLURAL.search(head) or head in listed("broken_plural"):
            yield from _plural(view, phrases, mark, end, places)
        elif end <= mark.end and head in listed("whole_body"):
            yield mark.start, mark.end, _unlisted(view.raw(mark.start, mark.end), head, mark)
        elif mark.value == _UNIT and places.isdisjoint(range(mark.end, mark.end + _PLACE_REACH)):
            continue
        elif end > mark.end and (mark.start, end) not in covered:
            span = view.raw(mark.start, end)
            yield mark.start, end, _unlisted(span, span.of(view.folded.raw), mark)


def _heads(view: View) -> list[Mark]:
    """The first head noun at each place, outside cues of the chair («به ریاست»)."""
    chairs = [
        (m.start, m.end)
        for m in view.of("chair", "secretary")
        if m.kind != "chair" or not _DIRECTED.match(view.text, m.end)
    ]
    heads: dict[int, Mark] = {}
    for mark in view.of("org_head"):
        if not any(a <= mark.start < b for a, b in chairs):
            heads.setdefault(mark.start, mark)
    return list(heads.values())


def _plural(
    view: View, phrases: Phrases, mark: Mark, end: int, places: set[int]
) -> Iterator[_Placed]:
    """The members of «وزارت های الف، ب و ج», each with its full name; one alone is no name."""
    head = _singular(_PLURAL.sub("", view.text[mark.start : mark.end]))
    pieces = coordinated(view.text, mark.end, _list_end(view, mark.end, end))
    if pieces and pieces[-1][0] >= end:
        a, b = pieces[-1]
        pieces[-1] = a, phrases.end(a, b)
    pieces = _rejoined(view, head, pieces)
    named = len(pieces) > 1 and mark.value not in (_UNIT, _OTHER)
    for a, b in pieces:
        a, b = view.trim(a, b)
        name = f"{head} {_written(view, a, b)}"
        row = _by_key().get(key(name))
        if row is not None:
            yield a, b, _authorized(view.raw(a, b), name, row, "coordinated")
        elif a < b and (named or a in places):
            yield a, b, _unlisted(view.raw(a, b), name, mark)


def _rejoined(view: View, head: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, with the parts of a known name in one: «زراعت، آبیاری و مالداری»."""
    found: list[tuple[int, int]] = []
    while pieces:
        ends = [b for _, b in pieces[:_MOST_PARTS]]
        names = [key(f"{head} {_written(view, pieces[0][0], b)}") for b in ends]
        count = max((n for n, name in enumerate(names, 1) if name in _by_key()), default=1)
        found.append((pieces[0][0], ends[count - 1]))
        pieces = pieces[count:]
    return found


def _cut(view: View, start: int, end: int, whole: bool = False) -> int:
    """Where the name of a body or office ends: before a word that none holds («وظیفه»).

    Args:
        start: where its head noun or title ends.
        end: where the phrase ends.
        whole: whether the head noun may stand alone.
    """
    following = list(WORD.finditer(view.text, start, end))[not whole :]
    stop = next((word.start() for word in following if word.group() in _name_ends()), end)
    if whole and view.text.startswith(" و ", start):
        return start
    stop = max(start, view.trim(start, stop)[1]) if stop < end else stop
    return stop - len(" و") if view.text.endswith(" و", start, stop) else stop


def _singular(head: str) -> str:
    if head in listed("broken_plural"):
        return listed("broken_singular")[listed("broken_plural").index(head)]
    ministry, house = listed("ministries")
    return head.removesuffix(house) if head.startswith(ministry) else head


def _list_end(view: View, start: int, end: int) -> int:
    """A list of bodies may go on over commas: to the next «و», and the phrase after it."""
    if not view.text.startswith("،", end):
        return end
    line = _line_end(view, start)
    rest = _REST_OF_LIST.match(view.text, end, min(line, end + _LONGEST_REST))
    if rest is None:
        return end
    new = view.first(end, rest.end(), *_LIST_ENDS)
    return new.start if new else rest.end()


def _offices(view: View, phrases: Phrases, bodies: list[_Placed]) -> Iterator[Office]:
    """Titles of offices with the phrases that depend on them; `bodies` in text order."""
    chairs = [(m.start, m.end) for m in view.of("chair", "secretary")]
    done = 0
    for mark in non_overlapping(view.of("office")):
        if mark.start < done or any(a < mark.start < b for a, b in chairs):
            continue
        if _SURNAME_TAIL.match(view.text, mark.end):
            continue
        if _COUNTED.search(view.text, max(0, mark.start - _COUNT_REACH), mark.start):
            continue
        start, done = view.trim(mark.start, _office_end(view, phrases, mark))
        yield _office(view, mark, start, done, bodies)


def _office_end(view: View, phrases: Phrases, mark: Mark) -> int:
    """Where the phrase of an office ends."""
    grade = mark.value.split("|")[0]
    events = grade not in _GOVERNS
    end = phrases.end(mark.start, _line_end(view, mark.start), mark.end, events)
    end = _cut(view, mark.end, end)
    if _office_rows()[mark.cue.phrase]["organization"] and grade in _LOCAL_GRADES:
        return phrases.local(mark.end, end)
    seated = end > mark.end and mark.cue.phrase in listed("seated_office")
    return phrases.seat(end, _line_end(view, end)) if seated else end


def _office(view: View, mark: Mark, start: int, end: int, bodies: list[_Placed]) -> Office:
    """The office of the phrase ``[start, end)`` with the widest body that begins first in it."""
    grade, gender, acting = mark.value.split("|")
    body = _body_in(bodies, mark.start + 1, end)
    title_end = body[0] if body else mark.end if grade in _GOVERNS else end
    return Office(
        span=view.raw(start, end),
        title=view.span(start, max(title_end, mark.end)).of(view.folded.raw),
        organization=body[2] if body else _governed(view, mark, end),
        acting=acting == "yes",
        gender=None if gender == "u" else gender,
        rule=f"office: {mark.cue.phrase}",
    )


def _body_in(bodies: list[_Placed], start: int, end: int) -> _Placed | None:
    """The widest body of those that begin first in ``[start, end)``; punctuation may end it."""
    for i in range(bisect_left(bodies, start, key=lambda placed: placed[0]), len(bodies)):
        if bodies[i][0] > end:
            break
        if bodies[i][1] <= end + 1:
            return bodies[i]
    return None


def _governed(view: View, mark: Mark, end: int) -> OrganizationMention | None:
    """The body of an office that names only its field: «وزیر مالیه» → «وزارت مالیه»."""
    noun = _office_rows()[mark.cue.phrase]["organization"]
    start, stop = view.trim(_past_honour(view, mark.end), end)
    if not noun or start == stop:
        return None
    rule = f"office: {mark.cue.phrase}"
    span = view.raw(start, stop)
    row = _by_key().get(key(f"{noun} {view.text[start:stop]}"))
    if row is not None:
        return _authorized(span, row["name"], row, rule)
    name = f"{noun} {span.of(view.folded.raw)}"
    return OrganizationMention(span, name, _head_types().get(fold(noun), "other"), rule=rule)


def _implied(
    view: View, phrases: Phrases, offices: Iterable[Office], variety: str
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
        field = view.text[_past_honour(view, start + len(title)) : end].strip()
        if office.organization is not None or not title or not field:
            continue
        first = field.split()[0]
        if first.isdigit() or first in listed("no_field"):
            continue
        bare = not nouns[title]
        if bare and not (len(field.split()) > 1 and phrases.after_name(start)):
            continue
        span = view.raw(end - len(field), end)
        name = f"{nouns[title]} {span.of(view.folded.raw)}".strip()
        row = _by_key().get(key(name))
        rule = f"office: {title}"
        if row is not None:
            yield _authorized(span, name, row, rule)
        else:
            yield OrganizationMention(span, name, "department", rule=rule)


def _past_honour(view: View, start: int) -> int:
    honour = _HONOUR.match(view.text, start)
    return honour.end() if honour else start


def _written(view: View, start: int, end: int) -> str:
    return view.raw(start, end).of(view.folded.raw)


def _authorized(span: Span, name: str, row: Row, rule: str) -> OrganizationMention:
    return OrganizationMention(
        span=span,
        name=name,
        type=row["type"],
        authority=row["key"],
        country=row["country"] or None,
        rule=rule,
    )


def _unlisted(span: Span, name: str, head: Mark) -> OrganizationMention:
    return OrganizationMention(span, name, head.value, rule=f"org_head: {head.cue.phrase}")


def _line_end(view: View, start: int) -> int:
    end = view.text.find("\n", start)
    return len(view.text) if end < 0 else end


@cache
def _name_ends() -> frozenset[str]:
    return words("phrase_words", "word", "use", "name_end")


@cache
def _body_nouns(variety: str) -> dict[str, str]:
    """What an office leads, by the title of the office: «رئیس» leads a «ریاست» in Dari."""
    return {
        fold(title): row["body"]
        for row in table("office_bodies", "title", "body", "variety")
        for title in values(row["title"])
        if row["variety"] in (variety, "both")
    }


@cache
def _rows() -> dict[str, Row]:
    return {row["key"]: row for row in table("organizations", "key", "name", "type", "country")}


@cache
def _by_key() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in _rows().values():
        for name in (row["name"], *values(row["variants"])):
            found.setdefault(key(name), row)
    return found


@cache
def _gazetteer() -> Matcher:
    entries = [
        Entry("organization", row["key"], name)
        for row in _rows().values()
        for name in (row["name"], *values(row["variants"]))
        if len(fold(name)) >= _SHORTEST_ORGANIZATION
    ]
    entries += [
        Entry("place", row["kind"], name)
        for row in table("places", "name", "kind", "variants")
        for name in (row["name"], *values(row["variants"]))
        if len(name) >= _SHORTEST_PLACE
    ]
    # Fields with commas that stand without their head noun: «رئیس زراعت، آبیاری و مالداری».
    entries += [Entry("solid", "", w) for w in words("phrase_words", "word", "use", "solid")]
    return Matcher(entries)


@cache
def _office_rows() -> dict[str, Row]:
    return {
        title: row
        for row in table("offices", "title", "organization")
        for title in values(row["title"])
    }


@cache
def _head_types() -> dict[str, str]:
    return {
        fold(head): row["type"]
        for row in table("org_heads", "head", "type")
        for head in values(row["head"])
    }

"""Finds organisations and the offices people hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Office, OrganizationMention
from neshast.folding import fold, key
from neshast.lexicon import Row, table, values, words
from neshast.matching import Entry, Matcher, longest
from neshast.options import Options as NoOptions
from neshast.phrases import Phrases, coordinated
from neshast.view import Mark, View, non_overlapping

_PLURAL = re.compile(r"\s?(?:های|ها|هاي)$")
# «وکیل زاده» is a surname.
# «۲۲۱ نماینده» are a number of people, no office.
_COUNTED = re.compile(r"\d\s*$")
_SURNAME_TAIL = re.compile(r" ?(?:زاده|زی|پور|نیا|خیل)(?!\w)")


class FindOffices:
    """Fills `organization_mentions` and `offices`.

    Organisations come from ``organizations.tsv`` and, for those it does not list, from a noun of
    ``org_heads.tsv`` with what follows it. «وزارت های الف و ب» gives «وزارت الف» and «وزارت ب».
    An office is a title of ``offices.tsv`` with the phrase that depends on it.
    """

    name: ClassVar = "offices"
    needs: ClassVar = ("folded", "cues", "names")
    fills: ClassVar = ("organization_mentions", "offices")
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled, in text order."""
        view = View(document)
        hits = longest(_gazetteer().find(view.text))
        known = [(h.start, h.end, h.entry.value) for h in hits if h.entry.kind == "organization"]
        names = [view.at(name.span) for name in document.names]
        solid = [(h.start, h.end) for h in hits if h.entry.kind != "place"]
        phrases = Phrases(
            view, names, solid, [(h.start, h.end) for h in hits if h.entry.kind == "place"]
        )
        found = list(_organizations(view, phrases, known))
        found.sort(key=lambda item: (item[0], -item[1]))
        organizations = tuple(mention for _, _, mention in found)
        offices = tuple(_offices(view, phrases, found))
        return replace(document, organization_mentions=organizations, offices=offices)


def _organizations(
    view: View, phrases: Phrases, known: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int, OrganizationMention]]:
    rows = _rows()
    heads = {}
    chairs = [(m.start, m.end) for m in view.marks if m.kind in ("chair", "secretary")]
    for mark in view.marks:
        if mark.kind == "org_head" and not any(a <= mark.start < b for a, b in chairs):
            heads.setdefault(mark.start, mark)
    for start, end, authority in known:
        row = rows[authority]
        yield (
            start,
            end,
            _mention(view, start, end, _written(view, start, end), row, "organizations.tsv"),
        )
    for mark in heads.values():
        end = phrases.end(mark.start, _line_end(view, mark.start), mark.end)
        if mark.value in _LOCAL_TYPES:
            end = phrases.local(mark.end, end)
        if _PLURAL.search(view.text[mark.start : mark.end]):
            yield from _plural(view, mark, end)
            continue
        if end <= mark.end:
            continue
        row = next((rows[a] for s, e, a in known if s == mark.start and e == end), None)
        if row is None:
            yield (
                mark.start,
                end,
                _headed(view, mark.start, end, _written(view, mark.start, end), mark),
            )


def _written(view: View, start: int, end: int) -> str:
    return view.raw(start, end).of(view.folded.raw)


def _plural(view: View, mark: Mark, end: int) -> Iterator[tuple[int, int, OrganizationMention]]:
    """The members of «وزارت های الف، ب و ج», each with its full name."""
    text = view.text
    head = _PLURAL.sub("", text[mark.start : mark.end])
    if head == mark.cue.phrase and not head:
        return
    stop = _list_end(view, mark.end, end)
    for a, b in coordinated(text, mark.end, stop):
        a, b = view.trim(a, b)
        bare = _PLURAL.sub("", head)
        name = f"{_singular(bare)} {_written(view, a, b)}"
        row = _by_key().get(key(name))
        if row is not None:
            yield a, b, _mention(view, a, b, row["name"], row, "coordinated")
        elif a < b:
            yield a, b, _headed(view, a, b, name, mark)


def _singular(head: str) -> str:
    return head.removesuffix("خانه") if head.startswith("وزارت") else head


def _list_end(view: View, start: int, end: int) -> int:
    """A list of bodies may go on over commas: to the next «و», and the phrase after it."""
    text = view.text
    line = _line_end(view, start)
    match = re.compile(r"[^.؛:\n()]*?\sو\s+[^،.؛:\n()]+").match(text, end, min(line, end + 200))
    if match and text[end : end + 1] == "،":
        tail = match.end()
        new = [
            m.start
            for m in view.within(end, tail)
            if m.kind
            in ("participant", "chair", "hold", "say", "date_cue", "office", "honorific", "attend")
        ]
        return min([tail, *new]) if new else tail
    return end


def _offices(
    view: View, phrases: Phrases, found: list[tuple[int, int, OrganizationMention]]
) -> Iterator[Office]:
    marks = non_overlapping(m for m in view.marks if m.kind == "office")
    chairs = {m.start: m.end for m in view.marks if m.kind in ("chair", "secretary")}
    done = 0
    for mark in marks:
        if mark.start < done:
            continue
        if any(a < mark.start < b for a, b in chairs.items()) or _SURNAME_TAIL.match(
            view.text, mark.end
        ):
            continue
        if _COUNTED.search(view.text, max(0, mark.start - 6), mark.start):
            continue
        governs = mark.value.split("|")[0] in _GOVERNS
        end = phrases.end(mark.start, _line_end(view, mark.start), mark.end, not governs)
        if _row_of(mark)["organization"] and mark.value.split("|")[0] in _LOCAL_GRADES:
            end = phrases.local(mark.end, end)
        a, b = view.trim(mark.start, end)
        inside = [
            (s, e, o) for s, e, o in found if mark.start < s and e <= b + 1 and s > mark.start
        ]
        widest = min(inside, key=lambda item: (item[0], -item[1])) if inside else None
        grade, gender, acting = mark.value.split("|")
        title_end = widest[0] if widest else (b if grade not in _GOVERNS else mark.end)
        organization = widest[2] if widest else _governed(view, mark, b)
        raw = view.folded.raw
        yield Office(
            span=view.raw(a, b),
            title=view.span(a, max(title_end, mark.end)).of(raw),
            organization=organization,
            acting=acting == "yes",
            gender=None if gender == "u" else gender,
            rule=f"office: {mark.cue.phrase}",
        )
        done = b


# Bodies and offices that a place name completes: «شهرداری گلدره», «والی پروان».
_LOCAL_TYPES = ("province",)
_LOCAL_GRADES = ("governor", "district_governor", "mayor")
_GOVERNS = ("minister", "governor", "district_governor", "mayor", "diplomat", "state")


def _governed(view: View, mark: Mark, end: int) -> OrganizationMention | None:
    """The body of an office that names only its field: «وزیر مالیه» → «وزارت مالیه»."""
    noun = _row_of(mark)["organization"]
    field = view.text[mark.end : end].strip(" ،")
    if not noun or not field:
        return None
    row = _by_key().get(key(f"{noun} {field}"))
    start, stop = view.trim(mark.end, end)
    if row is not None:
        return _mention(view, start, stop, row["name"], row, f"office: {mark.cue.phrase}")
    name = f"{noun} {_written(view, start, stop)}"
    kind = _head_types().get(fold(noun), "other")
    return OrganizationMention(view.raw(start, stop), name, kind, rule=f"office: {mark.cue.phrase}")


def _mention(
    view: View, start: int, end: int, name: str, row: Row, rule: str
) -> OrganizationMention:
    return OrganizationMention(
        span=view.raw(start, end), name=name, type=row["type"], authority=row["key"],
        country=row["country"] or None, rule=rule,
    )  # fmt: skip


def _headed(view: View, start: int, end: int, name: str, mark: Mark) -> OrganizationMention:
    return OrganizationMention(
        span=view.raw(start, end), name=name, type=mark.value, rule=f"org_head: {mark.cue.phrase}"
    )


def _line_end(view: View, start: int) -> int:
    end = view.text.find("\n", start)
    return len(view.text) if end < 0 else end


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
        if len(fold(name)) > 3
    ]
    # Fields with commas that stand without their head noun: «رئیس زراعت، آبیاری و مالداری».
    entries += [
        Entry("place", row["kind"], name)
        for row in table("places", "name", "kind", "variants")
        for name in (row["name"], *values(row["variants"]))
        if len(name) > 2
    ]
    entries += [Entry("solid", "", w) for w in words("phrase_words", "word", "use", "solid")]
    return Matcher(entries)


def _row_of(mark: Mark) -> Row:
    return _office_rows()[mark.cue.phrase]


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

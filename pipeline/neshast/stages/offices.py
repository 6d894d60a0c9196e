"""Finds organisations and the offices people hold."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import ClassVar

from pydantic import field_validator

from neshast.body_names import BodyNames, goes_in
from neshast.coordination import coordinated
from neshast.document import Document, Name, Office, OrganizationMention
from neshast.field_lists import field_end, field_lists
from neshast.gazetteer import countries, gazetteer, type_of
from neshast.grammar import either, listed
from neshast.headed_bodies import headed_bodies
from neshast.lead_doubts import SEATED
from neshast.lexicon import Row, table, values
from neshast.listed_bodies import Named, Placed, authorized, listed_bodies
from neshast.name_ends import (
    before_action,
    before_object,
    cut,
    line_end,
    list_end,
    past_quotation,
)  # fmt: skip
from neshast.naming import SURNAME, joined_at, kind_of
from neshast.office_fields import fields_of, implied
from neshast.options import Options as NoOptions
from neshast.phrases import Phrases, goes_on, past_honorific
from neshast.table_faults import own_faults
from neshast.titles import is_plural
from neshast.view import WORD, Mark, View, non_overlapping, whole_words

_MATTER = re.compile(rf" {either('matter_heads')}(?!\w)")
# «۲۲۱ نماینده» are a number of people, no office; «وکیل زاده» is a surname.
_COUNTED = re.compile(r"\d\s*$")
_SURNAME_TAIL = re.compile(rf" ?{either('surname_tail')}(?!\w)")
# «وزیر سابق مالیه»: there is no «وزارت سابق مالیه».
_OF_HOLDER = re.compile(rf"(?:\s+{either('of_holder')}(?!\w))+")
# «والی آن ولایت», «شهردار این شهر»: the office of a body named before.
_POINTS = re.compile(rf"{either('points_at_body')}(?!\w)")
# «سفیر X مقیم کابل»: where he lives is no part of what he stands for.
_RESIDENT = re.compile(rf" {either('resident')}(?!\w)")
# «وزیر خارجه کشورمان»: of the country of who writes.
_OWN_COUNTRY = re.compile(either("own_country"))
# «نهادهای وابسته به دولت»: no attaché.
_ATTACHED = re.compile(rf"{either('attached')}(?!\w)")
# «نماینده مردم آمل | ، نور و بابل در مجلس»: of all of them, for the seat shows it.
_CONSTITUENCY = re.compile(
    rf"(?: ?، ?[^\W\d]+(?: [^\W\d]+){{0,2}}){{0,12}} و [^\W\d]+(?: [^\W\d]+){{0,2}}"
    rf" {either('in_place')} {either('houses_of_deputies')}(?!\w)"
)
# «هیئت رئیسه»: a body, and no woman who heads it.
_ON_BOARD = re.compile(rf"(?<!\w){either('chairing_board')}$")
_MINISTRY = "وزارت"
# «عضو دیگر کمیسیون».
_ANOTHER = re.compile(rf" {either('another_one')}(?= \w)")
_AT_SITTING = re.compile(rf" در {either('sitting_heads')}(?!\w)")
# So far before an office may the number stand that counts it.
_COUNT_REACH = 6
# Bodies and offices that a place name completes: «شهرداری گلدره», «والی پروان».
_SECOND_HALF = re.compile(rf" {either('second_half')}(?!\w)")
# A shorter surname is an ordinary word too often.
_SHORTEST_SURNAME = 4
_OF_STATES, _OTHER = ("minister", "diplomat"), "other"
_LOCAL_GRADES = ("governor", "district_governor", "mayor")
# Offices whose field or place follows the title and is no part of it.
_GOVERNS = ("minister", "governor", "district_governor", "mayor", "diplomat", "state")


class FindOffices:
    """Fills `organization_mentions` and `offices`.

    Organisations come from ``organizations.tsv`` and, for those it does not list, from a noun of
    ``org_heads.tsv`` with what follows it. «وزارت های الف و ب» gives «وزارت الف» and «وزارت ب».
    An office is a title of ``offices.tsv`` with the phrase that depends on it.
    """

    name: ClassVar = "offices"
    needs: ClassVar = ("source", "variety", "folded", "cues", "names")
    fills: ClassVar = ("organization_mentions", "offices")

    class Options(NoOptions):
        """`lexicon`: a user's own bodies, as the text of a table (not its path)."""

        lexicon: str = ""

        @field_validator("lexicon")
        @classmethod
        def _sound(cls, text: str) -> str:
            found = own_faults(text) if text else []
            if found:
                raise ValueError(found[0])
            return text

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled, in text order."""
        view = View(document)
        known_bodies = gazetteer(self.options.lexicon)
        named = partial(known_bodies.named, country=_country(document), year=_year(document))
        joined = joined_at(view)
        sittings = _sittings(view, document.variety == "fa-AF")
        houses = _houses(view)
        # «وزارت راه‌اندازی شد»: no name ends inside a word.
        hits = [
            hit
            for hit in known_bodies.find(view.text)
            if hit.end not in joined
            and (hit.start, hit.end) not in sittings
            and not _SECOND_HALF.match(view.text, hit.end)
            and (hit.start, hit.end) not in houses
        ]
        known = [(h.start, h.end, h.entry.value) for h in hits if h.entry.kind == "organization"]
        solid = [(h.start, h.end) for h in hits if h.entry.kind != "place"]
        listed_fields = field_lists(view)
        known_fields = [(h.start + 1, h.end) for h in hits if h.entry.kind == "solid"]
        phrases = Phrases(
            view,
            names=[*_people(view, document)],
            solid=[*listed_fields, *solid],
            places=[(h.start, h.end) for h in hits if h.entry.kind == "place"],
        )
        places = {h.start: h.end for h in hits if h.entry.kind == "place"}
        ends = BodyNames(view, {start: end for start, end, _ in known}, places)
        found = [
            *listed_bodies(view, ends, known, named),
            *headed_bodies(
                view, phrases, known, ends, named, [*listed_fields, *known_fields], document.variety
            ),
        ]
        found.sort(key=lambda placed: (placed[0], -placed[1]))
        surnames = {start for name in document.names for start in _later_words(view, name)}
        iranian = document.variety == "fa-IR"
        offices = tuple(_offices(view, phrases, found, named, iranian, surnames))
        by_office = implied(view, phrases, offices, ends.places, document.variety, named)
        inner = _inner(view, offices, named)
        organizations = tuple([*(mention for _, _, mention in found), *by_office, *inner])
        return replace(document, organization_mentions=organizations, offices=offices)


def _sittings(view: View, afghan: bool) -> set[tuple[int, int]]:
    """Where «این مجلس» means the meeting, and no parliament; in Dari «مجلس» always does."""
    return {
        (mark.start, mark.end)
        for mark in view.of("event")
        if afghan
        or any(view.text.endswith(f"{this} ", 0, mark.start) for this in listed("pointing"))
    }


def _houses(view: View) -> set[tuple[int, int]]:
    """Where «در مقر» tells of a house, and not of the district that is called so."""
    inside = tuple(f"{word} " for word in listed("in_place"))
    return {
        (mark.start, mark.end)
        for mark in view.of("place_noun")
        if view.text.endswith(inside, 0, mark.start) and view.text.startswith(" ", mark.end)
    }


def _people(view: View, document: Document) -> Iterator[tuple[int, int]]:
    """Where names stand, and surnames alone: «رئیس کمیسیون عمران و | N به عنوان رئیس …»."""
    surnames = set()
    for name in document.names:
        start, end = view.at(name.span)
        yield start, end
        first, _, last = view.text[start:end].rpartition(" ")
        if first and len(last) >= _SHORTEST_SURNAME and kind_of(last) == SURNAME:
            surnames.add(last)
    for surname in sorted(surnames):
        yield from ((at, at + len(surname)) for at in whole_words(view.text, surname))


def _later_words(view: View, name: Name) -> Iterator[int]:
    """Where the words of a name behind its first begin."""
    start, end = view.at(name.span)
    _, *later = WORD.finditer(view.text, start, end)
    return (word.start() for word in later)


def _country(document: Document) -> str:
    """The country (ISO) whose Persian the document is written in."""
    return document.variety.removeprefix("fa-")


def _year(document: Document) -> int | None:
    """The year in which the document was published, if that is known."""
    published = document.source.published
    return int(published[:4]) if published else None


def _offices(
    view: View,
    phrases: Phrases,
    bodies: list[Placed],
    named: Named,
    iranian: bool,
    surnames: set[int],
) -> Iterator[Office]:
    """Titles of offices with the phrases that depend on them; `bodies` in text order.

    Args:
        surnames: where the later words of names begin, which are no titles: «امید معلم».
    """
    chairs = [(m.start, m.end) for m in view.of("chair", "secretary")]
    done = 0
    for mark in non_overlapping(view.of("office")):
        if mark.start < done or any(a < mark.start < b for a, b in chairs):
            continue
        board = _ON_BOARD.search(view.text, max(0, mark.start - _COUNT_REACH), mark.end)
        if board and board.start() < mark.start:
            continue
        if mark.start in surnames or _SURNAME_TAIL.match(view.text, mark.end):
            continue
        if _ATTACHED.match(view.text, mark.start):
            continue
        if iranian and mark.cue.phrase in listed("dari_office_spelling"):
            continue
        if _COUNTED.search(view.text, max(0, mark.start - _COUNT_REACH), mark.start):
            continue
        end = _before_matter(view, bodies, mark, _office_end(view, phrases, mark, named))
        end = _with_seat(view, bodies, mark, end)
        end = _before_sitting(view, mark, end) if iranian else end
        start, done = view.trim(mark.start, end)
        done = past_quotation(view.text, mark.end, done)
        yield _office(view, mark, start, done, bodies, named)


def _before_matter(view: View, bodies: list[Placed], mark: Mark, end: int) -> int:
    """Before what its body did, if the phrase runs on: «رئیس سازمان X | برنامه زمان‌بندی …»."""
    body = _body_in(bodies, mark.start + 1, end)
    runs_on = body is not None and _MATTER.match(view.text, body[1], end)
    return body[1] if body is not None and runs_on else end


def _office_end(view: View, phrases: Phrases, mark: Mark, named: Named) -> int:
    """Where the phrase of an office ends."""
    grade = mark.value.split("|")[0]
    events = grade not in _GOVERNS
    another = _ANOTHER.match(view.text, mark.end) or _OF_HOLDER.match(view.text, mark.end)
    free = another.end() if another else mark.end
    end = phrases.end(mark.start, line_end(view, mark.start), free, events)
    end = before_action(view, free, cut(view, free, before_object(view, free, end)))
    several = is_plural(view.text[mark.start : mark.end])
    if _office_rows()[mark.cue.phrase]["organization"] and grade in _LOCAL_GRADES:
        end = phrases.local(mark.end, end)
        return phrases.over_places(end, line_end(view, end)) if several else end
    rest = phrases.before_actor(end, list_end(view, mark.end, end))
    if fields := fields_of(view, mark, rest, named):
        return phrases.end(*fields[-1])
    if several:
        return phrases.over_places(end, line_end(view, end))
    seated = end > mark.end and mark.cue.phrase in listed("seated_office")
    seated = seated or view.text.endswith(listed("sits_anywhere"), mark.start, end)
    if not seated:
        return end
    more = _CONSTITUENCY.match(view.text, end)
    if more and phrases.before_actor(end, more.end()) == more.end():
        return phrases.end(mark.start, line_end(view, end), more.end())
    return phrases.seat(end, line_end(view, end))


def _before_sitting(view: View, mark: Mark, end: int) -> int:
    """Where «فرماندار X | در کارگروه Y گفت» ends: only who sits for others has a seat there."""
    at = _AT_SITTING.search(view.text, mark.end + 1, end)
    return end if at is None or mark.value.startswith(SEATED) else at.start()


def _with_seat(view: View, bodies: list[Placed], mark: Mark, end: int) -> int:
    """Where an office ends whose body has its seat behind it: «مسئول سفارت چین | در کابل»."""
    body = _body_in(bodies, mark.start + 1, len(view.text))
    goes_on = body is not None and body[0] < end < body[1] and goes_in(view.text, end)
    return body[1] if body is not None and goes_on else end


def _office(
    view: View, mark: Mark, start: int, end: int, bodies: list[Placed], named: Named
) -> Office:
    """The office of the phrase ``[start, end)`` with the widest body that begins first in it."""
    grade, gender, acting = mark.value.split("|")
    shared = fields_of(view, mark, end, named)
    body = None if shared else _body_in(bodies, mark.start + 1, end)
    stop = end
    if body is not None and _is_state(body, grade):
        # «وزیر خارجه جمهوری اسلامی ایران», «سفیر جمهوری اسلامی ایران».
        stop = view.trim(mark.end, body[0])[1] if body[0] > mark.end + 1 else end
        body = None
    title_end = body[0] if body else mark.end if grade in _GOVERNS else end
    return Office(
        span=view.raw(start, end),
        title=view.span(start, max(title_end, mark.end)).of(view.folded.raw),
        organization=body[2] if body else None if shared else _governed(view, mark, stop, named),
        acting=acting == "yes",
        gender=None if gender == "u" else gender,
        rule=f"office: {mark.cue.phrase}",
    )


def _is_state(body: Placed, grade: str) -> bool:
    """True for the state that one is a minister or an envoy of."""
    named = body[2]
    return grade in _OF_STATES and named.type == _OTHER and named.authority is not None


def _body_in(bodies: list[Placed], start: int, end: int) -> Placed | None:
    """The widest body of those that begin first in ``[start, end)``; punctuation may end it."""
    for i in range(bisect_left(bodies, start, key=lambda placed: placed[0]), len(bodies)):
        if bodies[i][0] > end:
            break
        if bodies[i][1] <= end + 1:
            return bodies[i]
    return None


def _inner(view: View, offices: tuple[Office, ...], named: Named) -> Iterator[OrganizationMention]:
    """The bodies of offices inside another: «معاون وزیر علوم»."""
    for office in offices:
        start, end = view.at(office.span)
        for mark in view.within(start, end, "office"):
            noun = _office_rows()[mark.cue.phrase]["organization"]
            if not noun:
                continue
            if mark.start > start and office.organization is None:
                body = _governed(view, mark, end, named)
                if body is not None:
                    yield body


def _governed(view: View, mark: Mark, end: int, named: Named) -> OrganizationMention | None:
    """The body of an office that names only its field: «وزیر مالیه» → «وزارت مالیه»."""
    row = _office_rows()[mark.cue.phrase]
    noun = row["organization"]
    # «وزیرخارجه»: the field is a part of the title.
    title = row["title"].split("|")[0]
    glued = noun == _MINISTRY and mark.cue.phrase.startswith(title)
    inner = mark.cue.phrase.removeprefix(title).strip() if glued else ""
    held = _OF_HOLDER.match(view.text, mark.end, end)
    start = held.end() if held else past_honorific(view.text, mark.end)
    start, stop = view.trim(start, end)
    if not noun or _POINTS.match(view.text, start):
        return None
    if view.text[start:stop] in (*listed("branch_unit"), *listed("local_units")):
        # «شهردار منطقه», «فرماندار شهرستان»: of which one nothing tells.
        return None
    if start == stop and not inner:
        return None
    if noun == _MINISTRY and not inner and view.text[start:stop] in countries():
        # «وزرای ایران»: of which field nothing tells.
        return None
    if mark.value.split("|")[0] in _LOCAL_GRADES:
        # «ولسوالان رستاق، فرخار و بنگی»: each has a body of his own; the first stands for them.
        stop = coordinated(view.text, start, stop)[0][1]
    resident = _RESIDENT.search(view.text, start, stop)
    stop = resident.start() if resident else stop
    # «معاون وزیر خارجه روسیه | در امور آسیا».
    begun = (word.start() for word in WORD.finditer(view.text, start, stop))
    stop = next((at - 1 for at in begun if at > start and goes_on(view.text, at)), stop)
    rule = f"office: {mark.cue.phrase}"
    own = _OWN_COUNTRY.fullmatch(view.text, start, stop)
    if inner and (start == stop or own):
        start, stop = mark.end - len(inner), mark.end
        inner = ""
    span = view.raw(start, stop)
    said = f"{noun} {inner} {view.text[start:stop]}" if inner else f"{noun} {view.text[start:stop]}"
    body = named(said)
    if body is not None:
        within_title = start < mark.end
        return authorized(span, said if within_title else body["name"], body, rule)
    if noun == _MINISTRY and not inner and not field_end(view.text, start, stop):
        # «وزیر محترم هنرمندانی که …».
        return None
    noun = f"{noun} {inner}".strip()
    name = f"{noun} {span.of(view.folded.raw)}"
    return OrganizationMention(span, name, type_of(noun), rule=rule)


@cache
def _office_rows() -> dict[str, Row]:
    return {
        title: row
        for row in table("offices", "title", "organization")
        for title in values(row["title"])
    }

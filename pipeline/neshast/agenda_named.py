"""Sentences that name the agenda of a meeting by its noun: which matters they tell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from neshast.agenda_lines import is_object
from neshast.folding import fold
from neshast.grammar import alternation, either, listed
from neshast.intros import past_intro
from neshast.lexicon import table, values
from neshast.passages import clause_start
from neshast.view import View

_CLAUSE_VERBS = ("hold", "present", "decide", "attend", "discuss", "say", "said")
# «… این جلسه علنی امروز مجلس»: whose agenda it is.
_OF = (
    rf"(?:(?: در)? {either('this_same', 'agenda_meetings', 'agenda_of', 'agenda_times')}(?!\w)"
    rf"(?: \({either('agenda_times')}\))?)"
)
_QUALITY = rf"(?: {either('axis_qualities')}(?!\w))*"
_BARE = rf"{either('agenda_nouns')}(?!\w){_QUALITY}"
_AGENDA = rf"(?:{_BARE}{_OF}{{0,6}}|{either('agenda_order')}{_OF}{{1,6}})"
_AXES = rf"{either('axes')}(?!\w){_QUALITY}{_OF}{{1,6}}"
_ALSO = rf"(?: {either('also')}(?!\w))?"
_IS = rf"(?: را)? {either('consists_ends')}(?!\w)(?=\s*(?:[.؛،\n]|$|و |که ))"
_WITHIN = re.compile(rf"(?<!\w){either('on_the')} {_AGENDA}")
# «… قرار داشت», «… جا داده شده بود», «… است».
_STANDS = rf" (?:{either('stands_there')} )?{either('stands')}(?!\w)"
_STANDS_HERE = re.compile(rf"{_ALSO}{_STANDS}")
_STANDS_ON = re.compile(rf"(?: \w+){{0,8}}? {either('stands_there')} {either('stands')}(?!\w)")
_PUT_ON = re.compile(rf" (?:{either('agenda_of')} )?قرار {either('put_on')}(?!\w)")
_STANDS_LATER = re.compile(_STANDS)
_CONSISTS = re.compile(
    rf"(?<!\w)(?:{_AGENDA}|{_AXES})[^.؛:،]{{0,24}}?\s{either('consists_of')}\s*[:؛]?\s"
)
_CONSISTS_END = re.compile(rf"(?: {either('consists_ends')})?[\s.]*$")
# «آجندا که شامل A بود، قرائت گردید».
_WHICH_ENDS = re.compile(rf" {either('consists_ends')}(?!\w)")
_BEHIND = re.compile(
    rf"[\s،]{{1,3}}(?:{either('also')} )?(?:(?:از )?{either('among_the')} |از )?"
    rf"(?:(?:{either('few_numbers')}|\d+) )?{_AXES}{_IS}"
)
# «از اهم مسائلی که بررسی شد، می توان به A و B اشاره کرد».
_MAY_NAME = re.compile(
    rf"(?<!\w)از {either('among_the')}"
    rf" (?:{_AXES}|{either('things')} {either('who')} [^.؛:]{{4,90}}?)"
    rf"\s*،? {either('may_name')} (?:به|از) "
)
_NAMED = re.compile(rf"\s{either('named_ends')}(?!\w)")
_UNDER = re.compile(
    rf"\sمورد {either('talk_nouns')} (?!قرار|و )(?:\w+ ){{1,10}}?قرار {either('put_ends')}(?!\w)"
)
_LOOK_AT = re.compile(
    rf"(?<!\w){either('looks')} (?:بر|به|روی) ([^.؛:،]{{6,160}}?) {either('look_ends')}(?!\w)"
)
_OF_THESE = re.compile(rf"[\s،]{{1,3}}از {either('among_the')} {either('things')}{_QUALITY}{_IS}")
# «A و B از مهم ترین مطالبات مردم بود».
_DEMANDED = re.compile(
    rf"[\s،]{{1,3}}از (?:{either('among_the')} )?{either('demands')}(?: \w+){{1,5}}?"
    rf" {either('demands_ends')}(?!\w)"
)
_ENDS = re.compile(_IS)
_DEVOTED = re.compile(rf"\s{either('devoted')}(?!\w)")
_HERE = re.compile(rf"(?<!\w){either('this_same', 'agenda_meetings', 'agenda_of')}(?!\w)")
_NEXT = re.compile(rf"(?<!\w){either('next_one')}(?!\w)")


# So soon stands whose agenda it is, or who put a matter on it.
_OWNER_REACH = 24


class Named(NamedTuple):
    """Matters in ``[start, end)``, and whether the sentence says that it is this meeting's."""

    start: int
    end: int
    here: bool


def named_matters(view: View, start: int, end: int) -> Iterator[Named]:
    """The matters that the sentence ``[start, end)`` says to be on the agenda, in every shape."""
    for shape in (_on_agenda, _consists_of, _behind, _points, _given_to, _to_be_named, _put_under):
        yield from shape(view, start, end)


def _on_agenda(view: View, start: int, end: int) -> Iterator[Named]:
    """«A و B در دستور کار این جلسه قرار داشت», «در آجندای جلسه A و B شامل بود»."""
    text = view.text
    for noun in _WITHIN.finditer(text, start, end):
        begin = past_intro(
            view, clause_start(view, start, noun.start(), *_CLAUSE_VERBS), noun.end()
        )
        here = _HERE.search(noun[0]) is not None
        stands = _STANDS_HERE.match(text, noun.end(), end) or _STANDS_ON.match(
            text, noun.end(), end
        )
        if not here and _is_owned(view, noun.end()):
            continue
        if begin < noun.start() - 1:
            if is_object(text, 0, noun.start()):
                stands = _PUT_ON.match(text, noun.end(), end) if _acts(view, begin) else None
            if stands and not _NEXT.search(stands[0]):
                yield Named(begin, noun.start(), here)
        elif verb := _STANDS_LATER.search(text, noun.end(), end):
            yield Named(noun.end(), verb.start(), here)


def _is_owned(view: View, at: int) -> bool:
    """True for «در دستور کار وزارت X»: of no meeting."""
    owner = view.first(at, at + _OWNER_REACH, "org_head")
    sits = view.first(at, at + _OWNER_REACH, "body", "event")
    return owner is not None and owner.start <= at + 1 and (sits is None or sits.start > at + 1)


def _acts(view: View, begin: int) -> bool:
    """True if those who sit begin the clause: «نمایندگان X را در دستور کار قرار دادند»."""
    return view.first(begin, begin + _OWNER_REACH, "collective", "body") is not None


def _consists_of(view: View, start: int, end: int) -> Iterator[Named]:
    """«آجندای جلسه عبارت بود از A و B», «محورهای این نشست شامل A و B بود»."""
    told = _CONSISTS.search(view.text, start, end)
    ends = _WHICH_ENDS if told and " که " in told[0] else _CONSISTS_END
    if told and (verb := ends.search(view.text, told.end(), end)):
        yield Named(told.end(), verb.start(), _HERE.search(told[0]) is not None)


def _behind(view: View, start: int, end: int) -> Iterator[Named]:
    """«A و B (از) محورهای این نشست بود», «A و B دو موضوع این جلسه است»."""
    shapes = (_BEHIND, _OF_THESE, _DEMANDED)
    for told in (told for shape in shapes for told in shape.finditer(view.text, start, end)):
        begin = clause_start(view, start, told.start(), *_CLAUSE_VERBS)
        here = told.re is _BEHIND or _HERE.search(told[0]) is not None
        yield Named(past_intro(view, begin, told.start()), told.start(), here)


def _points(view: View, start: int, end: int) -> Iterator[Named]:
    """«نخستین دستور، A بود», «موضوع اول جلسه A و موضوع دوم B بود»."""
    text = view.text
    heads = [m for m in _point().finditer(text, start, end) if _opens(text, start, m)]
    verbs = [verb.start() for verb in _ENDS.finditer(text, start, end)] if heads else []
    limits = [*(head.start() for head in heads[1:]), end]
    for head, limit in zip(heads, limits, strict=False):
        behind = bisect_left(verbs, head.end())
        if behind < len(verbs):
            yield Named(head.end(), min(limit, verbs[behind]), False)


def _given_to(view: View, start: int, end: int) -> Iterator[Named]:
    """«این نشست به A اختصاص یافت», «دستور اول به A و دستور دوم به B اختصاص داشت»."""
    text = view.text
    for verb in _DEVOTED.finditer(text, start, end):
        begin = clause_start(view, start, verb.start(), *_CLAUSE_VERBS)
        heads = list(_given().finditer(text, begin, verb.start()))
        if heads and _NEXT.search(text, begin, heads[0].end()):
            continue
        limits = [*(head.start() for head in heads[1:]), verb.start()]
        for head, limit in zip(heads, limits, strict=False):
            yield Named(head.end(), limit, True)


def _to_be_named(view: View, start: int, end: int) -> Iterator[Named]:
    """«از جمله محورهای این جلسه می توان به A و B اشاره کرد»."""
    for head in _MAY_NAME.finditer(view.text, start, end):
        if verb := _NAMED.search(view.text, head.end(), end):
            yield Named(head.end(), verb.start(), True)


def _put_under(view: View, start: int, end: int) -> Iterator[Named]:
    """«A مورد بحث اعضای شورا قرار گرفت», «مروری بر A صورت گرفت»."""
    for verb in _UNDER.finditer(view.text, start, end):
        begin = clause_start(view, start, verb.start(), *_CLAUSE_VERBS)
        yield Named(past_intro(view, begin, verb.start()), verb.start(), False)
    for look in _LOOK_AT.finditer(view.text, start, end):
        yield Named(look.start(1), look.end(1), False)


def _opens(text: str, start: int, head: re.Match[str]) -> bool:
    """True if `head` may begin a clause."""
    at = head.start()
    return at <= start + 1 or head[0].startswith("و ") or text.endswith(("،", "؛"), start, at - 1)


@cache
def _point() -> re.Pattern[str]:
    """«نخستین دستور جلسه نیز،», «موضوع دوم»: one of several matters, before it."""
    several = rf"{either('axes', 'agenda_nouns')}(?!\w){_QUALITY}{_OF}{{1,6}}"
    told = rf"(?:{_numbered('points')}{_OF}{{0,4}}|(?:{either('among_the')} )?{several})"
    return re.compile(
        rf"(?<!\w)(?:و )?(?:از )?{told}{_ALSO}\s*[،:]?\s(?!به |{either('consists_of')})"
        rf"(?:{either('discussion_on', 'discussion_near')} )?"
    )


@cache
def _given() -> re.Pattern[str]:
    """«این نشست به», «بخش دوم جلسه نیز به»: before what they were given to."""
    whole = either("agenda_meetings", "most_of_it")
    what = rf"(?:{_numbered('points', 'meeting_parts')}|{whole}(?!\w))"
    between = rf"(?: (?!{either('next_one', 'who')}(?!\w))\w+){{0,6}}?"
    return re.compile(rf"(?<!\w)(?:و )?{what}{between} به (?!{either('no_object_to')}(?!\w))")


def _numbered(*names: str) -> str:
    """«نخستین دستور», «دستور نخست», «موضوع دیگر»: words of the rows `names` with their number."""
    rows = table("ordinals", "words", "value")
    forms = [fold(word) for row in rows for word in values(row["words"])]
    before = alternation(word for word in forms if word.endswith("ین"))
    after = alternation([*(w for w in forms if not w.endswith("ین")), *listed("last_points")])
    nouns = either(*names)
    return rf"(?:{before} {nouns}|{nouns}{_QUALITY}(?: {after}))(?!\w)"

"""Bodies that no table lists: a noun of ``org_heads.tsv`` with what follows it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator
from itertools import takewhile

from neshast.body_names import JOINT, BodyNames
from neshast.coordination import coordinated
from neshast.document import OrganizationMention, Span
from neshast.field_lists import is_field
from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.listed_bodies import Named, Placed, authorized, written
from neshast.name_ends import before_pointed, before_verb, cut, line_end, list_end
from neshast.naming import joined_at
from neshast.phrases import Phrases
from neshast.plain_heads import is_duty, is_plain, names_one, numbered
from neshast.view import Mark, View

# «به ریاست معارف وظیفه سپرده شد»: the body that is told to do something chairs nothing.
_DIRECTED = re.compile(rf"(?: \w+){{1,6}}? {either('directed')}(?!\w)")
# Another body after «و»: «شورای شهر و هیئت کارشناسی».
_AND_BODY = re.compile(rf" و {either('own_body')}(?!\w)")
_AND = " و "
# «شرکت خصوصی»: of a kind.
_QUALITY = re.compile(
    rf"{either('kind_of_many')}(?:\s?{either('plural_suffix')})?(?: {either('generic_quality')})+"
)
_SOME_OF = re.compile(rf"{either('some_matters')} ")
_NO_NAME = re.compile(rf"\s*{either('and_others', 'begins_no_name')}(?!\w)")
_ABOUT = re.compile(rf" {either('about_matter')}(?!\w)")
_MANY = re.compile(rf"{either('broken_plural')}(?!\w)")
_PLURAL = re.compile(rf"\s?{either('plural_suffix')}$")
# «ولایات», «شهرستان‌های» before several names of places.
_UNITS = re.compile(
    rf"(?<!\w)(?:{either('branch_unit')}\s?{either('plural_suffix')}|{either('broken_plural')}) $"
)
# «شورای», «هیئتی»: the ی that leads on to the next word, after a vowel; else it means «some».
_LEADS_ON, _VOWELS = "ی", ("ا", "و", "ه")
_SOME, _CONSONANT = "ای", "گاه"
# «شورا ما», «شورا تصمیم»: without its ی the noun leads on to nothing.
_OPEN_ENDS = ("شورا",)
# The name of a listed body has no more parts.
_MOST_PARTS = 4
# Types of heads that make no name with any word: a unit of the country, and what is no office.
_UNIT, _DEPARTMENT, _OTHER = "province", "department", "other"
# Types of bodies whose «دفتر» is meant by their name.
_WITH_OFFICES = ("international", "ngo")
_OFFICE_OF = re.compile(rf"(?<!\w){either('office_of_body')} $")
# So soon after a unit must the name of its place begin: «ولایت باستانی هرات».
_PLACE_REACH = 10
_LOCAL_TYPES = ("province",)
# «شهرداری منطقه 2», «دهیاری روستای نو».
_NUMBERED_UNIT = re.compile(rf" {either('numbered', 'local_units')} \w+")
# «بر بنیاد خبرنامه»: according to it.
_ON_BASIS = re.compile(rf"(?<!\w){either('on_basis')}$")
# «در دفتر کار خود»
_ROOM = re.compile(rf"{either('rooms_of_one')}(?:\s?{either('ones_own_glued')})?(?!\w)")
_IN_UNIT = re.compile(rf" {either('branch_unit')}(?!\w)")
# What stands between two bodies of a list.
_BETWEEN = ("، ", "،", " و ")
# «شرکت کننده», «مدرسه سازی»: a part of a word.
_WORD_PART = re.compile(rf"\s?{either('noun_endings')}(?!\w)")
_ENDING = re.compile(rf" {either('word_ending', 'plural_suffix')}(?!\w)")
# «یک شرکت انرژی»; in «منطقه یک شهرداری» it is a number.
_ONE_OF = re.compile(rf"(?:(?<!\w)(?P<before>\w+) )?(?<!\w){either('some_one')} $")
# So far before a head stand the words that say that somebody acts for it.
_ACTS_REACH = 16


def headed_bodies(
    view: View,
    phrases: Phrases,
    known: list[tuple[int, int, str]],
    ends: BodyNames,
    named: Named,
    fields: list[tuple[int, int]],
    variety: str,
) -> Iterator[Placed]:
    """Nouns that head the name of a body, each with what follows it, unless they are `known`.

    A unit of the country is one only with a name of a place: «ولایت جنوبی» names none. A plain
    noun («بخش», «برنامه») heads a name where somebody acts for it («رئیس بخش …»), or where a
    place, a number or a quotation follows it, or in a list behind another body; a department also
    where it ends with its body.

    Args:
        fields: where fields of government stand that a comma joins.
    """
    covered = {(start, ends.branch(end)) for start, end, _ in known}
    places = ends.places.keys()
    wholes = sorted(start for start, _, _ in known)
    stops = {end for _, end, _ in known}
    # «دهیاری الف | و بسیج دانشجویی»: where «و» joins another body of the tables.
    joined_and = (start - len(_AND) for start, end, _ in known if " " in view.text[start:end])
    seconds = sorted(at for at in joined_and if view.text.startswith(_AND, at))
    # «دفتر یونیسف» is UNICEF.
    offices_of = set(_offices_of(view, known, named))
    # «سازمان بهزیستی»: the second word of a known name begins no body of its own.
    spaces = (view.text.find(" ", start, end) for start, end, _ in known)
    inside = {space + 1 for space in spaces if space > 0}
    # «کمیسیون اقتصاد، جامعه مدنی و دهات», «وزیر صنعت، معدن و تجارت»: nor does a field of one.
    inside.update(m.start for a, b in fields for m in view.within(a, b, "org_head"))
    # «شهرداری منطقه 2»: nor does the number of one.
    inside.update(_units(view))
    reached = 0
    for mark in _heads(view):
        if mark.start in inside:
            continue
        if mark.start < reached and view.text[mark.start : mark.end] in listed("bare_bodies"):
            # «اداره حفاظت محیط زیست».
            continue
        end = phrases.end(mark.start, line_end(view, mark.start), mark.end)
        head = view.text[mark.start : mark.end]
        end = ends.told(mark.start, mark.end, before_verb(view, mark.end, end))
        end = cut(view, mark.end, end, body=True, begun=" " in head)
        joint = JOINT.search(view.text, mark.start, end)
        if not joint:
            another = _AND_BODY.search(view.text, mark.end, end)
            end = another.start() if another else end
            at = bisect_right(seconds, mark.end)
            end = min([end, *seconds[at : at + 1]])
        end = view.trim(mark.start, ends.whole(mark.start, mark.end, end))[1]
        end = ends.seat(mark.start, mark.end, end)
        end = _closed(view, mark.start, before_pointed(view, mark.end, end))
        if view.text[mark.start : end] in listed("generic_bodies"):
            continue
        if _QUALITY.fullmatch(view.text, mark.start, end):
            continue
        if variety == "fa-IR" and head in listed("afghan_head"):
            continue
        if head in listed("capital_noun") and _IN_UNIT.match(view.text, mark.end):
            continue
        if mark.value in _LOCAL_TYPES:
            end = phrases.local(mark.end, end)
            if _PLURAL.search(head):
                end = phrases.over_places(end, line_end(view, end))
        if is_plain(mark, variety):
            at = bisect_right(wholes, mark.end + 1)
            of_body = mark.value == _DEPARTMENT and at < len(wholes) and wholes[at] < end
            listed_too = any(
                view.text.endswith(between, 0, mark.start) and mark.start - len(between) in stops
                for between in _BETWEEN
            )
            behind_body = mark.start - 1 in stops and head in listed("matter_heads")
            if behind_body or is_duty(view, phrases, mark, variety):
                # «رئیس سازمان امور مالیاتی | برنامه زمان‌بندی …»
                continue
            if not (of_body or listed_too or names_one(view, phrases, mark, places)):
                continue
        if _PLURAL.search(head) or head in listed("broken_plural"):
            yield from _plural(view, phrases, mark, end, places, named)
        elif (mark.start, max(end, mark.end)) in covered or (
            head in listed("office_of_body") and (mark.end + 1, end) in offices_of
        ):
            continue
        elif end <= mark.end and head in listed("whole_body"):
            stops.add(mark.end)
            name = written(view, mark.start, mark.end)
            yield mark.start, mark.end, _unlisted(view.raw(mark.start, mark.end), name, mark)
        elif mark.value == _UNIT and not _is_somewhere(view, mark, places):
            continue
        elif end > mark.end and not head.endswith(_OPEN_ENDS):
            span = view.raw(mark.start, end)
            stops.add(end)
            reached = end
            yield mark.start, end, _unlisted(span, span.of(view.folded.raw), mark)


def _closed(view: View, start: int, end: int) -> int:
    """Past the quotation mark that closes one inside the name: «مؤسسه «امید»».

    What stands in brackets behind the name is no part of it: «دفتر یوناما | (UNAMA)».
    """
    name = view.text[start:end]
    if name.endswith(")"):
        return view.trim(start, start + name.rfind("("))[1]
    opened = name.count("«") > name.count("»") and view.text.startswith("»", end)
    return end + opened


def _units(view: View) -> Iterator[int]:
    """Where «منطقه» stands right behind another head: «شهرداری منطقه 2»."""
    ends = {mark.end + 1 for mark in view.of("org_head")}
    for mark in view.of("org_head"):
        if mark.start in ends and view.text[mark.start : mark.end] in listed("numbered"):
            yield mark.start


def _offices_of(
    view: View, known: list[tuple[int, int, str]], named: Named
) -> Iterator[tuple[int, int]]:
    """Where «دفتر» and the name of a body that has offices begin and end."""
    for start, end, name in known:
        row = named(name)
        before = _OFFICE_OF.search(view.text, max(0, start - _ACTS_REACH), start)
        if before and row is not None and row["type"] in _WITH_OFFICES:
            yield before.start(), end


def _heads(view: View) -> list[Mark]:
    """The first head noun at each place, outside cues of the chair («به ریاست»)."""
    chairs = [
        (m.start, m.end)
        for m in view.of("chair", "secretary")
        if m.kind != "chair" or not _DIRECTED.match(view.text, m.end)
    ]
    heads: dict[int, Mark] = {}
    # «ریاست جلسه», «ریاست این جلسه»: whose the chair is.
    meetings = {
        mark.start - 1 - (len(this) + 1 if this else 0)
        for mark in view.of("event")
        for this in ("", *listed("pointing"))
        if view.text.endswith(f" {this} " if this else "", 0, mark.start)
    }
    # «سازمان‌های مردم‌نهاد»: a part of a word.
    joined = joined_at(view)
    chairs += [(m.start, m.end) for m in view.of("chair_noun") if m.end in meetings]
    for mark in view.of("org_head"):
        if mark.start - 1 in joined or _WORD_PART.match(view.text, mark.end):
            continue
        if mark.end in joined and not _ENDING.match(view.text, mark.end):
            # «جامعه‌شناسی».
            continue
        if _is_one_of(view, mark):
            continue
        if not any(a <= mark.start < b for a, b in chairs) and not _is_some(view, mark):
            heads.setdefault(mark.start, mark)
    return list(heads.values())


def _is_one_of(view: View, mark: Mark) -> bool:
    """True for «یک شرکت انرژی», any one; not for «منطقه یک شهرداری»."""
    one = _ONE_OF.search(view.text, max(0, mark.start - _ACTS_REACH), mark.start)
    return one is not None and one["before"] not in listed("numbered")


def _is_some(view: View, mark: Mark) -> bool:
    """True for «دانشگاهی», «مرکزی»: some body, or an adjective; for «بر بنیاد», «دفتر کارش»."""
    if _ON_BASIS.search(view.text, max(0, mark.start - _ACTS_REACH), mark.end):
        return True
    if _ROOM.match(view.text, mark.start):
        return True
    noun = fold(mark.cue.phrase)
    written_on = view.text[mark.start : mark.end].removeprefix(noun)
    if written_on.strip() == _SOME:
        return True
    # «دانشگاهی»: this «ه» is a consonant.
    vowel = noun.endswith(_VOWELS) and not noun.endswith(_CONSONANT)
    return written_on == _LEADS_ON and not vowel


def _plural(
    view: View, phrases: Phrases, mark: Mark, end: int, places: Container[int], named: Named
) -> Iterator[Placed]:
    """The members of «وزارت های الف، ب و ج», each with its full name; one alone is no name."""
    head = _singular(_PLURAL.sub("", view.text[mark.start : mark.end]))
    if view.text.startswith(("،", " ،", " و "), mark.end):
        # «بانک‌ها، صرافی‌ها و …»: none is named.
        return
    # «شوراهای شهر، برخی از مسائل …», «آمریت‌های ولایتی، ایجاد زون‌ها …»: what follows is no name.
    pieces = coordinated(view.text, mark.end, list_end(view, mark.end, end))
    behind = _ABOUT.search(view.text, mark.end, pieces[-1][1] if pieces else mark.end)
    if behind is not None:
        # «پردیس‌های کورش و ملت | درباره اکران فیلم‌ها و …»
        pieces = coordinated(view.text, mark.end, behind.start())
    pieces[1:] = takewhile(
        lambda piece: not (_SOME_OF.match(view.text, *piece) or _NO_NAME.match(view.text, *piece)),
        pieces[1:],
    )
    if any(_MANY.match(view.text, a, b) for a, b in pieces[1:]):
        # «واحد های جندر وزارتخانه ها و ادارات مستقل»: the units of both, and no names.
        return
    if pieces and pieces[-1][0] >= end:
        # «شرکت‌های آب، گاز و | توزیع برق»: what goes on may be one more.
        a = pieces[-1][0]
        pieces[-1:] = coordinated(view.text, a, phrases.end(a, line_end(view, a)))
    pieces = _rejoined(view, head, pieces, named)
    # «بیمارستان های امام رضا و شهید بهشتی»: houses are called after anybody.
    house = head in listed("named_after")
    several = len(pieces) > 1 and (house or mark.value not in (_UNIT, _OTHER))
    pieces = [view.trim(a, b) for a, b in pieces]
    for (a, b), own in zip(pieces, spelled_out(view, head, pieces, places, named), strict=True):
        name = f"{head} {own}"
        row = named(name)
        if row is not None:
            yield a, b, authorized(view.raw(a, b), name, row, "coordinated")
        elif _QUALITY.fullmatch(fold(name)):
            continue
        elif a < b and (several or any(at in places for at in range(a, b))):
            yield a, b, _unlisted(view.raw(a, b), name, mark)


def spelled_out(
    view: View,
    head: str,
    pieces: list[tuple[int, int]],
    places: Container[int],
    named: Named,
) -> Iterator[str]:
    """What each piece of a list adds to the head: a place, the field of the first piece too.

    «ریاست های معارف ولایات خوست و پکتیا»: معارف ولایت خوست, معارف ولایت پکتیا.
    """
    field = ""
    for number, (a, b) in enumerate(pieces):
        own = written(view, a, b)
        if number == 0:
            at = next((i for i in range(a + 1, b) if i in places), a)
            units = _UNITS.search(view.text, a, at)
            field = written(view, *view.trim(a, units.start() if units else at))
            if units:
                field = f"{field} {_singular(_PLURAL.sub('', units.group().strip()))}".strip()
            yield f"{field} {written(view, at, b)}".strip()
            continue
        shared = f"{field} {own}"
        if field and a in places and (named(f"{head} {shared}") or not named(f"{head} {own}")):
            yield shared
        else:
            yield own


def _rejoined(
    view: View, head: str, pieces: list[tuple[int, int]], named: Named
) -> list[tuple[int, int]]:
    """The pieces, with the parts of a known name or field in one: «زراعت، آبیاری و مالداری»."""
    heads = (head, *listed("field_heads"))

    def known(field: str) -> bool:
        return is_field(field) or any(named(f"{noun} {field}") for noun in heads)

    found: list[tuple[int, int]] = []
    while pieces:
        begin, ends = pieces[0][0], [b for _, b in pieces[:_MOST_PARTS]]
        fields = [view.text[slice(*view.trim(begin, b))] for b in ends]
        longer = (n for n in range(1, len(ends)) if begins_known(fields[n], fields[n - 1], known))
        count = max(longer, default=0) + 1
        found.append((begin, ends[count - 1]))
        pieces = pieces[count:]
    return found


def begins_known(field: str, without: str, known: Callable[[str], bool]) -> bool:
    """True if words that begin `field` are a known one, and reach over its part `without`."""
    words, fewest = field.split(), len(without.split())
    return any(known(" ".join(words[:n])) for n in range(fewest + 1, len(words) + 1))


def _singular(head: str) -> str:
    if head in listed("broken_plural"):
        return listed("broken_singular")[listed("broken_plural").index(head)]
    ministry, house = listed("ministries")
    return head.removesuffix(house) if head.startswith(ministry) else head


def _unlisted(span: Span, name: str, head: Mark) -> OrganizationMention:
    return OrganizationMention(span, name, head.value, rule=f"org_head: {head.cue.phrase}")


def _is_somewhere(view: View, mark: Mark, places: Container[int]) -> bool:
    """True for a unit of the country with its place or number: «ولایت هرات», «شهرداری منطقه 2»."""
    reach = range(mark.end, mark.end + _PLACE_REACH)
    counted = view.text[mark.start : mark.end] in listed("numbered")
    return (
        any(at in places for at in reach)
        or _NUMBERED_UNIT.match(view.text, mark.end) is not None
        or (counted and numbered().match(view.text, mark.end) is not None)
    )

"""Where a meeting was held, as its report words it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from neshast.document import Found
from neshast.folding import fold
from neshast.grammar import alternation, begins, either, listed
from neshast.lexicon import table, values
from neshast.name_ends import before_object
from neshast.opening import Opening
from neshast.phrases import Phrases
from neshast.slots import venue_starts
from neshast.view import WORD, Mark

# Rooms are named after these: «سالن کنفرانس‌ها», «سالن بین‌المللی همایش‌ها».
_ROOM_EVENTS = ("meeting", "conference", "workshop", "ceremony", "press_conference")
# Bodies that are no place: «در کمیسیون … تصویب شد».
_NO_PLACES = ("committee", "council")
# Nothing shorter tells a venue.
_SHORTEST = 3
# «سالن مروارید | نمایشگاه بین المللی»: so often may a house follow its room.
_HOUSES = 2
# «سالن بین المللی همایش های»: so many words may stand between a room and its use.
_ADJECTIVES = 2
# «با اتصال تصویری ۱۹ استان به | تالار …».
_LINKED = re.compile(rf"(?<!\w){either('linked')} [^.:؛،]{{0,60}}(?<!\w)به $")
_LINKED_REACH = 90
# «در تالارشاروالی»: the house is glued to its room.
_GLUED = re.compile(rf"(?<!\w)در ?(?={either('glued_rooms')}[^\W\d]{{4}})")
# «نهادهای مستقر | در افغانستان».
_STAYS = re.compile(rf"(?<!\w){either('stays_in')} $")
# So far before his seat stands an envoy: «سفیر جمهوری اسلامی افغانستان در تهران».
_SEAT_REACH = 40
# «در منطقه X», «در قریه Y».
_LOCAL = re.compile(rf"(?<!\w)در ?(?={either('local_units')} \w)")
# «در محل ستاد انتظامی»: said to be a place, whatever it is.
_THE_PLACE = re.compile(rf"(?<!\w){either('in_the_place')}\s$")
# So far before its verb may a place begin, which no other word of place announces.
_PLACE_REACH = 60
_IN = re.compile(r"(?<!\w)در ")
_PLACE = re.compile(
    rf"(?!{either('no_venue')}(?!\w))[^\W\d]{{3,}}"
    rf"(?: (?!{either('plain_prepositions')} )\w+){{0,6}}"
)
# «مجموعه "باغ زیبا"», «مسجد صاحب الزمان(عج) | مود».
_NAMED = re.compile(
    rf"\s?(?:[«\"“][^»\"”.،:]{{2,40}}[»\"”]|\(\w{{1,3}}\)|\({either('flat_words')} ?\d+\))"
)
_ONE_OF = re.compile(rf" {either('one_of_all')} ")
_WHOSE = re.compile(rf"{either('own_rooms')} {either('he')}(?!\w)")
_NUMBER = re.compile(r" (\d{1,4})(?= )")
_CLOSING = '»"”'
# «مسجد الرضا واقع | در خیابان».
_SITUATED = re.compile(rf" {either('located')}$")
# «سفارت X | در مسکو»
_ENVOYS = re.compile(rf"{either('seated_body')}(?!\w)")
# «در فضایی صمیمی».
_MOOD = re.compile(rf"{either('moods')}(?!\w)")
# «محل نشست تالار X بود».
_WAS_AT = re.compile(
    rf"\s*{either('venue_labels')} (?:{either('this')} )?(?:{either('any_meeting')} )?"
    rf"(?P<place>[^.:؛،]{{3,80}}?) {either('was_is')}(?!\w)"
)
_OBJECT_END = re.compile(rf"\s{either('object')}$")
_NO_PLACE_CUES = ("participant", "chair", "purpose", "about", "say", "organizer")
# «در سازمان ملل پذیرفته شد»: where somebody is taken in.
_TAKEN_IN = re.compile(rf"(?<!\w){either('taken_in')}$")
_GUEST = re.compile(rf"(?<!\w){either('guest')}(?!\w)")
# «📍سالن …», «مکان: سالن …».
_LABEL = re.compile(
    rf"(?:^|\n)\W*(?:📍|{either('venue_labels')} ?(?::|\n))\W*"
    rf"|(?<=[\d،؛|\t ]) {either('venue_labels')} ?:\W*",
    re.MULTILINE,
)
# «مکان: لابی ساختمان | حاضران: …»: where the filler of a label ends.
_LABEL_END = re.compile(rf"\n|\s[|؛]|[،؛]?\s+{either('label_words')}\s?:")


def read_venue(opening: Opening, phrases: Phrases) -> tuple[Found | None, str | None]:
    """The venue of a report, and the place in its name, as written."""
    for a, b, rule in _phrases(opening, phrases):
        if b - a >= _SHORTEST and not _TAKEN_IN.search(opening.view.text, a, b):
            return Found(opening.view.text[a:b], opening.view.raw(a, b), rule), _place(
                opening, a, b
            )
    start, end = opening.stretches[0]
    offices = [office.span for office in opening.document.offices]
    for match in in_place().finditer(opening.view.text, start, end):
        name = match["name"]
        if name in listed("ordinary_places") and name == match["place"]:
            continue
        if _STAYS.search(opening.view.text, start, match.start()) or any(
            a < match.start() < b for a, b in map(opening.view.at, offices)
        ):
            # «نهادهای مستقر در X», «سفیر N در X»: no place of the meeting.
            continue
        met = opening.view.first(match.end(), end, "meet")
        seated = met is not None and _is_seat(opening, start, match.start())
        held = opening.view.within(match.end(), end, "hold", "attend", "deny")
        if held or (met is not None and not seated):
            a, b = match.start("place"), _past_country(opening, match.end())
            place = opening.view.raw(*match.span("place")).of(opening.document.raw)
            return Found(opening.view.text[a:b], opening.view.raw(a, b), "place name"), place
    for a, b in _before_verbs(opening):
        return Found(opening.view.text[a:b], opening.view.raw(a, b), "before the verb"), _place(
            opening, a, b
        )
    return None, None


def _is_seat(opening: Opening, start: int, at: int) -> bool:
    """True for «سفیر هند در تهران با N دیدار کرد»: where an envoy has his seat."""
    envoys = opening.view.within(max(start, at - _SEAT_REACH), at, "office")
    return any(mark.value.startswith("diplomat") for mark in envoys)


def _past_country(opening: Opening, at: int) -> int:
    """Where «جده عربستان سعودی», «ریاض پایتخت عربستان» ends, whose city ends at `at`."""
    behind = _countries().match(opening.view.text, at)
    return behind.end() if behind else at


def _before_verbs(opening: Opening) -> Iterator[tuple[int, int]]:
    """What stands between «در» and a verb of holding right behind it: «در دهکده ساحلی آغاز شد»."""
    view = opening.view
    for start, end in _stretches(opening):
        for verb in view.within(start, end, "hold", "meet"):
            first = max(start, verb.start - _PLACE_REACH)
            cause = view.within(first, verb.start, "purpose_weak")
            first = cause[-1].end if cause else first
            places = list(_IN.finditer(view.text, first, verb.start))
            if not places or (cause and "،" not in view.text[first : verb.start]):
                continue
            a, b = view.trim(places[-1].end(), verb.start)
            dated = any(a <= day < b for day, _ in opening.dates)
            phrase = _PLACE.fullmatch(view.text, a, b)
            beside = not view.text[b : verb.start].strip()
            several = view.text[a:b].endswith(listed("several_places"))
            talks = verb.kind == "meet" and not begins(verb.cue.phrase, "gathers", "sits_together")
            town = talks and in_place().fullmatch(view.text, places[-1].start(), b)
            stays = _STAYS.search(view.text, first, places[-1].start())
            bare = view.text[a:b] in listed("bare_units")
            # «روی سرمایه گذاری در بندهای برق بحث کرد»: where the matter is.
            debated = talks and (
                view.within(first, places[-1].start(), "about")
                or _OBJECT_END.search(view.text, a, b)
            )
            if not (phrase and beside) or dated or several or town or stays or bare or debated:
                continue
            if not view.within(a, b, "event", "body", *_NO_PLACE_CUES):
                yield a, b


def _phrases(opening: Opening, phrases: Phrases) -> Iterator[tuple[int, int, str]]:
    """Phrases of place, the best first, each with what shows it."""
    view = opening.view
    for start, end in _stretches(opening):
        for at in _starts(opening, start, end):
            yield *_whole(opening, phrases, at, end), "place phrase"
    for start, end in opening.sentences:
        was = _WAS_AT.match(view.text, start, end)
        if was is not None:
            yield *view.trim(*was.span("place")), "its place was"
    label = _LABEL.search(view.text, opening.start, opening.end)
    if label:
        stop = _LABEL_END.search(view.text, label.end(), opening.end)
        yield *view.trim(label.end(), stop.start() if stop else opening.end), "place label"
    start, end = opening.stretches[0]
    for match in _LOCAL.finditer(view.text, start, end):
        a, b = view.trim(match.end(), phrases.end(match.end(), end))
        if " " in view.text[a:b] and view.within(b, end, "hold"):
            yield a, b, "place unit"


def _stretches(opening: Opening) -> Iterator[tuple[int, int]]:
    """The stretches that may tell a place; a headline that names no meeting tells of others."""
    for start, end in opening.stretches:
        if (start, end) != opening.title or opening.view.within(start, end, "event", "body"):
            yield start, end


def _starts(opening: Opening, start: int, end: int) -> list[int]:
    """Where phrases of place begin in a stretch."""
    view = opening.view
    nouns = {mark.start: mark for mark in view.within(start, end, "place_noun")}
    bodies = {
        m.start
        for m in view.within(start, end, "body")
        if m.value in _NO_PLACES and m.cue.phrase not in listed("housed_bodies")
    }
    found = [
        at
        for at in venue_starts(view, start, end)
        if not _MOOD.match(view.text, at)
        # «سفیر ایران در سازمان ملل متحد».
        if not (opening.cast.inside_office(at) and _is_seat(opening, start, at))
        if at not in nouns
        or _THE_PLACE.search(view.text, start, at)
        or not (at in bodies or _is_plural(opening, nouns[at]))
    ]
    found += [
        at
        for at in nouns
        if _LINKED.search(view.text, max(start, at - _LINKED_REACH), at) is not None
    ]
    found += [match.end() for match in _GLUED.finditer(view.text, start, end)]
    # «سیلاب در ولسوالی … که امروز در صالون ولایت آغاز یافت»: a room before a district.
    rooms = listed("event_rooms")
    return sorted(found, key=lambda at: (at in nouns and nouns[at].cue.phrase not in rooms, at))


def _is_plural(opening: Opening, noun: Mark) -> bool:
    """True for «در سینماها»: no one place."""
    return opening.view.text[noun.start : noun.end].endswith(listed("several_places"))


def _whole(opening: Opening, phrases: Phrases, at: int, end: int) -> tuple[int, int]:
    """The phrase of place that begins at `at`, with the house that its room is in."""
    view = opening.view
    stop = phrases.end(at, end, _room_name(opening, at, end))
    numbered = _NUMBER.match(view.text, stop, end)
    if numbered and all(a != numbered.start(1) for a, _ in opening.dates):
        # «سالن ۱۲ نمایشگاه».
        stop = phrases.end(numbered.start(1), end, numbered.end())
    if one_of := _ONE_OF.match(view.text, stop, end):
        # «در خانه یکی از بزرگان قوم».
        stop = phrases.end(one_of.end(), end)
    if whose := _WHOSE.match(view.text, at, end):
        # «در محل کار وی».
        stop = max(stop, whose.end())
    if named := _NAMED.match(view.text, stop, end):
        stop = phrases.end(at, end, named.end())
    for _ in range(_HOUSES):
        house = [m for m in view.within(stop, end, "place_noun") if m.start == stop + 1]
        if not house or view.text[stop] != " ":
            break
        stop = phrases.end(house[0].start, end, house[0].end)
    # «در دفتر استاندار | موضوعات مطرح شده را بررسی کرد».
    stop = before_object(view, at, _past_town(opening, stop, end))
    guest = _GUEST.search(view.text, at, stop)
    host = guest is not None and view.first(guest.start(), stop, "place_noun")
    seat = in_place().match(view.text, stop + 1) if _ENVOYS.match(view.text, at) else None
    stop = seat.end() if seat else stop
    a, b = view.trim(at, guest.start() if guest and not host else stop)
    b = situated.start() if (situated := _SITUATED.search(view.text, a, b)) else b
    return a, b + (b < stop and view.text[b] in _CLOSING)


def _past_town(opening: Opening, stop: int, end: int) -> int:
    """Past a town between a house and its verb: «در هتل پارس | در شیراز برگزار شد»."""
    town = in_place().match(opening.view.text, stop + 1, end)
    held = opening.view.first(town.end(), end + 1, "hold") if town else None
    return town.end() if town and held and held.start == town.end() + 1 else stop


def _room_name(opening: Opening, at: int, end: int) -> int:
    """Past «تالار کنفرانس های», «سالن جلسات»: the event here names the room."""
    view = opening.view
    nouns = [m for m in view.within(at, end, "place_noun") if m.start == at]
    free = max((m.end for m in nouns), default=at + 1)
    for event in view.within(free, end, "event"):
        between = view.text[free : event.start].split()
        plural = view.text.startswith(("ها", " ها", "های", " های"), event.end)
        plural = plural or view.text[event.start : event.end].endswith(("ها", "های"))
        if len(between) <= _ADJECTIVES * plural and event.value in _ROOM_EVENTS:
            return event.end
    return free


def _place(opening: Opening, start: int, end: int) -> str | None:
    text = opening.view.text
    for word in WORD.finditer(text, start, end):
        for name in _places_by_word().get(word.group(), ()):
            stop = word.start() + len(name)
            if name in listed("ordinary_places") and word.start() == start:
                # «مقر ولایت»: what the phrase begins with is its noun.
                continue
            whole = stop == end or not WORD.match(text, stop)
            if whole and text.startswith(name, word.start(), end):
                return opening.view.raw(word.start(), stop).of(opening.document.raw)
    return None


@cache
def _place_names() -> frozenset[str]:
    return frozenset(
        fold(name)
        for row in table("places", "name", "kind", "variants")
        if row["kind"] != "country"
        for name in (row["name"], *values(row["variants"]))
        if len(name) > 2
    )


@cache
def _countries() -> re.Pattern[str]:
    names = (
        fold(name)
        for row in table("places", "name", "kind", "variants")
        if row["kind"] == "country"
        for name in (row["name"], *values(row["variants"]))
    )
    this = either("this_country")
    unit = rf"{either('district')} {alternation(_place_names())}"
    return re.compile(
        rf"(?: {either('capital')})? (?:{alternation(names)}|{this})(?!\w)"
        rf"|،? {either('centre')} {unit}(?!\w)"
    )


@cache
def _places_by_word() -> dict[str, list[str]]:
    """Names of places by their first word, longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(_place_names(), key=len, reverse=True):
        if word := WORD.match(name):
            found.setdefault(word.group(), []).append(name)
    return found


@cache
def in_place() -> re.Pattern[str]:
    """«در گلدره», «در ولایت پروان»: a place name after «در»."""
    unit = either("district", "centre")
    name = alternation(_place_names())
    return re.compile(rf"(?<!\w)در\s+(?P<place>(?:{unit} ?)?(?P<name>{name}))(?!\w)")

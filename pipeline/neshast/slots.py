"""Slots of an opening sentence: which cue announces what, and how far its filler goes.

The order of slots is free, so a sentence is read by cue and never by position (field guide 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from neshast.folding import fold
from neshast.grammar import alternation, begins, either, listed
from neshast.lead_events import is_aimed_at
from neshast.lexicon import table, values
from neshast.verb_forms import finite_forms
from neshast.view import WORD, Mark, View

# Cues that open a slot and so close the one before.
OPENERS = (
    "chair", "participant", "host", "organizer", "funder", "purpose", "purpose_weak", "date_cue",
    "behalf", "secretary", "saying", "online", "hybrid", "via", "talk_cue",
)  # fmt: skip
# Verbs, which close a slot and open none.
VERBS = (
    "hold", "meet", "attend", "say", "said", "discuss", "present", "decide", "chair_verb", "opens",
)  # fmt: skip
_PLACE_PREPOSITION = re.compile(
    rf"(?<![^\W\d])(?:(?P<the_place>{either('in_the_place')}(?! {either('whose_place')}))\s"
    rf"|{either('situated')}\s|در\s?)"
)
# «تجلیل از ۲۸ اسد»: a purpose goes on behind a preposition.
_GOES_ON = re.compile(rf"(?<!\w){either('goes_on_behind')}\s*$")
# «پولیو که به تاریخ | ۲۰ عقرب آغاز می گردد»: a clause that a date has cut.
_WHICH = re.compile(rf"(?<!\w){either('which_is_to')}\s*$")
# «با موضوع «آسیب های فضای مجازی»»: the purpose is what stands in quotation marks.
_QUOTED = re.compile(r"\s*«[^«»\n]{5,120}»")
# «گرد هم آمدند | تا راه حلی پیدا کنند»: what they met to do.
_TO_DO = re.compile(
    r"\s*،?\s+تا\s+([^.؛:\n]{8,200}?(?<!\w)"
    rf"(?:{either('wish_forms')}|(?!{either('no_wishes')}(?!\w))ب\w{{2,8}}د))(?=\s*[.؛،\n]|$)"
)
# «با محوریت X، | از Y یاد کرد»: the sentence goes on behind the meeting.
_ITS_CLAUSE = re.compile(rf"\s?،\s*(?:{either('reported_of', 'stressed_on')}) ")
_REGION = re.compile(rf"\s*در {either('district', 'centre')} ")
# «و شرکت های دانش بنیان»: firms, where «و شرکت» would announce who came.
_NAMES_FIRMS = re.compile(rf"{either('firm')} {either('plural_suffix')}(?!\w)")
_FIRM = 4
_TIED_TO = re.compile(rf"(?<!\w){either('tied_to')} $")
_TIED_REACH = 16
# Behind a place or whom somebody stands for, a list goes on: «A استاد دانشگاه X، B و C».
_GOES_ON_LIST = re.compile(r"\s*(?:،(?:\s*و\s)?|\sو\s)\s*")
# So many words may stand between the comma and the event: «، دومین دور ورکشاپ».
_WORDS_BEFORE_EVENT = 2
# And so many between the event that a purpose runs into and the next slot.
_WORDS_BEHIND_EVENT = 6
_WITH = re.compile(r"(?<!\w)با\s")
_ACTIVE = re.compile(rf"{either('active_ends', 'active_tails')}$")
# So many words of a purpose stand before «با سفیر ترکیه دیدار کرد».
_FEWEST_AIMED = 2
# Cues that end what the lead says the meeting was about.
_CLOSERS = (
    "chair", "participant", "host", "organizer", "date_cue", "venue", "purpose", "online", "via",
)  # fmt: skip
# Slots that may follow a list of those who came.
_SLOTS_AFTER = ("chair", "host", "organizer", "purpose", "date_cue")
_Border = tuple[int, int, Mark | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """A filler ``[start, end)`` in the folded text, and the cue that announced it."""

    kind: str
    cue: Mark
    start: int
    end: int


_MATTER = re.compile(rf"،\s*(?=(?:{either('some_matters')} )?{either('matter_subjects')}(?!\w))")
_PASSIVE = re.compile(rf"{either('passive_told')}\s*$")


def read_slots(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> list[Slot]:
    """The slots of ``[start, end)`` in text order.

    Args:
        dates: folded spans of date expressions; each closes the filler before it.
    """
    inside = tuple((a, b) for a, b in dates if start <= a < end)
    key = read_slots, start, end, inside
    if key not in view.memory:
        view.memory[key] = _read(view, start, end, inside)
    slots: list[Slot] = view.memory[key]
    return slots


def resumed(
    view: View, slot: Slot, end: int, dates: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Stretches in which the list of `slot` may go on before `end`, behind what cut it.

    «با حضور A استاد دانشگاه X، B به نمایندگی از بنیاد Y و C برگزار شد»: places and those stood
    for cut a list and end none, if it comes to a verb of holding or to another slot.
    """
    borders = _borders(view, slot.start, end, tuple(d for d in dates if slot.start <= d[0] < end))
    cuts = [border for border in borders if border[0] >= slot.end]
    for (a, after, cue), following in pairwise([*cuts, (end, end, None)]):
        closing = following[2]
        if (a, after) in dates or (cue is not None and cue.kind != "behalf"):
            return
        if closing is None and following[0] == end:
            return
        if closing is not None and closing.kind not in ("hold", "behalf", *_SLOTS_AFTER):
            return
        for comma in _GOES_ON_LIST.finditer(view.text, after, following[0]):
            yield comma.end(), following[0]
            break


def told_to_do(view: View, start: int, end: int) -> tuple[int, int] | None:
    """What those who met in ``[start, end)`` were to do: «… گرد هم آمدند تا X را بررسی کنند»."""
    for met in view.within(start, end, "hold", "meet"):
        told = _TO_DO.match(view.text, met.end, end)
        if told and not view.within(*told.span(1), "hold", "meet", "say"):
            return told.span(1)
    return None


def purpose_end(
    view: View, slot: Slot, stretch: tuple[int, int], dates: list[tuple[int, int]]
) -> int:
    """Where what `slot` tells of a purpose ends, inside its `stretch`."""
    stop = _purpose_end(view, slot, stretch, dates)
    clause = _ITS_CLAUSE.search(view.text, slot.start, stop)
    stop = clause.start() if clause else stop
    closing = view.text.find(")", slot.start, stop)
    if closing > 0 and "(" not in view.text[slot.start : closing]:
        # «همایش X (به مناسبت Y) خطاب به …»
        stop = closing
    return _before_partner(view, slot, stop, stretch[1])


def _purpose_end(
    view: View, slot: Slot, stretch: tuple[int, int], dates: list[tuple[int, int]]
) -> int:
    start, end = stretch
    quoted = _QUOTED.match(view.text, slot.start, end)
    if quoted:
        return quoted.end()
    comma = _comma_before_event(view, slot)
    if comma is not None:
        return comma
    held = None if view.within(start, slot.cue.start, "event") else _before_event(view, slot, end)
    if held is not None:
        return held
    if slot.kind == "purpose_weak":
        return _past_about(view, _past_region(view, slot.end, end), end)
    inside = tuple((a, b) for a, b in dates if slot.start <= a < end)
    return _past_about(view, _past_inner(view, slot, end, inside), end)


def _before_partner(view: View, slot: Slot, stop: int, end: int) -> int:
    """«به هدف X | با سفیر ترکیه دیدار کرد» ends before whom somebody met."""
    met = view.first(stop, end, "meet", "hold")
    if met is None or met.start > max(stop, slot.end) + 1:
        return stop
    if met.kind == "hold" and not _ACTIVE.search(view.text, met.start, met.end):
        return stop
    people = {mark.start for mark in view.within(slot.start, stop, "office", "collective")}
    sides = [m for m in _WITH.finditer(view.text, slot.start, stop) if m.end() in people]
    words = view.text[slot.start : sides[-1].start()].split() if sides else []
    return sides[-1].start() if len(words) >= _FEWEST_AIMED else stop


def _comma_before_event(view: View, slot: Slot) -> int | None:
    """«به منظور X، جلسه …» ends at the comma before the event."""
    for event in view.within(slot.start, slot.end, "event"):
        comma = view.text.rfind("،", slot.start, event.start)
        words = len(view.text[comma + 1 : event.start].split())
        if comma > 0 and words <= _WORDS_BEFORE_EVENT:
            return comma
    return None


def _before_event(view: View, slot: Slot, end: int) -> int | None:
    """«به منظور X | دومین جلسه … برگزار شد» ends where the meeting itself is told."""
    events = view.within(slot.start, slot.end, "event")
    if not events or not view.within(slot.end, end, "hold"):
        return None
    event = events[-1]
    behind = view.text[event.end : slot.end].split()
    if len(behind) > _WORDS_BEHIND_EVENT or is_aimed_at(view, event, slot.start - 1):
        return None
    begun = _of_event().search(view.text, slot.start, event.start)
    at = begun.start() if begun else event.start
    return at if at > slot.start + 1 else None


def _past_inner(view: View, slot: Slot, end: int, dates: tuple[tuple[int, int], ...]) -> int:
    """Past the dates and weak cues that are a part of a purpose.

    «آماده گی برای X», «تجلیل از ۲۸ اسد», «به مناسبت روز معلم».
    """
    text, stop = view.text, slot.end
    borders = _borders(view, slot.start, end, dates)
    for i, (start, after, cue) in enumerate(borders):
        if start < stop or after < stop:
            continue
        if _WHICH.search(view.text, slot.start, start):
            verbs = (w for w in WORD.finditer(view.text, after, end) if _is_verb(w.group()))
            return next((verb.end() for verb in verbs), stop)
        weak = cue is not None and cue.kind == "purpose_weak"
        first = start <= slot.start + 1 and not text.startswith(listed("this"), start)
        if start > stop or not (weak or first or _GOES_ON.search(text, slot.start - 1, start)):
            break
        following = next((a for a, _, _ in borders[i + 1 :] if a >= after), end)
        # «به مناسبت روز معلم در شیراز»: behind a day stands where it was kept.
        marks = ("،", " در ") if first and not weak else ("،",)
        stop = min(
            (at for mark in marks if (at := text.find(mark, after, following)) > 0),
            default=following,
        )
    return stop


def _is_verb(word: str) -> bool:
    """True for a finite verb, its prefix written on to it or not: «شود», «میگردد»."""
    return word in finite_forms() or word.removeprefix("می") in finite_forms()


def _past_region(view: View, stop: int, end: int) -> int:
    """Where «سیلاب در ولسوالی ورسج» ends, if another place behind it is the venue."""
    region = _REGION.match(view.text, stop, end)
    places = venue_starts(view, region.end(), end) if region else []
    if not places:
        return stop
    clause = view.text.find(" که ", stop, places[0])
    return clause if clause > 0 else max(stop, view.text.rfind(" در", stop, places[0]))


def _past_about(view: View, stop: int, end: int) -> int:
    """Where «هم‌اندیشی درباره X» ends, which a preposition has cut at `stop`."""
    about = view.first(stop, end, "about")
    comma = view.text.find("،", stop, end)
    if about is None or about.start > stop + 1 or comma < about.end:
        return stop
    return stop if view.within(about.end, comma, *OPENERS, *VERBS) else comma


def _read(view: View, start: int, end: int, dates: tuple[tuple[int, int], ...]) -> list[Slot]:
    borders = _borders(view, start, end, dates)
    slots = []
    for i, (_, after, cue) in enumerate(borders):
        if cue is not None and cue.kind in OPENERS:
            stop = next((a for a, _, _ in borders[i + 1 :] if a >= after), end)
            slots.append(Slot(cue.kind, cue, after, stop))
    return slots


def _borders(view: View, start: int, end: int, dates: tuple[tuple[int, int], ...]) -> list[_Border]:
    """Cues, dates and places in text order: each ends the filler before it."""
    cues = [cue for cue in _cues(view, start, end) if not _is_name(view, cue, dates)]
    borders: list[_Border] = [(m.start, m.end, m) for m in cues]
    borders += [(a, b, None) for a, b in dates]
    borders += [(m.start(), m.end(), None) for m in _places(view, start, end)]
    borders += [(a, b, None) for a, b in _matters_told(view, start, end)]
    borders.sort(key=lambda border: (border[0], -border[1]))
    return borders


def _matters_told(view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The commas of «با حضور A و B، مشکلات X بررسی شد»: the matter begins the main clause."""
    for verb in view.within(start, end, "discuss", "present"):
        if _PASSIVE.search(view.text, verb.start, verb.end):
            for comma in _MATTER.finditer(view.text, start, verb.start):
                yield comma.span()


def past_attendance(view: View, start: int, end: int) -> int:
    """Past «در نشستی با حضور A و B،» at `start`, where a matter begins behind it."""
    cue = view.first(start, end, "participant")
    matter = _MATTER.search(view.text, cue.end, end) if cue else None
    return matter.end() if matter else start


def _cues(view: View, start: int, end: int) -> list[Mark]:
    """Openers and verbs in text order, without openers inside longer ones."""
    cues = []
    covered = -1
    marks = view.within(start, end, *OPENERS, *VERBS)
    # «با ارائه N» tells who gave a talk before it is a frame of speech.
    for mark in sorted(marks, key=lambda m: (m.start, -m.end, m.kind == "saying")):
        if mark.kind in OPENERS:
            if mark.start < covered or _names_firm(view, mark, end):
                continue
            covered = mark.end
        cues.append(mark)
    return cues


def _names_firm(view: View, cue: Mark, end: int) -> bool:
    """True for «به شرکت های برق», «متهمان معروف به شرکت X»: a firm, and nobody who came."""
    if _NAMES_FIRMS.match(view.text, cue.end - _FIRM, end):
        return True
    tied = _TIED_TO.search(view.text, max(0, cue.start - _TIED_REACH), cue.start)
    return tied is not None and view.text.endswith(listed("firm"), cue.start, cue.end)


def _is_name(view: View, cue: Mark, dates: tuple[tuple[int, int], ...]) -> bool:
    """True for «بهروز» of a person, which is written as «به روز» closed up."""
    closed = cue.kind == "date_cue" and " " in cue.cue.phrase
    closed = closed and " " not in view.text[cue.start : cue.end]
    return closed and not any(cue.start <= a <= cue.end + 1 for a, _ in dates)


# «درباره X | در حالی برگزار شد که …».
_WHILE = re.compile(rf"(?<!\w){either('while')}(?!\w)")
# Longer than this no name of a meeting stands in quotation marks.
_NAME_LENGTH = 60


def held_about(view: View, start: int, end: int) -> tuple[int, int, Mark] | None:
    """What «جلسه … در مورد A برگزار شد» and «با دستور کار A …» say of the lead ``[start, end)``.

    Returns:
        Where it begins and ends, and the cue that announced it; None if a lead tells more.
    """
    hold = view.first(start, end, "hold") or view.first(start, end, "meet")
    if hold is None or view.within(start, hold.end, "discuss", "say"):
        return None
    plans = view.within(start, hold.start, "purpose")
    about = next((m for m in plans if begins(m.cue.phrase, "with_agenda")), None)
    about = about or view.first(start, hold.start, "about")
    if about is None:
        return None
    closers = view.within(about.end + 1, hold.start, *_CLOSERS)
    # «در دوره آموزش مجازی»: an adjective, and no «به صورت مجازی».
    slot = next((m for m in closers if m.kind != "online" or " " in m.cue.phrase), None)
    stops = [hold.start, *venue_starts(view, about.end, hold.start)[:1]]
    # «درباره X نشست برگزار کرد»: what was held stands right before its verb.
    stops += [
        m.start for m in view.within(about.end, hold.start, "event") if m.end + 1 == hold.start
    ]
    stops += [slot.start] if slot else []
    stops += [m.start() for m in _WHILE.finditer(view.text, about.end, hold.start)]
    if hold.kind == "meet" and _WITH.search(view.text, about.end, min(stops)):
        # «درباره X با Y دیدار کرد»: with whom is no part of it.
        return None
    return about.end, min(stops), about


def _places(view: View, start: int, end: int) -> list[re.Match[str]]:
    """«در» before a noun of place, and «در محل» before anything."""
    nouns = {m.start for m in view.within(start, end, "place_noun")}
    return [
        m
        for m in _PLACE_PREPOSITION.finditer(view.text, start, end)
        if (m.end() in nouns or m["the_place"]) and not _quoted(view.text, start, m.start())
    ]


def _quoted(text: str, start: int, at: int) -> bool:
    """True inside «…»: «سواد رسانه‌ای در دبستان» is a name, and tells no place."""
    opened = text.rfind("«", max(start, at - _NAME_LENGTH), at)
    closed = text.find("»", at, at + _NAME_LENGTH)
    return opened > text.rfind("»", start, at) and closed >= 0


def venue_starts(view: View, start: int, end: int) -> list[int]:
    """Where phrases of place begin: after «در» at a noun of place, and after «در محل»."""
    return [m.end() for m in _places(view, start, end)]


@cache
def _of_event() -> re.Pattern[str]:
    """«یک», «دومین», «سومین دور» right before a meeting: they belong to it."""
    rows = (values(row["words"]) for row in table("ordinals", "words"))
    ordinals = alternation(fold(word) for words in rows for word in words if word.endswith("ین"))
    before = rf"(?:{either('some_one')}|{ordinals}|{either('round')})"
    return re.compile(rf"(?<!\w)(?:{before}\s+)+$")

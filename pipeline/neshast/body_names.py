"""Where the name of a body is whole: at the end of a name of the tables, or of a place in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cache
from itertools import accumulate

from neshast.coordination import begins_matter
from neshast.field_lists import field_end
from neshast.gazetteer import countries
from neshast.grammar import either, listed
from neshast.naming import STOP, joined_at, kind_of
from neshast.view import WORD, View

_UNIT = re.compile(rf" {either('branch_unit')}(?!\w)")
_DIRECTION = re.compile(rf" {either('direction')}(?!\w)")
# «ولسوالی دره», unlike «سپین دره».
_UNIT_REACH = 16
_AND = "و"
# «کمیسیون مشترک وزارت مالیه و وزارت عدلیه»: it is of both.
JOINT = re.compile(rf"(?<!\w){either('of_both')}(?!\w)")
_SEAT = re.compile(rf" {either('in_place')} ")
_HELD_THERE = re.compile(rf" {either('held_word')}(?!\w)")
# «که ریاست معارف … را», «1- کمیته صحی … را»: who shall do something, no further back.
_SUBJECT = re.compile(rf"(?:(?<!\w){either('subject_begins')}|[:؛،]|\d ?[-–—.)]|\n)\s*$")
_SUBJECT_REACH = 12
_OBJECT = re.compile(rf"\s?{either('object_mark')}(?!\w)")
# «شبکه بهداشت و درمان کلرسنجی آب | روستاها را»: what a name that is whole has run into.
_LATER_OBJECT = re.compile(rf"(?: \w+){{1,4}}{_OBJECT.pattern}")
_ACTED_ON = re.compile(rf"\s?\w+ (?:\w+ )?{either('object_verb')}(?!\w)")
# «عمومی», «جاده‌ای», but not «طرحی» before «را».
_QUALITY = re.compile(r"(?!\w*های )\w{2,}ی (?=\w)")
# «مالی و حسابی».
_ALIKE = re.compile(r"\w{2,}ی(?!\w)")
# «تهران و حومه».
_AROUND = re.compile(rf"{either('outskirts')}(?!\w)")
_NUMBERED = re.compile(rf"{either('numbered')} \w+")
_IN_UNIT = re.compile(rf"(?<!\w){either('district')} $")


class BodyNames:
    """The ends of names of bodies in one document.

    Args:
        view: the document.
        known: where the names of the tables begin and end in its folded text.
        places: where the names of places begin and end there.
    """

    def __init__(self, view: View, known: Mapping[int, int], places: Mapping[int, int]) -> None:
        self.text = view.text
        self.known = known
        # How far the names reach that begin before each: «د افغانستان برشنا شرکت» names no place.
        begun = sorted(known)
        reach = [0, *accumulate((known[start] for start in begun), max)]
        # «ایران‌شناسی», «راهیان‌نور»: a part of a word is no place, «شهرستان» mostly a unit.
        joined = joined_at(view)
        ordinary = (*listed("local_units"), *listed("word_places"))
        self.places = {
            start: end
            for start, end in places.items()
            if end not in joined
            and start - 1 not in joined
            and end >= reach[bisect_left(begun, start)]
            and view.text[start:end] not in listed("branch_unit")
            and (
                view.text[start:end] not in ordinary
                or _IN_UNIT.search(view.text, max(0, start - _UNIT_REACH), start)
            )
        }
        self._starts = sorted(self.places)
        self._office_ends = {mark.end for mark in view.of("office")}
        self._held = {mark.start for mark in view.of("hold")}

    def whole(self, start: int, head: int, end: int) -> int:
        """Where the name in ``[start, end)`` is whole, whatever else the phrase holds.

        «جهاد کشاورزی کیار توزیع بذر» is a body and what it shall do: a name of the tables ends
        where it ends there, and a place ends any name, unless «و», another place or a word of
        parts («شعبه»، «شرقی») goes on.

        Args:
            head: where the head noun ends.
        """
        done = self.known.get(start, head)
        joint = JOINT.search(self.text, start, end) is not None
        if start in self.known and done < end:
            done = self.branch(done)
            both = JOINT.match(self.text, done + 1)
            if not (both or self._goes_on(done, end, joint) or _UNIT.match(self.text, done)):
                return done
        first = bisect_right(self._starts, max(head, done))
        for place in self._starts[first : bisect_left(self._starts, end)]:
            stop = self.places[place]
            if stop < end and not self._goes_on(stop, end, joint):
                return stop
        return end

    def branch(self, end: int) -> int:
        """Where the name of a local branch ends: «کمیته امداد استان X»; else at `end`."""
        side = _DIRECTION.match(self.text, end)
        return self._branch(side.end() if side else end)

    def _branch(self, end: int) -> int:
        unit = _UNIT.match(self.text, end)
        at = unit.end() if unit else end
        if self.text.startswith(" ", at) and (stop := self.places.get(at + 1)):
            return stop
        # «شهرستان X» of a place that no table has: where its name ends the phrase tells.
        word = WORD.match(self.text, at + 1)
        return end if word and kind_of(word.group()) != STOP else at

    def seat(self, start: int, head: int, end: int) -> int:
        """Where the name of an embassy or an office ends with its seat: «سفارت چین | در کابل».

        Where a verb of holding follows, the place is that of the meeting («از سوی ریاست معارف |
        در کابل برگزار شد»), unless somebody of the embassy comes to it: «با حضور مسئول …».
        """
        if end + 1 in self._held and start - 1 not in self._office_ends:
            seats = _SEAT.finditer(self.text, head, end)
            return next((m.start() for m in seats if self.places.get(m.end()) == end), end)
        if self.text[start:head] not in listed("seated_body") or end == head:
            return end
        seat = _SEAT.match(self.text, end)
        stop = self.places.get(seat.end(), 0) if seat else 0
        apart = start - 1 not in self._office_ends and _HELD_THERE.match(self.text, stop)
        return stop if stop and not apart else end

    def told(self, start: int, head: int, end: int) -> int:
        """Before the object that the phrase of a body has run into: «کمیته صحی | بوجی‌ها را …».

        A body that is told to do something keeps the words that its name may hold: fields,
        places, adjectives; a word behind them begins what it shall do.
        """
        doing = _SUBJECT.search(self.text, max(0, start - _SUBJECT_REACH), start)
        begun = self.text[start:head] in listed("whole_body")
        acts = _OBJECT.match(self.text, end) or (begun and _LATER_OBJECT.match(self.text, end))
        if not doing or not acts or _ACTED_ON.match(self.text, end):
            return end
        at = head
        while word := WORD.search(self.text, at, end):
            joins = word.group() == _AND
            begin = word.end() + 1 if joins else word.start()
            known = max(self.places.get(begin, 0), field_end(self.text, begin, end))
            if numbered := _NUMBERED.match(self.text, begin, end):
                known = numbered.end()
            quality = not joins and begun and _QUALITY.match(self.text, begin, end)
            if quality and begins_matter(quality.group()):
                # «کلرسنجی آب».
                return at
            if begun and not (known or quality):
                return at
            begun = True
            at = max(known, word.end())
        return end

    def is_of(self, country: str, start: int, end: int) -> bool:
        """True if ``[start, end)`` holds the name of the country (ISO) and no more."""
        return countries().get(self.text[start:end].strip()) == country

    def _goes_on(self, at: int, end: int, joint: bool) -> bool:
        """True if at `at`, before `end`, stands what a whole name still goes on with.

        Args:
            joint: whether two others have the body together, so that any «و» joins them.
        """
        word = WORD.search(self.text, at, end)
        if word is None or self.text[at : word.start()] != " ":
            return True
        if word.group() == _AND and not joint:
            # «وزارت نفت | و دستگیری», but «جهاد کشاورزی و منابع طبیعی».
            begin = word.end() + 1
            adjective = self.text.endswith("ی", 0, at) and at not in self.places.values()
            alike = adjective and _ALIKE.match(self.text, begin, end)
            around = _AROUND.match(self.text, begin, end)
            goes_on = begin in self.places or alike or around
            return bool(goes_on) or field_end(self.text, begin, end) > 0
        return word.start() in self.places or _going_on().match(self.text, at) is not None


def goes_in(text: str, at: int) -> bool:
    """True if «در» stands behind what ends at `at`."""
    return _SEAT.match(text, at) is not None


@cache
def _going_on() -> re.Pattern[str]:
    more = either("district", "branch_part", "side_of_place", "plural_suffix")
    return re.compile(rf" {more}(?!\w)")

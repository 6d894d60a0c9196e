"""What stands before the matters of a sentence: «سپس», «در این جلسه», «پس از بحث،»."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from neshast.agenda_lines import is_matter
from neshast.document import Document
from neshast.grammar import either
from neshast.slots import past_attendance
from neshast.view import WORD, View

_FORMULA = re.compile(
    rf"(?:{either('according_to')}[^،؛:\n]{{2,60}}[،؛:]|{either('agencies')} \w+(?: \w+)?\s*:)\s*"
)
_INTRO = re.compile(
    rf"(?:{either('planned')}\s+)?{either('agenda_in')}?\s*{either('parts')}\s+(?:این )?"
    rf"{either('agenda_meetings')}(?:\s+{either('also')})?\s*،?(?:\s*{either('besides')}\s+)?"
    rf"|در (?:\w+ )?{either('agenda_meetings')} [^،.؛:]{{3,80}}،"
    rf"|{either('meanwhile')}(?! {either('district', 'that_what')}(?!\w))\s+"
    rf"|{either('and_but', 'intro_days')}\s+|{either('besides', 'planned')}(?:\s*،)?\s+"
    rf"|\d{{1,2}}\s*-\s*"
)
# «ضمن بررسی X، …»
_PASSING = re.compile(rf"{either('talk_then')} ([^،.؛:]{{3,80}})،")
# «…، با ۱۴ رأی …», «…، به ریاست …»: what was done then.
_GOES_OFF = re.compile(rf"،\s*{either('objects', 'outcome_openings')}(?!\w)")
# «در پایان کمیته ای تشکیل شد»: that is no place where they met.
_DEFINITE = (
    rf"(?!\w)(?! {either('some_apart')}(?!\w)| \w+ی {either('put_off_for', 'made_up_of')}(?!\w))"
)
_SETTING = re.compile(
    rf"{either('setting_in')} "
    rf"(?:(?:{either('this_same', 'parts', 'setting_before')}|\w+ین) ){{0,4}}"
    rf"{either('agenda_meetings')}(?: ی|ی(?= در ))?{_DEFINITE}"
)
# It goes on with adjectives, and with «این», «در» before dates and bodies.
# «در نشست امروز (دوشنبه)», «در نشست «شعر زندگی»»
_SETTING_DAY = re.compile(r"\s*(?:\([^()]{2,30}\)|«[^«»]{2,80}»)")
_SETTING_GOES_ON = re.compile(rf"\s*،?\s*(?:{either('this_same', 'setting_in')} )?")
_SETTING_ASIDE = re.compile(rf"\s+{either('setting_asides')} [^،.؛:]{{3,80}}،")
_SETTING_WORD = re.compile(rf"{either('agenda_times', 'setting_words')}{_DEFINITE}")
_SEQUENCER_REACH = 40
# So many words behind «ضمن» may be the first of a list.
_LIST_WORDS = 3
# Up to a comma so near runs who met, if an office stands so soon.
_SIDES_REACH = 90
_OFFICE_NEAR = 12
_IN = re.compile(r"\s*،?\s*(?=در )")
_SETTING_CLAUSE = re.compile(
    rf"\s*،?\s*(?:در (?:\w+ ){{0,2}}{either('agenda_meetings')}(?!\w)[^،؛:.]{{0,80}}? )?که"
    rf" [^،؛:.]{{2,90}}? {either('done', 'is_was')}(?!\w)\s*،?\s*"
)
_MET_WITH = re.compile(rf"در {either('two_sided')}(?!\w)[^.؛:]{{1,120}}?(?<!\w)با ")


class Intros:
    """What stands before matters in one report: «سپس», «در نخستین جلسه این شورا».

    Args:
        document: with the boxes up to `organizations` filled.
        view: the document seen through its folded text.
        index: of the report.
    """

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        span = document.reports[index].span
        spans = [body.span for body in document.organization_mentions]
        spans += [date.span for date in document.dates]
        self._known = dict(sorted(map(view.at, spans)))
        people = [name.span for name in document.names]
        people += [office.span for office in document.offices]
        self._people = sorted(map(view.at, people))
        self._heads = {head.start: head.end for head in view.within(*view.at(span), "org_head")}

    def body_over(self, start: int, end: int) -> int:
        """Where the body or date ends that begins in ``[start, end)`` and reaches over `end`."""
        words_there = (word.start() for word in WORD.finditer(self.view.text, start, end))
        return max((self._known.get(at, end) for at in words_there), default=end)

    def past(self, start: int, stop: int) -> int:
        """Past all of it at `start`, at most to `stop`, and past «با حضور A و B،» within."""
        start = past_attendance(self.view, start, stop)
        at = past_intro(self.view, start, stop, self._known)
        sides = self._past_sides(start, stop)
        if sides > at and is_matter(self.view.text[sides:stop].strip()):
            return self.view.trim(sides, stop)[0]
        if is_matter(self.view.text[at:stop].strip()):
            return at
        # The body has swallowed the matter: «در جلسه شورای شهر طرح X».
        return past_intro(self.view, start, stop, self._heads)

    def past_opening(self, start: int, stop: int) -> int:
        """Past openings alone, over the dates and bodies in them."""
        return past_intro(self.view, start, stop, self._known)

    def past_chair(self, start: int, stop: int) -> int:
        """Past «به ریاست N، رئیس X،» at `start`, or past the rest of it; else `start`."""
        at = self.view.trim(start, stop)[0]
        chairs = self.view.within(max(0, at - _SIDES_REACH), stop, "chair")
        chair = next((mark for mark in reversed(chairs) if mark.start <= at), None)
        end = chair.end if chair else stop
        for begin, after in self._people[bisect_left(self._people, (end, 0)) :]:
            if after > stop or self.view.text[end:begin].strip(" ،"):
                break
            end = after
        return end if chair and at < end else start

    def past_clause(self, start: int, stop: int) -> int:
        """Past «صبح امروز در نشست با A که در B برگزار شد», commas or none; else `start`."""
        clause = _SETTING_CLAUSE.match(self.view.text, self._past_day(start, stop), stop)
        return clause.end() if clause else start

    def past_setting(self, start: int, stop: int) -> int:
        """Past all of it, and past «صبح امروز» ahead of it."""
        return self.past(self._past_day(start, stop), stop)

    def _past_day(self, start: int, stop: int) -> int:
        at = self.view.trim(start, stop)[0]
        day = self._known.get(at, at)
        return day if _IN.match(self.view.text, day) else at

    def _past_sides(self, start: int, stop: int) -> int:
        """Past «در دیدار امروز A دبیر X با B وزیر Y» at `start`: no comma need part the matter."""
        met = _MET_WITH.match(self.view.text, *self.view.trim(start, stop))
        at = met.end() if met else start
        for begin, end in self._people if met else ():
            if at <= begin < end <= stop and not self.view.text[at:begin].strip(" ،و"):
                at = end
        return at if met and at > met.end() else start


def past_intro(view: View, start: int, stop: int, known: Mapping[int, int] | None = None) -> int:
    """Past «در این جلسه», «سپس» and other openings before what was discussed.

    Args:
        known: where dates and bodies end that begin at an offset: «در جلسه دیروز شورای شهر».
    """
    while True:
        start, _ = view.trim(start, stop)
        after = _intro_end(view, start, stop, known or {})
        if after <= start:
            return start
        start = after


def _intro_end(view: View, start: int, stop: int, known: Mapping[int, int]) -> int:
    """Where the opening that begins at `start` ends; `start` if there is none."""
    formula = _FORMULA.match(view.text, start, stop)
    if formula:
        return formula.end()
    setting = _SETTING.match(view.text, start, stop)
    if setting:
        return _setting_end(view, setting.end(), stop, known)
    sequencer = view.first(start, min(stop, start + _SEQUENCER_REACH), "sequencer")
    if sequencer is not None and sequencer.start <= start + 1:
        return sequencer.end
    passing = _PASSING.match(view.text, start, stop)
    if passing:
        return past_aside(view.text, passing, stop)
    intro = _INTRO.match(view.text, start, stop)
    return intro.end() if intro else start


def past_aside(text: str, aside: re.Match[str], stop: int) -> int:
    """Past «پس از بحث،», and past the whole list of «ضمن بررسی وضعیت A، B و C،».

    Args:
        aside: what matched it up to its first comma; its group 1 stands between.
    """
    several = len(aside[1].split()) >= _LIST_WORDS
    return list_end(text, aside.start(1), stop) + 1 if several else aside.end()


def list_end(text: str, start: int, end: int) -> int:
    """The comma that closes what begins at `start` in «ضمن بررسی A، B و C، …»; -1 if none does.

    The list goes on behind its commas as long as «و» is to come.
    """
    comma = text.find("،", start, end)
    behind = text.find("،", comma + 1, end) if comma > 0 else -1
    more = behind > 0 and not _GOES_OFF.match(text, comma, behind)
    goes_on = more and " و " not in text[start:comma] and " و " in text[comma:behind]
    return behind if goes_on else comma


def _setting_end(view: View, at: int, stop: int, known: Mapping[int, int]) -> int:
    """Where «در نخستین جلسه این شورا در سال جدید» ends, whose meeting ends at `at`."""
    text = view.text
    comma = text.find("،", at, min(stop, at + _SIDES_REACH))
    sides = view.first(at, comma, "office", "honorific") if comma > 0 else None
    if sides is not None and sides.start - at < _OFFICE_NEAR:
        # «در ملاقات مردمی رئیس X با مراجعان، …»
        return comma + 1
    title = _SETTING_DAY.match(text, at, stop)
    at = title.end() if title else at
    while (before := _SETTING_GOES_ON.match(text, at, stop)) and before.end() > at:
        word = _SETTING_WORD.match(text, before.end(), stop)
        if before.end() in known:
            at = known[before.end()]
        elif word:
            at = word.end()
        else:
            break
        day = _SETTING_DAY.match(text, at, stop)
        at = day.end() if day else at
    aside = _SETTING_ASIDE.match(text, at, stop)
    return aside.end() if aside else at

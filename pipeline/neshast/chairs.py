"""Who led a meeting, or kept its minutes, told by a verb: «ریاست جلسه را X به عهده داشت»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from neshast.actors import Placed
from neshast.acts import PLURAL_VERB, Act
from neshast.grammar import either, listed
from neshast.opening import Opening
from neshast.passages import past_formula
from neshast.view import WORD, Mark

_POST = re.compile(
    rf"(?<!\w)(?:(?P<secretary>{either('secretaryship')})|(?P<chair>{either('leadership')}))"
    rf"(?P<its> ?{either('its_ending')}"
    rf"|(?: {either('chair_adjectives')})? {either('of_it')})?(?!\w)"
)
_PRESIDED_BY = re.compile(
    rf"(?: (?!را )\w+){{0,6}}?(?: {either('who')}(?: \w+){{1,9}}\s?(?=،))?"
    rf"(?: {either('lately')})?\s*،?\s+(?P<object>را )?"
    rf"(?:{either('presided_by')}|(?P<to>به))\s+"
    rf"(?!{either('who')}(?!\w))"
)
# «به میزبانی A و ریاست B».
_AND_CHAIR = re.compile(rf"(?<!\w)و {either('leadership')} (?={WORD.pattern})")
# «جلسه به مدیریت N»: the words announce a chair only where a name stands right behind.
_MANAGED_BY = re.compile(rf"(?<!\w){either('managed_by')} (?={WORD.pattern})")
_SHARING = ("participant", "chair", "host", "secretary", "organizer", "talk_cue")
# Honorifics between «ریاست» and a name.
_HONOURED = re.compile(r"(?:\w+ ){0,3}")
# «ریاست جلسه را با N اعلام کرد».
_DECLARED = re.compile(rf"(?<!\w){either('declared_chair')}(?!\w)")
# «به نسبت غیابت رئیس کمیسیون او به دوش داشت».
_ABSENT = re.compile(rf"(?<!\w){either('instead_of')} {either('absence')} ")
_FOR_ANOTHER = re.compile(rf"[^.:؛،]{{0,40}} را\s*،?\s{either('in_place_of')} ")
_HE = re.compile(rf"(?<!\w){either('he')} $")
# «N بر صندلی ریاست نشست».
_TOOK_SEAT = re.compile(rf"\s(?:بر|در|روی) {either('took_seat')} (?:\w+ )?{either('sat')}(?!\w)")
_BOARD = re.compile(rf"(?<!\w){either('board_of')}(?!\w)")
# «N، رئیس جلسه، گفت», «N (رئیس مجمع)».
_TITLED = re.compile(rf"[\s،(]{either('sits_as')}$")
_SITS_AS = re.compile(rf"(?<!\w){either('sits_as')}(?!\w)[ ،:]++(?!و |{either('another_after')} )")
# «ریاست مجمع به X سپرده شد».
_ENTRUSTED = re.compile(rf"(?<!\w){either('entrusted')}(?!\w)")
# «X به عنوان رئیس مجمع».
_AS = re.compile(
    rf"\s{either('in_capacity_of', 'in_chair_of')}\s"
    rf"(?:(?P<chair>{either('chair_label')})|{either('secretary_label')})(?!\w)"
    rf"|\s(?P<elected>{either('to_its_chair')})(?=[ ،][^.:؛]{{0,200}}? {either('seated')})"
)
# «X، رئیس Y، به عنوان رئیس جلسه».
_APPOSITION = re.compile(r"[\s،]*(?:[^.:؛،]{3,90}،\s*)?")
_AS_BOARD = re.compile(rf"\s{either('in_capacity_of')} {either('bare_chair')}(?=[،؛.]| و )")
# So long may be the honorifics between «رئیس جلسه» and the name.
_TITLE_REACH = 12
# «N که رئیس جلسه بود».
_WAS_CHAIR = re.compile(
    rf"\s*،?\s{either('who')} (?:{either('in_capacity_of', 'in_chair_of')} )?"
    rf"{either('sits_as')} {either('was')}(?!\w)"
)
# «بر جلسه … ریاست کرد».
_THAT_LED = re.compile(
    rf"[^.:؛]{{0,80}}?\s{either('who')}\s([^.:؛]{{3,120}}?)[\s،]+{either('it_as_object')} $"
)
_OVER = re.compile(rf"(?<!\w){either('over_meeting')} (?:{either('this')} )?$")
_WHO = re.compile(rf"\s*،?\s{either('who')}\s*$")
# «N که ریاست», «که N به نمایندگی از وزیر ریاست».
_WHO_STANDS = re.compile(
    rf"\s{either('who')}(?: [^.:؛]{{3,140}}?)?((?: {either('in_place_of')} [^.:؛،]{{2,60}})?\s*)$"
)
_THAT = re.compile(rf"\s+را\s*،?\s+{either('who')}\s")
_OBJECT = re.compile(r"\sرا(?!\w)")
_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s")
_PASSIVE = re.compile(rf"{either('passive_be')}$")
_IS = re.compile(rf"(?<!\w){either('is_was')}(?!\w)")
# «ریاست جلسه را N، معین وزارت، داشت»: so its sentence ends.
_HAD = re.compile(rf"(?<!\w){either('had_chair')}(?=\s*(?:[.؛،]|$))")
_OTHER_VERBS = ("hold", "attend", "say", "said", "decide", "discuss")
_CAPACITY = re.compile(rf"(?<!\w){either('in_capacity_of', 'in_chair_of', 'in_place_of')} $")
_NOW = re.compile(rf"{either('has_now')}$")
# «N که ریاست این نشست را داشت، گفت».
_HE_HAD = re.compile(rf"\sرا {either('had_chair')}(?!\w)")
# «N که پیشتر ریاست شورا را به عهده داشت».
_ONCE = re.compile(rf"(?<!\w){either('once_held')}\s*$")
# «A و B», «A، رئیس X، و B».
_JOINED = re.compile(r"[\s،]*(?:و\s)?\s*")
# «ریاست کرد» has its post inside, «به عهده داشت» beside it.
_LEADS = "chair"
_CEREMONY = "ceremony"
# So soon after «ریاست» must the meeting stand, and so soon end.
_NOUN_REACH = 14
_MEETING_REACH = 30
# So soon after «ریاست جلسه با» must he stand who had it, and so far before a name its office.
_AT_ONCE = 12
_NAME_REACH = 30
# So long is a pronoun.
_HE_REACH = 10
# A post that begins so soon begins its sentence.
_FIRST = 3
# So far before the verb begins what it says of the meeting.
_VERB_REACH = 300


@dataclass(frozen=True, slots=True)
class _Post:
    """«ریاست این جلسه» at ``[start, end)``; `seat` where its body alone is named."""

    role: str
    start: int
    end: int
    seat: bool


def is_compering(words: str, kind: str) -> bool:
    """True for «گردانندگی محفل»: who leads through a ceremony of kind `kind` has not its chair."""
    return kind == _CEREMONY and words.endswith(listed("compering"))


def led(opening: Opening) -> Iterator[Act]:
    """Who had the chair of the meeting, or kept its minutes, in text order."""
    reader = _Chairs(opening)
    for a, b in opening.stretches:
        yield from reader.shared(a, b)
    for a, b in opening.sentences:
        yield from reader.posts_held(a, b)
        yield from reader.verbs(a, b)
        yield from reader.chosen(a, b)


class _Chairs:
    """Reads the sentences of one report."""

    def __init__(self, opening: Opening) -> None:
        self.view = opening.view
        self.cast = opening.cast
        self.begin = opening.start
        event = opening.report.event
        self.kind = event.value if event is not None else ""
        # «شورا، که ریاست آن با N است»: of a body only where that body's sitting is told.
        self.sits = ("event", "body") if event and event.kind == "body" else ("event",)

    def shared(self, start: int, end: int) -> Iterator[Act]:
        """«به میزبانی A و ریاست B», «با دبیری A و مدیریت B»: one preposition for both.

        What stands behind must be a person or an office: «با حضور والی و ریاست معارف» names a
        directorate.
        """
        text = self.view.text
        for by in _MANAGED_BY.finditer(text, start, end):
            people = self.cast.people(by.end(), end)[:1]
            if people and _HONOURED.fullmatch(text, by.end(), people[0].start):
                yield "chair", people[0], by[0].strip()
        for match in _AND_CHAIR.finditer(text, start, end):
            if not self.view.within(start, match.start(), *_SHARING):
                continue
            people = self.cast.people(match.end(), end)
            office = self.cast.office_only(match.end(), end)
            if office is not None and office.start == match.end():
                yield "chair", office, match[0].strip()
            elif people and _HONOURED.fullmatch(text, match.end(), people[0].start):
                yield "chair", people[0], match[0].strip()

    def posts_held(self, start: int, end: int) -> Iterator[Act]:
        """«ریاست جلسه را X و دبیری آن را Y بر عهده داشتند», «ریاست جلسه با X بود»."""
        text = self.view.text
        posts = list(self._posts(start, end))
        for i, post in enumerate(posts):
            stop = posts[i + 1].start if posts[i + 1 :] else end
            by = _PRESIDED_BY.match(text, post.end, stop)
            if by is not None and by["to"] and not _ENTRUSTED.search(text, by.end(), end):
                by = None
            verb = self.view.first(post.end, end, "chair_verb")
            if by is not None and not (verb and verb.start < by.end()):
                found_all = self._right_at(by.end(), stop) or self._he(by.end(), start, post.start)
                had = _ENTRUSTED if by["to"] else _DECLARED if by["object"] else _IS
                if found_all and had.search(text, found_all[-1].end, end) is None:
                    # «ریاست دادگاه با فراخواندن X …»: a judge who acts.
                    continue
                for found in found_all:
                    yield post.role, found, f"chair_noun: {by[0].strip()}"
            elif verb is not None and verb.start - post.end < _VERB_REACH:
                now = _NOW.search(text, verb.start, verb.end)
                if post.seat and (now or _ONCE.search(text, start, post.start)):
                    # «N که ریاست شورا را بر عهده دارد»: his office.
                    continue
                inside = self._behind(post, min(verb.start, stop))
                for found in inside or self._before(start, post.start, verb.start, verb.end):
                    yield post.role, found, verb.cue.rule
            elif (
                (had_it := _HE_HAD.match(text, post.end, end))
                and not post.seat
                and (who := _WHO_STANDS.search(text, start, post.start))
            ):
                for found in self._before(start, who.start(1), *had_it.span()):
                    yield post.role, found, "chair_noun: که … را داشت"
            elif (
                (object_ := _OBJECT.search(text, post.end, end))
                and (had_it := _HAD.search(text, object_.end(), end))
                and not self.view.first(object_.end(), had_it.start(), *_OTHER_VERBS)
            ):
                for found in self.cast.people(object_.end(), min(stop, had_it.start())):
                    yield post.role, found, "chair_noun: را … داشت"

    def verbs(self, start: int, end: int) -> Iterator[Act]:
        """«این نشست را A و B ریاست می کردند», «N جلسه را رهبری کرد», «از سوی N ریاست شد»."""
        text = self.view.text
        for verb in self.view.within(start, end, "chair_verb"):
            if verb.value != _LEADS and verb.cue.phrase not in listed("led_on"):
                continue
            near = max(start, verb.start - _VERB_REACH)
            events = self.view.within(near, verb.start, "event")
            leaders = partial(self._leaders, start, verb)
            agent = _AGENT.search(text, near, verb.start)
            if events and self.view.within(events[-1].end, verb.start, "chair_verb"):
                # «ریاست ورکشاپ را A به عهده داشت و B آن را پیش برد»: who taught, under A.
                continue
            if _PASSIVE.search(text, verb.start, verb.end):
                found_all = self._right_at(agent.end(), verb.start) if agent and events else []
            else:
                found_all = next(filter(None, map(leaders, reversed(events))), [])
            for found in found_all:
                yield "chair", found, verb.cue.rule

    def chosen(self, start: int, end: int) -> Iterator[Act]:
        """«X به عنوان رئیس مجمع و Y به عنوان منشی انتخاب شدند»: who sits there for this once."""
        yield from self._seated(start, end)
        for match in _AS.finditer(self.view.text, start, end):
            for person in self.cast.people(start, match.start())[-1:]:
                if _APPOSITION.fullmatch(self.view.text, person.end, match.start()):
                    chair = match["chair"] or match["elected"]
                    yield ("chair" if chair else "secretary"), person, match[0].strip()

    def _seated(self, start: int, end: int) -> Iterator[Act]:
        """«N بر صندلی ریاست نشست», «رئیس جلسه، N،», «هیئت رئیسه: N به عنوان رئیس»."""
        text = self.view.text
        for seat in _TOOK_SEAT.finditer(text, start, end):
            office = self._office_before(start, seat.start())
            for found in [office] if office else self.cast.people(start, seat.start())[-1:]:
                yield "chair", found, seat[0].strip()
        own_labels = set()
        for person in self.cast.people(start, end):
            if titled := _TITLED.search(text, person.start, person.end):
                own_labels.add(titled.start() + 1)
                yield "chair", person, titled[0].strip(" ،(")
        for label in _SITS_AS.finditer(text, start, end):
            behind = [] if label.start() in own_labels else self.cast.people(label.end(), end)[:1]
            for person in behind:
                if person.start - label.end() < _TITLE_REACH:
                    yield "chair", person, label[0].strip()
        for chair in _WAS_CHAIR.finditer(text, start, end):
            for person in self.cast.people(start, chair.start())[-1:]:
                yield "chair", person, chair[0].strip(" ،")
        board = _BOARD.search(text, start, end)
        for match in _AS_BOARD.finditer(text, board.end(), end) if board else ():
            for person in self.cast.people(start, match.start())[-1:]:
                if not text[person.end : match.start()].strip():
                    yield "chair", person, match[0].strip()

    def _leaders(self, start: int, verb: Mark, event: Mark) -> list[Placed]:
        """Who leads `event` by an active verb: behind «جلسه را», or else before it."""
        text = self.view.text
        if led := _THAT_LED.match(text, event.end, verb.start):
            # «این نشست که N، رئیس X، آن را اداره کرد».
            office = self.cast.office_before(led.start(1), led.end(1))
            return [office] if office else self.cast.people(*led.span(1))
        object_ = _OBJECT.search(text, event.end, verb.start)
        if _OVER.search(text, start, event.start):
            return self._before(start, event.start, verb.start, verb.end)
        if object_ is None or "،" in text[event.end : object_.start()]:
            return []
        begin = past_formula(text, start, event.start)
        people = self.cast.people(object_.end(), verb.start)
        return people or self._before(begin, event.start, verb.start, verb.end)

    def _posts(self, start: int, end: int) -> Iterator[_Post]:
        """The posts of the meeting that a sentence names: «ریاست آن» where it told of one."""
        seats = [seat.span() for seat in _TOOK_SEAT.finditer(self.view.text, start, end)]
        for match in _POST.finditer(self.view.text, start, end):
            if any(a < match.start() < b for a, b in seats):
                continue
            role = "secretary" if match["secretary"] else "chair"
            noun = match.end("secretary" if match["secretary"] else "chair")
            met = self.view.first(noun, noun + _MEETING_REACH, "event", "body")
            if met is not None and is_compering(match["chair"] or "", met.value):
                continue
            if met is not None and met.start - noun < _NOUN_REACH:
                yield _Post(role, match.start(), met.end, met.kind == "body")
            elif match["its"] and not is_compering(match["chair"] or "", self.kind):
                said = self.view.within(start, match.start(), "say")
                begin = said[-1].end if said else start
                told = self.view.within(begin, match.start(), *self.sits)
                if told or match.start() - start < _FIRST:
                    yield _Post(role, *match.span(), False)

    def _behind(self, post: _Post, stop: int) -> list[Placed]:
        """Who stands between «ریاست جلسه را» and its verb."""
        begin = post.end
        if stands_for := _FOR_ANOTHER.match(self.view.text, begin, stop):
            # «ریاست جلسه را به جای رئیس شورا، N به عهده داشت».
            office = self.cast.office_only(stands_for.end(), stop)
            begin = office.end if office else stands_for.end()
            return self.cast.people(begin, stop)
        if _ABSENT.search(self.view.text, begin, stop) and _HE.search(self.view.text, begin, stop):
            return self.cast.people(self.begin, post.start)[-1:]
        if that := _THAT.match(self.view.text, begin, stop):
            # «ریاست جلسه را، که A و B در آن شرکت داشتند، N به عهده داشت»
            told = self.view.within(that.end(), stop, "attend", "hold", "discuss")
            begin = told[-1].end if told else begin
        people = self.cast.people(begin, stop)
        if people:
            return people
        object_ = _OBJECT.search(self.view.text, begin, stop)
        office = self.cast.office_only(object_.end() + 1, stop) if object_ else None
        return [office] if office else []

    def _right_at(self, at: int, stop: int) -> list[Placed]:
        """The persons named right at `at` and joined, or else the office there."""
        people = self.cast.people(at, stop)
        office = self.cast.office_only(at, stop)
        if office and (not people or office.start < people[0].start - _NAME_REACH):
            return [office]
        if not people or people[0].start - at >= _AT_ONCE:
            return []
        last = 1
        while last < len(people) and self._joined(people[last - 1], people[last]):
            last += 1
        return people[:last]

    def _office_before(self, start: int, stop: int) -> Placed | None:
        """An office right before `stop`, unless somebody acts as its holder or stands for him."""
        office = self.cast.office_before(start, stop)
        if office is not None and _CAPACITY.search(self.view.text, start, office.start):
            return None
        return office

    def _he(self, at: int, start: int, stop: int) -> list[Placed]:
        """Whom the pronoun at `at` means: «N، که ریاست جلسه با وی بود»."""
        he = self.view.first(at, at + _HE_REACH, "pronoun")
        return self._before(start, stop, at, at) if he is not None and he.start == at else []

    def _joined(self, one: Placed, other: Placed) -> bool:
        return _JOINED.fullmatch(self.view.text, one.end, other.start) is not None

    def _before(self, start: int, stop: int, verb: int, after: int) -> list[Placed]:
        """Who stands before «که ریاست جلسه را …»: an office right there, or who is named last.

        Of several who «ریاست … داشتند» all of the list.
        """
        several = PLURAL_VERB.search(self.view.text, verb, after)
        who = _WHO.search(self.view.text, start, stop)
        office = self._office_before(start, who.start() if who else stop)
        if office is not None:
            return [office]
        people = self.cast.people(start, stop)
        if not people and self.view.first(start, stop, "pronoun"):
            people = self.cast.people(self.begin, start)[-1:]
        first = len(people) - 1
        while several and first > 0 and self._joined(people[first - 1], people[first]):
            first -= 1
        return people[max(first, 0) :]

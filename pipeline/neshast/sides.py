"""Who came on either side of a meeting: «A با B دیدار کرد», «نشست A با B», «جلسه میان A و B»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.actors import Placed
from neshast.acts import PEOPLE_REACH, PLURAL_VERB, of_people
from neshast.document import Actor
from neshast.grammar import begins, either
from neshast.groups import PEOPLE, past_leading
from neshast.opening import OPENING, Opening
from neshast.passages import past_formula
from neshast.slots import OPENERS, VERBS
from neshast.titles import is_plural
from neshast.view import Mark, View

# An actor, and the rule that found him.
Side = tuple[Placed, str]

# Whose meeting it is came, unless others are told to have come.
EVENT_OF = "event of"
_WITH = re.compile(r"(?<!\w)با\s")
_ACTIVE = re.compile(rf"{either('active_ends', 'active_tails')}$")
# «جلسه مشترک A و B».
_JOINT = re.compile(rf"\s{either('jointly')}\s")
_COMMA = re.compile("،")
_OBJECT_END = re.compile(rf"\s{either('object')}\s*$")
_JOINED = re.compile(r"\s*(?:،|،?\sو)\s*")
# «با غیبت سه عضو», «با اجرای X».
_VISIT = re.compile(rf"(?:\s{either('own_object')})?\sبه {either('visit')}\s")
_NOBODY = re.compile(rf"{either('not_of_group')}(?!\w)")
# «از بین A و B … انتخاب شد»: between whom one chose.
_BETWEEN = re.compile(rf"(?<!\w)(?<!از ){either('between')}\s(?!{either('no_group')}(?!\w))")
# «روابط میان A و B»: they have them, and meet elsewhere.
_RELATIONS = re.compile(rf"(?<!\w){either('relations')}(?: \w+)?\s$")
_COMPANY = re.compile(rf"{either('company')}\w*(?: {either('their')})?")
_CIRCUMSTANCE = re.compile(rf"(?<!\w){either('circumstance')}\s")
# «،» after a day; «در کابل», «در مقر وزارت».
_ASIDE = re.compile(r"[^.؛:]{0,60}")
_IN_PLACE = re.compile(
    rf"(?<!\w)(?:(?:در|به)\s(?:\w+\s?){{1,5}}|{either('on_a_trip')}\s[^،]{{2,50}}?)،?$"
)
_MOST_ASIDES = 3
_TIMES = ("announce", "date_cue")
# So soon after «با» a person is named, who is read elsewhere.
_NAME_REACH = 40
# So soon after «دیدار», or in its sentence, begins one of its sides.
_SIDE_REACH = 3


def sides(opening: Opening, both_sides: bool) -> Iterator[Side]:
    """Those who take part because the meeting is theirs; with `both_sides` it is one of two."""
    found = _Sides(opening, both_sides)
    if both_sides or found.sat_together():
        yield from found.both()
        yield from found.met_with()
    else:
        yield from found.met_with()
        yield from found.holders(*opening.event_phrase())
        yield from found.with_(*opening.event_phrase(), "event with")
        yield from found.between(*opening.event_phrase())


class _Sides:
    """Reads the sides of one meeting."""

    def __init__(self, opening: Opening, both_sides: bool) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast
        self.both_sides = both_sides

    def sat_together(self) -> bool:
        """True for «A با B نشست داشت», «A با B جلسه گذاشت»: a meeting of two by another noun."""
        report, text = self.opening.report, self.view.text
        if report.event is None or report.verb is None or report.event.value != "meeting":
            return False
        start, at = self.opening.lead[0], self.view.at(report.event.span)[0]
        done = report.verb.kind == "meet" and not begins(report.verb.phrase, "gathers")
        if not done and not _ACTIVE.search(text, *self.view.at(report.verb.span)):
            return False
        openers = {mark.start for mark in self.view.within(start, at, *OPENERS)}
        sides = (m.end() for m in _WITH.finditer(text, start, at) if m.start() not in openers)
        firsts = ((side, self.cast.all_in(side, at)[:1]) for side in sides)
        return any(
            f.start - side < _SIDE_REACH and of_people(self.view, f)
            for side, first in firsts
            for f in first
        )

    def both(self) -> Iterator[Side]:
        """Everybody in what is told of a meeting of two."""
        for i, (a, b) in enumerate(self.opening.stretches):
            if i and not self._tells_of_both(a, b):
                continue
            for person in self.cast.people(a, b):
                yield person, "bilateral: both sides"
            yield from self._first_side(a, b)
            if (a, b) == self.opening.title and not self.view.within(a, b, "meet"):
                continue
            yield from self.with_(a, b, "bilateral: both sides")
            yield from self.between(a, b)
            for match in _COMPANY.finditer(self.view.text, a, b):
                group = Actor("group", span=self.view.raw(*match.span()))
                yield Placed(group, *match.span()), "bilateral: company"

    def _tells_of_both(self, start: int, end: int) -> bool:
        """True for «A با B دیدار کرد», and the headline «دیدار A با B»."""
        events = self.view.within(start, end, "event")
        two = (start, end) == self.opening.title and any(e.value == "bilateral" for e in events)
        return two or bool(self.view.within(start, end, "meet"))

    def met_with(self) -> Iterator[Side]:
        """«X در دیدار با Y گفت: …», «X در نشست با Y گفت: …» in one of the first sentences."""
        text = self.view.text
        for a, b in self.opening.sentences[:OPENING]:
            event = self.view.first(a, b, "event")
            if event is None or not (_of_two(event) or event.value == "meeting"):
                continue
            if not (text.endswith("در ", a, event.start) and text.startswith(" با ", event.end)):
                continue
            with_ = event.end + 1
            said = self.view.first(event.end, b, "say", "said", "saying")
            if said is None or any(m.start == with_ for m in self.view.within(with_, b, *OPENERS)):
                continue
            for begin, stop in ((a, event.start), (with_ + len("با "), said.start)):
                own = self.opening.report.event
                met = own is not None and self.view.at(own.span)[0] == event.start
                for found in self.cast.people(begin, stop):
                    yield found, "bilateral: both sides"
                for found in self.cast.all_in(begin, stop)[:1] if met else []:
                    group = found.actor.kind == "group" and of_people(self.view, found)
                    if group and found.start - begin < _SIDE_REACH:
                        yield found, "bilateral: both sides"

    def _first_side(self, start: int, end: int) -> Iterator[Side]:
        """«شماری از علما با X دیدار کردند», «دیدار جمعی از علما با X»: who stands before «با»."""
        with_ = _WITH.search(self.view.text, start, end)
        if with_ is None:
            yield from self._without_with(start, end)
            return
        aim = self.view.first(start, with_.start(), "purpose", "purpose_weak")
        stop = aim.start if aim else with_.start()
        meetings = self.view.within(start, stop, "meet", "event")
        begins = {mark.end for mark in meetings if mark.kind == "meet" or _of_two(mark)}
        first = self._past_time(past_formula(self.view.text, start, end), with_.start())
        if not any(mark.start - first < _SIDE_REACH for mark in meetings):
            begins.add(first)
        for begin in sorted(begins):
            cue = self.view.first(begin, with_.start(), *OPENERS)
            # «دیدار نوروزی کارکنان با …»
            at = past_leading(self.view.text, begin, with_.start())
            for found in self.cast.all_in(begin, cue.start if cue else with_.start()):
                if found.start - at >= _SIDE_REACH or not _many(self.view, found):
                    break
                if cue is not None and cue.kind == "chair" and not self._tells_whom(found):
                    # «هیئت بلندپایه بانک به ریاست X»: X came with it, and is told.
                    break
                yield found, "bilateral: first side"
                at = found.end
        if (start, end) == self.opening.title:
            return
        joined = self.view.first(first, stop, "participant")
        last = joined.start - 1 if joined and joined.start > first else stop - 1
        for ended in self._ends_of_side(first, last):
            one = self.cast.who_ends(ended)
            if one and any(0 <= one.start - begin < _SIDE_REACH for begin in begins):
                # «شاروالی با دستفروشان نشست کرد», but «هیئت بانک به ریاست X» is X's.
                body = one.actor.kind == "organization" and not self.both_sides
                if body or self.view.within(one.start, one.end, "office"):
                    yield one, "bilateral: first side"
                return
            rows = ([*self._row(begin, ended)] for begin in begins) if one else ()
            for row in rows:
                whole = row and row[-1].end == ended
                if whole and all(of_people(self.view, found) for found in row):
                    # «سفیر ناروی و معاون سفارت جاپان با والی دیدار نمودند».
                    yield from ((found, "bilateral: first side") for found in row)
                    return

    def _without_with(self, start: int, end: int) -> Iterator[Side]:
        """«سفیر به دیدار والی رفت», «وزرای خارجه A و B در کابل دیدار کردند»."""
        text = self.view.text
        begin = self._past_time(past_formula(text, start, end), end)
        whole = next((b for a, b in self.opening.sentences if a <= start < b), end)
        visit = _VISIT.search(text, begin, whole)
        if visit is not None:
            for at, stop in ((begin, visit.start()), (visit.end(), whole)):
                first = self.cast.row_at(at, stop)
                yield from ((found, "bilateral: visit") for found in first)
            return
        met = self.view.first(begin, whole, "event")
        if met is not None and _of_two(met) and text.endswith(" در ", begin, met.start):
            # «وزیر در دیدار سفیر X گفت»
            for at, stop in ((begin, met.start), (met.end + 1, whole)):
                for found in self.cast.row_at(at, stop):
                    yield found, "bilateral: both sides"
            return
        for verb in self.view.within(begin, end, "meet")[:1]:
            if PLURAL_VERB.search(text, verb.start, verb.end):
                row = list(self._row(begin, verb.start))
                if row and row[0].start - begin < _SIDE_REACH:
                    for found in row:
                        if of_people(self.view, found):
                            yield found, "bilateral: first side"

    def _past_time(self, start: int, end: int) -> int:
        """Past «قرار است», «روز شنبه» before the first side."""
        starts = {mark.start: mark.end for mark in self.view.within(start, end, *_TIMES)}
        starts |= {a: b for a, b in self.opening.dates if start <= a < end}
        at = start
        while (stop := starts.get(at)) is not None:
            at = self.view.trim(stop, end)[0]
            at += self.view.text.startswith("،", at)
            at = self.view.trim(at, end)[0]
        return at

    def _ends_of_side(self, start: int, end: int) -> Iterator[int]:
        """Where the side before «با» may end: there, or before a day or a place told between.

        «وزیر خارجه | دیروز در کابل با همتای خود دیدار کرد», «وزیر خارجه | و هیئت همراه با …».
        """
        for company in _COMPANY.finditer(self.view.text, start, end):
            if company.end() == end and self.view.text.endswith(" و ", start, company.start()):
                end = company.start() - len(" و ")
        yield end
        for _ in range(_MOST_ASIDES):
            days = (a for a, b in self.opening.dates if start < a and b <= end)
            day = next((a for a in days if _ASIDE.fullmatch(self.view.text, a, end)), None)
            place = _IN_PLACE.search(self.view.text, start, end)
            if day is None and place is None:
                return
            end = max(day or 0, place.start() if place else 0)
            cues = (m.start for m in self.view.within(start, end, "date_cue") if m.end >= end - 1)
            end = start + len(self.view.text[start : next(cues, end)].rstrip(" ،"))
            yield end

    def _tells_whom(self, found: Placed) -> bool:
        """True for «هیئت ده نفره استادان», which says who is in it."""
        return len(self.view.within(found.start, found.end, "collective")) > 1

    def holders(self, start: int, end: int) -> Iterator[Side]:
        """«جلسه مشترک والیان شمال», and who meets in «نشست هم‌اندیشی شهردار با کسبه»."""
        event = self.opening.report.event
        if event is None or event.value != "meeting":
            return
        joint = _JOINT.match(self.view.text, self.view.at(event.span)[1], end)
        row = self.cast.row_at(joint.end(), self.opening.lead[1]) if joint else []
        if len(row) > 1 and all(found.actor.kind != "organization" for found in row):
            yield from ((found, EVENT_OF) for found in row)
            return
        with_ = _WITH.search(self.view.text, start, end)
        openers = self.view.within(start, self.opening.lead[1], *OPENERS)
        if with_ and any(mark.start == with_.start() for mark in openers):
            with_ = None
        first = self.cast.who_ends(with_.start() - 1) if with_ else None
        if first and first.start > start and self.view.within(first.start, first.end, "office"):
            yield first, "event with"
        told = self.view.within(*self.opening.lead, "participant")
        if told or _BETWEEN.search(self.view.text, start, end):
            # «جلسه معینان … با اشتراک نماینده گان …», «جلسه میان …»: who came is told.
            return
        for office in self.view.within(start, end, "office")[:1]:
            plural = is_plural(self.view.text[office.start : end])
            if plural and not self.view.within(start, office.start, "body", "org_head"):
                cue = self.view.first(office.start, self.opening.lead[1], *OPENERS, *VERBS)
                stop = cue.start if cue else self.opening.lead[1]
                with_ = _WITH.search(self.view.text, office.start, stop)
                stop = with_.start() if with_ else stop
                yield from ((found, EVENT_OF) for found in self._row(office.start, stop))

    def _own_event(self, start: int, end: int) -> int:
        """Where the meeting is named behind its sides: «A با B | نشست فوق العاده برگزار کرد»."""
        event = self.opening.report.event
        at = self.view.at(event.span)[0] if event is not None else end
        return at if start < at < end else end

    def _circumstance(self, start: int, end: int) -> int:
        """Where «در …», «به علت …» begins that is no part of an office: «نماینده X در مجلس»."""
        for found in _CIRCUMSTANCE.finditer(self.view.text, start, end):
            if not self.cast.inside_office(found.start()):
                return found.start()
        return end

    def _row(self, start: int, stop: int) -> Iterator[Placed]:
        """Groups and persons in one list that begins at `start`: «معاونان X و فرمانداران»."""
        last = start
        for found in self.cast.all_in(start, stop):
            if last > start and not _JOINED.fullmatch(self.view.text, last, found.start):
                return
            yield found
            last = found.end

    def between(self, start: int, end: int) -> Iterator[Side]:
        """«جلسه میان A و B»."""
        match = _BETWEEN.search(self.view.text, start, end)
        if match is None or _RELATIONS.search(self.view.text, start, match.start()):
            return
        row = [] if self.both_sides else self.cast.row_at(match.end(), self.opening.lead[1])
        if len(row) > 1:
            yield from ((found, "event between") for found in row)
            return
        about = self.view.first(match.end(), end, "about")
        cut = stop = about.start if about else end
        for mark in self.view.within(match.end(), stop, "org_head", "office", "collective"):
            if self.view.text.endswith(" و ", start, mark.start):
                cut = mark.start
        for a, b in ((match.end(), cut), (cut, stop)):
            for found in self.cast.all_in(a, b):
                if not self.both_sides or _many(self.view, found):
                    yield found, "event between"

    def with_(self, start: int, end: int, rule: str) -> Iterator[Side]:
        """Groups after a bare «با»: «نشست X با نماینده گان اصناف»."""
        text = self.view.text
        for match in _WITH.finditer(text, start, end):
            begin = match.end()
            openers = self.view.within(match.start(), end, *OPENERS)
            announces = any(opener.start == match.start() for opener in openers)
            if announces or _NOBODY.match(text, begin):
                # «جلسه دیدار مردمی با حضور X»: read as what it announces.
                continue
            named = self.cast.people(begin, min(end, begin + _NAME_REACH))
            if named and not self.both_sides:
                continue
            cue = self.view.first(begin, end, *OPENERS, *VERBS, "about")
            circumstance = self._circumstance(begin, end)
            stop = min(cue.start if cue else end, circumstance, self._own_event(begin, end))
            if cue is not None and begins(cue.cue.phrase, "debates"):
                stop = min(stop, self._before_matter(begin, cue.start))
            if not self.view.within(begin, stop, "collective", "office"):
                row = self.cast.row_at(begin, stop) if self.both_sides else []
                yield from ((body, rule) for body in row if body.actor.kind == "organization")
            else:
                all_found = self.cast.all_in(begin, stop)
                if all_found and not of_people(self.view, all_found[0]):
                    # «کنگره سکته مغزی با شعار آگاهی جامعه و پزشکان»
                    continue
                for found in all_found:
                    if not named or _many(self.view, found):
                        yield found, rule

    def _before_matter(self, start: int, stop: int) -> int:
        """«با سفیر چین | ، سرمایه گذاری را مورد بحث قرار داد»: before the object of the verb."""
        text = self.view.text
        object_ = _OBJECT_END.search(text, start, stop)
        for comma in _COMMA.finditer(text, start, stop) if object_ else ():
            people = self.view.within(comma.end(), stop, "collective", "office")
            if not any(text.endswith(("، ", " و "), 0, mark.start) for mark in people):
                return comma.start()
        return stop


def _of_two(event: Mark) -> bool:
    """True for «دیدار» and «ملاقات»."""
    return event.value in ("bilateral", "call")


def _many(view: View, found: Placed) -> bool:
    """True for a group of people named by no office, or by their number: «شماری از علما»."""
    if found.actor.kind != "group" or view.text[found.start].isdigit():
        return False
    return PEOPLE.match(view.text, found.start) is not None or any(
        m.start <= found.start + PEOPLE_REACH
        for m in view.within(found.start, found.end, "collective")
    )

"""Groups of unnamed people in running text: where they begin, end and come apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from neshast.coordination import coordinated
from neshast.grammar import either, listed
from neshast.name_ends import before_object
from neshast.passages import Stretch
from neshast.phrases import QUANTIFIER, goes_on
from neshast.titles import is_plural
from neshast.verb_forms import finite_forms
from neshast.view import WORD, View

_LEADING = re.compile(rf"(?:[\s،؛:]|{either('before_group')}(?!\w))+")
# It can begin only where no separator stands before it: so a run of them is read once.
_TRAILING = re.compile(rf"(?<![\s،؛:.])(?:[\s،؛:.]|(?<!\w){either('after_group')})+$")
_COUNT = re.compile(rf"(?<!\d)(\d{{1,6}})\s?{either('counter', 'counted')}")
# Where a list of groups may be cut: at commas, at «و», before «شماری از».
BREAK = re.compile(
    rf"\s*[،؛]\s*(?:و\s+)?|\s+و\s+(?=\w)|\s+(?={either('some')} از)"
    rf"|\s+{either('made_up_of')}\s+"
    rf"|\s+(?={either('just')} (?:\d|{either('count_words')}(?!\w)))"
)
# Cues that end a group: its verb, or that of another clause.
_VERBS = ("hold", "meet", "attend", "absent", "say", "said", "discuss", "decide", "chair")
_HELD = re.compile(rf"(?<!\w){either('held_word')}(?!\w)")
_NUMBER = rf"(?:\d+|{either('count_words')}(?: و {either('count_words')})*)"
# «در این ورکشاپ | سه روزه ۳۵ تن»: what the meeting is called goes before them.
_OUT_OF = rf"(?!{either('out_of_all')}\s)"
_COUNTED_LATER = re.compile(
    rf"{_OUT_OF}(?:[^\W\d]\w*\s{_OUT_OF}){{1,3}}?"
    rf"(?=(?:{either('about')}\s)?{_NUMBER}\s?{either('counter', 'counted')}(?!\w))"
)
# «از ۸۴ عضو شرکت تنها | ۲۱ نفر», «از مجموع ۸۴ عضو، | ۲۱ وکیل».
OF_ALL = re.compile(
    rf"از (?:\w+ )?{_NUMBER} [^؛:.]{{1,40}}?(?:،?\s{either('just')} (?={_NUMBER}(?!\w))"
    rf"|[،\s]\s?(?={_NUMBER}\s?{either('counter', 'counted')}(?!\w)))"
)
# «شصت | و هشت سناتور», «حدود بیست | و نه تن»: a number in words that a cut has parted.
_NUMBER_GOES_ON = re.compile(
    rf"(?:[\s،]|{either('before_group', 'just')} )*"
    rf"(?:{either('about')}\s*)?{either('count_words')}(?: و {either('count_words')})*"
    rf" و {either('count_words')}(?!\w)"
)
# «… و استادان در مسجد»: where they met, unless it is said of them: «مقیم در کابل».
_WHERE = re.compile(r"\sدر\s")
_IN_FIRST = re.compile(r"در\s")
_ASIDE_FIRST = re.compile(rf"بر\s|با {either('not_of_group')}(?!\w)")
_MATTER_FIRST = re.compile(rf"{either('about_matter')}\s")
# «سفیر هند در کابل» has his seat there; «فعالان مدنی در کابل» met there.
_CAPITAL = re.compile(rf"\sدر {either('seats_of_envoys')}(?!\w)")
_OBJECT = re.compile(r"\sرا\s")
# «خبرنگاران شهر به پرسش ها …»: what they did, unless the word before takes it: «وابسته به».
_DONE_TO = re.compile(rf"\s{either('ends_group')}\s")
_TAKES = re.compile(rf"(?<!\w){either('takes_to')}$")
_WITH = re.compile(r"\sبا\s")
# «… هنرمندان و مهمانان با اجرای X»
_HOW = re.compile(rf"\sبا {either('not_of_group')}(?!\w)")
_STAYS = re.compile(rf"(?<!\w){either('stays_in')}$")
# «برخی معاونان و مدیران وی».
_DETERMINER = re.compile(rf"{either('determiner')}\s")
# «۲۵ تن از معلمان، مادران و افسران»: the number is of all who are named by plurals.
_HEADED = re.compile(rf"(?:{either('about')}\s)?\d+\s?{either('counter')}\s?از\s")
# «همتای خود به …»: no group goes on behind it.
_OWN = re.compile(rf"\s{either('of_oneself')}(?!\w)")
_OF = listed("of_them")
_FROM_PLACES = re.compile(rf"(?<!\w)از {either('many_places')} \w")
_NO_PLACE = re.compile(rf"{either('no_next_object')}(?!\w)")
_FIELDS = re.compile(rf"(?<!\w){either('fields_of_people')}(?!\w)")
_ALSO = re.compile(rf"(?<!\w){either('also')}(?!\w)")
_GLUED_AND = re.compile(r"(?<!\w)و$")
# «امدادگران», «پسته‌کاران»: whatever they do, people. «دیگر اعضا» begins a group of its own.
PEOPLE = re.compile(
    rf"(?!{either('no_people')}(?!\w))\w+ ?{either('people_ending')}(?!\w)"
    rf"|{either('one_of_people')}(?= \w)"
)
# «کارگردان», but not «کارگردان های …», nor «منتقدان».
CALLING = re.compile(rf"{either('callings')}(?!\w| {either('plural_suffix')}(?!\w))")
# «دانشمندانی از هند».
SOME_OF = re.compile(rf"\w+ ?{either('some_people_ending')} از\s")
_OTHERS = re.compile(rf"{either('others')}\s")
_BODIES = re.compile(rf"{either('bodies_of_people')}(?: ?{either('plural_suffix')})?(?!\w)")
_NO_GROUP = re.compile(rf"{either('no_group')}(?!\w)")
# Offices that need no complement: «ولسوالان و مسوولین نهاد ها» are two groups.
_WHOLE = ("governor", "district", "mayor", "commander", "judge", "diplomat", "minister")
# Endings that stand as words of their own: «نماینده گان».
_ENDINGS = listed("plural_suffix", "plural_people")
# «نرس ها».
_LOOSE_PLURALS = [[ending] for ending in listed("plural_suffix")]
# More words than these are a group with all that belongs to it.
_SHARED_WORDS = 2
# Nothing shorter names a group.
_SHORTEST_GROUP = 3
# How plurals of things end, of which people may be.
_WHOSE = listed("plural_ends")

_UNITS = re.compile(rf"\w+\s?{either('plural_suffix')}(?!\w)")


class Groups:
    """Cuts stretches of one document into groups of people.

    Args:
        view: the document.
        dates: folded spans of date expressions: no group goes on over one.
        inside_body: tells of an offset whether the name of a body goes on over it.
        inside_office: the same of an office: «مسئول دفتر X در هرات».
    """

    def __init__(
        self,
        view: View,
        dates: list[Stretch],
        inside_body: Callable[[int], bool],
        inside_office: Callable[[int], bool],
    ) -> None:
        self.view = view
        self._dates = dates
        # «روز» of «روز شنبه», by where the day begins.
        self._day_cues = {mark.end + 1: mark.start for mark in view.of("date_cue")}
        self._inside_body = inside_body
        self._inside_office = inside_office

    def within(self, start: int, end: int) -> list[Stretch]:
        """The stretch as groups: cut at commas and «و» before a noun that means people."""
        view = self.view
        if of_all := OF_ALL.match(view.text, start, end):
            start = of_all.end()
        people = {m.start for m in view.within(start, end, "collective", "office")}
        for word in WORD.finditer(view.text, start, end):
            if means_people(view, word) or CALLING.match(view.text, word.start()):
                people.add(word.start())
        groups: list[tuple[int, int]] = []
        # Past where they met only what begins with people is a group again.
        told = begun = False
        for a, b in self._pieces(start, end, people):
            if told and a not in people and not QUANTIFIER.match(view.text, a):
                break
            whole = b
            b = self._before_object(a, self._before_verb(a, b))
            nobody = groups or (a not in people and not QUANTIFIER.match(view.text, a))
            if b < whole and nobody and _OBJECT.match(view.text, b):
                # «جمعی از کارگران، ایمنی را مهم دانست»: what follows is told of, and is nobody.
                break
            if groups and _ASIDE_FIRST.match(view.text, a):
                # «مدیران X، با محوریت Y», «مسئولان دفاتر، بر وحدت تأکید شد»
                break
            a = past_leading(view.text, a, b)
            if not groups and a not in people and not QUANTIFIER.match(view.text, a):
                later = _COUNTED_LATER.match(view.text, a, b)
                a = later.end() if later else a
            if groups and (_IN_FIRST.match(view.text, a) or _MATTER_FIRST.match(view.text, a)):
                # «A و در غیاب B», «A و B، روی X بحث شد»
                told = True
                continue
            begun = begun or a in people or QUANTIFIER.match(view.text, a) is not None
            told = told or (begun and self._before_place(a, b) < b)
            own = _OWN.search(view.text, a, b)
            told = told or own is not None
            if own and _OBJECT.match(view.text, own.end()):
                # «معاون وزیر مشکلات خود را»: what is told of.
                b, own = view.text.rfind(" ", a, own.start()), None
            a, b = _strip(view.text, a, self._before_place(a, own.end() if own else b))
            if a >= b or not WORD.search(view.text, a, b):
                continue
            if groups and self._continues(groups[-1], (a, b), people):
                groups[-1] = (groups[-1][0], b)
            elif b - a < _SHORTEST_GROUP:
                continue
            else:
                groups.append((a, b))
            if self._before_object(a, self._before_verb(a, whole)) < whole:
                break
        return [
            (a, b)
            for a, b in groups
            if not view.text[a:b].isdigit()
            and not any(x <= a < y for x, y in self._dates)
            and (QUANTIFIER.match(view.text, a) or not _NO_GROUP.match(view.text, a))
            and not _in_brackets(view.text, a, b)
        ]

    def _pieces(self, start: int, end: int, people: set[int]) -> Iterator[tuple[int, int]]:
        """The stretch cut as a list is, also before a noun of people glued to its «و»."""
        text = self.view.text
        for a, b in self._unbroken(coordinated(text, start, end, BREAK), people):
            for at in sorted(people):
                if a < at < b and _GLUED_AND.search(text, a, at):
                    yield a, at - 1
                    a = at
            yield a, b

    def _unbroken(self, pieces: list[Stretch], people: set[int]) -> list[Stretch]:
        """The pieces, in one where a number or the name of a body goes on over a cut.

        Args:
            people: where nouns of people begin.
        """
        whole: list[Stretch] = []
        for a, b in pieces:
            # «مدیرکل میراث فرهنگی، | صنایع دستی و گردشگری X».
            body = a not in people and (self._inside_body(a) or self._inside_office(a))
            pairs = _FIELDS.finditer(self.view.text, whole[-1][0], b) if whole else ()
            if self._inside_office(a) and any(m.start() < a < m.end() for m in pairs):
                # «مدیرکل ورزش | و جوانان استان»: people who are a field of his office.
                body = True
            number = whole and _NUMBER_GOES_ON.fullmatch(
                self.view.text, whole[-1][0], self.view.text.find(" ", a)
            )
            if whole and (
                body or number or (a not in people and self._goes_on_places(whole[-1], a))
            ):
                whole[-1] = whole[-1][0], b
            else:
                whole.append((a, b))
        return whole

    def _goes_on_places(self, group: Stretch, at: int) -> bool:
        """True for «غور» in «۲۶ تن از شهرهای هرات، غور و بادغیس»: one more place they come from."""
        more = _FROM_PLACES.search(self.view.text, *group) is not None
        return more and not (
            _NO_PLACE.match(self.view.text, at) or QUANTIFIER.match(self.view.text, at)
        )

    def _before_verb(self, start: int, end: int) -> int:
        """Where the first verb or date of a stretch begins, or its end: no group goes on there."""
        verb = self.view.first(start, end, *_VERBS)
        held = _HELD.search(self.view.text, start, end)
        dates = [self._day_cues.get(a, a) for a, b in self._dates if start < a and b <= end]
        words = WORD.finditer(self.view.text, start, end)
        dates += [m.start() for m in words if m.group() in finite_forms() and m.start() > start]
        return min(
            [end, *dates, *[m.start for m in [verb] if m], *[m.start() for m in [held] if m]]
        )

    def _before_object(self, start: int, end: int) -> int:
        """Where «را», or the object before it, stands in a stretch, or its end."""
        object_ = _OBJECT.search(self.view.text, start, end)
        if object_ is None:
            return end
        # «با اصحاب رسانه | رعایت قانون را …»
        return before_object(self.view, start, object_.start())

    def _before_place(self, start: int, end: int) -> int:
        """Where «در …» begins that tells where a group met, or the end of the stretch."""
        text = self.view.text
        how = _HOW.search(text, start, end)
        end = how.start() if how else end
        counted = QUANTIFIER.match(text, start, end)
        for to in _DONE_TO.finditer(text, counted.end() - 1 if counted else start + 1, end):
            if not _TAKES.search(text, start, to.start()):
                end = to.start()
                break
        for with_ in _WITH.finditer(text, start + 1, end):
            near = self.view.within(with_.end(), end, "collective", "office")
            met = any(m.start == with_.end() for m in near) or QUANTIFIER.match(text, with_.end())
            if met and not _TAKES.search(text, start, with_.start()):
                # «جمعی از مسئولان با خانواده X دیدار کردند»
                end = with_.start()
                break
        for place in _WHERE.finditer(text, start, end):
            at = place.start()
            seat = goes_on(text, at + 1) and not (
                _CAPITAL.match(text, at) and not self._has_seat(start, at)
            )
            if not seat and not self._inside_office(at) and not _STAYS.search(text, start, at):
                return at
        return end

    def _has_seat(self, start: int, end: int) -> bool:
        """True for an envoy or a deputy, who has his office in the capital."""
        offices = self.view.within(start, end, "office")
        return any(office.value.startswith(("diplomat", "member")) for office in offices)

    def _continues(self, group: Stretch, piece: Stretch, people: set[int]) -> bool:
        """True if `piece` goes on with `group`; `people` are where nouns of people begin."""
        text = self.view.text
        begin, end = group
        start = piece[0]
        comma = "،" in text[end:start]
        if _ALSO.search(text, end, start):
            # «جمعی از هنرمندان و نیز خانواده های آنان»
            return False
        counted = QUANTIFIER.match(text, start) is not None
        heads = {m.start for m in self.view.within(begin, piece[1], "org_head", "body")}
        if begin in heads and start in heads and not _UNITS.match(text, begin, end):
            # «سازمان X، شرکت Y و اتحادیه Z»: bodies that came themselves, and no «واحد های X و Y».
            return False
        if self._is_one(*piece) and QUANTIFIER.match(text, begin, end):
            return False
        # «رئیس معارف و برخی مقامات محلی»: they come beside him.
        beside = _DETERMINER.match(text, start)
        begins = start in people or (beside is not None and beside.end() in people)
        if not begins and not counted and (not comma or begin in people):
            return True
        if _FROM_PLACES.search(text, begin, end):
            return False
        if not comma and not counted and self._of_bodies(begin, end, start):
            return True
        listed_so = comma or "،" in text[begin:end]
        if listed_so and not counted and _HEADED.match(text, begin, end):
            return is_plural(text[start : piece[1]])
        if comma:
            # «شماری از معلمان، طلاب و کارمندان شهر»: the number is of all of a bare list.
            if counted or not self._counts_all(begin, end) or not self._is_bare(*piece):
                return False
            # «۶۰۰ تن متنفذین، علما و جوانان»: without «از» the number is of the first alone.
            number = QUANTIFIER.match(text, begin, end)
            return number is not None and number[0].rstrip().endswith(_OF)
        if not counted and self._shares(begin, end) and len(text[start : piece[1]].split()) > 1:
            return True
        return not counted and self._counts_all(begin, end) and not self._complete(begin, end)

    def _of_bodies(self, begin: int, end: int, start: int) -> bool:
        """True for «روسای احزاب» before «و تشکل های X»: bodies, whose heads came."""
        office = next((m for m in self.view.within(begin, end, "office") if m.start == begin), None)
        if office is None or not is_plural(self.view.text[begin:end]):
            return False
        headed = _BODIES.match(self.view.text, office.end + 1, end)
        return headed is not None and _BODIES.match(self.view.text, start) is not None

    def _is_one(self, start: int, end: int) -> bool:
        """True for «نماینده اداره تعاون», whom no number of people counts."""
        office = any(m.start == start for m in self.view.within(start, end, "office"))
        said = self.view.text[start:end]
        return office and not is_plural(said) and said.split()[1:2] not in _LOOSE_PLURALS

    def _counts_all(self, start: int, end: int) -> bool:
        """True for «شماری از بزرگان قومی» before «و متنفذین»: the number is of both.

        Longer groups have a body or a place of their own: «شماری از اعضای شورا …» ends at «و».
        """
        counted = QUANTIFIER.match(self.view.text, start, end)
        if counted is None:
            return False
        return self._is_bare(*coordinated(self.view.text, counted.end(), end, BREAK)[-1])

    def _is_bare(self, start: int, end: int) -> bool:
        """True for a noun of people with one word more at most."""
        words = [w for w in self.view.text[start:end].split() if w not in _ENDINGS]
        return len(words) <= _SHARED_WORDS

    def _complete(self, start: int, end: int) -> bool:
        """True for «جمعی از کارمندان ادارات»: its last word tells whose they are."""
        words = [w for w in self.view.text[start:end].split() if w not in _ENDINGS]
        return len(words) > 1 and words[-2] != "از" and words[-1].endswith(_WHOSE)

    def _shares(self, start: int, end: int) -> bool:
        """True for «مدیران» in «مدیران و نمایندگان ادارات»: a bare office shares what follows."""
        if determined := _DETERMINER.match(self.view.text, start, end):
            start = determined.end()
        if len(self.view.text[start:end].split()) > 1:
            return False
        return any(
            m.start == start and not m.value.startswith(_WHOLE)
            for m in self.view.within(start, end, "office")
        )


def _in_brackets(text: str, start: int, end: int) -> bool:
    """True for a last piece of «(مدیر مجامع و جشنواره ها)», and for «(منتقدان سینما)»: who A is."""
    opened = text[start:end].find("(")
    return opened == 0 or (opened < 0 and text.startswith(")", end))


def means_people(view: View, word: re.Match[str]) -> bool:
    """True if `word` shows by its end, or by «دیگر», that people follow."""
    return any(p.match(view.text, word.start()) is not None for p in (PEOPLE, SOME_OF, _OTHERS))


def past_leading(text: str, start: int, end: int) -> int:
    """Past the words that may stand before a group and are no part of it."""
    leading = _LEADING.match(text, start, end)
    return leading.end() if leading else start


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the words before and after a group."""
    start = past_leading(text, start, end)
    if trailing := _TRAILING.search(text[start:end]):
        end = start + trailing.start()
    return start, max(start, end)


def count_in(text: str) -> int | None:
    """A head count such as «۵۵۰ تن» in a folded text."""
    match = _COUNT.search(text)
    return int(match.group(1)) if match else None

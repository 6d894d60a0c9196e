"""Noun phrases of running text: where they end, and how a coordinated one comes apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from neshast.coordination import AND
from neshast.folding import fold
from neshast.grammar import alternation, begins, either, listed
from neshast.lexicon import table, values, words
from neshast.naming import COMMON, UNKNOWN, begins_glued, joined_at, kind_of
from neshast.verb_forms import finite_forms
from neshast.view import WORD, Mark, View

# «وزیر صحت | هفته گذشته», where «هفته» alone may belong to a name.
_TIME = re.compile(rf"{either('time_told')}(?!\w)")
_HARD = re.compile(r"[،؛:.!؟()\[\]«»\"|•]|(?<!\w)-(?!\w)|(?<!\d)/(?!\d)")
# «وکلای گذر | در این نشست».
_HERE = rf"{either('in_place')} {either('this_same')}(?!\w)"
_PREPOSITION = re.compile(rf"(?!{_HERE}){either('noun_preposition')}(?!\w)")
# Kinds of cue that begin something new.
_NEW = (
    "chair", "participant", "host", "date_cue", "hold", "say", "said", "attend", "meet", "saying",
    "sequencer", "also", "chair_verb", "opens", "behalf", "discuss", "present", "decide",
    "agency", "background", "purpose_end", "report_noun", "secretary", "organizer", "pronoun",
    "online", "absent",
)  # fmt: skip
# «بیش از شصت», «هفتاد و پنج»: a number in words.
_WORDED = rf"{either('count_words')}(?: و ?{either('count_words')}){{0,3}}"
# «شماری از», «حدود ۳۰۰ تن از»: how many, before who.
QUANTIFIER = re.compile(
    rf"(?:{either('about')}\s*)?"
    rf"(?:\d+\s*(?:{either('counter')}(?!\w))?(?:\s*از(?!\w))?\s*(?=[^\W\d])|\w+\s+{either('counter')}\s+از\s*"
    rf"|(?:{_WORDED}|{either('dozens')})\s+(?:{either('counter')}\s+(?:از\s+)?(?=\w)|(?={either('counted')}(?!\w)))"
    rf"|{either('some', 'many')}\s+از\s*|{either('several')}\s+)"
)
# «و دیگر همراهان», «و هیأت همراهش»: others, after the one named.
_OTHERS = re.compile(either("others", "company"))
# «به ابتکار A و همکاری B»: the second, before the noun of a body.
_EFFORT = re.compile(rf"{either('shared_effort', 'shared_funding')} (?=\w)")
_HONORIFIC = re.compile(rf" {either('office_honorific')}(?!\w)")
# «مدیر «دارالفنون»», «فیلم کوتاه «حیوان»»: a title in quotation marks, no speech.
_TITLED = re.compile(r" ?«[^«».،؛:\n]{2,28}»")
# «بیمارستان امام رضا (ع) گلشهر», «پروژه (PIU) وزارت آب».
_BLESSED = re.compile(rf" ?\(\s?(?:{either('blessing')}|[A-Za-z][A-Za-z&.-]{{1,15}})\s?\)")
# «کارگروه پیش‌بینی بازار»; not «شورا پیش‌بینی کرد».
_PREFIXED = re.compile(
    rf"{either('prefixed_noun')}(?!\w)"
    rf"(?! {either('light_verb', 'name_participles', 'verb_prefix')}(?!\w))"
)
_BEDS = re.compile(rf" {either('beds')}(?!\w)")  # «شفاخانه ۱۰۰ بستر»
_DUTY = re.compile(rf"{either('duty_noun')}(?!\w)")
_SIDE = re.compile(rf" {either('side_of_place')}(?!\w)")
_IN = re.compile(rf" {either('in_place')} ")
_ANYWHERE = re.compile(rf"(?<!\w){either('sits_anywhere')}$")
# Bodies that a deputy sits in.
_SEATS = ("committee", "parliament")
_LOCAL = frozenset(listed("district", "before_place"))
_KIND_OF_HOUSE = re.compile(rf"(?: {either('school_kind', 'eponym_title')})+$")
_PLURAL = re.compile(rf"\s?{either('plural_suffix')}$")
# So far back stands the noun of a house with its kind.
_NAME_REACH = 40
# «رفته‌اند»: the ending of a verb is no longer.
_LONGEST_ENDING = 3
_MAX_PHRASE = 600  # No noun phrase is longer; a run of heads must not cost its square.
_APPOSED = 4  # So near after a name stands its office.


@cache
def _used(use: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words("phrase_words", "word", "use", use))


def _is_stop(word: str) -> bool:
    """True for a word that ends a phrase, also one with its preposition glued to it."""
    return word in _stops() or begins_glued(word)


@cache
def _stops() -> frozenset[str]:
    """Words that end a phrase: particles, and the last words of verbs unless they are nouns too."""
    forms = (form for row in table("macros", "forms") for form in values(row["forms"]))
    verbs = {fold(form).split()[-1] for form in forms}
    return (_used("phrase_stop") | verbs | finite_forms()) - _used("macro_noun")


@cache
def _day() -> re.Pattern[str]:
    """A day and its month, which houses are called after."""
    months = (form for row in table("months", "forms") for form in values(row["forms"]))
    return re.compile(rf"\d{{1,2}} {alternation(map(fold, months))}(?!\w)")


@cache
def _counting() -> frozenset[str]:
    """The words of ordinals, as they stand in long ones: «سی و دومین»."""
    known = (*words("ordinals", "words"), *words("numbers", "forms"))
    all_words = (*known, *listed("edition", "office_kinds", "pointing"), "و")
    return frozenset(word for several in all_words for word in fold(several).split())


@cache
def _links(office: bool = True) -> re.Pattern[str]:
    """Words that a phrase goes on over: «در امور»; that of an office also over «در شورا»."""
    links = _used("office_link") | (_used("office_seat") if office else frozenset())
    return re.compile(rf"(?!{either('at_own_desk')}){alternation(links)}(?!\w)")


def goes_on(text: str, at: int) -> bool:
    """True if at `at` stand words that a phrase goes on over: «در امور»."""
    return _links().match(text, at) is not None


def _last_word(text: str, end: int) -> str:
    return text[text.rfind(" ", 0, end) + 1 : end]


class Phrases:
    """Ends of noun phrases in one document.

    Args:
        view: the document.
        names: folded spans of personal names.
        solid: folded spans that no stop may cut, such as organisations with commas.
        places: folded spans of place names.
    """

    def __init__(
        self,
        view: View,
        names: Iterable[tuple[int, int]] = (),
        solid: Iterable[tuple[int, int]] = (),
        places: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.view = view
        self._events = _starts(view, "event")
        self._days = _starts(view, "date_cue")
        self._offices = _starts(view, "office")
        names = list(names)
        self._name_ends = {end for _, end in names}
        self._title_ends = {mark.end for mark in view.of("office")}
        self._people = {start for start, _ in names}
        self._people |= {m.start for m in view.of("honorific") if not self._honours_office(m)}
        # «ورزش و جوانان»: people who are a field of government too.
        groups = (m for m in view.of("collective") if fold(m.cue.phrase) not in _used("field_too"))
        self._actors = self._people | self._offices | {mark.start for mark in groups}
        self._joined = joined = joined_at(view)
        # «هم‌افزایی» has no «هم».
        self._new = {m.start for m in view.of(*_NEW) if m.kind != "also" or m.end not in joined}
        self._heads = _starts(view, "org_head", "body")
        seated = {m.start for m in view.of("org_head") if m.cue.phrase in listed("seated_body")}
        self._unseated = self._heads - self._offices - seated
        self._head_ends = {mark.end for mark in view.of("org_head")}
        for mark in view.of("event", "place_noun"):
            if mark.start and view.text[mark.start - 1].isalnum():
                self._new.add(view.text.rfind(" ", 0, mark.start) + 1)
        self._solid = sorted(solid)
        self._solid_from = dict(self._solid)
        self._places = dict(places)

    def _honours_office(self, mark: Mark) -> bool:
        """True for «محترم» in «والی محترم X», where no name follows it."""
        titled = mark.start - 1 in self._title_ends and mark.end + 1 not in self._people
        return titled and fold(mark.cue.phrase) in listed("office_honorific")

    def end(self, start: int, limit: int, free: int = 0, events: bool = True) -> int:
        """Where the noun phrase that begins at `start` ends, at most at `limit`.

        Args:
            free: up to this offset nothing ends the phrase (the title of an office, say).
            events: whether an event noun may be the first word after `free` («دبیر همایش»).
        """
        text = self.view.text
        free = max(start, free)
        limit = min(limit, free + _MAX_PHRASE)
        last = at = self._begin(start, free, limit)
        while word := WORD.search(text, at, limit):
            a, b = word.span()
            if titled := _TITLED.match(text, last, limit):
                last = at = titled.end()
                continue
            blessed = _BLESSED.match(text, last, limit)
            if blessed and at < blessed.end():
                # It ends no name: «بیمارستان امام رضا | (ع)».
                at = blessed.end()
                continue
            if _HARD.search(text, at, a):
                break
            solid = self._solid_from.get(a, limit + 1)
            link = _links(start not in self._unseated).match(text, a, limit) or (
                _PREFIXED.match(text, a, limit) if a == free + 1 else None
            )
            if solid <= limit:
                last = at = solid
            elif link and last > start:
                last = at = link.end()
            elif self._ends_before(word, last, free if events else None):
                break
            elif word.group() != "و":
                last = at = b
            elif self._ends_after_and(b, limit, free if start in self._offices else None):
                break
            else:
                at = b
        return last

    def seat(self, end: int, limit: int) -> int:
        """Where an office ends with its seat after `end`: «نماینده شورا در کمیته …».

        The seat is a place, a committee or a parliament, no «جلسه علنی»; without one: `end`.
        """
        match = _IN.match(self.view.text, end)
        if match is None:
            return end
        start = match.end()
        if start in self._heads and _ANYWHERE.search(self.view.text, 0, end):
            return self.end(start, limit)
        body = self.view.first(start, limit, "body")
        if body and body.start == start and body.value in _SEATS:
            sits = begins(body.cue.phrase, "sessions", "floors")
            return end if sits else self.end(start, limit, body.end)
        return self._places.get(start, end)

    def before_actor(self, start: int, end: int) -> int:
        """Where the first actor of ``[start, end)`` begins; `end` if there is none."""
        return min((at for at in self._actors if start <= at < end), default=end)

    def after_name(self, start: int) -> bool:
        """True if a personal name ends right before `start`: «N»، رئیس …"""
        return any(
            end in self._name_ends and not self.view.text[end:start].strip(' ،»")')
            for end in range(max(0, start - _APPOSED), start)
        )

    def _begin(self, start: int, free: int, limit: int) -> int:
        """Past what nothing cuts: the free part, a number of people, a body that begins in them."""
        counted = QUANTIFIER.match(self.view.text, start, limit)
        last = max(free, counted.end() if counted else start)
        for a, b in self._solid:
            if start <= a < last < b <= limit:
                last = b
        return last

    def _ends_before(self, word: re.Match[str], last: int, free: int | None) -> bool:
        """True if the phrase, read up to `last`, ends before `word`.

        Args:
            free: where the title ends behind which an event noun may stand, if one may.
        """
        text = self.view.text
        of_friday = word.group() in listed("friday") and _last_word(text, last)
        if self._is_occasion(word, last) or of_friday in listed("of_friday"):
            return False
        if _TIME.match(text, word.start()):
            return True
        if word.start() in self._events and (free is None or not self._only_counts(free, last)):
            # «رئیس ستاد بزرگداشت …»
            return word.group() not in _used("takes_event") or last not in self._head_ends
        if word.start() in self._people:
            # «سالن استاد X»: a house bears the name.
            noun = _PLURAL.sub("", _KIND_OF_HOUSE.sub("", text[max(0, last - _NAME_REACH) : last]))
            if word.group() in listed("holy") and last in self._head_ends:
                return False  # «سپاه حضرت ولی‌عصر».
            return _last_word(noun, len(noun)) not in listed("named_after", "named_halls")
        if word.start() in self._new:
            return True
        if not self._is_stop(word) and not word.group().isdigit():
            return False
        if _last_word(text, last) in listed("dated_house") and _day().match(text, word.start()):
            return False  # «بیمارستان 22 بهمن».
        numbers = word.start() == last or _last_word(text, last) in listed(
            "number_word", "numbered"
        )
        if word.group().isdigit() and (numbers or _BEDS.match(text, word.end())):
            return False  # «سالن شماره 3», «اتاق4».
        if self._qualifies(word, last):
            return False
        goes_on = takes_preposition(text, last) and _PREPOSITION.match(text, word.start())
        return not goes_on or text[last : word.start()] != " "

    def _is_stop(self, word: re.Match[str]) -> bool:
        """True for a stop that is no part of a longer word: «قصه‌گویی»."""
        part = word.start() - 1 in self._joined and len(word.group()) > _LONGEST_ENDING
        return not part and _is_stop(word.group())

    def _only_counts(self, start: int, end: int) -> bool:
        """True if a stretch has only an ordinal and a title: «دبیر سی و دومین | جشنواره»."""
        words_between = WORD.findall(_TITLED.sub("", self.view.text[start:end]))
        return _counting().issuperset(words_between)

    def _is_occasion(self, word: re.Match[str], last: int) -> bool:
        """True for «کنفرانس» in «کمیته برگزاری کنفرانس علمی», «روز» in «ستاد بزرگداشت روز معلم»."""
        begins = word.start() in self._events or word.start() in self._days
        return begins and _last_word(self.view.text, last) in _used("takes_event")

    def _qualifies(self, word: re.Match[str], last: int) -> bool:
        """True for «شده» in «مسجد نوسازی شده شهر»: a participle, with its noun before and after."""
        if word.group() not in listed("participles") or self.view.text[last : word.start()] != " ":
            return False
        after = WORD.match(self.view.text, word.end() + 1)
        return (
            after is not None
            and after.group() not in _stops()
            and after.group() not in listed("after_perfect")
            and after.start() not in self._new
        )

    def _ends_after_and(self, start: int, limit: int, title: int | None) -> bool:
        """True if what follows «و» at `start` is no part of the phrase.

        Args:
            title: where the title ends of the office that the phrase is, if it is one.
        """
        text = self.view.text
        word = WORD.search(text, start, limit)
        return (
            word is None
            or word.start() in self._actors
            or word.start() in self._new
            or _is_stop(word.group())
            or self._names_holder(word, limit)
            or QUANTIFIER.match(text, word.start()) is not None
            or _OTHERS.match(text, word.start()) is not None
            or word.group() in listed("determiner")
            or (not self._is_duty(title, start) and self._joins_effort(word.start(), limit))
        )

    def _is_duty(self, title: int | None, end: int) -> bool:
        """True if an office has named no body yet: «معاون مالی و | پشتیبانی شرکت گاز»."""
        if title is None:
            return False
        text, heads = self.view.text, self._heads.intersection(range(title, end))
        return all(_DUTY.match(text, at) for at in heads)

    def _joins_effort(self, start: int, limit: int) -> bool:
        """True for «همکاری بنیاد X» behind «به ابتکار وزارت Y و»."""
        effort = _EFFORT.match(self.view.text, start, limit)
        at = effort.end() if effort else -1
        return at in self._heads or at in self._solid_from

    def _names_holder(self, word: re.Match[str], limit: int) -> bool:
        """True if an office follows a name: «… و برداره معاون قضایی», not «و پشتیبانی وزیر X»."""
        field = kind_of(word.group()) == COMMON or word.group() in _used("field")
        return not field and word.end() + 1 in self._offices and word.end() + 1 < limit

    def local(self, start: int, end: int) -> int:
        """Where «شهرداری X» ends: after the place name, if one follows; else at `end`."""
        word = WORD.search(self.view.text, start, end)
        while word is not None:
            if word.start() in self._places and word.group() not in _LOCAL:
                stop = min(end, self._places[word.start()])
                side = _SIDE.match(self.view.text, stop, end)
                return side.end() if side else stop
            if word.group() not in _LOCAL:
                break
            word = WORD.search(self.view.text, word.end(), end)
        return end

    def over_places(self, end: int, limit: int) -> int:
        """Where a list of places ends, known or not, whose first ends at `end`: «هرات و نوده»."""
        if end not in self._places.values():
            return end
        while between := AND.match(self.view.text, end, limit):
            at = between.end()
            stop = self._places.get(at) or (at not in self._actors and self._unknown(at))
            if not stop or stop > limit:
                break
            end = stop
        return end

    def _unknown(self, at: int) -> int:
        """Where the word at `at` ends, joined to the next or not, if no table knows it; else 0."""
        end = 0
        while word := WORD.match(self.view.text, at):
            if kind_of(word.group()) != UNKNOWN:
                return 0
            end = word.end()
            if end not in self._joined:
                break
            at = end + 1
        return end


def past_honorific(text: str, at: int) -> int:
    """Past the honorific of an office that ends at `at`: «والی محترم X»."""
    honorific = _HONORIFIC.match(text, at)
    return honorific.end() if honorific else at


def takes_preposition(text: str, end: int) -> bool:
    """True if a noun ends at `end` that takes a preposition: «جلوگیری از», «مبارزه با»."""
    return _last_word(text, end) in _used("takes_preposition")


def _starts(view: View, *kinds: str) -> set[int]:
    return {mark.start for mark in view.of(*kinds)}

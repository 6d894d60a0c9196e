"""What shows where personal names begin and end in a document."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache

from neshast.document import Document
from neshast.folding import fold, key
from neshast.grammar import either, listed
from neshast.lexicon import words
from neshast.naming import (
    COMMON,
    GIVEN,
    SOFT,
    STOP,
    SURNAME,
    UNKNOWN,
    Word,
    given_names,
    is_surname,
    is_word,
    kind_of,
    name_parts,
    names_a_place,
    opens_name,
)  # fmt: skip
from neshast.view import WORD, Mark, View

_QUOTES = "«»\",'"
# So far back may the word stand that shows that a phrase begins.
_OPENER_REACH = 12
# No office has more words before the name behind it, and of the particles only these.
_LONGEST_OFFICE = 10
_INSIDE_OFFICE = ("و", *listed("in_place"))
# So far back may three words stand.
_JOINED_REACH = 24
# What a surname may end with behind a noun of office or body.
_SURNAME_ENDS = ("ی", "یی")
_OF_ARMY = re.compile(rf"[^.،؛:\n]{{0,60}}(?<!\w){either('of_army')}(?!\w)")
# Kinds of cue that end a name wherever they begin.
_ENDS = (
    "office", "honorific", "org_head", "event", "body", "chair", "participant", "hold", "say",
    "date_cue", "host", "organizer", "also", "pronoun", "collective", "sequencer", "chair_verb",
    "behalf", "about", "saying", "opens", "attend", "meet", "secretary", "decide", "discuss",
    "present", "said", "report_noun", "honorific_after", "absent",
)  # fmt: skip
_BECOMES = re.compile(rf" {either('passive_be')}(?!\w)")
# «مسجد حاجی N», «شفاخانه وزیر N»: what bears the name of one who is not there.
_NAMED_AFTER = re.compile(rf"(?<!\w){either('named_after')}(?:\s?{either('plural_suffix')})? ")
_TAIL = re.compile(rf" {either('surname_tail')}(?!\w)")
_QUOTED = re.compile(r"[«\"]([^\W\d]+(?: [^\W\d]+){1,3})[»\"] ?(?:، )?(?:از )?")
_ANOTHER = re.compile(rf"{either('another_one')} ")
_RANK = re.compile(rf"(?<!\w){either('of_rank')}(?!\w)")
_EPONYM_TITLE = re.compile(rf"{either('eponym_title')} ")
# What stands between two names of a list.
_BETWEEN_NAMES = ("، ", " و ", "، و ", " ، ", "،", " و")

# «را», «خود را».
_OBJECT = re.compile(rf"(?: {either('ones_own')})? ?{either('object_mark')}(?!\w)")
# A shorter word is the last of a foreign name: «آقای پارک جونگ هو را».
_SHORTEST_THING = 3
# What a verb of speech says follows it so.
_CONTENT = re.compile(rf"\s*[:،]|\s*،?\s*{either('that')}(?!\w)")


class Signs:
    """What shows in a document where names begin and end; all offsets are of the folded text.

    Args:
        document: with `dates` filled.
        view: the document seen through its folded text.
    """

    def __init__(self, document: Document, view: View) -> None:
        self.text = view.text
        self.offices = {m.start: m for m in view.of("office")}
        self.speech = {m.start for m in view.of("say", "attend", "saying", "opens")}
        self.says: dict[int, list[int]] = {}
        for mark in view.of("say"):
            self.says.setdefault(mark.start, []).append(mark.end)
        self.saying = {m.start for m in view.of("saying")}
        self.sequencer_ends = {m.end for m in view.of("sequencer", "also")}
        self.also = {m.start: m.end for m in view.of("also")}
        self.quoted = dict(_quoted(view.text, self.offices))
        self.titles_after = {m.start: m for m in view.of("honorific_after")}
        coming = {m.end for m in view.of("participant")}
        self.head_ends = {m.end for m in view.of("org_head")} - coming
        self.chair_ends = {m.end for m in view.of("chair")}
        companies = listed("company_heads")
        # «بنیاد خیریه بیات»: the second noun is nobody's name.
        firsts = self.head_ends - self.chair_ends
        self.second_heads = {(m.start, m.end) for m in view.of("org_head") if m.start - 1 in firsts}
        self.company_ends = {
            m.end for m in view.of("org_head") if view.text[m.start : m.end] in companies
        } - coming
        self.event_ends = {m.end for m in view.of("event")}
        self.after_state = {
            m.end + 1
            for m in view.of("office")
            if m.value.startswith("state") and view.text[m.end : m.end + 1] != "\n"
        }
        self.after_seat = frozenset(
            at for m in view.of("office") if (at := _after_seat(view.text, m.end))
        )
        self.after_office = {m.end + 1 for m in view.of("office")}
        self.ends = {m.start for m in view.of(*_ENDS)} | set(_glued(view))
        # «قاضی پور», «حاجی زاده»: a title that is half of a surname.
        self.tailed = {
            m.start for m in view.of("honorific") if _TAIL.match(view.text, m.end) is not None
        }
        self.ends -= self.tailed
        # «واحدی», «سنایی»: a noun of office or body with the ending of surnames.
        self.inflected = {
            (m.start, m.end)
            for m in view.of("office", "org_head")
            if self.text[m.start : m.end] in (fold(m.cue.phrase) + end for end in _SURNAME_ENDS)
        }
        # «ناطق», «سخنران»: who speaks, or a surname.
        self.speaking = {(m.start, m.end) for m in view.of("pronoun")}
        self.cue_ends = {(m.start, m.end) for m in view.of(*_ENDS)}
        self.eponyms = frozenset(_eponyms(view, {m.end + 1 for m in self.offices.values()}))
        self.ends.update(view.at(date.span)[0] for date in document.dates)
        # «N مقام معلم را …», «N مقام محترم ولایت»
        self._ranks = {match.start() for match in _RANK.finditer(view.text)}

    def is_given(self, title: Mark) -> bool:
        """True for «امیر» in «امیر N»: a given name, unless the text has one more for N.

        Nor before an office of the army: «امیر N، فرمانده نیروی دریایی».
        """
        word = WORD.match(self.text, title.end + 1)
        if word is None or self.text[title.start : title.end] not in listed("title_or_name"):
            return False
        if _OF_ARMY.match(self.text, self.next_start(word.end())):
            return False
        surname = word.group()
        first = kind_of(surname) == GIVEN and not self.bounded(word.end())
        if first or kind_of(surname) not in (SURNAME, UNKNOWN, GIVEN) or names_a_place(surname):
            return False
        fuller = re.compile(rf"(?<!\w)(\w+) {surname}(?!\w)").finditer(self.text)
        others = {match[1] for match in fuller} - set(listed("title_or_name"))
        return all(kind_of(first) != GIVEN for first in others)

    def is_part(self, word: Word) -> bool:
        """True for «زاده», «پور» and other parts of surnames that stand apart."""
        return word.text in name_parts() and word.start not in self._ranks

    def is_thing(self, word: Word, following: Word | None) -> bool:
        """True for «فراغت» in «آقای N فراغت را», «آمادگی» in «N آمادگی خود را»: no name.

        Args:
            following: the next word, with which it may be the thing: «صورت حساب را».
        """
        if _OBJECT.match(self.text, word.end):
            return _is_ordinary(word)
        if following is None or not _OBJECT.match(self.text, following.end):
            return False
        return _is_ordinary(word) and _is_ordinary(following)

    def nobody(self, words: list[Word]) -> bool:
        """True if nobody in the tables bears any of the words: «څارنوال | تعقیب قضیه»."""
        return all(map(_is_ordinary, words))

    def bounded(self, end: int) -> bool:
        """True if what follows shows that the name is over: punctuation, a particle or a cue."""
        if end >= len(self.text) or self.text[end] in '،؛:.)»"\n(':
            return True
        word = WORD.search(self.text, end)
        return (
            word is None
            or word.start() in self.ends
            or kind_of(word.group()) == STOP
            or self.text[end : word.start()].strip() != ""
        )

    def opens(self, start: int, before_office: bool = False) -> bool:
        """True if a phrase may begin here: line start, after punctuation, «و» or a preposition.

        Args:
            start: where the words begin.
            before_office: whether an office follows them, so that they may follow a verb or «را».
        """
        before = self.text[max(0, start - _OPENER_REACH) : start].rstrip(' «"(')
        # A bullet or an emoji opens a line too; a dash in a line joins.
        if not before or not (before[-1].isalnum() or before[-1] == "-"):
            return True
        word = before.split()[-1]
        return word in _openers() or (before_office and word in _office_openers())

    def tells(self, at: int) -> bool:
        """True if a verb of speech begins at `at`, with its content behind a colon or «که».

        So does «با بیان اینکه».
        """
        return at in self.saying or any(
            _CONTENT.match(self.text, end) for end in self.says.get(at, ())
        )

    def joins_adjective(self, start: int) -> bool:
        """True for «مردم عزیز و» before `start`: what follows tells of a noun too."""
        before = self.text[max(0, start - _JOINED_REACH) : start].split()[-3:]
        if len(before) < 3 or before[2] != "و" or key(before[1]) not in given_names():
            return False
        return is_word(before[0]) and not opens_name(before[0])

    def begins_clause(self, start: int) -> bool:
        """True at the begin of a line or sentence, behind a comma, or behind «همچنین», «سپس»."""
        before = self.text[max(0, start - _OPENER_REACH) : start].rstrip(" ")
        return not before or before[-1] in "\n.،؛:" or start - 1 in self.sequencer_ends

    def indefinite(self, start: int) -> bool:
        """True if «یک» stands before `start`: «یک انجنیر ناظر» is anybody."""
        before = self.text[max(0, start - _OPENER_REACH) : start].split()
        return bool(before) and before[-1] in listed("indefinite")

    def becomes(self, word: Word) -> bool:
        """True for «تدریس» in «A B تدریس گردید»: what was done, and no surname of a table."""
        return not is_surname(word.text) and _BECOMES.match(self.text, word.end) is not None

    def title_after(self, end: int) -> Mark | None:
        """The honorific that follows a name which ends at `end`: «ملا N آخند»."""
        return self.titles_after.get(end + 1) if self.text[end : end + 1] == " " else None

    def lists(self, end: int, start: int) -> bool:
        """True if only a comma or «و» stands between a name that ends at `end` and `start`."""
        return self.text[end:start] in _BETWEEN_NAMES

    def in_list(self, end: int) -> bool:
        """True if the list goes on after `end`, or the office of those in it follows."""
        following = self.next_start(end)
        return self.text.startswith(_BETWEEN_NAMES, end) or following in self.offices

    def next_start(self, end: int) -> int:
        """Where the next phrase begins after a run that ends at `end`."""
        title = self.title_after(end)
        end = title.end if title else end
        while end < len(self.text) and self.text[end] in ' ،؛"»()–-':
            end += 1
        # «N دیگر عضو شورا».
        another = _ANOTHER.match(self.text, end)
        return another.end() if another and another.end() in self.offices else end


def _is_ordinary(word: Word) -> bool:
    """True for a word of the language that nobody in the tables bears as a name.

    Short ones are syllables of foreign names too: «پارک جونگ هو را».
    """
    if word.kind not in (SOFT, COMMON) or len(word.text) < _SHORTEST_THING:
        return False
    return not is_surname(word.text) and key(word.text) not in given_names()


def _eponyms(view: View, office_ends: set[int]) -> Iterator[int]:
    """Where the names of houses and streets begin, with their titles or behind them."""
    titles = {mark.start: mark.end for mark in view.of("honorific")}
    for match in _NAMED_AFTER.finditer(view.text):
        at = match.end() if match.start() not in office_ends else -1
        while at >= 0:
            yield at
            title = _EPONYM_TITLE.match(view.text, at)
            at = title.end() if title else titles.get(at, -2) + 1


def _quoted(text: str, offices: Container[int]) -> Iterator[tuple[int, int]]:
    """Where names in quotation marks stand, before an office: «"A van B" رئیس شورای اروپا»."""
    for match in _QUOTED.finditer(text):
        kinds = [kind_of(word) for word in match[1].split()]
        if (
            match.end() in offices
            and len(kinds) > 1
            and kinds[0] in (GIVEN, UNKNOWN)
            and STOP not in kinds
        ):
            yield match.span(1)


def _after_seat(text: str, start: int) -> int:
    """What begins behind the place that an office ends with: «سفیر ترکیه | …»; 0 for nothing.

    Args:
        text: folded.
        start: where the title of the office ends.
    """
    at, seated = start, False
    for _ in range(_LONGEST_OFFICE):
        word = WORD.match(text, at + 1)
        if word is None or text[at] != " ":
            return 0
        stops = kind_of(word.group()) == STOP
        before = text.rfind(" ", start, at) + 1 or at + 1
        longer = names_a_place(text[before : word.end()])
        if seated and not (stops or longer):
            return word.start()
        if stops and word.group() not in _INSIDE_OFFICE:
            return 0
        seated = longer or names_a_place(word.group())
        at = word.end()
    return 0


def _glued(view: View) -> Iterator[int]:
    """Starts of words with a cue inside: «درنشست»."""
    for mark in view.marks:
        at = mark.start
        while at and view.text[at - 1].isalnum():
            at -= 1
        if at != mark.start:
            yield at


@cache
def _office_openers() -> frozenset[str]:
    return words("name_context", "word", "use", "office_opener")


@cache
def _openers() -> frozenset[str]:
    return words("name_context", "word", "use", "opener")


def words_of_name(name: str) -> list[str]:
    """The folded words of a name, without quotation marks."""
    return [word.strip(_QUOTES) for word in fold(name).split()]


def ends_alike(name: list[str], other: list[str]) -> bool:
    """True if one name ends with the other; of two full names («علی رضایی») at a word's edge."""
    one, two = key(" ".join(name)), key(" ".join(other))
    if len(name) == 1 or len(other) == 1:
        return one.endswith(two) or two.endswith(one)
    return any(
        key(" ".join(longer[i:])) == shorter
        for longer, shorter in ((name, two), (other, one))
        for i in range(len(longer))
    )

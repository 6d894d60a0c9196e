"""The rules by which a run of words is a personal name, and what they look at around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from neshast.folding import key
from neshast.gazetteer import countries
from neshast.grammar import alternation, begins, either, listed
from neshast.name_signs import Signs
from neshast.naming import (
    COMMON,
    GIVEN,
    SOFT,
    STOP,
    SURNAME,
    UNKNOWN,
    Word,
    given_names,
    is_place,
    is_surname,
    kind_of,
    name_tails,
)
from neshast.view import Mark

_OPENED, _CLOSED = ("«", '"'), ("»", '"')
# So near to the head of a paragraph must a verb of speech stand for unknown words to be a name.
_NEAR_SPEECH = 160
# A single word before an office may be a name if it is no shorter.
_SHORTEST_LONE = 4
# A shorter word that no table has is no name of another country's man; so long is his office.
_SHORTEST_FOREIGN = 4
_OFFICE_OF_COUNTRY = 60
_AT_HOME = ("AF", "IR")
_GIVEN_AND_SURNAME = "given name and surname"
_IN_LIST = "given name in a list"
_SURNAME_SPEAKS = "surname before a verb of speech"
_LONE_GIVEN = "a name, and who its bearer is"
LONE_SURNAME = "a surname alone before a verb of speech"
_ONE_OF_THEM = re.compile(rf" ?، {either('one_of_them')}(?!\w)")
_AFTER_NAME = "after a name in a list"
_AFTER_STATE = "after a state office"
_AFTER_OFFICE = "after an office"
_BEHIND = "behind an office, before a verb of speech"
_AFTER_SEAT = "after an office and its place"
_BETWEEN = "between commas after an office"
# No office before such words is longer.
_MOST_OF_OFFICE = 6
_PARTED = ("؛", " ؛", " -", "-", " –")
_DASHED = re.compile(r" ?[-–] ?[^-–\n.،]{4,80} ?[-–](?!\w)")
_PARTED_RULE = "a surname before ؛ and an office"
_AFTER_FORMULA = "after the formula of an agency"
# «به گزارش …،» right before a name, and how far back it begins.
_FORMULA = re.compile(rf"{either('according_to')}[^.؛:\n،]{{2,50}}،\s*$")
_FORMULA_REACH = 60
# An unknown word so long that ends in «ی» is a verbal noun rather than a given name.
_LONG_NOUN = 6
# Rules without a title or an office of the person, which a place name could meet too.
_LOOSE_RULES = (
    _GIVEN_AND_SURNAME, _IN_LIST, _SURNAME_SPEAKS, _AFTER_NAME, _AFTER_STATE, _AFTER_FORMULA,
    _AFTER_OFFICE, _BETWEEN, _BEHIND, LONE_SURNAME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Words that may be a name, the honorifics around them, and where the next phrase begins.

    `listed` says whether only a comma or «و» stands between the name before and this one,
    `shared` whether that list stands behind a plural honorific: «آقایان A، B و C».
    """

    titles: list[Mark]
    words: list[Word]
    after: int
    listed: bool = False
    shared: bool = False

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.words[-1].end

    @property
    def kinds(self) -> list[str]:
        """The kinds of the words."""
        return [word.kind for word in self.words]


def rule_of(run: Run, signs: Signs) -> str:
    """The rule by which the words are a name, or an empty string."""
    if not run.words or _is_eponym(run, signs):
        return ""
    rule = next((rule for ask in _RULES if (rule := ask(run, signs))), "")
    if rule == _SURNAME_SPEAKS and run.start - 1 in signs.head_ends:
        # «شرکت سمنت غوری»: the name of a body.
        return ""
    if not run.titles and (
        run.start - 1 in signs.company_ends or signs.text[run.start : run.end] in countries()
    ):
        # «شرکت پردیس اطلس», «به سرزمین اندونزی، سرمربی …».
        return ""
    return "" if rule in _LOOSE_RULES and is_place(run.words) else rule


def _is_eponym(run: Run, signs: Signs) -> bool:
    """True for the name of a place or house that nobody present bears."""
    start = run.titles[0].start if run.titles else run.start
    shown = run.after in signs.speech or run.after in signs.offices
    return start in signs.eponyms and not shown


def _titled(run: Run, signs: Signs) -> str:
    if not run.titles or signs.indefinite(run.titles[0].start):
        return ""
    if len(run.words) == 1 and run.words[0].text in listed("of_callings"):
        return ""  # «داکتر | زنانه», «انجنیر | موظف»
    # «محترم» and the like stand before offices and things too: the name must show itself.
    formal = all(begins(title.cue.phrase, "formal_title") for title in run.titles)
    known = GIVEN in run.kinds or SURNAME in run.kinds
    shown = run.after in signs.offices or (known and len(run.words) > 1)
    if all(begins(t.cue.phrase, "office_titles") for t in run.titles) and signs.nobody(run.words):
        return ""  # «څارنوال | تعقیب قضیه»
    # «مدیر تنظیفات محترم نوراحمد گفت»: many bear one name only.
    if formal and not (shown or (run.kinds == [GIVEN] and run.after in signs.speech)):
        return ""
    return f"honorific: {run.titles[-1].cue.phrase}"


def _after_state_office(run: Run, signs: Signs) -> str:
    # «نخست وزیر ژاپن مبنی بر …»: the country is the office's.
    named = run.kinds[0] != STOP and run.words[0].text not in countries()
    after = run.start in signs.after_state and named
    return _AFTER_STATE if after and signs.bounded(run.end) else ""


def _after_office(run: Run, signs: Signs) -> str:
    """«به ریاست فرماندار کاوه N و …»: a bare office, and who holds it."""
    held = run.start in signs.after_office and run.kinds[0] == GIVEN and len(run.words) > 1
    return _AFTER_OFFICE if held and signs.bounded(run.end) and SOFT not in run.kinds else ""


def _after_seat(run: Run, signs: Signs) -> str:
    """«سفیر ترکیه اوغوزان N», «رئیس معارف هرات احمد N»: behind an office and its place."""
    if run.start not in signs.after_seat or len(run.words) < 2 or not signs.bounded(run.end):
        return ""
    given = run.kinds[0] == GIVEN
    if not given and not {SURNAME, UNKNOWN}.issuperset(run.kinds):
        return ""
    line = signs.text[max(0, run.start - _OFFICE_OF_COUNTRY) : run.start].rsplit("\n", 1)[-1]
    foreign = _foreign().search(re.split(r"[،؛.:]", line)[-1])
    return _AFTER_SEAT if given or foreign else ""


def _given_and_surname(run: Run, signs: Signs) -> str:
    if run.kinds[0] != GIVEN or len(run.words) < 2 or _is_adjective(run, signs):
        return ""
    tailed = len(run.words) > 2 and run.words[-1].text in name_tails()
    # «ثریا دلیل، وزیر»: any word may have been taken for a surname before an office.
    strong = tailed or any(
        word.kind in (GIVEN, SURNAME) or (word.kind in (STOP, COMMON) and is_surname(word.text))
        for word in run.words[1:]
    )
    office = run.after in signs.offices
    shown = office or run.after in signs.speech
    if strong or (office and run.after == run.end + 1 and SOFT not in run.kinds):
        return _GIVEN_AND_SURNAME
    return _GIVEN_AND_SURNAME if shown and signs.opens(run.start, office) else ""


def _quoted(run: Run, signs: Signs) -> str:
    opened = signs.text[run.start - 1 : run.start] in _OPENED
    closed = signs.text[run.end : run.end + 1] in _CLOSED
    named = run.kinds[0] == GIVEN and len(run.words) > 1
    # «"A van B" رئیس شورای اروپا»: any words, where a phrase begins.
    held = signs.quoted.get(run.start) == run.end and signs.opens(run.start, True)
    return "a name in quotation marks" if (named and opened and closed) or held else ""


def _in_list(run: Run, signs: Signs) -> str:
    first, *rest = run.kinds
    given = first == GIVEN or (
        first == SOFT and SOFT not in rest and key(run.words[0].text) in given_names()
    )
    alone = signs.opens(run.start) and signs.bounded(run.end)
    return _IN_LIST if given and rest and alone and not _is_adjective(run, signs) else ""


def _is_adjective(run: Run, signs: Signs) -> bool:
    """True for «شریف» in «مردم عزیز و شریف»: what a noun is called, joined to what it is too."""
    if run.listed or run.after in signs.offices:
        return False
    return signs.joins_adjective(run.start)


def _after_name(run: Run, signs: Signs) -> str:
    """«A، B و C»: what follows a name in a list is one too, if it looks like one."""
    if not run.listed or not signs.bounded(run.end):
        return ""
    if run.shared:
        return _AFTER_NAME
    first, *rest = run.kinds
    if not rest:
        # «نثاراحمد، خیرمحمد و گل آغا»: many bear one name only.
        return _AFTER_NAME if first == GIVEN and signs.in_list(run.end) else ""
    # «و کارگردانی سودا رشیدی»: the name begins later. «درختان باستانی» are many.
    unknown = GIVEN not in rest and not run.words[0].text.endswith(_plurals())
    like_name = first == GIVEN or (unknown and rest == [SURNAME])
    return _AFTER_NAME if like_name else ""


def _before_office(run: Run, signs: Signs) -> str:
    if run.after not in signs.offices:
        return ""
    first = run.words[0]
    # «در این دیدار N معاون وزیر …».
    at_meeting = run.start - 1 in signs.event_ends and not is_place(run.words)
    if not (signs.opens(run.start, True) or at_meeting):
        return ""
    lone = run.after == first.end + 1 and len(first.text) >= _SHORTEST_LONE
    listed_alone = lone and signs.text.endswith(("، ", "،"), 0, run.start)
    listed_alone = listed_alone or _between_two_commas(run, signs)
    known = GIVEN in run.kinds or SURNAME in run.kinds
    office = signs.offices[run.after]
    several = signs.text[office.start : office.end].endswith(_plurals())
    listed_alone = listed_alone or (_of_another_country(run, signs) and not several)
    if any(word.text in listed("named_after") for word in run.words):
        # «آسفالت بلوار معلم»: the street bears the name.
        return ""
    if several and not (known or run.listed):
        # «سیلندر فرسوده، مسئولین شهر را …»: those in office are several, and none is named.
        return ""
    if len(run.words) < 2 and first.kind not in (GIVEN, SURNAME) and not listed_alone:
        return ""
    return f"before office: {office.cue.phrase}"


def _between_two_commas(run: Run, signs: Signs) -> bool:
    """True for «میان A، N، سرمربی تیم، و B»: a word that no table has, with its office."""
    word = run.words[0]
    alone = len(run.words) == 1 and word.kind == UNKNOWN and len(word.text) >= _SHORTEST_LONE
    commas = signs.text.startswith("، ", run.end) and signs.text.endswith("، ", 0, run.start)
    return alone and commas and not is_place(run.words)


def _of_another_country(run: Run, signs: Signs) -> bool:
    """True for «N وزیر انرژی قزاقستان»: names of another country are in no table."""
    first = run.words[0]
    if len(run.words) > 1 or first.kind != UNKNOWN or len(first.text) < _SHORTEST_FOREIGN:
        return False
    # «به گزارش ایسنا، رئیس جمهور ترکیه»: between commas at most.
    beside = run.after == run.end + 1
    if not beside and not signs.text.endswith(("، ", "،"), 0, run.start):
        return False
    line = signs.text[run.after : run.after + _OFFICE_OF_COUNTRY].split("\n")[0]
    return _foreign().search(re.split(r"[،؛.:]", line)[0]) is not None


def _parted_from_office(run: Run, signs: Signs) -> str:
    """«در این مراسم N؛ استاندار X»: a surname that a semicolon parts from the office."""
    parted = signs.text.startswith(_PARTED, run.end) and run.after in signs.offices
    if not parted or not (signs.opens(run.start, True) or run.start - 1 in signs.event_ends):
        return ""
    known = {GIVEN, SURNAME}.issuperset(run.kinds) and run.kinds[-1] == SURNAME
    # «N - مدیرعامل بانک -»: between dashes any word is a name.
    dashes = _DASHED.match(signs.text, run.end) and not {STOP, COMMON} & set(run.kinds)
    return _PARTED_RULE if known or dashes else ""


def _between_commas(run: Run, signs: Signs) -> str:
    """«سفیر جاپان، A B، گفت»: words that nothing else says anything of, behind an office."""
    if len(run.words) not in (2, 3) or not {UNKNOWN, GIVEN, SURNAME}.issuperset(run.kinds):
        return ""
    text = signs.text
    if not (text.startswith("،", run.end) and text.endswith("، ", 0, run.start)):
        return ""
    few = 0 < len(_office_before(run.start - 2, signs)) <= _MOST_OF_OFFICE
    return _BETWEEN if few else ""


def _behind_office(run: Run, signs: Signs) -> str:
    """«سخنگوی وزارت خارجه N A گفت»: behind an office, with no comma, before a verb of speech."""
    full = run.kinds[0] == GIVEN and len(run.words) > 1 and SOFT not in run.kinds
    if not full or run.after not in signs.speech:
        return ""
    few = 1 < len(_office_before(run.start - 1, signs)) <= _MOST_OF_OFFICE
    return _BEHIND if few else ""


def _office_before(end: int, signs: Signs) -> list[str]:
    """The words from the last office of the clause to `end`; none if a particle is among them."""
    clause = max(signs.text.rfind(mark, 0, end) for mark in "،؛:.\n") + 1
    begun = [at for at in signs.offices if clause <= at < end]
    phrase = signs.text[begun[-1] : end].split() if begun else []
    return phrase if all(kind_of(word) != STOP for word in phrase) else []


def _heads_paragraph(run: Run, signs: Signs) -> str:
    if len(run.words) < 2 or SOFT in run.kinds:
        return ""
    begins_line = run.start == 0 or signs.text[run.start - 1] == "\n"
    like_surname = run.kinds[-1] == SURNAME or run.words[-1].text.endswith("ی")
    if not (begins_line and like_surname and signs.bounded(run.end)):
        return ""
    first = run.words[0].end
    speaks = any(first < at < first + _NEAR_SPEECH for at in signs.speech)
    return "unknown words at the head of a paragraph with a verb of speech" if speaks else ""


def _after_formula(run: Run, signs: Signs) -> str:
    """«به گزارش …، A B در …»: agencies name their first person right after their formula."""
    if len(run.words) not in (2, 3) or not signs.bounded(run.end):
        return ""
    first = run.words[0].text
    # «واگذاری اموال», «نشریه «بیلد»» are things.
    thing = first.endswith(_plurals()) or (first.endswith("ی") and len(first) >= _LONG_NOUN)
    if SOFT in run.kinds or thing or "«" in signs.text[run.start : run.end]:
        return ""
    if not _FORMULA.search(signs.text, max(0, run.start - _FORMULA_REACH), run.start):
        return ""
    speaks = any(run.end < at < run.end + _NEAR_SPEECH for at in signs.speech)
    return _AFTER_FORMULA if speaks else ""


def _surname_speaks(run: Run, signs: Signs) -> str:
    surname = len(run.words) > 1 and run.kinds[-1] == SURNAME
    speaks = run.after in signs.speech and signs.opens(run.start)
    return _SURNAME_SPEAKS if surname and speaks else ""


def _lone_given(run: Run, signs: Signs) -> str:
    """«عبدالقادر، یکی از بزرگان، گفت»: many bear one name only, and say who they are."""
    given = run.kinds[0] == GIVEN and SOFT not in run.kinds
    tells = given and _ONE_OF_THEM.match(signs.text, run.end)
    return _LONE_GIVEN if tells and signs.begins_clause(run.start) else ""


def _led_by(run: Run, signs: Signs) -> str:
    """«مجلس به ریاست نورمحمد شروع گردید»: one given name right behind the cue of the chair."""
    led = run.kinds == [GIVEN] and run.start - 1 in signs.chair_ends
    return "behind a cue of the chair" if led and signs.bounded(run.end) else ""


def _lone_surname(run: Run, signs: Signs) -> str:
    """«کریمی اضافه کرد: …»: one name that begins its clause, right before a verb of speech."""
    word = run.words[0]
    known = len(run.words) == 1 and word.kind in (SURNAME, GIVEN)
    alone = known and len(word.text) >= _SHORTEST_LONE
    beside = alone and run.after == run.end + 1
    # «کریمی نیز گفت: …».
    also = signs.also.get(run.after, run.after - 1)
    tells = beside and (signs.tells(run.after) or signs.tells(also + 1))
    return LONE_SURNAME if tells and signs.begins_clause(run.start) else ""


# In the order in which they are asked: the first that holds names the evidence.
_RULES: tuple[Callable[[Run, Signs], str], ...] = (
    _titled,
    _after_state_office,
    _after_office,
    _after_seat,
    _given_and_surname,
    _quoted,
    _in_list,
    _after_name,
    _parted_from_office,
    _before_office,
    _between_commas,
    _behind_office,
    _heads_paragraph,
    _after_formula,
    _surname_speaks,
    _lone_surname,
    _lone_given,
    _led_by,
)


@cache
def _foreign() -> re.Pattern[str]:
    names = (name for name, country in countries().items() if country not in _AT_HOME)
    return re.compile(rf"(?<!\w){alternation(names)}(?!\w)")


@cache
def _plurals() -> tuple[str, ...]:
    return listed("plural_suffix", "title_plural_ending")

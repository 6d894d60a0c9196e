"""Where the phrase of a body or an office ends in running text."""

from __future__ import annotations

import re
from functools import cache

from neshast.field_lists import is_field
from neshast.grammar import either, listed
from neshast.lexicon import words
from neshast.verb_forms import perfect_forms
from neshast.view import WORD, View

# «منطقه سه»: the number is a part of the name; «بررسی وضع»: so is what an action is done to.
# «دبیر شورای X کشورمان | راه های همکاری»: nothing of a name follows, but where it has its seat.
_OURS = re.compile(rf"(?<!\w){either('our_country')}(?!\w)(?! {either('in_place')} )")
_KEPT = re.compile(rf"(?<!\w){either('numbered', 'needs_object', 'object_of_purpose')} $")
# The rest of a list of bodies: to the next «و», and the phrase after it.
_CLOSES = re.compile(r"[^«»\n()]{0,40}»")
_REST_OF_LIST = re.compile(r"[^.؛:\n()]*?\sو\s+[^،.؛:\n()]+")
_LONGEST_REST = 200
# Kinds of cue that no list of bodies goes on over.
_LIST_ENDS = (
    "participant", "chair", "hold", "say", "date_cue", "office", "honorific", "attend", "decide",
)  # fmt: skip
# «نظرات خود را», «موضوعات مطرح شده را», «کمک دو عراده امبولانس را».
_OWN_OBJECT = re.compile(
    rf"(?: {either('ones_own')}|(?: \w+)? {either('passive_participles')}"
    rf"| (?:\d+|{either('count_words')})(?: \w+){{1,5}}?)?"
    rf"\s?{either('object_mark')}(?!\w)"
)
# «دادستان استان X برخورد | با زمین خواران را»: the object goes on behind a preposition.
_OBJECT_LATER = re.compile(
    rf" {either('noun_preposition', 'in_place')} [^،؛:.\n]{{2,50}}? {either('object_mark')}(?!\w)"
)
_LIGHT = re.compile(rf" (?:ن?می |{either('light_verb', 'subjunctives')}(?!\w))")
_AUXILIARY = re.compile(rf" (?:ن?می ?\w|{either('auxiliary')}(?!\w))")
# «توسط معاونت پژوهشی | تدوین و ابلاغ شود»: two nouns share the verb.
_PASSIVE = re.compile(rf" {either('passive_noun')}$")
_AND_MORE = re.compile(
    rf" و (?:[^\s.،؛:]+ ){{1,8}}?(?:ن?می |{either('light_verb', 'subjunctives')}(?!\w))"
)
# «دولت | این لایحه را …», «دبیرخانه | این جشنواره», but «شورای این شهرستان».
_POINTED = re.compile(
    rf" {either('points_at_body')}(?: (?!{either('branch_unit', 'has_parts', 'any_body')})\w|$)"
)


def line_end(view: View, start: int) -> int:
    """Where the line of the folded text ends in which `start` stands."""
    end = view.text.find("\n", start)
    return len(view.text) if end < 0 else end


def before_verb(view: View, start: int, end: int) -> int:
    """Before the word that makes a verb with the next: «ریاست حمایت از اطفال | ترتیب گردد».

    Args:
        start: where the head noun ends, which stays.
        end: where the phrase ends.
    """
    part = next(
        (w.start() for w in WORD.finditer(view.text, start, end) if w.group() in _participles()),
        end,
    )
    passive = _PASSIVE.search(view.text, start, end) if _AND_MORE.match(view.text, end) else None
    if passive and passive.start() > start:
        return passive.start()
    last = max(start, view.text.rfind(" ", start, end))
    if view.text[last + 1 : end] in perfect_forms() and _AUXILIARY.match(view.text, end):
        # «به محکمه | نرسیده است», «به استانداری | فرستاده می‌شود».
        return last
    if part < end:
        # «نطاق رادیو بامیان | گذاشته شده بود»: the phrase has run over a participle.
        return view.trim(start, part)[1]
    return last if _LIGHT.match(view.text, end) else end


def before_action(view: View, start: int, end: int) -> int:
    """Before a noun of action whose light verb follows: «از وزیر علوم | پیگیری نماید».

    Args:
        start: where the title ends, which stays.
        end: where the phrase ends.
    """
    noun = _PASSIVE.search(view.text, start, end) if _LIGHT.match(view.text, end) else None
    return noun.start() if noun else end


def cut(view: View, start: int, end: int, body: bool = False, begun: bool = False) -> int:
    """Where the name of a body or office ends: before a word that none holds («وظیفه»).

    Args:
        start: where its head noun or title ends.
        end: where the phrase ends.
        body: whether it is the noun of a body, no title.
        begun: whether the head noun has a part of the name in it («شورای شهر»).
    """
    first = WORD.search(view.text, start, end)
    ends = (
        w.start()
        for w in WORD.finditer(view.text, start, end)
        if w.group() in _name_ends()
        or (w.group() in _later_ends() and first and (begun or w.start() > first.start()))
    )
    # «هیئت دو و میدانی»: the number is a part of the sport.
    ends = (at for at in ends if not view.text.startswith(listed("sports"), at))
    stop = next((at for at in ends if not _KEPT.search(view.text, start, at)), end)
    ours = _OURS.search(view.text, start, end)
    stop = ours.end() if ours and ours.start() < stop else stop
    if body and view.text.startswith(" و ", start):
        # «مکتب | و دوره های آموزشی»: the noun alone.
        return start
    stop = max(start, view.trim(start, stop)[1]) if stop < end else stop
    return stop - len(" و") if view.text.endswith(" و", start, stop) else stop


def past_quotation(text: str, start: int, end: int) -> int:
    """Past «»» where the name ``[start, end)`` ends amid a title in quotation marks.

    «کارگردان فیلم «پرنده»», «نویسنده نمایش «باران می‌آید!»».
    """
    if text.count("«", start, end) <= text.count("»", start, end):
        return end
    closed = _CLOSES.match(text, end)
    return closed.end() if closed else end


def before_pointed(view: View, start: int, end: int) -> int:
    """Before «این» that begins something else than a body that the name ends with.

    Args:
        start: where the head noun ends.
        end: where the phrase ends.
    """
    pointed = _POINTED.search(view.text, start, end)
    return pointed.start() if pointed else end


def before_object(view: View, start: int, end: int) -> int:
    """Before the object that a phrase has run into: «مدیر مکتب | نقش زنان را …».

    Args:
        start: where the title of the office ends.
        end: where the phrase ends.
    """
    own = _OWN_OBJECT.match(view.text, end)
    if not own and not _OBJECT_LATER.match(view.text, end):
        return end
    heads = []
    for i, word in enumerate(WORD.finditer(view.text, start, end)):
        known = word.group() in _object_heads()
        # «معاون اجرای احکام»: right behind a title stands its field.
        if (known and (own or i)) or (i and word.group() in listed("this")):
            heads.append(word.start())
    return max(start, view.trim(start, heads[0])[1]) if heads else end


def list_end(view: View, start: int, end: int) -> int:
    """A list of bodies may go on over commas: to the next «و», and the phrase after it."""
    if not view.text.startswith("،", end):
        return end
    rest = _REST_OF_LIST.match(view.text, end, min(line_end(view, start), end + _LONGEST_REST))
    if rest is None:
        return end
    while is_field(view.text[view.text.rfind("،", start, rest.end()) + 1 : rest.end()].strip()):
        # «ریاست های معارف، حج و اوقاف | و زراعت», whose first «و» ends no list.
        more = _REST_OF_LIST.match(view.text, rest.end(), end + _LONGEST_REST)
        if more is None or "\n" in more.group():
            break
        rest = more
    new = view.first(end, rest.end(), *_LIST_ENDS)
    return new.start if new else rest.end()


@cache
def _name_ends() -> frozenset[str]:
    return words("phrase_words", "word", "use", "name_end")


@cache
def _later_ends() -> frozenset[str]:
    """Words that may be all of a name («کمیته کمک») and end one that has begun."""
    return words("phrase_words", "word", "use", "name_end_later")


@cache
def _participles() -> frozenset[str]:
    return frozenset(listed("name_participles"))


@cache
def _object_heads() -> frozenset[str]:
    return words("phrase_words", "word", "use", "object_head")

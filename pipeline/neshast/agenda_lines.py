"""Where one line of an agenda begins and ends in running text."""

from __future__ import annotations

import itertools
import re

from neshast.coordination import begins_matter
from neshast.grammar import either, listed
from neshast.page import ITEM
from neshast.verb_forms import finite_forms
from neshast.view import Mark, View

Stretch = tuple[int, int]
_LATER = re.compile(rf"(?<!\w){either('later_forms')}(?!\w)")
_WISH = re.compile(rf"(?<!\w){either('wish_forms')}$")
_PLANNED = re.compile(either("planned"))
_HERE = re.compile(rf"{either('this_same')} {either('agenda_meetings')}")
_MET = re.compile(
    rf"(?<!\w){either('setting_in')} (?:{either('this_same')} |(?:{either('setting_before')} )+"
    rf"(?:{either('this_same')} )?)?(?:{either('told_meetings')}|(?P<talks>{either('told_talks')}))"
    rf"(?!\w)(?! (?:\w+ ){{0,3}}{either('next_one', 'before_this', 'ago')}(?!\w))"
)
_CLOSED = re.compile(rf"\.$|\w{either('finite_endings')}$")
_SUCH_AS = re.compile(
    rf"\s*(?:{either('matter_adjectives')}\s*)?(?:{either('such_as')}(?!\w)\s*)?(?:[؛:،]\s*)?"
)
# «مسایلی نظیر», «بعضی مسایل مختلف، از جمله»; the noun may stand in the cue before them.
_SOME_THINGS = rf"(?:{either('some_things', 'few_numbers')}|\d{{1,2}})"
_THINGS_SUCH_AS = re.compile(
    rf"(?:(?:{_SOME_THINGS} )?(?:{either('things')}(?!\w))?"
    rf"(?:\s*{either('matter_adjectives')}(?!\w))*(?: {either('things_of')}(?!\w))?"
    rf"\s*،?\s*{either('such_as')}(?!\w)\s*[؛:،]?\s*)|"
    rf"(?:{either('few_numbers')}|\d{{1,2}}) {either('things')}(?!\w)\s*[؛:،]?\s*"
)
_DESCRIBED = re.compile(
    rf"(?!{either('one_thing')} \w+ی){either('things')}"
    rf" (?:\w{{2,}}ی|{either('thing_qualities')})(?!\w)"
)
# «موضوعات جلسه قبلی»
_OF_MEETING = re.compile(rf"{either('agenda_meetings')}(?!\w)")
# «بحث سرویس مدارس مطرح شد»
_TALK_OF = re.compile(rf"{either('talk_heads')} (?!{either('and_but', 'discussion_on')}(?!\w))")
_EARLIER_DECISIONS = re.compile(
    rf"{either('decisions')} (?:{either('tail_meetings')}(?! {either('this_same')})"
    rf"|{either('before_this')})"
)
_NO_MATTER = re.compile(rf"{either('no_matter_begins')}(?!\w)")
_POINTING = re.compile(rf"{either('this_same')} \w+(?: ها)?(?: در .*)?")
# «راهکارهایی برای رفع آن»: of a matter that was told before.
_FOR_THAT = re.compile(rf"(?<!\w){either('put_off_for')} (?:\w+ )+{either('that_told')}$")
_PRESENTED = re.compile(rf"(?<!\w){either('presented_things')}(?!\w)")
_LATEST = re.compile(rf"(?<!\w){either('latest')} $")
_GOVERNED = re.compile(rf"(?<!\w){either('objects')} $")
_SOME_REPORT = re.compile(rf"{either('some_report')}\s+(?:را\s+)?{either('report_about')}\s+")
_ALSO = re.compile(rf"[\s،]*{either('also_early')}\s+")
_VIEW = re.compile(rf"(?<!\w){either('views')}(?: ?های)?(?: {either('ones_own')})*\s*$")
_TAIL_AGENT = re.compile(rf"\s+{either('tail_agents')} ")
_TAIL = re.compile(
    rf"\s+(?:{either('item_tails')}|{either('manner')}(?:\s\w+){{1,2}}"
    rf"|{either('among')} {either('among_whom')}(?: \w+){{0,3}}"
    rf"|(?P<where>در (?:{either('this_same', 'setting_before')} )?{either('tail_meetings')})"
    rf"(?!\s?{either('plural_suffix')})(?: \w+){{0,4}})\s*$"
)
# «عضویت نمایندگان محصلان | در کمیته نصاب»: the place is a part of the matter.
_TAKES_PLACE = re.compile(rf"(?:^|\s){either('takes_place')}(?: \w+){{0,3}}$")
# No word or phrase of a tail is longer.
_MAX_TAIL = 48
# Words that tell who presents.
_WHO = ("office", "collective", "honorific", "pronoun", "body", "org_head")
_MATTER_REACH = 30
_MIN_LENGTH = 5
_MIN_WORDS = 2
_NEXT_VERB_REACH = 70
_OBJECT_BEFORE = 60
# The verb whose end «X بررسی و» shares.
_SHARED_PASSIVE = re.compile(rf"[^.؛:\n]{{3,120}}?(?<!\w){either('passive_ends')}(?!\w)")
_SHARED_WISH = re.compile(rf"[^.؛:\n]{{3,120}}?(?<!\w){either('wish_forms')}(?!\w)")
_OBJECT_ENDS = (" را ", *(f"{word}را " for word in listed("object_glued")))
# Lines without numbers are a list if so many stand together, none longer than this.
_FEWEST_BARE = 2
_MAX_BARE = 120


def past_matter(view: View, start: int, stop: int) -> int:
    """Past «موضوعات؛», «مسایل مختلف از جمله»: the noun that the matters follow."""
    start, _ = view.trim(start, stop)
    things = _THINGS_SUCH_AS.match(view.text, start, stop) or _TALK_OF.match(view.text, start, stop)
    if things:
        return things.end()
    noun = view.first(start, min(stop, start + _MATTER_REACH), "matter_noun")
    if noun is None or noun.start != start:
        return start
    such_as = _SUCH_AS.match(view.text, noun.end, stop)
    at = such_as.end() if such_as else start
    # «مسایل امنیتی ولایت»: the noun is a part of the matter.
    own = not view.text[noun.end : at].strip() and (
        _DESCRIBED.match(view.text, noun.start, stop) or _OF_MEETING.match(view.text, at, stop)
    )
    return start if own and not begins_matter(view.text[at:stop]) else at


def presented_from(view: View, start: int, stop: int) -> int | None:
    """Where in «استاد X طرز … را تشریح کرد» begins what is presented; None if nothing tells.

    The word must not belong to an office («رئیس طرح و برنامه») or stand behind a preposition.
    """
    offices = view.within(start, stop, "office")
    if not offices and not view.within(start, stop, "collective", "honorific", "pronoun"):
        return None
    for match in _PRESENTED.finditer(view.text, start + 1, stop):
        in_office = any(office.end in (match.start(), match.start() - 1) for office in offices)
        if not in_office and not _GOVERNED.search(view.text, start, match.start()):
            latest = _LATEST.search(view.text, start, match.start())
            comma = view.text.rfind("،", start, match.start()) + 1
            if comma and not view.within(comma, match.start(), *_WHO):
                # «…، آیین نامه اجرایی قانون X»: nobody stands behind the comma.
                return comma
            return latest.start() if latest else match.start()
    return None


def past_apposition(view: View, start: int, stop: int) -> int:
    """Past «و Y، کارشناسان …،» behind a name: what stands between two commas says who it is.

    So does an office right behind it: «N قاضی محکمه فامیلی، فصل های …».
    """
    text = view.text
    comma = text.find("،", start, stop)
    if comma < 0:
        return start
    titles = view.within(start, comma, "office", "honorific")
    if titles and titles[0].start <= start + 1:
        return comma + 1
    if comma > start + 1 and not text.startswith("و ", start + 1):
        return start
    closing = text.find("،", comma + 1, stop)
    return closing + 1 if closing > 0 else start


def past_also(text: str, start: int, stop: int) -> int:
    """Past «نیز», «هم» behind who presents."""
    match = _ALSO.match(text, start, stop)
    return match.end() if match else start


def without_report(text: str, start: int, stop: int) -> int:
    """Past «گزارشی از», which says only that it was reported."""
    match = _SOME_REPORT.match(text, start, stop)
    return match.end() if match else start


def is_view(text: str) -> bool:
    """True if «دیدگاه های خود», «توضیحات لازم» are spoken of, which name no matter."""
    return _VIEW.search(text) is not None


def tail_start(text: str) -> int:
    """Where the tail of a line begins that belongs to its verb: «را», «توسط X», «به طور مفصل»."""
    agent = _TAIL_AGENT.search(text, text.rfind("،") + 1)
    # «طرح ارائه شده از سوی شهرداری»: it was made by them.
    made = agent and text.endswith(listed("passive_participles"), 0, agent.start())
    end = agent.start() if agent and not made else len(text)
    while tail := _TAIL.search(text, max(0, end - _MAX_TAIL), end):
        if tail["where"] and _TAKES_PLACE.search(text[: tail.start()]):
            break
        end = tail.start()
    return end


def is_matter(text: str, fewest: int = _MIN_WORDS) -> bool:
    """True if a stretch of `fewest` words can be an agenda line; «این موضوعات» names nothing."""
    return (
        len(text) >= _MIN_LENGTH
        and len(text.split()) >= fewest
        and not text.startswith("که ")
        and not text.endswith(" که")
        and text not in listed("no_items")
        and not _EARLIER_DECISIONS.match(text)
        and not _NO_MATTER.match(text)
        and not _POINTING.fullmatch(text)
        and not _FOR_THAT.search(text)
        and (" که " in text or text[text.rfind(" ") + 1 :] not in finite_forms())
    )


def is_object(text: str, start: int, stop: int) -> bool:
    """True if ``[start, stop)`` ends in «را»: «شورا» does not."""
    return text.endswith(_OBJECT_ENDS, start, stop)


def shares_verb(view: View, verb: Mark, end: int) -> bool:
    """True for «X را ارائه و …», «X بررسی و Y تصویب شد»; «قرائت و ترتیل» are nouns."""
    if is_object(view.text, 0, verb.start):
        return _SHARED_WISH.match(view.text, verb.end, end) is None
    decided = view.first(verb.end, end, "decide")
    if decided is not None and decided.start - verb.end < _NEXT_VERB_REACH:
        return True
    if verb.value == "reading" or " را " in view.text[verb.start - _OBJECT_BEFORE : verb.start]:
        return False
    return _SHARED_PASSIVE.match(view.text, verb.end, end) is not None


def is_now(view: View, start: int, verb: Mark, to_come: bool) -> bool:
    """False for what is to be done after a meeting that was held, and for wishes.

    Args:
        start: of the sentence.
        to_come: whether the meeting is still to be held, so that all is told in the future.
    """
    text = view.text
    if not _LATER.search(text, verb.start, verb.end):
        return True
    if any(
        text.startswith(" تا ", met.end)
        for met in view.within(start, verb.start, "meet", "hold", "attend")
    ):
        return True
    meets = to_come or bool(view.within(start, verb.start, "event", "body"))
    planned = meets and _PLANNED.search(text, start, verb.start) is not None
    if _WISH.search(text[verb.start : verb.end]):
        return planned
    return planned or to_come or _HERE.search(text, start, verb.start) is not None


def tells_of_meeting(text: str, start: int, stop: int, talks: bool) -> bool:
    """True for «در این جلسه A …», «امروز در جلسه A …»: who speaks tells what the meeting did.

    Args:
        text: folded.
        start: of the clause.
        stop: where its verb stands.
        talks: whether two sides met, who speak of «این گفت‌وگوها».
    """
    met = _MET.search(text, start, stop)
    return met is not None and (talks or met["talks"] is None)


def lines_below(view: View, below: list[Stretch]) -> list[Stretch]:
    """The items with which the sentences `below` begin; short lines too, if two or more."""
    items = [ITEM.match(view.text, a, b) for a, b in below]
    if items and items[0]:
        numbered = itertools.takewhile(lambda pair: pair[0], zip(items, below, strict=True))
        return [(item.end(), b) for item, (_, b) in numbered if item]
    bare = list(itertools.takewhile(lambda line: _is_bare(view, *line), below))
    return bare if len(bare) >= _FEWEST_BARE else []


def _is_bare(view: View, start: int, end: int) -> bool:
    line = view.text[start:end].rstrip()
    verbs = view.within(start, end, "say", "said", "hold", "decide", "attend", "discuss")
    short = len(line) <= _MAX_BARE and not line.endswith(":")
    return short and not verbs and _CLOSED.search(line) is None

"""Doubts about a meeting that a sentence names: is it told, or only spoken of?

A festival that many films name, a match, a habit, a meeting that is planned by a decision, quoted,
recalled, heard of, or named as the house where somebody holds a seat: none of them is reported.
"""

from __future__ import annotations

import re
from itertools import pairwise

from neshast.grammar import begins, either, listed
from neshast.view import Mark, View

# «جلسه قبلی», «جلسه سال گذشته»; «جلسه شورا هفته گذشته برگزار شد» tells of that one.
_PAST = re.compile(
    rf"(?:\s?{either('plural_or_one')})?"
    rf"(?:(?: (?!{either('recent')})\w+){{0,2}}?| {either('span_of_time')}(?:های)?)"
    rf" ?{either('gone_by')}(?!\w| از)"
)
_HABIT = re.compile(rf"(?:می ?|ن?می ){either('present_verbs')}$|(?<!\w){either('present_verbs')}$")
_THAT = re.compile(r"\s*(?:است |اند )?که(?!\w)")
_SAYS = re.compile(rf"(?<!\w){either('says')} $")
_HAD_BEEN = re.compile(rf"ه {either('was')}\s?،")
# «چند سال پیش جلسه‌ای برگزار شد»: no news.
_YEARS_AGO = re.compile(rf"(?:^|[.:؛؟!\n])\s*{either('years_ago')}(?!\w)[^.:؛؟!\n]*$")
_YEARS_REACH = 90
_DECISION_OF = re.compile(rf"(?<!\w){either('decision_nouns')}\s$")
_DECISION_REACH = 20
# So soon in its sentence begins the formula of background.
_SOON = 3
# So near before «که» must the noun stand that the clause tells of.
_HEAD_REACH = 18
_OPENS_SPEECH = re.compile(r"\s*(?:است |اند )?(?:[:؛]|که(?!\w))")
_OFTEN = re.compile(rf"(?<!\w){either('often')}(?!\w)")
_WHO = re.compile(r"(?<!\w)که(?!\w)")
_WITH_MEDIA = re.compile(rf"\w*(?: \w+)?\s+(?:با|به)\s+{either('media')}(?!\w)")
_INTERVIEW = re.compile(rf"{either('interview')}\s+(?:\w+ ){{0,2}}{either('media')}(?!\w)")
# «در حاشیه این جلسه», «در حاشیه برگزاری دومین همایش».
_MARGIN_OF = re.compile(
    rf"\s*(?:{either('holding_noun', 'pointing')}\s+)?(?:(?:\w+ و )?\w*ین\s+)?"
    r"(?:\w+\s+)?(?:\w+ (?:\w+ )?و )?"
)
# So far after an office may the body stand to which it belongs, if nothing breaks the phrase.
_OFFICE_REACH = 50
_BREAK = re.compile(r"[،؛:.\n]|(?<!\w)(?:و|با)\s")
_MEMBER = re.compile(rf"(?<!\w){either('member', 'paper')}\s$")
_MEMBER_REACH = 16
_SEAT_REACH = 120
_SAT_IN = re.compile(rf" در (?:{either('begin_or_end')} )?$")
# Grades of offices that have a seat in a body which they do not lead.
SEATED = ("member", "diplomat", "spokesperson", "secretary", "officer")
_SEAT_BREAK = re.compile(r"[؛:.\n]|(?<!\w)با\s")
# «با بیان این مطلب در جلسه …», «بعد از ظهر امروز در نشست …»: what follows is no part of it.
_SAID_THIS = re.compile(rf"\s*{either('said_this')}(?!\w)(?! که)")
# «شده بود»: the meeting was before the time that the sentence tells of.
_PLUPERFECT = re.compile(rf"\w*\s?{either('was')}(?!\w)")
_BE_REACH = 7
_THAT_ONE = re.compile(rf"(?<!\w){either('that_one')}\s$")
_MANY = re.compile(rf"(?<!\w)(?:\d+|{either('count_words')}|{either('several_of')}) $")
# «جلسات متعددی».
_PLURAL_MANY = re.compile(rf" {either('many_ones')}(?!\w)")
# «به مناسبت نودمین سالگرد».
_OCCASION_OF = re.compile(rf"(?<!\w){either('occasion_of')} (?:[\w ]+ین )?$")
_OCCASION_REACH = 44
_WAS_TO_BE = re.compile(rf"(?<!\w){either('was_to_be')}(?!\w)")
# «در آستانه آغاز دور سوم | گفتگوهای صلح».
_ON_THE_EVE = re.compile(rf"(?<!\w){either('on_the_eve')} (?:\w+ ){{0,5}}$")
_EVE_REACH = 50
# «سامانه ثبت ملاقات».
_BY_SYSTEM = re.compile(rf"(?<!\w){either('systems')} $")
_SYSTEM_REACH = 14
_MANY_REACH = 16
# What follows a participle that is an adjective: «جلسه برگزار شده در …».
_GOES_ON = re.compile(rf"\s{either('after_participle')}\s")
_BESIDE = re.compile(rf"\s?(?:{either('plural_or_one')}\s)?")
# «هیچ نشستی», «چنین یک دیدار».
SUCH = re.compile(rf"(?<!\w){either('such')}\s+(?:\w+ )?$")
_IF, _IF_REACH = re.compile(rf"(?<!\w){either('if_words')} [^.؛:!؟\n]{{2,150}}$"), 160
_NONE = re.compile(rf"(?<!\w){either('none_such')}\s+(?:{either('one')}\s+)?$")
_NONE_REACH = 24
_ERRAND = re.compile(rf"(?<!\w){either('errand')}\s+(?:\w+ ){{0,4}}$")
_ERRAND_REACH = 60
_OFFICER_OF = re.compile(rf"(?:\s(?:\w+ین|\w+ و|{either('round', 'this')}))*\s")
# «در سال ۱۳۷۳».
_IN_YEAR = re.compile(rf"(?<!\w){either('in_place')} {either('year_words')} \d{{4}}(?: \w+)?")
# So many words of sports make a page news of them.
_SPORTS_NEWS = 4
_INVITES = re.compile(rf"(?<!\w){either('calls_to_meeting')}(?!\w)")


def is_festival(event: Mark) -> bool:
    return begins(event.cue.phrase, "festival")


def other_sense(view: View, event: Mark, marks: list[Mark]) -> bool:
    """True for «نشست زمین», «دیدار» in news of sports, and talks with a reporter."""
    sat = event.cue.phrase.startswith(listed("sessions"))
    two = event.value in ("bilateral", "call")
    if begins(event.cue.phrase, "occasions") and _OCCASION_OF.search(
        view.text, max(0, event.start - _OCCASION_REACH), event.start
    ):
        return True
    if _ON_THE_EVE.search(view.text, max(0, event.start - _EVE_REACH), event.start) and any(
        m.kind == "event" and m.start > event.end for m in marks
    ):
        return True
    if two and _BY_SYSTEM.search(view.text, max(0, event.start - _SYSTEM_REACH), event.start):
        return True
    if not sat and two and (_is_match(view, marks) or _WITH_MEDIA.match(view.text, event.end)):
        return True
    return any(m.kind == "no_meeting" and m.start <= event.start < m.end for m in marks)


def _is_match(view: View, marks: list[Mark]) -> bool:
    """True where «دیدار» is a match: news of sports, and nobody of any office is told of."""
    if any(m.kind == "sport" for m in marks):
        return True
    words = {m.cue.phrase for m in view.of("sport", "sport_news")}
    return len(words) >= _SPORTS_NEWS and not any(m.kind == "office" for m in marks)


def aside_clause(view: View, start: int, end: int) -> tuple[int, int] | None:
    """«پس از جلسه استان که به ریاست X برگزار شده بود»: another meeting, only told for its time."""
    for mark in view.within(start, end, "margin"):
        event = view.first(mark.end, min(end, mark.end + 14), "event")
        if event is None or event.start > mark.end + 2:
            continue
        hold = view.first(event.end, end, "hold")
        past = _HAD_BEEN.search(view.text, event.end, end)
        if past and (hold is None or past.start() < hold.start):
            # «… که به ریاست X سپری شده بود، به ریاست Y … برگزار شد».
            begin, after = past.start(), past.end()
        elif hold is not None:
            begin, after = hold.start, hold.end
        else:
            continue
        if _WHO.search(view.text, event.end, begin) and after < end - 8:
            return mark.start, after
    return None


def said_elsewhere(view: View, start: int, end: int) -> bool:
    """True for «گفتنی است X در حاشیه نشست دیگری خبر داده بود …»: background of another day."""
    background = view.first(start, end, "background")
    if background is None or background.start - start > _SOON:
        return False
    return any(
        mark.cue.phrase in listed("in_margin")
        and (event := view.first(mark.end, end, "event")) is not None
        and _MARGIN_OF.fullmatch(view.text, mark.end, event.start) is not None
        for mark in view.within(background.end, end, "margin")
    )


def is_aside(view: View, event: Mark, act: Mark) -> bool:
    """True for «کمیسیون … که در این گزارش … تشریح شده است»: the act is another's."""
    return _WHO.search(view.text, event.end, act.start) is not None


# «اعلان برگزاری نشست», «محل: تالار شهر»
_NOTICE = re.compile(
    rf"^\W*(?:{either('notices')}(?!\w)|{either('form_day', 'venue_labels')}\s*:)", re.MULTILINE
)


def is_habit(view: View, verb: Mark, marks: list[Mark], dated: bool) -> bool:
    """True for «جلسات هر هفته برگزار می‌شود»: a present tense that announces nothing."""
    if not _HABIT.search(view.text, verb.start, verb.end):
        return False
    if _OFTEN.search(view.text, marks[0].start, verb.start):
        return True
    announced = any(m.kind == "announce" for m in marks) or _NOTICE.search(view.text)
    return not (dated or announced)


def recalled_verb(view: View, start: int, verbs: list[Mark], marks: list[Mark]) -> Mark | None:
    """The verb of «X که روز گذشته در جلسه … اشتراک کرده بود، امروز با … دیدار نمود»."""
    for verb, later in pairwise(verbs):
        past = view.text[verb.start : verb.end].endswith(listed("was"))
        who = _WHO.search(view.text, start, verb.start)
        if who is None:
            continue
        if later.kind == "hold" and _is_overtaken(view, who.end(), verb, past):
            return verb
        if not past:
            continue
        if view.within(max(start, who.start() - _HEAD_REACH), who.start(), "event"):
            # «در ورکشاپ یک‌روزه‌ای که … دایر شده بود، … اشتراک داشتند»: of the meeting itself.
            continue
        if not any(m.kind == "say" and verb.end <= m.start < later.start for m in marks):
            return verb
    return None


def _is_overtaken(view: View, start: int, verb: Mark, past: bool) -> bool:
    """True for «که قرار بود ساعت ۹ تشکیل شود،», «که لغو شده بود،», ahead of the main verb."""
    if view.text[verb.end : verb.end + 2].strip()[:1] != "،":
        return False
    off = past and verb.value in ("cancelled", "postponed")
    return off or _WAS_TO_BE.search(view.text, start, verb.start) is not None


def is_recalled(view: View, event: Mark, verb: Mark) -> bool:
    """True for «پلی که در جلسه … تصویب شده بود، امروز افتتاح شد», and «فیصله جلسه ای که …»,
    and for «چند سال پیش جلسه‌ای …».

    So it is for «در همان جلسه که … برگزار شده بود», which no sentence before has told.
    """
    if _THAT_ONE.search(view.text, max(0, event.start - _BE_REACH), event.start):
        off = verb.value in ("cancelled", "postponed")
        return off or view.text[verb.start : verb.end].endswith(listed("was"))
    if _DECISION_OF.search(view.text, max(0, event.start - _DECISION_REACH), event.start):
        return view.text[verb.start : verb.end].endswith(listed("was"))
    if _YEARS_AGO.search(view.text[max(0, event.start - _YEARS_REACH) : event.start]):
        return True
    if event.end > verb.start:
        return False
    who = _WHO.search(view.text, max(0, event.start - 30), event.start)
    if who is None or _SAYS.search(view.text, max(0, who.start() - 30), who.start()):
        # «به اطلاع رسانیده می شود که نشست … که پیش بینی شده بود، … دایر می گردد».
        return False
    return _HAD_BEEN.search(view.text, event.end, verb.start) is not None


def speech_before(view: View, verb: Mark, marks: list[Mark]) -> int:
    """Where the speech begins in which a verb stands, or 0: «گفت: مسابقات … آغاز می شود»."""
    opened = [
        m.end
        for m in marks
        if m.kind == "say" and m.end <= verb.start and _OPENS_SPEECH.match(view.text, m.end)
    ]
    return max(opened, default=0)


def is_decided_on(verb: Mark, event: Mark, marks: list[Mark]) -> bool:
    """True for a meeting that is only decided on: «فیصله شد تا … جلسه … دایر شود»."""
    before = verb.start if verb.value == "announced" else event.start
    return any(m.kind == "decide" and m.end <= before for m in marks)


def is_participle(view: View, event: Mark, verb: Mark) -> bool:
    """True for «با توجه به جلسه برگزار شده با رئیس صندوق»: an adjective, no verb."""
    if verb.kind != "hold" or event.end > verb.start:
        return False
    beside = _BESIDE.fullmatch(view.text, event.end, verb.start)
    if not (beside or verb.value == "done"):
        return False
    if not view.text[verb.start : verb.end].endswith(listed("participle_ends")):
        return False
    return _GOES_ON.match(view.text, verb.end) is not None


def is_quoted(view: View, event: Mark, marks: list[Mark]) -> bool:
    """True if the event stands in what somebody says: «گفت: در جلسه …»."""
    return any(
        m.kind == "say"
        and m.end < event.start
        and view.text[m.end : m.end + 2].strip()[:1] in (":", "؛")
        for m in marks
        if m.kind == "say"
    )


def in_passing(view: View, event: Mark, passing: list[Mark]) -> bool:
    """True if the event is only a background: «در حاشیه جلسه», «جلسه قبل»."""
    if _PAST.match(view.text, event.end):
        return True
    return any(
        (p.start <= event.start < p.end and p.kind in ("earlier", "next"))
        or (
            p.kind == "margin"
            and p.cue.phrase in listed("in_margin")
            and p.end <= event.start
            and _MARGIN_OF.fullmatch(view.text, p.end, event.start)
        )
        for p in passing
    )


def of_office(view: View, body: Mark, marks: list[Mark]) -> bool:
    """True for «نماینده مردم ارومیه در مجلس», «سخنگوی کمیسیون»: the body is part of an office."""
    if body.cue.phrase.startswith(listed("sessions")):
        # «نمایندگان مجلس در جلسه علنی»: a sitting has no members.
        return False
    # «عضو کمیسیون», «آیین نامه کمیته»: hardly a word that the body says or does itself.
    if _MEMBER.search(view.text, max(0, body.start - _MEMBER_REACH), body.start):
        return True
    # «نماینده مردم الف، ب و ج در مجلس»: a seat in a parliament may be that of several places.
    house = body.value == "parliament" or body.cue.phrase in listed("house")
    reach, ends = (_SEAT_REACH, _SEAT_BREAK) if house else (_OFFICE_REACH, _BREAK)
    before = [m for m in marks if m.kind == "office" and 0 < body.start - m.end < reach]
    if not house and _SAT_IN.search(view.text, max(0, body.start - _MEMBER_REACH), body.start):
        # «فرماندار X در کارگروه Y گفت»: only who sits for others has his seat there.
        before = [m for m in before if m.value.startswith(SEATED)]
    return any(not ends.search(view.text, m.end, body.start) for m in before)


def told_of(view: View, event: Mark, after: list[Mark], marks: list[Mark], start: int) -> bool:
    """True if the event is only spoken of: «با بیان اینکه در شورای …», «که در جلسه … شده بود»."""
    text = view.text
    for saying in (m for m in marks if m.kind == "saying" and m.end <= event.start):
        if "،" not in text[saying.end : event.start] and not _SAID_THIS.match(text, saying.end):
            return True
    if not after or not _WHO.search(text, start, event.start):
        return False
    return _PLUPERFECT.match(text, max(after[0].start, after[0].end - _BE_REACH)) is not None


def is_hearsay(view: View, event: Mark, after: list[Mark], marks: list[Mark]) -> bool:
    """True for «افزود که در جلسه … تصمیم گرفته شد», and for talks with a reporter."""
    if any(
        m.kind == "say" and _THAT.match(view.text, m.end) for m in marks if m.end <= event.start
    ):
        return True
    return bool(after) and _INTERVIEW.search(view.text, event.end, after[0].start) is not None


def is_none(view: View, event: Mark) -> bool:
    """True for «هیچ نشستی», «چنین جلسه ای» before a verb that denies it."""
    return _NONE.search(view.text, max(0, event.start - _NONE_REACH), event.start) is not None


def is_errand(view: View, event: Mark) -> bool:
    """True for «X که برای شرکت در کنفرانس … در وین بود»: what somebody came for."""
    return _ERRAND.search(view.text, max(0, event.start - _ERRAND_REACH), event.start) is not None


def of_officer(view: View, event: Mark, offices: list[Mark]) -> bool:
    """True for «دبیر هفتمین دوره این جشنواره»: the meeting is part of an office."""
    return any(
        0 < event.start - office.end < _OFFICE_REACH
        and _OFFICER_OF.fullmatch(view.text, office.end, event.start) is not None
        for office in offices
    )


def is_invitation(view: View, start: int, end: int) -> bool:
    """True for a text that calls people to a meeting: «دعوت به نشست», «ثبت نام», «فراخوان»."""
    return _INVITES.search(view.text, start, end) is not None


def is_counted(view: View, event: Mark, verb: Mark, dates: list[tuple[int, int]]) -> bool:
    """True for «در شش ماه گذشته ۲۸ جلسه … برگزار کرده است»: how many, and no one of them."""
    for told in (event, *view.within(event.end, verb.start, "event")):
        if _PLURAL_MANY.match(view.text, told.end) and told.end <= verb.start:
            return not dates
        many = _MANY.search(view.text, max(0, told.start - _MANY_REACH), told.start)
        dated = any(a < told.start <= b + len(" ") for a, b in dates)
        if many is not None and not dated:
            return view.text[verb.start : verb.end].endswith(listed("perfect_ends"))
    return False


def is_history(view: View, event: Mark, verb: Mark, dates: list[tuple[int, int]]) -> bool:
    """True for «نخستین مجمع آن در سال ۱۳۷۳ برگزار شد»: told with no more than a year."""
    year = _IN_YEAR.search(view.text, event.end, verb.start)
    if verb.value not in ("held", "began", "done") or year is None:
        return False
    return all(year.start() <= a and b <= year.end() for a, b in dates)


def is_long_ago(view: View, start: int, event: Mark, dates: list[tuple[int, int]]) -> bool:
    """True for «که در سال ۱۹۶۹ در اجلاس … معرفی شد»: a year, and no day, ahead of the meeting."""
    year = _IN_YEAR.search(view.text, start, event.start)
    if year is None or view.first(start, year.start(), "say", "saying"):
        return False
    return all(year.start() <= a and b <= year.end() for a, b in dates)


def is_talked_of(view: View, event: Mark, verb: Mark, marks: list[Mark]) -> bool:
    """True for «شورا در نشست خود درباره کنفرانس X که … برگزار می شود، بحث کرد»: another one.

    So is a sitting only supposed: «در صورتی که حکم ابلاغ شود، نشستی خبری برگزار خواهد کرد».
    """
    if verb.kind != "hold" or verb.value != "announced":
        return False
    if _IF.search(view.text, max(0, event.start - _IF_REACH), event.start):
        return True
    between = [
        m for m in marks if m.kind == "event" and event.end < m.start and m.end <= verb.start
    ]
    said = any(m.kind in ("discuss", "decide", "say") and m.start > verb.end for m in marks)
    told = [m for m in between if begins(m.cue.phrase, "sessions")] if event.kind == "body" else []
    others = [m for m in between if m not in told[:1]]
    who = _WHO.search(view.text, others[0].end, verb.start) if others else None
    return said and who is not None and not _WHO.search(view.text, event.end, others[0].start)

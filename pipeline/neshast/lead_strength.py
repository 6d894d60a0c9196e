"""How plainly a verb tells that a meeting was held, is planned, or was called off."""

from __future__ import annotations

import re

from neshast.grammar import begins, either, listed
from neshast.lead_events import is_holding, points_back
from neshast.passages import past_preamble
from neshast.view import Mark, View

# «در پنجمین», «در بیست و سومین دور», «در ۱۲مین».
IN_MEETING = re.compile(
    rf"(?<!\w)(?:{either('at_meeting')}\s+(?:(?:\w+ و ){{0,2}}(?:\w*[^\W\d_]|\d+ ?ا?م)ین\s+"
    rf"(?:{either('round')} )?)?[\"«]?|{either('at_meeting')})$"
)
_OFTEN = re.compile(rf"(?<!\w){either('many_times')}(?!\w)")
_OFTEN_REACH = 40
_DURING = re.compile(rf"(?<!\w){either('during')}\s+(?:\w*ین\s+)?$")
# So far before an event may «در» stand.
IN_REACH = 44
HELD_STATUS = {
    "held": 6,
    "began": 5,
    "ended": 4,
    "ongoing": 6,
    "announced": 6,
    "cancelled": 6,
    "postponed": 6,
    "done": 4,
}
# What a verb says of a body that meets: «شورا تشکیل شد».
_MAY_SIT = ("held", "announced", "ongoing")
_TOOK_PLACE = ("held", "done", "announced", "ongoing")
# Words that tie a sentence to the one before, ahead of a body that sits.
_CONNECTIVE = re.compile(rf"^\s*{either('connective')}(?!\w)")
# «به دلیل سرمای هوا،»: why, before what was called off.
_REASON = re.compile(rf"^\s*{either('put_off_for', 'according')} [^،]{{2,90}}،")
# «بررسی قانون به جلسه بعدی موکول شد»: a matter is put off, no meeting.
DEFERRED_TO = re.compile(rf"(?<!\w)به {either('sittings')}(?!\w)")
_NOT_ENDED = re.compile(rf"(?<!\w){either('not_ended')}(?!\w)")
_OF = re.compile(r"(?<!\w)از\s")
# «رسمیت نیافت», «به حد نصاب نرسید»: whoever reads it knows that a body was to sit.
_QUORUM = re.compile(either("quorum"))
# «کمیته ای»; «دو سال قبل».
_SOME = re.compile(rf"\s?{either('one_ends')}\s")
_SINCE = re.compile(rf"(?<!\w){either('span_of_time')} {either('before_now')}(?!\w)")
_WHO = re.compile(r"(?<!\w)که(?!\w)")
_OPENS_SPEECH = re.compile(r"\s*(?:[:؛]|که(?!\w))")
# So many words may stand before a body that sits, and of a day before one that people attended.
_DAY = re.compile(rf"(?<!\w){either('lately')}(?!\w)")
_DAY_AHEAD = len("پس فردا ")
_FEW_WORDS, _DAY_WORDS = 2, 5
_SEVERAL = listed("plural_suffix")
_ITS_OWN = re.compile(rf"(?: \w+){{0,2}} {either('own_meeting')} ?{either('object')}(?!\w)")
_WENT = re.compile(rf"[^.:؛،]{{2,90}} {either('went')}(?!\w)")
_FUTURE = re.compile(rf"(?<!\w){either('will')}(?!\w)")
CONFIRMED = re.compile(rf"(?<!\w){either('confirmed')} که(?!\w)")
_THAT = re.compile(r"(?: \w+){0,8} که(?!\w)")
_ATTENDED = re.compile(rf"(?<!\w){either('attended')}(?![^\W\d])")


def strength_of(view: View, event: Mark, verb: Mark, start: int) -> int:
    """From 0 (of no meeting) to 6 (an event with its own verb), in a sentence from `start` on."""
    if is_of_matter(view, event, verb):
        return 4
    if verb.kind == "hold":
        if begins(event.cue.phrase, "unveiling") and verb.value not in _TOOK_PLACE:
            # «سایت رونمایی و آغاز به کار کرد»: what was unveiled.
            return 0
        strength = HELD_STATUS.get(verb.value, 4)
        if verb.value == "postponed" and verb.cue.phrase.split()[-1] in listed("and_then"):
            # «به تعویق افتاده و به تاریخ ۲۳ ثور … دایر می گردد»: the next verb tells the day.
            strength -= 1
        if verb.value == "postponed" and DEFERRED_TO.search(view.text, event.start, verb.start):
            return 0
        if verb.value == "postponed" and view.text[max(0, event.start - 3) : event.start] == "به ":
            return 0
        if verb.value == "ended" and _NOT_ENDED.search(view.text, start, event.start):
            return 0
        if verb.cue.phrase.startswith(listed("moved")):
            return 0
        if verb.value == "done" and 0 <= verb.start - event.end <= 8:
            strength = 6
        if verb.value == "done" and _met(view, event):
            strength = max(strength, 5)
        if event.kind == "body" and not _sits(view, event, verb, start):
            strength -= 4
        if event.start - start > 220:
            strength -= 2
        return strength
    if verb.kind == "meet" and verb.value == "announced" and not _is_to_come(view, verb, start):
        # «شورا هر هفته جلسه دارد».
        return 0
    if verb.kind == "meet":
        if verb.cue.phrase in listed("to_see") and not _WENT.match(view.text, verb.end):
            # «به دیدار نهایی راه یافت», «با اشاره به دیدار …».
            return 0
        if _OFTEN.search(view.text, max(start, verb.start - _OFTEN_REACH), verb.start):
            # «چندین بار با دو طرف گفتگو کرده»: no one meeting.
            return 0
        return 5 if event.kind in ("event", "meet") else 3
    if verb.kind == "attend" and view.text[event.start : event.end].endswith(_SEVERAL):
        # «در کنفرانس های متعدد اشتراک کرده»: a life, and no one of them.
        return 2
    if verb.kind == "attend":
        if IN_MEETING.search(view.text, max(0, event.start - IN_REACH), event.start):
            return 5
        # «مسئولان کمیته … حاضر بودند»: whose people came, and no meeting.
        return 4 if event.kind == "event" else 2
    if "؛" in view.text[event.end : verb.start]:
        return 0
    # A denial is about what was held, not about the body of whoever denies.
    return 6 if is_holding(view, event, start) else 4 if event.kind == "event" else 0


def _met(view: View, event: Mark) -> bool:
    """True for «دیدار X با Y در ارگ انجام شد», unlike «در دیدار … توافق هایی انجام شد»."""
    inside = IN_MEETING.search(view.text, max(0, event.start - IN_REACH), event.start)
    return event.value in ("bilateral", "call") and inside is None


def _is_to_come(view: View, verb: Mark, start: int) -> bool:
    """True for «فردا دیدار می کند», «قرار است جلسه داشته باشد», «دیدار خواهد کرد»."""
    told = view.text[verb.start : verb.end]
    # «فردا شورا جلسه دارد»: the day stands before where the sentence was taken to begin.
    begin = max(0, start - _DAY_AHEAD)
    return _FUTURE.search(told) is not None or view.first(begin, verb.start, "announce") is not None


def is_of_matter(view: View, event: Mark, verb: Mark) -> bool:
    """True for «در جلسه شورا … به آینده موکول شد»: a matter is put off, at a meeting."""
    within = view.first(event.end, verb.start, "event") if event.kind == "body" else None
    if within is not None:
        # «ولسی جرگه در جلسه دیروز طرح X را رد کرد», «شورا در نشست خود زمان X را موکول کرد».
        event = within
    sits = event.kind == "event" or event.cue.phrase.startswith(listed("sessions"))
    if verb.value not in ("cancelled", "postponed", "denied") or not sits:
        return False
    if verb.value == "postponed" and view.text.endswith(" به ", 0, event.start):
        # «خرید رایانه به جلسه آذرماه محول شد».
        return True
    return _DURING.search(view.text, max(0, event.start - IN_REACH), event.start) is not None


def is_said_at(view: View, event: Mark, verb: Mark) -> bool:
    """True for «در نشستی با ابراز خرسندی از اینکه همایش … برگزار می شود، گفت»: of another one."""
    inside = IN_MEETING.search(view.text, max(0, event.start - IN_REACH), event.start)
    if verb.kind != "hold" or not inside or points_back(view, event, inside.start()):
        return False
    said = next(
        (
            mark
            for mark in view.within(event.end, verb.start, "saying", "say")
            if mark.kind == "saying" or _OPENS_SPEECH.match(view.text, mark.end)
        ),
        None,
    )
    confirmed = CONFIRMED.search(view.text, event.end, verb.start)
    begin = min(m for m in (said and said.start, confirmed and confirmed.start(), verb.start) if m)
    return begin < verb.start and not _WHO.search(view.text, event.end, begin)


def _sits(view: View, event: Mark, verb: Mark, start: int) -> bool:
    """True if a body named without «جلسه» is what meets: «شورا تشکیل جلسه داد»."""
    if "جلسه" in verb.cue.phrase or "جلسه" in event.cue.phrase:
        return True
    if _ITS_OWN.match(view.text, event.end) and verb.value in ("held", "announced"):
        # «مجمع سالانه خود را برگزار کردند».
        return True
    if verb.value in ("cancelled", "postponed"):
        # An assembly is a meeting by its name; that a council was not formed tells of none.
        gathers = event.value == "assembly" or _QUORUM.search(view.text, event.end, verb.end)
        if verb.value == "cancelled" and not gathers:
            return False
        if view.first(event.end, verb.start, "say"):
            return False
    elif not (_is_trial(event, verb) or verb.value in _MAY_SIT) or _is_founded(view, event, verb):
        return False
    consists = _OF.search(view.text, event.end, verb.start)
    attended = _ATTENDED.search(view.text, event.end, verb.start)
    if consists and not attended and verb.cue.phrase.startswith("تشکیل"):
        # «مجلس از ۶۵ نماینده تشکیل شده»: of whom it consists; not «با حضور جمعی از … تشکیل شد».
        return False
    if attended and _THAT.match(view.text, event.end, verb.start):
        # «مصوبات کارگروه … که هفته گذشته به ریاست وی تشکیل شد».
        return True
    before = view.text[past_preamble(view.text, start, event.start) : event.start]
    if "انتخابات" in before:
        # «انتخابات انجمن اولیا … با حضور والدین در نمازخانه برگزار شد»: its members sat.
        room = view.first(event.end, verb.start, "place_noun")
        return room is not None and attended is not None
    words = _REASON.sub("", _CONNECTIVE.sub("", before)).split()
    # «این پرونده در دادگاه …»: a preposition takes the body.
    taken = bool(words) and words[-1] in listed("in_place", "plain_prepositions")
    fronted = attended and not taken and _DAY.search(before)
    return len(words) <= (_DAY_WORDS if fronted else _FEW_WORDS)


def _is_trial(event: Mark, verb: Mark) -> bool:
    """True for «دادگاه رسیدگی به … آغاز شد»: a court that begins or ends is a hearing."""
    return event.value == "court" and verb.value in ("began", "ended")


def _is_founded(view: View, body: Mark, verb: Mark) -> bool:
    """True for «کمیته … راه اندازی شد», «کمیسیون … دو سال قبل تشکیل شده است», «کارگروهی … تشکیل
    شد»: a body began to be.
    """
    if begins(verb.cue.phrase, "sets_up"):
        return True
    some = body.cue.phrase in listed("some_body") or _SOME.match(view.text, body.end)
    since = _SINCE.search(view.text, body.end, verb.start)
    return begins(verb.cue.phrase, "forms") and bool(some or since)

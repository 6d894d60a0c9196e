"""Leads: the sentences that say that a meeting was held, is planned, or was cancelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from neshast.grammar import begins, either, listed
from neshast.passages import past_formula
from neshast.view import Mark, View, non_overlapping

_ANAPHOR = re.compile(rf"(?<!\w)(?:در ?)?{either('pointing', 'this')}\s*$")
# «در پنجمین», «در بیست و سومین دور», «در ۱۲مین».
_IN = re.compile(
    rf"(?<!\w)(?:{either('at_meeting')}\s+(?:(?:\w+ و ){{0,2}}(?:\w*[^\W\d_]|\d+ ?ا?م)ین\s+"
    rf"(?:{either('round')} )?)?|{either('at_meeting')})$"
)
# So far before an event may «در» stand.
_IN_REACH = 44
_PAST = re.compile(
    rf"(?:\s?{either('plural_or_one')})?(?: \w+){{0,2}}? (?:{either('span_of_time')})?(?:های)?"
    rf" ?{either('gone_by')}(?!\w| از)"
)
_HABIT = re.compile(rf"(?:می ?|ن?می ){either('present_verbs')}$|(?<!\w){either('present_verbs')}$")
# Verbs that name what sat by themselves: «با سفیر دیدار نمود».
_MEETS = listed("meets")
_THAT = re.compile(r"\s*(?:است |اند )?که(?!\w)")
_OFTEN = re.compile(rf"(?<!\w){either('often')}(?!\w)")
_WHO = re.compile(r"(?<!\w)که(?!\w)")
_SLOTS = ("chair", "participant", "venue", "date_cue", "purpose", "host", "organizer")
_HELD_STATUS = {
    "held": 6,
    "began": 5,
    "ended": 4,
    "ongoing": 6,
    "announced": 6,
    "cancelled": 6,
    "postponed": 6,
    "done": 4,
}
_FESTIVAL_SLOTS = 2
_WITH_MEDIA = re.compile(rf"\w*(?: \w+)?\s+با\s+{either('media')}(?!\w)")
_WITH = re.compile(r"(?<!\w)با\s[^.:؛]{3,160}(?<!در)(?<!این)(?<!به)(?<!از)\s$")
# Words that tie a sentence to the one before, ahead of a body that sits.
_CONNECTIVE = re.compile(rf"^\s*{either('connective')}(?!\w)")
# «بررسی قانون به جلسه بعدی موکول شد»: a matter is put off, no meeting.
_DEFERRED_TO = re.compile(rf"(?<!\w)به {either('sittings')}(?!\w)")
_NOT_ENDED = re.compile(rf"(?<!\w){either('not_ended')}(?!\w)")
_INTERVIEW = re.compile(rf"{either('interview')}\s+(?:\w+ ){{0,2}}{either('media')}(?!\w)")
_HOLDING = re.compile(rf"(?<!\w){either('holding_noun')}\s+$")
_HOLDING_REACH = 16
# «در حاشیه این جلسه», «در حاشیه برگزاری دومین همایش».
_MARGIN_OF = re.compile(
    rf"\s*(?:{either('holding_noun', 'pointing')}\s+)?(?:(?:\w+ و )?\w*ین\s+)?(?:\w+\s+)?(?:\w+ (?:\w+ )?و )?"
)
# So far after an office may the body stand to which it belongs, if nothing breaks the phrase.
_OFFICE_REACH = 50
_BREAK = re.compile(r"[،؛:.\n]|(?<!\w)(?:و|با)\s")
_SEAT_REACH = 120
_SEAT_BREAK = re.compile(r"[؛:.\n]|(?<!\w)با\s")
_OF = re.compile(r"(?<!\w)از\s")
# «شده بود»: the meeting was before the time that the sentence tells of.
_PLUPERFECT = re.compile(rf"\w*\s?{either('was')}(?!\w)")
_BE_REACH = 7
# What follows a participle that is an adjective: «جلسه برگزار شده در …».
_GOES_ON = re.compile(r"\s(?:با|در|از|به|توسط|میان|بین|مورخ|روز)\s")


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead at ``[start, end)`` of the folded text.

    `strength` runs from 1 (an event noun only) to 6 (an event with its own holding verb); `slots`
    counts the facts it gives (chair, date, place …).
    """

    start: int
    end: int
    strength: int
    slots: int
    anaphoric: bool
    event: Mark | None
    verb: Mark | None
    rule: str

    @property
    def event_start(self) -> int:
        """Where the event phrase begins."""
        return self.event.start if self.event else self.start

    def phrase(self, view: View) -> str:
        """The text from the event on."""
        return view.text[self.event_start : self.end]


def find_lead(
    view: View,
    start: int,
    end: int,
    sentences: list[tuple[int, int]],
    dates: list[tuple[int, int]],
) -> Lead | None:
    """The best lead inside ``[start, end)``, or None."""
    best: Lead | None = None
    for i in range(bisect_left(sentences, (start,)), len(sentences)):
        a, b = sentences[i]
        if a >= end:
            break
        if b > end:
            continue
        lead = _read_once(view, a, b, dates)
        if lead and (best is None or lead.strength > best.strength):
            best = lead
    return best


def _read_once(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> Lead | None:
    """The lead of a sentence, read once for each document."""
    dated = any(start <= a and b <= end for a, b in dates)
    key = _read, start, end, dated
    if key not in view.memory:
        view.memory[key] = _read(view, start, end, dated)
    lead: Lead | None = view.memory[key]
    return lead


def _read(view: View, start: int, end: int, dated: bool) -> Lead | None:
    if not view.within(start, end, "event", "body", "meet"):
        return None
    marks = view.within(start, end)
    rooms = {m.end for m in marks if m.kind == "place_noun"}
    # «رئیس مجمع گفت»: a body in the office of a speaker does not sit.
    offices = {m.end for m in marks if m.kind == "office"}
    events = non_overlapping(
        m
        for m in marks
        if m.kind in ("event", "body")
        and m.start - 1 not in rooms
        and not (m.kind == "body" and (m.start - 1 in offices or m.start in offices))
        and not _other_sense(view, m, marks)
        and not (m.cue.phrase in listed("house") and _of_office(view, m, marks))
    )
    sitting = [m for m in events if m.kind == "event" or not _of_office(view, m, marks)]
    if any(m.kind == "event" for m in sitting):
        events = sitting
    if all(m.kind == "body" for m in events):
        events += [m for m in marks if m.kind == "meet" and m.cue.phrase.startswith(_MEETS)]
    if not events:
        return None
    passing = [m for m in marks if m.kind in ("margin", "earlier", "next", "background")]
    events = [e for e in events if not _in_passing(view, e, passing)]
    if not events:
        return None
    kinds = {m.kind for m in marks}
    slots = sum(kind in kinds for kind in _SLOTS)
    slots += dated and "date_cue" not in kinds
    aside = aside_clause(view, start, end)
    verbs = [
        m
        for m in marks
        if m.kind in ("hold", "meet", "attend", "deny")
        and not (aside and aside[0] <= m.start < aside[1])
    ]
    best: Lead | None = None
    for verb in verbs:
        event = _subject(view, events, verb, start)
        if event is None:
            continue
        strength = _strength(view, event, verb, start)
        if verb.kind == verbs[-1].kind == "hold" and _is_pluperfect(view, verb, verbs[-1]):
            # «جلسه ای که هفته قبل لغو شده بود، امروز برگزار شد».
            strength -= 1
        if verb.value == "announced" and _habitual(view, verb, marks, dated):
            strength = 1
        if slots < _FESTIVAL_SLOTS and _festival(event):
            # «به نمایش در جشنواره …»: a festival is a meeting only where its sitting is told.
            strength -= 4
        if strength > 2 and _quoted(view, event, marks):
            strength -= 3
        if _decided(verb, event, marks) or _participle(view, event, verb):
            strength -= 4
        if strength > 0 and (best is None or strength > best.strength):
            best = Lead(
                start, end, strength, slots, _anaphoric(view, event, start), event, verb,
                f"{event.cue.phrase} … {verb.cue.phrase}",
            )  # fmt: skip
    if best is None:
        best = _spoken(view, start, end, events, marks, slots)
    return best


def _festival(event: Mark) -> bool:
    return begins(event.cue.phrase, "festival")


def _other_sense(view: View, event: Mark, marks: list[Mark]) -> bool:
    """True for «نشست زمین», «دیدار» in news of sports, and talks with a reporter."""
    if event.value in ("bilateral", "call") and (
        any(m.kind == "sport" for m in marks) or _WITH_MEDIA.match(view.text, event.end)
    ):
        return True
    return any(m.kind == "no_meeting" and m.start <= event.start < m.end for m in marks)


def aside_clause(view: View, start: int, end: int) -> tuple[int, int] | None:
    """«پس از جلسه استان که به ریاست X برگزار شده بود»: another meeting, only told for its time."""
    for mark in view.within(start, end, "margin"):
        event = view.first(mark.end, min(end, mark.end + 14), "event")
        if event is None or event.start > mark.end + 2:
            continue
        hold = view.first(event.end, end, "hold")
        if (
            hold is not None
            and _WHO.search(view.text, event.end, hold.start)
            and hold.end < end - 8
        ):
            return mark.start, hold.end
    return None


def _habitual(view: View, verb: Mark, marks: list[Mark], dated: bool) -> bool:
    """True for «جلسات هر هفته برگزار می‌شود»: a present tense that announces nothing."""
    if not _HABIT.search(view.text, verb.start, verb.end):
        return False
    if _OFTEN.search(view.text, marks[0].start, verb.start):
        return True
    return not (dated or any(m.kind == "announce" for m in marks))


def _is_pluperfect(view: View, verb: Mark, last: Mark) -> bool:
    return verb is not last and view.text[verb.start : verb.end].endswith(listed("was"))


def _decided(verb: Mark, event: Mark, marks: list[Mark]) -> bool:
    """True for a meeting that is only decided on: «فیصله شد تا … جلسه … دایر شود»."""
    before = verb.start if verb.value == "announced" else event.start
    return any(m.kind == "decide" and m.end <= before for m in marks)


def _participle(view: View, event: Mark, verb: Mark) -> bool:
    """True for «با توجه به جلسه برگزار شده با رئیس صندوق»: an adjective, no verb."""
    if verb.kind != "hold" or not 0 <= verb.start - event.end <= 1:
        return False
    if not view.text[verb.start : verb.end].endswith(listed("participle_ends")):
        return False
    return _GOES_ON.match(view.text, verb.end) is not None


def _quoted(view: View, event: Mark, marks: list[Mark]) -> bool:
    """True if the event stands in what somebody says: «گفت: در جلسه …»."""
    return any(
        m.kind == "say"
        and m.end < event.start
        and view.text[m.end : m.end + 2].strip()[:1] in (":", "؛")
        for m in marks
        if m.kind == "say"
    )


def _in_passing(view: View, event: Mark, passing: list[Mark]) -> bool:
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


def _subject(view: View, events: list[Mark], verb: Mark, start: int) -> Mark | None:
    """The event that a verb is about: the first one before it in its clause."""
    if verb in events:
        return verb
    before = [e for e in events if e.end <= verb.start + 1]
    if verb.kind == "meet" and all(e.kind == "body" for e in before):
        inside = [e for e in events if verb.start <= e.start < verb.end]
        if inside:
            return inside[0]
    if verb.kind == "meet" or "جلسه" in verb.cue.phrase:
        inside = [e for e in events if verb.start <= e.start < verb.end]
        if inside and verb.kind == "meet" and not before:
            return inside[0]
        before = before or inside
    if not before and verb.kind == "hold":
        before = [e for e in events if verb.start <= e.start < verb.end]
    if before and before[0].kind == "body" and verb.kind == "hold":
        # «با نمایندگان کمیسیون … جلسه برگزار کرد»: the noun beside the verb, not the body.
        beside = [e for e in before if e.kind == "event" and verb.start - e.end <= 1]
        return beside[0] if beside else before[0]
    return before[0] if before else None


def _strength(view: View, event: Mark, verb: Mark, start: int) -> int:
    if verb.kind == "hold":
        strength = _HELD_STATUS.get(verb.value, 4)
        if verb.value == "postponed" and _DEFERRED_TO.search(view.text, event.start, verb.start):
            return 0
        if verb.value == "postponed" and view.text[max(0, event.start - 3) : event.start] == "به ":
            return 0
        if verb.value == "ended" and _NOT_ENDED.search(view.text, start, event.start):
            return 0
        if verb.value == "done" and 0 <= verb.start - event.end <= 8:
            strength = 6
        if event.kind == "body" and not _sits(view, event, verb, start):
            strength -= 4
        if event.start - start > 220:
            strength -= 2
        return strength
    if verb.kind == "meet":
        return 5 if event.kind in ("event", "meet") else 3
    if verb.kind == "attend":
        return 5 if _IN.search(view.text, max(0, event.start - _IN_REACH), event.start) else 4
    # A denial is about what was held, not about the body of whoever denies.
    held = _HOLDING.search(view.text, max(start, event.start - _HOLDING_REACH), event.start)
    return 4 if event.kind == "event" or held else 0


def _sits(view: View, event: Mark, verb: Mark, start: int) -> bool:
    """True if a body named without «جلسه» is what meets: «شورا تشکیل جلسه داد»."""
    if "جلسه" in verb.cue.phrase or "جلسه" in event.cue.phrase:
        return True
    if verb.value not in ("held", "announced", "ongoing"):
        return False
    if _OF.search(view.text, event.end, verb.start) and verb.cue.phrase.startswith("تشکیل"):
        # «مجلس از ۶۵ نماینده تشکیل شده»: of whom it consists.
        return False
    before = view.text[past_formula(view.text, start, event.start) : event.start]
    if "انتخابات" in before:
        return False
    return len(_CONNECTIVE.sub("", before).split()) <= 2


def _spoken(
    view: View, start: int, end: int, events: list[Mark], marks: list[Mark], slots: int
) -> Lead | None:
    """A lead without a holding verb: «X در نشست … گفت», «این سخنان را در جلسه …»."""
    said = [
        m
        for m in marks
        if m.kind in ("say", "said", "discuss", "present", "decide", "saying", "opens")
    ]
    for event in events:
        if event.start - start > 260:
            break
        if event.kind == "body" and _of_office(view, event, marks):
            continue
        if slots < _FESTIVAL_SLOTS and _festival(event):
            continue
        anaphoric = _anaphoric(view, event, start)
        inside = _IN.search(view.text, max(0, event.start - _IN_REACH), event.start)
        after = [m for m in said if m.start >= event.end]
        if _told_of(view, event, after, marks, start) or _quoted(view, event, marks):
            continue
        if _hearsay(view, event, after, marks):
            continue
        quoted = any(m.kind == "quote_title" for m in marks)
        if quoted and inside:
            return Lead(
                start, end, 5, slots, False, event, None, "این سخنان را … در " + event.cue.phrase
            )
        if inside and after:
            strength = 2 if anaphoric else 4
            return Lead(
                start,
                end,
                strength,
                slots,
                anaphoric,
                event,
                None,
                f"در {event.cue.phrase} … {after[0].cue.phrase}",
            )
        if _met(view, event, start) and not anaphoric:
            return Lead(start, end, 5, slots, False, event, None, "با … " + event.cue.phrase + " و")
        # What a parliament says it says sitting; other bodies speak through anybody.
        sits = event.value == "parliament"
        acts = [m for m in after if sits or m.kind not in ("say", "said", "saying")]
        if acts and event.kind == "body" and event.start - start < 30:
            return Lead(
                start,
                end,
                3,
                slots,
                anaphoric,
                event,
                None,
                f"{event.cue.phrase} … {acts[0].cue.phrase}",
            )
    heads = marks[0].kind == "minutes" and marks[0].start == start
    return Lead(
        start,
        end,
        4 if heads and _is_heading(view, end) else 1,
        slots,
        _anaphoric(view, events[0], start),
        events[0],
        None,
        events[0].cue.phrase,
    )


def _is_heading(view: View, end: int) -> bool:
    """True for a line without a full stop: «صورتجلسه شورای …»."""
    return view.text[end - 1] not in ".؟!:" and view.text[end : end + 1] in ("", "\n")


def _of_office(view: View, body: Mark, marks: list[Mark]) -> bool:
    """True for «نماینده مردم ارومیه در مجلس», «سخنگوی کمیسیون»: the body is part of an office."""
    # «نماینده مردم الف، ب و ج در مجلس»: a seat in a parliament may be that of several places.
    house = body.value == "parliament" or body.cue.phrase in listed("house")
    reach, ends = (_SEAT_REACH, _SEAT_BREAK) if house else (_OFFICE_REACH, _BREAK)
    before = [m for m in marks if m.kind == "office" and 0 < body.start - m.end < reach]
    return any(not ends.search(view.text, m.end, body.start) for m in before)


def _told_of(view: View, event: Mark, after: list[Mark], marks: list[Mark], start: int) -> bool:
    """True if the event is only spoken of: «با بیان اینکه در شورای …», «که در جلسه … شده بود»."""
    text = view.text
    for saying in (m for m in marks if m.kind == "saying" and m.end <= event.start):
        if "،" not in text[saying.end : event.start]:
            return True
    if not after or not _WHO.search(text, start, event.start):
        return False
    return _PLUPERFECT.match(text, max(after[0].start, after[0].end - _BE_REACH)) is not None


def _met(view: View, event: Mark, start: int) -> bool:
    """True for «X با Y دیدار و درباره … گفتگو کرد»: the verb of meeting is left out."""
    met = view.text[event.start : event.end] in listed("meets")
    if not met or not view.text.startswith(" و ", event.end):
        return False
    return _WITH.search(view.text, start, event.start) is not None


def _hearsay(view: View, event: Mark, after: list[Mark], marks: list[Mark]) -> bool:
    """True for «افزود که در جلسه … تصمیم گرفته شد», and for talks with a reporter."""
    if any(m.kind == "say" and _THAT.match(view.text, m.end) for m in marks if m.end <= event.start):
        return True
    return bool(after) and _INTERVIEW.search(view.text, event.end, after[0].start) is not None


def _anaphoric(view: View, event: Mark, start: int) -> bool:
    return _ANAPHOR.search(view.text, start, event.start) is not None

"""Leads: the sentences that say that a meeting was held, is planned, or was cancelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from neshast.grammar import either, listed
from neshast.lead_doubts import (
    aside_clause,
    is_aside,
    is_decided_on,
    is_festival,
    is_habit,
    is_hearsay,
    is_none,
    is_participle,
    is_quoted,
    of_office,
    recalled_verb,
    told_of,
)
from neshast.lead_events import events_of, is_holding, near_enough, points_back, subject
from neshast.passages import past_preamble
from neshast.view import Mark, View

# «در پنجمین», «در بیست و سومین دور», «در ۱۲مین».
_IN = re.compile(
    rf"(?<!\w)(?:{either('at_meeting')}\s+(?:(?:\w+ و ){{0,2}}(?:\w*[^\W\d_]|\d+ ?ا?م)ین\s+"
    rf"(?:{either('round')} )?)?[\"«]?|{either('at_meeting')})$"
)
_OFTEN = re.compile(rf"(?<!\w){either('many_times')}(?!\w)")
_OFTEN_REACH = 40
_DURING = re.compile(rf"(?<!\w){either('during')}\s+(?:\w*ین\s+)?$")
_ORDINAL = re.compile(rf"(?<!\w)(?:\w+مین|{either('first')})\s$")
_AROUND = re.compile(rf"(?<!\w){either('around')}\s+(?:\w*ین\s+)?(?:{either('holding_noun')}\s+)?$")
# So far before an event may «در» stand.
_IN_REACH = 44
_VERBS = ("hold", "meet", "attend", "deny")
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
_WITH = re.compile(r"(?<!\w)با\s[^.:؛]{3,160}(?<!در)(?<!این)(?<!به)(?<!از)\s$")
# Words that tie a sentence to the one before, ahead of a body that sits.
_CONNECTIVE = re.compile(rf"^\s*{either('connective')}(?!\w)")
# «بررسی قانون به جلسه بعدی موکول شد»: a matter is put off, no meeting.
_DEFERRED_TO = re.compile(rf"(?<!\w)به {either('sittings')}(?!\w)")
_NOT_ENDED = re.compile(rf"(?<!\w){either('not_ended')}(?!\w)")
# «در تشریح نشست امروز کمیسیون گفت».
_RECOUNTED = re.compile(rf"(?<!\w){either('recounting')} $")
_OF = re.compile(r"(?<!\w)از\s")
# «رسمیت نیافت», «به حد نصاب نرسید»: whoever reads it knows that a body was to sit.
_QUORUM = re.compile(either("quorum"))
_HOST = re.compile(rf"(?<!\w){either('hosts')} (?:\w+ ){{0,3}}$")
_HOST_END = re.compile(
    rf"[^.:؛،]{{0,100}} {either('hosts_ends')}\s?(?:[.؛،!]|$)"
    rf"|\s?{either('hosts_ends')} {either('for_which')}(?!\w)"
)
_SUCH = re.compile(rf"(?<!\w){either('such')}\s+(?:{either('one')}\s+)?$")
_NEGATIVE = re.compile(rf"(?<!\w){either('negatives')}(?!\w)")
# «X میهمان Y بود؛ دیداری صمیمی».
_GUEST = re.compile(rf"(?<!\w){either('guest')} [^.:؛،]{{3,120}} {either('was')}(?!\w)")
_THAT = re.compile(r"(?: \w+){0,8} که(?!\w)")
_ATTENDED = re.compile(rf"(?<!\w){either('attended')}(?![^\W\d])")


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
    key = _read, start, end
    if key not in view.memory:
        inside = [(a, b) for a, b in dates if start <= a and b <= end]
        view.memory[key] = _read(view, start, end, inside)
    lead: Lead | None = view.memory[key]
    return lead


def _put_to_day(view: View, verb: Mark, dates: list[tuple[int, int]]) -> bool:
    """True if a day stands right before a verb of putting off, and it was not put off again."""
    again = verb.cue.phrase.endswith(listed("was"))
    return not again and any(0 <= verb.start - b <= len("  ") for _, b in dates)


def _read(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> Lead | None:
    if not view.within(start, end, "event", "body", "meet"):
        return None
    marks = view.within(start, end)
    events = events_of(view, marks)
    if not events:
        return None
    kinds = {m.kind for m in marks}
    slots = sum(kind in kinds for kind in _SLOTS)
    dated = bool(dates)
    slots += dated and "date_cue" not in kinds
    aside = aside_clause(view, start, end) or (end, end)
    verbs = [m for m in marks if m.kind in _VERBS and not aside[0] <= m.start < aside[1]]
    recalled = recalled_verb(view, start, verbs, marks)
    best: Lead | None = None
    for verb in verbs:
        event = subject(view, near_enough(view, events, verb, recalled, marks), verb, start)
        if event is None:
            continue
        strength = _strength(view, event, verb, start)
        matter = is_of_matter(view, event, verb)
        deferred = _DEFERRED_TO.search(view.text, event.start, verb.start)
        if verb.value == "postponed" and not deferred and _put_to_day(view, verb, dates):
            # «مجمع … که قرار بود …، به روز یکشنبه ۲۶ اردیبهشت موکول شد».
            strength = _HELD_STATUS["postponed"]
        if verb is recalled:
            strength -= 2
        heading = _is_heading(view, end) or _ORDINAL.search(view.text, start, event.start)
        # «این دیدارها با دعوت از همه انجام نمی شود» calls off no one sitting.
        usual = verb.value in ("cancelled", "announced")
        if usual and not heading and is_habit(view, verb, marks, dated):
            strength = 1
        if is_festival(event) and (slots < _FESTIVAL_SLOTS or verb.kind == "attend"):
            # «به نمایش در جشنواره …»: a festival is a meeting only where its sitting is told.
            strength -= 4
        denies = verb.kind == "deny" or is_none(view, event)
        if strength > 2 and not denies and is_quoted(view, event, marks):
            strength -= 3
        if is_decided_on(verb, event, marks) or is_participle(view, event, verb):
            strength -= 4
        if strength > 0 and (best is None or strength > best.strength):
            best = Lead(
                start, end, strength, slots, points_back(view, event, start), event,
                None if matter else verb,
                f"{event.cue.phrase} … {verb.cue.phrase}",
            )  # fmt: skip
    return best or _spoken(view, start, end, events, marks, slots)


def _strength(view: View, event: Mark, verb: Mark, start: int) -> int:
    if is_of_matter(view, event, verb):
        return 4
    if verb.kind == "hold":
        strength = _HELD_STATUS.get(verb.value, 4)
        if verb.value == "postponed" and _DEFERRED_TO.search(view.text, event.start, verb.start):
            return 0
        if verb.value == "postponed" and view.text[max(0, event.start - 3) : event.start] == "به ":
            return 0
        if verb.value == "ended" and _NOT_ENDED.search(view.text, start, event.start):
            return 0
        if verb.cue.phrase.startswith(listed("moved")):
            return 0
        if verb.value == "done" and 0 <= verb.start - event.end <= 8:
            strength = 6
        if event.kind == "body" and not _sits(view, event, verb, start):
            strength -= 4
        if event.start - start > 220:
            strength -= 2
        return strength
    if verb.kind == "meet":
        if _OFTEN.search(view.text, max(start, verb.start - _OFTEN_REACH), verb.start):
            # «چندین بار با دو طرف گفتگو کرده»: no one meeting.
            return 0
        return 5 if event.kind in ("event", "meet") else 3
    if verb.kind == "attend":
        return 5 if _IN.search(view.text, max(0, event.start - _IN_REACH), event.start) else 4
    if "؛" in view.text[event.end : verb.start]:
        return 0
    # A denial is about what was held, not about the body of whoever denies.
    return 6 if is_holding(view, event, start) else 4 if event.kind == "event" else 0


def is_of_matter(view: View, event: Mark, verb: Mark) -> bool:
    """True for «در جلسه شورا … به آینده موکول شد»: a matter is put off, at a meeting."""
    within = view.first(event.end, verb.start, "event") if event.kind == "body" else None
    if verb.value == "denied" and within is not None:
        # «ولسی جرگه در جلسه دیروز طرح X را رد کرد».
        event = within
    sits = event.kind == "event" or event.cue.phrase.startswith(listed("sessions"))
    if verb.value not in ("cancelled", "postponed", "denied") or not sits:
        return False
    return _DURING.search(view.text, max(0, event.start - _IN_REACH), event.start) is not None


def _sits(view: View, event: Mark, verb: Mark, start: int) -> bool:
    """True if a body named without «جلسه» is what meets: «شورا تشکیل جلسه داد»."""
    if "جلسه" in verb.cue.phrase or "جلسه" in event.cue.phrase:
        return True
    if verb.value in ("cancelled", "postponed"):
        if verb.value == "cancelled" and not _QUORUM.search(view.text, event.end, verb.end):
            return False
        if view.first(event.end, verb.start, "say"):
            return False
    elif verb.value not in ("held", "announced", "ongoing"):
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
    return len(_CONNECTIVE.sub("", before).split()) <= 2


def _spoken(
    view: View, start: int, end: int, events: list[Mark], marks: list[Mark], slots: int
) -> Lead | None:
    """A lead without a holding verb: «X در نشست … گفت», «این سخنان را در جلسه …»."""
    said = [
        m
        for m in marks
        if m.kind in ("say", "said", "discuss", "present", "decide", "saying", "opens", "deny")
    ]
    for event in events:
        if event.start - start > 260:
            break
        if event.kind == "body" and of_office(view, event, marks):
            continue
        if event.kind == "event" and _GUEST.search(view.text, start, event.start):
            return Lead(start, end, 5, slots, False, event, None, "میهمان … " + event.cue.phrase)
        if event.kind == "event" and _hosts(view, event, start, end):
            return Lead(start, end, 5, slots, False, event, None, "میزبان " + event.cue.phrase)
        if event.cue.phrase in listed("sessions_plural"):
            continue
        if any(m.kind == "saying" and m.start < event.start < m.end for m in marks):
            # «ضمن گرامیداشت روز معلم تأکید کرد»: what the speaker does, and no ceremony.
            continue
        if is_none(view, event) and _denied_after(view, event, end):
            return Lead(start, end, 5, slots, False, event, None, "هیچ " + event.cue.phrase)
        if slots < _FESTIVAL_SLOTS and is_festival(event):
            continue
        if _AROUND.search(view.text, max(0, event.start - _IN_REACH), event.start):
            continue
        anaphoric = points_back(view, event, start)
        inside = _IN.search(view.text, max(0, event.start - _IN_REACH), event.start)
        after = [m for m in said if m.start >= event.end]
        news = after and after[0].cue.phrase in listed("gave_news")
        if news and is_holding(view, event, start):
            # «از برگزاری نشست … در هفته آینده خبر داد».
            holding = f"برگزاری {event.cue.phrase} … {after[0].cue.phrase}"
            return Lead(start, end, 4, slots, anaphoric, event, None, holding)
        if after and _RECOUNTED.search(view.text, max(0, event.start - _IN_REACH), event.start):
            recounted = f"تشریح {event.cue.phrase} … {after[0].cue.phrase}"
            return Lead(start, end, 4, slots, anaphoric, event, None, recounted)
        if told_of(view, event, after, marks, start) or is_quoted(view, event, marks):
            continue
        if is_hearsay(view, event, after, marks):
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
        speech = () if sits else ("say", "said", "saying")
        acts = [m for m in after if m.kind not in (*speech, "deny")]
        if acts and is_aside(view, event, acts[0]):
            continue
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
        points_back(view, events[0], start),
        events[0],
        None,
        events[0].cue.phrase,
    )


def _hosts(view: View, event: Mark, start: int, end: int) -> bool:
    """True for «X میزبان همایش … بود»."""
    before = _HOST.search(view.text, max(start, event.start - _IN_REACH), event.start)
    return before is not None and _HOST_END.match(view.text, event.end, end) is not None


def _denied_after(view: View, event: Mark, end: int) -> bool:
    """True for «هیچ نشستی … برگزار نشده»; not for «چنین محفلی جای مسایل شخصی، … نیست»."""
    near = _SUCH.search(view.text, max(0, event.start - _IN_REACH), event.start)
    comma = view.text.find("،", event.end, end) if near else -1
    return _NEGATIVE.search(view.text, event.end, end if comma < 0 else comma) is not None


def _is_heading(view: View, end: int) -> bool:
    """True for a line without a full stop: «صورتجلسه شورای …»."""
    return view.text[end - 1] not in ".؟!:" and view.text[end : end + 1] in ("", "\n")


def _met(view: View, event: Mark, start: int) -> bool:
    """True for «X با Y دیدار و درباره … گفتگو کرد»: the verb of meeting is left out."""
    met = view.text[event.start : event.end] in listed("meets")
    if not met or not view.text.startswith(" و ", event.end):
        return False
    return _WITH.search(view.text, start, event.start) is not None

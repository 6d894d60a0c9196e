"""Leads: the sentences that say that a meeting was held, is planned, or was cancelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from neshast.grammar import begins, either, listed
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
from neshast.lead_events import (
    accepts_a_thing,
    events_of,
    is_holding,
    is_recounted,
    near_enough,
    points_back,
    said_there,
    subject,
)
from neshast.lead_strength import (
    CONFIRMED,
    DEFERRED_TO,
    HELD_STATUS,
    IN_MEETING,
    IN_REACH,
    is_of_matter,
    is_said_at,
    strength_of,
)
from neshast.passages import past_formula
from neshast.view import Mark, View

_ORDINAL = re.compile(rf"(?<!\w)(?:\w+مین|{either('first')})\s$")
_AROUND = re.compile(rf"(?<!\w){either('around')}\s+(?:\w*ین\s+)?(?:{either('holding_noun')}\s+)?$")
_VERBS = ("hold", "meet", "attend", "deny")
_SLOTS = ("chair", "participant", "venue", "date_cue", "purpose", "host", "organizer")
_FESTIVAL_SLOTS = 2
_WITH = re.compile(r"(?<!\w)با\s[^.:؛]{3,160}(?<!در)(?<!این)(?<!به)(?<!از)\s$")
# «در تشریح نشست امروز کمیسیون گفت».
_RECOUNTED = re.compile(rf"(?<!\w){either('recounting')} $")
_HOST = re.compile(rf"(?<!\w){either('hosts')} (?:\w+ ){{0,3}}$")
_HOST_END = re.compile(
    rf"[^.:؛،]{{0,100}} {either('hosts_ends')}\s?(?:[.؛،!]|$)"
    rf"|\s?{either('hosts_ends')} {either('for_which')}(?!\w)"
)
_CHAIR_OF = re.compile(rf"(?<!\w)({either('leadership')}) (?:{either('this')} )?$")
# Not «جلسه را»: which one would have been told before.
_ITS_OBJECT = re.compile(r"[^.:؛،]{2,100} را [^.:؛]{0,100}$")
_WHO = re.compile(r"(?<!\w)که(?!\w)")
_HAS_NOW = re.compile(rf"{either('has_now')}$")
_WAS_WITH = re.compile(rf"[^.:؛،]{{0,60}} با [^.:؛]{{3,80}} {either('is_was')}\s*(?:[.؛،]|$)")
# «مورد بررسی وزیر و معینان قرار گرفت».
_UNDER_TALK = re.compile(
    rf"(?<!\w)مورد {either('under_talk')}(?:، {either('under_talk')})* "
    rf"[^.:؛]{{3,100}} {either('came_under')}(?!\w)"
)
# «ختم این جلسه را اعلام کرد».
_CLOSED = re.compile(rf"(?<!\w)({either('begin_or_end')})\s+(?:\w*ین\s+)?$")
# «جلسه‌ای با مدیران داشت», «یک جلسه فوق العاده داشت».
_HAD = re.compile(
    rf"(?: ?ای| ?یی|ی)?(?: {either('kinds_of_sitting')}(?:ی| ?ای)?){{1,3}}"
    rf"(?: با [^.:؛،]{{3,80}}?)? {either('had_sitting')}(?=\s*(?:[.؛،]|$|و ))"
    rf"|(?:(?<=ی)|ی| ?ای| ?یی) با [^.:؛،]{{3,80}}? {either('had_sitting')}(?=\s*(?:[.؛،]|$|و ))"
)
_SUCH = re.compile(rf"(?<!\w){either('such')}\s+(?:{either('one')}\s+)?$")
# «هنوز چنین دیداری را تأیید نکرده است» denies nothing.
_UNSURE = re.compile(rf"(?<!\w){either('unsure')} $")
_NEGATIVE = re.compile(rf"(?<!\w){either('negatives')}(?!\w)")
# «X میهمان Y بود؛ دیداری صمیمی».
_GUEST = re.compile(rf"(?<!\w){either('guest')} [^.:؛،]{{3,120}} {either('was')}(?!\w)")


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
    verbs = [
        m
        for m in marks
        if m.kind in _VERBS
        and not aside[0] <= m.start < aside[1]
        and not accepts_a_thing(view, m, marks)
    ]
    recalled = recalled_verb(view, start, verbs, marks)
    best: Lead | None = None
    for verb in verbs:
        event = subject(view, near_enough(view, events, verb, recalled, marks), verb, start)
        if event is None:
            continue
        if is_said_at(view, event, verb):
            continue
        strength = strength_of(view, event, verb, start)
        matter = is_of_matter(view, event, verb)
        deferred = DEFERRED_TO.search(view.text, event.start, verb.start)
        if verb.value == "postponed" and not deferred and _put_to_day(view, verb, dates):
            # «مجمع … که قرار بود …، به روز یکشنبه ۲۶ اردیبهشت موکول شد».
            strength = HELD_STATUS["postponed"]
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
        if event.kind == "event" and (chaired := _chaired(view, event, start, end)):
            strength = 2 if (anaphoric := points_back(view, event, start)) else 5
            rule = f"{event.cue.phrase} … {chaired}"
            return Lead(start, end, strength, slots, anaphoric, event, None, rule)
        if event.kind == "event" and _HAD.match(view.text, event.end, end):
            anaphoric = points_back(view, event, start)
            return Lead(start, end, 5, slots, anaphoric, event, None, "داشت " + event.cue.phrase)
        if said_there(view, event, start):
            continue
        if any(m.kind == "saying" and m.start < event.start < m.end for m in marks):
            # «ضمن گرامیداشت روز معلم تأکید کرد»: what the speaker does, and no ceremony.
            continue
        if is_none(view, event) and _denied_after(view, event, end):
            return Lead(start, end, 5, slots, False, event, None, "هیچ " + event.cue.phrase)
        if slots < _FESTIVAL_SLOTS and is_festival(event):
            continue
        if _AROUND.search(view.text, max(0, event.start - IN_REACH), event.start):
            continue
        anaphoric = points_back(view, event, start)
        talked = _UNDER_TALK.search(view.text, event.end, end)
        inside = IN_MEETING.search(view.text, max(0, event.start - IN_REACH), event.start)
        after = [m for m in said if m.start >= event.end]
        news = after and after[0].cue.phrase in listed("gave_news")
        if news and is_holding(view, event, start):
            # «از برگزاری نشست … در هفته آینده خبر داد».
            holding = f"برگزاری {event.cue.phrase} … {after[0].cue.phrase}"
            return Lead(start, end, 4, slots, anaphoric, event, None, holding)
        detailed = _RECOUNTED.search(view.text, max(0, event.start - IN_REACH), event.start)
        if after and (detailed or is_recounted(view, event)):
            recounted = f"تشریح {event.cue.phrase} … {after[0].cue.phrase}"
            return Lead(start, end, 4, slots, anaphoric, event, None, recounted)
        heard = is_hearsay(view, event, after, marks)
        if inside and talked and not anaphoric and (slots or not heard):
            rule = f"در {event.cue.phrase} … {talked[0].split()[0]} …"
            return Lead(start, end, 4, slots, False, event, None, rule)
        if told_of(view, event, after, marks, start) or is_quoted(view, event, marks):
            continue
        if heard:
            decided = inside and slots and not anaphoric and _decided(view, event, end)
            if not decided:
                continue
            return Lead(start, end, 3, slots, False, event, None, "که در " + event.cue.phrase)
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
        if not after and inside and CONFIRMED.search(view.text, event.end, end):
            rule = f"در {event.cue.phrase} … تایید کرد"
            return Lead(start, end, 4, slots, anaphoric, event, None, rule)
        closed = _CLOSED.search(view.text, max(0, event.start - IN_REACH), event.start)
        if closed and after and begins(after[0].cue.phrase, "declared"):
            rule = f"{closed[1]} {event.cue.phrase} … {after[0].cue.phrase}"
            return Lead(start, end, 4, slots, False, event, None, rule)
        if _met(view, event, start) and not anaphoric:
            return Lead(start, end, 5, slots, False, event, None, "با … " + event.cue.phrase + " و")
        # What a parliament says it says sitting; other bodies speak through anybody.
        sits = event.value == "parliament"
        speech = () if sits else ("say", "said", "saying")
        acts = [m for m in after if m.kind not in (*speech, "deny")]
        if acts and is_aside(view, event, acts[0]):
            continue
        begin = start
        if all(other.kind == "body" for other in events):
            begin = past_formula(view.text, start, event.start)
        if acts and event.kind == "body" and event.start - begin < 30:
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
    before = _HOST.search(view.text, max(start, event.start - IN_REACH), event.start)
    return before is not None and _HOST_END.match(view.text, event.end, end) is not None


def _chaired(view: View, event: Mark, start: int, end: int) -> str:
    """The words of «X جلسه شورا را ریاست کرد», «ریاست جلسه شورا با X بود».

    What somebody «بر عهده دارد» is an office; a clause with «که» tells of a meeting known before.
    """
    if _WHO.search(view.text, start, event.start):
        return ""
    chair = _CHAIR_OF.search(view.text, max(start, event.start - IN_REACH), event.start)
    verb = view.first(event.end, end, "chair_verb")
    if verb is not None and _ITS_OBJECT.match(view.text, event.end, verb.start):
        led = verb.value == "chair" and not _HAS_NOW.search(view.text, verb.start, verb.end)
        return verb.cue.phrase if led or chair else ""
    return chair[1] if chair and _WAS_WITH.match(view.text, event.end, end) else ""


def _decided(view: View, event: Mark, end: int) -> bool:
    """True for «گفت که در جلسه امروز شورا … تصویب شد»: a spokesman tells of the sitting."""
    sat = begins(event.cue.phrase, "sittings")
    return sat and view.first(event.end, end, "decide", "discuss") is not None


def _denied_after(view: View, event: Mark, end: int) -> bool:
    """True for «هیچ نشستی … برگزار نشده»; not for «چنین محفلی جای مسایل شخصی، … نیست»."""
    near = _SUCH.search(view.text, max(0, event.start - IN_REACH), event.start)
    comma = view.text.find("،", event.end, end) if near else -1
    negatives = _NEGATIVE.finditer(view.text, event.end, end if comma < 0 else comma)
    return any(not _UNSURE.search(view.text, event.end, verb.start()) for verb in negatives)


def _is_heading(view: View, end: int) -> bool:
    """True for a line without a full stop: «صورتجلسه شورای …»."""
    return view.text[end - 1] not in ".؟!:" and view.text[end : end + 1] in ("", "\n")


def _met(view: View, event: Mark, start: int) -> bool:
    """True for «X با Y دیدار و درباره … گفتگو کرد»: the verb of meeting is left out."""
    met = view.text[event.start : event.end] in listed("meets")
    if not met or not view.text.startswith(" و ", event.end):
        return False
    return _WITH.search(view.text, start, event.start) is not None

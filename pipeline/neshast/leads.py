"""Leads: the sentences that say that a meeting was held, is planned, or was cancelled."""

from __future__ import annotations

import re
from bisect import bisect_left

from neshast.grammar import either, listed
from neshast.lead import Lead
from neshast.lead_doubts import (
    aside_clause,
    is_counted,
    is_decided_on,
    is_festival,
    is_habit,
    is_history,
    is_long_ago,
    is_none,
    is_participle,
    is_quoted,
    is_talked_of,
    recalled_verb,
)
from neshast.lead_events import (
    accepts_a_thing,
    events_of,
    near_enough,
    opens_taking_up,
    points_back,
    subject,
)
from neshast.lead_spoken import FESTIVAL_SLOTS, is_heading, minutes_of, read_spoken
from neshast.lead_strength import (
    DEFERRED_TO,
    HELD_STATUS,
    is_of_matter,
    is_said_at,
    strength_of,
)
from neshast.passages import past_preamble
from neshast.reasons import past_reason
from neshast.view import Mark, View

_ORDINAL = re.compile(rf"(?<!\w)(?:\w+مین|{either('first')})\s$")
_VERBS = ("hold", "meet", "attend", "deny")
_SLOTS = ("chair", "participant", "venue", "date_cue", "purpose", "host", "organizer")


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
        if lead and (
            best is None or (lead.strength > best.strength and not comes_next(best, lead))
        ):
            best = lead
    return best


def comes_next(lead: Lead, later: Lead) -> bool:
    """True for «قرار است جرگه بزرگ دایر شود» behind «A با B دیدار کرد»."""
    met = lead.verb is not None and (lead.verb.kind, lead.verb.value) == ("meet", "held")
    return met and later.verb is not None and later.verb.value == "announced"


def _read_once(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> Lead | None:
    """The lead of a sentence, read once for each document."""
    key = _read, start, end
    if key not in view.memory:
        inside = [(a, b) for a, b in dates if start <= a and b <= end]
        view.memory[key] = _read(view, start, end, inside)
    lead: Lead | None = view.memory[key]
    return lead


def _behind(view: View, events: list[Mark], verb: Mark, verbs: list[Mark]) -> list[Mark]:
    """The meetings between the verb before and this one: «نمایشگاه گشایش یافت و همایش …»."""
    done = max((v.end for v in verbs if v.kind == "hold" and v.end <= verb.start), default=0)
    if not done or verb.kind != "hold":
        return []
    return [
        e
        for e in events
        if done <= e.start < verb.start and e.kind == "event" and not points_back(view, e, done)
    ]


def _put_to_day(view: View, verb: Mark, dates: list[tuple[int, int]]) -> bool:
    """True if a day stands right before a verb of putting off, and it was not put off again."""
    again = verb.cue.phrase.endswith(listed("was"))
    return not again and any(0 <= verb.start - b <= len("  ") for _, b in dates)


def _past_day(view: View, start: int, stop: int, dates: list[tuple[int, int]]) -> int:
    """Past «در ساعت ۱۶ روز سه شنبه ۱۴۰۲/۷/۲۵» at `start`, which may stand before any meeting."""
    if not dates:
        return start
    begin, known = past_preamble(view.text, start, stop), listed("before_a_day")
    for a, b in dates:
        if a >= stop or not all(word in known for word in view.text[begin:a].split()):
            break
        start = begin = max(b, begin)
    return start


def _read(view: View, start: int, end: int, dates: list[tuple[int, int]]) -> Lead | None:
    if not view.within(start, end, "event", "body", "meet", "minutes"):
        return None
    marks = view.within(past_reason(view, start, end), end)
    events = events_of(view, marks)
    if not events:
        return minutes_of(view, start, end)
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
        own = _behind(view, events, verb, verbs)
        near = own or near_enough(view, events, verb, recalled, marks)
        event = subject(view, near, verb, start)
        if event is None:
            continue
        if is_said_at(view, event, verb) or is_talked_of(view, event, verb, marks):
            continue
        begin = _past_day(view, start, event.start, dates)
        # Of two meetings in a sentence the first one told is its own.
        strength = strength_of(view, event, verb, begin) - bool(own)
        matter = is_of_matter(view, event, verb)
        deferred = DEFERRED_TO.search(view.text, event.start, verb.start)
        if verb.value == "postponed" and not deferred and _put_to_day(view, verb, dates):
            # «مجمع … که قرار بود …، به روز یکشنبه ۲۶ اردیبهشت موکول شد».
            strength = HELD_STATUS["postponed"]
        if verb is recalled:
            strength -= 2
        heading = is_heading(view, end) or _ORDINAL.search(view.text, start, event.start)
        # «این دیدارها با دعوت از همه انجام نمی شود» calls off no one sitting.
        usual = verb.value in ("cancelled", "announced") or verb.kind == "attend"
        if usual and not heading and is_habit(view, verb, marks, dated):
            strength = 1
        if is_festival(event) and (slots < FESTIVAL_SLOTS or verb.kind == "attend"):
            # «به نمایش در جشنواره …»: a festival is a meeting only where its sitting is told.
            strength -= 4
        denies = verb.kind == "deny" or is_none(view, event)
        if strength > 2 and not denies and is_quoted(view, event, marks):
            strength -= 3
        if is_counted(view, event, verb, dates) or is_history(view, event, verb, dates):
            strength = 1
        if is_decided_on(verb, event, marks) or is_participle(view, event, verb):
            strength -= 4
        if strength > 0 and (best is None or strength > best.strength):
            back = points_back(view, event, start) or opens_taking_up(view, event, start)
            best = Lead(
                start, end, strength, slots, back, event,
                None if matter else verb,
                f"{event.cue.phrase} … {verb.cue.phrase}",
            )  # fmt: skip
    if best is not None:
        return best
    events = [e for e in events if not is_long_ago(view, start, e, dates)]
    return read_spoken(view, start, end, events, marks, slots) if events else None

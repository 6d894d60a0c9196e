"""What a sentence may tell of: the meetings and bodies that it names, and whom a verb is about."""

from __future__ import annotations

import re

from neshast.dating import takes_up
from neshast.folding import fold
from neshast.grammar import begins, either, listed
from neshast.lead_doubts import (
    in_passing,
    is_errand,
    is_recalled,
    of_office,
    of_officer,
    other_sense,
    speech_before,
)
from neshast.view import Mark, View, non_overlapping

_ANAPHOR_REACH = 24
_ANAPHOR = re.compile(rf"(?<!\w)(?:در ?)?{either('pointing', 'this')}\s*$")
_LETTER = re.compile(r"\w")
_AT = re.compile(rf"(?<!\w){either('during')} (?:{either('one', 'this')} )?$")
# Verbs that name what sat by themselves: «با سفیر دیدار نمود».
_MEETS = listed("gathers", "meets")
_HOLDING = re.compile(rf"(?<!\w){either('holding_noun')}\s+$")
_HOLDING_REACH = 16
# «در خصوص نشست | امروز …», «درباره جلسه | این فراکسیون».
_ABOUT_REACH = 30
_ABOUT = re.compile(rf"(?<!\w){either('told_about')} (?:\w*ین )?$")
# «نشست | این هفته», «جلسه | فوق العاده امروز».
TODAY = re.compile(rf"(?: {either('this')})?(?: \w+){{0,3}}? {either('lately')}(?!\w)")
_LATELY = re.compile(rf"{TODAY.pattern}| {either('this')} ")
# «…، اما جلسه تشکیل نشد».
_BUT = re.compile(rf"(?<!\w){either('but')}(?!\w)")
# «سفیر چین را در دفترش پذیرفت».
_RECEIVED = re.compile(r"\sرا\s(?:در \w+ (?:\w+ ){0,4})?$")
_THING = re.compile(rf"(?<!\w){either('accepted_things')}")
_GUEST_REACH = 120
_QUOTED = re.compile(r"[«\"“][^»\"”.،]{3,30}[»\"”]")
_THAT_IN = re.compile(rf"(?<!\w){either('who')} {either('in_place')} (?:\w+ )?$")
_OBJECT_THAT = re.compile(rf"(?<!\w){either('object')} {_THAT_IN.pattern}")
# «با مدیرکل فائو | گفت و گو کرد».
_PARTNER = re.compile(r"(?<!\w)با (?P<who>[^.:؛،]{3,100}) $")
# «با سفیر چین، سرمایه گذاری را | مورد بحث قرار داد».
_PARTNER_FIRST = re.compile(
    rf"(?<!\w)با (?P<who>[^.:؛،]{{3,80}})، [^.:؛]{{3,90}} {either('object')} $"
)
# «پذیرای هیئت ازبکستان بود و با آنان | گفتگو کرد».
_RECEIVES = re.compile(rf"(?<!\w){either('receives_guest')} [^.:؛]{{3,90}}? {either('was')}(?!\w)")
_MEDIA = re.compile(rf"(?<!\w){either('media')}(?!\w)")
_WITH_REACH = 110
_FORMULA_END = re.compile(r"[،:؛]")
_COLON = re.compile(r"\s*[:؛]")
# «میز گردی را», «نشست یک روزه‌ای را».
_OBJECT = re.compile(rf"(?: \w+){{0,3}} ?{either('object')}(?!\w)")


def events_of(view: View, marks: list[Mark]) -> list[Mark]:
    """The meetings and bodies of a sentence that may be what it tells of."""
    # «سالن همایش» is a room, «در دانشگاه دیدار کرد» is none.
    rooms = {
        m.end for m in marks if m.kind == "place_noun" and m.cue.phrase in listed("event_rooms")
    }
    met = {m.start for m in marks if m.kind == "meet"}
    # «رئیس مجمع گفت»: a body in the office of a speaker does not sit.
    spans = [(m.start, m.end) for m in marks if m.kind == "office"]
    offices = {b for _, b in spans}
    events = non_overlapping(
        m
        for m in marks
        if m.kind in ("event", "body")
        and (m.start - 1 not in rooms or m.value == "bilateral" or m.start in met)
        and not (m.kind == "body" and (m.start - 1 in offices or m.start in offices))
        and not (m.kind == "body" and any(a < m.start < b for a, b in spans))
        and not other_sense(view, m, marks)
        and not (m.kind == "body" and (_is_title(view, m) or _publishes(view, m, marks)))
        and not (
            m.cue.phrase in listed("house")
            and of_office(view, m, marks)
            and not _opens_clause(view, m)
        )
    )
    sitting = [m for m in events if m.kind == "event" or not of_office(view, m, marks)]
    if any(m.kind == "event" for m in sitting):
        events = sitting
    events = _without_asides(view, events, marks)
    if all(m.kind == "body" for m in events):
        events += [
            m
            for m in marks
            if m.kind == "meet" and (names_itself(m) or _talks_with(view, m, marks))
        ]
        events = [m for m in events if m.kind != "meet" or not accepts_a_thing(view, m, marks)]
    passing = [m for m in marks if m.kind in ("margin", "earlier", "next", "background")]
    told = [e for e in events if not in_passing(view, e, passing)]
    left = [event for event in told if event.kind == "event"]
    if left and all(e.cue.phrase in listed("crowd") for e in left):
        margin = any(m.cue.phrase in listed("in_margin") and m.end < left[0].start for m in passing)
        if margin or len(told) < len(events):
            # «در حاشیه بازدید … در جمع خبرنگاران»: an interview.
            return []
        return told
    if any(e.cue.phrase in listed("crowd") for e in left):
        return [e for e in left if is_recounted(view, e)] or told
    return told


def _opens_clause(view: View, event: Mark) -> bool:
    """True for «N، قوماندان امنیه، مجلس امنیتی را»: nobody's office goes on behind a comma so."""
    return view.text.endswith("، ", 0, event.start)


def is_recounted(view: View, event: Mark) -> bool:
    """True for «درباره جلسه امروز کمیسیون گفت»: who was there tells of it."""
    first = max(0, event.start - _ABOUT_REACH)
    about = _ABOUT.search(view.text, first, event.start)
    return about is not None and _LATELY.match(view.text, event.end) is not None


# «آماده گی برای | جلسه», «تدویر | نشست»: such a meeting is a part of what is aimed at.
_AIMED_AT = re.compile(
    rf"(?<!\w)(?:و|{either('before_noun', 'holding_noun', 'this_same', 'goes_on_behind')})\s+$"
)


def accepts_a_thing(view: View, verb: Mark, marks: list[Mark]) -> bool:
    """True for «پیشنهاد را پذیرفت», unlike «سفیر … را پذیرفت»."""
    if verb.cue.phrase not in listed("accepted"):
        return False
    first = max(marks[0].start, verb.start - _GUEST_REACH)
    guests = view.within(first, verb.start, "office", "org_head")
    received = _RECEIVED.search(view.text, first, verb.start)
    return not (guests and received) or _THING.search(view.text, first, verb.start) is not None


def _is_title(view: View, body: Mark) -> bool:
    """True for «نمایش "کمیته نان"»: a work bears the name."""
    return _QUOTED.match(view.text, max(0, body.start - 1)) is not None


def _publishes(view: View, body: Mark, marks: list[Mark]) -> bool:
    """True for «به گزارش روابط عمومی شورای X، نشست …»: the body only tells of the meeting."""
    before = [m.end for m in marks if m.kind == "agency" and m.end < body.start]
    return bool(before) and _FORMULA_END.search(view.text, before[-1], body.start) is None


def _without_asides(view: View, events: list[Mark], marks: list[Mark]) -> list[Mark]:
    """Without the meeting that somebody came for or is the officer of, where another is named.

    «X که برای شرکت در کنفرانس در وین بود، با Y دیدار کرد», «دبیر جشنواره در نشستی گفت».
    """
    met = [m.start for m in marks if m.kind == "meet" and names_itself(m)]
    offices = [m for m in marks if m.kind == "office"]
    asides = [
        event
        for event in events
        if (is_errand(view, event) and any(at > event.end for at in met))
        or (event.kind == "event" and of_officer(view, event, offices))
    ]
    rest = [event for event in events if event not in asides]
    return rest if met or any(event.kind == "event" for event in rest) else events


def _talks_with(view: View, verb: Mark, marks: list[Mark]) -> bool:
    """True for «با مدیرکل فائو گفت‌وگو کرد»: with somebody in office, and no reporter.

    Also for «پذیرای هیئت … بود و با آنان گفتگو کرد».
    """
    if _RECEIVES.search(view.text, marks[0].start, verb.start):
        return True
    start = marks[0].start
    partner = _PARTNER.search(view.text, max(start, verb.start - _WITH_REACH), verb.start)
    if partner is None and begins(verb.cue.phrase, "debates"):
        partner = _PARTNER_FIRST.search(view.text, start, verb.start)
    if partner is None or _MEDIA.search(partner[0]):
        return False
    if begins(verb.cue.phrase, "debates") and view.first(0, start, "event", "meet"):
        return False  # Which meeting they debated at was told before.
    if view.first(*partner.span("who"), "office") is not None:
        return True
    # «والی با بزرگان روی مشکلات بحث کرد».
    people = view.first(*partner.span("who"), "collective")
    held = view.first(start, partner.start(), "office")
    return people is not None and people.start == partner.start("who") and held is not None


def names_itself(verb: Mark) -> bool:
    """True for «دیدار کرد», «تلفنی گفتگو کرد»: the verb tells what sat."""
    return verb.cue.phrase.startswith(_MEETS) or is_call(verb.cue.phrase)


def is_call(phrase: str) -> bool:
    """True for «تماس گرفت», «تلفنی گفتگو کرد»: the two sides did not sit together."""
    return any(word in fold(phrase) for word in listed("call"))


def near_enough(
    view: View, events: list[Mark], verb: Mark, recalled: Mark | None, marks: list[Mark]
) -> list[Mark]:
    """The events that a verb may be about: not those before a clause or a speech it stands in."""
    floor = recalled.end if recalled is not None and recalled.end <= verb.start else 0
    speech = speech_before(view, verb, marks)
    events = [e for e in events if not is_recalled(view, e, verb)]
    after = [e for e in events if e.start >= max(floor, speech)]
    press = [e for e in events if e.value == "press_conference" and e.end <= speech]
    if press and _AT.search(view.text, max(0, press[0].start - _ANAPHOR_REACH), press[0].start):
        # «در کنفرانس خبری گفت که نشست … برگزار خواهد شد»: reporters were told of it.
        return press
    if after and points_back(view, after[0], speech):
        # «از برگزاری نشست شورا خبر داد و گفت: این نشست فردا برگزار می شود».
        noun = after[0].cue.phrase
        after = [e for e in events if e.start < speech and e.cue.phrase == noun] or after
    return after if after or speech > floor else events


def said_there(view: View, event: Mark, start: int) -> bool:
    """True for «گفته هایی را که در کنفرانس خبری ایراد شد»: another noun is told of."""
    return _OBJECT_THAT.search(view.text, start, event.start) is not None


def subject(view: View, events: list[Mark], verb: Mark, start: int) -> Mark | None:
    """The event that a verb is about: the first one before it in its clause."""
    if verb in events:
        return verb
    before = [e for e in events if e.end <= verb.start + 1]
    if verb.kind == "hold" and verb.value in ("cancelled", "postponed"):
        # «قرار بود بودجه در صحن شورا بررسی شود، اما جلسه تشکیل نشد».
        turns = list(_BUT.finditer(view.text, start, verb.start))
        before = [e for e in before if turns and e.start >= turns[-1].end()] or before
    if verb.kind == "deny":
        # «اظهاراتی که در کنفرانس خبری ایراد شد را رد کرد»: another noun is denied.
        before = [e for e in before if not _THAT_IN.search(view.text, start, e.start)]
        return next(
            (e for e in before if is_holding(view, e, start)), before[0] if before else None
        )
    if verb.kind == "meet" and names_itself(verb):
        # «به هدف آماده گی برای جلسه شورا | با X دیدار کرد».
        before = [e for e in before if not _is_aim(view, e, start)]
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
        if not before and _COLON.match(view.text, verb.end):
            # «انجمن … برگزار می کند: وبینار …».
            before = [e for e in events if e.start > verb.end]
    if before and verb.kind == "hold":
        before = _behind_aim(view, before, start)
    if before and before[0].kind == "body" and verb.kind == "hold":
        # «با نمایندگان کمیسیون … جلسه برگزار کرد»: the noun beside the verb, not the body.
        beside = [
            e
            for e in before
            if e.kind == "event" and (verb.start - e.end <= 1 or is_object(view, e))
        ]
        return beside[0] if beside else before[0]
    return before[0] if before else None


def _behind_aim(view: View, events: list[Mark], start: int) -> list[Mark]:
    """«به هدف ارزیابی نتایج کنفرانس ملی | نشستی برگزار نمود»: the last one is not aimed at."""
    aims = view.within(start, events[0].start, "purpose") if len(events) > 1 else []
    if not aims or "،" in view.text[aims[-1].end : events[-1].start]:
        return events
    aim, last = aims[-1].end, events[-1]
    return events if last.kind != "event" or is_aimed_at(view, last, aim) else [last]


def _is_aim(view: View, event: Mark, start: int) -> bool:
    aims = view.within(start, event.start, "purpose")
    return bool(aims) and is_aimed_at(view, event, aims[-1].end)


def is_aimed_at(view: View, event: Mark, start: int) -> bool:
    """True for «آماده گی برای جلسه»: behind the cue of a purpose at `start`, a part of it."""
    return _AIMED_AT.search(view.text, start, event.start) is not None


def is_object(view: View, event: Mark) -> bool:
    """True for «نشستی را … دایر کرد»: some body held it, and did not sit by itself."""
    return _OBJECT.match(view.text, event.end) is not None


def is_holding(view: View, event: Mark, start: int) -> bool:
    """True for «برگزاری جلسه», «تدویر نشست»."""
    first = max(start, event.start - _HOLDING_REACH)
    return _HOLDING.search(view.text, first, event.start) is not None


def points_back(view: View, event: Mark, start: int) -> bool:
    """True for «این جلسه»: a meeting that a sentence before has told of."""
    first = max(start, event.start - _ANAPHOR_REACH)
    return _ANAPHOR.search(view.text, first, event.start) is not None


def opens_taking_up(view: View, event: Mark, start: int) -> bool:
    """True for a sentence «جلسه در سالن … برگزار شد» below others: that which they told of."""
    bare = not _LETTER.search(view.text, start, event.start) and event.kind == "event"
    return bare and view.text[:start].strip() != "" and takes_up(view.text, event.end)

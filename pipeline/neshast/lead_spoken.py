"""Leads without a verb of holding: «X در نشست … گفت», «Y میزبان همایش … بود», «جلسه‌ای … داشت»."""

from __future__ import annotations

import re

from neshast.grammar import begins, either, listed
from neshast.lead import Lead
from neshast.lead_doubts import (
    SUCH,
    is_aside,
    is_errand,
    is_festival,
    is_hearsay,
    is_none,
    is_quoted,
    of_office,
    told_of,
)
from neshast.lead_events import TODAY, is_holding, is_recounted, points_back, said_there
from neshast.lead_strength import CONFIRMED, IN_MEETING, IN_REACH
from neshast.passages import past_formula
from neshast.view import Mark, View

FESTIVAL_SLOTS = 2
# So strong a rule tells of a meeting of its own, even «X میزبان این نشست بود».
OWN = 5
_AROUND = re.compile(rf"(?<!\w){either('around')}\s+(?:\w*ین\s+)?(?:{either('holding_noun')}\s+)?$")
_WITH = re.compile(r"(?<!\w)با\s[^.:؛]{3,160}(?<!در)(?<!این)(?<!به)(?<!از)\s$")
# «در تشریح نشست امروز کمیسیون گفت».
_RECOUNTED = re.compile(rf"(?<!\w){either('recounting')} $")
_HOST = re.compile(rf"(?<!\w){either('hosts')} (?:\w+ ){{0,3}}$")
_HOST_END = re.compile(
    rf"[^.:؛،]{{0,100}} {either('hosts_ends')}\s?(?:[.؛،!]|$)"
    rf"|\s?{either('hosts_ends')} {either('for_which')}(?!\w)"
)
# «مورد بررسی وزیر و معینان قرار گرفت».
_UNDER_TALK = re.compile(
    rf"(?<!\w)مورد {either('under_talk')}(?:، {either('under_talk')})* "
    rf"[^.:؛]{{3,100}} {either('came_under')}(?!\w)"
)
_CHAIR_OF = re.compile(rf"(?<!\w)({either('leadership')}) (?:{either('this')} |\w+ین )?$")
# «جلسه شورا را», «جلسه شورا از سوی»; not «جلسه را»: which one would have been told before.
_ITS_OBJECT = re.compile(
    rf"[^.:؛،]{{2,100}}(?:،[^.:؛،]{{0,40}})? {either('object', 'by_agent')} [^.:؛]{{0,100}}$"
)
_WHO = re.compile(rf"(?<!\w){either('who')}(?!\w)")
_WHILST = re.compile(rf"(?<!\w){either('whereas')}$")
_HAS_NOW = re.compile(rf"{either('has_now')}$")
_WAS_WITH = re.compile(rf"[^.:؛،]{{0,60}} با [^.:؛]{{3,80}} {either('is_was')}\s*(?:[.؛،]|$)")
# «ختم این جلسه را اعلام کرد».
_CLOSED = re.compile(rf"(?<!\w)({either('begin_or_end')})\s+(?:\w*ین\s+)?$")
# «جلسه‌ای با مدیران داشت», «یک جلسه فوق العاده داشت».
_HAD = re.compile(
    rf"(?: ?ای| ?یی|ی)?(?: {either('kinds_of_sitting')}(?:ی| ?ای)?){{1,3}}"
    rf"(?: با [^.:؛،]{{3,80}}?)? {either('had_sitting')}(?=\s*(?:[.؛،]|$|و ))"
    rf"|(?:(?<=ی)|ی| ?ای| ?یی) با [^.:؛،]{{3,80}}? {either('had_sitting')}(?=\s*(?:[.؛،]|$|و ))"
)
# «هنوز چنین دیداری را تأیید نکرده است» denies nothing.
_UNSURE = re.compile(rf"(?<!\w){either('unsure')} $")
_NEGATIVE = re.compile(rf"(?<!\w){either('negatives')}(?!\w)")
# «X میهمان Y بود؛ دیداری صمیمی».
_GUEST = re.compile(rf"(?<!\w){either('guest')} [^.:؛،]{{3,120}} {either('was')}(?!\w)")
# «طی یک برنامهٔ آموزشی با شیوه‌های نو آشنا شدند».
_TAUGHT = re.compile(rf"(?<!\w){either('taught')}(?!\w)")
# «این توافق در نشستی در کابل صورت گرفت».
_DONE_AT = re.compile(rf"\s*{either('done_at_meeting')} (?:\w+ ){{0,6}}?{either('in_meeting')} ")
# «A و همتایش دیدار و … گفتگو کردند».
_BOTH = re.compile(rf" و (?:[^.:؛،]{{1,60}} )?{either('joint_partner')} ")
_SPEECH = re.compile(rf"{either('speech_headings')}(?!\w)")
_FORM = re.compile(rf"{either('form_words')}\s$")
# «گفت: در جلسه امروز ستاد، چهار مصوبه داشتیم».
_PASSED = re.compile(rf"(?<!\w){either('passed_there')}(?!\w)")
# «به مسایل ماه رمضان پرداخت».
_TURNED = re.compile(
    rf"(?<!\w)به [^.:؛]{{3,120}} {either('turned_to')}(?:\w{{0,2}})(?: ?اند)?(?!\w)"
)
# «در جلسه‌ای», «طی یک محفل».
_ONE = re.compile(rf"(?<!\w){either('one')} $")
# «در جلسه عمومی خود».
OWN_MEETING = re.compile(rf"(?: ?ی)?(?: \w+){{0,3}}? {either('own_meeting')}(?!\w)")
_FINITE = re.compile(rf"(?<= )(?<!می )[^\W\d]+(?:{either('finite_endings')})\s?[.!]?$")
# «ورکشاپ … را گشود».
_OPENED = re.compile(
    rf"[^.:؛،]{{0,100}}? ?{either('object')} (?:[^.:؛،]{{0,40}} )?"
    rf"(?P<verb>{either('opened')})(?!\w)"
)
# «سنگ تهداب … گذاشته شد».
_LAID = re.compile(rf"(?<!\w){either('laid_down')}(?!\w)")
# «در حضور فرهنگیان رونمایی شد».
_SHOWN = re.compile(rf" {either('became')}(?!\w)")
# So far in its sentence may a meeting begin, or the body that acts.
_FAR, _FIRST = 260, 30
# So soon after «ریاست جلسه» begins the body that sat.
_ITS_BODY = 12
# So far before it begins the preposition of «به مذاکره».
_TO_REACH = len("به ")
_ACTS = ("say", "said", "discuss", "present", "decide", "saying", "opens", "deny")
# How strong a rule is and what it is called; no strength passes the event by.
_Told = tuple[int, str] | None


def read_spoken(
    view: View, start: int, end: int, events: list[Mark], marks: list[Mark], slots: int
) -> Lead:
    """The lead of the sentence ``[start, end)``, in which no verb of holding tells of a meeting.

    Args:
        events: the meetings and bodies of the sentence, at least one.
        marks: all cues of the sentence.
        slots: how many facts of a meeting it tells.
    """
    reader = _Spoken(view, start, end, events, marks, slots)
    for event in events:
        if event.start - start > _FAR:
            break
        told = reader.read(event)
        if told is not None:
            back = told[0] < OWN and points_back(view, event, start)
            return Lead(start, end, told[0], slots, back, event, None, told[1])
    first = events[0]
    heads = marks[0].kind == "minutes" and marks[0].start == start
    strength = 4 if heads and is_heading(view, end) else 1
    back = points_back(view, first, start)
    return Lead(start, end, strength, slots, back, first, None, first.cue.phrase)


def minutes_of(view: View, start: int, end: int) -> Lead | None:
    """The lead of «صورتجلسه مجتمع مسکونی»: minutes that name neither a meeting nor a body."""
    minutes = view.first(start, end, "minutes")
    if minutes is None or not is_heading(view, end):
        return None
    if minutes.start != start and not _FORM.fullmatch(view.text, start, minutes.start):
        return None
    return Lead(start, end, 4, 0, False, minutes, None, minutes.cue.phrase)


def is_heading(view: View, end: int) -> bool:
    """True for a line without a full stop: «صورتجلسه شورای …»."""
    return view.text[end - 1] not in ".؟!:" and view.text[end : end + 1] in ("", "\n")


class _Spoken:
    """One sentence, and what it says of each meeting that it names."""

    def __init__(
        self, view: View, start: int, end: int, events: list[Mark], marks: list[Mark], slots: int
    ) -> None:
        self.view, self.text = view, view.text
        self.start, self.end = start, end
        self.events, self.marks, self.slots = events, marks, slots
        self.said = [m for m in marks if m.kind in _ACTS]

    def read(self, event: Mark) -> _Told:
        """How plainly the sentence tells that `event` took place, and by which rule."""
        if event.kind == "body" and of_office(self.view, event, self.marks):
            return None
        if is_errand(self.view, event) or self._is_floor_told(event):
            return None
        if event.kind == "event" and (had := self._hosted(event)):
            return had
        if event.cue.phrase in listed("sessions_plural") or self._is_no_meeting(event):
            return None
        if is_none(self.view, event) and self._denied(event):
            return 5, "هیچ " + event.cue.phrase
        before = max(0, event.start - IN_REACH)
        if self.slots < FESTIVAL_SLOTS and is_festival(event):
            return None
        if _AROUND.search(self.text, before, event.start):
            return None
        after = [m for m in self.said if m.start >= event.end]
        inside = IN_MEETING.search(self.text, before, event.start) is not None
        inside = inside and not self._is_offered(event)
        return self._recounted(event, after, inside) or self._told(event, after, inside)

    def _hosted(self, event: Mark) -> _Told:
        """«X میهمان Y بود؛ دیداری …», «X میزبان همایش … بود», «جلسه‌ای با مدیران داشت»."""
        if _GUEST.search(self.text, self.start, event.start):
            return 5, "میهمان … " + event.cue.phrase
        first = max(self.start, event.start - IN_REACH)
        host = _HOST.search(self.text, first, event.start)
        if host and _HOST_END.match(self.text, event.end, self.end):
            return 5, "میزبان " + event.cue.phrase
        plural = event.cue.phrase in listed("sessions_plural")
        if not plural and _HAD.match(self.text, event.end, self.end):
            return 5, "داشت " + event.cue.phrase
        if not plural and (chaired := self._chaired(event)):
            anaphoric = points_back(self.view, event, self.start)
            who = _WHO.search(self.text, self.start, event.start)
            if who and not _WHILST.search(self.text, self.start, who.end()):
                # A clause with «که» tells of a meeting known before, if it does not name its body.
                own = self.view.first(event.end, event.end + _ITS_BODY, "body")
                return None if anaphoric or own is None else (3, "که … " + chaired)
            return (2 if anaphoric else 5), f"{event.cue.phrase} … {chaired}"
        return None

    def _chaired(self, event: Mark) -> str:
        """The words of «X جلسه شورا را ریاست کرد», «ریاست جلسه شورا با X بود».

        What somebody «بر عهده دارد» is an office.
        """
        first = max(self.start, event.start - IN_REACH)
        chair = _CHAIR_OF.search(self.text, first, event.start)
        verb = self.view.first(event.end, self.end, "chair_verb")
        if verb is not None and _ITS_OBJECT.match(self.text, event.end, verb.start):
            led = verb.value == "chair" and not _HAS_NOW.search(self.text, verb.start, verb.end)
            return verb.cue.phrase if led or chair else ""
        return chair[1] if chair and _WAS_WITH.match(self.text, event.end, self.end) else ""

    def _is_floor_told(self, event: Mark) -> bool:
        """True for «با اشاره به اینکه هنگام بررسی در صحن علنی …»: what was told of the floor."""
        floor = event.kind == "body" and begins(event.cue.phrase, "floors")
        return floor and self.view.first(self.start, event.start, "saying") is not None

    def _is_offered(self, event: Mark) -> bool:
        """True for «ایران را به مذاکره دعوت کرد»: talks that somebody wants."""
        talks = begins(event.cue.phrase, "talks_of_two")
        return talks and self.text.startswith(listed("to_it"), event.start - _TO_REACH)

    def _is_no_meeting(self, event: Mark) -> bool:
        """True for «ضمن گرامیداشت روز معلم تأکید کرد»: what the speaker does, and no ceremony."""
        return said_there(self.view, event, self.start) or any(
            m.kind == "saying" and m.start < event.start < m.end for m in self.marks
        )

    def _denied(self, event: Mark) -> bool:
        """True for «هیچ نشستی … برگزار نشده»; not for «چنین محفلی جای مسایل شخصی، … نیست»."""
        near = SUCH.search(self.text, max(0, event.start - IN_REACH), event.start)
        comma = self.text.find("،", event.end, self.end) if near else -1
        negatives = _NEGATIVE.finditer(self.text, event.end, self.end if comma < 0 else comma)
        return any(not _UNSURE.search(self.text, event.end, verb.start()) for verb in negatives)

    def _recounted(self, event: Mark, after: list[Mark], inside: bool) -> _Told:
        """Who was there tells of it: «در تشریح نشست … گفت», «گفت: در جلسه امروز … تصویب شد»."""
        verb = after[0].cue.phrase if after else ""
        if verb in listed("gave_news") and is_holding(self.view, event, self.start):
            # «از برگزاری نشست … در هفته آینده خبر داد».
            return 4, f"برگزاری {event.cue.phrase} … {verb}"
        first = max(0, event.start - IN_REACH)
        detailed = _RECOUNTED.search(self.text, first, event.start)
        if after and (detailed or is_recounted(self.view, event)):
            return 4, f"تشریح {event.cue.phrase} … {verb}"
        back = points_back(self.view, event, self.start)
        talked = _UNDER_TALK.search(self.text, event.end, self.end)
        heard = self.slots == 0 and self._is_heard(event, after)
        if inside and talked and not back and not heard:
            return 4, f"در {event.cue.phrase} … {talked[0].split()[0]} …"
        today = begins(event.cue.phrase, "sittings") and TODAY.match(self.text, event.end)
        if inside and not back and today and _PASSED.search(self.text, today.end(), self.end):
            return 3, f"در {event.cue.phrase} … {today[0].split()[-1]}"
        return None

    def _is_heard(self, event: Mark, after: list[Mark]) -> bool:
        return is_hearsay(self.view, event, after, self.marks)

    def _told(self, event: Mark, after: list[Mark], inside: bool) -> _Told:
        """What was said or done at the meeting: «در نشست … گفت», «شورا … تصویب کرد»."""
        view, name = self.view, event.cue.phrase
        if told_of(view, event, after, self.marks, self.start):
            return None
        if is_quoted(view, event, self.marks):
            return None
        back = points_back(view, event, self.start)
        if self._is_heard(event, after):
            decided = inside and self.slots and not back and self._decided(event)
            return (3, "که در " + name) if decided else None
        of_it = _DONE_AT.match(self.text, self.start, event.start)
        if inside and (of_it or any(m.kind == "quote_title" for m in self.marks)):
            return 5, "این سخنان را … در " + name
        course = inside and event.value == "workshop" and not back
        if course and _TAUGHT.search(self.text, event.end, self.end):
            return 4, f"در {name} … آموزش"
        if inside and not back and self._heads_speech():
            return 4, f"سخنرانی در {name}"
        if inside and after:
            return 2 if back else 4, f"در {name} … {after[0].cue.phrase}"
        opened = _OPENED.match(self.text, event.end, self.end)
        if event.kind == "event" and opened and not is_festival(event):
            return 4, f"{name} را … {opened['verb']}"
        laid = begins(name, "laid") and _LAID.search(self.text, event.end, self.end)
        if laid and self.view.first(self.start, self.end, "participant", "chair"):
            return 4, f"{name} … {laid[0]}"
        shown = begins(name, "unveiling") and _SHOWN.match(self.text, event.end)
        if shown and self.view.first(self.start, event.start, "participant", "chair"):
            return 4, f"{name} {shown[0].strip()}"
        if inside and not back and (ends := self._done_there(event)):
            return 4, f"در {name} … {ends}"
        if inside and CONFIRMED.search(self.text, event.end, self.end):
            return 4, f"در {name} … تایید کرد"
        closed = _CLOSED.search(self.text, max(0, event.start - IN_REACH), event.start)
        if closed and after and begins(after[0].cue.phrase, "declared"):
            return 4, f"{closed[1]} {name} … {after[0].cue.phrase}"
        if not back and self._met(event):
            return 5, f"با … {name} و"
        turned = _TURNED.search(self.text, event.end, self.end) if event.kind == "event" else None
        if turned and not back and event.start == past_formula(self.text, self.start, event.end):
            return 4, f"{name} … {turned[0].split()[-1]}"
        return self._acted(event, after)

    def _heads_speech(self) -> bool:
        """True for the headline «متن سخنرانی X در همایش Y»."""
        heads = _SPEECH.match(self.text, self.start, self.end) is not None
        return heads and is_heading(self.view, self.end)

    def _done_there(self, event: Mark) -> str | None:
        """The end of «شورا در جلسه امروز … را عوض کرد», «در جلسه‌ای به X پرداخت»."""
        ending = self.text[event.start : event.end].removeprefix(event.cue.phrase).strip()
        some = ending in listed("one_ends", "one_end") or event.cue.phrase in listed("some_meeting")
        one = _ONE.search(self.text, self.start, event.start)
        sat = begins(event.cue.phrase, "sessions")
        turned = event.kind == "event" and _TURNED.search(self.text, event.end, self.end)
        its = TODAY.match(self.text, event.end) or OWN_MEETING.match(self.text, event.end)
        told = some or one or (sat and its)
        verb = turned or (told and _FINITE.search(self.text, event.end, self.end))
        coming = self.view.within(self.start, self.end, "announce", "hold", "attend")
        return verb[0].split()[-1] if verb and not coming else None

    def _decided(self, event: Mark) -> bool:
        """True for «گفت که در جلسه امروز شورا … تصویب شد»: a spokesman tells of the sitting."""
        sat = begins(event.cue.phrase, "sittings")
        return sat and self.view.first(event.end, self.end, "decide", "discuss") is not None

    def _met(self, event: Mark) -> bool:
        """True for «X با Y دیدار و درباره … گفتگو کرد»: the verb of meeting is left out."""
        met = self.text[event.start : event.end] in listed("gathers", "meets")
        if not met or not self.text.startswith(" و ", event.end):
            return False
        both = _BOTH.search(self.text, self.start, event.start)
        return both is not None or _WITH.search(self.text, self.start, event.start) is not None

    def _acted(self, event: Mark, after: list[Mark]) -> _Told:
        """«شورا … تصویب کرد»: what a parliament says it says sitting, others through anybody."""
        speech = () if event.value == "parliament" else ("say", "said", "saying")
        told = {m.start for m in after if m.kind in speech}
        acts = [m for m in after if m.kind not in (*speech, "deny") and m.start not in told]
        if not acts or event.kind != "body" or is_aside(self.view, event, acts[0]):
            return None
        begin = self.start
        if all(other.kind == "body" for other in self.events):
            begin = past_formula(self.text, self.start, event.start)
        if any(self._sits(other, acts[0]) for other in self.events):
            return None
        near = event.start - begin < _FIRST
        return (3, f"{event.cue.phrase} … {acts[0].cue.phrase}") if near else None

    def _sits(self, event: Mark, act: Mark) -> bool:
        """True for «در جلسه روز شنبه» ahead of what a body did: the sitting is told by itself."""
        if not begins(event.cue.phrase, "sittings") or event.end > act.start:
            return False
        first = max(0, event.start - IN_REACH)
        return IN_MEETING.search(self.text, first, event.start) is not None

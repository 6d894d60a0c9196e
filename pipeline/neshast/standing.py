"""Whether a meeting was held, goes on, is to come, was put off, called off or denied."""

from __future__ import annotations

import re

from neshast.document import Cue, Found
from neshast.grammar import begins, either, listed
from neshast.lead import TAKEN_UP
from neshast.lead_doubts import SUCH, is_invitation, is_none
from neshast.lead_strength import DEFERRED_TO, is_of_matter
from neshast.opening import ANAPHOR, OPENING, Opening
from neshast.reasons import past_reason
from neshast.view import Mark

_WHILE = re.compile(rf"(?<!\w){either('while')}(?!\w)")
_WILL = re.compile(rf"(?<!\w){either('hosts_future')}(?!\w)")
_NEWS_OF = re.compile(rf"(?<!\w){either('news_of')}(?!\w)")
# «خبر برگزار نشدن جلسه دیروز», «شایعه لغو نشست».
_NOT_HELD = re.compile(rf"(?<!\w){either('not_held')} (?:\w+ین )?$")
_PAST_DAY = re.compile(rf"(?<!\w){either('past_days')}(?!\w)")
_COMING = re.compile(rf"(?<!\w){either('present_verbs', 'present_forms')}(?!\w)")
_PRESENT = re.compile(rf"(?<!\w){either('present_forms')}(?!\w)")
# Above an invitation may stand who calls to it, in a line no longer than this.
_LONGEST_CALL = 120
_CALL = re.compile(r"(?:\A|(?<=\n))[^\n.]+\n\W*\Z")
# So far before it may «فرم» stand.
_FORM_REACH = 8
# A denial stands among so many first sentences.
_DENIED_SOON = 6
_TOLD = ("held", "done", "began", "ended")
_STATUSES = ("ongoing", "announced", "postponed", "cancelled")


def told(value: str, mark: Mark) -> Found:
    """A value with the cue that tells it."""
    return Found(value, mark.cue.span, mark.cue.rule)


class Standing:
    """Reads the status of one report.

    Args:
        opening: the report.
    """

    def __init__(self, opening: Opening) -> None:
        self.view = opening.view
        self.report = opening.report
        self.lead = opening.lead
        self.sentences = opening.sentences
        self.dates = opening.dates
        self.title = opening.title or (0, 0)

    def read(self) -> Found:
        """The status, with the words that tell it."""
        denied = self.view.first(*self.lead, "deny")
        if denied is not None and self._is_news_of_off(denied):
            past = _PAST_DAY.search(self.view.text, self.lead[0], denied.start)
            return told("held" if past else "announced", denied)
        if denied is not None and not self._of_a_matter(denied):
            return told("denied", denied)
        such = self._denied_elsewhere()
        if such is not None:
            return told("denied", such)
        start, end = self.lead
        holding = self.view.within(past_reason(self.view, start, end), end, "hold")
        off = [
            mark
            for mark in holding
            if mark.value in ("cancelled", "postponed")
            and not self._of_a_matter(mark)
            and not self._changed(mark)
        ]
        event = self._event()
        if event is not None and is_none(self.view, event):
            if off and event.start < off[-1].start:
                return told("denied", off[-1])
            if self.report.verb is None:
                return told("denied", event)
        over = holding and holding[-1].value in ("held", "began", "ended", "announced")
        # «به حد نصاب نرسید و به جلسه بعد موکول شد»: its matters are put off.
        off = [m for m in off if not self._to_next(m)] or off
        if off and not (over and self._is_past_perfect(off[-1])):
            # «لغو و به … موکول شد» is put off, «… موکول شده بود، لغو شد» is called off.
            return told(off[-1].value, off[-1])
        ongoing = self._ongoing()
        return told("ongoing", ongoing) if ongoing else self._status_of_verb(holding)

    def _of_a_matter(self, mark: Mark) -> bool:
        """True for «برگزار شد و بررسی بودجه … موکول شد», «در جلسه … لغو شد»: the meeting stands."""
        verb, event = self.report.verb, self._event()
        if verb is None:
            spoken = self._spoken_at() and self.view.first(self.lead[0], mark.start, "say")
            return event is not None and (
                spoken is not None or is_of_matter(self.view, event, mark)
            )
        if mark.kind == "deny" and event is not None and self._is_news(event):
            return False
        return verb.value in _TOLD and self.view.at(verb.span)[1] <= mark.start

    def _to_next(self, mark: Mark) -> bool:
        """True for «به جلسه بعد موکول شد»."""
        return DEFERRED_TO.search(self.view.text, self.lead[0], mark.start) is not None

    def _spoken_at(self) -> bool:
        """True for «در جلسه … گفت», «درباره جلسه امروز گفت»: no verb says that it was held."""
        return self.report.verb is None and begins(self.report.rule, "told_of_held")

    def _is_news(self, event: Mark) -> bool:
        """True for «خبر برگزاری نشستی که … دایر شده، نادرست است»."""
        return _NEWS_OF.search(self.view.text, self.lead[0], event.start) is not None

    def _is_news_of_off(self, denied: Mark) -> bool:
        """True for «خبر لغو جلسه را تکذیب کرد»: the meeting stands."""
        event = self._event()
        at = event.start if event is not None else denied.start
        return _NOT_HELD.search(self.view.text, self.lead[0], at) is not None

    def _denied_elsewhere(self) -> Mark | None:
        """The verb of «چنین جلسه ای اصلا دایر نشده است» near the beginning."""
        for a, b in self.sentences[:_DENIED_SOON]:
            for verb in self.view.within(a, b, "hold"):
                event = self.view.first(a, verb.start, "event")
                off = verb.value == "cancelled" and event is not None
                if off and SUCH.search(self.view.text, a, event.start if event else a):
                    return verb
        return None

    def _off_in_title(self) -> Mark | None:
        """The verb of a headline by which a meeting, planned in the lead, was put or called off."""
        for mark in self.view.within(*self.title, "hold"):
            meeting = self.view.first(self.title[0], mark.start, "event", "body")
            off = mark.value in ("cancelled", "postponed") and not self._changed(mark)
            if off and meeting is not None and not is_of_matter(self.view, meeting, mark):
                return mark
        return None

    def _told_before(self) -> Mark | None:
        """The verb of an earlier sentence by which the meeting is over: the first line is newer."""
        for a, b in self.sentences:
            if a >= self.lead[0]:
                return None
            verb = self.view.first(a, b, "hold")
            if verb is not None and verb.value in ("held", "ended"):
                return verb if self.view.first(a, verb.start, "event", "body") else None
        return None

    def _changed(self, mark: Mark) -> bool:
        """True for «نام خیابان تغییر کرد»: no new day stands before the verb."""
        days = (0 <= mark.start - end <= len("  ") for _, end in self.dates)
        return mark.cue.phrase.startswith(listed("moved")) and not any(days)

    def _event(self) -> Mark | None:
        """The meeting that the lead names."""
        event = self.report.event
        if event is None:
            return None
        start = self.view.at(event.span)[0]
        named = self.view.within(start, self.lead[1], event.kind)
        return named[0] if named and named[0].start == start else None

    def _is_past_perfect(self, mark: Mark) -> bool:
        return self.view.text[mark.start : mark.end].endswith(listed("was"))

    def _ongoing(self) -> Mark | None:
        """The verb that says that the meeting goes on, in the lead or of «این جلسه»."""
        verb = self.report.verb
        if verb is not None and verb.kind == "hold":
            on = self.view.first(self.view.at(verb.span)[1], self.lead[1], "go_on")
            if on is not None:
                return on
        for a, b in self.sentences:
            for mark in self.view.within(a, b, "hold"):
                event = self.view.first(a, mark.start, "event")
                if mark.value != "ongoing" or event is None or self._is_other_kind(event):
                    continue
                told = self.view.within(event.end, mark.start, "say")
                if ANAPHOR.search(self.view.text, a, event.start) and not told:
                    return mark
        return None

    def _is_other_kind(self, event: Mark) -> bool:
        """True for «این اجلاس» in the report of a visit there."""
        own = self.report.event
        return own is not None and own.kind == "event" and own.value != event.value

    def _status_of_verb(self, holding: list[Mark]) -> Found:
        """The status that the verb of the lead tells; `holding` are all such verbs in it."""
        verb = self.report.verb
        if verb is None or verb.kind not in ("hold", "meet", "attend"):
            for mark in holding:
                if self._said(mark):
                    continue
                if mark.value == "announced" and self.view.within(*self.lead, "announce"):
                    return told("announced", mark)
        if verb is None:
            # «… خواهد شد» at a press conference is none to come; «گفت: فردا نشستی …» tells of one.
            event = self._event()
            said = self.view.within(*self.lead, "say")
            spoken = next((m.start for m in said if not event or m.start > event.start), None)
            told_by = spoken or self.lead[1]
            will = _WILL.search(self.view.text, self.lead[0], told_by)
            if will and self.report.rule.startswith(listed("hosts", "had_sitting")):
                return Found("announced", None, "is to be host")
            if self._minuted():
                return Found("held", None, "minutes")
            coming = self._announced_later() or self._called() or self._to_do()
            invited = not self.report.rule.startswith(TAKEN_UP) and is_invitation(
                self.view, *self._with_call()
            )
            if coming is None and not said and invited:
                return Found("announced", None, "an invitation")
            return told("announced", coming) if coming else Found("held", None, "reported speech")
        put_off = self._off_in_title() if verb.value == "announced" else None
        if put_off is not None:
            return told(put_off.value, put_off)
        if verb.value == "announced" and self._goes_with():
            return Found("held", verb.span, verb.rule)
        over = self._told_before() if verb.value == "ongoing" else None
        if over is not None:
            return told("held", over)
        if verb.kind == "attend" and self._is_to_attend(verb):
            return Found("announced", verb.span, verb.rule)
        stands = verb.kind in ("hold", "meet") and verb.value in _STATUSES
        return Found(verb.value if stands else "held", verb.span, verb.rule)

    def _minuted(self) -> bool:
        """True for «صورتجلسه شورای …»: minutes are kept of what was held."""
        start, end = self.view.at(self.report.span)
        for at in (start, self.lead[0]):  # Above minutes may stand whose paper it is.
            minutes = self.view.first(at, end, "minutes")
            if minutes is not None and minutes.start - at <= _FORM_REACH:
                return True
        return False

    def _is_to_attend(self, verb: Cue) -> bool:
        """True for «قرار است در اجلاس شرکت کند», «فردا در نشست حضور خواهد یافت»."""
        start, end = self.view.at(verb.span)
        coming = self.view.first(self.lead[0], start, "announce")
        return coming is not None and _COMING.search(self.view.text, start, end) is not None

    def _with_call(self) -> tuple[int, int]:
        """Where the report stands, with a line above it: «فراخوان», «انجمن X برگزار می کند:»."""
        start, end = self.view.at(self.report.span)
        above = _CALL.search(self.view.text, max(0, start - _LONGEST_CALL), start)
        return (above.start() if above else start), end

    def _said(self, mark: Mark) -> bool:
        """True for a verb in what was said at the meeting: «در نشست … گفت: … آغاز می شود»."""
        if self.report.event is None:
            return False
        if self._spoken_at():
            return True
        start = self.view.at(self.report.event.span)[1]
        return self.view.first(start, mark.start, "say") is not None

    def _announced_later(self) -> Mark | None:
        """After «از برگزاری … خبر داد» the verb that says that it will be."""
        cues = self.view.within(*self.lead, "announce")
        coming = [cue for cue in cues if not begins(cue.cue.phrase, "of_holding")]
        if len(coming) == len(cues):
            return None
        if coming or not begins(self.report.rule, "holding_noun"):
            return coming[0] if coming else None
        for a, b in self.sentences[:OPENING]:
            mark = self.view.first(a, b, "hold")
            if mark is not None and self.view.first(a, mark.start, "event") is not None:
                return mark if mark.value == "announced" else None
        return None

    def _to_do(self) -> Mark | None:
        """The day of «کمیسیون … فردا X را بررسی می کند»: what the body is going to do."""
        act = self.report.rule.rpartition(" … ")[2]
        later = _PRESENT.search(act) is not None and self.view.first(*self.lead, "say") is None
        return self.view.first(*self.lead, "announce") if later else None

    def _called(self) -> Mark | None:
        """The verb of «انجمن X برگزار می کند:» above an invitation that is laid out."""
        event = self.report.event
        if event is None or self.report.rule != event.phrase:
            return None
        marks = self.view.within(*self._with_call(), "hold")
        return next((mark for mark in marks if mark.value == "announced"), None)

    def _goes_with(self) -> bool:
        """True for «این نشست در حالی برگزار می شود که …»: what is told, not announced."""
        if self.view.within(*self.lead, "announce"):
            return False
        return _WHILE.search(self.view.text, *self.lead) is not None

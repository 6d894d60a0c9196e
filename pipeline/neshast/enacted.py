"""What a sentence tells as done by the meeting with a verb that decides nothing elsewhere.

«قرارداد X فسخ شد», «با درخواست X مخالفت شد», «N با ۱۲ رأی رئیس شورا شد».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.decided_actions import next_judged
from neshast.decided_objects import (
    CLAUSE_VERBS,
    CONSENT_ON,
    LISTED,
    RA,
    SHORTEST,
    Objects,
)
from neshast.decisions import without_votes
from neshast.grammar import begins, either, listed
from neshast.intros import past_intro
from neshast.passages import Stretch, clause_start, is_active
from neshast.verb_forms import is_adjective
from neshast.view import Mark

_BECAME = re.compile(rf"(?:\s(?!{either('no_office')}\s)\w+){{0,8}}\s({either('became')})(?!\w)")
_GOES_ON = re.compile(rf"\s*،?\s*{either('that')}(?!\w)")
_GOES_ON_DOING = re.compile(r"\s?،|\sو\s")
_ACCUSED = re.compile(either("accused"))
# «X بررسی شد و Y»: «و» before a clause of its own, «که» before one that a verb opened.
_LEADING = re.compile(r"(?:و|که)\s+")
# What the clause must have for verbs that tell of much besides decisions.
_MUST = {
    "plain": re.compile(""),
    "consent": re.compile(rf"(?:^|\s){either('consent_on')}\s"),
    "sentence": re.compile(r"(?<!\w)به\s"),
    "shared": re.compile(""),
    "shares": re.compile(rf"^(?!.*(?<!\w){either('before_noun')} ?$)"),
    "prefaced": re.compile(""),
    "accepted": re.compile(rf"^{either('accepted_motions')}(?!\w)"),
    "accepts": re.compile(rf"^{either('accepted_motions')}(?!\w).*\sرا(?!\w)"),
    "approve": re.compile(r"\sرا(?!\w)"),
    "granted": re.compile(rf"(?<!\w){either('consents', 'approvals')}"),
    "paper": re.compile(rf"(?<!\w){either('papers')}"),
    "body": re.compile(rf"^(?:\w+ )?{either('made_bodies')}(?!\w)"),
}


_COUNT = rf"(?:\d+|{either('count_words')}(?: و {either('count_words')})*)"
# «۱۲ قرارداد منظور، سه قرارداد رد و …»: so many, and what became of them.
_COUNTED_FATE = re.compile(
    rf"(?<!\w){_COUNT} (?:(?! و {_COUNT} )[^،.؛:]){{3,90}}? ({either('judged')})(?=،| و {_COUNT} )"
)
_FATE_OF_LAST = re.compile(rf"{either('judged')} ")
_PASSED_ON = re.compile(
    rf" [^،.؛:]{{0,70}}?(?<!\w){either('passed_on')} {either('passive_ends')}(?!\w)"
)
# «امور آتی منظور و …:» is the head of a list.
_BELOW = re.compile(rf"(?<!\w){either('below_adjectives')}(?!\w)")
# «N با ۱۱ رأی به ریاست شورا رسید», «A و B به عضویت هیئت مدیره درآمدند».
_SEATED = re.compile(rf"\sبه {either('seats')} [^،.؛:]{{2,60}}? ({either('seated')})(?!\w)")
_SOME_BODY = re.compile(rf"(?:{either('indefinite')}|\d+) \w|\w+(?: ?ای| ?یی|ی)(?!\w)")
_AFTER_TALK = re.compile(rf"(?<!\w){either('after_that')} $")
# So far before a name may its title begin.
_TITLE_REACH = 5
_STAYS = re.compile(rf"(?<!\w){either('stays')}(?!\w)")
_IN_OFFICE = re.compile(rf"(?:\s(?!{either('no_office')}\s)\w+){{0,6}}\s")
# «…، B با ۸ رأی»: the next of those elected.
_NEXT_WON = re.compile(
    rf"(?:\s*،\s*(?:و\s+)?|\s+و\s+)(?=(?:(?! و )[^،؛.:]){{3,60}}? با"
    rf" (?:{either('gaining')} )?\w+ {either('vote_nouns')}(?!\w))"
)
# «با ۱۲ رأی», «با کسب ۹ رأی»: by which somebody came into an office.
_WON = re.compile(rf"(?<!\w)با (?:{either('gaining')} )?\d+ {either('vote_nouns')}(?!\w)")


class Enacted:
    """Reads such sentences of one report.

    Args:
        objects: what stands before verbs of deciding in it.
    """

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.view = objects.view
        self.text = objects.text

    def told(self, start: int, verb: Mark) -> Stretch | None:
        """«قرارداد X فسخ شد», «با درخواست X مخالفت شد»: told with the verb that says it.

        Args:
            start: of the sentence.
            verb: a cue of the kind ``enacted``; its value says what must stand before it.
        """
        doing = self.text.endswith(listed("doing", "done_to"), verb.start, verb.end)
        if doing and is_active(verb):
            # «کابینه گزارش را تأیید نموده، …» tells it as a finite verb does.
            doing = _GOES_ON_DOING.match(self.text, verb.end) is None
        if doing or is_adjective(self.text, verb.start, verb.end):
            return None
        before = self.view.within(start, verb.start, "enacted")
        begin = before[-1].end if before else start
        begin = self._clause(begin, verb)
        leading = _LEADING.match(self.text, begin, verb.start)
        first = leading.end() if leading else begin
        at = self.objects.after_preface(first, verb.start)
        bound = begins(verb.cue.phrase, "bound")
        goes_on = _GOES_ON.match(self.text, verb.end)
        met = self.view.first(first, verb.start, "event")
        if verb.value == "body" and met is not None and met.start == first:
            # «جلسه کمیته X در Y تشکیل گردید»: it was held.
            return None
        if verb.value == "body" and not (bound and goes_on):
            at = self._made_body(first, verb) or at
        clause = self.text[at : verb.start]
        if (bound and not _SOME_BODY.match(clause)) or LISTED.search(clause):
            # «هیئت مدیره مکلف گردید»: which was there before; «… به شرح زیر»: told in a list.
            return None
        # «کمیسیون A را تأیید و B را رد کرد»: the subject stands before the first.
        prefaced = at > begin or (bool(before) and before[-1].value in ("shared", "shares"))
        if len(clause) < SHORTEST or not _MUST[verb.value].search(clause):
            return None
        if verb.value == "shares":
            if _BELOW.search(clause) or RA.search(clause):
                return None
            if next_judged(self.text, verb.end):
                return self._judged(at, verb)
            return (at, verb.start) if _PASSED_ON.match(self.text, verb.end) else None
        own = (is_active(verb) and verb.value != "granted") or verb.value in (
            "sentence",
            "prefaced",
        )
        accused = verb.value == "sentence" and _ACCUSED.match(clause)
        if own and not (prefaced or accused):
            # Who else condemns and refuses is not the meeting.
            return None
        if bound and goes_on:
            # «کمیته موظف شد تا …»: what it has to do was decided.
            return None
        if verb.value == "shared":
            return at, verb.start
        if verb.value in ("approve", "accepts", "accepted"):
            at, stop = without_votes(self.view, at, verb.start)
            return at, self.objects.without_manner(at, stop)
        if verb.value == "consent":
            on = CONSENT_ON.match(self.text, at, verb.start)
            at = on.end() if on else at
        return at, verb.end

    def counted(self, start: int, end: int) -> Iterator[Stretch]:
        """«۱۲ قرارداد منظور، سه قرارداد رد و دو قرارداد مسترد شد»: all but the last of them."""
        verbs = self.view.within(start, end, "decide", "enacted", "deferred")
        if not verbs or not _FATE_OF_LAST.match(self.text, verbs[-1].start):
            return
        for fate in _COUNTED_FATE.finditer(self.text, start, verbs[-1].start):
            at, stop = fate.start(), fate.end()
            if not begins(fate[1], "rejects"):
                at, stop = without_votes(self.view, at, fate.start(1) - 1)
                stop = self.objects.without_manner(at, stop)
            yield at, stop

    def _judged(self, at: int, verb: Mark) -> Stretch:
        """«A تصویب و B رد شد»: A without its votes; «A رد و B تصویب شد»: with its verbal noun."""
        if begins(verb.cue.phrase, "consents"):
            on = CONSENT_ON.match(self.text, at, verb.start)
            return (on.end() if on else at), verb.start
        if begins(verb.cue.phrase, "rejects"):
            return at, verb.end - len(" و")
        at, stop = without_votes(self.view, at, verb.start)
        return at, self.objects.without_manner(at, stop)

    def _clause(self, start: int, verb: Mark) -> int:
        """Where the clause of `verb` begins; «بحث و» in «پس از بحث و مناقشه، …» ends none."""
        begin = clause_start(self.view, start, verb.start, *CLAUSE_VERBS)
        talk = self.view.within(start, begin, "discuss")[-1:]
        after = _AFTER_TALK.search(self.text, start, talk[0].start) if talk else None
        if after is not None and talk[0].end == begin:
            begin = after.start()
        return self.view.trim(begin, verb.start, " ،؛:.")[0]

    def _made_body(self, start: int, verb: Mark) -> int | None:
        """Where the body begins in «کارگروه ویژه‌ای تشکیل شد», which decides nothing itself."""
        at = past_intro(self.view, self.objects.after_intro(start, verb.start), verb.start)
        marks = self.view.within(at, verb.start, "chair", "participant")
        formed = begins(verb.cue.phrase, "formed")
        sits = [mark for mark in marks if formed and not begins(mark.cue.phrase, "made_up_of")]
        made = not is_active(verb) and _MUST["body"].match(self.text[at : verb.start])
        return at if made and not sits else None

    def elected(self, start: int, end: int) -> Iterator[Stretch]:
        """«X با ۱۵ رأی رئیس هیئت شد», «Y به عضویت هیئت درآمد»: who came into which office."""
        seat = _SEATED.search(self.text, start, end)
        voted = self._voted(start, seat.start() if seat else end)
        if voted is not None:
            yield from self._each(*voted)
            start = voted[1]
        if seat is not None and (seated := self._seated(start, seat)) is not None:
            yield seated
        stays = _STAYS.search(self.text, start, end)
        if stays is not None and (stayed := self._stayed(start, stays)) is not None:
            yield stayed

    def _each(self, start: int, end: int) -> Iterator[Stretch]:
        """«A با ۹ رأی رئیس، B با ۸ رأی معاون»: each of those elected by votes of their own."""
        for joint in _NEXT_WON.finditer(self.text, start, end):
            if self._votes(start, joint.start()) is not None:
                yield start, joint.start()
                start = joint.end()
        yield start, end

    def _stayed(self, start: int, stays: re.Match[str]) -> Stretch | None:
        """«N خزانه دار ماند»: nothing stands between an office and the verb of staying."""
        begin = clause_start(self.view, start, stays.start(), *CLAUSE_VERBS)
        begin = self.objects.past_clause(begin, stays.start())
        at = self.objects.after_preface(self.view.trim(begin, stays.start())[0], stays.start())
        named = self.objects.cast.people(at, stays.start())
        if not named or named[0].start - at > _TITLE_REACH:
            return None
        offices = self.view.within(named[0].start, stays.start(), "office")
        near = any(_IN_OFFICE.fullmatch(self.text, o.end, stays.start()) for o in offices)
        return (at, stays.end()) if near else None

    def _seated(self, start: int, seat: re.Match[str]) -> Stretch | None:
        begin = clause_start(self.view, start, seat.start(), *CLAUSE_VERBS)
        begin = self.objects.past_clause(begin, seat.start())
        at = self.objects.after_preface(self.view.trim(begin, seat.start())[0], seat.start())
        named = self.objects.cast.people(at, seat.start())
        if not named:
            return None
        # «در انتخابات هیئت رئیسه، N به ریاست شورا رسید».
        comma = self.text.rfind("،", at, named[0].start)
        return self.view.trim(max(at, comma + 1), seat.start(1))

    def _voted(self, start: int, end: int) -> Stretch | None:
        """An office after the votes, and nothing but «شد» behind it."""
        votes = self._votes(start, end)
        if votes is None:
            return None
        first, behind = votes
        for office in self.view.within(behind, end, "office"):
            became = _BECAME.match(self.text, office.end, end)
            if became and not self.view.within(behind, became.end(), "decide", "enacted"):
                begin = clause_start(self.view, start, first, *CLAUSE_VERBS)
                at = self.objects.after_preface(self.view.trim(begin, first)[0], first)
                at = self.view.trim(max(at, self.text.rfind("،", at, first)), first)[0]
                at = behind if first - at < SHORTEST else at
                return at, became.start(1)
        return None

    def _votes(self, start: int, end: int) -> Stretch | None:
        """The first votes that a sentence tells."""
        votes = self.view.first(start, end, "votes")
        if votes is not None:
            return votes.start, votes.end
        won = _WON.search(self.text, start, end)
        return won.span() if won else None

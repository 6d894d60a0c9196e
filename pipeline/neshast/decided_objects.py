"""What stands before a verb of deciding: who decided, and the one or several things decided."""

from __future__ import annotations

import itertools
import re

from neshast.actors import Cast
from neshast.coordination import begins_matter, split_list
from neshast.decided_actions import NEW_ACTION, long_enough, next_judged, told
from neshast.decisions import votes_end, without_votes
from neshast.grammar import begins, either, listed
from neshast.intros import Intros, past_aside, past_intro
from neshast.passages import Stretch, clause_start, is_active, past_formula
from neshast.verb_forms import finite_forms
from neshast.view import Mark, View

_ALSO = rf"(?:\s*{either('also')}(?!\w))?"
_INTRO = re.compile(
    rf"(?:(?:{either('outcome_in')}\s*(?:{either('outcome_parts')}\s+)*"
    rf"{either('outcome_meetings', 'agenda_meetings')}(?!\w)(?! {either('some_apart')}(?!\w))"
    rf"(?: {either('said_before')}(?!\w))?{_ALSO}"
    rf"|{either('at_proposal')} [^،؛:]{{2,40}}?(?=،|\s{either('also')}(?!\w)){_ALSO}"
    rf"|{either('agencies')} \w+(?: \w+)?\s*:"
    rf"|{either('outcome_openings')}(?!\w))\s*(?:،\s*)?)*+"
)
# «در نشست امروز شورا، X تصویب شد».
_SETTING = re.compile(rf"{either('setting_in')}\s")
_MET = re.compile(
    rf"{either('setting_in')} (?:{either('this_same')} )?{either('outcome_meetings')}\s"
)
_SAT_AS = re.compile(rf"(?<!\w){either('setting_in')} (?:\w+ )?{either('outcome_meetings')} $")
_AFTER = re.compile(rf"{either('after_that')}\s([^،؛:]{{2,80}})،\s*(?=\w)")
# «… به شرح زیر»
LISTED = re.compile(rf"(?<!\w){either('as_follows')}(?: {either('below_adjectives')})?\s*$")
INTO_OFFICE = re.compile(rf"(?<!\w){either('in_capacity_of', 'as_office', 'into_office')}(?!\w)")
_AS = re.compile(rf"(?<!\w){either('in_capacity_of', 'as_office')}(?!\w)")
# «انتخاب شدند»: several were.
_MANY = re.compile(r"ند(?!\w)")
_NEXT_ONE = re.compile(r"\s*،\s*(?:و\s+)?|\s+و\s+")
# «از زحمات X قدردانی و Y به عنوان …», «با قدردانی از X، Y …».
_THANKED = re.compile(
    rf"(?<!\w)(?:{either('thanks')}\s+و\s*"
    rf"|{either('with_thanks')} {either('thanks')} از [^،؛]{{4,120}}،\s*)"
)
_WHO = re.compile(
    rf"(?:{either('this_same')}\s+)?(?:{either('deciders', 'sitting_bodies')})"
    rf"(?!\w)(?: {either('this_same')})?\s+(?!(?:و|های|ی)\s)"
)
_POINTING = re.compile(
    rf"{either('which')}(?: \w+){{1,3}}\s*|"
    rf"{either('this_same')}\s+\w+\s*|\w+\s+{either('their')}\s*"
    rf"|(?:{either('count_words', 'some_count')}|\d+)\s+{either('counted_things')}\s*"
)
# «با افزایش کرایه موافقت شد», «روی ایجاد کمیته توافق شد».
_AGREED_ON = re.compile(rf"(?<!\w){either('agreed_on')}\s+(?!{either('not_agreed_on')}(?!\w))")
CONSENT_ON = re.compile(rf"(?<!\w){either('consent_on')}\s+(?!{either('not_agreed_on')}(?!\w))")
# «روی پیشنهاد X بعد از بحث تصویب شد»: what they talked about is what was approved.
_UPON = re.compile(rf"{either('upon')}\s+")
# «به طرح X رأی مثبت دادند».
_VOTED_ON = re.compile(rf"(?<!\w){either('voted_on')}\s+(?=.{{8}})")
# «… و برای اجرا ابلاغ شد».
_FOR_WHAT = re.compile(rf"{either('for_what')} \w+(?: \w+)?\s*")
# «X را با تعدیلات تأیید کرد».
_MANNER_BEHIND = re.compile(rf" را (?={either('put_forward_how')} )[^،؛]{{2,60}}$")
RA = re.compile(r"\sرا(?!\w)")
_BY_WHOM = re.compile(rf"\s{either('by_agent')}\s(?:(?!{either('as_office')})[^،؛]){{2,40}}$")
_AFTER_TALKS = re.compile(
    rf"(?:\s{either('also')})?\s{either('talk_then')}\s+"
    rf"{either('talk_nouns', 'heard_nouns')}(?!\w)[^،؛]{{0,50}}$"
)
_READ_OUT = re.compile(rf"\s{either('had_been_read')}(?: {either('passive_ends')})?\s+و\s*$")
_IN_SITTING = re.compile(
    rf"\s(?:در (?:{either('this_same')} )?{either('sitting_places')}(?: \w+){{0,3}}"
    rf"|از {either('among_the')} \w+(?: های)?)\s*$"
)
_MEASURE = re.compile(rf"{either('measures')}(?!\w)")
# «… مورد غور قرار گرفت و به شرط X منظور گردید»: what is approved stands in the clause before.
_JOINED = re.compile(rf"\s*و(?:\s+{either('joined_by')}(?!\w)|\s*$)")
# «۳ پروژه منظور و ۲ پروژه دیگر رد گردید».
_ELLIPTIC = re.compile(rf"\s{either('elliptic')}(\s+و\s+)(?=\w+ \w+)")
# «۱۵ پرونده بررسی و ۸ پرونده تأیید شد»: only so many of them were approved.
_LOOKED_AT = re.compile(
    rf"(?:\d+|{either('count_words')}) [^،.؛:]{{2,60}}? {either('looked_at')} و\s+"
    rf"(?:{either('of_which')} )?(?=(?:\d+|{either('count_words')}) \w)"
)
# «به کارگردانی A و نویسندگی B»: parts of one.
_CREDIT = re.compile(rf"(?:به\s+)?{either('credits')}(?!\w)")
CLAUSE_VERBS = ("hold", "discuss", "present", "decide", "attend", "say")
# «… که طی آن X انتخاب شد».
_OF_WHICH = re.compile(rf"(?:که\s+)?(?!{either('of_which')})(?:{either('relative_openings')})\s+")
# «نرسید و صورت های مالی»: behind a finite verb another clause begins.
_NEXT_CLAUSE = re.compile(r"(?<!\w)(\w+)\s+و\s+")
_RELATIVE = re.compile(rf"(?<!\w){either('which')}(?!\w)")
_PAPER = re.compile(
    rf"(?<!\w)(?:(?:{either('few_numbers', 'indefinite')}|\d+) (?:{either('pieces')} )?)?"
    rf"(?!{either('minutes_papers')}){either('signed_papers')}(?!\w)"
)
SHORTEST = 8
# «گزارش X ارائه و Y تصویب شد»: what was heard before is no decision.
_HEARD_AND = re.compile(rf"(?<!\w){either('heard_nouns')}\s+و\s+(?=\w+ \w+)")
# «X بررسی و با Y موافقت شد»: two nouns share the verb.
_SHARED_CONSENT = re.compile(rf"(?<!\w){either('passive_noun')} و {either('consent_on')}\s+")
# Within so many characters stands «با» of what is consented to.
_ON_REACH = 4
# Fewer objects are parts of one: «بازسازی پل، و راه آن».
_FEWEST_OBJECTS = 3


class Objects:
    """Reads what stands before verbs of deciding in one report.

    Args:
        view: of the document.
        cast: of the report.
        intros: what stands before matters in it.
    """

    def __init__(self, view: View, cast: Cast, intros: Intros) -> None:
        self.view = view
        self.intros = intros
        self.text = view.text
        self.cast = cast

    def clause(self, start: int, verb: Mark) -> int:
        """Where the clause of `verb` begins: after the last verb before it.

        «X مورد غور قرار گرفت و به شرط Y منظور شد»: with the clause that tells what was approved.
        """
        verbs = self.view.within(start, verb.start, *CLAUSE_VERBS)
        shared = ("discuss", *(("present",) if begins(verb.cue.phrase, "backward") else ()))
        ends = (v.end for v in verbs if v.kind not in shared or not v.cue.phrase.endswith(" و"))
        begin = max(ends, default=start)
        for shares in self.view.within(begin, verb.start, "enacted"):
            if shares.value == "shares" and next_judged(self.text, shares.end):
                begin = shares.end
        talks = self.view.within(start, begin, "discuss", "present")
        same = talks and talks[-1].end == begin and begins(verb.cue.phrase, "backward")
        heard = same and (talks[-1].kind == "discuss" or not is_active(talks[-1]))
        if heard and _JOINED.match(self.text, begin, verb.start):
            begin = clause_start(self.view, start, talks[-1].start, *CLAUSE_VERBS)
            intro = _INTRO.match(self.text, begin, verb.start)
            on = _AGREED_ON.match(self.text, intro.end() if intro else begin, verb.start)
            begin = on.end() if on else begin
        begin = self.past_clause(begin, verb.start)
        opening = _OF_WHICH.match(self.text, *self.view.trim(begin, verb.start, " ،؛:."))
        return self.view.trim(opening.end() if opening else begin, verb.start, " ،؛:.")[0]

    def past_clause(self, begin: int, stop: int) -> int:
        """Past «به موضوع دوم نرسید و», a clause of its own whose verb is no cue."""
        for joint in _NEXT_CLAUSE.finditer(self.text, begin, stop):
            ends = joint[1] in finite_forms() or joint[1] in listed("done", "is", "long_past")
            # «بررسی شد و با اکثریت آرا به تصویب رسید»: what was approved stands before.
            joined = _JOINED.match(self.text, joint.end() - len("و "), stop)
            if ends and not joined and not _RELATIVE.search(self.text, begin, joint.start()):
                begin = joint.end()
        return begin

    def is_bare(self, start: int, verb: Mark) -> bool:
        """True if nothing stands before `verb` that could be what was decided.

        «شورا در پایان مصوب کرد …»: an active verb without an object tells it afterwards.
        """
        actions = NEW_ACTION.finditer(self.text, start, verb.start)
        start = max((match.end() for match in actions), default=start)
        at = self.after_preface(start, verb.start)
        votes = self.view.first(at, verb.start, "votes")
        if votes is not None and votes.start - at < len("با "):
            # «با اکثریت آرا تصویب شد که …».
            at = votes_end(self.view, votes, verb.start)
        if verb.start - at < SHORTEST:
            return True
        before = self.text[at : verb.start]
        return at > start and is_active(verb) and not RA.search(before) and "با " not in before

    def only_sets(self, start: int, verb: Mark) -> bool:
        """True for «در جلسه هیئت رئیسه مصوب شد که …»: what stands before says only where."""
        met = _MET.match(self.text, start, verb.start)
        return met is not None and "،" not in self.text[start : verb.start]

    def after_preface(self, start: int, stop: int) -> int:
        """Past «در پایان این نشست اعضای شورا», which is no part of what was decided."""
        at = self._after_subject(self.after_intro(start, stop), stop)
        at = self.intros.past_opening(at, stop)
        after = _AFTER.match(self.text, at, stop - SHORTEST)
        return past_aside(self.text, after, stop - SHORTEST) if after else at

    def after_intro(self, start: int, stop: int) -> int:
        """Past «به گزارش …،», «در پایان این نشست», «پس از بحث،»."""
        start = past_formula(self.text, start, stop)
        start = self.intros.past(start, stop) if _SETTING.match(self.text, start) else start
        intro = _INTRO.match(self.text, start, stop)
        at = intro.end() if intro else start
        after = _AFTER.match(self.text, at, stop - SHORTEST)
        at = past_aside(self.text, after, stop - SHORTEST) if after else at
        return past_intro(self.view, self.intros.past_chair(at, stop), stop)

    def _after_subject(self, start: int, stop: int) -> int:
        """Past «شورای وزیران», «نمایندگان»: who decided is no part of what was decided."""
        people = self.view.first(start, min(stop, start + 16), "collective")
        people = people if people and people.start - start <= len("تمام ") else None
        body = self.cast.body_at(start, stop)
        who = _WHO.match(self.text, start, stop)
        ends = [subject.end for subject in (body, people) if subject is not None]
        ends += [who.end()] if who else []
        end = max((end for end in ends if end < stop), default=start)
        # «نمایندگان مجلس | شورای اسلامی»: the whole of the body.
        whole = self.intros.body_over(start, end)
        return whole if whole < stop else end

    def before(self, begin: int, end: int, verb: Mark) -> tuple[str, list[Stretch]]:
        """The kind of outcome and its items: «A و B تصویب شد», «نمایندگان A را تصویب کردند».

        Args:
            begin: of the clause.
            end: of the sentence.
            verb: that decides.
        """
        kind = verb.value
        at = self.after_intro(begin, verb.start)
        sets = begins(verb.cue.phrase, "sets")
        only_measures = sets and not begins(verb.cue.phrase, "rules")
        in_office = INTO_OFFICE.search(self.text, at, end) and not only_measures
        if kind == "appointment" and not in_office:
            ruled = begins(verb.cue.phrase, "rules") and RA.search(self.text, at, verb.start)
            measured = ruled or _MEASURE.match(self.text, at)
            if not (begins(verb.cue.phrase, "keeps") or (sets and measured)):
                return kind, []
            kind = "decision" if sets else kind
        if verb.cue.phrase.endswith(" و") and not self._goes_on(at, verb):
            return kind, []
        if self._tells_of_noun(at, verb):
            return kind, []
        if begins(verb.cue.phrase, "signs"):
            return kind, self._signed(at, verb.start)
        if begins(verb.cue.phrase, "comes_to") and not _AGREED_ON.search(self.text, at, verb.start):
            return kind, []
        active = is_active(verb)
        stop = verb.start
        if active:
            at = self._past_votes(at, stop)
            at = self.after_preface(at, stop)
            at = self._past_votes(at, stop)
        if kind == "appointment":
            at, stop = self._appointed(at, stop, not _MANY.search(self.text, verb.start, verb.end))
        elif begins(verb.cue.phrase, "consents", "agrees"):
            at, stop = self._agreed(at, verb)
        elif not active and not self._counted(at, stop):
            at, stop = without_votes(self.view, at, stop)
            upon = _UPON.match(self.text, at, stop)
            at = upon.end() if upon else at
        looked = _LOOKED_AT.match(self.text, at, stop)
        at = looked.end() if looked else at
        stop = self.without_manner(at, stop)
        if kind == "vote" and active:
            votes = self.view.first(at, stop, "votes")
            at = votes.end if votes else at
            clause = max(at, self.text.rfind("،", at, stop))
            on = _VOTED_ON.search(self.text, clause, stop)
            at = on.end() if on else at
        listed_below = LISTED.search(self.text, at, stop)
        if (
            listed_below
            or _POINTING.fullmatch(self.text, at, stop)
            or _FOR_WHAT.fullmatch(self.text, at, stop)
        ):
            # «این پیشنهاد تأیید شد»: what it is stands elsewhere.
            return kind, []
        counted = begins(verb.cue.phrase, "consents") and active
        voted = (kind == "decision" or counted) and self.view.within(begin, end, "votes")
        whole = self._counted(at, stop) or self.view.within(at, stop, "discuss")
        return "vote" if voted else kind, [(at, stop)] if whole else self.items(at, stop)

    def _tells_of_noun(self, at: int, verb: Mark) -> bool:
        """True for «قانونی که سال گذشته تصویب شد»: a clause about a noun, and no decision."""
        which = self.text.rfind(" که ", at + SHORTEST, verb.start)
        return which > 0 and not told(self.text[which + 4 : verb.start])

    def _signed(self, at: int, stop: int) -> list[Stretch]:
        """The paper that was signed, if one is told by which sides bind themselves."""
        paper = _PAPER.search(self.text, at, stop)
        return [(paper.start(), self.without_manner(paper.start(), stop))] if paper else []

    def _past_votes(self, at: int, stop: int) -> int:
        object_end = self.text.rfind(" را ", at, stop)
        counted = self.view.within(at, object_end, "votes") if object_end > 0 else []
        return max((votes_end(self.view, mark, object_end) for mark in counted), default=at)

    def _appointed(self, at: int, stop: int, one: bool) -> Stretch:
        thanked = _THANKED.search(self.text, at, stop)
        at = self.intros.past(thanked.end() if thanked else at, stop)
        office, comma = _AS.search(self.text, at, stop), self.text.rfind("،", at, stop)
        if one and office and self.cast.people(max(at, comma + 1), office.start()):
            # «در حضور A و B، N به عنوان رئیس …»: whoever is named before N was there.
            at = self.view.trim(comma + 1, stop)[0] if comma > at else at
        who = self.cast.people(at, office.start()) if one and office else []
        if who and _SAT_AS.search(self.text, 0, at):
            # «در جلسه | فنی فدراسیون | N به عنوان …».
            at = who[0].start
        votes = self.view.first(at, stop, "votes")
        if votes is not None and votes.start - at < SHORTEST:
            at = votes_end(self.view, votes, stop)
        return at, stop

    def _agreed(self, at: int, verb: Mark) -> Stretch:
        """«اعضا با افزایش کرایه موافقت کردند» without who agreed and «با»."""
        start, stop = at, verb.start
        consents = begins(verb.cue.phrase, "consents")
        on = CONSENT_ON if consents else _AGREED_ON
        votes = self.view.first(at, stop, "votes")
        behind = on.search(self.text, votes_end(self.view, votes, stop), stop) if votes else None
        if behind is not None and stop - behind.end() >= SHORTEST:
            return behind.end(), stop
        if not self._counted(at, stop):
            start, stop = without_votes(self.view, at, stop)
        shared = _SHARED_CONSENT.search(self.text, start, stop) if consents else None
        if shared is not None and stop - shared.end() >= SHORTEST:
            return shared.end(), stop
        # «فیلم X با موضوع Y موافقت شد»: in the passive its subject may go before.
        reach = stop if is_active(verb) or not consents else min(stop, start + _ON_REACH)
        match = on.search(self.text, start, reach)
        if match is None and consents and is_active(verb) and not RA.search(self.text, start, stop):
            # «در پاسخ به درخواست X با رعایت آیین نامه موافقت کرد»: with what is not told.
            return stop, stop
        at = match.end() if match and stop - match.end() >= SHORTEST else start
        # «با این نشست موافقت کرد»: what that is stands elsewhere.
        return (stop, stop) if _POINTING.fullmatch(self.text, at, stop) else (at, stop)

    def without_manner(self, at: int, stop: int) -> int:
        """Where the object ends: without «را», and without the votes or the agent behind it."""
        votes = self.view.first(at, stop, "votes")
        object_end = self.text.rfind(" را ", at, stop)
        if votes is not None and 0 < object_end < votes.start:
            return object_end
        behind = _MANNER_BEHIND.search(self.text, at + SHORTEST, stop)
        if behind is not None:
            return behind.start()
        for manner in (_READ_OUT, _BY_WHOM, _AFTER_TALKS, _IN_SITTING):
            tail = manner.search(self.text, at, stop)
            stop = tail.start() if tail and tail.start() - at >= SHORTEST else stop
        trimmed = self.text[at:stop].rstrip(" ،")
        return at + len(trimmed) - 3 if trimmed.endswith(" را") else stop

    def _counted(self, at: int, stop: int) -> bool:
        """True if the votes told behind a short object are counted: «کلیات طرح با ۱۴ رأی موافق»."""
        votes = self.view.first(at, stop, "votes")
        if votes is None or not begins(votes.cue.phrase, "counted_votes"):
            return False
        return votes.start - at > SHORTEST + len("با ۱۴ ")

    def _goes_on(self, start: int, verb: Mark) -> bool:
        """True if «تصویب و», «معرفی و» share the verb at the end of the sentence."""
        told = INTO_OFFICE.search(self.text, start, verb.start)
        return told is not None or bool(self.view.within(start, verb.start, "votes"))

    def items(self, start: int, stop: int) -> list[Stretch]:
        """«A، B و C منظور گردید»: each of several long objects is a decision of its own."""
        heard = _HEARD_AND.search(self.text, start + SHORTEST, stop)
        start = heard.end() if heard and stop - heard.end() >= SHORTEST else start
        elliptic = _ELLIPTIC.search(self.text, start, stop)
        if elliptic is not None and elliptic.start() - start >= SHORTEST // 2:
            return [(start, elliptic.start(1)), *self.items(elliptic.end(), stop)]
        offices = list(_AS.finditer(self.text, start, stop))
        if len(offices) > 1 and not _CREDIT.match(self.text, offices[-1].start()):
            cuts = [
                max((m.span() for m in _NEXT_ONE.finditer(self.text, a.end(), b.start())),
                    default=(0, 0))
                for a, b in itertools.pairwise(offices)
            ]  # fmt: skip
            if all(cut > start for cut, _ in cuts):
                begins_at = [start, *(after for _, after in cuts)]
                return list(zip(begins_at, [*(cut for cut, _ in cuts), stop], strict=True))
        if "،" not in self.text[start:stop]:
            return self._two(start, stop)
        pieces = self._with_credits(split_list(self.text, start, stop))
        if len(pieces) < _FEWEST_OBJECTS:
            return [(start, stop)]
        texts = [self.text[a:b] for a, b in pieces]
        # «عرضه سه انیمیشن، ده مستند و دو فیلم بلند»: the first noun governs what follows.
        governed = begins_matter(texts[0]) and not any(map(begins_matter, texts[1:]))
        return [(start, stop)] if governed or not all(map(long_enough, texts)) else pieces

    def _two(self, start: int, stop: int) -> list[Stretch]:
        """«تشکیل کمیته‌های X و تدوین تقویم Y تصویب شد»: two actions, each with its object."""
        pieces = split_list(self.text, start, stop)
        texts = [self.text[a:b] for a, b in pieces]
        both = len(pieces) == 2 and all(map(begins_matter, texts)) and all(map(long_enough, texts))
        return pieces if both else [(start, stop)]

    def _with_credits(self, pieces: list[Stretch]) -> list[Stretch]:
        found: list[Stretch] = []
        for a, b in pieces:
            if found and _CREDIT.match(self.text, a, b):
                found[-1] = (found[-1][0], b)
            else:
                found.append((a, b))
        return found

"""What stands before a verb of deciding: who decided, and the one or several things decided."""

from __future__ import annotations

import itertools
import re

from neshast.actors import Cast
from neshast.agenda_lines import Intros, past_intro
from neshast.coordination import begins_matter, split_list
from neshast.decided_actions import NEW_ACTION, long_enough, told
from neshast.decisions import votes_end, without_votes
from neshast.grammar import begins, either, listed
from neshast.passages import Stretch, clause_start, past_formula
from neshast.view import Mark, View

_ALSO = rf"(?:\s*{either('also')}(?!\w))?"
_INTRO = re.compile(
    rf"(?:(?:{either('outcome_in')}\s*(?:{either('outcome_parts')}\s+)*"
    rf"{either('outcome_meetings', 'agenda_meetings')}(?!\w)"
    rf"(?: {either('said_before')}(?!\w))?{_ALSO}"
    rf"|{either('at_proposal')} [^،؛:]{{2,40}}?(?=،|\s{either('also')}(?!\w)){_ALSO}"
    rf"|{either('outcome_openings')}(?!\w))\s*(?:،\s*)?)*+"
)
# «در نشست امروز شورا، X تصویب شد».
_SETTING = re.compile(rf"{either('setting_in')}\s")
_AFTER = re.compile(rf"{either('after_that')}\s[^،؛:]{{2,80}}،\s*(?=\w)")
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
_POINTING = re.compile(rf"{either('this_same')}\s+\w+\s*|\w+\s+{either('their')}\s*")
# «با افزایش کرایه موافقت شد», «روی ایجاد کمیته توافق شد».
_AGREED_ON = re.compile(rf"(?<!\w){either('agreed_on')}\s+(?!{either('not_agreed_on')}(?!\w))")
_CONSENT_ON = re.compile(rf"(?<!\w){either('consent_on')}\s+(?!{either('not_agreed_on')}(?!\w))")
# «به طرح X رأی مثبت دادند».
_VOTED_ON = re.compile(rf"(?<!\w){either('voted_on')}\s+(?=.{{8}})")
# «… و برای اجرا ابلاغ شد».
_FOR_WHAT = re.compile(rf"{either('for_what')} \w+(?: \w+)?\s*")
# «X را با تعدیلات تأیید کرد».
_MANNER_BEHIND = re.compile(rf" را (?={either('put_forward_how')} )[^،؛]{{2,60}}$")
_RA = re.compile(r"\sرا(?!\w)")
_BY_WHOM = re.compile(rf"\s{either('by_agent')}\s(?:(?!{either('as_office')})[^،؛]){{2,40}}$")
_AFTER_TALKS = re.compile(rf"\s{either('talk_then')}\s+{either('talk_nouns')}(?!\w)[^،؛]{{0,24}}$")
_READ_OUT = re.compile(rf"\s{either('had_been_read')}\s+و\s*$")
_MEASURE = re.compile(rf"{either('measures')}(?!\w)")
# «… مورد غور قرار گرفت و به شرط X منظور گردید»: what is approved stands in the clause before.
_JOINED = re.compile(rf"\s*و(?:\s+{either('joined_by')}(?!\w)|\s*$)")
# «۳ پروژه منظور و ۲ پروژه دیگر رد گردید».
_ELLIPTIC = re.compile(rf"\s{either('elliptic')}(\s+و\s+)(?=\w+ \w+)")
# «به کارگردانی A و نویسندگی B»: parts of one.
_CREDIT = re.compile(rf"(?:به\s+)?{either('credits')}(?!\w)")
_CLAUSE_VERBS = ("hold", "discuss", "present", "decide", "attend", "say")
_BECAME = re.compile(rf"(?:\s(?!{either('no_office')}\s)\w+){{0,8}}\s({either('became')})(?!\w)")
_GOES_ON = re.compile(rf"\s*،?\s*{either('that')}(?!\w)")
_ACCUSED = re.compile(either("accused"))
# «X بررسی شد و Y»: «و» before a clause of its own, «که» before one that a verb opened.
_LEADING = re.compile(r"(?:و|که)\s+")
# What the clause must have for verbs that tell of much besides decisions.
_MUST = {
    "plain": re.compile(""),
    "consent": re.compile(rf"(?:^|\s){either('consent_on')}\s"),
    "sentence": re.compile(r"(?<!\w)به\s"),
    "shared": re.compile(""),
    "accepted": re.compile(rf"^{either('accepted_motions')}(?!\w)"),
    "accepts": re.compile(rf"^{either('accepted_motions')}(?!\w).*\sرا(?!\w)"),
    "approve": re.compile(r"\sرا(?!\w)"),
    "granted": re.compile(rf"(?<!\w){either('consents', 'approvals')}"),
    "paper": re.compile(rf"(?<!\w){either('papers')}"),
    "body": re.compile(rf"^(?:\w+ )?{either('made_bodies')}(?!\w)"),
}
_SHORTEST = 8
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
        verbs = self.view.within(start, verb.start, *_CLAUSE_VERBS)
        ends = (v.end for v in verbs if v.kind != "discuss" or not v.cue.phrase.endswith(" و"))
        begin = max(ends, default=start)
        talks = self.view.within(start, begin, "discuss")
        shared = talks and talks[-1].end == begin and begins(verb.cue.phrase, "backward")
        if shared and _JOINED.match(self.text, begin, verb.start):
            begin = clause_start(self.view, start, talks[-1].start, *_CLAUSE_VERBS)
            intro = _INTRO.match(self.text, begin, verb.start)
            on = _AGREED_ON.match(self.text, intro.end() if intro else begin, verb.start)
            begin = on.end() if on else begin
        return self.view.trim(begin, verb.start, " ،؛:.")[0]

    def enacted(self, start: int, verb: Mark) -> Stretch | None:
        """«قرارداد X فسخ شد», «با درخواست X مخالفت شد»: told with the verb that says it.

        Args:
            start: of the sentence.
            verb: a cue of the kind ``enacted``; its value says what must stand before it.
        """
        if self.text.endswith(listed("doing", "done_to"), verb.start, verb.end):
            return None
        before = self.view.within(start, verb.start, "enacted")
        begin = before[-1].end if before else start
        begin = clause_start(self.view, begin, verb.start, *_CLAUSE_VERBS)
        begin, _ = self.view.trim(begin, verb.start, " ،؛:.")
        leading = _LEADING.match(self.text, begin, verb.start)
        first = leading.end() if leading else begin
        at = self.after_preface(first, verb.start)
        if verb.value == "body" and not begins(verb.cue.phrase, "bound"):
            at = self._made_body(first, verb) or at
        clause = self.text[at : verb.start]
        prefaced = at > begin
        if len(clause) < _SHORTEST or not _MUST[verb.value].search(clause):
            return None
        own = (is_active(verb) and verb.value != "granted") or verb.value == "sentence"
        accused = verb.value == "sentence" and _ACCUSED.match(clause)
        if own and not (prefaced or accused):
            # Who else condemns and refuses is not the meeting.
            return None
        if begins(verb.cue.phrase, "bound") and _GOES_ON.match(self.text, verb.end):
            # «کمیته موظف شد تا …»: what it has to do was decided.
            return None
        if verb.value == "shared":
            return at, verb.start
        if verb.value in ("approve", "accepts", "accepted"):
            return at, self._without_manner(at, verb.start)
        if verb.value == "consent":
            on = _CONSENT_ON.match(self.text, at, verb.start)
            at = on.end() if on else at
        return at, verb.end

    def _made_body(self, start: int, verb: Mark) -> int | None:
        """Where the body begins in «کارگروه ویژه‌ای تشکیل شد», which decides nothing itself."""
        at = past_intro(self.view, self._after_intro(start, verb.start), verb.start)
        sits = self.view.within(at, verb.start, "chair", "participant")
        made = not is_active(verb) and _MUST["body"].match(self.text[at : verb.start])
        return at if made and not sits else None

    def is_bare(self, start: int, verb: Mark) -> bool:
        """True if nothing stands before `verb` that could be what was decided.

        «شورا در پایان مصوب کرد …»: an active verb without an object tells it afterwards.
        """
        actions = NEW_ACTION.finditer(self.text, start, verb.start)
        start = max((match.end() for match in actions), default=start)
        at = self.after_preface(start, verb.start)
        if verb.start - at < _SHORTEST:
            return True
        before = self.text[at : verb.start]
        return at > start and is_active(verb) and not _RA.search(before) and "با " not in before

    def after_preface(self, start: int, stop: int) -> int:
        """Past «در پایان این نشست اعضای شورا», which is no part of what was decided."""
        at = self._after_subject(self._after_intro(start, stop), stop)
        return past_intro(self.view, at, stop)

    def _after_intro(self, start: int, stop: int) -> int:
        """Past «به گزارش …،», «در پایان این نشست», «پس از بحث،»."""
        start = past_formula(self.text, start, stop)
        start = self.intros.past(start, stop) if _SETTING.match(self.text, start) else start
        intro = _INTRO.match(self.text, start, stop)
        at = intro.end() if intro else start
        after = _AFTER.match(self.text, at, stop - _SHORTEST)
        return after.end() if after else at

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
        at = self._after_intro(begin, verb.start)
        if kind == "appointment" and not INTO_OFFICE.search(self.text, at, end):
            sets = begins(verb.cue.phrase, "sets")
            measured = _RA.search(self.text, at, verb.start) or _MEASURE.match(self.text, at)
            if not (begins(verb.cue.phrase, "keeps") or (sets and measured)):
                return kind, []
            kind = "decision" if sets else kind
        if verb.cue.phrase.endswith(" و") and not self._goes_on(at, verb):
            return kind, []
        if self._tells_of_noun(at, verb):
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
        stop = self._without_manner(at, stop)
        if kind == "vote" and active:
            clause = max(at, self.text.rfind("،", at, stop))
            on = _VOTED_ON.search(self.text, clause, stop)
            at = on.end() if on else at
        if _POINTING.fullmatch(self.text, at, stop) or _FOR_WHAT.fullmatch(self.text, at, stop):
            # «این پیشنهاد تأیید شد»: what it is stands elsewhere.
            return kind, []
        voted = kind == "decision" and self.view.within(begin, end, "votes")
        whole = self._counted(at, stop) or self.view.within(at, stop, "discuss")
        return "vote" if voted else kind, [(at, stop)] if whole else self.items(at, stop)

    def _tells_of_noun(self, at: int, verb: Mark) -> bool:
        """True for «قانونی که سال گذشته تصویب شد»: a clause about a noun, and no decision."""
        which = self.text.rfind(" که ", at + _SHORTEST, verb.start)
        return which > 0 and not told(self.text[which + 4 : verb.start])

    def elected(self, start: int, end: int) -> Stretch | None:
        """«X با ۱۵ رأی رئیس هیئت شد»: an office after the votes, and nothing but «شد» behind it."""
        votes = self.view.first(start, end, "votes")
        if votes is None:
            return None
        for office in self.view.within(votes.end, end, "office"):
            became = _BECAME.match(self.text, office.end, end)
            if became and not self.view.within(votes.end, became.end(), "decide", "enacted"):
                begin = clause_start(self.view, start, votes.start, *_CLAUSE_VERBS)
                at = self.after_preface(self.view.trim(begin, votes.start)[0], votes.start)
                at = self.view.trim(max(at, self.text.rfind("،", at, votes.start)), votes.start)[0]
                at = votes.end if votes.start - at < _SHORTEST else at
                return at, became.start(1)
        return None

    def _past_votes(self, at: int, stop: int) -> int:
        object_end = self.text.rfind(" را ", at, stop)
        counted = self.view.within(at, object_end, "votes") if object_end > 0 else []
        return max((votes_end(self.view, mark, object_end) for mark in counted), default=at)

    def _appointed(self, at: int, stop: int, one: bool) -> Stretch:
        thanked = _THANKED.search(self.text, at, stop)
        at = self.intros.past(thanked.end() if thanked else at, stop)
        office, comma = _AS.search(self.text, at, stop), self.text.rfind("،", at, stop)
        if (
            one
            and office
            and comma < office.start()
            and self.cast.people(comma + 1, office.start())
        ):
            # «در حضور A و B، N به عنوان رئیس …»: whoever is named before N was there.
            at = self.view.trim(comma + 1, stop)[0] if comma > at else at
        votes = self.view.first(at, stop, "votes")
        if votes is not None and votes.start - at < _SHORTEST:
            at = votes_end(self.view, votes, stop)
        return at, stop

    def _agreed(self, at: int, verb: Mark) -> Stretch:
        """«اعضا با افزایش کرایه موافقت کردند» without who agreed and «با»."""
        start, stop = at, verb.start
        if not self._counted(at, stop):
            start, stop = without_votes(self.view, at, stop)
        consents = begins(verb.cue.phrase, "consents")
        on = _CONSENT_ON if consents else _AGREED_ON
        # «فیلم X با موضوع Y موافقت شد»: in the passive its subject may go before.
        reach = stop if is_active(verb) or not consents else min(stop, start + _ON_REACH)
        match = on.search(self.text, start, reach)
        at = match.end() if match and stop - match.end() >= _SHORTEST else start
        # «با این نشست موافقت کرد»: what that is stands elsewhere.
        return (stop, stop) if _POINTING.fullmatch(self.text, at, stop) else (at, stop)

    def _without_manner(self, at: int, stop: int) -> int:
        """Where the object ends: without «را», and without the votes or the agent behind it."""
        votes = self.view.first(at, stop, "votes")
        object_end = self.text.rfind(" را ", at, stop)
        if votes is not None and 0 < object_end < votes.start:
            return object_end
        behind = _MANNER_BEHIND.search(self.text, at + _SHORTEST, stop)
        if behind is not None:
            return behind.start()
        for manner in (_BY_WHOM, _AFTER_TALKS, _READ_OUT):
            tail = manner.search(self.text, at, stop)
            stop = tail.start() if tail and tail.start() - at >= _SHORTEST else stop
        trimmed = self.text[at:stop].rstrip(" ،")
        return at + len(trimmed) - 3 if trimmed.endswith(" را") else stop

    def _counted(self, at: int, stop: int) -> bool:
        """True if the votes told behind a short object are counted: «کلیات طرح با ۱۴ رأی موافق»."""
        votes = self.view.first(at, stop, "votes")
        if votes is None or not begins(votes.cue.phrase, "counted_votes"):
            return False
        return votes.start - at > _SHORTEST + len("با ۱۴ ")

    def _goes_on(self, start: int, verb: Mark) -> bool:
        """True if «تصویب و», «معرفی و» share the verb at the end of the sentence."""
        told = INTO_OFFICE.search(self.text, start, verb.start)
        return told is not None or bool(self.view.within(start, verb.start, "votes"))

    def items(self, start: int, stop: int) -> list[Stretch]:
        """«A، B و C منظور گردید»: each of several long objects is a decision of its own."""
        elliptic = _ELLIPTIC.search(self.text, start, stop)
        if elliptic is not None and elliptic.start() - start >= _SHORTEST // 2:
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


def is_active(verb: Mark) -> bool:
    """True for «تصویب کرد», false for «تصویب شد»."""
    return verb.cue.phrase.endswith(listed("active_ends"))

"""Finds what a meeting decided, agreed, instructed, recommended, elected or promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.actors import Cast
from neshast.agenda_lines import tells_of_meeting
from neshast.coordination import begins_matter
from neshast.deadlines import deadline_in
from neshast.decided_actions import NEW_ACTION, actions, acts, long_enough, numbered
from neshast.decided_objects import Objects
from neshast.decision_doubts import Doubts
from neshast.decision_lists import gives_nameless, items_behind, items_below, past_number
from neshast.decisions import deciding, only_counts, states_duty, tells_earlier
from neshast.decisions_cited import ITS_OWN, cited
from neshast.document import Actor, Document, Outcome, Statement
from neshast.enacted import Enacted
from neshast.grammar import begins, either
from neshast.intros import Intros
from neshast.options import Options as NoOptions
from neshast.passages import NOT_UNTIL, Stretch, covers, is_active, overlaps, own_sentences
from neshast.promises import promises
from neshast.view import Mark, View

# «… به تصویب رسید که بر اساس آن …» tells of what was decided.
_RELATIVE = re.compile(rf"\s*،?\s*{either('which')} {either('relative_openings')}(?!\w)")
_THAT = re.compile(
    rf"(?!{_RELATIVE.pattern})\s*(?:{either('that')}(?!\w){NOT_UNTIL}|[:؛،])+\s*(?:که\s*)?"
    rf"(?:تا{NOT_UNTIL}\s+)?"
)
_COMMA = re.compile(r"\s*،\s*$")
_SAYS_THAT = re.compile(rf"(?!{_RELATIVE.pattern})\s*،?\s*{either('which')}(?!\w)")
_TO = re.compile(r"(?<!\w)به\s+")
_SITS = re.compile(
    rf"{either('sitting_bodies')}(?: {either('this_same')})?\s+(?!{either('tells')})"
)
_JUDGES = re.compile(rf"{either('sitting_bodies', 'deciders')}\s")
_OWN_CLAUSE = re.compile(rf"(?:،\s*|\sو\s+){ITS_OWN.pattern}")
# «درباره مصوبات جلسه گفت: …».
_RECOUNTS = re.compile(rf"(?<!\w){either('tells_of')} {either('decided_things')}(?!\w)")
_RESOLVED = re.compile(
    rf"(?<!\w){either('resolved_in')} (?:{either('this_same')} )?{either('closing_papers')}"
    rf"(?!\w* (?:\w+ )?(?:\d|{either('others_papers')}))"
)
_ON = re.compile(rf"(?<!\w){either('instructed_on')}\s+")
_TO_WHOM = re.compile(r"\sبه\s+(?:\w+\s+){1,4}$")
_ALSO = re.compile(rf"\s*{either('also')}\s+")
_ALSO_END = re.compile(rf"\s{either('also')}\s*$")
_DUTY = re.compile(rf"\s*[.،؛(\[]\s*{either('item_tails_of_duty')}\s*:")
# What these decide stands after «که» or «تا», if one follows.
_LOOKING_FORWARD = ("decision", "agreement", "recommendation")
_SPOKEN_REACH = 200
_SHARED_REACH = 60
_TELLS_SOON = 30
_MIN_LENGTH = 8
# Less after a cue is no content of its own.
_MIN_CONTENT = 4


class FindOutcomes:
    """Fills `outcomes` and `outcome_status`, parallel to `reports`.

    What speakers wish, decisions of earlier sessions and motions still pending are no outcomes.
    A promise made at the meeting is a ``commitment`` and stays a statement too.
    """

    name: ClassVar = "outcomes"
    needs: ClassVar = (
        "folded", "cues", "sentences", "reports", "names", "offices", "people", "organizations",
        "frames", "statements", "agendas", "dates", "event_dates",
    )  # fmt: skip
    fills: ClassVar = ("outcomes", "outcome_status")
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled."""
        view = View(document)
        outcomes = []
        status = []
        for i in range(len(document.reports)):
            reader = _Outcomes(document, view, i)
            told = sorted(reader.read(), key=lambda o: o.span.start)
            found = tuple(outcome for outcome in told if not only_counts(view, outcome, told))
            outcomes.append(found)
            status.append("reported" if found else "generic" if reader.generic else "none")
        return replace(document, outcomes=tuple(outcomes), outcome_status=tuple(status))


def _tells_the_same(generic: Mark, verb: Mark) -> bool:
    """True for «تصمیمات لازم گرفته شد», and for «تصامیم لازم اتخاذ و به ادارات ابلاغ شد»."""
    if generic.start < verb.end and verb.start < generic.end:
        return True
    shares = generic.cue.phrase.endswith(" و")
    return shares and 0 <= verb.start - generic.end < _SHARED_REACH


class _Outcomes:
    """Reads one report; what has been found once is not found again."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.index = index
        self.cast = Cast.of(document, view, index)
        self.objects = Objects(view, self.cast, Intros(document, view, index))
        own = own_sentences(document, index)
        self.sentences = [view.at(s.span) for s in own]
        self.paragraphs = [s.paragraph for s in own]
        self.enacted = Enacted(self.objects)
        self.doubts = Doubts(document, view, index, self.sentences)
        self.statements = document.statements[index]
        self.speech = [view.at(s.span) for s in self.statements]
        self.generic = False
        # Where the paragraph of the sentence being read ends.
        self.limit = 0
        self.found: list[tuple[int, int]] = []

    def read(self) -> Iterator[Outcome]:
        """The outcomes; afterwards `generic` says whether the report told of nameless ones."""
        items: dict[int, str] = {}
        for i, (start, end) in enumerate(self.sentences):
            generic = self.view.within(start, end, "generic_outcome")
            nameless = bool(generic) or gives_nameless(self.view.text, start, end)
            self.generic |= nameless
            listed_below = dict(items_below(self.view, self.sentences, self.paragraphs, i))
            self.limit = self._paragraph_end(i)
            items |= listed_below
            start = past_number(self.view.text, start, end, counted=i in items)
            verbs = deciding(self.view, start, end)
            if listed_below and verbs:
                # «پس از بحث، اعضا چنین فیصله نمودند:» tells in the list what was decided.
                verbs.pop()
            if i in items and all(map(states_duty, verbs)):
                yield from self._listed(i, start, items[i])
            elif not tells_earlier(self.view, start, end, verbs):
                before = len(self.found)
                yield from self._behind_colon(start, end)
                at = cited(self.view, start, end, self.speech)
                if at is not None:
                    yield from self._actions(at, end, None)
                for verb in verbs:
                    told = any(_tells_the_same(g, verb) for g in generic)
                    doubted = self.doubts.about(i, self.objects.clause(start, verb), verb)
                    if not (told or doubted or self._is_spoken(start, verb)):
                        begin, stop = self._told_in(start, end, verb)
                        yield from self._decided(begin, stop, verb)
                if not listed_below:
                    yield from self._enacted(start, end)
                if i in items and len(self.found) == before:
                    yield from self._listed(i, start, items[i])
        yield from self._recounted()
        yield from promises(self.document, self.view, self.index)

    def _outcome(
        self, start: int, end: int, kind: str, who: tuple[Actor, ...], verb: Mark | None
    ) -> Iterator[Outcome]:
        """The outcome in ``[start, end)``, if it is long enough and new."""
        also = _ALSO.match(self.view.text, start, end)
        start, end = self.view.trim(also.end() if also else start, end)
        also = _ALSO_END.search(self.view.text, start, end)
        end = also.start() if also else end
        put_off = self.view.within(start, end, "deferred")
        if end - start < _MIN_LENGTH or put_off or overlaps(start, end, self.found):
            return
        self.found.append((start, end))
        cue, rule = (verb.cue.span, verb.cue.rule) if verb else (None, "list of decisions")
        span = self.view.span(start, end)
        due = deadline_in(self.document, self.view, self.index, span)
        yield Outcome(span, kind, who, due, cue, rule)

    def _told_in(self, start: int, end: int, verb: Mark) -> tuple[int, int]:
        """The sentence ``[start, end)`` of `verb` without «به گفته X،» and «، گفت: …» around it."""
        for statement, (a, b) in zip(self.statements, self.speech, strict=True):
            if a <= verb.start < b:
                framed = self.view.at(statement.verb)[1] <= a
                stop = b if verb.end < b - _MIN_LENGTH else end
                return (max(a, start) if framed else start), min(end, stop)
        return start, end

    def _is_spoken(self, sentence: int, verb: Mark) -> bool:
        """True inside somebody's speech, unless it tells of this very meeting."""
        for statement, (start, end) in zip(self.statements, self.speech, strict=True):
            if start <= verb.start < end:
                if self._tells_decision(statement, verb, start) or self._acts_besides(
                    statement, verb
                ):
                    return False
                if start < sentence and _SITS.match(self.view.text, sentence, verb.start):
                    return False  # «شورا به X وظیفه سپرد»: the body that sits ends the speech.
                judged = self.view.within(*self.view.at(statement.verb), "enacted")
                if judged and _JUDGES.match(self.view.text, sentence, verb.start):
                    return False  # «اعضا X را تأیید و Y را رد کردند» is no speech.
                begin = max(start, sentence, verb.start - _SPOKEN_REACH)
                return not tells_of_meeting(self.view.text, begin, verb.start, talks=True)
        return False

    def _acts_besides(self, statement: Statement, verb: Mark) -> bool:
        """True for «بر X هدایت داد و بر Y تأکید کرد»: the order is no part of the speech."""
        said = self.view.at(statement.verb)[0]
        joined = self.view.text.startswith(" و ", verb.end)
        return verb.value == "instruction" and verb.end < said and joined

    def _tells_decision(self, statement: Statement, verb: Mark, start: int) -> bool:
        """True for «به گفته وی مقرر شد …»: speech that begins by telling what was decided."""
        frame = self.document.frames[self.index]
        if frame.status.value != "held" or verb.start - start > _SPOKEN_REACH:
            return False
        by_name = bool(self.view.within(*self.view.at(statement.verb), "according"))
        own = ITS_OWN.match(self.view.text, start, verb.start)
        if by_name and (own or _OWN_CLAUSE.search(self.view.text, start, verb.start)):
            return True  # «به گفته وی، شورا فیصله کرد که …»
        near = verb.start - start < _TELLS_SOON
        if near and own and frame.kind.value == "session" and begins(verb.cue.phrase, "forward"):
            return True  # «سخنگوی شورا گفت که شورا فیصله کرده است …».
        soon = near and begins(verb.cue.phrase, "forward")
        return soon and not is_active(verb) and (by_name or frame.kind.value == "session")

    def _behind_colon(self, start: int, end: int) -> Iterator[Outcome]:
        """«سه سفارش مشخص را ارائه کردند: A، B و C», «فیصله‌های ذیل صورت گرفت: ۱- A ۲- B»."""
        kind, items = items_behind(self.view, start, end, self.limit)
        if items and not covers(items[0][0] - 2, self.speech):
            for a, b in items:
                yield from self._outcome(a, b, kind, (), None)

    def _recounted(self) -> Iterator[Outcome]:
        """What is told of the decisions or resolved: «درباره مصوبات جلسه گفت: A و B»."""
        for statement in self.statements:
            start, end = self.view.at(statement.span)
            frame, _ = self.view.at(statement.verb)
            for first, last in self.sentences:
                if not (first <= frame < last and first < start < last):
                    continue
                if _RESOLVED.search(self.view.text, first, frame):
                    for a, b in actions(self.view.text, start, min(end, last)):
                        yield from self._outcome(a, b, "recommendation", (), None)
                elif _RECOUNTS.search(self.view.text, first, frame):
                    yield from self._actions(start, min(end, last), None)

    def _enacted(self, start: int, end: int) -> Iterator[Outcome]:
        """What is told as done by the meeting: «قرارداد X فسخ شد»."""
        for a, b in self.enacted.counted(start, end):
            yield from self._outcome(a, b, "decision", (), None)
        for verb in self.view.within(start, end, "enacted"):
            if not self._is_spoken(start, verb) and self._may_judge(verb):
                done = self.enacted.told(start, verb)
                if done is not None:
                    yield from self._outcome(*done, "decision", (), verb)
        for a, b in self.enacted.elected(start, end):
            if not covers(b, self.speech):
                yield from self._outcome(a, b, "appointment", (), None)

    def _may_judge(self, verb: Mark) -> bool:
        """False for a sentence passed elsewhere, of which a meeting that is no court hears."""
        frame = self.document.frames[self.index]
        return verb.value != "sentence" or frame.kind.value == "session"

    def _listed(self, i: int, start: int, kind: str) -> Iterator[Outcome]:
        """An item of a list of decisions that has no verb of deciding of its own."""
        end = self._paragraph_end(i)
        duty = _DUTY.search(self.view.text, start, end)
        end = duty.start() if duty else end
        if not self.view.within(start, end, "deferred"):
            yield from self._outcome(start, end, kind, (), None)

    def _paragraph_end(self, i: int) -> int:
        """Where the last sentence of the paragraph of sentence `i` ends."""
        while i + 1 < len(self.paragraphs) and self.paragraphs[i + 1] == self.paragraphs[i]:
            i += 1
        return self.sentences[i][1]

    # -- verbs of deciding --------------------------------------------------------------

    def _decided(self, start: int, end: int, verb: Mark) -> Iterator[Outcome]:
        """What a verb decides: after it, or else before it."""
        begin = self.objects.clause(start, verb)
        match = _THAT.match(self.view.text, verb.end, self.limit)
        for a, b in numbered(self.view.text, match.end(), self.limit) if match else ():
            yield from self._outcome(a, b, verb.value, (), verb)
        match = _THAT.match(self.view.text, verb.end, end)
        that = match.end() if match and match.end() < end - _MIN_CONTENT else None
        bare = self.objects.is_bare(begin, verb)
        if match and _COMMA.fullmatch(match[0]) and not bare and verb.value != "instruction":
            that = None
        if verb.value == "instruction":
            yield from self._instruction(begin, end, verb, that)
            return
        looks_back = begins(verb.cue.phrase, "backward")
        says_that = _SAYS_THAT.match(self.view.text, verb.end, end) is not None
        at = that or verb.end
        if says_that and self._acts(at, end):
            bare = bare or self.objects.only_sets(begin, verb)
        bare = bare or (says_that and self._bare_after_comma(begin, verb))
        if looks_back and bare and (says_that or self._acts(at, end)):
            yield from self._actions(at, end, verb)
            return
        concludes = begins(verb.cue.phrase, "concludes") and not self._acts(at, end)
        if that is not None and verb.value in _LOOKING_FORWARD and not (looks_back or concludes):
            yield from self._actions(that, end, verb)
            return
        if begins(verb.cue.phrase, "concludes"):
            return
        if begins(verb.cue.phrase, "forward"):
            follow = self.view.text[verb.end : end]
            if follow[:1] in " 0123456789" and long_enough(follow) and follow[:3] != " و ":
                yield from self._actions(verb.end, end, verb)
                return
            if verb.value == "decision":
                return
        kind, items = self.objects.before(begin, end, verb)
        for a, b in items:
            yield from self._outcome(a, b, kind, (), verb)

    def _bare_after_comma(self, begin: int, verb: Mark) -> bool:
        """«…، در این جلسه تصویب شد که …»: nothing to decide stands behind the last comma."""
        comma = self.view.text.rfind("،", begin, verb.start)
        after = self.view.trim(comma + 1, verb.start)[0]
        return comma > 0 and self.objects.is_bare(after, verb)

    def _instruction(self, begin: int, end: int, verb: Mark, that: int | None) -> Iterator[Outcome]:
        who = self._instructed(begin, verb.start)
        if that is not None:
            yield from self._actions(that, end, verb, who)
        elif self._may_act(begin, verb, who) and self._acts(verb.end, end):
            yield from self._actions(verb.end, end, verb, who)
        else:
            matter = self._instructed_on(begin, verb)
            if matter is not None:
                yield from self._outcome(*matter, verb.value, who, verb)
            elif who:
                yield from self._entrusted(begin, verb, who)

    def _may_act(self, begin: int, verb: Mark, who: tuple[Actor, ...]) -> bool:
        """True if what follows may be the order: «به هیئت هدایت داده شد گزارش بدهد»."""
        ordered = begins(verb.cue.phrase, "orders") and _TO.search(
            self.view.text, begin, verb.start
        )
        return bool(who or ordered or begins(verb.cue.phrase, "bound") or is_active(verb))

    def _instructed_on(self, begin: int, verb: Mark) -> Stretch | None:
        """«بر ترمیم سرک ها به مسئولان هدایت داد»: the noun of what has to be done."""
        on = _ON.search(self.view.text, begin, verb.start)
        if on is None or not begins(verb.cue.phrase, "orders"):
            return None
        whom = _TO_WHOM.search(self.view.text, on.end(), verb.start)
        stop = whom.start() if whom else verb.start
        return (on.end(), stop) if stop - on.end() >= _MIN_LENGTH else None

    def _acts(self, start: int, end: int) -> bool:
        """True if something to be done follows: several words and a verb of doing."""
        follow = self.view.text[start:end]
        return acts(follow) and follow[:1] != "،" and follow[:3] != " و "

    def _instructed(self, start: int, stop: int) -> tuple[Actor, ...]:
        """Who is to act: «به وزارت معارف هدایت داده شد تا …»."""
        to = _TO.search(self.view.text, start, stop)
        at = to.end() if to else start
        body = self.cast.body_at(at, stop)
        if body is not None:
            return (body.actor,)
        found = self.cast.people(at, stop)[:1]
        if to is None and self.view.text.find(" را ", start, stop) > 0:
            # «N مدیران را موظف کرد»: N orders, and has nothing to do.
            found = [f for f in found if self.view.text.startswith(" را ", f.end)]
        return tuple(person.actor for person in found)

    def _entrusted(self, begin: int, verb: Mark, who: tuple[Actor, ...]) -> Iterator[Outcome]:
        """«ترتیب فهرست نیز به ریاست X وظیفه سپرده شد»: the action stands before who is to act."""
        at = self.objects.after_preface(begin, verb.start)
        to = _TO.search(self.view.text, at + 1, verb.start)
        stop = to.start() if to else at
        also = _ALSO_END.search(self.view.text, at, stop)
        stop = also.start() if also else stop
        text = self.view.text[at:stop]
        body = any(actor.kind == "organization" for actor in who) and to is not None
        if long_enough(text) and (body or begins_matter(text)):
            yield from self._outcome(at, stop, verb.value, who, verb)

    def _actions(
        self, start: int, end: int, verb: Mark | None, who: tuple[Actor, ...] = ()
    ) -> Iterator[Outcome]:
        """The actions after a cue, each an outcome."""
        kind = verb.value if verb else "decision"
        for a, b in actions(self.view.text, start, self._next(start, end), any_tense=verb is None):
            doer = None if who else self.cast.body_at(a, b)
            yield from self._outcome(a, b, kind, (doer.actor,) if doer else who, verb)

    def _next(self, start: int, end: int) -> int:
        """Content ends where another is told: «مقرر شد A و مصوب شد B», «… و B موکول شد»."""
        verbs = self.view.within(start, end, "decide", "deferred")
        stop = next((v.start for v in verbs if not v.cue.phrase.endswith(" و")), start)
        actions = NEW_ACTION.finditer(self.view.text, start, stop)
        return max((match.start(2) for match in actions), default=end)

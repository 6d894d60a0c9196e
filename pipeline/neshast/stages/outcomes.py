"""Finds what a meeting decided, agreed, instructed, recommended, elected or promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.actors import Cast
from neshast.coordination import begins_matter
from neshast.deadlines import deadline_in
from neshast.decided_actions import NEW_ACTION, SUBJUNCTIVE, actions, acts, long_enough
from neshast.decided_objects import Objects
from neshast.decisions import bullet_of, deciding, tells_earlier
from neshast.document import Actor, Document, Outcome
from neshast.grammar import begins, either
from neshast.options import Options as NoOptions
from neshast.page import ITEM
from neshast.passages import NOT_UNTIL, covers, overlaps, own_sentences
from neshast.view import Mark, View

_THAT = re.compile(
    rf"\s*(?:{either('that')}(?!\w){NOT_UNTIL}|[:؛،])+\s*(?:که\s*)?(?:تا{NOT_UNTIL}\s+)?"
)
_COMMA = re.compile(r"\s*،\s*$")
_SAYS_THAT = re.compile(rf"\s*،?\s*{either('which')}(?!\w)")
_TO = re.compile(r"(?<!\w)به\s+")
_ACTION_LINE = re.compile(rf"^[^:]{{12,300}}(?<!\w){SUBJUNCTIVE}[\s.؛]*$")
_SITS = re.compile(
    rf"{either('sitting_bodies')}(?: {either('this_same')})?\s+(?!{either('tells')})"
)
_BELOW = re.compile(
    rf"{either('decided_things', 'listed_things')} {either('below_adjectives')}(?!\w)"
)
_DECIDED_BELOW = re.compile(rf"{either('decided_things')} {either('below_adjectives')}(?!\w)")
_BY_DECISION = re.compile(
    rf"{either('according')} {either('decided_things')}(?: \w+){{0,4}}\s*،\s*(?=\w)"
)
_ALSO_END = re.compile(rf"\s{either('also')}\s*$")
_DUTY = re.compile(rf"\s*[.،؛(\[]\s*{either('item_tails_of_duty')}\s*:")
_THIS_MEETING = re.compile(
    rf"{either('this_day')} ?{either('sittings')}|{either('sittings')} {either('today')}"
)
# What these decide stands after «که» or «تا», if one follows.
_LOOKING_FORWARD = ("decision", "agreement", "recommendation")
_LIST_ENDS = (":", "؛")
_SPOKEN_REACH = 200
_MIN_LENGTH = 8
# Less than this after a cue is no content of its own.
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
            found = tuple(sorted(reader.read(), key=lambda o: o.span.start))
            outcomes.append(found)
            status.append("reported" if found else "generic" if reader.generic else "none")
        return replace(document, outcomes=tuple(outcomes), outcome_status=tuple(status))


class _Outcomes:
    """Reads one report; what has been found once is not found again."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.index = index
        self.cast = Cast.of(document, view, index)
        self.objects = Objects(view, self.cast)
        own = own_sentences(document, index)
        self.sentences = [view.at(s.span) for s in own]
        self.paragraphs = [s.paragraph for s in own]
        self.statements = document.statements[index]
        self.speech = [view.at(s.span) for s in self.statements]
        self.generic = False
        self.found: list[tuple[int, int]] = []

    def read(self) -> Iterator[Outcome]:
        """The outcomes; afterwards `generic` says whether the report told of nameless ones."""
        items: set[int] = set()
        for i, (start, end) in enumerate(self.sentences):
            generic = self.view.within(start, end, "generic_outcome")
            self.generic = self.generic or bool(generic)
            listed_below = set(self._list_after(i))
            items |= listed_below
            item = ITEM.match(self.view.text, start, end)
            start = item.end() if item else start
            verbs = deciding(self.view, start, end)
            if listed_below and verbs:
                # «پس از بحث، اعضا چنین فیصله نمودند:» tells in the list what was decided.
                verbs.pop()
            if i in items and not verbs:
                yield from self._listed(i, start)
            elif not tells_earlier(self.view, start, end):
                before = len(self.found)
                for verb in verbs:
                    told = any(g.start < verb.end and verb.start < g.end for g in generic)
                    if not told and not self._is_spoken(start, verb):
                        yield from self._decided(start, end, verb)
                yield from self._by_decision(start, end)
                yield from self._enacted(start, end)
                if i in items and len(self.found) == before:
                    yield from self._listed(i, start)
        yield from self._promises()

    def _outcome(
        self, start: int, end: int, kind: str, who: tuple[Actor, ...], verb: Mark | None
    ) -> Iterator[Outcome]:
        """The outcome in ``[start, end)``, if it is long enough and new."""
        start, end = self.view.trim(start, end)
        put_off = self.view.within(start, end, "deferred")
        if end - start < _MIN_LENGTH or put_off or overlaps(start, end, self.found):
            return
        self.found.append((start, end))
        cue, rule = (verb.cue.span, verb.cue.rule) if verb else (None, "list of decisions")
        span = self.view.span(start, end)
        due = deadline_in(self.document, self.view, self.index, span)
        yield Outcome(span, kind, who, due, cue, rule)

    def _is_spoken(self, sentence: int, verb: Mark) -> bool:
        """True inside somebody's speech, unless it tells of this very meeting."""
        for start, end in self.speech:
            if start <= verb.start < end:
                if start < sentence and _SITS.match(self.view.text, sentence, verb.start):
                    # «شورا به X وظیفه سپرد»: the body that sits ends the speech.
                    return False
                begin = max(start, sentence, verb.start - _SPOKEN_REACH)
                return not _THIS_MEETING.search(self.view.text, begin, verb.start)
        return False

    def _by_decision(self, start: int, end: int) -> Iterator[Outcome]:
        """«بر اساس مصوبات جلسه، A می‌شود و B خواهد شد»."""
        match = _BY_DECISION.search(self.view.text, start, end)
        if match is None or covers(match.start(), self.speech):
            return
        if not self.view.within(match.start(), end, "decide", "say"):
            yield from self._actions(match.end(), end, None)

    def _enacted(self, start: int, end: int) -> Iterator[Outcome]:
        """What is told as done by the meeting: «قرارداد X فسخ شد»."""
        for verb in self.view.within(start, end, "enacted"):
            if not covers(verb.start, self.speech):
                done = self.objects.enacted(start, verb)
                if done is not None:
                    yield from self._outcome(*done, "decision", (), verb)

    def _listed(self, i: int, start: int) -> Iterator[Outcome]:
        """An item of a list of decisions that has no verb of deciding of its own."""
        end = self._paragraph_end(i)
        duty = _DUTY.search(self.view.text, start, end)
        end = duty.start() if duty else end
        if not self.view.within(start, end, "deferred"):
            yield from self._outcome(start, end, "decision", (), None)

    # -- laid-out lists -----------------------------------------------------------------

    def _list_after(self, i: int) -> Iterator[int]:
        """The sentences that begin an item after «مصوبات به شرح ذیل:»."""
        start, end = self.sentences[i]
        text = self.view.text
        decides = self.view.within(start, end, "decide")
        closes = text[start:end].rstrip().endswith(_LIST_ENDS)
        named = closes and _DECIDED_BELOW.search(text, start, end)
        announced = decides and (closes or _BELOW.search(text, start, end))
        if not (named or announced or self.view.within(start, end, "outcome_head")):
            return
        paragraph, bullet = -1, None
        for n in range(i + 1, len(self.sentences)):
            if self.paragraphs[n] == paragraph:
                continue
            item = ITEM.match(text, *self.sentences[n])
            sign = bullet_of(item[0]) if item else "none"
            if bullet not in (None, sign) or not (item or self._is_bare_action(n)):
                break
            paragraph, bullet = self.paragraphs[n], sign
            yield n

    def _is_bare_action(self, n: int) -> bool:
        """True for a line without a number that tells something to be done."""
        fresh = n == 0 or self.paragraphs[n] != self.paragraphs[n - 1]
        line = self.view.text[slice(*self.sentences[n])]
        return fresh and _ACTION_LINE.search(line) is not None

    def _paragraph_end(self, i: int) -> int:
        """Where the last sentence of the paragraph of sentence `i` ends."""
        while i + 1 < len(self.paragraphs) and self.paragraphs[i + 1] == self.paragraphs[i]:
            i += 1
        return self.sentences[i][1]

    # -- verbs of deciding --------------------------------------------------------------

    def _decided(self, start: int, end: int, verb: Mark) -> Iterator[Outcome]:
        """What a verb decides: after it, or else before it."""
        begin = self.objects.clause(start, verb)
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
        bare = bare or (says_that and self._bare_after_comma(begin, verb))
        if looks_back and bare and (says_that or self._acts(at, end)):
            yield from self._actions(at, end, verb)
            return
        if that is not None and verb.value in _LOOKING_FORWARD and not looks_back:
            yield from self._actions(that, end, verb)
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
        return comma > 0 and self.objects.is_bare(comma + 1, verb)

    def _instruction(self, begin: int, end: int, verb: Mark, that: int | None) -> Iterator[Outcome]:
        who = self._instructed(begin, verb.start)
        if that is not None:
            yield from self._actions(that, end, verb, who)
        elif (who or begins(verb.cue.phrase, "bound")) and self._acts(verb.end, end):
            yield from self._actions(verb.end, end, verb, who)
        elif who:
            yield from self._entrusted(begin, verb, who)

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
        return tuple(person.actor for person in self.cast.people(at, stop)[:1])

    def _entrusted(self, begin: int, verb: Mark, who: tuple[Actor, ...]) -> Iterator[Outcome]:
        """«ترتیب فهرست نیز به ریاست X وظیفه سپرده شد»: the action stands before who is to act."""
        at = self.objects.after_preface(begin, verb.start)
        to = _TO.search(self.view.text, at + 1, verb.start)
        stop = to.start() if to else at
        also = _ALSO_END.search(self.view.text, at, stop)
        stop = also.start() if also else stop
        if long_enough(self.view.text[at:stop]) and begins_matter(self.view.text[at:stop]):
            yield from self._outcome(at, stop, verb.value, who, verb)

    def _actions(
        self, start: int, end: int, verb: Mark | None, who: tuple[Actor, ...] = ()
    ) -> Iterator[Outcome]:
        """The actions after a cue, each an outcome."""
        kind = verb.value if verb else "decision"
        for a, b in actions(self.view.text, start, self._next(start, end), told=verb is None):
            yield from self._outcome(a, b, kind, who, verb)

    def _next(self, start: int, end: int) -> int:
        """Content ends where a further decision begins: «مقرر شد الف و مصوب شد ب»."""
        verbs = self.view.within(start, end, "decide")
        following = next((v for v in verbs if not v.cue.phrase.endswith(" و")), None)
        if following is None:
            return end
        actions = NEW_ACTION.finditer(self.view.text, start, following.start)
        return max((match.start(2) for match in actions), default=end)

    # -- promises -----------------------------------------------------------------------

    def _promises(self) -> Iterator[Outcome]:
        """Statements that promise, once more as commitments of who made them."""
        for statement in self.statements:
            speaker = statement.speaker
            who = (speaker,) if speaker and speaker.kind != "group" else ()
            for mark in self.view.within(*self.view.at(statement.verb), "say"):
                if mark.value in ("promise", "promise_open"):
                    due = deadline_in(self.document, self.view, self.index, statement.span)
                    yield Outcome(
                        statement.span, "commitment", who, due, statement.verb, mark.cue.rule
                    )

"""Finds what a meeting decided, agreed, instructed, recommended, elected or promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.actors import Cast
from neshast.document import Actor, Document, Outcome
from neshast.options import Options as NoOptions
from neshast.page import ITEM
from neshast.phrases import split_list
from neshast.view import Mark, View

_THAT = re.compile(r"\s*(?:که|تا|:|؛|،)+(?:\s*که)?\s*(?:تا\s)?\s*")
_TO = re.compile(r"(?<!\w)به\s+")
_INTRO = re.compile(
    r"(?:(?:و|همچنین|همچنان|هم چنان|سپس|در پایان|در اخیر|در نتیجه|در نهایت|در ادامه|نیز|در خاتمه|به همین ترتیب|هکذا|در فرجام|بر این اساس|بنابراین|متعاقبا|سر انجام|سرانجام|در همین راستا|از سوی دیگر)?\s*،?\s*(?:(?:در|طی|درین|دراین|پایان)\s*(?:این|همین|پایان این|پایان|اخیر|اخیر این)?\s*(?:جلسه|نشست|مجلس|کمیته|کمیسیون|کنفرانس|دیدار|ملاقات)\s*(?:همچنین|نیز|همچنان)?\s*،?)?\s*)"
)
# Cues whose content follows them even without «که» or «تا».
_FORWARD = ("مقرر", "قرار", "فیصله", "بنا", "تصمیم", "توافق", "موافقت", "توصیه", "سفارش", "پیشنهاد")
_AS = re.compile(
    r"(?<!\w)(?:به عنوان|بعنوان|به حیث|بحیث|منحیث|به سمت|به صفت|رییس|سرپرست|نماینده)(?!\w)"
)
_GIVEN = re.compile(r"(?:کرد|کردند|نمود|نمودند|داد|دادند)$")
_SUBJUNCTIVE = r"(?:شود|شوند|گردد|گردند|کند|کنند|نماید|نمایند|گیرد|گیرند|دهد|دهند|باشد|باشند|یابد|یابند|آید|سازد|سازند|سازد|رسد|ب\w{2,8}د)"
_NEW_ACTION = re.compile(rf"(?<!\w)({_SUBJUNCTIVE})(\s*[،؛]?\s*و\s+|\s*[؛]\s*|\s*،\s+)")
_FINITE = re.compile(rf"(?<!\w){_SUBJUNCTIVE}(?!\w)")
_EARLIER = re.compile(
    r"(?:جلسه|نشست|جلسات) (?:قبل|قبلی|گذشته|پیشین)|قبلا|پیش از این|در گذشته|سال گذشته|پیش تر|پیشتر"
)
_BEFORE_TYPES = (
    "تصویب",
    "به تصویب",
    "مورد تصویب",
    "تایید",
    "مورد تایید",
    "منظور",
    "مصوب",
    "به منظوری",
    "امضا",
    "به امضا",
    "رد ",
    "ابلاغ",
    "طی مراحل",
    "مصوبه",
    "تفاهم",
    "منظوری",
    "قبول",
)


class FindOutcomes:
    """Fills `outcomes` and `outcome_status`, parallel to `reports`.

    What speakers wish, decisions of earlier sessions and motions still pending are no outcomes.
    A promise made at the meeting is a ``commitment`` and stays a statement too.
    """

    name: ClassVar = "outcomes"
    needs: ClassVar = (
        "folded", "cues", "sentences", "reports", "names", "offices", "people", "organizations",
        "frames", "statements", "agendas",
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
    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.cast = Cast(document, view, index)
        report = document.reports[index]
        title = report.title
        own = [
            s
            for s in document.sentences
            if report.span.covers(s.span) and not (title and title.overlaps(s.span))
        ]
        self.sentences = [view.at(s.span) for s in own]
        self.paragraphs = [s.paragraph for s in own]
        self.statements = document.statements[index]
        self.speech = [view.at(s.span) for s in self.statements]
        self.generic = False
        self.found: list[tuple[int, int]] = []

    def read(self) -> Iterator[Outcome]:
        listed: set[tuple[int, int]] = set()
        for i, (a, b) in enumerate(self.sentences):
            generic = self.view.within(a, b, "generic_outcome")
            self.generic = self.generic or bool(generic)
            listed |= set(self._list(i))
            item = ITEM.match(self.view.text, a, b)
            if item:
                a = item.end()
            verbs = self.view.within(a, b, "decide")
            if (self.sentences[i]) in listed and not verbs:
                b = self._paragraph_end(i)
                if not self.view.within(a, b, "deferred"):
                    yield from self._outcome(a, b, "decision", (), None, "list of decisions")
                continue
            if _EARLIER.search(self.view.text, a, b):
                continue
            for verb in self.view.within(a, b, "decide"):
                if any(g.start < verb.end and verb.start < g.end for g in generic):
                    continue
                if self._spoken(verb):
                    continue
                yield from self._decided(a, b, verb)
        yield from self._promises()

    def _paragraph_end(self, i: int) -> int:
        while i + 1 < len(self.paragraphs) and self.paragraphs[i + 1] == self.paragraphs[i]:
            i += 1
        return self.sentences[i][1]

    def _spoken(self, verb: Mark) -> bool:
        """True inside somebody's speech, unless it tells of this very meeting."""
        for a, b in self.speech:
            if a <= verb.start < b:
                near = self.view.text[max(a, verb.start - 80) : verb.start]
                return not re.search(r"(?:این|امروز) ?(?:جلسه|نشست|مجلس)|(?:جلسه|نشست) امروز", near)
        return False

    def _decided(self, start: int, end: int, verb: Mark) -> Iterator[Outcome]:
        text = self.view.text
        that = _THAT.match(text, verb.end, end)
        begin = self._clause(start, verb)
        if verb.value == "instruction":
            match = None
            for match in _TO.finditer(text, begin, verb.start):
                break
            who = self._responsible(match.end() if match else begin, verb.start)
            if that and that.end() < end - 4:
                yield from self._actions(that.end(), self._next(that.end(), end), verb, who)
            return
        after = that and that.end() < end - 4 and not verb.cue.phrase.startswith(_BEFORE_TYPES)
        if after and verb.value in ("decision", "agreement", "recommendation") and that:
            yield from self._actions(that.end(), self._next(that.end(), end), verb, ())
            return
        follow = text[verb.end : end]
        if verb.cue.phrase.startswith(_FORWARD):
            if len(follow.split()) >= 3 and follow[:1] == " ":
                yield from self._actions(verb.end, self._next(verb.end, end), verb, ())
                return
            if verb.value == "decision":
                return
        intro = _INTRO.match(text, begin, verb.start)
        at = intro.end() if intro else begin
        kind = verb.value
        if kind == "appointment" and not _AS.search(text, at, end):
            return
        stop = self._votes(at, verb.start)
        object_mark = text.rfind(" را ", at, stop)
        if object_mark > 0 and _GIVEN.search(text, verb.start, verb.end):
            begin_object = max(
                (m.end for m in self.view.within(at, object_mark, "votes")), default=at
            )
            at, stop = self._after_subject(begin_object, object_mark), object_mark
        if kind == "decision" and self.view.within(begin, end, "votes"):
            kind = "vote"
        for a, b in self._items(at, stop):
            yield from self._outcome(a, b, kind, (), verb, verb.cue.rule)

    def _items(self, start: int, stop: int) -> list[tuple[int, int]]:
        """«A، B، C و D منظور گردید»: each of several long objects is a decision of its own."""
        if self.view.text.count("،", start, stop) < 2:
            return [(start, stop)]
        pieces = split_list(self.view.text, start, stop)
        long = all(len(self.view.text[a:b].split()) >= 3 for a, b in pieces)
        return pieces if long else [(start, stop)]

    def _after_subject(self, start: int, stop: int) -> int:
        """Past «شورای وزیران», «نمایندگان»: who decided is no part of what was decided."""
        body = self.cast.body_at(start, stop)
        if body is not None and body.end < stop - 8:
            return body.end
        group = self.view.first(start, min(stop, start + 4), "collective")
        return group.end if group is not None and group.end < stop - 8 else start

    def _votes(self, start: int, stop: int) -> int:
        mark = self.view.first(start, stop, "votes")
        return mark.start if mark and mark.start - start > 8 else stop

    def _actions(
        self, start: int, end: int, verb: Mark, who: tuple[Actor, ...]
    ) -> Iterator[Outcome]:
        """The actions after a cue: one for each finite verb, «A را آویزان کنند و B صورت گیرد»."""
        text = self.view.text
        at = start
        for match in _NEW_ACTION.finditer(text, start, end):
            if len(text[match.end() : end].split()) >= 3 and _FINITE.search(text, match.end(), end):
                yield from self._outcome(at, match.start(2), verb.value, who, verb, verb.cue.rule)
                at = match.end()
        yield from self._outcome(at, end, verb.value, who, verb, verb.cue.rule)

    def _next(self, start: int, end: int) -> int:
        """Content ends where a further decision begins: «مقرر شد الف و مصوب شد ب»."""
        following = self.view.within(start, end, "decide")
        if not following:
            return end
        stop = end
        for match in _NEW_ACTION.finditer(self.view.text, start, following[0].start):
            stop = match.start(2)
        return stop

    def _clause(self, start: int, verb: Mark) -> int:
        for mark in self.view.within(
            start, verb.start, "hold", "discuss", "present", "decide", "attend", "say"
        ):
            if mark.end <= verb.start and not mark.start <= verb.start < mark.end:
                start = mark.end
        return self.view.trim(start, verb.start, " ،؛:.")[0]

    def _responsible(self, start: int, end: int) -> tuple[Actor, ...]:
        body = self.cast.body_at(start, end)
        if body is not None:
            return (body.actor,)
        people = self.cast.people(start, end)
        return tuple(p.actor for p in people[:1])

    def _list(self, i: int) -> Iterator[tuple[int, int]]:
        """Laid-out items after «مصوبات به شرح ذیل:»."""
        a, b = self.sentences[i]
        text = self.view.text
        if not self.view.within(a, b, "outcome_head") and not (
            self.view.within(a, b, "decide") and text[a:b].rstrip().endswith((":", "؛"))
        ):
            return
        paragraph = -1
        for (x, y), number in zip(self.sentences[i + 1 :], self.paragraphs[i + 1 :], strict=True):
            if number == paragraph:
                continue
            if not ITEM.match(text, x, y):
                break
            paragraph = number
            yield x, y

    def _promises(self) -> Iterator[Outcome]:
        for statement, (a, b) in zip(self.statements, self.speech, strict=True):
            verb = self.view.at(statement.verb)
            for mark in self.view.within(verb[0], verb[1], "say"):
                if mark.value in ("promise", "promise_open"):
                    yield Outcome(
                        statement.span,
                        "commitment",
                        (statement.speaker,)
                        if statement.speaker and statement.speaker.kind != "group"
                        else (),
                        None,
                        statement.verb,
                        mark.cue.rule,
                    )
            _ = (a, b)

    def _outcome(
        self, start: int, end: int, kind: str, who: tuple[Actor, ...], verb: Mark | None, rule: str
    ) -> Iterator[Outcome]:
        a, b = self.view.trim(start, end)
        if b - a < 8 or any(x < b and a < y for x, y in self.found):
            return
        self.found.append((a, b))
        yield Outcome(self.view.span(a, b), kind, who, None, verb.cue.span if verb else None, rule)

"""Finds who said what: every stretch of speech with its frame, verb and speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from neshast.document import Actor, Document, Person, Span, Statement
from neshast.options import Options as NoOptions
from neshast.page import ITEM
from neshast.phrases import Phrases
from neshast.speech import SpeechFrame, read_frames
from neshast.view import Mark, View

_OBJECT_BEFORE = re.compile(
    r"(?<!\w)(?:از|به|با|بر|برای|درباره|علیه|نزد|توسط|بین|سخنان|اظهارات|گفته|حضور|ریاست|رهبری)\s+$"
)
_NARRATION = (
    "discuss", "present", "decide", "hold", "attend", "generic_outcome", "outcome_head",
    "deferred", "background",
)  # fmt: skip
_MIN_CONTENT = 6
_MAX_PROCEDURE = 4
_MAX_HEADING = 90
_CLAUSE_VERBS = ("hold", "say", "said", "attend", "meet", "discuss", "present", "decide", "opens")
_CLAUSE_END = re.compile(r"\s*(?:،\s*(?:و\s)?|که\s|و\s)\s*")
_THIS_ONE = re.compile(r"(?<!\w)(?:این|همین)\s+$")
_THIS = re.compile(r"(?<!\w)این (?:را|مطلب را|نکته را|سخن را)\s")
_FINITE_CLAUSE = re.compile(r"(?:\w(?:ند|ست|یم|کرد|شد|د))[»\"]?\s*[،؛]\s*$")
_FIRST_PERSON = re.compile(r"(?<!\w)(?:ما|من|بنده|خودمان|مان)(?!\w)|\w+یم(?!\w)")
_IN_MEETING = re.compile(
    r"\s*،?\s*(?:نیز |همچنین |هم )?(?:در|طی) (?:این|همین) \w+\s*،?\s*(?:نیز\s|همچنین\s)?"
)
_AGENCY_LABEL = re.compile(r"(?:خبرگزاری|آژانس|شبکه) [^:،\n]{2,30}:")


@dataclass(slots=True)
class _Open:
    """A statement whose content may go on in the next sentence."""

    index: int
    paragraph: int


class FindStatements:
    """Fills `statements`, parallel to `reports`.

    A statement is one stretch of speech under one finite frame. Without a subject, or with a
    pronoun, the last speaker goes on; passive frames («تأکید شد») have no speaker.
    """

    name: ClassVar = "statements"
    needs: ClassVar = (
        "folded", "cues", "sentences", "reports", "variety", "names", "offices", "people",
        "organizations", "frames",
    )  # fmt: skip
    fills: ClassVar = ("statements",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        view = View(document)
        found = tuple(
            tuple(_Speakers(document, view, i).read()) for i in range(len(document.reports))
        )
        return replace(document, statements=found)


class _Speakers:
    """Reads one report, sentence by sentence, keeping who is speaking."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.document = document
        self.view = view
        self.persons: tuple[Person, ...] = document.people[index]
        self.iranian = document.variety == "fa-IR"
        report = document.reports[index]
        title = report.title
        self.sentences = [
            (*view.at(s.span), s.paragraph)
            for s in document.sentences
            if report.span.covers(s.span) and not (title and title.overlaps(s.span))
        ]
        honorific = {n.span: n.honorifics for n in document.names}
        self.phrases = Phrases(view, [view.at(n.span) for n in document.names])
        self.actors: list[tuple[int, int, Actor]] = []
        for i, person in enumerate(self.persons):
            for mention in person.mentions:
                first = min(
                    [mention.span.start, *(h.start for h in honorific.get(mention.span, ()))]
                )
                self.actors.append((*view.at(Span(first, mention.span.end)), Actor("person", i)))
            for post in person.posts:
                self.actors.append((*view.at(post.span), Actor("person", i)))
        known = {a for a, _, _ in self.actors}
        self.begins = {a for a, _, _ in self.sentences}
        for office in document.offices:
            a, b = view.at(office.span)
            if a not in known and report.span.covers(office.span):
                self.actors.append((a, b, Actor("group", span=office.span)))
        self.bodies = document.organizations[index]
        for i, body in enumerate(self.bodies):
            for span in body.mentions:
                a, b = view.at(span)
                if a not in known and not any(x <= a and b <= y for x, y, _ in self.actors):
                    self.actors.append((a, b, Actor("organization", i)))
        self.actors.sort(key=lambda x: (x[0], -x[1]))
        self.current: Actor | None = None
        self.statements: list[Statement] = []

    def read(self) -> list[Statement]:
        """The statements in text order."""
        open_: _Open | None = None
        for start, end, paragraph in self.sentences:
            frames = read_frames(self.view, start, end)
            if not frames:
                open_ = self._go_on(open_, start, end, paragraph)
                self._note_subject(start, end)
                continue
            open_ = self._lead_in(open_, frames[0], start, paragraph)
            for frame in frames:
                self._state(frame)
            last = frames[-1]
            open_ = (
                _Open(len(self.statements) - 1, paragraph)
                if last.open and self.statements
                else None
            )
        return self.statements

    def _lead_in(self, open_: _Open | None, frame: SpeechFrame, start: int, paragraph: int) -> None:
        return None

    def _go_on(self, open_: _Open | None, start: int, end: int, paragraph: int) -> _Open | None:
        """Extends the open statement over a sentence without a frame, unless it is narration."""
        if open_ is None or not 0 <= open_.index < len(self.statements):
            return None
        if paragraph - open_.paragraph > 2 or self._narrates(
            start, end, paragraph != open_.paragraph
        ):
            return None
        old = self.statements[open_.index]
        self.statements[open_.index] = replace(
            old, span=Span(old.span.start, self.view.raw(start, end).end)
        )
        return _Open(open_.index, paragraph)

    def _narrates(self, start: int, end: int, fresh: bool) -> bool:
        sequencer = self.view.within(
            start, min(end, start + 30), "sequencer", "background", "agency"
        )
        if any(m.start <= start + 2 for m in sequencer) and (
            fresh or sequencer[0].kind != "sequencer"
        ):
            return True
        if not fresh:
            if any(start <= a <= start + 6 and x.kind == "person" for a, _, x in self.actors):
                return bool(self.view.within(start, end, *_NARRATION))
            return bool(self.view.within(start, end, "generic_outcome", "deferred"))
        text = self.view.text[start:end]
        if ITEM.match(text):
            return True
        if len(text) < _MAX_HEADING and not text.rstrip('»" ').endswith((".", "!", "؟", "؛")):
            return True
        if any(start <= a <= start + 12 and x.kind == "person" for a, _, x in self.actors):
            return True
        if self.view.within(start, min(end, start + 50), "collective") and not _FIRST_PERSON.search(
            text
        ):
            return True
        return bool(self.view.within(start, end, *_NARRATION))

    def _note_subject(self, start: int, end: int) -> None:
        """Before anybody has spoken, «وی» is the person a sentence begins with."""
        if self.current is not None:
            return
        start = self._past_formula(start, end)
        for a, b, actor in self.actors:
            if start <= a < min(end, start + 24) and actor.kind == "person":
                self.current = actor
                return

    def _state(self, frame: SpeechFrame) -> None:
        speaker, via, used = self._speaker(frame)
        before = frame.before or self._said_first(frame)
        pieces = [p for p in (before, frame.after) if p]
        if frame.kind == "deem" and frame.before:
            pieces = [
                (self._object_start(max(frame.before[0], used), *frame.before), frame.before[1])
            ]
        for a, b in pieces:
            a, b = self._content(a, b)
            if b - a < _MIN_CONTENT or self._procedural(a, b):
                continue
            self.statements.append(
                Statement(
                    span=self.view.raw(a, b),
                    verb=frame.verb.cue.span,
                    speaker=speaker,
                    via=via,
                    form="direct" if frame.direct else "indirect",
                    rule=frame.verb.cue.rule,
                )
            )

    def _procedural(self, start: int, end: int) -> bool:
        """True for «ادامه آجندای جلسه»: asking to go on says nothing."""
        short = len(self.view.text[start:end].split()) <= _MAX_PROCEDURE
        return short and bool(self.view.within(start, end, "list_head"))

    def _said_first(self, frame: SpeechFrame) -> tuple[int, int] | None:
        """Speech before its frame without quotation marks: «A می‌خوانند، X گفت: B»."""
        start, end = frame.subject
        if frame.kind not in ("say", "cut") or start not in self.begins:
            return None
        found = self._named(start, end, far=True)
        if found is None or found[0] - start < 12:
            return None
        this = _THIS.search(self.view.text, start, found[0])
        stop = this.start() if this else found[0]
        if not _FINITE_CLAUSE.search(self.view.text[start:stop]):
            return None
        if self.view.within(start, stop, "agency", "hold", "say", "sequencer", "event", "saying"):
            return None
        return start, stop

    def _object_start(self, used: int, start: int, end: int) -> int:
        """Where «X را Y دانست» begins: after the subject, and after an earlier verb with «و»."""
        for mark in self.view.within(start, end, *_CLAUSE_VERBS):
            match = _CLAUSE_END.match(self.view.text, mark.end, end)
            if match and mark.end < end - 8:
                used = max(used, match.end())
        match = _IN_MEETING.match(self.view.text, used, end)
        return match.end() if match else used

    def _content(self, start: int, end: int) -> tuple[int, int]:
        """Content without white space, commas, and quotation marks that wrap it whole."""
        start, end = self.view.trim(start, end, " \n،؛:-")
        text = self.view.text
        for opened, closed in ("«»", '""'):
            inner = text[start:end].rstrip(".؛، ")
            if (
                inner.startswith(opened)
                and inner.endswith(closed)
                and inner.count(opened) == (1 if opened != closed else 2)
            ):
                start, end = start + 1, start + len(inner) - 1
            elif inner.startswith(opened) and closed not in inner[1:]:
                start += 1
        return self.view.trim(start, end, " \n،؛:")

    def _speaker(self, frame: SpeechFrame) -> tuple[Actor | None, Span | None, int]:
        """The speaker, the mention that names him, and where that mention ends."""
        start, end = frame.subject
        if frame.passive:
            return None, None, start
        start = self._after_clause(self._past_formula(start, end), end)
        found = self._named(start, end)
        pronoun = self._pronoun(start, end)
        if pronoun is not None and (found is None or pronoun.start < found[0]):
            return self.current, pronoun.cue.span, pronoun.end
        if found is not None and found[2].kind == "group" and self._same_man(found, start, end):
            return self.current, self.view.raw(found[0], found[1]), found[1]
        if found is not None:
            a, b, actor = found
            if actor.kind == "person" or actor.kind == "organization" or actor.kind == "group":
                self.current = actor
            return actor, self.view.raw(a, b), self._past_office(b, end)
        group = self._group(start, end)
        if group is not None:
            span = self.view.span(*group)
            return Actor("group", span=span), span, group[1]
        return self.current, None, start

    def _same_man(self, found: tuple[int, int, Actor], start: int, end: int) -> bool:
        """True if an unnamed office is the person who is speaking already.

        «این مقام مسئول» always is; in Iranian reports with one named speaker so is a new title
        without «نیز» or «هم» (field guide 6).
        """
        if self.current is None or self.current.kind != "person":
            return False
        before = self.view.text[max(start, found[0] - 8) : found[0]]
        if _THIS_ONE.search(before):
            return True
        spoken = {
            s.speaker.index for s in self.statements if s.speaker and s.speaker.kind == "person"
        }
        return (
            self.iranian
            and spoken == {self.current.index}
            and self.view.first(start, end, "also") is None
            and self.view.first(found[0], found[0] + 4, "collective") is None
        )

    def _group(self, start: int, end: int) -> tuple[int, int] | None:
        """An unnamed group that is the subject: «اشتراک کنندگان», «نماینده گان اصناف»."""
        for mark in self.view.within(start, end, "collective"):
            if mark.start - start > 40 or _OBJECT_BEFORE.search(
                self.view.text, max(start, mark.start - 16), mark.start
            ):
                break
            return mark.start, max(mark.end, self.phrases.end(mark.start, end, mark.end))
        return None

    def _past_formula(self, start: int, end: int) -> int:
        """Past «به گزارش خبرگزاری X،» and «خبرگزاری X:»: an agency reports, it does not speak."""
        text = self.view.text
        agency = self.view.first(start, min(end, start + 30), "agency")
        if agency is not None:
            comma = re.compile("[،؛:]").search(text, agency.end, min(end, agency.end + 90))
            return comma.end() if comma else start
        match = _AGENCY_LABEL.match(text, start, end)
        return match.end() if match else start

    def _after_clause(self, start: int, end: int) -> int:
        """Past an earlier clause: «در این جلسه که به ریاست X برگزار شد، Y گفت»."""
        best = start
        for mark in self.view.within(start, end, *_CLAUSE_VERBS):
            match = _CLAUSE_END.match(self.view.text, mark.end, end)
            if match and (self._named(match.end(), end) or self._pronoun(match.end(), end)):
                best = match.end()
            elif mark.kind == "say" and match is None and self._named(mark.end, end):
                # Speech told in speech: «او نوشته در این دیدار سفیر گفته …».
                best = mark.end
        return best

    def _named(self, start: int, end: int, far: bool = False) -> tuple[int, int, Actor] | None:
        body: tuple[int, int, Actor] | None = None
        for a, b, actor in self.actors:
            if a >= end:
                break
            if a < start or b > end:
                continue
            if _OBJECT_BEFORE.search(self.view.text, max(start, a - 16), a):
                continue
            if self._in_slot(start, a):
                continue
            if actor.kind == "organization":
                if body is None and a - start <= 6 and not self._is_media(actor):
                    body = (a, b, actor)
                continue
            return a, b, actor
        return body

    def _is_media(self, actor: Actor) -> bool:
        return self.bodies[actor.index].type == "media"

    def _in_slot(self, start: int, at: int) -> bool:
        """True if `at` stands behind a preposition phrase that swallows it."""
        return (
            bool(self.view.within(max(start, at - 40), at, "chair", "according"))
            and "،" not in self.view.text[max(start, at - 40) : at]
        )

    def _past_office(self, at: int, end: int) -> int:
        """Past the office that follows a name."""
        for office in self.document.offices:
            a, b = self.view.at(office.span)
            if at <= a <= at + 3 and b <= end:
                return b
        return at

    def _pronoun(self, start: int, end: int) -> Mark | None:
        for mark in self.view.within(start, end, "pronoun"):
            if not _OBJECT_BEFORE.search(self.view.text, max(start, mark.start - 16), mark.start):
                return mark
        return None

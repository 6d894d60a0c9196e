"""Finds who said what: every stretch of speech with its frame, verb and speaker."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from neshast.agenda_lines import past_also
from neshast.document import Actor, Document, Span, Statement
from neshast.grammar import either
from neshast.intros import Intros
from neshast.lead_doubts import said_elsewhere
from neshast.narration import Narration, writer_adds
from neshast.options import Options as NoOptions
from neshast.page import ITEM
from neshast.passages import with_questions
from neshast.speakers import Speakers
from neshast.speech import read_frames
from neshast.speech_verbs import (
    POINTS_BACK,
    SpeechFrame,
    clause_verbs,
    past_asides,
    past_sitting,
    past_told_act,
    rejects,
)  # fmt: skip
from neshast.view import View

# Cues that stand in no speech told before its frame.
_NEVER_FIRST = ("agency", "hold", "say", "sequencer", "event", "saying")
# So near behind a noun of ending stands the meeting that ends.
_ACTOR_REACH = 16
_MIN_CONTENT = 6
_MIN_CLAUSE = 8
_MIN_SAID_FIRST = 12
_MAX_PROCEDURE = 4
_MAX_PARAGRAPHS = 2
_WHEN = re.compile(rf"{either('when')}(?!\w)")
_FINITE_CLAUSE = re.compile(rf"\w{either('finite_endings')}[»\"]?\s*[،؛]\s*$")
# «تا پایان جلسه» is a time, «پایان جلسه را» an act.
_ENDS = re.compile(
    rf"(?<!\w)(?P<time>{either('that', 'in_meeting')}\s)?{either('begins_or_ends')}\s"
)
_PUBLISHES = re.compile(rf"(?<!\w){either('publishes')}(?!\w)")
# «آنها می‌گویند پول نیست», «او می گوید نمی آید»: told by who speaks, for no colon follows.
_OTHERS_SAY = re.compile(rf"\s*{either('others_say')} (?!{either('that')} )\w")
# «برخی می‌خواهند X را ببندند», «شرکت ها به کار ادامه می دهند که …».
_THEY_NOW = re.compile(r"(?:^| )ن?می ?\w+(?P<many>ن)?د$")
_HAS_OBJECT = re.compile(rf"[^،؛:.]* {either('object_mark')}(?!\w)")
_QUOTES = (("«", "»"), ('"', '"'))


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
            tuple(_Statements(document, view, i).read()) for i in range(len(document.reports))
        )
        return replace(document, statements=found)


class _Statements:
    """Reads one report, sentence by sentence."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        self.speakers = Speakers(document, view, index)
        self.tells = Narration(view, self.speakers)
        self.sentences = list(with_questions(document, view, index))
        self.intros = Intros(document, view, index)
        self.begins = {start for start, _, _ in self.sentences}
        bodies = document.organizations[index]
        self.body_ends = sorted(view.at(m)[1] for body in bodies for m in body.mentions)
        self.found: list[Statement] = []
        # The paragraph in which the last statement stands, while its content may go on.
        self.open_in: int | None = None
        # What the next sentence may go on with, although its frame is over.
        self.told: Statement | None = None
        self.in_list = False

    def read(self) -> list[Statement]:
        """The statements in text order."""
        for start, end, paragraph in self.sentences:
            frames = read_frames(self.view, start, end)
            told, self.told = self.told, None
            if writer_adds(self.view, start):
                self.open_in = None
                continue
            told_of = self._told_in_speech(start, paragraph, frames) or said_elsewhere(
                self.view, start, end
            )
            if frames and not told_of:
                for frame in frames:
                    self._state(frame)
                goes_on = frames[-1].open and not self._is_closed(frames[-1], end)
                self.open_in = paragraph if goes_on and self.found else None
                self.told = self._more_below(frames[-1], end)
            elif told and self._goes_on_below(told, start, end):
                self.open_in = paragraph if ITEM.match(self.view.text, start, end) is None else None
            else:
                self._go_on(start, end, paragraph)
                self.speakers.note_subject(start, end, told=self.open_in is None)
        return self.found

    def _told_in_speech(self, start: int, paragraph: int, frames: list[SpeechFrame]) -> bool:
        """True for «آنها می‌گویند …» amid a quotation: who speaks there tells of others."""
        quotes = self.open_in == paragraph and self.found[-1].form == "direct"
        if not (quotes and self.speakers.iranian and frames):
            return False
        verb = frames[0].verb
        now = _THEY_NOW.search(self.view.text[verb.start : verb.end]) is not None
        return (now and not frames[0].direct) or _OTHERS_SAY.match(
            self.view.text, start
        ) is not None

    # -- content below its frame ------------------------------------------------------------

    def _more_below(self, frame: SpeechFrame, end: int) -> Statement | None:
        """What the next sentence may say under a frame that ends its own: «X گفت:», «…، X گفت.»."""
        empty = frame.kind == "say" and frame.after == (end, end) and not frame.before
        if not empty and frame.kind != "quoted":
            return None
        self.in_list = False
        speaker = self.speakers.of(frame) if empty else None
        last = self.found[-1] if self.found else None
        if empty and speaker is not None:
            verb, place = frame.verb.cue, self.view.raw(end, end)
            return Statement(place, verb.span, speaker.actor, speaker.via, "direct", verb.rule)
        return last

    def _goes_on_below(self, told: Statement, start: int, end: int) -> bool:
        """Adds a sentence below its frame; further items of one list go on with the first.

        After a quotation only another quotation goes on: «…»، X گفت. «…».
        """
        text = self.view.text[start:end]
        item = ITEM.match(text)
        quoted = text.lstrip().startswith(tuple(opened for opened, _ in _QUOTES))
        begun = told.span.end > told.span.start
        listed = begun and self.in_list and item is not None
        if begun and not listed and not (quoted and not self.in_list):
            return False
        a, b = self._content(start + (item.end() if item and not listed else 0), end)
        if b - a < _MIN_CONTENT:
            return False
        span = self.view.raw(a, b)
        if listed:
            span = Span(told.span.start, span.end)
            self.found[-1] = replace(told, span=span)
        else:
            self.found.append(replace(told, span=span))
            self.speakers.note_heard(told.speaker)
        self.in_list = item is not None
        self.told = self.found[-1] if item else None
        return True

    def _is_closed(self, frame: SpeechFrame, end: int) -> bool:
        """True if the quotation that a frame opens ends with its sentence."""
        start = self.view.trim(frame.after[0], end, " :")[0] if frame.after else end
        quoted = self.view.text[start:end].rstrip(" .؛،")
        after = self.view.text[end : end + 3].lstrip(" .")
        return any(
            quoted.startswith(opened)
            and (quoted.endswith(closed) or after.startswith(closed))
            and (opened != closed or len(quoted) > 1)
            for opened, closed in _QUOTES
        )

    # -- sentences without a frame ----------------------------------------------------------

    def _go_on(self, start: int, end: int, paragraph: int) -> None:
        """Extends the open statement over a sentence without a frame, unless it is narration."""
        if self.open_in is None:
            return
        fresh = paragraph != self.open_in
        if fresh and self.found[-1].form == "indirect":
            # «گفت که …» ends with its paragraph; only quoted speech goes on in the next.
            self.open_in = None
            return
        direct = self.found[-1].form == "direct"
        over = self.tells.afresh(start, end) if fresh else self.tells.on(start, end, direct)
        if paragraph - self.open_in > _MAX_PARAGRAPHS or over:
            self.open_in = None
            return
        last = self.found[-1]
        self.found[-1] = replace(last, span=Span(last.span.start, self.view.raw(start, end).end))
        self.open_in = paragraph

    # -- frames -----------------------------------------------------------------------------

    def _state(self, frame: SpeechFrame) -> None:
        """Adds what a frame says: its content before the verb, and after it."""
        over = self.speakers.over(frame) if frame.kind == "according" and frame.after else 0
        if frame.after and over > frame.subject[1]:
            # «به گفته وزارت صنعت، معدن و تجارت، …».
            frame = replace(frame, subject=(frame.subject[0], over), after=(over, frame.after[1]))
        speaker = self.speakers.of(frame)
        if self._reports_meeting(frame, speaker.actor) or rejects(frame, speaker.actor):
            return
        if frame.verb.value == "view" and speaker.actor is None:
            # «از نظر فنی، …»: nobody's view.
            return
        before = frame.before or self._said_first(frame)
        if frame.kind == "deem" and frame.before:
            start, end = frame.before
            verb = min(end, frame.verb.start)
            before = (self._object_start(max(start, speaker.end), start, verb), end)
        after = frame.after
        if after and frame.kind == "according" and after[0] == frame.subject[0]:
            # «به گفته معاون والی این کار …»: without a comma the name ends where speech begins.
            after = (speaker.end, after[1]) if speaker.end > after[0] else None
        for piece in (before, after):
            a, b = self._content(*piece) if piece else (0, 0)
            if b - a < _MIN_CONTENT or self._is_procedure(a, b):
                continue
            if frame.kind == "deem" and self._ends_meeting(a, b):
                continue
            self.speakers.note_heard(speaker.actor)
            self.found.append(
                Statement(
                    span=self.view.raw(a, b),
                    verb=frame.verb.cue.span,
                    speaker=speaker.actor,
                    via=speaker.via,
                    form="direct" if frame.direct else "indirect",
                    rule=frame.verb.cue.rule,
                )
            )

    def _reports_meeting(self, frame: SpeechFrame, actor: Actor | None) -> bool:
        """True for «وزارت X با نشر خبرنامه‌ای گفته که جلسه … دایر گردید»: the report's own lead."""
        if frame.after is None or (actor is not None and actor.kind == "person"):
            return False
        if not _PUBLISHES.search(self.view.text, *frame.subject):
            return False
        told = self.view.first(*frame.after, "event")
        return told is not None and bool(
            self.view.within(told.end, frame.after[1], "hold", "decide")
        )

    def _is_procedure(self, start: int, end: int) -> bool:
        """True for «ادامه آجندای جلسه»: asking to go on says nothing."""
        short = len(self.view.text[start:end].split()) <= _MAX_PROCEDURE
        return short and bool(self.view.within(start, end, "list_head"))

    def _ends_meeting(self, start: int, end: int) -> bool:
        """True for «ختم این جلسه را» before «اعلام کرد»: to open or to end it says nothing."""
        ends = [m for m in _ENDS.finditer(self.view.text, start, end) if m["time"] is None]
        return any(self.view.within(m.end(), m.end() + _ACTOR_REACH, "event") for m in ends)

    def _said_first(self, frame: SpeechFrame) -> tuple[int, int] | None:
        """Speech before its frame without quotation marks: «A می‌خوانند، X گفت: B»."""
        start, end = frame.subject
        if frame.kind not in ("say", "cut", "quoted") or start not in self.begins:
            return None
        found = self.speakers.named(start, end)
        if found is None or found.start - start < _MIN_SAID_FIRST:
            return None
        if _WHEN.match(self.view.text, self.view.trim(start, end)[0]):
            return None
        this = POINTS_BACK.search(self.view.text, start, found.start)
        stop = this.start() if this else found.start
        if not _FINITE_CLAUSE.search(self.view.text[start:stop]):
            return None
        return None if self.view.within(start, stop, *_NEVER_FIRST) else (start, stop)

    def _object_start(self, used: int, start: int, end: int) -> int:
        """Where «X را Y دانست» begins: after the subject, and after an earlier verb with «و»."""
        ends = (at for verb, at in clause_verbs(self.view, start, end - _MIN_CLAUSE) if at)
        used = max((used, *ends))
        used = max(used, past_told_act(self.view.text, used, end, _HAS_OBJECT))
        used = past_asides(self.view.text, used, end)
        begin = past_also(self.view.text, *self.view.trim(used, end))
        settings = (
            self.intros.past_clause(begin, end),
            past_sitting(self.view, begin, end, self.body_ends),
            self.intros.past_setting(begin, end),
        )
        there = next((at for at in settings if at > begin), begin)
        begin = there if _HAS_OBJECT.match(self.view.text, there, end) else begin
        then = self.view.first(begin, end, "sequencer")
        if then is not None and then.start == begin:
            # «وی در ادامه X را Y خواند».
            meeting = self.view.first(then.end, end, "event")
            used = meeting.end if meeting and meeting.start == then.end + 1 else then.end
            begin = self.view.trim(used, end)[0]
        said = self.view.first(begin, end, "saying")
        comma = self.view.text.find("،", said.end, end) if said and said.start == begin else -1
        # «ضمن خوش‌آمدید به مهمانان، X را Y خواند».
        return comma + 1 if 0 < comma < end - _MIN_CLAUSE else begin

    def _content(self, start: int, end: int) -> tuple[int, int]:
        """Content without white space, commas, and quotation marks that wrap it whole."""
        start, end = self.view.trim(start, end, " \n،؛:-")
        for opened, closed in _QUOTES:
            inner = self.view.text[start:end].rstrip(".؛، ")
            if not inner.startswith(opened):
                continue
            if inner.endswith(closed) and inner.count(opened) == (1 if opened != closed else 2):
                start, end = start + 1, start + len(inner) - 1
            elif closed not in inner[1:]:
                start += 1
        return self.view.trim(start, end, " \n،؛:")

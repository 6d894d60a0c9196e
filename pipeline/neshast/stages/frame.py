"""Reads the frame of each report: what sat, whether and how, who led and came, where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Found, Frame
from neshast.folding import fold
from neshast.lexicon import table, values
from neshast.opening import ANAPHOR, Opening
from neshast.options import Options as NoOptions
from neshast.phrases import Phrases
from neshast.roles import Roles
from neshast.slots import read_slots, venue_starts
from neshast.view import View

# A meeting of one side with another is no session, whatever body takes part.
_SIDES = re.compile(r"(?<!\w)(?:با|میان|بین)\s")
_MEETING_BODIES = ("meeting",)
_STATUSES = ("ongoing", "announced", "postponed", "cancelled")


class BuildFrames:
    """Fills `frames`, parallel to `reports`."""

    name: ClassVar = "frame"
    needs: ClassVar = (
        "folded", "cues", "sentences", "dates", "reports", "names", "organization_mentions",
        "offices", "people", "organizations",
    )  # fmt: skip
    fills: ClassVar = ("frames",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        view = View(document)
        names = [view.at(n.span) for n in document.names]
        solid = [view.at(o.span) for o in document.organization_mentions if o.authority]
        phrases = Phrases(view, names, solid)
        frames = tuple(
            _Reader(Opening(document, view, i), phrases).frame()
            for i in range(len(document.reports))
        )
        return replace(document, frames=frames)


class _Reader:
    """Reads the facts of one report."""

    def __init__(self, opening: Opening, phrases: Phrases) -> None:
        self.opening = opening
        self.view = opening.view
        self.report = opening.report
        self.lead = opening.lead
        self.sentences = opening.sentences
        self.phrases = phrases
        self.offices = [self.view.at(o.span) for o in opening.document.offices]

    def frame(self) -> Frame:
        """All facts together."""
        kind = self._kind()
        venue, place = self._venue(self.opening.stretches)
        return Frame(
            kind=kind,
            status=self._status(),
            mode=self._mode(venue),
            ordinal=self._ordinal(),
            venue=venue,
            venue_place=place,
            purposes=tuple(self._purposes(self.opening.stretches)),
            participants=Roles(self.opening, kind.value in ("bilateral", "call")).read(),
        )

    def _kind(self) -> Found:
        event = self.report.event
        if event is None:
            return Found("other", None, "no event noun")
        a, b = self.opening.event_phrase()
        if event.kind == "meet":
            call = "تماس" in event.phrase or "تلفن" in event.phrase
            return Found("call" if call else "bilateral", event.span, event.rule)
        value = event.value if event.kind == "event" else "session"
        if value in _MEETING_BODIES:
            for first, start, end in ((self.lead[0], a, b), *self._title_event()):
                if _SIDES.search(self.view.text, start, end):
                    continue
                for body in self.view.within(first, end, "body"):
                    near = start <= body.start or start - body.end < 60
                    if near and not self._inside_office(body.start):
                        return Found("session", body.cue.span, body.cue.rule)
        return Found(value, event.span, event.rule)

    def _title_event(self) -> Iterator[tuple[int, int, int]]:
        """The headline from its event noun to the first slot."""
        if self.opening.title is None:
            return
        first, end = self.opening.title
        for mark in self.view.within(first, end, "event")[:1]:
            if mark.value in _MEETING_BODIES:
                yield first, mark.start, self.opening.phrase_end(mark.end, end)

    def _inside_office(self, at: int) -> bool:
        return any(a <= at < b for a, b in self.offices)

    def _status(self) -> Found:
        a, b = self.lead
        for mark in self.view.within(a, b, "deny"):
            return Found("denied", mark.cue.span, mark.cue.rule)
        marks = self.view.within(a, b, "hold")
        for value in ("cancelled", "postponed"):
            for mark in marks:
                if mark.value == value:
                    return Found(value, mark.cue.span, mark.cue.rule)
        for x, y in self.sentences:
            for mark in self.view.within(x, y, "hold"):
                events = self.view.within(x, mark.start, "event")
                if (
                    mark.value == "ongoing"
                    and events
                    and ANAPHOR.search(self.view.text, x, events[0].start)
                ):
                    return Found("ongoing", mark.cue.span, mark.cue.rule)
        verb = self.report.verb
        for mark in marks:
            ahead = verb is None or verb.kind not in ("hold", "meet", "attend")
            if ahead and mark.value == "announced" and self.view.within(a, b, "announce"):
                return Found("announced", mark.cue.span, mark.cue.rule)
        if verb is not None and verb.kind == "hold":
            value = verb.value if verb.value in _STATUSES else "held"
            return Found(value, verb.span, verb.rule)
        return Found("held", verb.span if verb else None, verb.rule if verb else "reported speech")

    def _mode(self, venue: Found | None) -> Found:
        for kind in ("hybrid", "online"):
            for a, b in (*self.opening.stretches[:2], self.lead, *self.sentences[:3]):
                mark = self.view.first(a, b, kind)
                if mark is not None:
                    return Found(kind, mark.cue.span, mark.cue.rule)
        if venue is not None:
            return Found("in_person", venue.span, "a venue is named")
        return Found("unknown", None, "neither venue nor cue")

    def _ordinal(self) -> Found | None:
        event = self.report.event
        if event is None:
            return None
        places = [self.view.at(event.span)]
        if self.opening.title is not None:
            events = self.view.within(*self.opening.title, "event")
            places += [(m.start, m.end) for m in events[:1]]
        for a, b in places:
            before = _ordinal_before().search(self.view.text, max(self.opening.start, a - 24), a)
            match = before or _ordinal_after().match(self.view.text, b)
            if match:
                number = next(g for g in match.groups() if g)
                value = int(number) if number.isdigit() else _ordinals()[number]
                return Found(str(value), self.view.raw(match.start(), match.end()), "ordinal")
        return None

    def _venue(self, stretches: list[tuple[int, int]]) -> tuple[Found | None, str | None]:
        for start, end in stretches:
            for at in venue_starts(self.view, start, end):
                stop = self.phrases.end(at, end, self._room_name(at, end))
                a, b = self.view.trim(at, stop)
                if b - a > 2:
                    found = Found(self.view.text[a:b], self.view.raw(a, b), "place phrase")
                    return found, self._place(a, b)
        for start, end in stretches[:1]:
            match = _in_place().search(self.view.text, start, end)
            if match and self.view.within(match.end(), end, "hold"):
                a, b = match.span(1)
                span = self.view.raw(a, b)
                found = Found(self.view.text[a:b], span, "place name")
                return found, span.of(self.opening.document.raw)
        return None, None

    def _room_name(self, at: int, end: int) -> int:
        """Past «تالار کنفرانس های», «سالن جلسات»: the event here names the room."""
        nouns = [m for m in self.view.within(at, end, "place_noun") if m.start == at]
        free = max((m.end for m in nouns), default=at + 1)
        for event in self.view.within(free, end, "event"):
            if event.start <= free + 1:
                return event.end
        return free

    def _place(self, start: int, end: int) -> str | None:
        match = _place_name().search(self.view.text, start, end)
        return self.view.raw(*match.span()).of(self.opening.document.raw) if match else None

    def _purposes(self, stretches: list[tuple[int, int]]) -> Iterator[Found]:
        seen: list[tuple[int, int]] = []
        for start, end in stretches:
            for slot in read_slots(self.view, start, end, self.opening.dates):
                weak = slot.kind == "purpose_weak"
                if slot.kind != "purpose" and not (weak and (start, end) != self.opening.title):
                    continue
                if weak and not self.view.within(slot.end, end, "hold"):
                    continue
                a, b = self.view.trim(slot.start, slot.end)
                if b - a > 5 and not any(x < b and a < y for x, y in seen):
                    seen.append((a, b))
                    yield Found(self.view.text[a:b], self.view.span(a, b), slot.cue.cue.rule)
        for a, b in self.sentences:
            cue = self.view.first(a, b, "purpose_sentence")
            if cue is None:
                continue
            begin = cue.end
            event = self.view.first(cue.start, min(b, cue.end + 40), "event", "body")
            if event is not None and event.start <= cue.end + 8:
                begin = max(begin, event.end)
            ends = [m.start for m in self.view.within(begin, b, "purpose_end")]
            x, y = self.view.trim(begin, ends[-1] if ends else b)
            if self.view.text.startswith("را ", x):
                x += 3
            if y - x > 5:
                yield Found(self.view.text[x:y], self.view.span(x, y), cue.cue.rule)


@cache
def _ordinals() -> dict[str, int]:
    found = {}
    for row in table("ordinals", "words", "value"):
        for word in values(row["words"]):
            found[fold(word)] = int(row["value"])
    return found


@cache
def _ordinal_before() -> re.Pattern[str]:
    words = sorted((w for w in _ordinals() if w.endswith("ین")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:({'|'.join(words)})|(\d{{1,4}}) ?(?:مین|امین))\s+(?:\w+ )?$")


@cache
def _ordinal_after() -> re.Pattern[str]:
    words = sorted((w for w in _ordinals() if not w.endswith("ین")), key=len, reverse=True)
    return re.compile(rf"\s+(?:شماره|نمبر)\s*(\d{{1,4}})|\s+({'|'.join(words)})(?!\w)")


@cache
def _place_name() -> re.Pattern[str]:
    names = {
        fold(name)
        for row in table("places", "name", "kind", "variants")
        if row["kind"] != "country"
        for name in (row["name"], *values(row["variants"]))
        if len(name) > 2
    }
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(longest_first) + r")(?!\w)")


@cache
def _in_place() -> re.Pattern[str]:
    inner = _place_name().pattern
    return re.compile(rf"(?<!\w)در\s+((?:شهر |ولایت |ولسوالی |استان |شهرستان |مرکز )?{inner})")

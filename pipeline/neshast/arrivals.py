"""Who came, told by a verb of no meeting: «A و B آمده بودند», «کنار او C نشسته بود»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neshast.acts import Act, Acts
from neshast.date_matters import finite_verbs
from neshast.grammar import begins, either
from neshast.opening import OPENING, Opening
from neshast.passages import past_preamble
from neshast.view import Mark

# «به وجود آمدند», «فراهم آمده بودند», «درآمدند»: nobody came.
_NO_COMING = re.compile(rf"(?:(?<!\w){either('no_coming')}\s|\w)$")
# «کنار او A نشسته بود», «از طرف دولت B آمده بود»: what stands before those who came.
_BESIDE = re.compile(
    rf"[\s،]*(?:{either('beside')}(?: {either('beside_whom')})?"
    rf"|{either('by_agent')} \w+)(?!\w)"
)
# «A پشت میز نشستند»: what stands between them and the verb.
_SEAT = re.compile(rf"\s{either('beside', 'seats_taken')}(?!\w)")
_CLAUSE = re.compile(r"\s*[،؛]|\s*و\s")
_THAT = re.compile(rf"(?<!\w){either('who')}(?!\w)")


def arrivals(opening: Opening) -> Iterator[Act]:
    """Who came, in text order."""
    reader = _Arrivals(opening)
    for rank, (start, end) in enumerate(opening.sentences):
        for verb in opening.view.within(start, end, "came", "meet"):
            if verb.kind == "came":
                yield from reader.came(rank, (start, end), verb)
            elif begins(verb.cue.phrase, "gathers"):
                yield from reader.gathered(start, verb)


class _Arrivals:
    """Reads verbs of coming, sitting and gathering of one report."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.view = opening.view
        self.cast = opening.cast
        self._acts = Acts(opening)

    def came(self, rank: int, sentence: tuple[int, int], verb: Mark) -> Iterator[Act]:
        """«در این محفل A و B آمده بودند»: here, or beside somebody who was here."""
        text = self.view.text
        start = sentence[0]
        if self._acts.framed(start, verb) or _NO_COMING.search(text, start, verb.start):
            return
        begin = self._clause(start, verb.start)
        if self._acts.too_few(begin, verb.start):
            return
        beside = _BESIDE.match(text, begin, verb.start)
        seat = _SEAT.search(text, beside.end() if beside else begin, verb.start)
        stop = seat.start() if seat else verb.start
        event = self._acts.event_of(begin, stop, sentence == self.opening.lead)
        if event is not None:
            found = self._acts.subjects(begin, event, stop)
        elif beside or seat or (rank < OPENING and verb.value != "sat"):
            found = self._acts.present(beside.end() if beside else begin, self._who(begin, stop))
        else:
            return
        role = "absent" if verb.value == "absent" else "attendee"
        yield from ((role, one, verb.cue.rule) for one in found)

    def _who(self, start: int, stop: int) -> int:
        """Before «به ریاست X», and «که» of «A که از X آمده بود», behind which nobody is told."""
        led = self.view.first(start, stop, "chair")
        stop = led.start if led else stop
        for that in _THAT.finditer(self.view.text, start, stop):
            if not self.view.within(that.end(), stop, "collective", "office"):
                return that.start()
        return stop

    def gathered(self, start: int, verb: Mark) -> Iterator[Act]:
        """«فعالان محیط زیست در سالن X گرد هم آمدند»: who begins the clause."""
        begin = self._clause(start, verb.start)
        marks = self.view.within(begin, verb.start, "event", "place_noun")
        ends = [
            m.start
            for m in marks
            if m.kind == "event" or self.view.text.endswith("در ", begin, m.start)
        ]
        came = self._acts.before_event(begin, min([verb.start, *ends]))
        # «در این کنفرانس ۲۰۰ زن گرد هم آمدند»
        events = [m for m in marks if m.kind == "event"][-1:]
        for found in came or [f for e in events for f in self._acts.after_event(e, verb.start)]:
            yield "attendee", found, verb.cue.rule

    def _clause(self, start: int, stop: int) -> int:
        """Where the clause before `stop` begins: behind the verb of another, if none of «که»."""
        text = self.view.text
        begin = start
        for a, b in finite_verbs(text, start, stop):
            joint = _CLAUSE.match(text, b, stop)
            if joint and not _THAT.search(text, begin, a):
                begin = joint.end()
        return past_preamble(text, begin, stop) if begin == start else begin

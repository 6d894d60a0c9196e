"""Which sentences tell of the meeting and go on with nobody's speech."""

from __future__ import annotations

import re

from neshast.grammar import either
from neshast.page import ITEM
from neshast.speakers import Speakers
from neshast.speech_verbs import IN_MEETING
from neshast.view import View

# Cues by which a sentence tells of the meeting and goes on with no speech.
_NARRATION = (
    "discuss", "present", "decide", "hold", "attend", "generic_outcome", "outcome_head",
    "deferred", "background",
)  # fmt: skip
# «داکتر N، آمر معافیت، پلان را توضیح داد»: of one who begins the sentence.
_OF_PERSON = (*_NARRATION, "say")
# Those that end the speech even where no person begins the sentence.
_CLOSING = ("generic_outcome", "deferred")
# Who of the meeting does what at the end of its sentence; so near to its begin must he stand.
_MEETING_ACTS = ((("event",), ("hold",)), (("body", "event"), ("decide",)))
_ACTOR_REACH = 16
# A verb of deciding so soon in a sentence is its main one.
_DECIDES_SOON = 30
_MAX_HEADING = 90
_FIRST_PERSON = re.compile(
    rf"(?<!\w)(?:{either('first_person')}"
    rf"|(?!{either('no_first_person')}(?!\w))\w+{either('first_person_endings')})(?!\w)"
)
_FEW = re.compile(rf"(?<!\w){either('few_numbers')} $")
# «… بحث نمودند.», «… صورت گرفت:»: what was done, told by who reports.
_PAST = re.compile(rf"(?<!\w)(?<!می ){either('told_past')}[\s.:؛!»]*$")
_NEXT = re.compile(rf"\s*{either('goes_on_then')}(?!\w)")
_THIS_MEETING = re.compile(rf"(?<!\w){either('this_same')} {either('told_meetings')}(?!\w)")
# So near to the end of a sentence stands its verb.
_VERB_REACH = 24
_THOSE_HERE = re.compile(rf"\s*{either('those_here')}(?!\w)")

_WRITER_ADDS = re.compile(rf"\s*{either('own_report')} (?:\w+ )?{either('report_adds')}(?!\w)")


def writer_adds(view: View, start: int) -> bool:
    """True for «این گزارش می‌افزاید: …», which nobody of the meeting says."""
    return _WRITER_ADDS.match(view.text, start) is not None


class Narration:
    """Tells speech that goes on from sentences about the meeting.

    Args:
        view: the document seen through its folded text.
        speakers: of the report.
    """

    def __init__(self, view: View, speakers: Speakers) -> None:
        self.view = view
        self.speakers = speakers

    def on(self, start: int, end: int, direct: bool) -> bool:
        """True if a sentence of the same paragraph does not go on with the speech.

        Args:
            direct: whether the speech stands behind a colon.
        """
        turns = self._turns(start, end)
        if turns and turns[0] != "sequencer":
            return True
        decided = self.view.first(start, end, "decide")
        if decided is not None and decided.start - start < _DECIDES_SOON:
            # «مقرر شد که …»: the report tells it, and not the one who spoke.
            return _FIRST_PERSON.search(self.view.text, start, end) is None
        if self._acts(start, end) or self._goes_on(start, end, direct):
            return True
        person = self.speakers.begins_with_person(start, 6)
        return bool(self.view.within(start, end, *(_OF_PERSON if person else _CLOSING)))

    def _goes_on(self, start: int, end: int, direct: bool) -> bool:
        """True for «سپس نوار قطع گردید», «حاضرین … پرسیدند»: the meeting goes on.

        Behind a colon Iranian agencies tell so in the speech too.
        """
        if direct and self.speakers.iranian:
            return False
        text = self.view.text
        if not _PAST.search(text, max(start, end - _VERB_REACH), end):
            return False
        if _FIRST_PERSON.search(text, start, end):
            return False
        if _NEXT.match(text, start, end) or _THOSE_HERE.match(text, start, end):
            return True
        people = self.view.first(start, end, "collective")
        if people is None or self.speakers.iranian:
            return False
        turn = self.view.first(start, end, "sequencer")
        first = turn.end + 1 if turn is not None and turn.start == start else start
        here = _THIS_MEETING.search(text, people.end, end)
        return people.start == first and (first > start or here is not None)

    def _acts(self, start: int, end: int) -> bool:
        """True for «جلسه … پایان یافت», «شورا … وظیفه سپرد»: the meeting itself does something."""
        if _FIRST_PERSON.search(self.view.text, start, end):
            return False
        reach = min(end, start + _ACTOR_REACH)
        for kinds, acts in _MEETING_ACTS:
            actor = self.view.first(start, reach, *kinds)
            if actor is not None and self.view.within(actor.end, end, *acts):
                if _FEW.search(self.view.text, start, actor.start):
                    # «دو کارگاه هم در شهرهای دیگر برگزار شد»: others than this one.
                    return False
                return not self.view.within(start, actor.start, "pronoun", "say")
        return False

    def afresh(self, start: int, end: int) -> bool:
        """True if a sentence of a new paragraph does not go on with the speech."""
        text = self.view.text[start:end]
        if self._turns(start, end) or ITEM.match(text) or _is_heading(text):
            return True
        if self.speakers.begins_with_person(start, 12):
            return True
        here = IN_MEETING.match(self.view.text, start, end)
        told = here is not None and bool(self.view.within(start, here.end(), "event"))
        if told and not _FIRST_PERSON.search(text):
            # «در این مراسم A و B به تماشا نشستند.»
            return True
        people = self.view.within(start, min(end, start + 50), "collective")
        if people and not _FIRST_PERSON.search(text):
            return True
        return bool(self.view.within(start, end, *_NARRATION))

    def _turns(self, start: int, end: int) -> list[str]:
        """Kinds of the cues near the begin of a sentence, if one of them begins it."""
        reach = min(end, start + 30)
        marks = self.view.within(start, reach, "sequencer", "background", "agency")
        begins = any(mark.start <= start + 2 for mark in marks)
        return [mark.kind for mark in marks] if begins else []


def _is_heading(text: str) -> bool:
    return len(text) < _MAX_HEADING and not text.rstrip('»" ').endswith((".", "!", "؟", "؛"))

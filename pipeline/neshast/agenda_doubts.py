"""Doubts about a verb of discussing or presenting: does it tell what this meeting had before it?"""

from __future__ import annotations

import re

from neshast.agenda_lines import tells_of_meeting
from neshast.grammar import begins, either, listed
from neshast.verb_forms import finite_forms, is_adjective
from neshast.view import Mark, View

# «قرائت شده بود»: before the time that the report tells of.
_LONG_PAST = re.compile(rf"ه {either('long_past')}$")
# «A و B از محورهای مطرح شده بود».
_AXES = re.compile(rf"(?<!\w){either('axes')} $")
# «این پژوهش … را بررسی کرده است»: a work, and nobody who met.
_WORK = re.compile(
    rf"(?:{either('this_same')} )?{either('works')}(?:\s*[«\"(][^»\")]*[»\")])?(?! های)(?!\w)"
)
# «به پرسش های وکلا در پیوند به X پاسخ داد».
_QUESTIONS = re.compile(
    rf"(?<!\w){either('questions')}(?: \w+){{0,5}}? {either('discussion_on', 'discussion_near')}\s"
)
_ASKS = re.compile(rf"(?<!\w){either('asks_whether')}(?!\w)")
_WHICH = " که "
_TOLD = re.compile(rf"(?<!\w)(?:{either('light_verb', 'is', 'long_past')}|ن?می ?\w+)(?!\w)")
_SHORTEST = 8


def is_doubtful(view: View, start: int, begin: int, verb: Mark, talks: bool) -> bool:
    """True for a verb that tells of no matter of the meeting.

    Args:
        view: of the document.
        start: where the telling begins in the sentence.
        begin: where the clause of `verb` begins, without what opens it.
        verb: of discussing or presenting.
        talks: whether two sides met.
    """
    text = view.text
    if is_adjective(text, verb.start, verb.end):
        return True
    long_past = _LONG_PAST.search(text, verb.start, verb.end)
    if long_past and not _AXES.search(text, begin, verb.start):
        return True
    if _ASKS.search(text, start, verb.start):
        return True
    which = text.rfind(_WHICH, begin + _SHORTEST, verb.start)
    if which > 0 and not _is_told(text[which + len(_WHICH) : verb.start]):
        # «موضوعی که سال گذشته مطرح شد»: a clause about a noun.
        return True
    active = text.endswith(listed("active_ends", "turned_verbs"), verb.start, verb.end)
    if active and _WORK.match(text, begin, verb.start):
        return True
    weak = begins(verb.cue.phrase, "weak_discussion")
    if not weak or _QUESTIONS.search(text, begin, verb.start):
        return False
    return not tells_of_meeting(text, start, verb.start, talks)


def _is_told(text: str) -> bool:
    """True if a clause has a finite verb of its own."""
    return _TOLD.search(text) is not None or not finite_forms().isdisjoint(text.split())

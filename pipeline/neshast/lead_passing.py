"""Meetings named in passing: what a line far below the first ones tells of another matter.

News of prices, films and matches name meetings that they do not report: one to come, one of long
ago, those that a speaker had. Such a line tells no time, place or people, or its verb is no report.
"""

from __future__ import annotations

import re

from neshast.grammar import either, listed
from neshast.lead import Lead
from neshast.lead_doubts import is_festival
from neshast.lead_events import points_back
from neshast.slots import venue_starts
from neshast.view import View

# «برگزار کردیم», «جلسه داشتیم»: somebody tells of himself.
_OWN_VERB = re.compile(rf"{either('first_person_endings')}$")
_SELF = re.compile(rf"(?<!\w){either('speaks_of_himself')}(?!\w)")
_OFF = ("cancelled", "postponed")
# So many facts make a meeting the matter of a report whose first lines name none.
_ENOUGH = 2
# So soon in its sentence begins «گفتنی است».
_SOON = 3


def is_passing(view: View, lead: Lead, named: bool, stop: int) -> bool:
    """True for a meeting that a line far below the first ones only mentions.

    Args:
        view: the document.
        lead: what the line tells.
        named: if the first lines of the report name a meeting or a body too.
        stop: where the lines of the report end.
    """
    event, verb = lead.event, lead.verb
    if event is None or lead.anaphoric:
        return False
    if event.cue.phrase in listed("sessions_plural") or is_festival(event):
        return True
    if verb is None:
        return not lead.slots and lead.rule.startswith(listed("none_such", "had_sitting"))
    if (verb.value in _OFF and not named) or _OWN_VERB.search(view.text, verb.start, verb.end):
        return True
    if _SELF.search(view.text, lead.start, lead.end):
        return True
    background = view.first(lead.start, lead.end, "background")
    later = background is not None and background.start <= lead.start + _SOON
    if verb.value == "announced" and later:
        return True
    facts = lead.slots + bool(venue_starts(view, event.end, verb.start))
    return facts < (1 if named else _ENOUGH) and not _taken_up(view, lead, stop)


def _taken_up(view: View, lead: Lead, stop: int) -> bool:
    """True if «این سمینار» follows, up to `stop`: the report goes on with the meeting."""
    event, verb = lead.event, lead.verb
    assert event is not None and verb is not None
    return any(
        event.cue.phrase.startswith(later.cue.phrase) and points_back(view, later, verb.end)
        for later in view.within(max(event.end, verb.end), stop, "event")
    )

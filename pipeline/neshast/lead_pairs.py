"""How two leads side by side lie to each other: if the second tells of one more meeting."""

from __future__ import annotations

import re
from bisect import bisect_left

from neshast.grammar import either, listed
from neshast.lead import Lead
from neshast.lead_choice import FULL, TOLD, Page
from neshast.page import repeats

# So near to the begin of its line must the event of a new report stand.
NEAR_LEAD = 40
# So soon behind a meeting must the day stand that tells it from another.
_DAY_REACH = 12
_CONNECTIVE = re.compile(rf"\s*{either('connective')}(?!\w)")
_ALSO = re.compile(rf"\s*(?:{either('he')} )?{either('also_met')}(?!\w)")


def later_that_day(page: Page, first: Lead | None, second: Lead | None) -> bool:
    """True for «صبح امروز جلسه … برگزار شد» and «عصر امروز با … دیدار کرد»."""
    if first is None or second is None or not is_another(page, first, second):
        return False
    if second.anaphoric or not (_tells(first) and _tells(second)):
        return False
    met = second.verb is not None and second.verb.kind == "meet"
    if not met and second.event_start - second.start >= NEAR_LEAD + _DAY_REACH:
        return False
    days, others = _days_in(page, first), _days_in(page, second)
    same, parts = frozenset(listed("same_day")), frozenset(listed("parts_of_a_day"))
    # «امروز» alone may be the morning that the other tells of.
    return any(
        one & other & same and one & parts and other & parts and one & parts != other & parts
        for one in days
        for other in others
    )


def _tells(lead: Lead) -> bool:
    """True for a lead with a verb that says that the meeting was held."""
    verb = lead.verb
    held = verb is not None and (verb.value in TOLD or verb.kind == "meet")
    return held and lead.strength >= FULL


def _days_in(page: Page, lead: Lead) -> list[frozenset[str]]:
    """The words of each day ahead of the verb of a lead."""
    stop = lead.verb.start if lead.verb else lead.end
    first = bisect_left(page.dates, (lead.start,))
    last = bisect_left(page.dates, (stop,))
    return [frozenset(page.view.text[a:b].split()) for a, b in page.dates[first:last]]


def is_another(page: Page, first: Lead | None, second: Lead | None) -> bool:
    """True if two leads side by side tell of two meetings."""
    if first is None or second is None:
        return False
    if _CONNECTIVE.match(page.view.text, second.start):
        # «بر این اساس شورا … تشکیل جلسه داد» goes on with what was told.
        return False
    return second.strength >= FULL and differ(page, first, second)


def differ(page: Page, first: Lead, second: Lead) -> bool:
    """True unless one lead repeats what the other tells of its meeting."""
    if second.verb is not None and second.verb.kind == "meet":
        return not repeats(
            page.view.text[first.start : first.start + 60],
            page.view.text[second.start : second.end],
        )
    return not repeats(first.phrase(page.view)[:60], second.phrase(page.view))


def meets_again(page: Page, first: Lead, second: Lead) -> bool:
    """True for «همچنان وزیر اقتصاد بعد از ظهر با … ملاقات نمود», after a meeting of his."""
    also = _ALSO.match(page.view.text, second.start) is not None
    placed = second.slots > 0 or page.view.within(second.start, second.end, "place_noun")
    told = first.verb is not None and (first.verb.kind == "meet" or placed)
    return also and bool(told) and differ(page, first, second)


def sat_on(page: Page, lead: Lead) -> str:
    """The day of «در جلسه یکشنبه ۱۰ خرداد», right behind the meeting, or nothing."""
    event = lead.event
    if event is None or lead.verb is not None:
        return ""
    days = (page.view.text[a:b] for a, b in page.dates if 0 <= a - event.end <= _DAY_REACH)
    return next((day for day in days if any(map(str.isdigit, day))), "")

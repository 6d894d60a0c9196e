"""Dates each meeting: chooses its expression, and completes it from what the page gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar

from neshast.calendars import DateParts, DateValue, DayTime
from neshast.date_choosing import Chooser
from neshast.date_resolving import Context, resolve
from neshast.date_values import Anchor, bounded
from neshast.dating import Stamps, named_eras
from neshast.document import DateMention, Document
from neshast.options import Options as NoOptions
from neshast.view import View

_AHEAD = ("announced", "postponed")
_OVER = ("held", "ongoing")
Pair = tuple[DateValue | None, DateValue | None]


class BuildEventDates:
    """Fills `event_dates`: first and last day of each report's meeting, parallel to `reports`.

    Completed from the report's stamp or dateline, the publication date, another date of the page
    or a closed era, in this order. A report without an expression is bounded by its publication.
    """

    name: ClassVar = "when"
    needs: ClassVar = ("folded", "cues", "dates", "reports", "frames", "sentences", "variety")
    fills: ClassVar = ("event_dates",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        if not document.reports:
            return replace(document, event_dates=())
        chooser = Chooser(document, View(document))
        stamps, eras = Stamps(document), named_eras(document)
        chosen = [
            chooser.choose(report, _status(document, i) in _OVER, _written(stamps.anchor(i)))
            for i, report in enumerate(document.reports)
        ]
        found: list[Pair] = []
        for i, mention in enumerate(chosen):
            context = Context(_outlook(document, i), stamps.anchor(i), eras)
            if mention is None:
                anchor = context.anchor
                found.append((bounded(anchor, context.outlook) if anchor else None, None))
            else:
                if context.outlook == "future" and chooser.told_held(mention):
                    context = replace(context, outlook="past")
                apart = chooser.time_of(document.reports[i], mention)
                parts = _with_time(mention.parts, apart)
                found.append(_date(mention, parts, context, chooser, chosen))
        return replace(document, event_dates=tuple(found))


def _date(
    mention: DateMention,
    parts: DateParts,
    context: Context,
    chooser: Chooser,
    chosen: list[DateMention | None],
) -> Pair:
    if parts.month and parts.day and parts.year is None:
        counted = parts.this_year or parts.year_offset is not None
        twin = None if counted else chooser.same_day(mention)
        if twin is not None:
            return _as_elsewhere(mention, parts, twin, context.outlook)
        if context.anchor is None and (other := _other_report(mention, chosen)) is not None:
            context = Context("any", other)
    return resolve(mention.span, parts, context)


def _written(anchor: Anchor | None) -> date | None:
    return anchor.day if anchor else None


def _status(document: Document, index: int) -> str:
    return document.frames[index].status.value if index < len(document.frames) else "held"


def _outlook(document: Document, index: int) -> str:
    """Whether the day lies before its anchor, after it, or (cancelled, denied) about it."""
    status = _status(document, index)
    return "future" if status in _AHEAD else "past" if status in _OVER else "any"


def _with_time(parts: DateParts, mention: DateMention | None) -> DateParts:
    """Parts with the hour that stands apart from the day in the same sentence."""
    if mention is None or mention.parts.time is None:
        return parts
    apart, own = mention.parts.time, parts.time
    if own is None:
        return replace(parts, time=apart)
    if own.start is not None:
        return parts
    time = DayTime(own.part_of_day or apart.part_of_day, apart.start, apart.end)
    return replace(parts, time=time)


def _as_elsewhere(mention: DateMention, parts: DateParts, twin: DateMention, outlook: str) -> Pair:
    """The same day and month stand elsewhere with their year."""
    year = twin.parts.year
    end = replace(parts.end, year=year) if parts.end else None
    first, last = resolve(mention.span, replace(parts, year=year, end=end), Context(outlook))
    if first.resolution != "explicit":
        return first, last
    reason = "The same day and month stand elsewhere on the page with their year."
    first = replace(first, resolution="anchored", anchor=twin.span, reason=reason)
    if last is not None:
        last = replace(last, resolution="anchored", anchor=twin.span, reason=reason)
    return first, last


def _other_report(own: DateMention, chosen: list[DateMention | None]) -> Anchor | None:
    """The day of another report of the page, to which a date without a year lies near."""
    for mention in chosen:
        if mention is None or mention is own or mention.parts.year is None:
            continue
        value, _ = resolve(mention.span, mention.parts, Context())
        if value.resolution == "explicit" and value.earliest and value.earliest == value.latest:
            return Anchor(mention.span, value.calendar, date.fromisoformat(value.earliest))
    return None

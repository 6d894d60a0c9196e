"""By when something is to be done: «تا ۱۵ اسد», «الی ختم ماه میزان»."""

from __future__ import annotations

from datetime import date

from neshast.aligned import Span
from neshast.calendars import DateValue
from neshast.date_resolving import Context, resolve
from neshast.date_values import Anchor
from neshast.dating import Stamps, ends_with, line_around
from neshast.document import DateMention, Document
from neshast.view import View


def deadline_in(document: Document, view: View, index: int, span: Span) -> DateValue | None:
    """The date by which what stands in `span` is to be done, or None.

    Args:
        document: with `dates` and `event_dates` filled.
        view: of the same document.
        index: of the report, whose own day completes the deadline.
        span: raw span of an outcome.
    """
    for mention in document.dates:
        if span.covers(mention.span) and _is_deadline(view, mention):
            context = Context("future", anchor_of(document, index))
            return resolve(mention.span, mention.parts, context)[0]
    return None


def _is_deadline(view: View, mention: DateMention) -> bool:
    before, _ = line_around(view.text, *view.at(mention.span))
    return ends_with(before, "due", " ")


def anchor_of(document: Document, index: int) -> Anchor | None:
    """The day of the meeting, or else what its date was completed from."""
    own, _ = document.event_dates[index]
    exact = own is not None and own.earliest is not None and own.earliest == own.latest
    if own is None or own.span is None or own.earliest is None or not exact:
        return Stamps(document).anchor(index)
    return Anchor(own.span, own.calendar, date.fromisoformat(own.earliest))

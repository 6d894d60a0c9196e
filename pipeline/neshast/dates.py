"""Dates by themselves: every date expression of a text, and what each of them means.

For whoever wants nothing else of neshast: ``from neshast.dates import read_dates``, or
`time_expressions` for durations, ages and hours too. Calendars are the solar and lunar Hijri and
the Gregorian; what a text and its day of publication do not tell stays open, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from neshast.aligned import Span
from neshast.calendars import GREGORIAN, DateValue
from neshast.date_grammar import find_dates
from neshast.date_resolving import Context, resolve
from neshast.date_values import Anchor
from neshast.dating import Stamps, named_eras
from neshast.document import DateMention, Document, Source
from neshast.folding import fold_edits
from neshast.time_expressions import find_time_expressions

PAST, FUTURE, ANY = "past", "future", "any"
OUTLOOKS = (PAST, FUTURE, ANY)


@dataclass(frozen=True, slots=True)
class Reading:
    """A date expression of a text: `text` is ``raw[start:end]``, offsets count code points.

    `value` is what it means, the first day of several; `last` the last of several, else none;
    `rule` names the pieces that were read.
    """

    text: str
    start: int
    end: int
    value: DateValue
    last: DateValue | None
    rule: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression: `text` is ``raw[start:end]``; `kind` is ``date``, or ``time`` for hours,
    minutes and parts of the day."""

    text: str
    start: int
    end: int
    kind: str


def time_expressions(text: str) -> list[Expression]:
    """Every time expression of a text in order: durations, ages, centuries and hours too.

    Wider than `read_dates`, and without values: «سه سال گذشته», «هر جمعه», «۴۵ دقیقه».
    """
    folded = fold_edits(text)
    found = []
    for one in find_time_expressions(folded.text):
        span = folded.span(one.start, one.end)
        found.append(Expression(span.of(text), span.start, span.end, one.kind))
    return found


def read_dates(text: str, published: str | None = None, outlook: str = ANY) -> list[Reading]:
    """The date expressions of a text in their order; none overlap.

    Args:
        text: as written, of any length; its stamps of publication and the eras that it names
            complete what lacks a year.
        published: Gregorian day (``YYYY-MM-DD``) that completes relative days and days without
            a year.
        outlook: ``past`` if what is told lies on or before that day, ``future`` if on or after
            it, ``any`` for the nearest.

    Raises:
        ValueError: if `outlook` is none of `OUTLOOKS`, or `published` no ISO date.
    """
    if outlook not in OUTLOOKS:
        raise ValueError(f"outlook={outlook!r}: choose one of {', '.join(OUTLOOKS)}")
    folded = fold_edits(text)
    found = [(folded.span(one.start, one.end), one) for one in find_dates(folded.text)]
    mentions = tuple(DateMention(span, one.parts, one.rule) for span, one in found)
    source = Source(doc_id="-", published=published)
    sheet = Document(raw=text, source=source, folded=folded, dates=mentions)
    given = Anchor("published", GREGORIAN, date.fromisoformat(published)) if published else None
    context = Context(outlook, given or Stamps(sheet).anchor(0), named_eras(sheet))
    return [_reading(text, mention, context) for mention in mentions]


def _reading(text: str, mention: DateMention, context: Context) -> Reading:
    span: Span = mention.span
    own = context.anchor is not None and context.anchor.source == span
    # A stamp does not complete itself.
    given = Context(context.outlook, None, context.eras) if own else context
    value, last = resolve(span, mention.parts, given)
    return Reading(span.of(text), span.start, span.end, value, last, mention.rule)

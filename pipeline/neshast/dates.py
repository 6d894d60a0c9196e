"""Dates by themselves: every date expression of a text, and what each of them means.

For whoever wants nothing else of neshast: ``from neshast.dates import read_dates``, or
`time_expressions` for durations, ages and hours too. Calendars are the solar and lunar Hijri and
the Gregorian; what a text and its day of publication do not tell stays open, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from neshast.aligned import Aligned, Span
from neshast.calendars import GREGORIAN, DateValue
from neshast.date_figures import BY_VARIETY
from neshast.date_grammar import Expression, find_dates
from neshast.date_resolving import Context, resolve
from neshast.date_values import Anchor
from neshast.dating import Stamps, named_eras
from neshast.document import DateMention, Document, Source
from neshast.folding import fold_edits
from neshast.language import told_variety
from neshast.named_days import COUNTRIES, RULE, NamedDay, find_named_days, resolve_named
from neshast.time_expressions import find_time_expressions

PAST, FUTURE, ANY = "past", "future", "any"
OUTLOOKS = (PAST, FUTURE, ANY)
VARIETIES = tuple(COUNTRIES)


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
class TimeSpan:
    """A time expression: `text` is ``raw[start:end]``; `kind` is ``date``, or ``time`` for hours,
    minutes and parts of the day."""

    text: str
    start: int
    end: int
    kind: str


def time_expressions(text: str) -> list[TimeSpan]:
    """Every time expression of a text in order: durations, ages, centuries and hours too.

    Wider than `read_dates`, and without values: «سه سال گذشته», «هر جمعه», «۴۵ دقیقه».
    """
    folded = fold_edits(text)
    found = []
    for one in find_time_expressions(folded.text):
        span = folded.span(one.start, one.end)
        found.append(TimeSpan(span.of(text), span.start, span.end, one.kind))
    return found


def read_dates(
    text: str, published: str | None = None, outlook: str = ANY, variety: str | None = None
) -> list[Reading]:
    """The date expressions of a text in their order, named days among them; none overlap.

    Args:
        text: as written, of any length; its stamps of publication and the eras that it names
            complete what lacks a year.
        published: Gregorian day (``YYYY-MM-DD``) that completes relative days and days without
            a year.
        outlook: ``past`` if what is told lies on or before that day, ``future`` if on or after
            it, ``any`` for the nearest.
        variety: ``fa-AF`` or ``fa-IR``, which decides the day of a name that both countries have
            («روز معلم») and the order of figures such as «۰۲/۰۳/۱۲»; if it is not given, the
            words of the text tell it, or nothing does.

    Raises:
        ValueError: if `outlook` is none of `OUTLOOKS`, `variety` none of `VARIETIES`, or
            `published` no ISO date.
    """
    if outlook not in OUTLOOKS:
        raise ValueError(f"outlook={outlook!r}: choose one of {', '.join(OUTLOOKS)}")
    if variety is not None and variety not in VARIETIES:
        raise ValueError(f"variety={variety!r}: choose one of {', '.join(VARIETIES)}")
    folded = fold_edits(text)
    told = variety or told_variety(folded.text)
    dates = list(find_dates(folded.text, told))
    context = _context(text, folded, dates, published, outlook)
    by = f" Variety: {told}, as {'asked' if variety else 'the words of the text tell'}."
    return [
        _reading(text, folded.span(one.start, one.end), one, context, by * _by_variety(one))
        for one in _apart([*dates, *find_named_days(folded.text, told)])
    ]


def _context(
    text: str, folded: Aligned, dates: list[Expression], published: str | None, outlook: str
) -> Context:
    """What completes the dates of the text."""
    mentions = tuple(
        DateMention(folded.span(one.start, one.end), one.parts, one.rule) for one in dates
    )
    source = Source(doc_id="-", published=published)
    sheet = Document(raw=text, source=source, folded=folded, dates=mentions)
    given = Anchor("published", GREGORIAN, date.fromisoformat(published)) if published else None
    return Context(outlook, given or Stamps(sheet).anchor(0), named_eras(sheet))


def _apart(found: list[Expression | NamedDay]) -> list[Expression | NamedDay]:
    """All in their order; of two that overlap the longer one, and of the same length the first."""
    kept: list[Expression | NamedDay] = []
    for one in sorted(found, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _by_variety(found: Expression | NamedDay) -> bool:
    """True if another variety would have read it as another day, or not at all."""
    if isinstance(found, NamedDay):
        return found.by_variety
    return BY_VARIETY in found.rule.split("+")


def _reading(
    text: str, span: Span, found: Expression | NamedDay, context: Context, note: str
) -> Reading:
    own = context.anchor is not None and context.anchor.source == span
    # A stamp does not complete itself.
    given = Context(context.outlook, None, context.eras) if own else context
    if isinstance(found, NamedDay):
        rule = f"{RULE}+year" if found.year else RULE
        value, last = resolve_named(span, found, given)
    else:
        rule, (value, last) = found.rule, resolve(span, found.parts, given)
    value = replace(value, reason=value.reason + note)
    return Reading(span.of(text), span.start, span.end, value, last, rule)

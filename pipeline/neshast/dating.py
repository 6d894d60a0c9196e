"""Which dates of a page stamp it, and what a report's own dates are completed from.

A page bears more dates than its meeting: of publication, of the visit that saved it, datelines
of agencies. Here they are told apart by the words beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from neshast.calendars import GREGORIAN, DateValue, from_gregorian
from neshast.date_resolving import Context, Era, resolve
from neshast.date_values import Anchor
from neshast.document import DateMention, Document
from neshast.folding import fold
from neshast.lexicon import table, values, words

# A stamp is a label with its date; a header line holds a date and hardly a letter more.
_MOST_LETTERS = 12
_DATELINE_REACH = 45
_DATELINE_WORDS = 5
_AGENCY_REACH = 20
_LABEL_REACH = 48
_LABEL_EDGE = " :؛-|([«.*،/"
_LETTERS = re.compile(r"[^\W\d_]+")

STAMP, CRAWL, HEADER, DATELINE, EVENT = "stamp", "crawl", "header", "dateline", "event"
_STAMPS = (STAMP, HEADER, DATELINE)


def role(document: Document, mention: DateMention) -> str:
    """What a date is by the words of its line.

    Returns:
        ``stamp`` of publication, ``crawl`` (a banner or last change: never to be used),
        ``header`` (a line of its own), ``dateline`` of an agency, ``event`` where a label says
        that it is the meeting's, or nothing.
    """
    folded = document.folded
    assert folded is not None
    text = folded.text
    start, end = folded.find(mention.span)
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    before, after = text[line:start], text[end : len(text) if stop < 0 else stop]
    if ends_with(before, CRAWL):
        return CRAWL
    if ends_with(before, STAMP):
        return STAMP
    if ends_with(before, "event_label"):
        return EVENT
    if mention.parts.day is None or mention.parts.month is None:
        return ""
    if _alone(before, after):
        banner = mention.parts.offset_days == 0
        return CRAWL if banner else HEADER
    if _dateline(before, after):
        return DATELINE
    return ""


def ends_with(before: str, kind: str, edge: str = _LABEL_EDGE) -> bool:
    """True if a text ends with a whole phrase of a kind of ``date_context.tsv``."""
    return _enders(kind).search(before[-_LABEL_REACH:].rstrip(edge)) is not None


@cache
def _enders(kind: str) -> re.Pattern[str]:
    phrases = sorted(context_words(kind), key=len, reverse=True)
    joined = "|".join(re.escape(phrase) for phrase in phrases)
    # Looks at the tail alone: the pattern is anchored at the end and begins at a word.
    return re.compile(rf"(?<!\w)(?:{joined})$", re.IGNORECASE)


@cache
def context_words(kind: str) -> frozenset[str]:
    """The folded phrases of a kind of ``date_context.tsv``."""
    return frozenset(
        fold(form)
        for row in table("date_context", "kind", "forms")
        if row["kind"] == kind
        for form in values(row["forms"])
    )


def _alone(before: str, after: str) -> bool:
    """True if a line says nothing but its date."""
    found = _LETTERS.findall(before) + _LETTERS.findall(after)
    if sum(map(len, found)) > _MOST_LETTERS:
        return False
    return _event_words().isdisjoint(found)


@cache
def _event_words() -> frozenset[str]:
    return frozenset(fold(form) for form in words("cues", "phrases", "kind", "event"))


def _dateline(before: str, after: str) -> bool:
    """True for «کابل، ۱۲ دلو، باختر» and its like at the head of a line."""
    if len(before) > _DATELINE_REACH:
        return False
    lead = _LETTERS.findall(before)
    if len(lead) > _DATELINE_WORDS or not context_words("not_dateline").isdisjoint(lead):
        return False
    near = after[:_AGENCY_REACH]
    follows = _LETTERS.findall(near)[:1] if near.lstrip()[:1] in tuple("،/-|") else []
    return not context_words("agency").isdisjoint([*lead, *follows])


def published_date(document: Document) -> DateValue | None:
    """When the page was published, by its metadata or else by a stamp in its text."""
    if document.source.published:
        return _from_metadata(document.source.published)
    anchor = _stamp(document)
    if anchor is None or anchor.day is None:
        return None
    year, month, day = from_gregorian(anchor.calendar, anchor.day) or (None, None, None)
    iso = anchor.day.isoformat()
    assert not isinstance(anchor.source, str)
    return DateValue(
        anchor.source, anchor.calendar, year, month, day, None, None, iso, iso, iso,
        "day", "explicit", None, "A stamp of publication stands in the text.",
    )  # fmt: skip


def _from_metadata(published: str) -> DateValue | None:
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return None
    iso = day.isoformat()
    return DateValue(
        None, GREGORIAN, day.year, day.month, day.day, None, None, iso, iso, iso,
        "day", "explicit", None, "Given with the document.",
    )  # fmt: skip


def anchor_of(document: Document, index: int) -> Anchor | None:
    """What completes the dates of a report: its own stamp or dateline, else the publication.

    Args:
        document: with `dates` and `reports` filled.
        index: of the report.
    """
    published = document.source.published
    given = _from_metadata(published) if published else None
    whole = None
    if given and given.earliest:
        whole = Anchor("published", GREGORIAN, date.fromisoformat(given.earliest))
    own = _stamp(document, index)
    if own is None:
        return whole or _stamp(document)
    if own.day is None and own.parts is not None and not isinstance(own.source, str):
        other = whole or _labelled(document)
        if other and other.day:
            value, _ = resolve(own.source, own.parts, Context("past", other))
            if value.earliest and value.earliest == value.latest:
                return replace(own, day=date.fromisoformat(value.earliest))
        return whole or own
    if whole and whole.day and own.day and own.day > whole.day:
        return whole
    return own


def _stamp(document: Document, index: int = 0) -> Anchor | None:
    """The stamp nearest above the lead of a report, below the lead before; or a labelled one."""
    reports = document.reports
    first = reports[index - 1].lead.end if index else 0
    last = reports[index].lead.end if index < len(reports) else len(document.raw)
    found = None
    for mention in document.dates:
        if first <= mention.span.start < last:
            kind = role(document, mention)
            if kind in _STAMPS:
                anchor = _as_anchor(mention)
                # A date with its year says more than one without, wherever it stands.
                if anchor and (anchor.day or found is None or found.day is None):
                    found = anchor
    return found or _labelled(document)


def _labelled(document: Document) -> Anchor | None:
    """The first date with a label of publication, anywhere on the page."""
    for mention in document.dates:
        if role(document, mention) == STAMP:
            anchor = _as_anchor(mention)
            if anchor and anchor.day:
                return anchor
    return None


def _as_anchor(mention: DateMention) -> Anchor | None:
    parts = mention.parts
    if parts.calendar is None or parts.month is None or parts.day is None or parts.end:
        return None
    value, _ = resolve(mention.span, replace(parts, offset_days=None), Context("any"))
    day = date.fromisoformat(value.edtf.rstrip("~")) if value.resolution == "explicit" else None  # type: ignore[union-attr]
    return Anchor(mention.span, parts.calendar, day, None if day else parts)


def named_eras(document: Document) -> tuple[Era, ...]:
    """Closed eras whose names stand anywhere on the page."""
    folded = document.folded
    assert folded is not None
    return tuple(era for era, pattern in _eras() if pattern.search(folded.text))


@cache
def _eras() -> tuple[tuple[Era, re.Pattern[str]], ...]:
    found = []
    for row in table("eras", "name", "start", "end", "forms"):
        if not row["end"]:
            continue
        forms = (re.escape(fold(form)).replace(r"\ ", " ?") for form in values(row["forms"]))
        era = Era(row["name"], date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
        found.append((era, re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")))
    return tuple(found)

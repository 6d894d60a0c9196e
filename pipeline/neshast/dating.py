"""Which dates of a page stamp it, and what a report's own dates are completed from.

A page bears more dates than its meeting: of publication, of the visit that saved it, datelines
of agencies. Here they are told apart by the words beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache, cached_property

from neshast.aligned import Span
from neshast.calendars import (
    GREGORIAN,
    LUNAR,
    DateValue,
    calendar_of_year,
    from_gregorian,
    to_gregorian,
)
from neshast.date_resolving import Context, Era, resolve
from neshast.date_values import Anchor
from neshast.document import DateMention, Document, Report
from neshast.folding import fold
from neshast.grammar import either, listed
from neshast.lexicon import table, values, words

# A stamp is a label with its date; a header line holds a date and hardly a letter more.
_MOST_LETTERS = 12
_DATELINE_REACH = 45
_DATELINE_WORDS = 5
_AGENCY_REACH = 20
_LABEL_REACH = 48
_LINE_REACH = 300
# So far before a meeting begins «نخستین دوره این».
_ANOTHER_REACH = 35
# Most lines show so near the date that they say more.
_ALONE_REACH = 30
_LABEL_EDGE = " :؛-|([«.*،/"
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r" (\w+)")
# «کابل، ۱۲ دلو، نام رسانه – »: an agency that no table knows shows itself by its dash.
_SEPARATORS = tuple("،,/|-–—")
_AGENCY_AFTER = re.compile(r"\s?[،,/|–—-]\s?(?:[^\W\d_]++\s?){1,4}[–—-]\s")

# «هرات – ۱۴ قوس: … دیروز»: so few words stand before it, and so far behind it the other day.
_PLACE_WORDS = 3
_HEAD_ENDS = re.compile(r"\s?[)\]]?\s?(?:\([^()\n]{2,20}\)\s?)?[:–—-]\s")
_SENTENCE_REACH = 200
_SENTENCE_ENDS = re.compile(r"[.\n]")

STAMP, CRAWL, HEADER, DATELINE, EVENT = "stamp", "crawl", "header", "dateline", "event"
# The kind of the labels that say when the meeting is: «تاریخ جلسه», «زمان».
EVENT_LABEL = "event_label"
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
    before, after = line_around(text, start, end)
    if ends_with(before, CRAWL):
        return CRAWL
    if ends_with(before, STAMP):
        return STAMP
    if ends_with(before, EVENT_LABEL):
        return EVENT
    if mention.parts.day is None or mention.parts.month is None:
        return ""
    if _alone(before, after):
        banner = mention.parts.offset_days == 0
        return CRAWL if banner else HEADER
    if _dateline(before, after) or (
        _heads_line(before, after) and _relative_behind(document, text, end)
    ):
        return DATELINE
    return ""


def line_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a stretch in its line, as far as it can matter."""
    before = text[max(0, start - _LINE_REACH) : start]
    after = text[end : end + _LINE_REACH]
    return before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]


def ends_with(before: str, kind: str, edge: str = _LABEL_EDGE) -> bool:
    """True if a text ends with a whole phrase of a kind of ``date_context.tsv``."""
    return _enders(kind).search(before[-_LABEL_REACH:].rstrip(edge)) is not None


def is_another(text: str, start: int, end: int) -> bool:
    """True for a meeting at ``[start, end)`` with «نخستین دوره» before or «بعدی» after it."""
    before = text[max(0, start - _ANOTHER_REACH) : start]
    return bool(_another_before().search(before) or _another_after().match(text, end))


def takes_up(text: str, end: int) -> bool:
    """True for a noun of meeting that ends at `end` with its place or hour behind it, no name."""
    following = _WORD.match(text, end)
    return following is not None and following.group(1) in listed("where_or_when")


@cache
def _another_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('another_round')}(?: {either('this')})? ?$")


@cache
def _another_after() -> re.Pattern[str]:
    return re.compile(rf" {either('another_time')}(?!\w)")


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
    for reach in (_ALONE_REACH, _LINE_REACH):
        found = _LETTERS.findall(before[-reach:]) + _LETTERS.findall(after[:reach])
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
    if lead and before.rstrip()[-1:] in _SEPARATORS and _AGENCY_AFTER.match(after):
        return True
    near = after[:_AGENCY_REACH]
    follows = _LETTERS.findall(near)[:1] if near.lstrip()[:1] in tuple("،/-|") else []
    return not context_words("agency").isdisjoint([*lead, *follows])


def _heads_line(before: str, after: str) -> bool:
    """True for «هرات – ۱۴ قوس: » at the head of a line, whatever stands before it."""
    lead = _LETTERS.findall(before)
    if len(before) > _DATELINE_REACH or len(lead) > _PLACE_WORDS:
        return False
    placed = (_event_words() | context_words("not_dateline")).isdisjoint(lead)
    return placed and _HEAD_ENDS.match(after) is not None


def _relative_behind(document: Document, text: str, end: int) -> bool:
    """True for «۱۴ قوس: … دیروز»: in its sentence a day that counts from it."""
    folded = document.folded
    assert folded is not None
    for other in document.dates:
        at = folded.find(other.span)[0] if other.parts.offset_days is not None else -1
        if end < at < end + _SENTENCE_REACH and _SENTENCE_ENDS.search(text, end, at) is None:
            return True
    return False


def published_date(document: Document) -> DateValue | None:
    """When the page was published, by its metadata or else by a stamp in its text."""
    return Stamps(document).published()


class Stamps:
    """The dates of a page that tell when it, or one of its reports, was written.

    Args:
        document: with `folded` and `dates` filled; `reports` too, where an anchor is asked for.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        given = document.source.published
        self._given = _from_metadata(given) if given else None
        self._address = date_in_address(document.source.url or "")

    @cached_property
    def _found(self) -> list[tuple[Anchor, str]]:
        """The stamps, and what kind each is."""
        roles = ((mention, role(self.document, mention)) for mention in self.document.dates)
        return [
            (anchor, kind)
            for mention, kind in roles
            if kind in _STAMPS and (anchor := _as_anchor(mention)) is not None
        ]

    @cached_property
    def _labelled(self) -> Anchor | None:
        """The first date with a label of publication, anywhere on the page."""
        return next((anchor for anchor, kind in self._found if kind == STAMP and anchor.day), None)

    def published(self) -> DateValue | None:
        """When the page was published, or None."""
        if self._given is not None:
            return self._given
        anchor = self._nearest(0)
        if anchor is None or anchor.day is None or isinstance(anchor.source, str):
            return self._address
        year, month, day = from_gregorian(anchor.calendar, anchor.day) or (None, None, None)
        iso = anchor.day.isoformat()
        return DateValue(
            anchor.source, anchor.calendar, year, month, day, None, None, iso, iso, iso,
            "day", "explicit", None, "A stamp of publication stands in the text.",
        )  # fmt: skip

    def anchor(self, index: int) -> Anchor | None:
        """What completes a report's dates: its own stamp or dateline, else the publication."""
        whole = None
        own = self._nearest(index)
        # The address tells last: after the metadata, and after what stands in the text.
        given = self._given or (self._address if own is None or own.day is None else None)
        if given and given.earliest:
            whole = Anchor("published", GREGORIAN, date.fromisoformat(given.earliest))
        if own is None:
            return whole
        if own.day is None:
            return _with_year(own, whole or self._labelled) or whole or own
        if whole and whole.day and own.day > whole.day:
            return whole
        return own

    def _nearest(self, index: int) -> Anchor | None:
        """The stamp nearest above the lead of a report, below the one before; or a labelled one."""
        reports = self.document.reports
        first = reports[index - 1].lead.end if index else 0
        last = self._head_end(reports[index]) if index < len(reports) else len(self.document.raw)
        found = None
        for anchor, _ in self._found:
            assert isinstance(anchor.source, Span)
            inside = first <= anchor.source.start < last
            # A date with its year says more than one without, wherever it stands.
            if inside and (anchor.day or found is None or found.day is None):
                found = anchor
        return found or self._labelled or self._footer(last)

    def _footer(self, start: int) -> Anchor | None:
        """The last date in a line of its own below the lead of the only report of a page."""
        if len(self.document.reports) != 1:
            return None
        below = [
            anchor
            for anchor, kind in self._found
            if kind == HEADER and anchor.day and _begins(anchor) >= start
        ]
        return below[-1] if below else None

    def _head_end(self, report: Report) -> int:
        """Where the head of a report ends: with its lead, or the first sentence below a lead that
        is its headline."""
        if report.title is None or not report.title.covers(report.lead):
            return report.lead.end
        below = (s.span.end for s in self.document.sentences if s.span.start >= report.title.end)
        return next(below, report.lead.end)


def _with_year(own: Anchor, other: Anchor | None) -> Anchor | None:
    """A dateline without a year, in the year that puts it nearest before the publication."""
    if other is None or other.day is None or own.parts is None or isinstance(own.source, str):
        return None
    value, _ = resolve(own.source, own.parts, Context("past", other))
    if value.earliest is None or value.earliest != value.latest:
        return None
    return replace(own, day=date.fromisoformat(value.earliest))


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


# «…/news/1404/06/05/…», «…/2025-08-27-…», and agencies' numbers that begin with the day.
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>1[34]\d\d|20\d\d)(?P<sign>[/-]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"(?:(?!\d)|(?<=/)|(?=\d{3,9}(?!\d)))"
)


def _begins(anchor: Anchor) -> int:
    return anchor.source.start if isinstance(anchor.source, Span) else 0


def date_in_address(address: str) -> DateValue | None:
    """The day that an address of the web names, in the calendar that its year tells; or None."""
    for match in _IN_ADDRESS.finditer(address):
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        calendar = calendar_of_year(year)
        when = to_gregorian(calendar, year, month, day) if calendar else None
        if calendar is None or calendar == LUNAR or when is None:
            continue
        iso = when.isoformat()
        return DateValue(
            None, calendar, year, month, day, None, None, iso, iso, iso,
            "day", "explicit", None, "Stands in the address of the page.",
        )  # fmt: skip
    return None


def _as_anchor(mention: DateMention) -> Anchor | None:
    parts = mention.parts
    if parts.calendar is None or parts.month is None or parts.day is None or parts.end:
        return None
    value, _ = resolve(mention.span, replace(parts, offset_days=None), Context("any"))
    if value.resolution != "explicit" or value.edtf is None:
        return Anchor(mention.span, parts.calendar, None, parts)
    day = date.fromisoformat(value.edtf.rstrip("~"))
    # The other calendar of «۲۱ صفر مطابق ۲۵ اسد» leaves no doubt.
    return Anchor(mention.span, parts.calendar, day, near=value.earliest != value.latest)


def named_eras(document: Document) -> tuple[Era, ...]:
    """Closed eras whose names stand anywhere on the page."""
    folded = document.folded
    assert folded is not None
    closed = folded.text.replace(" ", "")
    return tuple(
        era
        for era, names, pattern in _eras()
        if any(name in closed for name in names) and pattern.search(folded.text)
    )


@cache
def _eras() -> tuple[tuple[Era, tuple[str, ...], re.Pattern[str]], ...]:
    """Closed eras, their names without spaces, and a pattern for the names."""
    found = []
    for row in table("eras", "name", "start", "end", "forms"):
        if not row["end"]:
            continue
        names = [fold(form) for form in values(row["forms"])]
        forms = (re.escape(name).replace(r"\ ", " ?") for name in names)
        era = Era(row["name"], date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
        closed = tuple(name.replace(" ", "") for name in names)
        found.append((era, closed, re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")))
    return tuple(found)

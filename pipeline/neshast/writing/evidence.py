"""Why the record says so: from a finished document to an ordered list of facts for each report.

What the terminal and the page show is gathered here, once: every fact with its value, the rule
behind it and its places in the raw text. Nothing is concluded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from neshast.calendars import DateValue
from neshast.document import (
    Actor,
    AgendaItem,
    Document,
    Found,
    Frame,
    Mention,
    Organization,
    Outcome,
    Participant,
    Person,
    Report,
    Span,
    Statement,
    Topic,
)
from neshast.writing.shown import plain

__all__ = ["FAMILIES", "Evidence", "Place", "ReportEvidence", "family", "gather"]

# The groups in which facts are coloured and filtered, in the order in which they are shown.
FAMILIES = (
    "title", "frame", "date", "venue", "persons", "organizations", "participants", "purpose",
    "agenda", "statements", "outcomes", "topics",
)  # fmt: skip
_FAMILY = {name: "frame" for name in ("lead", "kind", "status", "mode", "ordinal")}
_FAMILY["end_date"] = "date"

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Place:
    """A further place of a fact; `what` is ``cue``, ``verb``, ``via``, ``mention`` …"""

    what: str
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact of a report and what it rests on.

    `field` is the record's; `label` says which kind of item of that field it is (a role, ``post``,
    ``direct`` …) or is empty. `certainty` is ``explicit`` or ``inferred``, the resolution of a
    date, the score of a topic, or empty. `details` are further (key, value) pairs.
    """

    field: str
    label: str
    value: str
    span: Span | None
    rule: str
    certainty: str = ""
    places: tuple[Place, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All its places in the raw text, the one it quotes first, each once."""
        spans = [self.span, *(place.span for place in self.places)]
        return tuple(dict.fromkeys(span for span in spans if span))


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """All that is to be shown of one report; `index` counts from 1."""

    index: int
    span: Span
    title: str
    facts: tuple[Evidence, ...]
    outcome_status: str = ""
    missing: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    confidence: dict[str, float] = field(default_factory=dict)


def family(name: str) -> str:
    """The group of a field in `FAMILIES`."""
    return _FAMILY.get(name, name)


def gather(document: Document) -> tuple[ReportEvidence, ...]:
    """The facts of every report, by field in the record's order.

    Args:
        document: with any of its boxes filled; what is still empty gives no facts.
    """
    reader = _Reader(document)
    return tuple(reader.report(i, report) for i, report in enumerate(document.reports))


def _kept(*pairs: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """The details that say something."""
    return tuple((key, value) for key, value in pairs if value)


def _at(box: Sequence[_Item], i: int) -> _Item | None:
    return box[i] if i < len(box) else None


class _Reader:
    """Reads the boxes of one document; looks rules up by the span that they found."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.raw = document.raw
        inner = (office.organization for office in document.offices)
        self.rules = {body.span: body.rule for body in inner if body}
        self.rules |= {name.span: name.rule for name in document.names}
        self.rules |= {office.span: office.rule for office in document.offices}
        self.rules |= {body.span: body.rule for body in document.organization_mentions}

    def report(self, i: int, report: Report) -> ReportEvidence:
        """All facts of the report with index `i`."""
        document = self.document
        people = _at(document.people, i) or ()
        bodies = _at(document.organizations, i) or ()
        frame = _at(document.frames, i)
        first, last = _at(document.event_dates, i) or (None, None)
        facts = [*self.opening(report), *(self.found(frame) if frame else ())]
        facts += [*self.date("date", first), *self.date("end_date", last)]
        facts += self.venue(frame) if frame else ()
        facts += [fact for person in people for fact in self.person(person)]
        facts += [self.organization(body) for body in bodies]
        who = _Actors(self.raw, people, bodies)
        facts += [self.participant(p, who) for p in (frame.participants if frame else ())]
        facts += [self.quote("purpose", p) for p in (frame.purposes if frame else ())]
        topics = _at(document.item_topics, i) or ()
        facts += [
            self.agenda(item, _at(topics, k) or (), who)
            for k, item in enumerate(_at(document.agendas, i) or ())
        ]
        facts += [self.statement(s, who) for s in _at(document.statements, i) or ()]
        facts += [self.outcome(o, who) for o in _at(document.outcomes, i) or ()]
        facts += [self.topic(t) for t in _at(document.topics, i) or ()]
        record = self.record(report.span)
        return ReportEvidence(
            index=i + 1,
            span=report.span,
            title=self.text(report.title),
            facts=tuple(facts),
            outcome_status=_at(document.outcome_status, i) or "",
            missing=dict(record.missing) if record else {},
            warnings=tuple(dict.fromkeys(self.warnings(frame, first, last, record))),
            confidence=dict(record.confidence) if record else {},
        )

    def record(self, span: Span) -> Any | None:
        """The record of a segment, if records are built."""
        for record in self.document.records:
            segment = record.source.segment
            if (segment.start, segment.end) == (span.start, span.end):
                return record
        return None

    def warnings(
        self,
        frame: Frame | None,
        first: DateValue | None,
        last: DateValue | None,
        record: Any | None,
    ) -> Iterator[str]:
        """Every warning code about this report, repeated ones included."""
        yield from self.document.source.warnings
        if record:
            yield from record.warnings
        for part in (frame, first, last):
            yield from part.warnings if part else ()

    def text(self, span: Span | None) -> str:
        """The words of a span, on one line."""
        return plain(span.of(self.raw)) if span else ""

    def rule(self, spans: Sequence[Span]) -> str:
        """The rule that found the first of these spans that any rule found."""
        return next((self.rules[span] for span in spans if self.rules.get(span)), "")

    def opening(self, report: Report) -> Iterator[Evidence]:
        """The sentence that makes it a report, and the headline."""
        cues = [("event", report.event), ("verb", report.verb)]
        places = tuple(Place(what, cue.span) for what, cue in cues if cue)
        if report.title:
            yield Evidence("title", "", self.text(report.title), report.title, "headline")
        value = self.text(report.lead)
        yield Evidence("lead", "", value, report.lead, report.rule, places=places)

    def found(self, frame: Frame) -> Iterator[Evidence]:
        """Kind, status, mode and ordinal."""
        for name in ("kind", "status", "mode", "ordinal"):
            value: Found | None = getattr(frame, name)
            if value:
                yield Evidence(name, "", value.value, value.span, value.rule)

    def venue(self, frame: Frame) -> Iterator[Evidence]:
        """The venue with the place it lies in."""
        if frame.venue:
            yield self.quote("venue", frame.venue, _kept(("place", frame.venue_place)))

    def quote(self, name: str, found: Found, details: tuple[tuple[str, str], ...] = ()) -> Evidence:
        """A field whose value is the words themselves."""
        value = self.text(found.span) or plain(found.value)
        return Evidence(name, "", value, found.span, found.rule, details=details)

    def date(self, name: str, date: DateValue | None) -> Iterator[Evidence]:
        """A date with its reason, its bounds and its anchor."""
        if date is None:
            return
        anchor = date.anchor
        places = (Place("anchor", anchor),) if isinstance(anchor, Span) else ()
        value, details = _written(date) or self.text(date.span), tuple(_date_details(date))
        yield Evidence(name, "", value, date.span, date.reason, date.resolution, places, details)

    def person(self, person: Person) -> Iterator[Evidence]:
        """A person with every mention, then each post."""
        spans = [mention.span for mention in person.mentions]
        shown = next((m.span for m in person.mentions if m.form == "name"), None)
        shown = shown or (spans[0] if spans else None)
        honorifics = "، ".join(map(plain, person.honorifics))
        yield Evidence(
            field="persons",
            label="",
            value=plain(person.name),
            span=shown,
            rule=self.rule([shown, *spans] if shown else spans),
            places=tuple(Place(m.form, m.span) for m in person.mentions if m.span != shown),
            details=_kept(("honorifics", honorifics), ("gender", person.gender)),
        )
        for post in person.posts:
            body = plain(post.organization.name) if post.organization else ""
            details = _kept(("person", plain(person.name)), ("title", plain(post.title)))
            details += _kept(("organization", body))
            label, value = "acting post" if post.acting else "post", self.text(post.span)
            yield Evidence("persons", label, value, post.span, post.rule, details=details)

    def organization(self, body: Organization) -> Evidence:
        """A body with every mention."""
        first = body.mentions[0] if body.mentions else None
        known = ("type", body.type), ("authority", body.authority), ("country", body.country)
        return Evidence(
            field="organizations",
            label="",
            value=plain(body.name),
            span=first,
            rule=self.rule(body.mentions),
            places=tuple(Place("mention", span) for span in body.mentions[1:]),
            details=_kept(*known),
        )

    def participant(self, part: Participant, who: _Actors) -> Evidence:
        """A role: it quotes the group or the cue, and points at the actor."""
        seen = who.span(part.actor)
        span = part.actor.span or part.cue or seen
        places = [Place("cue", part.cue)] if part.cue and part.cue != span else []
        if seen and seen != span:
            places.append(Place("mention", seen))
        places += [Place("on_behalf_of", part.on_behalf_of)] if part.on_behalf_of else []
        count = "" if part.count is None else str(part.count)
        return Evidence(
            field="participants",
            label=part.role,
            value=who.name(part.actor),
            span=span,
            rule=part.rule,
            certainty=part.certainty,
            places=tuple(places),
            details=_kept(("count", count), ("on_behalf_of", self.text(part.on_behalf_of))),
        )

    def agenda(self, item: AgendaItem, topics: Sequence[Topic], who: _Actors) -> Evidence:
        """A line of the agenda, who brings it, its topics and the words that decided them."""
        told = (
            f"{plain(t.label)} ({t.code}, {t.score:.2f}: {'، '.join(map(self.text, t.evidence))})"
            for t in topics
        )
        details = _kept(("by", who.names(item.by)), ("topics", "، ".join(told)))
        text = self.text(item.span)
        return Evidence("agenda", item.kind, text, item.span, item.rule, details=details)

    def statement(self, said: Statement, who: _Actors) -> Evidence:
        """What was said, with its verb and the words that name the speaker."""
        places = [Place("verb", said.verb)]
        places += [Place("via", said.via)] if said.via else []
        speaker = who.name(said.speaker) if said.speaker else ""
        return Evidence(
            field="statements",
            label=said.form,
            value=self.text(said.span),
            span=said.span,
            rule=said.rule,
            places=tuple(places),
            details=_kept(("speaker", speaker)),
        )

    def outcome(self, outcome: Outcome, who: _Actors) -> Evidence:
        """What was decided, who is to do it, and until when."""
        places = [Place("cue", outcome.cue)] if outcome.cue else []
        due = ""
        if outcome.due:
            due = _written(outcome.due) or self.text(outcome.due.span)
            places += [Place("due", outcome.due.span)] if outcome.due.span else []
        return Evidence(
            field="outcomes",
            label=outcome.type,
            value=self.text(outcome.span),
            span=outcome.span,
            rule=outcome.rule,
            places=tuple(places),
            details=_kept(("responsible", who.names(outcome.responsible)), ("due", due)),
        )

    def topic(self, topic: Topic) -> Evidence:
        """A topic with the words that decided."""
        rule = f"{topic.scheme} {topic.code}"
        places = tuple(Place("evidence", span) for span in topic.evidence)
        return Evidence("topics", "", plain(topic.label), None, rule, f"{topic.score:.2f}", places)


class _Actors:
    """The names and places of those who act in one report."""

    def __init__(self, raw: str, people: Sequence[Person], bodies: Sequence[Organization]) -> None:
        self.raw = raw
        self.people = people
        self.bodies = bodies

    def name(self, actor: Actor) -> str:
        """How the actor is called; an unnamed one by the words of the report."""
        known = self._known(actor)
        if known:
            return plain(known.name)
        return plain(actor.span.of(self.raw)) if actor.span else ""

    def names(self, actors: Iterable[Actor]) -> str:
        """The names of several, joined."""
        return "، ".join(filter(None, map(self.name, actors)))

    def span(self, actor: Actor) -> Span | None:
        """Where the actor is first seen."""
        known = self._known(actor)
        first = known.mentions[0] if known and known.mentions else None
        return first.span if isinstance(first, Mention) else first or actor.span

    def _known(self, actor: Actor) -> Person | Organization | None:
        box: Sequence[Person | Organization] = ()
        if actor.kind in ("person", "organization"):
            box = self.people if actor.kind == "person" else self.bodies
        return box[actor.index] if 0 <= actor.index < len(box) else None


def _written(date: DateValue) -> str:
    """The date as EDTF, else its known parts in its own calendar."""
    if date.edtf:
        return date.edtf
    parts = [f"{date.year:04d}" if date.year else "XXXX"]
    parts += [f"{part:02d}" for part in (date.month, date.day) if part]
    return "-".join(parts) if len(parts) > 1 or date.year else ""


def _date_details(date: DateValue) -> Iterator[tuple[str, str]]:
    yield "calendar", date.calendar
    parts = [str(part) for part in (date.year, date.month, date.day) if part]
    if parts and date.calendar != "gregorian":
        yield "as_written", "/".join(part.zfill(2) for part in parts)
    if date.precision != "day":
        yield "precision", date.precision
    if (date.earliest or date.latest) and date.earliest != date.latest:
        yield "bounds", f"{date.earliest or '…'} – {date.latest or '…'}"
    if date.time:
        clock = "–".join(filter(None, (date.time.start, date.time.end)))
        if clock:
            yield "clock", clock
        if date.time.part_of_day:
            yield "part_of_day", date.time.part_of_day
    if date.anchor == "published":
        yield "anchor", "published"
    if date.weekday_agrees is False:
        yield "weekday", "disagrees"

"""The sheet that travels through the stages: the raw text, and one box for each stage.

Data only: frozen, no methods that navigate, nothing from any token library. Every span counts
code points of `Document.raw`. Boxes that describe reports are parallel to `Document.reports`:
``frames[i]`` belongs to ``reports[i]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from neshast.aligned import Aligned, Span
from neshast.calendars import DateParts, DateValue

__all__ = [
    "Actor",
    "AgendaItem",
    "Cue",
    "DateMention",
    "Document",
    "Found",
    "Frame",
    "Mention",
    "Name",
    "Office",
    "Organization",
    "OrganizationMention",
    "Outcome",
    "Participant",
    "Person",
    "Report",
    "Sentence",
    "Source",
    "Span",
    "Statement",
    "Topic",
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the raw text came from; nothing here is read from the text itself."""

    doc_id: str
    sha256: str = ""
    text_sha256: str = ""
    encoding: str = "utf-8"
    path: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of a resource table found in the text: `kind` and `value` are the table's."""

    span: Span
    kind: str
    value: str
    phrase: str

    @property
    def rule(self) -> str:
        """The name of the rule, as `neshast explain` shows it."""
        return f"{self.kind}: {self.phrase}"


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from the text: where it stands, and the rule that found it."""

    value: str
    span: Span | None
    rule: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a laid-out line); `paragraph` counts the lines of the text from 0."""

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the page: its segment, its headline, and the sentence that says it was held.

    `lead` is the span of the sentence with the holding verb (or the best one for it), `verb` that
    verb, and `event` the event noun that the lead is about.
    """

    span: Span
    title: Span | None
    lead: Span
    rule: str
    event: Cue | None = None
    verb: Cue | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression: its whole span and the parts that were read from it."""

    span: Span
    parts: DateParts
    rule: str


@dataclass(frozen=True, slots=True)
class Entity:
    """What an engine takes for a person (``PER``), a body (``ORG``) or a place (``LOC``).

    `score` is the model's own, in 0-1; `sure` is true if it needs no other sign; `rule` names the
    engine.
    """

    span: Span
    label: str
    score: float
    sure: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name as written, without honorifics; `key` unites its spellings."""

    span: Span
    key: str
    honorifics: tuple[Span, ...] = ()
    gender: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationMention:
    """A body named in the text; `name` is expanded where the text coordinates.

    `authority` is its key in the tables, `parent` the key of the body that the tables put it in.
    """

    span: Span
    name: str
    type: str
    authority: str | None = None
    country: str | None = None
    rule: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office phrase: its bare title, and the organisation that stands in it, if any."""

    span: Span
    title: str
    organization: OrganizationMention | None
    acting: bool
    gender: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person referred to; `form` is ``name``, ``office`` or ``pronoun``."""

    span: Span
    form: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a report, with every mention of him or her in it."""

    name: str
    key: str
    honorifics: tuple[str, ...]
    gender: str | None
    posts: tuple[Office, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Organization:
    """A body of a report, with every mention of it; `parent` is the key of the body above it."""

    name: str
    key: str
    type: str
    authority: str | None
    country: str | None
    mentions: tuple[Span, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a person or organisation by index in its report, or a group by span."""

    kind: str
    index: int = -1
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in one role. `certainty` is ``explicit`` or ``inferred``."""

    actor: Actor
    role: str
    certainty: str
    cue: Span | None
    rule: str
    count: int | None = None
    on_behalf_of: Span | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts of the opening: what sat, whether, how, where, why, and who took part."""

    kind: Found
    status: Found
    mode: Found
    ordinal: Found | None = None
    venue: Found | None = None
    venue_place: str | None = None
    purposes: tuple[Found, ...] = ()
    participants: tuple[Participant, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One stretch of speech under one frame."""

    span: Span
    verb: Span
    speaker: Actor | None
    via: Span | None
    form: str
    rule: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A line of the agenda; `kind` is one of the contract's."""

    span: Span
    kind: str
    by: tuple[Actor, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something the meeting decided, agreed, instructed, recommended, elected or promised."""

    span: Span
    type: str
    responsible: tuple[Actor, ...]
    due: DateValue | None
    cue: Span | None
    rule: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a codebook with its score in 0-1 and the words that decided."""

    scheme: str
    code: str
    major: str
    label: str
    score: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One input text and what the stages have found in it so far."""

    raw: str
    source: Source
    language: str = ""
    variety: str = ""
    folded: Aligned | None = None
    cues: tuple[Cue, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    dates: tuple[DateMention, ...] = ()
    reports: tuple[Report, ...] = ()
    entities: tuple[Entity, ...] = ()
    names: tuple[Name, ...] = ()
    organization_mentions: tuple[OrganizationMention, ...] = ()
    offices: tuple[Office, ...] = ()
    people: tuple[tuple[Person, ...], ...] = ()
    organizations: tuple[tuple[Organization, ...], ...] = ()
    frames: tuple[Frame, ...] = ()
    event_dates: tuple[tuple[DateValue | None, DateValue | None], ...] = ()
    statements: tuple[tuple[Statement, ...], ...] = ()
    agendas: tuple[tuple[AgendaItem, ...], ...] = ()
    outcomes: tuple[tuple[Outcome, ...], ...] = ()
    outcome_status: tuple[str, ...] = ()
    topics: tuple[tuple[Topic, ...], ...] = ()
    item_topics: tuple[tuple[tuple[Topic, ...], ...], ...] = ()
    records: tuple[Any, ...] = ()

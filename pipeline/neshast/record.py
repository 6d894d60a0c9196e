"""The record: THE schema of what comes out, in one place (contract version 1.0).

Every key is always present. Offsets count code points of the raw text, half-open; for every
quote ``raw[start:end] == text``.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Kind = Literal[
    "session", "workshop", "conference", "ceremony", "bilateral", "call", "press_conference",
    "meeting", "other",
]  # fmt: skip
Status = Literal["held", "ongoing", "announced", "postponed", "cancelled", "denied"]
Mode = Literal["in_person", "online", "hybrid", "unknown"]
Role = Literal[
    "chair", "host", "organizer", "opener", "presenter", "speaker", "attendee", "secretary",
    "absent", "addressee",
]  # fmt: skip
OrganizationType = Literal[
    "ministry", "agency", "department", "province", "council", "committee", "parliament",
    "university", "court", "security", "company", "media", "international", "ngo", "party",
    "other",
]  # fmt: skip
Resolution = Literal["explicit", "anchored", "constrained", "bounded", "unresolved"]
MissingReason = Literal["not_stated", "ambiguous", "conflicting", "below_threshold"]


class Part(BaseModel):
    """Base of all parts: immutable, and no key beyond the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(Part):
    """``raw[start:end] == text``."""

    text: str
    start: int
    end: int


class Time(Part):
    """Time of day; ``from`` and ``to`` are ``HH:MM``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    part_of_day: Literal["morning", "forenoon", "noon", "afternoon", "evening", "night"] | None
    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")


class Date(Part):
    """A DateValue of the contract."""

    text: str | None
    start: int | None
    end: int | None
    calendar: Literal["solar_hijri", "lunar_hijri", "gregorian"]
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    time: Time | None
    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: Literal["day", "week", "month", "season", "year", "range"]
    resolution: Resolution
    anchor: Quote | Literal["published"] | None
    reason: str
    weekday_agrees: bool | None


class Segment(Part):
    """Where this report stands in its document; `index` counts from 1."""

    index: int
    of: int
    start: int
    end: int


class SourceInfo(Part):
    """Where the text came from."""

    doc_id: str
    sha256: str
    text_sha256: str
    encoding: str
    path: str | None
    url: str | None
    publisher: str | None
    published: Date | None
    variety: Literal["fa-IR", "fa-AF"]
    segment: Segment
    extra: dict[str, Any]


class Venue(Quote):
    """Where it was held."""

    organization: str | None
    place: str | None


class Post(Quote):
    """An office that a person holds."""

    title: str
    organization: str | None
    acting: bool


class PersonMention(Quote):
    """A place where the person is referred to."""

    form: Literal["name", "office", "pronoun"]


class PersonPart(Part):
    """A person with a part in the meeting."""

    id: str
    name: str
    honorifics: list[str]
    gender: Literal["f", "m"] | None
    posts: list[Post]
    mentions: list[PersonMention]


class OrganizationPart(Part):
    """An organisation named in the report."""

    id: str
    name: str
    type: OrganizationType
    parent: str | None
    country: str | None
    authority: str | None
    mentions: list[Quote]


class RolePart(Part):
    """One role of a participant."""

    role: Role
    certainty: Literal["explicit", "inferred"]
    cue: Quote | None


class ParticipantPart(Part):
    """An actor of the meeting: a reference or a group, never both."""

    ref: str | None
    group: Quote | None
    roles: list[RolePart]
    count: int | None
    on_behalf_of: str | Quote | None


class TopicPart(Part):
    """A topic of a codebook."""

    scheme: Literal["cap", "neshast"]
    code: str
    major: str
    label: str
    score: float
    evidence: list[Quote]


class AgendaPart(Quote):
    """A line of the agenda."""

    kind: Literal["discussion", "report", "presentation", "reading", "other"]
    by: list[str]
    topics: list[TopicPart]


class StatementPart(Quote):
    """What was said, without its frame."""

    speaker: str | None
    via: Quote | None
    verb: Quote
    form: Literal["direct", "indirect"]


class OutcomePart(Quote):
    """What was decided."""

    type: Literal[
        "decision", "agreement", "instruction", "recommendation", "commitment", "appointment",
        "vote",
    ]  # fmt: skip
    responsible: list[str]
    due: Date | None
    cue: Quote | None


class Related(Part):
    """A link to another record."""

    record: str
    relation: Literal["same_event", "same_series", "follow_up"]
    score: float
    why: str


class ModelUsed(Part):
    """A model that took part."""

    name: str
    version: str
    sha256: str


class Provenance(Part):
    """What made the record; times and hosts go to the run manifest."""

    software: str
    version: str
    config_sha256: str
    models: list[ModelUsed]
    resources_sha256: str


class MeetingRecord(Part):
    """One meeting."""

    schema_version: Literal["1.0"]
    record_id: str
    source: SourceInfo
    title: Quote | None
    kind: Kind
    status: Status
    mode: Mode
    ordinal: int | None
    date: Date | None
    end_date: Date | None
    venue: Venue | None
    persons: list[PersonPart]
    organizations: list[OrganizationPart]
    participants: list[ParticipantPart]
    purpose: list[Quote]
    agenda: list[AgendaPart]
    statements: list[StatementPart]
    outcomes: list[OutcomePart]
    outcome_status: Literal["reported", "generic", "none"]
    topics: list[TopicPart]
    related: list[Related]
    missing: dict[str, MissingReason]
    warnings: list[str]
    confidence: dict[str, float]
    provenance: Provenance

    def to_json(self) -> str:
        """One line of JSON: keys in the contract's order, Persian unescaped."""
        return self.model_dump_json(by_alias=True)


def record_id(doc_id: str, text_sha256: str, start: int, end: int) -> str:
    """The id of the record of a segment (contract, section 2).

    Args:
        doc_id: of its document.
        text_sha256: of the raw text, in hexadecimal.
        start: of the segment, in code points of the raw text, and so is `end`.
    """
    text = f"{doc_id}\0{text_sha256}\0{start}\0{end}"
    return "mtg:" + hashlib.sha256(text.encode()).hexdigest()[:16]

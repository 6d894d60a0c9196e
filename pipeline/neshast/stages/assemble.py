"""Builds the records of the contract from what the stages have found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from neshast.calendars import DateValue
from neshast.confidence import confidence_of
from neshast.dating import published_date
from neshast.document import Actor, Document, Person, Span, Topic
from neshast.folding import key
from neshast.lexicon import resources_sha256
from neshast.options import Options as NoOptions
from neshast.record import SCHEMA_VERSION, MeetingRecord
from neshast.version import version

Json = dict[str, Any]


class BuildRecords:
    """Fills `records`: one `MeetingRecord` for each report."""

    name: ClassVar = "assemble"
    needs: ClassVar = (
        "raw", "source", "variety", "dates", "reports", "people", "organizations", "frames", "event_dates",
        "statements", "agendas", "outcomes", "outcome_status", "topics", "item_topics",
    )  # fmt: skip
    fills: ClassVar = ("records",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None, config_sha256: str = "") -> None:
        self.options = options or self.Options()
        self.config_sha256 = config_sha256

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        records = tuple(
            MeetingRecord.model_validate(_Record(document, i, self.config_sha256).build())
            for i in range(len(document.reports))
        )
        return replace(document, records=records)


@dataclass(slots=True)
class _Roles:
    """The roles of one participant, in order of discovery."""

    actor: Actor
    first: int
    roles: dict[str, Json] = field(default_factory=dict)
    count: int | None = None
    behalf: Span | None = None


class _Record:
    """Builds one record as plain data."""

    def __init__(self, document: Document, index: int, config_sha256: str) -> None:
        self.document = document
        self.index = index
        self.raw = document.raw
        self.report = document.reports[index]
        self.frame = document.frames[index]
        self.people = document.people[index]
        self.bodies = document.organizations[index]
        self.config_sha256 = config_sha256
        self.participants = self._collect()
        self.person_ids = self._person_ids()
        self.body_ids = {i: f"o{n}" for n, i in enumerate(range(len(self.bodies)), 1)}

    def build(self) -> Json:
        """The whole record."""
        document, i = self.document, self.index
        date, end_date = document.event_dates[i]
        record: Json = {
            "schema_version": SCHEMA_VERSION,
            "record_id": self._record_id(),
            "source": self._source(),
            "title": self._quote(self.report.title),
            "kind": self.frame.kind.value,
            "status": self.frame.status.value,
            "mode": self.frame.mode.value,
            "ordinal": int(self.frame.ordinal.value) if self.frame.ordinal else None,
            "date": self._date(date),
            "end_date": self._date(end_date),
            "venue": self._venue(),
            "persons": [
                self._person(n, p) for n, p in enumerate(self.people) if n in self.person_ids
            ],
            "organizations": self._organizations(),
            "participants": [self._participant(p) for p in self.participants if self._has_ref(p)],
            "purpose": [self._quote(p.span) for p in self.frame.purposes],
            "agenda": self._agenda(),
            "statements": self._statements(),
            "outcomes": self._outcomes(),
            "outcome_status": document.outcome_status[i],
            "topics": [self._topic(t) for t in document.topics[i]],
            "related": [],
            "warnings": self._warnings(date),
            "provenance": {
                "software": "neshast",
                "version": version(),
                "config_sha256": self.config_sha256,
                "models": [],
                "resources_sha256": resources_sha256(),
            },
        }
        record["missing"] = self._missing(record)
        record["confidence"] = confidence_of(record)
        return {name: record[name] for name in MeetingRecord.model_fields}

    # -- who ------------------------------------------------------------------------------

    def _collect(self) -> list[_Roles]:
        """Participants from the frame, the statements and the agenda, each actor once."""
        found: dict[tuple[str, int, str], _Roles] = {}

        def add(actor: Actor, role: str, certainty: str, cue: Span | None) -> _Roles:
            text = key(actor.span.of(self.raw)) if actor.span else ""
            entry = found.setdefault(
                (actor.kind, actor.index, text), _Roles(actor, self._place(actor))
            )
            if role not in entry.roles:
                entry.roles[role] = {"role": role, "certainty": certainty, "cue": self._quote(cue)}
            return entry

        for p in self.frame.participants:
            entry = add(p.actor, p.role, p.certainty, p.cue)
            entry.count = entry.count or p.count
            entry.behalf = entry.behalf or p.on_behalf_of
        for statement in self.document.statements[self.index]:
            if statement.speaker is not None:
                add(statement.speaker, "speaker", "explicit", statement.verb)
        for item in self.document.agendas[self.index]:
            if item.kind in ("report", "presentation", "reading"):
                for actor in item.by:
                    add(actor, "presenter", "explicit", None)
        return sorted(found.values(), key=lambda r: r.first)

    def _place(self, actor: Actor) -> int:
        if actor.span is not None:
            return actor.span.start
        if actor.kind == "person":
            return min(m.span.start for m in self.people[actor.index].mentions)
        return min(s.start for s in self.bodies[actor.index].mentions)

    def _person_ids(self) -> dict[int, str]:
        """Ids of the persons with a part: a role, or a responsibility in an outcome."""
        with_part = {p.actor.index for p in self.participants if p.actor.kind == "person"}
        for outcome in self.document.outcomes[self.index]:
            with_part |= {a.index for a in outcome.responsible if a.kind == "person"}
            with_part |= {
                n
                for n, person in enumerate(self.people)
                if any(outcome.span.covers(m.span) for m in person.mentions)
                and outcome.type == "appointment"
            }
        for item in self.document.agendas[self.index]:
            with_part |= {a.index for a in item.by if a.kind == "person"}
        return {n: f"p{rank}" for rank, n in enumerate(sorted(with_part), 1)}

    def _person(self, n: int, person: Person) -> Json:
        return {
            "id": self.person_ids[n],
            "name": person.name,
            "honorifics": list(person.honorifics),
            "gender": person.gender,
            "posts": [
                {
                    **self._span(post.span),
                    "title": post.title,
                    "organization": self._body_ref(
                        post.organization.authority or key(post.organization.name)
                    )
                    if post.organization
                    else None,
                    "acting": post.acting,
                }
                for post in person.posts
            ],
            "mentions": [{**self._span(m.span), "form": m.form} for m in person.mentions],
        }

    def _body_ref(self, body_key: str) -> str | None:
        for n, body in enumerate(self.bodies):
            if body.key == body_key:
                return self.body_ids[n]
        return None

    def _organizations(self) -> list[Json]:
        return [
            {
                "id": self.body_ids[n],
                "name": body.name,
                "type": body.type,
                "parent": None,
                "country": body.country,
                "authority": body.authority,
                "mentions": [self._span(s) for s in body.mentions],
            }
            for n, body in enumerate(self.bodies)
        ]

    def _ref(self, actor: Actor | None) -> str | None:
        if actor is None or actor.kind == "group":
            return None
        if actor.kind == "person":
            return self.person_ids.get(actor.index)
        return self.body_ids[actor.index]

    def _has_ref(self, p: _Roles) -> bool:
        return p.actor.kind == "group" or self._ref(p.actor) is not None

    def _participant(self, p: _Roles) -> Json:
        return {
            "ref": self._ref(p.actor),
            "group": self._quote(p.actor.span) if p.actor.kind == "group" else None,
            "roles": list(p.roles.values()),
            "count": p.count,
            "on_behalf_of": self._quote(p.behalf),
        }

    # -- what -----------------------------------------------------------------------------

    def _agenda(self) -> list[Json]:
        items = self.document.agendas[self.index]
        topics = self.document.item_topics[self.index]
        return [
            {
                **self._span(item.span),
                "kind": item.kind,
                "by": [ref for actor in item.by if (ref := self._ref(actor))],
                "topics": [self._topic(t) for t in topic],
            }
            for item, topic in zip(items, topics, strict=True)
        ]

    def _statements(self) -> list[Json]:
        return [
            {
                **self._span(s.span),
                "speaker": self._ref(s.speaker),
                "via": self._quote(s.via),
                "verb": self._quote(s.verb),
                "form": s.form,
            }
            for s in self.document.statements[self.index]
        ]

    def _outcomes(self) -> list[Json]:
        return [
            {
                **self._span(o.span),
                "type": o.type,
                "responsible": [ref for actor in o.responsible if (ref := self._ref(actor))],
                "due": self._date(o.due),
                "cue": self._quote(o.cue),
            }
            for o in self.document.outcomes[self.index]
        ]

    def _topic(self, topic: Topic) -> Json:
        return {
            "scheme": topic.scheme,
            "code": topic.code,
            "major": topic.major,
            "label": topic.label,
            "score": topic.score,
            "evidence": [self._span(s) for s in topic.evidence],
        }

    # -- when and where -------------------------------------------------------------------

    def _date(self, value: DateValue | None) -> Json | None:
        if value is None:
            return None
        quote = self._span(value.span) if value.span else {"text": None, "start": None, "end": None}
        time = value.time
        return {
            **quote,
            "calendar": value.calendar,
            "year": value.year,
            "month": value.month,
            "day": value.day,
            "weekday": value.weekday,
            "time": {"part_of_day": time.part_of_day, "from": time.start, "to": time.end}
            if time
            else None,
            "edtf": value.edtf,
            "earliest": value.earliest,
            "latest": value.latest,
            "precision": value.precision,
            "resolution": value.resolution,
            "anchor": self._quote(value.anchor) if isinstance(value.anchor, Span) else value.anchor,
            "reason": value.reason,
            "weekday_agrees": value.weekday_agrees,
        }

    def _venue(self) -> Json | None:
        venue = self.frame.venue
        if venue is None or venue.span is None:
            return None
        inside = [
            (span, n)
            for n, body in enumerate(self.bodies)
            for span in body.mentions
            if venue.span.covers(span)
        ]
        owner = min(inside, key=lambda item: (item[0].start, -item[0].end)) if inside else None
        return {
            **self._span(venue.span),
            "organization": self.body_ids[owner[1]] if owner else None,
            "place": self.frame.venue_place,
        }

    # -- about the record -----------------------------------------------------------------

    def _record_id(self) -> str:
        source, span = self.document.source, self.report.span
        text = f"{source.doc_id}\0{source.text_sha256}\0{span.start}\0{span.end}"
        return "mtg:" + hashlib.sha256(text.encode()).hexdigest()[:16]

    def _source(self) -> Json:
        source, span = self.document.source, self.report.span
        return {
            "doc_id": source.doc_id,
            "sha256": source.sha256,
            "text_sha256": source.text_sha256,
            "encoding": source.encoding,
            "path": source.path,
            "url": source.url,
            "publisher": source.publisher,
            "published": self._date(published_date(self.document)),
            "variety": self.document.variety,
            "segment": {
                "index": self.index + 1,
                "of": len(self.document.reports),
                "start": span.start,
                "end": span.end,
            },
            "extra": dict(source.extra),
        }

    def _missing(self, record: Json) -> dict[str, str]:
        missing = {
            name: "not_stated" for name in ("title", "date", "venue") if record[name] is None
        }
        chairs = [
            p for p in record["participants"] if any(r["role"] == "chair" for r in p["roles"])
        ]
        if not chairs:
            missing["chair"] = "not_stated"
        missing |= {
            name: "not_stated" for name in ("purpose", "agenda", "outcomes") if not record[name]
        }
        if record["date"] and record["date"]["resolution"] == "unresolved":
            missing["date"] = "ambiguous"
        order = ("title", "date", "venue", "chair", "purpose", "agenda", "outcomes")
        return {name: missing[name] for name in order if name in missing}

    def _warnings(self, date: DateValue | None) -> list[str]:
        codes = [*self.document.source.warnings, *self.frame.warnings]
        if date is not None:
            codes += date.warnings
        return list(dict.fromkeys(codes))

    def _span(self, span: Span) -> Json:
        return {"text": span.of(self.raw), "start": span.start, "end": span.end}

    def _quote(self, span: Span | None) -> Json | None:
        return None if span is None else self._span(span)

"""Builds the records of the contract from what the stages have found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from neshast.calendars import DateValue
from neshast.confidence import confidence_of, is_given
from neshast.date_values import plain_date
from neshast.dating import published_date
from neshast.document import Actor, Document, Mention, Office, Span, Topic
from neshast.engines.models import Model
from neshast.folding import key
from neshast.lexicon import resources_sha256
from neshast.options import Options as NoOptions
from neshast.record import SCHEMA_VERSION, MeetingRecord, record_id
from neshast.roster import parts_of, person_ids
from neshast.version import version

Json = dict[str, Any]
# Fields whose absence `missing` explains, in its order.
_MAY_LACK = ("title", "date", "venue", "chair", "purpose", "agenda", "outcomes", "topics")


class BuildRecords:
    """Fills `records`: one `MeetingRecord` for each report."""

    name: ClassVar = "assemble"
    needs: ClassVar = (
        "raw", "source", "variety", "cues", "dates", "reports", "people", "organizations", "frames",
        "event_dates", "statements", "agendas", "outcomes", "outcome_status", "topics",
        "item_topics",
    )  # fmt: skip
    fills: ClassVar = ("records",)
    Options = NoOptions

    def __init__(
        self,
        options: NoOptions | None = None,
        config_sha256: str = "",
        resources: str = "",
        models: tuple[Model, ...] = (),
    ) -> None:
        self.options = options or self.Options()
        self.fingerprints = {
            "config_sha256": config_sha256,
            "resources_sha256": resources or resources_sha256(),
            "models": [model._asdict() for model in models],
        }

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        records = tuple(
            MeetingRecord.model_validate(_Record(document, i, self.fingerprints).build())
            for i in range(len(document.reports))
        )
        return replace(document, records=records)


class _Record:
    """Builds one record as plain data."""

    def __init__(self, document: Document, index: int, fingerprints: Json) -> None:
        self.document = document
        self.index = index
        self.raw = document.raw
        self.report = document.reports[index]
        self.frame = document.frames[index]
        self.people = document.people[index]
        self.bodies = document.organizations[index]
        self.fingerprints = fingerprints
        self.parts = parts_of(document, index)
        self.person_ids = person_ids(document, index, self.parts)
        self.body_ids = [f"o{n}" for n in range(1, len(self.bodies) + 1)]

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
            "persons": [self._person(n) for n in self.person_ids],
            "organizations": self._organizations(),
            "participants": self._participants(),
            "purpose": [self._quote(p.span) for p in self.frame.purposes],
            "agenda": self._agenda(),
            "statements": self._statements(),
            "outcomes": self._outcomes(),
            "outcome_status": document.outcome_status[i],
            "topics": [self._topic(t) for t in document.topics[i]],
            "related": [],
            "warnings": self._warnings(date),
            "provenance": self._provenance(),
        }
        record["missing"] = self._missing(record)
        record["confidence"] = confidence_of(record)
        return {name: record[name] for name in MeetingRecord.model_fields}

    # -- who ------------------------------------------------------------------------------

    def _person(self, n: int) -> Json:
        person = self.people[n]
        return {
            "id": self.person_ids[n],
            "name": person.name,
            "honorifics": list(person.honorifics),
            "gender": person.gender,
            "posts": [
                {
                    **self._span(post.span),
                    "title": post.title,
                    "organization": self._seat(post),
                    "acting": post.acting,
                }
                for post in person.posts
            ],
            "mentions": [{**self._span(m.span), "form": m.form} for m in self._mentions(n)],
        }

    def _mentions(self, n: int) -> list[Mention]:
        """The mentions of a person, with the pronouns by which statements name him or her."""
        pronouns = {cue.span for cue in self.document.cues if cue.kind == "pronoun"}
        spoken = {
            statement.via
            for statement in self.document.statements[self.index]
            if statement.speaker == Actor("person", n) and statement.via in pronouns
        }
        mentions = [*self.people[n].mentions, *(Mention(s, "pronoun") for s in spoken if s)]
        return sorted(mentions, key=lambda mention: mention.span.start)

    def _seat(self, post: Office) -> str | None:
        """The id of the body of an office: the one it names, else one meant in its words."""
        named = post.organization
        if named is not None and (ref := self._body_ref(named.authority or key(named.name))):
            return ref
        pairs = zip(self.bodies, self.body_ids, strict=True)
        inside = [
            (span.start, -span.end, ref)
            for body, ref in pairs
            for span in body.mentions
            if post.span.covers(span) and span != post.span
        ]
        return min(inside)[2] if inside else None

    def _body_ref(self, body_key: str | None) -> str | None:
        """The id of the body with this key."""
        pairs = zip(self.bodies, self.body_ids, strict=True)
        return next((ref for body, ref in pairs if body.key == body_key), None)

    def _organizations(self) -> list[Json]:
        return [
            {
                "id": ref,
                "name": body.name,
                "type": body.type,
                "parent": self._body_ref(body.parent),
                "country": body.country,
                "authority": body.authority,
                "mentions": [self._span(s) for s in body.mentions],
            }
            for ref, body in zip(self.body_ids, self.bodies, strict=True)
        ]

    def _ref(self, actor: Actor | None) -> str | None:
        if actor is None or actor.kind == "group":
            return None
        if actor.kind == "person":
            return self.person_ids.get(actor.index)
        return self.body_ids[actor.index]

    def _refs(self, actors: tuple[Actor, ...]) -> list[str]:
        return [ref for actor in actors if (ref := self._ref(actor))]

    def _participants(self) -> list[Json]:
        """Those with a part whom the record can name or quote."""
        return [
            {
                "ref": self._ref(part.actor),
                "group": self._quote(part.actor.span) if part.actor.kind == "group" else None,
                "roles": [
                    {"role": role.name, "certainty": role.certainty, "cue": self._quote(role.cue)}
                    for role in part.roles.values()
                ],
                "count": part.count,
                "on_behalf_of": self._quote(part.behalf),
            }
            for part in self.parts
            if part.actor.kind == "group" or self._ref(part.actor)
        ]

    # -- what -----------------------------------------------------------------------------

    def _agenda(self) -> list[Json]:
        items = self.document.agendas[self.index]
        topics = self.document.item_topics[self.index]
        return [
            {
                **self._span(item.span),
                "kind": item.kind,
                "by": self._refs(item.by),
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
                "responsible": self._refs(o.responsible),
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
        return None if value is None else plain_date(value, self.raw)

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
        return record_id(source.doc_id, source.text_sha256, span.start, span.end)

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

    def _provenance(self) -> Json:
        return {
            "software": "neshast",
            "version": version(),
            "config_sha256": self.fingerprints["config_sha256"],
            "models": self.fingerprints["models"],
            "resources_sha256": self.fingerprints["resources_sha256"],
        }

    def _missing(self, record: Json) -> dict[str, str]:
        missing = {name: "not_stated" for name in _MAY_LACK if not is_given(record, name)}
        if record["date"] and record["date"]["resolution"] == "unresolved":
            missing["date"] = "ambiguous"
        if "topics" in missing:
            missing["topics"] = "below_threshold"
        return {name: missing[name] for name in _MAY_LACK if name in missing}

    def _warnings(self, date: DateValue | None) -> list[str]:
        codes = [*self.document.source.warnings, *self.frame.warnings]
        if date is not None:
            codes += date.warnings
        return list(dict.fromkeys(codes))

    def _span(self, span: Span) -> Json:
        return {"text": span.of(self.raw), "start": span.start, "end": span.end}

    def _quote(self, span: Span | None) -> Json | None:
        return None if span is None else self._span(span)

"""Annotations: what was quoted by hand becomes records with offsets, or is refused.

A resolved gold record is a plain dict in the shape of the record contract, with the keys an
annotation knows; so gold and predicted records are read by the same code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, get_args

from neshast.aligned import Span
from neshast.errors import GoldError
from neshast.folding import key
from neshast.record import Kind, Resolution, Role, Status

T = TypeVar("T")
GoldRecord = dict[str, Any]
Quoted = dict[str, Any]

_OCCURRENCE = re.compile(r"@([1-9]\d*)$")
_GAP = re.compile(r"\s*\[(?:\.\.\.|…)\]\s*")
_OUTCOME_STATUS = ("reported", "generic", "none")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document as its file has it; offsets count code points of `text`."""

    doc_id: str
    variety: str
    published: str | None
    text: str
    tags: tuple[str, ...] = ()
    records: tuple[Mapping[str, Any], ...] = field(default=())


def whole(text: str) -> Span:
    """A text without the white space around it."""
    return Span(len(text) - len(text.lstrip()), len(text.rstrip()))


def locate(text: str, within: Span, quote: str) -> Span | None:
    """Where `quote` stands inside `within`, or None.

    ``"…@2"`` is the second occurrence in `within`. ``"a [...] b"`` runs from `a` to the next `b`;
    its ``@2`` counts the whole, or, where `a` does not recur, the `b` after it.
    """
    pieces = [_counted(piece) for piece in _GAP.split(quote)]
    (head, head_nth), (_, last_nth) = pieces[0], pieces[-1]
    if len(pieces) > 1 and head_nth == 1 and last_nth > 1:
        whole = [(head, last_nth), *pieces[1:-1], (pieces[-1][0], 1)]
        if found := _chain(text, within, whole):
            return found
    return _chain(text, within, pieces)


def _counted(piece: str) -> tuple[str, int]:
    match = _OCCURRENCE.search(piece)
    return (piece[: match.start()], int(match.group(1))) if match else (piece, 1)


def _chain(text: str, within: Span, pieces: list[tuple[str, int]]) -> Span | None:
    """From the first piece to the last, each the nth occurrence after the one before it."""
    start, end = None, within.start
    for piece, nth in pieces:
        found = None
        for count, occurrence in enumerate(_occurrences(text, Span(end, within.end), piece), 1):
            if count == nth:
                found = occurrence
                break
        if found is None:
            return None
        start, end = (found.start if start is None else start), found.end
    return None if start is None else Span(start, end)


def _occurrences(text: str, within: Span, piece: str) -> Iterator[Span]:
    position = within.start
    while piece and (start := text.find(piece, position, within.end)) >= 0:
        position = start + len(piece)
        yield Span(start, position)


def quote_of(text: str, within: Span, span: Span) -> str:
    """The quote of `span` that `locate` finds there, and nowhere else in `within`.

    Raises:
        GoldError: if the span is not in `within`, or overlaps an earlier copy of its own words.
    """
    words = span.of(text)
    for nth, place in enumerate(_occurrences(text, within, words), 1):
        if place == span:
            return f"{words}@{nth}"
    raise GoldError(f"code points {span.start} to {span.end} are not quoted from the segment")


def resolve(document: GoldDocument) -> list[GoldRecord]:
    """The gold records of a document in the shape of the contract, each quote with its offsets.

    A person or organisation that only a participant or speaker names joins the lists; a speaker
    who is a group of people or an unnamed office gets speaker null and `via` that phrase.

    Raises:
        GoldError: naming document, record, field and the quote that the segment does not contain.
    """
    return [Resolver(document, number).record() for number in range(1, len(document.records) + 1)]


class Resolver:
    """Resolves one annotated record of a document, counted from 1.

    With a list for `faults` it goes on after a fault: the fault is added there and what could not
    be resolved is left out. Without, the first fault is raised.
    """

    def __init__(
        self, document: GoldDocument, number: int, faults: list[GoldError] | None = None
    ) -> None:
        self.document = document
        self.number = number
        self.annotation = document.records[number - 1]
        self.faults = faults
        self.whole = whole(document.text)
        self.segment = self._attempt(self._segment) or self.whole
        self.segment_key = key(self.segment.of(document.text))
        self.persons: list[dict[str, Any]] = []
        self.organizations: list[dict[str, Any]] = []

    def record(self) -> GoldRecord:
        """The whole record; lists of actors first, since the rest refers to them."""
        annotation = self.annotation
        self._each("organizations", self._listed_organization)
        self._each("persons", self._add_person)
        participants = self._each("participants", self._participant)
        statements = self._each("statements", self._statement)
        return {
            "source": self._source(),
            "title": self._attempt(partial(self._quote_or_none, annotation.get("title"), "title")),
            "kind": self._attempt(partial(self._one_of, "kind", get_args(Kind))),
            "status": self._attempt(partial(self._one_of, "status", get_args(Status))),
            "mode": annotation.get("mode"),
            "ordinal": annotation.get("ordinal"),
            "date": self._attempt(partial(self._date, "date")),
            "end_date": self._attempt(partial(self._date, "end_date")),
            "venue": self._attempt(partial(self._quote_or_none, annotation.get("venue"), "venue")),
            "persons": self.persons,
            "organizations": self.organizations,
            "participants": participants,
            "purpose": self._each("purpose", self._quote),
            "agenda": self._each("agenda", self._agenda_item),
            "statements": statements,
            "outcomes": self._each("outcomes", self._outcome),
            "outcome_status": self._attempt(
                partial(self._one_of, "outcome_status", _OUTCOME_STATUS)
            ),
            "topics": [_topic(code) for code in annotation.get("topics") or ()],
        }

    def _fault(self, name: str, what: str, advice: str) -> GoldError:
        where = f"{self.document.doc_id}, record {self.number}, {name}"
        return GoldError(f"{where}: «{what}» {advice}")

    def _attempt(self, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None after a fault that was kept."""
        try:
            return read()
        except KeyError as error:
            where = f"{self.document.doc_id}, record {self.number}"
            fault = GoldError(f"{where}: key {error.args[0]!r} is missing; add it")
            if self.faults is None:
                raise fault from error
        except GoldError as error:
            fault = error
            if self.faults is None:
                raise
        self.faults.append(fault)
        return None

    def _segment(self) -> Span:
        text = self.document.text
        given = self.annotation.get("segment")
        if given is None:
            return self.whole
        first = locate(text, self.whole, given[0])
        if first is None:
            raise self._fault("segment[0]", given[0], "is not in the text; quote it exactly")
        last = locate(text, Span(first.start, self.whole.end), given[1])
        if last is None:
            raise self._fault("segment[1]", given[1], "does not follow the first words")
        return Span(first.start, last.end)

    def _source(self) -> dict[str, Any]:
        segment = {"index": self.number, "of": len(self.document.records)}
        return {
            "doc_id": self.document.doc_id,
            "variety": self.document.variety,
            "segment": segment | {"start": self.segment.start, "end": self.segment.end},
        }

    def _each(self, name: str, read: Callable[[Any, str], T]) -> list[T]:
        """What `read` makes of each value of a list, with the place of the value."""
        given = enumerate(self.annotation.get(name) or ())
        found = [self._attempt(partial(read, value, f"{name}[{i}]")) for i, value in given]
        return [one for one in found if one is not None]

    def _one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.annotation.get(name)
        if value not in allowed:
            raise self._fault(name, str(value), f"is none of {', '.join(allowed)}")
        return str(value)

    def _quoted(self, span: Span) -> Quoted:
        return {"text": span.of(self.document.text), "start": span.start, "end": span.end}

    def _quote(self, quote: str, name: str) -> Quoted:
        span = locate(self.document.text, self.segment, quote)
        if span is None:
            raise self._fault(name, quote, "is not in the segment; quote it exactly")
        return self._quoted(span)

    def _quote_or_none(self, quote: str | None, name: str) -> Quoted | None:
        return None if quote is None else self._quote(quote, name)

    def _date(self, name: str) -> dict[str, Any] | None:
        date = self.annotation.get(name)
        if date is None:
            return None
        if date.get("resolution") not in get_args(Resolution):
            raise self._fault(name, str(date.get("resolution")), "is no resolution of a date")
        quote = self._quote_or_none(date.get("text"), f"{name}.text")
        return {**date, **(quote or {"text": None, "start": None, "end": None})}

    # Actors

    def _listed_organization(self, body: Mapping[str, Any], _: str) -> str:
        return self._add_organization(body["name"], body.get("type"))

    def _add_organization(self, name: str, kind: str | None) -> str:
        reference = f"o{len(self.organizations) + 1}"
        self.organizations.append({"id": reference, "name": name, "type": kind})
        return reference

    def _add_person(self, person: Mapping[str, Any], name: str) -> str:
        self._check_words(person["name"], f"{name}.name")
        posts = []
        for i, post in enumerate(person.get("posts", ())):
            office = self._quote(post["text"], f"{name}.posts[{i}].text")
            body = _named(self.organizations, post.get("organization"))
            facts = {"title": post.get("title"), "organization": body, "acting": post.get("acting")}
            posts.append(office | facts)
        reference = f"p{len(self.persons) + 1}"
        known = {"honorifics": list(person.get("honorifics", ())), "gender": person.get("gender")}
        self.persons.append({"id": reference, "name": person["name"], **known, "posts": posts})
        return reference

    def _check_words(self, words: str, name: str) -> None:
        """A name may be put together («آقایان الف و ب»), but each of its words must be there."""
        if not all(key(word) in self.segment_key for word in words.split()):
            raise self._fault(name, words, "has words that are not in the segment")

    def _participant(self, participant: Mapping[str, Any], name: str) -> dict[str, Any]:
        reference, group = None, None
        if person := participant.get("person"):
            reference = _named(self.persons, person)
            if reference is None:
                self._check_words(person, f"{name}.person")
                reference = self._add_person({"name": person}, name)
        elif body := participant.get("organization"):
            reference = _named(self.organizations, body)
            if reference is None:
                self._check_words(body, f"{name}.organization")
                reference = self._add_organization(body, None)
        elif text := participant.get("group"):
            group = self._quote(text, f"{name}.group")
        else:
            raise self._fault(name, str(participant), "has no person, organization or group")
        roles = participant.get("roles", ())
        if wrong := [role for role in roles if role not in get_args(Role)]:
            raise self._fault(f"{name}.roles", wrong[0], "is no role")
        stated = [{"role": role, "certainty": "explicit", "cue": None} for role in roles]
        return {"ref": reference, "group": group, "roles": stated}

    def _references(self, names: list[str], field_name: str) -> list[str]:
        """The listed actors among `names`; others (groups) must at least stand in the segment."""
        references = []
        for name in names:
            reference = _named(self.persons, name) or _named(self.organizations, name)
            if reference is None:
                self._check_words(_counted(name)[0], field_name)
            else:
                references.append(reference)
        return references

    # Content

    def _agenda_item(self, item: Mapping[str, Any], name: str) -> Quoted:
        return self._quote(item["text"], f"{name}.text") | {
            "kind": item.get("kind"),
            "by": self._references(item.get("by") or [], f"{name}.by"),
            "topics": [_topic(code) for code in item.get("topics", ())],
        }

    def _outcome(self, outcome: Mapping[str, Any], name: str) -> Quoted:
        responsible = self._references(outcome.get("responsible") or [], f"{name}.responsible")
        facts = {"type": outcome.get("type"), "responsible": responsible}
        return self._quote(outcome["text"], f"{name}.text") | facts

    def _statement(self, statement: Mapping[str, Any], name: str) -> Quoted:
        quote = self._quote(statement["text"], f"{name}.text")
        via = self._quote_or_none(statement.get("via"), f"{name}.via")
        verb = self._verb(statement.get("verb"), Span(quote["start"], quote["end"]), f"{name}.verb")
        speaker, reference = statement.get("speaker"), None
        if speaker is not None:
            reference = _named(self.persons, speaker) or _named(self.organizations, speaker)
            if reference is None:
                group = self._quote(speaker, f"{name}.speaker")
                via = via or group
        return quote | {"speaker": reference, "via": via, "verb": verb}

    def _verb(self, verb: str | None, text: Span, name: str) -> Quoted | None:
        """Verbs recur: without ``@n``, the occurrence nearest to the words it frames."""
        if verb is None:
            return None
        places = list(_occurrences(self.document.text, self.segment, verb))
        if not places:
            return self._quote(verb, name)
        outside = [place for place in places if not place.overlaps(text)] or places
        gap = {place: max(text.start - place.end, place.start - text.end) for place in outside}
        return self._quoted(min(outside, key=lambda place: gap[place]))


def _named(actors: list[dict[str, Any]], name: str | None) -> str | None:
    """The id of the actor with this name: as written, else folded, else a person's last name."""
    folded = key(name or "")
    tests: tuple[Callable[[dict[str, Any]], bool], ...] = (
        lambda actor: actor["name"] == name,
        lambda actor: key(actor["name"]) == folded,
        lambda actor: "posts" in actor and key(actor["name"]).endswith(folded),
    )
    for test in tests if folded else ():
        for actor in actors:
            if test(actor):
                return str(actor["id"])
    return None


def _topic(given: str | int) -> dict[str, str]:
    """A topic of the Comparative Agendas Project; its major is all but the last two digits."""
    code = str(given)
    return {"scheme": "cap", "code": code, "major": code[:-2] if len(code) > 2 else code}

"""Where an item that is compared stands in the text, also if only its name is annotated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from neshast.aligned import Aligned, Span
from neshast.folding import fold, fold_edits
from neshast.scoring.facts import Item, Record, segment

_ACTORS = ("person", "organization")


class Places:
    """The stretches of the text that the items of one record rest on.

    Args:
        record: annotated or predicted, in the shape of the contract.
        text: what its offsets count in.
    """

    def __init__(self, record: Record, text: str) -> None:
        self.record = record
        self.text = text
        self.segment = segment(record)
        self._folded: Aligned | None = None
        self._named: dict[tuple[str, str], Span | None] = {}

    def of(self, field: str, item: Item) -> tuple[Span, ...]:
        """Where `item` of a field stands, what it says first; nowhere, if nothing shows it."""
        return tuple(dict.fromkeys(span for span in self._of(field, item) if span.start < span.end))

    def _of(self, field: str, item: Item) -> Iterator[Span]:
        if field == "meeting":
            yield self._opening()
        elif field in ("date", "date_silent_wrong"):
            yield from _spans(self.record["date"])
        elif field == "topic_major":
            topics = (t for t in self.record["topics"] if str(t["major"]) == item.text)
            yield from (span for t in topics for span in _spans(*t.get("evidence") or ()))
        elif item.span:
            yield item.span
            if field == "attribution":
                yield from self._speaker(item)
        elif item.who:
            yield from self._cues(item)
            yield from self._actor(item.who)
        else:
            yield from self._actor(item)

    def _opening(self) -> Span:
        """The title, else the first line of the report."""
        title = _spans(self.record["title"])
        if title:
            return title[0]
        first = self.segment.of(self.text).split("\n", 1)[0]
        return Span(self.segment.start, self.segment.start + len(first))

    def _speaker(self, item: Item) -> Iterator[Span]:
        """The words that name the speaker of a statement, else where he is first named."""
        for said in self.record["statements"]:
            if item.span in _spans(said):
                via = _spans(said.get("via"))
                yield from via
                if not via and item.who:
                    yield from self._actor(item.who)
                return

    def _cues(self, item: Item) -> Iterator[Span]:
        """The cues of a role that belong to its actor."""
        actor = item.who
        names = {part["id"]: part["name"] for kind in _ACTORS for part in self.record[f"{kind}s"]}
        for part in self.record["participants"]:
            group = part["group"]
            name = group["text"] if group else names.get(part["ref"])
            if actor and name == actor.text:
                for role in part["roles"]:
                    if role["role"] == item.text:
                        yield from _spans(role.get("cue"))

    def _actor(self, actor: Item) -> tuple[Span, ...]:
        if actor.span:
            return (actor.span,)
        if actor.kind not in _ACTORS:
            return ()
        known = (actor.kind, actor.text)
        if known not in self._named:
            self._named[known] = self._first_mention(actor) or self._first_named(actor.text)
        span = self._named[known]
        return (span,) if span else ()

    def _first_mention(self, actor: Item) -> Span | None:
        for part in self.record[f"{actor.kind}s"]:
            mentions: list[Mapping[str, Any]] = list(part.get("mentions") or ())
            if part["name"] == actor.text and mentions:
                named = [mention for mention in mentions if mention.get("form") == "name"]
                return _spans(*named, *mentions)[0]
        return None

    def _first_named(self, name: str) -> Span | None:
        """The first place in the report that has the name, however it is spelt, else its last word.

        A name may be put together from words that stand apart («آقایان الف و ب»).
        """
        if self._folded is None:
            self._folded = fold_edits(self.text)
        start, end = self._folded.find(self.segment)
        words = fold(name).split()
        for sought in filter(None, (" ".join(words), *words[-1:])):
            found = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)").search(
                self._folded.text, start, end
            )
            if found:
                return self._folded.span(*found.span())
        return None


def _spans(*quotes: Mapping[str, Any] | None) -> list[Span]:
    """The places of quotes that have one."""
    return [
        Span(quote["start"], quote["end"])
        for quote in quotes
        if quote and quote.get("start") is not None and quote.get("end") is not None
    ]

"""Asks an engine for people whom the rules may miss, in the sentences that may name one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar, Literal

from neshast.document import Document, Entity
from neshast.engines.names import Token, name_engine
from neshast.naming import GIVEN, SURNAME, UNKNOWN
from neshast.options import Options as BaseOptions
from neshast.tagging import read_tokens, sentences_of
from neshast.view import View

_NAME_KINDS = (GIVEN, SURNAME, UNKNOWN)


class EntityOptions(BaseOptions):
    """Which engine reads names beside the rules; ``none`` leaves them to the rules."""

    engine: Literal["none", "fast", "encoder", "stanza"] = "fast"


class FindEntities:
    """Fills `entities`: what the engine finds in the sentences of the reports that may hold names.

    Two words side by side, neither of them ordinary, are what a name needs: other sentences, and
    texts without a report, cost nothing.
    """

    name: ClassVar = "entities"
    needs: ClassVar = ("folded", "cues", "sentences", "reports")
    fills: ClassVar = ("entities",)
    Options = EntityOptions

    def __init__(self, options: EntityOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled, in text order.

        Raises:
            ModelError: if the engine's model is missing.
        """
        engine = name_engine(self.options.engine)
        if engine is None or not document.reports:
            return document
        view = View(document)
        sentences = sentences_of(read_tokens(view), _bounds(document, view))
        named = [tokens for tokens in sentences if _may_name(tokens)]
        rule, sure = f"engine {engine.name}", engine.sure
        found = (
            Entity(view.raw(one.start, one.end), one.label, one.score, one.score >= sure, rule)
            for one in engine.find(named)
        )
        return replace(document, entities=tuple(found))


def _may_name(tokens: list[Token]) -> bool:
    """True if two words that no table calls ordinary stand side by side.

    A given name and a surname that the tables have do not count: the rules read them.
    """
    kinds = ((a.signs[0], b.signs[0]) for a, b in pairwise(tokens) if not b.gap)
    return any(
        first in _NAME_KINDS and second in _NAME_KINDS and (first != GIVEN or second == UNKNOWN)
        for first, second in kinds
    )


def _bounds(document: Document, view: View) -> Iterator[tuple[int, int]]:
    """The sentences that are in a report, in folded text."""
    for sentence in document.sentences:
        span = sentence.span
        if any(r.span.start < span.end and span.start < r.span.end for r in document.reports):
            yield view.at(span)

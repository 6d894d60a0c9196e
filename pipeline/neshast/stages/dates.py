"""Finds every date expression of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from neshast.date_grammar import find_dates
from neshast.document import DateMention, Document
from neshast.options import Options as NoOptions


class FindDates:
    """Fills `dates`: whole expressions with weekday, part of the day and hour, in text order.

    «مورخ» and «به تاریخ» before an expression stay outside. What the day is in the end, `when`
    decides for the meeting's own date.
    """

    name: ClassVar = "dates"
    needs: ClassVar = ("folded",)
    fills: ClassVar = ("dates",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        folded = document.folded
        assert folded is not None
        dates = tuple(
            DateMention(folded.span(found.start, found.end), found.parts, found.rule)
            for found in find_dates(folded.text)
        )
        return replace(document, dates=dates)

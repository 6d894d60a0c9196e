"""Finds every date expression of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.date_figures import BY_VARIETY
from neshast.date_grammar import Expression, find_dates
from neshast.document import DateMention, Document
from neshast.language import told_variety
from neshast.options import Options as NoOptions

# «02/11/14»: which figure is the year, the country decides.
_SHORT = re.compile(r"(?<![\d/])\d\d/\d\d/\d\d(?![\d/])")


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
            for found in _sure(folded.text)
        )
        return replace(document, dates=dates)


def _sure(text: str) -> Iterator[Expression]:
    """The dates of a text; «02/11/14» only where its year stands in full on the page."""
    variety = told_variety(text) if _SHORT.search(text) else None
    for found in find_dates(text, variety):
        if BY_VARIETY not in found.rule.split("+") or str(found.parts.year) in text:
            yield found

"""Tidies the text (letters, digits, spaces, joiners, broken lines) and keeps every offset."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from neshast.document import Document
from neshast.folding import fold_edits
from neshast.gluing import lost_spaces
from neshast.options import Options as NoOptions
from neshast.wrapping import soft_breaks


class FoldText:
    """Fills `folded` with the tidied text; `raw` stays untouched."""

    name: ClassVar = "fold"
    needs: ClassVar = ("raw",)
    fills: ClassVar = ("folded",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        raw = document.raw
        return replace(document, folded=fold_edits(raw, soft_breaks(raw), lost_spaces(raw)))

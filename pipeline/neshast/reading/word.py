"""DOCX: what stands in a Word file, in its order."""

from __future__ import annotations

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.decoding import mend
from neshast.reading.found import EMPTY, Item, Text
from neshast.reading.helper import ask


def read_docx(item: Item, data: bytes, limits: Limits) -> Text:
    """The paragraphs and tables of a Word file, a line for each paragraph and row.

    Raises:
        InputError: if it is damaged or empty.
    """
    text, mended = mend(ask("docx", data, limits)["text"])
    if not text.strip():
        raise InputError(EMPTY)
    warnings = ("lone_surrogate",) if mended else ()
    return Text(text, "utf-8", "docx", url=item.url, warnings=warnings)

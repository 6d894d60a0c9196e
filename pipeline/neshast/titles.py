"""Titles of offices: whether one means several people."""

from __future__ import annotations

import re

from neshast.folding import fold
from neshast.grammar import either

_PLURAL = re.compile(
    rf"(?!{either('singular_title')}\b)"
    rf"(?:\w*{either('title_plural_ending')}|{either('plural_title')})\b"
)


def is_plural(office: str) -> bool:
    """True for the office of several people: «معاونین وزارت»."""
    return _PLURAL.match(fold(office)) is not None

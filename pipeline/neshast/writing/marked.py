"""A raw text in HTML: cut where a match begins or ends, every character carried or stood for.

Joined again the pieces are the raw text. A character that HTML cannot carry stands as an empty
element with its code in ``data-c``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from neshast.aligned import Span

# Characters that HTML cannot carry or a browser does not show; tab and line feed it can.
_CONTROL = re.compile("([\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff])")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters as they are, or the code of one that HTML cannot carry with its picture."""

    text: str
    code: str = ""


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Match = TypeVar("_Match", bound=_Placed)


def cut(
    raw: str,
    matches: Iterable[_Match],
    order: Callable[[_Match], Any],
    borders: Iterable[int] = (),
) -> Iterator[tuple[Span, list[_Match]]]:
    """The stretches of `raw` from first to last character, each with all matches that cover it.

    Args:
        raw: the text.
        matches: what is marked, within the text.
        order: the key by which the matches of a stretch are sorted.
        borders: further offsets to cut at.
    """
    starts: dict[int, list[_Match]] = {}
    cuts = {0, len(raw), *borders}
    for match in matches:
        starts.setdefault(match.span.start, []).append(match)
        cuts |= {match.span.start, match.span.end}
    covering: list[_Match] = []
    for start, end in pairwise(sorted(cuts)):
        new = starts.get(start, ())
        if new or any(match.span.end <= start for match in covering):
            covering = [match for match in covering if match.span.end > start]
            covering += new
            covering.sort(key=order)
        yield Span(start, end), covering


def runs(text: str) -> Iterator[Run]:
    """`text` as characters that HTML carries and the codes of those that it does not."""
    for i, part in enumerate(_CONTROL.split(text)):
        if i % 2:
            code = ord(part)
            yield Run(chr(0x2400 + code) if code < 0x20 else "\ufffd", f"{code:x}")
        elif part:
            yield Run(part)

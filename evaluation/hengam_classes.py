"""Our time expressions in the two classes of Hengam, DAT and TIM, with its borders.

The conventions are those of its own tagger (parstdex) on other texts, none of them learnt from
HengamGold:

- A night without an hour is DAT («شب گذشته», «هر شب», «یکشنبه شب»: one with the day beside it);
  «هر شب ساعت ۹» is a DAT and a TIM.
- «روز» between an hour or part of the day and its date goes with the hour: «ساعت ۸ صبح روز» TIM,
  «سه‌شنبه» DAT; a day with no name of its own goes with it whole: «صبح روز گذشته» TIM.
- «صبح و عصر» are two.
- Labels are those of whole tokens: a sign that a token ends with belongs to the expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from neshast.aligned import Span
from neshast.dates import time_expressions
from neshast.folding import fold
from neshast.scoring.span_formats import Labelled, SpanDocument

_BEFORE_NIGHT = "در|از|تا|طول|هر|این|همین|همان|آخرین|آخر|وسط|اواخر|اوایل|نیمه|نیمه[ \u200c]های"
_NIGHT = re.compile(rf"(?:(?:{_BEFORE_NIGHT}) )*(?:شب(?:[ \u200c]?ها)?(?:ی)?|شبانه)(?: \w+)?")
_NIGHT_AND_HOUR = re.compile(
    r"((?:(?:هر|همان|همین) )?شب(?:[ \u200c]?ها)?) +(?=(?:از |تا |سر |راس |حدود )?ساعت)"
)
_OTHER_DAY = r"(?:گذشته|قبل|بعد|پیش|آینده|جاری)(?!\w)"
_DAY = re.compile(
    rf"روز +{_OTHER_DAY}|(?:همان|همین) روز(?!\w)|روز(?=\s)(?! +{_OTHER_DAY})"
)  # fmt: skip
_TWO_PARTS = re.compile(r"(\w+)( و )(\w+)")
_TOKEN = re.compile(r"\S+")


def in_their_classes(documents: Iterable[SpanDocument]) -> dict[str, list[Labelled]]:
    """The labelled expressions of each document, by its id."""
    return {d.doc_id: list(_whole_tokens(d.text, _parts(d.text))) for d in documents}


def _parts(text: str) -> list[tuple[int, int, str]]:
    """Start, end and kind of each expression, their borders drawn as Hengam draws them."""
    parts: list[tuple[int, int, str]] = []
    for start, end, kind in _nights_apart(text):
        beside = bool(parts) and not text[parts[-1][1] : start].strip(" \u200c")
        day = _DAY.match(text, start, end) if kind == "date" and beside else None
        if day and parts[-1][2] == "time":
            parts[-1] = (parts[-1][0], day.end(), "time")
            start = day.end()
        elif beside and parts[-1][2] == kind:
            start = parts.pop()[0]
        if text[start:end].strip():
            parts.append((start, end, kind))
    return parts


def _nights_apart(text: str) -> Iterator[tuple[int, int, str]]:
    """Our expressions, a night as a date, and two that «و» or an hour joins apart."""
    for found in time_expressions(text):
        start, kind = found.start, found.kind
        if kind == "time" and _NIGHT.fullmatch(fold(found.text)):
            kind = "date"
        elif kind == "time" and (night := _NIGHT_AND_HOUR.match(found.text)):
            yield start, start + night.end(1), "date"
            start += night.end()
        elif kind == "time" and (two := _TWO_PARTS.fullmatch(found.text)):
            yield start, start + two.end(1), kind
            start += two.end(2)
        yield start, found.end, kind


def _whole_tokens(text: str, parts: list[tuple[int, int, str]]) -> Iterator[Labelled]:
    """The parts as far as their tokens reach; a token of two is the first one's."""
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    taken = 0
    for start, end, kind in parts:
        own = [(a, b) for a, b in tokens if a >= taken and a < end and b > start]
        if own:
            taken = own[-1][1]
            yield Labelled(Span(own[0][0], taken), kind)

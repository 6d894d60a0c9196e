"""Reads clock times («ساعت ۱۰:۳۰», «از ساعت ۱۵ تا ۱۸») and puts them on the 24-hour clock."""

from __future__ import annotations

from dataclasses import dataclass

from neshast.date_words import Tokens

_LATER_HALF = ("afternoon", "evening")
_MIDDAY_HOURS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Clock:
    """Times as ``HH:MM``, the token after them, and whether «ساعت» stands before."""

    start: str
    end: str | None
    after: int
    worded: bool


def read_clock(tokens: Tokens, i: int, inside: bool) -> Clock | None:
    """The clock time at token `i`.

    Args:
        tokens: the line.
        i: where it begins.
        inside: a date stands before it, so that a number before «ساعت» is no duration.
    """
    word = tokens.at(i, "clock")
    if word is None:
        found = _figures(tokens, i)
        return Clock(found[0], None, found[1], False) if found else None
    if not inside and tokens.counted(i):
        return None
    first = _time(tokens, word[1])
    if first is None:
        return None
    start, after = first
    last = _end(tokens, after)
    if last is None:
        return Clock(start, None, after, True)
    return Clock(start, last[0], last[1], True)


def _end(tokens: Tokens, i: int) -> tuple[str, int] | None:
    link = tokens.at(i, "to")
    if link:
        i = link[1]
    elif tokens.word(i) == "-":
        i += 1
    else:
        return None
    again = tokens.at(i, "clock")
    found = _time(tokens, again[1] if again else i)
    # «ساعت ۱۰ - ۱۲ قوس»: the second number is a day.
    if found is None or tokens.at(found[1], "month", "month_word"):
        return None
    return found


def _time(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """An hour with its minutes."""
    figures = _figures(tokens, i)
    if figures is not None:
        return figures
    hour = tokens.number(i, most=2)
    after = i + 1
    if hour is None:
        word = tokens.at(i, "cardinal")
        if word is None:
            return None
        hour, after = word[0].number, word[1]
    if hour > 24:
        return None
    minutes = _minutes(tokens, after)
    if minutes is None:
        return _clock_text(hour, 0), after
    return _clock_text(hour, minutes[0]), minutes[1]


def _minutes(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """«و ۲۲ دقیقه», «و نیم»."""
    link = tokens.at(i, "and")
    if link is None:
        return None
    part = tokens.at(link[1], "half", "quarter")
    if part:
        return part[0].number, part[1]
    number = tokens.number(link[1], most=2)
    after = link[1] + 1
    if number is None:
        word = tokens.at(link[1], "cardinal")
        if word is None:
            return None
        number, after = word[0].number, word[1]
    unit = tokens.at(after, "minute")
    return (number, unit[1]) if unit and number < 60 else None


def _figures(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """«۱۰:۳۰», with seconds or without."""
    if tokens.word(i + 1) != ":" or not tokens.touches(i + 1):
        return None
    hour, minute = tokens.number(i, most=2), tokens.number(i + 2, most=2)
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    after = i + 3
    if tokens.word(after) == ":" and tokens.number(after + 1, most=2) is not None:
        after += 2
    return _clock_text(hour, minute), after


def _clock_text(hour: int, minute: int) -> str:
    return f"{hour % 24:02}:{minute:02}"


def settle(start: str | None, end: str | None, part: str | None) -> tuple[str | None, str | None]:
    """Times on the 24-hour clock, by the part of the day that stands with them.

    Only the end moves if both would end in the wrong order: «از ساعت ۱۰ تا ۲ بعد از ظهر».
    """
    if start is None:
        return None, None
    first, last = _shift(start, part), _shift(end, part) if end else None
    if last is not None and last < first and start < last:
        return start, last
    return first, last


def _shift(time: str, part: str | None) -> str:
    hour, minute = int(time[:2]), time[2:]
    if (
        (part in _LATER_HALF and hour < 12)
        or (part == "night" and 6 <= hour < 12)
        or (part == "noon" and hour in _MIDDAY_HOURS)
    ):
        hour += 12
    elif part == "night" and hour == 12:
        hour = 0
    return f"{hour:02}{minute}"

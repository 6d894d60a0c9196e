"""Reads whole date expressions: weekday, day, part of the day and hour, in any order.

An expression is a chain of pieces that follow each other with no more between them than
punctuation and words such as «مورخ», «روز», «برابر با».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from neshast.calendars import DateParts
from neshast.date_clock import read_clock
from neshast.date_cores import read_core
from neshast.date_draft import Draft, compiled
from neshast.date_words import Tokens, lines_with_dates

_BETWEEN = "،-/|()«»[]:="
_BRACKETS = frozenset("()[]")
_LINKS = {"(": "same", "[": "same", "/": "same", "|": "same", "=": "same", "،": "comma"}
_MOST_BETWEEN = 5
# A range that runs back over so many months runs over the new year.
_WRAPS = 9


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression at ``[start, end)`` of the folded text."""

    start: int
    end: int
    parts: DateParts
    rule: str


def find_dates(text: str, variety: str | None = None) -> Iterator[Expression]:
    """The date expressions of a folded text, in order; none overlap.

    With a `variety` dates in figures are read too whose order it decides.
    """
    for offset, tokens, marks in lines_with_dates(text, variety):
        done = 0
        for i in tokens.openings(marks):
            if i < done:
                continue
            draft = Draft()
            stop = _read(tokens, i, draft)
            parts = compiled(draft) if stop > i else None
            if parts is None:
                continue
            start, end = _whole(text, offset + tokens.start(i), offset + tokens.end(stop - 1))
            yield Expression(start, end, parts, "+".join(draft.rules))
            done = stop


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """With the brackets about its first and last figure: «(۱۷) قوس (۱۴۰۳)»."""
    brackets = [mark for mark in text[start:end] if mark in "()"]
    opens = brackets[:1] == [")"] and text.endswith("(", 0, start)
    closes = brackets[-1:] == ["("] and text.startswith(")", end)
    return start - opens, end + closes


def _read(tokens: Tokens, i: int, draft: Draft) -> int:
    """Reads pieces from `i` on; the token after the last one."""
    at, link, stop, depth = i, "", i, 0
    apart: tuple[int, Draft] | None = None
    while True:
        if link == "comma" and apart is None and draft.core is not None:
            apart = stop, draft.copy()
        after = _piece(tokens, at, link, draft)
        if after is None:
            break
        depth = max(depth + _depth(tokens, stop, after), 0)
        stop = after
        if depth and tokens.word(stop) in (")", "]"):
            stop, depth = stop + 1, depth - 1
        at, link = _between(tokens, stop, depth)
    if apart is not None and stop > apart[0] and _other_day(tokens, at, draft):
        # «آگهی مورخ اول آبان، در ساعت نه صبح روز هفدهم آبان»: behind the comma is another day.
        draft.take(apart[1])
        return apart[0]
    return stop


def _other_day(tokens: Tokens, i: int, draft: Draft) -> bool:
    """True if a date of the same calendar begins at `i` that the draft could not take in."""
    found = read_core(tokens, i)
    core = draft.core
    return (
        found is not None
        and core is not None
        and found[0].day is not None
        and core.day is not None
        and found[0].calendar == core.calendar
    )


def _depth(tokens: Tokens, start: int, stop: int) -> int:
    words = tokens.words[start:stop]
    if _BRACKETS.isdisjoint(words):
        return 0
    return words.count("(") + words.count("[") - words.count(")") - words.count("]")


def _between(tokens: Tokens, i: int, depth: int) -> tuple[int, str]:
    """Past what may stand between two pieces, and how it links them."""
    link = ""
    start = i
    while i - start < _MOST_BETWEEN:
        word = tokens.word(i)
        if not word or (word in ")]" and not depth):
            break
        if word in _BETWEEN:
            link = _LINKS.get(word, link)
            i += 1
            continue
        if word == "T" and tokens.touches(i):
            i += 1
            continue
        if not tokens.kinds(i):
            break
        same = tokens.at(i, "same")
        if same:
            i, link = same[1], "same"
            continue
        joint = tokens.at(i, "to", "and")
        if joint and link in ("", "comma"):
            i, link = joint[1], joint[0].kind
            continue
        skipped = tokens.at(i, "cue", "day_word")
        if skipped is None:
            at = tokens.at(i, "at")
            skipped = at if at and tokens.at(at[1], "clock", "cue", "day_word") else None
        if skipped is None or tokens.at(i, "weekday", "relative"):
            break
        i = skipped[1]
    return i, link


def _piece(tokens: Tokens, i: int, link: str, draft: Draft) -> int | None:
    """Reads one piece at `i` into the draft; the token after it, or None if there is none."""
    kinds = tokens.kinds(i)
    if not kinds:
        return None
    if link in ("to", "and"):
        return _last_day(tokens, i, link, draft)
    for reader in _readers(kinds):
        after = reader(tokens, i, draft)
        if after is not None:
            return after
    return _core(tokens, i, link, draft)


@cache
def _readers(kinds: tuple[str, ...]) -> tuple[Callable[[Tokens, int, Draft], int | None], ...]:
    """What reads a piece, no date, that begins with phrases of such kinds."""
    return tuple(reader for reader, telling in _READERS if not set(telling).isdisjoint(kinds))


def _clock(tokens: Tokens, i: int, draft: Draft) -> int | None:
    if draft.clock is not None:
        return None
    found = read_clock(tokens, i, inside=bool(draft.rules))
    if found is None:
        return None
    draft.clock = found.start, found.end
    draft.worded_clock = found.worded
    draft.rules.append("clock")
    return found.after


def _relative(tokens: Tokens, i: int, draft: Draft) -> int | None:
    found = tokens.at(i, "relative", "relative_night")
    if found is None or draft.days is not None or _of_a_length(tokens, i, found[1], draft):
        return None
    if draft.core is not None and draft.core.day and tokens.word(i - 1) not in _BETWEEN:
        # «جلسه مراسم ۱۳ آبان صبح امروز برگزار شد»: today is another day.
        return None
    word, after = found
    draft.days = word.number
    if word.kind == "relative_night":
        draft.part = draft.part or "night"
    draft.rules.append("relative")
    return after


def _of_a_length(tokens: Tokens, i: int, after: int, draft: Draft) -> bool:
    """True for «نسل امروز», «طی دو روز گذشته», «دو روز پیش از عید»: no day told from today."""
    if tokens.compared(after):
        return True
    if draft.rules:
        return False
    unit = tokens.at(i, "day_word", "part", "cardinal", "week_offset")
    return tokens.at(i - 1, "age") is not None or (unit is not None and tokens.counted(i))


def _weekday(tokens: Tokens, i: int, draft: Draft) -> int | None:
    found = tokens.at(i, "weekday")
    if found is None or draft.weekday is not None:
        return None
    word, after = found
    if tokens.word(i - 1) in word.not_after or tokens.word(after) in word.not_before:
        return None
    if any(tokens.at(k, "recurring") for k in (i - 1, i - 2) if k >= 0):
        return None
    draft.weekday = word.number
    draft.rules.append("weekday")
    side = tokens.at(after, "coming", "gone")
    draft.future = side is not None and side[0].kind == "coming"
    draft.gone = side is not None and side[0].kind == "gone"
    return side[1] if side else after


def _week(tokens: Tokens, i: int, draft: Draft) -> int | None:
    found = tokens.at(i, "week_offset")
    if found is None or draft.weeks is not None or _of_a_length(tokens, i, found[1], draft):
        return None
    draft.weeks = found[0].number
    draft.rules.append("week")
    return found[1]


def _part(tokens: Tokens, i: int, draft: Draft) -> int | None:
    found = tokens.at(i, "part")
    long = draft.core is not None and draft.core.precision != "day"
    if found is None or draft.part is not None or long:
        return None
    draft.part = found[0].value
    draft.rules.append("part")
    return found[1]


# What reads a piece that is no date by itself, and the kinds of phrase one of which must begin it.
_READERS = (
    (_clock, ("figure", "clock")),
    (_relative, ("relative", "relative_night")),
    (_weekday, ("weekday",)),
    (_week, ("week_offset",)),
    (_part, ("part",)),
)


def _core(tokens: Tokens, i: int, link: str, draft: Draft) -> int | None:
    found = read_core(tokens, i)
    if found is None:
        return None
    parts, after, rule = found
    if not _joins(parts, link, draft):
        return None
    draft.rules.append(rule)
    return after


def _joins(parts: DateParts, link: str, draft: Draft) -> bool:
    """Takes a date into the draft: as its own, its year, or the same day in another calendar."""
    core = draft.core
    if core is None:
        draft.core = parts
        return True
    if core.precision == "year" and parts.day is not None and parts.year is None:
        draft.core = replace(
            parts, year=core.year, this_year=core.this_year, year_offset=core.year_offset
        )
        return parts.calendar == (core.calendar or parts.calendar)
    if core.day is None or parts.day is None or parts.end is not None:
        return False
    if parts.calendar == core.calendar:
        if (parts.month, parts.day) != (core.month, core.day) or link != "same":
            return False
        draft.core = replace(core, year=core.year or parts.year)
        return True
    if link == "comma" or parts.calendar in [other.calendar for other in draft.others]:
        return False
    draft.others.append(parts)
    return True


def _last_day(tokens: Tokens, i: int, link: str, draft: Draft) -> int | None:
    """The other end of «… تا …» and «… و …»: a weekday after a weekday, a date after a date."""
    if draft.end is not None:
        return None
    weekday = tokens.at(i, "weekday")
    if weekday and draft.weekday is not None and draft.core is None:
        word, after = weekday
        if tokens.word(after) in word.not_before:
            return None
        draft.end = DateParts(weekday=word.number)
        draft.gaps = link == "and" and word.number != draft.weekday % 7 + 1
        draft.rules.append("range")
        return after
    relative = tokens.at(i, "relative")
    if relative and draft.days is not None and draft.core is None and draft.weekday is None:
        # «دیروز و امروز».
        if relative[0].number <= draft.days:
            return None
        draft.end = DateParts(offset_days=relative[0].number)
        draft.gaps = link == "and" and relative[0].number != draft.days + 1
        draft.rules.append("range")
        return relative[1]
    core = draft.core
    if core is None or core.day is None or core.end is not None:
        return None
    if draft.others:
        return _third_calendar(tokens, i, link, draft)
    found = read_core(tokens, i)
    if found is None or found[0].day is None or found[0].end is not None:
        return None
    parts, after, _ = found
    over = link == "to" and _over_new_year(core, parts)
    if parts.calendar != core.calendar or parts.month is None:
        return None
    if not (over or _later(core, parts)):
        return None
    if link == "and" and core.year is not None:
        return None
    draft.core = replace(
        core,
        year=core.year or (parts.year - over if parts.year else None),
        this_year=core.this_year or parts.this_year,
        year_offset=core.year_offset or parts.year_offset,
    )
    draft.end = replace(parts, year=parts.year or (core.year + over if core.year else None))
    draft.gaps = link == "and" and (parts.month, parts.day) != (core.month, (core.day or 0) + 1)
    draft.rules.append("range")
    return after


def _third_calendar(tokens: Tokens, i: int, link: str, draft: Draft) -> int | None:
    """«۷ قوس ۱۳۹۵ برابر با ۲۷ صفر ۱۴۳۸ و ۲۷ نومبر ۲۰۱۶»: the same day once more."""
    found = read_core(tokens, i)
    if link != "and" or found is None or not _joins(found[0], "same", draft):
        return None
    draft.rules.append(found[2])
    return found[1]


def _over_new_year(first: DateParts, last: DateParts) -> bool:
    """True for «از ۲۸ حوت تا ۲ حمل»."""
    told = first.year is not None and last.year is not None
    return not told and (first.month or 0) - (last.month or 0) >= _WRAPS


def _later(first: DateParts, last: DateParts) -> bool:
    if first.year is not None and last.year is not None and first.year != last.year:
        return first.year < last.year
    return (first.month or 0, first.day or 0) < (last.month or 0, last.day or 0)

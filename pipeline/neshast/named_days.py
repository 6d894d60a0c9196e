"""Days and periods that a text calls by name: «عید فطر», «دهه فجر سال ۱۳۹۷», «هشت مارچ».

Read only where a reader asks for dates by themselves: in a report such a name is an occasion, and
no day of its meeting. Where a name means another day by country (``named_days.tsv``), the variety
of the text decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from neshast.aligned import Span
from neshast.calendars import SOLAR, DateParts, DateValue, calendar_of_year, years_within
from neshast.date_cores import read_year
from neshast.date_resolving import Context, resolve
from neshast.date_values import candidates, open_value
from neshast.date_words import Tokens, cut, spellings
from neshast.folding import fold
from neshast.lexicon import Row, table, values

COUNTRIES = {"fa-AF": "AF", "fa-IR": "IR"}
RULE = "named day"

_PLACES = {"AF": " in Afghanistan", "IR": " in Iran", "": ""}
_YEAR_FIGURES = 4


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A name at ``[start, end)`` of the folded text, with the year beside it, if there is one.

    `row` is its day; None if it is one day in Afghanistan and another in Iran, and nothing tells
    which. `by_variety`: the variety told which; `elsewhere`: it is the other country's day alone.
    """

    start: int
    end: int
    row: Row | None
    year: DateParts | None
    by_variety: bool
    elsewhere: bool


def find_named_days(text: str, variety: str | None) -> Iterator[NamedDay]:
    """The named days of a folded text, in order; none overlap."""
    offset = 0
    for line in text.split("\n"):
        words = cut(line)
        if not _names().keys().isdisjoint(words):
            yield from _of_line(Tokens(line, words), offset, COUNTRIES.get(variety or ""))
        offset += len(line) + 1


def _of_line(tokens: Tokens, offset: int, country: str | None) -> Iterator[NamedDay]:
    i = 0
    while i < len(tokens):
        rows, after = _name_at(tokens, i)
        if not rows:
            i += 1
            continue
        year, stop = _year_beside(tokens, after)
        row = _of_country(rows, country)
        of = row["country"] if row else ""
        start, end = tokens.start(i), tokens.end(stop - 1)
        yield NamedDay(
            offset + start,
            offset + end,
            row,
            year,
            by_variety=bool(of) and of == country and len(rows) > 1,
            elsewhere=bool(of and country) and of != country,
        )
        i = stop


def _name_at(tokens: Tokens, i: int) -> tuple[list[Row], int]:
    """The rows of the longest name at token `i`, and the token after it."""
    for name, rows in _names().get(tokens.word(i), ()):
        after = i + len(name)
        if tuple(tokens.words[i:after]) == name:
            before, behind = tokens.word(i - 1), tokens.word(after)
            fit = [
                row
                for row in rows
                if before not in _folded(row["not_after"])
                and behind not in _folded(row["not_before"])
            ]
            return fit, after
    return [], i


def _of_country(rows: list[Row], country: str | None) -> Row | None:
    """The row of a country, else the one of no country, else the only one."""
    for wanted in (country, ""):
        found = [row for row in rows if row["country"] == wanted]
        if found:
            return found[0]
    return rows[0] if len(rows) == 1 else None


def _year_beside(tokens: Tokens, k: int) -> tuple[DateParts | None, int]:
    """«سال ۱۳۹۷», «امسال» or a bare «۱۴۰۰» at token `k`, and the token after it."""
    found = read_year(tokens, k)
    if found is not None:
        return found[0], found[1]
    number, era = tokens.number(k), tokens.at(k + 1, "era")
    goes_on = tokens.word(k + 1) in ("/", "-", ".") and tokens.word(k + 2).isdecimal()
    if number is None or len(tokens.word(k)) != _YEAR_FIGURES or goes_on:
        return None, k
    calendar = (era[0].value if era else "") or calendar_of_year(number)
    if calendar is None or tokens.at(k + 1, "counted"):
        return None, k
    parts = DateParts(calendar=calendar, year=number, precision="year")
    return parts, era[1] if era else k + 1


# ---------------------------------------------------------------- what it means


def resolve_named(
    span: Span, named: NamedDay, context: Context
) -> tuple[DateValue, DateValue | None]:
    """The day of a name, and for a period its last day too, by `resolve` and in the year beside."""
    if named.row is None:
        value = open_value(span, DateParts(), SOLAR, ("variety_unresolved",))
        told = "This name is one day in Afghanistan and another in Iran, and nothing tells which."
        return replace(value, reason=told), None
    parts = _parts(named.row)
    first, last = _in_year(span, parts, named.year, context) or resolve(span, parts, context)
    reason = f"{_where(named.row)} {first.reason}"
    warnings = (*first.warnings, "named_elsewhere") if named.elsewhere else first.warnings
    first = replace(first, reason=reason, warnings=warnings)
    return first, last and replace(last, reason=reason, warnings=warnings)


def _in_year(
    span: Span, parts: DateParts, year: DateParts | None, context: Context
) -> tuple[DateValue, DateValue | None] | None:
    """The day in a year of any calendar: «عید فطر سال ۱۴۰۰», «نوروز ۲۰۲۱», «دهه فجر امسال»."""
    bounds = resolve(span, year, context)[0] if year else None
    if bounds is None or bounds.earliest is None or bounds.latest is None:
        return None
    assert parts.calendar and parts.month and parts.day
    first, last = (date.fromisoformat(day) for day in (bounds.earliest, bounds.latest))
    found = years_within(parts.calendar, parts.month, parts.day, first, last)
    reason = "The year stands beside it."
    if len(found) > 1:
        return candidates(span, parts, parts.calendar, found, reason), None
    if not found:
        return open_value(span, parts, parts.calendar), None
    days = resolve(span, replace(parts, year=found[0][0]), context)
    opening, closing = (
        day and replace(day, resolution=bounds.resolution, anchor=bounds.anchor, reason=reason)
        for day in days
    )
    assert opening is not None
    return opening, closing


def _parts(row: Row) -> DateParts:
    calendar = row["calendar"]
    end = None
    if row["end_day"]:
        end = DateParts(calendar, month=int(row["end_month"]), day=int(row["end_day"]))
    return DateParts(calendar, month=int(row["month"]), day=int(row["day"]), end=end)


def _where(row: Row) -> str:
    """In English which day a row is: ``day 1 of month 10 (lunar_hijri) in Iran``."""
    first = f"day {row['day']} of month {row['month']}"
    last = f" to day {row['end_day']} of month {row['end_month']}" if row["end_day"] else ""
    calendar = row["calendar"].removesuffix("_hijri").replace("_", " ")
    return f"«{row['name']}» is {first}{last} ({calendar}){_PLACES[row['country']]}."


@cache
def _folded(cell: str) -> frozenset[str]:
    return frozenset(map(fold, values(cell)))


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], list[Row]]]]:
    """By their first token the names, longer ones first, with the rows of each."""
    found: dict[str, dict[tuple[str, ...], list[Row]]] = {}
    for row in table("named_days", "month", "day", "end_month", "end_day", "country", "forms"):
        written = (spelling for form in values(row["forms"]) for spelling in spellings(form))
        for name in {tuple(cut(spelling)) for spelling in written}:
            found.setdefault(name[0], {}).setdefault(name, []).append(row)
    return {
        first: sorted(names.items(), key=lambda pair: -len(pair[0]))
        for first, names in found.items()
    }

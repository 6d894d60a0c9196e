"""`neshast explain` in the terminal: each report, its facts as a table, its text with the matches.

Right-to-left stretches stand between U+2068 and U+2069, so that a line with Latin field names and
offsets reads right in any terminal. Without colours matches are bracketed and numbered instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from neshast.document import Document, Span
from neshast.writing.evidence import FAMILIES, Evidence, ReportEvidence, family, gather
from neshast.writing.shown import plain

_FSI, _PDI = "\u2068", "\u2069"
# Characters that a terminal would obey instead of showing.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_STYLES = {
    "frame": "bright_blue", "title": "bold", "date": "green", "venue": "cyan",
    "persons": "magenta", "organizations": "yellow", "participants": "bright_magenta",
    "purpose": "bright_cyan", "agenda": "bright_green", "statements": "underline",
    "outcomes": "red", "topics": "italic",
}  # fmt: skip
_NARROWEST = 24
_LONGEST_VALUE = 300


def show(document: Document, console: Console) -> None:
    """Prints what was found in a document, and why.

    Args:
        document: with any of its boxes filled.
        console: where to; its width and its colours are respected.
    """
    source = document.source
    known = (source.doc_id, source.publisher, source.url, document.variety)
    _print(console, " · ".join(plain(part) for part in known if part), "bold")
    reports = gather(document)
    if not reports:
        _print(console, "No report of a meeting was found in this text.", "dim")
        return
    for report in reports:
        console.print()
        _show_report(report, document.raw, console)
    if coloured(console):
        console.print()
        console.print(_legend(reports))


def _show_report(report: ReportEvidence, raw: str, console: Console) -> None:
    place = f"[{report.span.start}:{report.span.end}]"
    _print(console, f"{report.index}. {report.title or '(no headline)'}", "bold")
    _print(console, f"report {report.index} {place}", "dim")
    console.print(_table(report, console))
    for name, why in report.missing.items():
        _print(console, f"missing   {name}: {why}", "dim")
    for code in report.warnings:
        _print(console, f"warning   {plain(code)}", "yellow")
    if report.outcome_status:
        _print(console, f"outcomes  {report.outcome_status}", "dim")
    console.print(Panel(_source(report, raw, console), title="source", border_style="dim"))


def _table(report: ReportEvidence, console: Console) -> Table:
    """Field, value, rule and offsets of every fact; in a narrow window one below the other.

    Cells are wrapped here and not by the table, so that each of their lines is isolated.
    """
    names = [_name(fact) for fact in report.facts]
    offsets = [_offsets(fact) for fact in report.facts]
    number_width = len(str(len(names)))
    columns = ["#", "field", "value", "rule", "offsets"]
    taken = number_width + max(map(len, names), default=5)
    taken += max((len(line) for lines in offsets for line in lines), default=7)
    room = console.width - taken - (3 * len(columns) + 1)
    if narrow := room < 2 * _NARROWEST:
        columns = ["#", "fact"]
        room = max(1, console.width - number_width - (3 * len(columns) + 1))
    table = Table(border_style="dim", header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=True, justify="right" if column == "#" else "default")
    rule_width = room * 2 // 5
    last = ""
    for number, fact in enumerate(report.facts, 1):
        if last and family(fact.field) != last:
            table.add_section()
        last = family(fact.field)
        name = Text(names[number - 1], _STYLES[last])
        value = _value(fact, room if narrow else room - rule_width, console)
        rule = wrapped(Text(plain(fact.rule), "italic"), room if narrow else rule_width, console)
        where = [Text(line, "dim") for line in offsets[number - 1]]
        cells = [[name], value, rule, where]
        if narrow:
            cells = [[*wrapped(name, room, console), *value, *rule, *where]]
        table.add_row(str(number), *(Text("\n").join(lines) for lines in cells))
    return table


def _value(fact: Evidence, width: int, console: Console) -> list[Text]:
    """The value with its certainty and details below, in lines."""
    cut = "…" if len(fact.value) > _LONGEST_VALUE else ""
    lines = [Text(fact.value[:_LONGEST_VALUE] + cut, _STYLES[family(fact.field)])]
    if fact.certainty:
        lines.append(Text(fact.certainty, "dim"))
    lines += [Text(f"{key}: {plain(text)}", "dim") for key, text in fact.details]
    return [piece for line in lines for piece in wrapped(line, width, console)]


def _name(fact: Evidence) -> str:
    return f"{fact.field} · {fact.label}" if fact.label else fact.field


def _offsets(fact: Evidence) -> list[str]:
    """The first places of a fact, and how many more there are."""
    lines = [f"{span.start}:{span.end}" for span in fact.spans]
    if len(lines) > 3:
        lines[3:] = [f"+{len(lines) - 3} more"]
    return lines or ["—"]


def _source(report: ReportEvidence, raw: str, console: Console) -> Text:
    """The text of a report with its matches styled, or bracketed where there are no colours."""
    text = _styled(report, raw) if coloured(console) else Text(_bracketed(report, raw))
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        lines += wrapped(line, console.width - 6, console) if line.plain.strip() else [Text()]
    return Text("\n").join(lines)


def _styled(report: ReportEvidence, raw: str) -> Text:
    start, end = report.span.start, report.span.end
    text = Text(_safe(raw[start:end]))
    # Long stretches first: what is laid on later shows where two overlap.
    for fact in sorted(report.facts, key=lambda f: -max(map(len, f.spans), default=0)):
        if fact.field == "lead":
            continue
        for span in fact.spans:
            text.stylize(_STYLES[family(fact.field)], max(0, span.start - start), span.end - start)
    return text


def _bracketed(report: ReportEvidence, raw: str) -> str:
    """The text with ⟦…⟧ around each fact's own words, and its number in the table behind."""
    whole = report.span
    facts = [
        (fact.span, number)
        for number, fact in enumerate(report.facts, 1)
        if fact.span and whole.covers(fact.span) and len(fact.span) and fact.field != "lead"
    ]
    opened: dict[int, int] = {}
    closed: dict[int, list[int]] = {}
    for span, numbers in _by_span(facts):
        opened[span.start] = opened.get(span.start, 0) + 1
        closed.setdefault(span.end, []).append(numbers)
    pieces: list[str] = []
    done = whole.start
    names = dict(_labels(facts))
    for border in sorted({*opened, *closed}):
        pieces.append(_safe(raw[done:border]))
        pieces += [f"⟧{names[key]}" for key in closed.get(border, ())]
        pieces.append("⟦" * opened.get(border, 0))
        done = border
    return "".join([*pieces, _safe(raw[done : whole.end])])


def _by_span(facts: list[tuple[Span, int]]) -> Iterator[tuple[Span, int]]:
    """Each span once with its first number, inner ones first where several end together."""
    first: dict[Span, int] = {}
    for span, number in facts:
        first.setdefault(span, number)
    yield from sorted(first.items(), key=lambda item: (item[0].end, -item[0].start))


def _labels(facts: list[tuple[Span, int]]) -> Iterator[tuple[int, str]]:
    """For the first number of each span: all numbers that stand on it, as ``3,7``."""
    numbers: dict[Span, list[int]] = {}
    for span, number in facts:
        numbers.setdefault(span, []).append(number)
    for all_of_it in numbers.values():
        yield all_of_it[0], ",".join(map(str, all_of_it))


def _legend(reports: Iterable[ReportEvidence]) -> Text:
    seen = {family(fact.field) for report in reports for fact in report.facts}
    names = [Text(name, _STYLES[name]) for name in FAMILIES if name in seen]
    return Text("legend  ", "dim") + Text("  ").join(names)


def coloured(console: Console) -> bool:
    """True if styles show; else what they would say must be written."""
    return console.color_system is not None and not console.no_color


def wrapped(text: Text, width: int, console: Console) -> list[Text]:
    """The text in lines of at most `width`, each isolated if it may run right to left."""
    lines = text.wrap(console, max(width, 1)) if text.plain else [text]
    for line in lines:
        line.rstrip()
    return [Text(_FSI) + line + Text(_PDI) if not line.plain.isascii() else line for line in lines]


def _safe(text: str) -> str:
    """The text with a picture for every character that a terminal would obey."""
    return _OBEYED.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _print(console: Console, text: str, style: str) -> None:
    for line in wrapped(Text(text, style), console.width, console):
        console.print(line, no_wrap=True)

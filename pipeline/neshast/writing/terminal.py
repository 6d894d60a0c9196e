"""`neshast explain` in the terminal: each report, its facts as a table, its text with the matches.

Right-to-left stretches stand between U+2068 and U+2069, so that a line with Latin field names and
offsets reads right in any terminal. Without colours matches are bracketed and numbered instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from neshast.document import Document, Span
from neshast.writing.evidence import FAMILIES, Evidence, ReportEvidence, family, gather, plain

_FSI, _PDI = "\u2068", "\u2069"
# Characters that a terminal would obey instead of showing.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
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
    head = " · ".join(filter(None, (source.publisher, source.url, document.variety)))
    console.print(_line(f"{plain(source.doc_id)}  {_isolate(plain(head)) if head else ''}", "bold"))
    reports = gather(document)
    if not reports:
        console.print(Text("No report of a meeting was found in this text.", "dim"))
        return
    for report in reports:
        console.print()
        _show_report(report, document.raw, console)
    if _coloured(console):
        console.print()
        console.print(_legend(reports))


def _show_report(report: ReportEvidence, raw: str, console: Console) -> None:
    title = _isolate(report.title) if report.title else "(no headline)"
    place = f"[{report.span.start}:{report.span.end}]"
    console.rule(Text(f"{report.index}. {title} {place}"), align="left", style="dim")
    console.print(_table(report, console))
    notes = [f"missing   {name}: {why}" for name, why in report.missing.items()]
    notes += [f"warning   {code}" for code in report.warnings]
    if report.outcome_status:
        notes.append(f"outcomes  {report.outcome_status}")
    for note in notes:
        console.print(_line(plain(note), "yellow" if note.startswith("warning") else "dim"))
    console.print(Panel(_source(report, raw, console), title="source", border_style="dim"))


def _table(report: ReportEvidence, console: Console) -> Table:
    """Field, value, rule and offsets of every fact; wrapped here, so that each line is isolated."""
    table = Table(expand=True, border_style="dim", header_style="bold")
    table.add_column("#", justify="right", style="dim")
    table.add_column("field", no_wrap=True)
    table.add_column("value", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("offsets", no_wrap=True, style="dim")
    names = [_name(fact) for fact in report.facts]
    taken = max(map(len, names), default=5) + 34
    room = max(2 * _NARROWEST, console.width - taken)
    value_width, rule_width = room * 3 // 5, room * 2 // 5
    last = ""
    for number, (fact, name) in enumerate(zip(report.facts, names, strict=True), 1):
        if last and family(fact.field) != last:
            table.add_section()
        last = family(fact.field)
        value = fact.value[:_LONGEST_VALUE] + ("…" if len(fact.value) > _LONGEST_VALUE else "")
        details = [f"{key}: {_isolate(plain(text))}" for key, text in fact.details]
        if fact.certainty:
            details.insert(0, fact.certainty)
        cell = Text("\n").join(
            [
                *_wrapped(Text(value, _STYLES[last]), value_width, console),
                *(Text(line, "dim") for line in details),
            ]
        )
        rule = Text("\n").join(_wrapped(Text(plain(fact.rule)), rule_width, console))
        table.add_row(str(number), Text(name, _STYLES[last]), cell, rule, _offsets(fact))
    return table


def _name(fact: Evidence) -> str:
    return f"{fact.field} · {fact.label}" if fact.label else fact.field


def _offsets(fact: Evidence) -> Text:
    """The first places of a fact, one a line, and how many more there are."""
    lines = [f"{span.start}:{span.end}" for span in fact.spans]
    if len(lines) > 3:
        lines[3:] = [f"+{len(lines) - 3} more"]
    return Text("\n".join(lines) or "—")


def _source(report: ReportEvidence, raw: str, console: Console) -> Text:
    """The text of a report with its matches styled, or bracketed where there are no colours."""
    if _coloured(console):
        text = _styled(report, raw)
    else:
        text = Text(_bracketed(report, raw))
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        lines += _wrapped(line, console.width - 6, console) if line.plain.strip() else [Text()]
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


def _coloured(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def _wrapped(text: Text, width: int, console: Console) -> list[Text]:
    """The text in lines of at most `width`, each isolated."""
    lines = text.wrap(console, max(width, 1)) if text.plain else [text]
    for line in lines:
        line.rstrip()
    return [Text(_FSI) + line + Text(_PDI) if line.plain else line for line in lines]


def _safe(text: str) -> str:
    """The text with a picture for every character that a terminal would obey."""
    return _OBEYED.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _isolate(text: str) -> str:
    return f"{_FSI}{text}{_PDI}"


def _line(text: str, style: str | Style) -> Text:
    return Text(text, style)

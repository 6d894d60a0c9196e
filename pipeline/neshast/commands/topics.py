"""`neshast topics`: what a text is about, and the codebook."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from neshast.commands.common import (
    INPUT_FAILED,
    WRONG_USAGE,
    complain,
    console,
    one_line_errors,
    read_settings,
)
from neshast.document import Document, Topic
from neshast.topic_words import Code
from neshast.topics import codebook, read_topics


def topics(
    text: str | None,
    variety: str | None,
    config: Path | None,
    own: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Show what `text` is about; the exit status is 1 if no topic is likely enough."""
    if text is None:
        complain('give a text, such as "بازسازی مکاتب ولسوالی", or --list')
        raise typer.Exit(WRONG_USAGE)
    with one_line_errors():
        settings = read_settings(config, engine=engine, topics=own)
        given = sys.stdin.read() if text == "-" else text
        document, found = read_topics(given, variety, settings)
    if as_json:
        for topic in found:
            typer.echo(json.dumps(_plain(topic, document), ensure_ascii=False))
    elif found:
        _show(found, document)
    if not found:
        complain("no topic is likely enough; [topics] min_score in --config lowers what is asked")
        raise typer.Exit(INPUT_FAILED)


def _plain(topic: Topic, document: Document) -> dict[str, object]:
    """A topic as records have it."""
    evidence = [
        {"text": span.of(document.raw), "start": span.start, "end": span.end}
        for span in topic.evidence
    ]
    fields = ("scheme", "code", "major", "label", "score")
    return {name: getattr(topic, name) for name in fields} | {"evidence": evidence}


def _show(found: tuple[Topic, ...], document: Document) -> None:
    from rich.table import Table

    shown = Table("score", "scheme", "code", "label", "because of", header_style="bold")
    for topic in found:
        words = "، ".join(dict.fromkeys(span.of(document.raw) for span in topic.evidence))
        cells = (topic.scheme, topic.code, f"\u2068{topic.label}\u2069", f"\u2068{words}\u2069")
        shown.add_row(f"{topic.score:.2f}", *cells)
    console().print(shown)


def show_codebook(config: Path | None, own: Path | None, as_json: bool, markdown: bool) -> None:
    """Show every code: as a table, as JSON lines, or as a page in Markdown."""
    with one_line_errors():
        codes = codebook(read_settings(config, topics=own))
    if as_json:
        for code, row in codes.items():
            typer.echo(json.dumps({"code": code} | row._asdict(), ensure_ascii=False))
    elif markdown:
        typer.echo("\n".join(page(codes)))
    else:
        from rich.table import Table

        shown = Table("code", "scheme", "label", "label in Dari", "definition", header_style="bold")
        for code, row in codes.items():
            shown.add_row(code, row.scheme, row.label, row.label_af, row.definition)
        console().print(shown)


def page(codes: Mapping[str, Code]) -> Iterator[str]:
    """The codebook in Markdown, line by line."""
    yield "# Codebook of topics"
    yield ""
    yield "Written by `neshast topics --list --markdown` from `taxonomy.tsv`; change that file."
    yield ""
    yield (
        "Codes and English titles: Comparative Agendas Project, master codebook of 2019. "
        "Labels, definitions and local subtopics (`n…`, each with the CAP subtopic nearest to it) "
        "are ours. «IPTC»: the top level of IPTC Media Topics that holds most of it."
    )
    for code, row in codes.items():
        if code == row.major:
            yield from ("", f"## {code} · {row.title_en}", "")
            dari = "" if row.label_af == row.label else f" · {row.label_af}"
            yield f"{row.label}{dari} (IPTC: {row.iptc or '–'})"
            yield from ("", "| code | title | label | دری | definition | not here | IPTC |")
            yield "|---|---|---|---|---|---|---|"
            for name, own in codes.items():
                if own.major == code != name:
                    yield _line(name, own)


def _line(code: str, row: Code) -> str:
    title = f"{row.title_en} (≈ {row.nearest})" if row.nearest else row.title_en
    dari = "" if row.label_af == row.label else row.label_af
    both = row.definition + (f" · {row.definition_af}" if row.definition_af else "")
    cells = (code, title, row.label, dari, both, row.excludes, row.iptc)
    return f"| {' | '.join(cells)} |"

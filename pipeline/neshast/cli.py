"""The command line: what can be called, and how. What a command does stands in `commands/`.

Nothing heavy is imported before a command runs, so that help and completion answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from neshast import cli_archive, cli_batch
from neshast.cli_lexicon import lexicon_commands
from neshast.cli_models import models_commands
from neshast.cli_options import (
    ConfigOption,
    EngineOption,
    FormatOption,
    LexiconOption,
    Outlook,
    PublishedOption,
    SpanFormat,
    TopicsOption,
    Variety,
)
from neshast.cli_topics import EXAMPLE, topics_of

# The commands in the order of help: records made, shown and written, found again, texts by
# themselves, and what is for who works on the program.
ORDER = (
    "extract", "run", "status", "merge", "explain", "table", "export", "diff", "schema",
    "index", "search", "people", "related", "date", "tidy", "topics",
    "lexicon", "check", "evaluate", "models", "version",
)  # fmt: skip


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


main = typer.Typer(
    name="neshast",
    cls=_InOrder,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns Persian and Dari meeting reports into structured records.",
    epilog="Example:  neshast extract reports/ -o records.jsonl",
)


def _show_version(value: bool) -> None:
    if value:
        version()
        raise typer.Exit


@main.callback()
def _root(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@main.command(epilog="Example:  neshast extract reports/ more.jsonl -o records.jsonl")
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders, or - for standard input. Read are .txt, .jsonl, .html, .pdf, "
            ".docx, .tif and .warc, packed as .gz, .bz2, .xz or .zst or not, and .zip and .tar of "
            "these; other pictures with --format scan.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where the records go; - is stdout."),
    ] = "-",
    format: FormatOption = None,
    published: PublishedOption = None,
    config: ConfigOption = None,
    lexicon: LexiconOption = None,
    engine: EngineOption = None,
    topics: TopicsOption = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stop after N documents.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first document that fails.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what failed.")
    ] = False,
    save_text: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.jsonl",
            help="Write the texts too, to which the offsets of the records point; neshast reads "
            "them again.",
        ),
    ] = None,
) -> None:
    """Read reports, write records.

    One JSON object a line for each meeting, in the order of the input.

    Beside the records stands FILE.manifest.json: what became of every document. The exit status
    is 0 if all was read, 1 if a document failed, 2 for wrong usage.
    """
    from neshast.commands import extract as command

    kind = format.value if format else None
    command.extract(
        paths,
        output,
        kind,
        published,
        config,
        lexicon,
        engine,
        topics,
        limit,
        strict,
        quiet,
        save_text,
    )


@main.command(epilog="Example:  neshast explain report.txt --html report.html")
def explain(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="A file, a folder, or - for standard input.")
    ],
    doc: Annotated[
        str | None, typer.Option(metavar="ID", help="Which document; default: the first.")
    ] = None,
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a page instead; - is stdout.")
    ] = None,
    format: FormatOption = None,
    published: PublishedOption = None,
    config: ConfigOption = None,
    lexicon: LexiconOption = None,
    engine: EngineOption = None,
    topics: TopicsOption = None,
) -> None:
    """Show what was found, and why.

    One document: its facts, the rules that found them, and the words they rest on.
    """
    from neshast.commands import explain as command

    kind = format.value if format else None
    command.explain(path, doc, html, kind, published, config, lexicon, engine, topics)


@main.command(epilog="Example:  neshast schema > record.schema.json")
def schema() -> None:
    """Print the JSON Schema of a record."""
    from neshast.commands import schema as command

    command.schema()


@main.command(epilog="Example:  neshast table records.jsonl --to meetings.csv")
def table(
    records: Annotated[
        Path, typer.Argument(metavar="RECORDS", help="JSON Lines, as `neshast extract` writes.")
    ],
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE.csv", help="Write CSV to a file; `-` or `csv` is stdout."),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin the CSV with a byte order mark, for Excel.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, metavar="N", help="Rows to show in the terminal.")
    ] = 200,
) -> None:
    """Show records as a table, or as CSV.

    One row for each meeting. CSV cells that a spreadsheet would run begin with an apostrophe.
    """
    from neshast.commands import table as command

    command.table(records, to, bom, limit)


@main.command(epilog="Example:  neshast evaluate corpora/dev --errors date")
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="An annotated document, or a folder of them.")
    ],
    records: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Score these records instead of running the pipeline."),
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write the scores; - is stdout.")
    ] = None,
    errors: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD",
            help="List what differs in a field, in `all`, or count the `classes` of errors.",
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.html",
            help="Write a page with the texts, and what is right and wrong in them; - is stdout.",
        ),
    ] = None,
    by_tag: Annotated[
        bool, typer.Option("--by-tag", help="Show the scores of each tag, the worst first.")
    ] = False,
    format: Annotated[
        SpanFormat | None,
        typer.Option(help="Read labelled spans so; else told from the file or folder."),
    ] = None,
    config: ConfigOption = None,
    lexicon: LexiconOption = None,
    engine: EngineOption = None,
    topics: TopicsOption = None,
) -> None:
    """Score against annotated documents.

    Every field with its 95 % interval over documents, and by variety. GOLD may also be spans of
    people, bodies, dates and other labels: a Label Studio export, a brat folder or a CoNLL file.
    """
    from neshast.commands import evaluate as command

    kind = format.value if format else None
    command.evaluate(
        gold, records, json, errors, config, report, by_tag, kind, lexicon, engine, topics
    )


@main.command(epilog='Example:  neshast date "۷ قوس سال روان" --published 2016-12-01')
def date(
    expression: Annotated[
        str, typer.Argument(metavar="TEXT", help="A date, or a text with dates; - is stdin.")
    ],
    published: PublishedOption = None,
    outlook: Annotated[
        Outlook, typer.Option(help="Which side of the day of publication it lies on.")
    ] = Outlook.any,
    variety: Annotated[
        Variety | None,
        typer.Option(
            help="Decides names that both countries have, and the order of figures; "
            "else the words of the text tell it."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each expression.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Durations, ages and hours too: where they stand, no values."),
    ] = False,
) -> None:
    """Read dates by themselves.

    Solar and lunar Hijri and Gregorian dates in Persian and Dari, and days known by a name, with
    the reason of each value.
    """
    from neshast.commands import date as command

    if everything:
        command.times(expression, as_json)
    else:
        command.date(expression, published, outlook.value, variety and variety.value, as_json)


@main.command(epilog="Example:  neshast tidy report.txt > tidied.txt")
def tidy(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A text file, or - for stdin.")],
    keep_spaces: Annotated[
        bool,
        typer.Option("--keep-spaces", help="Restore what was deleted; leave every space alone."),
    ] = False,
) -> None:
    """Restore lost zero-width non-joiners.

    Prints the text with the ZWNJs that were deleted or written as a space, and with words whole
    that a space tore. Letters, digits and marks stay as they are.
    """
    from neshast.commands import tidy as command

    command.tidy(path, keep_spaces)


@main.command(epilog="Example:  neshast check corpora/train")
def check(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD", help="Annotated documents, or folders of them.")
    ],
) -> None:
    """Check annotations.

    A line for each fault: a quote or a name that the text lacks, a person without a part, an
    unknown key or code, a date that does not convert.
    """
    from neshast.commands import check as command

    command.check(gold)


cli_archive.register(main)
main.command("topics", epilog=EXAMPLE)(topics_of)
main.command("run", epilog=cli_batch.RUN)(cli_batch.run)
main.command("status", epilog=cli_batch.STATUS)(cli_batch.status)
main.command("merge", epilog=cli_batch.MERGE)(cli_batch.merge)
main.add_typer(lexicon_commands, name="lexicon")
main.add_typer(models_commands, name="models")


@main.command(epilog="Example:  neshast version")
def version() -> None:
    """Print the versions."""
    from neshast.commands import schema as command

    command.version()

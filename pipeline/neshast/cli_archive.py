"""The commands of the archive: what can be called, and how."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from neshast.cli_options import Variety

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_EXCLUSION = re.compile("-[^-]")
# No report is older: a smaller year is one of the solar or the lunar calendar.
_OLDEST = "1800"
# Compared as text: a month need not have so many days.
_LAST = "-12-31"


class ExportFormat(StrEnum):
    """What records are written as."""

    csv = "csv"
    parquet = "parquet"
    sqlite = "sqlite"
    jsonl = "jsonl"
    ftm = "ftm"
    popolo = "popolo"
    jsonld = "jsonld"


DbOption = Annotated[str, typer.Option("--db", metavar="FILE", help="The archive.")]
_EitherOption = Annotated[str | None, typer.Option("--db", metavar="FILE", help="The archive.")]
_ServerOption = Annotated[
    str | None,
    typer.Option(
        "--opensearch",
        metavar="URL",
        help="Instead of --db: an OpenSearch server. Name and password stand in the URL or in "
        "NESHAST_OPENSEARCH_USER and NESHAST_OPENSEARCH_PASSWORD.",
    ),
]
_IndexOption = Annotated[
    str, typer.Option("--index", metavar="NAME", help="The index of the server.")
]


class _Search(TyperCommand):
    """Takes what begins with one minus for a part of the query: «-کابینه» is no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.ignore_unknown_options = any(_EXCLUSION.match(arg) for arg in args)
        return super().parse_args(ctx, args)


def _day(value: str | None) -> str | None:
    if value is not None and not _DAY.fullmatch(value):
        raise typer.BadParameter("give a Gregorian year, month or day, such as 2016-12")
    if value is not None and value < _OLDEST:
        raise typer.BadParameter(
            f"{value} is of another calendar; give the Gregorian year, month or day, such as"
            " 2016-12 (`neshast date` tells it)"
        )
    return value


def _last_day(value: str | None) -> str | None:
    day = _day(value)
    return day + _LAST[len(day) - 4 :] if day else None


def _either(db: str | None, server: str | None) -> None:
    if (db is None) == (server is None):
        raise typer.BadParameter("give either --db FILE or --opensearch URL")


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.command(epilog="Example:  neshast index records.jsonl --db archive.sqlite")(index)
    main.command(
        cls=_Search, epilog='Example:  neshast search "بازسازی مکاتب" --db archive.sqlite'
    )(search)
    main.command(epilog='Example:  neshast people "نیک‌پور" --db archive.sqlite')(people)
    main.command(epilog="Example:  neshast related --db archive.sqlite")(related)
    main.command(epilog="Example:  neshast export records.jsonl --to parquet -o tables")(export)
    main.command(epilog="Example:  neshast diff old.jsonl new.jsonl --field date")(diff)


def index(
    records: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORDS",
            help="JSON Lines, as `neshast extract` writes; folders of them, also that of a "
            "`neshast run`; -.",
        ),
    ],
    db: _EitherOption = None,
    opensearch: _ServerOption = None,
    name: _IndexOption = "neshast",
    texts: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INPUT",
            help="Keep the texts too, and search in them: what was given to `neshast extract`. "
            "May be repeated.",
        ),
    ] = None,
    collection: Annotated[
        str,
        typer.Option(metavar="NAME", help="Tells these documents from others with the same ids."),
    ] = "",
    without: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Documents to leave out, and to remove for good if they are there: a doc_id or "
            "url on each line.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what failed.")
    ] = False,
) -> None:
    """Bring records into an archive.

    One SQLite file, to be searched with `neshast search` and read with Datasette or any other
    tool. What is there already is left alone; records of a newer run replace the older ones of
    the same document. It can be stopped at any moment and run again. With --opensearch the
    records go to an index of a server instead, with the same words.
    """
    _either(db, opensearch)
    if db is None and texts:
        raise typer.BadParameter("texts are kept in an archive of its own file only: give --db")
    from neshast.commands import archive as command

    place = command.Place(db, opensearch, name)
    command.index_records(records, place, texts or [], collection, without, quiet)


def search(
    query: Annotated[
        str,
        typer.Argument(
            metavar="[QUERY]",
            help='Words, in any spelling; "a phrase", a beginning*, -not this. May be left out.',
        ),
    ] = "",
    db: _EitherOption = None,
    opensearch: _ServerOption = None,
    name: _IndexOption = "neshast",
    since: Annotated[
        str | None,
        typer.Option("--from", callback=_day, metavar="YYYY[-MM[-DD]]", help="Held then or later."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--to", callback=_last_day, metavar="YYYY[-MM[-DD]]", help="Held then or earlier."
        ),
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="NAME", help="Somebody of this name has a part.")
    ] = None,
    org: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A body of this name, or with this key: af.min.finance."),
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(metavar="TOPIC", help="A code (602, or 6), or words of its label."),
    ] = None,
    variety: Annotated[Variety | None, typer.Option(help="Of the report.")] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Meetings to show.")] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each meeting.")
    ] = False,
) -> None:
    """Find meetings in an archive.

    The best first, each with the words that were found, marked in the original text. A day that
    is not known for sure counts if it may lie within --from and --to. The exit status is 1 if
    nothing is found.
    """
    _either(db, opensearch)
    from neshast.archive.searching import Filters
    from neshast.commands import archive as command

    filters = Filters(since, until, person, org, topic, variety.value if variety else None)
    place = command.Place(db, opensearch, name)
    command.search_archive(query, place, filters, limit, as_json)


def people(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or a part, in any spelling.")],
    db: DbOption,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each person of a record.")
    ] = False,
) -> None:
    """Show under which offices a name stands.

    One row for each person of each record, by day. Names repeat: rows that spell a name alike are
    put side by side, and nothing says that they are one person. The exit status is 1 if nobody
    bears the name.
    """
    from neshast.commands import archive as command

    command.people(name, db, as_json)


def related(
    db: DbOption,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each link.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Links to show.")] = 20,
) -> None:
    """Link reports that belong together.

    The same text in two documents; two reports of one meeting, with the reasons: the same day and
    the same headline, venue, body, line of the agenda or names; and neighbours in a series, whose
    numbers follow each other or whose days are equally far apart. The links are kept in the
    archive, in the table `related`; run it again when records were added.
    """
    from neshast.commands import archive as command

    command.related(db, as_json, limit)


def export(
    records: Annotated[
        str,
        typer.Argument(metavar="RECORDS", help="JSON Lines, as `neshast extract` writes; -."),
    ],
    to: Annotated[
        ExportFormat,
        typer.Option(
            help="csv, parquet, sqlite: tables with keys; ftm: FollowTheMoney; popolo; jsonld: "
            "schema.org; jsonl: records as they are, for --redact."
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A folder for csv and parquet, else a file; - is stdout.",
        ),
    ] = "-",
    redact: Annotated[
        bool,
        typer.Option(
            "--redact",
            help="Call persons P1, P2 … in fields and quotes, and leave out what leads back to "
            "the text. It does not make a record anonymous.",
        ),
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")
    ] = False,
) -> None:
    """Write records for other tools.

    Persons have no identity beyond their record, in any form. CSV cells that a spreadsheet would
    run begin with an apostrophe.
    """
    from neshast.commands import export as command

    command.export(records, to.value, output, redact, bom)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Records of the one run.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Records of the other.")],
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help="List what changed in a field, or in `record` for whole records. May be repeated.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each change.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Changes to list.")] = 50,
) -> None:
    """Show what changed between two runs.

    Counts by field, for each pair of version, settings and tables of words that made the records.
    Offsets within a text are not compared.
    """
    from neshast.commands import diff as command

    command.diff(old, new, field or [], as_json, limit)

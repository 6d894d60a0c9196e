"""`neshast run`, `status` and `merge`: what can be called, and how."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from neshast.cli_options import (
    ConfigOption,
    EngineOption,
    FormatOption,
    LexiconOption,
    PublishedOption,
    TopicsOption,
)

RUN = "Example:  neshast run archive/ --out archive.run --workers 8"
STATUS = "Example:  neshast status archive.run"
MERGE = "Example:  neshast merge archive.run -o records.jsonl"


class Redo(StrEnum):
    """What is done again."""

    failed = "failed"
    stale = "stale"


class Log(StrEnum):
    """How a run is told of."""

    json = "json"


_Folder = Annotated[
    str, typer.Argument(metavar="DIR", help="A folder that `neshast run --out` made.")
]


def run(
    paths: Annotated[list[str], typer.Argument(metavar="INPUT", help="Files, or folders of them.")],
    out: Annotated[
        str,
        typer.Option(metavar="DIR", help="Where plan, records and ledger go; made if missing."),
    ],
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="How many processes; default: one a processor."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Let a Dask cluster do it, whose machines see INPUT and DIR at the same paths: "
            "tcp://HOST:PORT of its scheduler, or local for one of this machine.",
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Only the I-th of N shares, for jobs on several machines that share DIR.",
        ),
    ] = None,
    redo: Annotated[
        Redo | None,
        typer.Option(
            help="Do again: failed, documents that failed; stale, what other settings or other "
            "inputs made."
        ),
    ] = None,
    format: FormatOption = None,
    published: PublishedOption = None,
    config: ConfigOption = None,
    lexicon: LexiconOption = None,
    engine: EngineOption = None,
    topics: TopicsOption = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="The most a document may take.")
    ] = 300.0,
    memory: Annotated[
        int,
        typer.Option(min=0, metavar="MIB", help="The most memory for a document; 0: no limit."),
    ] = 2048,
    log: Annotated[
        Log | None, typer.Option(help="Tell of the run in JSON lines on standard error.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what failed.")
    ] = False,
) -> None:
    """Read a great many reports.

    Several processes, in shards that stay finished once they are: the same command goes on where it
    was stopped or killed. A document that hangs, crashes or takes too much memory is an error, and
    hurts no other. Ctrl-C stops after the documents in hand, twice stops at once. The exit status
    is 0 if all was read, 1 if a document failed, 2 for wrong usage, 130 if it was stopped.
    """
    from neshast.commands import batch as command

    command.run(
        paths,
        out,
        workers,
        cluster,
        shard,
        redo.value if redo else None,
        format.value if format else None,
        published,
        config,
        lexicon,
        engine,
        topics,
        timeout,
        memory,
        log.value if log else None,
        quiet,
    )


def status(
    folder: _Folder,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show how far a run is.

    Shards, documents, what failed and why, who works on it now, and which stages took the time.
    """
    from neshast.commands import batch as command

    command.status(folder, as_json)


def merge(
    folder: _Folder,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where the records go; - is stdout."),
    ] = "-",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but what failed.")
    ] = False,
) -> None:
    """Put the records of a run into one file.

    The same bytes as `neshast extract` of the same inputs, in their order, with a manifest beside
    them. Each shard is checked against the hash in its ledger.
    """
    from neshast.commands import batch as command

    command.merge(folder, output, quiet)

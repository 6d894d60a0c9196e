"""What options several commands share: their words, their help, what they allow."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How an input is to be read."""

    txt = "txt"
    jsonl = "jsonl"
    html = "html"
    pdf = "pdf"
    docx = "docx"
    scan = "scan"
    warc = "warc"
    zip = "zip"
    tar = "tar"


class SpanFormat(StrEnum):
    """How annotated spans are to be read."""

    labelstudio = "labelstudio"
    brat = "brat"
    conll = "conll"


class Engine(StrEnum):
    """What reads names beside the rules."""

    none = "none"
    fast = "fast"
    encoder = "encoder"
    stanza = "stanza"


class Outlook(StrEnum):
    """Where a date lies, seen from the day of publication."""

    past = "past"
    future = "future"
    any = "any"


class Variety(StrEnum):
    """Whose names of days and order of figures a text has."""

    af = "fa-AF"
    ir = "fa-IR"


def _day(value: str | None) -> str | None:
    if value is None:
        return None
    from neshast.reading import iso_date

    if iso_date(value) != value:
        raise typer.BadParameter("give a Gregorian day as YYYY-MM-DD, such as 2024-05-01")
    return value


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Read every input so, whatever its name."),
]
PublishedOption = Annotated[
    str | None,
    typer.Option(
        callback=_day,
        metavar="YYYY-MM-DD",
        help="Day of publication of documents that state none; completes dates without a year.",
    ),
]
ConfigOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Settings: a TOML file, one table a stage.")
]
EngineOption = Annotated[
    Engine | None,
    typer.Option(
        help="What reads names beside the rules: fast is the model that neshast comes with, "
        "encoder a slower one that finds more (pip install 'neshast[encoder]'), stanza a package "
        "of Stanza's (see `neshast models`), none the rules alone. Default: what the settings say, "
        "else fast."
    ),
]
LexiconOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.tsv",
        help="Organisations of your own: a table with a column `name`, and any other of "
        "organizations.tsv.",
    ),
]
TopicsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.tsv",
        help="Topics of your own: a table with a column `code`, and `term` (and `weight`) to add "
        "or mend words, or `label` (and `major`) to add codes.",
    ),
]

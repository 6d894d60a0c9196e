"""The command `neshast topics`: how it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from neshast.cli_options import ConfigOption, EngineOption, TopicsOption, Variety

EXAMPLE = 'Example:  neshast topics "بازسازی مکاتب ولسوالی"'


def topics_of(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help="A title, a line of an agenda, or a report; - is stdin."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--list", help="Show the codebook instead.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each topic or code.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="With --list: as a page.")] = False,
    variety: Annotated[
        Variety | None, typer.Option(help="Of the text; else its words tell it.")
    ] = None,
    config: ConfigOption = None,
    topics: TopicsOption = None,
    engine: EngineOption = None,
) -> None:
    """Tell what a text is about.

    Topics of the Comparative Agendas Project, and local ones, with the words that decided. The
    score is the probability that the major is right.
    """
    from neshast.commands import topics as command

    if everything:
        command.show_codebook(config, topics, as_json, markdown)
    else:
        command.topics(text, variety and variety.value, config, topics, engine, as_json)

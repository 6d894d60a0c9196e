"""The commands of `neshast lexicon`: what can be called, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

lexicon_commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check the tables of words, or ask them who bears a name.",
    epilog='Example:  neshast lexicon find "وزارت معارف"',
)


@lexicon_commands.command("check", epilog="Example:  neshast lexicon check my.tsv")
def lexicon_check(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="A table of your own organisations, or one named like a table of ours; "
            "default: all of ours.",
        ),
    ] = None,
) -> None:
    """Check tables of words.

    A line for each fault: a missing column, a key that stands twice, an unknown parent, type or
    country, years the wrong way round, a name that two bodies share. Without a fault: what there
    is. The exit status is 1 if there is a fault.
    """
    from neshast.commands import lexicon as command

    command.check(file)


@lexicon_commands.command("find", epilog='Example:  neshast lexicon find "وزارت صمت"')
def lexicon_find(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of a body, in any spelling.")],
    own: Annotated[
        Path | None,
        typer.Option("--lexicon", metavar="FILE.tsv", help="Organisations of your own too."),
    ] = None,
) -> None:
    """Show who bears a name.

    Each body with its key, type, country, years and the bodies it belongs to; and the other
    tables that hold the name.
    """
    from neshast.commands import lexicon as command

    command.find(name, own)

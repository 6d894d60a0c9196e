"""The commands of `neshast models`: what can be called, and how."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Fetched(StrEnum):
    """A package of models that a user can have beside those that neshast comes with."""

    stanza_fa = "stanza-fa"


models_commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show the models that there are, or fetch more.",
    epilog="Example:  neshast models list",
)


@models_commands.command("list", epilog="Example:  neshast models list")
def models_list() -> None:
    """Show models and engines.

    The models that neshast comes with, each checked against the sum of its bytes; and every
    engine that reads names: whether it runs here, and what it lacks. The exit status is 1 if a
    model that neshast comes with is missing or changed.
    """
    from neshast.commands import models as command

    command.show()


@models_commands.command("fetch", epilog="Example:  neshast models fetch stanza-fa")
def models_fetch(
    package: Annotated[Fetched, typer.Argument(metavar="PACKAGE", help="stanza-fa")],
) -> None:
    """Fetch a package of models.

    stanza-fa is Stanza's own for Persian, which `--engine stanza` reads: some 200 MB, into the
    folder where Stanza keeps its packages. The only command that goes to the network.
    """
    from neshast.commands import models as command

    command.fetch(package.value)

"""`neshast models list` and `neshast models fetch`: the models there are, and more of them."""

from __future__ import annotations

import typer

from neshast.commands.common import INPUT_FAILED, console, one_line_errors
from neshast.engines.models import shipped
from neshast.engines.names import ENGINES, name_engine
from neshast.errors import ModelError

_MEGABYTE = 1e6


def show() -> None:
    """Show models and engines; the exit status is 1 if a model that ships is not whole."""
    with one_line_errors():
        models = list(shipped())
    _table(
        ("model", "version", "size", "bytes as made"),
        [(m.name, m.version, f"{size / _MEGABYTE:.1f} MB", no or "yes") for m, size, no in models],
    )
    _table(("engine", "runs here"), [(choice, _lacks(choice) or "yes") for choice in ENGINES])
    if any(fault for _, _, fault in models):
        raise typer.Exit(INPUT_FAILED)


def _lacks(choice: str) -> str:
    """What keeps an engine from running, or nothing."""
    try:
        name_engine(choice)
    except ModelError as fault:
        return f"no: {fault}"
    return ""


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table

    shown = Table(header_style="bold")
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*row)
    console().print(shown)


def fetch(package: str) -> None:
    """Fetch Stanza's Persian package, the one `package` that there is."""
    from neshast.engines import stanza_fa

    with one_line_errors():
        typer.echo(
            f"{package}: a tagger of names with its word vectors and character models, some 200 MB,"
            f" into {stanza_fa.folder()}. It was trained on ARMAN, which was given for academic"
            " use: see to it that yours is.",
            err=True,
        )
        model = stanza_fa.fetch()
    typer.echo(f"{package} {model.version} is there: neshast extract … --engine stanza", err=True)

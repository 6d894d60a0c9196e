"""`neshast check`: annotations without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from neshast.commands.common import INPUT_FAILED, complain
from neshast.errors import GoldError
from neshast.scoring import GoldDocument, faults, load_gold


def check(paths: Sequence[Path]) -> None:
    """Run the command; its exit status is 1 if there is any fault."""
    documents, found = 0, 0
    for path in paths:
        for document in _load(path):
            if isinstance(document, str):
                lines = [document]
            else:
                lines = faults(document)
                documents += 1
            for line in lines:
                complain(line)
            found += len(lines)
    typer.echo(f"{documents} annotated documents, {found or 'no'} fault{'' if found == 1 else 's'}")
    if found:
        raise typer.Exit(INPUT_FAILED)


def _load(path: Path) -> list[GoldDocument | str]:
    """The documents of a file or folder; a file that is none gives its fault."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        return [f"{path}: no *.json file here; give annotated documents or a folder of them"]
    loaded: list[GoldDocument | str] = []
    for file in files:
        try:
            loaded += load_gold(file)
        except GoldError as error:
            loaded.append(str(error))
    return loaded

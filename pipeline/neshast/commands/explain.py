"""`neshast explain`: what was found in one document, and why."""

from __future__ import annotations

from pathlib import Path

import typer

from neshast.commands.common import build_pipeline, console, one_line_errors, read_settings
from neshast.document import Document
from neshast.errors import InputError, quoted
from neshast.limits import Limits
from neshast.reading import Problem, read
from neshast.run import fault
from neshast.writing.files import refuse_input


def explain(
    path: str,
    doc: str | None,
    html: str | None,
    format: str | None,
    published: str | None,
    config: Path | None,
    lexicon: Path | None,
    engine: str | None,
    topics: Path | None,
) -> None:
    """Run the command on the first document, or on the one named `doc`."""
    with one_line_errors():
        if html is not None:
            refuse_input(html, [path], "page")
        settings = read_settings(config, lexicon, engine, topics)
        document = _pick(path, doc, format, published, settings.reading)
        pipeline = build_pipeline(settings)
        try:
            document = pipeline(document)
        except Exception as error:
            name = f"{path}: document {quoted(document.source.doc_id)}"
            raise InputError(f"{name}: {fault(error)}") from error
        if html is not None:
            from neshast.writing.files import write_text
            from neshast.writing.page import render

            write_text(html, render(document))
            if html != "-":
                typer.echo(f"written: {html}", err=True)
        else:
            from neshast.writing.terminal import show

            show(document, console())


def _pick(
    path: str, doc: str | None, format: str | None, published: str | None, limits: Limits
) -> Document:
    """The document to explain; says on standard error if there are others."""
    chosen: Document | None = None
    for found in read([path], format, published, limits=limits):
        if isinstance(found, Problem):
            if doc in (None, found.doc_id) and not chosen:
                raise InputError(str(found))
        elif chosen is not None:
            typer.echo("the first document only: --doc ID explains another", err=True)
            break
        elif doc in (None, found.source.doc_id):
            chosen = found
            if doc is not None:
                break
    if chosen is None:
        wanted = f"no document {quoted(doc)} here; check the id" if doc else "no document here"
        raise InputError(f"{path}: {wanted}")
    return chosen

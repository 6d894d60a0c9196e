"""`neshast index`, `search`, `people`, `related`: records into an archive, and found again."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import typer

from neshast.archive.incoming import withdrawn
from neshast.archive.indexing import Listener, index, keep_texts
from neshast.archive.linking import link
from neshast.archive.listing import Bearer, bearers
from neshast.archive.searching import Filters, Found, Hit, search
from neshast.archive.snippets import Snippet
from neshast.archive.store import reading, writing
from neshast.commands.common import INPUT_FAILED, complain, console, one_line_errors
from neshast.document import Document
from neshast.errors import InputError
from neshast.reading import Problem, read
from neshast.writing.files import STDOUT as STDIN
from neshast.writing.shown import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from neshast.archive.server import Server

# Faults that are named one by one.
_NAMED = 20
_INDENT = "   "
_NAME = (
    "SELECT m.record_id, d.doc_id FROM meetings m JOIN documents d ON d.id = m.document"
    " WHERE m.id = ?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where records are kept: in the file of an archive, or on a server under the name of an index.

    One of both is None.
    """

    db: str | None
    url: str | None
    index: str

    @contextmanager
    def server(self) -> Iterator[Server]:
        """A connection to the server."""
        from neshast.archive.server import Server

        with closing(Server(self.url or "", self.index)) as server:
            yield server


def index_records(
    records: list[str],
    place: Place,
    texts: list[str],
    collection: str,
    without: str | None,
    quiet: bool,
) -> None:
    """Run the command; its exit status is 1 if a line or a text could not be kept."""
    voice = _Voice(telling=not quiet and sys.stderr.isatty())
    with one_line_errors():
        _refuse_nothing(records)
        left_out = withdrawn(without) if without else ()
        if place.db is None:
            from neshast.archive.server_indexing import index_on_server

            with place.server() as server:
                counts = index_on_server(
                    server, records, collection=collection, without=left_out, listener=voice
                )
                where = f"{server.name} {place.index}"
        else:
            with writing(place.db) as connection:
                counts = index(
                    connection, records, collection=collection, without=left_out, listener=voice
                )
                counts.texts = keep_texts(connection, _documents(texts, voice))
            where = place.db
    if voice.count > _NAMED:
        complain(f"and {voice.count - _NAMED} more")
    if not quiet:
        typer.echo(f"{counts} → {where}", err=True)
    if voice.count:
        raise typer.Exit(INPUT_FAILED)


def _refuse_nothing(records: list[str]) -> None:
    """See that something is there to be indexed, before an archive is made for it."""
    if not any(path == STDIN or os.path.exists(path) for path in records):
        raise InputError(f"{', '.join(records)}: no such file or folder; check the path")


class _Voice(Listener):
    """Names the first faults, and counts all; tells a terminal how far the run is."""

    def __init__(self, telling: bool) -> None:
        self.count = 0
        self._telling = telling

    def acknowledged(self, records: int) -> None:
        if self._telling:
            typer.echo(f"{records} records are kept\r", nl=False, err=True)

    def failed(self, line: str) -> None:
        self.count += 1
        if self.count <= _NAMED:
            complain(line)


def _documents(texts: list[str], voice: _Voice) -> Iterator[Document]:
    for found in read(texts):
        if not isinstance(found, Problem):
            yield found
        elif not found.skipped:
            voice.failed(str(found))


def search_archive(query: str, place: Place, filters: Filters, limit: int, as_json: bool) -> None:
    """Run the command; its exit status is 1 if nothing was found."""
    with one_line_errors():
        if place.db is None:
            from neshast.archive.server_searching import search_server

            with place.server() as server:
                found = search_server(server, query, filters, limit)
        else:
            with reading(place.db) as connection:
                found = search(connection, query, filters, limit)
    if as_json:
        for hit in found.hits:
            typer.echo(json.dumps(_plain(hit), ensure_ascii=False))
    else:
        out = console()
        for number, hit in enumerate(found.hits, 1):
            _show(number, hit, out)
    typer.echo(_closing(found, query), err=True)
    if not found.hits:
        raise typer.Exit(INPUT_FAILED)


def _plain(hit: Hit) -> dict[str, Any]:
    """A hit as an object of JSON; `end` is the offset behind the snippet in the raw text."""
    plain_hit = asdict(hit)
    if hit.snippet:
        at = hit.snippet.start
        plain_hit["snippet"]["end"] = None if at is None else at + len(hit.snippet.text)
    return plain_hit


def _closing(found: Found, query: str) -> str:
    if not found.total:
        words = "fewer words, or the beginning of one with a star"
        said = f"nothing found; try {words if query.strip() else 'fewer options'}"
    else:
        said = f"{len(found.hits)} of {found.total}"
        said += ": --limit shows more" if len(found.hits) < found.total else ""
    return said + (f"; {found.undated} more have no known day" if found.undated else "")


def _show(number: int, hit: Hit, out: Console) -> None:
    """Headline, facts and snippet, each line isolated where it runs right to left."""
    from rich.text import Text

    from neshast.writing.terminal import wrapped

    lines = [Text(plain(f"{number}. {hit.title or '(no headline)'}"), "bold")]
    facts = (hit.date, hit.kind, hit.status, hit.venue, hit.collection, hit.doc_id, hit.url)
    lines.append(Text(" · ".join(plain(fact) for fact in facts if fact), "dim"))
    if hit.snippet:
        lines.append(_marked(hit.snippet, out))
    for line in lines:
        for piece in wrapped(line, out.width - len(_INDENT), out):
            out.print(Text(_INDENT if line is not lines[0] else "") + piece, no_wrap=True)


def _marked(snippet: Snippet, out: Console) -> Text:
    """The snippet with its marks in colour, or between ⟦ and ⟧ where there are no colours."""
    from rich.text import Text

    from neshast.writing.terminal import coloured

    bright = coloured(out)
    text = Text(f"{snippet.column}: ", "dim")
    text.append("… " * snippet.cut[0])
    done = 0
    for begin, end in snippet.marks:
        text.append(_one_line(snippet.text[done:begin]), "default")
        word = _one_line(snippet.text[begin:end])
        text.append(word if bright else f"⟦{word}⟧", "bold reverse")
        done = end
    text.append(_one_line(snippet.text[done:]).rstrip(), "default")
    return text.append(" …" * snippet.cut[1])


def _one_line(text: str) -> str:
    """As `plain`, with the space at either end kept."""
    before = " " * text[:1].isspace()
    return before + plain(text) + " " * (len(text) > 1 and text[-1].isspace())


def people(name: str, db: str, as_json: bool) -> None:
    """Run the command; its exit status is 1 if nobody bears the name."""
    with one_line_errors(), reading(db) as connection:
        found = bearers(connection, name)
    if as_json:
        for bearer in found:
            typer.echo(json.dumps(asdict(bearer), ensure_ascii=False))
    elif found:
        _show_people(found)
    said = "the rows are of single reports: that a name is the same does not make one person"
    typer.echo(said if found else "nobody of this name; try a part of it", err=True)
    if not found:
        raise typer.Exit(INPUT_FAILED)


def _show_people(found: list[Bearer]) -> None:
    from rich.table import Table

    table = Table("name", "day", "offices", "roles", "report", header_style="bold")
    last = found[0].key
    for bearer in found:
        if bearer.key != last:
            table.add_section()
            last = bearer.key
        cells = (bearer.name, bearer.date or "", "، ".join(bearer.offices))
        report = f"{bearer.doc_id} {bearer.title or ''}"
        table.add_row(*map(_isolated, (*cells, ", ".join(dict.fromkeys(bearer.roles)), report)))
    console().print(table)


def related(db: str, as_json: bool, limit: int) -> None:
    """Run the command."""
    with one_line_errors(), writing(db, must_exist=True) as connection:
        found = link(connection)
        shown = found[:limit]
        names = {
            number: connection.execute(_NAME, (number,)).fetchone()
            for each in shown
            for number in (each.meeting, each.other)
        }
    for each in shown:
        (record, document), (other, other_document) = names[each.meeting], names[each.other]
        if as_json:
            told = {"record": record, "doc_id": document, "other": other}
            told |= {"other_doc_id": other_document}
            rest = {"relation": each.relation, "score": each.score, "why": each.why}
            typer.echo(json.dumps(told | rest, ensure_ascii=False))
        else:
            both = f"{_isolated(document)} and {_isolated(other_document)}"
            typer.echo(f"{each.score:.2f} {each.relation}: {both}")
            typer.echo(f"{_INDENT}{_isolated(each.why)}")
    more = f": --limit shows more, the table `related` of {db} all" if len(found) > limit else ""
    typer.echo(f"{len(shown)} of {len(found)} links{more}", err=True)


def _isolated(text: str) -> str:
    """Text on one line, isolated where it runs right to left."""
    text = plain(text)
    return text if text.isascii() else f"\u2068{text}\u2069"

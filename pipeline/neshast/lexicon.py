"""Reads the tables in ``resources/``: nothing else opens them.

A table is TSV, UTF-8, with a header; several values in one cell are joined by ``|``; a line that
begins with ``#`` is a remark. Tables are read once and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from neshast.errors import ResourceError

Row = Mapping[str, str]


@cache
def table(name: str, *columns: str) -> tuple[Row, ...]:
    """The rows of ``resources/<name>.tsv``.

    Args:
        name: path below ``resources/`` without ``.tsv``, such as ``topics/terms``.
        columns: columns that must be there.

    Raises:
        ResourceError: naming the table and line, if a column is missing or a row has the wrong
            number of cells.
    """
    path = resources.files("neshast") / "resources" / f"{name}.tsv"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ResourceError(f"resources/{name}.tsv is missing: reinstall neshast") from None
    return read_table(text, f"resources/{name}.tsv", columns)


def read_table(text: str, where: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """Rows of a TSV text as read-only mappings, without remarks and blank lines.

    Raises:
        ResourceError: as `table` does, naming `where`.
    """
    lines = numbered_cells(text)
    _, header = next(lines, (0, None))
    if header is None:
        raise ResourceError(f"{where}: empty table, a header line is needed")
    missing = [column for column in columns if column not in header]
    if missing:
        raise ResourceError(f"{where}: column {missing[0]!r} is missing from the header")
    rows: list[Row] = []
    for number, cells in lines:
        if len(cells) != len(header):
            raise ResourceError(
                f"{where}:{number}: {len(cells)} cells, but the header has {len(header)}"
            )
        rows.append(MappingProxyType(dict(zip(header, cells, strict=True))))
    return tuple(rows)


def numbered_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a TSV text that are no remark and not blank: number from 1, and cells."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split("\t")


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, joined by ``|``."""
    return tuple(part for part in cell.split("|") if part)


@cache
def words(name: str, column: str, where: str = "", equals: str = "") -> frozenset[str]:
    """All values of one column, of the rows whose column `where` equals `equals`."""
    return frozenset(
        value
        for row in table(name, column)
        if not where or row[where] == equals
        for value in values(row[column])
    )


@cache
def resources_sha256(own: str = "") -> str:
    """SHA-256 over all tables, by path: the fingerprint of the words in use.

    Args:
        own: the text of a user's own table, if there is one.
    """
    digest = hashlib.sha256()
    for path, data in sorted(_files(resources.files("neshast") / "resources", "")):
        digest.update(f"{path}\0{len(data)}\0".encode())
        digest.update(data)
    digest.update(own.encode())
    return digest.hexdigest()


def tables() -> Iterator[tuple[str, str]]:
    """Name (as `table` takes it) and text of every table, in their order."""
    for path, data in sorted(_files(resources.files("neshast") / "resources", "")):
        if path.endswith(".tsv"):
            yield path.removesuffix(".tsv"), data.decode()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".tsv", ".toml")):
            yield f"{prefix}{entry.name}", entry.read_bytes()

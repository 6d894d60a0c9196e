"""The file of an archive: made, opened, and known by its marks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from neshast.errors import InputError, OutputError
from neshast.writing.relational import schema

# «nsht»: tells an archive from any other database.
APPLICATION_ID = 0x6E736874
SCHEMA_VERSION = 2
# Where SQLite keeps the application id, in bytes from the beginning of the file.
_MARK_AT = 68

# Bytes of a page: many small rows are written in order.
_PAGE = 16 * 1024
# Pages that stay in memory, in KiB.
_CACHE = 64 * 1024
_BUSY_SECONDS = 30


@contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[sqlite3.Connection]:
    """A connection that changes no row.

    Raises:
        InputError: if there is no archive at `path`.
    """
    _find(path)
    # Not mode=ro: what a killed writer left half done could not be taken back then.
    connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=rw", uri=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        _check(connection, path)
        yield connection
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: cannot be read as an archive ({error})") from None
    finally:
        connection.close()


@contextmanager
def writing(path: str | os.PathLike[str], must_exist: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to write with, to an archive that is made if there is none (or must exist).

    Every change stands in a transaction that the caller opens (``with connection:``); when that
    has ended, it is on the disk.

    Raises:
        InputError: if what stands there is no archive, or nothing does that must exist.
        OutputError: if it cannot be written.
    """
    if must_exist:
        _find(path)
    try:
        # Transactions begin where we say so, and are on the disk when they end.
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level="IMMEDIATE")
    except sqlite3.Error as error:
        raise OutputError(f"{path}: cannot be opened ({error}); check the folder") from None
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        if _is_new(connection):
            _make(connection)
        _check(connection, path)
        yield connection
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"{path}: cannot be written ({error}); what was acknowledged is kept, run it again"
        ) from None
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: cannot be read as an archive ({error})") from None
    finally:
        connection.close()


def holds_archive(path: str | os.PathLike[str]) -> bool:
    """True if an archive stands there: by the first bytes of the file."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(_MARK_AT + 4)
    except OSError:
        return False
    return head[_MARK_AT:] == APPLICATION_ID.to_bytes(4, "big") and head.startswith(b"SQLite ")


def _find(path: str | os.PathLike[str]) -> None:
    if not os.path.isfile(path):
        raise InputError(f"{path}: there is no archive; make one with `neshast index`")


def _is_new(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]


def _make(connection: sqlite3.Connection) -> None:
    own = resources.files("neshast.archive").joinpath("archive.sql").read_text("utf-8")
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    # In one transaction: nobody finds an archive half made.
    connection.executescript(f"BEGIN IMMEDIATE; {schema()} {own} {marks} COMMIT;")


def _check(connection: sqlite3.Connection, path: str | os.PathLike[str]) -> None:
    (made_for,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if made_for != APPLICATION_ID:
        raise InputError(f"{path}: this is no archive of neshast; name another file with --db")
    if version != SCHEMA_VERSION:
        raise InputError(
            f"{path}: an archive of version {version}, and this is neshast for version "
            f"{SCHEMA_VERSION}; index the records again into a new file"
        )

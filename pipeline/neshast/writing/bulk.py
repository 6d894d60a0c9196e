"""Records as tables on disk: one SQLite database, or a folder of CSV or Parquet files.

All three hold the same tables (`neshast.writing.relational`). CSV and Parquet are written from a
database in a temporary file, so that no number of records fills the memory.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from neshast.errors import InputError, OutputError, quoted
from neshast.writing.files import Output, placed
from neshast.writing.relational import TABLES, Rows, schema
from neshast.writing.tables import csv_line

Record = Mapping[str, Any]

_BATCH = 1000
_ROWS = 50_000


def write_sqlite(records: Iterable[Record], path: str) -> int:
    """Write a database; returns the number of records.

    Args:
        records: in the shape of the contract.
        path: of a file, which is replaced.

    Raises:
        OutputError: if it cannot be written.
        InputError: if a record has not that shape.
    """
    with placed(path) as temporary, closing(sqlite3.connect(temporary)) as connection:
        return _fill(connection, records)


def write_csv_tables(records: Iterable[Record], folder: str, bom: bool = False) -> int:
    """Write ``documents.csv``, ``meetings.csv`` … into a folder; returns the number of records.

    Args:
        records: in the shape of the contract.
        folder: made if it is not there.
        bom: begin each file with a byte order mark.

    Raises:
        OutputError: if they cannot be written.
        InputError: if a record has not that shape.
    """
    with _tables(records) as (connection, count):
        for table in TABLES:
            cursor = connection.execute(f"SELECT * FROM {table} ORDER BY id")
            with Output(_in(folder, f"{table}.csv")) as output:
                output.write("\ufeff" * bom + csv_line(name for name, *_ in cursor.description))
                for row in cursor:
                    output.write(csv_line(row))
                output.commit()
    return count


def write_parquet(records: Iterable[Record], folder: str) -> int:
    """Write ``documents.parquet``, ``meetings.parquet`` … into a folder.

    Args:
        records: in the shape of the contract.
        folder: made if it is not there.

    Returns:
        The number of records.

    Raises:
        OutputError: if they cannot be written, or pyarrow is not installed.
        InputError: if a record has not that shape.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise OutputError("Parquet needs pyarrow: pip install 'neshast[parquet]'") from None
    types = {"INTEGER": arrow.int64(), "TEXT": arrow.string(), "REAL": arrow.float64()}
    with _tables(records) as (connection, count):
        for table in TABLES:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            fields = arrow.schema([(name, types[kind]) for _, name, kind, *_ in columns])
            cursor = connection.execute(f"SELECT * FROM {table} ORDER BY id")
            with (
                placed(_in(folder, f"{table}.parquet")) as temporary,
                parquet.ParquetWriter(temporary, fields) as writer,
            ):
                while rows := cursor.fetchmany(_ROWS):
                    columns_of_rows = (
                        arrow.array(column, field.type)
                        for column, field in zip(zip(*rows, strict=True), fields, strict=True)
                    )
                    writer.write_table(arrow.table(list(columns_of_rows), schema=fields))
    return count


def _in(folder: str, name: str) -> str:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        reason = f"cannot be made a folder ({error.strerror}); choose another"
        raise OutputError(f"{folder}: {reason}") from None
    return str(Path(folder, name))


@contextmanager
def _tables(records: Iterable[Record]) -> Iterator[tuple[sqlite3.Connection, int]]:
    # An empty name is a database in a temporary file, which goes when it is closed.
    with closing(sqlite3.connect("")) as connection:
        yield connection, _fill(connection, records)


def _fill(connection: sqlite3.Connection, records: Iterable[Record]) -> int:
    """Make the tables and fill them; returns the number of records."""
    connection.executescript(f"PRAGMA synchronous = OFF; {schema()}")
    rows = Rows(connection)
    documents: dict[str, tuple[int, str | None]] = {}
    count = 0
    for record in records:
        source = record["source"]
        name, text = str(source.get("doc_id")), source.get("text_sha256")
        if name not in documents:
            documents[name] = rows.document(source), text
        number, known = documents[name]
        if known != text:
            raise InputError(
                f"document {quoted(name)} is here with two texts; export each file by itself"
            )
        rows.meeting(record, number)
        count += 1
        if count % _BATCH == 0:
            rows.flush(connection)
    rows.flush(connection)
    connection.commit()
    return count

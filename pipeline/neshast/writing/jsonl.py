"""Records as JSON Lines, and back; beside them the texts, and the manifest of the run."""

from __future__ import annotations

import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic_core import from_json

from neshast.document import Document
from neshast.errors import InputError
from neshast.writing.files import Output

MANIFEST_SUFFIX = ".manifest.json"


def write_records(output: Output, lines: Iterable[str]) -> None:
    """Append records, each already one line of JSON."""
    for line in lines:
        output.write(line + "\n")


def write_text_of(output: Output, document: Document) -> None:
    """Append the raw text of a document as a line that can be read again as the same document.

    Its offsets are those of the records. ``origin`` says of what file and bytes the text is.
    """
    source = document.source
    known = {"url": source.url, "publisher": source.publisher, "published": source.published}
    origin = {
        "path": source.path,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "warnings": list(source.warnings),
    }
    line = {
        **source.extra,
        "id": source.doc_id,
        "text": document.raw,
        **{key: value for key, value in known.items() if value is not None},
        "origin": origin,
    }
    output.write(_dump(line) + "\n")


def line_of(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON, as `MeetingRecord.to_json` writes it; no line feed."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def read_records(path: str | os.PathLike[str]) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file as plain dicts, lazily.

    Raises:
        InputError: naming file and line, if the file cannot be read or a line is no record.
    """
    try:
        with open(path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield parse_record(line, f"{os.fspath(path)}:{number}")
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: str | os.PathLike[str], error: OSError) -> InputError:
    """What is said of a file of records that the system does not let us read."""
    if isinstance(error, IsADirectoryError):
        reason = "this is a folder; `neshast merge` makes one file of that of a run"
    else:
        reason = f"cannot be read ({error.strerror}); check the path"
    return InputError(f"{os.fspath(path)}: {reason}")


def parse_record(line: bytes, where: str) -> dict[str, Any]:
    """The record of one line.

    Args:
        line: of a JSON Lines file.
        where: what an error names as its place.

    Raises:
        InputError: if it is no record.
    """
    try:
        record = from_json(line.removeprefix(BOM_UTF8))
    except ValueError:
        raise InputError(f"{where}: not JSON; give the output of `neshast extract`") from None
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("source"), dict)
        or "record_id" not in record
    ):
        raise InputError(f"{where}: no record; give the output of `neshast extract`")
    return record


class Manifest:
    """The manifest of a run, written as it goes: one object of JSON, one line a document.

    Args:
        output: where to; None writes nothing.
    """

    def __init__(self, output: Output | None) -> None:
        self._output = output
        self._documents = 0
        self._skipped: list[Mapping[str, Any]] = []
        self._write('{"documents": [')

    def document(self, entry: Mapping[str, Any]) -> None:
        """Append what became of a document."""
        self._write((",\n" if self._documents else "\n") + _dump(entry))
        self._documents += 1

    def skipped(self, entry: Mapping[str, Any]) -> None:
        """Append a file that was not read."""
        self._skipped.append(entry)

    def close(self, totals: Mapping[str, Any], run: Mapping[str, Any]) -> None:
        """Write the rest and put the file in its place."""
        skipped = ",".join("\n" + _dump(entry) for entry in self._skipped)
        self._write(
            f'\n], "skipped": [{skipped}\n],\n"totals": {_dump(totals)},\n"run": {_dump(run)}}}\n'
        )
        if self._output is not None:
            self._output.commit()

    def _write(self, text: str) -> None:
        if self._output is not None:
            self._output.write(text)


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)

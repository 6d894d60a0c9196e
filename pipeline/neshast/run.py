"""One run: documents are read, passed through the pipeline, and written with a manifest.

One bad document never stops a run. Times, host and versions stand only in the manifest.
"""

from __future__ import annotations

import os
import platform
import socket
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from neshast.document import Document
from neshast.errors import NeshastError, quoted
from neshast.limits import Limits
from neshast.reading import Problem, read
from neshast.reading.found import TOO_LARGE
from neshast.version import version
from neshast.writing.files import Output, refuse_input
from neshast.writing.jsonl import MANIFEST_SUFFIX, Manifest, write_records, write_text_of

Run = Callable[[Document], Document]

RECORDS = "records"
NO_MEETING = "no_meeting"
UNSUPPORTED_LANGUAGE = "unsupported_language"
ERROR = "error"

_PACKAGE = os.path.dirname(__file__) + os.sep
_LANGUAGES = ("", "fa")
_MAX_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document: its status, and one line of JSON for each record."""

    status: str
    lines: tuple[str, ...] = ()
    message: str = ""
    out_of_memory: bool = False


@dataclass(slots=True)
class Totals:
    """Every document that came in is counted once: `documents` is the sum of the next four."""

    documents: int = 0
    with_records: int = 0
    no_meeting: int = 0
    unsupported_language: int = 0
    errors: int = 0
    records: int = 0
    skipped: int = 0

    def count(self, result: Result) -> None:
        """Count one document."""
        self.documents += 1
        self.with_records += result.status == RECORDS
        self.no_meeting += result.status == NO_MEETING
        self.unsupported_language += result.status == UNSUPPORTED_LANGUAGE
        self.errors += result.status == ERROR
        self.records += len(result.lines)

    def __str__(self) -> str:
        parts = (
            f"{_counted(self.documents, 'document')} in = {self.with_records} with records"
            f" + {self.no_meeting} no meeting + {self.unsupported_language} unsupported language"
            f" + {_counted(self.errors, 'error')}; {_counted(self.records, 'record')}"
        )
        return parts + (f"; {_counted(self.skipped, 'file')} skipped" if self.skipped else "")


def process(document: Document, pipeline: Run) -> Result:
    """The records of one document. Whatever goes wrong in a stage is an ``error``, never raised."""
    try:
        done = pipeline(document)
        lines = tuple(record.to_json() for record in done.records)
    except MemoryError:
        return Result(ERROR, message=TOO_LARGE, out_of_memory=True)
    except Exception as error:
        return Result(ERROR, message=fault(error))
    if lines:
        return Result(RECORDS, lines)
    return Result(NO_MEETING if done.language in _LANGUAGES else UNSUPPORTED_LANGUAGE)


def fault(error: Exception) -> str:
    """One line for what a stage raised: its own message, or what broke and where in the program."""
    if isinstance(error, NeshastError):
        return _one_line(str(error))
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_PACKAGE)]
    place = f" at {os.path.basename(ours[-1].filename)}:{ours[-1].lineno}" if ours else ""
    text = _one_line(f"{type(error).__name__}: {error}")
    return f"a fault in neshast{place} ({text}); please report it with this document"


class Listener:
    """Hears how a run goes; every method does nothing until overridden."""

    def failed(self, line: str) -> None:
        """A document failed: one line that names it and says why."""

    def skipped(self, file: Problem) -> None:
        """A file was not read."""

    def consumed(self, count: int) -> None:
        """So many more bytes were read."""

    def finished(self, totals: Totals) -> None:
        """A document is done; the totals so far."""


def extract_paths(
    paths: Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    pipeline: Callable[[], Run],
    *,
    format: str | None = None,
    published: str | None = None,
    limit: int | None = None,
    strict: bool = False,
    config_sha256: str | None = None,
    listener: Listener | None = None,
    limits: Limits | None = None,
    save_text: str | os.PathLike[str] | None = None,
) -> Totals:
    """Read `paths` and write their records, with a manifest beside them, both only when complete.

    Args:
        paths: files, folders, ``-`` for standard input.
        output: a file, or ``-`` for standard output (then there is no manifest).
        pipeline: makes the pipeline, once, when the first document needs it.
        format: as for `neshast.reading.read`, and so is `published`.
        limit: stop after so many documents.
        strict: stop at the first document that fails; what came before it is written.
        config_sha256: for the manifest.
        listener: hears how it goes.
        limits: how much of an input is read; by default those of the settings.
        save_text: a file for the raw texts, as JSON Lines that can be read again.

    Raises:
        OutputError: before any work, if the output cannot be written.
    """
    given = list(paths)
    hear = listener or Listener()
    began, started = datetime.now(UTC), perf_counter()
    with ExitStack() as stack:
        records, manifest_file = outputs(stack, output, given)
        texts = _texts(stack, save_text, given)
        manifest = Manifest(manifest_file)
        stream = read(
            given,
            format,
            published,
            exclude=_own(records) | _own(manifest_file) | _own(texts),
            consumed=hear.consumed,
            limits=limits,
        )
        totals, complete = _drive(
            _kept(_limited(stream, limit), texts), pipeline, records, manifest, hear, strict
        )
        seconds = round(perf_counter() - started, 3)
        records.commit()
        if texts is not None:
            texts.commit()
        manifest.close(asdict(totals), about_run(began, seconds, complete, config_sha256))
    return totals


def _drive(
    stream: Iterator[Document | Problem],
    pipeline: Callable[[], Run],
    records: Output,
    manifest: Manifest,
    hear: Listener,
    strict: bool,
) -> tuple[Totals, bool]:
    """The totals, and False if the run was stopped at its first failure."""
    totals = Totals()
    run: Run | None = None
    for found in stream:
        if isinstance(found, Problem) and found.skipped:
            totals.skipped += 1
            manifest.skipped({"path": found.where, "reason": found.message})
            hear.skipped(found)
            continue
        if isinstance(found, Problem):
            result = Result(ERROR, message=found.message)
        else:
            run = run or pipeline()
            result = process(found, run)
        totals.count(result)
        write_records(records, result.lines)
        manifest.document(entry_of(found, result))
        hear.finished(totals)
        if result.status == ERROR:
            hear.failed(_named(found, result))
            if strict:
                return totals, False
    return totals, True


def outputs(
    stack: ExitStack, path: str | os.PathLike[str], inputs: list[str | os.PathLike[str]]
) -> tuple[Output, Output | None]:
    """The records and, if they go to a file, the manifest.

    Raises:
        OutputError: if one cannot be written, or is an input.
    """
    name = os.fspath(path)
    refuse_input(name, inputs, "records")
    records = stack.enter_context(Output(name))
    if not records.is_file:
        return records, None
    return records, stack.enter_context(Output(name + MANIFEST_SUFFIX))


def _texts(
    stack: ExitStack,
    path: str | os.PathLike[str] | None,
    inputs: list[str | os.PathLike[str]],
) -> Output | None:
    """The file for the texts, if one is asked for."""
    if path is None:
        return None
    refuse_input(os.fspath(path), inputs, "texts")
    return stack.enter_context(Output(path))


def _kept(
    stream: Iterator[Document | Problem], texts: Output | None
) -> Iterator[Document | Problem]:
    """The stream, with the text of each document written first."""
    for found in stream:
        if texts is not None and isinstance(found, Document):
            write_text_of(texts, found)
        yield found


def _limited(
    stream: Iterator[Document | Problem], limit: int | None
) -> Iterator[Document | Problem]:
    """The stream up to and with the document (or failure) number `limit`; skipped ones are free."""
    if limit is not None and limit <= 0:
        return
    count = 0
    for found in stream:
        yield found
        count += not (isinstance(found, Problem) and found.skipped)
        if count == limit:
            return


def _own(file: Output | None) -> set[str]:
    """The paths that a run writes, so that it does not read them."""
    return {path for path in (file.real, file.temporary) if path} if file else set()


def entry_of(found: Document | Problem, result: Result) -> dict[str, Any]:
    """The line of the manifest for one document, or for the problem that stands in its place."""
    if isinstance(found, Problem):
        entry: dict[str, Any] = {"doc_id": found.doc_id, "path": found.where, "sha256": None}
    else:
        source = found.source
        entry = {"doc_id": source.doc_id, "path": source.path, "sha256": source.sha256}
        if source.warnings:
            entry["warnings"] = list(source.warnings)
    if result.status == ERROR:
        return entry | {"status": ERROR, "message": result.message}
    return entry | {"status": result.status, "records": len(result.lines)}


def _named(found: Document | Problem, result: Result) -> str:
    if isinstance(found, Problem):
        return str(found)
    return f"{found.source.path}: document {quoted(found.source.doc_id)}: {result.message}"


def about_run(
    began: datetime, seconds: float, complete: bool, config_sha256: str | None
) -> dict[str, Any]:
    return {
        "complete": complete,
        "started": began.isoformat(timespec="seconds"),
        "seconds": seconds,
        "host": socket.gethostname(),
        "workers": 1,
        "version": version(),
        "config_sha256": config_sha256,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_MAX_MESSAGE]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

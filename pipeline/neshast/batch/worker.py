"""A worker: a process that does shards, and says what it does, in lines of JSON.

It reads what to do from standard input: a line about the run, then a line for each shard. Of each
document it says that it is about to read it (`at`), what it has read (`read`), and the result
(`done`): who supervises it knows at every moment which document it has in hand. It keeps nothing
and writes no file, so that it may be killed at any moment.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, TextIO

from neshast.batch.shards import InputChanged, Piece, read_piece
from neshast.document import Document
from neshast.errors import NeshastError
from neshast.limits import Limits
from neshast.pipeline import Pipeline, Stage
from neshast.reading.jsonl import numbered_lines
from neshast.reading.sources import Problem, read_file, read_lines
from neshast.run import ERROR, Result, Run, entry_of, process

Json = dict[str, Any]

_DEATH_SIGNAL = 1
_WATCH_SECONDS = 1.0


class Timed:
    """A pipeline that knows how many seconds each of its stages has taken."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._last = 0.0
        self.seconds: dict[str, float] = {}

    def __call__(self, document: Document) -> Document:
        """What the pipeline makes of a document."""
        self._last = perf_counter()
        return self._pipeline(document, self._watch)

    def _watch(self, stage: Stage, _: Document) -> None:
        now = perf_counter()
        self.seconds[stage.name] = self.seconds.get(stage.name, 0.0) + now - self._last
        self._last = now


class _Stopped(Exception):
    """Told to stop after the document in hand."""


class _Worker:
    """What one process does with its shards.

    Args:
        run: what makes records.
        published: ISO date for documents that state none.
        limits: how much of an input is read.
        out: where it says what it does.
    """

    def __init__(self, run: Run, published: str | None, limits: Limits, out: TextIO) -> None:
        self._run, self._published, self._limits, self._out = run, published, limits, out
        self._stop = False

    def stop(self, *_: object) -> None:
        """After the document in hand do no other."""
        self._stop = True

    def say(self, **message: Any) -> None:
        """One line to who supervises. A result waits for the line that follows it at once."""
        self._out.write(json.dumps(message) + "\n")
        if "done" not in message:
            self._out.flush()

    def shard(self, task: Json) -> None:
        """Do the documents of a shard that have no result, and say how it ended."""
        have, cut = set(task["have"]), {int(k): v for k, v in task["cut"].items()}
        index = 0
        try:
            for number, plain in enumerate(task["pieces"]):
                index = self._piece(Piece(**plain), number, index, have, cut.get(number))
            end: Json = {}
        except _Stopped:
            end = {"stopped": True}
        except InputChanged as changed:
            end = {"changed": str(changed)}
        stages = getattr(self._run, "seconds", {})
        self.say(end=True, stages=dict(stages), memory=resident(), **end)
        stages.clear()

    def _piece(self, piece: Piece, number: int, index: int, have: set[int], cut: int | None) -> int:
        """Do a piece whose first document has this index. Returns the index of the one after it.

        `cut`: reading it breaks at its document of this number, which has its result.
        """
        if have.issuperset(range(index, index + (piece.count or 1))) and piece.count:
            return index + piece.count
        if cut == 0:
            return index + 1
        stream, nth = documents(piece, self._published, self._limits), 0
        while True:
            if index + nth not in have:
                if self._stop:
                    raise _Stopped
                # After the last that was counted no other is expected, so none is announced.
                if nth != piece.count:
                    self.say(at=index + nth, piece=number, nth=nth)
            began = perf_counter()
            found = next(stream, None)
            if found is None:
                return index + nth
            if index + nth not in have:
                self._document(found, index + nth, began)
            nth += 1
            if nth == cut:
                return index + nth + 1

    def _document(self, found: Document | Problem, index: int, began: float) -> None:
        if isinstance(found, Problem):
            if found.skipped:
                entry: Json = {"skipped": True, "path": found.where, "reason": found.message}
                result = Result("")
            else:
                result = Result(ERROR, message=found.message)
                entry = entry_of(found, result)
        else:
            self.say(read=entry_of(found, Result("")))
            result = process(found, self._run)
            entry = entry_of(found, result)
        seconds = round(perf_counter() - began, 4)
        self.say(done={"index": index, **entry, "seconds": seconds}, lines=result.lines)
        if result.out_of_memory:
            # What is left of this process's memory is not enough for others.
            self._out.flush()
            sys.exit(0)


def documents(
    piece: Piece, published: str | None, limits: Limits | None = None
) -> Iterator[Document | Problem]:
    """What is in a piece.

    Args:
        piece: of a file.
        published: ISO date for documents that state none.
        limits: how much of an input is read; by default those of the settings.

    Raises:
        InputChanged: if its bytes are not those that were planned.
    """
    if piece.problem:
        yield Problem(piece.path, piece.problem, piece.doc_id, piece.skipped)
        return
    data = read_piece(piece)
    if data is None:
        yield from read_file(piece.file, published, limits)
    elif piece.offset == 0:
        lines = ((number, line) for number, line, _ in numbered_lines(BytesIO(data)))
        yield from read_lines(piece.file, lines, published, limits)
    else:
        yield from read_lines(piece.file, enumerate(BytesIO(data), piece.line), published, limits)


def serve(pipeline: Callable[[Json], Run]) -> None:
    """Be a worker until standard input ends.

    Args:
        pipeline: makes the pipeline from the line about the run.
    """
    out = _own_output()
    about = json.loads(sys.stdin.readline() or "null")
    if about is None:
        return
    die_with(about["parent"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        limits = Limits.model_validate(about["settings"].get("reading", {}))
        worker = _Worker(pipeline(about), about["published"], limits, out)
    except NeshastError as error:
        out.write(json.dumps({"fatal": str(error)}) + "\n")
        out.flush()
        return
    signal.signal(signal.SIGTERM, worker.stop)
    limit_memory(about["memory"])
    worker.say(ready=True)
    for line in sys.stdin:
        worker.shard(json.loads(line))


def limit_memory(most: int) -> None:
    """Let this process take so many bytes of addresses more than it has now; 0 is no limit."""
    if most:
        size = int(Path("/proc/self/statm").read_text().split()[0]) if _has_proc() else 0
        limit = most + size * resource.getpagesize()
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def resident() -> int:
    """The bytes of memory that this process has in use; its peak where only that is known."""
    if _has_proc():
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def die_with(parent: int) -> None:
    """Let this process be killed when its parent dies, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_WATCH_SECONDS)
    os._exit(1)


def _has_proc() -> bool:
    return sys.platform == "linux"


def _own_output() -> TextIO:
    """Standard output, for our lines alone: what a library prints goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return open(own, "w", encoding="ascii", newline="\n")


def _pipeline(about: Mapping[str, Any]) -> Run:
    from neshast.batch.planning import refuse_other
    from neshast.settings import Settings

    settings = Settings.model_validate(about["settings"])
    refuse_other(about["maker"], settings)
    return Timed(settings.pipeline())


def main() -> None:
    """Be a worker with the pipeline of the settings."""
    serve(_pipeline)

"""Kills a run in bulk, again and again, and counts what it lost: nothing, or this fails.

    python evaluation/chaos.py                         `make chaos`: the figures go to chaos.json
    python evaluation/chaos.py --documents 300 --parents 4 --workers 3 -o -        the short form

Parents and workers are killed with SIGKILL at moments that follow from a seed (as far as a machine
lets two runs be alike). Each parent that dies must leave no process; the run that goes on must end
with the bytes of a run that was left in peace. The pipeline is that of the tests, so that hours go
into kills and not into extraction; `--real` takes the real one.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated

import typer
from generate import reports

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).resolve().parent / "chaos.json"
_DIES_WITHIN = 5.0
_WORDS = 60


@dataclass
class Result:
    """What was done, and what was lost."""

    pipeline: str
    documents: int
    seed: int
    runs: int = 0
    killed_parents: int = 0
    killed_workers: int = 0
    lost: int = 0
    duplicated: int = 0
    failed: int = 0
    orphans: int = 0
    left_behind: int = 0
    identical: bool = True
    seconds: float = 0.0
    longest_death: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def faultless(self) -> bool:
        """True if nothing was lost."""
        faults = (self.lost, self.duplicated, self.failed, self.orphans, self.left_behind)
        return self.identical and not any(faults)


class Runs:
    """Runs of one input as processes of their own.

    Args:
        folder: where input and results are, and nobody else is at work.
        real: with the real pipeline.
        seconds: what a document takes in the other one.
        workers: how many each run has.
    """

    def __init__(self, folder: Path, real: bool, seconds: float, workers: int) -> None:
        self.folder = folder
        start = "real" if real else str(seconds)
        # Real workers take long to start: killed as often, they would never begin.
        self.risk, self.patience = (0.02, 8.0) if real else (0.1, 1.0)
        self._command = [sys.executable, __file__, "--one", start, str(workers)]
        paths = [str(ROOT / "pipeline"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
        self._environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}

    def start(self, out: str) -> subprocess.Popen[bytes]:
        """Begin a run, or go on with it."""
        command = [*self._command, out]
        return subprocess.Popen(
            command, cwd=self.folder, env=self._environment, stdout=subprocess.DEVNULL
        )


def one(start: str, workers: str, out: str) -> None:
    """One run, in this process."""
    from batch_case import go, order
    from neshast.batch.planning import Order
    from neshast.batch.running import run_batch
    from neshast.settings import Settings

    if start == "real":
        run_batch(Order(("in",), Settings(), documents=20), out, workers=int(workers))
    else:
        go(order("in", documents=20, seconds=float(start)), out, int(workers))


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return []


def at_home(folder: Path) -> list[int]:
    """All processes that were started in a folder and live, whoever is their parent now."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def torment(
    runs: Runs, result: Result, parents: int, workers: int, chance: random.Random
) -> Iterator[str]:
    """Kill until enough are dead. Yields the name of each run that came to its end."""
    while result.killed_parents < parents or result.killed_workers < workers:
        out = f"out{result.runs}"
        while not _one_life(runs, out, result, parents, workers, chance):
            pass
        result.runs += 1
        yield out


def _one_life(
    runs: Runs, out: str, result: Result, parents: int, workers: int, chance: random.Random
) -> bool:
    """A run until it is killed, or until it ends: then True."""
    process = runs.start(out)
    end = monotonic() + chance.uniform(0.3, 2.5) * runs.patience
    while process.poll() is None:
        sleep(chance.uniform(0.01, 0.2))
        live = children(process.pid)
        if live and result.killed_workers < workers and chance.random() < runs.risk:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(live), signal.SIGKILL)
                result.killed_workers += 1
        if monotonic() > end and result.killed_parents < parents:
            process.kill()
            process.wait()
            result.killed_parents += 1
            _bury(runs.folder, result)
            return False
    if process.returncode:
        raise SystemExit(f"the run in {runs.folder / out} ended with {process.returncode}")
    _bury(runs.folder, result)
    return True


def _bury(folder: Path, result: Result) -> None:
    """Wait for the workers of a dead parent; count those that live on."""
    began = monotonic()
    while (orphans := at_home(folder)) and monotonic() - began < _DIES_WITHIN:
        sleep(0.005)
    result.longest_death = max(result.longest_death, round(monotonic() - began, 3))
    result.orphans += len(orphans)


def judge(folder: Path, out: str, wanted: str, result: Result) -> None:
    """Compare a run with one that was left in peace."""
    from neshast.batch.disk import Disk
    from neshast.batch.merging import finished_plan, merged
    from neshast.batch.store import Store

    store = Store(str(folder / out), Disk())
    entries = [entry for entry, _ in merged(store, finished_plan(store))]
    ids = [entry["doc_id"] for entry in entries]
    result.duplicated += len(ids) - len(set(ids))
    result.lost += result.documents - len(set(ids))
    result.failed += sum(entry["status"] == "error" for entry in entries)
    result.identical &= digest(folder, out) == wanted
    left = [*os.listdir(store.drafts), *os.listdir(store.leases), *store.begun.names()]
    result.left_behind += len(left)


def digest(folder: Path, out: str) -> str:
    """A hash over what a merge writes, records and manifest."""
    from neshast.batch.disk import Disk
    from neshast.batch.merging import finished_plan, merged
    from neshast.batch.store import Store

    store, sums = Store(str(folder / out), Disk()), hashlib.sha256()
    for entry, records in merged(store, finished_plan(store)):
        sums.update(json.dumps([entry, records]).encode())
    return sums.hexdigest()


def make_input(folder: Path, documents: int, seed: int) -> None:
    """A big file of JSON Lines, and small ones, and texts."""
    (folder / "in").mkdir()
    texts = enumerate(reports(documents, _WORDS, seed))
    with open(folder / "in" / "big.jsonl", "w", encoding="utf-8") as big:
        for number, text in texts:
            if number % 10:
                big.write(json.dumps({"id": f"d{number}", "text": text}) + "\n")
            else:
                (folder / "in" / f"t{number:06d}.txt").write_text(text, encoding="utf-8")


def main(
    documents: Annotated[int, typer.Option(min=1, help="Documents of the input.")] = 20_000,
    parents: Annotated[int, typer.Option(min=0, help="Parents to kill.")] = 100,
    workers: Annotated[int, typer.Option(min=0, help="Workers to kill.")] = 50,
    seconds: Annotated[float, typer.Option(min=0, help="What a document takes.")] = 0.004,
    hands: Annotated[int, typer.Option(min=1, help="Workers of a run.")] = 2,
    seed: Annotated[int, typer.Option(help="Of texts and moments.")] = 1,
    real: Annotated[bool, typer.Option("--real", help="With the real pipeline.")] = False,
    output: Annotated[
        str, typer.Option("-o", metavar="FILE", help="Where the figures go; - is stdout.")
    ] = str(RESULT),
) -> None:
    """Kill runs, and see what they lost."""
    from neshast.version import version

    result = Result("real" if real else "stub", documents, seed)
    result.versions = {"neshast": version(), "python": sys.version.split()[0]}
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos") as name:
        folder = Path(name).resolve()
        make_input(folder, documents, seed)
        runs = Runs(folder, real, seconds, hands)
        if runs.start("peace").wait():
            raise SystemExit("the run in peace failed")
        wanted = digest(folder, "peace")
        for out in torment(runs, result, parents, workers, random.Random(seed)):
            judge(folder, out, wanted, result)
    result.seconds = round(monotonic() - began, 1)
    told = json.dumps(asdict(result), indent=1) + "\n"
    if output == "-":
        typer.echo(told, nl=False)
    else:
        Path(output).write_text(told, encoding="utf-8")
        typer.echo(told, err=True, nl=False)
    raise typer.Exit(0 if result.faultless else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    else:
        typer.run(main)

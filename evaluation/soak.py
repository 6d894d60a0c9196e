"""What a run in bulk costs beside the work: memory over many documents, and time.

    python evaluation/soak.py                        `make soak`: the figures go to soak.json
    python evaluation/soak.py --documents 2000 --timed 100 --rounds 1 -o -        the short form

Memory of the parent is measured while documents go by that cost nothing: only what the runner
keeps of each can grow. Time is measured with the real pipeline, in rounds: `neshast extract`, a run
with one worker, two extracts of a half each side by side, a run with two workers. Wall time and
processor time of all processes are told, their first seconds included; on a busy machine neither
tells much, and `own` is the one to read.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from array import array
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from generate import reports

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).resolve().parent / "soak.json"
_TOTAL = 100_000
_WARM = 0.25
# An even number of shards: with an odd one, one of two workers has nothing to do at the end.
_TIMED = 1_600
# Caches fill and models load with the first of them.
_WARM_DOCUMENTS = 20


def environment() -> dict[str, str]:
    """The environment of our processes: this neshast, and the stub of the tests."""
    paths = [str(ROOT / "pipeline"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **threads, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


# ---------------------------------------------------------------- memory


def memory(documents: int) -> None:
    """One run of documents that cost nothing, in this process; its memory over time as JSON."""
    from batch_case import go, order
    from neshast.batch.progress import Listener, Progress
    from neshast.batch.runner import Limits
    from neshast.batch.worker import resident

    every = max(documents // 1000, 1)
    points = array("q")

    class Watch(Listener):
        """Notes few numbers, without objects: what it keeps must not be what grows."""

        def tick(self, progress: Progress) -> None:
            if progress.totals.documents >= every * (len(points) // 2 + 1):
                points.extend((progress.totals.documents, resident()))

    what = order("big.jsonl", documents=100)
    go(what, "out", 2, listener=Watch(), limits=Limits(recycle=max(documents // 20, 1)))
    print(json.dumps({"points": [points[::2].tolist(), points[1::2].tolist()]}))  # noqa: T201


def measure_memory(folder: Path, documents: int) -> dict[str, Any]:
    """How the memory of the parent grows, once it is warm: a line through all its points."""
    text = "جلسهٔ کمیتهٔ باغ‌ها روز شنبه در سالن شهرداری برگزار شد."
    with open(folder / "big.jsonl", "w", encoding="utf-8") as stream:
        for number in range(documents):
            stream.write(json.dumps({"id": f"d{number}", "text": f"{text} {number}"}) + "\n")
    command = [sys.executable, __file__, "--memory", str(documents)]
    done = subprocess.run(
        command, cwd=folder, env=environment(), check=True, stdout=subprocess.PIPE
    )
    points = zip(*json.loads(done.stdout)["points"], strict=True)
    warm = [(x, y) for x, y in points if x >= documents * _WARM]
    slope = statistics.linear_regression([x for x, _ in warm], [y for _, y in warm]).slope
    return {
        "documents": documents,
        "points": len(warm),
        "first_mib": round(warm[0][1] / 2**20, 2),
        "last_mib": round(warm[-1][1] / 2**20, 2),
        "slope_mib_per_100k": round(slope * _TOTAL / 2**20, 3),
    }


# ---------------------------------------------------------------- what the runner itself takes


class Counted:
    """The real pipeline; notes what it takes of the processor time of its process."""

    def __init__(self, settings: Any) -> None:
        from neshast.batch.worker import Timed
        from neshast.settings import Settings

        self._run = Timed(Settings.model_validate(settings).pipeline())
        self._first = self._spent = 0.0
        self._documents = 0

    def __call__(self, document: Any) -> Any:
        began = process_time()
        if self._documents == _WARM_DOCUMENTS:
            self._first, self._spent = began, 0.0
        self._documents += 1
        done = self._run(document)
        now = process_time()
        self._spent += now - began
        if self._documents % _WARM_DOCUMENTS == 0:
            note = {"pipeline": self._spent, "rest": now - self._first - self._spent}
            Path("own.json").write_text(json.dumps(note), encoding="utf-8")
        return done


def own(way: str) -> None:
    """A run with one worker, or an extract, in this process; tells what it takes, as JSON."""
    from neshast.batch.planning import Order
    from neshast.batch.running import run_batch
    from neshast.run import extract_paths
    from neshast.settings import Settings

    began = process_time()
    if way == "extract":
        extract_paths(["own.jsonl"], "own.out", lambda: Counted(Settings().model_dump()))
        began = process_time()
    else:
        start = "import sys; sys.path.insert(0, sys.argv[1]); import soak; soak.work()"
        command = (sys.executable, "-P", "-c", start, str(Path(__file__).resolve().parent))
        run_batch(Order(("own.jsonl",), Settings()), "own", workers=1, command=command)
    note = json.loads(Path("own.json").read_text(encoding="utf-8"))
    print(json.dumps({**note, "parent": process_time() - began}))  # noqa: T201


def work() -> None:
    """Be a worker that counts."""
    from neshast.batch.worker import serve

    serve(lambda about: Counted(about["settings"]))


def measure_own(folder: Path, documents: int, words: int) -> dict[str, Any]:
    """What runner, ledger and messages take of processor time, for what extraction takes.

    Each is set against the pipeline in the same process at the same time, so that a busy machine
    changes both alike. `rest` is what a process does beside the pipeline.
    """
    objects = ({"id": f"d{i}", "text": t} for i, t in enumerate(reports(documents, words, 7)))
    content = "".join(json.dumps(one) + "\n" for one in objects)
    (folder / "own.jsonl").write_text(content, encoding="utf-8")
    found, costs = {}, {}
    for way in ("extract", "run"):
        command = [sys.executable, __file__, "--own", way]
        done = subprocess.run(
            command, cwd=folder, env=environment(), check=True, stdout=subprocess.PIPE
        )
        found[way] = {name: round(value, 3) for name, value in json.loads(done.stdout).items()}
        beside = found[way]["rest"] + found[way]["parent"]
        costs[way] = 1 + beside / found[way]["pipeline"]
    overhead = costs["run"] / costs["extract"] - 1
    return {"documents": documents, "overhead": round(overhead, 4), **found}


# ---------------------------------------------------------------- time


def timed(commands: list[list[str]], folder: Path) -> tuple[float, float]:
    """Seconds that commands side by side take: until the last ends, and of all processors."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = perf_counter()
    running = [
        subprocess.Popen(c, cwd=folder, env=environment(), stderr=subprocess.DEVNULL)
        for c in commands
    ]
    if any([process.wait() for process in running]):
        raise SystemExit(f"this failed: {commands}")
    wall = perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_time(folder: Path, documents: int, words: int, rounds: int) -> dict[str, Any]:
    """Wall and processor time of extracts and runs, medians over the rounds."""
    wall: dict[str, list[float]] = {}
    busy: dict[str, list[float]] = {}
    for number in range(rounds):
        texts = list(reports(documents, words, number + 1))
        for name, part in (("all", texts), ("one", texts[::2]), ("two", texts[1::2])):
            objects = ({"id": f"d{i}", "text": text} for i, text in enumerate(part))
            content = "".join(json.dumps(one) + "\n" for one in objects)
            (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")
        neshast = [sys.executable, "-m", "neshast"]
        extract = [*neshast, "extract", "-q", "-o"]
        run = [*neshast, "run", "all.jsonl", "-q", "--out"]
        ways = {
            "extract": [[*extract, "x.jsonl", "all.jsonl"]],
            "run_1": [[*run, f"a{number}", "--workers", "1"]],
            "two_extracts": [[*extract, f"{n}.out", f"{n}.jsonl"] for n in ("one", "two")],
            "run_2": [[*run, f"b{number}", "--workers", "2"]],
        }
        for name, commands in ways.items():
            took = timed(commands, folder)
            wall.setdefault(name, []).append(round(took[0], 3))
            busy.setdefault(name, []).append(round(took[1], 3))

    def ratio(of: dict[str, list[float]], one: str, other: str) -> float:
        return round(statistics.median(a / b for a, b in zip(of[one], of[other], strict=True)), 4)

    return {
        "documents": documents,
        "words": words,
        "rounds": rounds,
        "wall_seconds": wall,
        "processor_seconds": busy,
        "run_for_extract_wall": ratio(wall, "run_1", "extract"),
        "run_for_extract_processor": ratio(busy, "run_1", "extract"),
        "two_workers_wall": ratio(wall, "two_extracts", "run_2"),
        "two_workers_processor": ratio(busy, "two_extracts", "run_2"),
    }


def main(
    documents: Annotated[int, typer.Option(min=100, help="Documents for memory.")] = 200_000,
    timed: Annotated[int, typer.Option(min=0, help="Documents for time; 0: none.")] = _TIMED,
    words: Annotated[int, typer.Option(min=60, help="Words of each of those.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds for time.")] = 3,
    output: Annotated[
        str, typer.Option("-o", metavar="FILE", help="Where the figures go; - is stdout.")
    ] = str(RESULT),
) -> None:
    """Measure memory and time of runs in bulk."""
    result: dict[str, Any] = {"measured": datetime.now(UTC).strftime("%Y-%m-%d")}
    result["load"] = [round(load, 2) for load in os.getloadavg()]
    result["cores"] = os.cpu_count()
    with tempfile.TemporaryDirectory(prefix="soak") as name:
        result["memory"] = measure_memory(Path(name), documents)
        if timed:
            result["own"] = measure_own(Path(name), timed, words)
            result["time"] = measure_time(Path(name), timed, words, rounds)
    told = json.dumps(result, indent=1) + "\n"
    if output == "-":
        typer.echo(told, nl=False)
    else:
        Path(output).write_text(told, encoding="utf-8")
        typer.echo(told, err=True, nl=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(int(sys.argv[2]))
    elif sys.argv[1:2] == ["--own"]:
        own(sys.argv[2])
    else:
        typer.run(main)

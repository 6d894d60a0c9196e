"""How fast: neshast beside other tools, on the same generated reports, on one core.

Every round has reports of its own that no tool has seen, and lets the tools go in another order;
what is told is the median over the rounds. Speeds of one run compare only with one another: read
the ratios.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any

import bench_dates
import typer
from generate import reports
from rich.console import Console
from rich.table import Table
from score import with_table

import neshast

# A tool takes a text and says how many things it found: none may be lazy.
Tool = Callable[[str], int]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_WARM_UP = 4
_PACKAGES = (
    "neshast", "hazm", "spacy", "pydantic", "pyahocorasick", "numpy", "dateparser", "parstdex",
)  # fmt: skip
PAGE = Path(__file__).resolve().parent / "README.md"
_DISTURBED = 0.95


@dataclass(frozen=True, slots=True)
class Speed:
    """What one tool did; `ratio` is how many times as fast neshast was, round by round."""

    tool: str
    docs_per_s: float
    words_per_s: float
    ratio: float
    seconds: tuple[float, ...]
    busy: float


@dataclass(frozen=True, slots=True)
class Share:
    """What one stage takes of the time of the pipeline."""

    stage: str
    share: float
    ms_per_doc: float


@dataclass(frozen=True, slots=True)
class Start:
    """How long a fresh process takes, all in all."""

    what: str
    seconds: float


# ---------------------------------------------------------------- the tools


def _neshast() -> Tool:
    from neshast.api import document_of, pipeline_of

    pipeline = pipeline_of()

    def run(text: str) -> int:
        return sum(len(record.to_json()) for record in pipeline(document_of(text)).records)

    return run


def _hazm() -> Tool:
    from hazm import Lemmatizer, Normalizer, sent_tokenize, word_tokenize

    normalizer, lemmatizer = Normalizer(), Lemmatizer()

    def run(text: str) -> int:
        return sum(
            len(lemmatizer.lemmatize(word))
            for sentence in sent_tokenize(normalizer.normalize(text))
            for word in word_tokenize(sentence)
        )

    return run


def _spacy() -> Tool:
    import spacy

    nlp = spacy.blank("fa")
    nlp.add_pipe("sentencizer")

    def run(text: str) -> int:
        return sum(len(sentence) for sentence in nlp(text).sents)

    return run


TOOLS: dict[str, Callable[[], Tool]] = {
    "neshast: text to records": _neshast,
    "hazm: normalise, sentences, words, lemmas": _hazm,
    "spaCy: blank fa + sentencizer": _spacy,
}


def _cold() -> None:
    """Forget every text: caches of ours that are bounded remember texts, the others tables."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "neshast":
            for thing in vars(module).values():
                parameters = getattr(thing, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    thing.cache_clear()


# ---------------------------------------------------------------- measuring


def measure(documents: int, words: int, rounds: int, seed: int) -> list[Speed]:
    """The speeds of all tools, neshast first; one that is not installed is left out."""
    tools: dict[str, Tool] = {}
    for name, make in TOOLS.items():
        try:
            tools[name] = make()
        except ImportError:
            continue
    for text in reports(_WARM_UP, words, seed - 1):
        for run in tools.values():
            run(text)
    order = list(tools)
    seconds: dict[str, list[float]] = {name: [] for name in order}
    busy: dict[str, list[float]] = {name: [] for name in order}
    counts: list[int] = []
    for number in range(rounds):
        texts = list(reports(documents, words, seed + number))
        counts.append(sum(len(text.split()) for text in texts))
        turn = number % len(order)
        for name in order[turn:] + order[:turn]:
            took, worked = _timed(tools[name], texts)
            seconds[name].append(took)
            busy[name].append(worked / took)
    first = seconds[order[0]]
    return [
        Speed(
            tool=name,
            docs_per_s=statistics.median(documents / took for took in mine),
            words_per_s=statistics.median(n / took for n, took in zip(counts, mine, strict=True)),
            ratio=statistics.median(took / ours for took, ours in zip(mine, first, strict=True)),
            seconds=tuple(mine),
            busy=statistics.median(busy[name]),
        )
        for name, mine in seconds.items()
    ]


def _timed(run: Tool, texts: list[str]) -> tuple[float, float]:
    """Seconds that passed, and seconds of work."""
    _cold()
    worked, began = process_time(), perf_counter()
    for text in texts:
        run(text)
    return perf_counter() - began, process_time() - worked


def shares(documents: int, words: int, seed: int) -> list[Share]:
    """What each stage takes, the greatest first."""
    from neshast.api import document_of, pipeline_of

    pipeline = pipeline_of()
    taken: dict[str, float] = {stage.name: 0.0 for stage in pipeline.stages}
    last = 0.0

    def watch(stage: Any, _: object) -> None:
        nonlocal last
        now = perf_counter()
        taken[stage.name] += now - last
        last = perf_counter()

    _cold()
    for text in reports(documents, words, seed):
        document = document_of(text)
        last = perf_counter()
        pipeline(document, watch)
    total = sum(taken.values())
    ranked = sorted(taken.items(), key=lambda item: -item[1])
    return [Share(name, took / total, took / documents * 1000) for name, took in ranked]


def starts(repeats: int, words: int, seed: int) -> list[Start]:
    """Start-up times of fresh processes: medians, after one that is thrown away."""
    text = next(text for text in reports(50, words, seed) if neshast.extract(text))
    commands = {
        "python, doing nothing": ("-c", "pass"),
        "import neshast": ("-c", "import neshast"),
        "neshast --help": ("-m", "neshast", "--help"),
        "first record": ("-c", f"from neshast import extract; extract({text!r})[0].to_json()"),
    }
    source = str(Path(str(neshast.__file__)).parent.parent)
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    seconds: dict[str, list[float]] = {what: [] for what in commands}
    for _ in range(repeats + 1):
        for what, arguments in commands.items():
            began = perf_counter()
            subprocess.run(
                [sys.executable, *arguments], env=environment, check=True, capture_output=True
            )
            seconds[what].append(perf_counter() - began)
    return [Start(what, statistics.median(took[1:])) for what, took in seconds.items()]


# ---------------------------------------------------------------- the machine


def one_core() -> int | None:
    """Binds this process to one core and returns it; None where that cannot be done."""
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def machine(core: int | None) -> dict[str, Any]:
    """The facts without which no speed means anything."""
    return {
        "processor": next(_processors(), platform.processor() or platform.machine()),
        "cores": os.cpu_count(),
        "bound_to_core": core,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _processors() -> Iterator[str]:
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                yield line.partition(":")[2].strip()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


# ---------------------------------------------------------------- telling


def show(result: dict[str, Any], console: Console) -> None:
    """The result as tables."""
    facts, settings = result["machine"], result["settings"]
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    console.print(f"{facts['processor']}, {facts['cores']} cores, {facts['system']}")
    console.print(f"{facts['python']}; {packages}")
    console.print(
        f"{settings['documents']} reports of {settings['words']} words in each of"
        f" {settings['rounds']} rounds, one core, caches cold, medians\n"
    )
    speeds = Table("tool", title="Speed")
    for heading in ("docs/s", "words/s", "neshast is"):
        speeds.add_column(heading, justify="right")
    for row in result["speeds"]:
        disturbed = " (disturbed)" if row["busy"] < _DISTURBED else ""
        ratio = f"{row['ratio']:.2f}×{disturbed}"
        speeds.add_row(
            row["tool"], f"{row['docs_per_s']:,.1f}", f"{row['words_per_s']:,.0f}", ratio
        )
    stages = Table("stage", title="Where the time goes")
    for heading in ("share", "ms a report"):
        stages.add_column(heading, justify="right")
    for row in result["stages"]:
        stages.add_row(row["stage"], f"{row['share']:.1%}", f"{row['ms_per_doc']:.2f}")
    fresh = Table("fresh process", title="Start-up")
    fresh.add_column("seconds", justify="right")
    for row in result["starts"]:
        fresh.add_row(row["what"], f"{row['seconds']:.2f}")
    for told in (speeds, stages, fresh, _dates(result["dates"]["speeds"])):
        if told.row_count:
            console.print(told)
    for name in result["dates"]["missing"]:
        console.print(f"{name}: not installed (make baselines)")


def _dates(rows: list[dict[str, Any]]) -> Table:
    found = Table("tool", title="Dates alone")
    for heading in ("docs/s", "neshast is"):
        found.add_column(heading, justify="right")
    for row in rows:
        found.add_row(row["tool"], f"{row['docs_per_s']:,.1f}", f"{row['ratio']:,.1f}×")
    return found


def dates_table(rows: list[dict[str, Any]]) -> str:
    """The speeds of reading dates as a table of the page."""
    lines = ["| tool | documents a second | dates of raw text are |", "|---|---|---|"]
    lines += [
        f"| {row['tool']} | {row['docs_per_s']:,.1f} | {row['ratio']:,.2f}× as fast |"
        for row in rows
    ]
    return "\n".join(lines)


def main(
    documents: Annotated[int, typer.Option(min=1, help="Reports in a round.")] = 60,
    words: Annotated[int, typer.Option(min=60, help="Words of a report.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds.")] = 7,
    seed: Annotated[int, typer.Option(help="Of the reports.")] = 1,
    repeats: Annotated[int, typer.Option(min=0, help="Fresh processes; 0: none.")] = 5,
    into: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the result there too.")
    ] = None,
) -> None:
    """Measure the speed of neshast beside other tools."""
    core = one_core()
    date_speeds, missing = bench_dates.measure(rounds, seed, _cold)
    result = {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(core),
        "settings": {"documents": documents, "words": words, "rounds": rounds, "seed": seed},
        "speeds": [asdict(speed) for speed in measure(documents, words, rounds, seed)],
        "stages": [asdict(share) for share in shares(documents, words, seed + rounds)],
        "starts": [asdict(start) for start in starts(repeats, words, seed)] if repeats else [],
        "dates": {"speeds": [asdict(speed) for speed in date_speeds], "missing": missing},
    }
    show(result, Console())
    if into is not None:
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        page = with_table(
            PAGE.read_text("utf-8"), dates_table(result["dates"]["speeds"]), "dates-speed"
        )
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

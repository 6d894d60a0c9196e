"""How fast dates and time expressions are read, beside other tools, on the same documents.

Part of ``make bench``: one core, every round with documents of its own and the tools in another
order. dateparser and parstdex come with ``make baselines``; without them only ours is timed.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from neshast.date_grammar import find_dates
from neshast.dates import read_dates
from neshast.folding import fold_edits
from neshast.time_expressions import find_time_expressions

TRAIN = Path(__file__).resolve().parent.parent / "corpora" / "train"
LETTERS = 2000
_WARM_UP = 2

# A tool takes a text and says how many things it found: none may be lazy.
Tool = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Contest:
    """A tool, whether it is given folded text, and on how many documents a round it is timed."""

    name: str
    make: Callable[[], Tool]
    folded: bool = False
    documents: int = 100


@dataclass(frozen=True, slots=True)
class DateSpeed:
    """What one tool did; `ratio` is how many times as fast the dates stage was, round by round.

    The stage is timed with folding, as the others fold for themselves.
    """

    tool: str
    documents: int
    docs_per_s: float
    ratio: float
    seconds: tuple[float, ...]


def _dateparser() -> Tool:
    from dateparser.search import search_dates

    return lambda text: len(search_dates(text, languages=["fa"]) or ())


def _parstdex() -> Tool:
    from parstdex import Parstdex

    model = Parstdex()
    return lambda text: sum(map(len, model.extract_span(text).values()))


STAGE = "neshast: dates of raw text"
CONTESTS = (
    Contest(STAGE, lambda: lambda text: sum(1 for _ in find_dates(fold_edits(text).text))),
    Contest(
        "neshast: dates of folded text (the stage alone)",
        lambda: lambda text: sum(1 for _ in find_dates(text)),
        folded=True,
    ),
    Contest("neshast: read_dates, to values", lambda: lambda text: len(read_dates(text))),
    Contest(
        "neshast: time expressions of folded text",
        lambda: lambda text: sum(1 for _ in find_time_expressions(text)),
        folded=True,
    ),
    Contest("dateparser: search_dates", _dateparser, documents=10),
    Contest("parstdex: extract_span", _parstdex, documents=2),
)


def documents(count: int, seed: int) -> Iterator[str]:
    """Texts of about 2,000 characters, each of lines of the train split in an order of its own."""
    texts = (json.loads(path.read_text(encoding="utf-8"))["text"] for path in TRAIN.glob("*.json"))
    lines = sorted({line for text in texts for line in text.split("\n") if line})
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        yield "\n".join(chance.sample(lines, len(lines)))[:LETTERS]


def measure(rounds: int, seed: int, cold: Callable[[], None]) -> tuple[list[DateSpeed], list[str]]:
    """The speeds of all tools, and the names of those that are not installed.

    Args:
        rounds: how often each is timed.
        seed: of the documents.
        cold: makes neshast forget the texts of the round before.
    """
    tools: dict[Contest, Tool] = {}
    missing = []
    for contest in CONTESTS:
        try:
            tools[contest] = contest.make()
        except ImportError:
            missing.append(contest.name)
    for text in documents(_WARM_UP, seed - 1):
        for run in tools.values():
            run(text)
    # What the tools keep in memory is not looked through at one another's expense.
    gc.collect()
    gc.freeze()
    order = list(tools)
    seconds: dict[str, list[float]] = {contest.name: [] for contest in order}
    for number in range(rounds):
        texts = list(documents(max(c.documents for c in order), seed + number))
        given = {False: texts, True: [fold_edits(text).text for text in texts]}
        turn = number % len(order)
        for contest in order[turn:] + order[:turn]:
            cold()
            run, mine = tools[contest], given[contest.folded][: contest.documents]
            began = perf_counter()
            for text in mine:
                run(text)
            seconds[contest.name].append((perf_counter() - began) / len(mine))
    gc.unfreeze()
    first = seconds[STAGE]
    found = [
        DateSpeed(
            tool=contest.name,
            documents=contest.documents,
            docs_per_s=1 / statistics.median(seconds[contest.name]),
            ratio=statistics.median(
                took / ours for took, ours in zip(seconds[contest.name], first, strict=True)
            ),
            seconds=tuple(seconds[contest.name]),
        )
        for contest in order
    ]
    return found, missing

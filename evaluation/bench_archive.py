"""How fast the archive is: indexing, searching, linking, on records made by varying ours.

The records of ``tests/golden`` are repeated with other ids, days, names and sentences, so that no
two are alike: ``python evaluation/bench_archive.py --json evaluation/archive.json``.
"""

from __future__ import annotations

import copy
import json
import os
import platform
import random
import re
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from generate import reports

from neshast.archive.indexing import index
from neshast.archive.linking import link
from neshast.archive.searching import Filters, search
from neshast.archive.store import reading, writing
from neshast.lexicon import table

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
_MADE = {"software": "neshast", "version": "0", "config_sha256": "0" * 64, "models": [],
         "resources_sha256": "0" * 64}  # fmt: skip
# Sentences of the benchmark of speed stand where statements, agenda and outcomes stood.
_PAGES, _WORDS = 2000, 150
_FIRST_DAY = date(2010, 1, 1)
_DAYS = 5000
# Rare and common words, two words, a phrase, a beginning, four spellings of one word.
QUERIES = (
    "کابینه", "وزارت مالیه", '"آموزش و پرورش"', "معلم*", "ترانسپورت هوانوردی", "جلسه", "دبستان",
    "همکاری‌های", "همکاری های", "همکاریهای", "همكاري‌هاي", "شورا -کابینه",
)  # fmt: skip


def records(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`count` records, no two alike: ours, each with other ids, days, names and sentences.

    Args:
        count: how many.
        seed: of everything that is chosen.
    """
    lines = [line for file in sorted(GOLDEN.glob("*.jsonl")) for line in _lines(file)]
    ours = [json.loads(line) for line in lines]
    given = [row["name"] for row in table("given_names", "name")]
    surnames = [name + ending for name in given for ending in ("ی", "‌زاده", "پور", "یان", "‌نژاد")]
    pages = reports(_PAGES, _WORDS, seed)
    sentences = [told for page in pages for told in re.split(r"[.\n]+ *", page) if told]
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        record = copy.deepcopy(ours[number % len(ours)])
        record["record_id"] = f"mtg:{chance.getrandbits(64):016x}"
        record["source"] |= {"doc_id": f"doc{number:07}", "text_sha256": f"{number:064x}"}
        record.setdefault("provenance", _MADE)
        day = (_FIRST_DAY + timedelta(chance.randrange(_DAYS))).isoformat()
        if record["date"]:
            record["date"] |= {"edtf": day, "earliest": day, "latest": day}
        for person in record["persons"]:
            person["name"] = f"{chance.choice(given)} {chance.choice(surnames)}"
            for mention in person["mentions"]:
                mention["text"] = person["name"] if mention["form"] == "name" else mention["text"]
        for quote in (*record["statements"], *record["agenda"], *record["outcomes"]):
            quote["text"] = chance.choice(sentences)
        yield record


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line]


def _timed(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def measure(count: int, rounds: int, folder: Path) -> dict[str, Any]:
    """The figures of one machine."""
    given, db = folder / "records.jsonl", folder / "archive.sqlite"
    with given.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records(count))
    with writing(db) as connection:
        began = process_time()
        first = _timed(partial(index, connection, [given]))
        worked = process_time() - began
        again = _timed(partial(index, connection, [given]))
        links = _timed(partial(link, connection))
    with reading(db) as connection:
        seconds = sorted(
            _timed(partial(search, connection, query, Filters()))
            for _ in range(rounds)
            for query in QUERIES
        )
        hits = {query: search(connection, query, Filters()).total for query in QUERIES}
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": {
            "processor_count": os.cpu_count(),
            "load": os.getloadavg()[0],
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "records": count,
        "records_mb": round(given.stat().st_size / 1e6, 1),
        "archive_mb": round(db.stat().st_size / 1e6, 1),
        "index_s": round(first, 2),
        "index_again_s": round(again, 2),
        # What it worked of that time; the rest it waited, for a core or for the disk.
        "index_cpu_s": round(worked, 2),
        "related_s": round(links, 2),
        "queries": len(seconds),
        "query_p50_ms": round(statistics.median(seconds) * 1000, 2),
        "query_p95_ms": round(seconds[int(len(seconds) * 0.95)] * 1000, 2),
        "hits": hits,
    }


def main(
    count: Annotated[int, typer.Option(help="Records to index.")] = 20_000,
    rounds: Annotated[int, typer.Option(help="Times each query is asked.")] = 20,
    to: Annotated[Path | None, typer.Option("--json", help="Write the figures to a file.")] = None,
) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(count, rounds, Path(folder))
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    typer.echo(text)
    if to:
        to.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

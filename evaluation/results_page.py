"""Keeps the results of a day as a page: `results/<day>.md`.

    python evaluation/results_page.py 2026-11-21

Everything is read from the files of results at hand; nothing is run. The day is given, since no
file depends on a clock.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from external import markdown
from score import RESULTS

HERE = Path(__file__).resolve().parent
_SETS = ("test", "real_test", "dev", "real_dev")

Plain = dict[str, Any]


def page(day: str) -> str:
    """The page of a day."""
    results = {name: _read(RESULTS / f"{name}.json") for name in (*_SETS, "test_first")}
    parts = [
        f"# Results of {day}",
        f"neshast {results['test']['program']}. What is counted: [evaluation/](../README.md). "
        "Intervals are 95 %, over documents; `n` is what the annotation asks for.",
        "## Every field, by variety",
        *(part for name in _SETS for part in _fields(results[name])),
        "## The ten most frequent classes of errors",
        "Counted by the program, on `test` without a look at a text; of records that were found. "
        "First those of this day, then those at first sight.",
        *(_classes(results[name]) for name in ("test", "test_first")),
        "## What is hard",
        "Record score of the documents of `test` with a tag, five or more of them, worst first.",
        _tags(results["test"]),
        "## Baselines",
        *(markdown(rows) for rows in _read(HERE / "baselines.json").values()),
        "## Benchmarks of others",
        *(markdown(_read(HERE / "external" / f"{name}.json"))
          for name in ("dates", "names", "sentences", "variety")),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _fields(result: Plain) -> list[str]:
    rows = []
    for field in ("record_score", *result["fields"]):
        row: Plain = {"field": field, **_score(result, field)}
        for variety, part in result["by_variety"].items():
            if len(result["by_variety"]) > 1:
                row[variety] = _score(part, field)["score"]
        rows.append(row)
    heading = f"### `{result['set']}`: {result['documents']} documents, {result['records']} records"
    return [heading, markdown(rows)]


def _score(result: Plain, field: str) -> Plain:
    if field == "record_score":
        value, interval, asked = result[field], result["record_score_interval"], result["records"]
    else:
        score = result["fields"][field]
        value, interval = score["value"], score["interval"]
        asked = score["total"] if "total" in score else score["tp"] + score["fn"]
    ends = f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else ""
    return {"score": value, "95 %": ends, "n": asked}


def _classes(result: Plain) -> str:
    return markdown(result["error_classes"])


def _tags(result: Plain) -> str:
    tags = [
        {"tag": f"`{tag}`", **of_tag}
        for tag, of_tag in result["by_tag"].items()
        if of_tag["documents"] >= 5 and of_tag["record_score"] is not None
    ]
    return markdown(sorted(tags, key=lambda row: row["record_score"])[:15])


def main(day: Annotated[str, typer.Argument(metavar="YYYY-MM-DD")]) -> None:
    """Write the page."""
    (RESULTS / f"{day}.md").write_text(page(day), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

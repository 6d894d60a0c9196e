"""When was the meeting: dates on short reports written to make dates hard.

    python evaluation/report_dates.py            every split, the table in evaluation/README.md
    python evaluation/report_dates.py --errors   the wrong ones of the dev splits, one a line

`corpora/report_dates/` holds one meeting a document and its date alone. The test split is read by
nobody who works on the program. Results go to `evaluation/report_dates.json`, which keeps the
figures of each split's first sight (of dev2 and dev3 only the totals were kept).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.api import extract
from neshast.scoring.fields import date_right, show_date, silently_wrong

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, markdown
from score import ROOT, with_table

HERE = Path(__file__).resolve().parent
CORPUS = ROOT / "corpora" / "report_dates"
RESULTS = HERE / "report_dates.json"
PAGE = HERE / "README.md"
SPLITS = ("dev", "dev2", "dev3", "test")

Plain = dict[str, Any]
ErrorsOption = Annotated[bool, typer.Option("--errors", help="Show what is wrong in dev.")]

app = typer.Typer(help=__doc__)


def readings(split: str) -> Iterator[tuple[Plain, Plain | None]]:
    """Each document with the record found in it, if any; of several the longest."""
    lines = (CORPUS / f"{split}.jsonl").read_text(encoding="utf-8").split("\n")
    for gold in map(json.loads, filter(None, lines)):
        found = [
            r.model_dump(by_alias=True) for r in extract(gold["text"], published=gold["published"])
        ]
        longest = max(found, key=_length, default=None)
        yield gold, longest


def _length(record: Plain) -> int:
    segment = record["source"]["segment"]
    return int(segment["end"]) - int(segment["start"])


def score(split: str) -> Row:
    """Accuracy over all documents and over those of each resolution, and what is silently wrong."""
    counts: Counter[str] = Counter()
    for gold, record in readings(split):
        date = record["date"] if record else None
        how = gold["date"]["resolution"] if gold["date"] else "none"
        right = record is not None and date_right(gold["date"], date)
        counts["documents"] += 1
        counts["found"] += record is not None
        counts["right"] += right
        counts[how] += 1
        counts[f"{how} right"] += right
        counts["wrong days given as certain"] += silently_wrong(gold["date"], date)
        if gold["end_date"]:
            counts["end dates"] += 1
            counts["end dates right"] += bool(record) and date_right(
                gold["end_date"], record["end_date"] if record else None
            )
    return {
        "split": split,
        "documents": counts["documents"],
        "meetings found": counts["found"],
        "date right": round(counts["right"] / counts["documents"], 3),
        **{
            how: f"{counts[f'{how} right']}/{counts[how]}"
            for how in ("explicit", "anchored", "constrained", "bounded", "unresolved", "none")
        },
        "end dates": f"{counts['end dates right']}/{counts['end dates']}",
        "wrong days given as certain": counts["wrong days given as certain"],
    }


def wrong() -> Iterator[str]:
    """The dev documents that are not right."""
    for gold, record in (r for s in SPLITS if s != "test" for r in readings(s)):
        date = record["date"] if record else None
        end = record["end_date"] if record else None
        if record is None or not date_right(gold["date"], date):
            found = show_date(date) if record else "no meeting"
            silent = " SILENT" if silently_wrong(gold["date"], date) else ""
            yield f"{gold['doc_id']}{silent}: {show_date(gold['date'])}  found {found}"
        elif not date_right(gold["end_date"], end):
            yield f"{gold['doc_id']} end: {show_date(gold['end_date'])}  found {show_date(end)}"


@app.command()
def main(errors: ErrorsOption = False) -> None:
    """Score every split, or show the errors of the dev splits."""
    if errors:
        for line in wrong():
            typer.echo(line)
        return
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    now = [score(split) for split in SPLITS]
    first = {row["split"]: row for row in [*now, *kept.get("first sight", ())]}
    results = {"first sight": [first[split] for split in SPLITS], "now": now}
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rows = [{"scored": when, **row} for when, found in results.items() for row in found]
    table = markdown(rows)
    typer.echo(table)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, table, "report-dates"), encoding="utf-8")


if __name__ == "__main__":
    app()

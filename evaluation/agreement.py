"""How far two annotators agree, field by field: the ceiling of what a score here can mean.

    python evaluation/agreement.py

Thirty documents of the test split were annotated a second time by others, who saw the text and
the guide alone (`corpora/test/second`). The second annotation is scored against the first as if it
were a program's output. Results go to `evaluation/agreement.json` and corpora/GUIDELINES.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import typer
from external import markdown
from score import ROOT, with_table

from neshast.scoring import load_gold, resolve, score, table

RESULTS = Path(__file__).resolve().parent / "agreement.json"
PAGE = ROOT / "corpora" / "GUIDELINES.md"
FIRST = ROOT / "corpora" / "test"


def rows() -> list[dict[str, object]]:
    """A line for each field: agreement as F1 or share, its interval, and gold items."""
    second = {document.doc_id: resolve(document) for document in load_gold(FIRST / "second")}
    first = [document for document in load_gold(FIRST) if document.doc_id in second]
    scores = score(first, second, intervals=True)
    return [
        {
            "field": row.field,
            "agreement": round(row.value, 3),
            "95 %": f"{row.interval[0]:.2f}–{row.interval[1]:.2f}" if row.interval else "",
            "n": row.n,
        }
        for row in table(scores)
        if row.value is not None and row.field not in ("quotes_wrong", "date_silent_wrong")
    ]


def main() -> None:
    """Compare, and write the table."""
    found = rows()
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shown = markdown(found)
    typer.echo(shown)
    if PAGE.exists():
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_table(page, shown, "agreement"), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

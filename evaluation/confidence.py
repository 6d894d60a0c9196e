"""Counts how often each field is right on `corpora/calibration`, for ``resources/confidence.tsv``.

Run after a change of the stages: ``python evaluation/confidence.py``. The texts of that set are
looked at by nobody, so that what is counted is what new texts may expect. A field's probability is
the share of right predictions (items, for lists) where it was given, and of rightly empty ones
where it was not, each with one success and one failure added (Laplace), so that few cases never
make a certainty.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from neshast.api import extract
from neshast.scoring import load_gold, resolve
from neshast.scoring.fields import Comparison, compare_document

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpora" / "calibration"
TABLE = HERE.parent / "pipeline" / "neshast" / "resources" / "confidence.tsv"
# Field of the record, and the scores that tell whether it is right.
FIELDS = {
    "title": "title", "date": "date", "venue": "venue", "chair": "chair", "purpose": "purpose",
    "agenda": "agenda", "outcomes": "outcomes", "kind": "kind", "status": "status",
    "persons": "persons", "participants": "roles", "statements": "statements",
    "topics": "topic_major",
}  # fmt: skip
_STATES = ("explicit", "anchored", "constrained", "bounded", "unresolved", "none")


def comparisons() -> Iterator[tuple[Mapping[str, Comparison], dict[str, Any]]]:
    """Every paired record of the corpus with its comparison to gold."""
    for document in load_gold(CORPUS):
        text, published = document.text, document.published
        predicted = [r.model_dump(by_alias=True) for r in extract(text, published=published)]
        for pair in compare_document(resolve(document), predicted, text):
            if pair.gold is not None and pair.predicted is not None:
                yield pair.fields, predicted[pair.predicted]


def count() -> dict[tuple[str, str], tuple[int, int]]:
    """Right and wrong by field and by whether (or how) it was given."""
    right: dict[tuple[str, str], int] = defaultdict(int)
    wrong: dict[tuple[str, str], int] = defaultdict(int)
    for fields, record in comparisons():
        for name, score in FIELDS.items():
            comparison = fields[score]
            if name == "date":
                state = record["date"]["resolution"] if record["date"] else "none"
                right[name, state] += comparison.hits
                wrong[name, state] += len(comparison.missed)
            elif name in ("kind", "status"):
                right[name, "given"] += comparison.hits
                wrong[name, "given"] += len(comparison.missed)
            elif comparison.hits or comparison.spurious:
                right[name, "given"] += comparison.hits
                wrong[name, "given"] += len(comparison.spurious)
            else:
                right[name, "none"] += not comparison.missed
                wrong[name, "none"] += bool(comparison.missed)
    return {key: (right[key], wrong[key]) for key in {*right, *wrong}}


def main() -> None:
    """Writes the table."""
    counts = count()
    lines = ["field\twhen\tprobability\tsource"]
    for name in FIELDS:
        for when in _STATES if name == "date" else ("given", "none"):
            good, bad = counts.get((name, when), (0, 0))
            share = (good + 1) / (good + bad + 2)
            source = f"{good} of {good + bad} right in corpora/calibration"
            lines.append(f"{name}\t{when}\t{share:.2f}\t{source}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{TABLE.name}: {len(lines) - 1} rows\n")


if __name__ == "__main__":
    main()

"""How likely each field of a record is right: shares counted on the annotated training reports."""

from __future__ import annotations

from functools import cache
from typing import Any

from neshast.lexicon import table

_LISTS = ("persons", "participants", "statements", "agenda", "outcomes", "purpose", "topics")


def confidence_of(record: dict[str, Any]) -> dict[str, float]:
    """Probabilities in 0-1 by field, from ``confidence.tsv``.

    Args:
        record: a record as plain data, all fields but `confidence` filled.
    """
    chairs = any(r["role"] == "chair" for p in record["participants"] for r in p["roles"])
    found = {}
    for row in _rows():
        name = row["field"]
        if name == "chair":
            given = chairs
        elif name == "date":
            state = record["date"]["resolution"] if record["date"] else "none"
            if row["when"] != state:
                continue
            found[name] = float(row["probability"])
            continue
        else:
            given = bool(record[name])
        if row["when"] == ("given" if given else "none"):
            found[name] = float(row["probability"])
    return found


@cache
def _rows() -> tuple[Any, ...]:
    return table("confidence", "field", "when", "probability")

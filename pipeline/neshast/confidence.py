"""How likely each field of a record is right: shares counted on the annotated training reports."""

from __future__ import annotations

from typing import Any

from neshast.lexicon import table


def confidence_of(record: dict[str, Any]) -> dict[str, float]:
    """Probabilities in 0-1 by field, from ``confidence.tsv``.

    Args:
        record: a record as plain data, all fields but `confidence` filled.
    """
    return {
        row["field"]: float(row["probability"])
        for row in table("confidence", "field", "when", "probability")
        if row["when"] == _state(record, row["field"])
    }


def is_given(record: dict[str, Any], field: str) -> bool:
    """True if a record (plain data) says something in `field`, or names a chair for ``chair``."""
    if field == "chair":
        parts = record["participants"]
        return any(role["role"] == "chair" for part in parts for role in part["roles"])
    return bool(record[field])


def _state(record: dict[str, Any], field: str) -> str:
    """What the table asks of a field: how the date was resolved; else whether it is given."""
    if not is_given(record, field):
        return "none"
    return str(record["date"]["resolution"]) if field == "date" else "given"

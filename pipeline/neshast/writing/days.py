"""When a meeting was, as far as it is known: for standards that know no uncertain days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Of YYYY-MM-DD, YYYY-MM and YYYY.
_LENGTHS = (10, 7, 4)


def days(record: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """First and last day, each as much of ``YYYY-MM-DD`` as is certain; None for nothing.

    Args:
        record: in the shape of the contract.
    """
    first = certain(record["date"])
    return first, certain(record["end_date"]) if record["end_date"] else first


def certain(date: Mapping[str, Any] | None) -> str | None:
    """The part of a day that both its bounds share: the day, the month or the year."""
    if not date or not date["earliest"] or not date["latest"]:
        return None
    first, last = str(date["earliest"]), str(date["latest"])
    return next((first[:length] for length in _LENGTHS if first[:length] == last[:length]), None)

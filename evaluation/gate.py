"""The gate: no field of any annotated set may fall below the floor that it once reached.

`floors.toml` has a table for each set with the fingerprint of its annotations and a floor for the
record score and every field. A better score raises its floor; a floor falls, and floors of a set
whose annotations changed begin anew, only where somebody says so and writes it into CHANGELOG.md.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "evaluation" / "floors.toml"
CHANGELOG = ROOT / "CHANGELOG.md"

# Below a score by less than this nothing has fallen: floors are rounded down to it.
_STEP = 0.001
_HEAD = """\
# What every set scored at least: `make evaluate` fails below. Written by evaluation/score.py:
# a floor rises with its score, and falls only by --accept-lower with a line in CHANGELOG.md.
"""

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of one set: the fingerprint of its annotations, and a value for each field."""

    corpus: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A field of a set below its floor."""

    name: str
    field: str
    floor: float
    value: float

    def __str__(self) -> str:
        return f"{self.name}: {self.field} is {self.value:.4f}, its floor {self.floor:.3f}"


def read_floors(path: Path = FLOORS) -> dict[str, Floors]:
    """The floors of every set; none if there is no such file."""
    if not path.exists():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Floors(table.pop("corpus"), table) for name, table in tables.items()}


def write_floors(floors: Mapping[str, Floors], path: Path = FLOORS) -> None:
    """Write the floors of every set, in the order given."""
    lines = [_HEAD]
    for name, of_set in floors.items():
        lines.append(f'[{name}]\ncorpus = "{of_set.corpus}"\n')
        lines += [f"{field} = {value:.3f}\n" for field, value in of_set.values.items()]
        lines.append("\n")
    path.write_text("".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def values(result: Plain) -> dict[str, float]:
    """What of a result file has a floor: the higher, the better.

    Shares and numbers of failures are turned: 1 less the share, 0 less the number.
    """
    found = {"record_score": result["record_score"]}
    for field, score in result["fields"].items():
        value = score["value"]
        if value is not None and field == "date_silent_wrong":
            value = 1 - value
        elif value is not None and field == "quotes_wrong":
            value = -value
        found[field] = value
    return {field: value for field, value in found.items() if value is not None}


def falls(result: Plain, floors: Floors | None) -> Iterator[Fall]:
    """The fields of a set that are below their floors; one that has no value now is at 0.

    None where there are no floors yet, or those of other annotations.
    """
    if floors is None or floors.corpus != result["corpus_sha256"]:
        return
    now = values(result)
    for field, floor in floors.values.items():
        if now.get(field, 0.0) < floor - 1e-9:
            yield Fall(result["set"], field, floor, now.get(field, 0.0))


def raised(result: Plain, floors: Floors | None, lower: bool = False) -> Floors:
    """The floors after this result: what was reached, or stood before if that is more.

    With `lower`, or for annotations that changed, the present values alone.
    """
    now = {
        field: math.floor(value / _STEP + 1e-6) * _STEP for field, value in values(result).items()
    }
    fresh = floors is None or floors.corpus != result["corpus_sha256"]
    if floors is not None and not (fresh or lower):
        now |= {field: max(floor, now.get(field, 0.0)) for field, floor in floors.values.items()}
    return Floors(result["corpus_sha256"], now)


def unexplained(fallen: list[Fall], changelog: str) -> list[Fall]:
    """The falls that no line of the changelog's newest section tells of.

    A line tells of one if it has the word floor, the set and the field: «Floor of `dev` `agenda`
    lowered: …».
    """
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)
    newest = sections[1].splitlines() if len(sections) > 1 else []
    return [
        fall
        for fall in fallen
        if not any(
            "floor" in line.lower() and f"`{fall.name}`" in line and f"`{fall.field}`" in line
            for line in newest
        )
    ]

"""Scores every annotated set through `neshast evaluate`, holds it to its floors, writes it down.

    python evaluation/score.py                  every set at hand; fails below a floor
    python evaluation/score.py --accept-lower   also where CHANGELOG.md says why a floor falls
    python evaluation/score.py --first          only sets never scored; kept as <set>_first
    python evaluation/score.py dev train        only these

Sets are the folders of corpora/ and, where NESHAST_DATA names outside data, the annotations by
reference and the seeds. Into `evaluation/results/<set>.json` go the counts, values and intervals
of every field, together and by variety, the most frequent classes of errors, and the fingerprint
of the set; from there into the tables between the `results` marks of the two READMEs; and what
was reached into `floors.toml`. Nothing in a file depends on the day or the machine. Below a floor
nothing is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent))

import gate

from neshast.scoring.references import data_folder

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "evaluation" / "results"
FIRST = "_first"
# Sets in this order, then the others by name; seeds are reports of others, not in the repository.
_ORDER = ("test", "real_test", "calibration", "dev", "real_dev", "extra", "train")
_SEEDS = "seeds"
_BY_REFERENCE = "real_"
_DIGITS = 4
_CLASSES = 10

Plain = dict[str, Any]


def sets() -> dict[str, Path]:
    """The folders of annotations that can be scored here, by the name of the set."""
    names = {file.parent.name for file in (ROOT / "corpora").glob("*/*.json")}
    data = data_folder()
    if data is None:
        names = {name for name in names if not name.startswith(_BY_REFERENCE)}
    ordered = sorted(names, key=lambda name: (*(name != first for first in _ORDER), name))
    found = {name: ROOT / "corpora" / name for name in ordered}
    seeds = data / "seeds" / "gold" if data else None
    return found | ({_SEEDS: seeds} if seeds and seeds.is_dir() else {})


def result(name: str, folder: Path, scores: Plain) -> Plain:
    """The result file of a set: `scores` as `neshast evaluate --json` gives them, rounded.

    Of tags only the record score, of classes of errors the most frequent.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    head = {"set": name, "program": project["version"], "corpus_sha256": fingerprint(folder)}
    tags = {
        tag: {part: of_tag[part] for part in ("documents", "record_score")}
        for tag, of_tag in scores.get("by_tag", {}).items()
    }
    classes = scores["error_classes"][:_CLASSES]
    kept = scores | {"by_tag": tags, "error_classes": classes}
    return head | {key: _rounded(value) for key, value in kept.items()}


def fingerprint(folder: Path) -> str:
    """SHA-256 over the annotations of a folder, by name."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.json")):
        data = file.read_bytes()
        digest.update(f"{file.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def evaluate(folder: Path, show: bool = True) -> Plain:
    """The scores of a folder, through the command line, whose table is shown.

    Raises:
        subprocess.CalledProcessError: if an annotation or a document cannot be read.
    """
    paths = [str(ROOT / "pipeline"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "scores.json"
        command = [sys.executable, "-m", "neshast", "evaluate", str(folder), "--json", str(file)]
        output = None if show else subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=output, env=environment)
        scores: Plain = json.loads(file.read_text(encoding="utf-8"))
    return scores


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return value


# ---------------------------------------------------------------- tables


def stored() -> list[Plain]:
    """The result files at hand, the first scores of a set before its present ones."""
    known = {path.stem: path for path in RESULTS.glob("*.json")}
    names = sorted(known, key=lambda name: _place(name.removesuffix(FIRST), name))
    return [json.loads(known[name].read_text(encoding="utf-8")) for name in names]


def _place(base: str, name: str) -> tuple[object, ...]:
    return (base == _SEEDS, *(base != first for first in _ORDER), base, not name.endswith(FIRST))


def short_table(results: list[Plain]) -> str:
    """A line a set: the record score, by variety too, and the fields that most rest on."""
    head = ["set", "records", "record score (95 %)", "fa-AF", "fa-IR"]
    fields = {"persons": "persons", "chair": "chair", "date": "date", "attribution": "who said it"}
    guards = {"date_silent_wrong": "wrong days given as certain", "quotes_wrong": "quotes wrong"}
    rows = [[*head, *fields.values(), *guards.values()]]
    for found in results:
        varieties = [found.get("by_variety", {}).get(variety, {}) for variety in head[3:]]
        rows.append(
            [
                _named(found["set"]),
                str(found["records"]),
                _with_interval(found["record_score"], found["record_score_interval"]),
                *(_number(part.get("record_score")) for part in varieties),
                *(_number(found["fields"][field]["value"]) for field in fields),
                *(_failures(found["fields"][guard]) for guard in guards),
            ]
        )
    return _markdown(rows)


def long_table(results: list[Plain]) -> str:
    """A line a field, a column a set: the value, its interval, and how many it rests on."""
    rows = [["field", *(_named(found["set"]) for found in results)]]
    scores = [_with_interval(found["record_score"], found["record_score_interval"])
              for found in results]  # fmt: skip
    rows.append(["record score", *scores])
    for field in results[0]["fields"] if results else ():
        rows.append([f"`{field}`", *(_cell(found["fields"][field]) for found in results)])
    return _markdown(rows)


def _named(name: str) -> str:
    base = name.removesuffix(FIRST)
    return f"`{base}`, first sight" if name != base else f"`{base}`"


def _cell(field: Plain) -> str:
    if field["value"] is None:
        return ""
    asked = field["total"] if "total" in field else field["tp"] + field["fn"]
    if field["interval"] is None:
        return f"{_number(field['value'])}, n {asked}"
    return f"{_with_interval(field['value'], field['interval'])}, n {asked}"


def _failures(field: Plain) -> str:
    return f"{field['total'] - field['right']} of {field['total']}"


def _with_interval(value: float | None, interval: list[float] | None) -> str:
    if value is None or interval is None:
        return _number(value)
    return f"{_number(value)} ({_number(interval[0])}–{_number(interval[1])})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def with_table(page: str, table: str, name: str = "results") -> str:
    """A page with `table` between its marks of this name."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return marks.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", page)


def pages() -> dict[Path, str]:
    """The pages that show results, with their tables as the result files have them."""
    results = stored()
    tables = {
        ROOT / "README.md": short_table(results),
        ROOT / "evaluation" / "README.md": long_table(results),
    }
    return {
        path: with_table(path.read_text(encoding="utf-8"), table) for path, table in tables.items()
    }


# ---------------------------------------------------------------- the command


def main(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SET", help="Only these sets; default: all.")
    ] = None,
    first: Annotated[
        bool, typer.Option("--first", help="Only sets never scored; what they score is kept.")
    ] = False,
    accept_lower: Annotated[
        bool, typer.Option("--accept-lower", help="Let floors fall that CHANGELOG.md tells of.")
    ] = False,
) -> None:
    """Score every annotated set, hold it to its floors, write the results and the tables."""
    RESULTS.mkdir(exist_ok=True)
    results = []
    for name, folder in sets().items():
        if names and name not in names:
            continue
        known = [RESULTS / f"{name}{end}.json" for end in ("", FIRST)]
        if first and any(path.exists() for path in known):
            continue
        typer.echo(f"\n{name}")
        results.append(result(name + FIRST if first else name, folder, evaluate(folder)))
    if not first:
        _hold_to_floors(results, accept_lower)
    for found in results:
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (RESULTS / f"{found['set']}.json").write_text(text + "\n", encoding="utf-8")
    for path, page in pages().items():
        path.write_text(page, encoding="utf-8")
    typer.echo("\nwritten: evaluation/results/, the tables of README.md and evaluation/README.md")


def _hold_to_floors(results: list[Plain], accept_lower: bool) -> None:
    """Raise the floors that were passed; stop where one was not reached and may not fall."""
    floors = gate.read_floors()
    fallen = [fall for found in results for fall in gate.falls(found, floors.get(found["set"]))]
    refused = fallen
    if accept_lower:
        refused = gate.unexplained(fallen, gate.CHANGELOG.read_text(encoding="utf-8"))
    for fall in refused:
        typer.echo(f"below its floor: {fall}", err=True)
    if refused:
        typer.echo(
            "Nothing was written. Mend the fall, or tell of each floor, set and field in a line of"
            " CHANGELOG.md («Floor of `dev` `agenda` lowered: why») and run with --accept-lower.",
            err=True,
        )
        raise typer.Exit(1)
    new = {
        found["set"]: gate.raised(found, floors.get(found["set"]), accept_lower)
        for found in results
    }
    gate.write_floors(floors | new)


if __name__ == "__main__":
    typer.run(main)

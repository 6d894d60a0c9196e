"""What stays of the values when a text is spoiled: by a keyboard, a clerk, a page, a converter.

    python evaluation/noise.py            every noise, the table in evaluation/README.md

Each text is read as it is and spoiled. The figure is the F1 of the values of the two, compared
without spaces; no annotation is needed. Results go to `evaluation/noise.json`.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import typer

from neshast.api import document_of, pipeline_of
from neshast.folding import key
from neshast.scoring.loading import load_gold

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, markdown
from score import sets, with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "noise.json"
PAGE = HERE / "README.md"
SETS = ("dev", "extra", "test")
SEED = 1

Spoil = Callable[[str], str]
Values = Counter[tuple[str, str]]


def _sub(pattern: str, new: str) -> Spoil:
    return lambda text: re.sub(pattern, new, text)


def _letters(old: str, new: str) -> Spoil:
    return lambda text: text.translate(str.maketrans(old, new))


def _broken(width: int, spread: float = 0.0, between: str = "\n") -> Spoil:
    """Lines broken at about `width` characters, give or take the part `spread`."""

    def spoil(text: str) -> str:
        chance, lines = random.Random(SEED), []
        for paragraph in text.split("\n"):
            rest = paragraph
            while len(rest) > width:
                first = wrap(rest, max(20, round(width * chance.uniform(1 - spread, 1 + spread))))[
                    0
                ]
                lines.append(first)
                rest = rest[rest.index(first) + len(first) :].strip()
            lines.append(rest)
        return between.join(lines)

    return spoil


def _words(part: float, change: Callable[[random.Random, str], str]) -> Spoil:
    """A part of the longer words changed, chosen by chance."""

    def spoil(text: str) -> str:
        chance = random.Random(SEED)
        return re.sub(
            r"\w{4,}",
            lambda word: change(chance, word[0]) if chance.random() < part else word[0],
            text,
        )

    return spoil


def _split(chance: random.Random, word: str) -> str:
    at = chance.randrange(2, len(word) - 1)
    return f"{word[:at]} {word[at:]}"


def _swapped(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


NOISES: dict[str, Spoil] = {
    "Arabic letters (ي ك)": _letters("یک", "يك"),
    "Latin digits": _letters("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
    "Latin commas, straight quotation marks": _letters("،؛؟«»", ',;?""'),
    "no zero-width non-joiner": _sub("\u200c", ""),
    "spaces for zero-width non-joiners": _sub("\u200c", " "),
    "no space behind commas and full stops": _sub(r"([،؛:.]) ", r"\1"),
    "spaces before them": _sub(r"(?=[،؛:.؟]\s)", " "),
    "«و» written on to the next word": _sub(r"(?<!\w)و (?=\w{4})", "و"),
    "«در» and «به» written on to it": _sub(r"(?<!\w)(در|به) (?=\w{4})", r"\1"),
    "a hundredth of the spaces lost": lambda text: _lost(text, 0.01),
    "a hundredth of the words split": _words(0.01, _split),
    "two letters swapped in a hundredth of the words": _words(0.01, _swapped),
    "lines broken at 60 characters": _broken(60),
    "lines broken at 90, every second blank": _broken(90, between="\n\n"),
    "lines broken at 80, give or take 15 %": _broken(80, 0.15),
    "a line for each sentence": _sub(r"(?<=[\w»]\.) ", "\n"),
    "no blank lines": _sub(r"\n\s*\n", "\n"),
    "no commas": _sub("،", ""),
}


def _lost(text: str, part: float) -> str:
    chance = random.Random(SEED)
    return re.sub(" ", lambda _: "" if chance.random() < part else " ", text)


def main() -> None:
    """What stays of the values under noise."""
    pipeline = pipeline_of()
    documents = [d for name in SETS for d in load_gold(sets()[name])]

    def read(text: str, published: str | None) -> Values:
        sheet = pipeline(document_of(text, published, "noise"))
        return Counter(v for r in sheet.records for v in _values(r.model_dump(by_alias=True)))

    clean = [read(document.text, document.published) for document in documents]
    rows: list[Row] = []
    for name, spoil in NOISES.items():
        spoiled = [read(spoil(document.text), document.published) for document in documents]
        rows.append({"noise": name, **_kept(clean, spoiled)})
        typer.echo(rows[-1])
    RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, markdown(rows), "noise"), encoding="utf-8")


def _values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The values of a record by field, comparable between two texts."""
    names = {actor["id"]: key(actor["name"]) for actor in record["organizations"]}
    names |= {actor["id"]: key(actor["name"]) for actor in record["persons"]}
    yield "meetings", record["kind"]
    yield "meetings", record["status"]
    for field in ("title", "venue"):
        yield "titles, venues", key((record[field] or {}).get("text") or "")
    yield "dates", (record["date"] or {}).get("edtf") or ""
    for actor in (*record["persons"], *record["organizations"]):
        yield "persons, bodies", names[actor["id"]]
    for participant in record["participants"]:
        who = names.get(participant["ref"]) or key((participant["group"] or {}).get("text") or "")
        yield from (("roles", f"{who} {role['role']}") for role in participant["roles"])
    for said in record["statements"]:
        # What begins and ends alike is one statement: a letter in it may be spoiled.
        text = key(said["text"])
        yield "statements", f"{names.get(said['speaker'], '')} {text[:8]} {text[-8:]}"
    for field in ("agenda", "outcomes"):
        yield from (("agenda, outcomes", key(item["text"])) for item in record[field])


def _kept(clean: list[Values], spoiled: list[Values]) -> Row:
    """F1 of all values and of each field."""
    both: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for one, other in zip(clean, spoiled, strict=True):
        for counter, values in ((both, one & other), (given, one), (given, other)):
            for (field, _), count in values.items():
                counter[field] += count
    found: Row = {"all": round(2 * both.total() / given.total(), 3)}
    return found | {field: round(2 * both[field] / given[field], 3) for field in given}


if __name__ == "__main__":
    typer.run(main)

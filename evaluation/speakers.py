"""Who speaks, by how the text calls him: by name, by a pronoun («وی»), by his office alone.

    python evaluation/speakers.py            every set, the table in evaluation/README.md
    python evaluation/speakers.py --errors   the wrong ones of train, dev, extra and real_dev

Of the annotated statements that were found, the share whose speaker is right; the frame that
names the speaker is annotated as `via`. Intervals: 95 %, 1000 resamples of whole documents.
Results go to `evaluation/speakers.json`.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from neshast.api import document_of, pipeline_of
from neshast.folding import fold, key
from neshast.grammar import alternation
from neshast.lexicon import table, values
from neshast.scoring.facts import ITEMS, Item, Record
from neshast.scoring.fields import ALIKE, match
from neshast.scoring.gold import GoldDocument, resolve
from neshast.scoring.loading import load_gold

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, markdown
from score import sets, with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "speakers.json"
PAGE = HERE / "README.md"
_READABLE = ("train", "dev", "extra", "real_dev")
_RESAMPLES, _TAIL = 1000, 0.025
KINDS = ("name", "pronoun", "office")

# Of one document, by kind: how many speakers are right, of how many statements found.
Right = dict[str, tuple[int, int]]
ErrorsOption = Annotated[bool, typer.Option("--errors", help="Show the wrong ones.")]


def main(errors: ErrorsOption = False) -> None:
    """Who speaks."""
    if errors:
        for name in _READABLE:
            for line in (line for document in load_gold(sets()[name]) for line in _wrong(document)):
                typer.echo(f"{name} {line}")
        return
    rows = [row for name, folder in sets().items() for row in _rows(name, load_gold(folder))]
    RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    typer.echo(markdown(rows))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, markdown(rows), "speakers"), encoding="utf-8")


def _rows(name: str, documents: list[GoldDocument]) -> Iterator[Row]:
    """A line for each way of calling the speaker."""
    counted = [_right(document) for document in documents]
    for kind in KINDS:
        counts = [right[kind] for right in counted if kind in right]
        total = sum(n for _, n in counts)
        if not total:
            continue
        low, high = _interval(counts)
        share = sum(n for n, _ in counts) / total
        yield {
            "data": name, "speaker called by": kind, "statements found": total,
            "speaker right": round(share, 4), "from": round(low, 4), "to": round(high, 4),
        }  # fmt: skip


def _interval(counts: list[tuple[int, int]]) -> tuple[float, float]:
    chance = random.Random(1)
    shares = []
    for _ in range(_RESAMPLES):
        drawn = chance.choices(counts, k=len(counts))
        shares.append(sum(n for n, _ in drawn) / sum(n for _, n in drawn))
    shares.sort()
    return shares[int(_TAIL * _RESAMPLES)], shares[int((1 - _TAIL) * _RESAMPLES) - 1]


def _right(document: GoldDocument) -> Right:
    found: Right = {}
    for kind, right, _ in _judged(document):
        hits, total = found.get(kind, (0, 0))
        found[kind] = hits + right, total + 1
    return found


def _wrong(document: GoldDocument) -> Iterator[str]:
    for kind, right, shown in _judged(document):
        if not right:
            yield f"{document.doc_id} {kind}: {shown}"


def _judged(document: GoldDocument) -> Iterator[tuple[str, bool, str]]:
    """Each annotated statement that was found and whose speaker is called in a frame: how, whether
    the speaker is right, and both to be shown."""
    gold = [pair for record in resolve(document) for pair in _statements(record)]
    sheet = pipeline_of()(document_of(document.text, document.published, document.doc_id))
    records = [record.model_dump(by_alias=True) for record in sheet.records]
    found = [item for record in records for item in ITEMS["statements"](record)]
    for g, p in match([item for item, _ in gold], found, ALIKE["statements"]):
        item, via = gold[g]
        if via is None or item.who is None or item.who.kind != "person":
            continue
        right = ALIKE["persons"](item.who, found[p].who) > 0 if found[p].who else False
        shown = f"{item.who} | {found[p].who} | {via} | {item.text[:60]}"
        yield kind_of(via, item.who.text), right, shown.replace("\n", " ")


def _statements(record: Record) -> Iterator[tuple[Item, str | None]]:
    vias = [statement["via"] for statement in record["statements"]]
    for item, via in zip(ITEMS["statements"](record), vias, strict=True):
        yield item, via["text"] if via else None


def kind_of(via: str, speaker: str) -> str:
    """How a frame calls its speaker: ``name`` if a word of the name is in it."""
    words = {key(word) for word in fold(via).split()}
    if any(key(part) in words for part in fold(speaker).split() if len(part) > 2):
        return "name"
    return "pronoun" if _PRONOUN.match(fold(via)) else "office"


def _pronouns() -> list[str]:
    rows = (row for row in table("cues", "kind", "phrases") if row["kind"] == "pronoun")
    return [fold(phrase) for row in rows for phrase in values(row["phrases"])]


_PRONOUN = re.compile(rf"(?:\w+ )?{alternation(_pronouns())}(?!\w)")


if __name__ == "__main__":
    typer.run(main)

"""Topics of meetings and of lines of the agenda, by the codes of the Comparative Agendas Project.

    python evaluation/topics.py              every set, and the table in evaluation/README.md
    python evaluation/topics.py dev train    only these; the others stay as they were
    python evaluation/topics.py --errors dev the wrong ones, of train, dev, extra and real_dev only

Of a meeting its first three topics count. A local subtopic counts as the CAP subtopic nearest to
it, for annotations have only those. Lines of the agenda are those that were annotated and found.
`calibration error` is the expected one over the scores of their topics, in ten bins; `by chance`
is what perfect scores of so many lines would show of it. Intervals: 95 %, 1000 resamples of whole
documents. Results go to `evaluation/topics.json`.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from neshast.api import document_of, pipeline_of
from neshast.lexicon import table
from neshast.scoring.facts import ITEMS, Record
from neshast.scoring.fields import ALIKE, Counts, compare_document, match
from neshast.scoring.gold import GoldDocument, resolve
from neshast.scoring.loading import load_gold

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, markdown
from score import sets, with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "topics.json"
PAGE = HERE / "README.md"
_READABLE = ("train", "dev", "extra", "real_dev")
_RESAMPLES, _TAIL = 1000, 0.025
_SCORED = 3
_BINS = 10


class Judged(NamedTuple):
    """The topics of a meeting or of a line: annotated and found (code, score), main ones first."""

    gold: tuple[str, ...]
    found: tuple[tuple[str, float], ...]
    text: str
    missed: bool = False


class Page(NamedTuple):
    """What a document holds."""

    meetings: list[Judged]
    lines: list[Judged]


Measure = Callable[[Sequence[Page]], float | None]


def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SET]...", help="All.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show the wrong ones.")] = False,
) -> None:
    """Topics."""
    chosen = {name: folder for name, folder in sets().items() if not names or name in names}
    if errors:
        for name in _READABLE:
            for line in _wrong(judged(chosen[name])) if name in chosen else ():
                typer.echo(f"{name} {line}")
        return
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    known |= {name: scores(judged(folder)) for name, folder in chosen.items()}
    ordered = {name: known[name] for name in sets() if name in known}
    RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    shown = markdown([_shown(name, found) for name, found in ordered.items()])
    typer.echo(shown)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, shown, "topics"), encoding="utf-8")


def judged(folder: Path) -> list[Page]:
    """Every document of a set, read by the pipeline."""
    return [_page(document) for document in load_gold(folder)]


def scores(pages: Sequence[Page]) -> dict[str, Any]:
    """Every measure with its interval, and how much it rests on."""
    found: dict[str, Any] = {
        "meetings": sum(bool(m.gold) for page in pages for m in page.meetings),
        "lines": sum(len(page.lines) for page in pages),
    }
    for name, measure in MEASURES.items():
        value = measure(pages)
        found[name] = None if value is None else [value, *interval(pages, measure)]
        found[name] = found[name] and [round(number, 4) for number in found[name]]
    return found


def interval(pages: Sequence[Page], measure: Measure) -> tuple[float, float]:
    """The bounds of 95 % of a measure, over documents drawn anew."""
    chance = random.Random(1)
    drawn = (measure(chance.choices(pages, k=len(pages))) for _ in range(_RESAMPLES))
    values = sorted(value for value in drawn if value is not None)
    return values[int(_TAIL * len(values))], values[int((1 - _TAIL) * len(values)) - 1]


def _shown(name: str, found: dict[str, Any]) -> Row:
    row: Row = {"data": name, "meetings": found["meetings"], "lines": found["lines"]}
    for measure in MEASURES:
        value = found[measure]
        row[measure] = value and "{:.2f} ({:.2f}–{:.2f})".format(*value)
    return row


# ---------------------------------------------------------------- what was annotated, and found


def _page(document: GoldDocument) -> Page:
    gold = resolve(document)
    sheet = pipeline_of()(document_of(document.text, document.published, document.doc_id))
    found = [record.model_dump(by_alias=True) for record in sheet.records]
    meetings, lines = [], []
    for pair in compare_document(gold, found, document.text):
        wanted = None if pair.gold is None else gold[pair.gold]
        guess = None if pair.predicted is None else found[pair.predicted]
        meetings.append(_meeting(document.doc_id, wanted, guess))
        if wanted and guess:
            lines += _lines(document.doc_id, wanted, guess)
    return Page(meetings, lines)


def _meeting(doc_id: str, wanted: Record | None, guess: Record | None) -> Judged:
    title = (guess or wanted or {}).get("title")
    text = f"{doc_id} «{title['text'] if title else '–'}»"
    gold = _codes(wanted["topics"][:_SCORED]) if wanted else ()
    found = _scored(guess["topics"][:_SCORED]) if guess else ()
    return Judged(gold, found, text, missed=guess is None)


def _lines(doc_id: str, wanted: Record, guess: Record) -> Iterator[Judged]:
    """The lines of the agenda of a meeting that were annotated and found."""
    pairs = match(ITEMS["agenda"](wanted), ITEMS["agenda"](guess), ALIKE["agenda"])
    for g, p in pairs:
        line = wanted["agenda"][g]
        text = f"{doc_id} {line['text']}"
        yield Judged(_codes(line["topics"]), _scored(guess["agenda"][p]["topics"]), text)


def _codes(topics: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nearest(topic["code"]) for topic in topics))


def _scored(topics: Sequence[Record]) -> tuple[tuple[str, float], ...]:
    return tuple((nearest(topic["code"]), topic["score"]) for topic in topics)


def nearest(code: str) -> str:
    """The CAP code of a code of ours: itself, unless it is a local one."""
    return _NEAREST.get(code, code)


_NEAREST = {
    row["code"]: row["nearest"]
    for row in table("topics/taxonomy", "code", "nearest")
    if row["nearest"]
}
_MAJOR = {row["code"]: row["major"] for row in table("topics/taxonomy", "code", "major")}


def _majors(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MAJOR[code] for code in codes))


def _found(one: Judged) -> tuple[str, ...]:
    return tuple(code for code, _ in one.found)


# ---------------------------------------------------------------- measures


def _annotated(pages: Sequence[Page]) -> list[Judged]:
    return [meeting for page in pages for meeting in page.meetings if meeting.gold]


def _first(pages: Sequence[Page], first_only: bool) -> float | None:
    """How often the first topic is the first annotated one, or one of those annotated."""
    right = [
        bool(m.found) and _majors(_found(m))[0] in _majors(m.gold)[: 1 if first_only else None]
        for m in _annotated(pages)
    ]
    return sum(right) / len(right) if right else None


def _counts(
    judged: Sequence[Judged], of: Callable[[Sequence[str]], tuple[str, ...]]
) -> dict[str, Counts]:
    """Hits, missed and spurious topics by what `of` makes of the codes."""
    hits, missed, spurious = Counter[str](), Counter[str](), Counter[str]()
    for one in judged:
        gold, found = set(of(one.gold)), set(of(_found(one)))
        hits.update(gold & found)
        missed.update(gold - found)
        spurious.update(found - gold)
    names = {*hits, *missed, *spurious}
    return {name: Counts(hits[name], missed[name], spurious[name]) for name in names}


def _micro(
    judged: Sequence[Judged], of: Callable[[Sequence[str]], tuple[str, ...]]
) -> float | None:
    counted = _counts(judged, of).values()
    return Counts(*(sum(column) for column in zip(*counted, strict=True))).f1() if counted else None


def _macro(judged: Sequence[Judged]) -> float | None:
    """The mean over the majors that were annotated."""
    values = [c.f1() or 0.0 for c in _counts(judged, _majors).values() if c.hits + c.missed]
    return sum(values) / len(values) if values else None


def _all(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(codes)


def _meetings(pages: Sequence[Page]) -> list[Judged]:
    return [meeting for page in pages for meeting in page.meetings]


def _agenda(pages: Sequence[Page]) -> list[Judged]:
    return [line for page in pages for line in page.lines]


def _told(pages: Sequence[Page]) -> list[tuple[float, bool]]:
    """The score of each topic of a line, and whether its major is right."""
    return [
        (score, _MAJOR[code] in _majors(line.gold))
        for line in _agenda(pages)
        for code, score in line.found
    ]


def calibration_error(told: Sequence[tuple[float, bool]]) -> float | None:
    """The mean gap between score and share of right ones, over bins of equal width."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in told:
        bins[min(int(score * _BINS), _BINS - 1)].append((score, right))
    gaps = (abs(sum(s - r for s, r in inside)) for inside in bins.values())
    return sum(gaps) / len(told) if told else None


def _by_chance(pages: Sequence[Page]) -> float | None:
    """The calibration error where every topic is right as often as its score says."""
    chance = random.Random(1)
    drawn = [(score, chance.random() < score) for score, _ in _told(pages)]
    return calibration_error(drawn)


MEASURES: dict[str, Measure] = {
    "first is the first": lambda pages: _first(pages, first_only=True),
    "first is one": lambda pages: _first(pages, first_only=False),
    "major, micro": lambda pages: _micro(_meetings(pages), _majors),
    "major, macro": lambda pages: _macro(_meetings(pages)),
    "subtopic, micro": lambda pages: _micro(_meetings(pages), _all),
    "lines, major": lambda pages: _micro(_agenda(pages), _majors),
    "lines, subtopic": lambda pages: _micro(_agenda(pages), _all),
    "calibration error": lambda pages: calibration_error(_told(pages)),
    "by chance": _by_chance,
}


def _wrong(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        for what, judged in (("meeting", page.meetings), ("line", page.lines)):
            for one in judged:
                if set(_majors(one.gold)) != set(_majors(_found(one))) and not one.missed:
                    found = " ".join(f"{code}:{score:.2f}" for code, score in one.found)
                    yield f"{what} {' '.join(one.gold)} | {found} | {one.text}".replace("\n", " ")


if __name__ == "__main__":
    typer.run(main)

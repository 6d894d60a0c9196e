"""Topics against labels of others: what the first topic is, in texts that were not made for it.

    python evaluation/topics_outside.py         news by category and SIB-200, and the tables in
                                                evaluation/README.md
    python evaluation/topics_outside.py --dev   SIB-200 dev, where the mapping was made

Their classes are not codes of the Comparative Agendas Project, so both are mapped by hand: a
sanity check of sectors, no score of subtopics. The texts are read from the folder NESHAST_DATA
names; nothing here is trained on. Results go to `evaluation/external/topics.json`.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.settings import Settings
from neshast.topics import read_topics

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, _data, markdown
from score import with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "external" / "topics.json"
PAGE = HERE / "README.md"
_ARTICLES = 500
NONE = "none"

# The category of an article, by what its source calls it. Regional pages have none.
CATEGORIES = {
    "politics": "politics", "tech": "technology", "cinema": "arts", "sport": "sport",
    "sports": "sport", "economics": "economy", "economy": "economy", "world": "world",
    "foreign-policy": "world", "social": "society", "culture": "arts", "arts-media": "arts",
    "scientific-academic": "science", "education": "science",
}  # fmt: skip
# Majors of what these categories are about, and codes that say otherwise than their major.
_SECTORS = {
    "politics": ("2", "12", "16", "19", "20"), "technology": ("17",), "arts": ("23",),
    "economy": ("1", "4", "5", "8", "10", "14", "15", "18", "21"), "world": ("16", "19"),
    "society": ("2", "3", "5", "6", "7", "9", "12", "13", "14", "23"),
    "science": ("3", "6", "17"), "sport": (),
}  # fmt: skip
_SPORT = ("1526", "n2303")
_ARTS = ("1707",)
# The class of SIB-200 that a major comes nearest to, and codes that come nearer to another.
_SIB_MAJORS = {
    "3": "health", "17": "science/technology", "7": "science/technology", "8": "science/technology",
    "4": "science/technology", "6": "science/technology", "10": "travel", "23": "entertainment",
    "21": "geography", "14": "travel", "18": "travel", "9": "travel",
}  # fmt: skip
_SIB_CODES = {
    "1524": "travel", "1526": "sports", "n2303": "sports", "1707": "entertainment",
    "1523": "geography", "1708": "geography", "1929": "travel",
}  # fmt: skip
_REST = "politics"


def main(
    dev: Annotated[bool, typer.Option("--dev", help="SIB-200 dev, to develop on.")] = False,
) -> None:
    """Topics against labels of others."""
    if dev:
        for language in ("prs", "pes"):
            typer.echo(markdown([_summary(f"SIB-200 {language} dev", _sib(language, "dev"))]))
        return
    news = list(_news())
    sib = {f"SIB-200 {name} test": list(_sib(name, "test")) for name in ("prs", "pes")}
    rows = [_summary("news by category", news)]
    rows += [_summary(name, told) for name, told in sib.items()]
    confusion = _confusion((category, major) for category, major, _ in news)
    RESULTS.write_text(
        json.dumps({"summary": rows, "news": confusion}, ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    shown = f"{markdown(rows)}\n\n{markdown(confusion)}"
    typer.echo(shown)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, shown, "topics-outside"), encoding="utf-8")


def _first(text: str) -> tuple[str, str]:
    """Code and major of the first topic, however unlikely."""
    settings = Settings(stages={"topics": {"min_score": 0, "max_topics": 1}})
    topics = read_topics(text, settings=settings)[1]
    return (topics[0].code, topics[0].major) if topics else (NONE, NONE)


# What is annotated, what we say, and whether that is right.
_Told = tuple[str, str, bool]


def _news() -> Iterator[_Told]:
    """Articles drawn from the categories alike, as far as they have so many."""
    by_category: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(_data() / "news_iran" / "news_iran.jsonl.gz", "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            if category := CATEGORIES.get(article["cat"]):
                by_category.setdefault(category, []).append(article)
    chance = random.Random(1)
    for articles in by_category.values():
        chance.shuffle(articles)
    turns = zip(*(_endless(articles) for articles in by_category.values()), strict=True)
    drawn = [
        (category, article)
        for turn in turns
        for category, article in zip(by_category, turn, strict=True)
        if article
    ][:_ARTICLES]
    for category, article in drawn:
        code, major = _first(f"{article['title']}\n{article['body']}")
        yield category, _sector(code, major), _fits(category, code, major)


def _endless(articles: list[dict[str, Any]]) -> Iterator[dict[str, Any] | None]:
    """The articles, then nothing, as long as the longest list may be."""
    yield from articles[:_ARTICLES]
    yield from (None for _ in range(_ARTICLES - len(articles)))


def _fits(category: str, code: str, major: str) -> bool:
    if category == "sport" or code in _SPORT:
        return category == "sport" and code in _SPORT
    return major in _SECTORS[category] or (category == "arts" and code in _ARTS)


def _sector(code: str, major: str) -> str:
    """The major, but sport by itself."""
    return "sport" if code in _SPORT else major


def _sib(language: str, split: str) -> Iterator[_Told]:
    file = _data() / "dari_sib200" / "data" / "annotated" / f"{language}_Arab" / f"{split}.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            code, major = _first(row["text"])
            told = _SIB_CODES.get(code) or _SIB_MAJORS.get(major, _REST)
            yield row["category"], told, told == row["category"]


def _summary(name: str, told: Iterable[_Told]) -> Row:
    """How many are right, and the mean of the shares of their classes."""
    told = list(told)
    of, right = Counter(gold for gold, _, _ in told), Counter(g for g, _, fits in told if fits)
    shares = {gold: round(right[gold] / of[gold], 2) for gold in sorted(of)}
    return {
        "data": name, "texts": len(told), "right": round(right.total() / len(told), 4),
        "mean of classes": round(sum(right[g] / of[g] for g in of) / len(of), 4),
        "by class": ", ".join(f"{gold} {share:.2f}" for gold, share in shares.items()),
    }  # fmt: skip


def _confusion(told: Iterable[tuple[str, str]]) -> list[Row]:
    """A row a category, a column a major."""
    counts = Counter(told)
    majors = sorted({m for _, m in counts}, key=lambda m: (not m.isdigit(), m.zfill(3)))
    categories = sorted({category for category, _ in counts})
    return [
        {"category": category, **{major: counts[category, major] for major in majors}}
        for category in categories
    ]


if __name__ == "__main__":
    typer.run(main)

"""How well lost zero-width non-joiners (ZWNJ) are restored, beside other tools.

    python evaluation/zwnj.py [--dev] [--tool NAME]...

Every ZWNJ of held-out text is deleted (or written as a space), a tool restores what it can, and
the words are compared. Held out are the halves `test` of

- *news*: 1,200 Iranian news articles of the folder NESHAST_DATA names that keep their ZWNJs: at
  least three, and of می and ها set apart from their words, no more than one in twenty with a space.
- *any news*: 400 articles with any ZWNJ at all, however few of those due.
- *Dari*: TICO-19. It writes a space where others have a ZWNJ, so the gold is made: می, ها, ترین
  and the copula after a participle, where set apart, count as bound (solid after a letter that
  does not join).

Halves are told by a hash of the document. Recall: of the words with a ZWNJ, how many come out
exactly. Precision: of the words into which the tool put a ZWNJ, how many are exactly as written.
*Lenient* does not count a ZWNJ after a letter that does not join, which nobody can see, nor
charges a word that the same gold writes both ways. Results go to `evaluation/zwnj.json` and
the table in evaluation/README.md; tools that cannot be had beside each other are run one by one and
keep each other's rows: hazm comes with neshast, rishe and parsivar go beside it, shekar (numpy 2)
wants an environment of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.scoring.references import DATA, data_folder
from neshast.tidying import tidy

sys.path.insert(0, str(Path(__file__).resolve().parent))

from score import with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "zwnj.json"
PAGE = HERE / "README.md"
CORPORA = HERE.parent / "corpora"
ZWNJ = "\u200c"
KEEPING_SPACES = "neshast, spaces left alone"

Row = dict[str, Any]
Restorer = Callable[[str], str]
Conventions = frozenset[str]

_ARTICLES = 1200
_WORDS = re.compile(rf"[\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5{ZWNJ}]+")
_MARKS = re.compile("[\u064b-\u065f\u0640]")
_ONE_SPELLING = str.maketrans("يىكۀةأإؤئآ", "ییکههااویا")
_UNSEEN = re.compile(f"(?<=[اآأإٱدذرزژوؤ]){ZWNJ}|{ZWNJ}(?![^\\W\\d_])")
_BOUND = frozenset(("می", "نمی", "ها", "های", "هایی", "هایش", "هایشان", "ترین"))
_COPULA = r"ام|ای|ایم|اید|اند"
_APART = (
    (re.compile(r"(?<!\w)(ن?می) (?=[^\W\d])"), rf"\1{ZWNJ}"),
    (re.compile(r"(?<=[^\W\d][^\W\d]) (ها(?:ی|یی|یش|یشان)?|ترین)(?!\w)"), rf"{ZWNJ}\1"),
    (re.compile(rf"(?<=[^\W\d][دت]ه) ({_COPULA})(?!\w)"), rf"{ZWNJ}\1"),
)
COMPOUNDS = ("همافزایی", "بینالملل", "جمعآوری", "تفکیکشده", "نقشآفرینی", "راهاندازی")
COMPOUNDS_GOLD = ("هم‌افزایی", "بین‌الملل", "جمع‌آوری", "تفکیک‌شده", "نقش‌آفرینی", "راه‌اندازی")


# ---------------------------------------------------------------- held-out text


def _half(name: str) -> str:
    return ("dev", "test")[hashlib.sha256(name.encode()).digest()[-1] % 2]


def news(data: Path, half: str, keeping: bool = True) -> list[str]:
    """Articles that keep their ZWNJs, or have any; those whose hash is the smallest."""
    elsewhere = {
        found for path in CORPORA.rglob("*.json")
        for found in re.findall(r'"id": "((?:fars|isna)[^"]+)"', path.read_text("utf-8"))
    }  # fmt: skip
    found: list[tuple[str, str]] = []
    with gzip.open(data / "news_iran" / "news_iran.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name, text = str(row["id"]), f"{row['title']}\n{row['body']}"
            good = _keeps(text) if keeping else ZWNJ in text
            if good and _half(name) == half and name not in elsewhere:
                found.append((hashlib.sha256(name.encode()).hexdigest(), text))
    return [text for _, text in sorted(found)[: _ARTICLES if keeping else _ARTICLES // 3]]


def _keeps(text: str) -> bool:
    """True for a text that writes at most one in twenty of می and ها with a space."""
    words = text.split()
    spaced = sum(word in _BOUND for word in words)
    bound = sum(bool(_BOUND.intersection(w.split(ZWNJ))) for w in words if ZWNJ in w)
    return bound >= 3 and 20 * spaced <= bound + spaced


def dari(data: Path, half: str) -> list[str]:
    """Documents of TICO-19, with a ZWNJ where what is set apart belongs to its word."""
    archive = data / "dari_tico19" / "data" / "TM" / "all.fa-prs.tmx.zip"
    with zipfile.ZipFile(archive) as file:
        root = ET.fromstring(file.read(file.namelist()[0]))
    found: list[str] = []
    for unit in root.iter("tu"):
        for version in unit.iter("tuv"):
            segment = version.find("seg")
            dari = "prs" in version.attrib.values() and _half(unit.attrib["tuid"]) == half
            if dari and segment is not None and segment.text:
                found.append(_bound(segment.text))
    return found


def _bound(text: str) -> str:
    for pattern, replacement in _APART:
        text = pattern.sub(replacement, text)
    return _UNSEEN.sub("", text)


# ---------------------------------------------------------------- judging


def judge(gold: str, restored: str, both_ways: Conventions | None = None) -> Counter[str]:
    """Counts of one text: wanted and found (recall), put and right (precision).

    With `both_ways`, the words (without ZWNJ) that are not charged, a ZWNJ that cannot be seen is
    none.
    """
    lenient = both_ways is not None
    ours, theirs = _letters(gold, lenient), _letters(restored, lenient)
    place = _places(ours, theirs)
    back = {there: here for here, there in place.items()}
    counts: Counter[str] = Counter()
    for start, end in _spans(ours):
        if any(mark == ZWNJ for mark, _ in ours[start + 1 : end]):
            counts["wanted"] += 1
            counts["found"] += _same(ours, theirs, start, end, place)
    for start, end in _spans(theirs):
        if any(mark == ZWNJ for mark, _ in theirs[start + 1 : end]):
            right = _same(theirs, ours, start, end, back)
            word = "".join(letter for _, letter in theirs[start:end])
            if both_ways and not right and word in both_ways:
                continue
            counts["put"] += 1
            counts["right"] += right
    return counts


def _letters(text: str, lenient: bool) -> list[tuple[str, str]]:
    """Each Persian letter with what stands before it: nothing, a ZWNJ or (for all else) a space."""
    if lenient:
        text = _UNSEEN.sub("", text)
    found: list[tuple[str, str]] = []
    for match in _WORDS.finditer(_MARKS.sub("", text).translate(_ONE_SPELLING)):
        before = " "
        for char in match[0]:
            if char == ZWNJ:
                before = before or ZWNJ
            else:
                found.append((before, char))
                before = ""
    return found


def _places(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> dict[int, int]:
    """Where each letter stands in the other text; letters that a tool changed have no place."""
    one, other = ("".join(letter for _, letter in side) for side in (ours, theirs))
    if one == other:
        return {at: at for at in range(len(one))}
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return {b.a + i: b.b + i for b in blocks for i in range(b.size)}


def _spans(letters: list[tuple[str, str]]) -> Iterable[tuple[int, int]]:
    starts = [at for at, (before, _) in enumerate(letters) if before == " "]
    return zip(starts, [*starts[1:], len(letters)], strict=False)


def _same(
    ours: list[tuple[str, str]], theirs: list[tuple[str, str]], start: int, end: int,
    place: dict[int, int],
) -> bool:  # fmt: skip
    """True if the word ``ours[start:end]`` stands in the other text as it stands here."""
    there = place.get(start, -1)
    if there < 0 or any(place.get(start + i) != there + i for i in range(end - start)):
        return False
    after = there + end - start
    alone = after == len(theirs) or theirs[after][0] == " "
    return alone and ours[start:end] == theirs[there:after]


def both_ways(texts: Iterable[str]) -> Conventions:
    """Words that the gold writes with a ZWNJ and, elsewhere, in one piece."""
    bound: set[str] = set()
    solid: set[str] = set()
    for text in texts:
        for word in _WORDS.findall(_UNSEEN.sub("", text).translate(_ONE_SPELLING)):
            word = word.strip(ZWNJ)
            (bound if ZWNJ in word else solid).add(word.replace(ZWNJ, ""))
    return frozenset(bound & solid)


# ---------------------------------------------------------------- the tools


def _hazm() -> Restorer:
    from hazm import Normalizer

    return Normalizer().normalize  # type: ignore[no-any-return]


def _rishe() -> Restorer:
    from rishe import Normalizer

    return Normalizer().normalize  # type: ignore[no-any-return]


def _shekar() -> Restorer:
    from shekar import Normalizer

    normalizer = Normalizer()
    return lambda text: str(normalizer(text))


def _parsivar() -> Restorer:
    from parsivar import Normalizer

    return Normalizer().normalize  # type: ignore[no-any-return]


def _parsivar_statistical() -> Restorer:
    from parsivar import Normalizer

    return Normalizer(statistical_space_correction=True).normalize  # type: ignore[no-any-return]


TOOLS: dict[str, Callable[[], Restorer]] = {
    "neshast": lambda: lambda text: tidy(text).text,
    KEEPING_SPACES: lambda: lambda text: tidy(text, spaces=False).text,
    "hazm": _hazm,
    "rishe": _rishe,
    "shekar": _shekar,
    "parsivar": _parsivar,
    "parsivar, statistical": _parsivar_statistical,
}
NOWHERE = "not available here"
LOSSES = {"deleted": "", "a space": " "}


def score(tool: str, restore: Restorer, name: str, texts: list[str]) -> list[Row]:
    """A row for each way to lose a ZWNJ, plain and lenient."""
    free = both_ways(texts)
    rows = []
    for loss, instead in LOSSES.items():
        if instead and tool == KEEPING_SPACES:
            continue
        plain: Counter[str] = Counter()
        lenient: Counter[str] = Counter()
        for text in texts:
            for line in text.splitlines():
                restored = restore(line.replace(ZWNJ, instead)) if line.strip() else ""
                plain += judge(line, restored)
                lenient += judge(line, restored, free)
        rows.append({
            "data": name, "lost": loss, "tool": tool, "words": plain["wanted"],
            **_ratios(plain, ""), **_ratios(lenient, "lenient_"),
        })  # fmt: skip
    return rows


def _ratios(counts: Counter[str], prefix: str) -> Row:
    return {
        f"{prefix}recall": round(counts["found"] / max(1, counts["wanted"]), 4),
        f"{prefix}precision": round(counts["right"] / max(1, counts["put"]), 4),
    }


def compounds(restore: Restorer) -> int:
    """How many of the six compounds come out right."""
    return sum(
        restore(lost) == gold for lost, gold in zip(COMPOUNDS, COMPOUNDS_GOLD, strict=True)
    )  # fmt: skip


def markdown(rows: list[Row]) -> str:
    """The rows as a table, plain figures first."""
    columns = ("data", "lost", "tool", "words", "recall", "precision", "lenient_recall",
               "lenient_precision", "compounds")  # fmt: skip
    lines = [list(columns), ["---"] * len(columns)]
    for row in rows:
        lines.append([_cell(row.get(column)) for column in columns])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("lenient_", "lenient ")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def main(
    tool: Annotated[list[str] | None, typer.Option(help="Only these; rows of others stay.")] = None,
    dev: Annotated[bool, typer.Option("--dev", help="The half to develop on; not kept.")] = False,
) -> None:
    """Score the tools, write `evaluation/zwnj.json`, and print the table."""
    folder = data_folder()
    if folder is None:
        typer.echo(f"Set {DATA} to the folder that has the data of others.", err=True)
        raise typer.Exit(1)
    data, half = folder / "data", "dev" if dev else "test"
    sets = {
        "news": news(data, half),
        "any news": news(data, half, keeping=False),
        "Dari": dari(data, half),
    }
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() and not dev else []
    rows = [row for name in TOOLS for row in _rows(name, sets, kept, not tool or name in tool)]
    order = [*sets, NOWHERE]
    rows.sort(key=lambda row: (order.index(row["data"]), row["lost"] != "deleted"))
    if not dev:
        RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_table(page, markdown(rows), "zwnj"), encoding="utf-8")
    typer.echo(markdown(rows))


def _rows(name: str, sets: dict[str, list[str]], kept: list[Row], wanted: bool) -> list[Row]:
    """The rows of one tool: new, or those kept of an earlier run."""
    old = [row for row in kept if row["tool"] == name]
    try:
        restore = TOOLS[name]() if wanted else None
    except ImportError:
        return old or [{"data": NOWHERE, "lost": "", "tool": name}]
    if restore is None:
        return old
    found = [row for data, texts in sets.items() for row in score(name, restore, data, texts)]
    return [row | {"compounds": compounds(restore)} for row in found]


if __name__ == "__main__":
    typer.run(main)

"""The laid-out page: which lines are content, and which are labels, stamps, widgets and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from neshast.folding import fold, key
from neshast.grammar import alternation, either
from neshast.lexicon import table

# A number (in a ring or a box too), a letter or a bullet before an item of a list.
ITEM = re.compile(
    "\\s*(?:\\(?\\d{1,3}\\s*[-.):؛ـ–\u20e3]|[\u2460-\u2473]|[-•_‣●○]|\\*(?!\\*)|[\u25aa-\u25fe\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?"
    "|(?:الف|ب|ج|د|هـ?|و)\\s*(?:[-)]|[.:](?=\\s))"
    rf"|{either('list_ordinals')}\s*[:؛-]"
    ")+\\s*(?=\\S)"
)
# An end mark that stands behind the last sentence, with the character before it.
_END_MARK = re.compile(
    r"[.؟!»\s]\s*/?(?:انتهای (?:پیام|خبر)|پایان (?:پیام|خبر))\s*/?\s*\d{0,6}\s*$"
)
_LATIN = re.compile("[A-Za-z]")
# «#معارف #لوگر», not «# X Y Z», which is a headline in Markdown.
_TAG = re.compile(r"#(?:\w+(?:[\s،|]+#?\w+){0,8}|\s\w+(?:[\s،|]+#\s?\w+){0,8})\s*$")
# «استانداری یزد » اخبار»: where on its site a page stands.
_CRUMBS = re.compile(r"[^«»:.]{2,60}(?:\s[»›>]\s[^«»:.]{2,60}){1,4}$")
_RULE = re.compile(r"[\W_]*$")
# How often a page was read or shared.
_COUNTER = re.compile(r"\d{1,6}")
# «date 2025-06-14» with the text of the report behind it.
_STAMPED = re.compile(r"date \d{4}-\d{2}-\d{2} [^|]{40,}[.؟!]$")
_SHORTEST_SENTENCE = 60
_MAX_HEADLINE = 220
# So many links to more make a page of teasers, and what may stand around one.
_TEASERS = 3
_AROUND_MORE = " .…:؛[]()<>»«›‹→←+-" + "\u200c"
# No end mark is longer.
_MARK_REACH = 60
# What decorates a line, and is no word of it.
PICTOGRAPHS = (
    "".join(map(chr, [*range(0x25AA, 0x25FF), *range(0x2600, 0x27C0), 0xFE0F]))
    + " "
    + "".join(map(chr, range(0x1F300, 0x1FB00)))
)
# «… دایر گردید. روی موضوعات ذیل بحث شد:»: a list follows what no headline tells.
_ANNOUNCES = re.compile(r"\w{2}[.؟!]\s+\S[^\n]*[:؛]\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the folded text at ``[start, end)``, trimmed.

    `kind` is ``blank``, ``label``, ``meta``, ``widget``, ``tail`` (what follows is not this
    page's), ``end`` or ``text``. A sentence broken over several lines of the text is one line here.
    """

    start: int
    end: int
    kind: str
    text: str

    @property
    def is_item(self) -> bool:
        """True if it begins with a number or a bullet."""
        return ITEM.match(self.text) is not None

    @property
    def is_short(self) -> bool:
        """True if it may be a headline: one sentence without a full stop, no item, not long."""
        return _may_head(self.text) and not self.is_item

    @property
    def is_short_item(self) -> bool:
        """True if what stands behind its number or bullet may be a headline."""
        item = ITEM.match(self.text)
        return item is not None and _may_head(self.text[item.end() :])


def _may_head(text: str) -> bool:
    stops = (".", "؟", "،")
    short = len(text) <= _MAX_HEADLINE and not text.rstrip(" »\"'").endswith(stops)
    return short and not _ANNOUNCES.search(text)


@lru_cache(maxsize=1)
def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a folded text, with their kinds; broken sentences are joined."""
    lines: list[Line] = []
    start = 0
    chain = False
    for piece in text.split("\n"):
        mark = _END_MARK.search(piece, max(0, len(piece) - _MARK_REACH))
        inner = (piece[: mark.start() + 1] if mark else piece).strip()
        first = start + len(piece) - len(piece.lstrip()) if inner else start
        start += len(piece) + 1
        if lines and inner and _runs_on(lines[-1], inner, chain):
            first = lines[-1].start
            inner = text[first : start - 1].strip()
            lines[-1] = Line(first, first + len(inner), lines[-1].kind, inner)
            chain = True
            continue
        chain = False
        lines.append(Line(first, first + len(inner), _kind(inner), inner))
    return tuple(_parted(lines))


def _parted(lines: list[Line]) -> list[Line]:
    """The lines of a page; where «ادامه مطلب» stands again and again, each ends a teaser."""
    more = [i for i, line in enumerate(lines) if line.text.strip(_AROUND_MORE) in _more()]
    if len(more) < _TEASERS:
        return lines
    return [replace(line, kind="end") if i in more else line for i, line in enumerate(lines)]


def _runs_on(line: Line, following: str, chain: bool) -> bool:
    """True if `following` goes on with a sentence that a line break has cut."""
    if line.kind != "text":
        return False
    if not line.text.endswith("،"):
        last = line.text.rsplit("\n", 1)[-1]
        if not chain or last.endswith((".", "؟", "!", ":")) or len(following) > len(last) * 1.4:
            return False
    return not ITEM.match(following) and _kind(following) == "text"


def repeats(headline: str, text: str) -> bool:
    """True if `text` begins by repeating the headline, whatever its spacing."""
    short = key(headline)
    begin = key(text[: len(headline) * 2 + 20])[: len(short) + 12]
    return len(short) >= 8 and fuzz.ratio(short, begin[: len(short)]) >= 74


def _kind(line: str) -> str:
    line = line.strip(PICTOGRAPHS)
    if not line or (_RULE.match(line) and "#" not in line and "*" not in line):
        return "blank"
    if (line.count("|") > 1 and len(line) < 120) or _COUNTER.fullmatch(line):
        return "widget"
    if len(line) < 90 and 3 * len(_LATIN.findall(line)) > len(line):
        return "widget"
    if _TAG.match(line) and "." not in line:
        return "widget"
    if _STAMPED.match(line):
        return "text"
    if _CRUMBS.match(line) or _masthead().fullmatch(line):
        return "label"
    told = len(line) > _SHORTEST_SENTENCE or _done().search(line)
    sentence = line.endswith(".") and told
    bare = line.rstrip(":؛. ")
    for kind, prefixes, whole, limit in _rules():
        if kind == "meta" and len(line) < limit and _inside().search(line):
            return kind
        if line in whole or bare in whole:
            return kind
        if len(line) <= limit and line.startswith(prefixes):
            if sentence and line.startswith(_owners()):
                continue
            return kind
    return "text"


# How long a line may be that is told by its beginning alone.
_LIMITS = {"end": 40, "meta": 140, "tail": 48, "label": 48, "widget": 110}


@cache
def _rules() -> tuple[tuple[str, tuple[str, ...], frozenset[str], int], ...]:
    found: dict[str, tuple[list[str], set[str]]] = {}
    for row in table("page_lines", "kind", "how", "phrase"):
        prefixes, whole = found.setdefault(row["kind"], ([], set()))
        if row["how"] in ("prefix", "word", "owner"):
            # A word as prefix must end there: «اخبار روز», not «اخباری».
            prefixes.append(fold(row["phrase"]) + (" " if row["how"] == "word" else ""))
        elif row["how"] == "whole":
            whole.add(fold(row["phrase"]))
    return tuple(
        (kind, tuple(found[kind][0]), frozenset(found[kind][1]), limit)
        for kind, limit in _LIMITS.items()
        if kind in found
    )


@cache
def _more() -> frozenset[str]:
    """Links to the rest of a piece of which a page shows the begin: «ادامه مطلب»."""
    rows = table("page_lines", "how", "phrase")
    return frozenset(fold(row["phrase"]) for row in rows if row["how"] == "more")


@cache
def _masthead() -> re.Pattern[str]:
    """«فصلنامه X، صفحه 7», «X - خبرنامه هفته وار»: a paper's name, no sentence about it."""
    rows = table("page_lines", "how", "phrase")
    papers = alternation(fold(row["phrase"]) for row in rows if row["how"] == "paper")
    sentence = rf"(?!.*\s{either('light_verb', 'stands')}[.!؟]?$)"
    return re.compile(rf"{sentence}(?:[^.:؛]{{2,40}} [-–|] )?{papers}(?!\w)[^.:؛؟]{{0,50}}")


@cache
def _done() -> re.Pattern[str]:
    """«روزنامه X تعیین گردید.»: a sentence, however short."""
    return re.compile(rf"\s{either('light_verb')}\.$")


@cache
def _owners() -> tuple[str, ...]:
    """Offices whose names stand alone on a page, and also say things: «روابط عمومی …»."""
    rows = table("page_lines", "how", "phrase")
    return tuple(fold(row["phrase"]) for row in rows if row["how"] == "owner")


@cache
def _inside() -> re.Pattern[str]:
    """Stamps and counters that tell a line wherever they stand in it."""
    phrases = [
        re.escape(fold(row["phrase"]))
        for row in table("page_lines", "kind", "how", "phrase")
        if row["how"] == "inside"
    ]
    return re.compile("|".join(phrases))

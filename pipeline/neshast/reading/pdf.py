"""PDF: of two extractors and three readings of each the most Persian one; scans by tesseract."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.found import EMPTY, Item, Text
from neshast.reading.helper import ask
from neshast.reading.persian import READINGS, brackets_right, known_share
from neshast.reading.scans import pages_by_sight, picture_by_sight

PAGES_CUT = "pages_cut"
TEXT_DOUBTFUL = "text_doubtful"
PAGES_WITHOUT_TEXT = "pages_without_text"

# A reading this good is not compared with those of the slower extractor.
_GOOD = 0.75
# One this bad is no text that anybody could read: letters without their code, or a scan.
_BAD = 0.3
# Fewer letters on all pages are a stamp of the scanner, not the text of the document.
_FEW_LETTERS = 20
# Fewer words of Persian tell nothing of how good the text is.
_FEW_WORDS = 5
# Pages read within one time limit; those of the beginning decide how the others are read.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Reading:
    route: str
    pages: tuple[str, ...]
    share: float
    words: int

    @property
    def empty(self) -> bool:
        """True if this is no text, or next to none."""
        letters = (char for page in self.pages for char in page if char.isalnum())
        return sum(1 for _ in islice(letters, _FEW_LETTERS)) < _FEW_LETTERS

    def below(self, share: float) -> bool:
        """True if there is Persian in it, and less of its words than `share` is known."""
        return self.words >= _FEW_WORDS and self.share < share


def read_pdf(item: Item, data: bytes, limits: Limits) -> Text:
    """The text of a PDF, its pages one after the other.

    `Text.obtained` holds ``pages``, the offset in the text at which each page begins, and
    ``known``, the share of its words that the tables know.

    Raises:
        InputError: if it is locked, damaged, or has no text and cannot be read by sight.
    """
    last = min(_AT_ONCE, limits.pages)
    begun = ask("pdf", data, limits, by="pdfium", first=0, pages=last)
    if begun.get("locked"):
        raise InputError("locked with a password; unlock it first")
    count = begun["count"]
    by, pages = _better(begun["texts"], data, last, limits)
    rest, lost = _rest(by, data, range(len(pages), min(count, limits.pages)), limits)
    best = _best(by, [*pages, *rest])
    warnings = [PAGES_CUT] if count > limits.pages or lost else []
    if best.empty or best.below(_BAD):
        best, cut = _by_sight(best, data, count, limits)
        warnings = [PAGES_CUT] if cut else warnings
    elif any(not page.strip() for page in best.pages):
        warnings.append(PAGES_WITHOUT_TEXT)
    return _text(f"pdf:{best.route}", best, warnings)


def read_scan(item: Item, data: bytes, limits: Limits) -> Text:
    """The text of a scanned picture, with the same facts as that of a PDF.

    Raises:
        InputError: if tesseract is missing, fails, or sees no text.
    """
    best = _best("tesseract", picture_by_sight(data, limits))
    return _text(f"scan:{best.route}", best, [])


def _text(route: str, best: _Reading, warnings: list[str]) -> Text:
    """The text of a reading.

    Raises:
        InputError: if it is empty.
    """
    text, starts = _joined(best.pages)
    if not text.strip():
        raise InputError(EMPTY)
    if best.below(_GOOD):
        warnings = [*warnings, TEXT_DOUBTFUL]
    known: dict[str, Any] = {"pages": starts, "known": round(best.share, 2)}
    return Text(brackets_right(text), "utf-8", route, obtained=known, warnings=tuple(warnings))


def _better(pages: list[str], data: bytes, last: int, limits: Limits) -> tuple[str, list[str]]:
    """The better extractor for the first pages, and its text of them; `pages` is pdfium's."""
    best = _best("pdfium", pages)
    if best.below(_GOOD):
        try:
            other = ask("pdf", data, limits, by="pdfminer", first=0, pages=last)["texts"]
        except InputError:
            return "pdfium", pages
        if _best("pdfminer", other).share > best.share:
            return "pdfminer", other
    return "pdfium", pages


def _rest(by: str, data: bytes, wanted: range, limits: Limits) -> tuple[list[str], bool]:
    """The text of these pages, as far as the extractor comes, and True if it breaks off."""
    pages: list[str] = []
    for first in wanted[::_AT_ONCE]:
        last = min(first + _AT_ONCE, wanted.stop)
        try:
            pages += ask("pdf", data, limits, by=by, first=first, pages=last)["texts"]
        except InputError:
            return pages, True
    return pages, False


def _by_sight(best: _Reading, data: bytes, count: int, limits: Limits) -> tuple[_Reading, bool]:
    """The reading of tesseract and whether pages are missing; or `best` if that is better.

    Raises:
        InputError: if `best` is empty and the pages cannot be read by sight.
    """
    try:
        pages = pages_by_sight(data, count, limits)
    except InputError as fault:
        if best.empty:
            raise InputError(f"there is no text in it, only pictures; {fault}") from None
        return best, count > limits.pages
    seen = _best("tesseract", pages)
    if not best.empty and seen.share <= best.share:
        return best, count > limits.pages
    return seen, count > len(pages)


def _best(name: str, pages: list[str]) -> _Reading:
    """The most Persian reading of what an extractor gave; of equal ones the least changed."""
    found: _Reading | None = None
    for route, read in READINGS.items():
        texts = tuple(read(page) for page in pages)
        share, words = known_share("\n".join(texts))
        one = _Reading(name + route, texts, share, words)
        if found is None or one.share > found.share:
            found = one
    assert found is not None
    return found


def _joined(pages: tuple[str, ...]) -> tuple[str, list[int]]:
    """All pages with a line feed after each, and where each begins."""
    text, starts, length = [], [], 0
    for page in pages:
        starts.append(length)
        whole = page.strip("\n\f") + "\n"
        text.append(whole)
        length += len(whole)
    return "".join(text), starts

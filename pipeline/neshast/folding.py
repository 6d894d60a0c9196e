"""One spelling for each word: letters, digits and spaces of Persian text united.

`fold` is for words of tables and for keys; the stage of the same name keeps offsets by logging
the same edits through `fold_edits`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import merge
from itertools import pairwise

from neshast.aligned import Aligned, Edit

# Spellings kept: more than the tables hold, and no more in a run of a million reports.
_REMEMBERED = 1 << 16

# One code point for one code point: offsets stay as they are.
_LETTERS = {
    "ي": "ی", "ى": "ی", "ے": "ی", "ې": "ی", "ۍ": "ی", "ئ": "ی", "ێ": "ی",
    "ك": "ک", "ڪ": "ک", "ګ": "گ", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۂ": "ه",
    "ؤ": "و", "ۆ": "و", "أ": "ا", "إ": "ا", "ٱ": "ا", "ٲ": "ا", "ﺁ": "آ",
    ",": "،", ";": "؛", "?": "؟", "٫": ".", "٬": "،",
    "“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "⁄": "/",
    "\u200c": " ", "\u00a0": " ", "\t": " ", "\r": " ", "\u2028": "\n", "\u2029": "\n",
    "\u0085": "\n", "\x0b": "\n", "\x0c": "\n", "\x00": " ",
}  # fmt: skip
_DIGITS = {chr(base + i): str(i) for base in (0x06F0, 0x0660) for i in range(10)}
_SPACES = {chr(c): " " for c in (0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B))}
_ONE_FOR_ONE = _LETTERS | _DIGITS | _SPACES
_ONE_TO_ONE = str.maketrans(_ONE_FOR_ONE)
_REPLACED = re.compile(f"[{re.escape(''.join(_ONE_FOR_ONE))}]")

# Marks that belong to the letter before them: harakat, superscript alef, hamza above, tatweel,
# the loose hamza of «جلسهء» and «اجراء», and variation selectors.
_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\ufe00-\ufe0f\u0621"
# Invisible characters that carry nothing: joiner, bidi marks, soft hyphen, word joiner, BOM.
_INVISIBLE = "\u00ad\u034f\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Marks that stand alone, as presentation forms: on a space, on a tatweel, hamza.
_LONE_MARKS = "\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe80"
_PRESENTATION = "\ufb50-\ufdff\ufe70-\ufefc"
_NOTHING = _MARKS + _INVISIBLE + _LONE_MARKS
_CHANGES = re.compile(
    rf"[^\n {_NOTHING}][{_MARKS}][{_NOTHING}]*| [ {_NOTHING}]+"
    rf"|[{_NOTHING}][ {_NOTHING}]*|[{_PRESENTATION}]"
)
_BARE = re.compile(f"[{_NOTHING}]")
_SPECIAL = re.compile(f"[{_NOTHING}{_PRESENTATION}]")
_NEAR_CHANGES = re.compile(f"[{_NOTHING}{_PRESENTATION}]|  ")
_WIDE = re.compile("  +")
_TOUCHED = re.compile(f"[{re.escape(''.join(_ONE_FOR_ONE))}{_NOTHING}{_PRESENTATION}]|  ")


def fold_edits(raw: str, breaks: Iterable[int] = (), gaps: Iterable[int] = ()) -> Aligned:
    """`raw` folded, with every change of length logged.

    Letters, digits and punctuation are united one for one; a zero-width non-joiner becomes a
    space, runs of spaces become one, marks and invisible characters go.

    Args:
        breaks: offsets of line ends in text order that are spaces (`neshast.wrapping`).
        gaps: offsets in text order before which a space was lost (`neshast.gluing`).
    """
    base = raw
    if places := list(breaks):
        pieces = [raw[a + 1 : b] for a, b in pairwise((-1, *places, len(raw)))]
        base = " ".join(pieces)
    # Few different characters are replaced in a text: one by one is faster than place by place.
    for char in set(_REPLACED.findall(raw)):
        base = base.replace(char, _ONE_FOR_ONE[char])
    wide = "  " in base
    edits: Iterable[Edit]
    if _SPECIAL.search(base):
        edits = _edits(base, _NEAR_CHANGES if wide else _SPECIAL)
    else:
        edits = (Edit(*match.span(), " ") for match in (_WIDE.finditer(base) if wide else ()))
    inserted = [Edit(at, at, " ") for at in gaps]
    if inserted:
        edits = merge(inserted, edits, key=lambda edit: edit.start)
    return Aligned(raw, edits, base)


def _edits(base: str, signs: re.Pattern[str]) -> Iterator[Edit]:
    """The changes of length of a text; `signs` finds a character of each."""
    done = 0
    for near in signs.finditer(base):
        at = near.start()
        if at < done:
            continue
        # A change begins here, or one character before: the letter of a mark, the space of a gap.
        match = _CHANGES.match(base, at - 1) if at > done else None
        match = match or _CHANGES.match(base, at)
        assert match is not None
        run, done = match.group(), match.end()
        first = run[0]
        if first == " " or _BARE.match(first):
            new = " " if " " in run else ""
        else:
            new = _presentation(first)
        yield Edit(match.start(), done, new)


def _presentation(char: str) -> str:
    """A presentation form as plain letters; any other character as it is."""
    if "\ufb50" <= char <= "\ufefc":
        return _BARE.sub("", unicodedata.normalize("NFKC", char).translate(_ONE_TO_ONE))
    return char


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """`text` folded as documents are: for the words of tables."""
    # Most are the words of folded texts.
    return (fold_edits(text).text if _TOUCHED.search(text) else text).strip()


_KEY_DROPS = re.compile(r"[^\w]|_")
_KEY_LETTERS = str.maketrans({"آ": "ا"})


@lru_cache(maxsize=_REMEMBERED)
def key(text: str) -> str:
    """A key that unites all spellings of a name: folded, no spaces or punctuation, آ as ا.

    «رضائی» and «رضایی» are one key, and so are «علی‌زاده» and «علیزاده».
    """
    return _KEY_DROPS.sub("", fold(text)).translate(_KEY_LETTERS)

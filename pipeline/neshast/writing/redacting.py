"""Records without the names of their persons.

A person is called after his number in the record (``P1``) wherever a name of his stands, in fields
and in quotes, in any spelling. The number says nothing outside the record: two records never
share a person. What leads back to the text goes too: its address, path, id and hashes, and every
offset, which would count in a text that has the names. Offices, bodies, places and the words of
quotes stay, and can tell who somebody is: a record without names is not anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from neshast.folding import fold_edits, key

Record = Mapping[str, Any]

# Strings that are words of a text, or made of them.
_WORDED = frozenset(("text", "name", "title", "place"))
_OFFSETS = frozenset(("start", "end"))
_WORD = re.compile(r"[^\W_]+")
# A name of fewer letters is looked for only beside the rest of its name.
_SHORTEST = 3
# More words have no name.
_LONGEST = 8


def redacted(record: Record) -> dict[str, Any]:
    """The record without names, and without what leads back to its text.

    Args:
        record: in the shape of the contract.
    """
    names = _names(record)
    without: dict[str, Any] = _walk(record, names)
    return without | {"source": without["source"] | _source(record)}


def _names(record: Record) -> dict[str, str]:
    """What each spelling of a name becomes, by its key; the first person of a name has it."""
    names: dict[str, str] = {}
    parts: dict[str, str] = {}
    for person in record["persons"]:
        pseudonym = person["id"].upper()
        mentions = [m["text"] for m in person["mentions"] if m["form"] == "name"]
        for name in (person["name"], *mentions):
            names.setdefault(key(name), pseudonym)
            for word in name.split():
                parts.setdefault(key(word), pseudonym)
    names.pop("", None)
    long = {part: name for part, name in parts.items() if len(part) >= _SHORTEST}
    return long | names


def _source(record: Record) -> dict[str, Any]:
    """What changes in the source."""
    nothing = dict.fromkeys(("sha256", "text_sha256", "path", "url"))
    segment = {**record["source"]["segment"], "start": None, "end": None}
    # The id of the record is all that its keeper needs to withdraw it.
    own = {"doc_id": record["record_id"], "segment": segment, "extra": {}}
    return {**nothing, **own}


def _walk(value: Any, names: Mapping[str, str], name: str = "") -> Any:
    if isinstance(value, dict):
        return {inner: _walk(part, names, inner) for inner, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, names, name) for part in value]
    if name in _OFFSETS and isinstance(value, int):
        return None
    return without_names(value, names) if name in _WORDED and isinstance(value, str) else value


def without_names(text: str, names: Mapping[str, str]) -> str:
    """The text with a pseudonym for each run of words that is a name.

    Args:
        text: as it was written.
        names: the pseudonym by the key (`neshast.folding.key`) of each name.
    """
    pieces: list[str] = []
    done = 0
    for start, end, pseudonym in _found(text, names):
        pieces += (text[done:start], pseudonym)
        done = end
    return "".join((*pieces, text[done:]))


def _found(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and pseudonym of each name, the longest at every word."""
    folded = fold_edits(text)
    words = [(match.span(), key(match.group())) for match in _WORD.finditer(folded.text)]
    at = 0
    while at < len(words):
        for count in range(min(_LONGEST, len(words) - at), 0, -1):
            joined = "".join(word for _, word in words[at : at + count])
            if joined in names:
                span = folded.span(words[at][0][0], words[at + count - 1][0][1])
                yield span.start, span.end, names[joined]
                at += count
                break
        else:
            at += 1

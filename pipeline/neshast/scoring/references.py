"""Annotations of texts that may not be passed on: by id, hash and offsets instead of words.

Such an annotation has no ``text`` but ``text_from``: the ``file`` under the folder that the
variable NESHAST_DATA names (JSON Lines, plain or gzip), the ``id`` of the line and the ``sha256``
of its title, a line feed and its body, which together are the text. In its records ``@12:20``
stands for the quote of those code points, and ``#12:15 #18:20`` for a name put together of them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from neshast.aligned import Span
from neshast.errors import GoldError, quoted

DATA = "NESHAST_DATA"

_QUOTE = re.compile(r"@(\d+):(\d+)")
_PIECE = re.compile(r"#(\d+):(\d+)")


def data_folder() -> Path | None:
    """The folder of outside data, if the variable names one that is there."""
    folder = os.environ.get(DATA)
    return Path(folder) if folder and Path(folder).is_dir() else None


def fetch(reference: Mapping[str, str]) -> str:
    """The text that an annotation refers to.

    Raises:
        GoldError: if there is no outside data, no such line in it, or its text has changed.
    """
    folder = data_folder()
    if folder is None:
        raise GoldError(f"the text is in {reference['file']}: set {DATA} to the folder that has it")
    digests = _texts(folder / reference["file"]).get(reference["id"], {})
    if not digests:
        raise GoldError(f"{reference['file']} has no line with id {quoted(reference['id'])}")
    if reference["sha256"] not in digests:
        raise GoldError(
            f"{reference['file']}: the text of {quoted(reference['id'])} is another one"
        )
    return digests[reference["sha256"]]


@lru_cache(maxsize=2)
def _texts(file: Path) -> dict[str, dict[str, str]]:
    """Every text of a file by id, then by hash: an id may stand there twice."""
    found: dict[str, dict[str, str]] = {}
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                row = json.loads(line)
                text = f"{row['title']}\n{row['body']}"
                digest = hashlib.sha256(text.encode()).hexdigest()
                found.setdefault(row["id"], {})[digest] = text
    except OSError as error:
        raise GoldError(f"{file}: cannot be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{file}: not JSON Lines with id, title and body ({error})") from error
    return found


def span_of(quote: str) -> Span:
    """The span of ``@12:20``.

    Raises:
        GoldError: if it is written otherwise.
    """
    place = _QUOTE.fullmatch(quote)
    if place is None:
        raise GoldError(f"«{quote}» is no place; write @start:end")
    return Span(int(place[1]), int(place[2]))


def dereference(value: Any, text: str, quoted: Callable[[Span], str]) -> Any:
    """`value` with offsets replaced by words, at any depth.

    Args:
        value: an annotated record, or a part of one.
        text: what the offsets count in.
        quoted: makes the quote of a span, so that it is found there again and nowhere else.
    """
    if isinstance(value, str):
        if _QUOTE.fullmatch(value):
            return quoted(span_of(value))
        return _PIECE.sub(lambda piece: text[int(piece[1]) : int(piece[2])], value)
    if isinstance(value, list):
        return [dereference(part, text, quoted) for part in value]
    if isinstance(value, dict):
        return {name: dereference(part, text, quoted) for name, part in value.items()}
    return value

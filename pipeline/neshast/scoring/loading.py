"""Annotated documents from files: our own format, with the text in it or referred to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neshast.aligned import Span
from neshast.errors import GoldError, quoted
from neshast.scoring.gold import GoldDocument, quote_of, whole
from neshast.scoring.references import dereference, fetch, span_of


def load_gold(path: Path) -> list[GoldDocument]:
    """The annotated documents of a file, or of a folder's ``*.json`` in order of name.

    Raises:
        GoldError: if there is no file, a file is not JSON or lacks a key, an id repeats, or a text
            that a file refers to is not at hand.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: no *.json file here; give a folder of annotations or one file")
    documents: dict[str, GoldDocument] = {}
    for file in files:
        document = _read_file(file)
        if document.doc_id in documents:
            raise GoldError(
                f"{file}: doc_id {quoted(document.doc_id)} stands in two files; rename one"
            )
        documents[document.doc_id] = document
    return list(documents.values())


def _read_file(file: Path) -> GoldDocument:
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        text, records = _text_and_records(content)
        return GoldDocument(
            doc_id=content["doc_id"],
            variety=content["variety"],
            published=content.get("published"),
            text=text,
            tags=tuple(content.get("tags", ())),
            records=records,
        )
    except OSError as error:
        raise GoldError(f"{file}: cannot be read ({error.strerror}); check the path") from error
    except ValueError as error:
        raise GoldError(f"{file}: not JSON in UTF-8 ({error})") from error
    except KeyError as error:
        raise GoldError(f"{file}: key {error.args[0]!r} is missing; add it") from error
    except (TypeError, AttributeError) as error:
        raise GoldError(f"{file}: not one annotated document (a JSON object)") from error
    except GoldError as error:
        raise GoldError(f"{file}: {error}") from error


def _text_and_records(content: Mapping[str, Any]) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    if "text_from" not in content:
        return content["text"], tuple(content["records"])
    text = fetch(content["text_from"])
    return text, tuple(_quoted(record, text) for record in content["records"])


def _quoted(record: Mapping[str, Any], text: str) -> Mapping[str, Any]:
    """A record by offsets as one by quotes."""
    segment = whole(text)
    given = {name: value for name, value in record.items() if name != "segment"}
    ends = None
    if record.get("segment"):
        first, last = (span_of(end) for end in record["segment"])
        after_first = Span(first.start, segment.end)
        ends = [quote_of(text, segment, first), quote_of(text, after_first, last)]
        segment = Span(first.start, last.end)
    quoted = dereference(given, text, lambda span: quote_of(text, segment, span))
    return {**({"segment": ends} if ends else {}), **quoted}

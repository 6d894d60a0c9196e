"""Golden records: whole records of whole samples, as they were when somebody last approved them."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from neshast.api import document_of, pipeline_of
from neshast.run import ERROR, process

FOLDER = Path(__file__).parent / "golden"
TRAIN = Path(__file__).parent.parent / "corpora" / "train"
IDS = ("af_02", "af_06", "af_08", "af_10", "ir_02", "ir_03", "ir_05", "ir_09")


def path_of(doc_id: str) -> Path:
    """The file with the records of a sample."""
    return FOLDER / f"{doc_id}.jsonl"


def records_now(doc_id: str) -> str:
    """The records of a sample as the program writes them now, one line each.

    The last key is left out: `provenance` changes with every word in a table.
    """
    gold = json.loads((TRAIN / f"{doc_id}.json").read_text(encoding="utf-8"))
    result = process(document_of(gold["text"], gold["published"], doc_id), pipeline_of())
    assert result.status != ERROR, result.message
    return "".join(line.rpartition(',"provenance":')[0] + "}\n" for line in result.lines)


def difference(stored: str, now: str) -> str:
    """What changed, key by key; empty for the same bytes."""
    if stored == now:
        return ""
    lines = difflib.unified_diff(
        _spread(stored), _spread(now), "as approved", "as found now", lineterm=""
    )
    return "\n".join(lines) or "only white space or the order of keys differs"


def _spread(records: str) -> list[str]:
    plain = [json.loads(line) for line in records.splitlines()]
    return json.dumps(plain, ensure_ascii=False, indent=1).splitlines()

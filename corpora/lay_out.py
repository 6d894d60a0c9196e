"""Lays the texts of some annotated reports out as files that `neshast extract` reads.

    python corpora/lay_out.py

The annotations `train/af_01.json` to `train/ir_12.json` are the source. From them come, with the
same document ids: `samples/texts/<id>.txt`, the bare text; and `samples/reports.jsonl`, one report
a line with its day of publication where the annotation states one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TRAIN = Path(__file__).parent / "train"
SAMPLES = Path(__file__).parent / "samples"


def laid_out(train: Path, samples: Path) -> dict[Path, str]:
    """The files of `samples` that belong to annotations in `train`, by path, with their content."""
    files, lines = {}, []
    for source in sorted(train.glob("[ai][fr]_[01][0-9].json")):
        gold = json.loads(source.read_text(encoding="utf-8"))
        files[samples / "texts" / f"{gold['doc_id']}.txt"] = gold["text"]
        lines.append(json.dumps(_report(gold), ensure_ascii=False) + "\n")
    files[samples / "reports.jsonl"] = "".join(lines)
    return files


def _report(gold: dict[str, Any]) -> dict[str, str]:
    report = {"id": gold["doc_id"], "text": gold["text"]}
    return report | ({"published": gold["published"]} if gold["published"] else {})


def main() -> None:
    """Write the files, and remove texts whose annotation is gone."""
    files = laid_out(TRAIN, SAMPLES)
    (SAMPLES / "texts").mkdir(exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content.encode())
    for path in (SAMPLES / "texts").glob("*.txt"):
        if path not in files:
            path.unlink()


if __name__ == "__main__":
    main()

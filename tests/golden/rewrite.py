"""Approves what the program finds now: writes the golden records and the record of the README.

python tests/golden/rewrite.py

Read the difference (`git diff`, or the failing test) before you commit it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from golden_case import FOLDER, IDS, path_of, records_now
from readme_case import README, rewritten


def main() -> None:
    """Write every file; remove those of samples that are golden no more."""
    for path in FOLDER.glob("*.jsonl"):
        if path.stem not in IDS:
            path.unlink()
    for doc_id in IDS:
        path, now = path_of(doc_id), records_now(doc_id).encode()
        if not path.exists() or path.read_bytes() != now:
            path.write_bytes(now)
            typer.echo(f"written: {path.name}")
    page = rewritten()
    if page != README.read_text(encoding="utf-8"):
        README.write_text(page, encoding="utf-8")
        typer.echo(f"written: {README.name}")


if __name__ == "__main__":
    main()

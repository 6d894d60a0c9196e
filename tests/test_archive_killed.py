"""`neshast index` under kill -9: nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive_case import CONTENT, ask, many, write
from neshast.archive.indexing import Listener, index
from neshast.archive.store import writing
from neshast.writing.relational import TABLES

_CHILD = """
import sys
from neshast.archive.indexing import Listener, index
from neshast.archive.store import writing

class Acknowledge(Listener):
    def acknowledged(self, records):
        print(records, flush=True)

with writing("a.sqlite") as connection:
    index(connection, ["r.jsonl"], batch=int(sys.argv[1]), listener=Acknowledge())
print("done", flush=True)
"""


def _killed_after(lines: int, batch: int, chance: random.Random) -> int:
    """The records that a run had acknowledged when it was killed."""
    command = [sys.executable, "-c", _CHILD, str(batch)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        acknowledged = 0
        for _ in range(lines):
            line = child.stdout.readline().strip()
            if line.isdigit():
                acknowledged = int(line)
        # Somewhere in the next transaction.
        for _ in range(chance.randrange(200_000)):
            pass
        child.send_signal(signal.SIGKILL)
        rest = [int(line) for line in child.stdout if line.strip().isdigit()]
        return max([acknowledged, *rest])


def test_kill_9_loses_nothing_acknowledged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "pipeline"))
    records = many(600)
    write(Path("r.jsonl"), records)
    chance = random.Random(7)
    for lines in (1, 2, 5, 9, 3):
        acknowledged = _killed_after(lines, 40, chance)
        assert acknowledged >= 40 * lines or acknowledged == 600
        kept = ask("SELECT record_id FROM meetings")
        assert len(set(kept)) == len(kept)
        assert {record["record_id"] for record in records[:acknowledged]} <= {k for (k,) in kept}
        assert ask("PRAGMA integrity_check") == [("ok",)]
    with writing("a.sqlite") as connection:
        index(connection, ["r.jsonl"])
    with writing("clean.sqlite") as connection:
        index(connection, ["r.jsonl"], listener=Listener())
    assert ask(CONTENT) == ask(CONTENT, "clean.sqlite")
    for table in TABLES:
        assert ask(f"SELECT count(*) FROM {table}") == ask(
            f"SELECT count(*) FROM {table}", "clean.sqlite"
        )

"""Calling the command line in tests, in this process and as one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli_stub import StubPipeline
from neshast.cli import main

RUNNER = CliRunner()
STUB = Path(__file__).with_name("cli_stub.py")
SOURCES = Path(__file__).parents[1] / "pipeline"


def use_stub(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Commands run in `folder`, with the pipeline of a few lines."""
    for module in ("extract", "explain", "evaluate"):
        path = f"neshast.commands.{module}.build_pipeline"
        monkeypatch.setattr(path, lambda settings: StubPipeline())
    monkeypatch.chdir(folder)


def call(*arguments: str, given: bytes | str | None = None) -> Result:
    return RUNNER.invoke(main, list(arguments), input=given)


def shell(*arguments: str, given: bytes = b"", script: Path | None = STUB) -> Any:
    command = [str(script)] if script else ["-m", "neshast"]
    return subprocess.run(
        [sys.executable, "-W", "error", *command, *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )


def put(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def records(name: str = "records.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_bytes().split(b"\n") if line]


def manifest(name: str = "records.jsonl") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(f"{name}.manifest.json").read_text("utf-8"))
    totals = content["totals"]
    kinds = ("with_records", "no_meeting", "unsupported_language", "errors")
    assert totals["documents"] == sum(totals[kind] for kind in kinds) == len(content["documents"])
    assert totals["records"] == sum(d.get("records", 0) for d in content["documents"])
    assert totals["skipped"] == len(content["skipped"])
    return content


def one_line(result: Result) -> str:
    """The only line on standard error."""
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    return str(result.stderr).strip()

"""The README cannot go stale: its snippets run, its record and its numbers are those of runs."""

from __future__ import annotations

import json
import re
import runpy
import shlex
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cli_case import call
from readme_case import PUBLISHED, README, blocks, record_now, shown

ROOT = README.parent
FENCE = re.compile(r"`(neshast [^`]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#([^)]*))?\)")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of somebody who follows the README."""
    (report,) = blocks("text")
    (tmp_path / "report.txt").write_text(report, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.txt").write_text(report, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_record_is_what_comes_out() -> None:
    (written,) = map(json.loads, blocks("json"))
    hint = "python tests/golden/rewrite.py writes it as it is now"
    assert written == shown(written, record_now()), hint
    assert f"published on {PUBLISHED}" in README.read_text(encoding="utf-8")


def test_the_shell_commands(desk: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    inline = FENCE.findall(README.read_text(encoding="utf-8"))
    ran = 0
    for line in lines + inline:
        command, *arguments = shlex.split(line, comments=True)
        if command == "make":
            assert set(arguments) <= targets
        else:
            assert command.removeprefix(".venv/bin/") == "neshast"
            result = call(*arguments)
            assert result.exit_code == 0, result.output
            ran += 1
    assert ran >= 4 and (desk / "why.html").exists() and (desk / "meetings.csv").exists()


def test_the_python_snippets(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _know_the_component()
    _follow_the_commands()
    shared: dict[str, Any] = {}
    for block in blocks("python"):
        if "import duckdb" in block and find_spec("duckdb") is None:
            continue
        exec(compile(block, "README.md", "exec"), shared)
    printed = capsys.readouterr().out
    record = record_now()
    assert record["date"]["edtf"] in printed and record["venue"]["text"] in printed
    assert all(person["name"] in printed for person in record["persons"])
    (of_spacy,) = [line for line in printed.splitlines() if line.startswith(record["kind"])]
    assert of_spacy.endswith(record["venue"]["text"])


def _follow_the_commands() -> None:
    """What the snippets read, as the commands of the README make it."""
    for command in (
        f"extract reports/ -o records.jsonl --published {PUBLISHED}",
        "index records.jsonl --db archive.sqlite",
        "export records.jsonl --to csv -o tables",
    ):
        assert call(*command.split()).exit_code == 0


def _know_the_component() -> None:
    """An installed neshast announces its component to spaCy; the bare sources cannot."""
    try:
        metadata.distribution("neshast")
    except metadata.PackageNotFoundError:
        import neshast.spacy_bridge  # noqa: F401


def test_the_numbers_are_those_of_the_result_files() -> None:
    score = runpy.run_path(str(ROOT / "evaluation" / "score.py"))
    for path, page in score["pages"]().items():
        assert path.read_text(encoding="utf-8") == page, "make evaluate writes the tables"


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("*/README.md")))
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        found = path.parent / target
        assert found.exists(), f"{path.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.M)
            assert anchor in {head.lower().replace(" ", "-") for head in heads}

"""The other commands: help, version, completion, schema, table, explain, evaluate."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive_case import both, write
from cli_case import RUNNER, SOURCES, call, manifest, one_line, put, records, shell, use_stub
from cli_stub import BREAKS, MEETING, NO_MEETING, record
from neshast.api import document_of
from neshast.cli import ORDER, main
from neshast.commands import common
from neshast.scoring.fields import MEASURES


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_stub(monkeypatch, tmp_path)


# help, version, completion, schema


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['neshast', '--help']\n"
        "from neshast.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'hazm', 'spacy', 'numpy', 'pydantic', 'rich', 'neshast.settings'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    env = {**os.environ, "PYTHONPATH": str(SOURCES)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"extract" in result.stdout


def test_importing_neshast_loads_nothing() -> None:
    code = "import sys, neshast; sys.exit(len([m for m in sys.modules if 'neshast.' in m]))"
    env = {**os.environ, "PYTHONPATH": str(SOURCES)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0


@pytest.mark.parametrize(
    "command", ["extract", "explain", "schema", "table", "evaluate", "version"]
)
def test_every_command_has_an_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"Example:  neshast {command}" in result.stdout


def test_help_lists_every_command_in_one_order() -> None:
    listed = call("--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    assert tuple(line.split()[0] for line in listed.splitlines()) == ORDER


def test_completion() -> None:
    env = {
        **os.environ,
        "PYTHONPATH": str(SOURCES),
        "_NESHAST_COMPLETE": "complete_bash",
        "COMP_WORDS": "neshast ex",
        "COMP_CWORD": "1",
    }
    command = [sys.executable, "-m", "neshast"]
    result = subprocess.run(command, capture_output=True, env=env, text=True, check=False)
    assert result.stdout.split() == ["extract", "explain", "export"]


def test_version() -> None:
    assert call("version").stdout == call("--version").stdout
    assert call("version").stdout.startswith("neshast ")


def test_schema() -> None:
    schema = json.loads(call("schema").stdout)
    assert schema["title"] == "MeetingRecord"
    assert "source" in schema["required"]
    assert "from" in schema["$defs"]["Time"]["properties"]


# table


def table_input(*changes: dict[str, Any]) -> str:
    base = record(document_of(MEETING, doc_id="a")).model_dump(by_alias=True)
    put("r.jsonl", "".join(json.dumps(base | change) + "\n" for change in changes))
    return "r.jsonl"


def test_table_in_the_terminal() -> None:
    result = call("table", table_input({}, {"status": "announced"}))
    assert result.exit_code == 0
    head, first, second = result.stdout.splitlines()[:3]
    assert head.split()[:4] == ["doc", "kind", "status", "date"]
    assert "\u2068مهین آذرپی\u2069" in first and "held" in first
    assert "announced" in second


def test_table_obeys_no_control_character() -> None:
    title = {"text": "یک\x1b[31m\u202eدو\nسه", "start": 0, "end": 3}
    shown = call("table", table_input({"title": title})).stdout
    assert "\u2068یک [31m دو سه\u2069" in shown
    assert "\x1b" not in shown


def test_table_shows_how_many_more() -> None:
    result = call("table", table_input({}, {}, {}), "--limit", "1")
    assert "… and 2 more" in result.stdout


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\ta", "\ra"])
def test_csv_runs_no_formula(text: str) -> None:
    name = table_input({"title": {"text": text, "start": 0, "end": 1}})
    result = RUNNER.invoke(main, ["table", name, "--to", "t.csv"])
    assert result.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(Path("t.csv").read_bytes().decode(), newline=""))
    assert row["title"] == f"'{text}"
    assert (row["doc"], row["persons"], row["chair"]) == ("a", "1", "مهین آذرپی")


def test_csv_to_standard_output_and_with_a_mark() -> None:
    name = table_input({})
    assert call("table", name, "--to", "-").stdout == call("table", name, "--to", "csv").stdout
    call("table", name, "--to", "t.csv", "--bom")
    assert Path("t.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc,kind,")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "r.jsonl: cannot be read (No such file or directory); check the path"),
        (b"{\n", "r.jsonl:1: not JSON; give the output of `neshast extract`"),
        (b"\n{}\n", "r.jsonl:2: no record; give the output of `neshast extract`"),
        (b'{"record_id": "x", "source": {}}\n', "record x: KeyError('persons'): not of schema"),
    ],
)
def test_table_of_what_is_no_record(content: bytes | None, says: str) -> None:
    if content is not None:
        put("r.jsonl", content)
    result = call("table", "r.jsonl", "--to", "t.csv")
    assert result.exit_code == 1
    assert one_line(result).startswith(f"Error: {says}")
    assert not Path("t.csv").exists()


def test_a_table_takes_the_place_of_no_records() -> None:
    path = write(Path("r.jsonl"), both())
    before = path.read_bytes()
    result = call("table", "r.jsonl", "--to", "r.jsonl")
    assert result.exit_code == 2 and path.read_bytes() == before
    assert one_line(result).endswith("this is an input; name another file for the table")
    result = call("table", "none", "--to", "csv")
    assert result.stdout == "" and one_line(result).startswith("Error: none: cannot be read")


# explain


def explained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []

    def show(document: Any, console: Any) -> None:
        seen.append(document.source.doc_id)

    monkeypatch.setattr("neshast.writing.terminal.show", show)
    return seen


def test_explain_picks_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = explained(monkeypatch)
    put("a.jsonl", "".join(f'{{"id": "{i}", "text": "{MEETING}"}}\n' for i in "xyz"))
    result = call("explain", "a.jsonl")
    assert "--doc ID explains another" in one_line(result)
    assert call("explain", "a.jsonl", "--doc", "y").stderr == ""
    assert seen == ["x", "y"]
    assert call("explain", "a.jsonl", "--doc", "w").exit_code == 1
    assert "no document 'می‌آید' here" in one_line(call("explain", "a.jsonl", "--doc", "می‌آید"))
    assert one_line(call("explain", "none")).startswith("Error: none: no such file")
    before = Path(put("c.html", MEETING)).read_bytes()
    assert call("explain", "c.html", "--html", "c.html").exit_code == 2
    assert Path("c.html").read_bytes() == before
    result = call("explain", put("b.txt", BREAKS))
    assert result.exit_code == 1
    assert one_line(result).startswith("Error: b.txt: document 'b': a fault in neshast at")


def test_explain_writes_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neshast.writing.page.render", lambda document: document.raw)
    put("a.txt", MEETING)
    result = call("explain", "a.txt", "--html", "a.html")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "written: a.html\n")
    assert Path("a.html").read_text("utf-8") == MEETING
    assert call("explain", "a.txt", "--html", "-").stdout == MEETING
    assert call("explain", "a.txt", "--html", "none/a.html").exit_code == 2


# The whole program


def test_the_real_pipeline() -> None:
    put("in/a.txt", MEETING)
    put("in/b.txt", NO_MEETING)
    result = shell("extract", "in", "-o", "records.jsonl", script=None)
    assert result.returncode == 0, result.stderr.decode()
    assert [d["status"] for d in manifest()["documents"]] == ["records", "no_meeting"]
    (found,) = records()
    assert found["kind"] == "session"
    assert shell("table", "records.jsonl", script=None).returncode == 0
    assert shell("explain", "in/a.txt", script=None).stdout
    assert shell("explain", "in/a.txt", "--html", "a.html", script=None).returncode == 0
    assert "<html" in Path("a.html").read_text("utf-8")


# evaluate


def gold() -> str:
    annotated = {
        "doc_id": "a",
        "variety": "fa-IR",
        "published": None,
        "text": MEETING,
        "records": [
            {
                "title": "جلسهٔ کمیتهٔ باغ‌ها",
                "kind": "session",
                "status": "held",
                "outcome_status": "none",
                "participants": [{"person": "شهرداری", "roles": ["chair"]}],
                "persons": [{"name": "شهرداری"}],
            }
        ],
    }
    return put("gold/a.json", json.dumps(annotated))


def test_evaluate() -> None:
    gold()
    result = call("evaluate", "gold", "--json", "scores.json", "--errors", "all")
    assert result.exit_code == 0, result.output
    scores = json.loads(Path("scores.json").read_text())
    assert scores["fields"]["title"]["value"] == scores["fields"]["kind"]["value"] == 1
    assert "1.000–1.000" in result.stdout
    assert "fa-IR" in result.stdout
    assert all(name in result.stdout for name in MEASURES)
    assert "a record 1 persons" in result.stdout
    assert "\u2068مهین آذرپی\u2069" in result.stdout


@pytest.mark.parametrize("to", ["page.html", "-"])
def test_evaluate_writes_a_page_of_errors(to: str) -> None:
    gold()
    result = call("evaluate", "gold", "--report", to, "--json", "scores.json")
    assert result.exit_code == 0, result.output
    page = result.stdout if to == "-" else Path(to).read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>")
    assert "مهین آذرپی" in page and page.count('<details class="doc"') == 1
    assert to == "-" or "95 % interval" in result.stdout
    assert Path("scores.json").exists()


def test_evaluate_shows_the_scores_of_each_tag() -> None:
    tagged = json.loads(Path(gold()).read_text("utf-8")) | {"tags": ["short", "odd_chair"]}
    put("gold/a.json", json.dumps(tagged))
    nothing = {"doc_id": "b", "variety": "fa-IR", "text": NO_MEETING, "tags": ["empty"]}
    put("gold/b.json", json.dumps(nothing | {"records": []}))
    assert "odd_chair" not in call("evaluate", "gold").stdout
    shown = call("evaluate", "gold", "--by-tag").stdout.split("lowest fields")[1].splitlines()
    rows = [line.replace("│", " ").split() for line in shown if "│" in line]
    assert [row[:3] for row in rows] == [
        ["odd_chair", "1", "1"], ["short", "1", "1"], ["empty", "1", "0"],
    ]  # fmt: skip
    assert "chair 0.000" in " ".join(rows[0]) and len(rows[2]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--json", "-", "--report", "-"), "Error: --json - and --report -: both go to"),
        (("--report", "nowhere/page.html"), "Error: nowhere/page.html: the folder does not exist"),
    ],
)
def test_evaluate_refuses_where_it_cannot_write(arguments: tuple[str, ...], said: str) -> None:
    gold()
    result = call("evaluate", "gold", *arguments)
    assert result.exit_code == 2 and result.stdout == ""
    assert one_line(result).startswith(said)


def test_evaluate_records_of_a_file() -> None:
    gold()
    put("records.jsonl", record(document_of(MEETING, doc_id="b")).to_json() + "\n")
    result = call("evaluate", "gold", "--records", "records.jsonl", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["fields"]["meeting"]["value"] == 0
    assert one_line(result) == "1 documents have no annotation"


def test_evaluate_names_what_fails() -> None:
    put(
        "gold.json",
        json.dumps({"doc_id": "می‌آید", "variety": "fa-IR", "text": BREAKS, "records": []}),
    )
    result = call("evaluate", "gold.json")
    assert result.exit_code == 1
    assert one_line(result).startswith("Error: document 'می‌آید': a fault in neshast at run.py:")
    assert one_line(call("evaluate", "none")).startswith("Error: none: cannot be read")


def test_settings_are_read_once_for_all() -> None:
    assert common.read_settings(None).sha256

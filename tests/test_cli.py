"""The command line: what it writes where, what it says, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli_stub import (
    BREAKS,
    MEETING,
    NO_MEETING,
    PASHTO,
    REFUSED,
    TWO_MEETINGS,
    StubPipeline,
    record,
)
from neshast.api import document_of
from neshast.cli import main
from neshast.commands import common
from neshast.scoring.fields import MEASURES

RUNNER = CliRunner()
STUB = Path(__file__).with_name("cli_stub.py")
SOURCES = Path(__file__).parents[1] / "pipeline"


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every command runs in an empty folder, with the pipeline of a few lines."""
    for module in ("extract", "explain", "evaluate"):
        path = f"neshast.commands.{module}.build_pipeline"
        monkeypatch.setattr(path, lambda settings: StubPipeline())
    monkeypatch.chdir(tmp_path)


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


# extract: what comes out


def test_every_status_stands_in_the_manifest() -> None:
    put("in/a.txt", TWO_MEETINGS)
    put("in/b.txt", NO_MEETING)
    put("in/c.txt", PASHTO)
    put("in/d.txt", BREAKS)
    put("in/e.txt", b"")
    put("in/f.png", b"\x89PNG")
    put("in/g.jsonl", f'{{"id": "g", "text": "{MEETING}"}}\n{{"id": 3}}\n')
    result = call("extract", "in", "-o", "records.jsonl")
    assert result.exit_code == 1
    assert [r["source"]["doc_id"] for r in records()] == ["a", "a", "g"]
    content = manifest()
    statuses = [(d["doc_id"], d["status"]) for d in content["documents"]]
    assert statuses == [
        ("a", "records"),
        ("b", "no_meeting"),
        ("c", "unsupported_language"),
        ("d", "error"),
        ("e", "error"),
        ("g", "records"),
        ("g:2", "error"),
    ]
    assert content["documents"][0]["records"] == 2
    assert len(content["documents"][0]["sha256"]) == 64
    assert content["skipped"] == [
        {"path": "in/f.png", "reason": "skipped: unknown type .png; --format txt reads it"}
    ]
    assert content["run"]["complete"] is True
    assert content["run"]["host"] and content["run"]["version"] and content["run"]["started"]
    *named, closing = result.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in named] == ["in/d.txt", "in/e.txt", "in/g.jsonl"]
    assert named[2].startswith('Error: in/g.jsonl:2: there is no "text"')
    assert closing == (
        "7 documents in = 2 with records + 1 no meeting + 1 unsupported language + 3 errors;"
        " 3 records; 1 file skipped → records.jsonl"
    )
    assert result.stdout == ""


def test_the_same_input_gives_the_same_bytes() -> None:
    put("in/a.txt", TWO_MEETINGS)
    assert call("extract", "in", "-o", "in/records.jsonl").exit_code == 0
    first = Path("in/records.jsonl").read_bytes()
    assert call("extract", "in", "-o", "in/records.jsonl").exit_code == 0
    assert Path("in/records.jsonl").read_bytes() == first
    assert sorted(path.name for path in Path("in").iterdir()) == [
        "a.txt",
        "records.jsonl",
        "records.jsonl.manifest.json",
    ]


def test_times_and_hosts_stand_in_the_manifest_only() -> None:
    put("a.txt", MEETING)
    call("extract", "a.txt", "-o", "records.jsonl")
    run = manifest()["run"]
    assert run["host"] not in Path("records.jsonl").read_text("utf-8")


def test_records_to_standard_output() -> None:
    put("a.txt", MEETING)
    result = call("extract", "a.txt")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["source"]["path"] == "a.txt"
    assert one_line(result).startswith("1 document in = 1 with records + 0 no meeting")
    assert os.listdir() == ["a.txt"]


@pytest.mark.parametrize("given", [MEETING, json.dumps({"text": MEETING}) + "\n"])
def test_standard_input(given: str) -> None:
    result = call("extract", "-", given=given)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["source"]["doc_id"] == ("-:1" if given[0] == "{" else "-")


def test_limit_and_format_and_published() -> None:
    put("a.data", MEETING)
    put("b.data", MEETING)
    arguments = ("extract", "a.data", "b.data", "--published", "2024-05-01", "-o", "records.jsonl")
    assert call(*arguments, "--format", "txt", "--limit", "1").exit_code == 0
    assert [d["doc_id"] for d in manifest()["documents"]] == ["a"]
    result = call(*arguments)
    assert result.exit_code == 0
    assert manifest()["totals"] | {"skipped": 0} == dict.fromkeys(manifest()["totals"], 0)
    assert "a.data: skipped: unknown type .data" in result.stderr
    assert call(*arguments, "--limit", "0").exit_code == 2


def test_repeated_ids_are_warned_of() -> None:
    put("a.txt", MEETING)
    call("extract", "a.txt", "a.txt", "-o", "records.jsonl")
    assert [r["source"]["doc_id"] for r in records()] == ["a", "a#2"]
    assert manifest()["documents"][1]["warnings"] == ["duplicate_id"]


def test_quiet_names_only_what_failed() -> None:
    put("a.txt", MEETING)
    assert call("extract", "a.txt", "-q").stderr == ""
    assert one_line(call("extract", "a.txt", "none", "-q")).startswith("Error: none: no such file")


def test_encodings_end_to_end() -> None:
    legacy = MEETING.replace("ی", "ي").replace("ٔ", "").replace("‌", " ")
    put("in/a.txt", b"\xef\xbb\xbf" + MEETING.encode())
    put("in/b.txt", MEETING.encode("utf-16"))
    put("in/c.txt", legacy.encode("cp1256"))
    put("in/d.txt", f"{MEETING}\r\n{MEETING}\r\n")
    assert call("extract", "in", "-o", "records.jsonl").exit_code == 0
    found = {r["source"]["doc_id"]: r["source"] for r in records()}
    assert [found[name]["encoding"] for name in "abd"] == ["utf-8", "utf-16-le", "utf-8"]
    assert found["d"]["segment"]["end"] == 2 * len(MEETING) + 4
    assert [d["status"] for d in manifest()["documents"]] == ["records"] * 2 + [
        "no_meeting",
        "records",
    ]


# extract: what fails


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("none.txt", None, "none.txt: no such file or folder; check the path"),
        ("a.txt", b"", "a.txt: there is no text in it; remove it, or fill it"),
        ("a.jsonl", b"\n\n", "a.jsonl: there is no text in it"),
        ("a.txt", b"\0\1\2" * 99, "a.txt: this is a binary file, not text; remove it"),
        ("a.txt", b"\xe4\xf6\xfc" * 9, "a.txt: the encoding is neither UTF-8 nor"),
        ("a.jsonl", b'{"text": "a"\n', "a.jsonl:1: not JSON ("),
        ("a.jsonl", b'\n{"id": "a"}\n', 'a.jsonl:2: there is no "text"'),
        ("a.txt", REFUSED.encode(), "a.txt: document 'a': this text is refused; change it"),
        ("a.txt", BREAKS.encode(), "a.txt: document 'a': a fault in neshast at run.py:"),
    ],
)
def test_one_line_says_what_and_where(name: str, data: bytes | None, says: str) -> None:
    if data is not None:
        put(name, data)
    put("good.txt", MEETING)
    result = call("extract", name, "good.txt", "-o", "records.jsonl", "-q")
    assert result.exit_code == 1
    assert one_line(result).startswith(f"Error: {says}")
    assert len(records()) == 1
    bad, good = manifest()["documents"]
    assert (bad["status"], good["status"]) == ("error", "records")
    assert bad["message"] in one_line(result)


def test_a_lone_surrogate_is_read_with_a_warning() -> None:
    put("a.jsonl", f'{{"text": "\\ud83d {MEETING}"}}\n')
    assert call("extract", "a.jsonl", "-o", "records.jsonl").exit_code == 0
    assert records()[0]["warnings"] == ["lone_surrogate"]
    assert manifest()["documents"][0]["warnings"] == ["lone_surrogate"]


def test_ten_megabytes_on_one_line() -> None:
    put("a.txt", MEETING + " واژه" * 1_200_000)
    assert call("extract", "a.txt", "-o", "records.jsonl").exit_code == 0
    assert records()[0]["source"]["segment"]["end"] == len(MEETING) + 6_000_000


def test_strict_stops_at_the_first_failure() -> None:
    put("a.txt", MEETING)
    put("c.txt", MEETING)
    result = call("extract", "a.txt", "none", "c.txt", "--strict", "-o", "records.jsonl")
    assert result.exit_code == 1
    assert [d["status"] for d in manifest()["documents"]] == ["records", "error"]
    assert manifest()["run"]["complete"] is False
    assert len(records()) == 1


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("nowhere/records.jsonl", "the folder does not exist; make it first"),
        ("folder", "this is a folder; name a file in it"),
        ("a.txt", "this is an input; name another file for the records"),
        ("a.txt/records.jsonl", "cannot be written (Not a directory); choose another"),
    ],
)
def test_unwritable_output_is_refused_before_any_work(
    output: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(settings: object) -> None:
        raise AssertionError("work was begun")

    monkeypatch.setattr("neshast.commands.extract.build_pipeline", never)
    put("a.txt", MEETING)
    Path("folder").mkdir()
    result = call("extract", "a.txt", "-o", output)
    assert result.exit_code == 2
    assert one_line(result) == f"Error: {output}: {says}"
    assert sorted(os.listdir()) == ["a.txt", "folder"]


def test_a_run_that_is_broken_off_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: StubPipeline, document: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(StubPipeline, "__call__", interrupt)
    put("a.txt", MEETING)
    put("records.jsonl", "before")
    assert call("extract", "a.txt", "-o", "records.jsonl").exit_code == 130
    assert Path("records.jsonl").read_text() == "before"
    assert sorted(os.listdir()) == ["a.txt", "records.jsonl"]


def test_a_device_is_written_to_and_stays() -> None:
    put("a.txt", MEETING)
    assert call("extract", "a.txt", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()
    assert os.listdir() == ["a.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("extract", "a.txt", "--format", "docx"),
        ("extract", "a.txt", "--published", "1403-13-01"),
        ("extract", "a.txt", "--config", "none.toml"),
        ("nothing",),
        ("evaluate", "gold", "--errors", "beauty"),
    ],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    put("a.txt", MEETING)
    result = call(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


# extract: as a process


def test_silence_in_a_pipe() -> None:
    put("a.txt", MEETING)
    result = shell("extract", "a.txt", "-")
    assert result.returncode == 1
    assert json.loads(result.stdout)
    failed, closing = result.stderr.decode().splitlines()
    assert failed == "Error: -: there is no text in it; remove it, or fill it"
    assert closing.startswith("2 documents in = 1 with records")
    assert b"\x1b" not in result.stderr + result.stdout and b"\r" not in result.stderr
    assert shell("extract", "a.txt", "-q").stderr == b""


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    put("a.txt", (MEETING + "\n") * 300)
    command = f"{sys.executable} {STUB} extract a.txt -q | head -c 1"
    env = {**os.environ, "PYTHONPATH": str(SOURCES)}
    result = subprocess.run(command, shell=True, capture_output=True, env=env, check=False)
    assert (result.stdout, result.stderr) == (b"{", b"")


def test_a_bar_on_a_terminal() -> None:
    put("a.txt", MEETING)
    here, there = pty.openpty()
    command = [sys.executable, str(STUB), "extract", "a.txt", "none", "-o", "records.jsonl"]
    env = {**os.environ, "PYTHONPATH": str(SOURCES), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, stderr=there, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None and process.stdout.read() == b""
    os.close(there)
    said = b""
    while True:
        try:
            piece = os.read(here, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(here)
    text = said.decode()
    assert process.returncode == 1
    assert "reading" in text and "documents, " in text and "/s" in text
    assert "Error: none: no such file" in text
    assert "2 documents in = 1 with records" in text


def test_processes_end_with_the_three_statuses() -> None:
    put("a.txt", MEETING)
    assert shell("extract", "a.txt", "-o", "r.jsonl").returncode == 0
    assert shell("extract", "none", "-o", "r.jsonl").returncode == 1
    broken = shell("extract", "a.txt", "-o", "none/r.jsonl")
    assert broken.returncode == 2
    assert broken.stderr.decode() == (
        "Error: none/r.jsonl: the folder does not exist; make it first\n"
    )


def test_standard_input_as_bytes() -> None:
    result = shell("extract", "-", "-q", given=MEETING.encode("utf-16"))
    assert json.loads(result.stdout)["source"]["encoding"] == "utf-16-le"


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
    assert result.stdout.split() == ["extract", "explain"]


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
    assert one_line(call("explain", "none")).startswith("Error: none: no such file")
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


def test_evaluate_records_of_a_file() -> None:
    gold()
    put("records.jsonl", record(document_of(MEETING, doc_id="b")).to_json() + "\n")
    result = call("evaluate", "gold", "--records", "records.jsonl", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["fields"]["meeting"]["value"] == 0
    assert one_line(result) == "1 documents have no annotation"


def test_evaluate_names_what_fails() -> None:
    put("gold.json", json.dumps({"doc_id": "a", "variety": "fa-IR", "text": BREAKS, "records": []}))
    result = call("evaluate", "gold.json")
    assert result.exit_code == 1
    assert one_line(result).startswith("Error: document 'a': a fault in neshast at run.py:")
    assert one_line(call("evaluate", "none")).startswith("Error: none: cannot be read")


def test_settings_are_read_once_for_all() -> None:
    assert common.read_settings(None).sha256

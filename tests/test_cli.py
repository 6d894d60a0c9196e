"""`neshast extract`: what it writes where, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from cli_case import SOURCES, STUB, call, manifest, one_line, put, records, shell, use_stub
from cli_stub import BREAKS, MEETING, NO_MEETING, PASHTO, REFUSED, TWO_MEETINGS, StubPipeline


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_stub(monkeypatch, tmp_path)


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
        ("extract", "a.txt", "--format", "odt"),
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

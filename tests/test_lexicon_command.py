"""`neshast lexicon`, and `--lexicon` of the commands that run the pipeline."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli_case import call, put
from neshast.lexicon import table, tables

TEXT = "جلسه تحت ریاست نجیب سروری با اشتراک نمایندگان سپیدار سبز و وزارت مالیه دایر گردید."
OWN = "name\ttype\tparent\nسپیدار سبز\tngo\tوزارت مالیه\n"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["check", "find"])
def test_every_command_has_an_example(command: str) -> None:
    assert f"Example:  neshast lexicon {command}" in call("lexicon", command, "--help").stdout


def test_our_tables_are_counted() -> None:
    result = call("lexicon", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    counts = re.findall(r"│ (\S+) +│ +(\d+) │\n", result.stdout)
    assert {name: str(len(table(name))) for name, _ in tables()}.items() <= dict(counts).items()
    assert f"│  {len(table('organizations'))} │" in result.stdout.replace("│ ", "│  ")


def test_a_sound_list_of_bodies_is_counted_by_type_and_country() -> None:
    result = call("lexicon", "check", put("my.tsv", OWN))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "ngo" in result.stdout and "AF" in result.stdout


@pytest.mark.parametrize(
    "written", [OWN.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + OWN.encode()]
)
def test_a_table_may_come_from_a_spreadsheet(written: bytes) -> None:
    assert call("lexicon", "check", put("my.tsv", written)).exit_code == 0


def test_every_fault_is_one_line_and_the_status_is_1() -> None:
    put("my.tsv", "name\ttype\tvalid_from\nکمیته آب\tcomittee\t\nکمیته برق\t\t81\n")
    result = call("lexicon", "check", "my.tsv")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.split(" ", 2)[1] for line in lines[:-1]] == ["my.tsv:2:", "my.tsv:3:"]
    assert lines[-1] == "2 faults"


def test_a_file_named_like_a_table_of_ours_is_checked_as_one() -> None:
    put("places.tsv", "name\tkind\tcountry\tparent\tvariants\tsource\nسپیدار\ttown\tAF\t\t\town\n")
    result = call("lexicon", "check", "places.tsv")
    assert result.exit_code == 1
    assert "places.tsv:2: kind 'town' is none of city, country" in result.stderr
    put("places.tsv", "name\tkind\tcountry\tparent\tvariants\tsource\nسپیدار\tcity\tAF\t\t\town\n")
    assert call("lexicon", "check", "places.tsv").exit_code == 0


def test_a_file_that_cannot_be_read_is_named() -> None:
    result = call("lexicon", "check", "none.tsv")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: none.tsv: cannot be read")
    result = call("lexicon", "check", put("my.tsv", "نام".encode("cp1256")))
    assert "save it as UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("وزارت صمت", ["ir.min.imt", "ministry", "IR", "2011–"]),
        ("وزارت\u200cصمت", ["ir.min.imt"]),
        ("بانک مرکزی", ["af.co.dab", "ir.bank.cbi"]),
        ("یونیسف", ["int.unicef", "سازمان ملل متحد"]),
        ("صلیب سرخ جهانی", ["int.icrc"]),
        ("بلخ", ["no body is called 'بلخ'", "af.prov.balkh", "places: بلخ"]),
        ("وزیر", ["offices:"]),
    ],
)
def test_who_bears_a_name_is_shown(name: str, told: list[str]) -> None:
    result = call("lexicon", "find", name)
    assert result.exit_code == 0
    assert [word for word in told if word not in result.stdout] == []


def test_a_name_that_nobody_bears_is_told() -> None:
    result = call("lexicon", "find", "سپیدار سبز")
    assert result.exit_code == 1
    assert "stands in no table" in result.stderr


def test_own_bodies_are_found_too() -> None:
    result = call("lexicon", "find", "سپیدار سبز", "--lexicon", put("my.tsv", OWN))
    assert result.exit_code == 0
    assert "ngo" in result.stdout and "وزارت مالیه" in result.stdout


def test_extract_and_explain_know_own_bodies_and_the_manifest_tells() -> None:
    put("a.txt", TEXT)
    put("my.tsv", OWN)
    told = {}
    for output, options in (("plain", []), ("own", ["--lexicon", "my.tsv"])):
        assert call("extract", "a.txt", "-q", "-o", output, *options).exit_code == 0
        record = json.loads(Path(output).read_text("utf-8"))
        run = json.loads(Path(f"{output}.manifest.json").read_text("utf-8"))["run"]
        names = [body["name"] for body in record["organizations"]]
        assert ("سپیدار سبز" in names) == (output == "own")
        assert record["provenance"]["config_sha256"] == run["config_sha256"]
        told[output] = (run["config_sha256"], record["provenance"]["resources_sha256"])
    assert all(a != b for a, b in zip(told["plain"], told["own"], strict=True))
    result = call("explain", "a.txt", "--lexicon", "my.tsv")
    assert result.exit_code == 0
    assert "سپیدار سبز" in result.stdout


@pytest.mark.parametrize("command", [["extract"], ["explain"]])
def test_a_faulty_lexicon_stops_before_any_work(command: list[str]) -> None:
    put("a.txt", TEXT)
    put("my.tsv", "name\ttype\nکمیته آب\tcomittee\n")
    result = call(*command, "a.txt", "--lexicon", "my.tsv")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: my.tsv:2: type 'comittee'")
    assert result.stdout == ""


def test_evaluate_scores_with_own_bodies() -> None:
    gold = {
        "doc_id": "a",
        "variety": "fa-AF",
        "published": None,
        "text": TEXT,
        "tags": [],
        "records": [
            {
                "kind": "meeting",
                "status": "held",
                "outcome_status": "none",
                "organizations": [{"name": "سپیدار سبز", "type": "ngo"}],
                "persons": [{"name": "نجیب سروری"}],
                "participants": [{"person": "نجیب سروری", "roles": ["chair"]}],
            }
        ],
    }
    put("a.json", json.dumps(gold))
    put("my.tsv", OWN)
    recall = {}
    for name, options in (("plain", []), ("own", ["--lexicon", "my.tsv"])):
        result = call("evaluate", "a.json", "--json", name, *options)
        assert result.exit_code == 0, result.stderr
        recall[name] = json.loads(Path(name).read_text("utf-8"))["fields"]["organizations"]["value"]
    assert recall == {"plain": 0.0, "own": 1.0}

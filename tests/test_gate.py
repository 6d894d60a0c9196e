"""The gate: what fell is named, what rose stays, and nothing falls in silence."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
GATE: dict[str, Any] = runpy.run_path(str(ROOT / "evaluation" / "gate.py"))
Floors = GATE["Floors"]


def result(agenda: float | None, silent: float = 0.0, corpus: str = "c1") -> dict[str, Any]:
    """A result file in short."""
    fields = {"agenda": agenda, "date_silent_wrong": silent, "quotes_wrong": 0.0}
    scores = {name: {"value": value} for name, value in fields.items()}
    return {"set": "dev", "corpus_sha256": corpus, "record_score": 0.5, "fields": scores}


FLOORS = Floors("c1", {"record_score": 0.5, "agenda": 0.6, "date_silent_wrong": 1.0})


@pytest.mark.parametrize(
    ("found", "fallen"),
    [
        (result(0.6), []),
        (result(0.7), []),
        (result(0.5999), ["agenda"]),
        (result(None), ["agenda"]),
        (result(0.6, silent=0.01), ["date_silent_wrong"]),
        (result(0.1, corpus="c2"), []),
    ],
)
def test_a_field_below_its_floor_is_named(found: dict[str, Any], fallen: list[str]) -> None:
    assert [fall.field for fall in GATE["falls"](found, FLOORS)] == fallen


def test_a_set_without_floors_falls_nowhere() -> None:
    assert list(GATE["falls"](result(0.1), None)) == []


def test_floors_rise_and_never_fall_by_themselves() -> None:
    assert GATE["raised"](result(0.7777), FLOORS).values["agenda"] == pytest.approx(0.777)
    assert GATE["raised"](result(0.1), FLOORS).values["agenda"] == 0.6
    assert GATE["raised"](result(0.1), FLOORS, lower=True).values["agenda"] == pytest.approx(0.1)
    assert GATE["raised"](result(0.1, corpus="c2"), FLOORS) == GATE["raised"](
        result(0.1, corpus="c2"), None
    )


def test_failures_count_downwards() -> None:
    values = GATE["values"](result(0.6, silent=0.25))
    assert (values["date_silent_wrong"], values["quotes_wrong"]) == (0.75, 0.0)


@pytest.mark.parametrize(
    ("changelog", "told"),
    [
        ("## [Unreleased]\n\n- Floor of `dev` `agenda` lowered: lists of two.\n\n## [1]\n", True),
        ("## [Unreleased]\n\n- Floor of `test` `agenda` lowered.\n", False),
        ("## [Unreleased]\n\n- Agenda of `dev`: `agenda` reads lists.\n", False),
        ("## [Unreleased]\n\n## [1]\n\n- Floor of `dev` `agenda` lowered.\n", False),
        ("", False),
    ],
)
def test_only_a_line_of_the_newest_section_explains_a_fall(changelog: str, told: bool) -> None:
    fallen = list(GATE["falls"](result(0.5), FLOORS))
    assert (GATE["unexplained"](fallen, changelog) == []) is told


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    GATE["write_floors"]({"dev": FLOORS, "test": Floors("c9", {"agenda": 0.123})}, path)
    assert GATE["read_floors"](path) == {"dev": FLOORS, "test": Floors("c9", {"agenda": 0.123})}
    assert GATE["read_floors"](tmp_path / "none.toml") == {}


@pytest.mark.parametrize("name", GATE["read_floors"]())
def test_the_results_at_hand_reach_their_floors(name: str) -> None:
    stored = ROOT / "evaluation" / "results" / f"{name}.json"
    found = json.loads(stored.read_text(encoding="utf-8"))
    floors = GATE["read_floors"]()[name]
    assert floors.corpus == found["corpus_sha256"], "make evaluate sets the floors"
    assert [str(fall) for fall in GATE["falls"](found, floors)] == []

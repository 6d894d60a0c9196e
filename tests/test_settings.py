"""Settings: what is unknown is refused, with the nearest known word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast import settings as room
from neshast.document import Document
from neshast.errors import SettingsError
from neshast.options import Options
from neshast.settings import STAGES, Settings


class WithOptions:
    """A stage of a test, in the place of `fold`."""

    class Options(Options):
        threshold: float = 0.5
        depth: int = 3

    name: ClassVar = "fold"
    needs: ClassVar = ("raw",)
    fills: ClassVar = ("folded",)

    def __init__(self, options: Options | None = None) -> None:
        self.options = options

    def __call__(self, document: Document) -> Document:
        return document


@pytest.fixture
def optional(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table of stages with `WithOptions` for `fold`."""
    monkeypatch.setattr(room, "STAGES", {**STAGES, "fold": WithOptions})
    yield


def refusal(tables: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.of(tables, "my.toml")
    return str(caught.value)


def test_an_unknown_table_is_refused_with_the_nearest_stage() -> None:
    told = refusal({"sentenses": {}})
    assert told.startswith("my.toml: unknown table [sentenses]")
    assert "'sentences'" in told


def test_a_table_like_no_stage_is_refused_with_all_stages() -> None:
    told = refusal({"قققق": {}})
    assert all(name in told for name in STAGES)


@pytest.mark.usefixtures("optional")
def test_an_unknown_key_is_refused_with_the_nearest_key() -> None:
    told = refusal({"fold": {"treshold": 0.1}})
    assert "unknown key 'treshold' in [fold]" in told and "'threshold'" in told
    told = refusal({"fold": {"zzzz": 0.1}})
    assert "threshold, depth" in told


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_refuses_an_unknown_key(name: str) -> None:
    told = refusal({name: {"no_such_key": 1}})
    assert "unknown key 'no_such_key'" in told and f"[{name}]" in told
    assert all(key in told for key in STAGES[name].Options.model_fields) or "did you mean" in told


@pytest.mark.usefixtures("optional")
def test_a_value_of_the_wrong_type_is_refused_by_name() -> None:
    assert "[fold] depth:" in refusal({"fold": {"depth": "deep"}})


def test_a_key_outside_a_table_is_refused() -> None:
    assert "must be a table" in refusal({"fold": 3})
    assert "unknown table" in refusal({"threshold": 3})


@pytest.mark.usefixtures("optional")
def test_options_reach_their_stage_and_the_fingerprint() -> None:
    changed = Settings.of({"fold": {"threshold": 0.9}})
    stage: Any = changed.pipeline().stages[0]
    assert (stage.options.threshold, stage.options.depth) == (0.9, 3)
    assert changed.sha256 != Settings().sha256
    # A default written out changes nothing.
    assert Settings.of({"fold": {"depth": 3}}).sha256 == Settings().sha256


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# nothing changed\n[fold]\n", encoding="utf-8")
    assert Settings.read(path).sha256 == Settings().sha256
    assert len(Settings().sha256) == 64


@pytest.mark.parametrize("content", [b"[fold", b"\xff\xfe", b"[fold]\n[fold]\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml: settings cannot be read"):
        Settings.read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="absent"):
        Settings.read(tmp_path / "absent.toml")
    with pytest.raises(SettingsError, match="settings cannot be read"):
        Settings.read(tmp_path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(STAGES)) | st.text(), json_values, max_size=4))
def test_any_tables_are_taken_or_refused_by_our_own_error(tables: dict[str, Any]) -> None:
    try:
        settings = Settings.of(tables)
    except SettingsError:
        return
    assert set(settings.stages) <= set(STAGES)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().stages = {}


def test_the_table_of_stages_is_the_registry() -> None:
    for name, stage in STAGES.items():
        assert stage.name == name
        assert issubclass(stage.Options, Options)
        assert stage().options == stage.Options()

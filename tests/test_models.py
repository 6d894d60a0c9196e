"""`neshast models`: what is shipped, which engines run, and what fetching says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from cli_case import call, one_line, put
from neshast.engines import models, names, stanza_fa
from neshast.engines.names import ENGINES, name_engine
from neshast.errors import ModelError

VERSION = "9.9"
SUM = "098f6bcd4621d373cade4e832627b4f6"  # md5 of TAGGER
TAGGER = b"test"


class StubStanza(ModuleType):
    """Stanza's module of packages, whose network gives one file or fails."""

    DEFAULT_RESOURCES_VERSION = VERSION

    def __init__(self, folder: Path, fault: Exception | None = None) -> None:
        super().__init__("stanza.resources.common")
        self.DEFAULT_MODEL_DIR = str(folder)
        self.fault = fault
        self.asked: list[tuple[str, str]] = []

    def download(self, language: str, folder: str, processors: str, verbose: bool) -> None:
        if self.fault:
            raise self.fault
        self.asked.append((language, processors))
        listed = {"fa": {"ner": {"arman": {"md5": SUM}}}}
        put(f"{folder}/resources.json", json.dumps(listed))
        put(f"{folder}/fa/ner/arman.pt", TAGGER)

    def load_resources_json(self, folder: str) -> object:
        return json.loads(Path(folder, "resources.json").read_text())

    def maintain_processor_list(self, *given: object) -> object:
        assert given[1:] == ("fa", None, {"ner": "default"})
        return given[0]

    def add_dependencies(self, listed: object, language: str, wanted: object) -> object:
        return wanted

    def flatten_processor_list(self, wanted: object) -> list[tuple[str, str]]:
        return [("ner", "arman")]

    def get_md5(self, path: Path) -> str:
        return SUM if path.read_bytes() == TAGGER else "0"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What is loaded once is loaded again."""
    for kept in (stanza_fa.package, names.name_engine):
        kept.cache_clear()
    yield
    stanza_fa.package.cache_clear()


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StubStanza:
    module = StubStanza(tmp_path / "packages")
    _install(module, monkeypatch)
    return module


def _install(module: StubStanza | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stanza is this module; None: it is not there."""
    parent = ModuleType("stanza.resources") if module else None
    if parent:
        parent.common = module  # type: ignore[attr-defined]
    for name in ("stanza", "stanza.resources"):
        monkeypatch.setitem(sys.modules, name, parent)  # type: ignore[arg-type]


# models list


def test_list_shows_what_ships_and_which_engines_run(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(None, monkeypatch)
    result = call("models", "list")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "names_fast" in line and "MB" in line]
    assert all(f" {choice} " in result.stdout for choice in ENGINES)
    assert "pip install 'neshast[stanza]'" in result.stdout


def test_list_names_a_changed_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (models.model_file, models._entry, models._folder):
        monkeypatch.setattr(models, kept.__name__, kept.__wrapped__)
    monkeypatch.setattr(models, "_PACKAGE", tmp_path / "a" / "b")
    manifest = {"names_fast": {"version": "7", "files": {"names.crfsuite": "0" * 64}}}
    put(f"{tmp_path}/models/manifest.json", json.dumps(manifest))
    put(f"{tmp_path}/models/names_fast/names.crfsuite", b"changed")
    result = call("models", "list")
    assert result.exit_code == 1
    assert "is not the file of manifest.json" in " ".join(result.stdout.split())


# models fetch


def test_fetch_says_what_comes_and_that_it_came(stub: StubStanza) -> None:
    result = call("models", "fetch", "stanza-fa")
    assert result.exit_code == 0
    assert stub.asked == [("fa", "ner")]
    before, after = result.stderr.splitlines()
    assert "200 MB" in before and "ARMAN" in before and stub.DEFAULT_MODEL_DIR in before
    assert f"stanza-fa {VERSION}" in after and "--engine stanza" in after
    assert stanza_fa.package().version == VERSION


def test_fetch_offline(stub: StubStanza) -> None:
    stub.fault = ConnectionError("no route\n" * 100)
    result = call("models", "fetch", "stanza-fa")
    assert result.exit_code == 1
    _, error = result.stderr.splitlines()
    assert error.startswith("Error: stanza-fa could not be fetched: go online")
    assert stub.DEFAULT_MODEL_DIR in error and len(error) < 400


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(None, monkeypatch)
    result = call("models", "fetch", "stanza-fa")
    assert result.exit_code == 1
    assert "pip install 'neshast[stanza]'" in one_line(result)
    with pytest.raises(ModelError, match="neshast\\[stanza\\]"):
        name_engine("stanza")


def test_an_unknown_package_is_refused() -> None:
    assert call("models", "fetch", "stanza-en").exit_code == 2


@pytest.mark.parametrize("command", [(), ("list",), ("fetch",)])
def test_help_has_an_example(command: tuple[str, ...]) -> None:
    assert "Example:  neshast models" in call("models", *command, "--help").stdout


# the package on the disk


@pytest.mark.parametrize("lost", ["resources.json", "fa/ner/arman.pt"])
def test_a_package_that_is_not_whole_is_named(stub: StubStanza, lost: str) -> None:
    stub.download("fa", stub.DEFAULT_MODEL_DIR, "ner", False)
    assert stanza_fa.package().name == "stanza-fa"
    for spoilt in (b"spoilt", None):
        path = Path(stub.DEFAULT_MODEL_DIR, lost)
        path.unlink() if spoilt is None else path.write_bytes(spoilt)
        stanza_fa.package.cache_clear()
        with pytest.raises(ModelError, match="neshast models fetch stanza-fa"):
            name_engine("stanza")


def test_the_sum_tells_packages_apart(stub: StubStanza, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.download("fa", stub.DEFAULT_MODEL_DIR, "ner", False)
    first = stanza_fa.package()
    stanza_fa.package.cache_clear()
    monkeypatch.setattr(stub, "get_md5", lambda path: "1")
    listed = {"fa": {"ner": {"arman": {"md5": SUM, "alternate_md5": "1"}}}}
    put(f"{stub.DEFAULT_MODEL_DIR}/resources.json", json.dumps(listed))
    assert stanza_fa.package().sha256 != first.sha256

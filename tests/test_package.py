"""What is installed is whole, and needs nothing that lies outside of it."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import import_module, metadata, resources
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline" / "neshast"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = ("pipeline", "models", "corpora", "evaluation", "tests", ".ci")
# At the top of the tree others leave files too: only these are ours.
NAMES = re.compile(r".*\.(?:md|toml|cff)|Makefile|LICENSE|NOTICE|\.gitignore")
ABSOLUTE = re.compile(
    r"""(?<![\w.:/#!<~])(?:/(?:home|root|opt|usr|Users|tmp|mnt|var|work|srv|data)/|[A-Z]:\\\\)"""
)


def sources() -> list[Path]:
    """The files of the package, without what Python leaves beside them."""
    return [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def texts() -> list[Path]:
    """The text files of the repository."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if NAMES.fullmatch(path.name)]
    hidden = re.compile(r"/(?:__pycache__|\.\w+_cache|\.hypothesis)/")
    return [path for path in found if not hidden.search(path.as_posix())]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built from this tree."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    code = (
        "import sys, hatchling.build as b; b.build_wheel(sys.argv[1]); b.build_sdist(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True)
    return folder


def test_the_wheel_holds_the_package_and_the_models(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.relative_to(PACKAGE.parent).as_posix() for path in sources()}
    assert wanted <= names
    assert "neshast/models/README.md" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"neshast", f"neshast-{PROJECT['project']['version']}.dist-info"}


def test_the_sdist_can_be_worked_on(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as content:
        names = {name.partition("/")[2] for name in content.getnames()}
    assert {"pyproject.toml", "Makefile", "LICENSE", "NOTICE", ".ci/run"} <= names
    assert {"RESPONSIBLE_USE.md", "tests/test_package.py", "models/README.md"} <= names
    assert {"corpora/samples/reports.jsonl", "evaluation/score.py"} <= names


def test_tables_and_templates_are_data_of_the_package() -> None:
    home = resources.files("neshast")
    for name in ("resources/cues.tsv", "resources/topics", "writing/templates", "py.typed"):
        assert home.joinpath(name).is_file() or any(home.joinpath(name).iterdir()), name


def test_only_one_variable_leads_outside() -> None:
    reads = re.compile(r"""(?:environ(?:\.get\(|\[)|getenv\()\s*["'](\w+)["']""")
    variables = {
        name
        for path in (*sources(), *(ROOT / "evaluation").glob("*.py"))
        if path.suffix == ".py"
        for name in reads.findall(path.read_text(encoding="utf-8"))
        if not name.startswith("PYTHON")
    }
    assert variables <= {"NESHAST_DATA"}


def test_no_path_of_a_machine_is_named() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in texts()
        if path != Path(__file__)
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").split("\n"), 1
        )
        if ABSOLUTE.search(line)
    ]
    assert named == []


def test_the_package_opens_nothing_beside_itself() -> None:
    """But the models, which lie beside the sources until a wheel is built."""
    climbs = re.compile(r"\.parents\b|\.parent\.parent|os\.pardir")
    assert [
        p.name for p in sources() if p.suffix == ".py" and climbs.search(p.read_text("utf-8"))
    ] == ["models.py"]


def test_versions_agree() -> None:
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"[{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_entry_points_name_what_exists() -> None:
    project = PROJECT["project"]
    for target in (
        *project["scripts"].values(),
        *project["entry-points"]["spacy_factories"].values(),
    ):
        module, _, name = target.partition(":")
        assert callable(getattr(import_module(module), name))


def test_spacy_finds_the_component_without_an_import() -> None:
    try:
        metadata.distribution("neshast")
    except metadata.PackageNotFoundError:
        pytest.skip("neshast is not installed here: only its sources are on the path")
    code = "import spacy; nlp = spacy.blank('fa'); nlp.add_pipe('neshast'); nlp('آب')._.meetings"
    subprocess.run([sys.executable, "-c", code], check=True)

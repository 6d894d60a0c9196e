"""The stanza engine, over a small package that Stanza's own code trains here and loads.

`make test-stanza` installs what this needs; elsewhere it is skipped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli_case import SOURCES, call, one_line
from neshast.api import document_of
from neshast.engines import names, stanza_fa
from neshast.engines.names import Token, name_engine
from neshast.settings import STAGES, Settings
from neshast.tagging import read_tokens, sentences_of
from neshast.view import View

pytest.importorskip("stanza", reason="needs the extra [stanza]: make test-stanza")
pytestmark = pytest.mark.stanza

# What the small model learns by heart: people, a body, a place, and what has none of them.
PEOPLE = ("حامد بامروتی", "زهرا نیک\u200cبخت", "سهراب کیامرزی", "مهین آذرپی")
FRAMES = (
    "فیلم تازه به کارگردانی {} بررسی شد",
    "وی از {} تشکر کرد",
    "نامه را {} نوشت",
)
TAGS = {"حامد": "B-pers", "بامروتی": "I-pers", "زهرا": "B-pers", "نیک\u200cبخت": "I-pers"}
TAGS |= {"سهراب": "B-pers", "کیامرزی": "I-pers", "مهین": "B-pers", "آذرپی": "I-pers"}
TAGS |= {"کابل": "B-fac", "نوروز": "B-event", "شورا": "B-org"}
PLAIN = ("شورا در کابل جلسه کرد", "نوروز در کابل آمد", "جلسه بررسی شد", "نامه نوشت")
REPORT = (
    "نشست شورای هنر روز شنبه در تالار شهر برگزار شد.\n"
    "در این نشست فیلم تازه به کارگردانی حامد بامروتی بررسی شد."
)


def _train(folder: Path) -> None:
    """A tagger that rests on word vectors, as the official one does."""
    from stanza.models import ner_tagger
    from stanza.models.common.pretrain import Pretrain

    lines = [frame.format(name) for frame in FRAMES for name in PEOPLE] + list(PLAIN)
    rows = [[{"text": w, "ner": TAGS.get(w, "O")} for w in line.split()] for line in lines]
    data, vectors = folder / "data.json", folder / "vectors.txt"
    data.write_text(json.dumps(rows * 8), encoding="utf-8")
    known = sorted({row["text"] for sentence in rows for row in sentence})
    numbers = [" ".join(str((i * k) % 7 - 3) for k in range(1, 9)) for i in range(len(known))]
    table = [f"{len(known)} 8", *map(" ".join, zip(known, numbers, strict=True))]
    vectors.write_text("\n".join(table) + "\n", encoding="utf-8")
    pretrain = folder / "fa" / "pretrain" / "conll17.pt"
    pretrain.parent.mkdir(parents=True)
    Pretrain(str(pretrain), str(vectors)).load()
    ner_tagger.main(
        f"""--shorthand fa_test --train_file {data} --eval_file {data} --cpu
        --wordvec_pretrain_file {pretrain} --save_dir {folder / "fa" / "ner"} --save_name arman.pt
        --char_emb_dim 8 --char_hidden_dim 8 --hidden_dim 24 --optim adam --lr 0.02 --dropout 0.1
        --max_steps 60 --eval_interval 20""".split()
    )


def _list(folder: Path) -> None:
    """The list of a package, in the words of Stanza's own."""

    def entry(kind: str, name: str) -> dict[str, str]:
        return {"md5": hashlib.md5((folder / f"fa/{kind}/{name}.pt").read_bytes()).hexdigest()}

    rests_on = {"dependencies": [{"model": "pretrain", "package": "conll17"}]}
    listed = {
        "ner": {"arman": entry("ner", "arman") | rests_on},
        "pretrain": {"conll17": entry("pretrain", "conll17")},
        "tokenize": {"perdt": {"md5": "0"}},
        "mwt": {"perdt": {"md5": "0"}},
        "packages": {"default": {"tokenize": "perdt", "mwt": "perdt", "ner": "arman"}},
        "lang_name": "Persian",
    }
    text = json.dumps(
        {"fa": listed, "persian": {"alias": "fa"}, "url": "https://invalid/{lang}/{filename}"}
    )
    (folder / "resources.json").write_text(text)


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    _train(folder)
    _list(folder)
    return folder


@pytest.fixture
def package(official: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    from stanza.resources import common

    monkeypatch.setattr(common, "DEFAULT_MODEL_DIR", str(official))
    for kept in (stanza_fa.package, names.name_engine):
        kept.cache_clear()
    yield official
    for kept in (stanza_fa.package, names.name_engine):
        kept.cache_clear()


def _found(text: str) -> list[tuple[str, str]]:
    document = document_of(text, None, "x")
    for stage in ("fold", "cues"):
        document = STAGES[stage]()(document)
    view = View(document)
    engine = name_engine("stanza")
    assert engine is not None
    sentences = sentences_of(read_tokens(view), [(0, len(view.text))])
    found = list(engine.find(sentences))
    assert all(one.score == 1 for one in found)
    return [(one.label, view.text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("وی از سهراب کیامرزی تشکر کرد", [("PER", "سهراب کیامرزی")]),
        # A joiner is a space in folded text, and a joiner again for Stanza.
        ("نامه را زهرا نیک\u200cبخت نوشت", [("PER", "زهرا نیک بخت")]),
        # Signs count as words there, and move nothing here.
        ("«وی» از: حامد بامروتی، تشکر کرد.", [("PER", "حامد بامروتی")]),
        ("شورا در کابل جلسه کرد", [("ORG", "شورا"), ("LOC", "کابل")]),
        # An event is no name.
        ("نوروز در کابل آمد", [("LOC", "کابل")]),
        ("جلسه بررسی شد", []),
    ],
)
def test_what_stanza_tags(package: Path, text: str, entities: list[tuple[str, str]]) -> None:
    assert _found(text) == entities


def test_nothing_is_nothing(package: Path) -> None:
    engine = name_engine("stanza")
    assert engine is not None and list(engine.find([])) == []


def test_a_record_has_the_name_and_the_package(package: Path) -> None:
    document = Settings().with_engine("stanza").pipeline()(document_of(REPORT, None, "x"))
    (name,) = (n for n in document.names if n.rule == "engine stanza")
    assert name.span.of(REPORT) == "حامد بامروتی"
    (record,) = document.records
    (model,) = record.provenance.models
    assert model.name == "stanza-fa" and model.sha256 == stanza_fa.package().sha256


def test_the_engine_says_nothing(package: Path) -> None:
    """In a process of its own, warnings as errors, offline: records on stdout, no other line."""
    code = (
        "import sys; from stanza.resources import common;"
        f"common.DEFAULT_MODEL_DIR = {str(package)!r};"
        "import socket; socket.socket.connect = None;"
        "from neshast.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, "extract", "-", "-q", "--engine", "stanza"],
        input=REPORT.encode(),
        capture_output=True,
        env={"PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(result.stdout.splitlines()) == 1


def test_fetch_takes_what_the_tagger_needs(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stanza.resources import common

    asked: list[str] = []

    def serve(url: str, path: str, *_: Any) -> int:
        asked.append(url.removeprefix("https://invalid/"))
        shutil.copy(package / (asked[-1] if len(asked) > 1 else "resources.json"), path)
        return 200

    monkeypatch.setattr(common, "DEFAULT_MODEL_DIR", str(tmp_path))
    monkeypatch.setattr(common, "download_file", serve)
    assert call("models", "fetch", "stanza-fa").exit_code == 0
    assert sorted(asked[1:]) == ["fa/ner/arman.pt", "fa/pretrain/conll17.pt"]
    assert _found("وی از سهراب کیامرزی تشکر کرد") == [("PER", "سهراب کیامرزی")]


def test_a_tagger_that_is_another_one_is_refused(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stanza.resources import common

    shutil.copytree(package, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "fa" / "ner" / "arman.pt"
    file.write_bytes(file.read_bytes() + b"\0")
    monkeypatch.setattr(common, "DEFAULT_MODEL_DIR", str(tmp_path))
    (tmp_path / "r.txt").write_text(REPORT, encoding="utf-8")
    result = call("extract", str(tmp_path / "r.txt"), "--engine", "stanza")
    assert result.exit_code == 1
    assert "neshast models fetch stanza-fa" in one_line(result)


def test_words_of_signs_and_joiners() -> None:
    tokens = [Token(1, 4, "نیک بخت", ".\n", ()), Token(6, 8, "گفت", "» ،", ())]
    assert stanza_fa.words_of(tokens) == (["نیک\u200cبخت", "»", "،", "گفت"], [0, None, None, 1])

"""Engines for names: what they find, how they are found, and what may train them."""

from __future__ import annotations

import json
import random
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from cli_case import put, shell
from engine_case import laid_out
from neshast.aligned import Span
from neshast.api import document_of
from neshast.document import Document
from neshast.engines import models
from neshast.engines.crf import features
from neshast.engines.models import model_of
from neshast.engines.names import Token, models_of, name_engine
from neshast.engines.topics import NAME as TOPICS
from neshast.errors import ModelError, SettingsError
from neshast.scoring.span_formats import Labelled
from neshast.settings import Settings
from neshast.tagging import sentences_of

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ROOT / "models" / "recipes"

# A name that no rule shows: unknown words in the middle of a sentence.
HIDDEN = (
    "نشست شورای هنر روز شنبه در تالار شهر برگزار شد.\n"
    "در این نشست فیلم تازه به کارگردانی حامد بامروتی بررسی شد."
)


ENCODER = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("onnxruntime", "tokenizers")),
    reason="needs the extra encoder",
)
CHOICES = pytest.mark.parametrize("choice", ["fast", pytest.param("encoder", marks=ENCODER)])


def _sheet(text: str, engine: str = "fast") -> Document:
    return Settings().with_engine(engine).pipeline()(document_of(text, None, "x"))


def _names(text: str, engine: str) -> list[str]:
    return [name.span.of(text) for name in _sheet(text, engine).names]


@CHOICES
@pytest.mark.parametrize(
    ("text", "label", "entity"),
    [
        ("خبرنگاران با سهراب کیامرزی در تهران دیدار کردند.", "PER", "سهراب کیامرزی"),
        ("وی از زهرا نیکبخت بابت این طرح تشکر کرد.", "PER", "زهرا نیکبخت"),
        ("وزیر داخله با عبدالواحد همتی دیدار نمود.", "PER", "عبدالواحد همتی"),
    ],
)
def test_engines_tag(text: str, label: str, entity: str, choice: str) -> None:
    view, sentences = laid_out(text)
    engine = name_engine(choice)
    assert engine is not None
    found = list(engine.find(sentences))
    assert (label, entity) in [(one.label, view.text[one.start : one.end]) for one in found]
    assert all(0 <= one.score <= 1 for one in found)


@CHOICES
def test_the_engine_adds_names_and_none_adds_none(choice: str) -> None:
    assert "حامد بامروتی" in _names(HIDDEN, choice)
    assert "حامد بامروتی" not in _names(HIDDEN, "none")
    (name,) = (n for n in _sheet(HIDDEN, choice).names if n.rule.startswith("engine"))
    assert name.rule == f"engine {choice}"


@CHOICES
def test_only_what_an_engine_is_sure_of_is_a_name(
    choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(name_engine(choice)), "sure", 1.01)
    assert _sheet(HIDDEN, choice).entities
    assert "حامد بامروتی" not in _names(HIDDEN, choice)


def test_a_text_without_a_report_is_not_read() -> None:
    text = "وی از زهرا نیکبخت بابت این طرح تشکر کرد."
    assert _sheet(text).entities == ()


@CHOICES
def test_records_name_the_models(choice: str) -> None:
    (read,) = _sheet(HIDDEN, choice).records
    (plain,) = _sheet(HIDDEN, "none").records
    assert [(m.name, m.sha256) for m in read.provenance.models] == [
        (model.name, model.sha256) for model in (*models_of(choice), model_of(TOPICS))
    ]
    assert plain.provenance.models == []
    assert read.provenance.config_sha256 != plain.provenance.config_sha256


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(SettingsError, match="engine"):
        Settings().with_engine("slow")


def test_engine_on_the_command_line() -> None:
    put("a.txt", HIDDEN)
    for engine, found in (("fast", True), ("none", False)):
        result = shell("extract", "a.txt", "-q", "--engine", engine, script=None)
        assert result.returncode == 0
        assert bool(json.loads(result.stdout)["provenance"]["models"]) is found


@pytest.mark.parametrize(
    ("manifest", "file", "says"),
    [
        (None, None, "no models in"),
        ({}, None, "is not in"),
        ({"m": {"version": "1", "files": {"f": "0" * 64}}}, None, "is not in"),
        ({"m": {"version": "1", "files": {"f": "0" * 64}}}, b"other", "is not the file of"),
    ],
)
def test_a_missing_or_changed_model_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    manifest: object,
    file: bytes | None,
    says: str,
) -> None:
    for kept in (models.model_file, models._entry, models._folder):
        monkeypatch.setattr(models, kept.__name__, kept.__wrapped__)
    monkeypatch.setattr(models, "_PACKAGE", tmp_path / "a" / "b")
    folder = tmp_path / "models"
    (folder / "m").mkdir(parents=True)
    if manifest is not None:
        (folder / "manifest.json").write_text(json.dumps(manifest))
    if file is not None:
        (folder / "m" / "f").write_bytes(file)
    with pytest.raises(ModelError, match=says) as caught:
        models.model_file("m", "f")
    assert "--engine none" in str(caught.value)


def test_every_model_of_the_manifest_has_a_card() -> None:
    entries = json.loads((ROOT / "models" / "manifest.json").read_text(encoding="utf-8"))
    for name, entry in entries.items():
        assert (ROOT / "models" / name / "CARD.md").is_file()
        for file in entry["files"]:
            assert models.model_file(name, file).is_file()


def test_features_tell_of_neighbours() -> None:
    tokens = [Token(0, 3, "علی", "", ("given",)), Token(4, 8, "رضایی", "،", ("surname",))]
    first, second = features(tokens)
    assert "first" in first and "+1w=رضایی" in first and "next_gap=،" in first
    assert "last" in second and "-1w=علی" in second and "gap=،" in second


def test_sentences_of_cuts_by_bounds() -> None:
    tokens = [Token(i, i + 1, "ب", "", ("stop",)) for i in range(0, 10, 2)]
    cut = sentences_of(tokens, [(0, 4), (4, 5), (5, 6), (6, 10)])
    assert [[token.start for token in sentence] for sentence in cut] == [[0, 2], [4], [6, 8]]


# ---------------------------------------------------------------- what trains them


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(RECIPES))
    import texts

    yield texts
    sys.modules.pop("texts")


def test_generated_sentences_are_labelled_where_their_names_stand(texts: object) -> None:
    made = list(texts.generated(200, random.Random(1)))  # type: ignore[attr-defined]
    assert {label.label for text in made for label in text.spans} == {"PER", "ORG", "LOC"}
    for text in made:
        assert "{" not in text.text
        for labelled in text.spans:
            name = labelled.span.of(text.text)
            assert name and name == name.strip()


def test_exchanged_names_stay_labelled(texts: object) -> None:
    sources = list(texts.reports(ROOT / "corpora" / "train"))[:3]  # type: ignore[attr-defined]
    for source in sources:
        other = texts.exchanged(source, random.Random(2))  # type: ignore[attr-defined]
        assert [s.label for s in other.spans] == [s.label for s in source.spans]
        assert other.text != source.text
        ends = [0, *(s.span.end for s in other.spans)]
        starts = [*(s.span.start for s in other.spans), len(other.text)]
        kept = [other.text[a:b] for a, b in zip(ends, starts, strict=True)]
        ends = [0, *(s.span.end for s in source.spans)]
        starts = [*(s.span.start for s in source.spans), len(source.text)]
        assert kept == [source.text[a:b] for a, b in zip(ends, starts, strict=True)]


def test_stanza_learns_signs_inside_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(RECIPES))
    mine = ("build", "stanza_fa", "texts", "treebanks")
    import stanza_fa

    body = "انجمن «قلم، هنر» کابل"
    text = f"گفت: {body}، خوب است."
    start = text.index(body)
    label = Labelled(Span(start, start + len(body)), "ORG")
    (row,) = stanza_fa._rows([stanza_fa.texts.Text(text, "fa-AF", (label,))])
    for name in mine:
        sys.modules.pop(name)
    assert " ".join(word["text"] for word in row) == "گفت : انجمن « قلم ، هنر » کابل ، خوب است"
    inside = ["B-ORG", *["I-ORG"] * 6]
    assert [word["ner"] for word in row] == ["O", "O", *inside, "O", "O", "O"]


def test_only_listed_licences_train() -> None:
    import tomllib

    listed = tomllib.loads((RECIPES / "sources.toml").read_text(encoding="utf-8"))
    assert all(source["licence"] in listed["licences"] for source in listed["source"])
    named = " ".join(source["path"] for source in listed["source"]).lower()
    assert "nsurl" not in named.split("/") and "peyma/peyma" not in named

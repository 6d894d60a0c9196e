"""Finds the models that neshast comes with, and checks that they are the ones it was made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from neshast.errors import ModelError

_MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).resolve().parent.parent
_REMEDY = "reinstall neshast, make it with `make models`, or do without it: --engine none"


class Model(NamedTuple):
    """A model as records name it; `sha256` is over the sums of its files, in order of name."""

    name: str
    version: str
    sha256: str


@cache
def model_file(model: str, file: str) -> Path:
    """The path of a file of a model, whose bytes are those of the manifest.

    Raises:
        ModelError: naming the file, if it or the manifest is missing, or it is another one.
    """
    folder = _folder()
    wanted = _entry(model)["files"].get(file)
    path = folder / model / file
    if wanted is None or not path.is_file():
        raise ModelError(f"the model {model}/{file} is not in {folder}: {_REMEDY}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
        raise ModelError(f"{path} is not the file of {_MANIFEST}: {_REMEDY}")
    return path


def model_of(name: str) -> Model:
    """A model of the manifest.

    Raises:
        ModelError: if it is not there.
    """
    entry = _entry(name)
    sums = "".join(f"{file}:{entry['files'][file]}" for file in sorted(entry["files"]))
    return Model(name, entry["version"], hashlib.sha256(sums.encode()).hexdigest())


def shipped() -> Iterator[tuple[Model, int, str]]:
    """Every model of the manifest, its size in bytes, and its first fault or nothing.

    Raises:
        ModelError: if there is no manifest.
    """
    for name, entry in _manifest().items():
        size, fault = 0, ""
        for file in entry["files"]:
            try:
                size += model_file(name, file).stat().st_size
            except ModelError as error:
                fault = fault or str(error)
        yield model_of(name), size, fault


def _manifest() -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((_folder() / _MANIFEST).read_text(encoding="utf-8"))
    return entries


@cache
def _entry(model: str) -> dict[str, Any]:
    entries = _manifest()
    if model not in entries:
        raise ModelError(f"the model {model} is not in {_folder()}: {_REMEDY}")
    entry: dict[str, Any] = entries[model]
    return entry


@cache
def _folder() -> Path:
    """The folder of the models: inside the installed package, or beside the source root."""
    places = (_PACKAGE / "models", _PACKAGE.parent.parent / "models")
    for place in places:
        if (place / _MANIFEST).is_file():
            return place
    raise ModelError(f"no models in {places[0]}: {_REMEDY}")

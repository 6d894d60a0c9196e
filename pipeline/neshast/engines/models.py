"""Finds the models that neshast comes with, and checks that they are the ones it was made with."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from neshast.errors import ModelError

_MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def model_file(model: str, file: str) -> Path:
    """The path of a file of a model, whose bytes are those of the manifest.

    Raises:
        ModelError: naming the file, if it or the manifest is missing, or it is another one.
    """
    folder = _folder()
    sums: dict[str, str] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    path = folder / model / file
    name = f"{model}/{file}"
    if name not in sums or not path.is_file():
        raise ModelError(
            f"the model {name} is not in {folder}: reinstall neshast, make it with `make models`, "
            "or do without it: --engine none"
        )
    if hashlib.sha256(path.read_bytes()).hexdigest() != sums[name]:
        raise ModelError(
            f"{path} is not the file of {_MANIFEST}: reinstall neshast, or make the models anew "
            "with `make models`"
        )
    return path


def _folder() -> Path:
    """The folder of the models: inside the installed package, or beside the source root."""
    places = (_PACKAGE / "models", _PACKAGE.parent.parent / "models")
    for place in places:
        if (place / _MANIFEST).is_file():
            return place
    raise ModelError(
        f"no models in {places[0]}: reinstall neshast, or do without them: --engine none"
    )

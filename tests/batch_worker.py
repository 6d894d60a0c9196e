"""A worker for tests, with a pipeline of a few lines that some texts hang, crash or starve.

It imports no pydantic, so that it starts at once.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import time
from dataclasses import dataclass, replace
from typing import Any

from neshast.batch.worker import serve
from neshast.document import Document
from neshast.errors import ModelError

HANGS = "این متن پایان ندارد."
CRASHES = "این متن پردازه را می‌کشد."
STARVES = "این متن همهٔ حافظه را می‌خواهد."
BREAKS = "این متن مرحله را می‌شکند."
SLOW = "این متن کند است."
WAITS = "این متن تا رسیدن پروندهٔ go می‌ماند."
NO_MEETING = "قیمت سیب در بازار شهر پایین آمد."
_GREED = 8 << 30


@dataclass(frozen=True, slots=True)
class Line:
    """A record as far as a run looks at one."""

    doc_id: str
    text: str

    def to_json(self) -> str:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return json.dumps(
            {
                "record_id": f"mtg:{digest[:16]}",
                "source": {"doc_id": self.doc_id, "raw": self.text},
            },
            ensure_ascii=False,
        )


class Poisonable:
    """One record a document; what a text begins with may be its worker's end."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self.seconds: dict[str, float] = {}

    def __call__(self, document: Document) -> Document:
        raw = document.raw
        time.sleep(self._seconds)
        self.seconds["stub"] = self.seconds.get("stub", 0.0) + self._seconds
        if raw.startswith(HANGS):
            time.sleep(3600)
        elif raw.startswith(CRASHES):
            ctypes.string_at(0)
        elif raw.startswith(STARVES):
            bytearray(_GREED)
        elif raw.startswith(BREAKS):
            raise KeyError("اول\nدوم")
        elif raw.startswith(SLOW):
            time.sleep(3)
        elif raw.startswith(WAITS):
            while not os.path.exists("go"):
                time.sleep(0.01)
        if raw.startswith(NO_MEETING):
            return replace(document, language="fa")
        return replace(document, language="fa", records=(Line(document.source.doc_id, raw),))


def _pipeline(about: dict[str, Any]) -> Poisonable:
    stages = about["settings"]["stages"].get("stub", {})
    if stages.get("missing"):
        raise ModelError("the model stub is not there; reinstall neshast")
    return Poisonable(stages.get("seconds", 0.0))


def main() -> None:
    serve(_pipeline)

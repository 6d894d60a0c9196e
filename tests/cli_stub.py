"""A pipeline of a few lines for tests of reading, writing and the command line.

Run as a script it is the command line with that pipeline.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from neshast.document import Document
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.record import MeetingRecord

MEETING = "جلسهٔ کمیتهٔ باغ‌ها روز شنبه در سالن شهرداری برگزار شد."
TWO_MEETINGS = f"{MEETING}\n{MEETING}"
NO_MEETING = "قیمت سیب در بازار شهر پایین آمد."
PASHTO = "د ښار په بازار کې د مڼو بيه ټيټه شوه."
BREAKS = "این متن مرحله را می‌شکند."
REFUSED = "این متن پذیرفته نمی‌شود."
_TITLE = "جلسهٔ کمیتهٔ باغ‌ها"


class StubPipeline:
    """One record for each «جلسه» of the text; falls over `BREAKS`."""

    def __call__(self, document: Document) -> Document:
        raw = document.raw
        if raw.startswith(BREAKS):
            raise KeyError("اول\nدوم")
        if raw.startswith(REFUSED):
            raise InputError("this text is refused; change it")
        language = "ps" if "ښ" in raw else "fa"
        count = raw.count(_TITLE)
        records = tuple(record(document, number, count) for number in range(1, count + 1))
        return replace(document, language=language, records=records)


def record(document: Document, number: int = 1, of: int = 1) -> MeetingRecord:
    """A whole record with one person, who is in the chair."""
    raw, source = document.raw, document.source
    start = raw.find(_TITLE)
    title = {"text": _TITLE, "start": start, "end": start + len(_TITLE)}
    digest = hashlib.sha256(f"{source.doc_id}{number}".encode()).hexdigest()
    plain: dict[str, Any] = {
        "schema_version": "1.0",
        "record_id": f"mtg:{digest[:16]}",
        "source": {
            "doc_id": source.doc_id,
            "sha256": source.sha256,
            "text_sha256": source.text_sha256,
            "encoding": source.encoding,
            "path": source.path,
            "url": source.url,
            "publisher": source.publisher,
            "published": None,
            "variety": "fa-IR",
            "segment": {"index": number, "of": of, "start": 0, "end": len(raw)},
            "extra": source.extra,
        },
        "title": title,
        "kind": "session",
        "status": "held",
        "mode": "in_person",
        "ordinal": None,
        "date": None,
        "end_date": None,
        "venue": None,
        "persons": [
            {
                "id": "p1",
                "name": "مهین آذرپی",
                "honorifics": [],
                "gender": None,
                "posts": [],
                "mentions": [],
            }
        ],
        "organizations": [],
        "participants": [
            {
                "ref": "p1",
                "group": None,
                "roles": [{"role": "chair", "certainty": "explicit", "cue": None}],
                "count": None,
                "on_behalf_of": None,
            }
        ],
        "purpose": [],
        "agenda": [],
        "statements": [],
        "outcomes": [],
        "outcome_status": "none",
        "topics": [],
        "related": [],
        "missing": {"date": "not_stated"},
        "warnings": list(source.warnings),
        "confidence": {},
        "provenance": {
            "software": "neshast",
            "version": "0",
            "config_sha256": "",
            "models": [],
            "resources_sha256": "",
        },
    }
    return MeetingRecord.model_validate(plain)


if __name__ == "__main__":
    from neshast.cli import main
    from neshast.commands import common

    def _stub(settings: object) -> Any:
        return StubPipeline()

    class _Settings:
        sha256 = ""
        reading = Limits()

    common.build_pipeline = _stub
    common.read_settings = lambda *options: _Settings()  # type: ignore[assignment, return-value]
    main(prog_name="neshast")

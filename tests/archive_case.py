"""Records for tests of the archive and of exports: short reports, read as `neshast` reads them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from neshast.api import extract
from neshast.archive.store import reading

# Both are ours; the people in them are invented.
IRRIGATION = (
    "جلسهٔ شورای آبیاری بامیان به ریاست خانم مرضیه نیک‌پور، رئیس زراعت این ولایت، روز یکشنبه "
    "۱۲ سنبلهٔ سال ۱۴۰۲ در تالار ریاست زراعت برگزار شد.\n"
    "انجنیر کریم راستین گفت: کار کانال مرکزی با همکاری‌های مردم تا پایان خزان تمام می‌شود.\n"
    "در پایان فیصله شد که فهرست کانال‌های آسیب‌دیده ترتیب شود."
)
ROADS = (
    "نشست کمیسیون راه شهرستان مهرآباد با حضور علی‌اکبر سپهرنیا، فرماندار مهرآباد، روز دوشنبه "
    "۲۰ آذر ۱۴۰۲ در سالن فرمانداری برگزار شد.\n"
    "سپهرنیا در این نشست گفت: همكاريهاي بين المللي در راه‌سازی بیشتر می‌شود.\n"
    "در این نشست مقرر شد آسفالت جاده روستای گل‌دشت تا پایان ماه آغاز شود."
)


@cache
def _lines(text: str, doc_id: str) -> tuple[str, ...]:
    return tuple(record.to_json() for record in extract(text, doc_id=doc_id))


def records_of(text: str, doc_id: str, **source: Any) -> list[dict[str, Any]]:
    """The records of a text; `source` are keys of their source to be set."""
    records: list[dict[str, Any]] = [json.loads(line) for line in _lines(text, doc_id)]
    for record in records:
        record["source"] |= source
    return records


def both() -> list[dict[str, Any]]:
    """The records of the two reports."""
    return records_of(IRRIGATION, "irrigation", url="https://a.example/1") + records_of(
        ROADS, "roads"
    )


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    """A file of records."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
    return path


# Everything but the numbers of the rows, which tell only in which order they came.
CONTENT = (
    "SELECT d.collection, d.doc_id, d.text_sha256, m.record_id, m.digest, w.title, w.people,"
    " w.offices, w.bodies, w.venue, w.agenda, w.statements, w.outcomes, w.topics, w.report"
    " FROM meetings m JOIN documents d ON d.id = m.document JOIN search_words w ON w.id = m.id"
    " ORDER BY d.collection, d.doc_id, m.record_id, m.digest"
)


def ask(query: str, db: str = "a.sqlite") -> list[tuple[Any, ...]]:
    with reading(db) as connection:
        return connection.execute(query).fetchall()


def many(count: int) -> list[dict[str, Any]]:
    """Records of as many documents."""
    found = []
    for number in range(count):
        (record,) = records_of(IRRIGATION, f"doc{number}")
        found.append(record | {"record_id": f"mtg:{number:016x}"})
    return found

"""The records of a run as one file, as `neshast extract` would have written it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from neshast.batch.planning import Plan
from neshast.batch.store import Entry, Store
from neshast.batch.telling import plan_of
from neshast.errors import BatchError
from neshast.reading.sources import DUPLICATE_ID, Ids
from neshast.record import MeetingRecord, record_id
from neshast.writing.files import refuse_input


def finished_plan(store: Store) -> Plan:
    """The plan of a folder all of whose shards are finished.

    Raises:
        BatchError: saying how many are not.
    """
    plan = plan_of(store)
    names = store.finished.names()
    missing = sum(shard.key not in names for shard in plan.shards())
    if missing:
        raise BatchError(
            f"{store.folder}: {missing} of {plan.shard_count} shards are not finished; the same"
            " `neshast run` goes on, `neshast status` says how far it is"
        )
    return plan


def refuse_inputs(plan: Plan, output: str) -> None:
    """See that the merged file would not take the place of a file that was read.

    Raises:
        OutputError: if it would.
    """
    real = os.path.realpath(output)
    # The names first: a plan has a million files, and few of this name.
    named = (
        piece.path
        for shard in plan.shards()
        for piece in shard.pieces
        if os.path.basename(piece.path) == os.path.basename(real) and not piece.skipped
    )
    refuse_input(output, named, "records")


def merged(store: Store, plan: Plan) -> Iterator[tuple[Entry, list[str]]]:
    """Every document in the order of the inputs: its line of the manifest, and its records.

    An id that stood before gets a number, as in `neshast.reading.read`, in the line and in the
    records.

    Raises:
        BatchError: if the results of a shard are damaged.
    """
    names, ids = store.finished.names(), Ids()
    for shard in plan.shards():
        for entry, lines in store.finished.results(names[shard.key]):
            for key in ("index", "seconds"):
                entry.pop(key, None)
            records = [line.decode().rstrip("\n") for line in lines]
            if entry.get("sha256") is None:
                yield entry, records
                continue
            doc_id, stated = ids.unique(entry["doc_id"]), entry.get("warnings", [])
            if doc_id != entry["doc_id"]:
                records = [_renamed(record, doc_id, len(stated)) for record in records]
                entry = _with_id(entry, doc_id, [*stated, DUPLICATE_ID])
            yield entry, records


def _with_id(entry: Entry, doc_id: str, warnings: list[str]) -> Entry:
    """The line with another id, its keys in the order of the manifest."""
    head = {key: entry[key] for key in ("doc_id", "path", "sha256")}
    rest = {key: value for key, value in entry.items() if key not in (*head, "warnings")}
    return {**head, "doc_id": doc_id, "warnings": warnings, **rest}


def _renamed(line: str, doc_id: str, place: int) -> str:
    """A record of a document with another id; the warning stands after those of its source."""
    record = MeetingRecord.model_validate_json(line)
    source = record.source.model_copy(update={"doc_id": doc_id})
    segment = source.segment
    return record.model_copy(
        update={
            "record_id": record_id(doc_id, source.text_sha256, segment.start, segment.end),
            "source": source,
            "warnings": [*record.warnings[:place], DUPLICATE_ID, *record.warnings[place:]],
        }
    ).to_json()

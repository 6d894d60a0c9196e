"""The plan of a run: made once, written down, and kept to.

`plan.jsonl` has a line about what is run, a line for each shard, and a last line with their sums.
It holds no time and follows from inputs and settings alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from socket import gethostname
from time import sleep
from typing import Any

from neshast.batch.disk import Draft
from neshast.batch.leases import Leases
from neshast.batch.shards import DOCUMENTS, Shard, shards
from neshast.batch.store import Store
from neshast.errors import BatchError, quoted
from neshast.reading.sources import STDIN, files_of
from neshast.settings import Settings
from neshast.version import version

Json = dict[str, Any]

_FORM = 1
# The key of the lease on planning, and of the drafts of a plan.
PLANNING = "plan"
_WAIT = 0.2
# Inputs that a message names.
_NAMED = 3
_SAID = {
    "published": "another day of publication (--published)",
    "config_sha256": "other settings",
    "version": "another version of neshast",
    "resources_sha256": "other tables of words",
    "models": "other models",
    "documents": "other sizes of shards",
}
_MAKER = ("version", "resources_sha256", "models")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run: paths as given, how they are read, and with which settings.

    `documents`: a shard holds no more of them.
    """

    inputs: tuple[str, ...]
    settings: Settings
    format: str | None = None
    published: str | None = None
    documents: int = DOCUMENTS

    def about(self) -> Json:
        """The first line of the plan.

        Raises:
            ModelError: if a model is missing.
        """
        return {
            "plan": _FORM,
            "inputs": [os.fspath(path) for path in self.inputs],
            "format": self.format,
            "published": self.published,
            "documents": self.documents,
            "config_sha256": self.settings.sha256,
            **maker(self.settings),
        }


def maker(settings: Settings) -> Json:
    """What makes records of documents here, beside the settings.

    Raises:
        ModelError: if a model is missing.
    """
    resources, models = settings.ingredients()
    return {
        "version": version(),
        "resources_sha256": resources,
        "models": [model._asdict() for model in models],
    }


def refuse_other(planned: Json, settings: Settings) -> None:
    """See that what makes records here is what a run was planned with.

    Raises:
        BatchError: if not.
        ModelError: if a model is missing.
    """
    other = _other(planned, maker(settings))
    if other:
        raise BatchError(
            f"{gethostname()}: the neshast here is not the one that the run was begun with"
            f" ({', '.join(other)}); install that one, or do all anew with --redo stale"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that is written down."""

    path: str
    about: Json
    shard_count: int
    documents: int
    size: int

    def shards(self) -> Iterator[Shard]:
        """The shards in their order."""
        return (shard for _, shard in self.placed())

    def placed(self) -> Iterator[tuple[int, Shard]]:
        """The shards in their order, each with the offset of its line in the file."""
        with open(self.path, "rb") as stream:
            place = len(next(stream))
            for _ in range(self.shard_count):
                line = next(stream)
                yield place, Shard.of_json(line)
                place += len(line)

    def at(self, place: int) -> Shard | None:
        """The shard whose line has this offset; None if none has."""
        try:
            with open(self.path, "rb") as stream:
                stream.seek(place)
                return Shard.of_json(stream.readline())
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def maker(self) -> Json:
        """What makes its records, beside the settings."""
        return {key: self.about[key] for key in _MAKER}


def read_plan(store: Store) -> Plan | None:
    """The plan of a folder; None if it has none.

    Raises:
        BatchError: if it cannot be read.
    """
    try:
        with open(store.plan, "rb") as stream:
            about = json.loads(stream.readline())
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - 200))
            sums = json.loads(stream.read().split(b"\n")[-2])
        if about["plan"] != _FORM:
            raise ValueError
        return Plan(store.plan, about, sums["shards"], sums["documents"], sums["bytes"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        raise BatchError(
            f"{store.plan}: this is no plan of this neshast; name another folder"
        ) from None


def check(order: Order, folder: str) -> None:
    """See that an order can be run in a folder, before anything is written there.

    Raises:
        BatchError: if not.
    """
    if STDIN in order.inputs:
        raise BatchError(
            "-: standard input cannot be read again, so it cannot be gone on with;"
            " write it to a file first"
        )
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise BatchError(f"{folder}: this is a file; name a folder with --out")
    if os.path.realpath(folder) in map(os.path.realpath, order.inputs):
        raise BatchError(f"{folder}: this is an input; name another folder with --out")


def make_plan(
    store: Store, order: Order, leases: Leases, *, stale: bool = False, trust: bool = False
) -> Plan:
    """The plan of an order, in its folder: the one that is there, if it is the same.

    Args:
        store: the folder.
        order: what is to be run.
        leases: of this process; one run plans at a time.
        stale: put a new plan in the place of one that differs.
        trust: where there is a plan of the same order, look at no input: workers will.

    Raises:
        BatchError: if the plan that is there is another, and not `stale`.
        ModelError: if a model is missing.
    """
    about = order.about()
    while (lease := leases.take(PLANNING)) is None:
        sleep(_WAIT)
    try:
        old = read_plan(store)
        if old and not stale:
            _same(old.about, about, store.folder)
            if trust and old.about == about:
                return old
        return _written(store, order, about, old, leases, stale)
    finally:
        leases.release(lease)


def _written(
    store: Store, order: Order, about: Json, old: Plan | None, leases: Leases, stale: bool
) -> Plan:
    store.clear_drafts(PLANNING)
    path = os.path.join(store.drafts, f"{PLANNING}.{leases.mark}")
    draft = Draft(store.disk, path)
    try:
        count = documents = size = 0
        draft.write(_line(about))
        for shard in _cut(store, order, about, leases):
            draft.write(shard.to_json().encode() + b"\n")
            count, size = count + 1, size + shard.size
            documents += sum(piece.count or 1 for piece in shard.pieces if not piece.skipped)
        draft.write(_line({"shards": count, "documents": documents, "bytes": size}))
        draft.close()
        if old and not stale:
            _same_inputs(path, old, order, store.folder)
        draft.move(store.plan)
    finally:
        draft.discard()
    return Plan(store.plan, about, count, documents, size)


def _cut(store: Store, order: Order, about: Json, leases: Leases) -> Iterator[Shard]:
    fingerprint = hashlib.sha256(_line({**about, "inputs": None})).hexdigest()
    own = os.path.realpath(store.folder)
    files = files_of(order.inputs, order.format, exclude={own, own + os.sep})
    return shards(files, fingerprint, documents=order.documents, beat=leases.beat)


def _other(old: Json, new: Json) -> list[str]:
    """What differs, in words."""
    return [said for key, said in _SAID.items() if old.get(key) != new.get(key)]


def _same(old: Json, new: Json, folder: str) -> None:
    """Refuses other settings."""
    other = _other(old, new)
    if other:
        raise BatchError(
            f"{folder}: it was begun with {', '.join(other)}; give those again, name another"
            " folder, or do all anew with --redo stale"
        )


def _same_inputs(path: str, old: Plan, order: Order, folder: str) -> None:
    """Refuses inputs that differ from those of the old plan, naming the first."""
    given = old.about["inputs"]
    which = "" if given == list(order.inputs) else f", {_few(given)}"
    new = Plan(path, old.about, _count(path), 0, 0)
    for before, after in zip_longest(old.shards(), new.shards()):
        if before == after:
            continue
        pieces = zip_longest(before.pieces if before else (), after.pieces if after else ())
        was, now = next(pair for pair in pieces if pair[0] != pair[1])
        what = "is new" if was is None else "is gone" if now is None else "differs"
        name = (now or was).path
        raise BatchError(
            f"{folder}: the inputs are not those it was begun with{which}"
            f" (the first: {quoted(name)} {what});"
            " --redo stale does what changed, or name another folder"
        )


def _few(names: list[str]) -> str:
    shown = ", ".join(map(quoted, names[:_NAMED]))
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def _count(path: str) -> int:
    with open(path, "rb") as stream:
        return sum(1 for _ in stream) - 2


def _line(content: Json) -> bytes:
    return json.dumps(content).encode() + b"\n"

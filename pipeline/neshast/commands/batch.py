"""`neshast run`, `neshast status`, `neshast merge`: many documents, in shards."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import typer

from neshast.batch.cluster import LOCAL
from neshast.batch.disk import Disk
from neshast.batch.merging import finished_plan, merged, refuse_inputs
from neshast.batch.parts import count
from neshast.batch.planning import Order
from neshast.batch.runner import Limits
from neshast.batch.running import Outcome, run_batch
from neshast.batch.store import Store
from neshast.batch.telling import Status, failures, named, status_of
from neshast.commands.batch_progress import listener, shares
from neshast.commands.common import INPUT_FAILED, one_line_errors, read_settings
from neshast.errors import BatchError
from neshast.run import Totals, about_run, outputs
from neshast.writing.jsonl import Manifest, write_records

_INTERRUPTED = 130
_SHOWN = 10
_MIB = 1 << 20
_GO_ON = "the same command goes on"


def run(
    paths: list[str],
    out: str,
    workers: int | None,
    cluster: str | None,
    shard: str | None,
    redo: str | None,
    format: str | None,
    published: str | None,
    config: Path | None,
    lexicon: Path | None,
    engine: str | None,
    topics: Path | None,
    timeout: float,
    memory: int,
    log: str | None,
    quiet: bool,
) -> None:
    """Run the command; its exit status is 1 if a document failed, 130 if it was stopped."""
    with one_line_errors():
        if os.name != "posix":
            raise BatchError("`neshast run` needs Linux or macOS; use `neshast extract` here")
        if workers and cluster not in (None, LOCAL):
            raise BatchError(f"--workers: {cluster} has workers of its own; leave it out")
        share = _share(shard)
        settings = read_settings(config, lexicon, engine, topics)
        order = Order(tuple(paths), settings, format, published)
        limits = Limits(seconds=timeout, memory=memory * _MIB)
        with listener(log, quiet) as hear:
            try:
                outcome = run_batch(
                    order,
                    out,
                    workers=workers or _processors(),
                    cluster=cluster,
                    share=share,
                    redo=redo,
                    limits=limits,
                    listener=hear,
                )
            except KeyboardInterrupt:
                hear.ended(f"stopped at once; {_GO_ON}", None)
                raise typer.Exit(_INTERRUPTED) from None
            found = status_of(out)
            hear.ended(_told_end(outcome, found, out), found)
    if outcome.stopped:
        raise typer.Exit(_INTERRUPTED)
    if outcome.changed or found.totals.errors:
        raise typer.Exit(INPUT_FAILED)


def status(folder: str, as_json: bool) -> None:
    """Run the command; its exit status is 0, whatever became of the documents."""
    with one_line_errors():
        found = status_of(folder)
        if as_json:
            typer.echo(json.dumps(_plain(found), ensure_ascii=False))
            return
        typer.echo(_told(found, folder))
        for number, entry in enumerate(failures(folder)):
            if number == _SHOWN:
                typer.echo(f"… and {found.totals.errors - _SHOWN} more, in {folder}/ledger")
                break
            typer.echo(f"Error: {named(entry)}")


def merge(folder: str, output: str, quiet: bool) -> None:
    """Run the command; its exit status is 1 if a document of the run failed."""
    began, started = datetime.now(UTC), perf_counter()
    totals = Totals()
    with one_line_errors(), ExitStack() as stack:
        store = Store(folder, Disk())
        plan = finished_plan(store)
        refuse_inputs(plan, output)
        records, manifest_file = outputs(stack, output, plan.about["inputs"])
        manifest = Manifest(manifest_file)
        for entry, lines in merged(store, plan):
            count(totals, entry)
            if entry.pop("skipped", False):
                manifest.skipped(entry)
            else:
                manifest.document(entry)
            write_records(records, lines)
        seconds = round(perf_counter() - started, 3)
        records.commit()
        manifest.close(asdict(totals), about_run(began, seconds, True, plan.about["config_sha256"]))
    if not quiet:
        typer.echo(f"{totals}" if output == "-" else f"{totals} → {output}", err=True)
    if totals.errors:
        raise typer.Exit(INPUT_FAILED)


def _share(shard: str | None) -> tuple[int, int]:
    """``2/8`` as numbers."""
    if shard is None:
        return 1, 1
    i, _, n = shard.partition("/")
    if not (i.isdecimal() and n.isdecimal() and 1 <= int(i) <= int(n)):
        raise BatchError(f"--shard {shard}: give which of how many, such as 2/8")
    return int(i), int(n)


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _told_end(outcome: Outcome, found: Status, out: str) -> str:
    """How a run ended, on one line."""
    if outcome.changed:
        others = f" and {len(outcome.changed) - 1} more" if len(outcome.changed) > 1 else ""
        return f"{outcome.changed[0]}{others}: changed since it was planned; see --redo stale"
    shards = f"{found.finished} of {outcome.plan.shard_count} shards are finished"
    if outcome.stopped:
        return f"stopped: {shards}; {_GO_ON}"
    if outcome.held:
        return f"{found.totals}; {shards}, other runs work on {outcome.held}"
    if found.finished < outcome.plan.shard_count:
        return f"{found.totals}; {shards} → {out}"
    return f"{found.totals} → {out} (neshast merge {out} makes one file)"


def _told(found: Status, folder: str) -> str:
    """A status as a few lines."""
    plan = found.plan
    share = 100 * found.size / plan.size if plan.size else 100.0
    lines = [
        f"{found.finished} of {plan.shard_count} shards are finished ({share:.0f} % of the bytes)",
        str(found.totals),
    ]
    if found.begun:
        lines.append(f"{found.begun} begun and put away: the same `neshast run` goes on with them")
    for who, number in found.holders.items():
        name = f"process {who.pid} on {who.host}" if who else "somebody"
        lines.append(f"{name} works on {number}")
    if found.finished < plan.shard_count and not found.holders:
        lines.append("nobody works on it now; the same `neshast run` goes on")
    if found.latest:
        lines.append(f"latest shard: {found.latest}; {found.seconds:,.0f} s of work")
    if found.stages:
        lines.append(f"of them: {shares(found.stages)}")
    if found.finished == plan.shard_count:
        lines.append(f"complete: neshast merge {folder} -o records.jsonl")
    return "\n".join(lines)


def _plain(found: Status) -> dict[str, Any]:
    """A status as JSON."""
    return {
        "shards": found.plan.shard_count,
        "finished": found.finished,
        "begun": found.begun,
        "bytes": found.plan.size,
        "bytes_finished": found.size,
        "totals": asdict(found.totals),
        "seconds": round(found.seconds, 3),
        "stages": {name: round(seconds, 3) for name, seconds in found.stages.items()},
        "workers": [
            {"host": who.host if who else None, "pid": who.pid if who else None, "shards": number}
            for who, number in found.holders.items()
        ],
        "latest": found.latest or None,
        "inputs": found.plan.about["inputs"],
        "version": found.plan.about["version"],
        "config_sha256": found.plan.about["config_sha256"],
    }

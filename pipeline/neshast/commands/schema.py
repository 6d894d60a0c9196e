"""`neshast schema` and `neshast version`."""

from __future__ import annotations

import json

import typer

from neshast.record import SCHEMA_VERSION, MeetingRecord
from neshast.version import version as program_version


def schema() -> None:
    """Print the JSON Schema of a record as it is written."""
    document = MeetingRecord.model_json_schema(by_alias=True, mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    typer.echo(json.dumps(dialect | document, ensure_ascii=False, indent=2))


def version() -> None:
    """Print the versions."""
    typer.echo(f"neshast {program_version()} (record schema {SCHEMA_VERSION})")

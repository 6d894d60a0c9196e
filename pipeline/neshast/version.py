"""The version of the installed program, for provenance and `neshast version`."""

from __future__ import annotations

from functools import cache
from importlib import metadata

_NOT_INSTALLED = "0+source"


@cache
def version() -> str:
    """The version as installed; ``0+source`` where the sources run without being installed."""
    try:
        return metadata.version("neshast")
    except metadata.PackageNotFoundError:
        return _NOT_INSTALLED

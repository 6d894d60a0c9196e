"""Every error a user can meet, each with a message that says what to do next.

NeshastError
├── InputError       a document could not be read (missing, empty, binary, undecodable, malformed)
├── OutputError      a result could not be written
├── SettingsError    a setting is unknown or of the wrong type
├── ResourceError    a table in ``resources/`` (or a user's own table) is malformed
├── ModelError       a model is missing, or is not the one of the manifest
├── PipelineError    the stages given do not fit each other
├── BatchError       a run in bulk cannot begin or go on as asked
├── ServerError      a search server is not reached, or refuses
└── GoldError        an annotation quotes what its text does not contain
"""

from __future__ import annotations


class NeshastError(Exception):
    """Root of all errors that neshast raises on purpose."""


class InputError(NeshastError):
    """A document could not be read."""


class OutputError(NeshastError):
    """A result could not be written."""


class SettingsError(NeshastError):
    """A setting is unknown, or its value is of the wrong type."""


class ResourceError(NeshastError):
    """A data table is missing, or one of its rows is malformed."""


class ModelError(NeshastError):
    """A model is missing, or is not the one of the manifest."""


class PipelineError(NeshastError):
    """The stages of a pipeline do not fit each other."""


class BatchError(NeshastError):
    """A run in bulk cannot begin or go on as asked."""


class ServerError(NeshastError):
    """A search server is not reached, or refuses what it is asked."""


class GoldError(NeshastError):
    """An annotation quotes what its text does not contain."""


def quoted(name: str) -> str:
    """A name in quotes on one line; its zero-width non-joiners stay as they are written."""
    return repr(name).replace("\\u200c", "\u200c")

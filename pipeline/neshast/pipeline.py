"""Runs stages over documents, after checking once that they fit each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from neshast.document import Document
from neshast.errors import PipelineError


class Stage(Protocol):
    """The step `name`: reads the boxes in `needs`, returns a copy with the boxes in `fills`."""

    @property
    def name(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def fills(self) -> tuple[str, ...]: ...
    def __call__(self, document: Document) -> Document: ...


class Pipeline:
    """Stages in a checked order.

    Args:
        stages: in the order in which they run.
        given: boxes of the document that are full before the first stage.

    Raises:
        PipelineError: listing together every box that is needed before it is filled, filled
            twice, or unknown.
    """

    def __init__(self, stages: Iterable[Stage], given: Sequence[str] = ("raw", "source")) -> None:
        self.stages = tuple(stages)
        faults = []
        full = set(given)
        boxes = set(Document.__dataclass_fields__)
        for stage in self.stages:
            faults += [f"{stage.name} needs {box}" for box in stage.needs if box not in full]
            faults += [f"{stage.name} fills {box} again" for box in stage.fills if box in full]
            faults += [
                f"{stage.name} knows no box {box}" for box in stage.fills if box not in boxes
            ]
            full.update(stage.fills)
        if faults:
            raise PipelineError("the stages do not fit: " + "; ".join(faults))

    def __call__(
        self, document: Document, watch: Callable[[Stage, Document], None] | None = None
    ) -> Document:
        """The document with every box filled.

        Args:
            document: with the given boxes full.
            watch: called after each stage with the stage and its result (for timing).
        """
        for stage in self.stages:
            document = stage(document)
            if watch is not None:
                watch(stage, document)
        return document

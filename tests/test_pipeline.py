"""The order of the stages is checked once, and every fault is told at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import pytest

from neshast.document import Document, Source
from neshast.errors import PipelineError
from neshast.pipeline import Pipeline, Stage
from neshast.settings import STAGES, Settings

EMPTY = Document(raw="", source=Source("-"))


@dataclass(frozen=True)
class Step:
    """A stage of a test: adds its name to `variety`."""

    name: str
    needs: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()

    def __call__(self, document: Document) -> Document:
        return replace(document, variety=document.variety + self.name)


def test_stages_run_in_their_order_and_each_is_watched() -> None:
    steps = [Step("a", ("raw",), ("folded",)), Step("b", ("folded",), ("cues",))]
    seen: list[tuple[str, str]] = []

    def watch(stage: Stage, document: Document) -> None:
        seen.append((stage.name, document.variety))

    assert Pipeline(steps)(EMPTY, watch).variety == "ab"
    assert seen == [("a", "a"), ("b", "ab")]
    assert Pipeline(steps)(EMPTY) == Pipeline(steps)(EMPTY)


def test_all_faults_are_told_together() -> None:
    steps = [
        Step("a", ("folded", "cues"), ("folded",)),
        Step("b", (), ("folded",)),
        Step("c", (), ("nonsense",)),
    ]
    with pytest.raises(PipelineError) as caught:
        Pipeline(steps)
    told = str(caught.value)
    for fault in (
        "a needs folded",
        "a needs cues",
        "b fills folded again",
        "c knows no box nonsense",
    ):
        assert fault in told


def test_what_is_given_may_not_be_filled_again() -> None:
    with pytest.raises(PipelineError, match="a fills raw again"):
        Pipeline([Step("a", (), ("raw",))])
    assert Pipeline([Step("a", ("cues",))], given=("raw", "source", "cues"))


def test_no_stage_is_a_pipeline_too() -> None:
    assert Pipeline([])(EMPTY) is EMPTY


def test_the_stages_of_the_house_fit() -> None:
    stages = Settings().pipeline().stages
    assert [stage.name for stage in stages] == list(STAGES)
    filled = [box for stage in stages for box in stage.fills]
    assert len(filled) == len(set(filled))
    assert set(filled) | {"raw", "source"} == set(Document.__dataclass_fields__)


def test_a_wrong_order_of_the_stages_of_the_house_is_noticed() -> None:
    stages = Settings().pipeline().stages
    for one, other in permutations(range(len(stages)), 2):
        if one < other and set(stages[one].fills) & set(stages[other].needs):
            swapped = list(stages)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            with pytest.raises(PipelineError):
                Pipeline(swapped)

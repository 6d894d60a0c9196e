"""How far a run is, for who watches it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from neshast.batch.parts import count
from neshast.batch.planning import Plan
from neshast.batch.shards import Shard
from neshast.run import Totals


@dataclass
class Progress:
    """Of one run.

    Attributes:
        plan: what is run.
        totals: the documents that this run did.
        before: bytes of input that were finished before it.
        done: bytes of input that it has finished.
        shards: how many shards it has finished.
        stages: seconds that stages of the pipeline took, by name.
        workers: how many work.
    """

    plan: Plan
    totals: Totals = field(default_factory=Totals)
    before: int = 0
    done: int = 0
    shards: int = 0
    stages: dict[str, float] = field(default_factory=dict)
    workers: int = 0
    _began: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> float:
        """Since it began."""
        return monotonic() - self._began

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.totals.documents / max(self.seconds, 0.001)

    @property
    def left(self) -> float | None:
        """Seconds to go, if it goes on so; None until the first shard is finished."""
        rest = self.plan.size - self.before - self.done
        return rest * self.seconds / self.done if self.done else None

    def count(self, entry: dict[str, Any]) -> None:
        """A document has its result."""
        count(self.totals, entry)

    def add(self, totals: Totals) -> None:
        """So many documents have their results."""
        for name, number in asdict(totals).items():
            setattr(self.totals, name, getattr(self.totals, name) + number)

    def spent(self, stages: dict[str, float]) -> None:
        """Stages took so many seconds."""
        for name, seconds in stages.items():
            self.stages[name] = self.stages.get(name, 0.0) + seconds

    def finished(self, shard: Shard) -> None:
        """A shard is finished."""
        self.done += shard.size
        self.shards += 1

    def found(self, shard: Shard) -> None:
        """A shard was finished before."""
        self.before += shard.size


class Listener:
    """Hears how a run goes; every method does nothing until overridden."""

    def began(self, progress: Progress) -> None:
        """The plan is made; work begins."""

    def done(self, entry: dict[str, Any]) -> None:
        """A document is done: its line of the ledger."""

    def waiting(self) -> None:
        """No worker of the cluster is there yet."""

    def tick(self, progress: Progress) -> None:
        """Some time has passed."""

    def stopping(self) -> None:
        """The run was told to stop: documents in hand are finished first."""

"""The base of every stage's options."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """No options; stages that have some inherit from it. Frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

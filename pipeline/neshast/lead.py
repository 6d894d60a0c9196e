"""A lead: the sentence that says that a meeting was held, is planned, or was cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from neshast.view import Mark, View

# What the rule of a lead begins with whose meeting only a later sentence names.
TAKEN_UP = "…"


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead at ``[start, end)`` of the folded text.

    `strength` runs from 1 (an event noun only) to 6 (an event with its own holding verb); `slots`
    counts the facts it gives (chair, date, place …).
    """

    start: int
    end: int
    strength: int
    slots: int
    anaphoric: bool
    event: Mark | None
    verb: Mark | None
    rule: str

    @property
    def event_start(self) -> int:
        """Where the event phrase begins."""
        return self.event.start if self.event else self.start

    def phrase(self, view: View) -> str:
        """The text from the event on."""
        return view.text[self.event_start : self.end]

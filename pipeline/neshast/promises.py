"""Promises made at a meeting: statements that are told once more as commitments."""

from __future__ import annotations

from collections.abc import Iterator

from neshast.deadlines import deadline_in
from neshast.decisions import tells_state
from neshast.document import Document, Outcome, Statement
from neshast.grammar import begins
from neshast.view import Mark, View


def promises(document: Document, view: View, index: int) -> Iterator[Outcome]:
    """The statements of report number `index` that promise, as commitments of who made them."""
    for statement in document.statements[index]:
        speaker = statement.speaker
        who = (speaker,) if speaker and speaker.kind != "group" else ()
        if statement.span.overlaps(statement.verb):
            continue
        for mark in view.within(*view.at(statement.verb), "say"):
            if mark.value in ("promise", "promise_open") and _promised(view, statement, mark):
                due = deadline_in(document, view, index, statement.span)
                yield Outcome(statement.span, "commitment", who, due, statement.verb, mark.cue.rule)


def _promised(view: View, statement: Statement, mark: Mark) -> bool:
    """False for «اطمینان داد که امنیت تأمین است»: that assures of what is so already."""
    if not begins(mark.cue.phrase, "assures"):
        return True
    start, end = view.trim(*view.at(statement.span))
    return not tells_state(view.text[start:end])

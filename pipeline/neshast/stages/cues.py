"""Finds every phrase of the cue and title tables in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Cue, Document
from neshast.grammar import listed
from neshast.lexicon import table, values
from neshast.matching import Entry, Matcher, cue_entries, longest
from neshast.options import Options as NoOptions

_NO_CUE = "none"
_JIRGA = listed("jirga")


class FindCues:
    """Fills `cues`: hits of ``cues.tsv``, ``titles.tsv``, ``offices.tsv`` and ``org_heads.tsv``.

    Of overlapping hits of one kind the longest is kept; hits of different kinds may overlap.
    """

    name: ClassVar = "cues"
    needs: ClassVar = ("folded",)
    fills: ClassVar = ("cues",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled, in text order."""
        folded = document.folded
        assert folded is not None
        # A longer phrase of the value none hides the cue in it: «چالش های پیش روی مردم».
        hits = [h for h in longest(_matcher().find(folded.text)) if h.entry.value != _NO_CUE]
        # «این جرگه» is a house of parliament where one is named, elsewhere a meeting.
        housed = any(h.entry.phrase in listed("jirga_houses") for h in hits)
        meant_not = "event" if housed else "org_head"
        hits = [h for h in hits if h.entry.phrase not in _JIRGA or h.entry.kind != meant_not]
        # «با حضورداشت» holds no verb «حضور داشت».
        came_with = [(h.start, h.end) for h in hits if h.entry.kind == "participant"]
        cues = tuple(
            Cue(folded.span(h.start, h.end), h.entry.kind, h.entry.value, h.entry.phrase)
            for h in hits
            if h.entry.kind != "attend" or not any(a < h.start < h.end <= b for a, b in came_with)
        )
        return replace(document, cues=cues)


@cache
def _matcher() -> Matcher:
    return Matcher(_entries())


def _entries() -> Iterator[Entry]:
    yield from cue_entries()
    for row in table("titles", "form", "gender", "position"):
        kind = "honorific" if row["position"] == "before" else "honorific_after"
        for form in values(row["form"]):
            yield Entry(kind, row["gender"], form)
    for row in table("offices", "title", "grade", "gender", "acting"):
        for title in values(row["title"]):
            value = f"{row['grade']}|{row['gender']}|{row['acting']}"
            yield Entry("office", value, title, "plural" if row["inflects"] == "yes" else "no")
    for row in table("org_heads", "head", "type"):
        for head in values(row["head"]):
            yield Entry("org_head", row["type"], head, "yes")

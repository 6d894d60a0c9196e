"""Texts as engines for names read them."""

from __future__ import annotations

from neshast.api import document_of
from neshast.engines.names import Token
from neshast.settings import STAGES
from neshast.tagging import read_tokens, sentences_of
from neshast.view import View


def laid_out(text: str) -> tuple[View, list[list[Token]]]:
    """A text, and the words of each of its sentences."""
    document = document_of(text, None, "x")
    for name in ("fold", "cues", "sentences"):
        document = STAGES[name]()(document)
    view = View(document)
    bounds = [view.at(sentence.span) for sentence in document.sentences]
    return view, sentences_of(read_tokens(view), bounds)

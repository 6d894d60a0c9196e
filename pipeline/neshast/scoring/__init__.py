"""Records against gold: annotations are loaded, compared field by field, and reported."""

from neshast.scoring.gold import GoldDocument, load_gold, resolve
from neshast.scoring.report import Mismatch, Row, Scores, errors, score, table

__all__ = [
    "GoldDocument", "Mismatch", "Row", "Scores", "errors", "load_gold", "resolve", "score", "table",
]  # fmt: skip

"""Records against gold: annotations are loaded, checked, compared field by field, and reported."""

from neshast.scoring.checking import faults
from neshast.scoring.classes import ErrorClass, error_classes
from neshast.scoring.gold import GoldDocument, resolve
from neshast.scoring.loading import load_gold
from neshast.scoring.report import Mismatch, Row, Scores, errors, score, table

__all__ = [
    "ErrorClass", "GoldDocument", "Mismatch", "Row", "Scores", "error_classes", "errors", "faults",
    "load_gold", "resolve", "score", "table",
]  # fmt: skip

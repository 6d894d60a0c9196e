"""Files in: from paths to raw texts with their metadata."""

from neshast.reading.decoding import Decoded, decode, mend
from neshast.reading.found import Problem
from neshast.reading.jsonl import iso_date
from neshast.reading.kinds import FORMATS
from neshast.reading.sources import read, total_bytes

__all__ = ["FORMATS", "Decoded", "Problem", "decode", "iso_date", "mend", "read", "total_bytes"]

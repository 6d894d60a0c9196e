"""Words of a report as they may stand among ours: on one line, and turning no direction."""

from __future__ import annotations

import re

# Control characters, and the marks that can turn the direction of what follows them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def plain(text: str) -> str:
    """`text` on one line, safe to show among other text: no control or direction marks."""
    return " ".join(_UNSEEN.sub(" ", text).split())

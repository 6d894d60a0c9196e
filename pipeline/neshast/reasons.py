"""The reason that a sentence gives before it tells of its meeting."""

from __future__ import annotations

import re

from neshast.grammar import either
from neshast.view import View

# «از آنجا که …،».
_BECAUSE = re.compile(rf"\s*{either('because')} [^،؛.:]{{3,140}}،")


def past_reason(view: View, start: int, end: int) -> int:
    """Past «نظر به این‌که مجمع نوبت نخست رسمیت نیافت،» at `start`, if a meeting is told behind.

    Offsets are of the folded text; `start` itself where no reason stands there.
    """
    because = _BECAUSE.match(view.text, start, end)
    told = because and view.within(because.end(), end, "hold", "meet", "invited")
    return because.end() if because and told else start

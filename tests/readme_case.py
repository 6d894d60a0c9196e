"""The README as a program: its fenced blocks, and its record as the program finds it now."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from neshast import extract

README = Path(__file__).parent.parent / "README.md"
PUBLISHED = "2023-09-05"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in one language, in order."""
    found = _BLOCK.findall(README.read_text(encoding="utf-8"))
    return [body for name, body in found if name == language]


def record_now() -> dict[str, Any]:
    """The one record of the README's report."""
    (report,) = blocks("text")
    (record,) = extract(report, published=PUBLISHED)
    return dict(json.loads(record.to_json()))


def shown(pattern: Any, found: Any) -> Any:
    """`found`, cut down to the keys that `pattern` shows; a list takes its first item's keys."""
    if isinstance(pattern, dict) and isinstance(found, dict) and pattern:
        return {key: shown(part, found[key]) for key, part in pattern.items()}
    if isinstance(pattern, list) and isinstance(found, list) and pattern:
        return [shown(pattern[0], part) for part in found]
    return found


def laid_out(record: dict[str, Any]) -> str:
    """A record as the README shows it: a line for each key, and for each further item."""
    lines = []
    for name, value in record.items():
        plain = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and len(value) > 1:
            items = [json.dumps(item, ensure_ascii=False) for item in value]
            plain = f"[{(',' + chr(10) + '  ').join(items)}]"
        lines.append(f'"{name}": {plain}')
    head, *rest = lines
    return "{" + ",\n ".join([f"{head}, {rest[0]}", *rest[1:]]) + "}\n"


def rewritten() -> str:
    """The README with the record as the program finds it now."""
    (before,) = blocks("json")
    now = laid_out(shown(json.loads(before), record_now()))
    return README.read_text(encoding="utf-8").replace(before, now)

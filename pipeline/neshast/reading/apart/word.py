"""DOCX to text: paragraphs and tables as they stand in the document, a line for each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def run(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The text of a Word file.

    Returns:
        ``text``: headings and paragraphs as lines, the rows of tables as lines with their cells
        parted by tabs. Headers, footers, notes and text boxes are left out.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise ValueError("this is no Word file")
    document = Document(io.BytesIO(data))
    return {"text": "\n".join(_lines(document.iter_inner_content()))}


def _lines(blocks: Any) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from _rows(block)


def _rows(table: Table) -> Iterator[str]:
    """One line for a row whose cells have a line each; else the lines of its cells in turn."""
    seen: set[Any] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            # A merged cell comes once for each place that it covers.
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append([line for line in _lines(cell.iter_inner_content()) if line.strip()])
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join(cell[0] if cell else "" for cell in cells).strip("\t")
        else:
            for cell in cells:
                yield from cell

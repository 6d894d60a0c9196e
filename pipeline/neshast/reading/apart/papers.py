"""PDF to the text of its pages, by pdfium or pdfminer, or to pictures of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Fine enough for optical character recognition, in dots an inch.
_RESOLUTION = 300
_POINTS = 72
# A page of A3 is 17 million dots at this resolution; what claims more is drawn coarser.
_MOST_DOTS = 40_000_000
# What pdfium writes for hyphens at the end of a line, and where it knows no letter.
_NO_TEXT = str.maketrans({"\x00": "", "\x02": "", "\ufffe": "", "\r": ""})


def run(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The pages of a PDF.

    Args:
        data: the file.
        options: ``by``: ``pdfium``, ``pdfminer``, or ``pictures``, which draws the pages into
            ``folder``; ``first`` page (from 0) and ``pages``, after how many to stop.

    Returns:
        ``texts`` of the pages (or the names of their pictures), and their ``count`` in the file;
        or ``locked``, true if it cannot be opened without a password.
    """
    if options["by"] == "pdfminer":
        return {"texts": list(_by_pdfminer(data, options["first"], options["pages"]))}
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            return {"locked": True}
        raise
    try:
        count = min(len(document), options["pages"])
        read = _drawn if options["by"] == "pictures" else _by_pdfium
        texts = []
        for number in range(options["first"], count):
            try:
                texts.append(read(document[number], number, options))
            except pypdfium2.PdfiumError:
                # A damaged page is an empty one: the others are not to be lost.
                texts.append("")
        return {"texts": texts, "count": len(document)}
    finally:
        document.close()


def _by_pdfium(page: Any, number: int, options: dict[str, Any]) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range()).translate(_NO_TEXT)
    finally:
        text.close()
        page.close()


def _by_pdfminer(data: bytes, first: int, last: int) -> Iterator[str]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer

    for page in extract_pages(io.BytesIO(data), page_numbers=range(first, last)):
        boxes = (box.get_text() for box in page if isinstance(box, LTTextContainer))
        yield "".join(boxes).translate(_NO_TEXT)


def _drawn(page: Any, number: int, options: dict[str, Any]) -> str:
    """Draw a page as a grey picture (PGM); returns its name in the folder."""
    width, height = page.get_size()
    scale = _RESOLUTION / _POINTS
    scale *= min(1.0, (_MOST_DOTS / max(width * height * scale * scale, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    name = f"{number:05}.pgm"
    with (Path(options["folder"]) / name).open("wb") as picture:
        picture.write(b"P5\n%d %d\n255\n" % (bitmap.width, bitmap.height))
        for y in range(bitmap.height):
            picture.write(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width])
    bitmap.close()
    page.close()
    return name

"""Scanned pages to text, by tesseract with its Persian data, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.helper import ask

LANGUAGE = "fas"
# Pictures on the disk at one time; a page is 9 MB.
_AT_ONCE = 8
HOW = (
    "to read it by sight install tesseract with its Persian data "
    "(apt install tesseract-ocr tesseract-ocr-fas)"
)


def pages_by_sight(data: bytes, count: int, limits: Limits) -> list[str]:
    """The text of the `count` pages of a PDF, as tesseract sees it; of so many as limits allow.

    Raises:
        InputError: if tesseract or its Persian data are missing, or it fails. The message names
            no file: who calls knows it.
    """
    program = tesseract()
    if program is None:
        raise InputError(HOW)
    if not limits.scanned_pages:
        raise InputError("set `scanned_pages` in the table [reading] of the settings to read it")
    texts: list[str] = []
    for first in range(0, min(count, limits.scanned_pages, limits.pages), _AT_ONCE):
        last = min(first + _AT_ONCE, limits.scanned_pages, limits.pages)
        with tempfile.TemporaryDirectory(prefix="neshast-") as folder:
            options = {"by": "pictures", "folder": folder, "first": first, "pages": last}
            drawn = ask("pdf", data, limits, **options)
            pictures = (os.path.join(folder, name) for name in drawn["texts"])
            texts += ("".join(_seen(program, picture, limits)) for picture in pictures)
    return texts


def picture_by_sight(data: bytes, limits: Limits) -> list[str]:
    """The text of the pages of one picture (TIFF may hold several), as tesseract sees it.

    Raises:
        InputError: as `pages_by_sight` does.
    """
    program = tesseract()
    if program is None:
        raise InputError(HOW)
    with tempfile.TemporaryDirectory(prefix="neshast-") as folder:
        picture = os.path.join(folder, "picture")
        with open(picture, "wb") as stream:
            stream.write(data)
        return _seen(program, picture, limits)


def _seen(program: str, picture: str, limits: Limits) -> list[str]:
    """The text of the pages of one picture; none of a page that could not be drawn."""
    if os.path.isdir(picture):
        return []
    try:
        done = subprocess.run(
            [program, picture, "-", "-l", LANGUAGE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds,
            # Pages are read one after the other: several threads for one would take its place.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"tesseract did not end in {limits.seconds:g} s; set `seconds` in the table "
            "[reading] of the settings"
        ) from None
    except OSError as fault:
        raise InputError(f"tesseract cannot be started ({fault}); install it again") from None
    if done.returncode:
        raise InputError(f"tesseract fails on it (status {done.returncode}); look at the file")
    # Each page ends with a form feed.
    return done.stdout.decode("utf-8", "replace").removesuffix("\f").split("\f")


@cache
def tesseract() -> str | None:
    """The program, if it is there and has its Persian data."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(
            [program, "--list-langs"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if LANGUAGE.encode() in listed.stdout.split() else None

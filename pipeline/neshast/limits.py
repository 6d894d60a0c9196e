"""How much of an input is read: what the table ``[reading]`` of the settings can change."""

from __future__ import annotations

from pydantic import Field

from neshast.options import Options


class Limits(Options):
    """Bounds for untrusted files. What goes beyond one is refused or cut, and always recorded.

    Attributes:
        bytes: of one file, or of one member or record unpacked.
        total: bytes unpacked from one file, with all archives in it.
        ratio: bytes unpacked for each packed one, counted from ten megabytes on.
        members: files in one archive.
        depth: archives within archives.
        pages: of a PDF.
        scanned_pages: of a PDF that are read by optical character recognition.
        seconds: for one reading of a page, a Word file, twenty pages of a PDF, or a scanned page.
        memory: bytes of address space of the process that parses.
    """

    bytes: int = Field(default=256 << 20, gt=0)
    total: int = Field(default=64 << 30, gt=0)
    ratio: int = Field(default=200, gt=0)
    members: int = Field(default=100_000, gt=0)
    depth: int = Field(default=4, ge=0)
    pages: int = Field(default=5_000, gt=0)
    scanned_pages: int = Field(default=200, ge=0)
    seconds: float = Field(default=30, gt=0)
    memory: int = Field(default=2 << 30, ge=256 << 20)

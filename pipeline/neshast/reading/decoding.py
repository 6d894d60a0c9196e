"""Bytes to text: UTF-8, UTF-16, else Windows-1256; newlines and all that is valid stay untouched.

Each undecodable byte and each lone surrogate becomes one U+FFFD, with a warning.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from neshast.errors import InputError

REPLACED_BYTES = "replaced_bytes"
LONE_SURROGATE = "lone_surrogate"

_SURROGATE = re.compile("[\ud800-\udfff]")
# A surrogate written out in UTF-8: ED is always a first byte there, so this is never a part of
# anything valid.
_ENCODED_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC_WORD = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff\u200c]+")
_CONTROLS = tuple(chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP or Word file",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "a rich text file",
    b"SQLite format 3": "a database",
}
# As pages name what Python calls otherwise.
_NAMES = {"cp1256": "windows-1256", "iso8859-6": "iso-8859-6"}
_MOSTLY = 0.5
# Windows-1256 read as UTF-8 gives no Arabic letters, so what gives them may be damaged further.
_DAMAGE_OF_PERSIAN = 0.3
_DAMAGE = 0.1
_CONTROL_SHARE = 0.02
# Enough of a text to judge by; the whole is judged only for what was replaced.
_SAMPLE = 200_000
# Alef is about one letter in seven of Persian and Arabic. KOI8-R and others that decode to Arabic
# letters by accident have few.
_ALEF = "\u0627"
_ALEF_SHARE = 0.05
_ALEF_FROM = 80


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and the codes of what had to be replaced."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of `data`, without a byte order mark.

    Raises:
        InputError: if the bytes are no text, or in none of the three encodings. The message names
            no file: who calls knows it.
    """
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"this is {what}, not text; export it as plain text in UTF-8 first")
    mark = data[:2]
    if mark in _MARKS:
        return _text_only(_utf_16(data[2:], _MARKS[mark]))
    if data.startswith(codecs.BOM_UTF8):
        return _text_only(_utf_8(data[3:]))
    if (encoding := _unmarked_utf_16(data)) is not None:
        return _text_only(_utf_16(data, encoding))
    try:
        return _text_only(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _damaged_or_legacy(data)


def decode_as(data: bytes, encoding: str) -> Decoded:
    """The text of `data` in an encoding that is known; what is undecodable is U+FFFD.

    Raises:
        InputError: if this is a binary file.
    """
    if encoding == "utf-8":
        return _text_only(_utf_8(data))
    if encoding.startswith("utf-16"):
        return _text_only(_utf_16(data, encoding))
    text = data.decode(encoding, "replace")
    warnings = (REPLACED_BYTES,) if "\ufffd" in text else ()
    return _text_only(Decoded(text, _NAMES.get(encoding, encoding), warnings))


def mend(text: str) -> tuple[str, bool]:
    """`text` with U+FFFD for each lone surrogate, and whether there was one."""
    if text.isascii() or _SURROGATE.search(text) is None:
        return text, False
    return _SURROGATE.sub("\ufffd", text), True


def _damaged_or_legacy(data: bytes) -> Decoded:
    """Not valid UTF-8: UTF-8 with some bad bytes, or Windows-1256, or neither."""
    sample = data[:_SAMPLE]
    loose = sample.decode("utf-8", "surrogateescape")
    damage = len(_SURROGATE.findall(loose)) / max(len(loose), 1)
    if damage <= _DAMAGE_OF_PERSIAN and _arabic_share(loose) >= _MOSTLY:
        return _text_only(_utf_8(data))
    legacy = sample.decode("cp1256")
    if _control_share(legacy) > _CONTROL_SHARE:
        raise InputError("this is a binary file, not text; remove it, or export its text as UTF-8")
    if _arabic_share(legacy) > _MOSTLY and _has_alef(legacy):
        return Decoded(data.decode("cp1256"), "windows-1256")
    if damage <= _DAMAGE:
        return _text_only(_utf_8(data))
    raise InputError(
        "the encoding is neither UTF-8 nor UTF-16 nor Windows-1256; convert the file to UTF-8 first"
    )


def _utf_8(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        warnings = []
        whole, surrogates = _ENCODED_SURROGATE.subn("\ufffd".encode(), data)
        text, bad = mend(whole.decode("utf-8", "surrogateescape"))
        if bad:
            warnings.append(REPLACED_BYTES)
        if surrogates:
            warnings.append(LONE_SURROGATE)
        return Decoded(text, "utf-8", tuple(warnings))


def _utf_16(data: bytes, encoding: str) -> Decoded:
    even = len(data) - len(data) % 2
    text, lone = mend(data[:even].decode(encoding, "surrogatepass"))
    warnings = (LONE_SURROGATE,) if lone else ()
    if even < len(data):
        return Decoded(text + "\ufffd", encoding, (REPLACED_BYTES, *warnings))
    return Decoded(text, encoding, warnings)


def _unmarked_utf_16(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: NUL (ASCII) or 06 (Arabic) in every other byte."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if high and (high.count(0) + high.count(6)) / len(high) >= _MOSTLY and len(data) % 2 == 0:
            text = sample.decode(encoding, "replace")
            if _arabic_share(text) >= _MOSTLY and _control_share(text) <= _CONTROL_SHARE:
                return encoding
    return None


def _text_only(decoded: Decoded) -> Decoded:
    if _control_share(decoded.text[:_SAMPLE]) > _CONTROL_SHARE:
        raise InputError("this is a binary file, not text; remove it, or export its text as UTF-8")
    return decoded


def _control_share(text: str) -> float:
    return sum(text.count(control) for control in _CONTROLS) / max(len(text), 1)


def _arabic_share(text: str) -> float:
    """The share of letters that stand in words wholly of Arabic script."""
    words = _WORD.findall(text)
    arabic = sum(len(word) for word in words if _ARABIC_WORD.fullmatch(word))
    return arabic / max(sum(map(len, words)), 1)


def _has_alef(text: str) -> bool:
    letters = sum(map(len, _ARABIC_WORD.findall(text)))
    return letters < _ALEF_FROM or text.count(_ALEF) / letters >= _ALEF_SHARE

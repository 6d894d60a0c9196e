"""From bytes to text: encodings, damage, and what is no text."""

from __future__ import annotations

import pytest

from neshast.errors import InputError
from neshast.reading import decode, mend

TEXT = "جلسهٔ کمیتهٔ باغ‌ها به ریاست خانم مهین آذرپی در سالن شهرداری برگزار شد.\nپایان."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"plain ASCII", "utf-8"),
    ],
)
def test_text_is_decoded_without_its_mark(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.text == ("plain ASCII" if data.isascii() else TEXT)
    assert (decoded.encoding, decoded.warnings) == (encoding, ())


LEGACY = TEXT.replace("ی", "ي").replace("ک", "ك").replace("ٔ", "")


@pytest.mark.parametrize("text", [LEGACY, "جلسه", LEGACY + " Example Agency 2024"])
def test_windows_1256_is_recognised(text: str) -> None:
    decoded = decode(text.encode("cp1256"))
    assert (decoded.text, decoded.encoding, decoded.warnings) == (text, "windows-1256", ())


@pytest.mark.parametrize(
    "data",
    [
        "Вчера в городе прошло заседание комитета по садам.".encode("cp1251"),
        (
            "вчера в городе прошло заседание комитета по садам и дорогам; " + "оно отложено; " * 4
        ).encode("koi8-r"),
        "çéèêàùâîôûëïüçéèêàùâîôûëïü".encode("latin-1"),
        "東京で会議が開かれました。".encode("shift-jis"),
    ],
)
def test_other_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="convert the file to UTF-8"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 anything",
        b"PK\x03\x04 anything",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\x00\x01\x02\x03" * 40,
        bytes(range(256)) * 8,
        b"text\x00" * 30,
        TEXT.encode("utf-32"),
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        decode(data)


def test_a_nul_in_a_long_text_is_no_binary() -> None:
    assert decode((TEXT + "\0" + TEXT).encode()).text == TEXT + "\0" + TEXT


def test_each_undecodable_byte_becomes_one_mark() -> None:
    data = TEXT.encode() + b"\xe0\xa4" + " و".encode() + b"\xff"
    decoded = decode(data)
    assert decoded.text == TEXT + "\ufffd\ufffd و\ufffd"
    assert (decoded.encoding, decoded.warnings) == ("utf-8", ("replaced_bytes",))


def test_a_surrogate_in_utf_8_becomes_one_mark() -> None:
    decoded = decode((TEXT + "\ud83d.").encode("utf-8", "surrogatepass"))
    assert (decoded.text, decoded.warnings) == (TEXT + "\ufffd.", ("lone_surrogate",))


def test_damaged_utf_16() -> None:
    data = b"\xff\xfe" + (TEXT + "\udc00.").encode("utf-16-le", "surrogatepass")
    assert decode(data).text == TEXT + "\ufffd."
    assert decode(data).warnings == ("lone_surrogate",)
    assert decode(data + b"x").text == TEXT + "\ufffd.\ufffd"
    assert decode(data + b"x").warnings == ("replaced_bytes", "lone_surrogate")


def test_mending_keeps_pairs_and_offsets() -> None:
    assert mend("a😀b") == ("a😀b", False)
    assert mend("a\ud83db") == ("a\ufffdb", True)

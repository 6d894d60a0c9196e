"""HTML to an article with its address, publisher and day of publication."""

from __future__ import annotations

import codecs
import re
from typing import Any

from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading.decoding import Decoded, decode, decode_as, mend
from neshast.reading.found import EMPTY, Item, Text, with_title
from neshast.reading.helper import ask
from neshast.reading.published import published_day

# The better extractor failed on this page, and the faster one, which knows less, read it.
FALLBACK = "html_fallback"

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096
# Nothing is given back: a page of scripts without an end must not take long.
_TAGS = re.compile(
    rb"<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style)\b)[^<]*+)*+|<[^<>]*+>|&\w{1,30}+;",
    re.IGNORECASE,
)
_SAMPLE = 500_000
# What a page may say it is in, and is believed; all else is found out.
_BELIEVED = {"cp1256", "iso8859-6", "mac-arabic", "mac-farsi"}
_SPACE = re.compile(r"[\s\u200c]+")
# How far down a text its own headline may stand.
_TOP, _TOP_LINES = 1_000, 6
# A line this long that stands in the title of the page is its headline; a shorter one may be a
# word of it.
_HEADLINE = 12
_LONGEST_NAME = 500
_SEPARATORS = ("|", "-", "–", "—", "»", ":", "·", "•")


def read_html(item: Item, data: bytes, limits: Limits) -> Text:
    """The article of a page, with the headline before it if it lacks it.

    Raises:
        InputError: if the page cannot be decoded, has no text, or breaks both extractors.
    """
    page = decode_page(data, item.charset)
    found, route, warnings = _extracted(page.text, item.url, limits)
    text, mended = mend(found["text"])
    if not text.strip():
        raise InputError(EMPTY)
    publisher = _short(_clean(found["publisher"]))
    title = _headline(_short(_clean(found["title"])), publisher, text)
    url = _clean(found["url"]) or item.url
    fetched = {"fetched": item.url} if item.url and item.url != url else {}
    return Text(
        text=with_title(title, text),
        encoding=page.encoding,
        route=f"html:{route}",
        url=url,
        publisher=publisher,
        published=published_day(mend(day)[0] for day in found["dates"]),
        obtained=fetched,
        warnings=(*page.warnings, *warnings, *(["lone_surrogate"] if mended else [])),
    )


def decode_page(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page: by its byte order mark, as UTF-8, as it says, else by its letters.

    Args:
        data: its bytes.
        charset: what the server said; believed before what the page says.

    Raises:
        InputError: if it is in no encoding that can be told.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    said = _META.search(data[:_HEAD])
    for name in (charset, said and said[1].decode("ascii", "replace")):
        if (encoding := _believed(name)) is not None:
            return decode_as(data, encoding)
    # Tags are Latin letters that say nothing of the language.
    encoding = decode(_TAGS.sub(b" ", data[:_SAMPLE])).encoding
    return decode_as(data, encoding)


def _extracted(page: str, url: str | None, limits: Limits) -> tuple[Any, str, list[str]]:
    """What the better extractor finds, else what the faster one does; its name; warnings.

    Raises:
        InputError: if both fail.
    """
    data = mend(page)[0].encode()
    try:
        found = ask("html", data, limits, by="trafilatura", url=url)
    except InputError:
        return ask("html", data, limits, by="resiliparse", url=url), "resiliparse", [FALLBACK]
    if found["text"].strip():
        return found, "trafilatura", []
    return ask("html", data, limits, by="resiliparse", url=url), "resiliparse", []


def _headline(title: str | None, publisher: str | None, text: str) -> str | None:
    """The title of a page without the name of its publisher; none if the text begins with it."""
    if publisher and title and title.endswith(publisher):
        begin = title.removesuffix(publisher).rstrip()
        title = begin[:-1].rstrip() if begin.endswith(_SEPARATORS) else title
    if not title:
        return None
    squeezed = _squeezed(title)
    return None if any(_same(_squeezed(line), squeezed) for line in _top(text)) else title


def _top(text: str) -> list[str]:
    """The lines at the beginning of a text."""
    return text[:_TOP].split("\n")[:_TOP_LINES]


def _same(line: str, title: str) -> bool:
    """True if a line is the title of the page, or what of it is no name of a site."""
    if len(line) >= _HEADLINE:
        return line in title
    return line == title or title.startswith(tuple(line + sign for sign in _SEPARATORS if line))


def _believed(name: str | None) -> str | None:
    try:
        encoding = codecs.lookup(name or "").name
    except LookupError:
        return None
    return encoding if encoding in _BELIEVED else None


def _clean(text: str | None) -> str | None:
    return mend(text)[0].strip() or None if text else None


def _short(text: str | None) -> str | None:
    """A name or a headline; what is longer is none."""
    return text if text and len(text) <= _LONGEST_NAME else None


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)

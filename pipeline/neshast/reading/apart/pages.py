"""HTML to its article: trafilatura with every zero-width non-joiner kept, or resiliparse."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

# Below so many characters trafilatura takes the whole page instead: many reports are short.
_SHORT = "100"
# trafilatura deletes what cannot be printed: these two change words and have to travel as letters.
_INVISIBLE = ("\u200c", "\u200d")
# Letters of a script that no page of ours is in; one that the page has is not taken.
_STAND_INS = tuple(chr(code) for code in range(0x13000, 0x13400))
_BLOCKS = {"p", "head", "item", "row", "quote", "code", "list", "table", "div", "body"}
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "article.published", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date",
    "dcterms.created", "dc.date.created", "citation_publication_date", "citation_date", "pubdate",
    "publishdate", "publish-date", "publish_date", "published", "parsely-pub-date",
    "sailthru.date", "date",
)  # fmt: skip
_PUBLISHER_NAMES = (
    "og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name",
)  # fmt: skip
_DATE_CLASS = re.compile(
    r"(?:^|\s)(?:(?:news|entry|post|posted|item|article|story|publish|published|pub|content)"
    r"[-_]?(?:date|time|on)|date[-_]?(?:publish|published|post)|published|pubdate)(?:\s|$)",
    re.IGNORECASE,
)
_DATES_OF_CLASS = 3
_LONGEST_DATE, _MOST_DATES = 120, 30


def run(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The article of a page.

    Args:
        data: the page in UTF-8.
        options: ``by``: which library; ``url``: where the page came from, or None.

    Returns:
        ``text`` (may be empty), and of the page's own words about itself ``title``, ``url``,
        ``publisher`` (or None) and ``dates``: what may be its day of publication, best first.
    """
    html = data.decode()
    if options["by"] == "resiliparse":
        return {"text": _by_resiliparse(html), **_safely_about(html, options.get("url"))}
    from trafilatura.utils import load_html

    tree = load_html(html)
    if tree is None:
        return {"text": "", "title": None, "url": None, "publisher": None, "dates": []}
    about = _about(tree, options.get("url"))
    return {"text": _by_trafilatura(tree, html), **about}


# ---------------------------------------------------------------- text


def _by_trafilatura(tree: HtmlElement, html: str) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _SHORT
    free = (letter for letter in _STAND_INS if letter not in html)
    pairs = list(zip(_INVISIBLE, free, strict=False))
    for element in tree.iter():
        for mark, letter in pairs:
            if element.text and mark in element.text:
                element.text = element.text.replace(mark, letter)
            if element.tail and mark in element.tail:
                element.tail = element.tail.replace(mark, letter)
    found = bare_extraction(tree, include_comments=False, with_metadata=False, config=config)
    body = getattr(found, "body", None)
    if body is None:
        return ""
    text = _lines("".join(_written(body)))
    for mark, letter in pairs:
        text = text.replace(letter, mark)
    return text


def _by_resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(
        html, preserve_formatting=True, main_content=True, alt_texts=False, list_bullets=False
    )
    return _lines(text)


def _written(body: Any) -> Iterator[str]:
    """The text of trafilatura's tree: a line for each block, cells parted by a tab."""
    for event, element in etree.iterwalk(body, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            if block or element.tag == "lb":
                yield "\n"
            elif element.tag == "cell" and element.getprevious() is not None:
                yield "\t"
            if element.text:
                yield element.text if element.tag == "code" else _SPACE.sub(" ", element.text)
            continue
        if block:
            yield "\n"
        if element.tail and element is not body:
            yield _SPACE.sub(" ", element.tail)


def _lines(text: str) -> str:
    """The lines that hold anything, without the space around them."""
    lines = (line.strip(" \t\r\f\v") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


# ---------------------------------------------------------------- about the page


def _safely_about(html: str, url: str | None) -> dict[str, Any]:
    try:
        return _about(etree.HTML(html, etree.HTMLParser(encoding=None)), url)
    except Exception:
        return {"title": None, "url": None, "publisher": None, "dates": []}


def _about(tree: Any, url: str | None) -> dict[str, Any]:
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if value := (meta.get("content") or "").strip():
            named.setdefault(name.strip().lower(), value)
    linked = list(_linked_data(tree))
    publishers = [named.get(name) for name in _PUBLISHER_NAMES]
    publishers[1:1] = [_name(one.get("publisher")) for one in linked]
    return {
        "title": _title(tree, named),
        "url": _address(tree, named, url),
        "publisher": next((one for one in publishers if one), None),
        "dates": list(dict.fromkeys(islice(_dates(tree, named, linked), _MOST_DATES))),
    }


def _title(tree: Any, named: dict[str, str]) -> str | None:
    """The one headline if the page's title holds it, else the title as the page gives it."""
    said = [named.get("og:title"), next((_words(one) for one in tree.iter("title")), None)]
    headlines = [words for one in tree.iter("h1") if (words := _words(one))]
    titles = [_SPACE.sub(" ", one).strip() for one in said if one and one.strip()]
    if len(headlines) == 1 and (not titles or any(headlines[0] in one for one in titles)):
        return headlines[0]
    return titles[0] if titles else None


def _address(tree: Any, named: dict[str, str], url: str | None) -> str | None:
    links = [link.get("href") for link in tree.iter("link")
             if "canonical" in (link.get("rel") or "").lower().split()]  # fmt: skip
    for given in (*links, named.get("og:url")):
        if given and given.strip():
            whole: str = urljoin(url or "", given.strip())
            if urlsplit(whole).scheme in ("http", "https"):
                return whole
    return url


def _dates(tree: Any, named: dict[str, str], linked: list[dict[str, Any]]) -> Iterator[str]:
    """What may be the day of publication: what the page says for machines, then for people."""
    for name in _DATE_NAMES:
        if name in named:
            yield named[name][:_LONGEST_DATE]
    for one in linked:
        for key in ("datePublished", "dateCreated"):
            if isinstance(one.get(key), str):
                yield one[key][:_LONGEST_DATE]
    shown = tree.xpath("//*[@itemprop='datePublished'] | //article//time | //main//time")
    of_class = [
        one for one in tree.xpath("//*[@class]") if _DATE_CLASS.search(one.get("class") or "")
    ]
    for one in (*shown[:1], *of_class[:_DATES_OF_CLASS]):
        for words in (one.get("datetime"), one.get("content"), _words(one)):
            if words and len(words) <= _LONGEST_DATE:
                yield words


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD blocks, those in lists and graphs too."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                waiting = [json.loads(script.text or "", strict=False)]
            except (ValueError, RecursionError):
                continue
            while waiting:
                one = waiting.pop(0)
                if isinstance(one, list):
                    waiting = one + waiting
                elif isinstance(one, dict):
                    yield one
                    waiting.insert(0, one.get("@graph"))


def _name(publisher: Any) -> str | None:
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name.strip() or None if isinstance(name, str) else None


def _words(element: Any) -> str:
    return _SPACE.sub(" ", "".join(element.itertext())).strip()

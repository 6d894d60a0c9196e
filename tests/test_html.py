"""Pages: exactly the article, with its ZWNJs; what the page says of itself; every encoding."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from formats_case import ARTICLE, LINES, TITLE, document, how, problem, put
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading import html as reading
from neshast.reading.html import decode_page
from neshast.reading.published import published_day

MENU = ("خانه", "سیاست", "اقتصاد", "جامعه", "فرهنگ", "ورزش", "دربارهٔ ما", "تماس")
RELATED = (
    "کشت زعفران در ولسوالی‌های شمال گسترش می‌یابد",
    "سرک تازه‌ای میان دو قریه ساخته شد",
    "نمایشگاه کتاب‌های کودک دایر گردید",
)
COMMENTS = (
    "چه خوب که باغ‌ها زیاد می‌شوند، دست شما درد نکند.",
    "امیدوارم که در ناحیهٔ ما هم باغ بسازند و نگهداری کنند.",
)


def items(texts: tuple[str, ...]) -> str:
    return "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(texts))


def paragraphs(lines: tuple[str, ...] = LINES) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def head(more: str = "", title: str = f"{TITLE} | خبرگزاری نمونه") -> str:
    return f'<head><meta charset="utf-8"><title>{title}</title>{more}</head>'


def agency(lines: tuple[str, ...] = LINES, more: str = "") -> str:
    """As agencies build their pages: article, related links, comments, a column beside."""
    return f"""<!DOCTYPE html><html lang="fa" dir="rtl">{head(more)}<body>
<header><div class="logo">خبرگزاری نمونه</div><nav><ul>{items(MENU)}</ul></nav></header>
<main><article><h1>{TITLE}</h1><div class="meta"><time datetime="2016-11-28">۸ قوس</time></div>
<div class="content">{paragraphs(lines)}</div>
<div class="share">هم‌رسانی: <a>تلگرام</a></div></article>
<section class="related"><h3>خبرهای مرتبط</h3><ul>{items(RELATED)}</ul></section>
<section id="comments" class="comments"><h3>دیدگاه‌ها</h3>
{"".join(f'<div class="comment"><p>{text}</p></div>' for text in COMMENTS)}
<form><textarea></textarea><button>بفرست</button></form></section></main>
<aside class="sidebar"><h3>پربازدیدها</h3><ul>{items(RELATED)}</ul></aside>
<footer><p>همهٔ حقوق برای خبرگزاری نمونه محفوظ است.</p></footer></body></html>"""


def divisions() -> str:
    """As a content system of ministries builds them: nothing but divisions."""
    return f"""<html>{head()}<body><div id="top"><div class="menu">{items(MENU)}</div></div>
<div id="wrap"><div class="col-8"><div class="item-header"><h1 class="title">{TITLE}</h1>
<div class="item-date">۸ آذر ۱۳۹۵ - ۱۰:۲۰</div></div>
<div class="item-text">{"".join(f"<div>{line}</div>" for line in LINES)}</div>
<div class="tags">برچسب‌ها: <a>باغ</a> <a>شهر</a></div></div>
<div class="col-4"><div class="box">{items(RELATED)}</div></div></div>
<div id="footer">همهٔ حقوق محفوظ است</div></body></html>"""


def breaks() -> str:
    """As an old page parts its paragraphs."""
    return f"""<html>{head()}<body><div class="menu"><ul>{items(MENU)}</ul></div>
<div id="news"><h2>{TITLE}</h2>{"<br><br>".join(LINES)}</div></body></html>"""


def blog() -> str:
    """As a blog system builds them."""
    return f"""<!DOCTYPE html><html>{head()}<body class="single-post"><div id="page">
<div class="site-header"><a href="/">وزارت نمونه</a><ul class="nav-menu">{items(MENU)}</ul></div>
<div id="content"><article class="post"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1></header><div class="entry-content">{paragraphs()}</div>
<footer class="entry-meta">نوشته‌شده در <a>خبرها</a></footer></article>
<nav class="nav-single"><a rel="prev">خبر پیشین</a></nav></div>
<div id="secondary" class="widget-area"><ul>{items(RELATED)}</ul></div></div></body></html>"""


@pytest.mark.parametrize("build", [agency, divisions, breaks, blog])
def test_the_text_is_exactly_the_article(tmp_path: Path, build: Callable[[], str]) -> None:
    found = document(put(tmp_path / "a.html", build()))
    assert found.raw == ARTICLE
    assert how(found) == {"route": "html:trafilatura"}
    assert (found.source.encoding, found.source.warnings) == ("utf-8", ())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_short_report_is_no_whole_page(tmp_path: Path, count: int) -> None:
    found = document(put(tmp_path / "a.html", agency(LINES[:count])))
    assert found.raw == "\n".join((TITLE, *LINES[:count]))


def test_tables_and_lists_are_lines(tmp_path: Path) -> None:
    inside = (
        "<p>دستور کار:</p><ol><li>باغ‌های نو</li><li>بودجهٔ سال</li></ol><table>"
        "<tr><th>نام</th><th>سمت</th></tr><tr><td>مهین آذرپی</td><td>رئیس</td></tr></table>"
    )
    page = agency().replace(paragraphs(), paragraphs() + inside)
    assert document(put(tmp_path / "a.html", page)).raw == "\n".join(
        (ARTICLE, "دستور کار:", "باغ‌های نو", "بودجهٔ سال", "نام\tسمت", "مهین آذرپی\tرئیس")
    )


@pytest.mark.parametrize("mark", ["\u200c", "&zwnj;", "&#8204;", "&#x200C;", "&#x0200C;"])
def test_every_way_to_write_the_joiner_is_kept(tmp_path: Path, mark: str) -> None:
    page = agency().replace("\u200c", mark)
    assert document(put(tmp_path / "a.html", page)).raw == ARTICLE


def test_a_sign_that_stands_in_for_the_joiner_is_kept_too(tmp_path: Path) -> None:
    lines = (LINES[0] + " \U00013000\U00013001\u200dها", *LINES[1:])
    assert document(put(tmp_path / "a.html", agency(lines))).raw == "\n".join((TITLE, *lines))


def test_the_headline_goes_before_a_text_that_lacks_it(tmp_path: Path) -> None:
    page = f"<html>{head()}<body><div id='b'>{paragraphs()}</div></body></html>"
    page = page.replace("<title>", '<meta property="og:title" content="' + TITLE + '"><title>')
    assert document(put(tmp_path / "a.html", page)).raw == ARTICLE


@pytest.mark.parametrize(
    ("title", "publisher", "line"),
    [
        (f"{TITLE} | خبرگزاری نمونه", "خبرگزاری نمونه", TITLE),
        (f"{TITLE} - خبرگزاری نمونه", "خبرگزاری نمونه", TITLE),
        (f"{TITLE} خبرگزاری نمونه", "خبرگزاری نمونه", f"{TITLE} خبرگزاری نمونه"),
        (f"{TITLE} | خبر", "خبرگزاری نمونه", f"{TITLE} | خبر"),
    ],
)
def test_the_headline_lacks_the_name_of_the_publisher(
    tmp_path: Path, title: str, publisher: str, line: str
) -> None:
    name = f'<meta property="og:site_name" content="{publisher}">'
    page = f"<html>{head(name, title)}<body><div>{paragraphs()}</div></body></html>"
    assert document(put(tmp_path / "a.html", page)).raw == "\n".join((line, *LINES))


# What the page says of itself


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ('<meta property="article:published_time" content="2016-12-01T23:30+03:30">', "2016-12-01"),
        ('<meta name="article:published_time" content="1395-09-08T10:00+04:30">', "2016-11-28"),
        ('<meta name="dc.date.issued" content="1395/09/08">', "2016-11-28"),
        ('<meta itemprop="datePublished" content="سه‌شنبه ۹ قوس ۱۳۹۵ - ۱۰:۲۰">', "2016-11-29"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
         '"datePublished": "2016-12-02"}]}</script>', "2016-12-02"),
        ('<script type="application/ld+json">{broken</script>', "2016-11-28"),
        ('<meta name="date" content="دیروز">', "2016-11-28"),
        ('<meta name="last-modified" content="2020-01-01">', "2016-11-28"),
        ("", "2016-11-28"),
    ],
)  # fmt: skip
def test_the_day_of_publication(tmp_path: Path, more: str, day: str) -> None:
    found = document(put(tmp_path / "a.html", agency(more=more)), published="2001-01-01")
    assert found.source.published == day


def test_a_day_that_stands_on_the_page_alone(tmp_path: Path) -> None:
    assert document(put(tmp_path / "a.html", divisions())).source.published == "2016-11-28"


def test_a_page_without_a_day_has_the_given_one(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", breaks())
    assert document(path).source.published is None
    assert document(path, published="2001-01-01").source.published == "2001-01-01"


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (["2024-05-01"], "2024-05-01"),
        (["20240501"], "2024-05-01"),
        (["1403-02-12"], "2024-05-01"),
        (["۱۴۰۳/۰۲/۱۲ - ۱۰:۳۰"], "2024-05-01"),
        (["چهارشنبه ۱۲ ثور ۱۴۰۳"], "2024-05-01"),
        (["تاریخ انتشار: 12 اردیبهشت 1403 ساعت 10:30"], "2024-05-01"),
        (["۱ مه ۲۰۲۴"], "2024-05-01"),
        (["", "?", "2024-13-45", "1403-12-32", "دوشنبه", "2024-05-02"], "2024-05-02"),
        (["سه روز پیش", "۱۲ ثور"], None),
        (["0001-01-01", "9999-12-31", "12024-05-01"], None),
        ([], None),
    ],
)
def test_days_in_every_calendar(stated: list[str], day: str | None) -> None:
    assert published_day(stated) == day


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ('<link rel="canonical" href="https://example.org/a">', "https://example.org/a"),
        ('<meta property="og:url" content="https://example.org/b">', "https://example.org/b"),
        ('<link rel="alternate canonical" href=" http://example.org/c ">', "http://example.org/c"),
        ('<link rel="canonical" href="/without/a/root">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[bad">', None),
        ("", None),
    ],
)
def test_the_address(tmp_path: Path, more: str, url: str | None) -> None:
    assert document(put(tmp_path / "a.html", agency(more=more))).source.url == url


@pytest.mark.parametrize(
    ("more", "publisher"),
    [
        ('<meta property="og:site_name" content=" خبر\u200cخانه ">', "خبر\u200cخانه"),
        ('<script type="application/ld+json">[{"publisher": {"name": "خبر"}}]</script>', "خبر"),
        ('<meta name="DC.Publisher" content="وزارت نمونه">', "وزارت نمونه"),
        ('<script type="application/ld+json">{"publisher": 3}</script>', None),
        ("", None),
    ],
)
def test_the_publisher(tmp_path: Path, more: str, publisher: str | None) -> None:
    assert document(put(tmp_path / "a.html", agency(more=more))).source.publisher == publisher


# Encodings

OLD = "جلسه شوراي شهر به رياست خانم مهين آذرپي در سالن شهرداري برگزار شد. پايان."


@pytest.mark.parametrize(
    ("declared", "encoding", "name"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "utf-8-sig", "utf-8"),
        ("utf-16", "utf-16", "utf-16-le"),
        ("windows-1256", "cp1256", "windows-1256"),
        ("CP1256", "cp1256", "windows-1256"),
        ("iso-8859-6", "iso8859-6", "iso-8859-6"),
        # What pages say without knowing, or leave out.
        ("utf-8", "cp1256", "windows-1256"),
        ("iso-8859-1", "cp1256", "windows-1256"),
        ("base64", "cp1256", "windows-1256"),
        ("", "cp1256", "windows-1256"),
        ("windows-1256", "utf-8", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, declared: str, encoding: str, name: str) -> None:
    text = OLD.translate({ord("پ"): "ب", ord("گ"): "ك"}) if encoding == "iso8859-6" else OLD
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"
    found = document(put(tmp_path / "a.html", page.encode(encoding)))
    assert (found.source.encoding, found.raw) == (name, f"x\n{text}")


def test_bytes_that_are_no_letters_of_their_encoding_are_told() -> None:
    found = decode_page(b"<meta charset=iso-8859-6>" + OLD.encode("iso8859-6", "replace") + b"\xff")
    assert found.text.endswith("\ufffd") and found.warnings == ("replaced_bytes",)
    with pytest.raises(InputError, match="convert the file to UTF-8"):
        decode_page(b"<p>" + b"\xe4\xf6\xfc " * 99)


@pytest.mark.parametrize("piece", [b"<script", b"<style>", b"<", b"<a ", b"&a", b"<!--", b"</"])
def test_no_page_takes_long_to_decode(piece: bytes) -> None:
    began = process_time()
    with suppress(InputError):
        decode_page(piece * (500_000 // len(piece)) + b"\xc7\xe1 " * 50)
    assert process_time() - began < 5


def test_a_page_of_scripts_in_an_old_encoding() -> None:
    script = b"<script>var a = '<p>' + \"</p>\"; if (a < b) { more() }</script>" * 50
    page = b"<html>" + script + b"<style>p { color: red }</style><p>" + OLD.encode("cp1256")
    assert decode_page(page).encoding == "windows-1256"


def test_a_title_without_end_is_none(tmp_path: Path) -> None:
    page = f"<html>{head(title='عنوان ' * 10_000)}<body><div>{paragraphs()}</div></body></html>"
    assert document(put(tmp_path / "a.html", page)).raw == "\n".join(LINES)


# What breaks an extractor


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\0" * 999,
        b"<html></html>",
        b"<script>var a = 1;</script>",
        b"<!-- only a remark -->",
        b"<html><body><img src=a.png></body></html>",
    ],
)
def test_a_page_without_text_is_a_problem(tmp_path: Path, page: bytes) -> None:
    assert problem(put(tmp_path / "a.html", page)).message


@pytest.mark.parametrize(
    "page",
    [
        agency((LINES[0].replace(" ", "\0 "), *LINES[1:])),
        agency((f"\u202b{LINES[0]}\u202c \u2067{LINES[1]}\u2069\u200f", *LINES[2:])),
        agency((LINES[0].replace(" ", "\u2028", 1), LINES[1].replace(" ", "\x85", 1))),
        f"<p>{LINES[0]}",
        LINES[0],
        f"<?xml version='1.0' encoding='utf-8'?>{agency()}",
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + agency(),
        "<div>" * 300 + LINES[0] + "</div>" * 300,
        agency(("<p><b>" * 2000 + LINES[0],)),
    ],
    ids=["NUL", "bidi", "U+2028", "fragment", "text", "XML", "entities", "deep", "unclosed"],
)
def test_strange_pages_are_read(tmp_path: Path, page: str) -> None:
    found = document(put(tmp_path / "a.html", page))
    assert "آذرپی" in found.raw
    assert "\0" not in found.raw


def test_lone_surrogates_are_mended(tmp_path: Path) -> None:
    page = agency().replace("باغ", "با\ud800غ", 1).replace("نقشهٔ", "نقشه&#xd800;ٔ")
    found = document(put(tmp_path / "a.html", page))
    found.raw.encode()
    assert "\ufffd" in found.raw


def test_ten_megabytes_are_read_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.html", agency(LINES * 16_000))
    assert path.stat().st_size > 10_000_000
    ask = reading.ask

    def hurried(task: str, data: bytes, limits: Limits, **options: Any) -> Any:
        hurry = options["by"] == "trafilatura"
        return ask(task, data, Limits(seconds=1 if hurry else 120), **options)

    monkeypatch.setattr(reading, "ask", hurried)
    # Where the better extractor is not done by then, the faster one is.
    found = document(path)
    assert found.raw.startswith("\n".join((TITLE, *LINES * 16_000)))


def test_the_faster_extractor_steps_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = reading.ask

    def failing(task: str, data: bytes, limits: Limits, **options: Any) -> Any:
        asked.append(options["by"])
        if options["by"] == "trafilatura":
            raise InputError("the parser did not end")
        return ask(task, data, limits, **options)

    monkeypatch.setattr(reading, "ask", failing)
    more = '<meta property="article:published_time" content="1395-09-10">'
    found = document(put(tmp_path / "a.html", agency(more=more)))
    assert asked == ["trafilatura", "resiliparse"]
    assert found.raw.startswith(ARTICLE)
    assert how(found) == {"route": "html:resiliparse"}
    assert found.source.warnings == ("html_fallback",)
    assert found.source.published == "2016-11-30"

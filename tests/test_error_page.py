"""The page of errors: both columns whole, every line linked to its words, filters, no outside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib import resources

import pytest

from neshast.aligned import Span
from neshast.scoring import GoldDocument, resolve, score, table
from neshast.scoring.details import Details, Line, Side, details
from neshast.scoring.fields import MEASURES
from neshast.writing.error_page import render
from scoring_case import FIRST, SECOND, TEXT, Record, gold

Change = Callable[[Record], object]
Attributes = dict[str, str]


class Page(HTMLParser):
    """Reads a page back: its documents, the text of each column, its marks, lines and links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.documents: list[Attributes] = []
        self.texts: dict[tuple[str, str], str] = {}
        self.marks: dict[str, tuple[str, int, Attributes]] = {}
        self.lines: list[Attributes] = []
        self.options: dict[str, list[str]] = {}
        self.seen: list[str] = []
        self._column: tuple[str, str] | None = None
        self._depth = 0
        self._select = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        self.attributes += found.items()
        kind = found.get("class", "").split()[:1]
        if kind == ["doc"]:
            self.documents.append(found)
        elif kind == ["line"]:
            self.lines.append(found | {"doc": self.documents[-1]["id"]})
        elif kind == ["text"]:
            self._column = (self.documents[-1]["id"], found["data-side"])
            self.texts[self._column] = ""
            self._depth = 1
        elif self._column:
            self._depth += 1
            if "data-c" in found:
                self.texts[self._column] += chr(int(found["data-c"], 16))
            if kind == ["m"]:
                start = len(self.texts[self._column])
                self.marks[found["id"]] = (self._column[1], start, found)
        if tag == "select":
            self._select = found["name"]
            self.options[self._select] = []
        elif tag == "option" and found["value"]:
            self.options[self._select].append(found["value"])

    def handle_endtag(self, tag: str) -> None:
        if self._column:
            self._depth -= 1
            if not self._depth:
                self._column = None

    def handle_data(self, data: str) -> None:
        self.seen.append(data)
        if self._column:
            self.texts[self._column] += data

    @property
    def links(self) -> list[str]:
        return [value for key, value in self.attributes if key == "href"]


def bare(raw: str, *lines: Line, doc_id: str = "d", tags: tuple[str, ...] = ()) -> Details:
    return Details(doc_id, "fa-AF", None, tags, raw, 0.5, lines)


def line(gold: Side | None, found: Side | None = None, field: str = "venue") -> Line:
    return Line(1, (field,), gold, found, gold == found)


def case(change: Change = lambda r: None, *tags: str) -> tuple[list[GoldDocument], str]:
    """Two documents: one with a change in what was found, one right; and their page."""
    documents = [gold(FIRST, SECOND, doc_id="right"), gold(FIRST, SECOND, doc_id="wrong")]
    documents[1] = GoldDocument("wrong", "fa-IR", None, TEXT, tags, documents[1].records)
    records = {document.doc_id: resolve(document) for document in documents}
    change(records["wrong"][0])
    rows = table(score(documents, records))
    return documents, render(details(documents, records), rows, "folder")


def venue_missed(record: Record) -> None:
    record["venue"] = None


# The text and its marks


def test_both_columns_hold_the_whole_text_of_every_document() -> None:
    page = Page(case(venue_missed)[1])
    assert list(page.texts.values()) == [TEXT] * 4


def test_the_worst_document_comes_first() -> None:
    page = Page(case(venue_missed)[1])
    assert page.documents[0]["data-variety"] == "fa-IR"
    assert page.documents[0]["data-fields"] == "venue"
    assert page.documents[1]["data-fields"] == ""
    assert [name for name in page.seen if name in ("wrong", "right")] == ["wrong", "right"]


def test_wrong_lines_come_before_right_ones_and_lead_to_their_words() -> None:
    page = Page(case(venue_missed)[1])
    first = page.lines[0]
    assert (first["data-fields"], first["data-line"]) == ("venue", "1")
    side, start, mark = page.marks[page.links[page.links.index("#documents") + 1][1:]]
    assert (side, TEXT[start:].startswith("تالار آبرسانی")) == ("gold", True)
    assert "1" in mark["data-l"].split() and mark["class"] == "m bad"


def test_every_mark_stands_where_its_id_says() -> None:
    page = Page(case(venue_missed)[1])
    for name, (side, start, _) in page.marks.items():
        assert re.fullmatch(rf"d\d+{side[0]}{start}", name)


def test_right_lines_are_folded_away() -> None:
    html = case(venue_missed)[1]
    first = html.split('<details class="doc"')[1]
    wrong, _, right = first.partition('<details class="rights">')
    assert wrong.count('class="line"') == 1
    assert right.count('class="line"') > 20 and 'class="m good"' in right


def test_overlapping_lines_stand_together_and_the_inner_is_first() -> None:
    whole, inner = Side("x", (Span(0, 9),)), Side("y", (Span(4, 5),))
    page = Page(render([bare("الف ب پ ت", line(whole, whole), line(inner))], [], "n"))
    marks = {(side, start): mark for side, start, mark in page.marks.values()}
    assert {at: mark["data-l"] for at, mark in marks.items()} == {
        ("gold", 0): "2", ("gold", 4): "1 2", ("gold", 5): "2", ("found", 0): "2",
    }  # fmt: skip
    assert marks["gold", 4]["class"] == "m bad" and marks["gold", 5]["class"] == "m good"


@pytest.mark.parametrize("span", [Span(-2, 1), Span(1, 99), Span(3, 3), Span(3, 2)])
def test_a_place_that_the_text_does_not_have_is_not_marked(span: Span) -> None:
    page = Page(render([bare("متن", line(None, Side("x", (span,))))], [], "n"))
    assert page.texts == {("d1", "gold"): "متن", ("d1", "found"): "متن"}
    assert not page.marks and page.links == ["#documents"]


# Filters


def test_filters_offer_what_there_is_and_documents_say_what_they_have() -> None:
    def change(record: Record) -> None:
        record["statements"].pop()
        record["kind"] = "session"

    page = Page(case(change, "two words", "quote's", 'double"s', "two words")[1])
    assert page.options == {
        "field": ["kind", "statements", "attribution"],
        "tag": ['double"s', "quote's", "two words"],
        "variety": ["fa-AF", "fa-IR"],
    }
    first, second = page.documents
    assert json.loads(first["data-tags"]) == ["two words", "quote's", 'double"s']
    assert json.loads(second["data-tags"]) == []
    assert first["data-fields"] == "kind statements attribution"
    assert (first["data-variety"], second["data-variety"]) == ("fa-IR", "fa-AF")
    assert {name for one in page.lines for name in one["data-fields"].split()} <= set(MEASURES)


def test_the_script_reads_the_attributes_that_are_there() -> None:
    html = case(venue_missed)[1]
    script = html[html.rindex("<script>") :]
    used = {
        "data-" + name
        for name in re.findall(r"dataset\.(\w+)", script) + re.findall(r"\[data-(\w+)", script)
    }
    assert used <= {key for key, _ in Page(html).attributes}


# Nothing from outside, nothing that runs


def test_the_page_needs_nothing_from_outside() -> None:
    html = case(venue_missed)[1]
    page = Page(html)
    assert not {"link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not re.search(r"https?:|//[a-z]+\.|url\(|@import|fetch\(|XMLHttp", html)
    assert all(link.startswith("#") for link in page.links)


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    page = Page(case(venue_missed)[1])
    ids = [value for key, value in page.attributes if key == "id"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links} <= set(ids)


def test_same_documents_same_page() -> None:
    assert case(venue_missed)[1] == case(venue_missed)[1]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\n\n متن \n",
        "</div><script>alert('x')</script><!-- & &amp; &lt; \"'`{{ 7*7 }}{% raw %}",
        "]]></style></script></details><img src=x onerror=alert(1)>",
        "\u202eچپ\u2066راست\u200f\u200e\u061c بدون پایان",
        "یک\r\nدو\rسه\x00\x0b\x0c\x1b[31m\x7f\x85\u2028\ufeff\ufffe",
        "نیمه \ud800 تنها",
    ],
)
def test_hostile_text_comes_back_and_does_nothing(raw: str) -> None:
    side = Side(raw, (Span(0, len(raw)), Span(len(raw) // 2, len(raw))), raw, raw)
    lines = (line(side, None, name) for name in ("kind", "venue", "roles", "topic_major"))
    html = render([bare(raw, *lines, doc_id=raw, tags=(raw,))], [], raw)
    page = Page(html)
    assert set(page.texts.values()) == {raw}
    assert page.tags.count("script") == 1 and "img" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    html.encode()
    assert "\x00" not in html and "\r" not in html


# How it is said


def test_values_are_isolated_and_said_in_words() -> None:
    html = case(lambda r: r.update(kind="session"))[1]
    assert '<bdi>نشست رسمی نهاد <small lang="en" dir="ltr">session</small></bdi>' in html
    assert (
        '<bdi class="who">سهراب کوهی</bdi> <span class="kind">(شخص)</span>: <bdi>رئیس جلسه' in html
    )
    assert "کلان" in html


def test_every_field_and_side_has_a_word() -> None:
    path = resources.files("neshast.writing") / "templates" / "labels.tsv"
    rows = {tuple(row.split("\t")[:2]) for row in path.read_text("utf-8").splitlines()}
    assert rows >= {("field", name) for name in ("record_score", *MEASURES)}
    assert rows >= {("side", "gold"), ("side", "found")}
    assert rows >= {("actor", name) for name in ("person", "organization", "group")}


def test_made_up_records_and_long_values_are_told() -> None:
    extra = Line(None, ("meeting",), None, Side("آب " * 400), False)
    seen = " ".join(Page(render([bare("متن", extra)], [], "n")).seen)
    assert "گزارشی که در مرجع نیست" in seen and "…" in seen


def test_no_documents_make_an_empty_page() -> None:
    assert Page(render([], [], "n")).documents == []


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_have_enough_contrast(mode: int) -> None:
    home = resources.files("neshast.writing") / "templates"
    colours: dict[str, str] = {}
    for name in ("base.css", "errors.css"):
        block = re.findall(r":root \{(.*?)\}", (home / name).read_text("utf-8"), re.DOTALL)[mode]
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    pairs = [("ink", "bad-b", 7.0), ("bad", "card", 4.5), ("good", "card", 4.5)]
    for ink, ground, least in pairs:
        low, high = sorted((_luminance(colours[ink]), _luminance(colours[ground])))
        assert (high + 0.05) / (low + 0.05) >= least, (ink, ground)


def test_a_large_set_makes_a_page_in_reasonable_size() -> None:
    words = [Span(i, i + 9) for i in range(0, 2000, 25)]
    raw = "جلسه شورای آب برگزار شد. " * 90
    lines = [line(Side(span.of(raw), (span,))) for span in words]
    html = render([bare(raw, *lines, doc_id=str(i)) for i in range(240)], [], "n")
    assert html.count('<details class="doc"') == 240 and "<details open" not in html
    assert len(html) < 30_000_000

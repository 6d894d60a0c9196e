"""`explain`: the evidence of a document, in the terminal and as a page."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import pytest
from rich.console import Console

from explain_case import RAW, at, document
from neshast.document import Document, Found, Frame, Mention, Name, Person, Report, Source, Span
from neshast.writing.evidence import FAMILIES, Evidence, family, gather
from neshast.writing.page import render
from neshast.writing.shown import plain
from neshast.writing.terminal import show


class Page(HTMLParser):
    """Reads a page back: the text of `#raw`, its marks, and everything that could do something."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.raw: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.marks: list[tuple[int, str, set[int]]] = []
        self.ids: list[str] = []
        self.seen: list[str] = []
        self._inside = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        self.attributes += found.items()
        if "id" in found:
            self.ids.append(found["id"])
        if found.get("id") == "raw":
            self._inside = 1
        elif self._inside:
            self._inside += 1
            if "data-c" in found:
                self.raw.append(chr(int(found["data-c"], 16)))
            if "data-f" in found:
                start = len("".join(self.raw))
                facts = {int(number) for number in found["data-f"].split()}
                self.marks.append((start, found["id"], facts))

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        self.seen.append(data)
        if self._inside:
            self.raw.append(data)

    @property
    def text(self) -> str:
        return "".join(self.raw)


def facts_of(name: str, label: str | None = None) -> list[Evidence]:
    return [
        fact
        for fact in gather(document())[0].facts
        if fact.field == name and label in (None, fact.label)
    ]


def bare(raw: str, *spans: Span) -> Document:
    """A document of one report with one person mentioned at some spans."""
    people = tuple(Person("x", "x", (), None, (), (Mention(span, "name"),)) for span in spans)
    report = Report(Span(0, len(raw)), None, Span(0, len(raw)), "lead")
    return Document(raw, Source("doc"), reports=(report,), people=(people,))


def printed(sheet: Document, width: int = 120, colours: bool = False) -> str:
    out = io.StringIO()
    system = "truecolor" if colours else None
    console = Console(file=out, width=width, color_system=system, force_terminal=colours)
    show(sheet, console)
    return out.getvalue()


# ---------------------------------------------------------------- evidence


def test_facts_stand_in_the_order_of_the_record() -> None:
    order = [FAMILIES.index(family(fact.field)) for fact in gather(document())[0].facts]
    assert order == sorted(order)


def test_every_fact_has_a_rule_or_belongs_to_a_hand_made_body() -> None:
    bare_fields = {f.field for report in gather(document()) for f in report.facts if not f.rule}
    assert bare_fields <= {"organizations"}


def test_a_person_shows_each_mention_and_the_rule_of_the_name() -> None:
    person, post = facts_of("persons")
    assert (person.value, person.rule) == ("سهراب کوهی", "name after an honorific")
    assert [place.what for place in person.places] == ["office", "name", "pronoun"]
    assert ("gender", "m") in person.details
    assert (post.label, post.value) == ("post", "آمر آبرسانی سپیدار")
    assert ("organization", "آبرسانی سپیدار") in post.details


def test_a_role_quotes_its_cue_and_points_at_its_actor() -> None:
    (chair,) = facts_of("participants", "chair")
    assert (chair.value, chair.certainty) == ("سهراب کوهی", "explicit")
    assert chair.spans == (at("به ریاست"), at("سهراب کوهی"))
    (group,) = facts_of("participants", "attendee")
    assert group.spans == (at("ریش‌سفیدان پنج قریه"), at("با اشتراک"))


def test_a_date_gives_its_reason_and_resolution() -> None:
    (date,) = facts_of("date")
    assert (date.value, date.rule, date.certainty) == ("2023-10-04", "day in full", "explicit")
    assert ("as_written", "1402/07/12") in date.details


def test_an_unresolved_date_shows_what_is_known() -> None:
    (date,) = [fact for fact in gather(document())[1].facts if fact.field == "date"]
    assert (date.certainty, date.value) == ("unresolved", "1402-07")


def test_an_outcome_names_who_and_until_when() -> None:
    (outcome,) = facts_of("outcomes")
    assert outcome.details == (("responsible", "آبرسانی سپیدار"), ("due", "2023-11-21"))
    assert [place.what for place in outcome.places] == ["cue", "due"]


def test_what_is_missing_comes_from_the_record_of_the_same_segment() -> None:
    first, second = gather(document())
    assert first.missing == {} and first.warnings == ("zwnj_missing",)
    assert second.missing["chair"] == "not_stated"
    assert second.warnings == ("year_unresolved", "a_code_without_words")


def test_empty_boxes_give_no_facts() -> None:
    assert gather(Document("متن", Source("d"))) == ()
    (report,) = gather(bare("متن"))
    assert [fact.field for fact in report.facts] == ["lead"]


def test_an_actor_out_of_range_is_nobody() -> None:
    sheet = replace(document(), people=((), ()))
    (chair,) = [f for f in gather(sheet)[0].facts if f.label == "chair"]
    assert chair.value == ""


def test_plain_leaves_nothing_that_turns_a_line() -> None:
    assert plain("a\u202eb\x1b[31m\nc\u2069 نیم‌فاصله") == "a b [31m c نیم‌فاصله"


# ---------------------------------------------------------------- the page


def test_the_pieces_of_the_page_are_the_raw_text() -> None:
    assert Page(render(document())).text == RAW


def test_every_span_of_every_fact_is_marked_where_it_stands() -> None:
    page = Page(render(document()))
    starts = {int(mark_id[1:]): facts for _, mark_id, facts in page.marks}
    assert all(start == int(mark_id[1:]) for start, mark_id, _ in page.marks)
    facts = [fact for report in gather(document()) for fact in report.facts]
    for number, fact in enumerate(facts, 1):
        assert f"f{number}" in page.ids
        for span in fact.spans:
            assert number in starts[span.start]


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    page = Page(render(document()))
    assert len(page.ids) == len(set(page.ids))
    targets = {value[1:] for key, value in page.attributes if key == "href" and value[0] == "#"}
    assert targets <= set(page.ids)


def test_the_page_needs_nothing_from_outside() -> None:
    page = Page(render(document()))
    assert not {"link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not [key for key, _ in page.attributes if key == "src"]
    assert "url(" not in render(document()) and "@import" not in render(document())
    assert [value for key, value in page.attributes if key == "href" and ":" in value] == [
        "https://example.org/a?b=1&c=2"
    ]


def test_same_document_same_page() -> None:
    assert render(document()) == render(document())


def test_overlapping_matches_stand_together_on_their_piece() -> None:
    raw = "الف ب پ ت"
    page = Page(render(bare(raw, Span(0, 5), Span(4, 9), Span(4, 5))))
    facts = {start: facts for start, _, facts in page.marks}
    assert page.text == raw
    assert facts == {0: {1, 2}, 4: {1, 2, 3, 4}, 5: {1, 3}}


def test_missing_fields_and_warnings_are_said_in_plain_words() -> None:
    seen = " ".join(Page(render(document())).seen)
    assert "در متن نیامده است" in seen and "چند برداشت" in seen
    assert "سال رویداد در متن نیست" in seen and "a_code_without_words" in seen
    assert "۹۳" in seen


def test_a_text_without_reports_is_shown_whole() -> None:
    page = Page(render(Document("هیچ جلسه‌ای نیست\n", Source("d"))))
    assert page.text == "هیچ جلسه‌ای نیست\n" and not page.marks


def test_reports_that_overlap_or_reach_too_far_lose_no_text() -> None:
    report = Report(Span(2, 6), None, Span(2, 4), "r")
    far = replace(report, span=Span(4, 99))
    empty = replace(report, span=Span(5, 5))
    sheet = Document("۰۱۲۳۴۵۶۷۸۹", Source("d"), reports=(far, report, empty))
    assert Page(render(sheet)).text == "۰۱۲۳۴۵۶۷۸۹"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\n\n متن \n",
        "</div><script>alert('x')</script><!-- & &amp; &lt; \"'`{{ 7*7 }}{% raw %}",
        "]]></style></script><img src=x onerror=alert(1)>",
        "\u202eچپ\u2066راست\u200f\u200e\u061c بدون پایان",
        "جلسه 👩‍👩‍👧‍👦 🇦🇫 é 𞤀",
        "یک\r\nدو\rسه\x00\x0b\x0c\x1b[31m\x7f\x85\u2028\ufeff\ufffe",
        "نیمه \ud800 تنها",
    ],
)
def test_hostile_text_comes_back_and_does_nothing(raw: str) -> None:
    spans = (Span(0, len(raw)), Span(1, max(1, len(raw) - 1)), Span(len(raw) // 2, len(raw)))
    sheet = replace(bare(raw, *spans), source=Source(raw, url=raw, publisher=raw))
    html = render(sheet)
    page = Page(html)
    assert page.text == raw
    assert page.tags.count("script") == 1 and "img" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    html.encode()
    assert "\x00" not in html and "\r" not in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a\nb", "x"])
def test_an_address_that_no_browser_should_follow_is_no_link(url: str) -> None:
    page = Page(render(replace(bare("متن"), source=Source("d", url=url))))
    assert not [v for k, v in page.attributes if k == "href" and not v.startswith("#")]


def test_hostile_values_and_rules_are_escaped() -> None:
    evil = "<script>x</script>"
    frame = Frame(*[Found(evil, Span(0, 1), evil)] * 3, warnings=(evil,))
    page = Page(render(replace(bare("متن"), frames=(frame,), variety=evil)))
    assert page.tags.count("script") == 1


def test_a_long_text_with_many_matches_is_fast() -> None:
    raw = "جلسه شورای آب برگزار شد. " * 4000
    spans = [Span(i, i + 9) for i in range(0, len(raw) - 9, 25)]
    began = time.perf_counter()
    page = render(bare(raw, *spans))
    assert time.perf_counter() - began < 10
    assert Page(page).text == raw


def test_every_word_of_the_interface_is_in_the_table_once() -> None:
    path = resources.files("neshast.writing") / "templates" / "labels.tsv"
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len({tuple(row) for row in rows})
    assert {tuple(row) for row in rows} >= {("family", name) for name in FAMILIES}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_have_enough_contrast(mode: int) -> None:
    style = (resources.files("neshast.writing") / "templates" / "base.css").read_text()
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[mode]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for ground in ("paper", "panel", "card"):
        for ink in ("ink", "soft", *(f"c-{name}" for name in FAMILIES)):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for name in FAMILIES:
        assert _contrast(colours["ink"], colours[f"b-{name}"]) >= 7, name
        assert _contrast(colours[f"c-{name}"], colours[f"b-{name}"]) >= 4.5, name
    assert _contrast(colours["warn"], colours["warn-b"]) >= 4.5
    assert _contrast("#1c1b19", colours["glow"]) >= 7


# ---------------------------------------------------------------- the terminal


def test_the_terminal_shows_fields_rules_and_offsets() -> None:
    out = printed(document())
    span = at("صبح روز ۱۲ میزان ۱۴۰۲")
    for words in ("participants · chair", "2023-10-04", f"{span.start}:{span.end}", "day in full"):
        assert words in out
    assert "missing   chair: not_stated" in out and "warning   year_unresolved" in out


@pytest.mark.parametrize("colours", [False, True])
@pytest.mark.parametrize("width", [40, 80, 160])
def test_right_to_left_words_are_isolated_on_every_line(width: int, colours: bool) -> None:
    for line in printed(document(), width, colours).splitlines():
        depth = 0
        for char in line:
            depth += (char == "\u2068") - (char == "\u2069")
            assert depth in (0, 1), line
            assert depth or not "\u0600" <= char <= "\u06ff", line
        assert depth == 0


def test_without_colours_matches_are_bracketed_and_numbered() -> None:
    out = printed(document(), 160)
    assert "\x1b" not in out
    number = [f.field for f in gather(document())[0].facts].index("date") + 1
    assert f"⟦صبح روز ۱۲ میزان ۱۴۰۲⟧{number}" in out


def test_with_colours_there_is_a_legend_and_no_bracket() -> None:
    out = printed(document(), 160, colours=True)
    assert "legend" in out and "\x1b[" in out and "⟦" not in out


def test_a_terminal_obeys_nothing_of_the_text() -> None:
    raw = "متن \x1b]0;x\x07 [red]جلسه[/red] \u202e \x9b2J \r ته"
    name = Name(Span(0, 3), raw, rule=raw)
    out = printed(replace(bare(raw, Span(0, len(raw))), names=(name,)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert "[red]" in out


def test_a_text_without_reports_says_so() -> None:
    assert "No report" in printed(Document("متن", Source("d")))

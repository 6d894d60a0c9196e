"""Digests: pages of several short reports, each behind a bullet or under the name of a place."""

from __future__ import annotations

import re
from bisect import bisect_left

from neshast.grammar import either, listed
from neshast.lead import Lead
from neshast.lead_choice import FULL, Page
from neshast.naming import names_a_place
from neshast.page import ITEM, Line, repeats

# What stands around the name of a place that heads an item: «▪کابل:».
_AROUND = re.compile(r"^\W+|\W+$")
# «همچنان:», «هکذا:»: the next news of the same place.
_LONGEST_LINK = 24
# «شنبه: جلسه …», «سه شنبه ۴ دلو - …»: an item with its day on its own line.
_BEFORE_DAY = re.compile(rf"\W*(?:{either('to_the_day')} )?")
_BEHIND_DAY = re.compile(r"\s?[:–—ـ-]\s")
_LETTER = re.compile(r"[^\W\d_]")
# «کاشمر - نشست …», «هرات: …»: an item with its place on its own line.
_DATELINE = re.compile(r"\W*(\w+(?: \w+){0,2})\s*[-–—ـ:]\s")
_AGENCY = re.compile(rf"\W+{either('media')}$")
_HEAD = re.compile(rf"\W*{either('digest_heads')}(?!\w)")
# So many items make a digest, under so many lines of headings.
_FEWEST, _HEADINGS = 2, 2
# A shorter line tells no news.
_SHORTEST_NEWS = 50
_BEGIN = 60
_HEADLINE_WORDS = 4


def item_starts(page: Page, lines: list[Line]) -> frozenset[int]:
    """Where the items of a digest begin; empty for a page that is none.

    Args:
        lines: the lines of the page, in order.
    """
    placed = _under_places(page, [line for line in lines if line.kind in ("text", "meta")])
    if placed:
        return placed
    headed = _under_head(page, [line for line in lines if line.kind in ("text", "label")])
    if headed:
        return headed
    lines = [line for line in lines if line.kind == "text"]
    datelined = _datelined(page, lines)
    if _several(page, datelined):
        return frozenset(line.start for line in datelined)
    items = [line for line in lines if line.is_item]
    bullets = {_bullet(line) for line in items}
    if len(items) < _FEWEST or len(bullets) > 1 or not _only_headed(page, lines, items[0]):
        return frozenset()
    news = [_told_in(lines, line) for line in items]
    return frozenset(line.start for line in items) if _several(page, news) else frozenset()


def _told_in(lines: list[Line], item: Line) -> Line:
    """The line that tells an item: its own, or that below it where a headline has the bullet."""
    below = lines[lines.index(item) + 1 :][:1]
    headed = item.is_short_item and below and not (below[0].is_short or below[0].is_item)
    return below[0] if headed else item


def _several(page: Page, items: list[Line]) -> bool:
    """True if two of the items tell of meetings of their own."""
    leads = [lead for line in items if (lead := _own_lead(page, line)) is not None]
    return any(_tells_another(page, leads[0], lead) for lead in leads[1:])


def _under_head(page: Page, lines: list[Line]) -> frozenset[int]:
    """The lines below «گزیده اخبار شهرستان», if each is a piece of news of its own."""
    if not lines or _HEAD.match(lines[0].text) is None:
        return frozenset()
    items = lines[1:]
    news = all(
        len(line.text) >= _SHORTEST_NEWS and not line.is_short and _goes_alone(page, line)
        for line in items
    )
    return (
        frozenset(line.start for line in items) if news and _several(page, items) else frozenset()
    )


def _goes_alone(page: Page, line: Line) -> bool:
    """False for «در این نشست …», which goes on with the line before."""
    inside = page.inside(line)
    lead = page.lead(*inside[0]) if inside else None
    return lead is None or not lead.anaphoric


def _datelined(page: Page, lines: list[Line]) -> list[Line]:
    """The lines that begin with «کاشمر -» or «شنبه:», if they are several and differ in that."""
    news = [line for line in lines if len(line.text) >= _SHORTEST_NEWS]
    days = {line: day for line in news if (day := _day_of(page, line))}
    heads = {
        line: dateline[1]
        for line in news
        if (dateline := _DATELINE.match(line.text)) and names_a_place(dateline[1])
    }
    for found in (heads, days):
        if len(set(found.values())) >= _FEWEST:
            return list(found)
    return []


def _day_of(page: Page, line: Line) -> str:
    """«شنبه», «۴ دلو» before the colon or dash at the begin of a line; of a year nothing."""
    text = page.view.text
    before = _BEFORE_DAY.match(text, line.start, line.end)
    at = before.end() if before else line.start
    rank = bisect_left(page.dates, (at,))
    a, b = page.dates[rank] if rank < len(page.dates) else (-1, -1)
    told = a == at and _BEHIND_DAY.match(text, b) and _LETTER.search(text, a, b)
    return text[a:b] if told and not text.startswith(listed("year_words"), a) else ""


def _under_places(page: Page, lines: list[Line]) -> frozenset[int]:
    """The lines that follow «بغلان» or «▪کابل:», and those after «همچنان:» between them.

    «زرنج باختر 23 ثور» heads news too; a headline before the first stays with its own.
    """
    places = [_place_of(page, line) for line in lines[:-1]]
    heads = [
        i for i, place in enumerate(places) if place and len(lines[i + 1].text) >= _SHORTEST_NEWS
    ]
    above = [lines[i - 1] for i in heads[1:]]
    if len({places[i] for i in heads}) < _FEWEST or any(map(_is_headline, above)):
        return frozenset()
    headed = heads[0] > 0 and _AROUND.sub("", lines[heads[0]].text) != places[heads[0]]
    starts = {
        lines[i + 1].start
        for i, line in enumerate(lines[:-1])
        if i in heads or (i > heads[0] and _is_link(line))
    }
    return frozenset(starts - {lines[heads[0] + 1].start} | {lines[0].start} if headed else starts)


def _is_headline(line: Line) -> bool:
    """True for a short line of several words, unlike «صبوری», who wrote what stands above."""
    return line.is_short and len(line.text.split()) >= _HEADLINE_WORDS


def _place_of(page: Page, line: Line) -> str:
    """The place that a line names alone, or with an agency and the day behind it; else nothing."""
    rank = bisect_left(page.dates, (line.start,))
    a, b = page.dates[rank] if rank < len(page.dates) else (line.end, line.end)
    whole = a < line.end and not _LETTER.search(page.view.text, b, line.end)
    place = _AROUND.sub("", page.view.text[line.start : a] if whole else line.text)
    place = _AROUND.sub("", _AGENCY.sub("", place))
    return place if names_a_place(place) else ""


def _bullet(line: Line) -> str:
    """What an item begins with; all figures are one bullet."""
    first = line.text[0]
    return "0" if first.isalnum() or first == "(" else first


def _is_link(line: Line) -> bool:
    return line.text.endswith(":") and len(line.text) <= _LONGEST_LINK


def _only_headed(page: Page, lines: list[Line], first: Line) -> bool:
    """True if nothing but headings stands before the first item: it is no list of decisions."""
    before = lines[: lines.index(first)]
    return len(before) <= _HEADINGS and all(
        line.is_short and not line.text.endswith(":") and _own_lead(page, line) is None
        for line in before
    )


def _own_lead(page: Page, line: Line) -> Lead | None:
    """The lead of an item that tells of a meeting of its own."""
    inside = page.inside(line)
    lead = page.lead(*inside[0]) if inside else None
    return lead if lead is not None and lead.strength >= FULL and not lead.anaphoric else None


def _tells_another(page: Page, first: Lead, second: Lead) -> bool:
    text = page.view.text
    return not repeats(text[first.start : first.start + _BEGIN], text[second.start : second.end])


def past_bullet(line: Line) -> int:
    """Where the text of an item begins."""
    bullet = ITEM.match(line.text)
    return line.start + bullet.end() if bullet else line.start

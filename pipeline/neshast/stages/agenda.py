"""Builds the agenda: what was discussed, reported, presented and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.actors import Cast
from neshast.document import Actor, AgendaItem, Document
from neshast.folding import fold
from neshast.lexicon import words
from neshast.options import Options
from neshast.page import read_lines
from neshast.phrases import coordinated
from neshast.view import Mark, View

_SEPARATOR = re.compile(r"\s*[،؛]\s*(?:و\s+)?")
_AND = re.compile(r"\s+و(?:\s+(?:نیز|همچنین|هم چنین|همچنان))?\s+(?=\w)")
_ITEM_MARK = re.compile(r"^\s*(?:\(?\d{1,3}\s*[-.):؛ـ–]?\s*|[-*•_▪◾🔹🔸🔻💢💠✅📌➖]+\s*|(?:الف|ب|ج|د|هـ?)\s*[-)]\s*)")
_ABOUT_REPORT = re.compile(r"(?<!\w)(?:از|در مورد|پیرامون|درباره|در باره|در خصوص|روی|در رابطه به|در زمینه|راجع به)\s+")
_TAIL = re.compile(
    r"(?:\s+(?:را|شان را|خود را|خویش را|ایشان را|نیز|هم|به گونه\s\w+|به صورت\s\w+|همه جانبه|به طور مفصل|به شکل مفصل|طور مفصل|مفصلا|از سوی [^،]*|توسط [^،]*))+\s*$"
)
_AGENT = re.compile(r"(?<!\w)(?:توسط|از سوی|از طرف|از جانب)\s+")
_EMPTY = re.compile(r"^(?:آن|آنها|این موضوع|این موضوعات|موضوعات?|مسایل|مسائل|همه جانبه|لازم|موارد|آجندا|آن‌ها|این موارد|موضوعات مختلف|مسایل مختلف|موضوع|موارد مختلف|مسایل مهم|مسائل مختلف|مسائل مهم|این مسایل|دیدگاه های خویش|نظریات)?$")
_MIN = 5


class BuildAgenda:
    """Fills `agendas`, parallel to `reports`."""

    name: ClassVar = "agenda"
    needs: ClassVar = (
        "folded", "cues", "sentences", "reports", "names", "offices", "people", "organizations",
        "frames", "statements",
    )  # fmt: skip
    fills: ClassVar = ("agendas",)
    Options = Options

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled."""
        view = View(document)
        agendas = tuple(
            tuple(_Agenda(document, view, i).items()) for i in range(len(document.reports))
        )
        return replace(document, agendas=agendas)


class _Agenda:
    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        self.cast = Cast(document, view, index)
        report = document.reports[index]
        title = report.title
        self.sentences = [
            view.at(s.span)
            for s in document.sentences
            if report.span.covers(s.span) and not (title and title.overlaps(s.span))
        ]
        self.lead = view.at(report.lead)
        self.speech = [view.at(s.span) for s in document.statements[index]]
        self.purposes = [view.at(p.span) for p in document.frames[index].purposes if p.span]
        self.found: list[tuple[int, int]] = []

    def items(self) -> list[AgendaItem]:
        items: list[AgendaItem] = []
        for i, (a, b) in enumerate(self.sentences):
            items += self._list_after(i)
            for verb in self.view.within(a, b, "present", "discuss", "deferred"):
                if any(x <= verb.start < y for x, y in self.speech):
                    continue
                if verb.kind == "present":
                    items += self._presented(a, b, verb)
                elif verb.kind == "discuss":
                    items += self._discussed(a, b, verb)
        return sorted(items, key=lambda item: item.span.start)

    def _item(self, a: int, b: int, kind: str, by: tuple[Actor, ...], rule: str) -> Iterator[AgendaItem]:
        text = self.view.text
        a, b = self.view.trim(a, b)
        tail = _TAIL.search(text[a:b])
        if tail:
            a, b = self.view.trim(a, a + tail.start())
        if b - a < _MIN or _EMPTY.match(text[a:b]):
            return
        if any(x < b and a < y for x, y in self.found):
            return
        if any(x < b and a < y for x, y in self.purposes):
            return
        self.found.append((a, b))
        yield AgendaItem(self.view.span(a, b), kind, by, rule)

    # -- discussion --------------------------------------------------------------------

    def _discussed(self, start: int, end: int, verb: Mark) -> Iterator[AgendaItem]:
        text = self.view.text
        begin = self._clause(start, verb.start)
        about = self.view.within(begin, verb.start, "about")
        at = begin
        if about:
            at = about[0].end
        elif verb.cue.phrase.startswith(("پرداخته", "به بحث", "به بررسی")) or "پرداخت" in text[verb.start : verb.end]:
            match = re.compile(r"(?<!\w)به\s+").search(text, begin, verb.start)
            at = match.end() if match else begin
        elif "مورد" in verb.cue.phrase or verb.cue.phrase.startswith(("مطرح", "بررسی", "ارزیابی", "طرح")):
            at = self._after_intro(begin, verb.start)
        else:
            return
        at = self._after_matter(at, verb.start)
        for a, b in split_list(text, at, verb.start):
            yield from self._item(a, b, "discussion", (), verb.cue.rule)

    def _clause(self, start: int, stop: int) -> int:
        """Where the clause of a verb begins: after the last holding or speech verb before it."""
        for mark in self.view.within(start, stop, "hold", "present", "decide", "attend", "discuss"):
            if mark.end < stop:
                start = mark.end
        return start

    def _after_intro(self, start: int, stop: int) -> int:
        """Past «در این جلسه», «سپس» and other openings."""
        text = self.view.text
        moved = True
        while moved:
            moved = False
            start, _ = self.view.trim(start, stop)
            for mark in self.view.within(start, min(stop, start + 40), "sequencer"):
                if mark.start <= start + 1:
                    start, moved = mark.end, True
                    break
            if moved:
                continue
            match = _INTRO.match(text, start, stop)
            if match and match.end() > start:
                start, moved = match.end(), True
        return start

    def _after_matter(self, start: int, stop: int) -> int:
        """Past «موضوعات؛», «مسایل مختلف از جمله»."""
        start, _ = self.view.trim(start, stop)
        for mark in self.view.within(start, min(stop, start + 30), "matter_noun"):
            if mark.start == start:
                match = _LIKE.match(self.view.text, mark.end, stop)
                if match:
                    return match.end()
        return start

    # -- reports and readings ----------------------------------------------------------

    def _presented(self, start: int, end: int, verb: Mark) -> Iterator[AgendaItem]:
        text = self.view.text
        begin = self._clause(start, verb.start)
        nouns = self.view.within(begin, verb.start, "report_noun")
        kind = "presentation" if self.view.within(begin, verb.end, "presentation_cue") else "report"
        by = self._by(begin, verb)
        if verb.value == "reading":
            at = self._after_intro(begin, verb.start)
            people = self.cast.people(at, verb.start)
            agent = _AGENT.search(text, at, verb.start)
            stop = agent.start() if agent else verb.start
            if people and not agent:
                at = people[0].end
            yield from self._item(at, stop, "reading", by, verb.cue.rule)
            return
        if not nouns:
            return
        noun = nouns[0]
        agent = _AGENT.search(text, noun.end, verb.start)
        stop = agent.start() if agent else verb.start
        rest = _TAIL.sub("", " " + text[noun.end : stop].strip())
        cue = self.view.first(noun.end, stop, "presentation_cue")
        if cue is not None and cue.start - noun.end < 12:
            rest = ""
        if len(rest.strip(" را")) > 8:
            for a, b in [(noun.start, stop)]:
                yield from self._item(a, b, kind, by, verb.cue.rule)
            return
        match = None
        for match in _ABOUT_REPORT.finditer(text, begin, noun.start):
            break
        if match:
            yield from self._item(match.end(), noun.start, kind, by, verb.cue.rule)

    def _by(self, start: int, verb: Mark) -> tuple[Actor, ...]:
        people = self.cast.people(start, verb.start)
        return (people[0].actor,) if people else ()

    # -- laid-out lists -----------------------------------------------------------------

    def _list_after(self, i: int) -> Iterator[AgendaItem]:
        """Numbered or bulleted lines after «روی موضوعات ذیل بحث صورت گرفت:»."""
        a, b = self.sentences[i]
        text = self.view.text
        if not text[a:b].rstrip().endswith((":", "؛")) or not self.view.within(a, b, "list_head", "matter_noun"):
            return
        if self.view.within(a, b, "decide", "outcome_head"):
            return
        for x, y in self.sentences[i + 1 :]:
            match = _ITEM_MARK.match(text[x:y])
            if match is None:
                break
            yield from self._item(x + match.end(), y, "discussion", (), "list")


_INTRO = re.compile(
    r"(?:در|طی|درین|دراین|به|از)?\s*(?:این|همین|آغاز|ادامه|ادامه این|پایان|بخش دیگر|بخش دیگری از|بخش دیگر این)\s+(?:این )?(?:جلسه|نشست|ورکشاپ|کنفرانس|محفل|دیدار|ملاقات|همایش|مراسم|مجلس|گردهمایی|کارگاه|وبینار|سیمینار|سمینار)(?:\s+(?:همچنین|نیز|همچنان))?\s*،?"
)
_LIKE = re.compile(r"\s*(?:[؛:،]|(?:مختلف|مهم|متعدد|مورد نظر|متذکره|مربوطه|مطروحه|ذیل|زیر)?\s*(?:از قبیل|از جمله|همچون|چون|مانند|مثل|نظیر|چنانچه|ذیل|زیر)?\s*[؛:،]?)\s*")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(fold(w) for w in words("phrase_words", "word", "use", "agenda_head"))


def split_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of an agenda told in prose: cut at commas, and at a «و» that begins a new line.

    A «و» begins a line of its own if a word follows that agenda lines begin with («گزارش»,
    «چگونگی» …) and enough stands on both sides; it joins parts of one line otherwise.
    """
    found = []
    pieces = coordinated(text, start, end, _SEPARATOR)
    for a, b in pieces:
        cut = a
        for match in _AND.finditer(text, a, b):
            left, right = text[cut : match.start()], text[match.end() : b]
            if len(left.split()) >= 2 and len(right.split()) >= 2 and _begins_line(right):
                found.append((cut, match.start()))
                cut = match.end()
        found.append((cut, b))
    return _rejoin(text, found)


def _begins_line(text: str) -> bool:
    return text.startswith(_heads())


def _rejoin(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short pieces are parts of a coordinated noun («معارف، صحت و زراعت»), not lines."""
    if len(pieces) > 1 and all(len(text[a:b].split()) <= 1 for a, b in pieces):
        return [(pieces[0][0], pieces[-1][1])]
    return pieces


_ = read_lines

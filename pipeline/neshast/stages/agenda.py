"""Builds the agenda: what was discussed, reported, presented and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.actors import Cast
from neshast.document import Actor, AgendaItem, Document
from neshast.options import Options as NoOptions
from neshast.page import ITEM
from neshast.phrases import split_list
from neshast.view import Mark, View

_ABOUT_REPORT = re.compile(
    r"(?<!\w)(?:از|در مورد|پیرامون|درباره|در باره|در خصوص|روی|در رابطه به|در زمینه|راجع به)\s+"
)
_TAIL = re.compile(
    r"(?:\s+(?:را|شان را|خود را|خویش را|ایشان را|نیز|هم|به گونه\s\w+|به صورت\s\w+|همه جانبه|به طور مفصل|به شکل مفصل|طور مفصل|مفصلا|از سوی [^،]*|توسط [^،]*|در (?:این |همین )?(?:جلسه|نشست|دیدار|محفل)(?: صمیمی)?))+\s*$"
)
_AGENT = re.compile(r"(?<!\w)(?:توسط|از سوی|از طرف|از جانب)\s+")
_EMPTY = re.compile(
    r"^(?:آن|آنها|این موضوع|این موضوعات|موضوعات?|مسایل|مسائل|همه جانبه|لازم|موارد|آجندا|آن‌ها|این موارد|موضوعات مختلف|مسایل مختلف|موضوع|موارد مختلف|مسایل مهم|مسائل مختلف|مسائل مهم|این مسایل|دیدگاه های خویش|نظریات)?$"
)
_MIN = 5
_SHARES = ("با حاضر", "با اشتراک", "به سمع", "شریک")
_INLINE = re.compile(r"(?: \w+)?\s*[:؛]\s*(?=\S{2})")
_COLON = re.compile(r"\s*(?:به شرح (?:زیر|ذیل) )?(?:است|بود|بودند)?\s*[:؛]\s*(?=\S)")
_SLOT_CUES = (
    "chair",
    "participant",
    "host",
    "organizer",
    "date_cue",
    "venue",
    "purpose",
    "online",
    "via",
)
_PASSIVE = re.compile(r"(?:شد|شدند|گردید|گردیدند)$")


class BuildAgenda:
    """Fills `agendas`, parallel to `reports`."""

    name: ClassVar = "agenda"
    needs: ClassVar = (
        "folded", "cues", "sentences", "reports", "names", "offices", "people", "organizations",
        "frames", "statements",
    )  # fmt: skip
    fills: ClassVar = ("agendas",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
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
        items: list[AgendaItem] = list(self._held_about())
        for i, (a, b) in enumerate(self.sentences):
            items += self._list_after(i)
            for verb in self.view.within(a, b, "present", "discuss", "deferred"):
                planned = "دستور کار" in verb.cue.phrase or "آجندا" in verb.cue.phrase
                if not planned and any(x <= verb.start < y for x, y in self.speech):
                    continue
                if verb.kind == "present":
                    items += self._presented(a, b, verb)
                elif verb.kind == "discuss":
                    items += self._discussed(a, b, verb)
                else:
                    items += self._deferred(a, verb)
        return sorted(items, key=lambda item: item.span.start)

    def _held_about(self) -> Iterator[AgendaItem]:
        """«جلسه … در مورد A، B و C برگزار شد»: what the lead says the meeting was about."""
        start, end = self.lead
        hold = self.view.first(start, end, "hold")
        if hold is None or self.view.within(start, hold.start, "discuss", "say"):
            return
        for about in self.view.within(start, hold.start, "about"):
            ends = [
                m.start
                for m in self.view.within(about.end, hold.start, *_SLOT_CUES)
                if m.start > about.end
            ]
            at = self._after_matter(about.end, hold.start)
            for a, b in split_list(self.view.text, at, min([hold.start, *ends])):
                yield from self._item(a, b, "discussion", (), about.cue.rule)
            return

    def _item(
        self, a: int, b: int, kind: str, by: tuple[Actor, ...], rule: str
    ) -> Iterator[AgendaItem]:
        text = self.view.text
        a, b = self.view.trim(a, b)
        tail = _TAIL.search(text[a:b])
        if tail:
            a, b = self.view.trim(a, a + tail.start())
        if b - a < _MIN or _EMPTY.match(text[a:b]) or len(text[a:b].split()) < 2:
            return
        if self.view.within(a, b, "list_head") or text.startswith("که ", a):
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
        if "دستور کار" in verb.cue.phrase or "آجندا" in verb.cue.phrase:
            at, about = self._after_intro(begin, verb.start), []
            for a, b in split_list(text, at, verb.start):
                yield from self._item(a, b, "discussion", (), verb.cue.rule)
            return
        if about:
            at = about[0].end
        elif (
            verb.cue.phrase.startswith(("پرداخته", "به بحث", "به بررسی"))
            or "پرداخت" in text[verb.start : verb.end]
        ):
            match = re.compile(r"(?<!\w)به\s+").search(text, begin, verb.start)
            at = match.end() if match else begin
        elif "مورد" in verb.cue.phrase or verb.cue.phrase.startswith(
            ("مطرح", "بررسی", "ارزیابی", "طرح")
        ):
            at = self._after_intro(begin, verb.start)
        else:
            return
        listed = _COLON.match(text, verb.end, end)
        if listed and self.view.within(begin, verb.start, "matter_noun"):
            at, stop = listed.end(), end
        else:
            at, stop = self._after_matter(at, verb.start), verb.start
        for a, b in split_list(text, at, stop):
            yield from self._item(a, b, "discussion", (), verb.cue.rule)

    def _deferred(self, start: int, verb: Mark) -> Iterator[AgendaItem]:
        """«بحث روی X به جلسه آینده موکول شد»."""
        item = ITEM.match(self.view.text, start, verb.start)
        at = self._after_intro(item.end() if item else start, verb.start)
        about = _DISCUSSION_OF.match(self.view.text, at, verb.start)
        stop = _AND_ITS.search(self.view.text, at, verb.start)
        yield from self._item(
            about.end() if about else at, stop.start() if stop else verb.start, "other", (),
            verb.cue.rule,
        )  # fmt: skip

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
            formula = _FORMULA.match(self.view.text, start, stop)
            if formula:
                start, moved = formula.end(), True
                continue
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
        at, _ = self.view.trim(begin, verb.start)
        if begin > start and any(
            m.start == at for m in self.view.within(at, verb.start, "matter_noun")
        ):
            # «…؛ محورهایی همچون A و B تشریح شد»: what the report just named was about.
            return
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
            object_mark = text.rfind(" را ", begin, verb.start)
            if (object_mark > 0 and kind == "presentation") or verb.cue.phrase.startswith(_SHARES):
                people = self.cast.people(begin, object_mark) if object_mark > 0 else []
                if people and object_mark > people[0].end:
                    yield from self._item(people[0].end, object_mark, kind, by, verb.cue.rule)
                    return
            if _PASSIVE.search(text, verb.start, verb.end) and verb.value == "report":
                at = self._after_intro(begin, verb.start)
                if len(text[at : verb.start].split()) >= 4:
                    yield from self._item(at, verb.start, kind, by, verb.cue.rule)
            return
        noun = nouns[0]
        agent = _AGENT.search(text, noun.end, verb.start)
        stop = agent.start() if agent else verb.start
        rest = _TAIL.sub("", " " + text[noun.end : stop].strip())
        cue = self.view.first(noun.end, stop, "presentation_cue")
        if cue is not None and cue.start - noun.end < 12:
            rest = ""
        if len(rest.strip(" را")) > 8:
            yield from self._item(noun.start, stop, kind, by, verb.cue.rule)
            return
        for about, after in self._subjects(begin, noun.start):
            own = self.cast.people(begin, about)
            yield from self._item(
                about, after, kind, (own[-1].actor,) if own else by, verb.cue.rule
            )

    def _subjects(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What a report is about; two reporters under one verb give two stretches."""
        found = sorted(
            {m.end() for m in _ABOUT_REPORT.finditer(self.view.text, start, stop)}
            | {m.end for m in self.view.within(start, stop, "about")}
        )
        if not found:
            return []
        people = [p.start for p in self.cast.people(start, stop)]
        begins = [found[0]]
        for at in found[1:]:
            if any(begins[-1] < p < at for p in people):
                begins.append(at)
        ends = [
            min([p for p in people if a < p], default=stop) if i + 1 < len(begins) else stop
            for i, a in enumerate(begins)
        ]
        return [
            (a, b - 2 if self.view.text[b - 3 : b] == " و " else b)
            for a, b in zip(begins, ends, strict=True)
        ]

    def _by(self, start: int, verb: Mark) -> tuple[Actor, ...]:
        agent = _AGENT.search(self.view.text, start, verb.start)
        at = agent.end() if agent else self._after_intro(start, verb.start)
        people = self.cast.people(at, verb.start)
        if people:
            return (people[0].actor,)
        office = self.cast.office_only(at, min(verb.start, at + 4))
        return (office.actor,) if office else ()

    # -- laid-out lists -----------------------------------------------------------------

    def _list_after(self, i: int) -> Iterator[AgendaItem]:
        """Numbered or bulleted lines after «روی موضوعات ذیل بحث صورت گرفت:»."""
        a, b = self.sentences[i]
        text = self.view.text
        head = self.view.first(a, min(b, a + 24), "list_head")
        inline = _INLINE.match(text, head.end, b) if head else None
        if inline and not self.view.within(a, b, "decide"):
            for x, y in split_list(text, inline.end(), b):
                yield from self._item(x, y, "discussion", (), "list")
            return
        if not text[a:b].rstrip().endswith((":", "؛")) or not self.view.within(
            a, b, "list_head", "matter_noun"
        ):
            return
        if self.view.within(a, b, "decide", "outcome_head"):
            return
        for x, y in self.sentences[i + 1 :]:
            match = ITEM.match(text, x, y)
            if match is None:
                break
            yield from self._item(match.end(), y, "discussion", (), "list")


_FORMULA = re.compile(r"به (?:گزارش|نقل از)[^،؛:\n]{2,60}[،؛:]\s*")
_DISCUSSION_OF = re.compile(
    r"(?:بحث|بررسی|گفتگو|تصمیم گیری)\s+(?:روی|پیرامون|در مورد|درباره|در خصوص|بالای)\s+"
)
_AND_ITS = re.compile(
    r"\s+(?:مطرح\s+)?و\s+(?:بررسی|بحث|تصمیم گیری)?\s*(?:آن|در مورد آن|درباره آن)(?!\w)"
)
_INTRO = re.compile(
    r"(?:در|طی|درین|دراین|به|از)?\s*(?:این|همین|آغاز|ادامه|ادامه این|پایان|بخش دیگر|بخش دیگری از|بخش دیگر این)\s+(?:این )?(?:جلسه|نشست|ورکشاپ|کنفرانس|محفل|دیدار|ملاقات|همایش|مراسم|مجلس|گردهمایی|کارگاه|وبینار|سیمینار|سمینار)(?:\s+(?:همچنین|نیز|همچنان))?\s*،?"
)
_LIKE = re.compile(
    r"\s*(?:[؛:،]|(?:مختلف|مهم|متعدد|مورد نظر|متذکره|مربوطه|مطروحه|ذیل|زیر)?\s*(?:از قبیل|از جمله|همچون|چون|مانند|مثل|نظیر|چنانچه|ذیل|زیر)?\s*[؛:،]?)\s*"
)

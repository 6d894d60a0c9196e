"""Builds the agenda: what was discussed, reported, presented and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.actors import Cast
from neshast.agenda_doubts import is_doubtful
from neshast.agenda_in_passing import (
    gave_report,
    read_in_passing,
    told_in_passing,
    turned_to_discuss,
    turned_to_present,
    views_on,
)
from neshast.agenda_lines import (
    is_matter,
    is_now,
    is_object,
    lines_below,
    past_also,
    past_matter,
    shares_verb,
    tail_start,
    tells_of_meeting,
)
from neshast.agenda_named import named_matters
from neshast.agenda_put_off import put_off_matters
from neshast.coordination import coordinated, several, split_list, whole_bodies, with_examples
from neshast.decided_actions import numbered
from neshast.document import Actor, AgendaItem, Document
from neshast.grammar import begins, either, listed
from neshast.intros import Intros
from neshast.options import Options as NoOptions
from neshast.passages import clause_start, covers, overlaps, own_sentences
from neshast.presented import Line, Presented
from neshast.slots import held_about
from neshast.view import Mark, View

_AGENT = re.compile(rf"(?<!\w){either('by_agent')}\s+")
_TO = re.compile(rf"(?<!\w)به\s+(?!{either('no_object_to')}(?!\w))")
_LAID_BEFORE = re.compile(rf"به .*{either('laid_before')}")
# «A و B به ارائه X | پرداختند»
_THEY_TURNED = re.compile(r"\s\w+ند(?!\w)")
_TURNED_TO = re.compile(either("turned_to"))
_DISCUSSED_MARK = re.compile(either("discussed_marks"))
_INLINE = re.compile(r"(?: \w+){0,8}\s*[:؛]\s*(?=\S{2})")
_TITLE = re.compile(rf"[^\w\n]{{0,3}}{either('list_titles')}\s*:\s*(?=\S{{2}})")
# «تغییر اساسنامه - افزایش سرمایه»: lines that dashes part.
_DASHES = re.compile(r"\s+[-–—]\s+")
_COLON = re.compile(rf"\s*(?:{either('below')} )?(?:{either('is_was')}\s*)?[:؛]\s*(?=\S)")
_CLAUSE_VERBS = ("hold", "meet", "present", "decide", "attend", "discuss")
_MOTION = re.compile(rf"{either('motions')}(?:های|های| های|ات|ی)?(?!\w)")
_TOUCHES = re.compile(rf"{either('touches')}(?!\w).* {either('did_alone')}$")
# «پیرامون مسایل امنیتی ولایت»: whose noun is a part of the cue.
_THING = re.compile(rf"(?<!\w){either('things')}$")
_WITH = re.compile(r"(?<!\w)با ")
# Documents that are read out may be named by one word.
_READ_OUT = re.compile(rf"{either('read_out')}(?!\w)")
# «در بخش پایانی، X», «طی این برنامه، X».
_WHERE = re.compile(
    rf"(?:{either('setting_in')} (?:{either('this_same')} {either('in_this_regard')}\s+"
    rf"|[^،؛:]{{3,80}}،\s*)|{either('pronoun_subjects')}\s+)(?=\w+ \w)"
)
# «دو روز ادامه یافت و در آن X», «برگزار شد که طی آن X»
_MEANWHILE = re.compile(rf"(?<!\w)(?:و|که) (?={either('meanwhile')}(?!\w))")
# «خدمات بسیاری به مردم ارائه شد»: given to people, and to no meeting.
_GIVEN_OUT = re.compile(rf"{either('given_out')}(?!\w)")
_NO_LINE = re.compile(rf"{either('no_line_begins')}(?!\w)")
_PRAYER = re.compile(rf"(?<!\w){either('prayers')}(?!\w)")
# «آیین نامه X | در هفتاد و نهمین نشست»; not «مسایل مطرح شده در نشست».
_AT_SITTING = re.compile(
    rf"(?<!ه) {either('in_meeting')} (?:(?:\w+ و )?\w+مین (?:{either('round')} )?)?$"
)
_RA = "را "
_AND_END = " و"
# «گزارشی از خدمات»
_ABOUT_END = "از "
_LIST_ENDS = (":", "؛")
_HEAD_REACH = 24
_MIN_NAMED = 8
# The name of a body in a list of them is no longer.
_MOST_BODY_WORDS = 4


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
    """Reads the agenda of one report; what has been found once is not found again."""

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        self.cast = Cast.of(document, view, index)
        self.sentences = [view.at(s.span) for s in own_sentences(document, index)]
        self.lead = view.at(document.reports[index].lead)
        self.speech = [view.at(s.span) for s in document.statements[index]]
        # Of a meeting to come, all is told in the future.
        self.to_come = document.frames[index].status.value != "held"
        self.bilateral = document.frames[index].kind.value == "bilateral"
        self.intros = Intros(document, view, index)
        self.presented = Presented(view, self.cast, self.intros)
        # Stretches that are no agenda: the purposes of the meeting, and what has been found.
        self.taken = [view.at(p.span) for p in document.frames[index].purposes if p.span]

    def items(self) -> list[AgendaItem]:
        """The lines of the agenda in text order."""
        items = list(self._held_about())
        for i, (start, end) in enumerate(self.sentences):
            items += self._list_after(i)
            items += self._told_by_noun(start, end)
            for verb in self.view.within(start, end, "present", "discuss"):
                begin = self._told_from(start, verb)
                if begin is None or not is_now(self.view, begin, verb, self.to_come):
                    continue
                if verb.cue.phrase.endswith(" و") and not shares_verb(self.view, verb, end):
                    continue
                clause = clause_start(self.view, begin, verb.start, *_CLAUSE_VERBS)
                at = self.intros.past(clause, verb.start)
                if is_doubtful(self.view, begin, at, verb, self.bilateral):
                    continue
                if verb.kind == "present":
                    for line in self.presented.told_by(begin, verb):
                        items += self._line(line, verb.cue.rule)
                else:
                    items += self._discussed(begin, end, verb)
            items += self._deferred(start, end)
        return sorted(items, key=lambda item: item.span.start)

    def _told_from(self, start: int, verb: Mark) -> int | None:
        """Where the telling begins that `verb` of the sentence at `start` belongs to.

        None inside somebody's speech, unless that tells of this very meeting.
        """
        for first, last in self.speech:
            if first <= verb.start < last:
                start = max(start, first)
                begin = clause_start(self.view, start, verb.start, *_CLAUSE_VERBS)
                own = tells_of_meeting(self.view.text, begin, verb.start, self.bilateral)
                return start if own else None
        return start

    def _item(
        self, start: int, end: int, kind: str, by: tuple[Actor, ...], rule: str, fewest: int = 2
    ) -> Iterator[AgendaItem]:
        """The line in ``[start, end)`` without its tail, if it is one and is new.

        Args:
            fewest: words that it must have.
        """
        start, end = self.view.trim(start, end)
        where = _WHERE.match(self.view.text, start, end)
        start = past_also(self.view.text, where.end() if where else start, end)
        start, end = self.view.trim(start, end)
        start, end = self.view.trim(start, start + tail_start(self.view.text[start:end]))
        text = self.view.text[start:end]
        read = kind == "reading"
        if not (is_matter(text, fewest) or (read and _READ_OUT.match(text))):
            return
        handed = begins(rule.partition(": ")[2], "hands_over")
        told_of = self.view.text.endswith(_ABOUT_END, 0, start)
        given = handed and not told_of and _GIVEN_OUT.match(text)
        if given or _NO_LINE.match(text):
            return
        if overlaps(start, end, self.taken) or (read and _PRAYER.search(text)):
            return
        if any(start == mark.start for mark in self.view.within(start, end, "honorific")):
            # «محترم X و محترمه Y موضوعات ذیل را …»: who spoke, and no matter.
            return
        if self.view.within(start, end, "list_head") or self._is_again(text):
            return
        self.taken.append((start, end))
        yield AgendaItem(self.view.span(start, end), kind, by, rule)

    def _is_again(self, text: str) -> bool:
        """True for what a line before, a headline most often, has told in these words."""
        words = set(text.split())
        return any(words.issubset(self.view.text[a:b].split()) for a, b in self.taken)

    def _line(self, line: Line, rule: str) -> Iterator[AgendaItem]:
        if line.kind == "discussion":
            yield from self._discussion(line.start, line.end, rule)
        else:
            who = self.cast.people(line.start, line.end)
            lines = [line[:2]] if who else several(self.view.text, line.start, line.end)
            for a, b in lines:
                yield from self._item(a, b, line.kind, line.by, rule)

    def _discussion(self, start: int, end: int, rule: str) -> Iterator[AgendaItem]:
        """The lines of a list in prose, all discussed."""
        if self.view.text.startswith(_RA, start):
            # «آجندای جلسه را A و B تشکیل می داد».
            start += len(_RA)
        counted = numbered(self.view.text, start, end)
        pieces = counted or with_examples(self.view.text, split_list(self.view.text, start, end))
        whole = whole_bodies(self.view.text, pieces, self.cast.inside_body, self._is_next_body)
        for n, (a, b) in enumerate(whole):
            # «تأمین امنیت، ترانسپورت و پرداخت معاش»: between two others a word is enough.
            between = 0 < n < len(whole) - 1
            yield from self._item(a, b, "discussion", (), rule, 1 if between else 2)

    def _is_next_body(self, before: int, start: int, end: int) -> bool:
        """True if a piece of a list is but a body, and the piece from `before` on names one."""
        heads = self.view.within(before, end, "org_head")
        short = len(self.view.text[start:end].split()) <= _MOST_BODY_WORDS
        return short and any(head.start == start for head in heads) and heads[0].start < start

    def _told_by_noun(self, start: int, end: int) -> Iterator[AgendaItem]:
        """«دستور جلسه عبارت بود از A و B», «A و B از محورهای این نشست بود», «به ارائه A پرداخت»."""
        text = self.view.text
        for named in named_matters(self.view, start, end):
            # «به گفته X، | A در دستور کار است»: what begins before the speech may end in it.
            spoken = covers(named.start, self.speech) or covers(named.end - 1, self.speech)
            if named.here or self.to_come or not spoken:
                at = past_matter(self.view, self.intros.past(named.start, named.end), named.end)
                at = named.start if numbered(text, named.start, named.end) else at
                if is_object(text, at, named.end):
                    at = self.presented.past_subject(at, named.end)
                    at = self.intros.past(at, named.end)
                yield from self._discussion(at, named.end, "agenda named")
        if covers(start, self.speech):
            return
        for a, b, heard in told_in_passing(text, start, end):
            if heard and not covers(a, self.speech):
                yield from self._item(a, b, "report", (), "heard in passing")
            elif not covers(a, self.speech):
                yield from self._discussion(a, b, "discussed in passing")
        discussed = turned_to_discuss(text, start, end) or views_on(text, start, end)
        told = discussed and self.view.within(*discussed, *_CLAUSE_VERBS)
        if discussed and not told and not covers(discussed[0], self.speech):
            yield from self._discussion(*discussed, "turned to discuss")
        read = read_in_passing(text, start, end)
        if read and not covers(read[0], self.speech):
            yield from self._item(*read, "reading", (), "read in passing")
        turned = turned_to_present(text, start, end) or gave_report(text, start, end)
        if turned and not covers(turned[0], self.speech):
            people = self.cast.people(start, turned[0])[:1]
            if people and _THEY_TURNED.match(text, turned[1]):
                people += self.cast.row_after(people[0].end, turned[0])
            who = tuple(person.actor for person in people if person.actor.kind == "person")
            yield from self._item(*turned, "report", who, "turned to present")

    # -- discussion --------------------------------------------------------------------

    def _held_about(self) -> Iterator[AgendaItem]:
        """«جلسه … در مورد A، B و C برگزار شد»: what the lead says the meeting was about."""
        told = held_about(self.view, *self.lead)
        if told:
            at = past_matter(self.view, told[0], told[1])
            yield from self._discussion(at, told[1], told[2].cue.rule)

    def _discussed(self, start: int, end: int, verb: Mark) -> Iterator[AgendaItem]:
        """«روی A و B بحث شد», «A را بررسی کردند», «به A پرداختند», and lists after a colon."""
        begin = self._clause(start, verb)
        start_of_object = self._discussed_from(begin, verb)
        if start_of_object is None or self._is_touched(begin, start_of_object, verb):
            return
        if self._is_laid(verb) and (motion := self._motion(begin, start_of_object)):
            yield from self._item(motion, verb.start, "discussion", (), verb.cue.rule)
            return
        listing = _COLON.match(self.view.text, verb.end, end)
        if listing and self.view.within(begin, verb.start, "matter_noun"):
            yield from self._discussion(listing.end(), end, verb.cue.rule)
        else:
            at = past_matter(self.view, start_of_object, verb.start)
            stop = self._before_agents(at, verb.start) if self._is_laid(verb) else verb.start
            stop = self._before_sitting(at, stop) if self._is_laid(verb) else stop
            yield from self._discussion(at, stop, verb.cue.rule)

    def _before_agents(self, at: int, stop: int) -> int:
        """Where «X از سوی A، B و C» ends before those who discussed it."""
        text = self.view.text
        agent = _AGENT.search(text, at + _MIN_NAMED, stop)
        if agent is None or text.endswith(listed("passive_participles"), at, agent.start() - 1):
            # «طرح ارائه شده از سوی شهرداری».
            return stop
        end = agent.start() - 1
        return end - len(_AND_END) if text.endswith(_AND_END, at, end) else end

    def _before_sitting(self, at: int, stop: int) -> int:
        """Where «آیین نامه X | در نهمین نشست ستاد Y» ends: what sat, and where, is no matter."""
        event = self.view.first(at + _MIN_NAMED, stop, "event")
        sitting = (
            _AT_SITTING.search(self.view.text, at + _MIN_NAMED, event.start) if event else None
        )
        return sitting.start() if sitting else stop

    def _clause(self, start: int, verb: Mark) -> int:
        """Where the clause of `verb` begins: «پلان X که ترتیب شده بود، بررسی شد» is one."""
        begin = clause_start(self.view, start, verb.start, *_CLAUSE_VERBS)
        for meanwhile in _MEANWHILE.finditer(self.view.text, begin, verb.start):
            begin = meanwhile.end()
        if self.view.text[begin : verb.start].strip(" ،"):
            return begin
        relative = self.view.text.rfind(" که ", start, begin)
        return clause_start(self.view, start, max(start, relative), *_CLAUSE_VERBS)

    def _is_laid(self, verb: Mark) -> bool:
        """True if the object of a verb of discussion stands bare before it."""
        phrase = verb.cue.phrase
        bare = begins(phrase, "discussed_objects") or _DISCUSSED_MARK.search(phrase)
        return bool(bare or _LAID_BEFORE.match(phrase))

    def _motion(self, begin: int, about: int) -> int | None:
        """Where «پیشنهاد وزارت X درباره Y» begins, which is one matter with what it is about."""
        at = self.intros.past(begin, about)
        return at if _MOTION.match(self.view.text, at, about) else None

    def _is_touched(self, begin: int, matter: int, verb: Mark) -> bool:
        """True for «نماینده یونیسف در مورد X صحبت کرد»: what one speaker only touches."""
        two_sides = self.bilateral or _WITH.search(self.view.text, begin, verb.start)
        if two_sides or not _TOUCHES.match(verb.cue.phrase):
            return False
        return self.presented.subject(self.intros.past(begin, matter), matter) is not None

    def _discussed_from(self, begin: int, verb: Mark) -> int | None:
        """Where the object of a verb of discussion begins, or None if it has none."""
        text, phrase = self.view.text, verb.cue.phrase
        about = self.view.first(begin, verb.start, "about")
        if about is not None:
            noun = _THING.search(text, about.start, about.end)
            return noun.start() if noun else about.end
        if _LAID_BEFORE.match(phrase):
            return self.intros.past(begin, verb.start)
        if begins(phrase, "discussed_to") or _TURNED_TO.search(text, verb.start, verb.end):
            begin = self.intros.past(begin, verb.start)
            to = _TO.search(text, begin, verb.start)
            return to.end() if to else begin if phrase.startswith("به ") else None
        if begins(phrase, "discussed_objects") or _DISCUSSED_MARK.search(phrase):
            at = self.intros.past(begin, verb.start)
            active = is_object(text, at, verb.start)
            return self.presented.past_subject(at, verb.start) if active else at
        return None

    def _deferred(self, start: int, end: int) -> Iterator[AgendaItem]:
        """«بحث روی X به جلسه آینده موکول شد», «طرح Y به کمیسیون راجع گردید»."""
        for a, b in put_off_matters(self.view, start, end, self.presented.past_subject):
            if not covers(a, self.speech):
                yield from self._item(a, b, "other", (), "put off")

    # -- laid-out lists -----------------------------------------------------------------

    def _parted(self, start: int, end: int) -> Iterator[AgendaItem]:
        """The lines of a list behind a colon; dashes part them where each is a phrase."""
        parts = coordinated(self.view.text, start, end, _DASHES)
        phrases = all(" " in self.view.text[a:b].strip() for a, b in parts)
        for a, b in parts if phrases else [(start, end)]:
            yield from self._discussion(a, b, "list")

    def _list_after(self, i: int) -> Iterator[AgendaItem]:
        """Numbered or bulleted lines after «روی موضوعات ذیل بحث صورت گرفت:»."""
        start, end = self.sentences[i]
        text = self.view.text
        decides = self.view.within(start, end, "decide")
        head = self.view.first(start, min(end, start + _HEAD_REACH), "list_head")
        inline = _INLINE.match(text, head.end, end) if head else _TITLE.match(text, start, end)
        told = inline and self.view.within(inline.start(), inline.end(), *_CLAUSE_VERBS, "say")
        told = told or (inline and self.view.within(inline.end(), end, "discuss"))
        if inline and not decides and not told:
            yield from self._parted(inline.end(), end)
            return
        announced = self.view.within(start, end, "list_head", "matter_noun")
        if not announced or not text[start:end].rstrip().endswith(_LIST_ENDS):
            return
        verbs = self.view.within(start, end, "discuss")
        discussed = any(not verb.cue.phrase.endswith(" و") for verb in verbs)
        if decides or (not discussed and self.view.within(start, end, "outcome_head")):
            return
        for a, b in lines_below(self.view, self.sentences[i + 1 :]):
            about = self.view.first(a, b, "about")
            comma = text.find("،", a, b)
            if not self.view.within(a, b, "decide"):
                yield from self._item(a, b, "discussion", (), "list")
            elif about and about.start <= a + 1 and comma > 0:
                # «در رابطه به X، … فیصله شد»: a minute of what was decided about X.
                yield from self._item(about.end, comma, "discussion", (), "list")

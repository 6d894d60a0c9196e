"""Whether a date is another matter's by its form and by the words beside it.

Anniversaries, statutes, letters, deadlines, earlier sessions, places named after days, what a
speaker says, what only follows: none of them is the day of the meeting.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from neshast.aligned import Span
from neshast.calendars import to_gregorian, years_near
from neshast.dating import context_words, ends_with, line_around
from neshast.document import DateMention, Document
from neshast.folding import fold
from neshast.grammar import alternation, either, listed
from neshast.lexicon import table, values
from neshast.reasons import past_reason
from neshast.view import View

# «۸سنبله» without its figures.
_NO_FIGURES = str.maketrans(dict.fromkeys("0123456789", " "))
_LETTERS = re.compile(r"[^\W\d_]+")
_AFTER_REACH = 24
_PURSUIT_REACH = 60
_EVE_REACH = 120
_BRACKET_REACH = 50
_PRONOUN_REACH = 22
# Words between a noun and its date: «جلسه بی نتیجه مورخ …», «نامه شماره ۱۲ مورخ …».
_BESIDE_WORDS = 3
_NEAR = 30
THAT = re.compile(r"(?<!\w)که(?!\w)")
_IN = re.compile(r"(?<!\w)در(?!\w)")
_TO_COMMA = re.compile(r"(?: \w+){0,2} ?،")
# A clause is shorter; a line of many dates must not cost its square.
CLAUSE_REACH = 1500
_PLURAL = "ند"
_MONDAY = 1
# Who reports what was held so long ago tells of somebody's life, or of history.
_LONG_AGO = timedelta(days=20 * 365)


class DateMatters:
    """The dates of one document, and what stands beside them.

    Args:
        document: with `dates`, `cues`, `sentences` and `reports` filled.
        view: of the same document.
    """

    def __init__(self, document: Document, view: View) -> None:
        self.document = document
        self.view = view
        self.text = view.text
        self._starts = [mention.span.start for mention in document.dates]
        self._sentences = [sentence.span.start for sentence in document.sentences]
        self._over = False
        self._now: date | None = None

    def _in_quotes(self, mention: DateMention) -> bool:
        """True for the «امروز» of a speaker, or of a title: «نشست «هامون، امروز یا هرگز»»."""
        start, end = self.view.at(mention.span)
        near = max(0, start - CLAUSE_REACH)
        opened = max(self.text.rfind("«", near, start), self.text.rfind("\n", near, start))
        if opened < 0 or self.text[opened] != "«" or "»" in self.text[opened:start]:
            return False
        closed = self.text.find("»", end, end + CLAUSE_REACH)
        if closed < 0:
            return False
        more = self.text[opened + 1 : start].strip() or self.text[end:closed].strip()
        titled = mention.parts.offset_days is not None and bool(more)
        return titled or bool(next(finite_verbs(self.text, opened, closed), None))

    def pointed(self, start: int) -> bool:
        """True for «این» before a noun at `start`."""
        before = self.text[max(0, start - _PRONOUN_REACH) : start]
        words = before.split()
        return bool(words) and words[-1] in context_words("demonstrative")

    def pursuant(self, first: int, start: int) -> bool:
        """True for a noun at `start` that is only followed: «در تعقیب جلسه …», «پیرو آن نامه».

        Args:
            first: where its sentence begins.
            start: where the noun of a meeting or a paper begins.
        """
        before = self.text[max(first, start - _PURSUIT_REACH) : start]
        return _pursuit().search(before) is not None

    def _of_the_pursued(self, mention: DateMention) -> bool:
        """True for the date of such a meeting or paper, right after its noun."""
        if mention.parts.offset_days is not None:
            return False
        start, _ = self.view.at(mention.span)
        first, _ = self.view.at(self.sentence_of(mention.span))
        near = max(first, start - _PURSUIT_REACH)
        nouns = [(mark.start, mark.end) for mark in self.view.within(near, start, "event", "body")]
        nouns += [match.span() for match in _papers().finditer(self.text, near, start)]
        if not nouns:
            return False
        begin, end = max(nouns)
        between = self.text[end:start]
        if "،" in between or not self.pursuant(first, begin):
            return False
        # «پیرو آگهی … در روزنامه به تاریخ دوم خرداد، مجمع …»: all of it to the comma.
        closed = _TO_COMMA.match(self.text, self.view.at(mention.span)[1]) is not None
        return closed or len(_LETTERS.findall(between)) <= _BESIDE_WORDS

    def _of_an_occasion(self, mention: DateMention) -> bool:
        """True for «در آستانه برگزاری انتخابات در ۱۲ اسفند، …»: all of it to the comma."""
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self.sentence_of(mention.span))
        near = max(first, start - _EVE_REACH)
        if _incident().search(self.text, near, start):
            return True
        cue = _eve().search(self.text, near, start) or self._aftermath(near, start, end)
        if cue is None:
            return False
        met = self.view.within(cue.end(), start, "event", "meet")
        told = self.view.within(end, last, "event", "meet")
        another = not all(self.pointed(mark.start) for mark in told)
        if not met or (another and _TO_COMMA.match(self.text, end)):
            return True
        # «در آستانه مذاکرات صلح که ۱۶ جدی آغاز می شود، … ورکشاپ»: the clause is the occasion's.
        own = _IN.search(self.text, cue.end(), met[0].start)
        that = THAT.search(self.text, met[-1].end, start)
        return not own and that is not None and bool(self.view.within(end, last, "event"))

    def _of_a_matter(self, mention: DateMention) -> bool:
        """True for «نشست تحلیل بازی دیروز تیم ملی برگزار شد»: inside what the meeting was about."""
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self.sentence_of(mention.span))
        matter = _matter().search(self.text, max(first, start - _PURSUIT_REACH), start)
        verb = self.view.first(end, last, "hold", "meet")
        if matter is None or verb is None:
            return False
        between = self.text[end : verb.start]
        word = _LETTERS.search(between)
        joined = between[: word.start()].strip() if word else "."
        if word is None or joined or word.group() in listed("after_day"):
            return False
        near = self.view.within(max(first, matter.start() - _NEAR), matter.start(), "event", "body")
        if not near or near[-1].kind != "event" or self.cued(start):
            return False
        beside = len(_LETTERS.findall(self.text[near[-1].end : matter.start()])) < _BESIDE_WORDS
        return beside and not next(finite_verbs(self.text, end, verb.start), None)

    def _aftermath(self, near: int, start: int, end: int) -> re.Match[str] | None:
        """«در پی حمله روز جمعه بر بازار، …»: ahead of any meeting, with a comma soon behind."""
        cue = _after_what().search(self.text, near, start)
        if cue is None or not _TO_COMMA.match(self.text, end):
            return None
        return None if self.view.within(near, cue.start(), "event", "body") else cue

    def _out_of_time(self, mention: DateMention) -> bool:
        """True for a whole date on the wrong side of the day on which the report was written."""
        parts = mention.parts
        if self._now is None or not (parts.calendar and parts.year and parts.month and parts.day):
            return False
        when = to_gregorian(parts.calendar, parts.year, parts.month, parts.day)
        if when is None:
            return False
        slack = timedelta(days=1)
        return self._over and (when > self._now + slack or when < self._now - _LONG_AGO)

    def lies_ahead(self, mention: DateMention) -> bool:
        """True for a day without a year that is soon to come, where the meeting is over."""
        parts = mention.parts
        if not (self._over and self._now) or parts.year is not None:
            return False
        if not (parts.calendar and parts.month and parts.day):
            return False
        near = years_near(parts.calendar, parts.month, parts.day, self._now, "any")
        return bool(near) and near[0][1] > self._now + timedelta(days=1)

    def of_a_paper(self, mention: DateMention) -> bool:
        """True for «مصوبه جلسه ۲ مهر»: the day of the meeting that a paper comes from."""
        start, _ = self.view.at(mention.span)
        events = self.view.within(max(0, start - _NEAR), start, "event", "body")
        if not events or self.text[events[-1].end : start].strip():
            return False
        before, _ = line_around(self.text, events[-1].start, start)
        return _ends_with_statute(before.rstrip())

    def _in_brackets(self, start: int) -> bool:
        """True for «نزدیک شدن روز اخذ رأی (جمعه ۱۱ اسفند)»: the day of what stands before."""
        before = self.text[max(0, start - _BRACKET_REACH) : start].rstrip(" «")
        return before.endswith("(") and _bracketed().search(before) is not None

    def _is_city(self, mention: DateMention) -> bool:
        """True for a bare «دوشنبه» on a page that speaks of Tajikistan: its capital."""
        parts = mention.parts
        told = (parts.day, parts.offset_days, parts.offset_weeks, parts.time)
        if parts.weekday != _MONDAY or any(part is not None for part in told):
            return False
        before = self.text[: self.view.at(mention.span)[0]].split()[-1:]
        return not cue_words().issuperset(before) and any(
            word in self.text for word in context_words("dushanbe")
        )

    def _other_matter(self, mention: DateMention) -> bool:
        start, end = self.view.at(mention.span)
        first, last = self.view.at(self.sentence_of(mention.span))
        if start < past_reason(self.view, first, last):
            return True
        before, _ = line_around(self.text, start, end)
        bare = _without_cue(before)
        if ends_with(before, "deadline", " ") or ends_with(bare, "deadline", " "):
            return True
        if ends_with(before, "earlier", " ") or _ends_with_statute(bare):
            return True
        if self._of_the_pursued(mention) or self._of_an_occasion(mention):
            return True
        if self._of_a_matter(mention):
            return True
        if self._in_brackets(start):
            return True
        if self.cued(start):
            return False
        for words in ("از", "روز"):
            before = before.rstrip()
            if before.endswith(f" {words}"):
                before = before[: -len(words)]
        if ends_with(before, "occasion", ' «"('):
            return True
        after = self.text[end : end + _AFTER_REACH].lstrip(" ،)»(-")
        if after.startswith(tuple(context_words("occasion_after"))):
            return True
        parts = mention.parts
        if parts.year is None and parts.weekday is None and ends_with(before, "named_after", " "):
            return True
        told = (
            parts.year, parts.year_offset, parts.weekday, parts.offset_days, parts.time, parts.end,
        )  # fmt: skip
        plain = not parts.this_year and all(part is None for part in told)
        day = (parts.calendar or "", parts.month or 0, parts.day or 0)
        return plain and self._has_a_name(day, self.text[start:end])

    def _has_a_name(self, day: tuple[str, int, int], written: str) -> bool:
        """True for «۲۲ بهمن», and not for «۸ سنبله», which only Iran knows by a name."""
        named = _named_days().get(day)
        if named is None:
            return False
        months = _lands_of_months()
        words = (word.removesuffix("ماه") for word in written.translate(_NO_FIGURES).split())
        lands = {months[word] for word in words if word in months}
        return not lands or "" in named or not named.isdisjoint(lands)

    def cued(self, start: int) -> bool:
        """True if «به تاریخ» or «مورخ» stands right before."""
        marks = self.view.within(max(0, start - _NEAR), start, "date_cue")
        return any(not self.text[mark.end : start].strip() for mark in marks)

    # ------------------------------------------------------------ whose clause

    def sentence_of(self, span: Span) -> Span:
        i = bisect_right(self._sentences, span.start) - 1
        if i >= 0 and self.document.sentences[i].span.covers(span):
            return self.document.sentences[i].span
        return span


def _without_cue(before: str) -> str:
    """A text without «مورخ», «به تاریخ», «شماره ۱۲» at its end."""
    words = before.split()
    _drop_cues(words)
    if words and words[-1].isdecimal():
        words.pop()
        _drop_cues(words)
    return " ".join(words)


def _drop_cues(words: list[str]) -> None:
    while words and words[-1] in cue_words():
        words.pop()


def _ends_with_statute(before: str) -> bool:
    return ends_with(before, "statute", " ")


@cache
def _pursuit() -> re.Pattern[str]:
    """A cue of pursuing at the end of a text, with no more than a word after it."""
    return re.compile(rf"(?<!\w){alternation(context_words('pursuant'))}(?: \w+)?\s*$")


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('has_its_day')}(?: \w+){{0,4}} ?\($")


@cache
def _eve() -> re.Pattern[str]:
    """«در آستانه», and no comma after it up to the end."""
    return re.compile(rf"(?<!\w){either('eve_of')}(?!\w)(?=[^،]*$)")


@cache
def _after_what() -> re.Pattern[str]:
    """«پس از», and no comma after it up to the end."""
    other = rf"(?! {either('not_aftermath')}(?!\w))"
    return re.compile(rf"(?<!\w){either('aftermath')}{other}(?!\w)(?=[^،]*$)")


@cache
def _matter() -> re.Pattern[str]:
    """«تحلیل», and no comma or clause after it up to the end."""
    words = either("matter_of_meeting")
    return re.compile(rf"(?<!\w){words}(?!\w)(?=[^،:(]*$)(?!.*(?<!\w)که(?!\w))")


@cache
def _incident() -> re.Pattern[str]:
    """«حمله روز» up to the end."""
    return re.compile(rf"(?<!\w){either('incident')} روز\s*$")


@cache
def _papers() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternation(context_words('statute'))}(?!\w)")


@cache
def cue_words() -> frozenset[str]:
    """The words of «به تاریخ», «روز», «شماره» and their like."""
    return frozenset(
        word
        for row in table("date_words", "kind", "forms")
        if row["kind"] in ("cue", "day_word", "number_word")
        for form in values(row["forms"])
        for word in fold(form).split()
    )


def finite_verbs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    known, participles = _verb_forms()
    for match in _LETTERS.finditer(text, start, end):
        word = match.group()
        # «که … تاسیس شده، امروز …»: before a comma a participle ends its clause too.
        closed = word in participles and text.startswith(("،", " ،"), match.end())
        if closed or (word in known and not _of_phrase(text, word, match.start())):
            yield match.span()


def is_whole(text: str, start: int) -> bool:
    """True for the «بود» of «در تالار بود», which ends no «مقرر شده بود»."""
    before = text[max(0, start - _NEAR) : start].split()[-1:]
    return _verb_forms()[1].isdisjoint(before)


def _of_phrase(text: str, word: str, start: int) -> bool:
    """True for «با بیان», «ضمن ابراز»: a noun of speech in a phrase is no verb."""
    return word in listed("nouns_of_speech") and text.endswith(_before_noun(), 0, start)


@cache
def _before_noun() -> tuple[str, ...]:
    return tuple(f" {word} " for word in listed("before_noun_of_speech"))


@cache
def _verb_forms() -> tuple[frozenset[str], frozenset[str]]:
    """Last words of the finite forms, and the participles, which stand before nouns too."""
    found = set(context_words("speech"))
    for row in table("macros", "forms"):
        last = {fold(form).split()[-1] for form in values(row["forms"])}
        # A verb has its plural among its forms; the macros of nouns have not.
        if any(word + _PLURAL in last for word in last):
            found |= last
    forms = frozenset(word for word in found if len(word) > 1)
    participles = frozenset(word for word in forms if word.endswith("ه"))
    return forms - participles, participles


@cache
def _named_days() -> dict[tuple[str, int, int], frozenset[str]]:
    """The days known by a name, each with the countries that call it so ("" for both)."""
    found: dict[tuple[str, int, int], frozenset[str]] = {}
    for row in table("named_days", "calendar", "month", "day", "country", "passed_over"):
        if row["passed_over"] == "yes":
            day = row["calendar"], int(row["month"]), int(row["day"])
            found[day] = found.get(day, frozenset()) | {row["country"]}
    return found


@cache
def _lands_of_months() -> dict[str, str]:
    """The months that only one country calls so, and which."""
    return {
        fold(form): row["variety"].removeprefix("fa-")
        for row in table("months", "forms", "variety")
        if row["variety"].startswith("fa-")
        for form in values(row["forms"])
    }

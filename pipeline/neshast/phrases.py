"""Noun phrases of running text: where they end, and how a coordinated one comes apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from neshast.folding import fold
from neshast.lexicon import table, values, words
from neshast.view import WORD, View

_HARD = re.compile(r"[،؛:.!؟()\[\]«»\"|•]|(?<!\w)-(?!\w)")
# Kinds of cue that begin something new.
_NEW = (
    "chair", "participant", "host", "date_cue", "hold", "say", "said", "attend", "meet", "saying",
    "sequencer", "also", "chair_verb", "opens", "behalf", "discuss", "present", "decide",
    "agency", "background", "purpose_end", "report_noun", "secretary", "organizer", "pronoun", "online",
)  # fmt: skip


@cache
def _stops() -> frozenset[str]:
    listed = {fold(w) for w in words("phrase_words", "word", "use", "phrase_stop")}
    forms = (form for row in table("macros", "forms") for form in values(row["forms"]))
    nouns = {fold(w) for w in words("phrase_words", "word", "use", "macro_noun")}
    return frozenset((listed | {fold(form).split()[-1] for form in forms}) - nouns)


# «شماری از», «حدود ۳۰۰ تن از»: how many, before who.
QUANTIFIER = re.compile(
    r"(?:(?:حدود|بیش از|بیشتر از|نزدیک به|قریب|قریب به|دست کم|حداقل)\s+)?"
    r"(?:\d+\s*(?:تن|نفر)?(?:\s+از)?|\w+\s+(?:تن|نفر)\s+از|(?:شماری|تعدادی|جمعی|یک ?تعداد|برخی|گروهی|عده ?ای|بعضی|شمار زیادی|تعداد زیادی|جمع کثیری|جمع زیادی)\s+از|یک ?تعداد)\s+"
)
# «و دیگر همراهان», «و هیأت همراهش»: others, after the one named.
_OTHERS = re.compile(r"(?:دیگر|سایر|همراهان|(?:هییت|هیات|هیئت) همراه)")
_SIDE = re.compile(
    r" (?:بالا|پایین|پایین|شرقی|غربی|شمالی|جنوبی|مرکزی|علیا|سفلی|نو|جدید|کهنه)(?!\w)"
)
_LOCAL = ("محترم", "شهر", "شهرستان", "استان", "ولایت", "ولسوالی", "ویژه", "منطقه", "مرکزی")


@cache
def _links() -> re.Pattern[str]:
    phrases = sorted(words("phrase_words", "word", "use", "office_link"), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(re.escape(fold(p)) for p in phrases) + r")(?!\w)")


@cache
def _fields() -> frozenset[str]:
    """People who are a field of government too: «ورزش و جوانان»."""
    return words("phrase_words", "word", "use", "field_too")


@cache
def _governors() -> frozenset[str]:
    """Nouns that take a preposition: «جلوگیری از غصب», «مبارزه با فساد»."""
    return frozenset(fold(w) for w in words("phrase_words", "word", "use", "takes_preposition"))


def _last_word(text: str, end: int) -> str:
    return text[text.rfind(" ", 0, end) + 1 : end]


# No noun phrase is longer; a run of heads must not cost its square.
_MAX_PHRASE = 600


class Phrases:
    """Ends of noun phrases in one document.

    Args:
        view: the document.
        names: folded spans of personal names.
        solid: folded spans that no stop may cut, such as organisations with commas.
        places: folded spans of place names.
    """

    def __init__(
        self,
        view: View,
        names: Iterable[tuple[int, int]] = (),
        solid: Iterable[tuple[int, int]] = (),
        places: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.view = view
        self._people = {start for start, _ in names}
        self._people.update(m.start for m in view.marks if m.kind == "honorific")
        self._actors = self._people | {m.start for m in view.marks if m.kind == "office"}
        self._actors.update(
            m.start for m in view.marks if m.kind == "collective" and m.cue.phrase not in _fields()
        )
        self._events = {m.start for m in view.marks if m.kind == "event"}
        self._offices = {m.start for m in view.marks if m.kind == "office"}
        self._new = {m.start for m in view.marks if m.kind in _NEW}
        for mark in view.marks:
            if mark.kind in ("event", "place_noun") and view.text[mark.start - 1].isalnum():
                self._new.add(view.text.rfind(" ", 0, mark.start) + 1)
        self._solid = sorted(solid)
        self._solid_from: dict[int, int] = {}
        for first, last in self._solid:
            self._solid_from.setdefault(first, last)
        self._places = dict(places)

    def end(self, start: int, limit: int, free: int = 0, events: bool = True) -> int:
        """Where the noun phrase that begins at `start` ends, at most at `limit`.

        Args:
            free: up to this offset nothing ends the phrase (the title of an office, say).
            events: whether an event noun may be the first word after `free` («دبیر همایش»).
        """
        text = self.view.text
        limit = min(limit, max(start, free) + _MAX_PHRASE)
        counted = QUANTIFIER.match(text, start, limit)
        last = max(start, free, counted.end() if counted else start)
        for a, b in self._solid:
            if a < last < b <= limit and start <= a:
                last = b
        at = last
        while at < limit:
            word = WORD.search(text, at, limit)
            if word is None:
                break
            if _HARD.search(text, last, word.start()):
                break
            solid = self._solid_from.get(word.start())
            if solid is not None and solid <= limit:
                last = at = solid
                continue
            link = _links().match(text, word.start(), limit)
            if link and last > start:
                last = at = link.end()
                continue
            if word.start() in self._events and (not events or last > max(start, free)):
                break
            if word.start() in self._people or word.start() in self._new:
                break
            governed = text[last : word.start()] == " " and _last_word(text, last) in _governors()
            if not governed and (word.group() in _stops() or word.group().isdigit()):
                break
            if word.group() == "و":
                following = WORD.search(text, word.end(), limit)
                if (
                    following is None
                    or following.start() in self._actors
                    or following.start() in self._new
                    or following.group() in _stops()
                    or self._office_soon(following.end(), limit)
                    or QUANTIFIER.match(text, following.start())
                    or _OTHERS.match(text, following.start())
                ):
                    break
                at = word.end()
                continue
            last = at = word.end()
        return last

    def _office_soon(self, start: int, limit: int) -> bool:
        """True if the next word begins an office: «… و برداره معاون قضایی»."""
        word = WORD.search(self.view.text, start, limit)
        return word is not None and word.start() in self._offices and word.start() - start == 1

    def local(self, start: int, end: int) -> int:
        """Where «شهرداری X» ends: after the place name, if one follows; else at `end`."""
        word = WORD.search(self.view.text, start, end)
        while word is not None:
            if word.start() in self._places:
                stop = min(end, self._places[word.start()])
                side = _SIDE.match(self.view.text, stop, end)
                return side.end() if side else stop
            if word.group() not in _LOCAL:
                break
            word = WORD.search(self.view.text, word.end(), end)
        return end


_AND = re.compile(r"\s*(?:،|؛)\s*(?:و\s+)?|\s+و\s+(?=\w)|\s+و(?:نیز|همچنین|هم چنین|همچنان)\s+")


def coordinated(
    text: str, start: int, end: int, at: re.Pattern[str] = _AND
) -> list[tuple[int, int]]:
    """The conjuncts of ``text[start:end]``, cut at commas and «و»; brackets are not cut."""
    pieces = []
    begin = start
    for match in at.finditer(text, start, end):
        inner = text[begin : match.start()]
        if inner.count("(") > inner.count(")") or inner.count("«") > inner.count("»"):
            continue
        if inner.strip():
            pieces.append((begin, match.start()))
        begin = match.end()
    if text[begin:end].strip():
        pieces.append((begin, end))
    return pieces


_LEADING_AND = re.compile(r"\s*و\s+")
_LIST_AND = re.compile(r"\s+و(?:\s+(?:نیز|همچنین|هم چنین|همچنان))?\s+(?=\w)")
_LIST_COMMA = re.compile(r"\s*[،؛]\s*(?:و\s+)?|\s+/\s+")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(fold(w) for w in words("phrase_words", "word", "use", "agenda_head"))


def split_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of an agenda told in prose: cut at commas, and at a «و» that begins a new line.

    A «و» begins a line of its own if a word follows that agenda lines begin with («گزارش»,
    «چگونگی» …), or, in a list with commas, if it is the last one; it joins parts otherwise.
    """
    found = []
    leading = _LEADING_AND.match(text, start, end)
    pieces = coordinated(text, leading.end() if leading else start, end, _LIST_COMMA)
    for n, (a, b) in enumerate(pieces):
        cut = a
        ands = list(_LIST_AND.finditer(text, a, b))
        for match in ands:
            left, right = text[cut : match.start()], text[match.end() : b]
            last = n and n == len(pieces) - 1 and match is ands[-1] and cut == a
            if _both(left, right) and (_begins_line(right) or last):
                found.append((cut, match.start()))
                cut = match.end()
        found.append((cut, b))
    return _rejoin(text, found)


def _both(left: str, right: str) -> bool:
    return len(left.split()) >= 2 and len(right.split()) >= 2


_INFINITIVE = re.compile(r"\w+ (?:نمودن|کردن|شدن|ساختن|دادن|گرفتن|یافتن)(?!\w)")


def _begins_line(text: str) -> bool:
    return text.startswith(_heads()) or _INFINITIVE.match(text) is not None


def _rejoin(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short pieces are parts of a coordinated noun («معارف، صحت و زراعت»), not lines."""
    if len(pieces) > 1 and all(len(text[a:b].split()) <= 1 for a, b in pieces):
        return [(pieces[0][0], pieces[-1][1])]
    return pieces

"""Finds personal names by titles, given names, surname shapes and the offices beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from neshast.document import Document, Entity, Name
from neshast.engines.names import PERSON
from neshast.folding import fold, key
from neshast.grammar import either, listed
from neshast.name_rules import LONE_SURNAME, Run, rule_of
from neshast.name_signs import Signs
from neshast.naming import (
    COMMON,
    GIVEN,
    SOFT,
    STOP,
    SURNAME,
    UNKNOWN,
    Word,
    given_names,
    is_place,
    is_surname,
    joined_at,
    name_linkers,
    name_parts,
    name_tails,
    read_words,
    titles_inside,
)
from neshast.options import Options as NoOptions
from neshast.view import Mark, View, whole_words

_MAX_WORDS = 5
_SOME = listed("some_of")
_AGAIN = "a name said again"
# So far before a title may the first half of a given name begin.
_HALF_REACH = 12
# So sure must an engine be of a name that no rule shows, without a given name of the table.
_SURE_OF_UNKNOWN = 0.9
# «حضرت زهرا (س)»: saints and prophets.
_BLESSED = re.compile(rf" ?\(? ?{either('blessing')}(?!\w)")
# What may stand between two words of a name.
_GAPS = (" ", ' "', " «", " (", "«", '"', '" ')
# Kinds of cue inside which no name begins.
_NO_NAMES = ("background", "agency", "sequencer", "organizer")


class FindNames:
    """Fills `names`: personal names without their honorifics.

    A name is a run of at most five words that begins after an honorific, or with a known given
    name followed by a surname, or stands right before an office. Gender comes from honorifics
    only, never from the name.
    """

    name: ClassVar = "names"
    needs: ClassVar = ("folded", "cues", "dates", "entities")
    fills: ClassVar = ("names",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled, in text order."""
        return replace(document, names=tuple(_Reader(document).names()))


class _Reader:
    """Reads the names of one document, word by word."""

    def __init__(self, document: Document) -> None:
        self.view = View(document)
        self.entities = document.entities
        self.text = self.view.text
        self.words = read_words(self.view)
        self.signs = Signs(document, self.view)
        # «حاجی‌بابایی», «قاضی‌پور»: a part of the surname.
        joined = joined_at(self.view)
        # «ملا امام»: an office.
        offices = {m.start: m.end for m in self.view.of("office")}
        self.honorifics = {
            m.start: m
            for m in self.view.of("honorific")
            if m.end not in joined
            and offices.get(m.start, 0) <= m.end
            and m.start not in self.signs.tailed
            and not (self._is_half(m) or self.signs.is_given(m))
        }

    def _is_half(self, title: Mark) -> bool:
        """True for «حضرت» of «غلام حضرت»: the second half of a known given name."""
        half = self.text[title.start : title.end]
        words = self.text[max(0, title.start - _HALF_REACH) : title.end].split()[-2:]
        return half in listed("holy") and len(words) > 1 and key(" ".join(words)) in given_names()

    def names(self) -> list[Name]:
        """The names in text order: those that show themselves, and where they stand again."""
        found = self._without_parts(list(self._shown()))
        found += self._tagged(found)
        return sorted([*found, *self._again(found)], key=lambda name: name.span.start)

    def _without_parts(self, found: list[Name]) -> list[Name]:
        """The names without surnames alone that are a part of somebody's full name."""
        parts = {
            key(part)
            for name in found
            if name.rule != LONE_SURNAME
            for part in name.span.of(self.view.folded.raw).split()
        }
        return [name for name in found if name.rule != LONE_SURNAME or name.key not in parts]

    def _tagged(self, found: list[Name]) -> Iterator[Name]:
        """People whom no rule shows and the engine is sure of; not a surname of somebody found."""
        taken = [name.span for name in found]
        full = {name.key for name in found}
        for entity in self.entities:
            span = entity.span
            if self.view.at(span)[0] in self.signs.eponyms:
                continue
            free = all(span.end <= other.start or other.end <= span.start for other in taken)
            if entity.label == PERSON and entity.sure and free and self._is_full(entity):
                whole = key(span.of(self.view.folded.raw))
                if not any(name.endswith(whole) and name != whole for name in full):
                    yield Name(span, whole, rule=entity.rule)

    def _is_full(self, entity: Entity) -> bool:
        """True for several words of which none is ordinary, a title or the head of a body."""
        start, end = self.view.at(entity.span)
        first = bisect_left(self.words, start, key=lambda word: word.start)
        last = bisect_left(self.words, end, key=lambda word: word.start)
        words = self.words[first:last]
        if len(words) < 2 or _BLESSED.match(self.text, end):
            return False
        sure = words[0].kind == GIVEN or entity.score >= _SURE_OF_UNKNOWN
        return sure and all(
            word.kind not in (STOP, COMMON)
            and word.start not in self.signs.ends
            and (word is words[0] or self.text[word.start - 1] == " ")
            for word in words
        )

    def _again(self, found: list[Name]) -> Iterator[Name]:
        """Names once more: full ones anywhere, one word where it begins a clause and speaks."""
        taken = [self.view.at(name.span) for name in found]
        for text in dict.fromkeys(self.text[a:b] for a, b in taken):
            for a in whole_words(self.text, text):
                b = a + len(text)
                speaks = b + 1 in self.signs.speech and self.signs.begins_clause(a)
                if (" " in text or speaks) and all(b <= c or d <= a for c, d in taken):
                    taken.append((a, b))
                    yield self._name(Run([], [Word(a, b, text, UNKNOWN)], b), _AGAIN)

    def _shown(self) -> Iterator[Name]:
        """The names that a rule shows."""
        blocked = self._blocked()
        i = last = 0
        shared = False
        while i < len(self.words):
            if i in blocked or not self._may_begin(self.words[i]) or self._is_seat(i):
                i += 1
                continue
            titles, j = self._titles(i)
            if titles and self._is_seat(j):
                # «والی محترم فراه A B»: the honorific is the governor's, and so is the place.
                i = j
                continue
            run = self._run(titles, j, last)
            run = replace(run, shared=run.listed and shared)
            rule = rule_of(run, self.signs)
            if rule:
                shared = run.shared or any(_is_plural(title) for title in run.titles)
                yield self._name(run, rule)
                j += len(run.words)
                last = run.end
            i = max(j, i + 1)

    def _may_begin(self, word: Word) -> bool:
        """False for most words of a text, so that they cost nothing more."""
        if word.start in self.honorifics or word.kind == GIVEN:
            return True
        return word.kind not in (STOP, COMMON) and word.start not in self.signs.ends

    def _is_seat(self, i: int) -> bool:
        """True for the place in «از N A B، عضو شورا», where no name begins."""
        following = self._next_word(i)
        if following is None or self.words[i].start in self.honorifics:
            return False
        word = self.words[i]
        return following.kind == GIVEN and word.kind == UNKNOWN and is_place([word])

    def _blocked(self) -> set[int]:
        """Indexes of the words inside cues where no name begins."""
        starts = [word.start for word in self.words]
        return {
            i
            for mark in self.view.of(*_NO_NAMES)
            for i in range(bisect_left(starts, mark.start), bisect_left(starts, mark.end))
        }

    def _titles(self, i: int) -> tuple[list[Mark], int]:
        """Honorifics that begin at word `i`, and the index of the word after them."""
        titles: list[Mark] = []
        while i < len(self.words) and (mark := self.honorifics.get(self.words[i].start)):
            titles.append(mark)
            while i < len(self.words) and self.words[i].start < mark.end:
                i += 1
        return titles, i

    def _run(self, titles: list[Mark], i: int, last: int) -> Run:
        """The run that begins at word `i`, after `titles`; the name before it ends at `last`."""
        if i >= len(self.words):
            return Run(titles, [], -1)
        start = self.words[i].start
        listed = not titles and self.signs.lists(last, start)
        held = start in self.signs.after_state
        words = self.words[i : i + self._length(i, bool(titles) or held, listed)]
        if words and self.signs.becomes(words[-1]):
            words.pop()
        if not words:
            return Run(titles, [], -1)
        end = words[-1].end
        after = self.signs.title_after(end)
        around = [*titles, after] if after and titles else titles
        return Run(around, words, self.signs.next_start(end), listed)

    def _length(self, i: int, titled: bool, listed: bool) -> int:
        """How many words from `i` on may belong to one name; see `_fits`."""
        n, parts, known = 0, 0, False
        if quoted := self.signs.quoted.get(self.words[i].start):
            return sum(word.end <= quoted for word in self.words[i : i + _MAX_WORDS])
        while i + n < len(self.words) and parts < _MAX_WORDS:
            word = self.words[i + n]
            gap = self.text[self.words[i + n - 1].end : word.start] if n else ""
            nick = word.kind != SOFT and self.text.startswith(")", word.end)
            if (gap.endswith("(") and not nick) or (n and gap not in _GAPS):  # «A B (مریض)»
                break
            linked = n > 0 and self._linked(i + n)
            if not linked and not (n and (self.signs.is_part(word) or self._compound(i + n))):
                if n == 1 and (titled or listed) and self._ends_list(i + n):
                    return n + 1
                shown = titled or (listed and not n and self._next_kind(i) == SURNAME)
                if not self._fits(i + n, n == 0, shown, known):
                    break
                parts += 1
            given = word.kind in (GIVEN, SURNAME) or (not n and key(word.text) in given_names())
            known = known or given
            n += 1
            if gap.strip() in ("«", '"', "("):
                break
        return n

    def _linked(self, i: int) -> bool:
        """True for «بن» of «محمد بن سلمان», and for the word behind it, whatever it means."""
        word, following = self.words[i], self._next_word(i)
        if word.kind != STOP and self.words[i - 1].text in name_linkers():
            return True
        return word.text in name_linkers() and following is not None and following.kind != STOP

    def _ends_list(self, i: int) -> bool:
        """True for «روستایی» in «A B، فرنگیس روستایی، …»: an ordinary word after a given name."""
        word, first = self.words[i], self.words[i - 1]
        ends = self.text.startswith(("،", " و ", " («"), word.end)
        return word.kind == COMMON and first.kind == GIVEN and word.text.endswith("ی") and ends

    def _fits(self, i: int, first: bool, titled: bool, known: bool) -> bool:
        """True if word `i` may stand in a name.

        Args:
            first: whether it is the first word.
            titled: whether an honorific, the office of a head of state, or the list in which it
                stands shows a name.
            known: whether a word before it is a known name.
        """
        word = self.words[i]
        if self._is_trade(i, first):
            return True
        following = self._next_word(i)
        foreign = first and titled and self._is_foreign(word, i)
        if (word.kind in (STOP, COMMON) and not foreign) or word.text.isascii():
            return False
        some = not first and following is not None and following.text in _SOME
        if some or self.signs.is_thing(word, following):  # «قاری N آیاتی چند از …»
            return False
        if word.start in self.signs.ends and not self._only_name(i, first, titled, known):
            return False
        if word.kind != SOFT or foreign or (titled and known and is_surname(word.text)):
            return True
        looks = first and key(word.text) in given_names()
        shown = titled or looks or known
        return shown and (self.signs.bounded(word.end) or self._goes_on(i, titled, looks))

    def _is_foreign(self, word: Word, i: int) -> bool:
        """True for «پارک» in «آقای پارک جونگ هو»: an ordinary word, and one of no table."""
        following = self._next_word(i)
        unknown = following is not None and following.kind == UNKNOWN
        return word.kind != STOP and unknown and word.start not in self.signs.ends

    def _is_trade(self, i: int, first: bool) -> bool:
        """True for «معلم» in «امید معلم، رئیس …»: a word that is a surname beside an office."""
        word = self.words[i]
        office = self.signs.offices.get(word.start)
        alone = not first and (office is None or office.end == word.end)
        named = alone and self.words[i - 1].kind in (GIVEN, SOFT) and is_surname(word.text)
        return named and self._office_at(word.end)

    def _only_name(self, i: int, first: bool, titled: bool, known: bool) -> bool:
        """True for a word that begins like a cue and is none: «معین‌فر», «A حاج B», «آقای ناطق»."""
        word = self.words[i]
        if (known or (first and titled)) and (word.start, word.end) in self.signs.speaking:
            return is_surname(word.text)
        if first or not known:
            office = self.signs.offices.get(word.start)
            longer = office is not None and office.end > word.end
            alone = not longer and (word.start, word.end) not in self.signs.second_heads
            return first and word.kind == GIVEN and alone
        title = self.honorifics.get(word.start)
        if title and word.kind == GIVEN and self.signs.bounded(title.end):
            # «زهرا بی‌بی، قابله»: a title that ends a name too.
            return True
        if word.kind == SURNAME and " " in word.text:
            return (word.start, word.end) not in self.signs.cue_ends
        if word.kind == SURNAME and (word.start, word.end) in self.signs.inflected:
            return True
        following = self._next_word(i)
        return (
            word.text in titles_inside()
            and word.start not in self.signs.offices
            and following is not None
            and following.kind not in (STOP, COMMON)
            and following.start not in self.signs.ends
        )

    def _goes_on(self, i: int, titled: bool, looks: bool) -> bool:
        """True if the word after an ordinary one shows a name: «پوهنمل فرزان خاموش، رئیس»."""
        following = self._next_word(i)
        if following is None:
            return False
        return (
            following.kind == SURNAME
            or following.text in name_parts()
            or (looks and following.kind in (UNKNOWN, GIVEN))
            or (looks and following.kind == SOFT and self._office_at(following.end))
            or (
                titled
                and following.kind not in (STOP, COMMON)
                and following.start not in self.signs.ends
                and self.signs.bounded(following.end)
            )
        )

    def _compound(self, i: int) -> bool:
        """True for «وکیل زاده»: an ordinary word made a surname by the part after it."""
        following = self._next_word(i)
        return (
            following is not None
            and following.text in name_parts()
            and following.text in name_tails()
            and self.words[i].kind != STOP
        )

    def _office_at(self, end: int) -> bool:
        """True if an office follows what ends at `end`."""
        return self.signs.next_start(end) in self.signs.offices

    def _next_kind(self, i: int) -> str:
        following = self._next_word(i)
        return following.kind if following else STOP

    def _next_word(self, i: int) -> Word | None:
        """The word one space after word `i`."""
        if i + 1 >= len(self.words):
            return None
        word, following = self.words[i], self.words[i + 1]
        return following if self.text[word.end : following.start] == " " else None

    def _name(self, run: Run, rule: str) -> Name:
        span = self.view.span(run.start, run.end)
        return Name(
            span=span,
            key=key(span.of(self.view.folded.raw)),
            honorifics=tuple(self.view.raw(m.start, m.end) for m in run.titles),
            gender=_gender(run.titles),
            rule=rule,
        )


def _is_plural(title: Mark) -> bool:
    return fold(title.cue.phrase) in listed("plural_honorific")


def _gender(titles: list[Mark]) -> str | None:
    said = {title.value for title in titles} - {"u"}
    return said.pop() if len(said) == 1 else None

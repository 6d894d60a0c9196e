"""Finds personal names by titles, given names, surname shapes and the offices beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Name
from neshast.folding import key
from neshast.grammar import listed
from neshast.lexicon import words
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
    name_parts,
    name_stops,
    name_tails,
    read_words,
)
from neshast.options import Options as NoOptions
from neshast.view import WORD, Mark, View

_MAX_WORDS = 4
# What may stand between two words of a name.
_GAPS = (" ", ' "', " «", " (", "«", '"', '" ')
_OPENED, _CLOSED = ("«", '"'), ("»", '"')
# Honorifics that stand before offices and things too, so that a name must show itself.
_FORMAL = listed("formal_title")
# So near to the head of a paragraph must a verb of speech stand for unknown words to be a name.
_NEAR_SPEECH = 160
# A single word before an office may be a name if it is no shorter.
_SHORTEST_LONE = 4
# So far back may the word stand that shows that a phrase begins.
_OPENER_REACH = 12
# Kinds of cue that end a name wherever they begin.
_ENDS = (
    "office", "honorific", "org_head", "event", "body", "chair", "participant", "hold", "say",
    "date_cue", "host", "organizer", "also", "pronoun", "collective", "sequencer", "chair_verb",
    "behalf", "about", "saying", "opens", "attend", "meet", "secretary", "decide", "discuss",
    "present", "said",
)  # fmt: skip
# Kinds of cue inside which no name begins.
_NO_NAMES = ("background", "agency", "sequencer")
_GIVEN_AND_SURNAME = "given name and surname"
_IN_LIST = "given name in a list"
_SURNAME_SPEAKS = "surname before a verb of speech"
# Rules without a title or an office, which a place name could meet too.
_LOOSE_RULES = (_GIVEN_AND_SURNAME, _IN_LIST, _SURNAME_SPEAKS)


class FindNames:
    """Fills `names`: personal names without their honorifics.

    A name is a run of at most four words that begins after an honorific, or with a known given
    name followed by a surname, or stands right before an office. Gender comes from honorifics
    only, never from the name.
    """

    name: ClassVar = "names"
    needs: ClassVar = ("folded", "cues", "dates")
    fills: ClassVar = ("names",)
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its box filled, in text order."""
        return replace(document, names=tuple(_Reader(document).names()))


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that may be a name, the honorifics before them, and where the next phrase begins."""

    titles: list[Mark]
    words: list[Word]
    after: int

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @property
    def kinds(self) -> list[str]:
        return [word.kind for word in self.words]


class _Reader:
    """Reads the names of one document, word by word."""

    def __init__(self, document: Document) -> None:
        self.view = View(document)
        self.text = self.view.text
        self.words = read_words(self.view)
        marks = self.view.marks
        self.honorifics = {m.start: m for m in marks if m.kind == "honorific"}
        self.offices = {m.start: m for m in marks if m.kind == "office"}
        self.speech = {m.start for m in marks if m.kind in ("say", "attend", "saying", "opens")}
        self.after_state = {m.end + 1 for m in self.offices.values() if _of_state(m)}
        self.ends = {m.start for m in marks if m.kind in _ENDS} | set(_glued(self.view))
        self.ends.update(self.view.at(date.span)[0] for date in document.dates)
        self.rules: tuple[Callable[[_Run], str], ...] = (
            self._titled,
            self._after_state_office,
            self._given_and_surname,
            self._quoted,
            self._in_list,
            self._before_office,
            self._heads_paragraph,
            self._surname_speaks,
        )

    def names(self) -> Iterator[Name]:
        """The names in text order."""
        blocked = self._blocked()
        i = 0
        while i < len(self.words):
            if i in blocked:
                i += 1
                continue
            titles, j = self._titles(i)
            run, rule = self._read(titles, j)
            if rule:
                yield self._name(run, rule)
                j += len(run.words)
            i = max(j, i + 1)

    def _blocked(self) -> set[int]:
        """Indexes of the words inside cues where no name begins."""
        starts = [word.start for word in self.words]
        return {
            i
            for mark in self.view.marks
            if mark.kind in _NO_NAMES
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

    def _read(self, titles: list[Mark], i: int) -> tuple[_Run, str]:
        """The run that begins at word `i`, and the rule by which it is a name, or nothing."""
        held = i < len(self.words) and self.words[i].start in self.after_state
        words = self.words[i : i + self._length(i, bool(titles) or held)]
        run = _Run(titles, words, _next_start(self.text, words[-1].end) if words else 0)
        rule = next((rule for ask in self.rules if (rule := ask(run))), "") if words else ""
        return run, "" if rule in _LOOSE_RULES and is_place(words) else rule

    def _name(self, run: _Run, rule: str) -> Name:
        span = self.view.span(run.start, run.end)
        return Name(
            span=span,
            key=key(span.of(self.view.folded.raw)),
            honorifics=tuple(self.view.raw(m.start, m.end) for m in run.titles),
            gender=_gender(run.titles),
            rule=rule,
        )

    # How far a run goes

    def _length(self, i: int, titled: bool) -> int:
        """How many words from `i` on may belong to one name."""
        n = parts = 0
        known = False
        while i + n < len(self.words) and parts < _MAX_WORDS:
            word = self.words[i + n]
            gap = self.text[self.words[i + n - 1].end : word.start] if n else ""
            if n and gap not in _GAPS:
                break
            if not n or not (word.text in name_parts() or self._compound(i + n)):
                if not self._fits(i + n, n == 0, titled, known):
                    break
                parts += 1
            known = known or word.kind in (GIVEN, SURNAME)
            n += 1
            if gap.strip() in ("«", '"', "("):
                break
        return n

    def _fits(self, i: int, first: bool, titled: bool, known: bool) -> bool:
        """True if word `i` may stand in a name.

        Args:
            first: whether it is the first word.
            titled: whether an honorific or the office of a head of state stands before.
            known: whether a word before it is a known name.
        """
        word = self.words[i]
        if word.kind in (STOP, COMMON):
            return False
        if word.start in self.ends and not (first and word.kind == GIVEN):
            return False
        if word.kind != SOFT:
            return True
        looks = first and key(word.text) in given_names()
        if not (titled or looks or known):
            return False
        return self._bounded(word.end) or self._goes_on(i, titled, looks)

    def _goes_on(self, i: int, titled: bool, looks: bool) -> bool:
        """True if the word after an ordinary one shows a name: «پوهنمل فرزان خاموش، رئیس»."""
        following = self._next_word(i)
        if following is None:
            return False
        return (
            following.kind == SURNAME
            or following.text in name_parts()
            or (looks and following.kind == UNKNOWN)
            or (
                titled
                and following.kind not in (STOP, COMMON)
                and following.start not in self.ends
                and self._bounded(following.end)
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

    def _next_word(self, i: int) -> Word | None:
        """The word one space after word `i`."""
        if i + 1 >= len(self.words):
            return None
        word, following = self.words[i], self.words[i + 1]
        return following if self.text[word.end : following.start] == " " else None

    # Rules: each returns its name if the run is a name by it

    def _titled(self, run: _Run) -> str:
        if not run.titles:
            return ""
        formal = all(title.cue.phrase.startswith(_FORMAL) for title in run.titles)
        known = GIVEN in run.kinds or SURNAME in run.kinds
        if formal and not (known and (len(run.words) > 1 or run.after in self.offices)):
            return ""
        return f"honorific: {run.titles[-1].cue.phrase}"

    def _after_state_office(self, run: _Run) -> str:
        after = run.start in self.after_state and run.kinds[0] != STOP
        return "after a state office" if after and self._bounded(run.end) else ""

    def _given_and_surname(self, run: _Run) -> str:
        if run.kinds[0] != GIVEN or len(run.words) < 2:
            return ""
        strong = any(kind in (GIVEN, SURNAME) for kind in run.kinds[1:])
        shown = run.after in self.offices or run.after in self.speech
        return _GIVEN_AND_SURNAME if strong or (shown and self._opens(run.start)) else ""

    def _quoted(self, run: _Run) -> str:
        opened = self.text[run.start - 1 : run.start] in _OPENED
        closed = self.text[run.end : run.end + 1] in _CLOSED
        named = run.kinds[0] == GIVEN and len(run.words) > 1
        return "a name in quotation marks" if named and opened and closed else ""

    def _in_list(self, run: _Run) -> str:
        first, *rest = run.kinds
        given = first == GIVEN or (
            first == SOFT and SOFT not in rest and key(run.words[0].text) in given_names()
        )
        alone = self._opens(run.start) and self._bounded(run.end)
        return _IN_LIST if given and rest and alone else ""

    def _before_office(self, run: _Run) -> str:
        if run.after not in self.offices or not self._opens(run.start):
            return ""
        first = run.words[0]
        lone = run.after == first.end + 1 and len(first.text) >= _SHORTEST_LONE
        listed_alone = lone and self.text.endswith("، ", 0, run.start)
        if len(run.words) < 2 and first.kind not in (GIVEN, SURNAME) and not listed_alone:
            return ""
        return f"before office: {self.offices[run.after].cue.phrase}"

    def _heads_paragraph(self, run: _Run) -> str:
        if len(run.words) < 2 or SOFT in run.kinds:
            return ""
        begins_line = run.start == 0 or self.text[run.start - 1] == "\n"
        like_surname = run.kinds[-1] == SURNAME or run.words[-1].text.endswith("ی")
        if not (begins_line and like_surname and self._bounded(run.end)):
            return ""
        first = run.words[0].end
        speaks = any(first < at < first + _NEAR_SPEECH for at in self.speech)
        return "unknown words at the head of a paragraph with a verb of speech" if speaks else ""

    def _surname_speaks(self, run: _Run) -> str:
        surname = len(run.words) > 1 and run.kinds[-1] == SURNAME
        speaks = run.after in self.speech and self._opens(run.start)
        return _SURNAME_SPEAKS if surname and speaks else ""

    # What stands around a run

    def _bounded(self, end: int) -> bool:
        """True if what follows shows that the name is over: punctuation, a particle or a cue."""
        if end >= len(self.text) or self.text[end] in '،؛:.)»"\n(':
            return True
        word = WORD.search(self.text, end)
        return (
            word is None
            or word.start() in self.ends
            or word.group() in name_stops()
            or self.text[end : word.start()].strip() != ""
        )

    def _opens(self, start: int) -> bool:
        """True if a phrase may begin here: line start, after punctuation, «و» or a preposition."""
        before = self.text[max(0, start - _OPENER_REACH) : start].rstrip(' «"(')
        return not before or before[-1] in '\n،؛:.()»"' or before.split()[-1] in _openers()


def _of_state(office: Mark) -> bool:
    return office.value.startswith("state")


def _glued(view: View) -> Iterator[int]:
    """Starts of words with a cue inside: «درنشست»."""
    for mark in view.marks:
        at = mark.start
        while at and view.text[at - 1].isalnum():
            at -= 1
        if at != mark.start:
            yield at


def _next_start(text: str, end: int) -> int:
    """Where the next phrase begins."""
    while end < len(text) and text[end] in ' ،"»)':
        end += 1
    return end


@cache
def _openers() -> frozenset[str]:
    return words("name_context", "word", "use", "opener")


def _gender(titles: list[Mark]) -> str | None:
    said = {title.value for title in titles} - {"u"}
    return said.pop() if len(said) == 1 else None

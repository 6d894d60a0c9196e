"""Finds personal names by titles, given names, surname shapes and the offices beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar

from neshast.document import Document, Name
from neshast.folding import key
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
    read_words,
    name_stops,
    name_tails,
)
from neshast.options import Options as NoOptions
from neshast.view import WORD, Mark, View

_MAX_WORDS = 4
# Rules without a title or an office, which a place name could meet too.
_LOOSE_RULES = ("given name and surname", "given name in a list", "surname before a verb of speech")
# Honorifics that stand before offices and things too, so that a name must show itself.
_FORMAL = ("محترم", "حضرت", "جناب", "جلالت", "مقام")
_NEAR_SPEECH = 160
# Kinds of cue that end a name wherever they begin.
_ENDS = (
    "office", "honorific", "org_head", "event", "body", "chair", "participant", "hold", "say",
    "date_cue", "host", "organizer", "also", "pronoun", "collective", "sequencer", "chair_verb",
    "behalf", "about", "saying", "opens", "attend", "meet", "secretary", "decide", "discuss",
    "present", "said",
)  # fmt: skip


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
        view = View(document)
        ends = {m.start for m in view.marks if m.kind in _ENDS}
        ends.update(view.at(d.span)[0] for d in document.dates)
        ends.update(_glued(view))
        honorifics = {m.start: m for m in view.marks if m.kind == "honorific"}
        offices = {m.start: m for m in view.marks if m.kind == "office"}
        speech = {m.start for m in view.marks if m.kind in ("say", "attend", "saying", "opens")}
        tokens = read_words(view)
        state = {
            m.end + 1 for m in view.marks if m.kind == "office" and m.value.startswith("state")
        }
        found: list[Name] = []
        i = 0
        blocked = [
            (m.start, m.end) for m in view.marks if m.kind in ("background", "agency", "sequencer")
        ]
        while i < len(tokens):
            if any(a <= tokens[i].start < b for a, b in blocked):
                i += 1
                continue
            titles, j = _titles(tokens, i, honorifics)
            held = j < len(tokens) and tokens[j].start in state
            run = _run(view, tokens, j, ends, bool(titles) or held)
            rule = _accept(view.text, tokens, j, run, titles, offices, speech, ends, state)
            if rule and not (rule in _LOOSE_RULES and is_place(tokens[j : j + run])):
                words_ = tokens[j : j + run]
                span = view.span(words_[0].start, words_[-1].end)
                found.append(
                    Name(
                        span=span,
                        key=key(span.of(document.raw)),
                        honorifics=tuple(view.raw(m.start, m.end) for m in titles),
                        gender=_gender(titles),
                        rule=rule,
                    )
                )
                i = j + run
            else:
                i = j if titles and j > i else i + 1
        return replace(document, names=tuple(found))


def _glued(view: View) -> Iterator[int]:
    """Starts of words with a cue inside: «درنشست»."""
    for mark in view.marks:
        at = mark.start
        while at and view.text[at - 1].isalnum():
            at -= 1
        if at != mark.start:
            yield at


def _titles(tokens: list[Word], i: int, honorifics: dict[int, Mark]) -> tuple[list[Mark], int]:
    """Honorifics that begin at token `i`, and the index of the token after them."""
    titles: list[Mark] = []
    while i < len(tokens) and (mark := honorifics.get(tokens[i].start)):
        titles.append(mark)
        while i < len(tokens) and tokens[i].start < mark.end:
            i += 1
    return titles, i


def _run(view: View, tokens: list[Word], i: int, ends: set[int], titled: bool) -> int:
    """How many words from `i` on may belong to one name."""
    text = view.text
    n = parts = 0
    known = False
    while i + n < len(tokens) and parts < _MAX_WORDS:
        word = tokens[i + n]
        gap = text[tokens[i + n - 1].end : word.start] if n else ""
        if n and gap not in _GAPS:
            break
        part = n and (word.text in name_parts() or _compound(text, tokens, i + n))
        if not part:
            if word.kind in (STOP, COMMON):
                break
            if word.start in ends and not (n == 0 and word.kind == GIVEN):
                break
            looks = not n and key(word.text) in given_names()
            if word.kind == SOFT and not (
                (titled or looks or (n and known))
                and (
                    _bounded(text, word.end, ends)
                    or _names_follow(text, tokens, i + n)
                    or (looks and _unknown_follows(text, tokens, i + n))
                    or (titled and _ends_soon(text, tokens, i + n, ends))
                )
            ):
                break
            parts += 1
        known = known or word.kind in (GIVEN, SURNAME)
        n += 1
        if n > 1 and gap.strip() in ("«", '"', "("):
            break
    return n


_OPENED, _CLOSED = ("«", '"'), ("»", '"')
_GAPS = (" ", ' "', " «", " (", "«", '"', '" ')


def _compound(text: str, tokens: list[Word], i: int) -> bool:
    """True for «وکیل زاده»: an ordinary word made a surname by the part after it."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    return (
        tokens[i + 1].text in name_parts() and tokens[i].kind != STOP and tokens[i + 1].text in name_tails()
    )


def _ends_soon(text: str, tokens: list[Word], i: int, ends: set[int]) -> bool:
    """True if one more word closes the name: «پوهنمل فرزان خاموش، رئیس»."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    following = tokens[i + 1]
    return (
        following.kind not in (STOP, COMMON)
        and following.start not in ends
        and _bounded(text, following.end, ends)
    )


def _unknown_follows(text: str, tokens: list[Word], i: int) -> bool:
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    return tokens[i + 1].kind == UNKNOWN


def _names_follow(text: str, tokens: list[Word], i: int) -> bool:
    """True if the next word, one space on, is a name or the second half of one."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    following = tokens[i + 1]
    return following.kind == SURNAME or following.text in name_parts()


def _bounded(text: str, end: int, ends: set[int]) -> bool:
    """True if what follows shows that the name is over: punctuation, a particle or a cue."""
    if end >= len(text) or text[end] in '،؛:.)»"\n(':
        return True
    word = WORD.search(text, end)
    return (
        word is None
        or word.start() in ends
        or word.group() in name_stops()
        or text[end : word.start()].strip() != ""
    )


def _accept(
    text: str,
    tokens: list[Word],
    i: int,
    n: int,
    titles: list[Mark],
    offices: dict[int, Mark],
    speech: set[int],
    ends: set[int],
    state: set[int],
) -> str:
    """The rule by which the run is a name, or an empty string."""
    if n == 0:
        return ""
    kinds = [w.kind for w in tokens[i : i + n]]
    if titles:
        formal = all(t.cue.phrase.startswith(_FORMAL) for t in titles)
        known = GIVEN in kinds or SURNAME in kinds
        if not formal or (known and (n > 1 or _next_start(text, tokens[i].end) in offices)):
            return f"honorific: {titles[-1].cue.phrase}"
    if (
        tokens[i].start in state
        and kinds[0] != STOP
        and _bounded(text, tokens[i + n - 1].end, ends)
    ):
        return "after a state office"
    strong = sum(kind in (GIVEN, SURNAME) for kind in kinds)
    after = _next_start(text, tokens[i + n - 1].end)
    shown = after in offices or after in speech
    if kinds[0] == GIVEN and n >= 2 and (strong >= 2 or (shown and _opens(text, tokens[i].start))):
        return "given name and surname"
    quoted = text[tokens[i].start - 1 : tokens[i].start] in _OPENED and (
        text[tokens[i + n - 1].end : tokens[i + n - 1].end + 1] in _CLOSED
    )
    if kinds[0] == GIVEN and n >= 2 and quoted:
        return "a name in quotation marks"
    given = kinds[0] == GIVEN or (
        kinds[0] == SOFT
        and n >= 2
        and SOFT not in kinds[1:]
        and key(tokens[i].text) in given_names()
    )
    if given and n >= 2 and _opens(text, tokens[i].start):
        if _bounded(text, tokens[i + n - 1].end, ends):
            return "given name in a list"
    if after in offices and _opens(text, tokens[i].start):
        lone = after == tokens[i].end + 1 and len(tokens[i].text) > 3
        listed = text[max(0, tokens[i].start - 2) : tokens[i].start] == "، "
        if n >= 2 or kinds[0] in (GIVEN, SURNAME) or (lone and listed):
            return f"before office: {offices[after].cue.phrase}"
    if n >= 2 and SOFT not in kinds:
        begins_line = tokens[i].start == 0 or text[tokens[i].start - 1] == "\n"
        like_surname = kinds[-1] == SURNAME or tokens[i + n - 1].text.endswith("ی")
        if begins_line and like_surname and _bounded(text, tokens[i + n - 1].end, ends):
            if any(tokens[i].end < s < tokens[i].end + _NEAR_SPEECH for s in speech):
                return "unknown words at the head of a paragraph with a verb of speech"
    if n >= 2 and kinds[-1] == SURNAME and after in speech and _opens(text, tokens[i].start):
        return "surname before a verb of speech"
    return ""


def _next_start(text: str, end: int) -> int:
    while end < len(text) and text[end] in ' ،"»)':
        end += 1
    return end


def _opens(text: str, start: int) -> bool:
    """True if a phrase may begin here: line start, after punctuation, «و» or a preposition."""
    before = text[max(0, start - 12) : start].rstrip(' «"(')
    return not before or before[-1] in '\n،؛:.()»"' or before.split()[-1:][0] in openers()


@cache
def openers() -> frozenset[str]:
    return words("name_context", "word", "use", "opener")


def _gender(titles: list[Mark]) -> str | None:
    said = {t.value for t in titles} - {"u"}
    return said.pop() if len(said) == 1 else None

"""Finds personal names by titles, given names, surname shapes and the offices beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import ClassVar

from neshast.document import Document, Name
from neshast.folding import fold, key
from neshast.lexicon import table, values, words
from neshast.options import Options
from neshast.view import WORD, Mark, View

_MAX_WORDS = 4
# Rules without a title or an office, which a place name could meet too.
_LOOSE_RULES = ("given name and surname", "given name in a list", "surname before a verb of speech")
# Honorifics that stand before offices and things too, so that a name must show itself.
_FORMAL = ("محترم", "حضرت", "جناب", "جلالت", "مقام")
_NEAR_SPEECH = 160
# SOFT words are ordinary ones that a poet or clerk may bear as a name (آرمان، ثابت); COMMON ones
# belong to the genre and never do.
GIVEN, SURNAME, UNKNOWN, SOFT, COMMON, STOP = "given", "surname", "unknown", "soft", "common", "stop"
# Kinds of cue that end a name wherever they begin.
_ENDS = (
    "office", "honorific", "org_head", "event", "body", "chair", "participant", "hold", "say",
    "date_cue", "host", "organizer", "also", "pronoun", "collective", "sequencer", "chair_verb",
    "behalf", "about", "saying", "opens", "attend", "meet", "secretary", "decide", "discuss",
    "present", "said",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    kind: str


class FindNames:
    """Fills `names`: personal names without their honorifics.

    A name is a run of at most four words that begins after an honorific, or with a known given
    name followed by a surname, or stands right before an office. Gender comes from honorifics
    only, never from the name.
    """

    name: ClassVar = "names"
    needs: ClassVar = ("folded", "cues", "dates")
    fills: ClassVar = ("names",)
    Options = Options

    def __init__(self, options: Options | None = None) -> None:
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
        tokens = _words(view)
        state = {m.end + 1 for m in view.marks if m.kind == "office" and m.value.startswith("state")}
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
            if rule and not (rule in _LOOSE_RULES and _is_place(tokens[j : j + run])):
                words_ = tokens[j : j + run]
                span = _quoted(view, words_[0].start, words_[-1].end)
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


def _words(view: View) -> list[_Word]:
    text = view.text
    tokens: list[_Word] = []
    for match in WORD.finditer(text):
        word = _Word(match.start(), match.end(), match.group(), _kind(match.group()))
        if tokens and _joined(view, tokens[-1].end) and word.start == tokens[-1].end + 1:
            word = _join(tokens.pop(), word)
        tokens.append(word)
    for i, (word, following) in enumerate(zip(tokens, tokens[1:], strict=False)):
        # «حیات الله»: whatever the first half means, the second makes it a given name.
        if following.text in _divine() and word.kind not in (STOP, COMMON):
            if text[word.end : following.start] == " ":
                tokens[i] = _Word(word.start, word.end, word.text, GIVEN)
    return tokens


def _join(first: _Word, second: _Word) -> _Word:
    """One word of two that a zero-width non-joiner binds: «بی‌باک», but «جلسه‌های» is «جلسه»."""
    text = f"{first.text} {second.text}"
    if first.text in _VERB_PREFIXES or second.text in _ENDINGS:
        kind = STOP if first.text in _VERB_PREFIXES else first.kind
    else:
        kind = _kind(first.text + second.text)
        if kind == UNKNOWN and second.text in _parts():
            kind = SURNAME
    return _Word(first.start, second.end, text, kind)


_VERB_PREFIXES = frozenset(("می", "نمی", "ن", "ب", "هم"))
_ENDINGS = frozenset(("ها", "های", "هایی", "ای", "اند", "ام", "ایم", "اش", "شان", "تر", "ترین", "ی", "گان", "گانه"))


def _titles(
    tokens: list[_Word], i: int, honorifics: dict[int, Mark]
) -> tuple[list[Mark], int]:
    """Honorifics that begin at token `i`, and the index of the token after them."""
    titles: list[Mark] = []
    while i < len(tokens) and (mark := honorifics.get(tokens[i].start)):
        titles.append(mark)
        while i < len(tokens) and tokens[i].start < mark.end:
            i += 1
    return titles, i


def _run(view: View, tokens: list[_Word], i: int, ends: set[int], titled: bool) -> int:
    """How many words from `i` on may belong to one name."""
    text = view.text
    n = parts = 0
    known = False
    while i + n < len(tokens) and parts < _MAX_WORDS:
        word = tokens[i + n]
        gap = text[tokens[i + n - 1].end : word.start] if n else ""
        if n and gap not in _GAPS:
            break
        part = n and (word.text in _parts() or _compound(text, tokens, i + n))
        if not part:
            if word.kind in (STOP, COMMON):
                break
            if word.start in ends and not (n == 0 and word.kind == GIVEN):
                break
            looks = not n and key(word.text) in _given()
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


def _compound(text: str, tokens: list[_Word], i: int) -> bool:
    """True for «وکیل زاده»: an ordinary word made a surname by the part after it."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    return tokens[i + 1].text in _parts() and tokens[i].kind != STOP and tokens[i + 1].text in _tails()


def _ends_soon(text: str, tokens: list[_Word], i: int, ends: set[int]) -> bool:
    """True if one more word closes the name: «پوهنمل فرزان خاموش، رئیس»."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    following = tokens[i + 1]
    return (
        following.kind not in (STOP, COMMON)
        and following.start not in ends
        and _bounded(text, following.end, ends)
    )


def _unknown_follows(text: str, tokens: list[_Word], i: int) -> bool:
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    return tokens[i + 1].kind == UNKNOWN


def _names_follow(text: str, tokens: list[_Word], i: int) -> bool:
    """True if the next word, one space on, is a name or the second half of one."""
    if i + 1 >= len(tokens) or text[tokens[i].end : tokens[i + 1].start] != " ":
        return False
    following = tokens[i + 1]
    return following.kind == SURNAME or following.text in _parts()


def _joined(view: View, end: int) -> bool:
    """True if a zero-width non-joiner binds the next word: «زرین‌قلم»."""
    at = view.folded.raw_end(end)
    return view.folded.raw[at : at + 1] == "\u200c"


def _bounded(text: str, end: int, ends: set[int]) -> bool:
    """True if what follows shows that the name is over: punctuation, a particle or a cue."""
    if end >= len(text) or text[end] in "،؛:.)»\"\n(":
        return True
    word = WORD.search(text, end)
    return word is None or word.start() in ends or word.group() in _stops() or text[end:word.start()].strip() != ""


def _accept(
    text: str,
    tokens: list[_Word],
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
    if tokens[i].start in state and kinds[0] != STOP and _bounded(text, tokens[i + n - 1].end, ends):
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
        kinds[0] == SOFT and n >= 2 and SOFT not in kinds[1:] and key(tokens[i].text) in _given()
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
    while end < len(text) and text[end] in " ،\"»)":
        end += 1
    return end


def _opens(text: str, start: int) -> bool:
    """True if a phrase may begin here: line start, after punctuation, «و» or a preposition."""
    before = text[max(0, start - 12) : start].rstrip(" «\"(")
    return not before or before[-1] in "\n،؛:.()»\"" or before.split()[-1:][0] in _openers()


@cache
def _openers() -> frozenset[str]:
    return words("name_context", "word", "use", "opener")


def _quoted(view: View, start: int, end: int):  # type: ignore[no-untyped-def]
    return view.span(start, end)


def _gender(titles: list[Mark]) -> str | None:
    said = {t.value for t in titles} - {"u"}
    return said.pop() if len(said) == 1 else None


@lru_cache(maxsize=65536)
def _kind(word: str) -> str:
    if len(word) < 2 or not word.isalpha() or word in _stops():
        return STOP
    folded = key(word)
    if folded in _strong_given():
        return GIVEN
    if word in _common():
        return COMMON
    soft = word in _soft()
    if folded in _given():
        return SOFT if soft else GIVEN
    if folded in _surnames():
        return SOFT if soft else SURNAME
    if soft:
        return SOFT
    if len(word) > 4 and word.endswith(_suffixes()):
        return SURNAME
    return UNKNOWN


@cache
def _stops() -> frozenset[str]:
    return frozenset(fold(w) for w in words("name_context", "word", "use", "stop"))


@cache
def _common() -> frozenset[str]:
    return words("words", "word", "use", "genre")


@cache
def _soft() -> frozenset[str]:
    return words("words", "word", "use", "general")


@cache
def _parts() -> frozenset[str]:
    """Second halves that clerks write apart: «نعمت الله», «وکیل زاده»."""
    return frozenset(fold(w) for w in words("name_context", "word", "use", "part"))


@cache
def _given() -> frozenset[str]:
    return frozenset(key(row["name"]) for row in table("given_names", "name"))


def _is_place(run: list[_Word]) -> bool:
    return "".join(word.text for word in run) in _places()


@cache
def _divine() -> frozenset[str]:
    return frozenset(fold(w) for w in words("name_context", "word", "use", "divine"))


@cache
def _tails() -> frozenset[str]:
    """The parts that make a surname of the word before them."""
    return frozenset(fold(w) for w in words("name_context", "word", "use", "tail"))


@cache
def _places() -> frozenset[str]:
    return frozenset(
        fold(name).replace(" ", "")
        for row in table("places", "name", "variants")
        for name in (row["name"], *values(row["variants"]))
    )


@cache
def _strong_given() -> frozenset[str]:
    """Given names that stay names although they are ordinary words too."""
    return frozenset(key(w) for w in words("name_context", "word", "use", "name_too"))


@cache
def _surnames() -> frozenset[str]:
    rows = table("surname_parts", "part", "position")
    return frozenset(key(p) for r in rows if r["position"] == "whole" for p in values(r["part"]))


@cache
def _suffixes() -> tuple[str, ...]:
    rows = table("surname_parts", "part", "position")
    parts = {fold(p) for r in rows if r["position"] == "suffix" for p in values(r["part"])}
    return tuple(sorted(p for p in parts if len(p) > 1))

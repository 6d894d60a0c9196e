"""Fields of government that a comma joins in the name of one body: «کمیسیون آب، برق و گاز»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from neshast.folding import fold
from neshast.grammar import alternation, either
from neshast.lexicon import words
from neshast.naming import STOP, kind_of
from neshast.titles import is_plural
from neshast.view import WORD, View

# Bodies that sit for several fields; «ریاست معارف، صحت عامه و زراعت» are three.
_SHARING = ("committee", "council")
# Under which the lists of a text are remembered.
_UNIT = "province"
_LISTS = ("field lists",)


def field_lists(view: View) -> list[tuple[int, int]]:
    """Where the fields begin and end behind each noun of a body or office that has several.

    A list ends its name, or a body, a place or a verb follows it: in «در جلسه کمیسیون اقتصادی،
    صادرات و واردات کشور بررسی شد» there is none.
    """
    kept: list[tuple[int, int]] | None = view.memory.get(_LISTS)
    if kept is None:
        kept = view.memory[_LISTS] = list(_field_lists(view))
    return kept


def _field_lists(view: View) -> Iterator[tuple[int, int]]:
    begun = {mark.start for mark in view.marks}
    # «رئیس حقوق بشر، جندر و اطفال وزارت داخله»: one office, if its body follows.
    bodies = {mark.start for mark in view.of("org_head", "body") if mark.value != _UNIT}
    for mark in view.of("org_head", "office"):
        # «معاون | اداری، مالی و حقوقی»: the first field may be a part of the title.
        deputy = _deputy().match(view.text, mark.start, mark.end)
        head = deputy.end() if deputy else mark.end
        shares = deputy or mark.value in _SHARING
        if not shares and (mark.kind != "office" or is_plural(view.text[mark.start : head])):
            continue
        fields = _fields().match(view.text, head)
        if fields is None or "،" not in fields.group():
            continue
        if _is_whole(view.text, fields.end(), begun) if shares else fields.end() + 1 in bodies:
            yield head + 1, fields.end()


def _is_whole(text: str, end: int, begun: set[int]) -> bool:
    """True if no ordinary word goes on with what ends at `end`."""
    word = WORD.match(text, end + 1)
    if word is None or text[end] != " ":
        return True
    return word.start() in begun or kind_of(word.group()) == STOP


@cache
def _deputy() -> re.Pattern[str]:
    return re.compile(rf"{either('deputy_body', 'deputy_office')}(?!\w)")


def field_end(text: str, start: int, limit: int) -> int:
    """Where the field of government ends that begins at `start`; 0 where none does."""
    field = _field().match(text, start, limit)
    return field.end() if field else 0


def is_field(text: str) -> bool:
    """True if a folded text is a field of government, or several that go together."""
    return text in _known()


@cache
def _known() -> frozenset[str]:
    uses = ("field", "joint_field", "solid")
    return frozenset(fold(x) for use in uses for x in words("phrase_words", "word", "use", use))


@cache
def _field() -> re.Pattern[str]:
    known = alternation(fold(word) for word in words("phrase_words", "word", "use", "field"))
    return re.compile(rf"{known}(?!\w)")


@cache
def _fields() -> re.Pattern[str]:
    """A list of fields behind a head noun, its last one after «و»."""
    known = _field().pattern
    one = rf"{known}(?: {known})*+"
    return re.compile(rf" {one}(?: ?، ?(?:و )?{one}| و {one})*+")

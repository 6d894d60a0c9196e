"""Coordination: where «A، B و C» comes apart, and where «و» joins the parts of one thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from neshast.folding import fold
from neshast.grammar import alternation, either, listed
from neshast.lexicon import words

# Fewer words before a lone «و» are the head of what follows too: «نقش زنان و مردان قریه».
_PHRASE_WORDS = 3
_SHORT_WORD = 3
# A phrase of so many words stands for itself, even where it points back at the first.
_WHOLE_WORDS = 4
# So many reports behind commas are told one by one.
_FEWEST_LISTED = 3
_EXAMPLE = re.compile(rf"(?<!\w){either('examples')}(?!\w)")
_ENDINGS = frozenset(listed("plural_suffix", "word_ending"))
# «… دو سرک و سه مکتب»: what is counted goes on with its head.
_COUNTED = re.compile(rf"(?:\d+|{either('few_numbers')}) \w+\s*$")

# A comma that groups no figures («۴,۲۰۰»), or «و» between two of a list.
_COMMA = r"\s*(?!(?<=\d)،\d{3}(?!\d))[،؛]\s*(?:و\s+)?"
AND = re.compile(rf"{_COMMA}|\s+و\s+(?=\w)|\s+و{either('also')}\s+")
_LEADING_AND = re.compile(r"\s*و\s+")
_AND_WORD = rf"\s+و(?:\s+{either('also')})?\s+(?=\w)"
_LIST_COMMA = re.compile(rf"{_COMMA}|\s+/\s+")
# «مسایل امنیتی، اقتصادی و اجتماعی ولایت»: adjectives of one noun.
_ADJECTIVES = re.compile(r"\w{2,}ی و (?:\w{2,}ی(?!\w)|…)")
_QUALITIES = frozenset(listed("generic_quality"))
# «پیشنهادات، نظریات و مشکلات X»: of one and the same, told only behind the last.
_SHARING = re.compile(rf"{either('sharing_heads')}(?: ?(?:ها|های))?(?:،.*)?(?!\w)")
_INFINITIVE = re.compile(rf"\w+ {either('light_infinitive')}(?!\w)")
_ACTION = re.compile(rf"(?!{either('no_action')})\w{{2,}} ?{either('action_noun_ends')}(?!\w)")
# «تطبیق میان A و B»: its «و» joins the two sides.
_SIDES = re.compile(rf"(?<!\w){either('between')} (?!.*\sو\s)")
# «صلح و امنیت در منطقه»: a preposition right behind one word belongs to both words.
_SHARED = re.compile(rf"(?:\w+ )?{either('shared_by_both')}(?!\w)")
# «مبارزه با مواد مخدر و کمک به معتادان»: it is the second noun's own.
_OWN_PREPOSITION = re.compile(rf"{either('takes_its_object')} {either('shared_by_both')}(?!\w)")
# «موافقت نامه تشویق | و حمایت», «کمیسیون برنامه | و بودجه»: the name of one thing goes on.
_NAMED = re.compile(rf"(?<!\w){either('named_things')}(?: \w+){{1,3}}$")
_STRONG = re.compile(rf"{either('strong_heads')}(?!\w)")
# «برخی مشکلات | و پیشنهادهای X»: whose they are is told only behind the second.
_SOME = re.compile(rf"{either('some_of_many')} \w+(?: ها)?")
# «جشنواره و فروش بلیت این رویداد»: the second side tells of the first.
_POINTS_BACK = re.compile(rf"(?<!\w){either('this_same')} \w")
_OF_THOSE = re.compile(rf"(?<!\w){either('those_told')}(?!\w)")


def coordinated(
    text: str, start: int, end: int, at: re.Pattern[str] = AND
) -> list[tuple[int, int]]:
    """The conjuncts of ``text[start:end]``, cut where `at` matches; brackets are not cut.

    Args:
        at: commas and «و», if not given.
    """
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


def split_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of an agenda told in prose: cut at commas, and at a «و» that begins a new line.

    A «و» begins a line of its own if a word follows that agenda lines begin with («گزارش»,
    «چگونگی» …), if it is the last one of a list with commas, or if it is the only one and stands
    between two phrases; it joins parts otherwise.
    """
    found = []
    leading = _LEADING_AND.match(text, start, end)
    pieces = coordinated(text, leading.end() if leading else start, end, _LIST_COMMA)
    for n, (a, b) in enumerate(pieces):
        cut = a
        ands = list(_list_and().finditer(text, a, b))
        for match in ands:
            left, right = text[cut : match.start()], text[match.end() : b]
            last = n and n == len(pieces) - 1 and match is ands[-1] and cut == a
            last = last or (len(pieces) == len(ands) == 1 and _two_phrases(left, right))
            new = begins_matter(right) and not _is_bare_head(left)
            if _NAMED.search(left) and not _STRONG.match(right):
                continue
            if left.split()[-1:] and {left.split()[-1], *right.split()[:1]} <= _QUALITIES:
                # «آخرین تحولات سیاسی و امنیتی منطقه»
                continue
            if (_both(left, right) or (new and n and cut == a)) and (new or last):
                found.append((cut, match.start()))
                cut = match.end()
        found.append((cut, b))
    return _rejoin(text, found)


def whole_bodies(
    text: str,
    pieces: list[tuple[int, int]],
    inside: Callable[[int], bool],
    is_next: Callable[[int, int, int], bool],
) -> list[tuple[int, int]]:
    """The pieces without a cut inside a body: «وزارت زراعت، آبیاری و مالداری».

    One behind another goes on with it: «پیشنهادات ریاست A، ریاست B و ریاست C» is one matter.
    """
    whole: list[tuple[int, int]] = []
    for a, b in pieces:
        cut = whole[-1][1] if whole else a
        if whole and ((text[cut] == "،" and inside(cut)) or is_next(whole[-1][0], a, b)):
            whole[-1] = (whole[-1][0], b)
        else:
            whole.append((a, b))
    return whole


def several(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The papers and reports of one presentation, where they are told one by one.

    «وضعیت A، کمبود B و طرح C» are three, «گزارش A و گزارش B» two; «ظرفیت A و طرز B» is one matter.
    """
    pieces = split_list(text, start, end)
    if len(pieces) >= _FEWEST_LISTED and all(" " in text[a:b].strip() for a, b in pieces):
        return pieces
    sides = coordinated(text, start, end)
    heads = {text[a:b].split()[0] for a, b in sides}
    return sides if len(sides) > 1 and len(heads) == 1 else [(start, end)]


def with_examples(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces of a list; «مشکلات مردم از جمله آب، برق و راه» is one to the end of its list."""
    for n, (a, b) in enumerate(pieces):
        example = _EXAMPLE.search(text, a, b)
        if example and (n or example.start() > a):
            first = n if example.start() > a else n - 1
            return [*pieces[:first], (pieces[first][0], pieces[-1][1])]
    return pieces


def _both(left: str, right: str) -> bool:
    if _SOME.fullmatch(left):
        return False
    return _words(left) >= 2 and _words(right) >= 2


def _words(text: str) -> int:
    """How many words a text has, without endings that stand apart: «چالش ها» is one."""
    return sum(word not in _ENDINGS for word in text.split())


def _two_phrases(left: str, right: str) -> bool:
    """True for «کرایه موترها و صفایی بازار»: each side says for itself what it is about.

    A word that comes again («جایگاه مادر و ارزش مادر») shows one matter told twice.
    """
    if _words(left) < _PHRASE_WORDS or _is_bare_head(left) or _COUNTED.match(right):
        return False
    again = {word for word in left.split() if len(word) > _SHORT_WORD} & set(right.split())
    shared = _SHARED.match(right) and not _OWN_PREPOSITION.match(right)
    points_back = shared or _POINTS_BACK.search(right)
    short = _words(right) < _WHOLE_WORDS and _OF_THOSE.search(right)
    return not (again or points_back or short or _SIDES.search(left))


def _is_bare_head(text: str) -> bool:
    """True for «خرید» before «و نصب دوربین»: what is bought is told only after «و»."""
    return text[text.rfind(" ") + 1 :] in listed("needs_object")


def begins_matter(text: str) -> bool:
    """True if a text begins as lines of an agenda and purposes do: «بررسی …», «فراهم نمودن …»."""
    patterns = (_heads(), _INFINITIVE, _ACTION)
    return any(pattern.match(text) is not None for pattern in patterns)


def _rejoin(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short pieces are parts of a coordinated noun («معارف، صحت و زراعت»), not lines.

    So are those behind the first: «معادن کرکر، شباشک و آبخورک».
    """
    whole: list[tuple[int, int]] = []
    for a, b in pieces:
        goes_on = whole and text.endswith("ی", *whole[-1]) and _ADJECTIVES.match(text, a, b)
        heads = whole and _SHARING.match(text, a, b) and _SHARING.fullmatch(text, *whole[-1])
        if heads or (goes_on and not begins_matter(text[a:b])):
            whole[-1] = (whole[-1][0], b)
        else:
            whole.append((a, b))
    pieces = whole
    parts = (text[a:b].split(" و ") for a, b in pieces[1:])
    if len(pieces) > 1 and all(_words(part) <= 1 for pair in parts for part in pair):
        return [(pieces[0][0], pieces[-1][1])]
    return pieces


@cache
def _heads() -> re.Pattern[str]:
    """A word that lines of an agenda begin with, and its ending."""
    return re.compile(rf"{alternation(_matters())}(?: ?(?:های|هایی|ها|ی))?(?!\w)")


@cache
def _list_and() -> re.Pattern[str]:
    """«و» as a word, or glued to a word that a new line begins with: «وترتیب فهرست»."""
    return re.compile(rf"{_AND_WORD}|\s+و(?={_heads().pattern})")


@cache
def _matters() -> frozenset[str]:
    return frozenset(fold(word) for word in words("phrase_words", "word", "use", "agenda_head"))

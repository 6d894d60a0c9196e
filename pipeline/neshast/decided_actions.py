"""Where the actions that were decided begin and end: «A را آویزان کنند و B صورت گیرد»."""

from __future__ import annotations

import re

from neshast.grammar import either, listed
from neshast.passages import NOT_UNTIL, Stretch

_MIN_WORDS = 3
# A present stem after «ب»: «برسد», «بپردازند».
SUBJUNCTIVE = (
    rf"(?:ن?{either('subjunctives')}|{either('negated_subjunctives')}"
    rf"|\w*{either('glued_subjunctives')}|ب\w{{2,8}}د)"
)
# A verb of any tense, as decisions are told: «می شود», «خواهد شد», «فسخ گردید».
_TOLD = rf"(?:ن?می ?\w{{2,9}}د|{either('will')} \w+|{either('done')}|{either('is')}|{SUBJUNCTIVE})"
_NEXT = r"(\s*(?:[،؛]\s*)?و(?:\s+|(?=\d))|\s*؛\s*(?:و\s+)?|\s*،\s+)"
NEW_ACTION = re.compile(rf"(?<!\w)({SUBJUNCTIVE}){_NEXT}")
_NEW_TOLD = re.compile(rf"(?<!\w)({_TOLD}){_NEXT}")
_FINITE = re.compile(rf"(?<!\w)(?:{SUBJUNCTIVE}|{either('will')})(?!\w)")
_FINITE_TOLD = re.compile(rf"(?<!\w){_TOLD}(?!\w)")
# «X را ارزیابی نموده و گزارش آن را ارایه کند»: each side has its own object.
_DOING = re.compile(rf"(?<!\w){either('doing')}\s+و\s+")
_SHARES = re.compile(
    rf"(?<!\w){either('shared_acts')}(\s+و\s+)(?!{either('shared_acts', 'outcome_openings')}(?!\w))"
    rf"(?!{either('shared_by_both', 'until', 'also', 'glued_preposition', 'then_words')}(?!\w))"
)
# Whose verb they share is a passive.
_ENDS_ACTION = re.compile(rf"(?<!\w){either('wished_passive')}[\s.؛،]*$")
_INFORMS = re.compile(rf"(?<!\w){either('informs')}\s")
_OBJECT = re.compile(r"\sرا\s")
_PURPOSE = re.compile(
    rf"(?<!\w)(?:{SUBJUNCTIVE}|{either('doing')})(\s*،?\s+تا{NOT_UNTIL}\s+)(?=(?:\w+[ ،]+){{2}})"
)
# «۱. … ۲. …», «الف) … ب) …» within a sentence or over several.
_NUMBERED = re.compile(rf"(?<![\w،])\s*\(?(\d{{1,2}}|{either('list_letters')})\s*[-–.)ـ](?!\d)\s*")

# «A تصویب و | B رد شد», «… و | با B مخالفت شد»: another matter, and what became of it.
_JUDGED_ENDS = rf"{either('passive_ends', 'active_ends')}(?!\w)"
_NEXT_JUDGED = re.compile(
    rf" (?:(?!{either('no_next_object')}\s)[^.؛:]{{4,120}}?(?<!\w){either('judged')}"
    rf"|{either('consent_on')} [^.؛:]{{4,120}}?(?<!\w){either('consents')}) {_JUDGED_ENDS}"
)


def next_judged(text: str, at: int) -> bool:
    """True if «و», which ends at `at` behind «تصویب», opens a judgement of another matter."""
    return _NEXT_JUDGED.match(text, at) is not None


def acts(text: str) -> bool:
    """True if something to be done is told: several words and a verb of doing."""
    return long_enough(text) and _FINITE.search(text) is not None


def told(text: str) -> bool:
    """True if a text has a finite verb of any tense."""
    return _FINITE_TOLD.search(text) is not None


def long_enough(text: str) -> bool:
    """True if a text has words enough to be a decision."""
    return len(text.split()) >= _MIN_WORDS


def actions(text: str, start: int, end: int, *, any_tense: bool = False) -> list[Stretch]:
    """The actions in a stretch, one for each finite verb.

    Args:
        text: folded.
        start: where the first begins, behind its cue.
        end: where the last ends at the latest.
        any_tense: whether verbs of every tense end an action, and not only subjunctives.
    """
    items = numbered(text, start, end)
    if items:
        return [(a, _without_purpose(text, a, b)) for a, b in items]
    found = []
    new, finite = (_NEW_TOLD, _FINITE_TOLD) if any_tense else (NEW_ACTION, _FINITE)
    at = start
    for match in new.finditer(text, start, end):
        # «نمایشگاهی که … گشایش می یابد، برپا شود»: that was a clause about a noun.
        inside = text.endswith("می ", start, match.start()) and not any_tense
        inside = inside or (any_tense and " که " in text[at : match.start()])
        if inside and "و" not in match[2]:
            continue
        follows = text[match.end() : end]
        if long_enough(follows) and finite.search(follows):
            found += _shared(text, at, match.start(2))
            at = match.end()
    return found + _shared(text, at, end)


def _shared(text: str, start: int, end: int) -> list[Stretch]:
    """«نمایشگاه در آبان برگزار و یک کمیته تشکیل شود» as two, each with its subject."""
    for match in _SHARES.finditer(text, start, end):
        before, after = text[start : match.start(1)], text[match.end() : end]
        if long_enough(before) and long_enough(after) and _ENDS_ACTION.search(after):
            return [(start, match.start(1)), *_both_objects(text, match.end(), end)]
    return _both_objects(text, start, end)


def _both_objects(text: str, start: int, end: int) -> list[Stretch]:
    """«A را ارزیابی نموده و B را ارائه کند» as two, without the purpose that follows."""
    end = _without_purpose(text, start, end)
    for match in _DOING.finditer(text, start, end):
        before, after = text[start : match.start()], text[match.end() : end]
        own = _OBJECT.search(before) and _OBJECT.search(after) and not _INFORMS.search(after)
        if own and long_enough(after):
            stop = match.end() - len(match[0][match[0].rindex(" و ") :])
            return [(start, stop), *_both_objects(text, match.end(), end)]
    return [(start, end)]


def _without_purpose(text: str, start: int, end: int) -> int:
    """Where an action ends: before «تا نظم رعایت گردد»."""
    purpose = _PURPOSE.search(text, start, end)
    return purpose.start(1) if purpose and _FINITE.search(text, purpose.end(), end) else end


def numbered(text: str, start: int, end: int) -> list[Stretch]:
    """The items of a list that runs on in one line, if it counts from one."""
    marks: list[re.Match[str]] = []
    for match in _NUMBERED.finditer(text, start, end):
        number = int(match[1]) if match[1].isdigit() else listed("list_letters").index(match[1]) + 1
        if number == len(marks) + 1 and (marks or match.start() <= start + 1):
            marks.append(match)
    if len(marks) < 2:
        return []
    ends = [*(mark.start() for mark in marks[1:]), end]
    return [(mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]

"""Nouns of bodies that are ordinary words first («بخش»، «مدیریت»), and where they name a body."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from neshast.folding import fold
from neshast.grammar import alternation, either, listed
from neshast.lexicon import table, values, words
from neshast.phrases import Phrases
from neshast.view import Mark, View

_QUOTE = " «"
# Cues behind which stands who takes part, and those by which their clause is over.
_SLOTS = ("participant", "host", "organizer", "behalf")
_CLOSES_SLOT = ("hold", "say", "attend", "meet", "decide", "discuss", "present", "saying")
_SLOT_REACH = 160
_CLAUSE_ENDS = re.compile(r"[.؛:\n]")
# So far before a head stand the words that say that somebody acts for it.
_ACTS_REACH = 16
# No office is longer before the body that it is held in.
_OFFICE_REACH = 60
# Grades of who heads a body.
_HEADS = ("head|", "manager|")
_GOVERNS = ("minister|", "deputy_minister|")
_ACTS = re.compile(rf"(?<!\w){either('acts_for_body')} $")
_IN_UNIT = re.compile(rf" {either('branch_unit')}(?!\w)")


def is_plain(mark: Mark, variety: str) -> bool:
    """True for a head that is an ordinary noun first: «مدیریت» is an office in Dari alone."""
    return _plain_heads().get(fold(mark.cue.phrase), "no") in ("yes", variety)


def is_duty(view: View, phrases: Phrases, mark: Mark, variety: str) -> bool:
    """True for «مدیریت» in «معاون توسعه مدیریت و منابع», «دولت» in «وزیر دولت»: of an office.

    So is «امور» of a «وزیر امور خارجه», and in Dari, where «رئیس امور زنان» heads a «ریاست»; so is
    «محیط زیست» of a «مدیرکل محیط زیست», who heads an «اداره کل».
    """
    held = view.within(max(0, mark.start - _OFFICE_REACH), mark.end, "office")
    if any(m.start < mark.start < m.end for m in held):
        return True
    noun = fold(mark.cue.phrase)
    if noun in (*listed("field_noun"), *listed("bare_bodies")):
        beside = [m for m in held if m.end + 1 == mark.start]
        if any(m.cue.phrase in _leading(variety) or m.value.startswith(_GOVERNS) for m in beside):
            return True
    return noun in listed("duty_noun") and any(
        m.end + 1 < mark.start < phrases.end(m.start, mark.end, m.end) for m in held
    )


@cache
def _leading(variety: str) -> frozenset[str]:
    """The offices that lead a body called after their field: «رئیس»."""
    rows = table("office_bodies", "title", "body", "variety")
    titles = (row["title"] for row in rows if row["body"] and row["variety"] == variety)
    return frozenset(title for title_list in titles for title in values(title_list))


def names_one(view: View, phrases: Phrases, mark: Mark, places: Container[int]) -> bool:
    """True if a plain noun means one body: somebody acts for it, or its own name follows."""
    if mark.end + 1 in places and fold(mark.cue.phrase) not in listed("area_noun"):
        return True
    counted = numbered().match(view.text, mark.end)
    if counted and (counted.group() == _QUOTE or fold(mark.cue.phrase) in listed("numbered")):
        # «ناحیه پانزدهم», «مدرسه «امید»»; «بخش اول» may be of a plan.
        return True
    bare = fold(mark.cue.phrase) in listed("bare_bodies")
    if bare and _IN_UNIT.match(view.text, mark.end):
        # «هواشناسی استان».
        return True
    if _ACTS.search(view.text, max(0, mark.start - _ACTS_REACH), mark.start):
        return True
    if fold(mark.cue.phrase) not in listed("field_noun") and _takes_part(view, mark.start):
        return True
    held = view.within(max(0, mark.start - _OFFICE_REACH), mark.start, "office")[-1:]
    if fold(mark.cue.phrase) in listed("field_noun"):
        # «وزیر امور خارجه» has no «امور خارجه», «رئیس امور مالیاتی» has one.
        return any(m.end + 1 == mark.start and m.value.startswith(_HEADS) for m in held)
    return any(phrases.end(m.start, mark.end, m.end) > mark.start for m in held)


def _takes_part(view: View, at: int) -> bool:
    """True behind «با حضور», «به میزبانی» in the same clause: who is told to be there is one."""
    near = view.within(max(0, at - _SLOT_REACH), at, *_SLOTS, *_CLOSES_SLOT)
    if not near or near[-1].kind not in _SLOTS:
        return False
    return _CLAUSE_ENDS.search(view.text, near[-1].end, at) is None


@cache
def _plain_heads() -> dict[str, str]:
    rows = table("org_heads", "head", "plain")
    return {fold(head): row["plain"] for row in rows for head in values(row["head"])}


@cache
def numbered() -> re.Pattern[str]:
    """A figure, an ordinal or a quotation: «ناحیه پانزدهم», «مدرسه «امید»»."""
    return re.compile(rf" (?:\d|«|{alternation(words('ordinals', 'words'))}(?!\w))")

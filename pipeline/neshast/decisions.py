"""What a sentence says of its decisions: whether they are this meeting's, and by how many votes."""

from __future__ import annotations

import re

from neshast.coordination import begins_matter
from neshast.document import Outcome
from neshast.grammar import begins, either, listed
from neshast.verb_forms import is_adjective
from neshast.view import Mark, View

_RESOLUTION = re.compile(either("resolutions"))
# «با رأی مخفی اعضا، …».
_VOTES_BY = re.compile(rf"(?: {either('votes_manner')})+\s*،")
_VOTES_ON = re.compile(
    # «با اکثریت آرا (۱۱ رأی موافق، ۲ رأی مخالف)».
    rf"(?:\s*\([^()\n]{{1,60}}\))?(?:[\s،]*(?:و\s+)?\w+ {either('votes_against')})*"
    rf"(?:\s+{either('out_of')} \w+ \w+(?: {either('those_present')})?)?"
)
# «با ۹», «با نه»: how many, right before the votes.
_COUNTED = re.compile(r"(?<!\w)(?:با|به)\s+[\w ]{1,14}$")
_EARLIER = re.compile(rf"{either('sessions')} {either('before_this')}|{either('earlier_times')}")
_IN_WAKE = re.compile(rf"(?<!\w){either('in_wake')} $")
_OF_LAST_YEAR = re.compile(rf"(?<!\w){either('of_last_year')} \Z")
# «استقرار گشت» is no «قرار گشت»; «ومقرر شد» is written so by clerks.
_WITHIN_WORD = re.compile(r"\w\w$|(?<!\w)[^\W\dو]$")
_LONG_PAST = re.compile(rf"(?<!\w){either('long_past')}$")
_LONG_PAST_WITHIN = re.compile(rf"ه {either('long_past')}(?!\w)")
_COUNTED_NOUN = re.compile(rf"(?:\d+|{either('indefinite')}) (\w+)")
_STATE = re.compile(rf"(?<!\w)(?!{either('will')})\w+ {either('states')}$")
_ASSURED_OF = re.compile(rf"{either('assured_of')}\s")
_BACKGROUND_REACH = 24
_SHORTEST_OBJECT = 8
# So many words behind the votes are the object: «با ۹ رأی موافق لایحه … را».
_OBJECT_WORDS = 3


def tells_earlier(view: View, start: int, end: int, verbs: list[Mark]) -> bool:
    """True for decisions of an earlier session, and for background in the long past.

    Args:
        view: of the document.
        start: of the sentence.
        end: of the sentence.
        verbs: those that decide in it; what follows them may speak of any time.
    """
    if verbs and begins(verbs[0].cue.phrase, "forward"):
        end = verbs[0].end
    background = view.within(start, min(end, start + _BACKGROUND_REACH), "background")
    long_past = background and _LONG_PAST_WITHIN.search(view.text, start, end)
    return bool(long_past) or any(
        # «بودجه سال گذشته» is passed now, and so is what follows «به تعقیب جلسات قبلی».
        not _OF_LAST_YEAR.search(view.text, start, match.start())
        and not _IN_WAKE.search(view.text, start, match.start())
        for match in _EARLIER.finditer(view.text, start, end)
    )


def deciding(view: View, start: int, end: int) -> list[Mark]:
    """Verbs that decide, without «تصویب شده بود», questions, and wishes outside a resolution."""
    resolved = _RESOLUTION.search(view.text, start, end) is not None
    asks = view.text[start:end].rstrip().endswith("؟")
    verbs = [] if asks else view.within(start, end, "decide")
    return [
        verb
        for verb in verbs
        if not _LONG_PAST.search(view.text[verb.start : verb.end])
        and (
            begins(verb.cue.phrase, "forward") or not is_adjective(view.text, verb.start, verb.end)
        )
        and not _WITHIN_WORD.search(view.text, max(0, verb.start - 2), verb.start)
        and (resolved or not begins(verb.cue.phrase, "wished"))
        # «قطعنامه یی صادر شد که در آن … خواسته شده»: what it asks was decided.
        and not (resolved and verb is not verbs[-1] and begins(verb.cue.phrase, "issued"))
    ]


def states_duty(verb: Mark) -> bool:
    """True for «شهرداری مکلف است …», which as an item of a list is itself what was decided."""
    return begins(verb.cue.phrase, "bound") and verb.cue.phrase.endswith(listed("is"))


def tells_state(assured: str) -> bool:
    """True for «امنیت تأمین است», of which one assures others: that promises nothing.

    «از توزیع بذر» tells of something to be done.
    """
    of = _ASSURED_OF.match(assured)
    return bool(_STATE.search(assured) or (of and not begins_matter(assured[of.end() :])))


def only_counts(view: View, outcome: Outcome, others: list[Outcome]) -> bool:
    """True for «سه فیلمنامه» where another outcome tells which ones they are."""
    counted = _COUNTED_NOUN.fullmatch(view.text, *view.at(outcome.span))
    if counted is None:
        return False
    spans = [view.at(other.span) for other in others if other is not outcome]
    # «سه قرارداد تأیید و دو قرارداد رد شد»: neither tells of the other.
    numbered = (_COUNTED_NOUN.match(view.text, *span) for span in spans)
    return any(
        counted[1] in view.text[slice(*span)] and not (number and number[1] == counted[1])
        for span, number in zip(spans, numbered, strict=True)
    )


def without_votes(view: View, start: int, stop: int) -> tuple[int, int]:
    """The stretch without «با اکثریت آرا», «با ۹ رأی موافق» at its begin or its end."""
    votes = view.first(start, stop, "votes")
    if votes is None:
        return start, stop
    counted = _COUNTED.search(view.text[start : votes.start])
    at = start + counted.start() if counted else votes.start
    behind = votes_end(view, votes, stop)
    object_behind = len(view.text[behind:stop].split()) >= _OBJECT_WORDS
    return (start, at) if at - start > _SHORTEST_OBJECT and not object_behind else (behind, stop)


def votes_end(view: View, votes: Mark, stop: int) -> int:
    """Behind «رأی موافق، ۳ رأی مخالف از مجموع ۱۳ عضو حاضر»."""
    match = _VOTES_BY.match(view.text, votes.end, stop)
    match = match or _VOTES_ON.match(view.text, votes.end, stop)
    return match.end() if match else votes.end


def bullet_of(marker: str) -> str:
    """What the items of one list share: the bullet, or that they have a number or a letter."""
    sign = marker.strip()[:1]
    return "number" if sign.isalnum() or sign == "(" else sign

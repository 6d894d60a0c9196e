"""Who takes part in a meeting: every actor once, with all that he did there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from neshast.document import Actor, Document, Person, Span
from neshast.folding import fold, key
from neshast.grammar import begins, either, listed
from neshast.lead_doubts import aside_clause
from neshast.passages import own_sentences
from neshast.phrases import QUANTIFIER
from neshast.view import View

_PRESENTED = ("report", "presentation", "reading")
# «پیام وزیر را قرائت کرد»: who reads it out reports nothing.
_MESSAGE = re.compile(rf"{either('no_report')}(?!\w)")
# «توسط قاری N», «از زحمات N»: who recites or is thanked has a part, with an office or without.
_CONCERNS = re.compile(rf"(?<!\w){either('by_agent', 'thanked')}\s+$")
# «از A و B تقدیر شد», «تندیس جشنواره به A رسید», «برگزیدگان این دوره A و B معرفی شدند»: whom a
# meeting honours has a part in it.
_HONOURED = re.compile(
    rf"(?<!\w)(?:{either('honours')} {either('honour_ends')}|{either('winners')})(?!\w)"
)
_PRIZE = re.compile(rf"(?<!\w){either('prizes')}(?!\w)")
_AWARDED = re.compile(rf"(?<!\w){either('awarded')}(?!\w)")
# «N، متهم ردیف اول»: who stands before the court that sits.
_PARTY = re.compile(rf"\s*[،(]?\s*{either('parties')}(?!\w)")
# A label before a name: «طراح صحنه: N».
# «شهید مدافع حرم | X», «شهیدان | X و Y»: the dead take part in nothing.
_DEAD = re.compile(rf"(?<!\w){either('dead_titles')}(?:ان|ه)? (?:{either('dead_kinds')} )*$")
_LABEL = re.compile(r":\s*$")
# «مسئول پیگیری: N», in a decision.
_RESPONSIBLE = re.compile(rf"(?<!\w){either('responsible_label')}\s*:\s*$")
# «منشی صحنه»: who made a film or a play is no party to the meeting about it.
_CREW = re.compile(rf"(?<!\w){either('crew')}(?!\w)")
_FORMER = re.compile(rf"(?<!\w){either('former')}(?!\w)")
_SEEN_OFF = re.compile(rf"(?<!\w){either('seen_off')}(?!\w)")
# So far before a name is looked for what makes him one of the meeting.
_REACH = 40


@dataclass(frozen=True, slots=True)
class Role:
    """What an actor did, how sure that is, and the words that say so."""

    name: str
    certainty: str
    cue: Span | None


@dataclass(slots=True)
class Part:
    """An actor with his roles, in the order in which they were found, each once.

    `first` is the raw offset where the actor is first mentioned; `count` the people of a group;
    `behalf` whom they stand for.
    """

    actor: Actor
    first: int
    roles: dict[str, Role] = field(default_factory=dict)
    count: int | None = None
    behalf: Span | None = None


def parts_of(document: Document, index: int) -> list[Part]:
    """The parts of report number `index`, from its frame, statements and agenda, in text order."""
    found: dict[tuple[str, int, str], Part] = {}

    def part_of(actor: Actor, role: Role) -> Part:
        words = key(actor.span.of(document.raw)) if actor.span else ""
        fresh = Part(actor, _first(document, index, actor))
        part = found.get((actor.kind, actor.index, words)) or _said_again(document, found, actor)
        part = found.setdefault((actor.kind, actor.index, words), part or fresh)
        part.roles.setdefault(role.name, role)
        return part

    for participant in document.frames[index].participants:
        role = Role(participant.role, participant.certainty, participant.cue)
        part = part_of(participant.actor, role)
        part.count = part.count or participant.count
        part.behalf = part.behalf or participant.on_behalf_of
    for statement in document.statements[index]:
        if statement.speaker is not None:
            part_of(statement.speaker, Role("speaker", "explicit", statement.verb))
    for item in document.agendas[index]:
        message = _MESSAGE.match(fold(item.span.of(document.raw))) is not None
        if item.kind in _PRESENTED and not (item.kind == "reading" and message):
            for actor in item.by:
                part_of(actor, Role("presenter", "explicit", None))
    return sorted({id(p): p for p in found.values()}.values(), key=lambda part: part.first)


def _said_again(
    document: Document, found: dict[tuple[str, int, str], Part], actor: Actor
) -> Part | None:
    """The one group that is named in full before: «معلمان» after «معلمان دو مکتب»."""
    if actor.span is None:
        return None
    words = fold(actor.span.of(document.raw)).split()
    # «نانوایان حاضر در نشست»: they came, and were told of as «جمعی از نانوایان».
    said = list(takewhile(lambda word: word not in listed("here"), words))
    same = len(said) < len(words)
    longer: dict[int, Part] = {}
    for part in found.values():
        if part.actor.span is not None and part.first <= actor.span.start:
            whole = _uncounted(fold(part.actor.span.of(document.raw)))
            rest = whole[len(said) :][:1]
            if said and _opens(whole, said) and (same or rest not in ([], ["و"])):
                longer[id(part)] = part
    return longer.popitem()[1] if len(longer) == 1 else None


def _opens(whole: list[str], said: list[str]) -> bool:
    """True if a group begins with the words of another, as «اعضای شورای علما» with «اعضای شورا»."""
    *before, last = said
    joined = f"{last}ی" if last.endswith(("ا", "و")) else last
    return whole[: len(said)] in (said, [*before, joined])


def _uncounted(text: str) -> list[str]:
    """The words of a group without their number: «تنی چند از معلمان»."""
    counted = QUANTIFIER.match(text)
    return text[counted.end() if counted else 0 :].split()


def _told_of(document: Document, index: int) -> Iterator[int]:
    """Indexes of persons who have a part that no role tells: whom the report itself presents.

    It names them with their offices, or as who recites or is thanked, in its own words: not in a
    speech, nor in a headline, nor where it tells of another meeting.
    """
    view = View(document)
    spoken = [statement.span for statement in document.statements[index]]
    stretches = [view.at(sentence.span) for sentence in own_sentences(document, index)]
    # Before reporters one tells of honours that others give.
    honours = document.frames[index].kind.value != "press_conference"
    for n, person in enumerate(document.people[index]):
        if any(begins(title, "dead_titles") for title in person.honorifics):
            continue
        places = [
            view.at(mention.span)[0]
            for mention in person.mentions
            if mention.form == "name" and not any(span.overlaps(mention.span) for span in spoken)
        ]
        if any(_presents(view, at, person, stretches, honours) for at in places):
            yield n


def _presents(
    view: View, at: int, person: Person, stretches: list[tuple[int, int]], honours: bool
) -> bool:
    """True if the sentence around the name at `at` presents the person as one of the meeting.

    Args:
        honours: whether the meeting may honour people.
    """
    start, end = next(((a, b) for a, b in stretches if a <= at < b), (at, at))
    aside = aside_clause(view, start, end)
    if start == end or (aside is not None and aside[0] <= at < aside[1]):
        return False
    titles = view.within(max(start, at - _REACH), at, "honorific")
    while titles and not view.text[titles[-1].end : at].strip():
        at = titles.pop().start
    before = view.text[max(start, at - _REACH) : at]
    if _DEAD.search(before):
        return False
    if honours and _honours(view, start, end):
        return True
    if _LABEL.search(before):
        return _RESPONSIBLE.search(before) is not None
    if _PARTY.match(view.text, _name_end(view, at, person)):
        return True
    offices = [
        post
        for post in person.posts
        if not _CREW.search(fold(post.title)) and not _held_once(view, post.span, (start, end))
    ]
    return bool(offices) or _CONCERNS.search(before) is not None


def _held_once(view: View, office: Span, sentence: tuple[int, int]) -> bool:
    """True for «رئیس پیشین سازمان»: who is told of, unless he is seen off: «تودیع رئیس سابق»."""
    former = _FORMER.search(view.text, *view.at(office))
    return former is not None and _SEEN_OFF.search(view.text, *sentence) is None


def _name_end(view: View, start: int, person: Person) -> int:
    """Where the mention of a person ends that holds the offset `start`; `start` if none does."""
    ends = (view.at(mention.span) for mention in person.mentions)
    return next((b for a, b in ends if a <= start < b), start)


def _honours(view: View, start: int, end: int) -> bool:
    """True for a sentence that tells whom the meeting honours."""
    if _HONOURED.search(view.text, start, end):
        return True
    prize = _PRIZE.search(view.text, start, end)
    return prize is not None and _AWARDED.search(view.text, start, end) is not None


def person_ids(document: Document, index: int, parts: list[Part]) -> dict[int, str]:
    """Ids, by index, of the persons with a part in the meeting or in its outcomes and agenda."""
    with_part = {part.actor.index for part in parts if part.actor.kind == "person"}
    with_part.update(_concerned(document, index))
    with_part.update(_told_of(document, index))
    return {n: f"p{rank}" for rank, n in enumerate(sorted(with_part), 1)}


def _concerned(document: Document, index: int) -> Iterator[int]:
    """Indexes of persons who are responsible, appointed, or report."""
    for outcome in document.outcomes[index]:
        yield from (actor.index for actor in outcome.responsible if actor.kind == "person")
        if outcome.type == "appointment":
            for n, person in enumerate(document.people[index]):
                if any(outcome.span.covers(mention.span) for mention in person.mentions):
                    yield n
    for item in document.agendas[index]:
        yield from (actor.index for actor in item.by if actor.kind == "person")


def _first(document: Document, index: int, actor: Actor) -> int:
    """Where an actor is first mentioned in the raw text."""
    if actor.span is not None:
        return actor.span.start
    if actor.kind == "person":
        return min(m.span.start for m in document.people[index][actor.index].mentions)
    return min(span.start for span in document.organizations[index][actor.index].mentions)

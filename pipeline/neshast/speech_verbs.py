"""What each verb of speech says and where: «بر X تأکید کرد», «X را Y دانست», «خواستار X شد»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from neshast.document import Actor
from neshast.grammar import begins, either, listed
from neshast.name_ends import before_object
from neshast.passages import clause_start
from neshast.view import Mark, View

_CLAUSE_VERBS = ("hold", "say", "said", "attend", "meet", "discuss", "present", "decide", "opens")
_CLAUSE_END = re.compile(rf"\s*(?:،\s*(?:و\s)?|که\s|و\s|(?={either('goes_on_then')}(?!\w)))\s*")
ON = re.compile(rf"(?<!\w){either('stressed_on')}\s+")
OF = re.compile(rf"(?<!\w){either('reported_of')}\s+")
# An action at the end of a sentence, that no «و» parts from the promise before it.
_TO_DO = re.compile(rf"^(?! و ).*(?<!\w)(?:{either('subjunctives')}|ب\w{{2,8}}د)[\s.]*$")
_PROMISED_OF = re.compile(rf"(?<!\w){either('promised_of')}\s")
_LIGHT = re.compile(rf"(?<!\w){either('ask_light')}(?!\w)")
# «ازروسا خواست»: whom one asks, glued to the preposition.
_ASKED_OF = re.compile(rf"(?<!\w){either('asked_of')}")
# «کارمندان را به Y توصیه کرد»: what one urges stands behind whom.
_WE_ARE = re.compile(rf"[^،؛:.]*? {either('we_are')}(?!\w)")
_URGED = re.compile(rf"(?<!\w){either('object_mark')}\s+به\s+(?!{either('object_mark')})")
_COUNTED = re.compile(rf"(?<!\w)(?:{either('counter', 'some', 'many')}|یکی)\s+$")
_COUNT_REACH = 12
_OBJECT_MARK = re.compile(rf"(?<!\w){either('object_mark')}(?!\w)")
_RELATIVE = re.compile(rf"ی {either('ask_light')} {either('who')}(?!\w)")
_CLOSED = re.compile(r"[\s.»\")\]]*$")
_AND_SO = re.compile(r"\s*و\s")
_COMMA = re.compile(r"\s*،\s*")
_NO_CONTENT = re.compile(rf"\s*(?:و |{either('no_content')}(?!\w))")
_NO_CONTENT_TO = re.compile(rf"\s*{either('no_content_to')} ")
# «سخنانی را … بیان کرد», «نظریات خود را ابراز داشت»: what it was is not told.
_VIEW_TOLD = re.compile(
    rf"(?<!\w)(?:{either('some_views')}"
    rf"|{either('views', 'own_troubles')}(?: ?های)?(?: {either('ones_own')})+)\s*$"
)
# A verb in what a noun should tell: another clause.
_FINITE = re.compile(rf"(?<!\w)(?:{either('done', 'is_was')}|{either('will')} \w+)(?!\w)")
# «عصر دیروز در | جلسه شورا X را Y دانست».
_AT_SITTING = re.compile(rf"(?<!\w){either('in_meeting')} (?:\w+ین )?$")
# So near to the begin of its clause must the sitting stand; no object is shorter.
_SITTING_REACH, _MIN_OBJECT = 40, 6
# «… کرد و همچنین»: an act of the same man, told before what he said.
_TOLD_ACT = re.compile(
    rf"(?<!\w){either('done', 'light_verb', 'turned_verbs')} و (?:{either('also_early')} )?"
)
_RELATIVE_ACT = re.compile(rf"(?<!\w){either('who')} [^،؛:]*$")
POINTS_BACK = re.compile(rf"(?<!\w){either('quoted_this')}\s")
# «… می‌شود؛ این را X گفت.»
_TOLD_SO = re.compile(rf"\w\s?[؛،]\s*(?:و\s)?{either('quoted_this')}\s")
# «N، که از راه دور سخن می‌گفت، X را Y خواند»
_WHO_WAS = re.compile(rf"\s*،?\s*که\s[^،؛:.]{{2,90}}\w{either('finite_endings')}\s*،\s*")
IN_MEETING = re.compile(
    rf"\s*،?\s*(?:{either('also_early')} )?{either('in_meeting')} {either('this_same')} \w+"
    rf"\s*،?\s*(?:{either('also_early')}\s)?"
)
# «در گفت‌وگو با ایسنا، X را Y عنوان کرد», «طی سخنان کوتاهی X را Y دانست»
_IN_TALK = re.compile(
    rf"\s*[،-]?\s*(?:{either('to_media')}(?: [^،؛:.«]{{2,60}})?،"
    rf"|{either('in_talk')} {either('own_talk')}(?: {either('of_talk')}){{0,2}}"
    rf"(?! {either('object_mark', 'that')}(?!\w))(?!\w)\s*،?)\s*"
)
_QUOTES = (("«", "»"), ('"', '"'))
_ALSO = re.compile(rf"\s*(?:{either('also_early')}\s*)?")
# «N»، رئیس شورا», «N» از اعضای شورا».
_BESIDE = re.compile(r"\s?(?:،\s?)?(?:از )?")
_MIN_QUOTED = 12
# So many words in quotation marks are no name.
_LONG_NAME = 5


@dataclass(frozen=True, slots=True)
class SpeechFrame:
    """A frame: `subject` is the stretch that may name the speaker.

    `before` and `after` are stretches of content in the sentence; `after` reaches its end and may
    go on in the next sentences if `open`. `passive` frames have no speaker, `direct` ones quote.
    """

    verb: Mark
    subject: tuple[int, int]
    kind: str
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None
    passive: bool = False
    direct: bool = False

    @property
    def open(self) -> bool:
        """True if the content may go on after the sentence."""
        return self.after is not None and self.kind in ("say", "according")


def by_verb(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """Content that nothing announces: where it stands depends on the verb."""
    match mark.value:
        case "praise" | "written" | "issued":
            return None
        case "stress":
            return noun_object(view, at, mark, ON)
        case "passive":
            # «برنامه اعلام شده، …»: a participle beside its noun is no verb.
            beside = view.text.endswith("ه", 0, mark.end) and not _CLOSED.match(
                view.text, mark.end, end
            )
            if beside:
                return None
            tells = begins(mark.cue.phrase, "passive_tells") and _runs_on(view.text[mark.end : end])
            told = SpeechFrame(mark, (at, mark.start), "say", None, (mark.end, end), passive=True)
            of = begins(mark.cue.phrase, "reports_of")
            return noun_object(view, at, mark, OF if of else ON) or (told if tells else None)
        case "deem":
            return deemed(view, at, mark)
        case "ask":
            return _asked(view, at, mark, end)
        case "promise":
            return _promised(view, at, mark, end)
    if begins(mark.cue.phrase, "reports_of"):
        return noun_object(view, at, mark, OF)
    return _plain(view, at, mark, end)


def noun_object(
    view: View, at: int, mark: Mark, preposition: re.Pattern[str]
) -> SpeechFrame | None:
    """«بر X تأکید کرد»: from the first preposition, or the last one after a comma."""
    begin = at
    at = clause_start(view, at, mark.start, "present", "hold", "attend", "decide")
    found = None
    said = view.within(at, mark.start, "saying")
    for match in preposition.finditer(view.text, at, mark.start):
        if _COUNTED.search(view.text, max(at, match.start() - _COUNT_REACH), match.start()):
            # «چند تن از اعضا از Y …»: it says of whom they are some.
            continue
        if any(other.start < match.start() < other.end for other in said):
            continue
        if match.start() == past_told_act(view.text, at, match.start() + 1, preposition):
            found = match
        if found is None or view.text[max(0, match.start() - 4) : match.start()].rstrip().endswith(
            "،"
        ):
            found = match
    if found is None or mark.start - found.end() < 3:
        return None
    told = _FINITE.search(view.text, found.end(), mark.start)
    if told and "که " not in view.text[found.end() : told.start()]:
        return None
    content = (found.end(), mark.start)
    # «X در نشستی که … برگزار شد، از Y خبر داد»: who speaks may stand before that clause.
    subject = (begin, found.start())
    return SpeechFrame(mark, subject, "noun", content, passive=mark.kind == "said")


def deemed(view: View, at: int, mark: Mark) -> SpeechFrame | None:
    """«X را Y دانست»: all before the verb, without the subject; «نامه را خواند» is none."""
    object_end = _object_end(view, at, mark.start)
    if object_end is None:
        return None
    if _VIEW_TOLD.search(view.text, at, object_end) and begins(mark.cue.phrase, "tells_views"):
        return None
    judged = view.text[object_end : mark.start].split()[1:]
    if not judged and begins(mark.cue.phrase, "needs_judgement"):
        return None
    return SpeechFrame(mark, (at, object_end), "deem", (at, mark.start))


def _object_end(view: View, start: int, stop: int) -> int | None:
    """Where the last «را» of a stretch begins, or None."""
    return max((m.start() for m in _OBJECT_MARK.finditer(view.text, start, stop)), default=None)


def _asked(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """«خواستار X شد», «خواستار شد X», «X را خواست»."""
    text, subject = view.text, (at, mark.start)
    if mark.cue.phrase in listed("ask_adjectives"):
        if _WE_ARE.match(text, mark.end, end):
            # «ما خواهان این هستیم که»: who speaks tells of himself.
            return None
        light = _LIGHT.search(text, mark.end, end)
        stop, rest = light.span() if light else (end, end)
        if stop - mark.end >= 3 and _RELATIVE.match(text[stop - 2 : end]):
            # «خواهان ترمیم مساجدی شد که …»: the clause belongs to what is asked for.
            return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
        if stop - mark.end >= 3:
            return SpeechFrame(mark, subject, "noun", (mark.end, stop))
        if not _long(text[rest:end]):
            return None
        return SpeechFrame(mark, subject, "noun", after=(rest, end))
    urged = _URGED.search(text, at, mark.start) if begins(mark.cue.phrase, "urges") else None
    if urged:
        return SpeechFrame(mark, (at, urged.start()), "noun", (urged.end(), mark.start))
    if begins(mark.cue.phrase, "ask_adjectives") and _long(text[mark.end : end]):
        return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
    if begins(mark.cue.phrase, "proposes") and _runs_on(view.text[mark.end : end]):
        return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
    object_end = _object_end(view, at, mark.start)
    if object_end is None:
        return None
    invites = begins(mark.cue.phrase, "invites")
    return SpeechFrame(mark, (at, object_end), "deem", (at, mark.start if invites else object_end))


def _long(text: str, least: int = 3) -> bool:
    return len(text.split()) >= least


def _runs_on(follow: str) -> bool:
    """True if what follows a verb may be its content: several words, and no «و»."""
    return follow.startswith(" ") and _long(follow) and not _AND_SO.match(follow)


def _promised(view: View, at: int, mark: Mark, end: int) -> SpeechFrame:
    """«از X وعده داد», «وعده داد X», or a bare promise."""
    subject, follow = (at, mark.start), view.text[mark.end : end]
    praise = view.within(at, mark.start, "saying")
    # «ضمن ابراز خرسندی از X، وعده همکاری داد»: what one is glad of is not promised.
    past = view.text.rfind("،", praise[-1].end, mark.start) if praise else -1
    aside = max(at, past)
    # «از A تقدیر کرد و قول داد B»: the verb before «و» has that object.
    joined = view.text.endswith(" و ", at, mark.start)
    of = None if joined else _PROMISED_OF.search(view.text, aside, mark.start)
    if _runs_on(follow) and (of is None or _TO_DO.search(follow)):
        return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
    if of:
        return SpeechFrame(mark, (at, of.start()), "noun", (of.start(), mark.start))
    object_end = _object_end(view, at, mark.start)
    if object_end is None or begins(mark.cue.phrase, "bears_cost"):
        return SpeechFrame(mark, subject, "noun", (mark.start, mark.end))
    rest = view.text[object_end : mark.start].split()[1:]
    if not rest or rest[0] in listed("plain_prepositions"):
        # «همکاری آن ریاست را وعده داد», «اعزام داکتران را به ولسوالی ها وعده داد».
        return SpeechFrame(mark, (at, object_end), "deem", (at, mark.start if rest else object_end))
    return SpeechFrame(mark, subject, "noun", (mark.start, mark.end))


def _plain(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """A verb of speech with its content right behind it, or quoted before it."""
    text, phrase = view.text, mark.cue.phrase
    before = quoted_before(view, at, mark.start)
    told = SpeechFrame(
        mark, (at, mark.start), "say", before, (mark.end, end), passive=mark.kind == "said"
    )
    only_tells = begins(phrase, "tells")
    comma = _COMMA.match(text, mark.end, end)
    if comma and only_tells and _long(text[comma.end() : end], 4):
        return replace(told, after=(comma.end(), end))
    if _CLOSED.match(text, mark.end, end) or text.startswith((" و ", "،"), mark.end):
        if before is None and _TOLD_SO.search(text, at, mark.start):
            # «A می‌شود؛ این را X گفت.»
            return SpeechFrame(mark, (at, mark.start), "quoted", direct=True)
        if before is None:
            return deemed(view, at, mark) if begins(phrase, "claims") else None
        return SpeechFrame(mark, (before[1], mark.start), "quoted", before, direct=True)
    follow = text[mark.end : end]
    if phrase in listed("ask_verbs"):
        asked = _ASKED_OF.search(text, at, mark.start) and _long(follow)
        return replace(told, before=None, passive=False) if asked else None
    if begins(phrase, "bare_acts"):
        return None
    if follow.lstrip().startswith(("«", '"')):
        return replace(told, direct=True)
    if not _long(follow, 4) or _NO_CONTENT.match(follow):
        return None
    return told if only_tells or not _NO_CONTENT_TO.match(follow) else None


def quoted_before(view: View, at: int, stop: int) -> tuple[int, int] | None:
    """A quotation that ends before the frame: «…»، X گفت; «X» رئیس … is a name."""
    piece = view.text[at:stop]
    for opened, closed in _QUOTES:
        first, last = piece.find(opened), piece.rfind(closed)
        if not (0 <= first < 6 and last - first > _MIN_QUOTED):
            continue
        beside = _BESIDE.match(view.text, at + last + 1)
        told = beside is not None and "،" in beside.group() and _long(piece[first:last], _LONG_NAME)
        # «نان گران می‌شود»، رئیس اتحادیه گفت.
        office = beside is not None and not told and _begins_office(view, beside.end(), stop)
        # ««N» نیز گفت»: who else speaks, and nothing that was said.
        named = _ALSO.fullmatch(piece, last + 1) and not _long(piece[first:last], 4)
        if not office and not named:
            return at + first + 1, at + last
    return None


def _begins_office(view: View, start: int, stop: int) -> bool:
    return any(mark.start == start for mark in view.within(start, stop, "office"))


def past_sitting(view: View, start: int, end: int, body_ends: list[int]) -> int:
    """Past the meeting at which something was judged: «در جلسه کارگروه آرد | X را Y دانست».

    Args:
        start: where what stands before the verb begins.
        end: where it ends.
        body_ends: where the names of bodies end, in text order.
    """
    event = view.first(start, min(end, start + _SITTING_REACH), "event")
    object_end = _object_end(view, start, end)
    if event is None or object_end is None or object_end < event.end:
        return start
    if not _AT_SITTING.search(view.text, start, event.start):
        return start
    bodies = [at for at in body_ends if event.start < at < object_end - _MIN_OBJECT]
    comma = view.text.find("،", bodies[0] if bodies else event.end, object_end - _MIN_OBJECT)
    if comma > 0:
        return comma + 1
    heads = before_object(view, event.end, object_end)
    if heads < object_end and not bodies:
        return heads
    return bodies[-1] if bodies else start


def past_told_act(text: str, start: int, end: int, goes_on: re.Pattern[str]) -> int:
    """Where the last clause of a stretch begins, behind an act that was told and «و».

    «سامانه را رونمایی کرد و | X را Y خواند», if what it begins with is as it should be.
    """
    acts = list(_TOLD_ACT.finditer(text, start, end))
    own = (m.end() for m in reversed(acts) if not _RELATIVE_ACT.search(text, start, m.start()))
    return next((at for at in own if goes_on.match(text, at)), start)


def past_asides(text: str, start: int, end: int) -> int:
    """Where what is said begins, past «که …،», «در این جلسه», «طی سخنانی» behind who says it."""
    for aside in (_WHO_WAS, IN_MEETING, _IN_TALK):
        match = aside.match(text, start, end)
        start = match.end() if match else start
    return start


def clause_verbs(view: View, start: int, end: int) -> Iterator[tuple[Mark, int | None]]:
    """Verbs of ``[start, end)``, each with where the next clause begins if it closes its own."""
    for mark in view.within(start, end, *_CLAUSE_VERBS):
        match = _CLAUSE_END.match(view.text, mark.end, end)
        yield mark, match.end() if match else None


def rejects(frame: SpeechFrame, actor: Actor | None) -> bool:
    """True for «شورا طرح را رد کرد»: a body that rejects something has decided."""
    body = actor is not None and actor.kind == "organization"
    return body and begins(frame.verb.cue.phrase, "body_rejects")

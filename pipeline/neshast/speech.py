"""Speech frames of a sentence: the verb, who it names, and where its content stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from neshast.grammar import begins, either, listed
from neshast.passages import NOT_UNTIL
from neshast.view import Mark, View

_COLON = re.compile(rf"\s*(?:[«\"]\s*)?(?:(?:{either('speech_thus')}\s*)?[:؛]|،\s*(?=[«\"]))")
# «خواست تادرخطبه ها»: glued to the preposition that follows.
_THAT = re.compile(
    rf"\s*(?:،\s*)?{either('that')}(?:(?!\w)|(?={either('glued_to_that')})){NOT_UNTIL}\s*"
)
_TALK = re.compile(rf"\s?و\s?{either('talk_tails')}")
_NOT_SAID = re.compile(rf"\s?{either('not_said')}(?!\w)")
_PLURAL = re.compile(rf"\s{either('noun_plural')}(?!\w)")
_SPLIT_PROMISE = re.compile(
    rf"\s+((?!{either('promise_light')})[^،؛:.]{{4,80}}?)\s+(?:را\s+)?{either('promise_light')}(?!\w)"
)
_ON = re.compile(rf"(?<!\w){either('stressed_on')}\s+")
_OF = re.compile(rf"(?<!\w){either('reported_of')}\s+")
# «… است وی می گوید که», «…، او همچنین افزود که»: a pronoun begins a frame of its own.
_SPEAKER_AGAIN = re.compile(
    rf"(?:،|\w{either('finite_endings')})\s+(?P<who>(?:و\s)?{either('he')}\s(?:\w+\s){{0,2}})$"
)
# «… برگزار شد از Y خبر داد»: where the clause before the object of news ends.
_OF_AFTER_VERB = re.compile(rf"\w{either('finite_endings')}(?=\s{either('reported_of')}\s)")
_PROMISED_OF = re.compile(rf"(?<!\w){either('promised_of')}\s")
_LIGHT = re.compile(rf"(?<!\w){either('ask_light')}(?!\w)")
# «ازروسا خواست»: whom one asks, glued to the preposition.
_ASKED_OF = re.compile(rf"(?<!\w){either('asked_of')}")
_OBJECT_MARK = re.compile(r"(?<!\w)را(?!\w)")
_CLOSED = re.compile(r"[\s.»\")\]]*$")
_SOURCE_END = re.compile(r"[،؛:]")
_OWN_SELF = re.compile(rf"\s{either('own_self')}(?!\w)")
_AND_SO = re.compile(r"\s*و\s")
_COMMA = re.compile(r"\s*،\s*")
_NO_CONTENT = re.compile(rf"\s*(?:و |{either('no_content')})")
_NO_CONTENT_TO = re.compile(rf"\s*{either('no_content_to')} ")
# Where running content may be cut before a further frame.
_CUTS = ("،", "؛", "»", " و ", '"')
_QUOTES = (("«", "»"), ('"', '"'))
# Less than this between two frames is no content.
_MIN_BETWEEN = 12
_MIN_QUOTED = 12
_MAX_SOURCE = 120
# Beyond this a comma behind «به گفته X» is one of the content.
_NEAR_COMMA = 45
_AFTER_LEAD = 4
# So near to «به نقل از» an agency makes it say where the report comes from.
_AGENCY_BEFORE = 30
# So soon after a participle must the finite verb stand that it belongs to.
_NEXT_VERB = 24


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


def read_frames(view: View, start: int, end: int) -> list[SpeechFrame]:
    """The frames of the sentence ``[start, end)`` of the folded text, in text order."""
    frames: list[SpeechFrame] = []
    marks = view.within(start, end, "say", "said", "saying", "according", "decide")
    at = start
    for i, mark in enumerate(marks, 1):
        if mark.start < at or mark.kind == "decide" or _tells_to_reader(view, mark):
            continue
        if mark.kind == "according" and _names_source(view, mark):
            source = _SOURCE_END.search(view.text, mark.end, end)
            at = source.end() if source else mark.end
            continue
        frame = _read(view, at, mark, end, marks[i:])
        if frame is None or _only_begins(view.text, frame, marks[i:]):
            continue
        frames.append(frame)
        at = max(at, mark.end)
        if frame.after is not None:
            inner = _next_frame(view, frame.after[0], end, marks[i:])
            if inner is None and frame.kind == "saying" and frame.after[1] < end:
                # «با بیان اینکه X، افزود که Y»: its main verb has content of its own.
                inner = frame.after[1]
            if inner is None:
                break
            frames[-1] = replace(frame, after=(frame.after[0], inner), kind="cut")
            at = inner
    return frames


def _tells_to_reader(view: View, mark: Mark) -> bool:
    """True for «گفت» in «باید گفت که»: the report speaks, nobody at the meeting."""
    told = view.within(max(0, mark.start - _NEXT_VERB), mark.end, "background")
    return any(mark.start < other.end for other in told)


def _only_begins(text: str, frame: SpeechFrame, following: list[Mark]) -> bool:
    """True for «X را معرفی نموده» before «گفت»: a participle tells an act, not what was said."""
    if frame.verb.value == "promise_open" or not text.endswith("ه", 0, frame.verb.end):
        return False
    near = [m for m in following if m.kind == "say" and m.start - frame.verb.end < _NEXT_VERB]
    if frame.kind in ("noun", "deem"):
        return bool(near)
    # «از X یادآوری نموده خواستار Y شد»: all that follows is the second verb's.
    beside = bool(near) and not text[frame.verb.end : near[0].start].strip(" ،")
    return beside and frame.kind == "say" and not frame.direct


def _next_frame(view: View, start: int, end: int, marks: list[Mark]) -> int | None:
    """Where a further frame begins inside running content: «… است و افزود: …»."""
    for mark in marks:
        clause = view.text[start : mark.start]
        inside = clause.count("«") - clause.count("»")
        if len(clause) < _MIN_BETWEEN:
            continue
        if mark.kind == "decide":
            cut = clause.rfind(" و ")
            if cut > 0 and inside == 0 and begins(mark.cue.phrase, "orders"):
                return start + cut
        elif _goes_on(view, mark, end) and inside <= 0:
            cut = max(clause.rfind(sign) for sign in _CUTS)
            return start + cut if cut > 0 else mark.start
        elif mark.kind == "say" and inside <= 0 and _THAT.match(view.text, mark.end, end):
            again = _SPEAKER_AGAIN.search(clause)
            if again is not None:
                return start + again.start("who")
    return None


def _goes_on(view: View, mark: Mark, end: int) -> bool:
    """True for a verb of speech before a colon."""
    verb = mark.kind == "say" and mark.value in ("plain", "stress")
    colon = verb and _COLON.match(view.text, mark.end, end) is not None
    return colon and not _TALK.match(view.text, mark.end)


def _read(view: View, at: int, mark: Mark, end: int, following: list[Mark]) -> SpeechFrame | None:
    """The frame of a mark, whose subject may begin at `at`."""
    if _says_nothing(view.text, mark):
        return None
    if mark.kind == "saying":
        return _saying(view, at, mark, end, following) if mark.value == "clause" else None
    if mark.kind == "according":
        return _according(view, at, mark, end)
    if mark.cue.phrase in listed("wants") and not _OF.search(view.text, at, mark.start):
        return None
    if mark.value == "gapped":
        return _gapped(view, at, mark, following)
    if mark.value == "promise_open":
        split = _SPLIT_PROMISE.match(view.text, mark.end, end)
        return SpeechFrame(mark, (at, mark.start), "noun", split.span(1)) if split else None
    return _announced(view, at, mark, end) or _by_verb(view, at, mark, end)


def _according(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """«به گفته X، …»; without a comma, «به گفته وی …» where it begins its sentence.

    If `subject` and `after` begin together, who speaks tells where the content begins.
    """
    own = _OWN_SELF.match(view.text, mark.end, end)
    pronoun = view.first(mark.end, min(end, mark.end + _NEXT_VERB), "pronoun")
    comma = view.text.find("،", mark.end, end)
    far = comma - mark.end if comma >= 0 else end
    first = _leads(view, at, mark.start)
    if own or (pronoun and not view.text[mark.end : pronoun.start].strip()):
        stop = own.end() if own else pronoun.end if pronoun else end
        if not first and comma != stop:
            return None
        return SpeechFrame(mark, (mark.end, stop), "according", after=(stop, end))
    if far > _NEAR_COMMA and first:
        stop = min(end, mark.end + _MAX_SOURCE)
        return SpeechFrame(mark, (mark.end, stop), "according", after=(mark.end, end))
    if far > _MAX_SOURCE:
        return None
    return SpeechFrame(mark, (mark.end, comma), "according", after=(comma + 1, end))


def _names_source(view: View, mark: Mark) -> bool:
    """True for «به گزارش ایسنا به نقل از روابط عمومی X»: where the report comes from."""
    reach = max(0, mark.start - _AGENCY_BEFORE), mark.end + _AGENCY_BEFORE
    return begins(mark.cue.phrase, "passes_on") and bool(view.within(*reach, "agency"))


def _leads(view: View, start: int, stop: int) -> bool:
    """True if nothing but «همچنین», «گفتنی است» stands in a stretch."""
    start, stop = view.trim(start, stop)
    if start >= stop:
        return True
    told = view.first(start, stop, "sequencer", "also", "background")
    return told is not None and told.start == start and stop - told.end <= _AFTER_LEAD


def _gapped(view: View, at: int, mark: Mark, following: list[Mark]) -> SpeechFrame | None:
    """«X را Y عنوان و اظهار کرد: Z»: two verbs of speech share their light verb."""
    main = next((m for m in following if m.kind == "say"), None)
    if main is None or view.text[mark.end : main.start].strip():
        return None
    if begins(mark.cue.phrase, "reports_of"):
        return _noun_object(view, at, mark, _OF)
    return _deemed(view, at, mark) or _noun_object(view, at, mark, _ON)


def _says_nothing(text: str, mark: Mark) -> bool:
    """True for «گفت» in «گفت‌وگو» and for participles in «گفته شده», «به گفته»."""
    if _TALK.match(text, mark.end):
        return True
    if mark.cue.phrase in listed("ask_verbs") and _PLURAL.match(text, mark.end):
        return True
    return text[mark.start : mark.end] in listed("said_participles") and (
        _NOT_SAID.match(text, mark.end) is not None or text.endswith("به ", 0, mark.start)
    )


def _announced(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """Content after a colon, or after «که»."""
    passive = mark.kind == "said"
    colon = _COLON.match(view.text, mark.end, end)
    if colon and colon.end() < end - 2:
        before = _quoted_before(view, at, mark.start)
        subject = (before[1] if before else at, mark.start)
        return SpeechFrame(mark, subject, "say", before, (colon.end(), end), passive, True)
    that = _THAT.match(view.text, mark.end, end)
    if that and that.end() < end - 2 and mark.value not in ("praise", "issued"):
        return SpeechFrame(mark, (at, mark.start), "say", None, (that.end(), end), passive)
    return None


def _by_verb(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """Content that nothing announces: where it stands depends on the verb."""
    match mark.value:
        case "praise" | "written" | "issued":
            return None
        case "stress":
            return _noun_object(view, at, mark, _ON)
        case "passive":
            # «برنامه اعلام شده، …»: a participle beside its noun is no verb.
            beside = view.text.endswith("ه", 0, mark.end) and not _CLOSED.match(
                view.text, mark.end, end
            )
            if beside:
                return None
            tells = begins(mark.cue.phrase, "passive_tells") and _runs_on(view.text[mark.end : end])
            told = SpeechFrame(mark, (at, mark.start), "say", None, (mark.end, end), passive=True)
            return _noun_object(view, at, mark, _ON) or (told if tells else None)
        case "deem":
            return _deemed(view, at, mark)
        case "ask":
            return _asked(view, at, mark, end)
        case "promise":
            return _promised(view, at, mark, end)
    if begins(mark.cue.phrase, "reports_of"):
        return _noun_object(view, at, mark, _OF)
    return _plain(view, at, mark, end)


def _saying(view: View, at: int, mark: Mark, end: int, following: list[Mark]) -> SpeechFrame:
    """«با بیان اینکه X، افزود»: X runs to the comma before the main verb."""
    main = next((m for m in following if m.kind == "say" and m.start > mark.end), None)
    stop = main.start if main else end
    comma = view.text.rfind("،", mark.end, stop)
    if main and comma > mark.end + 8:
        stop = comma
    elif main and begins(main.cue.phrase, "reports_of"):
        object_ = _OF_AFTER_VERB.search(view.text, mark.end, stop)
        stop = object_.end() if object_ else stop
    return SpeechFrame(mark, (at, mark.start), "saying", after=(mark.end, stop))


def _noun_object(
    view: View, at: int, mark: Mark, preposition: re.Pattern[str]
) -> SpeechFrame | None:
    """«بر X تأکید کرد»: from the first preposition, or the last one after a comma."""
    found = None
    said = view.within(at, mark.start, "saying")
    for match in preposition.finditer(view.text, at, mark.start):
        if any(other.start < match.start() < other.end for other in said):
            continue
        if found is None or view.text[max(0, match.start() - 4) : match.start()].rstrip().endswith(
            "،"
        ):
            found = match
    if found is None or mark.start - found.end() < 3:
        return None
    content = (found.end(), mark.start)
    return SpeechFrame(mark, (at, found.start()), "noun", content, passive=mark.kind == "said")


def _deemed(view: View, at: int, mark: Mark) -> SpeechFrame | None:
    """«X را Y دانست»: all before the verb, without the subject."""
    object_end = _object_end(view, at, mark.start)
    if object_end is None:
        return None
    return SpeechFrame(mark, (at, object_end), "deem", (at, mark.start))


def _object_end(view: View, start: int, stop: int) -> int | None:
    """Where the last «را» of a stretch begins, or None."""
    return max((m.start() for m in _OBJECT_MARK.finditer(view.text, start, stop)), default=None)


def _asked(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """«خواستار X شد», «خواستار شد X», «X را خواست»."""
    text, subject = view.text, (at, mark.start)
    if mark.cue.phrase in listed("ask_adjectives"):
        light = _LIGHT.search(text, mark.end, end)
        stop, rest = light.span() if light else (end, end)
        if stop - mark.end >= 3:
            return SpeechFrame(mark, subject, "noun", (mark.end, stop))
        if not _long(text[rest:end]):
            return None
        return SpeechFrame(mark, subject, "noun", after=(rest, end))
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
    if _runs_on(follow):
        return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
    of = _PROMISED_OF.search(view.text[at : mark.start])
    if of:
        begin = at + of.start()
        return SpeechFrame(mark, (at, begin), "noun", (begin, mark.start))
    return SpeechFrame(mark, subject, "noun", (mark.start, mark.end))


def _plain(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """A verb of speech with its content right behind it, or quoted before it."""
    text, phrase = view.text, mark.cue.phrase
    before = _quoted_before(view, at, mark.start)
    told = SpeechFrame(
        mark, (at, mark.start), "say", before, (mark.end, end), passive=mark.kind == "said"
    )
    only_tells = begins(phrase, "tells")
    comma = _COMMA.match(text, mark.end, end)
    if comma and only_tells and _long(text[comma.end() : end], 4):
        return replace(told, after=(comma.end(), end))
    if _CLOSED.match(text, mark.end, end) or text.startswith((" و ", "،"), mark.end):
        if before is None:
            return _deemed(view, at, mark) if begins(phrase, "claims") else None
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


def _quoted_before(view: View, at: int, stop: int) -> tuple[int, int] | None:
    """A quotation that ends before the frame: «…»، X گفت."""
    piece = view.text[at:stop]
    for opened, closed in _QUOTES:
        first, last = piece.find(opened), piece.rfind(closed)
        if 0 <= first < 6 and last - first > _MIN_QUOTED:
            return at + first + 1, at + last
    return None

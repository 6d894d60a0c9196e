"""Speech frames of a sentence: the verb, who it names, and where its content stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from neshast.grammar import begins, either, listed
from neshast.passages import NOT_UNTIL, clause_start
from neshast.view import Mark, View

_COLON = re.compile(rf"\s*(?:[«\"]\s*)?(?:(?:{either('speech_thus')}\s*)?[:؛]|،\s*(?=[«\"]))")
_THAT = re.compile(rf"\s*(?:،\s*)?{either('that')}(?!\w){NOT_UNTIL}\s*")
_TALK = re.compile(rf"\s?و\s?{either('talk_tails')}")
_NOT_SAID = re.compile(rf"\s?{either('not_said')}(?!\w)")
_SPLIT_PROMISE = re.compile(
    rf"\s+((?!{either('promise_light')})[^،؛:.]{{4,80}}?)\s+(?:را\s+)?{either('promise_light')}(?!\w)"
)
_ON = re.compile(rf"(?<!\w){either('stressed_on')}\s+")
_OF = re.compile(rf"(?<!\w){either('reported_of')}\s+")
# An action at the end of a sentence, that no «و» parts from the promise before it.
_TO_DO = re.compile(rf"^(?! و ).*(?<!\w)(?:{either('subjunctives')}|ب\w{{2,8}}د)[\s.]*$")
_PROMISED_OF = re.compile(rf"(?<!\w){either('promised_of')}\s")
_LIGHT = re.compile(rf"(?<!\w){either('ask_light')}(?!\w)")
_OBJECT_MARK = re.compile(r"(?<!\w)را(?!\w)")
_CLOSED = re.compile(r"[\s.»\")\]]*$")
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
        if mark.start < at or mark.kind == "decide":
            continue
        frame = _read(view, at, mark, end, marks[i:])
        if frame is None or _only_begins(view.text, frame, marks[i:]):
            continue
        frames.append(frame)
        at = max(at, mark.end)
        if frame.after is not None:
            inner = _next_frame(view, frame.after[0], end, marks[i:])
            if inner is None:
                break
            frames[-1] = replace(frame, after=(frame.after[0], inner), kind="cut")
            at = inner
    return frames


def _only_begins(text: str, frame: SpeechFrame, following: list[Mark]) -> bool:
    """True for «X را معرفی نموده» before «گفت»: a participle tells an act, not what was said."""
    object_told = frame.kind in ("noun", "deem") and frame.verb.value != "promise_open"
    participle = object_told and text.endswith("ه", 0, frame.verb.end)
    near = (m for m in following if m.kind == "say" and m.start - frame.verb.end < _NEXT_VERB)
    return participle and next(near, None) is not None


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
    return None


def _goes_on(view: View, mark: Mark, end: int) -> bool:
    """True for a verb of speech before a colon."""
    return (
        mark.kind == "say"
        and mark.value in ("plain", "stress")
        and _COLON.match(view.text, mark.end, end) is not None
        and not _TALK.match(view.text, mark.end)
    )


def _read(view: View, at: int, mark: Mark, end: int, following: list[Mark]) -> SpeechFrame | None:
    """The frame of a mark, whose subject may begin at `at`."""
    if _says_nothing(view.text, mark):
        return None
    if mark.kind == "saying":
        return _saying(view, at, mark, end, following) if mark.value == "clause" else None
    if mark.kind == "according":
        comma = view.text.find("،", mark.end, end)
        if comma < 0 or comma - mark.end > _MAX_SOURCE:
            return None
        return SpeechFrame(mark, (mark.end, comma), "according", after=(comma + 1, end))
    if mark.value == "promise_open":
        split = _SPLIT_PROMISE.match(view.text, mark.end, end)
        return SpeechFrame(mark, (at, mark.start), "noun", split.span(1)) if split else None
    return _announced(view, at, mark, end) or _by_verb(view, at, mark, end)


def _says_nothing(text: str, mark: Mark) -> bool:
    """True for «گفت» in «گفت‌وگو» and for participles in «گفته شده», «به گفته»."""
    if _TALK.match(text, mark.end):
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
    if that and that.end() < end - 2 and mark.value != "praise":
        return SpeechFrame(mark, (at, mark.start), "say", None, (that.end(), end), passive)
    return None


def _by_verb(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """Content that nothing announces: where it stands depends on the verb."""
    match mark.value:
        case "praise":
            return None
        case "stress" | "passive":
            return _noun_object(view, at, mark, _ON)
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
    return SpeechFrame(mark, (at, mark.start), "saying", after=(mark.end, stop))


def _noun_object(
    view: View, at: int, mark: Mark, preposition: re.Pattern[str]
) -> SpeechFrame | None:
    """«بر X تأکید کرد»: from the first preposition, or the last one after a comma."""
    at = clause_start(view, at, mark.start, "present", "hold", "attend")
    found = None
    for match in preposition.finditer(view.text, at, mark.start):
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
    object_end = _object_end(view, at, mark.start)
    if object_end is None:
        return None
    return SpeechFrame(mark, (at, object_end), "deem", (at, object_end))


def _long(text: str, least: int = 3) -> bool:
    return len(text.split()) >= least


def _promised(view: View, at: int, mark: Mark, end: int) -> SpeechFrame:
    """«از X وعده داد», «وعده داد X», or a bare promise."""
    of = _PROMISED_OF.search(view.text[at : mark.start])
    subject = (at, mark.start)
    follow = view.text[mark.end : end]
    follows = follow.startswith(" ") and _long(follow)
    if follows and (of is None or _TO_DO.search(follow)):
        return SpeechFrame(mark, subject, "noun", after=(mark.end, end))
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
        asked = _OF.search(text, at, mark.start) and _long(follow)
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

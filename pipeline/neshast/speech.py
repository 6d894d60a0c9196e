"""Speech frames of a sentence: the verb, who it names, and where its content stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from neshast.view import Mark, View

_AFTER = re.compile(r"\s*(?:\"|«)?\s*(?:(?:چنین|این چنین|این گونه|اینگونه)?\s*[:؛]|،\s*(?=[«\"]))")
_THAT = re.compile(r"\s*،?\s*(?:که|تا)(?!\w)\s*")
_TALK = re.compile(r"\s?و\s?(?:گو|شنود)")
_ORDERS = re.compile(r"(?:هدایت|دستور|هدایات)\s")
_PARTICIPLE = re.compile(r"(?:گفته|نوشته|افزوده)$")
_NOT_SAID = re.compile(r"\s?(?:شد|شده|می ?شود|های|ها|ی|او|وی|خود|ایشان|گردید|نشد)(?!\w)")
# «وعده هر گونه همکاری را سپردند»
_SPLIT_PROMISE = re.compile(
    r"\s+((?!سپرد|داد)[^،؛:.]{4,80}?)\s+(?:را\s+)?(?:سپرد|سپردند|داد|دادند|داده)(?!\w)"
)
_OBJECT = re.compile(r"(?<!\w)(?:بر|روی|به|از)\s+(?:روی\s+)?")
_ON = re.compile(r"(?<!\w)(?:بر|روی|بالای)\s+")
_OF = re.compile(r"(?<!\w)(?:از|نسبت به|درباره|در مورد)\s+")
_LIGHT = re.compile(r"(?<!\w)(?:شد|شدند|گردید|گردیدند|شده|گردیده|است|اند)(?!\w)")
_OBJECT_MARK = re.compile(r"(?<!\w)را(?!\w)")
_CLOSED = re.compile(r"[\s.»\")\]]*$")
_QUOTED = re.compile(r"[«\"](.+)[»\"]?\s*،?\s*$", re.DOTALL)
# «X را Y عنوان کرد» claims, as «دانست» does.
# Verbs that only speech can follow, with or without a colon.
_TELLS = ("گفت", "گفته", "افزود", "می گوید", "می گویند", "می افزاید", "می افزایند", "نوشت")
# «از X خبر داد», «نسبت به X هشدار داد»: the object is what was said.
_REPORTS = (
    "خبر",
    "ابراز نگرانی",
    "اظهار نگرانی",
    "شکایت",
    "هشدار",
    "گلایه",
    "انتقاد",
    "ابراز تاسف",
    "ابراز تأسف",
)
_COMMA = re.compile(r"\s*،\s*")
_CLAIMS = ("عنوان", "اعلام", "بیان", "توصیف")

# Verbs that need their content after them (or quoted before them): without it they report an act.
_BARE_ACTS = (
    "اشاره",
    "صحبت",
    "سخنرانی",
    "معلومات",
    "توضیح",
    "گزارش",
    "تشریح",
    "معرفی",
    "ابراز نظر",
    "ابراز عقیده",
    "اظهار نظر",
    "دعوت",
    "استقبال",
    "تبیین",
    "بازگو",
    "به سخنرانی",
)


@dataclass(frozen=True, slots=True)
class SpeechFrame:
    """A frame: `subject` is the stretch that may name the speaker.

    `before` and `after` are stretches of content in the sentence; `after` reaches its end and may
    go on in the next sentences if `open`. `passive` frames have no speaker.
    """

    verb: Mark
    subject: tuple[int, int]
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    passive: bool
    direct: bool
    kind: str

    @property
    def open(self) -> bool:
        """True if the content may go on after the sentence."""
        return self.after is not None and self.kind in ("say", "according")


def read_frames(view: View, start: int, end: int) -> list[SpeechFrame]:
    """The frames of the sentence ``[start, end)`` in text order."""
    frames: list[SpeechFrame] = []
    marks = view.within(start, end, "say", "said", "saying", "according", "decide")
    at = start
    i = 0
    while i < len(marks):
        mark = marks[i]
        i += 1
        if mark.start < at or mark.kind == "decide":
            continue
        stop = end
        frame = _read(view, start, at, mark, stop, marks[i:])
        if frame is None:
            continue
        frames.append(frame)
        at = max(at, frame.verb.end)
        if frame.after is not None:
            inner = _next_frame(view, frame.after[0], end, marks[i:])
            if inner is not None:
                frames[-1] = _cut(frame, inner)
                at = inner
            else:
                break
    return frames


def _cut(frame: SpeechFrame, stop: int) -> SpeechFrame:
    assert frame.after is not None
    return SpeechFrame(
        frame.verb, frame.subject, frame.before, (frame.after[0], stop), frame.passive,
        frame.direct, "cut",
    )  # fmt: skip


def _next_frame(view: View, start: int, end: int, marks: list[Mark]) -> int | None:
    """Where a further frame begins inside running content: «… است و افزود: …»."""
    for mark in marks:
        if mark.start < start or mark.kind != "say" or mark.value not in ("plain", "stress"):
            if mark.kind == "decide" and mark.start > start + 12 and _ORDERS.match(mark.cue.phrase):
                clause = view.text[start : mark.start]
                cut = clause.rfind(" و ")
                if cut > 0 and clause.count("«") == clause.count("»"):
                    return start + cut
            continue
        if not _AFTER.match(view.text, mark.end, end):
            continue
        if _TALK.match(view.text, mark.end) or mark.start - start < 12:
            continue
        clause = view.text[start : mark.start]
        depth = clause.count("«") - clause.count("»")
        if depth > 0:
            continue
        cut = max(
            clause.rfind("،"),
            clause.rfind("؛"),
            clause.rfind("»"),
            clause.rfind(" و "),
            clause.rfind('"'),
        )
        return start + cut if cut > 0 else mark.start
    return None


def _read(
    view: View, start: int, at: int, mark: Mark, end: int, rest: list[Mark]
) -> SpeechFrame | None:
    text = view.text
    if _TALK.match(text, mark.end) or (
        _PARTICIPLE.match(text[mark.start : mark.end])
        and (_NOT_SAID.match(text, mark.end) or text[: mark.start].endswith("به "))
    ):
        return None
    if mark.kind == "saying":
        return _saying(view, at, mark, end, rest) if mark.value == "clause" else None
    if mark.kind == "according":
        comma = text.find("،", mark.end, end)
        if comma < 0 or comma - mark.end > 120:
            return None
        return SpeechFrame(
            mark, (mark.end, comma), None, (comma + 1, end), False, False, "according"
        )
    subject = (at, mark.start)
    if mark.value == "promise_open":
        split = _SPLIT_PROMISE.match(text, mark.end, end)
        if split is None:
            return None
        return SpeechFrame(mark, subject, split.span(1), None, False, False, "noun")
    colon = _AFTER.match(text, mark.end, end)
    passive = mark.kind == "said"
    if colon and colon.end() < end - 2:
        before = _quoted_before(view, at, mark.start)
        if before:
            subject = (before[1], mark.start)
        elif mark.value in ("deem",):
            before = None
        return SpeechFrame(mark, subject, before, (colon.end(), end), passive, True, "say")
    if mark.value == "praise":
        return None
    that = _THAT.match(text, mark.end, end)
    if that and that.end() < end - 2:
        return SpeechFrame(mark, subject, None, (that.end(), end), passive, False, "say")
    if mark.value in ("stress", "passive"):
        return _noun_object(view, at, mark, end, passive)
    if mark.value == "deem":
        return _deemed(view, at, mark)
    if mark.value == "ask":
        return _asked(view, at, mark, end)
    if mark.value == "promise":
        return _promised(view, at, mark, end)
    if mark.cue.phrase.startswith(_REPORTS):
        return _noun_object(view, at, mark, end, passive, _OF)
    return _plain(view, at, mark, end)


def _saying(view: View, at: int, mark: Mark, end: int, rest: list[Mark]) -> SpeechFrame | None:
    """«با بیان اینکه X، افزود»: X runs to the comma before the main verb."""
    main = next((m for m in rest if m.kind in ("say",) and m.start > mark.end), None)
    stop = main.start if main else end
    comma = view.text.rfind("،", mark.end, stop)
    if main and comma > mark.end + 8:
        stop = comma
    return SpeechFrame(mark, (at, mark.start), None, (mark.end, stop), False, False, "saying")


def _noun_object(
    view: View, at: int, mark: Mark, end: int, passive: bool, preposition: re.Pattern[str] = _ON
) -> SpeechFrame | None:
    found = None
    for match in preposition.finditer(view.text, at, mark.start):
        if found is None or view.text[: match.start()].rstrip().endswith("،"):
            found = match
    if found is None or mark.start - found.end() < 3:
        return None
    content = (found.end(), mark.start)
    return SpeechFrame(mark, (at, found.start()), content, None, passive, False, "noun")


def _deemed(view: View, at: int, mark: Mark) -> SpeechFrame | None:
    found = None
    for match in _OBJECT_MARK.finditer(view.text, at, mark.start):
        found = match
    if found is None:
        return None
    return SpeechFrame(mark, (at, found.start()), (at, mark.start), None, False, False, "deem")


def _asked(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    text = view.text
    if mark.cue.phrase in ("خواستار", "خواهان"):
        light = None
        for match in _LIGHT.finditer(text, mark.end, end):
            light = match
            break
        stop = light.start() if light else end
        if stop - mark.end < 3:
            rest = light.end() if light else end
            if len(text[rest:end].split()) < 3:
                return None
            return SpeechFrame(mark, (at, mark.start), None, (rest, end), False, False, "noun")
        return SpeechFrame(mark, (at, mark.start), (mark.end, stop), None, False, False, "noun")
    if mark.cue.phrase.startswith(("خواستار", "خواهان")) and len(text[mark.end : end].split()) >= 3:
        return SpeechFrame(mark, (at, mark.start), None, (mark.end, end), False, False, "noun")
    object_mark = None
    for match in _OBJECT_MARK.finditer(text, at, mark.start):
        object_mark = match
    if object_mark is not None:
        return SpeechFrame(
            mark, (at, object_mark.start()), (at, object_mark.start()), None, False, False, "deem"
        )
    return None


def _promised(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    for match in re.finditer(
        r"(?<!\w)(?:از|در مورد|در قسمت|در راستای|درباره|نسبت به|برای|در زمینه|در باره)\s",
        view.text[at : mark.start],
    ):
        content = (at + match.start(), mark.start)
        return SpeechFrame(mark, (at, content[0]), content, None, False, False, "noun")
    if len(view.text[mark.end : end].split()) >= 3 and view.text[mark.end] == " ":
        return SpeechFrame(mark, (at, mark.start), None, (mark.end, end), False, False, "noun")
    return SpeechFrame(mark, (at, mark.start), (mark.start, mark.end), None, False, False, "noun")


def _plain(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    text = view.text
    bare = mark.cue.phrase.startswith(_BARE_ACTS)
    before = _quoted_before(view, at, mark.start)
    comma = _COMMA.match(text, mark.end, end)
    if comma and mark.cue.phrase.startswith(_TELLS) and len(text[comma.end() : end].split()) >= 4:
        return SpeechFrame(
            mark, (at, mark.start), before, (comma.end(), end), mark.kind == "said", False, "say"
        )
    if _CLOSED.match(text, mark.end, end) or text.startswith((" و ", "،"), mark.end):
        if before is None:
            return _deemed(view, at, mark) if mark.cue.phrase.startswith(_CLAIMS) else None
        return SpeechFrame(mark, (before[1], mark.start), before, None, False, True, "quoted")
    if mark.cue.phrase in ("خواست", "خواستند"):
        asked = _OF.search(text, at, mark.start) and len(text[mark.end : end].split()) >= 3
        return (
            SpeechFrame(mark, (at, mark.start), None, (mark.end, end), False, False, "say")
            if asked
            else None
        )
    if bare or mark.cue.phrase in ("مطرح کرد", "مطرح نمود"):
        return None
    follow = text[mark.end : end]
    if follow.lstrip()[:1] in ("«", '"'):
        return SpeechFrame(
            mark, (at, mark.start), before, (mark.end, end), mark.kind == "said", True, "say"
        )
    if len(follow.split()) < 4 or follow.lstrip().startswith(("و ", "است", "بود", "اند")):
        return None
    if not mark.cue.phrase.startswith(_TELLS) and follow.lstrip().startswith(("در ", "به ")):
        return None
    return SpeechFrame(
        mark, (at, mark.start), before, (mark.end, end), mark.kind == "said", False, "say"
    )


def _quoted_before(view: View, at: int, stop: int) -> tuple[int, int] | None:
    """A quotation that ends before the frame: «…»، X گفت."""
    piece = view.text[at:stop]
    for opened, closed in ("«»", '""'):
        a = piece.find(opened)
        b = piece.rfind(closed)
        if 0 <= a < 6 and b - a > 12:
            return at + a + 1, at + b
    return None

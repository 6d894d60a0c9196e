"""Speech frames of a sentence: the verb, who it names, and where its content stands."""

from __future__ import annotations

import re
from dataclasses import replace

from neshast.grammar import begins, either, listed
from neshast.passages import NOT_UNTIL
from neshast.speech_verbs import (
    OF,
    ON,
    SpeechFrame,
    by_verb,
    deemed,
    noun_object,
    quoted_before,
)
from neshast.view import Mark, View

_COLON = re.compile(rf"\s*(?:[«\"]\s*)?(?:(?:{either('speech_thus')}\s*)?[:؛]|،\s*(?=[«\"]))")
# «خواست تادر خانه ها»: «تا» glued to the preposition that follows.
_THAT = re.compile(
    rf"\s*(?:،\s*)?{either('that')}(?:(?!\w)|(?={either('glued_to_that')})){NOT_UNTIL}\s*"
)
# «لایحه مطرح شد که به کمیسیون ارجاع گردید»: what became of it, and nothing said.
_FATE = re.compile(
    rf"\s*،?\s*{either('which')} (?:{either('fate_openings')} [^.؛:]{{2,70}}? )?"
    rf"{either('refers', 'puts_off', 'passed_it')}(?!\w)"
)
_TALK = re.compile(rf"\s?و\s?{either('talk_tails')}")
_NOT_SAID = re.compile(rf"\s?{either('not_said')}(?!\w)")
# «ارزش | افزوده»; «گزارش آن در ادامه | آمده است»: before what looks like a verb of speech.
_NO_VERB = re.compile(rf"(?<!\w){either('before_no_speech')} $")
# «نمی توان این را از آن جدا | دانست»: what anybody may do, and nobody did.
_MAY_BE = re.compile(rf"(?<!\w){either('one_may')} [^،؛:.]*$")
_MAY_REACH = 80
_WISH = re.compile(rf"(?<!\w){either('before_wish')} $")
_BELOW = re.compile(rf"(?<!\w){either('told_below')} $")
_NO_VERB_REACH = 16
_LAID_DOWN = re.compile(rf"(?<!\w){either('which')} {either('relative_openings')}(?!\w)")
_WRITING = re.compile(rf"(?<!\w){either('documents')}")
# «تأکید کردیم», «گفته ایم»: who speaks tells of himself, and no new frame begins.
_FIRST_PERSON = re.compile(rf"{either('first_person_endings')}$")
_WE_HAVE = re.compile(rf"\s?{either('first_person_auxiliaries')}(?!\w)")
_PLURAL = re.compile(rf"\s{either('noun_plural')}(?!\w)")
_SPLIT_PROMISE = re.compile(
    rf"\s+((?!{either('promise_light')})(?:[^،؛:.]{{4,80}}?|[^؛:.]{{4,90}}?(?=\s+را\s)))"
    rf"\s+(?:را\s+)?{either('promise_light')}(?!\w)"
)
# «… است وی می گوید که», «…، او همچنین افزود که»: a pronoun begins a frame of its own.
_SPEAKER_AGAIN = re.compile(
    rf"(?:،|\w{either('finite_endings')})\s+(?P<who>(?:و\s)?{either('he')}\s(?:\w+\s){{0,2}})$"
)
# «… بنشینند و یادآور شد که»: so does a second verb of the same speaker.
_AND_SAYS = re.compile(
    rf"\w{either('finite_endings')}"
    rf"(?P<who>\s+و\s*(?:{either('also_early')}\s)?(?:به\s(?:\w+\s){{1,2}})?)$"
)
# «… ساخته شود و رئیس صحت وعده کرد که»: somebody else, if an office or a title begins there.
_OTHER_SAYS = re.compile(
    rf"\w{either('finite_endings')}(?P<cut>\s+و\s+)(?P<who>[^\W\d][^،؛.:«»]{{3,50}}\s)$"
)
# «… است و از Y خواست», «… است و خواستار Y شد»: the speaker asks, besides what he told.
_AND_ASKS = re.compile(
    rf"\w{either('finite_endings')}(?P<cut>\s+و\s+)(?:{either('asked_of')}\s[^،؛.:]{{2,60}})?$"
)
# «و وزیر گفته است که»: told in the speech, as what happened before it.
_PERFECT = re.compile(rf"ه(?: {either('is')})?$")
_TITLED = re.compile(rf"{either('titled_speaker')}\s")
# «خبر داده بود»: told before the meeting.
_LONG_AGO = re.compile(rf"ه {either('long_past')}$")
# «… برگزار شد از Y خبر داد»: where the clause before the object of news ends.
_OF_AFTER_VERB = re.compile(rf"\w{either('finite_endings')}(?=\s{either('reported_of')}\s)")
# «… برخوردار است | افزود: …»: nothing parts the verb of speech from the content before it.
_CLAUSE_OVER = re.compile(
    rf"(?<!\w)(?:{either('done', 'is', 'is_was')}|ن?می ?\w{{2,9}}د|{either('will')} \w+)\s*$"
)
_SOURCE_END = re.compile(r"[،؛:]")
_OWN_SELF = re.compile(rf"\s{either('own_self')}(?!\w)")
# Where running content may be cut before a further frame.
_CUTS = ("،", "؛", "»", " و ", '"')
# «بر X تاکید و از مردم خواست Y»
_MANY = "ند"
# «اعضا انتقاد داشتند و خواستار X شدند»: told of others, where one speaks.
_THEY_ASK = re.compile(
    rf"\w+ند\s+و\s+(?:{either('ask_adjectives')}(?!\w)[^،؛.:]*? \w+ند|[^،؛.:]*?خواستند)(?!\w)"
)
_ONE_WORD = 12
_ASKS_OF = re.compile(rf"{either('asked_of')}\s[^،؛.:]{{2,50}}")
# Less than this between two frames is no content.
_MIN_BETWEEN = 12
# «و همچنین» before a verb with «؛» for a colon; more words are a clause of somebody else.
_LEAST_OTHER = 2
_MAX_SOURCE = 120
# Beyond this a comma behind «به گفته X» is one of the content.
_NEAR_COMMA = 45
_AFTER_LEAD = 4
# So near to «به نقل از» an agency makes it say where the report comes from.
_AGENCY_BEFORE = 30
# So soon after a participle must the finite verb stand that it belongs to.
_NEXT_VERB = 24


def read_frames(view: View, start: int, end: int) -> list[SpeechFrame]:
    """The frames of the sentence ``[start, end)`` of the folded text, in text order."""
    frames: list[SpeechFrame] = []
    marks = view.within(start, end, "say", "said", "saying", "according", "decide")
    at = start
    for i, mark in enumerate(marks, 1):
        if mark.start < at or mark.kind == "decide" or _tells_to_reader(view, mark):
            continue
        if _lays_down(view, marks[: i - 1], mark):
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
            many = view.text.endswith(_MANY, 0, mark.end)
            inner = _next_frame(view, *frame.after, end, marks[i:], many)
            if frame.kind == "deem":
                # «X را Yیی خواند که …»: the clause belongs to what is judged.
                frames[-1] = replace(frame, before=(frame.subject[0], inner or end), after=None)
                at = inner or end
                continue
            if inner is None:
                break
            if mark.value == "source":
                # «بنا بر اعلام وزارت، وی گفت: …»: only where the speech comes from.
                frames.pop()
                at = frame.after[0]
                continue
            frames[-1] = replace(frame, after=(frame.after[0], inner), kind="cut")
            at = inner
    return frames


def _lays_down(view: View, before: list[Mark], mark: Mark) -> bool:
    """True for «درخواست می کند» in «ماده ۳ تصویب شد که بر اساس آن …»: a law says it."""
    decided = next((m.end for m in before if m.kind == "decide"), mark.end)
    return _LAID_DOWN.search(view.text, decided, mark.start) is not None


def _tells_to_reader(view: View, mark: Mark) -> bool:
    """True for «گفت» in «باید گفت که»: the report speaks, nobody at the meeting."""
    told = view.within(max(0, mark.start - _NEXT_VERB), mark.end, "background")
    return any(mark.start < other.end for other in told)


def _only_begins(text: str, frame: SpeechFrame, following: list[Mark]) -> bool:
    """True for «X را معرفی نموده» before «گفت»: a participle tells an act, not what was said."""
    if frame.verb.value == "promise_open" or not text.endswith("ه", 0, frame.verb.end):
        return False
    near = [m for m in following if m.kind == "say" and 0 <= m.start - frame.verb.end < _NEXT_VERB]
    if frame.kind in ("noun", "deem"):
        return bool(near)
    # «از X یادآوری نموده خواستار Y شد»: all that follows is the second verb's.
    beside = bool(near) and not text[frame.verb.end : near[0].start].strip(" ،")
    return beside and frame.kind == "say" and not frame.direct


def _next_frame(
    view: View, start: int, stop: int, end: int, marks: list[Mark], many: bool
) -> int | None:
    """Where a further frame begins inside running content: «… است و افزود: …».

    Content that ends at `stop`, before the sentence does, leaves the rest to its main verb:
    «با بیان اینکه X، افزود که Y».

    Args:
        many: whether several speak.
    """
    for mark in marks:
        if stop < end and stop <= mark.start:
            return stop
        clause = view.text[start : mark.start]
        inside = clause.count("«") - clause.count("»")
        if len(clause) < _MIN_BETWEEN:
            continue
        if mark.kind == "decide":
            cut = clause.rfind(" و ")
            if cut > 0 and inside == 0 and begins(mark.cue.phrase, "orders"):
                return start + cut
        elif _goes_on(view, mark, end) and inside <= 0:
            if _CLAUSE_OVER.search(clause):
                return mark.start
            cut = max(clause.rfind(sign) for sign in _CUTS)
            if _tells_of_other(view, mark, clause[max(cut, 0) :]):
                continue
            return start + cut if cut > 0 else mark.start
        elif inside <= 0 and (again := _says_again(view, mark, clause, end)) is not None:
            theirs = not many and _THEY_ASK.search(view.text, start + again - _ONE_WORD, end)
            if not theirs:
                return start + again
    return stop if stop < end else None


def _says_again(view: View, mark: Mark, clause: str, end: int) -> int | None:
    """Where in `clause` the speaker's next frame begins: «… و وی افزود که», «… و از Y خواست»."""
    that = mark.kind == "say" and _THAT.match(view.text, mark.end, end) is not None
    if that:
        again = _SPEAKER_AGAIN.search(clause) or _AND_SAYS.search(clause)
        if again is not None:
            return again.start("who")
    past = _PERFECT.search(view.text, mark.start, mark.end) is None
    if past and (that or mark.value == "promise"):
        other = _OTHER_SAYS.search(clause)
        if other and _begins_person(view, mark.start - len(other["who"]), mark.start):
            return other.start("cut")
    if mark.cue.phrase in (*listed("ask_verbs"), *listed("ask_adjectives")):
        asks = _AND_ASKS.search(clause)
        return asks.start("cut") if asks else None
    return None


def _begins_person(view: View, start: int, end: int) -> bool:
    """True if an office or a title begins at `start`, and nothing before `end` is said."""
    office = view.first(start, end, "office")
    person = (office is not None and office.start == start) or _TITLED.match(view.text, start)
    return bool(person) and not view.within(start, end, "say", "saying", "hold", "attend")


def _tells_of_other(view: View, mark: Mark, clause: str) -> bool:
    """True for «… وزیر بر X تاکید داشتند؛ Y»: told in the speech, and «؛» is no colon."""
    return view.text.startswith(("؛", " ؛"), mark.end) and len(clause.split()) > _LEAST_OTHER


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
    if mark.cue.phrase in listed("wants") and not OF.search(view.text, at, mark.start):
        return None
    if mark.value in ("written", "issued") and not _WRITING.search(view.text, at, mark.start):
        return None
    if mark.value == "hearsay" and not _leads(view, at, mark.start):
        return None
    if mark.value == "gapped":
        return _gapped(view, at, mark, following)
    if mark.value == "promise_open":
        split = _SPLIT_PROMISE.match(view.text, mark.end, end)
        return SpeechFrame(mark, (at, mark.start), "noun", split.span(1)) if split else None
    return _announced(view, at, mark, end) or by_verb(view, at, mark, end)


def _according(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """«به گفته X، …»; without a comma, «به گفته وی …» where it begins its sentence.

    If `subject` and `after` begin together, who speaks tells where the content begins.
    """
    own = _OWN_SELF.match(view.text, mark.end, end)
    pronoun = view.first(mark.end, min(end, mark.end + _NEXT_VERB), "pronoun")
    comma = view.text.find("،", mark.end, end)
    far = comma - mark.end if comma >= 0 else _MAX_SOURCE + 1
    first = _leads(view, at, mark.start)
    if mark.value == "view" and not (first and 0 <= far < _NEAR_COMMA):
        return None
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
    comma = _past_office(view, comma, end)
    return SpeechFrame(mark, (mark.end, comma), "according", after=(comma + 1, end))


def _past_office(view: View, comma: int, end: int) -> int:
    """The comma behind «رئیس معارف» in «به گفته N، رئیس معارف، …», where `comma` is the first."""
    office = view.first(comma + 1, end, "office")
    beside = office is not None and office.start - comma < _AFTER_LEAD
    second = view.text.find("،", comma + 1, end)
    return second if beside and 0 < second - comma < _NEAR_COMMA else comma


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
    """«X را Y عنوان و اظهار کرد: Z», «بر X تأکید و از Y خواست Z»: one verb is left out."""
    main = next((m for m in following if m.kind == "say"), None)
    between = view.text[mark.end : main.start].strip() if main else ""
    if main is None or (between and not _ASKS_OF.fullmatch(between)):
        return None
    if begins(mark.cue.phrase, "reports_of"):
        return noun_object(view, at, mark, OF)
    return deemed(view, at, mark) or noun_object(view, at, mark, ON)


def _says_nothing(text: str, mark: Mark) -> bool:
    """True for «گفت» in «گفت‌وگو», «ارزش افزوده», for «گفته شده», «به گفته», and for «گفتیم»."""
    if _TALK.match(text, mark.end):
        return True
    no_verb = _BELOW if mark.value == "written" else _NO_VERB
    near = max(0, mark.start - _NO_VERB_REACH)
    if no_verb.search(text, near, mark.start):
        return True
    if mark.value != "written" and _LONG_AGO.search(text, mark.start, mark.end):
        return True
    wish = _PLURAL.match(text, mark.end) or _WISH.search(text, near, mark.start)
    if wish and mark.cue.phrase in listed("ask_verbs"):
        return True
    if _FIRST_PERSON.search(text, mark.start, mark.end) or _WE_HAVE.match(text, mark.end):
        return True
    if mark.value == "deem" and _MAY_BE.search(text, max(0, mark.start - _MAY_REACH), mark.start):
        return True
    return text[mark.start : mark.end] in listed("said_participles") and (
        _NOT_SAID.match(text, mark.end) is not None or text.endswith("به ", 0, mark.start)
    )


def _announced(view: View, at: int, mark: Mark, end: int) -> SpeechFrame | None:
    """Content after a colon, or after «که»."""
    passive = mark.kind == "said"
    colon = _COLON.match(view.text, mark.end, end)
    if colon and colon.end() < end - 2:
        before = quoted_before(view, at, mark.start)
        subject = (before[1] if before else at, mark.start)
        return SpeechFrame(mark, subject, "say", before, (colon.end(), end), passive, True)
    if colon and not passive and not view.text[colon.end() : end].strip():
        # «X اعلام کرد:», and what he said in the lines below.
        return SpeechFrame(mark, (at, mark.start), "say", None, (end, end), passive, True)
    that = _THAT.match(view.text, mark.end, end)
    if that and begins(mark.cue.phrase, "put_forward") and _FATE.match(view.text, mark.end, end):
        return None
    if that and begins(mark.cue.phrase, "reports_of"):
        # «از X خبر داد که شامل Y است»: the clause belongs to what is told.
        news = noun_object(view, at, mark, OF)
        if news is not None:
            return news
    judged = deemed(view, at, mark) if that and mark.value == "deem" else None
    if that and judged is not None:
        return replace(judged, before=None, after=(that.end(), end))
    if that and that.end() < end - 2 and mark.value not in ("praise", "issued"):
        return SpeechFrame(mark, (at, mark.start), "say", None, (that.end(), end), passive)
    return None


def _saying(view: View, at: int, mark: Mark, end: int, following: list[Mark]) -> SpeechFrame:
    """«با بیان اینکه X، افزود»: X runs to the comma before the main verb."""
    verbs = (m for m in following if m.kind == "say" and m.start > mark.end)
    main = next((m for m in verbs if not _says_nothing(view.text, m)), None)
    stop = main.start if main else end
    comma = view.text.rfind("،", mark.end, stop)
    if main and comma > mark.end + 8:
        stop = comma
    elif main and begins(main.cue.phrase, "reports_of"):
        object_ = _OF_AFTER_VERB.search(view.text, mark.end, stop)
        stop = object_.end() if object_ else stop
    return SpeechFrame(mark, (at, mark.start), "saying", after=(mark.end, stop))

"""Who speaks: the subject of a frame of speech, or else whoever spoke last."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from neshast.document import Actor, Document, Span
from neshast.folding import fold
from neshast.grammar import either
from neshast.mentions import Placed, leader_of, placed_actors
from neshast.phrases import Phrases
from neshast.same_office import excludes
from neshast.speech_verbs import SpeechFrame, clause_verbs
from neshast.view import Mark, View

_OBJECT_BEFORE = re.compile(rf"(?<!\w){either('objects')}\s+$")
_FLOOR_GOES = re.compile(rf"(?<!\w){either('floor_goes')}\s(?:که\s)?به\s+$")
_HAS_OBJECT = re.compile(rf"\s?{either('object_mark')}(?!\w)")
_HONOURED = re.compile(rf"(?<!\w){either('honoured_dead', 'kin')}(?!\w)[^،؛:.]*$")
_NO_PERSON = re.compile(rf"{either('kin', 'impersonal', 'another_part')}(?!\w)")
_KIN = re.compile(rf"{either('kin')}(?!\w)")
# A noun phrase that begins a sentence: no preposition, no particle, no verb.
_UNKNOWN = re.compile(rf"(?!{either('no_subject')}(?!\w))[^\W\d]\w+")
_VERB = re.compile(rf"(?<!\w)(?:{either('is_was')}|{either('passive_end')})(?!\w)")
_UNKNOWN_END = re.compile(rf"\s+(?:{either('subject_ends')}(?!\w))|\s*[،؛:.«»\"()\n]")
_SUBJECT_OVER = re.compile(rf"\w {either('also_early', 'object_mark')}(?!\w)")
# «در ابتدای این جلسه که مجری آن X بود، Y گفت»
_ABOUT_MEETING = re.compile(
    rf"[^،؛:.]{{0,24}}(?<!\w){either('this_same')} \w+(?: \w+)? که\s[^؛:.]{{4,90}}?"
    rf"(?:\w{either('finite_endings')}|{either('had_chair')})\s*،\s*"
)
# «یک تن از», and «یکی از», «شماری از» before people: somebody of a group.
_PART_OF = re.compile(
    rf"(?<!\w)(?:(?:{either('one_of')}|\w+\s?{either('counter')} از)\s"
    rf"|(?P<any>(?:{either('one_of_all')}|{either('some', 'many')} از)\s))"
)
_PEOPLE = re.compile(rf"(?!{either('no_people')}(?!\w))\w+{either('people_plural')}(?!\w)")
_THIS_ONE = re.compile(rf"(?<!\w){either('this_same')}\s+$")
# «این شاعر و نویسنده»: both are one who spoke.
_OFFICIAL = re.compile(rf"{either('official')}(?!\w)")
_BEGINS_THIS = re.compile(rf"{either('this_same')}\s\w+(?:\s\w+)?\sو$")
# «عضو دیگر شورا», «شهردار در پاسخ به او گفت»; but «در پاسخ به خبرنگاران».
_ANOTHER = re.compile(rf" {either('another_one')}(?!\w)")
_ANSWERS = re.compile(rf" {either('in_answer')}(?!\w)(?! به (?!{either('he', 'this_same')}(?!\w)))")
_AGENCY_LABEL = re.compile(rf"{either('agencies')} [^:،\n]{{2,30}}:")
_FORMULA_END = re.compile("[،؛:]")
_MAX_FORMULA = 90
# So near to the begin of a clause must an agency, a body or a group stand to be its subject.
_AGENCY_REACH = 30
_BODY_REACH = 6
_GROUP_REACH = 40
_PERSON_REACH = 24
# Verbs by which an unnamed office does something, so that «وی» is its holder.
_ACTS = ("present", "opens")
# A subject that nothing knows is no longer, and tells of nothing like this.
_MAX_UNKNOWN = 80
_NO_SUBJECT = ("event", "hold", "present", "say", "saying", "decide")
_MIN_WORD = 4
# «یادگار امام»: a title has more than one word.
_TITLE_WORDS = 2
_MAX_NAMED = 3
# So far back may a cue stand whose phrase takes a name in.
_SLOT_REACH = 40


class Speaker(NamedTuple):
    """Who speaks in a frame, the mention that says so, and where the subject ends."""

    actor: Actor | None
    via: Span | None
    end: int


class Speakers:
    """Finds the speaker of one frame after the other.

    Args:
        document: with the boxes up to `organizations` filled.
        view: the document seen through its folded text.
        index: of the report whose frames are read.
    """

    def __init__(self, document: Document, view: View, index: int) -> None:
        self.view = view
        self.current: Actor | None = None
        self.iranian = document.variety == "fa-IR"
        self._persons_heard: set[int] = set()
        self._bodies = document.organizations[index]
        self._offices = [view.at(office.span) for office in document.offices]
        self._phrases = Phrases(view, [view.at(name.span) for name in document.names])
        self._actors = placed_actors(document, view, index)
        self._leader = leader_of(document, index)
        self._name_parts = [fold(person.name).split() for person in document.people[index]]
        people = enumerate(document.people[index])
        self._posts = [(i, post.span) for i, person in people for post in person.posts]
        # True while somebody speaks whom nothing names.
        self._somebody = False

    def begins_with_person(self, start: int, reach: int) -> bool:
        """True if a person stands within `reach` characters from `start`, or from a sequencer."""
        start = self._past_sequencer(start, len(self.view.text))
        return any(
            start <= placed.start <= start + reach and placed.actor.kind == "person"
            for placed in self._actors
        )

    def note_subject(self, start: int, end: int, told: bool = True) -> None:
        """«وی» is whom the sentence before begins with: «سپس X گزارش داد. وی افزود …».

        Args:
            start: where a sentence without a frame begins.
            end: where it ends.
            told: False if it goes on with somebody's speech, whose persons speak not.
        """
        if self.current is not None and not told:
            return
        start = self._past_sequencer(self._past_formula(start, end), end)
        acts = bool(self.view.within(start, end, *_ACTS))
        for placed in self._actors:
            if not start <= placed.start < min(end, start + _PERSON_REACH):
                continue
            if self._is_object(start, placed.start) and self.current is not None:
                continue
            first = acts and placed.start - start <= _BODY_REACH
            if placed.actor.kind == "person" or (first and placed.actor.kind == "group"):
                self.current = placed.actor
                return

    def note_heard(self, actor: Actor | None) -> None:
        """Remembers that `actor` has said something."""
        if actor is not None and actor.kind == "person":
            self._persons_heard.add(actor.index)

    def of(self, frame: SpeechFrame) -> Speaker:
        """The speaker of a frame; without a subject, or with a pronoun, the last one goes on."""
        start, end = frame.subject
        if frame.passive:
            return Speaker(None, None, start)
        if frame.verb.value in ("written", "issued"):
            return self._writer(start, end)
        start = self._after_clause(self._past_formula(start, end), end)
        start = self._past_saying(self._past_sequencer(start, end), end)
        found = self.named(start, end)
        if found is not None and frame.kind == "deem":
            found = self._without_object(found)
        pronoun = self._pronoun(start, end)
        if pronoun is not None and (found is None or pronoun.start < found.start):
            self.current = self.current or (None if self._somebody else self._leader)
            return Speaker(self.current, pronoun.cue.span, pronoun.end)
        group = self._group(start, end) if found is None or found.actor.kind == "group" else None
        if found is not None or group is not None:
            self._somebody = False
        if found is not None and not (group and group[0] < found.start):
            via = self.view.raw(found.start, found.end)
            unnamed = found.actor.kind == "group" or _OFFICIAL.match(self.view.text, found.start)
            if unnamed and self._is_same_man(found, start, end):
                return Speaker(self.current, via, found.end)
            self.current = found.actor
            return Speaker(found.actor, via, self._past_office(found.end, end))
        if group is not None:
            span = self.view.span(*group)
            self.current = Actor("group", span=span)
            return Speaker(self.current, span, group[1])
        other = self._unknown(frame, start, end)
        if other is None:
            return Speaker(self.current, None, start)
        self.current = self._by_part_of_name(*other) or self._only_person(*other)
        self._somebody = self.current is None
        return Speaker(self.current, self.view.span(*other), other[1])

    def over(self, frame: SpeechFrame) -> int:
        """Where the body or office ends that begins a subject, and runs on over its comma."""
        start, stop = self.view.trim(*frame.subject)[0], frame.subject[1]
        return max([stop, *(placed.end for placed in self._actors if placed.start == start)])

    def _writer(self, start: int, end: int) -> Speaker:
        """Whose a resolution or a letter is: «در قطعنامه شورای X آمده است»."""
        for placed in self._actors:
            if start <= placed.start and placed.end <= end and placed.actor.kind == "organization":
                self.current = placed.actor
                return Speaker(placed.actor, self.view.raw(placed.start, placed.end), placed.end)
        self.current, self._somebody = None, True
        return Speaker(None, None, start)

    def named(self, start: int, end: int) -> Placed | None:
        """The first person or office that may be a subject, or else a body that begins there."""
        body: Placed | None = None
        passed: set[Actor] = set()
        for placed in self._actors:
            if placed.start >= end:
                break
            if placed.start < start or placed.end > end or placed.actor in passed:
                continue
            if placed.actor.kind == "group" and _SUBJECT_OVER.search(
                self.view.text, start, placed.start
            ):
                continue
            if self._is_object(start, placed.start) or self._in_slot(start, placed.start):
                # «پس از سخنان X، رئیس شورا»: nor does his office speak.
                passed.add(placed.actor)
                continue
            if placed.actor.kind == "person" and self._is_told_of(start, placed):
                continue
            if placed.actor.kind != "organization":
                return placed
            near = placed.start - start <= _BODY_REACH
            if body is None and near and self._bodies[placed.actor.index].type != "media":
                body = placed
        return body

    def _are_people(self, start: int) -> bool:
        """True if people stand at `start`: «میوه فروشان», «اعضای شورا»."""
        known = self.view.first(start, start + _GROUP_REACH, "collective", "office")
        return (known is not None and known.start == start) or bool(
            _PEOPLE.match(self.view.text, start)
        )

    def _unknown(self, frame: SpeechFrame, start: int, end: int) -> tuple[int, int] | None:
        """A subject that nothing else knows: «برزگر», «هم صنفی وی نیز»."""
        text = self.view.text
        start, end = self.view.trim(start, end)
        before = text[max(0, frame.subject[0] - 3) : frame.subject[0]].rstrip(" ")[-1:]
        first = frame.kind == "according" or not (before.isalnum() or before == "،")
        if start >= end or not first or not _UNKNOWN.match(text, start, end):
            return None
        stop = _UNKNOWN_END.search(text, start, end)
        if frame.kind == "deem" and stop is None:
            return None
        last = stop.start() if stop else end
        if last - start > _MAX_UNKNOWN or self.view.within(start, last, *_NO_SUBJECT):
            return None
        if _VERB.search(text, start, last):
            return None
        return start, last

    def _by_part_of_name(self, start: int, end: int) -> Actor | None:
        """The one person whose name has this word, be it misspelt by a letter."""
        words = [word for word in self.view.text[start:end].split() if len(word) >= _MIN_WORD]
        if not words or len(words) > _MAX_NAMED or _KIN.match(self.view.text, start):
            return None
        names = list(enumerate(self._name_parts))
        glued = "".join(words)
        found = [i for i, parts in names if set(words) & set(parts) or glued == "".join(parts[1:])]
        if not found and len(words) == 1:
            found = [i for i, parts in names if _misspelt(words[0], parts)]
        return Actor("person", found[0]) if len(found) == 1 else None

    def _only_person(self, start: int, end: int) -> Actor | None:
        """The one person of an Iranian report, for «یادگار امام»: a title that nothing knows."""
        said = self.view.text[start:end]
        if _PEOPLE.match(said) or _NO_PERSON.match(said) or len(said.split()) < _TITLE_WORDS:
            return None
        if self.view.within(start, end + 4, "also", "org_head", "body", "agency"):
            return None
        return Actor("person", 0) if self.iranian and len(self._name_parts) == 1 else None

    def _is_same_man(self, found: Placed, start: int, end: int) -> bool:
        """True if an unnamed office is the person who is speaking already.

        «این مقام مسئول» always is; in Iranian reports with one named speaker so is a new title
        without «نیز» or «هم» (field guide 6).
        """
        if self.current is None or self.current.kind != "person":
            return False
        if _THIS_ONE.search(self.view.text[max(start, found.start - 8) : found.start]):
            return True
        if _BEGINS_THIS.match(self.view.text, *self.view.trim(start, found.start)):
            return True
        if self._is_another(found, self.current, end):
            return False
        return (
            self.iranian
            and self._persons_heard == {self.current.index}
            and self.view.first(start, end, "also") is None
            and self.view.first(found.start, found.start + 4, "collective") is None
        )

    def _is_another(self, found: Placed, current: Actor, end: int) -> bool:
        """True if an unnamed office is said to be of another, or cannot be of who is speaking."""
        if _ANOTHER.match(self.view.text, found.end) or _ANSWERS.match(self.view.text, found.end):
            return True
        if _PEOPLE.match(self.view.text, found.start):
            # «بنا بر اعلام مسئولان سازمان»: many are not one.
            return True
        posts = (span for person, span in self._posts if person == current.index)
        return any(excludes(self.view, found.start, found.end, span) for span in posts)

    def _group(self, start: int, end: int) -> tuple[int, int] | None:
        """An unnamed group that is the subject: «اشتراک کنندگان», «نماینده گان اصناف»."""
        part = _PART_OF.search(self.view.text, start, min(end, start + _GROUP_REACH))
        if part is not None and part["any"] and not self._are_people(part.end()):
            part = None
        if part is not None and not self._is_object(start, part.start()):
            people = self.view.first(part.end(), end, "collective")
            named = people.end if people and people.start == part.end() else part.end()
            return part.start(), self._phrases.end(part.start(), end, named)
        mark = self.view.first(start, end, "collective")
        if mark is None or mark.start - start > _GROUP_REACH or self._is_object(start, mark.start):
            return None
        if _SUBJECT_OVER.search(self.view.text, start, mark.start):
            # «جانب قزاقی هم آماده‌گی را برای آموزش کارمندان …»: another is the subject.
            return None
        stop = self._phrases.end(mark.start, end, mark.end)
        if _HAS_OBJECT.match(self.view.text, stop):
            if self.view.text[start : mark.start].strip():
                # «رشد جمعیت دانش‌آموزی را منفی خواند».
                return None
            # «حاضران کمبود کتاب را …»: what runs up to «را» has swallowed the object.
            stop = mark.end
        return mark.start, max(mark.end, stop)

    def _past_formula(self, start: int, end: int) -> int:
        """Past «به گزارش خبرگزاری X،» and «خبرگزاری X:»: an agency reports, it does not speak."""
        text = self.view.text
        agency = self.view.first(start, min(end, start + _AGENCY_REACH), "agency")
        if agency is not None:
            comma = _FORMULA_END.search(text, agency.end, min(end, agency.end + _MAX_FORMULA))
            return comma.end() if comma else start
        label = _AGENCY_LABEL.match(text, start, end)
        return label.end() if label else start

    def _past_sequencer(self, start: int, end: int) -> int:
        """Past «همچنان», «سپس»: whoever stands behind it begins the clause."""
        first = self.view.trim(start, end)[0]
        found = self.view.first(first, end, "sequencer", "also")
        return found.end + 1 if found is not None and found.start == first else start

    def _past_saying(self, start: int, end: int) -> int:
        """Past «با استقبال از سخنان X،», if somebody stands behind it."""
        start = self.view.trim(start, end)[0]
        saying = self.view.first(start, end, "saying")
        begins = saying is not None and saying.start == start
        comma = self.view.text.find("،", saying.end, end) if saying and begins else -1
        return comma + 1 if comma >= 0 and self.named(comma + 1, end) else start

    def _without_object(self, found: Placed) -> Placed:
        """«مدیر مکتب کمبود کتاب را …»: an office that runs up to «را» has swallowed the object."""
        title = self.view.first(found.start, found.end, "office")
        if title is None or not _HAS_OBJECT.match(self.view.text, found.end):
            return found
        body = self.view.first(title.end, found.end, "org_head", "body", "place_noun")
        end = body.end if body and body.start == title.end + 1 else title.end
        if end >= found.end:
            return found
        actor = found.actor
        if actor.kind == "group":
            actor = Actor("group", span=self.view.raw(found.start, end))
        return Placed(found.start, end, actor)

    def _after_clause(self, start: int, end: int) -> int:
        """Past an earlier clause: «در این جلسه که به ریاست X برگزار شد، Y گفت»."""
        best = start
        for mark, stop in clause_verbs(self.view, start, end):
            if stop is not None:
                if self.named(stop, end) or self._pronoun(stop, end):
                    best = stop
            elif mark.kind == "say" and mark.value != "praise" and self.named(mark.end, end):
                # «او نوشته در این دیدار سفیر گفته …»; but «درباره گرامیداشت هفته X گفت».
                best = mark.end
        about = _ABOUT_MEETING.match(self.view.text, best, end)
        return about.end() if about and self.named(about.end(), end) else best

    def _is_object(self, start: int, at: int) -> bool:
        """True if `at` stands behind a preposition that makes it no subject."""
        text = self.view.text
        found = _OBJECT_BEFORE.search(text, max(start, at - 16), at)
        return bool(found) and not _FLOOR_GOES.search(text, max(start, at - 24), at)

    def _is_told_of(self, start: int, placed: Placed) -> bool:
        """True for «X را» (told about, does not speak) and for «مادر شهید X», «یاد شهدا X»."""
        office = self.view.first(placed.start, placed.end, "office")
        if office is None and _HAS_OBJECT.match(self.view.text, placed.end):
            return True
        return _HONOURED.search(self.view.text, start, placed.start) is not None

    def _in_slot(self, start: int, at: int) -> bool:
        """True if `at` stands behind a cue whose phrase takes it in."""
        cues = self.view.within(max(start, at - _SLOT_REACH), at, "chair", "according")
        return bool(cues) and not _FORMULA_END.search(self.view.text, cues[-1].end, at)

    def _past_office(self, at: int, end: int) -> int:
        """Past the office that follows a name."""
        return next((b for a, b in self._offices if at <= a <= at + 3 and b <= end), at)

    def _pronoun(self, start: int, end: int) -> Mark | None:
        pronouns = self.view.within(start, end, "pronoun")
        return next((m for m in pronouns if not self._is_object(start, m.start)), None)


def _misspelt(word: str, parts: list[str]) -> bool:
    """True if one of the words is `word` but for one letter behind the first."""
    return any(
        part[:1] == word[:1] and Levenshtein.distance(word, part, score_cutoff=1) <= 1
        for part in parts
        if len(part) > _MIN_WORD
    )

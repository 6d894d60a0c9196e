"""Who is who in each report: names, offices and bodies gathered into persons and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import ClassVar

from neshast.appositions import Appositions
from neshast.bodies import bodies_of
from neshast.document import Document, Mention, Name, Office, Person, Report, Span
from neshast.folding import fold, key
from neshast.grammar import either, listed
from neshast.name_signs import ends_alike, words_of_name
from neshast.naming import is_word, opens_name
from neshast.options import Options as NoOptions
from neshast.passages import past_formula
from neshast.same_office import held_beside, means, same_title, words_of
from neshast.titles import is_plural
from neshast.view import View

# «به گزارش …، N»: the formula of an agency, and up to two words before the name.
_FORMULA = re.compile(rf"{either('according_to')}[^.؛:\n]{{2,110}}[،؛:]\s*(?:\w+ ){{0,2}}$")
_FORMULA_REACH = 120
_POINTED = re.compile(rf"(?<!\w){either('this')} $")
# Where a sentence begins, with an honorific before the name at most.
_SENTENCE_BEGIN = re.compile(r"(?:^|[\n.؛])\s*(?:[^\W\d]+ ){0,2}$")
_SENTENCE_END = re.compile(r"[.؛\n]")
_TITLED_REACH = 24
# «متهم N», who is not the «دادستان» that the report begins with.
_OTHER_PART = re.compile(rf"(?<!\w){either('another_part')} $")
_NEAR_SPEECH = 160
_ANSWERS = re.compile(rf" {either('in_answer')}(?!\w)")
# So soon after the office must its holder be named.
_AGENCY = "media"
_DASH = re.compile(r"\)?\s?[-–—ـ]$")
_HEADLINE_REACH = 700
_BEARERS = tuple(f" {noun} " for noun in listed("bears_a_name"))
# No shorter name or surname is taken for a part of another.
_SHORTEST_NAME = 3
# So many words tell an office that another sentence varies.
_SHORTEST_VARIED = 3


@dataclass(slots=True)
class _Draft:
    """A person as far as known; `span` is the first mention."""

    name: str
    key: str
    span: Span
    honorifics: list[str] = field(default_factory=list)
    gender: str | None = None
    posts: list[Office] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def is_titled(self) -> bool:
        """True for «قاضی N»: his title is his office."""
        return any(fold(title) in listed("office_titles") for title in self.honorifics)


class BuildPeople:
    """Fills `people` and `organizations`, each parallel to `reports`.

    Two names are one person if their keys are equal or one ends with the other («رضایی» after
    «کبرا رضایی»). An office belongs to the name it stands beside; one plural office after several
    names belongs to all of them. An office alone that equals a known post is a mention.
    """

    name: ClassVar = "people"
    needs: ClassVar = ("folded", "cues", "reports", "names", "organization_mentions", "offices")
    fills: ClassVar = ("people", "organizations")
    Options = NoOptions

    def __init__(self, options: NoOptions | None = None) -> None:
        self.options = options or self.Options()

    def __call__(self, document: Document) -> Document:
        """Returns the document with its boxes filled."""
        view = View(document)
        iranian = document.variety == "fa-IR"
        people = []
        bodies = []
        for report in document.reports:
            names = [n for n in document.names if report.span.covers(n.span)]
            offices = [o for o in document.offices if report.span.covers(o.span)]
            mentions = [m for m in document.organization_mentions if report.span.covers(m.span)]
            agencies = {view.at(m.span)[1] for m in mentions if m.type == _AGENCY}
            people.append(_Gatherer(view, report, names, offices, agencies).people(iranian))
            bodies.append(bodies_of(view, report.span, mentions, offices))
        return replace(document, people=tuple(people), organizations=tuple(bodies))


class _Gatherer:
    """Gathers the persons of one report.

    Args:
        view: the document.
        report: the report.
        names: its names in text order.
        offices: its offices in text order.
        agencies: where the names of agencies end in it, as in «تهران- ایرنا- معاون وزیر …».
    """

    def __init__(
        self,
        view: View,
        report: Report,
        names: list[Name],
        offices: list[Office],
        agencies: set[int],
    ) -> None:
        self.view = view
        self.raw = view.folded.raw
        self.report = report
        self.names = names
        self.offices = offices
        self.agencies = agencies
        self.drafts: list[_Draft] = []
        # The person that each name means.
        self.bearer: dict[Span, _Draft] = {}
        self.appositions = Appositions(view, names, offices)

    def people(self, iranian: bool) -> tuple[Person, ...]:
        """The persons in the order of their first names.

        Args:
            iranian: whether the report keeps to the habits of Iranian agencies.
        """
        for name in self.names:
            self._take(name)
        for office in self.offices:
            for name in self.appositions.holders.get(office.span, ()):
                _add_post(self.bearer[name.span], office)
        self._name_headline()
        if iranian:
            self._name_later()
            self._vary_later()
        self._find_surnames()
        self._find_bare_offices()
        return tuple(
            Person(
                draft.name,
                draft.key,
                tuple(draft.honorifics),
                draft.gender,
                tuple(draft.posts),
                tuple(sorted(draft.mentions, key=lambda m: m.span.start)),
            )
            for draft in self.drafts
        )

    # Names

    def _take(self, name: Name) -> None:
        """Adds a name to the person it means, or as a new one."""
        text = name.span.of(self.raw)
        draft = self._known(name)
        if draft is None:
            draft = _Draft(text, name.key, name.span)
            self.drafts.append(draft)
        elif len(name.key) > len(draft.key) and name.key.endswith(draft.key):
            draft.name, draft.key = text, name.key
        self.bearer[name.span] = draft
        draft.mentions.append(Mention(name.span, "name"))
        titles = dict.fromkeys(span.of(self.raw) for span in name.honorifics)
        draft.honorifics += [title for title in titles if title not in draft.honorifics]
        draft.gender = draft.gender or name.gender

    def _known(self, name: Name) -> _Draft | None:
        """The person of the same name, or else the last one of whose name this is a part."""
        found = None
        parts = words_of_name(name.span.of(self.raw))
        for draft in self.drafts:
            others = draft.gender and name.gender and draft.gender != name.gender
            if draft.key == name.key and not (others and len(parts) == 1):
                return draft
            if (
                not others
                and min(len(draft.key), len(name.key)) >= _SHORTEST_NAME
                and ends_alike(words_of_name(draft.name), parts)
            ):
                found = draft
        return found or self._called(name)

    def _called(self, name: Name) -> _Draft | None:
        """The one person whose given name this is, with titles that he bears: «مولوی نورالله»."""
        titles = {span.of(self.raw) for span in name.honorifics}
        if not titles or name.span in self.appositions.given:
            return None
        called = [
            draft
            for draft in self.drafts
            if key(fold(draft.name).split()[0]) == name.key and titles <= set(draft.honorifics)
        ]
        return called[0] if len(called) == 1 else None

    def _find_surnames(self) -> None:
        """Adds mentions by surname alone: «فاطمی افزود»."""
        covered = [place.span for place in self.appositions.places]
        start, end = self.view.at(self.report.span)
        for draft in self.drafts:
            parts = words_of_name(draft.name)
            *middle, last = parts[1:] or parts
            if len(last) < _SHORTEST_NAME:
                continue
            before = "".join(f"(?:{re.escape(word)} )?" for word in middle)
            # Who is never named in full is named again at the begin of a line alone.
            begin = r"(?<!\w)" if len(parts) > 1 else r"(?<![^\n])"
            alone = re.compile(rf"{begin}{before}{re.escape(last)}(?!\w)")
            for match in alone.finditer(self.view.text, start, end):
                span = self.view.raw(*match.span())
                told = self._describes(match.start(), last)
                if not told and not any(other.overlaps(span) for other in covered):
                    draft.mentions.append(Mention(span, "name"))
                    covered.append(span)

    def _describes(self, start: int, word: str) -> bool:
        """True for «عزیز» in «هموطنان عزیز», «وردک» in «ولایت وردک»: a surname behind a noun."""
        if not is_word(word):
            return self.view.text.endswith(_BEARERS, 0, start)
        before = self.view.text[:start].rpartition("\n")[2].split(" ")[-2:]
        noun = len(before) > 1 and before[0].isalpha() and not opens_name(before[0])
        # «در این دیدار رهایی گفت»: no noun that he describes.
        known = self.view.of("honorific", "event")
        return noun and not any(m.end + 1 == start for m in known)

    # Offices alone

    def _name_headline(self) -> None:
        """«استاندار سمنان گفت: …»: agencies name its holder next, right after their formula."""
        held = {post.span for draft in self.drafts for post in draft.posts}
        for i, draft in enumerate(self.drafts):
            begin, end = self.view.at(draft.span)
            formula = _FORMULA.search(self.view.text, max(0, begin - _FORMULA_REACH), begin)
            if self.appositions.is_introduced(draft.span) or draft.posts or not (formula or not i):
                continue
            if self._has_other_part(begin, end) or draft.is_titled:
                continue
            before = (o for o in self.offices if o.span.end <= draft.span.start)
            leading = [o for o in before if self._leads(o.span)]
            # «وزیر X به Y بیاید», above «نماینده Y گفت»: a headline may tell of another.
            first = next((n for n, o in enumerate(leading) if self._speaks(o.span)), 0)
            leading = leading[0 if first and same_title(leading[first], leading[0]) else first :]
            if not formula and any(self._told_by(o.span, draft.span) for o in leading):
                continue
            if leading and draft.span.start - leading[-1].span.end > _HEADLINE_REACH:
                return
            if not leading:
                continue
            if is_plural(leading[0].title) or self._is_listed(leading[0].span):
                return
            if self._has_chair(leading[0].span) and self.view.text.startswith(("،", " ،"), end):
                # «به ریاست والی …. حاجی کریم، بزرگ قوم، گفت»: another, with who he is beside him.
                continue
            # The lead says in full what the headline has no room for.
            fuller = [o for o in leading[1:] if same_title(o, leading[0]) and o.span not in held]
            office = fuller[-1] if fuller else leading[0]
            if office.span not in held:
                draft.posts.append(office)
                draft.mentions += [Mention(o.span, "office") for o in leading if o is not office]
            return

    def _told_by(self, office: Span, name: Span) -> bool:
        """True for N in «دبیر ستاد گفت: پرونده N …»: the office speaks of him."""
        start, end = self.view.at(office)[1], self.view.at(name)[0]
        said = self.view.within(start, end, "say", "saying")
        return bool(said) and _SENTENCE_END.search(self.view.text, start, end) is None

    def _has_other_part(self, start: int, end: int) -> bool:
        """True for «متهم N», «N به نمایندگی از بزرگان»: its bearer is no official."""
        if _OTHER_PART.search(self.view.text, max(0, start - _TITLED_REACH), start):
            return True
        near = self.view.within(end, end + 2 * _TITLED_REACH, "behalf", "collective")
        return [mark.kind for mark in near[:2]] == ["behalf", "collective"]

    def _name_later(self) -> None:
        """Gives the office that speaks to the person whom the next frame names without one.

        «معاون آموزشی دانشگاه گفت: … N ادامه داد: …»: Iranian reports vary the wording of one
        speaker; another is brought in with his own office, or with «نیز» and «هم».
        """
        held = {post.span for draft in self.drafts for post in draft.posts}
        first = {draft.span: draft for draft in self.drafts if not draft.posts}
        places = self.appositions.places
        speakers = [p for p in places if self._speaks(p.span, isinstance(p, Office))]
        for office, name in pairwise(speakers):
            draft = first.get(name.span)
            if draft is None or not isinstance(office, Office) or office.span in held:
                continue
            if draft.is_titled or any(
                means(self.raw, office, post) for d in self.drafts for post in d.posts
            ):
                # «نماینده کاشان در مجلس یادآور شد: … N در پاسخ …»: an office that somebody has.
                continue
            start, end = self.view.at(name.span)
            told = self.view.text.startswith(("،", " ،"), end)
            told = told or self._has_other_part(start, end)
            if not (is_plural(office.title) or told or self._comes_too(name.span)):
                draft.posts.append(office)

    def _vary_later(self) -> None:
        """Gives «این عضو X افزود», or «عضو X» where one alone speaks, to who spoke last."""
        held = {post.span for draft in self.drafts for post in draft.posts}
        names = [p for p in self.appositions.places if not isinstance(p, Office)]
        heard = {id(self.bearer[name.span]) for name in names if self._speaks(name.span, True)}
        last: _Draft | None = None
        for place in self.appositions.places:
            if not isinstance(place, Office):
                last = self.bearer[place.span]
                continue
            if last is None or place.span in held or is_plural(place.title):
                continue
            # «این مقام مسئول», «این استاد» say only who he is.
            tells = len(fold(place.span.of(self.raw)).split()) >= _SHORTEST_VARIED
            if not tells or not self._speaks(place.span):
                continue
            start = self.view.at(place.span)[0]
            pointed = _POINTED.search(self.view.text, max(0, start - _TITLED_REACH), start)
            alone = heard == {id(last)} and not self._comes_too(place.span)
            known = [post for draft in self.drafts for post in draft.posts]
            if pointed or (alone and held_beside(self.view, place, last.posts, known)):
                _add_post(last, place)

    def _speaks(self, place: Span, formula: bool = False) -> bool:
        """True for what begins a sentence with a verb of speech near, or follows its `formula`."""
        start, end = self.view.at(place)
        stop = _SENTENCE_END.search(self.view.text, end, end + _NEAR_SPEECH)
        reach = stop.start() if stop else end + _NEAR_SPEECH
        said = self.view.first(end, reach, "say", "saying")
        if said is None:
            return False
        text, line = self.view.text, self.view.text.rfind("\n", 0, start) + 1
        begin = max(start - _TITLED_REACH, past_formula(text, line, start) if formula else line)
        return _SENTENCE_BEGIN.search(text[max(line - 1, begin) : start]) is not None

    def _comes_too(self, name: Span) -> bool:
        """True for «در ادامه N», «N نیز», «N در پاسخ»: another speaker than the one before."""
        start, end = self.view.at(name)
        if _ANSWERS.match(self.view.text, end):
            return True
        around = self.view.within(max(0, start - _TITLED_REACH), end + _TITLED_REACH, "also")
        return bool(around)

    def _leads(self, office: Span) -> bool:
        """True if an office begins its line, or stands behind an agency or a cue of the chair."""
        start = self.view.at(office)[0]
        begin = self.view.text.rfind("\n", 0, start) + 1
        behind = self.view.within(begin, start, "chair", "sequencer", "also")
        line = self.view.text[begin:start].rstrip()
        if line.endswith((":", "،")) or not line or line in listed("indefinite"):
            return True
        dash = _DASH.search(line)
        if dash is not None and begin + dash.start() in self.agencies:
            return True
        # «دیدار استاندار با خیران».
        met = [m for m in self.view.within(begin, start, "event") if m.start == begin]
        return any(m.end + 1 == start for m in [*behind, *met])

    def _is_listed(self, office: Span) -> bool:
        """True for «نماینده مجلس» in «با حضور استاندار، نماینده مجلس و …»: one who came."""
        start = self.view.at(office)[0]
        begin = self.view.text.rfind("\n", 0, start) + 1
        comma = self.view.text[begin:start].rstrip().endswith("،")
        return comma and bool(self.view.within(begin, start, "participant"))

    def _has_chair(self, office: Span) -> bool:
        """True for «به ریاست استاندار»."""
        start = self.view.at(office)[0]
        return any(mark.end + 1 == start for mark in self.view.of("chair"))

    def _find_bare_offices(self) -> None:
        """Adds mentions by office alone: «مدیرکل پلان ادامه داد»."""
        for office in self.offices:
            if any(office in draft.posts for draft in self.drafts):
                continue
            holders = [d for d in self.drafts if any(means(self.raw, office, p) for p in d.posts)]
            if len(holders) > 1:
                said = key(office.span.of(self.raw))
                holders = [
                    d for d in holders if any(key(p.span.of(self.raw)) == said for p in d.posts)
                ]
            if len(holders) == 1:
                holders[0].mentions.append(Mention(office.span, "office"))


def _add_post(draft: _Draft, office: Office) -> None:
    """Adds an office to a person; of two wordings of one office the longer stays."""
    said = words_of(office)
    for i, post in enumerate(draft.posts):
        # «مدیرکل» said shortly after «مدیرکل امور بین‌الملل وزارت …» is no second post.
        if said <= words_of(post):
            return
        if said > words_of(post):
            draft.posts[i] = office
            return
    draft.posts.append(office)
    draft.gender = draft.gender or office.gender

"""Who is who in each report: names, offices and bodies gathered into persons and organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from neshast.bodies import bodies_of
from neshast.document import Document, Mention, Name, Office, Person, Report, Span
from neshast.folding import fold, key
from neshast.grammar import either
from neshast.naming import titled_end, titled_start
from neshast.options import Options as NoOptions
from neshast.view import View

# What may stand between a name and its office: «N، سرپرست …», «N (سعید) رئیس …», «N را به حیث …».
_APPOSED = re.compile(
    rf"[\s،\"»()]*(?:(?:{either('object_mark')}\s)?{either('in_capacity_of')}\s)?$"
)
# What may stand between two names of a list.
_LIST = re.compile(r"[\s،\"»)]*+و?[\s،\"«(]*$")
# What may stand between a plural office and the first of its holders.
_NAMELY = re.compile(rf"\s*(?:{either('namely')}|[:،(])+\s*$")
_PLURAL_TITLES = re.compile(rf"(?:\w*{either('title_plural_ending')}|{either('plural_title')})\b")
# «به گزارش …، N»: the formula of an agency, and up to two words before the name.
_FORMULA = re.compile(rf"{either('according_to')}[^.؛:\n]{{2,50}}[،؛:]\s*(?:\w+ ){{0,2}}$")
_FORMULA_REACH = 60
# «والی آن ولایت», «فرماندار شهرستان»: an office said again with hardly more than its title.
_AGAIN = re.compile(rf"(?<!\w){either('said_again', 'district')}(?!\w)")
# «رئیس جدید بیمارستان», «والی صاحب»: words that make no other office of one.
_QUALIFIER = re.compile(rf"(?<!\w){either('said_again', 'district', 'same_office')}(?!\w)")
# «استاندار، N را به عنوان فرماندار معرفی کرد»: the office before N is not his.
_INTRODUCED = re.compile(rf"\s?{either('object_mark')}\s{either('in_capacity_of')}\s")
_QUOTES = "«»\",'"
# So long may the gap between a name and its office be, after and before the name.
_GAP_AFTER_NAME = 16
_GAP_BEFORE_NAME = 3
# No shorter name or surname is taken for a part of another, and no shorter office for its wording.
_SHORTEST_NAME = 3
_SHORTEST_OFFICE = 5


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
        people = []
        bodies = []
        for report in document.reports:
            names = [n for n in document.names if report.span.covers(n.span)]
            offices = [o for o in document.offices if report.span.covers(o.span)]
            mentions = [m for m in document.organization_mentions if report.span.covers(m.span)]
            people.append(_Gatherer(view, report, names, offices).people())
            bodies.append(bodies_of(view, report.span, mentions, offices))
        return replace(document, people=tuple(people), organizations=tuple(bodies))


class _Gatherer:
    """Gathers the persons of one report.

    Args:
        view: the document.
        report: the report.
        names: its names in text order.
        offices: its offices in text order.
    """

    def __init__(
        self, view: View, report: Report, names: list[Name], offices: list[Office]
    ) -> None:
        self.view = view
        self.raw = view.folded.raw
        self.report = report
        self.names = names
        self.offices = offices
        self.drafts: list[_Draft] = []
        # The person that each name means.
        self.bearer: dict[Span, _Draft] = {}
        self.places: list[Name | Office] = [*names, *offices]
        self.places.sort(key=lambda place: place.span.start)
        # Offices whose holder is known.
        self.held: set[Span] = set()

    def people(self) -> tuple[Person, ...]:
        """The persons in the order of their first names."""
        for name in self.names:
            self._take(name)
        for i, place in enumerate(self.places):
            if isinstance(place, Office):
                self._give(i, place)
        self._name_headline()
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
        for draft in self.drafts:
            if draft.key == name.key:
                return draft
            if (
                min(len(draft.key), len(name.key)) >= _SHORTEST_NAME
                and (draft.key.endswith(name.key) or name.key.endswith(draft.key))
                and (not draft.gender or not name.gender or draft.gender == name.gender)
            ):
                found = draft
        return found

    def _find_surnames(self) -> None:
        """Adds mentions by surname alone: «فاطمی افزود»."""
        covered = [place.span for place in self.places]
        start, end = self.view.at(self.report.span)
        for draft in self.drafts:
            *given, last = (word.strip(_QUOTES) for word in fold(draft.name).split())
            if not given or len(last) < _SHORTEST_NAME:
                continue
            alone = re.compile(rf"(?<!\w){re.escape(last)}(?!\w)")
            for match in alone.finditer(self.view.text, start, end):
                span = self.view.raw(*match.span())
                if not any(other.overlaps(span) for other in covered):
                    draft.mentions.append(Mention(span, "name"))
                    covered.append(span)

    # Offices beside names

    def _give(self, i: int, office: Office) -> None:
        """Gives an office to the name, or names, beside it."""
        holders = self._holders_before(i, office) or self._holders_after(i, office)
        for draft in holders:
            _add_post(draft, office)
        if holders:
            self.held.add(office.span)

    def _holders_before(self, i: int, office: Office) -> list[_Draft]:
        """The persons whose office this is because it follows them."""
        if not i:
            return []
        before = self.places[i - 1]
        end = titled_end(before) if isinstance(before, Name) else before.span.end
        gap = self._gap(end, office.span.start)
        if gap is None:
            return []
        plural = self._plural(office)
        if isinstance(before, Office):
            # A second office of the same person: «والی و رئیس کمیته اضطرار»; not «… و آمرین …».
            second = not plural and before.span in self.held and gap.strip() in ("و", "، و")
            return [d for d in self.bearer.values() if before in d.posts][:1] if second else []
        if not _APPOSED.match(gap) or len(gap) > _GAP_AFTER_NAME:
            return []
        return [self.bearer[before.span], *(self._list_before(i - 1) if plural else ())]

    def _holders_after(self, i: int, office: Office) -> list[_Draft]:
        """The persons whose office this is because it stands before them."""
        following = self.places[i + 1] if i + 1 < len(self.places) else None
        if not isinstance(following, Name):
            return []
        gap = self._gap(office.span.end, titled_start(following))
        if gap is None or self._is_introduced(following.span):
            return []
        if self._plural(office):
            beside = _NAMELY.match(gap) is not None
            return [self.bearer[following.span], *self._list_after(i + 1)] if beside else []
        beside = _APPOSED.match(gap) is not None and len(gap) <= _GAP_BEFORE_NAME
        return [self.bearer[following.span]] if beside else []

    def _is_introduced(self, name: Span) -> bool:
        """True if whoever stands before a name introduces its bearer."""
        end = self.view.at(name)[1]
        return _INTRODUCED.match(self.view.text, end) is not None

    def _plural(self, office: Office) -> bool:
        return _PLURAL_TITLES.match(fold(office.span.of(self.raw))) is not None

    def _list_before(self, i: int) -> Iterator[_Draft]:
        """The persons of a list that ends with place `i`: «A، B و C اعضای شورا»."""
        while i and isinstance(earlier := self.places[i - 1], Name):
            draft = self.bearer[earlier.span]
            if not self._lists(earlier, self.places[i]) or draft.posts:
                return
            yield draft
            i -= 1

    def _list_after(self, i: int) -> Iterator[_Draft]:
        """The persons of a list that begins with place `i`: «وزرای مالیه: A، B و C»."""
        while i + 1 < len(self.places) and isinstance(later := self.places[i + 1], Name):
            if not self._lists(self.places[i], later):
                return
            yield self.bearer[later.span]
            i += 1

    def _lists(self, first: Name | Office, second: Name | Office) -> bool:
        """True if only a comma or «و» stands between two names."""
        begin = titled_start(second) if isinstance(second, Name) else second.span.start
        end = titled_end(first) if isinstance(first, Name) else first.span.end
        gap = self._gap(end, begin)
        return gap is not None and _LIST.match(gap) is not None

    def _gap(self, start: int, end: int) -> str | None:
        """The folded text of a raw stretch; None if it is no stretch of one line."""
        if end < start:
            return None
        gap = self.view.text[slice(*self.view.at(Span(start, end)))]
        return None if "\n" in gap else gap

    # Offices alone

    def _name_headline(self) -> None:
        """Gives the office named first to the person that the report then names.

        Agencies open with the office («استاندار سمنان گفت: …») and name its holder in the next
        sentence, right after their formula (field guide 2.2, template 5).
        """
        if not self.offices or _PLURAL_TITLES.match(fold(self.offices[0].title)):
            return
        office = self.offices[0]
        if any(office in draft.posts for draft in self.drafts):
            return
        for i, draft in enumerate(self.drafts):
            begin = self.view.at(draft.span)[0]
            formula = _FORMULA.search(self.view.text, max(0, begin - _FORMULA_REACH), begin)
            if self._is_introduced(draft.span):
                continue
            if not draft.posts and draft.span.start > office.span.start and (formula or not i):
                draft.posts.append(office)
                return

    def _find_bare_offices(self) -> None:
        """Adds mentions by office alone: «مدیرکل پلان ادامه داد»."""
        for office in self.offices:
            if any(office in draft.posts for draft in self.drafts):
                continue
            holders = [d for d in self.drafts if any(self._means(office, p) for p in d.posts)]
            if len(holders) > 1:
                said = key(office.span.of(self.raw))
                holders = [
                    d for d in holders if any(key(p.span.of(self.raw)) == said for p in d.posts)
                ]
            if len(holders) == 1:
                holders[0].mentions.append(Mention(office.span, "office"))

    def _means(self, office: Office, known: Office) -> bool:
        """True if an office alone means the holder of a known post."""
        if self._plural(office) != self._plural(known):
            return False
        said, post = fold(office.span.of(self.raw)), fold(known.span.of(self.raw))
        same_title = key(office.title) == key(known.title)
        if key(said) == key(post) or (same_title and _same_body(office, known)):
            return True
        begins = key(post).startswith(key(said)) or key(said).startswith(key(post))
        if begins and len(said) >= _SHORTEST_OFFICE:
            return True
        if len(said.split()) > 1 and set(said.split()) <= set(post.split()):
            return True
        # «سرپرست این وزارت» is said in full later on: «سرپرست وزارت …».
        first, *rest = post.split()
        if _AGAIN.search(post) and said.split()[0] == first and rest[-1:] == said.split()[1:2]:
            return True
        plain = _unqualified(said)
        body = known.organization.name if known.organization else ""
        for held in (_unqualified(post), _unqualified(fold(f"{known.title} {body}"))):
            shorter = min(len(plain), len(held))
            if shorter > 1 and plain[:shorter] == held[:shorter]:
                return True
        bare = len(plain) <= len(office.rule.removeprefix("office: ").split())
        again = bare or _AGAIN.search(said) is not None
        return again and office.rule == known.rule


def _unqualified(office: str) -> list[str]:
    """The words of an office without those that make no other of it."""
    return _QUALIFIER.sub(" ", office).split()


def _same_body(office: Office, known: Office) -> bool:
    """True if an office names no body, or the one of the known post."""
    if office.organization is None or known.organization is None:
        return office.organization is None
    return key(office.organization.name) == key(known.organization.name)


def _add_post(draft: _Draft, office: Office) -> None:
    """Adds an office to a person; of two wordings of one office the longer stays."""
    for i, post in enumerate(draft.posts):
        # «مدیرکل» said shortly after «مدیرکل امور بین‌الملل وزارت …» is no second post.
        if _key(post).startswith(_key(office)):
            return
        if _key(office).startswith(_key(post)):
            draft.posts[i] = office
            return
    draft.posts.append(office)
    draft.gender = draft.gender or office.gender


def _key(office: Office) -> str:
    return key(office.title + (office.organization.name if office.organization else ""))

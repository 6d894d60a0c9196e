"""Who is who in each report: names, offices and bodies gathered into persons and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import ClassVar

from neshast.document import (
    Document,
    Mention,
    Name,
    Office,
    Organization,
    OrganizationMention,
    Person,
    Report,
    Span,
)
from neshast.folding import fold, key
from neshast.options import Options as NoOptions
from neshast.view import View

# What may stand between a name and its office: «N، سرپرست …», «N (سعید) رئیس …», «N، به حیث …».
_APPOSED = re.compile(r"[\s،\"»()]*(?:(?:به حیث|منحیث|به عنوان|بحیث)\s)?$")
_AND = re.compile(r"\s*(?:،|و|،\s?و)\s*$")
_LIST = re.compile(r"[\s،\"»)]*(?:و)?[\s،\"«(]*$")
_NAMELY = re.compile(r"\s*(?:یعنی|شامل|آقایان|محترمان|هر یک|هریک|:|،|\()+\s*$")
_PLURAL_TITLES = re.compile(r"^(?:\w*(?:ان|ین|اء|های|ها)|اعضای|روسای|رؤسای|وزرای|معاونین|وکلای)\b")


@dataclass(slots=True)
class _Draft:
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
            people.append(_people(document, view, report, names, offices))
            bodies.append(_bodies(document.raw, mentions, offices))
        return replace(document, people=tuple(people), organizations=tuple(bodies))


def _people(
    document: Document, view: View, report: Report, names: list[Name], offices: list[Office]
) -> tuple[Person, ...]:
    drafts: list[_Draft] = []
    owner: dict[Span, _Draft] = {}
    for name in names:
        draft = _same(drafts, name)
        if draft is None:
            draft = _Draft(name.span.of(document.raw), name.key, name.span)
            drafts.append(draft)
        elif len(name.key) > len(draft.key) and name.key.endswith(draft.key):
            draft.name, draft.key = name.span.of(document.raw), name.key
        owner[name.span] = draft
        draft.mentions.append(Mention(name.span, "name"))
        for span in name.honorifics:
            if span.of(document.raw) not in draft.honorifics:
                draft.honorifics.append(span.of(document.raw))
        draft.gender = draft.gender or name.gender
    _give_posts(document, view, names, offices, owner)
    _name_the_headline(view, offices, drafts)
    _find_bare_names(document, view, report, names, offices, drafts)
    _find_bare_offices(document, names, offices, drafts, owner)
    return tuple(
        Person(
            d.name, d.key, tuple(d.honorifics), d.gender, tuple(d.posts),
            tuple(sorted(d.mentions, key=lambda m: m.span.start)),
        )
        for d in drafts
    )  # fmt: skip


def _name_the_headline(view: View, offices: list[Office], drafts: list[_Draft]) -> None:
    """Gives the office named first to the person that the report then names.

    Agencies open with the office («استاندار سمنان گفت: …») and name its holder in the next
    sentence, right after their formula (field guide 2.2, template 5).
    """
    if not offices or _PLURAL_TITLES.match(fold(offices[0].title)):
        return
    office = offices[0]
    if any(office in d.posts for d in drafts):
        return
    for i, draft in enumerate(drafts):
        begins = view.at(draft.span)[0]
        named = _FORMULA.search(view.text[max(0, begins - 60) : begins]) is not None
        if not draft.posts and draft.span.start > office.span.start and (named or i == 0):
            draft.posts.append(office)
            return


_FORMULA = re.compile(r"به (?:گزارش|نقل از)[^.؛:\n]{2,50}[،؛:]\s*(?:\w+ ){0,2}$")


def _same(drafts: list[_Draft], name: Name) -> _Draft | None:
    for draft in drafts:
        if draft.key == name.key:
            return draft
    short = [
        d
        for d in drafts
        if len(min(d.key, name.key, key=len)) >= 3
        and (d.key.endswith(name.key) or name.key.endswith(d.key))
        and (d.gender is None or name.gender is None or d.gender == name.gender)
    ]
    return short[-1] if short else None


def _give_posts(
    document: Document, view: View, names: list[Name], offices: list[Office],
    owner: dict[Span, _Draft],
) -> None:  # fmt: skip
    """Attaches each office to the name (or names) beside it."""
    places = sorted(
        [*((n.span, n) for n in names), *((o.span, o) for o in offices)], key=lambda p: p[0].start
    )
    taken: set[Span] = set()
    for i, (span, item) in enumerate(places):
        if not isinstance(item, Office):
            continue
        holder = _before(document, view, places, i, owner, taken)
        if not holder and i + 1 < len(places) and isinstance(places[i + 1][1], Name):
            following = places[i + 1][1]
            assert isinstance(following, Name)
            begin = min([following.span.start, *(h.start for h in following.honorifics)])
            gap = view.text[slice(*view.at(Span(span.end, begin)))] if begin >= span.end else "x"
            plural = _PLURAL_TITLES.match(fold(item.span.of(document.raw))) is not None
            beside = _NAMELY.match(gap) if plural else _APPOSED.match(gap) and len(gap) <= 3
            if beside and "\n" not in gap:
                holder = [owner[following.span]]
                if plural:
                    holder += _listed(view, places, i + 1, owner)
        for draft in holder:
            _add_post(draft, item)
        if holder:
            taken.add(span)


def _listed(
    view: View, places: list[tuple[Span, Name | Office]], i: int, owner: dict[Span, _Draft]
) -> list[_Draft]:
    """The persons of a list that begins with place `i`: «وزرای مالیه: A، B و C»."""
    found = []
    while i + 1 < len(places):
        span, item = places[i + 1]
        if not isinstance(item, Name):
            break
        begin = min([span.start, *(h.start for h in item.honorifics)])
        between = view.text[slice(*view.at(Span(places[i][0].end, begin)))]
        if not _LIST.match(between) or "\n" in between:
            break
        found.append(owner[span])
        i += 1
    return found


def _before(
    document: Document, view: View, places: list[tuple[Span, Name | Office]], i: int,
    owner: dict[Span, _Draft], taken: set[Span],
) -> list[_Draft]:  # fmt: skip
    """The persons whose office place `i` is because it follows them."""
    if i == 0:
        return []
    span, office = places[i]
    before, item = places[i - 1]
    gap = (
        view.text[slice(*view.at(Span(before.end, span.start)))]
        if span.start >= before.end
        else "x"
    )
    if isinstance(item, Office):
        # A second office of the same person: «والی و رئیس کمیته اضطرار»; not «… و آمرین …».
        if _PLURAL_TITLES.match(fold(office.span.of(document.raw))):
            return []
        holders = [d for d in owner.values() if item in d.posts]
        return (
            holders[:1]
            if before in taken and gap.strip() in ("و", "، و") and "\n" not in gap
            else []
        )
    if not _APPOSED.match(gap) or "\n" in gap or len(gap) > 16:
        return []
    holders = [owner[before]]
    title = fold(office.span.of(document.raw))  # type: ignore[union-attr]
    if _PLURAL_TITLES.match(title):
        j = i - 1
        while j > 0 and isinstance(places[j - 1][1], Name):
            earlier, later = places[j - 1][0], places[j][1]
            begin = min([later.span.start, *(h.start for h in later.honorifics)])  # type: ignore[union-attr]
            between = view.text[slice(*view.at(Span(earlier.end, begin)))]
            if not _LIST.match(between) or owner[earlier].posts:
                break
            holders.append(owner[earlier])
            j -= 1
    return holders


def _add_post(draft: _Draft, office: Office) -> None:
    for i, post in enumerate(draft.posts):
        if _key(post) == _key(office):
            return
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


def _find_bare_names(
    document: Document, view: View, report: Report, names: list[Name], offices: list[Office],
    drafts: list[_Draft],
) -> None:  # fmt: skip
    """Adds mentions by surname alone: «فاطمی افزود»."""
    covered = [n.span for n in names] + [o.span for o in offices]
    start, end = view.at(report.span)
    for draft in drafts:
        surname = fold(draft.name).split()[-1]
        if len(surname) < 3 or len(fold(draft.name).split()) < 2:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(surname)}(?!\w)", view.text[start:end]):
            span = view.raw(start + match.start(), start + match.end())
            if not any(c.overlaps(span) for c in covered):
                draft.mentions.append(Mention(span, "name"))
                covered.append(span)


def _find_bare_offices(
    document: Document, names: list[Name], offices: list[Office], drafts: list[_Draft],
    owner: dict[Span, _Draft],
) -> None:  # fmt: skip
    """Adds mentions by office alone: «مدیرکل پلان ادامه داد»."""
    for office in offices:
        if any(office in d.posts for d in drafts):
            continue
        matches = [
            d for d in drafts if any(_office_matches(office, p, document.raw) for p in d.posts)
        ]
        if len(matches) == 1:
            matches[0].mentions.append(Mention(office.span, "office"))


# «والی آن ولایت», «فرماندار شهرستان»: an office said again with hardly more than its title.
_AGAIN = re.compile(
    r"(?<!\w)(?:این|آن|همین|متذکره|مذکور|شهرستان|استان|ولایت|ولسوالی|شهر|محترم|ما|ایشان)(?!\w)"
)


def _office_matches(office: Office, known: Office, raw: str) -> bool:
    """True if an office alone means the holder of a known post."""
    said, post = fold(office.span.of(raw)), fold(known.span.of(raw))
    if key(said) == key(post) or (
        key(office.title) == key(known.title) and not office.organization
    ):
        return True
    if len(said) >= 5 and (key(post).startswith(key(said)) or key(said).startswith(key(post))):
        return True
    if len(said.split()) > 1 and set(said.split()) <= set(post.split()):
        return True
    return office.rule == known.rule and (said == fold(office.title) or bool(_AGAIN.search(said)))


def _bodies(
    raw: str, mentions: list[OrganizationMention], offices: list[Office]
) -> tuple[Organization, ...]:
    found: dict[str, Organization] = {}
    every = [*mentions, *(o.organization for o in offices if o.organization is not None)]
    for mention in sorted(every, key=lambda m: (m.span.start, -m.span.end)):
        name_key = mention.authority or key(mention.name)
        known = found.get(name_key)
        if known is None:
            found[name_key] = Organization(
                mention.name, name_key, mention.type, mention.authority, mention.country,
                (mention.span,),
            )  # fmt: skip
        elif mention.span not in known.mentions:
            name = max(known.name, mention.name, key=len)
            found[name_key] = replace(known, name=name, mentions=(*known.mentions, mention.span))
    return tuple(found.values())

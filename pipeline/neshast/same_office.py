"""Whether two wordings of an office mean one holder: «رئیس معارف ولایت»."""

from __future__ import annotations

import re

from neshast.document import Office, Span
from neshast.folding import fold, key
from neshast.grammar import either
from neshast.office_fields import led_by
from neshast.titles import is_plural
from neshast.view import Mark, View

# «والی آن ولایت», «فرماندار شهرستان»: an office said again with hardly more than its title.
_AGAIN = re.compile(rf"(?<!\w){either('said_again', 'district')}(?!\w)")
# «والی آن ولایت», who is «والی بامیان» later on.
_OF_UNIT = re.compile(rf" {either('points_at_body')} {either('district')}$")
# «عضو دیگر شورا» is another than its «عضو».
_ANOTHER = re.compile(rf" {either('another_one')}(?!\w)")
# «رئیس جدید بیمارستان», «والی صاحب»: words that make no other office of one.
_QUALIFIER = re.compile(rf"(?<!\w){either('said_again', 'district', 'same_office')}(?!\w)")
_LED_ON = ("ای", "وی")
# Grades of offices of which nobody holds two, and of those in one body.
_SEATS = frozenset(
    (
        "minister", "governor", "district_governor", "mayor", "judge", "commander", "member",
        "cleric", "diplomat", "state",
    )
)  # fmt: skip
_SEAT, _HEAD = "member", "head"
# So soon after an office ends the verb of who holds it.
_NEAR = 24
# Grades of which each field has a holder of its own: «وزیر نیرو», «وزیر نفت».
_OF_FIELDS = frozenset(("minister", "diplomat"))
_RANKS = frozenset(("head", "deputy", "member"))
# No shorter office is taken for the wording of another.
_SHORTEST_OFFICE = 5


def means(raw: str, office: Office, known: Office) -> bool:
    """True if an office alone means the holder of a known post, in the text `raw`."""
    said, post = fold(office.span.of(raw)), fold(known.span.of(raw))
    if is_plural(said) != is_plural(post) or (_ANOTHER.search(said) and said != post):
        return False
    if known.acting and _leads(office, known):
        return True
    same_title = key(office.title) == key(known.title)
    if same_title and _OF_UNIT.search(post):
        return True
    if key(said) == key(post) or (same_title and _same_body(office, known)):
        return True
    begins = key(post).startswith(key(said)) or key(said).startswith(key(post))
    if begins and len(said) >= _SHORTEST_OFFICE:
        return True
    fewer, more = sorted((set(said.split()), set(post.split())), key=len)
    # «رئیس مجلس» is no «نایب رئیس» of a part of it.
    under = fold(known.title).split()[1:] == fold(office.title).split()
    if len(fewer) > 1 and fewer <= more and not under:
        # «نماینده اردبیل», «نماینده مردم اردبیل».
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


def excludes(view: View, start: int, end: int, post: Span) -> bool:
    """True if who holds the office ``[start, end)`` holds not `post`: «شهردار», a «عضو شورا».

    Nobody has two seats, or leads and follows in one body.
    """
    first, last = view.at(post)
    one, other = _title(view, start, end), _title(view, first, last)
    if one is None or other is None:
        return False
    grades = {mark.value.split("|")[0] for mark in (one, other)}
    if len(grades) > 1 and grades <= _SEATS:
        return True
    if grades == {_SEAT, _HEAD} and _presides(view, one, end) != _presides(view, other, last):
        # «نماینده گلشهر» is not the «رئیس مجلس».
        return True
    field, its = view.text[one.end : end], view.text[other.end : last]
    if len(grades) == 1:
        return grades <= _OF_FIELDS and _differ(field.split(), its.split())
    return grades <= _RANKS and field.strip() == its.strip() != ""


def held_beside(view: View, office: Office, posts: list[Office], known: list[Office]) -> bool:
    """True for «عضو کمیسیون X», whom a «نماینده» may be too; not for another wording of his office.

    Nor for one `known` as anybody's. «مشاور وزیر صمت» is no other office of the
    «مشاور وزیر صنعت، معدن و تجارت».
    """
    start, end = view.at(office.span)
    if not posts or _ANOTHER.match(view.text, end):
        return False
    if any(means(view.folded.raw, office, post) for post in known):
        return False
    titles = [_title(view, *view.at(span)) for span in (office.span, *(p.span for p in posts))]
    seat = any(title and title.value.startswith(_SEAT) for title in titles)
    said = view.first(end, end + _NEAR, "say", "saying")
    if not seat and (said is None or said.start > end + 1):
        # «مدیر شعب بانک واکنش نشان داد و گفت» brings in another than the «رئیس کمیسیون».
        return False
    return not any(same_title(office, p) or excludes(view, start, end, p.span) for p in posts)


def _presides(view: View, title: Mark, end: int) -> bool:
    """True for «رئیس مجلس»."""
    houses = view.within(title.end, end, "body", "org_head")
    parliament = any(m.value == "parliament" and m.start == title.end + 1 for m in houses)
    return parliament and title.value.startswith(_HEAD)


def _differ(field: list[str], other: list[str]) -> bool:
    """True for «نیرو» and «نفت», but not for «صمت» and «صنعت، معدن و تجارت»."""
    if not field or not other or not set(field).isdisjoint(other):
        return False
    initials = {"".join(word[0] for word in words if len(word) > 1) for words in (field, other)}
    return initials.isdisjoint((field[0], other[0]))


def _title(view: View, start: int, end: int) -> Mark | None:
    """The title with which an office begins."""
    titles = [mark for mark in view.within(start, end, "office") if mark.start == start]
    return max(titles, key=lambda mark: mark.end, default=None)


def same_title(office: Office, other: Office) -> bool:
    """True if two offices begin with the same word: «معاون استاندار», «معاون عمرانی استاندار»."""
    return fold(office.title).split()[0] == fold(other.title).split()[0]


def _unqualified(office: str) -> list[str]:
    """The words of an office without those that make no other of it."""
    return _QUALIFIER.sub(" ", office).split()


def _leads(office: Office, known: Office) -> bool:
    """True for «وزیر معارف» where who acts for him is known, by the body that both name."""
    body, acted = office.organization, known.organization
    if acted is None:
        return False
    if body is None:
        return key(led_by(office.title)) == key(acted.name)
    return body.rule == office.rule and key(body.name) == key(acted.name)


def _same_body(office: Office, known: Office) -> bool:
    """True if an office names no body, or the one of the known post."""
    if office.organization is None or known.organization is None:
        return office.organization is None
    return key(office.organization.name) == key(known.organization.name)


def words_of(office: Office) -> set[str]:
    """The words of an office with its body, by which one wording holds another."""
    body = office.organization.name if office.organization else ""
    words = fold(f"{office.title} {body}").split()
    # «شورا», «شورای شهر».
    return {key(word[:-1] if word.endswith(_LED_ON) else word) for word in words}

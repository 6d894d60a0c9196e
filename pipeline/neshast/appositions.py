"""Whose office each one is: the names that stand beside it, or in a list that shares it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from neshast.document import Name, Office, Span
from neshast.grammar import begins, either
from neshast.naming import titled_end, titled_start
from neshast.titles import is_plural
from neshast.view import View

# What may stand between a name and its office: «N، سرپرست …», «N (سعید) رئیس …», «N - مدیر -»,
# «N را به حیث …», «N دیگر عضو شورا».
_APPOSED = re.compile(
    rf"[\s،؛\"«»()/_ـ–—-]*"
    rf"(?:(?:{either('object_mark')}\s)?{either('in_capacity_of')}\s|{either('another_one')}\s)?$"
)
# «A، عضو هیئت مدیره، به عنوان خزانه‌دار»: what may stand between two offices of one person.
_AS_WELL = re.compile(rf"[\s،]*(?:{either('object_mark')}\s)?{either('in_capacity_of')}\s$")
# «A با رأی اکثریت اعضا رئیس …», «A بار دیگر با کسب ۱۶ رأی (از ۱۸ رأی) به عنوان رئیس …»: how one
# comes into office.
_AS_BEFORE = rf"[\s،]+{either('chosen_again')}(?!\w)"
_BY_VOTE = re.compile(
    rf"(?:{_AS_BEFORE})?[\s،]+(?:{either('by_vote')}|با \d+)\s(?:[^،.؛:()\n]|\([^()\n]*\))*$"
    rf"|{_AS_BEFORE}\s(?:{either('in_capacity_of')}\s)?$"
)
# «A با ۱۲، B با ۹ و C با ۸ رأی به عنوان نایب رئیسان»: between two of those elected.
_NEXT_BY_VOTE = re.compile(rf"\sبا \d+(?:\s{either('vote_nouns')})?(?:\s*،\s*(?:و\s)?|\sو\s)$")
_INTO_OFFICE = re.compile(rf"\s(?:{either('in_office')}\s)?{either('became')}(?!\w)")
_WHO_IS = re.compile(rf"[\s،]*{either('who_is')}\s$")
_IS = re.compile(rf" {either('is_was')}(?!\w)")
# What may stand between two names of a list, or two offices.
_LIST = re.compile(r"[\s،\"»)]*+و?[\s،\"«(]*$")
# What may stand between a plural office and the first of its holders.
_NAMELY = re.compile(rf"\s*(?:{either('namely')}|[:،(])+\s*$")
# «A و B، به ترتیب X و Y».
_RESPECTIVELY = re.compile(rf"[\s،]*{either('respectively')}[\s،:]*$")
# «A و B به عنوان X و Y».
_AS_THOSE = re.compile(rf"[\s،]*(?:{either('object_mark')}\s)?{either('in_capacity_of')}\s$")
# A line of those present: «A: رئیس شورا».
_LABEL = re.compile(r"\s*:\s*$")
_LINE_BEGIN = re.compile(r"(?:^|\n)[^\w\n]*(?:\d+[^\w\n]*)?$")
_LINE_END = re.compile(r"[^\w\n]*(?:\n|$)")
# No number or bullet before a name is longer.
_LABEL_REACH = 12
# «استاندار، N را به عنوان فرماندار معرفی کرد»: the office before N is not his.
_INTRODUCED = re.compile(rf"\s?{either('object_mark')}\s{either('in_capacity_of')}\s")
_BY_WHOM = re.compile(rf"(?<!\w){either('by_agent')} $")
_NAMED_AS = re.compile(rf"[^.؛:\n]{{0,160}}? {either('in_capacity_of')} ")
_AND = ("و", "، و")
# So long may the gap between a name and its office be, after and before the name.
_GAP_AFTER_NAME = 16
_GAP_BEFORE_NAME = 3
# Two people at least come in an order.
_FEWEST_IN_ORDER = 2


class Appositions:
    """Which names stand beside which offices in one report.

    Args:
        view: the document.
        names: the names of the report.
        offices: its offices.

    Attributes:
        places: names and offices in text order.
        holders: the names beside each office that has some, by the span of the office.
        given: the spans of the names that have an office.
    """

    def __init__(self, view: View, names: Iterable[Name], offices: Iterable[Office]) -> None:
        self.view = view
        self.places: list[Name | Office] = [*names, *offices]
        self.places.sort(key=lambda place: place.span.start)
        self.holders: dict[Span, tuple[Name, ...]] = {}
        self.given: set[Span] = set()
        for i in range(len(self.places)):
            self._read_in_order(i)
        for i, place in enumerate(self.places):
            if isinstance(place, Office) and place.span not in self.holders:
                self._give(place, self._before(i, place) or self._after(i, place))

    def is_introduced(self, name: Span) -> bool:
        """True if whoever stands before a name introduces its bearer."""
        end = self.view.at(name)[1]
        return _INTRODUCED.match(self.view.text, end) is not None

    def _give(self, office: Office, names: Sequence[Name]) -> None:
        if names:
            self.holders[office.span] = tuple(names)
            self.given.update(name.span for name in names)

    # In order

    def _read_in_order(self, i: int) -> None:
        """«A و B به ترتیب X و Y»: as many names as offices on either side, told by their order."""
        told = i + 1 < len(self.places) and self._fits(_RESPECTIVELY, i)
        if not (told or self._fits(_AS_THOSE, i)):
            return
        left, right = [*self._side(i, -1)][::-1], [*self._side(i + 1, 1)]
        if not told and len(left) != len(right):
            return
        count = min(len(left), len(right))
        if count < _FEWEST_IN_ORDER:
            return
        for a, b in zip(left[-count:], right[:count], strict=True):
            if isinstance(a, Name) and isinstance(b, Office):
                self._give(b, (a,))
            elif isinstance(a, Office) and isinstance(b, Name):
                self._give(a, (b,))

    def _side(self, i: int, step: int) -> Iterator[Name | Office]:
        """The list of names, or of offices, that begins or ends with place `i`."""
        kind = type(self.places[i])
        while isinstance(self.places[i], kind):
            yield self.places[i]
            following = i + step
            if not 0 <= following < len(self.places) or not self._fits(_LIST, min(i, following)):
                return
            i = following

    # Beside

    def _before(self, i: int, office: Office) -> list[Name]:
        """The persons whose office this is because it follows them."""
        if not i:
            return []
        before = self.places[i - 1]
        gap = self._gap(i - 1)
        if gap is None:
            return []
        plural = is_plural(self._text(office))
        if isinstance(before, Office):
            # A second office of the same person: «والی و رئیس کمیته اضطرار»; not «… و آمرین …».
            second = not plural and (gap.strip() in _AND or _AS_WELL.match(gap))
            return [*self.holders.get(before.span, ())[:1]] if second else []
        if self._stands_before(i):
            return []
        if _APPOSED.match(gap) and len(gap) <= _GAP_AFTER_NAME:
            return [before, *(self._list_before(i - 1) if plural else ())]
        if _BY_VOTE.match(gap) and self._becomes(office):
            return [before, *(self._list_before(i - 1, _NEXT_BY_VOTE) if plural else ())]
        if _WHO_IS.match(gap) and self._said_of(office):
            return [before]
        return [before] if _LABEL.match(gap) and self._fills_line(before, office) else []

    def _stands_before(self, i: int) -> bool:
        """True for the second office of «والی، A، رئیس معارف، B و شاروال، C»: it is B's.

        The list begins with an office and ends with a name, and all pairs have their commas alike.
        """
        first = self.places[i - 2] if i > 1 else None
        if not isinstance(first, Office) or self.holders.get(first.span) != (self.places[i - 1],):
            return False
        paired = self._gap(i - 2)
        if not (self._gap(i - 1) or "").strip():
            # «A آمر معارف، B …»: what stands right behind a name is his.
            return False
        while i + 1 < len(self.places) and isinstance(self.places[i + 1], Name):
            gap = self._gap(i)
            if paired is None or gap is None or gap.strip() != paired.strip():
                return False
            i += 2
            more = i < len(self.places) and isinstance(self.places[i], Office)
            if not (more and self._fits(_LIST, i - 1)):
                return True
        return False

    def _becomes(self, office: Office) -> bool:
        """True if a verb after an office says that somebody came into it."""
        end = self.view.at(office.span)[1]
        return _INTO_OFFICE.match(self.view.text, end) is not None

    def _said_of(self, office: Office) -> bool:
        """True if «است» follows an office: «N که مدیرکل بنادر است»."""
        return _IS.match(self.view.text, self.view.at(office.span)[1]) is not None

    def _after(self, i: int, office: Office) -> list[Name]:
        """The persons whose office this is because it stands before them."""
        following = self.places[i + 1] if i + 1 < len(self.places) else None
        if isinstance(following, Office):
            return self._after(i + 1, following) if self._goes_with(i, office, following) else []
        gap = self._gap(i)
        if following is None or gap is None or self.is_introduced(following.span):
            return []
        if gap.strip() == "،" and self._is_named_by(office, following):
            return []
        if is_plural(self._text(office)):
            start = self.view.at(office.span)[0]
            # «هیئت نمایندگان، N», «کانون وکلای مرکز، N»: the body bears the word.
            body = any(mark.end + 1 == start for mark in self.view.of("org_head"))
            beside = not body and _NAMELY.match(gap) is not None
            return [following, *self._list_after(i + 1)] if beside else []
        beside = _APPOSED.match(gap) is not None and len(gap) <= _GAP_BEFORE_NAME
        return [following] if beside else []

    def _is_named_by(self, office: Office, name: Name) -> bool:
        """True for «از سوی رئیس X، A و B به عنوان اعضای Y منصوب شدند»: who appoints, and whom."""
        start, end = self.view.at(office.span)[0], self.view.at(name.span)[1]
        by = _BY_WHOM.search(self.view.text, max(0, start - _GAP_AFTER_NAME), start)
        return by is not None and _NAMED_AS.match(self.view.text, end) is not None

    def _goes_with(self, i: int, office: Office, following: Office) -> bool:
        """True if one person holds office `i` and the one after it, as who acts or has the chair.

        «به ریاست فرماندار و رئیس شورا، N», «نامزد وزیر و سرپرست وزارت، N»; but «با حضور فرماندار
        و رئیس شورا، N» are two people.
        """
        pair = (office, following)
        gap = self._gap(i)
        if gap is None or gap.strip() not in _AND or any(is_plural(self._text(o)) for o in pair):
            return False
        start = self.view.at(office.span)[0]
        chairs = any(mark.end + 1 == start for mark in self.view.of("chair"))
        if self._begins_sentence(start):
            # «رئیس هیئت مدیره و مدیرعامل شرکت، N، گفت».
            return True
        return chairs or any(o.acting or begins(self._text(o), "nominee") for o in pair)

    def _begins_sentence(self, start: int) -> bool:
        before = self.view.text[max(0, start - _LABEL_REACH) : start].rstrip(" ")
        return not before or before[-1] in ".\n؟!:"

    def _fills_line(self, name: Name, office: Office) -> bool:
        """True if a name begins its line and an office ends it."""
        start = self.view.at(Span(titled_start(name), name.span.end))[0]
        begins_line = _LINE_BEGIN.search(self.view.text, max(0, start - _LABEL_REACH), start)
        ends_line = _LINE_END.match(self.view.text, self.view.at(office.span)[1])
        return begins_line is not None and ends_line is not None

    def _list_before(self, i: int, joint: re.Pattern[str] = _LIST) -> Iterator[Name]:
        """The persons of a list that ends with place `i`: «A، B و C اعضای شورا»."""
        while i and isinstance(earlier := self.places[i - 1], Name):
            if not self._fits(joint, i - 1) or earlier.span in self.given:
                return
            yield earlier
            i -= 1

    def _list_after(self, i: int) -> Iterator[Name]:
        """The persons of a list that begins with place `i`: «وزرای مالیه: A، B و C»."""
        while i + 1 < len(self.places) and isinstance(later := self.places[i + 1], Name):
            if not self._fits(_LIST, i):
                return
            yield later
            i += 1

    # Gaps

    def _fits(self, pattern: re.Pattern[str], i: int) -> bool:
        """True if `pattern` matches all that stands between place `i` and the next."""
        gap = self._gap(i)
        return gap is not None and pattern.match(gap) is not None

    def _gap(self, i: int) -> str | None:
        """The folded text between place `i` and the next; None if it is no stretch of one line."""
        if i + 1 >= len(self.places):
            return None
        first, second = self.places[i : i + 2]
        start = titled_end(first) if isinstance(first, Name) else first.span.end
        end = titled_start(second) if isinstance(second, Name) else second.span.start
        if end < start:
            return None
        gap = self.view.text[slice(*self.view.at(Span(start, end)))]
        return None if "\n" in gap else gap

    def _text(self, office: Office) -> str:
        return office.span.of(self.view.folded.raw)

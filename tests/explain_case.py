"""A document built by hand for the tests of `explain`: two invented reports and what was found."""

from __future__ import annotations

from types import SimpleNamespace

from neshast.aligned import Span
from neshast.calendars import DateValue, DayTime
from neshast.document import (
    Actor,
    AgendaItem,
    Cue,
    Document,
    Found,
    Frame,
    Mention,
    Name,
    Office,
    Organization,
    OrganizationMention,
    Outcome,
    Participant,
    Person,
    Report,
    Source,
    Statement,
    Topic,
)

RAW = (
    "خانه | خبرها | تماس\n\n"
    "جوی‌های دره سپیدار پیش از زمستان پاک می‌شود\n\n"
    "سومین جلسه کمیته آب سپیدار به ریاست آقای سهراب کوهی، آمر آبرسانی سپیدار، صبح روز ۱۲ میزان "
    "۱۴۰۲ در تالار آبرسانی سپیدار با اشتراک ریش‌سفیدان پنج قریه دایر گردید.\n"
    "هدف این جلسه پاک نگه داشتن آب نوشیدنی بود.\n"
    "آقای کوهی گفت: چشمه‌ها سرمایه همه ماست و نباید آلوده شود. وی افزود که نهاد Clean Water "
    "Trust دو پمپ می‌دهد.\n"
    "درباره خرید لوله و نوبت آب گفتگو شد. فیصله شد که آبرسانی سپیدار جوی بالا را تا پایان عقرب "
    "پاک کند.\n\n"
    "نشست باغداران سپیدار\n"
    "نشست باغداران سپیدار فردا در مکتب سپیدار برگزار می‌شود.\n\n"
    "بازگشت به صفحه اول\n"
)


def at(words: str, nth: int = 0, raw: str = RAW) -> Span:
    """The span of the n-th place of some words."""
    start = -1
    for _ in range(nth + 1):
        start = raw.index(words, start + 1)
    return Span(start, start + len(words))


def between(first: str, last: str, raw: str = RAW) -> Span:
    """From the first words to the next place of the last ones."""
    start = raw.index(first)
    return Span(start, raw.index(last, start) + len(last))


def _date(span: Span, day: int, edtf: str | None, resolution: str, reason: str) -> DateValue:
    return DateValue(
        span=span,
        calendar="solar_hijri",
        year=1402,
        month=7,
        day=day,
        weekday=None,
        time=DayTime("morning"),
        edtf=edtf,
        earliest=edtf,
        latest=edtf,
        precision="day",
        resolution=resolution,
        anchor=None,
        reason=reason,
    )


def _people() -> tuple[Person, ...]:
    office = at("آمر آبرسانی سپیدار")
    body = OrganizationMention(at("آبرسانی سپیدار"), "آبرسانی سپیدار", "agency")
    return (
        Person(
            name="سهراب کوهی",
            key="سهراب کوهی",
            honorifics=("آقای",),
            gender="m",
            posts=(Office(office, "آمر", body, False, None, "titles: آمر"),),
            mentions=(
                Mention(at("سهراب کوهی"), "name"),
                Mention(office, "office"),
                Mention(at("کوهی", 1), "name"),
                Mention(Span(at("وی افزود").start, at("وی افزود").start + 2), "pronoun"),
            ),
        ),
    )


def _bodies() -> tuple[Organization, ...]:
    water = tuple(at("آبرسانی سپیدار", n) for n in range(3))
    committee = (at("کمیته آب سپیدار"),)
    trust = (at("Clean Water Trust"),)
    return (
        Organization("کمیته آب سپیدار", "کمیته آب", "committee", None, None, committee),
        Organization("آبرسانی سپیدار", "آبرسانی", "agency", None, "AF", water),
        Organization("Clean Water Trust", "clean water trust", "ngo", None, None, trust),
    )


def _frames() -> tuple[Frame, ...]:
    chief = Actor("person", 0)
    elders = Actor("group", span=at("ریش‌سفیدان پنج قریه"))
    chair, attendee = at("به ریاست"), at("با اشتراک")
    return (
        Frame(
            kind=Found("session", at("جلسه"), "body: کمیته"),
            status=Found("held", at("دایر گردید"), "held: دایر گردید"),
            mode=Found("in_person", at("در تالار"), "venue"),
            ordinal=Found("3", at("سومین"), "ordinal"),
            venue=Found("تالار آبرسانی سپیدار", at("تالار آبرسانی سپیدار"), "venue: تالار"),
            venue_place="سپیدار",
            purposes=(Found("", at("پاک نگه داشتن آب نوشیدنی"), "purpose: هدف این جلسه"),),
            participants=(
                Participant(chief, "chair", "explicit", chair, "chair: به ریاست"),
                Participant(chief, "speaker", "inferred", None, "speaks in the report"),
                Participant(elders, "attendee", "explicit", attendee, "participant: با اشتراک"),
            ),
            warnings=("zwnj_missing",),
        ),
        Frame(
            kind=Found("meeting", at("نشست"), "event: نشست"),
            status=Found("announced", at("برگزار می‌شود"), "announced: برگزار می‌شود"),
            mode=Found("in_person", at("در مکتب سپیدار"), "venue"),
        ),
    )


def document(extra: str = "") -> Document:
    """The two reports with every box filled; `extra` is put behind the text."""
    chief = Actor("person", 0)
    first = between("جوی‌های دره", "پاک کند.")
    second = between("نشست باغداران", "برگزار می‌شود.")
    lead = between("سومین جلسه", "دایر گردید.")
    spoken = at("چشمه‌ها سرمایه همه ماست و نباید آلوده شود")
    added = at("نهاد Clean Water Trust دو پمپ می‌دهد")
    due = _date(at("پایان عقرب"), 30, "2023-11-21", "anchored", "the year of the meeting")
    record = SimpleNamespace(
        source=SimpleNamespace(segment=SimpleNamespace(start=second.start, end=second.end)),
        missing={"date": "ambiguous", "chair": "not_stated", "agenda": "below_threshold"},
        warnings=["year_unresolved", "a_code_without_words"],
        confidence={"kind": 0.93, "statements": 0.5},
    )
    topic = Topic("cap", "802", "8", "آب آشامیدنی", 0.87, (at("آب نوشیدنی"), at("جوی بالا")))
    return Document(
        raw=RAW + extra,
        source=Source("sepidar/12", url="https://example.org/a?b=1&c=2", published="2023-10-05"),
        variety="fa-AF",
        names=(Name(at("سهراب کوهی"), "سهراب کوهی", rule="name after an honorific"),),
        reports=(
            Report(
                span=first,
                title=at("جوی‌های دره سپیدار پیش از زمستان پاک می‌شود"),
                lead=lead,
                rule="held: دایر گردید",
                event=Cue(at("جلسه"), "event", "meeting", "جلسه"),
                verb=Cue(at("دایر گردید"), "held", "held", "دایر گردید"),
            ),
            Report(second, at("نشست باغداران سپیدار"), at("نشست باغداران سپیدار", 1), "announced"),
        ),
        people=(_people(), ()),
        organizations=(_bodies(), ()),
        frames=_frames(),
        event_dates=(
            (
                _date(at("صبح روز ۱۲ میزان ۱۴۰۲"), 12, "2023-10-04", "explicit", "day in full"),
                None,
            ),
            (_date(at("فردا"), 0, None, "unresolved", "no anchor for a relative day"), None),
        ),
        statements=(
            (
                Statement(spoken, at("گفت"), chief, at("کوهی", 1), "direct", "said: گفت"),
                Statement(added, at("افزود"), chief, None, "indirect", "said: افزود که"),
            ),
            (),
        ),
        agendas=((AgendaItem(at("خرید لوله"), "discussion", (chief,), "درباره"),), ()),
        outcomes=(
            (
                Outcome(
                    span=at("آبرسانی سپیدار جوی بالا را تا پایان عقرب پاک کند"),
                    type="decision",
                    responsible=(Actor("organization", 1),),
                    due=due,
                    cue=at("فیصله شد"),
                    rule="decided: فیصله شد که",
                ),
            ),
            (),
        ),
        outcome_status=("reported", "none"),
        topics=((topic,), ()),
        item_topics=(((topic,),), ()),
        records=(record,),
    )

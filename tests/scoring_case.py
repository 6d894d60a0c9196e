"""One annotated text, invented for the tests of scoring: a meeting held and one announced."""

from __future__ import annotations

import copy
from typing import Any

from neshast.scoring import GoldDocument

TEXT = (
    "چشمه‌های دره سپیدار پاک می‌شوند\n\n"
    "جلسه پاک‌کاری چشمه‌ها به ریاست آقای سهراب کوهی، آمر آبرسانی سپیدار، روز ۱۲ میزان ۱۴۰۲ "
    "در تالار آبرسانی سپیدار با اشتراک ریش‌سفیدان پنج قریه دایر گردید.\n"
    "هدف این جلسه پاک نگه داشتن آب نوشیدنی بود.\n"
    "آقای کوهی گفت: چشمه‌ها سرمایه همه ماست و نباید آلوده شود. "
    "شرکت رودبند گفت: پنج پمپ نو آماده کار است. "
    "ریش‌سفیدان پنج قریه گفتند: جوی‌ها را خود ما می‌کنیم. "
    "بر نگهداری پمپ‌ها تأکید شد.\n"
    "درباره خرید لوله و نوبت آب گفتگو شد. فیصله شد که جوی بالا تا حوت کنده شود.\n\n"
    "نشست دوم باغداران\n"
    "نشست باغداران سپیدار فردا در مکتب سپیدار برگزار می‌شود.\n"
)

FIRST: dict[str, Any] = {
    "segment": ["چشمه‌های دره", "کنده شود."],
    "title": "چشمه‌های دره سپیدار پاک می‌شوند",
    "kind": "meeting",
    "status": "held",
    "mode": "in_person",
    "ordinal": None,
    "date": {
        "text": "۱۲ میزان ۱۴۰۲",
        "calendar": "solar_hijri",
        "year": 1402,
        "month": 7,
        "day": 12,
        "edtf": "2023-10-04",
        "earliest": "2023-10-04",
        "latest": "2023-10-04",
        "precision": "day",
        "resolution": "explicit",
    },
    "end_date": None,
    "venue": "تالار آبرسانی سپیدار",
    "persons": [
        {
            "name": "سهراب کوهی",
            "honorifics": ["آقای"],
            "gender": "m",
            "posts": [
                {
                    "text": "آمر آبرسانی سپیدار",
                    "title": "آمر",
                    "organization": "آبرسانی سپیدار",
                    "acting": False,
                }
            ],
        }
    ],
    "organizations": [
        {"name": "آبرسانی سپیدار", "type": "department"},
        {"name": "شرکت رودبند", "type": "company"},
    ],
    "participants": [
        {"person": "سهراب کوهی", "roles": ["chair", "speaker"]},
        {"organization": "شرکت رودبند", "roles": ["speaker"]},
        {"group": "ریش‌سفیدان پنج قریه", "roles": ["attendee", "speaker"]},
    ],
    "purpose": ["پاک نگه داشتن آب نوشیدنی"],
    "agenda": [
        {"text": "خرید لوله", "kind": "discussion", "by": [], "topics": ["800"]},
        {"text": "نوبت آب", "kind": "discussion", "by": ["سهراب کوهی"], "topics": ["701"]},
    ],
    "statements": [
        {
            "speaker": "سهراب کوهی",
            "via": "آقای کوهی گفت",
            "verb": "گفت",
            "text": "چشمه‌ها سرمایه [...] آلوده شود.",
        },
        {
            "speaker": "شرکت رودبند",
            "via": "شرکت رودبند",
            "verb": "گفت",
            "text": "پنج پمپ نو آماده کار است.",
        },
        {
            "speaker": "ریش‌سفیدان پنج قریه@2",
            "via": None,
            "verb": "گفتند",
            "text": "جوی‌ها را خود ما می‌کنیم.",
        },
        {"speaker": None, "via": None, "verb": "تأکید شد", "text": "نگهداری پمپ‌ها"},
    ],
    "outcomes": [
        {
            "text": "جوی بالا تا حوت کنده شود",
            "type": "decision",
            "responsible": ["ریش‌سفیدان پنج قریه"],
        }
    ],
    "outcome_status": "reported",
    "topics": ["701", "800"],
}

SECOND: dict[str, Any] = {
    "segment": ["نشست دوم باغداران", "برگزار می‌شود."],
    "title": "نشست دوم باغداران",
    "kind": "meeting",
    "status": "announced",
    "date": None,
    "venue": "مکتب سپیدار",
    "outcome_status": "none",
    "topics": ["400"],
}

Record = dict[str, Any]


def gold(*records: dict[str, Any], doc_id: str = "a", variety: str = "fa-AF") -> GoldDocument:
    return GoldDocument(doc_id, variety, None, TEXT, (), records)


def changed(**values: Any) -> dict[str, Any]:
    return copy.deepcopy(FIRST) | values


DOCUMENT = gold(FIRST, SECOND)


def quote_of(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}

"""`neshast related` and `neshast people`: what belongs together, and what nobody claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive_case import IRRIGATION, ROADS, records_of, write
from cli_case import call, one_line
from neshast.archive.indexing import index
from neshast.archive.linking import link
from neshast.archive.listing import bearers
from neshast.archive.store import reading, writing

# The meeting of `IRRIGATION` as another would tell it.
RETOLD = (
    "در نشست شورای آبیاری بامیان که روز یکشنبه ۱۲ سنبلهٔ سال ۱۴۰۲ در تالار ریاست زراعت برگزار شد، "
    "مرضیه نیک‌پور رئیس زراعت بامیان از کندی کار شکایت کرد.\n"
    "نیک‌پور گفت: دهقانان چشم به راه آب هستند."
)
# The same day, and nothing else in common.
ELSEWHERE = (
    "جلسهٔ شورای صحی هرات روز یکشنبه ۱۲ سنبلهٔ سال ۱۴۰۲ در شفاخانهٔ حوزوی برگزار شد.\n"
    "داکتر فرزانه روشنگر گفت: واکسین به همه قریه‌ها می‌رسد."
)
COPIED = IRRIGATION.replace("جلسهٔ", "نشست").replace("آسیب‌دیده", "آسیبدیده")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def archive(**texts: str) -> None:
    found: list[dict[str, Any]] = []
    for doc_id, text in texts.items():
        found += records_of(text, doc_id)
    with writing("a.sqlite") as connection:
        index(connection, [write(Path("r.jsonl"), found)])


def linked() -> dict[tuple[str, str], tuple[str, str]]:
    """Relation and reasons of each pair of documents."""
    result = call("related", "--db", "a.sqlite", "--json")
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {(f["doc_id"], f["other_doc_id"]): (f["relation"], f["why"]) for f in found}


def test_the_same_meeting_told_twice() -> None:
    archive(one=IRRIGATION, other=RETOLD, elsewhere=ELSEWHERE, roads=ROADS)
    ((pair, (relation, why)),) = linked().items()
    assert (pair, relation) == (("one", "other"), "same_event")
    assert why.startswith("on 2023-09-03; venue «تالار ریاست زراعت»; ")
    assert "person «مرضیه نیک‌پور»" in why


def test_the_same_report_twice() -> None:
    archive(one=IRRIGATION, copy=COPIED, roads=ROADS)
    ((pair, (relation, why)),) = linked().items()
    assert (pair, relation) == (("one", "copy"), "near_duplicate")
    assert why == "quotes in common: 1; the texts are alike by 100%"


def test_the_same_text_under_two_names() -> None:
    archive(one=IRRIGATION, other=IRRIGATION)
    assert linked() == {("one", "other"): ("near_duplicate", "the same text")}


def test_two_reports_of_one_page_are_not_linked() -> None:
    (first,) = records_of(IRRIGATION, "page")
    with writing("a.sqlite") as connection:
        index(connection, [write(Path("r.jsonl"), [first, first | {"record_id": "mtg:0"}])])
        assert link(connection) == []


def test_an_uncertain_day_links_nothing() -> None:
    (other,) = records_of(RETOLD, "other")
    other["date"]["latest"] = "2023-09-04"
    found = [*records_of(IRRIGATION, "one"), other]
    with writing("a.sqlite") as connection:
        index(connection, [write(Path("r.jsonl"), found)])
        assert link(connection) == []


def test_links_are_kept_and_found_again() -> None:
    archive(one=IRRIGATION, other=RETOLD)
    linked()
    before = Path("a.sqlite").read_bytes()
    linked()
    assert Path("a.sqlite").read_bytes() == before
    with reading("a.sqlite") as connection:
        rows = connection.execute("SELECT doc_id, other_doc_id FROM related_reports").fetchall()
    assert rows == [("one", "other")]
    archive(one=IRRIGATION, other=ROADS)
    assert linked() == {}


def sitting(day: int, ordinal: str = "", month: str = "سنبلهٔ") -> str:
    """A report of a sitting of one council."""
    return (
        f"{ordinal} جلسهٔ شورای آبیاری بامیان به ریاست مرضیه نیک‌پور، روز {day} {month} سال ۱۴۰۲ "
        f"برگزار شد.\nدر این جلسه در بارهٔ {ordinal or day} موضوع بحث شد."
    ).strip()


def test_sittings_whose_numbers_follow_each_other() -> None:
    archive(one=sitting(5, "چهارمین"), two=sitting(9, "پنجمین"), four=sitting(30, "هفتمین"))
    name = "sessions of «شورای آبیاری بامیان»"
    assert linked() == {
        ("one", "two"): (
            "same_series",
            f"{name} on 2023-08-27 and 2023-08-31; number 4 and number 5",
        ),
        ("two", "four"): (
            "same_series",
            f"{name} on 2023-08-31 and 2023-09-21; number 5 and number 7",
        ),
    }


def test_sittings_that_are_equally_far_apart() -> None:
    days = (5, 12, 20, 29)
    archive(**{f"d{day}": sitting(day) for day in days})
    found = linked()
    assert {pair: relation for pair, (relation, _) in found.items()} == {
        ("d5", "d12"): "same_series",
        ("d12", "d20"): "same_series",
        ("d20", "d29"): "same_series",
    }
    assert found["d5", "d12"][1].endswith("7 days apart, and 8 days to the sitting beside")


@pytest.mark.parametrize(
    "texts",
    [
        # Two alone show no rule, and three that come as it happens do not either.
        (sitting(5), sitting(12)),
        (sitting(5), sitting(8), sitting(20)),
        # Another year's numbers, a number far away, a long rest, another body.
        (sitting(5, "بیستمین"), sitting(12, "نخستین")),
        (sitting(5, "نخستین"), sitting(12, "بیستمین")),
        (sitting(5, "چهارمین", "حمل"), sitting(12, "پنجمین")),
        (sitting(5, "چهارمین"), sitting(12, "پنجمین").replace("بامیان", "بلخ")),
    ],
)
def test_what_shows_no_series(texts: tuple[str, ...]) -> None:
    archive(**{f"d{number}": text for number, text in enumerate(texts)})
    assert linked() == {}


def test_the_command_shows_links() -> None:
    archive(one=IRRIGATION, other=RETOLD, copy=COPIED)
    result = call("related", "--db", "a.sqlite", "--limit", "1")
    assert one_line(result).startswith("1 of 3 links: --limit shows more, the table `related` of")
    assert result.stdout.splitlines() == [
        "1.00 near_duplicate: one and copy",
        "   quotes in common: 1; the texts are alike by 100%",
    ]
    shown = call("related", "--db", "a.sqlite").stdout.splitlines()
    assert shown[2].split(":")[0].endswith("same_event") and shown[3].startswith("   \u2068on 2023")
    assert one_line(call("related", "--db", "none.sqlite")).startswith(
        "Error: none.sqlite: there is no archive"
    )
    assert not Path("none.sqlite").exists()


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("name", ["نیک‌پور", "مرضيه نیک پور", "نیکپور", "مرضیه"])
def test_under_which_offices_a_name_stands(name: str) -> None:
    archive(one=IRRIGATION, other=RETOLD, roads=ROADS)
    with reading("a.sqlite") as connection:
        found = bearers(connection, name)
    assert [(b.doc_id, b.date, b.name) for b in found] == [
        ("one", "2023-09-03", "مرضیه نیک‌پور"),
        ("other", "2023-09-03", "مرضیه نیک‌پور"),
    ]
    assert found[0].offices == ("رئیس زراعت این ولایت",)
    assert "chair" in found[0].roles
    # Two rows, not one person.
    assert len({(b.record_id, b.key) for b in found}) == 2


def test_the_command_claims_no_identity() -> None:
    archive(one=IRRIGATION, other=RETOLD)
    result = call("people", "راستین", "--db", "a.sqlite")
    assert result.exit_code == 0
    assert "\u2068کریم راستین\u2069" in result.stdout
    assert one_line(result) == (
        "the rows are of single reports: that a name is the same does not make one person"
    )
    result = call("people", "راستین", "--db", "a.sqlite", "--json")
    (row,) = (json.loads(line) for line in result.stdout.splitlines())
    assert row["roles"] == ["speaker"] and row["doc_id"] == "one"


@pytest.mark.parametrize(
    ("name", "says"),
    [("ناشناس", "nobody of this name; try a part of it"), ("؟", "Error: '؟' holds no word")],
)
def test_nobody(name: str, says: str) -> None:
    archive(one=IRRIGATION)
    result = call("people", name, "--db", "a.sqlite")
    assert result.exit_code == 1
    assert one_line(result).startswith(says)


def test_there_is_no_list_of_all() -> None:
    archive(one=IRRIGATION)
    assert call("people", "--db", "a.sqlite").exit_code == 2


@pytest.mark.parametrize("command", ["people", "related"])
def test_they_have_an_example(command: str) -> None:
    assert f"Example:  neshast {command}" in call(command, "--help").stdout

"""Faults of tables: ours has none, and each kind of fault is found where it stands."""

from __future__ import annotations

from typing import get_args

import pytest

from neshast.lexicon import table, tables
from neshast.record import OrganizationType
from neshast.table_faults import own_faults, table_faults

HEADER = "key\tname\ttype\tcountry\tparent\tvalid_from\tvalid_to\tvariants\tsource"
TEXTS = dict(tables())


@pytest.mark.parametrize("name", TEXTS)
def test_our_tables_are_without_fault(name: str) -> None:
    assert table_faults(name, TEXTS[name], f"resources/{name}.tsv") == []


def test_every_table_and_column_is_described_and_no_other() -> None:
    described = {(row["table"], row["column"]) for row in table("columns", "table", "column")}
    there = {(name, column) for name in TEXTS for column in table(name)[0]}
    assert described == there


def row(name: str, **cells: str) -> str:
    given = {"key": f"x.{name}", "name": name, "type": "agency", "source": "own"} | cells
    return "\t".join(given.get(column, "") for column in HEADER.split("\t"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row("اداره آب", source="")], ["2: source is empty"]),
        ([row("اداره آب", key="")], ["2: key is empty"]),
        ([row("")], ["2: name is empty"]),
        ([row("اداره آب", type="ministri")], ["2: type 'ministri' is none of agency, committee"]),
        ([row("اداره آب", country="UK")], ["2: country 'UK' is none of the ISO codes"]),
        ([row("اداره آب", valid_from="81")], ["2: valid_from '81' is none of the years"]),
        (
            [row("اداره آب", valid_from="2004", valid_to="2001")],
            ["2: valid_from 2004 is after valid_to 2001"],
        ),
        ([row("اداره آب", variants="آبرسانی||آب")], ["2: variants 'آبرسانی||آب' has an empty"]),
        ([row("اداره آب", variants="آبرسانی|آبرسانی")], ["2: variants names 'آبرسانی' twice"]),
        ([row("اداره آب", variants="اداره آب ")], ["2: variants 'اداره آب ' has spaces"]),
        ([row("اداره آب", variants="ادارهٔ آب")], ["2: 'ادارهٔ آب' is 'اداره آب' once folded"]),
        ([row("اداره آب", variants="و")], ["2: 'و' is one letter"]),
        ([row("اداره آب", variants="برای")], ["2: 'برای' is a word of grammar"]),
        ([row("اداره آب", variants="احمد")], ["2: 'احمد' is a given name"]),
        ([row("اداره آب", parent="x.none")], ["2: parent 'x.none' is the key of no body"]),
        (
            [
                row("اداره آب", key="a", parent="b"),
                row("اداره برق", key="b", parent="c"),
                row("اداره گاز", key="c", parent="b"),
            ],
            ["3: 'b' is its own parent, over 2 steps", "4: 'c' is its own parent, over 2 steps"],
        ),
        ([row("اداره آب", key="a", parent="a")], ["2: 'a' is its own parent, over 1 steps"]),
        (
            [row("اداره آب", key="a"), row("اداره برق", key="a")],
            ["3: key 'a' stands in line 2 too"],
        ),
        (
            [row("اداره آب", key="a", country="AF"), row("ادارهٔ آب", key="b", country="AF")],
            ["3: 'ادارهٔ آب' is also a name of a in line 2"],
        ),
        (["اداره آب\tagency"], ["2: 2 cells, but the header has 9"]),
    ],
)
def test_a_fault_is_told_with_its_line(rows: list[str], told: list[str]) -> None:
    found = table_faults("organizations", "\n".join([HEADER, *rows]) + "\n", "t.tsv")
    assert [line.startswith(f"t.tsv:{part}") for line, part in zip(found, told, strict=True)] == [
        True
    ] * len(told), found


@pytest.mark.parametrize(
    "rows",
    [
        [row("اداره آب", key="a", country="AF"), row("اداره آب", key="b", country="IR")],
        [row("اداره آب", key="a", valid_to="2001"), row("اداره آب", key="b", valid_from="2001")],
    ],
)
def test_two_bodies_may_share_a_name_in_two_countries_or_times(rows: list[str]) -> None:
    assert table_faults("organizations", "\n".join([HEADER, *rows]) + "\n", "t.tsv") == []


def test_every_type_of_the_contract_is_allowed() -> None:
    kinds = get_args(OrganizationType)
    rows = [row(f"اداره {'آ' * n}", type=kind) for n, kind in enumerate(kinds, 2)]
    assert table_faults("organizations", "\n".join([HEADER, *rows]) + "\n", "t.tsv") == []


# A user's own table


@pytest.mark.parametrize(
    "text",
    [
        "name\nکمیته آب سپیدار\n",
        "name\ttype\tparent\nکمیته آب سپیدار\t\tوزارت مالیه\n",
        "name\tparent\nکمیته آب سپیدار\taf.min.finance\nبخش فنی کمیته آب\tکمیته آب سپیدار\n",
        "# my bodies\nname\tvariants\nکمیته آب سپیدار\tکمیته آب|آب سپیدار\n",
    ],
)
def test_a_list_of_names_is_enough(text: str) -> None:
    assert own_faults(text, "my.tsv") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "my.tsv: empty table"),
        ("نام\nکمیته آب\n", "my.tsv: column 'name' is missing"),
        ("name\tcolour\nکمیته آب\tسرخ\n", "my.tsv:1: unknown column 'colour'"),
        ("name\tname\nکمیته آب\tکمیته آب\n", "my.tsv:1: a column stands twice"),
        ("name\tparent\nکمیته آب\tوزارت ابر\n", "my.tsv:2: no body is called 'وزارت ابر'"),
        ("name\nآبر\n", "my.tsv:2: 'آبر' is too short to be looked for"),
        ("name\tcountry\nکمیته آب\tAfghanistan\n", "my.tsv:2: country 'Afghanistan' is none"),
        ("name\nکمیته آب\nکمیتهٔ آب\n", "my.tsv:3: key 'own.کمیتهاب' stands in line 2 too"),
    ],
)
def test_a_fault_of_an_own_table_is_told(text: str, told: str) -> None:
    assert own_faults(text, "my.tsv")[0].startswith(told)

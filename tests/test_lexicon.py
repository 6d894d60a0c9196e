"""The tables: read strictly, and every row of ours well-formed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neshast
from neshast.errors import ResourceError
from neshast.folding import fold
from neshast.lexicon import read_table, resources_sha256, table, values, words
from neshast.matching import cue_entries

RESOURCES = Path(str(neshast.__file__)).parent / "resources"
TABLES = sorted(path.relative_to(RESOURCES).as_posix() for path in RESOURCES.rglob("*.tsv"))


def cells(name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the numbered rows of a table, read here with no help of the lexicon."""
    lines = (RESOURCES / name).read_text(encoding="utf-8").split("\n")
    rows = [
        (number, line.split("\t"))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    return rows[0][1], rows[1:]


# Our own tables


def test_there_are_tables() -> None:
    assert len(TABLES) > 15


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_header_that_ends_in_source(name: str) -> None:
    header, rows = cells(name)
    assert header[-1] == "source"
    assert len(set(header)) == len(header)
    assert all(re.fullmatch(r"[a-z][a-z_0-9]*", column) for column in header)
    assert rows


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_plain_text(name: str) -> None:
    data = (RESOURCES / name).read_bytes()
    text = data.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert not re.search("[\r\x00\x0b\x0c\u0085\u2028\u2029\u200e\u200f\u202a-\u202e\ufffd]", text)
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_every_macro_that_a_cue_names_is_known_and_every_macro_is_used() -> None:
    assert list(cue_entries())
    named = {
        name
        for row in table("cues", "phrases")
        for name in re.findall(r"\{([^{}]*)\}", row["phrases"])
    }
    assert named == {row["name"] for row in table("macros", "name", "forms")}


def test_no_phrase_is_lost_when_folded() -> None:
    assert [entry for entry in cue_entries() if not fold(entry.phrase)] == []


def test_every_toml_file_is_read() -> None:
    for path in sorted(RESOURCES.rglob("*.toml")):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path


def test_the_fingerprint_is_one_and_the_same() -> None:
    first = resources_sha256()
    resources_sha256.cache_clear()
    assert resources_sha256() == first
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert resources_sha256("name\nکمیته آب\n") not in (first, resources_sha256("name\nشورا\n"))


# The reader


def test_remarks_and_blank_lines_are_no_rows() -> None:
    rows = read_table("# remark\n\na\tb\n1\t2\n# remark\n\n3\t\n", "t", ("a", "b"))
    assert [dict(row) for row in rows] == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\tb\n1\n", r"t\.tsv:2: 1 cells, but the header has 2"),
        ("# r\na\tb\n\n1\t2\t3\n", r"t\.tsv:4: 3 cells, but the header has 2"),
        ("b\tc\n1\t2\n", r"t\.tsv: column 'a' is missing"),
        ("", r"t\.tsv: empty table"),
        ("# only a remark\n", r"t\.tsv: empty table"),
    ],
)
def test_a_malformed_table_is_named_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ResourceError, match=told):
        read_table(text, "t.tsv", ("a",))


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(ResourceError, match=r"resources/no_such_table\.tsv is missing"):
        table("no_such_table")


def test_rows_cannot_be_changed() -> None:
    row = table("macros", "name")[0]
    with pytest.raises(TypeError):
        row["name"] = "x"  # type: ignore[index]
    assert table("macros", "name") is table("macros", "name")


def test_a_cell_of_several_values_comes_apart() -> None:
    assert values("یک|دو||سه") == ("یک", "دو", "سه")
    assert values("") == ()


def test_words_are_those_of_the_rows_asked_for() -> None:
    stops = words("phrase_words", "word", "use", "phrase_stop")
    assert stops and stops < words("phrase_words", "word")


plain = st.text(st.characters(exclude_characters="\t\n#", exclude_categories=["Cs"]), max_size=6)


@given(st.lists(st.tuples(plain, plain, plain), max_size=6))
def test_what_is_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    text = "a\tb\tc\n" + "".join("\t".join(row) + "\n" for row in rows)
    expected = [row for row in rows if "".join(row).strip()]
    found = read_table(text, "t", ("a", "b", "c"))
    assert [tuple(row[column] for column in "abc") for row in found] == expected


# The table of closed classes


def test_every_closed_class_has_its_own_name_and_is_used() -> None:
    header, rows = cells("grammar.tsv")
    names = [row[header.index("name")] for _, row in rows]
    assert [name for name in names if names.count(name) > 1] == []
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(RESOURCES.parent.rglob("*.py"))
    )
    assert [name for name in names if f'"{name}"' not in code and f"'{name}'" not in code] == []

"""Word files: paragraphs and tables in their order, a line each."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from formats_case import ARTICLE, LINES, TITLE, document, how, problem, put, zipped
from neshast.limits import Limits


def saved(built: object) -> bytes:
    into = io.BytesIO()
    built.save(into)  # type: ignore[attr-defined]
    return into.getvalue()


def report() -> bytes:
    built = Document()
    built.add_heading(TITLE, 0)
    for line in LINES:
        built.add_paragraph(line)
    return saved(built)


def test_headings_and_paragraphs_are_lines(tmp_path: Path) -> None:
    found = document(put(tmp_path / "a.docx", report()))
    assert found.raw == ARTICLE
    assert "\u200c" in found.raw
    assert (how(found), found.source.encoding) == ({"route": "docx"}, "utf-8")


def test_tables_stand_where_they_stand(tmp_path: Path) -> None:
    built = Document()
    built.add_paragraph(LINES[0])
    table = built.add_table(3, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ("نام", "سمت", "مهین آذرپی", "رئیس", "سام بیگی", ""),
        strict=True,
    ):
        cell.text = text
    built.add_paragraph(LINES[1])
    found = document(put(tmp_path / "a.docx", saved(built)))
    assert found.raw == "\n".join((LINES[0], "نام\tسمت", "مهین آذرپی\tرئیس", "سام بیگی", LINES[1]))


def test_merged_and_nested_cells_come_once(tmp_path: Path) -> None:
    built = Document()
    table = built.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "فهرست"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "اعضا"
    table.cell(1, 1).text = "مهین آذرپی"
    inner = table.cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "سام بیگی", "منشی"
    found = document(put(tmp_path / "a.docx", saved(built)))
    assert found.raw.split("\n") == ["فهرست", "اعضا\tمهین آذرپی", "سام بیگی\tمنشی"]


def test_cells_of_several_lines_come_one_after_the_other(tmp_path: Path) -> None:
    built = Document()
    table = built.add_table(1, 2)
    table.cell(0, 0).text = LINES[0]
    table.cell(0, 0).add_paragraph(LINES[1])
    table.cell(0, 1).text = LINES[2]
    assert document(put(tmp_path / "a.docx", saved(built))).raw == "\n".join(LINES[:3])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        zipped({}),
        zipped({"word/document.xml": b"<a/>"}),
        report()[:-50],
        report()[:2000],
        report().replace(b"word/document.xml", b"word/documemt.xml"),
    ],
)
def test_what_is_no_word_file_is_told(tmp_path: Path, data: bytes) -> None:
    assert "get the file again" in problem(put(tmp_path / "a.docx", data)).message


def test_an_empty_word_file_is_told(tmp_path: Path) -> None:
    found = problem(put(tmp_path / "a.docx", saved(Document())))
    assert found.message == "there is no text in it; remove it, or fill it"


def with_part(name: str, content: bytes) -> bytes:
    """The report with another content of one of its parts."""
    with zipfile.ZipFile(io.BytesIO(report())) as archive:
        members = {part: archive.read(part) for part in archive.namelist()}
    return zipped(members | {name: content})


def body(entities: str, text: str) -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{LINES[0]}{text}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


def test_files_that_a_word_file_names_are_not_read(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret", "رمز")
    data = with_part("word/document.xml", body(f'<!ENTITY a SYSTEM "{secret.as_uri()}">', "&a;"))
    assert document(put(tmp_path / "a.docx", data)).raw == LINES[0]


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    grown = "".join(
        f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    data = with_part("word/document.xml", body(f'<!ENTITY a "aaaaaaaaaa">{grown}', "&g;"))
    assert "get the file again" in problem(put(tmp_path / "a.docx", data)).message


def test_a_bomb_in_a_word_file_is_told(tmp_path: Path) -> None:
    data = with_part("word/document.xml", bytes(200 << 20))
    found = problem(put(tmp_path / "a.docx", data), limits=Limits(memory=256 << 20))
    assert "bytes of memory" in found.message

"""PDF: the right reading of each kind of producer, page by page; what has no text says so."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from formats_case import LINES, document, documents, how, pdf, problem, put
from neshast.errors import InputError
from neshast.limits import Limits
from neshast.reading import Problem, kinds, read, scans
from neshast.reading import pdf as reading
from neshast.reading.found import EMPTY
from neshast.reading.persian import brackets_right, known_share, plain, turned

# The same words as they are seen: forms of letters from left to right, numbers as they stand.
SEEN = (
    "ﺪﺷ ﺭﺍﺰﮔﺮﺑ ﺮﻬﺷ ﯼﺎﻫ\u200cﻍﺎﺑ ﻪﺘﯿﻤﮐ ﻪﺴﻠﺟ",
    "ﺪﻧﺩﻮﺑ ﺮﺿﺎﺣ ﺎﻀﻋﺍ ﺯﺍ ﺮﻔﻧ ۱۲ ﻭ ۱۳۹۵/۹/۷ ﺦﯾﺭﺎﺗ ﺭﺩ",
    ".ﺪﺷ ﻩﺩﺍﺩ ﺶﯾﺎﻤﻧ (Garden 2016) ﻡﻼﺳﺍ ﻍﺎﺑ ﻪﺸﻘﻧ",
)
READ = (
    "جلسه کمیته باغ\u200cهای شهر برگزار شد",
    "در تاریخ ۱۳۹۵/۹/۷ و ۱۲ نفر از اعضا حاضر بودند",
    "نقشه باغ اسلام (Garden 2016) نمایش داده شد.",
)


@pytest.fixture
def no_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without tesseract."""
    monkeypatch.setattr(scans, "tesseract", lambda: None)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (LINES, "\n".join(LINES)),
        (SEEN[:2], "\n".join(READ[:2])),
        ([line[::-1] for line in LINES[1:]], "\n".join(LINES[1:])),
    ],
    ids=["in the order of reading", "as seen", "reversed"],
)
def test_the_order_of_letters_is_found_out(
    tmp_path: Path, lines: tuple[str, ...], text: str
) -> None:
    found = document(put(tmp_path / "a.pdf", pdf([lines])))
    assert found.raw == text + "\n"
    assert "\u200c" in found.raw
    assert how(found)["route"].startswith("pdf:pdf")
    assert how(found)["known"] > 0.75
    assert (found.source.encoding, found.source.warnings) == ("utf-8", ())


def test_pages_begin_where_they_say(tmp_path: Path) -> None:
    found = document(put(tmp_path / "a.pdf", pdf([LINES[:2], LINES[2:3], LINES[3:]])))
    starts = how(found)["pages"]
    assert starts[0] == 0 and len(starts) == 3
    ends = [*starts[1:], len(found.raw)]
    pages = [found.raw[start:end] for start, end in zip(starts, ends, strict=True)]
    assert pages == [f"{LINES[0]}\n{LINES[1]}\n", f"{LINES[2]}\n", f"{LINES[3]}\n"]


def test_pages_beyond_the_limit_are_cut_with_a_warning(tmp_path: Path) -> None:
    path = put(tmp_path / "a.pdf", pdf([[line] for line in LINES]))
    found = document(path, limits=Limits(pages=2))
    assert found.raw == f"{LINES[0]}\n{LINES[1]}\n"
    assert found.source.warnings == ("pages_cut",)
    assert document(path, limits=Limits(pages=4)).source.warnings == ()


def test_the_first_pages_decide_how_all_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int, int]] = []
    ask = reading.ask

    def noting(task: str, data: bytes, limits: Limits, **options: Any) -> Any:
        asked.append((options["by"], options["first"], options["pages"]))
        if options["by"] == "pdfium":
            return {"texts": ["ﻪﺴﻠﺟﺮﻬﺷﯼﺎﻫ ﻖﻐﺿ ﻆﻄﺿ ﻎﻔﻏ ﺺﺼﺿ"] * options["pages"], "count": 45}
        return ask(task, data, limits, **options)

    monkeypatch.setattr(reading, "ask", noting)
    path = put(tmp_path / "a.pdf", pdf([[LINES[n % 4]] for n in range(45)]))
    found = document(path)
    assert asked == [
        ("pdfium", 0, 20),
        ("pdfminer", 0, 20),
        ("pdfminer", 20, 40),
        ("pdfminer", 40, 45),
    ]
    assert len(how(found)["pages"]) == 45
    assert found.raw.count(LINES[3]) == 11


def test_pages_behind_one_that_hangs_are_cut_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = reading.ask

    def hanging(task: str, data: bytes, limits: Limits, **options: Any) -> Any:
        if options["first"] >= 20:
            raise InputError("the parser did not end")
        return ask(task, data, limits, **options)

    monkeypatch.setattr(reading, "ask", hanging)
    path = put(tmp_path / "a.pdf", pdf([[LINES[n % 4]] for n in range(45)]))
    found = document(path)
    assert len(how(found)["pages"]) == 20
    assert found.source.warnings == ("pages_cut",)


def test_a_page_without_text_among_others_is_told(tmp_path: Path) -> None:
    found = document(put(tmp_path / "a.pdf", pdf([LINES, []])))
    assert found.source.warnings == ("pages_without_text",)


def test_a_damaged_page_loses_no_other(tmp_path: Path) -> None:
    data = pdf([LINES[:2], ["x"], LINES[2:]])
    found = document(put(tmp_path / "a.pdf", data.replace(b"9 0 R 11 0 R]", b"9 0 R 99 0 R]")))
    assert found.raw.startswith(f"{LINES[0]}\n{LINES[1]}\n")
    assert len(how(found)["pages"]) in (2, 3)


def test_a_text_of_other_words_is_doubtful(tmp_path: Path, no_sight: None) -> None:
    noise = [" ".join(("ضصثقغ", "فغعهخح"[n:], "شسیبلا", "ظطزرذدپ"[n:])) for n in range(4)]
    found = document(put(tmp_path / "a.pdf", pdf([noise])))
    assert found.source.warnings == ("text_doubtful",)
    assert how(found)["known"] < 0.3


def test_a_text_of_no_persian_is_left_as_it_is(tmp_path: Path) -> None:
    found = document(put(tmp_path / "a.pdf", pdf([["A report of the garden committee, 2016."]])))
    assert found.raw == "A report of the garden committee, 2016.\n"
    assert (how(found)["route"], found.source.warnings) == ("pdf:pdfium", ())


# What cannot be read


def test_a_pdf_without_text_says_how_to_read_it_by_sight(tmp_path: Path, no_sight: None) -> None:
    found = problem(put(tmp_path / "a.pdf", pdf([[], []])))
    assert found.message == (
        "there is no text in it, only pictures; to read it by sight install tesseract with its "
        "Persian data (apt install tesseract-ocr tesseract-ocr-fas)"
    )


def test_a_locked_pdf_is_told(tmp_path: Path) -> None:
    data = pdf([LINES])
    locked = data.replace(
        b"trailer <<",
        b"trailer << /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>"
        b" >>" % (b"00" * 32, b"00" * 32),
    )
    found = problem(put(tmp_path / "a.pdf", locked))
    assert found.message == "locked with a password; unlock it first"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(999), pdf([LINES])[:900], b"plain" * 99]
)
def test_a_damaged_pdf_is_told(tmp_path: Path, data: bytes) -> None:
    assert "get the file again" in problem(put(tmp_path / "a.pdf", data)).message


def test_the_bytes_decide_where_the_name_is_wrong(tmp_path: Path) -> None:
    found = document(put(tmp_path / "a.html", pdf([LINES])))
    assert how(found)["route"] == "pdf:pdfium+letters+turned"
    assert document(put(tmp_path / "b", pdf([LINES]))).raw == found.raw


# By sight


def seer(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A program in the place of tesseract; it finds the picture in ``sys.argv[1]``."""
    program = put(folder / "tesseract", f"#!{sys.executable}\nimport sys, time\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(scans, "tesseract", lambda: str(program))
    monkeypatch.setattr(kinds, "tesseract", lambda: str(program))
    kinds.lacking.cache_clear()


def test_pages_are_read_by_sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "picture = open(sys.argv[1], 'rb').read()\n"
        "assert picture.startswith(b'P5\\n5000 3509\\n255\\n'), picture[:30]\n"
        "assert sys.argv[2:] == ['-', '-l', 'fas']\n"
        f"sys.stdout.buffer.write('{LINES[0]}\\n\\f'.encode())"
    )
    seer(tmp_path, monkeypatch, body)
    (tmp_path / "in").mkdir()
    found = document(put(tmp_path / "in" / "a.pdf", pdf([[]] * 10)))
    assert found.raw == (LINES[0] + "\n") * 10
    assert how(found)["route"] == "pdf:tesseract"
    assert len(how(found)["pages"]) == 10
    limits = Limits(scanned_pages=9)
    found = document(tmp_path / "in" / "a.pdf", limits=limits)
    assert (len(how(found)["pages"]), found.source.warnings) == (9, ("pages_cut",))
    limits = Limits(scanned_pages=0)
    assert "set `scanned_pages`" in problem(tmp_path / "in" / "a.pdf", limits=limits).message


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("sys.exit(3)", "tesseract fails on it"),
        ("time.sleep(60)", "did not end"),
        ("", "no text in it"),
    ],
)
def test_sight_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    seer(tmp_path, monkeypatch, body)
    path = put(tmp_path / "in" / "a.pdf", pdf([[]]))
    assert says in problem(path, limits=Limits(seconds=1)).message


def test_pictures_are_read_by_sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "assert open(sys.argv[1], 'rb').read() == b'II*'\n"
        f"sys.stdout.buffer.write('{LINES[0]}\\n\\f{LINES[1]}\\n\\f'.encode())"
    )
    seer(tmp_path, monkeypatch, body)
    found = document(put(tmp_path / "in" / "a.tif", b"II*"))
    assert found.raw == f"{LINES[0]}\n{LINES[1]}\n"
    assert how(found)["route"] == "scan:tesseract"
    assert how(found)["pages"] == [0, len(LINES[0]) + 1]
    path = put(tmp_path / "in" / "b.png", b"II*")
    assert problem(path).skipped
    assert document(path, format="scan").raw == found.raw


def test_a_picture_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "tesseract", lambda: None)
    kinds.lacking.cache_clear()
    found = problem(put(tmp_path / "a.tif", b"II*"))
    assert found.skipped and "apt install tesseract-ocr tesseract-ocr-fas" in found.needs


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What is installed is looked up anew after each test."""
    yield
    kinds.lacking.cache_clear()


def test_a_scan_is_read_with_tesseract(tmp_path: Path) -> None:
    if scans.tesseract() is None:
        pytest.skip("tesseract with its Persian data is not installed")
    # A page of shapes that are no letters: what matters is that the real program runs.
    content = b"0 0 0 rg 100 700 40 8 re f 100 600 8 60 re f"
    data = pdf([[]]).replace(b"BT /F1 12 Tf 14 TL 40 780 Td\n\nET", content.ljust(32))
    (found,) = read([put(tmp_path / "a.pdf", data)])
    told = found.message if isinstance(found, Problem) else how(found)["route"]
    assert told in (EMPTY, "pdf:tesseract")


def test_the_drawn_page_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "size = [int(part) for part in open(sys.argv[1], 'rb').read(30).split()[1:3]]\n"
        "assert 30_000_000 < size[0] * size[1] <= 41_000_000, size\n"
        f"sys.stdout.buffer.write('{LINES[0]}'.encode())"
    )
    seer(tmp_path, monkeypatch, body)
    huge = pdf([[]]).replace(b"[0 0 1200 842]", b"[0 0 14000 14000]")
    assert document(put(tmp_path / "in" / "a.pdf", huge)).raw.strip() == LINES[0]


# Readings


def test_the_share_of_known_words() -> None:
    text = "\n".join(LINES)
    assert known_share(text)[0] > 0.8
    assert known_share(text[::-1])[0] < 0.3
    assert known_share("") == known_share("Garden 12 ۱۲ و") == (0.0, 0)


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        *zip(SEEN, READ, strict=True),
        ("ﻼ", "لا"),
        ("«ﻡﻼﺳ»", "«سلام»"),
        ("۱۲۳", "۱۲۳"),
        (".2016-11-28 ﺭﺩ", "در 2016-11-28."),
        ("", ""),
    ],
)
def test_lines_turn(seen: str, read: str) -> None:
    assert turned(seen) == read
    assert turned(f"{seen}\n{seen}") == f"{read}\n{read}"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("گفت: »بلی« و »نه«.", "گفت: «بلی» و «نه»."),
        ("گفت: «بلی» و «نه».", "گفت: «بلی» و «نه»."),
        ("»بلی« (یک)", "«بلی» (یک)"),
        (")یک( [دو]", "(یک) [دو]"),
        ("الف) یک ب) دو", "الف) یک ب) دو"),
        ("«", "«"),
    ],
)
def test_brackets_stand_right(text: str, right: str) -> None:
    assert brackets_right(text) == right


def test_forms_become_letters_and_nothing_else_changes() -> None:
    assert plain("ﺟﻠﺴﻪ\u200cﯼ ½ … ﷲ ﹰ\u00a0") == "جلسه\u200cی ½ … الله \u064b\u00a0"


def test_the_helper_reads_what_pdfium_reads(tmp_path: Path) -> None:
    """The PDF of these tests is a good one."""
    opened = PdfDocument(pdf([LINES]))
    assert len(opened) == 1
    opened.close()
    assert len(documents(put(tmp_path / "a.pdf", pdf([LINES])))) == 1
    assert os.listdir(tmp_path) == ["a.pdf"]

"""Any bytes through every reader: nothing is raised, nothing is lost without a word."""

from __future__ import annotations

import gzip
import importlib.util
import io
import os
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from docx import Document as Word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli_case import SOURCES
from formats_case import ARTICLE, LINES, packed, pdf, put, response, tarred, zipped
from neshast.document import Document
from neshast.limits import Limits
from neshast.reading import Problem, read
from neshast.reading.found import Item, Kind
from neshast.reading.reader import Reader

LIMITS = Limits(bytes=1 << 20, total=4 << 20, members=20, depth=2, seconds=5, scanned_pages=0)
PAGE = f"<html><body><h1>{LINES[0]}</h1><p>{LINES[1]}</p></body></html>".encode()


@cache
def fuzz() -> ModuleType:
    """`evaluation/fuzz_reading.py`."""
    path = Path(__file__).parents[1] / "evaluation" / "fuzz_reading.py"
    spec = importlib.util.spec_from_file_location("fuzz_reading", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_reading"] = module
    spec.loader.exec_module(module)
    return module


def word() -> bytes:
    into = io.BytesIO()
    built = Word()
    built.add_paragraph(LINES[0])
    built.save(into)
    return into.getvalue()


WHOLE = {
    "html": PAGE,
    "pdf": pdf([LINES[:2]]),
    "docx": word(),
    "warc": response(PAGE) + response(PAGE),
    "zip": zipped({"a.html": PAGE, "b.docx": word()}),
    "tar": tarred({"a.txt": LINES[0].encode(), "b.pdf": pdf([LINES[:1]])}),
}

changes = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 8),
        st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b"\0" * 9, b"../", b"\xff\xfe"])),
    ),
    max_size=6,
)


def changed(data: bytes, wanted: list[tuple[float, int, bytes]]) -> bytes:
    """`data` with stretches of it replaced."""
    for share, length, new in wanted:
        at = int(share * len(data))
        data = data[:at] + new + data[at + length :]
    return data


def check(format: str, data: bytes) -> None:
    item = Item(Kind(format), io.BytesIO(data), "in", "in", "in")
    found = list(Reader(limits=LIMITS).read(item))
    assert found
    for one in found:
        fuzz().check_found(one)


@pytest.mark.parametrize("format", WHOLE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wanted=changes)
def test_changed_files(format: str, wanted: list[tuple[float, int, bytes]]) -> None:
    check(format, changed(WHOLE[format], wanted))


@pytest.mark.parametrize("format", ["txt", "jsonl", *WHOLE])
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes(format: str, data: bytes) -> None:
    check(format, data)


@pytest.mark.parametrize("format", WHOLE)
def test_what_is_not_changed_is_read(format: str) -> None:
    """Else the tests above would test nothing."""
    item = Item(Kind(format), io.BytesIO(WHOLE[format]), "in", "in", "in")
    found = list(Reader(limits=LIMITS).read(item))
    assert all(isinstance(one, Document) for one in found), found


def test_a_short_run_of_the_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make fuzz` reads a million of these."""
    monkeypatch.setattr("neshast.reading.html.ask", fuzz().answer)
    assert list(fuzz().failures(1, range(3000))) == []
    kinds = {fuzz().made(1, number)[0].format for number in range(300)}
    assert kinds == {"txt", "jsonl", "html", "zip", "tar", "warc"}


# No network


def test_nothing_asks_the_network(tmp_path: Path) -> None:
    """Neither this process nor the one that parses: both would end at once."""
    put(
        tmp_path / "site" / "sitecustomize.py",
        "import os, sys\n"
        "calls = ('connect', 'getaddrinfo', 'gethostbyname', 'sendto', 'sendmsg')\n"
        "names = {f'socket.{name}' for name in calls}\n"
        "sys.addaudithook(lambda event, _: os._exit(77) if event in names else None)\n",
    )
    folder = tmp_path / "in"
    page = PAGE.replace(
        b"<html>",
        b'<!DOCTYPE html SYSTEM "http://example.org/a.dtd"><html><head><base href="http://example.'
        b'org/"><link rel="stylesheet" href="http://example.org/a.css"></head>',
    )
    put(folder / "a.html", page)
    put(folder / "b.pdf", pdf([LINES]))
    put(folder / "c.docx", word())
    put(folder / "d.warc.gz", packed([response(page)]))
    put(folder / "e.tar.gz", gzip.compress(tarred({"a.html": page})))
    code = textwrap.dedent(f"""
        from neshast.document import Document
        from neshast.reading import read
        found = list(read([{str(folder)!r}]))
        assert len(found) == 5 and all(isinstance(one, Document) for one in found), found
        import socket
        socket.create_connection(("127.0.0.1", 9))
    """)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path / "site"), str(SOURCES)))}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    # The last line of the script does ask: the block is real.
    assert (done.returncode, done.stderr) == (77, b"")


# The same bytes give the same text


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for format, data in WHOLE.items():
        put(tmp_path / f"a.{format}", data)
    assert list(read([tmp_path])) == list(read([tmp_path]))


# Without the extra


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("a.html", "trafilatura"),
        ("a.warc.gz", "fastwarc"),
        ("a.pdf", "pdfminer"),
        ("a.docx", "docx"),
        ("a.jsonl.zst", "zstandard"),
    ],
)
def test_a_format_whose_package_is_missing_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    from neshast.reading import kinds

    there = importlib.util.find_spec
    monkeypatch.setattr(kinds, "find_spec", lambda one: None if one == package else there(one))
    kinds.lacking.cache_clear()
    try:
        data = {"a.html": PAGE, "a.pdf": WHOLE["pdf"], "a.docx": word()}.get(name, b"x")
        put(tmp_path / name, data)
        put(tmp_path / "b.zip", zipped({name: data, "c.txt": ARTICLE.encode()}))
        alone, inside, good = read([tmp_path])
        assert isinstance(alone, Problem) and alone.skipped
        assert alone.message.endswith("need a package; pip install 'neshast[formats]'")
        assert isinstance(inside, Problem) and inside.needs == alone.needs
        assert isinstance(good, Document) and good.raw == ARTICLE
    finally:
        kinds.lacking.cache_clear()

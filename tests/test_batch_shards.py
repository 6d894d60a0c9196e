"""Shards: no byte is left out, and what is read of them is what `read` reads."""

from __future__ import annotations

import os
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neshast.batch import shards as cutting
from neshast.batch.shards import InputChanged, Piece, Shard, read_piece, shards
from neshast.batch.worker import documents
from neshast.document import Document
from neshast.reading import Problem, read
from neshast.reading.sources import files_of

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"", b" \t", b"\r", b"{bad", b'{"id": 1}', b"\xef\xbb\xbf", b"\xff\xfe", b"\xff",
             b'{"text": "\xd8\xac\xd9\x84"}', b'{"id": "a", "text": "\xe2\x80\xa8."}',
             b'{"text": "' + b"x" * 200 + b'"}']
        ),
        st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")),
    ),
    max_size=12,
)  # fmt: skip


def plain(found: Document | Problem) -> Any:
    """What is compared: all but the number that a repeated id gets, and its warning."""
    if isinstance(found, Problem):
        return found
    source = found.source
    repeated = "duplicate_id" in source.warnings
    doc_id = source.doc_id.rpartition("#")[0] if repeated else source.doc_id
    return found.raw, doc_id, source.sha256, source.encoding, source.path


def pieces_of(folder: str, most: int) -> list[Piece]:
    return [p for shard in shards(files_of([folder]), "f", documents=most) for p in shard.pieces]


@settings(deadline=None)
@given(
    files=st.lists(st.tuples(st.sampled_from(["jsonl", "txt", "png"]), LINES), max_size=4),
    head=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    end=st.sampled_from([b"", b"\n"]),
    most=st.integers(1, 5),
)
def test_shards_read_as_the_whole(
    files: list[tuple[str, list[bytes]]], head: bytes, end: bytes, most: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, (suffix, lines) in enumerate(files):
            Path(folder, f"{number}.{suffix}").write_bytes(head + b"\n".join(lines) + end)
        pieces = pieces_of(folder, most)
        found = [one for piece in pieces for one in documents(piece, None)]
        assert list(map(plain, found)) == list(map(plain, read([folder])))
        counted = [len(list(documents(piece, None))) for piece in pieces]
        assert all(p.count in (None, n) for p, n in zip(pieces, counted, strict=True))
        for before, after in pairwise(pieces):
            if before.line and before.path == after.path:
                assert before.offset + before.size == after.offset


def test_a_shard_is_written_as_it_is(tmp_path: Path) -> None:
    name = os.fsdecode("\u062c\u0644\u0633\u0647".encode() + b"\xff.txt")
    (tmp_path / name).write_bytes(b"x")
    (shard,) = shards(files_of([tmp_path, "none"]), "f")
    assert Shard.of_json(shard.to_json()) == shard
    assert shard.to_json().isascii()
    assert [type(one) for p in shard.pieces for one in documents(p, None)] == [Document, Problem]


def test_a_key_is_of_bytes_place_and_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")

    def keys(*paths: Path, by: str = "f") -> list[str]:
        return [shard.key for shard in shards(files_of(paths), by, documents=1)]

    (key,) = keys(path)
    assert keys(path) == [key]
    assert keys(path, by="g") != [key]
    twice = keys(path, path)
    assert twice[0] == key and len(set(twice)) == 2
    path.write_bytes(b"two")
    assert keys(path) != [key]


def test_a_long_line_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BYTES", 100)
    lines = [b"{}", b"{}", b'"' + b"x" * 200 + b'"', b"{}", b"{}"]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    assert [piece.count for piece in pieces_of(str(tmp_path), 100)] == [2, 1, 2]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_bytes_that_changed_are_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b'{"text": "one"}\n')
    (piece,) = pieces_of(str(tmp_path), 9)
    read_piece(piece)
    path.write_bytes(b'{"text": "two"}\n')
    with pytest.raises(InputChanged):
        read_piece(piece)
    path.unlink()
    with pytest.raises(InputChanged):
        list(documents(piece, None))

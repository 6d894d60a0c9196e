"""Turns annotations by quotes into annotations by reference, which hold no word of their texts.

    python corpora/refer.py FOLDER OUT --file news_iran/news_iran.jsonl.gz

`FOLDER` has annotated documents whose `doc_id` is the id of a line in the file under
`$NESHAST_DATA`, and whose `text` is that line's title, a line feed and its body. Every quote
becomes ``@start:end``; every name the spans that it is put together of (``#12:15 #18:20``), with
words that the text does not have left as they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.folding import key
from neshast.scoring import GoldDocument, load_gold
from neshast.scoring.gold import Resolver
from neshast.scoring.references import fetch

Plain = dict[str, Any]


def referred(document: GoldDocument, file: str) -> Plain:
    """The annotation of a document without its words.

    Raises:
        GoldError: if the text is not that of the line with this id, or a quote is not in it.
    """
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    source = {"file": file, "id": document.doc_id, "sha256": digest}
    fetch(source)
    numbers = range(1, len(document.records) + 1)
    return {
        "doc_id": document.doc_id,
        "variety": document.variety,
        "published": document.published,
        "text_from": source,
        "tags": list(document.tags),
        "records": [_Referrer(document, number).record() for number in numbers],
    }


class _Referrer:
    """One record: given as it was annotated, resolved to know where every quote stands."""

    def __init__(self, document: GoldDocument, number: int) -> None:
        self.text = document.text
        self.given = document.records[number - 1]
        resolver = Resolver(document, number)
        self.found = resolver.record()
        self.segment = resolver.segment

    def record(self) -> Plain:
        plain = dict(self.given)
        if plain.get("segment"):
            plain["segment"] = self._ends()
        for name in ("title", "venue"):
            plain[name] = self._place(self.found[name])
        for name in ("date", "end_date"):
            if plain.get(name):
                plain[name] = {**plain[name], "text": self._place(self.found[name])}
        plain["purpose"] = [self._place(quote) for quote in self.found["purpose"]]
        for name in ("persons", "organizations", "participants", "agenda", "statements"):
            plain[name] = [
                getattr(self, f"_{name}")(given, self.found[name][i])
                for i, given in enumerate(plain.get(name) or ())
            ]
        plain["outcomes"] = [
            {**given, "text": self._place(found), "responsible": self._names(given, "responsible")}
            for given, found in zip(
                plain.get("outcomes") or (), self.found["outcomes"], strict=True
            )
        ]
        return plain

    def _ends(self) -> list[str]:
        """The segment's first and last words, as many as were quoted."""
        first, last = (len(re.sub(r"@\d+$", "", quote)) for quote in self.given["segment"])
        start, end = self.segment.start, self.segment.end
        return [f"@{start}:{start + first}", f"@{end - last}:{end}"]

    @staticmethod
    def _place(quote: Plain | None) -> str | None:
        if quote is None or quote["start"] is None:
            return None
        return f"@{quote['start']}:{quote['end']}"

    def _name(self, name: str | None) -> str | None:
        if name is None:
            return None
        start = self.text.find(name, self.segment.start)
        if start >= 0:
            return f"#{start}:{start + len(name)}"
        return " ".join(self._word(word) for word in name.split())

    def _word(self, word: str) -> str:
        for found in re.finditer(r"[^\s،؛:.()«»]+", self.text):
            start = found[0].find(word)
            if start >= 0:
                return f"#{found.start() + start}:{found.start() + start + len(word)}"
            if key(found[0]) == key(word):
                return f"#{found.start()}:{found.end()}"
        typer.echo(f"the text has no «{word}»: left as it is", err=True)
        return word

    def _names(self, item: Plain, part: str) -> list[str | None]:
        return [self._name(name) for name in item.get(part) or ()]

    def _persons(self, given: Plain, found: Plain) -> Plain:
        posts = [
            {
                **post,
                "text": self._place(place),
                "title": self._name(post.get("title")),
                "organization": self._name(post.get("organization")),
            }
            for post, place in zip(given.get("posts", ()), found["posts"], strict=True)
        ]
        honorifics = self._names(given, "honorifics")
        name = self._name(given["name"])
        return {**given, "name": name, "honorifics": honorifics, "posts": posts}

    def _organizations(self, given: Plain, _: Plain) -> Plain:
        return {**given, "name": self._name(given["name"])}

    def _participants(self, given: Plain, found: Plain) -> Plain:
        if found["group"]:
            return {**given, "group": self._place(found["group"])}
        name = next(part for part in ("person", "organization") if given.get(part))
        return {**given, name: self._name(given[name])}

    def _agenda(self, given: Plain, found: Plain) -> Plain:
        return {**given, "text": self._place(found), "by": self._names(given, "by")}

    def _statements(self, given: Plain, found: Plain) -> Plain:
        """A speaker without a reference is a group: its phrase is quoted."""
        speaker = given.get("speaker")
        known = found["speaker"] is not None
        places = {part: self._place(found[part]) for part in ("via", "verb")}
        if speaker is not None:
            places["speaker"] = self._name(speaker) if known else places["via"]
        return {**given, "text": self._place(found), **places}


def main(
    folder: Path,
    out: Path,
    file: Annotated[str, typer.Option(help="Below $NESHAST_DATA.")],
) -> None:
    """Write the annotations of FOLDER by reference into OUT."""
    out.mkdir(parents=True, exist_ok=True)
    for document in load_gold(folder):
        text = json.dumps(referred(document, file), ensure_ascii=False, indent=1)
        (out / f"{document.doc_id}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

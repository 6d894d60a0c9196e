"""Looking something up in an index of an OpenSearch server, as `searching` does in an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from neshast.archive.passages import COLUMNS
from neshast.archive.queries import Form, Known, Part, Query, Term, parse, phrase
from neshast.archive.searching import Filters, Found, Hit, is_key, named
from neshast.archive.server import SEARCH, Json, Server
from neshast.archive.server_indexing import check
from neshast.archive.snippets import Passage, cut
from neshast.errors import InputError, ServerError
from neshast.writing.relational import edtf_of

# How much a word weighs in each column: as in the archive.
_WEIGHTS = (4, 3, 1, 1.5, 1.5, 2, 1, 2, 1, 1)
_FIELDS = [f"{column}^{weight}" for column, weight in zip(COLUMNS, _WEIGHTS, strict=True)]
# Words that may stand for the last one of a phrase that is a beginning.
_MOST_ENDINGS = 1000
# What a server gives of one answer unless told otherwise; words of one question.
_MOST_HITS, _MOST_WORDS = 10_000, 500
_SHOWN = ["collection", "doc_id", "record_id", "url", "record", *COLUMNS]
_Made = TypeVar("_Made")


def search_server(server: Server, text: str, filters: Filters, limit: int = 10) -> Found:
    """The meetings that hold what a user typed, the best first; without words the latest first.

    Args:
        server: and index.
        text: words, "phrases", beginnings*, -exclusions; may be empty.
        filters: what the meetings must be.
        limit: how many hits at most.

    Raises:
        InputError: if nothing is asked, or only what must not occur.
        ServerError: if the server has no such index, is not reached or refuses.
    """
    if limit > _MOST_HITS:
        raise InputError(f"a server shows at most {_MOST_HITS} hits; give a smaller --limit")
    check(server, _given(server, server.ask("GET", "/_mapping")))
    query = _with_words(server, partial(parse, text))
    conditions = list(_conditions(server, filters))
    dated = list(_days(filters))
    if not (query.wanted or conditions or dated):
        raise InputError("nothing is asked; give a word, or an option such as --person")
    asked: Json = {
        "query": _every(query, [*conditions, *dated]),
        "size": limit,
        "track_total_hits": True,
        "_source": _SHOWN,
        "sort": _ORDER if query.wanted else [{"latest": {"order": "desc"}}, *_ORDER[1:]],
    }
    hits = _given(server, server.ask("POST", SEARCH, asked))["hits"]
    undated = 0
    if dated:
        without = {"query": _every(query, [*conditions, _UNDATED])}
        undated = _given(server, server.ask("POST", "/_count", without))["count"]
    found = tuple(_hit(hit, query) for hit in hits["hits"])
    return Found(found, hits["total"]["value"], undated)


# The numbers of records tell them apart where all else is the same.
_ORDER: list[Any] = ["_score", "record_id", "doc_id", "collection"]
_UNDATED = {"bool": {"must_not": [{"exists": {"field": "latest"}}]}}


def _given(server: Server, answer: Json | None) -> Json:
    if answer is None:
        raise ServerError(
            f"{server.name}: there is no such index; make it with `neshast index`, or name another "
            "(--index)"
        )
    return answer


def _with_words(server: Server, make: Callable[[Known], _Made]) -> _Made:
    """What depends on which words the index has: made again until it asks for no new ones."""
    there: dict[str, bool] = {}
    asked: list[str] = []

    def known(key: str) -> bool:
        if key not in there:
            asked.append(key)
        return there.get(key, False)

    while True:
        made = make(known)
        if not asked:
            return made
        there.update(_words_there(server, list(dict.fromkeys(asked))))
        asked.clear()


def _words_there(server: Server, words: list[str]) -> Iterator[tuple[str, bool]]:
    for at in range(0, len(words), _MOST_WORDS):
        some = words[at : at + _MOST_WORDS]
        each = {str(number): {"term": {"words": word}} for number, word in enumerate(some)}
        asked = {"size": 0, "aggs": {"words": {"filters": {"filters": each}}}}
        told = _given(server, server.ask("POST", SEARCH, asked))["aggregations"]["words"]
        for number, word in enumerate(some):
            yield word, told["buckets"][str(number)]["doc_count"] > 0


# ---------------------------------------------------------------- the query


def _every(query: Query, conditions: list[Json]) -> Json:
    return {
        "bool": {
            "must": [_part(part, _FIELDS) for part in query.wanted],
            "must_not": [_part(part, _FIELDS) for part in query.unwanted],
            "filter": conditions,
        }
    }


def _part(part: Part, fields: list[str]) -> Json:
    return _either([{"bool": {"must": [_term(term, fields) for term in way]}} for way in part])


def _term(term: Term, fields: list[str]) -> Json:
    return _either([_form(form, fields) for form in term.forms])


def _either(choices: list[Json]) -> Json:
    if len(choices) == 1:
        return choices[0]
    return {"bool": {"should": choices, "minimum_should_match": 1}}


def _form(form: Form, fields: list[str]) -> Json:
    """Words side by side in one of the fields."""
    words = " ".join(form.keys)
    if form.beginning and len(form.keys) == 1:
        named = (field.partition("^") for field in fields)
        return _either([
            {"prefix": {field: {"value": words, "boost": float(weight or 1)}}}
            for field, _, weight in named
        ])  # fmt: skip
    asked: Json = {"query": words, "fields": fields}
    if len(form.keys) == 1:
        asked["type"] = "most_fields"
    elif form.beginning:
        asked |= {"type": "phrase_prefix", "max_expansions": _MOST_ENDINGS}
    else:
        asked["type"] = "phrase"
    return {"multi_match": asked}


def _conditions(server: Server, filters: Filters) -> Iterator[Json]:
    for column, name in named(filters):
        term = _with_words(server, partial(phrase, name))
        if term is not None:
            yield _term(term, [column])
    keys = {"authorities": ("bodies", filters.org), "codes": ("topics", filters.topic)}
    for field, (column, value) in keys.items():
        if value is not None and is_key(column, value):
            yield {"term": {field: value}}
    if filters.variety is not None:
        yield {"term": {"variety": filters.variety}}


def _days(filters: Filters) -> Iterator[Json]:
    if filters.since is not None:
        yield {"range": {"latest": {"gte": filters.since}}}
    if filters.until is not None:
        yield {"range": {"begins": {"lte": filters.until}}}


# ---------------------------------------------------------------- the hits


def _hit(hit: Json, query: Query) -> Hit:
    kept: Json = hit["_source"]
    record = kept["record"]
    title, venue, first = record["title"] or {}, record["venue"] or {}, record["date"] or {}
    snippet = cut(kept, partial(_passages, record), query.terms) if query.terms else None
    return Hit(
        record_id=kept["record_id"],
        collection=kept["collection"],
        doc_id=kept["doc_id"],
        url=kept.get("url"),
        title=title.get("text"),
        kind=record["kind"],
        status=record["status"],
        date=edtf_of(first, record["end_date"]),
        venue=venue.get("text"),
        score=round(hit["_score"], 3) if query.wanted else None,
        snippet=snippet,
    )


def _passages(record: Json, column: str) -> Iterable[Passage]:
    """The texts of a column, as the tables of the archive have them."""
    match column:
        case "title" | "venue":
            quotes = [record[column]]
        case "agenda":
            quotes = [*record["agenda"], *record["purpose"]]
        case "statements" | "outcomes":
            quotes = record[column]
        case "offices":
            quotes = [post for person in record["persons"] for post in person["posts"]]
        case "people" | "bodies":
            actors = record["persons" if column == "people" else "organizations"]
            return [(actor["name"], None) for actor in actors]
        case _:
            return [(topic["label"], None) for topic in record["topics"]]
    return [(quote["text"], quote["start"]) for quote in quotes if quote]

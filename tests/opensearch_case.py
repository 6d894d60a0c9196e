"""A small OpenSearch for tests: it keeps documents, finds them, and refuses what a real one would.

It knows the requests that `neshast.archive.server` makes, and nothing else.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


class Refused(Exception):
    """A request that a real server refuses."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.body = {"error": {"type": kind, "reason": reason}, "status": status}


class Index:
    """One index: what was written, and what of it a search sees since the last refresh."""

    def __init__(self, mappings: Json) -> None:
        self.mappings = mappings
        self.fields: Json = mappings["properties"]
        self.documents: dict[str, Json] = {}
        self.visible: dict[str, Json] = {}

    def put(self, number: str, document: Json) -> None:
        for name, value in document.items():
            self._check(name, value)
        self.documents[number] = document

    def _check(self, name: str, value: Any) -> None:
        if name not in self.fields:
            raise Refused(400, "strict_dynamic_mapping_exception", f"[{name}] is not allowed")
        kind = self.fields[name]["type"]
        values = value if isinstance(value, list) and kind == "keyword" else [value]
        wrong = (dict,) if kind == "object" else (str, type(None))
        if any(not isinstance(each, wrong) for each in values):
            raise Refused(400, "mapper_parsing_exception", f"failed to parse field [{name}]")

    def words(self, document: Json, field: str) -> list[str]:
        """The tokens of a text: of all that is copied to it, too."""
        copied = [name for name, kind in self.fields.items() if kind.get("copy_to") == field]
        return [word for name in (field, *copied) for word in (document.get(name) or "").split()]


class Search:
    """A query on an index: the score of a document, 0 if it does not fit."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def score(self, document: Json, query: Json) -> float:
        ((kind, asked),) = query.items()
        if kind not in ("bool", "term", "terms", "range", "exists", "prefix", "multi_match"):
            raise Refused(400, "parsing_exception", f"unknown query [{kind}]")
        score: float = getattr(self, f"_{kind}")(document, asked)
        return score

    def _bool(self, document: Json, asked: Json) -> float:
        known = {"must", "must_not", "filter", "should", "minimum_should_match"}
        if not asked.keys() <= known:
            raise Refused(400, "x_content_parse_exception", f"[bool] {sorted(asked)}")
        must = [self.score(document, part) for part in asked.get("must", ())]
        fits = [self.score(document, part) > 0 for part in asked.get("filter", ())]
        not_fits = [self.score(document, part) > 0 for part in asked.get("must_not", ())]
        should = [self.score(document, part) for part in asked.get("should", ())]
        enough = sum(score > 0 for score in should) >= asked.get("minimum_should_match", 0)
        if not (all(must) and all(fits) and enough) or any(not_fits):
            return 0
        return sum(must) + sum(should) or 1

    def _values(self, document: Json, field: str) -> list[str]:
        if self._kind(field) == "text":
            return self.index.words(document, field)
        value = document.get(field)
        values = value if isinstance(value, list) else [value]
        return [each for each in values if each is not None]

    def _kind(self, field: str) -> str:
        if field not in self.index.fields:
            raise AssertionError(f"{field} is no field: a real server would find nothing")
        kind: str = self.index.fields[field]["type"]
        return kind

    def _term(self, document: Json, asked: Json) -> float:
        ((field, value),) = asked.items()
        return float(value in self._values(document, field))

    def _terms(self, document: Json, asked: Json) -> float:
        ((field, values),) = asked.items()
        return float(any(value in values for value in self._values(document, field)))

    def _exists(self, document: Json, asked: Json) -> float:
        return float(bool(self._values(document, asked["field"])))

    def _range(self, document: Json, asked: Json) -> float:
        ((field, bounds),) = asked.items()
        low, high = bounds.get("gte", ""), bounds.get("lte", "\U0010ffff")
        return float(any(low <= value <= high for value in self._values(document, field)))

    def _prefix(self, document: Json, asked: Json) -> float:
        ((field, about),) = asked.items()
        found = any(word.startswith(about["value"]) for word in self._values(document, field))
        return float(about["boost"]) * found

    def _multi_match(self, document: Json, asked: Json) -> float:
        kind, wanted = asked["type"], asked["query"].split()
        if kind not in ("most_fields", "phrase", "phrase_prefix"):
            raise Refused(400, "parsing_exception", f"[multi_match] type {kind}")
        scores = []
        for name in asked["fields"]:
            field, _, boost = name.partition("^")
            assert self._kind(field) == "text"
            times = _times(self.index.words(document, field), wanted, kind == "phrase_prefix")
            scores.append(float(boost or 1) * times)
        return sum(scores) if kind == "most_fields" else max(scores)


def _times(words: list[str], wanted: list[str], beginning: bool) -> int:
    """How often words stand side by side; the last may be the beginning of one."""
    count = 0
    for at in range(len(words) - len(wanted) + 1):
        *here, last = words[at : at + len(wanted)]
        fits = last.startswith(wanted[-1]) if beginning else last == wanted[-1]
        count += here == wanted[:-1] and fits
    return count


class OpenSearch:
    """The server.

    Attributes:
        indexes: by name.
        login: name and password that it asks for, if any.
        faults: status codes that it answers with next, before anything is done; 0 hangs up.
        refuses: numbers of documents that it refuses, each as often as a status stands there.
        plain: what it answers instead of JSON.
        asked: method and path of every request.
    """

    def __init__(self) -> None:
        self.indexes: dict[str, Index] = {}
        self.login: tuple[str, str] | None = None
        self.faults: list[int] = []
        self.refuses: dict[str, list[int]] = {}
        self.plain = b""
        self.asked: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def documents(self, name: str = "neshast") -> dict[str, Json]:
        """What stands in an index, by collection, report and record."""
        return {
            f"{each['collection']}/{each['doc_id']}/{each['record_id']}": each
            for each in self.indexes[name].documents.values()
        }

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Json]:
        """Status and body of the answer to a request."""
        target = urlsplit(path)
        name, *rest = target.path.strip("/").split("/")
        given = {key: values[0] for key, values in parse_qs(target.query).items()}
        self._let_in(headers)
        if body and headers["Content-Type"] not in ("application/json", "application/x-ndjson"):
            raise Refused(406, "media_type_header_exception", "Content-Type is not supported")
        if method == "PUT" and not rest:
            return self._make(name, _read(body))
        if name not in self.indexes:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        index = self.indexes[name]
        match method, *rest:
            case "GET", "_mapping":
                return 200, {name: {"mappings": index.mappings}}
            case "POST", "_refresh":
                index.visible = dict(index.documents)
                return 200, {"_shards": {}}
            case "POST", "_mget":
                return 200, self._mget(index, _read(body), given)
            case "POST", "_bulk":
                return 200, self._bulk(index, headers, body)
            case "POST", "_search":
                return 200, self._search(index, _read(body))
            case "POST", "_count":
                return 200, {"count": len(list(self._found(index, _read(body)["query"])))}
            case "POST", "_delete_by_query":
                gone = [number for number, *_ in self._found(index, _read(body)["query"])]
                for number in gone:
                    index.documents.pop(number, None)
                index.visible = dict(index.documents)
                return 200, {"deleted": len(gone)}
            case "POST", "_forcemerge":
                return 200, {"_shards": {}}
        raise Refused(405, "method_not_allowed", f"{method} {path}")

    def _let_in(self, headers: Any) -> None:
        if self.login:
            wanted = base64.b64encode(":".join(self.login).encode()).decode()
            if headers["Authorization"] != f"Basic {wanted}":
                raise Refused(401, "security_exception", "missing authentication")

    def _make(self, name: str, about: Json) -> tuple[int, Json]:
        if name in self.indexes:
            raise Refused(400, "resource_already_exists_exception", f"index [{name}] exists")
        analyzers = about["settings"]["analysis"]["analyzer"]
        assert all(each["tokenizer"] == "whitespace" for each in analyzers.values())
        for field in about["mappings"]["properties"].values():
            assert field.get("analyzer", next(iter(analyzers))) in analyzers
        self.indexes[name] = Index(about["mappings"])
        return 200, {"acknowledged": True}

    def _mget(self, index: Index, asked: Json, given: dict[str, str]) -> Json:
        shown = given["_source_includes"].split(",")
        found = []
        for number in asked["ids"]:
            document = index.documents.get(number)
            source = {key: document[key] for key in shown} if document else {}
            found.append({"_id": number, "found": document is not None, "_source": source})
        return {"docs": found}

    def _bulk(self, index: Index, headers: Any, body: bytes) -> Json:
        if headers["Content-Type"] != "application/x-ndjson":
            raise Refused(406, "media_type_header_exception", "a bulk is application/x-ndjson")
        if not body.endswith(b"\n"):
            raise Refused(
                400,
                "illegal_argument_exception",
                "The bulk request must be terminated by a newline",
            )
        lines = iter([_read(line) for line in body.split(b"\n")[:-1]])
        items = []
        for line in lines:
            ((action, about),) = line.items()
            document = next(lines) if action == "index" else None
            items.append({action: self._item(index, about["_id"], document)})
        errors = any("error" in each for item in items for each in item.values())
        return {"errors": errors, "items": items}

    def _item(self, index: Index, number: str, document: Json | None) -> Json:
        try:
            if queue := self.refuses.get(number):
                raise Refused(queue.pop(0), "rejected_execution_exception", "too much at once")
            if document is None:
                index.documents.pop(number, None)
                return {"_id": number, "status": 200}
            index.put(number, document)
        except Refused as refused:
            return {"_id": number, **refused.body}
        return {"_id": number, "status": 201}

    def _found(self, index: Index, query: Json) -> Iterator[tuple[str, Json, float]]:
        look = Search(index)
        for number, document in index.visible.items():
            if score := look.score(document, query):
                yield number, document, score

    def _search(self, index: Index, asked: Json) -> Json:
        if asked.get("size", 10) > 10_000:
            raise Refused(400, "illegal_argument_exception", "Result window is too large")
        found = list(self._found(index, asked.get("query", {"bool": {}})))
        answer: Json = {"hits": {"total": {"value": len(found)}, "hits": []}}
        for name, about in asked.get("aggs", {}).items():
            look = Search(index)
            buckets = {
                each: {"doc_count": sum(look.score(d, query) > 0 for d in index.visible.values())}
                for each, query in about["filters"]["filters"].items()
            }
            answer["aggregations"] = {name: {"buckets": buckets}}
        answer["hits"]["hits"] = self._hits(index, found, asked)
        return answer

    def _hits(self, index: Index, found: list[tuple[str, Json, float]], asked: Json) -> list[Json]:
        order = asked.get("sort", ["_score"])
        hits = []
        for number, document, score in found:
            place = [_sorted_by(index, document, score, by) for by in order]
            hits.append({"_id": number, "_score": score, "sort": place, "_source": document})
        hits.sort(key=lambda hit: hit["sort"])
        after = asked.get("search_after")
        hits = [hit for hit in hits if after is None or hit["sort"] > after]
        shown = asked.get("_source", list(index.fields)) or ()
        for hit in hits:
            hit["_source"] = {key: part for key, part in hit["_source"].items() if key in shown}
        return hits[: asked.get("size", 10)]


def _sorted_by(index: Index, document: Json, score: float, by: Any) -> Any:
    """What is compared, so that less comes first."""
    if by == "_score":
        return -score
    if by == {"latest": {"order": "desc"}}:
        value = document.get("latest")
        return [value is None, [-ord(sign) for sign in value or ""]]
    if index.fields[by]["type"] != "keyword":
        raise Refused(400, "illegal_argument_exception", f"[{by}] is no field to sort by")
    return document[by]


def _read(body: bytes) -> Json:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        found = json.loads(body, parse_constant=refuse)
        if not isinstance(found, dict):
            raise ValueError
    except ValueError:
        raise Refused(400, "parse_exception", "no object of JSON") from None
    return found


@contextmanager
def opensearch() -> Iterator[OpenSearch]:
    """A server that runs on this machine."""
    fake = OpenSearch()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            fake.asked.append(f"{self.command} {self.path}")
            fault = fake.faults.pop(0) if fake.faults else None
            if fault == 0:
                self.close_connection = True
                return
            try:
                if fault:
                    raise Refused(fault, "es_rejected_execution_exception", "busy")
                status, told = fake.answer(self.command, self.path, self.headers, body)
            except Refused as refused:
                status, told = refused.status, refused.body
            except Exception as error:
                # A request that this server does not know is a fault of the test.
                status, told = 500, {"error": repr(error)}
            answer = json.dumps(told).encode()
            if fake.plain:
                status, answer = 200, fake.plain
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

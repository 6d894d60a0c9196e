"""An OpenSearch server as it is spoken to: HTTP with time limits, another try, and plain errors."""

from __future__ import annotations

import base64
import json
import os
import re
import ssl
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import sleep
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic_core import from_json

from neshast.errors import ServerError, quoted

Json = dict[str, Any]

USER, PASSWORD = "NESHAST_OPENSEARCH_USER", "NESHAST_OPENSEARCH_PASSWORD"
_JSON, _LINES = "application/json", "application/x-ndjson"
_SCHEMES = {"http": HTTPConnection, "https": HTTPSConnection}
# All that is there or an error, never what some parts of the index found in time.
SEARCH = "/_search?allow_partial_search_results=false"
# A busy server says so with these, and takes the same thing later.
BUSY = frozenset((429, 502, 503, 504))
MISSING = 404
# Seconds for one answer, before the second try (twice as long before each further one), and at most
# before any.
_PATIENCE, _PAUSE, _LONGEST_PAUSE = 60.0, 0.5, 30.0
_TRIES = 6
# Bytes of an answer that are read.
_MOST = 256 << 20
_SHOWN = 200
_INDEX = re.compile(r"[a-z0-9][a-z0-9_.+-]*", re.ASCII)


class Server:
    """One index of a server.

    Args:
        url: ``http://`` or ``https://`` with a host, and a port or path if needed; name and
            password may stand before the host, else they are taken from the environment
            (`USER`, `PASSWORD`). They are never shown.
        index: the name of the index.
        pause: seconds before a second try.

    Raises:
        ServerError: if this is no address.
    """

    def __init__(self, url: str, index: str, pause: float = _PAUSE) -> None:
        parts = _parts(url)
        self._at = parts.path.rstrip("/")
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{self._at}"
        if not _INDEX.fullmatch(index):
            # A star would be many indexes.
            raise ServerError(f"{quoted(index)} is no name of an index; give small Latin letters")
        self._index = index
        self._pause = pause
        self._headers = _credentials(parts)
        secure = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
        # Not urllib's opener: it would follow a redirect with the password to another host.
        self._connection = _SCHEMES[parts.scheme](
            parts.hostname or "", parts.port, timeout=_PATIENCE, **secure
        )

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def ask(self, method: str, path: str, body: Json | None = None) -> Json | None:
        """The answer to a request about the index; None if what it asks for is not there.

        Args:
            method: of HTTP.
            path: behind the name of the index.
            body: what is sent.

        Raises:
            ServerError: if the server is not reached, stays busy or refuses.
        """
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self._asked(method, path, data, _JSON)

    def bulk(self, lines: Iterable[str]) -> list[Json]:
        """What became of each action, in their order.

        Args:
            lines: of JSON, one for deleting a record and two for indexing it.

        Raises:
            ServerError: as `ask` does.
        """
        data = "".join(line + "\n" for line in lines).encode()
        answer = self._asked("POST", "/_bulk", data, _LINES)
        if answer is None:
            raise ServerError(f"{self.name}: the index is gone; index the records again")
        return [result for item in answer["items"] for result in item.values()]

    def wait(self, attempt: int, asked: str | None = None) -> None:
        """Give a busy server time.

        Args:
            attempt: how often it was busy before.
            asked: what it wants to be given, in seconds.
        """
        wanted = float(asked) if asked and asked.isdecimal() else self._pause * 2**attempt
        sleep(min(wanted, _LONGEST_PAUSE))

    def _asked(self, method: str, path: str, data: bytes | None, kind: str) -> Json | None:
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                status, later, answer = self._once(method, path, data, kind)
            except (OSError, HTTPException) as fault:
                self._connection.close()
                if last or isinstance(fault, ssl.SSLError):
                    why = getattr(fault, "strerror", None) or fault or type(fault).__name__
                    raise ServerError(
                        f"{self.name}: no answer ({why}); check the address, and that it runs"
                    ) from None
                self.wait(attempt)
                continue
            if status not in BUSY or last:
                return self._read(status, answer)
            self.wait(attempt, later)
        raise AssertionError

    def _once(
        self, method: str, path: str, data: bytes | None, kind: str
    ) -> tuple[int, str | None, bytes]:
        headers = {**self._headers, **({"Content-Type": kind} if data is not None else {})}
        self._connection.request(method, f"{self._at}/{self._index}{path}", data, headers)
        response = self._connection.getresponse()
        answer = response.read(_MOST)
        if not response.isclosed():
            self._connection.close()
            raise ServerError(f"{self.name}: answers more than {_MOST} bytes; give a --limit")
        return response.status, response.getheader("Retry-After"), answer

    def _read(self, status: int, answer: bytes) -> Json | None:
        if status in (401, 403):
            raise ServerError(
                f"{self.name}: it lets nobody in without the right name and password; set {USER} "
                f"and {PASSWORD}"
            )
        if status == MISSING:
            return None
        try:
            told = from_json(answer) if answer.strip() else {}
            if not isinstance(told, dict):
                raise ValueError
        except ValueError:
            raise ServerError(
                f"{self.name}: answers {status} and no JSON; give the address of OpenSearch"
            ) from None
        if status >= 300:
            raise ServerError(f"{self.name}: refuses ({status}: {reason(told)})")
        return told


def reason(told: Json) -> str:
    """Why a server refuses something, in one line."""
    error = told.get("error", told)
    if isinstance(error, dict):
        cause = error.get("caused_by") or {}
        parts = (error.get("type"), error.get("reason"), cause.get("reason"))
        error = ": ".join(str(part) for part in parts if part)
    return " ".join(str(error).split())[:_SHOWN]


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        known = None
    if not known:
        # Not the address itself: a password may stand in it.
        raise ServerError("this is no address of a server; give one such as https://localhost:9200")
    return parts


def _credentials(parts: SplitResult) -> dict[str, str]:
    name, password = parts.username, parts.password
    if name is None:
        name, password = os.environ.get(USER), os.environ.get(PASSWORD)
    else:
        name, password = unquote(name), unquote(password or "")
    if not name:
        return {}
    both = base64.b64encode(f"{name}:{password or ''}".encode()).decode()
    return {"Authorization": f"Basic {both}"}

"""What the demo sends, it sends as anyone would: over HTTP to the public endpoints."""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import islice
from urllib.parse import urlencode, urlsplit

from ninefold.cli.demo.forms import Fields
from ninefold.kernel import clock
from ninefold.kernel.errors import Unavailable

BATCH_EVENTS_MAX = 250
TIMEOUT_SECONDS = 30.0
USER_AGENT = "Ninefold-Demo/1 (simulated person)"


class Client:
    """A keep-alive client of one install's edge and public pages."""

    def __init__(self, *, edge_url: str, write_key: str) -> None:
        parts = urlsplit(edge_url)
        self._edge = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_SECONDS)
        self._authorization = "Basic " + b64encode(f"{write_key}:".encode()).decode("ascii")

    def send(self, events: Iterable[dict[str, object]]) -> int:
        """Post events to /v1/batch in batches; returns how many were accepted."""
        source, count = iter(events), 0
        while batch := list(islice(source, BATCH_EVENTS_MAX)):
            self._post_batch(batch)
            count += len(batch)
        return count

    def _post_batch(self, batch: Sequence[dict[str, object]]) -> None:
        body = json.dumps({"batch": batch, "sentAt": clock.now().isoformat()}).encode()
        headers = {"Authorization": self._authorization, "Content-Type": "application/json", "User-Agent": USER_AGENT}
        try:
            self._edge.request("POST", "/v1/batch", body, headers)
            answer = self._edge.getresponse()
        except (ConnectionError, HTTPException):  # the idle connection was closed; a repeat counts once
            self._edge.close()
            self._edge.request("POST", "/v1/batch", body, headers)
            answer = self._edge.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.status != 200:
            raise Unavailable("edge_refused", f"The edge answered {answer.status}: {text[:200]}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page answered; `location` is "" where it leads nowhere."""

    status: int
    location: str
    html: str


def visit(url: str, *, form: Fields | None = None, jar: dict[str, str] | None = None) -> Answer:
    """GET an address, or POST a form to it, without following; raise Unavailable where that fails.

    `jar` holds the visitor's cookies; what the page sets goes into it.
    """
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) " + USER_AGENT}
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if form is None:
            connection.request("GET", target, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", target, urlencode(form), headers)
        answer = _answer(connection.getresponse(), {} if jar is None else jar)
    finally:
        connection.close()
    if answer.status >= 400:
        raise Unavailable("page_refused", f"{parts.path[:40]} answered {answer.status}.")
    return answer


def _answer(answer: HTTPResponse, jar: dict[str, str]) -> Answer:
    for line in answer.headers.get_all("Set-Cookie") or []:
        name, _, value = line.partition(";")[0].partition("=")
        jar[name.strip()] = value
    html = answer.read().decode(errors="replace")
    return Answer(answer.status, answer.getheader("Location") or "", html)


def event(kind: str, message_id: str, at: datetime, **fields: object) -> dict[str, object]:
    """A Segment call as a dict."""
    return {"type": kind, "messageId": message_id, "timestamp": at.isoformat(), **fields}

"""A real edge process over HTTP, on the data folder and database of the test process, so that tests can project."""

import json
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from ninefold.collect import actions
from ninefold.collect.types import Trust
from ninefold.kernel import actors
from tests.databases import TestDatabase
from tests.installs import Install


class Edge:
    """A running edge with a key for servers and one for browsers."""

    def __init__(self, running: Install) -> None:
        self.running = running
        self.port = running.ports["edge"]
        self.url = running.url("edge", "")
        self.key = self.new_key(Trust.SERVER)
        self.browser_key = self.new_key(Trust.BROWSER)

    def new_key(self, trust: Trust) -> str:
        return actions.create_source(actor=actors.system("test"), name=f"a {trust.name}", trust=trust).write_key

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def post(
        self, path: str, body: Any, *, key: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a POST with Basic auth; a body that is no bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, answer = self.ask("POST", path, raw, {**basic(self.key if key is None else key), **(headers or {})})
        return status, json.loads(answer)


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}


@pytest.fixture
def edge(database: TestDatabase, data_folder: Path) -> Iterator[Edge]:
    running = Install(data_folder, database)
    made = Edge(running)
    running.start("edge")
    try:
        yield made
    finally:
        running.stop()

"""When the disk is full, the log is slow, or a process is killed: nothing acknowledged is lost, nothing doubled."""

import contextlib
import http.client
import json
import os
import random
import resource
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from django.db import connection

from ninefold.channel import tokens
from ninefold.cli.main import ROOMS
from ninefold.collect import queries
from ninefold.culture.types import Channel, Purpose
from ninefold.edge import ceiling
from ninefold.kernel import settings
from ninefold.kernel.sqlite import sqlite3
from tests.collect.stories import batch, message, project_all, waiting_rows
from tests.edge.conftest import Edge, basic

IS_POSTGRES = os.environ.get("TEST_DATABASE") == "postgres"
BODY = batch(*[message(properties={"filling": "x" * 30_000}) for _ in range(15)])


@contextlib.contextmanager
def the_log_held() -> Iterator[None]:
    """Nobody else can write to the intake log meanwhile."""
    install = settings.current()
    if IS_POSTGRES:
        with psycopg.connect(install.database_url) as holding:
            holding.execute("LOCK TABLE collect_intake IN EXCLUSIVE MODE")
            yield
        return
    with contextlib.closing(sqlite3.connect(install.intake_path, isolation_level=None)) as holding:
        holding.execute("BEGIN IMMEDIATE")
        yield
        holding.execute("ROLLBACK")


def test_under_overload_clients_are_told_when_to_come_back_and_what_was_accepted_stays(edge: Edge) -> None:
    edge.post("/v1/track", message())
    answers: list[tuple[int, dict[str, str]]] = []
    refused = threading.Event()

    def send() -> None:
        status, headers, _ = edge.ask("POST", "/v1/batch", BODY, basic(edge.key))
        answers.append((status, headers))
        if status == 429:
            refused.set()

    with the_log_held():
        senders = [threading.Thread(target=send) for _ in range(160)]
        for sender in senders:
            sender.start()
        assert refused.wait(15), "64 MB wait, the next is refused"
    for sender in senders:
        sender.join(60)
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) == {200, 429}
    assert statuses[429] >= 10
    assert all(headers["retry-after"] == "1" for status, headers in answers if status == 429)
    assert edge.post("/v1/track", message())[0] == 200, "and it goes on"
    assert waiting_rows() == 2 + statuses[200]


@pytest.mark.skipif(IS_POSTGRES, reason="the disk is the server's there")
def test_a_full_disk_acknowledges_nothing_and_heals(edge: Edge) -> None:
    edge.post("/v1/track", message())
    process = edge.running._running["edge"].pid
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (600_000, before[1]))
    accepted, status, answer = 1, 200, {}
    while status == 200 and accepted < 100:
        status, answer = edge.post("/v1/batch", batch(message(properties={"filling": "x" * 20_000})))
        accepted += status == 200
    assert (status, answer["code"]) == (503, "intake_unavailable")
    assert answer["message"]
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)
    assert edge.post("/v1/track", message())[0] == 200
    assert len(project_all()) == accepted + 1


@pytest.mark.skipif(not IS_POSTGRES, reason="SQLite has no server")
def test_a_server_that_restarts_costs_a_retry_and_no_event(edge: Edge) -> None:
    assert edge.post("/v1/track", message())[0] == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                       " AND pid <> pg_backend_pid()")  # fmt: skip
    again = message()
    statuses = [edge.post("/v1/track", again)[0] for _ in range(2)]
    assert statuses == [503, 200]
    assert len(project_all()) == 2


class Sender(threading.Thread):
    """Sends one batch after another, each until it is acknowledged, as an SDK does."""

    def __init__(self, edge: Edge, name: str, stop: threading.Event) -> None:
        super().__init__()
        self.edge, self.name_, self.stop, self.acknowledged = edge, name, stop, set[str]()

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            ids = [f"{self.name_}-{number}-{index}" for index in range(5)]
            if self._is_accepted(batch(*[message(messageId=message_id) for message_id in ids])):
                self.acknowledged.update(ids)
                number += 1
                self.stop.wait(0.005)  # what comes in is projected at the end too

    def _is_accepted(self, body: bytes) -> bool:
        try:
            return self.edge.ask("POST", "/v1/batch", body, basic(self.edge.key))[0] == 200
        except (OSError, http.client.HTTPException):
            return self.stop.wait(0.01)


def test_killed_processes_lose_and_double_nothing(edge: Edge) -> None:
    stop, fate = threading.Event(), random.Random(9)
    senders = [Sender(edge, f"s{number}", stop) for number in range(3)]
    for sender in senders:
        sender.start()
    for _ in range(3):
        projector = edge.running.module("tests.collect.projector", django=ROOMS)
        stop.wait(fate.uniform(0.6, 1.2))
        edge.running.kill("edge")
        edge.running.start("edge")
        stop.wait(fate.uniform(0.0, 0.3))
        projector.kill()
        projector.wait()
    stop.set()
    for sender in senders:
        sender.join(20)
    project_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id FROM collect_event")
        counted = Counter(message_id for (message_id,) in cursor.fetchall())
        cursor.execute("SELECT count(*), max(id), min(id) FROM collect_event")
        count, last, first = cursor.fetchone()
    acknowledged = set.union(*(sender.acknowledged for sender in senders))
    assert len(acknowledged) > 50
    assert acknowledged <= set(counted), "nothing acknowledged is lost"
    assert set(counted.values()) == {1}, "nothing counts twice"
    assert (first, last) == (1, count) == (1, queries.event_count()), "numbers have no gaps"


def test_above_the_ceiling_nothing_comes_in_and_mailed_links_still_lead_on(edge: Edge) -> None:
    assert edge.post("/v1/track", message())[0] == 200
    edge.running.stop()
    edge.running.start("edge", extra={"NINEFOLD_INTAKE_ROWS_MAX": "1"})
    status = 200
    while status == 200:  # until it has looked for the first time
        status, headers, body = edge.ask("POST", "/v1/track", json.dumps(message()).encode(), basic(edge.key))
    assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "30", "intake_full")
    assert edge.ask("GET", "/o/" + tokens.open_token(11, 42))[0] == 200
    leave = tokens.unsubscribe_token(11, 42, Purpose.NEWS, Channel.MAIL)
    assert edge.ask("POST", f"/u/{leave}", b"")[0] == 200, "a word on consent is always taken"
    assert "requests wait already" in edge.running.log("edge")
    install = settings.current()
    assert ceiling.found(replace(install, intake_rows_max=10**9)) is None
    full = ceiling.found(replace(install, disk_free_bytes_min=10**15))
    assert full is not None
    assert full.code == "disk_full"

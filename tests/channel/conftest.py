"""A real mailbox on a free port, in a thread of the test."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ninefold.channel.mailbox import server
from ninefold.kernel import settings
from ninefold.kernel.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(main: Callable[[asyncio.Event, asyncio.Event], "asyncio.Future[None]"]) -> Iterator[None]:
    """Run a coroutine `main(ready, stop)` in a thread until the block is left."""
    started, stops = threading.Event(), []

    async def body() -> None:
        ready, stop = asyncio.Event(), asyncio.Event()
        stops.append((asyncio.get_running_loop(), stop))
        task = asyncio.ensure_future(main(ready, stop))
        waiter = asyncio.ensure_future(ready.wait())
        await asyncio.wait([task, waiter], return_when=asyncio.FIRST_COMPLETED)
        started.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(body()))
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        loop, stop = stops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The tests' install with ports of its own; its mailbox file is fresh."""
    found = replace(settings.current(), mailbox_port=free_port(), edge_port=free_port())
    found.mailbox_path.unlink(missing_ok=True)
    monkeypatch.setattr(settings, "current", lambda: found)
    return found


@pytest.fixture
def mailbox(install: Settings) -> Iterator[Settings]:
    """The install, its mailbox listening."""
    with running(lambda ready, stop: server.serve(install, ready, stop)):  # type: ignore[arg-type,return-value]
        yield install
    for suffix in ("", "-wal", "-shm"):
        Path(f"{install.mailbox_path}{suffix}").unlink(missing_ok=True)

"""Limits that would take too long to wait for over HTTP."""

import asyncio
from types import SimpleNamespace

import pytest

from ninefold.collect.errors import BodyRefused
from ninefold.edge import bodies


def test_a_body_that_does_not_come_ends_its_request_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "READ_SECONDS_MAX", 0.2)
    monkeypatch.setattr(bodies, "SWEEP_SECONDS", 0.02)
    scope = SimpleNamespace(headers={"content-length": "5"})

    async def never() -> bytes:
        await asyncio.Event().wait()
        return b""

    async def soon() -> bytes:
        await asyncio.sleep(0.05)
        return b"hello"

    async def both() -> tuple[object, object]:
        readers = bodies.Readers(asyncio.get_running_loop())
        reads = [asyncio.create_task(readers.read(scope, part, bytes_max=9)) for part in (never, soon)]
        late, read = await asyncio.gather(*reads, return_exceptions=True)
        readers.close()
        return late, read

    late, read = asyncio.run(both())
    assert isinstance(late, BodyRefused)
    assert late.code == "body_too_slow"
    assert read == b"hello"

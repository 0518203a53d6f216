"""Limits that would take too long to wait for over HTTP."""

import asyncio
import selectors
from types import SimpleNamespace

import pytest

from ninefold.collect.errors import BodyRefused
from ninefold.edge import bodies


class Hurried(selectors.DefaultSelector):
    """Waits for nothing: where it would, the loop's time jumps."""

    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.jumped += timeout or 0
        return super().select(0)


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop whose time goes by at once."""

    def __init__(self) -> None:
        self.hurried = Hurried()
        super().__init__(self.hurried)

    def time(self) -> float:
        return super().time() + self.hurried.jumped


def test_a_body_has_fifteen_seconds_to_come() -> None:
    scope = SimpleNamespace(headers={"content-length": "5"})

    async def never() -> bytes:
        await asyncio.sleep(60)
        return b"late"

    async def taken() -> float:
        loop = asyncio.get_running_loop()
        readers, began = bodies.Readers(loop), loop.time()
        with pytest.raises(BodyRefused):
            await asyncio.create_task(readers.read(scope, never, bytes_max=9))
        readers.close()
        return loop.time() - began

    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        assert 15 <= runner.run(taken()) < 18


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

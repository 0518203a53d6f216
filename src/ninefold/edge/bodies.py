"""Reads a request's body: in time, within its limit, unpacked."""

import asyncio
import zlib
from typing import Any

from ninefold.collect.errors import BodyRefused

READ_SECONDS_MAX = 15
SWEEP_SECONDS = 2
DRAIN_BYTES_MAX = 8 * 1_024 * 1_024
_ANY_ZLIB = 47  # gzip or zlib, told by the header
_RAW_DEFLATE = -15


class Readers:
    """The requests whose bodies are awaited. One look every few seconds ends those that take too long.

    A timer for each request would cost a tenth of all that the edge does for it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._since: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._sweep()

    def _sweep(self) -> None:
        oldest = self._loop.time() - READ_SECONDS_MAX
        for task in [task for task, since in self._since.items() if since < oldest]:
            self._late.add(task)
            task.cancel()
        self._sweeper = self._loop.call_later(SWEEP_SECONDS, self._sweep)

    def close(self) -> None:
        self._sweeper.cancel()

    async def read(self, scope: Any, protocol: Any, *, bytes_max: int) -> bytes:
        """The unpacked body, at most `bytes_max` bytes packed and unpacked. Raises BodyRefused."""
        length = scope.headers.get("content-length")
        is_small = length is not None and length.isdigit() and int(length) <= bytes_max
        packed = await self._packed(protocol, bytes_max, is_small=is_small)
        if len(packed) > bytes_max:
            raise _too_large(bytes_max)
        encoding = scope.headers.get("content-encoding")
        return unpack(packed, encoding.strip().lower(), bytes_max=bytes_max) if encoding else packed

    async def _packed(self, protocol: Any, bytes_max: int, *, is_small: bool) -> bytes:
        task = asyncio.current_task(self._loop)
        assert task is not None
        self._since[task] = self._loop.time()
        try:
            return bytes(await protocol()) if is_small else await _read_chunks(protocol, bytes_max)
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            reason = f"The body did not come within {READ_SECONDS_MAX} seconds."
            raise BodyRefused("body_too_slow", reason) from None
        finally:
            self._late.discard(task)
            del self._since[task]


async def _read_chunks(protocol: Any, bytes_max: int) -> bytes:
    """A body of unknown length, or of one that is too long.

    What is too long is still read, up to a bound, and thrown away: a client that is cut off while it sends never
    sees the answer.
    """
    body, length = bytearray(), 0
    async for chunk in protocol:
        length += len(chunk)
        if length <= bytes_max:
            body += chunk
        elif length > DRAIN_BYTES_MAX:
            break
    if length > bytes_max:
        raise _too_large(bytes_max)
    return bytes(body)


def unpack(packed: bytes, encoding: str, *, bytes_max: int) -> bytes:
    """Undo a content encoding without ever holding more than `bytes_max` and a byte."""
    if encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("encoding_unknown", "Send the body plain, or with gzip or deflate.")
    try:
        return _inflated(packed, _ANY_ZLIB, bytes_max)
    except zlib.error as error:
        if encoding != "deflate":
            raise BodyRefused("encoding_broken", "The body is not the gzip that its header says.") from error
    try:
        return _inflated(packed, _RAW_DEFLATE, bytes_max)
    except zlib.error as error:
        raise BodyRefused("encoding_broken", "The body is not the deflate that its header says.") from error


def _inflated(packed: bytes, kind: int, bytes_max: int) -> bytes:
    inflator = zlib.decompressobj(kind)
    body = inflator.decompress(packed, bytes_max + 1)
    if len(body) > bytes_max:
        raise _too_large(bytes_max)
    if not inflator.eof:
        raise BodyRefused("encoding_broken", "The packed body ends too early.")
    return body


def _too_large(bytes_max: int) -> BodyRefused:
    return BodyRefused("body_too_large", f"The body is too large: at most {bytes_max // 1024} KB.")

"""Reads a request's body: in time, within its limit, unpacked."""

import asyncio
import zlib
from typing import Any

from ninefold.collect.errors import BodyRefused

READ_SECONDS_MAX = 15
_ANY_ZLIB = 47  # gzip or zlib, told by the header
_RAW_DEFLATE = -15


async def read(scope: Any, protocol: Any, *, bytes_max: int) -> bytes:
    """The unpacked body, at most `bytes_max` bytes packed and unpacked. Raises BodyRefused."""
    length = scope.headers.get("content-length")
    if length is not None and length.isdigit() and int(length) > bytes_max:
        raise _too_large(bytes_max)
    try:
        async with asyncio.timeout(READ_SECONDS_MAX):
            packed = await protocol() if length is not None else await _read_chunks(protocol, bytes_max)
    except TimeoutError as error:
        raise BodyRefused("body_too_slow", f"The body did not come within {READ_SECONDS_MAX} seconds.") from error
    if len(packed) > bytes_max:
        raise _too_large(bytes_max)
    encoding = scope.headers.get("content-encoding")
    return unpack(packed, encoding.strip().lower(), bytes_max=bytes_max) if encoding else packed


async def _read_chunks(protocol: Any, bytes_max: int) -> bytes:
    """A body of unannounced length, given up as soon as it is too long."""
    body = bytearray()
    async for chunk in protocol:
        body += chunk
        if len(body) > bytes_max:
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

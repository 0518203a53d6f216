"""Ids: UUIDv7 outside, 64-bit inside."""

from hashlib import blake2b
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

from ninefold.kernel import clock


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562) at the install's time."""
    return _uuid7(nanoseconds=clock.now_us() * 1000)


def derived_id(*parts: str | int) -> int:
    """A positive 63-bit id that depends on `parts` alone, so that the same cause always has the same id.

    Parts are length-prefixed: ("ab", "c") and ("a", "bc") differ.
    """
    hashed = blake2b(digest_size=8)
    for part in parts:
        data = str(part).encode()
        hashed.update(len(data).to_bytes(4, "big") + data)
    return int.from_bytes(hashed.digest(), "big") >> 1

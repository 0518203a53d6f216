"""Signed tokens for mailed links: who they are for, what they allow, nobody can forge them.

HMAC-SHA256 (RFC 2104), cut to 16 bytes, over the purpose and a MessagePack payload; base64url without padding.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from functools import lru_cache
from typing import Any

import msgspec

from ninefold.kernel import clock, settings
from ninefold.kernel.errors import BadInput

_TAG_BYTES = 16
TOKEN_CHARACTERS_MAX = 1024


class TokenRefused(BadInput):
    """The token is forged, cut short, for another purpose, or too old."""


def sign(purpose: str, *values: int | str, expires_us: int = 0) -> str:
    """A token for `purpose` that carries `values`; `expires_us` 0 means it never ends."""
    payload = msgspec.msgpack.encode((expires_us, *values))
    return urlsafe_b64encode(_tag(purpose, payload) + payload).rstrip(b"=").decode("ascii")


def verify(purpose: str, token: str) -> tuple[Any, ...]:
    """The values of a token, or TokenRefused. Compares in constant time."""
    raw = _decoded(token)
    tag, payload = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(purpose, payload)):
        raise TokenRefused("token_refused", "This link is not valid. Open it from the message again, whole.")
    expires_us, *values = msgspec.msgpack.decode(payload)
    if expires_us and expires_us < clock.now_us():
        raise TokenRefused("token_expired", "This link has expired. Ask for a new one.")
    return tuple(values)


def _decoded(token: str) -> bytes:
    if len(token) > TOKEN_CHARACTERS_MAX:
        raise TokenRefused("token_refused", "This link is too long to be one of ours.")
    try:
        return urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, Base64Error) as error:
        raise TokenRefused("token_refused", "This link is damaged. Open it from the message again, whole.") from error


def _tag(purpose: str, payload: bytes) -> bytes:
    signing = _keyed(settings.current().secret_key).copy()
    signing.update(len(purpose).to_bytes(2, "big") + purpose.encode() + payload)
    return signing.digest()[:_TAG_BYTES]


@lru_cache(maxsize=4)
def _keyed(key: str) -> hmac.HMAC:
    """The state after the key, to be copied. `hmac.digest` lets other threads in each time: four waits a mail."""
    return hmac.new(key.encode(), digestmod="sha256")

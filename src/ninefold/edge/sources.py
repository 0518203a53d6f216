"""Which source a request comes from, with keys that are at most two seconds old."""

import asyncio
import contextlib
from base64 import b64decode
from binascii import Error as Base64Error
from functools import lru_cache

import psycopg
import structlog

from ninefold.collect.errors import BodyRefused
from ninefold.collect.keys import KeyStore, KnownSource
from ninefold.collect.schema.usertokens import Key
from ninefold.kernel.sqlite import sqlite3

REFRESH_SECONDS = 2.0
PAUSE_SECONDS = 0.05
AUTHORIZATION_CHARACTERS_MAX = 1_024
log = structlog.get_logger()
_BROKEN = ("authorization_broken", "The Authorization header cannot be read.")


class Sources:
    """Keeps a KeyStore fresh. A key that is not known yet is looked for once more before it is refused."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._asked: asyncio.Event = asyncio.Event()
        self._next: asyncio.Future[None] | None = None

    async def find(self, write_key: str) -> KnownSource:
        """The source of a key. Raises BodyRefused for a key that nobody gave out."""
        found = self._keys.find(write_key)
        if found is None and write_key:
            await self._refreshed()
            found = self._keys.find(write_key)
        if found is None:
            raise BodyRefused(
                "write_key_unknown", "No source has this write key, or it was revoked. Check it under Sources."
            )
        return found

    def signing(self) -> tuple[Key, ...]:
        """The write keys that sign users' tokens."""
        return self._keys.signing()

    async def _refreshed(self) -> None:
        """Wait for a refresh that begins after now; however many wait, it is one."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._asked.set()
        await asyncio.shield(self._next)

    async def refresh_forever(self) -> None:
        """Read the keys every two seconds, and soon when somebody asks."""
        while True:
            self._asked.clear()
            waiting, self._next = self._next, None
            try:
                await asyncio.to_thread(self._keys.refresh)
            except (OSError, sqlite3.Error, psycopg.Error) as error:
                log.warning("write keys could not be read", error=type(error).__name__)
            if waiting is not None:
                waiting.set_result(None)
            await asyncio.sleep(PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS):
                    await self._asked.wait()


def key_of(authorization: str | None) -> str:
    """The write key of an Authorization header: Basic with an empty password, or Bearer; "" for none."""
    if not authorization:
        return ""
    if len(authorization) > AUTHORIZATION_CHARACTERS_MAX:  # before it is remembered
        raise BodyRefused(*_BROKEN)
    return _key_of(authorization)


@lru_cache(maxsize=4_096)
def _key_of(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(rest.strip(), validate=True).decode().partition(":")[0]
    except (Base64Error, ValueError):
        raise BodyRefused(*_BROKEN) from None

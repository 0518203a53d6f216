"""Write keys: which source a request comes from, looked up by the edge without Django."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from ninefold.collect.schema.usertokens import Key
from ninefold.collect.types import Trust
from ninefold.kernel import clock
from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import BUSY_TIMEOUT_MS, sqlite3

_SELECT = (
    "SELECT write_key, id, trust, events_per_second, secret, person_field, previous_key, previous_until, keeps_ip"
    " FROM collect_source WHERE revoked_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What a write key stands for. `secrets` sign its webhooks; a source that has any takes nothing else."""

    id: int
    trust: Trust
    events_per_second: int = 0
    secrets: tuple[str, ...] = ()
    person_field: str = ""
    keeps_ip: bool = False


class KeyStore:
    """All write keys in memory. Call `refresh` from one thread at a time, `find` from any."""

    def __init__(self, settings: Settings) -> None:
        self._read = _sqlite(settings) if settings.is_sqlite else _postgres(settings)
        self._known: dict[str, KnownSource] = {}
        self._signing: tuple[Key, ...] = ()

    def refresh(self) -> None:
        """Read all keys again. Raises OSError, sqlite3.Error or psycopg.Error when the database does not answer."""
        now = clock.now_us()
        self._known = {key: source for row in self._read() for key, source in _keys(row, now)}
        self._signing = tuple(
            Key(source.id, key)
            for key, source in sorted(self._known.items())
            if source.trust is Trust.SERVER and not source.secrets
        )

    def signing(self) -> tuple[Key, ...]:
        """The write keys that sign users' tokens."""
        return self._signing

    def find(self, write_key: str) -> KnownSource | None:
        """The source as of the last refresh."""
        return self._known.get(write_key)


def _keys(row: Sequence[Any], now: int) -> Iterator[tuple[str, KnownSource]]:
    """The keys of one source, with what they stand for: while it is being changed, the one before is good as well."""
    key, source_id, trust, pace, secret, field, previous, until, keeps_ip = row
    is_changing = bool(previous) and until is not None and now < until
    secrets = (secret, previous) if secret and is_changing else (secret,) if secret else ()
    source = KnownSource(source_id, Trust(trust), pace, secrets, field, bool(keeps_ip))
    yield key, source
    if is_changing and not secret:
        yield previous, source


def _sqlite(settings: Settings) -> Callable[[], Iterable[Any]]:
    address = f"{settings.database_path.as_uri()}?mode=ro"

    def read() -> Iterable[Any]:
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            return connection.execute(_SELECT).fetchall()
        finally:
            connection.close()

    return read


def _postgres(settings: Settings) -> Callable[[], Iterable[Any]]:
    kept: list[psycopg.Connection] = []

    def read() -> Iterable[Any]:
        if not kept or kept[0].closed:
            kept[:] = [psycopg.connect(settings.database_url, autocommit=True, connect_timeout=5)]
        try:
            return kept[0].execute(_SELECT).fetchall()
        except psycopg.OperationalError:
            kept[0].close()
            raise

    return read

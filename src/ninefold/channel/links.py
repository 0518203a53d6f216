"""Where tracked links lead: a keyed look-up of stored URLs for the edge, without Django.

A redirect goes to a stored URL only, never to one from the request. A reserved link leads to the question that its
delivery is about, whose key is stored with the delivery.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import psycopg

from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import BUSY_TIMEOUT_MS, sqlite3

CACHED_MAX = 10_000
CONNECT_SECONDS_MAX = 5
QUESTION = "ninefold:question"
_ABOUT = "SELECT about FROM channel_delivery WHERE id = "
_SELECT = "SELECT id, url, campaign_id, variant_id, label FROM channel_link WHERE id = "


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One link of a campaign's variant: where it leads, and the text it stood under."""

    id: int
    url: str
    campaign_id: int
    variant_id: int
    label: str


class LinkStore:
    """Reads links by id and keeps the newest used in memory: a stored link never changes. For one thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection = self._connect()
        self._cache: OrderedDict[int, StoredLink] = OrderedDict()

    def _connect(self) -> Any:
        """A connection that reads only."""
        if not self._settings.is_sqlite:
            return psycopg.connect(self._settings.database_url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX)
        return sqlite3.connect(
            f"{self._settings.database_path.as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,
        )

    def close(self) -> None:
        self._connection.close()

    def find(self, link_id: int) -> StoredLink | None:
        """The link, or None when there is none of this id."""
        link = self._cache.get(link_id)
        if link is not None:
            self._cache.move_to_end(link_id)
            return link
        row = self._row(_SELECT, link_id)
        if row is None:
            return None
        link = self._cache[link_id] = StoredLink(*row)
        if len(self._cache) > CACHED_MAX:
            self._cache.popitem(last=False)
        return link

    def resolved(self, link: StoredLink | None, delivery_id: int) -> StoredLink | None:
        """The same link with the address it has for this delivery; None where the delivery is about no question."""
        if link is None or link.url != QUESTION:
            return link
        row = self._row(_ABOUT, delivery_id)
        if row is None or not row[0]:
            return None
        return replace(link, url=f"{self._settings.public_url}/community/q/{quote(row[0], safe='')}")

    def _row(self, select: str, number: int) -> Any:
        if self._settings.is_sqlite:
            return self._connection.execute(f"{select}?", (number,)).fetchone()
        try:
            return self._connection.execute(f"{select}%s", (number,)).fetchone()
        except psycopg.OperationalError:  # the server restarted: once more on a new connection
            self._connection.close()
            self._connection = self._connect()
            return self._connection.execute(f"{select}%s", (number,)).fetchone()

"""An event counts once: the message ids of the last 30 days, as hashes, looked up before an event is numbered.

128 bits (BLAKE2b, RFC 7693): with 10^9 ids a month, two differing ids share a hash once in 10^20 months.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from django.db import connection

from ninefold.collect.drafts import Draft
from ninefold.collect.types import Trust
from ninefold.kernel import clock
from ninefold.kernel.database import bulk

PERIOD_US = 5 * 86_400 * 1_000_000
PERIODS_KEPT = 6  # of five days: 30 days before the period that an event is received in
_FORGET_ROWS_MAX = 2_000
_COLUMNS = {"period": "int", "hash": "bytes"}


def key_of(draft: Draft) -> bytes:
    """The hash of a message id. Unverified senders have a space of their own: they cannot use up the ids of others."""
    scope = b"unverified" if draft.trust <= Trust.BROWSER else b""
    return blake2b(draft.message_id.encode(), digest_size=16, key=scope).digest()


def fresh(drafts: Iterable[Draft]) -> tuple[list[Draft], list[tuple[int, bytes]]]:
    """The drafts whose message id is new (the first of each), and the (period, hash) pairs to remember."""
    first: dict[bytes, Draft] = {}
    for draft in drafts:
        first.setdefault(key_of(draft), draft)
    if not first:
        return [], []
    for known in _known(list(first), [draft.received_at for draft in first.values()]):
        del first[known]
    seen = sorted((draft.received_at // PERIOD_US, key) for key, draft in first.items())
    return list(first.values()), seen


def _known(keys: list[bytes], received: Sequence[int]) -> set[bytes]:
    # Up to now, and a period more: a replayed event may have been sent again, mended, long after it was received, and
    # the first copy may have been received a moment later and yet be read before.
    newest = max(*received, clock.now_us())
    periods = list(range(min(received) // PERIOD_US - PERIODS_KEPT, newest // PERIOD_US + 2))
    values: list[Any]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(periods)), ", ".join(["%s"] * len(keys))
            where, values = f"period IN ({marks[0]}) AND hash IN ({marks[1]})", [*periods, *keys]
        else:
            where, values = "period = ANY(%s) AND hash = ANY(%s)", [periods, keys]
        cursor.execute(f"SELECT hash FROM collect_seen WHERE {where}", values)
        return {bytes(row[0]) for row in cursor.fetchall()}


def counted(message_ids: Sequence[str]) -> set[str]:
    """Those of these ids, of senders that are believed, that were counted in the last 30 days."""
    by_hash = {blake2b(one.encode(), digest_size=16, key=b"").digest(): one for one in message_ids}
    return {by_hash[key] for key in _known(list(by_hash), [clock.now_us()])} if by_hash else set()


def remember(seen: Sequence[tuple[int, bytes]]) -> None:
    """Write hashes down, and forget some that are too old to matter."""
    if not seen:
        return
    bulk.insert("collect_seen", _COLUMNS, seen, on_conflict="DO NOTHING")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM collect_seen WHERE (period, hash) IN"
            " (SELECT period, hash FROM collect_seen WHERE period < %s LIMIT %s)",
            [max(period for period, _ in seen) - PERIODS_KEPT - 1, _FORGET_ROWS_MAX],
        )

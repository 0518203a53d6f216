"""The states of deliveries as statements, each guarded by the state it leaves and by who holds the lease.

Leases run on the machine's time. A worker that lost its lease changes nothing any more, so no two workers ever
hand the same delivery over. All join the caller's transaction.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ninefold.catalyst.types import Intent
from ninefold.channel.types import DeliveryStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database.bulk import among, insert, update

LEASE_SECONDS = 60.0  # longer than a batch and the wait for its last reply
_LEASE_US = int(LEASE_SECONDS * 1_000_000)
# The condition of the index, word for word: SQLite does not see that `status = 'leased'` implies it.
_UNDER_WAY = "status IN ('leased', 'handing_over')"
_WAITING = f"{_UNDER_WAY} AND status = 'leased' AND lease_until < %s AND retry_at <= %s"
_LOST = f"{_UNDER_WAY} AND status = 'handing_over' AND lease_until < %s"
_COLUMNS = "id, intent_id, campaign_id, profile_id, arm, item_id, channel, purpose, expires_at, attempts, about"
_NEW = {
    "intent_id": "int", "campaign_id": "int", "profile_id": "int", "arm": "text", "item_id": "int", "channel": "text",
    "purpose": "text", "expires_at": "int", "created_at": "int", "status": "text", "lease_holder": "text",
    "lease_until": "int", "about": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that this worker may hand over. `expires_at` in microseconds of the install's time.

    `about` is the key of the question that the message is about, "" for none.
    """

    id: int
    intent_id: int
    campaign_id: int
    profile_id: int
    arm: str
    item_id: int
    channel: Channel
    purpose: Purpose
    expires_at: int
    attempts: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a delivery will carry, written down before it is handed over."""

    delivery_id: int
    address: str
    variant_id: int
    tag: str
    subject: str
    revision_id: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a delivery ended: status, reason in words, the far side's code, whether the address is dead."""

    delivery_id: int
    status: DeliveryStatus
    reason: str
    code: str = ""
    is_address_dead: bool = False


def machine_us() -> int:
    """The machine's time in microseconds, which leases run on."""
    return time.time_ns() // 1000


def fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def insert_leased(intents: Sequence[Intent], *, holder: str, now: int) -> list[Leased]:
    """Deliveries for intents just taken, leased to `holder`. The database refuses a second one for an intent."""
    until = machine_us() + _LEASE_US
    insert(
        "channel_delivery",
        _NEW,
        [
            (
                i.id, i.campaign_id, i.profile_id, i.arm, i.item_id, i.channel.value, i.purpose.value,
                i.expires_at, now, "leased", holder, until, i.about,
            )
            for i in intents
        ],
    )  # fmt: skip
    condition, ids = among("intent_id", [intent.id for intent in intents])
    rows = fetch(f"SELECT {_COLUMNS} FROM channel_delivery WHERE {condition} ORDER BY id", [ids])
    return [_leased(row) for row in rows]


def lease_again(*, holder: str, now: int, limit: int) -> list[Leased]:
    """Deliveries that wait for another try, or whose holder died before a byte went out."""
    machine = machine_us()
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    rows = fetch(
        "UPDATE channel_delivery SET lease_holder = %s, lease_until = %s WHERE id IN ("
        f"SELECT id FROM channel_delivery WHERE {_WAITING}"
        f" ORDER BY retry_at, id LIMIT %s{lock}) RETURNING {_COLUMNS}",
        [holder, machine + _LEASE_US, machine, now, limit],
    )
    return sorted((_leased(row) for row in rows), key=lambda leased: leased.id)


def _leased(row: tuple[Any, ...]) -> Leased:
    number, intent_id, campaign_id, profile_id, arm, item_id, channel, purpose, expires_at, attempts, about = row
    return Leased(
        number,
        intent_id,
        campaign_id,
        profile_id,
        arm,
        item_id,
        Channel(channel),
        Purpose(purpose),
        expires_at,
        attempts,
        about,
    )


def begin(filled: Sequence[Filled], *, holder: str) -> set[int]:
    """Write down that these are handed over from now on; the ids that are still ours. Commit before a byte goes out."""
    machine = machine_us()
    update(
        "channel_delivery", "id",
        {"address": "text", "variant_id": "int", "revision_id": "int", "tag": "text", "subject": "text"},
        [(f.address, f.variant_id, f.revision_id, f.tag, f.subject, f.delivery_id) for f in filled],
        also=f"status = 'handing_over', attempts = attempts + 1, lease_until = {machine + _LEASE_US}",
        where="status = 'leased' AND lease_holder = %s AND lease_until >= %s", values=[holder, machine],
    )  # fmt: skip
    return _held([f.delivery_id for f in filled], "handing_over", holder)


def still_leased(delivery_ids: Sequence[int], *, holder: str) -> set[int]:
    """Which of these leased deliveries are still ours."""
    return _held(delivery_ids, "leased", holder)


def _held(delivery_ids: Sequence[int], status: str, holder: str) -> set[int]:
    condition, ids = among("id", delivery_ids)
    rows = fetch(
        f"SELECT id FROM channel_delivery WHERE {condition} AND status = %s AND lease_holder = %s"
        + (" FOR UPDATE" if connection.vendor == "postgresql" else ""),
        [ids, status, holder],
    )
    return {row[0] for row in rows}


def end(ended: Sequence[Ended], *, leaving: DeliveryStatus, holder: str, now: int) -> set[int]:
    """End deliveries that stand at `leaving` and are ours. The ids that were; others stay as they are."""
    if not ended:
        return set()
    ours = _held([e.delivery_id for e in ended], leaving.value, holder)
    update(
        "channel_delivery", "id",
        {"status": "text", "reason": "text", "status_code": "text", "is_address_dead": "bool"},
        [(e.status.value, e.reason, e.code, e.is_address_dead, e.delivery_id) for e in ended if e.delivery_id in ours],
        also=f"ended_at = {int(now)}, lease_holder = '', lease_until = 0",
    )  # fmt: skip
    return ours


def give_back(
    delivery_ids: Sequence[int], *, reason: str, retry_at: int, leaving: DeliveryStatus, holder: str, is_tried: bool
) -> None:
    """Let deliveries of which no byte went out wait until `retry_at` (microseconds) for any worker.

    `is_tried` is False when their turn did not come, so that it counts as no try.
    """
    condition, ids = among("id", delivery_ids)
    uncounted = int(leaving is DeliveryStatus.HANDING_OVER and not is_tried)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_delivery SET status = 'leased', reason = %s, retry_at = %s, lease_holder = '',"
            f" lease_until = 0, attempts = attempts - %s WHERE {condition} AND status = %s AND lease_holder = %s",
            [reason, retry_at, uncounted, ids, leaving.value, holder],
        )


def are_waiting(*, now: int) -> bool:
    """Whether `lease_again` would find one. Writes nothing, so that an idle worker locks nothing."""
    return bool(fetch(f"SELECT 1 FROM channel_delivery WHERE {_WAITING} LIMIT 1", [machine_us(), now]))


def are_lost() -> bool:
    """Whether `bury` would find one."""
    return bool(fetch(f"SELECT 1 FROM channel_delivery WHERE {_LOST} LIMIT 1", [machine_us()]))


def bury(*, now: int) -> int:
    """End as unknown what a dead worker was handing over. Shown, never resent. How many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_delivery SET status = 'unknown', ended_at = %s, lease_holder = '', lease_until = 0,"
            f" reason = %s WHERE {_LOST}",
            [now, "The sending process died while handing this over: it may have arrived.", machine_us()],
        )
        return int(cursor.rowcount)

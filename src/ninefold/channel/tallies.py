"""Contacts counted by week, for the scorecard. A contact is a message that is no service message and reached the
reader's mail server: it was taken, or refused there with a code of theirs. Tests of a letter are no deliveries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database.bulk import among
from ninefold.kernel.weeks import Tally, Weeks, tallied

CONTACTS_SQL = """\
SELECT (ended_at - %(since)s) / %(week)s AS week,
       SUM(CASE WHEN status = 'refused' THEN 1 ELSE 0 END) AS refused,
       COUNT(*) AS contacts
  FROM channel_delivery
 WHERE purpose <> 'service' AND ended_at >= %(since)s AND ended_at < %(until)s
   AND (status = 'delivered' OR (status = 'refused' AND status_code <> ''))
 GROUP BY 1"""

SAID_SQL = """\
SELECT (ended_at - %(since)s) / %(week)s AS week, item_id, variant_id, tag, COUNT(*) AS deliveries,
       revision_id
  FROM channel_delivery
 WHERE status = 'delivered' AND ended_at >= %(since)s AND ended_at < %(until)s
 GROUP BY 1, item_id, variant_id, tag, revision_id"""

MADE_SQL = """\
SELECT id, intent_id, campaign_id, profile_id, channel, purpose, ended_at
  FROM channel_delivery
 WHERE status = 'delivered' AND purpose <> 'service' AND ended_at >= %s AND ended_at < %s AND {profiles}
 ORDER BY ended_at, id"""

READERS_SQL = """\
SELECT (ended_at - %(since)s) / %(week)s AS week, item_id, tag, profile_id, COUNT(*) AS deliveries
  FROM channel_delivery
 WHERE status = 'delivered' AND ended_at >= %(since)s AND ended_at < %(until)s
 GROUP BY 1, item_id, tag, profile_id"""

DEAD_SQL = "SELECT DISTINCT address FROM channel_delivery WHERE is_address_dead"


@dataclass(frozen=True, slots=True)
class Said:
    """So many deliveries of one revision of a version of an item arrived in one week; 0 where it was not kept."""

    week: int
    item_id: int
    variant_id: int
    tag: str
    deliveries: int
    revision_id: int = 0

    @property
    def version(self) -> tuple[int, int]:
        """The version and its revision."""
        return self.variant_id, self.revision_id


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact that was taken by the reader's side, at an instant (us)."""

    delivery_id: int
    intent_id: int
    campaign_id: int
    profile_id: int
    channel: Channel
    purpose: Purpose
    at: int


def contacts(weeks: Weeks) -> tuple[Tally, ...]:
    """By week: contacts refused by the reader's side, of all contacts."""
    return tallied(_rows(CONTACTS_SQL, weeks), weeks)


def said(weeks: Weeks) -> list[Said]:
    """What arrived by week, item and version."""
    return [Said(*row) for row in _rows(SAID_SQL, weeks)]


def contacts_made(weeks: Weeks, profile_ids: Collection[int]) -> list[Contact]:
    """Every contact of these profiles that was taken in these weeks, oldest first."""
    channels = {one.value: one for one in Channel}
    purposes = {one.value: one for one in Purpose}
    condition, values = among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(MADE_SQL.format(profiles=condition), [weeks.since, weeks.until, values])
        return [
            Contact(delivery, intent, campaign, profile, channels[channel], purposes[purpose], at)
            for delivery, intent, campaign, profile, channel, purpose, at in cursor.fetchall()
        ]


def readers(weeks: Weeks) -> list[tuple[int, int, str, int, int]]:
    """Who got what in these weeks: week, item, tag of the version, profile, deliveries."""
    return _rows(READERS_SQL, weeks)


def dead_addresses() -> set[str]:
    """The mail addresses that the other side said do not exist; nothing is sent there."""
    with connection.cursor() as cursor:
        cursor.execute(DEAD_SQL)
        return {address for (address,) in cursor.fetchall()}


def campaigns_of(delivery_ids: Iterable[int]) -> dict[int, int]:
    """The campaign of each delivery that exists."""
    condition, values = among("id", set(delivery_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, campaign_id FROM channel_delivery WHERE {condition}", [values])
        return dict(cursor.fetchall())


def _rows(statement: str, weeks: Weeks) -> list[tuple]:  # type: ignore[type-arg]  # rows are as wide as they are asked
    with connection.cursor() as cursor:
        cursor.execute(statement, weeks.named())
        return list(cursor.fetchall())

"""A withdrawal for an address that others have, too, outlives who said it: it is kept with those who stay."""

from collections.abc import Collection

from django.db import connection

from ninefold.context import people, sayings
from ninefold.context.consenting import set_consent
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors
from ninefold.kernel.database import bulk

ACTOR = actors.system("erasure")
BASIS = "withdrawn for this address by somebody else who had it"
_CHANNEL_OF = {kind: channel for channel, kind in ADDRESS_KIND.items()}
_Word = tuple[Purpose, Channel, str]  # for which purpose and channel, at which address


def keep(profile_ids: Collection[int]) -> None:
    """Note, with one of those who are reached at an address of these profiles, what these withdrew for it.

    Before the profiles are erased, in that transaction. The word keeps its moment, so a later yes stays one.
    """
    own = _addresses(profile_ids)
    words = {
        (purpose, channel, address): at
        for (purpose, channel, given), at in _withdrawals(profile_ids).items()
        for address in ({given} if given else own.get(channel, set()))
    }
    staying = _staying({address for *_, address in words}, profile_ids)
    for (purpose, channel, address), at in sorted(words.items()):
        if profile_id := staying.get((channel, address)):
            set_consent(
                actor=ACTOR, profile_id=profile_id, purpose=purpose, channel=channel, status=ConsentStatus.WITHDRAWN,
                basis=BASIS, evidence={"address": address}, now=at,
            )  # fmt: skip


def _withdrawals(profile_ids: Collection[int]) -> dict[_Word, int]:
    condition, values = bulk.among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT purpose, channel, address, MAX(occurred_at) FROM context_consent WHERE status = 'withdrawn'"
            f" AND trust > 0 AND channel IN ('mail', 'sms') AND {condition} GROUP BY purpose, channel, address",
            [values],
        )
        return {(Purpose(row[0]), Channel(row[1]), row[2]): row[3] for row in cursor.fetchall()}


def _addresses(profile_ids: Collection[int]) -> dict[Channel, set[str]]:
    condition, values = bulk.among("profile_id", profile_ids)
    found: dict[Channel, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, value FROM context_identifier"
            f" WHERE is_verified AND kind IN ('email', 'phone') AND {condition}",
            [values],
        )
        for kind, value in cursor.fetchall():
            found.setdefault(_CHANNEL_OF[kind], set()).add(value)
    return found


def _staying(addresses: Collection[str], leaving: Collection[int]) -> dict[tuple[Channel, str], int]:
    """One profile of another person for each of these addresses that somebody is reached at."""
    condition, values = bulk.among("value", addresses, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, value, profile_id FROM context_identifier"
            f" WHERE is_verified AND kind IN ('email', 'phone') AND {condition} ORDER BY profile_id DESC",
            [values],
        )
        rows = [row for row in cursor.fetchall() if row[2] not in set(leaving)]
    persons = people.persons({profile for _, _, profile in rows})
    return {
        (_CHANNEL_OF[kind], value): profile
        for kind, value, profile in rows
        if sayings.folded(persons[profile].address(kind)) == value
    }

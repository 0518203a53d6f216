"""Whether an address is really out of reach here, by the same rules that sending goes by."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from ninefold.context import consents
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database import bulk

ASKED = tuple(one for one in Purpose if one is not Purpose.SERVICE)


def withheld(addresses: Collection[str], channel: Channel) -> set[str]:
    """Those of these addresses (in small letters) that nothing but service messages may go to.

    A withdrawal for each purpose stands for the address, and nobody whom it reaches has said yes on this channel since.
    """
    gone = _withdrawn(addresses, channel)
    reached = _reached(gone, ADDRESS_KIND[channel])
    profiles = [profile for own in reached.values() for profile in own]
    willing = {
        profile
        for purpose in ASKED
        for profile, status in consents.consent_states(profiles, purpose, channel).items()
        if status is ConsentStatus.GRANTED
    }
    return {address for address in gone if not willing.intersection(reached.get(address, ()))}


def _withdrawn(addresses: Collection[str], channel: Channel) -> set[str]:
    """Addresses for which a withdrawal stands on every purpose."""
    condition, values = bulk.among("address", addresses, "text")
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, purpose FROM context_consent WHERE status = 'withdrawn' AND trust > 0 AND channel = %s"
            f" AND address <> '' AND {condition}",
            [channel.value, values],
        )
        for address, purpose in cursor.fetchall():
            found[address].add(purpose)
    return {address for address, purposes in found.items() if purposes >= {one.value for one in ASKED}}


def _reached(addresses: Collection[str], kind: str) -> dict[str, list[int]]:
    """The profiles that have each address."""
    found: dict[str, list[int]] = defaultdict(list)
    condition, values = bulk.among("value", addresses, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, profile_id FROM context_identifier WHERE kind = %s AND {condition}", [kind, values]
        )
        for address, profile in cursor.fetchall():
            found[address].append(profile)
    return found

"""Whose word it is that came back from an address: that of the profile which has the address.

A message goes to a person, and a person may have been two who were wrongly joined. What its reader says is said by who
reads that address, so it hangs on the profile that holds it, and stays with them when the join is undone.
"""

from collections.abc import Collection, Sequence

from django.db import connection

from ninefold.collect.types import Event, EventName, Trust
from ninefold.context import people, sayings
from ninefold.context.identity import ProfileKind
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.context.types import Person
from ninefold.culture.types import Channel
from ninefold.kernel.database import bulk

Sent = tuple[int, str, str]  # the profile a message went to, kind and normal form of the address it was sent to
_Holding = tuple[int, int, int]  # when a profile was last seen with an address, the profile, its person


def holder(profile_id: int, channel: Channel, address: str) -> int:
    """The profile that has the address which a message to this profile was sent to."""
    normal = sayings.address({"address": address}, channel)
    if not normal:
        return profile_id
    sent = (profile_id, ADDRESS_KIND[channel], normal)
    return holders([sent])[sent]


def holders(asked: Collection[Sent]) -> dict[Sent, int]:
    """The same for many: the profile itself where it has the address, then one of the same person's, then whoever was
    seen with it last; the profile itself where nobody has it, by more than a browser's word.
    """
    having = _having({address for _, _, address in asked})
    person_of = people.person_ids(profile for profile, _, _ in asked)
    return {
        (own, kind, address): _nearest(own, person_of.get(own, own), having.get((kind, address), []))
        for own, kind, address in asked
    }


def first_holder(kind: str, address: str) -> int:
    """The first profile that has this address by more than a browser's word, 0 where nobody has."""
    return min((profile for _, profile, _ in _having({address}).get((kind, address), [])), default=0)


def reader(address: str) -> int:
    """The first profile that has this mail address by more than a browser's word, 0 where nobody has."""
    normal = sayings.email(address)
    return first_holder("email", normal) if normal else 0


def held(asked: Collection[Sent]) -> set[Sent]:
    """Which of these addresses the person of the profile has by more than a browser's word."""
    having = _having({address for _, _, address in asked}) if asked else {}
    person_of = people.person_ids(profile for profile, _, _ in asked)
    return {sent for sent in asked if person_of[sent[0]] in {person for _, _, person in having.get(sent[1:], [])}}


def _having(addresses: Collection[str]) -> dict[tuple[str, str], list[_Holding]]:
    """Who has these addresses, by kind and value."""
    among, values = bulk.among("i.value", addresses, "text")
    found: dict[tuple[str, str], list[_Holding]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.kind, i.value, i.last_seen_at, i.profile_id, p.person_id FROM context_identifier i"
            f" JOIN context_profile p ON p.id = i.profile_id WHERE i.is_verified AND {among}",
            [values],
        )
        for kind, value, last, profile, person in cursor.fetchall():
            found.setdefault((kind, value), []).append((last, profile, person))
    return found


def _nearest(own: int, person_id: int, found: Sequence[_Holding]) -> int:
    order = [(profile == own, person == person_id, last, -profile) for last, profile, person in found]
    return -max(order)[-1] if order else own


def of_person(person: Person, address: str) -> int:
    """The profile of a person that has this mail address, their account where that is one; `address` is theirs."""
    accounts = {one.profile_id for one in person.identifiers if one.kind == ProfileKind.ACCOUNT}
    having = {one.profile_id for one in person.identifiers if sayings.folded(one.value) == address}
    return min(having, key=lambda profile: (profile not in accounts, profile))


def answered(events: Sequence[Event]) -> dict[int, int]:
    """Of words on consent that came over a link of ours, by place: the profile that has the address they name."""
    sent = {place: found for place, event in enumerate(events) if (found := _sent(event))}
    whose = holders(set(sent.values())) if sent else {}
    return {place: whose[found] for place, found in sent.items()}


def _sent(event: Event) -> Sent | None:
    is_reply = event.trust is Trust.LINK and event.profile_id and event.name == EventName.CONSENT_CHANGED
    word = sayings.consent(event) if is_reply else None
    if word is None or not word.address:
        return None
    return event.profile_id, ADDRESS_KIND[Channel(word.channel)], word.address

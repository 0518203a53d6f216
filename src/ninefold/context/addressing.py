"""Whom somebody signs in as who has just proved that they read an address: the profile that mail and imports know.

An address is strong evidence, not all: a family may share one, and a company's record may be wrong. So it leads to a
known person only where it is the present address of that one alone, and to their profile that has it; otherwise to a
profile of its own, and from then on to that. No account's word joins it (see docs/decisions/0043).
"""

import hmac

from django.db import connection, transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import Event, EventKind, NewEvent, Trust
from ninefold.context import joining, mailboxes, people, resolving, sayings
from ninefold.context.identity import READER, Identity, ProfileKind
from ninefold.context.rulebook.own import IDENTIFIER_COLUMNS
from ninefold.context.types import Person
from ninefold.kernel import clock, settings
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import BadInput


@transaction.atomic
def profile_of_reader(*, address: str, name: str, now: int) -> int:
    """The profile of who reads this mail address, made now if nobody has it. `name` is what a new one is called.

    Raises BadInput for what is no address.
    """
    normal = sayings.email(address)
    if not normal:
        raise BadInput("address_invalid", "This is no mail address.")
    joining.lock()
    own = (ProfileKind.ANONYMOUS.value, own_value(READER, normal))
    before = resolving.look_up([own]).get(own)
    holders = _holders(normal)
    if before and any(before in person.profile_ids for person in holders):
        return before
    known = [person for person in holders if person.is_known]
    if len(known) == 1:
        return mailboxes.of_person(known[0], normal)
    called = {"name": name} if name else {}
    return before or own_profile(own, "email", sayings.as_written(address), called, now)


def own_value(begin: str, address: str) -> str:
    """The identity of an address: the same at each time, and nobody who merely knows the address can name it."""
    key = settings.current().secret_key.encode()
    return begin + hmac.digest(key, f"reader {address}".encode(), "sha256").hex()[:32]


def _holders(address: str) -> list[Person]:
    """The people whose present address this is, by more than a browser's word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id FROM context_identifier WHERE kind = 'email' AND is_verified AND value = %s", [address]
        )
        profile_ids = [row[0] for row in cursor.fetchall()]
    found = {person.id: person for person in people.persons(profile_ids).values()}
    return [found[key] for key in sorted(found) if sayings.folded(found[key].address("email")) == address]


def own_profile(own: Identity, kind: str, address: str, called: dict[str, str], now: int) -> int:
    """A profile of the address itself, with the address (email or phone) as its trait, and what else it is called."""
    message_id = f"{own[1]}-first"
    traits = {kind: address} | called
    event = Event(
        0, message_id, EventKind.IDENTIFY, "identify", "", own[1], "", {}, traits, {}, now, clock.now_us(), 0,
        Trust.SYSTEM, 0,
    )  # fmt: skip
    [profile_id] = resolving.resolve(events=[event])
    mailbox = (profile_id, "email", sayings.email(address), True, now, now)
    bulk.insert(
        "context_identifier", IDENTIFIER_COLUMNS, [mailbox], on_conflict="DO NOTHING"
    )  # the event says it again
    told = NewEvent(
        message_id, "identify", now, profile_id=profile_id, anonymous_id=own[1], kind=EventKind.IDENTIFY, traits=traits
    )
    collect.record(events=[told])
    return profile_id

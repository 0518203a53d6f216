"""What people told the team: that they want no more of something, or that nothing is to go to an address.

An address that nobody is known by gets a profile of its own, which holds the word until somebody appears with it.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from ninefold.context import addressing, mailboxes, sayings
from ninefold.context.consenting import set_consent
from ninefold.context.identity import ProfileKind
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput

BASIS = "told to the team"
HOW_CHARACTERS_MAX = 500
PURPOSES = tuple(one for one in Purpose if one is not Purpose.SERVICE)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """That the team noted: nothing more to this address. `noted_by` is who, as the key of an actor."""

    address: str
    profile_id: int
    at: int
    noted_by: str


@transaction.atomic
def say_no(
    *, actor: Actor, profile_id: int, purpose: Purpose | None, channel: Channel | None, how: str, now: int,
    address: str = "",
) -> None:  # fmt: skip
    """Note that somebody told the team no: to a purpose or all (None), on a channel or all (None); `how` they said it.

    With an `address` the word is for that one. Raises BadInput, NotAllowed, NotFound.
    """
    proof = {"how": _how(how)} | ({"address": address} if address else {})
    for one in [purpose] if purpose else PURPOSES:
        for medium in [channel] if channel else Channel:
            set_consent(
                actor=actor, profile_id=profile_id, purpose=one, channel=medium, status=ConsentStatus.WITHDRAWN,
                basis=BASIS, evidence=proof, now=now,
            )  # fmt: skip


@transaction.atomic
def suppress(*, actor: Actor, address: str, how: str, now: int) -> int:
    """Let nothing but service messages go to a mail address or number, whoever has it or comes to have it; the profile
    that holds the word. Raises BadInput, NotAllowed.
    """
    actor.require(Permission.CONSENT_EDIT)
    channel = Channel.MAIL if "@" in address else Channel.SMS
    normal = sayings.address({"address": address}, channel)
    if not normal:
        raise BadInput("address_invalid", "Write one mail address, or one phone number with its country's code.")
    profile_id = mailboxes.first_holder(ADDRESS_KIND[channel], normal)
    if not profile_id:
        own = (ProfileKind.ANONYMOUS.value, addressing.own_value("suppressed:", normal))
        profile_id = addressing.own_profile(own, ADDRESS_KIND[channel], address.strip(), {}, now)
    say_no(actor=actor, profile_id=profile_id, purpose=None, channel=channel, how=how, now=now, address=address.strip())
    return profile_id


def suppressed(*, limit: int) -> list[Suppressed]:
    """The addresses that the team suppressed, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, MAX(profile_id), occurred_at, MAX(source) FROM context_consent WHERE address <> ''"
            " AND basis = %s AND status = 'withdrawn' GROUP BY address, occurred_at"
            f" ORDER BY occurred_at DESC, address LIMIT {limit:d}",
            [BASIS],
        )
        return [Suppressed(*row) for row in cursor.fetchall()]


def is_suppressed(address: str) -> bool:
    """Whether the team noted that nothing is to go to a mail address, and nobody said yes by it since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(DISTINCT said.purpose) FROM context_consent AS said"
            " WHERE said.address = %s AND said.basis = %s AND said.channel = %s AND said.status = 'withdrawn'"
            " AND NOT EXISTS (SELECT 1 FROM context_consent AS later WHERE later.address = said.address"
            " AND later.status = 'granted' AND later.occurred_at > said.occurred_at)",
            [sayings.address({"address": address}, Channel.MAIL), BASIS, Channel.MAIL.value],
        )
        return bool(cursor.fetchone()[0] == len(PURPOSES))


def _how(text: str) -> str:
    how = " ".join(text.split())
    if not 0 < len(how) <= HOW_CHARACTERS_MAX:
        raise BadInput("how_missing", f"Say how you were told, in at most {HOW_CHARACTERS_MAX} characters.")
    return how

"""Notes a word on consent that was given to the team or on a page of ours, and records it as an event."""

from typing import Any

import msgspec
from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.context import joining, mailboxes, people, sayings
from ninefold.context.projecting import CONSENT_COLUMNS, CONSENT_ONCE
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import ids
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import BadInput, NotFound

EVIDENCE_BYTES_MAX = 8_192


@transaction.atomic
def set_consent(
    *,
    actor: Actor,
    profile_id: int,
    purpose: Purpose,
    channel: Channel,
    status: ConsentStatus,
    basis: str,
    evidence: dict[str, Any],
    now: int,
    trust: Trust = Trust.SYSTEM,
) -> None:
    """Note what a person said. The word holds at once; its event follows and counts as the same word.

    `trust` is LINK for what came over a mailed link; it is the word of who has the address in the evidence.
    Twice the same word at the same moment is one.
    """
    actor.require(Permission.CONSENT_EDIT)
    encoded = msgspec.json.encode(evidence)
    if status is ConsentStatus.NONE or len(encoded) > EVIDENCE_BYTES_MAX or not basis.strip():
        raise BadInput("consent_incomplete", "A word on consent is granted or withdrawn, with its basis and evidence.")
    if trust <= Trust.BROWSER:
        raise BadInput("consent_unverified", "A browser's word on consent comes as an event, not through this action.")
    joining.hold()
    address = sayings.address(evidence, channel)
    if trust is Trust.LINK:
        profile_id = mailboxes.holder(profile_id, channel, address)
    person_of = people.person_ids([profile_id])
    if profile_id not in person_of:
        raise NotFound("person_not_found", f"There is no person with profile {profile_id}.")
    message_id = f"consent:{ids.derived_id('consent', profile_id, purpose, channel, status, now)}"
    row = (
        profile_id, person_of[profile_id], purpose.value, channel.value, status.value, basis[:200], encoded.decode(),
        address, actor.key[:100], int(trust), now, message_id,
    )  # fmt: skip
    bulk.insert("context_consent", CONSENT_COLUMNS, [row], on_conflict=CONSENT_ONCE)
    said = {
        "purpose": purpose.value, "channel": channel.value, "status": status.value, "basis": basis[:200],
        "evidence": evidence, "source": actor.key[:100],
    }  # fmt: skip
    event = NewEvent(
        message_id, EventName.CONSENT_CHANGED, occurred_at=now, profile_id=profile_id, properties=said, trust=trust
    )
    collect.record(events=[event])


@transaction.atomic
def withdraw_everything(
    *, actor: Actor, profile_id: int, basis: str, evidence: dict[str, Any], now: int, trust: Trust
) -> None:
    """Nothing more to this person: every purpose that takes a yes, on every channel there is, is withdrawn."""
    for purpose in Purpose:
        for channel in Channel:
            if purpose is not Purpose.SERVICE:
                set_consent(
                    actor=actor, profile_id=profile_id, purpose=purpose, channel=channel,
                    status=ConsentStatus.WITHDRAWN, basis=basis, evidence=evidence, now=now, trust=trust,
                )  # fmt: skip

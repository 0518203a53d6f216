"""Taking a reward back, with its reason, and with the amount if it is refunded. The ledger gets a transfer more."""

from dataclasses import replace

from django.db import transaction

from ninefold.collect.types import EventName
from ninefold.currency import ledger, owners, redemptions
from ninefold.currency.models import Entitlement
from ninefold.currency.models import Redemption as RedemptionRow
from ninefold.currency.redeeming import record
from ninefold.currency.types import Redemption, Transfer
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

REASON_CHARACTERS_MAX = 300


@transaction.atomic
def revoke(*, actor: Actor, key: str, reason: str, is_refund: bool, now: int) -> Redemption:
    """End what a redemption gave; `is_refund` gives back what was paid. Twice is as once: the first holds.

    A code that was given stays given: nobody can know whether it was used. Raises NotFound, BadInput, NotAllowed.
    """
    actor.require(Permission.CURRENCY_GIVE)
    if not 0 < len(reason.strip()) <= REASON_CHARACTERS_MAX:
        raise BadInput("revoke_reason", f"Say why, in at most {REASON_CHARACTERS_MAX} characters: the person reads it.")
    row = RedemptionRow.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound("redemption_unknown", "There is no such redemption.")
    if row.revoked_at is not None:
        return redemptions.redemption(key)
    row.revoked_at, row.revoke_reason = clock.from_us(now), reason.strip()
    row.revoked_by, row.is_refunded = actor.key[:100], is_refund
    row.save(update_fields=["revoked_at", "revoke_reason", "revoked_by", "is_refunded"])
    Entitlement.objects.filter(redemption=row).update(revoked_at=row.revoked_at)
    ended = redemptions.redemption(key)
    given_back = ended.amount if is_refund else 0
    if given_back:
        ledger.transfer(transfers=[_refund(ended, now)])
    record(EventName.REWARD_REVOKED, replace(ended, amount=given_back), now)
    return replace(ended, is_new=True)


def _refund(ended: Redemption, now: int) -> Transfer:
    return Transfer(
        key=f"refund:{ended.key}", currency=ended.currency, debit=owners.REDEEMED,
        credit=owners.of_profile(ended.profile_id), amount=ended.amount, reason=f"Given back: {ended.reward_name}",
        made_at=now,
    )  # fmt: skip

"""What people had for what they held, and what they are entitled to by it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from ninefold.currency.models import Entitlement as EntitlementRow
from ninefold.currency.models import Redemption as RedemptionRow
from ninefold.currency.types import Entitlement, Redemption, RewardKind
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

LISTED_MAX = 500
_JOINED = ("reward", "currency", "offer", "code")


def redemption(key: str) -> Redemption:
    """One redemption by its caller's id; raises NotFound."""
    row = RedemptionRow.objects.select_related(*_JOINED).filter(key=key).first()
    if row is None:
        raise NotFound("redemption_unknown", "There is no such redemption.")
    return redemption_of(row)


def redemptions(profile_ids: Sequence[int], *, limit: int = LISTED_MAX) -> list[Redemption]:
    """What a person, given by all their profiles, redeemed; newest first."""
    return _newest(RedemptionRow.objects.filter(profile_id__in=profile_ids), limit)


def redemptions_of(reward: str, *, limit: int = 50) -> list[Redemption]:
    """Who redeemed a reward; newest first."""
    return _newest(RedemptionRow.objects.filter(reward__key=reward), limit)


def entitlements(profile_ids: Sequence[int], *, is_standing: bool = True) -> list[Entitlement]:
    """What a person, given by all their profiles, has access to; with `is_standing` False what they once had, too."""
    rows = EntitlementRow.objects.select_related("reward", "redemption").filter(profile_id__in=profile_ids)
    rows = rows.filter(revoked_at=None) if is_standing else rows
    return [
        Entitlement(
            reward=row.reward.key, reward_name=row.reward.name, profile_id=row.profile_id,
            redemption=row.redemption.key, granted_at=clock.to_us(row.granted_at),
            revoked_at=clock.us_or_0(row.revoked_at), revoke_reason=row.redemption.revoke_reason,
        )
        for row in rows.order_by("-granted_at", "-pk")[:LISTED_MAX]
    ]  # fmt: skip


def is_entitled(profile_ids: Sequence[int], reward: str) -> bool:
    """Whether a person, given by all their profiles, has access to what this reward opens."""
    return EntitlementRow.objects.filter(profile_id__in=profile_ids, reward__key=reward, revoked_at=None).exists()


def redemption_of(row: RedemptionRow) -> Redemption:
    code = getattr(row, "code", None)
    return Redemption(
        key=row.key, reward=row.reward.key, reward_name=row.reward.name, kind=RewardKind(row.reward.kind),
        profile_id=row.profile_id, currency=row.currency.key, amount=row.amount, code=code.code if code else "",
        offer=row.offer.key if row.offer else "", campaign_id=row.campaign_id,
        redeemed_at=clock.to_us(row.redeemed_at),
        revoked_at=clock.us_or_0(row.revoked_at),
        revoke_reason=row.revoke_reason, is_refunded=row.is_refunded,
    )  # fmt: skip


def _newest(rows: "QuerySet[RedemptionRow]", limit: int) -> list[Redemption]:
    found = rows.select_related(*_JOINED).order_by("-redeemed_at", "-pk")
    return [redemption_of(row) for row in found[:limit]]

"""Redeeming: what is paid, what is given for it, and its event, all in one transaction, once for the caller's id.

The reward's row is locked first, then the wallet: whoever else wants the last code, or has a second profile, waits.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community import queries as community
from ninefold.currency import holding, ledger, listing, outlook, owners, redemptions, shelf, turns
from ninefold.currency import terms as term
from ninefold.currency.errors import BelowFloor, KeyTaken, RedemptionRefused
from ninefold.currency.models import Code, Entitlement
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Offer as OfferRow
from ninefold.currency.models import Redemption as RedemptionRow
from ninefold.currency.models import Reward as RewardRow
from ninefold.currency.terms import Terms
from ninefold.currency.types import Price, Redemption, RewardKind, Transfer
from ninefold.kernel.errors import BadInput, NotFound

KEY_CHARACTERS_MAX = 100


@transaction.atomic
def redeem(
    *, key: str, profile_id: int, reward: str, offer: str = "", received: Collection[int] = (),
    shown: Price | None = None, now: int,
) -> Redemption:  # fmt: skip
    """Have a reward, at the price of an offer if one is named; the same `key` again gives what it gave before.

    `received` are the campaigns that have reached this person: an offer may be for the receivers of one. `shown` is the
    price that was read, None where nobody read one: another is not taken. Raises NotFound, RedemptionRefused (nothing
    was taken), KeyTaken where the key stands for something else.
    """
    if not 0 < len(key) <= KEY_CHARACTERS_MAX:
        raise BadInput("redemption_key", f"A redemption's key has 1 to {KEY_CHARACTERS_MAX} characters.")
    row = RewardRow.objects.select_for_update().select_related(None).filter(key=reward).first()
    if row is None:
        raise NotFound("reward_unknown", f"There is no reward {reward!r}.")
    profiles = community.own_profiles(profile_id)
    before = _standing(key, reward, offer, profiles)
    if before is not None:
        return before
    asked = _terms(row, offer)
    held, stock = holding.balance(profiles, asked.currency.key), shelf.stock(asked.reward, most=1)
    had = turns.turns(profiles, [reward], offer)
    outlook.require(asked, stock, had, received, now=now, held=held)
    if shown is not None:
        term.require_shown(asked, shown)
    return _given(asked, row, key=key, profile_id=profile_id, now=now)


def _standing(key: str, reward: str, offer: str, profiles: Sequence[int]) -> Redemption | None:
    """What this key gave before. Under the reward's lock, so a double click waits for the first."""
    row = RedemptionRow.objects.select_related("reward", "currency", "offer", "code").filter(key=key).first()
    if row is None:
        return None
    found = redemptions.redemption_of(row)
    if (found.reward, found.offer) != (reward, offer) or found.profile_id not in profiles:
        raise _taken()
    return found


def _taken() -> KeyTaken:
    return KeyTaken("redemption_key_taken", "This was redeemed for something else. Open the page again and retry.")


def _terms(row: RewardRow, offer: str) -> Terms:
    reward = shelf.reward_of(row)
    return term.terms(
        reward, listing.currency(reward.currency), outlook.offer_for(offer, reward.key) if offer else None
    )


def _given(asked: Terms, row: RewardRow, *, key: str, profile_id: int, now: int) -> Redemption:
    """Take the key, pay, give. A spender who was quicker elsewhere left too little: the ledger has the last word."""
    made = _noted(asked, row, key=key, profile_id=profile_id, now=now)
    try:
        ledger.transfer(transfers=_payment(asked, key=key, profile_id=profile_id, now=now))
    except BelowFloor as short:
        raise RedemptionRefused("too_little", f"Your wallet holds too little for “{asked.reward.name}” now.") from short
    if asked.reward.kind is RewardKind.CODE:
        _give_code(made)
    else:
        Entitlement.objects.create(redemption=made, reward=row, profile_id=profile_id, granted_at=now)
    found = replace(redemptions.redemption(key), is_new=True)
    record(EventName.REWARD_REDEEMED, found, now)
    return found


def _noted(asked: Terms, row: RewardRow, *, key: str, profile_id: int, now: int) -> RedemptionRow:
    """The redemption's row. Raises KeyTaken: another reward's lock kept nobody from taking the key a moment ago."""
    offer = OfferRow.objects.get(key=asked.offer.key) if asked.offer else None
    noted = {
        "reward": row, "offer": offer, "currency": CurrencyRow.objects.get(key=asked.currency.key),
        "profile_id": profile_id, "amount": asked.amount, "campaign_id": offer.campaign_id if offer else 0,
        "redeemed_at": now,
    }  # fmt: skip
    made, is_new = RedemptionRow.objects.get_or_create(key=key, defaults=noted)
    if not is_new:
        raise _taken()
    return made


def _payment(asked: Terms, *, key: str, profile_id: int, now: int) -> list[Transfer]:
    if not asked.amount:
        return []
    return [
        Transfer(
            key=f"redeem:{key}", currency=asked.currency.key, debit=owners.of_profile(profile_id),
            credit=owners.REDEEMED, amount=asked.amount, reason=f"Redeemed: {asked.reward.name}", made_at=now,
        )
    ]  # fmt: skip


def _give_code(made: RedemptionRow) -> None:
    """The oldest free code. The reward's lock keeps others away; the database lets no code be given twice."""
    code = Code.objects.filter(reward=made.reward, redemption=None).order_by("id").first()
    assert code is not None, "stock was counted under the same lock"
    code.redemption = made
    code.save(update_fields=["redemption"])


def record(name: EventName, redemption: Redemption, now: int) -> None:
    """The event of a redemption, or of its end, once each."""
    told = NewEvent(
        message_id=f"{name.value.lower().replace(' ', '-')}:{redemption.key}",
        name=name.value,
        occurred_at=now,
        profile_id=redemption.profile_id,
        properties={
            "reward": redemption.reward, "reward_name": redemption.reward_name, "kind": redemption.kind.value,
            "currency": redemption.currency,
            "amount": redemption.amount, "offer": redemption.offer, "campaign_id": redemption.campaign_id,
        },
    )  # fmt: skip
    collect.record(events=[told])

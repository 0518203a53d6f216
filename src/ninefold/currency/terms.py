"""On what terms a reward can be had now, and why not. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from ninefold.currency.errors import RedemptionRefused
from ninefold.currency.types import Currency, Offer, Price, Reward, RewardState, Stock, Turns


@dataclass(frozen=True, slots=True)
class Terms:
    """The price that holds, by which offer, for which campaign. `is_paid`: the price leaves the wallet."""

    reward: Reward
    currency: Currency
    price: int
    offer: Offer | None = None

    @property
    def is_paid(self) -> bool:
        """Only what is money-like is paid; of any other currency the price is what one has to hold."""
        return self.currency.is_money_like

    @property
    def amount(self) -> int:
        return self.price if self.is_paid else 0


def terms(reward: Reward, currency: Currency, offer: Offer | None) -> Terms:
    return Terms(reward, currency, offer.price if offer else reward.price, offer)


def require_open(terms: Terms, stock: Stock, *, now: int) -> None:
    """Raise RedemptionRefused where nobody can have it now."""
    reward = terms.reward
    if reward.state is not RewardState.OPEN or not stock.is_there:
        raise RedemptionRefused("reward_closed", f"“{reward.name}” is not on offer now.")
    if now < reward.valid_from:
        raise RedemptionRefused("reward_not_yet", f"“{reward.name}” has not begun yet.")
    if reward.valid_until and now >= reward.valid_until:
        raise RedemptionRefused("reward_over", f"“{reward.name}” is over.")
    if stock.left == 0:
        raise RedemptionRefused("reward_sold_out", f"“{reward.name}” is gone: all of it is given. Nothing was taken.")
    if terms.offer:
        _require_offer(terms.offer, now)


def _require_offer(offer: Offer, now: int) -> None:
    if not offer.is_on or (offer.valid_until and now >= offer.valid_until):
        raise RedemptionRefused("offer_over", "This offer is over. The reward may still be had at its own price.")
    if now < offer.valid_from:
        raise RedemptionRefused("offer_not_yet", "This offer has not begun yet.")


def require_turn(terms: Terms, had: Turns, received: Collection[int]) -> None:
    """Raise RedemptionRefused where this person had it already, or was not offered it."""
    offer, reward = terms.offer, terms.reward
    if offer and offer.campaign_id and offer.campaign_id not in received:
        raise RedemptionRefused("offer_not_yours", "This offer is for those who got it in a letter.")
    if offer and had.offers.get(offer.key, 0):
        raise RedemptionRefused("offer_had", f"You have used this offer already. {_where(had)}")
    most = reward.per_person_max
    if most and had.rewards.get(reward.key, 0) >= most:
        times = "already" if most == 1 else f"{most} times, as often as one person can"
        raise RedemptionRefused("reward_had", f"You have had “{reward.name}” {times}. {_where(had)}")


def _where(had: Turns) -> str:
    if had.is_before:
        return "That was before your data were erased: all we still know is that this mailbox had it."
    return "It is under “What you redeemed”."


def require_held(terms: Terms, held: int) -> None:
    """Raise RedemptionRefused where the wallet holds less than the price."""
    if held < terms.price:
        need = "costs" if terms.is_paid else "is for who holds"
        raise RedemptionRefused(
            "too_little", f"“{terms.reward.name}” {need} {terms.price:,} {terms.currency.name}, and you have {held:,}."
        )


def require_shown(terms: Terms, shown: Price) -> None:
    """Raise RedemptionRefused where the price is another than the one that was read."""
    if shown != Price(terms.price, terms.currency.key):
        need = "costs" if terms.is_paid else "is for who holds"
        raise RedemptionRefused(
            "price_changed",
            f"“{terms.reward.name}” {need} {terms.price:,} {terms.currency.name} now, which is not what you read."
            " Nothing was taken: press again if you want it so.",
        )

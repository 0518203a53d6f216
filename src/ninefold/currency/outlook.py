"""Whether a person could have a reward now, at what price: asked by pages beforehand, by redeeming under lock."""

from collections.abc import Collection, Sequence

from ninefold.currency import holding, listing, redemptions, shelf
from ninefold.currency import terms as term
from ninefold.currency.errors import RedemptionRefused
from ninefold.currency.terms import Terms
from ninefold.currency.types import Offer, Outlook, Reward


def outlook(
    profile_ids: Sequence[int], reward: Reward, *, offer: Offer | None = None, received: Collection[int] = (), now: int
) -> Outlook:
    """What a person, given by all their profiles (none for a stranger), would meet who redeemed this now."""
    asked = term.terms(reward, listing.currency(reward.currency), offer)
    left = shelf.stock(reward).left
    held = holding.balance(profile_ids, reward.currency) if profile_ids else 0
    refusal, code = "", ""
    try:
        if offer and offer.reward != reward.key:
            raise _elsewhere()
        require(asked, profile_ids, received, now=now, left=left, held=held if profile_ids else asked.price)
    except RedemptionRefused as refused:
        refusal, code = refused.message, refused.code
    return Outlook(
        reward=reward, currency=asked.currency, price=asked.price, is_paid=asked.is_paid, held=held, left=left,
        refusal=refusal, refusal_code=code,
    )  # fmt: skip


def require(
    asked: Terms, profile_ids: Sequence[int], received: Collection[int], *, now: int, left: int | None, held: int
) -> None:
    """Raise RedemptionRefused with every reason that can be foreseen, the plainest first."""
    term.require_turn(asked, redemptions.standing_of(profile_ids, asked.reward.key) if profile_ids else [], received)
    term.require_open(asked, now=now, left=left)
    term.require_held(asked, held)


def offer_for(key: str, reward: str) -> Offer:
    """An offer of this very reward; raises NotFound, RedemptionRefused."""
    found = shelf.offer(key)
    if found.reward != reward:
        raise _elsewhere()
    return found


def _elsewhere() -> RedemptionRefused:
    return RedemptionRefused("offer_elsewhere", "This offer is for another reward. Open it from its letter again.")

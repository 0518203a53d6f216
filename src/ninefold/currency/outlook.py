"""Whether a person could have a reward now, at what price: asked by pages beforehand, by redeeming under lock."""

from collections.abc import Collection, Sequence

from ninefold.currency import holding, listing, shelf, turns
from ninefold.currency import terms as term
from ninefold.currency.errors import RedemptionRefused
from ninefold.currency.terms import Terms
from ninefold.currency.types import LEFT_SHOWN_MAX, Offer, Outlook, Reward, Stock, Turns


def outlook(
    profile_ids: Sequence[int], reward: Reward, *, offer: Offer | None = None, received: Collection[int] = (), now: int
) -> Outlook:
    """What a person, given by all their profiles (none for a stranger), would meet who redeemed this now."""
    return _outlooks(profile_ids, [reward], offer, received, now)[0]


def outlooks(profile_ids: Sequence[int], rewards: Sequence[Reward], *, now: int) -> list[Outlook]:
    """The same of many rewards, each at its own price, in as many statements as for one."""
    return _outlooks(profile_ids, rewards, None, (), now)


def _outlooks(
    profile_ids: Sequence[int], rewards: Sequence[Reward], offer: Offer | None, received: Collection[int], now: int
) -> list[Outlook]:
    currencies = {one.key: one for one in listing.currencies()}
    stocks = shelf.stocks(rewards, most=LEFT_SHOWN_MAX + 1)
    balances = holding.balances(profile_ids) if profile_ids else None
    had = turns.turns(profile_ids, [one.key for one in rewards], offer.key if offer else "")
    return [
        _outlook(
            term.terms(one, currencies[one.currency], offer), stocks[one.key], had, received, now=now,
            held=None if balances is None else balances.get(one.currency, 0),
        )
        for one in rewards
    ]  # fmt: skip


def _outlook(
    asked: Terms, stock: Stock, had: Turns, received: Collection[int], *, now: int, held: int | None
) -> Outlook:  # fmt: skip
    """`held` is None for a stranger, who is not told that it is too little."""
    refusal, code = "", ""
    try:
        if asked.offer and asked.offer.reward != asked.reward.key:
            raise _elsewhere()
        require(asked, stock, had, received, now=now, held=asked.price if held is None else held)
    except RedemptionRefused as refused:
        refusal, code = refused.message, refused.code
    few = None if stock.left is None or stock.left > LEFT_SHOWN_MAX else stock.left
    return Outlook(
        reward=asked.reward, currency=asked.currency, price=asked.price, is_paid=asked.is_paid, held=held or 0,
        left=few, refusal=refusal, refusal_code=code,
    )  # fmt: skip


def require(asked: Terms, stock: Stock, had: Turns, received: Collection[int], *, now: int, held: int) -> None:
    """Raise RedemptionRefused with every reason that can be foreseen, the plainest first."""
    term.require_turn(asked, had, received)
    term.require_open(asked, stock, now=now)
    term.require_held(asked, held)


def offer_for(key: str, reward: str) -> Offer:
    """An offer of this very reward; raises NotFound, RedemptionRefused."""
    found = shelf.offer(key)
    if found.reward != reward:
        raise _elsewhere()
    return found


def _elsewhere() -> RedemptionRefused:
    return RedemptionRefused("offer_elsewhere", "This offer is for another reward. Open it from its letter again.")

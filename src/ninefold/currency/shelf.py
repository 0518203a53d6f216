"""The rewards and offers as they stand, and how much of them is left."""

from collections.abc import Iterable, Sequence

from django.db import connection

from ninefold.content import queries as content
from ninefold.currency.models import Offer as OfferRow
from ninefold.currency.models import Reward as RewardRow
from ninefold.currency.types import EARLY_FORM_FACTORS, Offer, Reward, RewardKind, RewardState, Stock
from ninefold.kernel import clock
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import NotFound

COUNT_MAX = 10**9
# Asked for as a span in the order of an index, not as an equality: else PostgreSQL may read the rows of all rewards.
_FREE = (
    "currency_code c{by_left} WHERE c.reward_id BETWEEN r.id AND r.id AND c.redemption_id IS NULL"
    " ORDER BY c.reward_id, c.id"
)
_REDEEMED = "currency_redemption d WHERE d.reward_id BETWEEN r.id AND r.id ORDER BY d.reward_id"
_STANDING = "currency_redemption d WHERE d.reward_id BETWEEN r.id AND r.id AND NOT d.is_refunded ORDER BY d.reward_id"


def reward(key: str) -> Reward:
    """One reward, whatever its state; raises NotFound."""
    row = RewardRow.objects.select_related("currency").filter(key=key).first()
    if row is None:
        raise NotFound("reward_unknown", f"There is no reward {key!r}.")
    return reward_of(row)


def rewards(*, state: RewardState | None = None) -> list[Reward]:
    """All rewards, or those in one state, by price and name."""
    rows = RewardRow.objects.select_related("currency").order_by("price", "name")
    return [reward_of(row) for row in (rows if state is None else rows.filter(state=state.value))]


def offer(key: str) -> Offer:
    """One offer, switched off or not; raises NotFound."""
    row = OfferRow.objects.select_related("reward").filter(key=key).first()
    if row is None:
        raise NotFound("offer_unknown", f"There is no offer {key!r}.")
    return offer_of(row)


def offers(*, reward: str = "") -> list[Offer]:
    """All offers, or those of one reward, by key."""
    rows = OfferRow.objects.select_related("reward").order_by("key")
    return [offer_of(row) for row in (rows.filter(reward__key=reward) if reward else rows)]


def stock(reward: Reward, *, most: int = COUNT_MAX) -> Stock:
    """How much of a reward is left and given."""
    return stocks([reward], most=most)[reward.key]


def stocks(rewards: Iterable[Reward], *, most: int = COUNT_MAX) -> dict[str, Stock]:
    """How much of each of these rewards is left and given, by key. What was refunded can be had again.

    Codes and redemptions are counted up to `most`: who asks whether something is left need not count what is plenty.
    """
    asked = list(rewards)
    keys, missing = [one.key for one in asked], _missing(asked)
    redeemed, codes = _counted(_REDEEMED, keys, most), _counted(_FREE, keys, most)
    standing = _counted(_STANDING, [one.key for one in asked if one.stock_max], COUNT_MAX)
    return {
        one.key: Stock(
            one.key, 0 if one.key in missing else left(one, standing.get(one.key, 0), codes[one.key]),
            redeemed[one.key], codes[one.key], is_there=one.key not in missing,
        )
        for one in asked
    }  # fmt: skip


def _counted(rows: str, keys: Sequence[str], most: int) -> dict[str, int]:
    """How many such rows each reward has, none counted beyond `most`."""
    if not keys:
        return {}
    condition, values = among("r.key", keys, "text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT r.key, ({_few(rows)}) FROM currency_reward r WHERE {condition}", [most, values])
        return dict(cursor.fetchall())


def _few(rows: str) -> str:
    """The count of a reward's rows, up to a bound. SQLite takes every free code for one of few until it is told."""
    by_left = " INDEXED BY currency_code_left" if connection.vendor == "sqlite" else ""
    return f"SELECT COUNT(*) FROM (SELECT 1 FROM {rows.format(by_left=by_left)} LIMIT %s) few"


def is_there(reward: Reward) -> bool:
    """Whether what a reward opens can be read."""
    return not _missing([reward])


def _missing(rewards: Iterable[Reward]) -> set[str]:
    """The keys of those that open a content item of which nothing is published."""
    item_of = {one.key: one.item_id for one in rewards if one.kind is RewardKind.ACCESS and one.item_id}
    there = content.readable(set(item_of.values()), EARLY_FORM_FACTORS) if item_of else set()
    return {key for key, item_id in item_of.items() if item_id not in there}


def left(reward: Reward, standing: int, codes: int) -> int | None:
    """How often a reward can still be had, with so many standing redemptions and free codes; None: no bound."""
    bounds = [max(0, reward.stock_max - standing)] if reward.stock_max else []
    bounds += [codes] if reward.kind is RewardKind.CODE else []
    return min(bounds, default=None)


def reward_of(row: RewardRow) -> Reward:
    return Reward(
        key=row.key, name=row.name, text=row.text, kind=RewardKind(row.kind), currency=row.currency.key,
        price=row.price, state=RewardState(row.state), stock_max=row.stock_max, per_person_max=row.per_person_max,
        valid_from=clock.us_or_0(row.valid_from), valid_until=clock.us_or_0(row.valid_until), item_id=row.item_id,
        early_text=row.early_text,
    )  # fmt: skip


def offer_of(row: OfferRow) -> Offer:
    return Offer(
        key=row.key, reward=row.reward.key, price=row.price, valid_from=clock.us_or_0(row.valid_from),
        valid_until=clock.us_or_0(row.valid_until), campaign_id=row.campaign_id, is_on=row.is_on,
    )  # fmt: skip

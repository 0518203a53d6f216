"""What stands on the shelf: rewards, their codes, and offers."""

import re
import secrets
from collections.abc import Sequence

from django.db import transaction

from ninefold.currency import shelf
from ninefold.currency.ledger import AMOUNT_MAX
from ninefold.currency.models import Code
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Offer as OfferRow
from ninefold.currency.models import Reward as RewardRow
from ninefold.currency.types import Offer, Reward, RewardKind, RewardState
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput

CODES_AT_ONCE_MAX = 50_000
CODE_CHARACTERS_MAX = 100
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for one another; 32, so five bits each
CODE_GROUPS, CODE_GROUP_LETTERS = 4, 4  # 80 bits: nobody guesses one
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_CHARACTERS_MAX = 60


def save_reward(*, actor: Actor, reward: Reward) -> Reward:
    """Add a reward, or change the one of its key. What was redeemed keeps the price that was paid."""
    actor.require(Permission.REWARD_EDIT)
    currency = CurrencyRow.objects.filter(key=reward.currency).first()
    if currency is None:
        raise BadInput("currency_unknown", f"There is no currency {reward.currency!r}.")
    _check_reward(reward)
    if reward.state is RewardState.OPEN and not shelf.is_there(reward):
        raise BadInput(
            "reward_not_published",
            "What it opens is not published, so people would pay for nothing: publish a version of that item that fits"
            " a letter or a web card first, or save this reward as a draft.",
        )
    with transaction.atomic():
        standing = RewardRow.objects.select_for_update().filter(key=reward.key).first()
        if standing and standing.kind != reward.kind.value and standing.redemptions.exists():
            raise BadInput("reward_kind_fixed", "People have had this reward, so what it gives cannot change.")
        RewardRow.objects.update_or_create(
            key=reward.key,
            defaults={"name": reward.name.strip(), "text": reward.text.strip(), "kind": reward.kind.value,
                      "currency": currency, "price": reward.price, "state": reward.state.value,
                      "stock_max": reward.stock_max, "per_person_max": reward.per_person_max,
                      "valid_from": reward.valid_from or None, "valid_until": reward.valid_until or None,
                      "item_id": reward.item_id, "early_text": reward.early_text.strip()},
        )  # fmt: skip
    return shelf.reward(reward.key)


def _check_reward(reward: Reward) -> None:
    _check_key(reward.key)
    if not 0 < len(reward.name.strip()) <= 120 or len(reward.text) > 2_000 or len(reward.early_text) > 20_000:
        raise BadInput("reward_words", "A reward needs a name of 1 to 120 characters; its text has at most 2,000.")
    if not 0 <= reward.price <= AMOUNT_MAX:
        raise BadInput("reward_price", "A price is 0 or more.")
    if not 0 <= reward.stock_max <= shelf.COUNT_MAX or not 0 <= reward.per_person_max <= shelf.COUNT_MAX:
        raise BadInput("reward_bounds", "How many there are, and how many for one person, is 0 (no bound) or more.")
    _check_span(reward.valid_from, reward.valid_until)
    if reward.kind is RewardKind.ACCESS and not reward.item_id and not reward.early_text.strip():
        raise BadInput("reward_opens_nothing", "Early access opens something: choose a content item, or write a text.")


@transaction.atomic
def add_codes(*, actor: Actor, reward: str, codes: Sequence[str]) -> int:
    """Put codes on the shelf; how many were new. One that is there already, given or not, is left as it is."""
    actor.require(Permission.REWARD_EDIT)
    asked = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(asked) > CODES_AT_ONCE_MAX:
        raise BadInput("codes_too_many", f"At most {CODES_AT_ONCE_MAX:,} codes at once.")
    wrong = next((code for code in asked if len(code) > CODE_CHARACTERS_MAX or not code.isprintable()), None)
    if wrong is not None:
        raise BadInput(
            "code_unreadable", f"A code has at most {CODE_CHARACTERS_MAX} visible characters: “{wrong[:30]}”"
        )
    row = RewardRow.objects.select_for_update().get(pk=_code_reward(reward))
    before = Code.objects.filter(reward=row).count()
    Code.objects.bulk_create([Code(reward=row, code=code) for code in asked], ignore_conflicts=True, batch_size=1_000)
    return Code.objects.filter(reward=row).count() - before


def make_codes(*, actor: Actor, reward: str, count: int) -> int:
    """Make codes that nobody can guess, and put them on the shelf."""
    if not 0 < count <= CODES_AT_ONCE_MAX:
        raise BadInput("codes_count", f"Make 1 to {CODES_AT_ONCE_MAX:,} codes at once.")
    return add_codes(actor=actor, reward=reward, codes=[_code() for _ in range(count)])


def _code() -> str:
    groups = ("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP_LETTERS)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def _code_reward(key: str) -> int:
    row = RewardRow.objects.filter(key=key).first()
    if row is None or row.kind != RewardKind.CODE.value:
        raise BadInput("reward_no_codes", "Codes belong to a reward that gives codes.")
    return int(row.pk)


def save_offer(*, actor: Actor, offer: Offer) -> Offer:
    """Add an offer, or change the one of its key."""
    actor.require(Permission.REWARD_EDIT)
    _check_key(offer.key)
    _check_span(offer.valid_from, offer.valid_until)
    if not 0 <= offer.price <= AMOUNT_MAX:
        raise BadInput("offer_price", "A price is 0 or more.")
    reward = RewardRow.objects.filter(key=offer.reward).first()
    if reward is None:
        raise BadInput("reward_unknown", f"There is no reward {offer.reward!r}.")
    standing = OfferRow.objects.filter(key=offer.key).select_related("reward").first()
    if standing and standing.reward.key != offer.reward:
        raise BadInput("offer_reward_fixed", "An offer stays with its reward: its link is in letters already.")
    OfferRow.objects.update_or_create(
        key=offer.key,
        defaults={"reward": reward, "price": offer.price, "valid_from": offer.valid_from or None,
                  "valid_until": offer.valid_until or None, "campaign_id": offer.campaign_id, "is_on": offer.is_on},
    )  # fmt: skip
    return shelf.offer(offer.key)


def _check_key(key: str) -> None:
    if len(key) > _KEY_CHARACTERS_MAX or not _KEY.fullmatch(key):
        raise BadInput("key_unreadable", "A key is small letters, digits and single hyphens, at most 60.")


def _check_span(valid_from: int, valid_until: int) -> None:
    if valid_until and valid_until <= valid_from:
        raise BadInput("span_empty", "It ends before it begins: change one of the two.")

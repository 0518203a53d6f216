"""Giving by hand, with a reason and a name to it, and taking such a gift back."""

from django.db import transaction
from django.db.models import Sum

from ninefold.context import queries as context
from ninefold.currency import ledger, owners
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Gift as GiftRow
from ninefold.currency.types import Transfer
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

AMOUNT_MAX = 10_000
AMOUNT_DAY_MAX = 50_000  # of one currency, by one giver, in a day
REASON_CHARACTERS_MAX = 300
KEY_CHARACTERS_MAX = 100
DAY_US = 86_400_000_000


@transaction.atomic
def give(*, actor: Actor, key: str, profile_id: int, currency: str, amount: int, reason: str, now: int) -> int:
    """Give a person some of a currency; 1 if it is new, 0 if this `key` gave it before. The person reads the reason.

    Raises BadInput beyond what one gift, or one giver in a day, may come to; NotFound for a profile that is nobody's.
    """
    actor.require(Permission.CURRENCY_GIVE)
    row = _currency(currency)
    if not 0 < amount <= AMOUNT_MAX:
        raise BadInput("gift_amount", f"By hand you can give 1 to {AMOUNT_MAX:,} at once.")
    if not 0 < len(reason.strip()) <= REASON_CHARACTERS_MAX or not 0 < len(key) <= KEY_CHARACTERS_MAX:
        raise BadInput("gift_reason", f"Say why, in at most {REASON_CHARACTERS_MAX} characters: the person reads it.")
    if profile_id not in context.person_ids([profile_id]):
        raise NotFound("person_unknown", "There is no such person.")
    given = Transfer(
        key=f"hand:{key}", currency=currency, debit=owners.ISSUED, credit=owners.of_profile(profile_id),
        amount=amount, reason=reason.strip(), made_at=now,
    )  # fmt: skip
    made = ledger.transfer(transfers=[given])
    if made:
        _mind_the_day(actor, row, amount, now)
        GiftRow.objects.create(
            key=key, giver_key=actor.key[:100], giver=actor.name[:200], currency=row, profile_id=profile_id,
            amount=amount, reason=reason.strip(), given_at=now,
        )  # fmt: skip
    return made


def _mind_the_day(actor: Actor, currency: CurrencyRow, amount: int, now: int) -> None:
    """Under the lock of the company's account, which every gift of this currency waits for."""
    today = GiftRow.objects.filter(giver_key=actor.key[:100], currency=currency, given_at__gt=now - DAY_US)
    given = int(today.aggregate(sum=Sum("amount"))["sum"] or 0)
    if given + amount > AMOUNT_DAY_MAX:
        raise BadInput(
            "gift_day", f"One person of the team gives at most {AMOUNT_DAY_MAX:,} in a day, and you gave {given:,}."
        )


def take_back(*, actor: Actor, key: str, now: int) -> int:
    """Undo a gift by a transfer the other way; 1 if it is new. Raises NotFound, BelowFloor where it has been spent."""
    actor.require(Permission.CURRENCY_GIVE)
    gift = GiftRow.objects.select_related("currency").filter(key=key).first()
    if gift is None:
        raise NotFound("gift_unknown", "There is no such gift.")
    back = Transfer(
        key=f"back:{gift.key}", currency=gift.currency.key, debit=owners.of_profile(gift.profile_id),
        credit=owners.ISSUED, amount=gift.amount, reason=f"Taken back: {gift.reason}", made_at=now,
    )  # fmt: skip
    return ledger.transfer(transfers=[back])


def _currency(key: str) -> CurrencyRow:
    row = CurrencyRow.objects.filter(key=key).first()
    if row is None:
        raise BadInput("currency_unknown", f"There is no currency {key!r}.")
    return row

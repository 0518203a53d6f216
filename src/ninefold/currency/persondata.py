"""What currency holds about a person: their wallet, every transfer in it, what they redeemed and were given."""

from collections.abc import Sequence
from dataclasses import asdict

from ninefold.currency import queries
from ninefold.kernel.persondata import Row

ROWS_MAX = 1_000_000


class CurrencyData:
    """Balances, transfers, redemptions, entitlements and gifts of some profiles."""

    room = "currency"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        held = queries.balances(profile_ids)
        return {
            "currency_account": [{"currency": key, "balance": balance} for key, balance in held.items()],
            "currency_transfer": [
                {"key": each.key, "currency": each.currency, "debit": each.debit, "credit": each.credit,
                 "amount": each.amount, "reason": each.reason, "made_at": each.made_at}
                for key in held
                for each in queries.statement(profile_ids, key, limit=ROWS_MAX)
            ],
            "currency_redemption": [asdict(each) for each in queries.redemptions(profile_ids, limit=ROWS_MAX)],
            "currency_entitlement": [asdict(each) for each in queries.entitlements(profile_ids, is_standing=False)],
            "currency_gift": [asdict(each) for each in queries.gifts(profile_ids, limit=ROWS_MAX)],
        }  # fmt: skip

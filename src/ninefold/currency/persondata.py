"""What currency holds about a person: their wallet and every transfer in it."""

from collections.abc import Sequence

from ninefold.currency import queries
from ninefold.kernel.persondata import Row


class CurrencyData:
    """Balances and transfers of some profiles."""

    room = "currency"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        held = queries.balances(profile_ids)
        return {
            "currency_account": [{"currency": key, "balance": balance} for key, balance in held.items()],
            "currency_transfer": [
                {"key": each.key, "currency": each.currency, "debit": each.debit, "credit": each.credit,
                 "amount": each.amount, "reason": each.reason, "made_at": each.made_at}
                for key in held
                for each in queries.statement(profile_ids, key, limit=1_000_000)
            ],
        }  # fmt: skip

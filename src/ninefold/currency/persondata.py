"""What currency holds about a person: their wallet, every transfer in it, what they redeemed and were given."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from ninefold.currency import owners, queries, turns
from ninefold.currency.models import Account, Entitlement, Gift, Redemption, Reversal
from ninefold.kernel import clock
from ninefold.kernel.database.bulk import among
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_CURRENCY = {"currency": "currency__key"}
_REWARD = {"reward": "reward__key", "reward_name": "reward__name"}
_TABLES = (
    PersonTable(Account, named=_CURRENCY),
    PersonTable(Redemption, named=_CURRENCY | _REWARD | {"code": "code__code", "offer": "offer__key"}),
    PersonTable(Entitlement, named=_REWARD),
    PersonTable(Reversal, named=_CURRENCY),
    PersonTable(Gift, named=_CURRENCY),
)
ROWS_MAX = 1_000_000


class CurrencyData:
    """Balances, transfers, redemptions, entitlements and gifts of some profiles."""

    room = "currency"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        accounts = Account.objects.filter(profile_id__in=list(profile_ids))
        held = sorted(set(accounts.values_list("currency__key", flat=True)))
        return export(_TABLES, profile_ids) | {
            "currency_transfer": [
                {"key": each.key, "currency": each.currency, "debit": each.debit, "credit": each.credit,
                 "amount": each.amount, "reason": each.reason, "made_at": each.made_at}
                for key in held
                for each in queries.statement(profile_ids, key, limit=ROWS_MAX)
            ],
        }  # fmt: skip

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Amounts stay, so that every currency sums to zero; accounts are nobody's, transfers lose their words.

        That a mailbox had its turn stays as a keyed hash: who comes again has none left.
        """
        own = list(profile_ids)
        turns.remember(own)
        accounts = Account.objects.filter(profile_id__in=own)
        transfers = _silence(list(accounts.values_list("pk", flat=True)))
        Entitlement.objects.filter(profile_id__in=own, revoked_at=None).update(revoked_at=clock.now_us())
        return {
            "currency_transfer": transfers,
            "currency_account": accounts.update(
                profile_id=-F("pk"), owner=Concat(Value(owners.ERASED), Cast("pk", CharField()))
            ),
            "currency_entitlement": Entitlement.objects.filter(profile_id__in=own).update(profile_id=-F("pk")),
            "currency_redemption": Redemption.objects.filter(profile_id__in=own).update(
                profile_id=-F("pk"), revoke_reason=""
            ),
            "currency_reversal": Reversal.objects.filter(profile_id__in=own).update(
                profile_id=-F("pk"),
                key=Concat(Value(owners.ERASED), Cast("pk", CharField())),
                reason="",
                gift_key="",
                is_waiting=False,
            ),
            "currency_gift": Gift.objects.filter(profile_id__in=own).update(profile_id=-F("pk"), reason=""),
        }


def _silence(accounts: Sequence[int]) -> int:
    """Take the words and the caller's key off the transfers of these accounts: the one change that triggers allow."""
    debit, ids = among("debit_id", accounts)
    credit, _ = among("credit_id", accounts)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE currency_transfer SET reason = '', key = 'erased:' || id"
            f" WHERE ({debit} OR {credit}) AND key <> 'erased:' || id",
            [ids, ids],
        )
        return int(cursor.rowcount)

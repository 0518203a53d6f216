"""What a person holds, and how it came and went."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Sum

from ninefold.currency.models import Account
from ninefold.currency.types import Line, Transfer
from ninefold.kernel.database.bulk import among

_COLUMNS = "t.id, t.key, k.key AS currency, d.owner AS debit, c.owner AS credit, t.amount, t.reason, t.made_at"
_JOINS = (
    " FROM currency_transfer t JOIN currency_account d ON d.id = t.debit_id"
    " JOIN currency_account c ON c.id = t.credit_id JOIN currency_currency k ON k.id = d.currency_id"
)
_NEWEST = "ORDER BY made_at DESC, id DESC LIMIT %s"


def balance(profile_ids: Sequence[int], currency: str) -> int:
    """What a person, given by all their profiles, holds."""
    return balances(profile_ids).get(currency, 0)


def balances(profile_ids: Sequence[int]) -> dict[str, int]:
    """What a person, given by all their profiles, holds in each currency."""
    found = Account.objects.filter(profile_id__in=profile_ids).exclude(profile_id=0)
    sums = found.values_list("currency__key").annotate(Sum("balance")).order_by("currency__key")
    return {key: int(held) for key, held in sums}


def balances_of(profile_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """What each of these profiles holds in each currency, in one statement; a person's wallet is the sum of theirs."""
    condition, values = among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.profile_id, k.key, a.balance FROM currency_account a"
            f" JOIN currency_currency k ON k.id = a.currency_id WHERE a.profile_id <> 0 AND {condition}",
            [values],
        )
        rows = cursor.fetchall()
    found: dict[int, dict[str, int]] = {}
    for profile_id, key, held in rows:
        found.setdefault(profile_id, {})[key] = held
    return found


def statement(profile_ids: Sequence[int], currency: str, limit: int = 50) -> list[Transfer]:
    """A person's transfers in one currency, newest first; those between their own profiles are left out."""
    return [Transfer(*row[1:-1]) for row in _moves(profile_ids, currency, limit)]


def lines(profile_ids: Sequence[int], currency: str, *, before: Line | None = None, limit: int = 20) -> list[Line]:
    """A person's statement in one currency, newest first, from the line after `before`."""
    if before is None:
        return [_line(row) for row in _moves(profile_ids, currency, limit)]
    later = [before.made_at, before.id]
    return [_line(row) for row in _moves(profile_ids, currency, limit, "(t.made_at, t.id) < (%s, %s)", later)]


def line(profile_ids: Sequence[int], currency: str, line_id: int) -> Line | None:
    """One line of this person's statement, by its id; None for anyone else's."""
    return next((_line(row) for row in _moves(profile_ids, currency, 1, "t.id = %s", [line_id])), None)


def _line(row: tuple[Any, ...]) -> Line:
    number, key, currency, _, _, amount, reason, made_at, sign = row
    return Line(number, key, currency, sign * amount, reason, made_at)


def _moves(
    profile_ids: Sequence[int], currency: str, limit: int, where: str = "TRUE", values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """What came to a person (sign 1) and went from them (-1), each half by its own index, newest first."""
    accounts = Account.objects.filter(profile_id__in=profile_ids, currency__key=currency).exclude(profile_id=0)
    credit, ids = among("t.credit_id", accounts.values_list("pk", flat=True))
    debit, _ = among("t.debit_id", [])
    halves = [
        f"SELECT * FROM (SELECT {_COLUMNS}, {sign} AS sign{_JOINS} WHERE {mine} AND NOT ({other}) AND {where}"
        " ORDER BY t.made_at DESC, t.id DESC LIMIT %s) AS half"
        for sign, mine, other in ((1, credit, debit), (-1, debit, credit))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"{halves[0]} UNION ALL {halves[1]} {_NEWEST}", [*[ids, ids, *values, limit] * 2, limit])
        return list(cursor.fetchall())

"""The books of one batch: accounts opened and locked, balances moved in memory, written back in one go.

All accounts of a batch are locked in the order of their ids, so two batches at once wait but never embrace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from ninefold.context import queries as context
from ninefold.currency import owners
from ninefold.currency.errors import BelowFloor, TransferRefused
from ninefold.currency.models import Currency
from ninefold.currency.types import Transfer
from ninefold.kernel.database.bulk import among, insert

_ACCOUNT = {"currency_id": "int", "owner": "text", "profile_id": "int", "balance": "int", "floor": "int"}
_TRANSFER = {
    "key": "text", "debit_id": "int", "credit_id": "int", "amount": "int", "reason": "text", "made_at": "int",
}  # fmt: skip


@dataclass(slots=True)
class Account:
    """An account under lock; `balance` as it will be written."""

    id: int
    currency: str
    owner: str
    profile_id: int
    balance: int
    floor: int | None

    @property
    def free(self) -> int:
        """What may leave a person's account before it reaches its floor."""
        assert self.floor is not None
        return self.balance - self.floor


@dataclass(slots=True)
class Books:
    """The accounts of a batch by (currency, owner), who shares a person's wallet, and the lines made so far."""

    accounts: dict[tuple[str, str], Account]
    siblings: dict[int, tuple[int, ...]]
    lines: list[tuple[str, int, int, int, str, int]] = field(default_factory=list)

    def move(self, transfer: Transfer, *, is_up_to: bool = False) -> None:
        """Make a transfer; a person short in one profile's account is helped out from their others first.

        With `is_up_to` no more moves than they all can give.
        """
        debit = self.accounts[transfer.currency, transfer.debit]
        if debit.floor is not None:
            free = self._free(debit)
            if is_up_to and free < transfer.amount:
                if free <= 0:
                    return
                words = f"{transfer.reason} [{free:,} of {transfer.amount:,}: no more was there]"
                transfer = replace(transfer, amount=free, reason=words)
            self._require(debit, transfer, free)
            self._pool(debit, transfer)
        self._line(transfer, debit, self.accounts[transfer.currency, transfer.credit])

    def _free(self, debit: Account) -> int:
        """What may leave a person's wallet: the floor holds for the sum over all their profiles."""
        assert debit.floor is not None
        return sum(each.balance for each in [debit, *self._others(debit)]) - debit.floor

    def _require(self, debit: Account, transfer: Transfer, free: int) -> None:
        if free < transfer.amount:
            raise BelowFloor(
                "below_floor",
                f"The wallet holds too little: {transfer.amount} {transfer.currency} asked, {max(0, free)} can go.",
            )

    def _pool(self, debit: Account, transfer: Transfer) -> None:
        for number, other in enumerate(self._others(debit), start=1):
            amount = min(other.free, transfer.amount - debit.free)
            if amount > 0:
                key = f"{transfer.key}/pool/{number}"
                helping = replace(transfer, key=key, amount=amount, reason="One person, one wallet.")
                self._line(helping, other, debit)
        assert debit.free >= transfer.amount, "what a person may spend lies in their accounts"

    def _others(self, account: Account) -> list[Account]:
        profiles = [each for each in self.siblings.get(account.profile_id, ()) if each != account.profile_id]
        found = [self.accounts.get((account.currency, owners.of_profile(each))) for each in profiles]
        return [each for each in found if each]

    def _line(self, transfer: Transfer, debit: Account, credit: Account) -> None:
        debit.balance -= transfer.amount
        credit.balance += transfer.amount
        self.lines.append((transfer.key, debit.id, credit.id, transfer.amount, transfer.reason, transfer.made_at))

    def write(self, before: int) -> None:
        """Write lines and balances. `before` is what all balances came to: no batch makes or loses anything."""
        assert self.total() == before, "a transfer moves, it makes nothing"
        insert("currency_transfer", _TRANSFER, self.lines)
        touched = {number for _, debit, credit, *_ in self.lines for number in (debit, credit)}
        _write_balances([account for account in self.accounts.values() if account.id in touched])

    def total(self) -> int:
        return sum(account.balance for account in self.accounts.values())


def open_books(transfers: Sequence[Transfer]) -> Books:
    """Open what accounts are missing and lock all that the transfers may touch. Needs a transaction."""
    assert connection.in_atomic_block
    currencies = {row.key: row for row in Currency.objects.filter(key__in={each.currency for each in transfers})}
    unknown = sorted({each.currency for each in transfers} - set(currencies))
    if unknown:
        raise TransferRefused("currency_unknown", f"There is no currency {unknown[0]!r}.")
    siblings = _siblings(transfers)
    wanted = {(each.currency, owner) for each in transfers for owner in (each.debit, each.credit)}
    _open(currencies, wanted)
    shared = {owners.of_profile(profile) for profiles in siblings.values() for profile in profiles}
    locked = _lock(currencies, {owner for _, owner in wanted} | shared)
    assert wanted <= set(locked), "every account that is asked for stands"
    return Books(locked, siblings)


def _siblings(transfers: Iterable[Transfer]) -> dict[int, tuple[int, ...]]:
    """All profiles of each person who gives something, by each of their profiles."""
    givers = {owners.profile_of(each.debit) for each in transfers} - {0}
    if not givers:
        return {}
    person_of = context.person_ids(sorted(givers))
    profiles = context.profiles_of(sorted(set(person_of.values())))
    return {profile: profiles[person] for profile, person in person_of.items()}


def _open(currencies: dict[str, Currency], wanted: set[tuple[str, str]]) -> None:
    rows: list[tuple[Any, ...]] = []
    standing = _owners_standing({owner for _, owner in wanted})
    for key, owner in sorted(wanted):
        currency, profile_id = currencies[key], owners.profile_of(owner)
        if (currency.pk, owner) not in standing:
            rows.append((currency.pk, owner, profile_id, 0, currency.floor if profile_id else None))
    insert("currency_account", _ACCOUNT, rows, on_conflict="(currency_id, owner) DO NOTHING")


def _owners_standing(asked: set[str]) -> set[tuple[int, str]]:
    condition, names = among("owner", sorted(asked), "text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT currency_id, owner FROM currency_account WHERE {condition}", [names])
        return set(cursor.fetchall())


def _lock(currencies: dict[str, Currency], asked: set[str]) -> dict[tuple[str, str], Account]:
    key_of = {row.pk: key for key, row in currencies.items()}
    condition, names = among("owner", sorted(asked), "text")
    kinds, ids = among("currency_id", sorted(key_of))
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, currency_id, owner, profile_id, balance, floor FROM currency_account"
            f" WHERE {kinds} AND {condition} ORDER BY id{lock}",
            [ids, names],
        )
        found = [Account(number, key_of[currency], *rest) for number, currency, *rest in cursor.fetchall()]
    return {(account.currency, account.owner): account for account in found}


def _write_balances(accounts: Sequence[Account]) -> None:
    rows = [(account.balance, account.id) for account in accounts]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("UPDATE currency_account SET balance = %s WHERE id = %s", rows)
            return
        cursor.execute(
            "UPDATE currency_account SET balance = v.balance FROM unnest(%s::bigint[], %s::bigint[]) AS v(balance, id)"
            " WHERE currency_account.id = v.id",
            [[balance for balance, _ in rows], [number for _, number in rows]],
        )

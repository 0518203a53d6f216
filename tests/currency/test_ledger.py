"""The ledger: double entry, append-only, each key once, no wallet below its floor, whoever moves at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.currency import actions, books, owners, queries
from ninefold.currency.errors import BelowFloor, KeyTaken, TransferRefused
from ninefold.currency.models import Account
from ninefold.currency.models import Transfer as TransferRow
from ninefold.currency.types import Currency, Transfer
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed
from tests import databases

NOW = 1_750_000_000_000_000


def points(key: str, debit: str, credit: str, amount: int) -> Transfer:
    return Transfer(key, "points", debit, credit, amount, "a test", NOW)


def give(profile: int, amount: int, key: str = "") -> Transfer:
    return points(key or f"give:{profile}:{amount}", owners.ISSUED, owners.of_profile(profile), amount)


def take(profile: int, amount: int, key: str = "spend") -> Transfer:
    return points(key, owners.of_profile(profile), "company:rewards", amount)


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes profiles one person, as context would say."""
    persons: dict[int, int] = {}

    def join(*profiles: int) -> None:
        persons.update(dict.fromkeys(profiles, min(profiles)))

    def person_ids(profile_ids: list[int]) -> dict[int, int]:
        return {profile: persons.get(profile, profile) for profile in profile_ids}

    def profiles_of(person_ids: list[int]) -> dict[int, tuple[int, ...]]:
        return {
            person: tuple(profile for profile, of in persons.items() if of == person) or (person,)
            for person in person_ids
        }

    monkeypatch.setattr(books.context, "person_ids", person_ids)
    monkeypatch.setattr(books.context, "profiles_of", profiles_of)
    return join


@pytest.mark.django_db
def test_a_transfer_moves_and_counts_once() -> None:
    assert actions.transfer(transfers=[give(1, 30), give(1, 30), give(2, 5)]) == 2
    assert actions.transfer(transfers=[give(1, 30), give(3, 7)]) == 1
    assert [queries.balance([person], "points") for person in (1, 2, 3, 4)] == [30, 5, 7, 0]
    assert queries.balance([1, 3], "points") == 37
    totals = queries.totals("points")
    assert (totals.held, totals.company, totals.wallets) == (42, -42, 3)
    assert queries.statement([1], "points") == [give(1, 30)]


@pytest.mark.django_db
def test_a_wallet_never_goes_below_its_floor(joined: Callable[..., None]) -> None:
    actions.transfer(transfers=[give(1, 30)])
    with pytest.raises(BelowFloor, match="31 points asked, 30 can go"):
        actions.transfer(transfers=[give(2, 5), take(1, 31)])
    assert queries.balance([2], "points") == 0, "of a batch that is refused nothing is made"
    actions.transfer(transfers=[take(1, 30)])
    assert queries.balance([1], "points") == 0


@pytest.mark.django_db
def test_one_person_has_one_wallet_over_their_profiles(joined: Callable[..., None]) -> None:
    actions.transfer(transfers=[give(1, 60), give(2, 60), give(3, 60)])
    joined(1, 2)
    actions.transfer(transfers=[take(1, 100, "first")])
    assert queries.balance([1, 2], "points") == 20
    assert [each.key for each in queries.statement([1, 2], "points")] == ["first", "give:2:60", "give:1:60"]
    with pytest.raises(BelowFloor):
        actions.transfer(transfers=[take(2, 21, "second")])
    assert actions.transfer(transfers=[take(1, 100, "first")]) == 0
    assert queries.balance([3], "points") == 60


@pytest.mark.django_db
def test_a_floor_below_zero_is_the_persons_not_each_profiles(joined: Callable[..., None]) -> None:
    actions.define_currency(actor=system("test"), currency=Currency("fame", "Fame", is_money_like=False, floor=-10))

    def spend(key: str, profile: int, amount: int) -> Transfer:
        return Transfer(key, "fame", owners.of_profile(profile), owners.ISSUED, amount, "a test", NOW)

    actions.transfer(transfers=[replace(give(profile, 1), currency="fame") for profile in (1, 2)])
    joined(1, 2)
    assert actions.transfer(transfers=[spend("a", 1, 12)]) == 1
    with pytest.raises(BelowFloor, match="1 fame asked, 0 can go"):
        actions.transfer(transfers=[spend("b", 2, 1)])
    assert queries.balance([1, 2], "fame") == -10


@pytest.mark.django_db
def test_the_database_itself_holds_the_floor() -> None:
    actions.transfer(transfers=[give(1, 30)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(owner="profile:1").update(balance=-1)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE currency_transfer SET amount = 1", "DELETE FROM currency_transfer"])
def test_the_database_itself_refuses_to_change_transfers(statement: str) -> None:
    actions.transfer(transfers=[give(1, 30)])
    with pytest.raises(IntegrityError, match="transfers never change"), transaction.atomic():
        connection.cursor().execute(statement)
    assert TransferRow.objects.get().amount == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (give(1, 0), "transfer_amount"),
        (give(1, -4), "transfer_amount"),
        (points("k", "profile:1", "profile:1", 4), "transfer_accounts"),
        (points("", "profile:1", "profile:2", 4), "transfer_key"),
        (points("k", "nobody", "profile:2", 4), "owner_unknown"),
        (points("k", "profile:0", "profile:2", 4), "owner_unknown"),
        (Transfer("k", "doubloons", owners.ISSUED, "profile:2", 4, "", NOW), "currency_unknown"),
    ],
)
def test_nonsense_is_refused(wrong: Transfer, code: str) -> None:
    with pytest.raises(TransferRefused) as refused:
        actions.transfer(transfers=[wrong])
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_key_stands_for_one_transfer_only() -> None:
    actions.transfer(transfers=[give(1, 30, "gift")])
    for other in (give(1, 31, "gift"), give(2, 30, "gift")):
        with pytest.raises(KeyTaken):
            actions.transfer(transfers=[other])
    with pytest.raises(KeyTaken):
        actions.transfer(transfers=[give(1, 1, "new"), give(1, 2, "new")])


@pytest.mark.django_db
def test_only_the_entitled_define_currencies() -> None:
    fame = Currency("fame", "Recognition", is_money_like=False, floor=-10)
    with pytest.raises(NotAllowed):
        actions.define_currency(actor=Actor("user:1", "Ed", frozenset({Role.EDITOR})), currency=fame)
    actions.define_currency(actor=system("test"), currency=fame)
    assert fame in queries.currencies()
    with pytest.raises(BadInput, match="cannot change"):
        actions.define_currency(actor=system("test"), currency=Currency("fame", "Fame", is_money_like=False, floor=0))


MOVES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 50), st.integers(0, 30)), min_size=1, max_size=25
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_asked_the_books_agree(moves: list[tuple[int, int, int, int]]) -> None:
    """Profile 0 stands for the company; keys repeat on purpose. Oracle: a dictionary."""
    with transaction.atomic():
        held, done = dict.fromkeys(range(5), 0), {}
        for debit, credit, amount, key in moves:
            entry = (debit, credit, amount)
            is_wrong = debit == credit or done.get(key, entry) != entry
            is_short = key not in done and debit > 0 and held[debit] < amount
            try:
                made = actions.transfer(transfers=[points(str(key), owner(debit), owner(credit), amount)])
            except TransferRefused:
                assert is_wrong or is_short
                continue
            assert not is_wrong
            assert made == (key not in done)
            if made:
                assert not is_short
                done[key] = entry
                held[debit] -= amount
                held[credit] += amount
        books_agree()
        assert {person: queries.balance([person], "points") for person in range(1, 5)} == {
            person: held[person] for person in range(1, 5)
        }
        transaction.set_rollback(True)


def owner(number: int) -> str:
    return owners.of_profile(number) if number else owners.ISSUED


def books_agree() -> None:
    """Every balance is what its transfers come to, and all together come to nothing."""
    for account in Account.objects.all():
        inward = TransferRow.objects.filter(credit=account).aggregate(sum=Sum("amount"))["sum"] or 0
        outward = TransferRow.objects.filter(debit=account).aggregate(sum=Sum("amount"))["sum"] or 0
        assert account.balance == inward - outward
    assert (Account.objects.aggregate(sum=Sum("balance"))["sum"] or 0) == 0


def test_movers_at_once_neither_double_nor_overdraw(database: databases.TestDatabase) -> None:
    """Six threads give the same gifts, and each tries to spend 70 of the 100 that person 1 holds."""
    actions.transfer(transfers=[give(1, 100, "begin")])

    def move(thread: int) -> int:
        spent = 0
        try:
            for number in range(8):
                turn = (number + thread) % 3
                own = give(2 + turn, 1, f"gift:{number}:{turn}")
                actions.transfer(transfers=[own, give(9, 1, f"same:{number}")])
            try:
                spent = actions.transfer(transfers=[take(1, 70, f"spend:{thread}")])
            except BelowFloor:
                spent = 0
        finally:
            connection.close()
        return spent

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(move, range(6))) == 1
    assert queries.balance([1], "points") == 30
    assert queries.balance([9], "points") == 8
    assert queries.balance([2, 3, 4], "points") == 24
    books_agree()

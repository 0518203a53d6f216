"""The ledger's one door: transfers are made here, or not at all. Nothing changes or deletes one."""

from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError, connection, transaction

from ninefold.currency import books
from ninefold.currency.errors import KeyTaken, TransferRefused
from ninefold.currency.types import Transfer
from ninefold.kernel.database.bulk import among

BATCH_MAX = 10_000
AMOUNT_MAX = 10**15
KEY_CHARACTERS_MAX = 180  # leaves room for the lines that pool a person's accounts
Entry = tuple[str, str, str, int]  # currency, debit, credit, amount


def transfer(*, transfers: Sequence[Transfer], up_to: Collection[str] = ()) -> int:
    """Make transfers, all or none, in the caller's transaction or one of their own; how many were new.

    A key counts once, whoever retries and however many at once. Those whose keys are in `up_to` move as much as the
    wallet can give, nothing where it can give nothing: what was moved stands under the key. Raises BelowFloor when a
    person's wallet (all their profiles together) holds too little, KeyTaken when a key stands for something else,
    TransferRefused otherwise.
    """
    if not transfers:
        return 0
    asked = _checked(transfers)
    try:
        with transaction.atomic():
            return _made(asked, up_to)
    except IntegrityError:
        _known(
            asked, up_to
        )  # raises where the key was taken a moment ago between other accounts, which no lock of ours holds
        raise


def _made(asked: dict[str, Transfer], up_to: Collection[str]) -> int:
    book = books.open_books(list(asked.values()))
    known = _known(asked, up_to)  # looked up under lock: whoever made the same transfer a moment ago has committed
    new = [each for key, each in asked.items() if key not in known]
    before = book.total()
    for each in new:
        book.move(each, is_up_to=each.key in up_to)
    book.write(before)
    return len(new)


def check(each: Transfer) -> None:
    """Raise TransferRefused for what can be no transfer, whatever the books say."""
    if not 0 < each.amount <= AMOUNT_MAX:
        raise TransferRefused("transfer_amount", f"A transfer moves 1 to {AMOUNT_MAX}, not {each.amount}.")
    if each.debit == each.credit:
        raise TransferRefused("transfer_accounts", "A transfer goes from one account to another.")
    if not 0 < len(each.key) <= KEY_CHARACTERS_MAX:
        raise TransferRefused("transfer_key", f"A transfer's key has 1 to {KEY_CHARACTERS_MAX} characters.")


def standing(keys: Iterable[str]) -> dict[str, Entry]:
    """What stands under these keys, of those that are taken."""
    condition, values = among("t.key", list(keys), "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.key, k.key, d.owner, c.owner, t.amount FROM currency_transfer t"
            " JOIN currency_account d ON d.id = t.debit_id JOIN currency_account c ON c.id = t.credit_id"
            f" JOIN currency_currency k ON k.id = d.currency_id WHERE {condition}",
            [values],
        )
        return {key: (currency, debit, credit, amount) for key, currency, debit, credit, amount in cursor.fetchall()}


def _checked(transfers: Sequence[Transfer]) -> dict[str, Transfer]:
    if len(transfers) > BATCH_MAX:
        raise TransferRefused("transfers_too_many", f"At most {BATCH_MAX} transfers go in one batch.")
    asked: dict[str, Transfer] = {}
    for each in transfers:
        check(each)
        if asked.setdefault(each.key, each) != each:
            raise _taken(each.key)
    return asked


def _known(asked: dict[str, Transfer], up_to: Collection[str]) -> set[str]:
    """The keys of those that were made before. Raises KeyTaken for a key that stands for something else."""
    found = standing(asked)
    for key, entry in found.items():
        if entry[:3] != _entry(asked[key])[:3] or (key not in up_to and entry != _entry(asked[key])):
            raise _taken(key)
    return set(found)


def _entry(each: Transfer) -> Entry:
    return each.currency, each.debit, each.credit, each.amount


def _taken(key: str) -> KeyTaken:
    return KeyTaken("transfer_key_taken", f"The key {key!r} stands for another transfer already.")

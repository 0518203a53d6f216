"""Writes of currency: transfers, and what defines them. Nothing here changes or deletes a transfer."""

from collections.abc import Iterable, Sequence

import structlog
from django.db import connection, transaction

from ninefold.collect.types import Event
from ninefold.currency import books, earning, queries
from ninefold.currency.errors import KeyTaken, TransferRefused
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Rule as RuleRow
from ninefold.currency.types import Currency, Rule, Transfer
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import BadInput

BATCH_MAX = 10_000
AMOUNT_MAX = 10**15
KEY_CHARACTERS_MAX = 180  # leaves room for the lines that pool a person's accounts
RULE_KEY_CHARACTERS_MAX = 60  # with a message id it makes a transfer's key
_Entry = tuple[str, str, str, int]  # currency, debit, credit, amount
log = structlog.get_logger(__name__)


def transfer(*, transfers: Sequence[Transfer]) -> int:
    """Make transfers, all or none, in the caller's transaction or one of their own; how many were new.

    A key counts once, whoever retries and however many at once. Raises BelowFloor when a person's wallet (all their
    profiles together) holds too little, KeyTaken when a key stands for something else, TransferRefused otherwise.
    """
    if not transfers:
        return 0
    asked = _checked(transfers)
    with transaction.atomic():
        book = books.open_books(list(asked.values()))
        known = _known(asked)  # looked up under lock: whoever made the same transfer a moment ago has committed
        new = [each for key, each in asked.items() if key not in known]
        before = book.total()
        for each in new:
            book.move(each)
        book.write(before)
    return len(new)


def _checked(transfers: Sequence[Transfer]) -> dict[str, Transfer]:
    if len(transfers) > BATCH_MAX:
        raise TransferRefused("transfers_too_many", f"At most {BATCH_MAX} transfers go in one batch.")
    asked: dict[str, Transfer] = {}
    for each in transfers:
        _check(each)
        if asked.setdefault(each.key, each) != each:
            raise _taken(each.key)
    return asked


def _check(each: Transfer) -> None:
    if not 0 < each.amount <= AMOUNT_MAX:
        raise TransferRefused("transfer_amount", f"A transfer moves 1 to {AMOUNT_MAX}, not {each.amount}.")
    if each.debit == each.credit:
        raise TransferRefused("transfer_accounts", "A transfer goes from one account to another.")
    if not 0 < len(each.key) <= KEY_CHARACTERS_MAX:
        raise TransferRefused("transfer_key", f"A transfer's key has 1 to {KEY_CHARACTERS_MAX} characters.")


def _known(asked: dict[str, Transfer]) -> set[str]:
    """The keys of those that were made before. Raises KeyTaken for a key that stands for something else."""
    standing = _standing(asked)
    for key, entry in standing.items():
        if entry != _entry(asked[key]):
            raise _taken(key)
    return set(standing)


def _entry(each: Transfer) -> _Entry:
    return each.currency, each.debit, each.credit, each.amount


def _standing(asked: Iterable[str]) -> dict[str, _Entry]:
    """What stands under these keys, of those that are taken."""
    condition, keys = among("t.key", list(asked), "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.key, k.key, d.owner, c.owner, t.amount FROM currency_transfer t"
            " JOIN currency_account d ON d.id = t.debit_id JOIN currency_account c ON c.id = t.credit_id"
            f" JOIN currency_currency k ON k.id = d.currency_id WHERE {condition}",
            [keys],
        )
        return {key: (currency, debit, credit, amount) for key, currency, debit, credit, amount in cursor.fetchall()}


def _taken(key: str) -> KeyTaken:
    return KeyTaken("transfer_key_taken", f"The key {key!r} stands for another transfer already.")


def project(*, events: Sequence[Event]) -> None:
    """Give what these events earn by the rules, in the projecting transaction.

    What cannot be given is left out and logged: a wrong rule or a message id used again must not hold up events.
    """
    earned = earning.transfers_of(events, queries.rules())
    if not earned:
        return
    standing = _standing(each.key for each in earned)
    given: dict[str, Transfer] = {}
    for each in earned:
        try:
            _check(each)
            if standing.setdefault(each.key, _entry(each)) != _entry(each):
                raise _taken(each.key)
            given.setdefault(each.key, each)
        except TransferRefused as refused:
            log.warning("an event earned nothing", code=refused.code, key=each.key)
    transfer(transfers=list(given.values()))


def define_currency(*, actor: Actor, currency: Currency) -> None:
    """Add a currency, or rename one. Its floor stays: accounts were opened with it."""
    actor.require(Permission.CURRENCY_EDIT)
    if not currency.key or not currency.name.strip():
        raise BadInput("currency_incomplete", "A currency needs a key and a name.")
    if currency.floor > 0:
        raise BadInput("currency_floor", "A wallet begins empty, so its floor is 0 or below.")
    row, is_new = CurrencyRow.objects.get_or_create(
        key=currency.key,
        defaults={"name": currency.name, "is_money_like": currency.is_money_like, "floor": currency.floor},
    )
    if not is_new and row.floor != currency.floor:
        raise BadInput("currency_floor_fixed", "The floor of a currency cannot change once it is defined.")
    CurrencyRow.objects.filter(pk=row.pk).update(name=currency.name, is_money_like=currency.is_money_like)


def save_rule(*, actor: Actor, rule: Rule) -> None:
    """Add a rule, or change the one of its key. It holds for events from now on."""
    actor.require(Permission.CURRENCY_EDIT)
    currency = CurrencyRow.objects.filter(key=rule.currency).first()
    if currency is None:
        raise BadInput("currency_unknown", f"There is no currency {rule.currency!r}.")
    if not 0 < len(rule.key) <= RULE_KEY_CHARACTERS_MAX or not rule.event_name or not 0 < rule.per_unit <= AMOUNT_MAX:
        raise BadInput("rule_incomplete", "A rule needs a short key, an event and an amount of at least 1.")
    RuleRow.objects.update_or_create(
        key=rule.key,
        defaults={"event_name": rule.event_name, "currency": currency, "property": rule.property,
                  "per_unit": rule.per_unit},
    )  # fmt: skip

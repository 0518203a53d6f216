"""What crosses currency's door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: points, recognition, access, influence. Amounts are integers of its smallest unit.

    `floor` is the least a person's wallet may hold; the company's own accounts have none.
    """

    key: str
    name: str
    is_money_like: bool
    floor: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """One double entry: `amount` > 0 moves from `debit` to `credit`. `key` is the caller's id: it counts once."""

    key: str
    currency: str
    debit: str
    credit: str
    amount: int
    reason: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What an event earns: `per_unit` of `currency` for each whole unit of the event's number `property`.

    `property` "" earns `per_unit` once for the event itself.
    """

    key: str
    event_name: str
    currency: str
    property: str
    per_unit: int


@dataclass(frozen=True, slots=True)
class Totals:
    """One currency in sum: what people hold, what the company has given out less taken back; together always zero."""

    currency: str
    held: int
    company: int
    wallets: int

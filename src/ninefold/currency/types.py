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

"""What crosses currency's door. Amounts are integers of the smallest unit; instants microseconds, 0 for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: points, recognition, access, influence. Amounts are integers of its smallest unit.

    `floor` is the least a person's wallet may hold; the company's own accounts have none. `purpose` tells who holds it
    what it is good for. What is money-like is paid with, and the company may state its worth: 1,000 units are worth
    `worth_minor` of the money `worth_money` (ISO 4217, in its smallest unit), 0 for not stated.
    """

    key: str
    name: str
    is_money_like: bool
    floor: int
    purpose: str = ""
    worth_minor: int = 0
    worth_money: str = ""


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
class Line:
    """One line of a person's statement: `amount` is below zero for what left the wallet. `id` pages on."""

    id: int
    key: str
    currency: str
    amount: int
    reason: str
    made_at: int


class Beneficiary(StrEnum):
    """Who earns by a rule: who did what the event tells, or who wrote the answer that it names."""

    ACTOR = "actor"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an event earns: `per_unit` of `currency` for each whole `step` of the event's number `property`.

    `property` "" earns `per_unit` once for the event itself. `money` (ISO 4217) is what that number counts: an event in
    another money earns nothing, one that names none is taken as this. `per_day_max` caps what one person earns by this
    rule in a day of the install's zone, 0 for no cap. `reason` is what the statement says to who earned.
    `taken_back_by` names the events that take back what it gave for the same order or answer. What happened before
    `valid_from` earns nothing, whenever it is told; 0: it holds always.
    """

    key: str
    event_name: str
    currency: str
    property: str
    per_unit: int
    beneficiary: Beneficiary = Beneficiary.ACTOR
    money: str = ""
    step: int = 1
    per_day_max: int = 0
    reason: str = ""
    is_on: bool = True
    taken_back_by: tuple[str, ...] = ()
    valid_from: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """One currency in sum: what people hold, what the company has given out less taken back; together always zero.

    `wallets` counts people, each under all their profiles.
    """

    currency: str
    held: int
    company: int
    wallets: int


@dataclass(frozen=True, slots=True)
class Week:
    """What was given out and what was redeemed (less what was given back) in seven days from `begins_at`."""

    begins_at: int
    issued: int
    redeemed: int


@dataclass(frozen=True, slots=True)
class Liability:
    """What a currency's holders could still ask for. `minor` of `money` is the company's own statement of its worth.

    `is_stated` is False where nothing is stated, or the currency is not money-like and owes nothing.
    """

    currency: str
    issued: int
    redeemed: int
    held: int
    minor: int
    money: str
    is_stated: bool


EARLY_FORM_FACTORS = ("mail", "web_card")  # whose version of an item early access shows, the fullest first


class RewardKind(StrEnum):
    """What a redemption gives: a single-use code, or access to something before others."""

    CODE = "code"
    ACCESS = "access"


class RewardState(StrEnum):
    """A draft is seen by the team alone, an open one can be redeemed, a closed one keeps what it gave."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Reward:
    """What people can have for a currency. A money-like one is paid; of any other, `price` is what one has to hold.

    `stock_max` bounds all redemptions (0 for no bound; codes bound themselves), `per_person_max` those of a person.
    Access shows the content item `item_id`, or `early_text` where that is 0, on /early/<key>.
    """

    key: str
    name: str
    text: str
    kind: RewardKind
    currency: str
    price: int
    state: RewardState = RewardState.OPEN
    stock_max: int = 0
    per_person_max: int = 1
    valid_from: int = 0
    valid_until: int = 0
    item_id: int = 0
    early_text: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """How much of a reward is left and given: `left` is None where nothing bounds it.

    `is_there` is False, and nothing left, where the content item that it opens is not published.
    """

    reward: str
    left: int | None
    redeemed: int
    codes: int
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward at a price of its own for a time, once a person; with `campaign_id` for who received that campaign."""

    key: str
    reward: str
    price: int
    valid_from: int = 0
    valid_until: int = 0
    campaign_id: int = 0
    is_on: bool = True


LEFT_SHOWN_MAX = 20  # more are plenty: nobody is told how many


@dataclass(frozen=True, slots=True)
class Price:
    """What a page said that a reward costs, when its button was shown."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What someone would meet who redeemed a reward now: the price that holds, what they hold, and why not ("" if so).

    `is_paid` False: the price is held, not paid. `left` None: nothing bounds it, or more than LEFT_SHOWN_MAX are left.
    """

    reward: Reward
    currency: Currency
    price: int
    is_paid: bool
    held: int
    left: int | None
    refusal: str
    refusal_code: str

    @property
    def missing(self) -> int:
        """How much more they would need."""
        return max(0, self.price - self.held)


@dataclass(frozen=True, slots=True)
class Redemption:
    """What one person had for what. `key` is the caller's id; `amount` of `currency` was paid, 0 where it was held.

    `code` is "" for access. Revoked: `revoked_at` with its `revoke_reason`; `is_refunded`: the amount went back.
    `is_new` is True only in the answer to the call that made it.
    """

    key: str
    reward: str
    reward_name: str
    kind: RewardKind
    profile_id: int
    currency: str
    amount: int
    code: str
    offer: str
    campaign_id: int
    redeemed_at: int
    revoked_at: int = 0
    revoke_reason: str = ""
    is_refunded: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Access that a person has, or had until `revoked_at`; `redemption` is the key of what granted it."""

    reward: str
    reward_name: str
    profile_id: int
    redemption: str
    granted_at: int
    revoked_at: int = 0
    revoke_reason: str = ""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What was to go back of what a rule gave: of `asked` no more was `taken` than the wallet held.

    `by` is the key of who of the team did it, "" where an event did; `gift_key` the key of the transfer that gave.
    """

    key: str
    gift_key: str
    currency: str
    profile_id: int
    asked: int
    taken: int
    reason: str
    by: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Turns:
    """How often a person had rewards and used offers, by key; `is_before`: some of it before they were erased."""

    rewards: Mapping[str, int]
    offers: Mapping[str, int]
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Gift:
    """What a member of the team gave by hand: to whom, how much, and why."""

    key: str
    giver: str
    profile_id: int
    currency: str
    amount: int
    reason: str
    given_at: int

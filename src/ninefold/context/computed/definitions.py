"""The computed traits: their names and what each means, in the words that people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ninefold.context import sayings

PREFIX = sayings.COMPUTED
ORDERS, FIRST_ORDER, LAST_ORDER, SPENT = "orders", "first_order", "last_order", "spent"
HOUR, CHANNEL, TOPICS, TOPIC = "preferred_hour", "preferred_channel", "topics", "topic"
MOVED_TOPIC, MOVED_CURRENCY = "moved_by_topic", "moved_by_currency"
TOPIC_RESPONSES, CURRENCY_RESPONSES = "topic_responses", "currency_responses"
VALUE, STAYS, BELONGS = "value_year", "stays", "belongs"

HOUR_DEEDS_LEAST = 10
CONTACTS_LEAST = 5
TOPIC_TIMES_LEAST = 3
TOPICS_MAX = 3
REDEEMED_DAYS = 7
CONTACT_DAYS = 730  # what was sent before tells no more what moves people
RESPONSES_MAX = 10
_RESPONDED = "clicked in it, replied, or answered its poll"


@dataclass(frozen=True, slots=True)
class Definition:
    """One computed trait: its name (a currency follows where it is money), a label, and how it is computed."""

    name: str
    label: str
    words: str
    by_currency: bool = False


ALL = (
    Definition(
        ORDERS, "Purchases", "Purchases, by sources that can be trusted; those of one day and currency count one by one"
    ),
    Definition(FIRST_ORDER, "First bought", "The day of the first purchase (UTC)"),
    Definition(LAST_ORDER, "Last bought", "The day of the latest purchase (UTC)"),
    Definition(SPENT, "Spent", "What all purchases were worth, in one currency", by_currency=True),
    Definition(
        HOUR,
        "Best hour",
        f"The hour, in their own zone, around which most of their own deeds fall; of {HOUR_DEEDS_LEAST} deeds or more",
    ),
    Definition(
        CHANNEL,
        "Best channel",
        "The channel in which they answer most: the greatest lower bound (Wilson, 95 %) of answers among"
        f" {CONTACTS_LEAST} contacts or more",
    ),
    Definition(
        TOPICS,
        "Topics",
        f"Up to {TOPICS_MAX} topics or categories they dealt with {TOPIC_TIMES_LEAST} times or more, in order; none"
        " that speaks of health, belief, origin or love, as far as a list of words can tell",
    ),
    Definition(TOPIC, "First topic", "The first of their topics"),
    Definition(
        MOVED_TOPIC,
        "Responds most to the topic",
        f"The topic of messages with the greatest lower bound (Wilson, 95 %) of those they responded to"
        f" ({_RESPONDED}), among {CONTACTS_LEAST} messages or more of the last two years",
    ),
    Definition(
        MOVED_CURRENCY,
        "Responds most to the currency",
        f"The same of messages that showed a balance or an offer in a currency; having a reward for it within"
        f" {REDEEMED_DAYS} days is a response, too",
    ),
    Definition(
        TOPIC_RESPONSES,
        "Responses by topic",
        f"Up to {RESPONSES_MAX} topics with {CONTACTS_LEAST} messages or more: how many, those responded to, and where"
        " the share lies (`low` to `high`, Wilson, 95 %); nothing that they say does not move them",
    ),
    Definition(CURRENCY_RESPONSES, "Responses by currency", "The same, by the currency that messages showed"),
    Definition(
        BELONGS,
        "Belongs to",
        "How sure it is, 0 to 1, that they belong to a community: 1 where they said so or joined, else the lower bound"
        " (Wilson, 95 %) of its topics' share in all they deal with; never of a protected kind, or against their word",
        by_currency=True,
    ),
    Definition(
        VALUE,
        "May spend in a year",
        "What they are expected to spend in the next 52 weeks, in one currency: BG/NBD for how often, Gamma-Gamma for"
        " how much, fitted each day to all who bought",
        by_currency=True,
    ),
    Definition(
        STAYS,
        "Still a customer",
        "The chance, 0 to 1, that they still are a customer, by the same model; it cannot tell of who bought once",
    ),
)


_OF = {each.name: each for each in ALL}


_APART = (TOPIC, BELONGS, TOPIC_RESPONSES, CURRENCY_RESPONSES)  # shown among topics, and on their own


@dataclass(frozen=True, slots=True)
class Shown:
    """A computed trait as a person's page shows it: a label, its value, how it is computed."""

    label: str
    value: str
    words: str


def shown(traits: Mapping[str, Any]) -> list[Shown]:
    """The computed ones among a person's traits, in the order of their definitions."""
    order = [each.name for each in ALL if each.name not in _APART]
    own = sorted(
        (order.index(_plain(name)), name) for name in traits if name.startswith(PREFIX) and _plain(name) in order
    )
    return [Shown(_OF[_plain(name)].label, _said(name, traits[name]), meaning(name)) for _, name in own]


def said(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a person's traits that somebody said."""
    return {name: value for name, value in traits.items() if not name.startswith(PREFIX)}


def _plain(name: str) -> str:
    own = name.removeprefix(PREFIX)
    return own if own in _OF else own.rpartition(".")[0]


def _said(name: str, value: Any) -> str:
    plain, currency = _plain(name), name.removeprefix(PREFIX).removeprefix(_plain(name)).strip(".")
    if plain == BELONGS:
        return f"{currency}, {value * 100:.0f} %"
    if currency:
        return f"{value:,.2f} {currency}"
    if plain == STAYS:
        return f"{value * 100:.0f} %"
    if plain == HOUR:
        return f"around {value}:00"
    if plain in {FIRST_ORDER, LAST_ORDER}:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%b %Y}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def meaning(name: str) -> str:
    """How a trait of this name is computed; "" for one that is not."""
    if not name.startswith(PREFIX):
        return ""
    found = _OF.get(_plain(name))
    return found.words if found else ""

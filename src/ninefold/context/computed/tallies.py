"""What events add to the counts that computed traits rest on: purchases, hours, contacts, answers, topics. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.context import belonging, money, sayings
from ninefold.context.computed import moved
from ninefold.context.groups import leaving
from ninefold.context.identity import is_verified
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel
from ninefold.kernel.errors import BadInput

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
WORD_CHARACTERS_MAX = 100
ANSWERING = frozenset({EventName.LINK_CLICKED, EventName.MESSAGE_REPLIED, EventName.POLL_ANSWERED})
DEEDS = frozenset({EventKind.TRACK, EventKind.PAGE, EventKind.SCREEN})
_TOPIC = ("topic", "category")
_STATED = (belonging.STATED, belonging.DENIED, moved.DENIED)
_OF_MESSAGES = ANSWERING | {EventName.MESSAGE_DELIVERED, EventName.MESSAGE_REFUSED, EventName.REWARD_REDEEMED}
_OURS = (Trust.LINK, Trust.SYSTEM)  # a public key could claim any message
CURRENCIES_CHARACTERS_MAX = 500


@dataclass(slots=True)
class Tallies:
    """Purchases: (profile, day since 1970, currency) to [orders, smallest units].

    Habits: (profile, kind, word) to times. Kinds: `hour` of the day (UTC), `contact` and `answer` by channel, `topic`.
    Joined: (profile, community) to when they joined and left it last (us, 0: not told). Contacts: (profile, delivery)
    to topic, currencies and when; `answered` and `returned` are such keys, too. Redeemed: profile, currency, when.
    `told` are profiles of which something was said that traits are computed from.
    """

    purchases: dict[tuple[int, int, str], list[int]] = field(default_factory=dict)
    habits: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    joined: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    contacts: dict[tuple[int, int], tuple[str, str, int]] = field(default_factory=dict)
    answered: set[tuple[int, int]] = field(default_factory=set)
    returned: set[tuple[int, int]] = field(default_factory=set)
    redeemed: set[tuple[int, str, int]] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    @property
    def profile_ids(self) -> set[int]:
        return (
            {key[0] for key in self.purchases}
            | {key[0] for key in self.habits}
            | {key[0] for key in self.joined}
            | {key[0] for key in (*self.contacts, *self.answered, *self.returned)}
            | {key[0] for key in self.redeemed}
            | self.told
        )


def tally(events: Iterable[Event]) -> Tallies:
    """What these events add."""
    found = Tallies()
    for event in events:
        if event.profile_id and not event.is_bot:
            _add(found, event)
    return found


def _add(found: Tallies, event: Event) -> None:
    profile = event.profile_id
    if not event.traits.keys().isdisjoint(_STATED):
        found.told.add(profile)
    if is_verified(event.trust):
        _add_joined(found, event)
    if event.name == EventName.ORDER_COMPLETED and is_verified(event.trust):
        currency, minor = _worth(event)
        bought = found.purchases.setdefault((profile, event.occurred_at // DAY_US, currency), [0, 0])
        bought[0], bought[1] = bought[0] + 1, bought[1] + minor
    if event.name == EventName.MESSAGE_DELIVERED:
        found.habits[profile, "contact", _channel(event)] += 1
    if event.name in ANSWERING:
        found.habits[profile, "answer", _channel(event)] += 1
    if event.name in _OF_MESSAGES and event.trust in _OURS:
        _add_message(found, event)
    if event.kind in DEEDS and event.name not in sayings.TOLD:
        if event.occurred_at % DAY_US:  # midnight to the microsecond is a day without its hour
            found.habits[profile, "hour", str(event.occurred_at % DAY_US // HOUR_US)] += 1
        if topic := _topic(event):
            found.habits[profile, "topic", topic] += 1


def _add_message(found: Tallies, event: Event) -> None:
    """What a message was about, that it was responded to, that it came back; a reward that was had."""
    said, at = event.properties, event.occurred_at
    if event.name == EventName.REWARD_REDEEMED:
        if isinstance(currency := said.get("currency"), str) and currency:
            found.redeemed.add((event.profile_id, currency[:WORD_CHARACTERS_MAX], at))
        return
    delivery = said.get("delivery_id")
    if not isinstance(delivery, int) or isinstance(delivery, bool) or not delivery:
        return
    key = (event.profile_id, delivery)
    if event.name == EventName.MESSAGE_DELIVERED:
        topic, currencies = _topic(event), _currencies(event)
        if topic or currencies:
            found.contacts[key] = (topic, currencies, at)
    elif event.name == EventName.MESSAGE_REFUSED:
        found.returned.add(key)
    elif said.get("is_automatic") is not True:
        found.answered.add(key)


def _currencies(event: Event) -> str:
    """The keys of the currencies that a message showed, apart by a space, as many as are kept."""
    said = event.properties.get("currencies")
    keys = sorted({one for one in said if isinstance(one, str)}) if isinstance(said, list) else []
    kept = [one for one in keys if one and not set(one) & set(" \x00")]
    return " ".join(kept) if len(" ".join(kept)) <= CURRENCIES_CHARACTERS_MAX else ""


def _worth(event: Event) -> tuple[str, int]:
    try:
        return money.revenue(event) or (money.UNNAMED, 0)
    except BadInput:
        return money.UNNAMED, 0


def _channel(event: Event) -> str:
    """A contact names its channel; links, polls and replies that name none came by mail."""
    said = event.properties.get("channel")
    return said if said in {channel.value for channel in Channel} else Channel.MAIL.value


def _add_joined(found: Tallies, event: Event) -> None:
    joins, leaves = _named(event, EventName.COMMUNITY_JOINED), _named(event, EventName.COMMUNITY_LEFT)
    if event.kind is EventKind.GROUP:
        joins = event.other_id
    elif leaving.is_leaving(event):
        leaves = leaving.left_key(event)
    if community := (joins or leaves).replace("\x00", "")[:WORD_CHARACTERS_MAX]:
        key, at = (event.profile_id, community), event.occurred_at
        joined_at, left_at = found.joined.get(key, (0, 0))
        found.joined[key] = (max(joined_at, at), left_at) if joins else (joined_at, max(left_at, at))


def _named(event: Event, name: EventName) -> str:
    """The community that an event of this name is about, "" for none."""
    said = event.properties.get("community") if event.name == name and event.kind is EventKind.TRACK else ""
    return said if isinstance(said, str) else ""


def _topic(event: Event) -> str:
    """What the event is about; nothing where that speaks of health, belief or the like, which is never inferred."""
    said = next((event.properties[name] for name in _TOPIC if isinstance(event.properties.get(name), str)), "")
    topic = " ".join(said.replace("\x00", "").split())[:WORD_CHARACTERS_MAX]
    return "" if culture.is_protected(topic) else topic

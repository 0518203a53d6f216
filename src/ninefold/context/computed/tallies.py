"""What events add to the counts that computed traits rest on: purchases, hours, contacts, answers, topics. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ninefold.collect.types import Event, EventKind, EventName
from ninefold.context import belonging, money, sayings
from ninefold.context.identity import is_verified
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel
from ninefold.kernel.errors import BadInput

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
WORD_CHARACTERS_MAX = 100
ANSWERING = frozenset({EventName.LINK_CLICKED, EventName.MESSAGE_REPLIED, EventName.POLL_ANSWERED})
DEEDS = frozenset({EventKind.TRACK, EventKind.PAGE, EventKind.SCREEN})
_TOPIC = ("topic", "category")


@dataclass(slots=True)
class Tallies:
    """Purchases: (profile, day since 1970, currency) to [orders, smallest units].

    Habits: (profile, kind, word) to times. Kinds: `hour` of the day (UTC), `contact` and `answer` by channel, `topic`,
    `joined` by community. `told` are profiles of which something was said that traits are computed from.
    """

    purchases: dict[tuple[int, int, str], list[int]] = field(default_factory=dict)
    habits: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    told: set[int] = field(default_factory=set)

    @property
    def profile_ids(self) -> set[int]:
        return {key[0] for key in self.purchases} | {key[0] for key in self.habits} | self.told


def tally(events: Iterable[Event]) -> Tallies:
    """What these events add."""
    found = Tallies()
    for event in events:
        if event.profile_id and not event.is_bot:
            _add(found, event)
    return found


def _add(found: Tallies, event: Event) -> None:
    profile = event.profile_id
    if not event.traits.keys().isdisjoint((belonging.STATED, belonging.DENIED)):
        found.told.add(profile)
    if (joined := _joined(event)) and is_verified(event.trust):
        found.habits[profile, belonging.JOINED, joined] += 1
    if event.name == EventName.ORDER_COMPLETED and is_verified(event.trust):
        currency, minor = _worth(event)
        bought = found.purchases.setdefault((profile, event.occurred_at // DAY_US, currency), [0, 0])
        bought[0], bought[1] = bought[0] + 1, bought[1] + minor
    if event.name == EventName.MESSAGE_DELIVERED:
        found.habits[profile, "contact", _channel(event)] += 1
    if event.name in ANSWERING:
        found.habits[profile, "answer", _channel(event)] += 1
    if event.kind in DEEDS and event.name not in sayings.TOLD:
        if event.occurred_at % DAY_US:  # midnight to the microsecond is a day without its hour
            found.habits[profile, "hour", str(event.occurred_at % DAY_US // HOUR_US)] += 1
        if topic := _topic(event):
            found.habits[profile, "topic", topic] += 1


def _worth(event: Event) -> tuple[str, int]:
    try:
        return money.revenue(event) or (money.UNNAMED, 0)
    except BadInput:
        return money.UNNAMED, 0


def _channel(event: Event) -> str:
    """A contact names its channel; links, polls and replies that name none came by mail."""
    said = event.properties.get("channel")
    return said if said in {channel.value for channel in Channel} else Channel.MAIL.value


def _joined(event: Event) -> str:
    """The community that an event joins: one named on the community's site, or the group of a group call."""
    said = event.other_id if event.kind is EventKind.GROUP else ""
    if event.kind is EventKind.TRACK and event.name == EventName.COMMUNITY_JOINED:
        said = event.properties.get("community") or ""
    return said.replace("\x00", "")[:WORD_CHARACTERS_MAX] if isinstance(said, str) else ""


def _topic(event: Event) -> str:
    """What the event is about; nothing where that speaks of health, belief or the like, which is never inferred."""
    said = next((event.properties[name] for name in _TOPIC if isinstance(event.properties.get(name), str)), "")
    topic = " ".join(said.replace("\x00", "").split())[:WORD_CHARACTERS_MAX]
    return "" if culture.is_protected(topic) else topic

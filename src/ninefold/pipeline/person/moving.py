"""What moves a person, as far as their own deeds show it: what they responded to, and did after a contact or without.

Nothing here is a score, and hardly ever an effect: one person's few contacts show no difference. What moves many is
shown by campaigns with a holdout.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ninefold.channel import queries as channel
from ninefold.channel.types import Delivery, DeliveryStatus
from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.context.computed.moved import CURRENCY, Responses
from ninefold.context.motivation import Stated
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Goal
from ninefold.currency import queries as currency
from ninefold.kernel.weeks import DAY_US
from ninefold.measure import reaching

CONTACTS_LEAST = 20  # with fewer contacts no share of theirs is shown
CONTACTS_MAX = 500
EVENTS_MAX = 500
RESPONSES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class GoalMoves:
    """How often a person reached a goal: within its days after a contact, and with no contact in these days."""

    name: str
    days: int
    after: int
    without: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Contacts of one kind (a channel, a version), and those the person clicked in or replied to."""

    name: str
    contacts: int
    answered: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of the messages about one topic, or that showed one currency; `is_denied`: they say it is not so."""

    name: str
    counted: Responses
    is_denied: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """What a person's page says under what moves them."""

    contacts: int
    goals: tuple[GoalMoves, ...]
    channels: tuple[Answered, ...]
    versions: tuple[Answered, ...]
    responses: tuple[Moved, ...]
    stated: Stated | None = None

    @property
    def is_few(self) -> bool:
        return self.contacts < CONTACTS_LEAST


def read(person: Person) -> Moves:
    """What moves one person, from what is kept of them."""
    sent = [
        one
        for one in channel.deliveries(person.profile_ids, limit=CONTACTS_MAX)
        if one.status is DeliveryStatus.DELIVERED
    ]
    return Moves(
        contacts=len(sent),
        goals=_goals(person, sorted(one.ended_at for one in sent)),
        channels=answered((one.channel.value, one) for one in sent),
        versions=answered((one.tag, one) for one in sent if one.tag),
        responses=responses(person),
        stated=context.stated_motivation(person),
    )


def _goals(person: Person, contacts: Sequence[int]) -> tuple[GoalMoves, ...]:
    goals = culture.goals()
    names = sorted({goal.event_name for goal in goals})
    events = collect.timeline(person.profile_ids, only=names, limit=EVENTS_MAX) if names else []
    found = [
        reached_around(
            goal,
            [
                event.occurred_at
                for event in events
                if event.name == goal.event_name and not event.is_bot and reaching.matches(goal, event.properties)
            ],
            contacts,
        )
        for goal in goals
    ]
    return tuple(one for one in found if one.after or one.without)


def reached_around(goal: Goal, instants: Iterable[int], contacts: Sequence[int]) -> GoalMoves:
    """Each time a goal was reached: within its days after some contact, or not. `contacts` ascend. Pure."""
    days = goal.window_days
    after = without = 0
    for at in instants:
        near = bisect_right(contacts, at) > bisect_left(contacts, at - days * DAY_US + 1)
        after, without = after + near, without + (not near)
    return GoalMoves(goal.name, days, after, without)


def answered(sent: Iterable[tuple[str, Delivery]]) -> tuple[Answered, ...]:
    """Contacts by kind with those that were clicked in or replied to, most contacts first. Pure."""
    contacts: Counter[str] = Counter()
    answers: Mapping[str, list[int]] = defaultdict(list)
    for name, one in sent:
        contacts[name] += 1
        if one.clicked_at or one.replied_at:
            answers[name].append(one.id)
    return tuple(Answered(name, count, len(answers[name])) for name, count in contacts.most_common())


def responses(person: Person) -> tuple[Moved, ...]:
    """What came of the messages about each topic and currency, under the names that people read."""
    counted, denied = context.responses_of(person), context.not_moved_by(person.traits)
    names = {one.key: one.name for one in currency.currencies()} if counted else {}
    return tuple(
        Moved(names.get(one.about, one.about) if one.kind == CURRENCY else one.about, one, one.key in denied)
        for one in counted[:RESPONSES_SHOWN]
    )

"""All that a person's page shows, read from the rooms; more to show asks no more questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ninefold.cadence import queries as cadence
from ninefold.cadence.types import Spend, Stock
from ninefold.catalyst import queries as catalyst
from ninefold.channel import queries as channel
from ninefold.channel.types import Delivery, ServiceMessage
from ninefold.collect import queries as collect
from ninefold.collect.moving.types import Tool
from ninefold.context import queries as context
from ninefold.context.types import Activity, Consent, Join, Person, Ruling
from ninefold.currency import queries as currency
from ninefold.currency.types import Redemption
from ninefold.kernel import clock
from ninefold.pipeline.person import story, strokes, whylog

DECISIONS_MAX = 20
DELIVERIES_MAX = 20
STORY_MAX = 25
REDEMPTIONS_MAX = 10
OTHERS_DAYS = 14  # contacts by outside senders that are so young stand beside the attention that they took
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Wallet:
    """What a person holds of one currency, in its smallest unit."""

    name: str
    balance: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: Person
    first_name: str
    is_simulated: bool
    local_time: str
    place: str
    whys: list[whylog.Why]
    why: str
    stock: Stock
    others: list[Spend]
    deliveries: list[Delivery]
    service_messages: list[ServiceMessage]
    consents: list[Consent]
    activities: list[Activity]
    joins: list[Join]
    rulings: list[Ruling]
    wallets: list[Wallet]
    redemptions: list[Redemption]
    campaign_names: dict[int, str]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Moments, newest first, and the event to go on from (0 at the end)."""

    moments: list[story.Moment]
    next_before: int


def local(zone: str, now: int) -> tuple[str, str]:
    """The place and the time of day in a zone: ("Lisbon", "21:40"); two "" for an unknown one."""
    try:
        here = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        here = None
    if here is None:
        return "", ""
    return zone.rpartition("/")[2].replace("_", " "), f"{clock.from_us(now).astimezone(here):%H:%M}"


def first_name(person: Person) -> str:
    """What to call a person in a sentence."""
    given = person.traits.get("first_name") or person.name.partition(" ")[0]
    return str(given) if given else f"Person {person.id}"


def read(person_id: int, now: int) -> PersonPage:
    """Everything about one person but their story; raise NotFound."""
    person = context.person(person_id)
    ids = person.profile_ids
    campaigns = {campaign.id: campaign for campaign in catalyst.campaigns()}
    deliveries = channel.deliveries(ids, limit=DELIVERIES_MAX)
    whys = whylog.told(catalyst.decisions(ids, limit=DECISIONS_MAX), campaigns, deliveries)
    stock = cadence.stock(ids, now)
    others = cadence.contacts_by_others(ids, since=now - OTHERS_DAYS * DAY_US)
    place, local_time = local(person.zone, now)
    name = first_name(person)
    return PersonPage(
        person=person,
        first_name=name,
        is_simulated=is_simulated(person),
        local_time=local_time,
        place=place,
        whys=whys,
        why=f"{held_in_words()} {whylog.summary(name, whys, stock, others)}".strip(),
        stock=stock,
        others=others,
        deliveries=deliveries,
        service_messages=channel.service_messages(ids, _mail_addresses(person), limit=DELIVERIES_MAX),
        consents=[_in_words(one, person) for one in context.consents(person.id)],
        activities=[replace(one, name=story.activity_name(one.name)) for one in context.activities(person.id)],
        joins=context.joins(person.id),
        rulings=context.rulings(person.id),
        wallets=_wallets(ids),
        redemptions=currency.redemptions(ids, limit=REDEMPTIONS_MAX),
        campaign_names={key: campaign.name for key, campaign in campaigns.items()},
    )


def held_in_words() -> str:
    """Why nothing goes out to anybody now; "" where it does."""
    hold = context.sending_hold()
    if hold is None:
        return ""
    tool = Tool(hold.tool).label
    return f"Nothing goes out to anybody now: you move in from {tool}, and who is suppressed there is not matched yet."


def _mail_addresses(person: Person) -> list[str]:
    return [one.value for one in person.identifiers if one.kind == "email"]


def is_simulated(person: Person) -> bool:
    """Whether a simulator made this person, by their present traits."""
    return bool(person.traits.get("simulated"))


def _in_words(consent: Consent, person: Person) -> Consent:
    """A consent with its basis in words. Evidence names the delivery where a mailed link gave it."""
    by_simulator = consent.evidence.get("simulated") or (is_simulated(person) and "delivery_id" in consent.evidence)
    words = (story.basis_words(consent.basis), "simulated" if by_simulator else "")
    return replace(consent, basis=", ".join(filter(None, words)))


def _wallets(profile_ids: Sequence[int]) -> list[Wallet]:
    held = currency.balances(profile_ids)
    return [Wallet(one.name, held[one.key]) for one in currency.currencies() if one.key in held]


def read_story(person: Person, *, theme: str, before: int) -> StoryPage:
    """One page of a person's story, of one theme or of all."""
    names = story.names_of(theme)
    is_rest = theme == story.REST
    events = collect.timeline(
        person.profile_ids,
        before_id=before or None,
        limit=STORY_MAX + strokes.PARTS_MAX + 1,
        only=() if is_rest else names,
        without=names if is_rest else (),
    )
    shown = strokes.page(events, STORY_MAX)
    moments = list(strokes.moments(shown, is_of_simulated=is_simulated(person)))
    return StoryPage(moments, shown[-1].id if len(events) > len(shown) else 0)

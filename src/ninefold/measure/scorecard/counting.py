"""What looks at everyone over whole weeks, or at all of a campaign: counted by the worker, a row each, read by pages.

A count is made anew once a minute, but for at most a five-hundredth of the time: one that takes two seconds lasts
for a quarter of an hour. Where none is kept for these weeks, as before the worker's first, it is made on the spot.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from ninefold.catalyst.types import Campaign
from ninefold.channel import tallies as channel
from ninefold.channel.tallies import Said
from ninefold.channel.types import CARRIED
from ninefold.context import people
from ninefold.context import tallies as context
from ninefold.context.tallies import Joined, Reached
from ninefold.culture import queries as culture
from ninefold.currency import queries as currency
from ninefold.currency import tallies as ledger
from ninefold.kernel import clock
from ninefold.kernel.weeks import DAY_US, Distinct, Tally, Weeks, distinct, tallied
from ninefold.measure.models import CountRow
from ninefold.measure.scorecard import comparing
from ninefold.measure.scorecard.comparing import Compared

T = TypeVar("T")
LASTS_LEAST_US = 60_000_000
LASTS_TIMES = 500
OLD_MAX_US = 2 * DAY_US  # yesterday's weeks stand until today's are counted


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One count: its name, how it is made from weeks, and its type."""

    name: str
    made: Callable[[Weeks], T]
    type: Any


@dataclass(frozen=True, slots=True)
class Readers:
    """So many deliveries of an item went in one week to people of one community."""

    week: int
    item_id: int
    community: str
    deliveries: int


@dataclass(frozen=True, slots=True)
class Read:
    """Who got what: by community, how many different people got anything, and by week what came in the words of the
    reader's own community, of all."""

    readers: tuple[Readers, ...]
    people: Distinct
    own: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A currency by week: redeemed of issued, and the wallets it was issued to."""

    weeks: tuple[Tally, ...]
    wallets: Distinct


def _read(weeks: Weeks) -> Read:
    rows = channel.readers(weeks)
    community_of = context.communities_of(profile for *_, profile, _ in rows)
    tag_of = {one.key: one.tag.lower() for one in culture.communities()}
    found: Counter[tuple[int, int, str]] = Counter()
    own = []
    for week, item, tag, profile, deliveries in rows:
        key = community_of.get(profile, "")
        if key:
            found[week, item, key] += deliveries
        own.append((week, deliveries if tag.lower() == tag_of.get(key) else 0, deliveries))
    person_of = people.person_ids(profile for *_, profile, _ in rows)
    return Read(
        tuple(Readers(*place, deliveries) for place, deliveries in sorted(found.items())),
        distinct(((week, person_of.get(profile, profile)) for week, *_, profile, _ in rows), weeks),
        tallied(own, weeks),
    )


def _reached(weeks: Weeks) -> Reached:
    return context.reached(weeks, carried=CARRIED, dead=channel.dead_addresses())


def _flows(weeks: Weeks) -> dict[str, Flow]:
    return {one.key: flow(one.key, weeks) for one in currency.currencies()}


def flow(key: str, weeks: Weeks) -> Flow:
    """One currency, counted on the spot."""
    return Flow(ledger.flows(key, weeks), ledger.wallets(key, weeks))


SAID = Part("said", channel.said, list[Said])
READERS = Part("read", _read, Read)
CONTACTS = Part("contacts", channel.contacts, tuple[Tally, ...])
REACHED = Part("reached", _reached, Reached)
JOINED = Part("joined", context.joined, Joined)
FLOWS = Part("flows", _flows, dict[str, Flow])
PARTS: tuple[Part[Any], ...] = (SAID, READERS, CONTACTS, REACHED, JOINED, FLOWS)


def compared(campaign: Campaign, goal_key: str, now: int) -> Part[Compared]:
    """What a campaign changed of a goal, as of `now` (us) where it is counted."""
    name = f"compared {campaign.id} {goal_key}"
    return Part(name, lambda weeks: comparing.compared(campaign, goal_key, weeks, now), Compared)


def _parts(now: int) -> list[Part[Any]]:
    campaigns = comparing.compared_campaigns()
    return [*PARTS, *(compared(one, key, now) for one in campaigns for key in one.goal_keys)]


def read(part: Part[T], weeks: Weeks) -> tuple[Weeks, T]:
    """What is kept of a count, and its weeks: those asked for, or still yesterday's."""
    row = CountRow.objects.filter(name=part.name).first()
    if row is None or not 0 <= weeks.until - clock.to_us(row.until) < OLD_MAX_US:
        return weeks, part.made(weeks)
    return Weeks(clock.to_us(row.until), weeks.count), msgspec.json.decode(row.found, type=part.type)


def count(weeks: Weeks, *, now: int) -> int:
    """Make the next count that is due at `now` (us) and keep it; 0 where none is."""
    kept, parts = {row.name: row for row in CountRow.objects.all()}, _parts(now)
    part = next((one for one in parts if _is_due(kept.get(one.name), weeks, now)), None)
    if part is None:
        return 0
    started = time.perf_counter()
    found = msgspec.json.encode(part.made(weeks)).decode()
    took = int((time.perf_counter() - started) * 1_000_000)
    CountRow.objects.update_or_create(
        name=part.name, defaults={"until": weeks.until, "counted_at": now, "took_us": took, "found": found}
    )
    CountRow.objects.exclude(name__in=[one.name for one in parts]).delete()  # of campaigns that newer ones followed
    return 1


def _is_due(row: CountRow | None, weeks: Weeks, now: int) -> bool:
    if row is None or clock.to_us(row.until) != weeks.until:
        return True
    return now - clock.to_us(row.counted_at) >= max(LASTS_LEAST_US, LASTS_TIMES * row.took_us)

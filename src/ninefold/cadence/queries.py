"""Reads of cadence: a person's attention now, what was spent of it, what a channel costs."""

from collections.abc import Iterable

from ninefold.cadence import days, ledger, quiet, stocks
from ninefold.cadence.prices import MICRO, PRICES
from ninefold.cadence.types import Pace, Spend, Stock
from ninefold.cadence.zones import zone_of
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel


def price(channel: Channel) -> float:
    """What one contact on this channel costs; a mail is 1.0."""
    return PRICES[channel].micro / MICRO


def stock(profile_ids: Iterable[int], now: int) -> Stock:
    """The attention of the person of these profiles now, and their own pace."""
    own = tuple(profile_ids)
    charter = culture.charter()
    spends = [(row[4], row[3]) for row in ledger.spends_of(own)]
    level = stocks.level(spends, stocks.refill(charter), now)
    pace = ledger.newest_pace(own, ledger.paces_of(own))
    return Stock(level.micro / MICRO, charter.attention_per_week, charter.attention_max, pace)


def pace_in_words(pace: Pace | None) -> str:
    """Such as `at most 2 a week, by mail on Tuesdays only`; "" where nothing was chosen."""
    said = [f"at most {pace.per_week:.3g} a week"] if pace and pace.per_week is not None else []
    said += [f"on {days.in_words(days.mask(pace.days))} only"] if pace and pace.days else []
    for channel, own in pace.by_channel.items() if pace else ():
        said.append(f"by {channel.value} on {days.in_words(days.mask(own))} only")
    return ", ".join(said)


def spends(profile_ids: Iterable[int]) -> list[Spend]:
    """All that was spent of these profiles' attention, oldest first."""
    return [ledger.shown(row) for row in ledger.spends_of(profile_ids)]


def contacts_by_others(profile_ids: Iterable[int], *, since: int) -> list[Spend]:
    """The contacts that outside senders made with these profiles since an instant (us), newest first."""
    found = (ledger.shown(row) for row in ledger.spends_of(profile_ids) if row[6] and row[5] >= since)
    return sorted(found, key=lambda one: (-one.contact_at, one.key))


def quiet_until(zones: Iterable[str], now: int) -> dict[str, int]:
    """When quiet hours end in each zone ("" is the install's), in microseconds; `now` where it is not quiet."""
    charter = culture.charter()
    return {
        zone: quiet.end_of_quiet(now, zone_of(zone), charter.quiet_from, charter.quiet_until) for zone in set(zones)
    }


def unwilling(people: Iterable[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Of people given by their profiles, those whose own pace is nothing at all."""
    asked = set(people)
    chosen = ledger.paces_of([profile for own in asked for profile in own])
    paces = {own: ledger.newest_pace(own, chosen) for own in asked}
    return {own for own, pace in paces.items() if pace is not None and pace.per_week == 0}

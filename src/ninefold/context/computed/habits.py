"""From a person's counts to the traits that can be told from them. Pure; too few is no trait."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ninefold.context import money
from ninefold.context.computed import definitions as names
from ninefold.kernel.proportions import wilson

HOURS = 24
_EPOCH = date(1970, 1, 1)
Purchase = tuple[int, str, int, int]  # day since 1970, currency, orders, smallest units
Habit = tuple[str, str, int]  # kind, word, times


def bought(purchases: Iterable[Purchase]) -> dict[str, Any]:
    """Recency, frequency and money."""
    rows = list(purchases)
    if not rows:
        return {}
    days = [row[0] for row in rows]
    spent: Counter[str] = Counter()
    for _, currency, _, minor in rows:
        spent[currency] += minor
    return {
        names.ORDERS: sum(row[2] for row in rows),
        names.FIRST_ORDER: (_EPOCH + timedelta(days=min(days))).isoformat(),
        names.LAST_ORDER: (_EPOCH + timedelta(days=max(days))).isoformat(),
    } | {f"{names.SPENT}.{code}": money.major(minor, code) for code, minor in spent.items() if code and minor}


def habits(rows: Iterable[Habit], *, zone: str, now: datetime) -> dict[str, Any]:
    """The preferred hour and channel, and topics, as far as there is enough to tell."""
    counts: dict[str, Counter[str]] = {}
    for kind, word, times in rows:
        counts.setdefault(kind, Counter())[word] += times
    topics = _topics(counts.get("topic", Counter()))
    found = {
        names.HOUR: _hour({int(word): times for word, times in counts.get("hour", {}).items()}, zone, now),
        names.CHANNEL: _channel(counts.get("contact", {}), counts.get("answer", {})),
        names.TOPICS: topics or None,
        names.TOPIC: topics[0] if topics else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _topics(counts: Mapping[str, int]) -> list[str]:
    often = [word for word, times in counts.items() if times >= names.TOPIC_TIMES_LEAST]
    return sorted(often, key=lambda word: (-counts[word], word))[: names.TOPICS_MAX]


def _hour(by_hour: Mapping[int, int], zone: str, now: datetime) -> int | None:
    """The middle of the three hours in a row that hold most deeds, in the person's zone by its clock of today."""
    if sum(by_hour.values()) < names.HOUR_DEEDS_LEAST:
        return None
    around = {hour: sum(by_hour.get((hour + each) % HOURS, 0) for each in (-1, 0, 1)) for hour in range(HOURS)}
    best = max(range(HOURS), key=lambda hour: (around[hour], by_hour.get(hour, 0), -hour))
    offset = now.astimezone(ZoneInfo(zone) if zone else UTC).utcoffset() or timedelta()
    return (best + round(offset / timedelta(hours=1))) % HOURS


def _channel(contacts: Mapping[str, int], answers: Mapping[str, int]) -> str | None:
    bounds = {
        channel: wilson(min(answers.get(channel, 0), count), count)[0]
        for channel, count in contacts.items()
        if count >= names.CONTACTS_LEAST and answers.get(channel, 0)
    }
    return max(sorted(bounds), key=bounds.__getitem__) if bounds else None

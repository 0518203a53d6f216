"""Keeps computed traits right as events come in: the worker's step.

It goes along the log and adds what events say to counts by profile; a count and how far the log was read are written
together, so no event counts twice. Whose counts changed is computed anew once the log is read to its end: a long import
computes each person once.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from ninefold.collect import queries as collect
from ninefold.context import belonging, communitywords, joining, people, stale
from ninefold.context.computed import definitions, habits, moved, storing
from ninefold.context.computed.tallies import Tallies, tally
from ninefold.context.models import ComputedProgress, Stale
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.database import bulk, leases

LEASE, LEASE_SECONDS = "computed traits", 30.0
EVENTS_AT_ONCE = 5_000
PEOPLE_AT_ONCE = 500
TURN_SECONDS = 0.5
DRIVEN_SECONDS = 5.0  # a driven clock lives weeks in minutes: nobody waits for these traits meanwhile
OWN = tuple(f"{definitions.PREFIX}{each.name}" for each in definitions.ALL if each.name not in
            (definitions.VALUE, definitions.STAYS))  # fmt: skip
_PURCHASE = {"profile_id": "int", "day": "int", "currency": "text", "orders": "int", "sum_minor": "int"}
_CONTACT = {
    "profile_id": "int", "delivery_id": "int", "topic": "text", "currencies": "text", "sent_at": "int",
    "is_answered": "bool",
}  # fmt: skip
_REDEEMED = {"profile_id": "int", "currency": "text", "redeemed_at": "int"}
_HABIT = {"profile_id": "int", "kind": "text", "word": "text", "times": "int"}
CONTACTS_KEPT_US = definitions.CONTACT_DAYS * 86_400_000_000


class _Pace:
    """When this process looked last, on the machine's time."""

    computed_at = -DRIVEN_SECONDS


def follow(now: int) -> int:
    """Add what is new in the log, or compute some people anew, for half a second at most; how much there was."""
    if clock.is_driven() and time.monotonic() - _Pace.computed_at < DRIVEN_SECONDS:
        return 0
    if not is_behind() or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    begun, done = time.monotonic(), 0
    while time.monotonic() - begun < TURN_SECONDS:
        did = _read_on() or _compute(now)
        done += did
        if not did:
            break
    _Pace.computed_at = time.monotonic()
    return done


def is_behind() -> bool:
    """Whether there is something to count or to compute."""
    return _place() < collect.event_count() or Stale.objects.exists()


def _place() -> int:
    return ComputedProgress.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0


def _read_on() -> int:
    """Count the next events; how many."""
    place = _place()
    events = collect.events_between(place + 1, min(place + EVENTS_AT_ONCE, collect.event_count()))
    if not events:
        return 0
    found = tally(events)
    with transaction.atomic():
        joining.hold()
        there = set(people.person_ids(found.profile_ids))  # who was erased meanwhile is counted no more
        _write(found, there)
        stale.note(there)
        ComputedProgress.objects.update_or_create(pk=1, defaults={"event_id": events[-1].id})
    return len(events)


def _write(found: Tallies, there: Collection[int]) -> None:
    bulk.insert(
        "context_purchase",
        _PURCHASE,
        [(*key, *bought) for key, bought in sorted(found.purchases.items()) if key[0] in there],
        on_conflict="(profile_id, day, currency) DO UPDATE SET orders = t.orders + excluded.orders,"
        " sum_minor = t.sum_minor + excluded.sum_minor",
    )
    bulk.insert(
        "context_habit",
        _HABIT,
        [(*key, times) for key, times in sorted(found.habits.items()) if key[0] in there],
        on_conflict="(profile_id, kind, word) DO UPDATE SET times = t.times + excluded.times",
    )
    communitywords.keep([(*key, *moments) for key, moments in found.joined.items() if key[0] in there])
    _write_messages(found, there)


def _write_messages(found: Tallies, there: Collection[int]) -> None:
    """In whatever order it is told that a message went out and was responded to, the row is the same."""
    once = "(profile_id, delivery_id) DO UPDATE SET "
    sent = [(*key, *about, False) for key, about in sorted(found.contacts.items()) if key[0] in there]
    of_it = "topic = excluded.topic, currencies = excluded.currencies, sent_at = excluded.sent_at"
    bulk.insert("context_contact", _CONTACT, sent, on_conflict=once + of_it)
    answered = [(*key, "", "", 0, True) for key in sorted(found.answered) if key[0] in there]
    bulk.insert("context_contact", _CONTACT, answered, on_conflict=once + "is_answered = TRUE")
    had = [key for key in sorted(found.redeemed) if key[0] in there]
    bulk.insert("context_redeemed", _REDEEMED, had, on_conflict="(profile_id, currency, redeemed_at) DO NOTHING")
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE context_contact SET sent_at = 0 WHERE profile_id = %s AND delivery_id = %s",
            sorted(found.returned),
        )


def _compute(now: int) -> int:
    """Compute the next people anew; how many."""
    with transaction.atomic():
        joining.hold()
        waiting = list(Stale.objects.order_by("pk").values_list("pk", "profile_id")[:PEOPLE_AT_ONCE])
        if not waiting:
            return 0
        person_of = people.person_ids({profile for _, profile in waiting})
        _forget_contacts(set(person_of.values()), before=now - CONTACTS_KEPT_US)
        storing.write(_traits(set(person_of.values()), now), OWN, now)
        Stale.objects.filter(pk__in=[pk for pk, _ in waiting]).delete()
    return len(waiting)


def _forget_contacts(person_ids: Collection[int], *, before: int) -> None:
    """What was sent so long ago tells no more what moves people; who is sent nothing gets no more rows."""
    condition, values = bulk.among("person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM context_contact WHERE sent_at > 0 AND sent_at < %s AND profile_id IN"
            f" (SELECT id FROM context_profile WHERE {condition})",
            [before, values],
        )


def _traits(person_ids: Collection[int], now: int) -> dict[int, dict[str, Any]]:
    """By person id: all that their counts tell."""
    purchases = _rows("context_purchase", "c.day, c.currency, c.orders, c.sum_minor", person_ids)
    counts = _rows("context_habit", "c.kind, c.word, c.times", person_ids)
    joined = _rows("context_communityword", "c.community, c.joined_at, c.left_at", person_ids)
    contacts = _rows("context_contact", _columns(moved.CONTACT_COLUMNS), person_ids)
    redeemed = _rows("context_redeemed", _columns(moved.REDEEMED_COLUMNS), person_ids)
    at, communities = clock.from_us(now), culture.communities()
    return {
        person.id: habits.bought(purchases.get(person.id, ()))
        | habits.habits(counts.get(person.id, ()), zone=person.zone, now=at)
        | _belongs(person, joined.get(person.id, ()), counts.get(person.id, ()), communities)
        | moved.traits(
            moved.responses(contacts.get(person.id, ()), redeemed.get(person.id, ())), moved.denied_of(person.traits)
        )
        for person in people.by_ids(person_ids)
    }


def _belongs(
    person: Person, joined: Iterable[Any], counts: Iterable[Any], communities: Sequence[Community]
) -> dict[str, Any]:
    found = belonging.belongings(person.traits, joined, counts, communities)
    return {f"{definitions.BELONGS}.{one.community.key}": one.confidence for one in found}


def _columns(names: str) -> str:
    return ", ".join(f"c.{name}" for name in names.split(", "))


def _rows(table: str, columns: str, person_ids: Collection[int]) -> Mapping[int, Iterable[Any]]:
    condition, values = bulk.among("p.person_id", person_ids)
    found: dict[int, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.person_id, {columns} FROM context_profile p JOIN {table} c ON c.profile_id = p.id"
            f" WHERE {condition}",
            [values],
        )
        for person_id, *row in cursor.fetchall():
            found.setdefault(person_id, []).append(tuple(row))
    return found

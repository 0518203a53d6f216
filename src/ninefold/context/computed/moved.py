"""What a person responds to: of the messages about a topic, or that showed a currency, how many, and how sure that is.

It tells what went together, not what would have happened without: that takes a campaign with a holdout. Pure, but for
what reads a person's rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ninefold.context.computed import definitions as names
from ninefold.context.types import Person
from ninefold.kernel.database import bulk
from ninefold.kernel.proportions import wilson

TOPIC, CURRENCY = "topic", "currency"
DENIED = "not_moved_by"  # the trait in which people say that something does not move them: "topic:jazz"
REDEEMED_WITHIN_US = names.REDEEMED_DAYS * 86_400_000_000
Contact = tuple[str, str, int, bool]  # topic, currencies (apart by a space), sent at, whether it was answered
Redeemed = tuple[str, int]  # currency, instant
CONTACT_COLUMNS = "topic, currencies, sent_at, is_answered"
REDEEMED_COLUMNS = "currency, redeemed_at"


@dataclass(frozen=True, slots=True)
class Responses:
    """The messages about one topic, or that showed one currency, and those of them that a person responded to."""

    kind: str
    about: str
    times: int
    responses: int

    @property
    def key(self) -> str:
        """How people name it where they say that it is not so."""
        return f"{self.kind}:{self.about}"

    @property
    def is_few(self) -> bool:
        """Whether there are too few to tell."""
        return self.times < names.CONTACTS_LEAST

    @property
    def bounds(self) -> tuple[float, float]:
        """Where the share lies (Wilson, 95 %)."""
        return wilson(self.responses, self.times)


def responses(contacts: Iterable[Contact], redeemed: Iterable[Redeemed]) -> list[Responses]:
    """What these contacts come to, topics first, most messages first."""
    had = list(redeemed)
    found: dict[tuple[str, str], list[int]] = {}
    for topic, currencies, sent_at, is_answered in contacts:
        if not sent_at:
            continue
        if topic:
            _count(found, (TOPIC, topic), is_answered)
        for one in currencies.split():
            _count(found, (CURRENCY, one), is_answered or _had(one, sent_at, had))
    counted = [Responses(*key, *counts) for key, counts in found.items()]
    return sorted(counted, key=lambda one: (one.kind != TOPIC, -one.times, one.about))


def _count(found: dict[tuple[str, str], list[int]], key: tuple[str, str], is_response: bool) -> None:
    counts = found.setdefault(key, [0, 0])
    counts[0] += 1
    counts[1] += is_response


def _had(currency: str, sent_at: int, redeemed: Iterable[Redeemed]) -> bool:
    return any(one == currency and 0 <= at - sent_at < REDEEMED_WITHIN_US for one, at in redeemed)


def traits(found: Iterable[Responses], denied: frozenset[str]) -> dict[str, Any]:
    """The computed traits that this tells; nothing of too few, nor of what a person says is not so."""
    told = [one for one in found if not one.is_few and one.key not in denied]
    kinds = ((TOPIC, names.MOVED_TOPIC, names.TOPIC_RESPONSES), (CURRENCY, names.MOVED_CURRENCY,
             names.CURRENCY_RESPONSES))  # fmt: skip
    made: dict[str, Any] = {}
    for kind, best, all_of in kinds:
        own = [one for one in told if one.kind == kind]
        if own:
            made[all_of] = [_row(one) for one in own[: names.RESPONSES_MAX]]
        if answered := [one for one in own if one.responses]:
            made[best] = max(answered, key=lambda one: one.bounds[0]).about
    return made


def _row(one: Responses) -> dict[str, Any]:
    low, high = one.bounds
    return {"about": one.about, "times": one.times, "responses": one.responses,
            "low": round(low, 3), "high": round(high, 3)}  # fmt: skip


def denied_of(said: Mapping[str, Any]) -> frozenset[str]:
    """What a person, by their traits, says does not move them."""
    keys = said.get(DENIED)
    return frozenset(str(one) for one in keys) if isinstance(keys, list) else frozenset()


def of_person(person: Person) -> list[Responses]:
    """What a person responded to as it is known now, the few among them."""
    condition, values = bulk.among("profile_id", person.profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {CONTACT_COLUMNS} FROM context_contact WHERE {condition}", [values])
        contacts = cursor.fetchall()
        cursor.execute(f"SELECT {REDEEMED_COLUMNS} FROM context_redeemed WHERE {condition}", [values])
        return responses(contacts, cursor.fetchall())

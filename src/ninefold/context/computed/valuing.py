"""What customers may still be worth: both models fitted to all who bought, once a day, and written as traits.

Of several currencies each is fitted alone, to those who bought in it; amounts of different currencies never meet.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog
from django.db import connection, transaction

from ninefold.context import joining, money, people
from ninefold.context.computed import definitions, following, storing
from ninefold.context.lifetime import BgNbd, Buying, GammaGamma, NotFitted
from ninefold.context.models import ComputedProgress
from ninefold.kernel import clock
from ninefold.kernel.database import bulk, leases

LEASE, LEASE_SECONDS = "customer values", 600.0
DAY_US = 86_400_000_000
WEEKS = 52
DAYS_A_WEEK = 7.0
PEOPLE_AT_ONCE = 1_000
NAMES = tuple(f"{definitions.PREFIX}{name}" for name in (definitions.VALUE, definitions.STAYS))
log = structlog.get_logger(__name__)

# The days of purchases, apart by person: how many, the first, the last, and what came after the first day.
_BOUGHT = """\
WITH daily AS (
  SELECT p.person_id, c.day, SUM(c.sum_minor) AS minor
    FROM context_purchase c JOIN context_profile p ON p.id = c.profile_id
   WHERE c.currency = %s GROUP BY p.person_id, c.day
), whole AS (
  SELECT person_id, COUNT(*) AS days, MIN(day) AS first, MAX(day) AS last, SUM(minor) AS minor
    FROM daily GROUP BY person_id
)
SELECT w.person_id, w.days, w.first, w.last, w.minor - d.minor
  FROM whole w JOIN daily d ON d.person_id = w.person_id AND d.day = w.first
 ORDER BY w.person_id"""


@dataclass(frozen=True, slots=True)
class _Customers:
    """Those who bought in one currency, as arrays of one length. `mean` is in the currency's smallest unit."""

    person_ids: Sequence[int]
    buying: Buying
    mean: Any


def value_due(now: int) -> int:
    """Value all customers if the last time is a day ago at `now` (us); how many values changed."""
    if not _is_due(now) or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    begun, traits = time.monotonic(), dict[int, dict[str, Any]]()
    orders: dict[int, int] = {}
    for currency in _currencies():
        customers = _customers(currency, now)
        for person, value, stays, days in _valued(customers, currency):
            own = traits.setdefault(person, {})
            own[f"{definitions.VALUE}.{currency}"] = value
            # Of who bought on one day it cannot tell; who buys in two currencies stays as the main one says.
            if days > max(orders.get(person, 0), 1):
                own[definitions.STAYS], orders[person] = stays, days
    changed = sum(_write(some, traits, now) for some in bulk.in_chunks(sorted(traits), PEOPLE_AT_ONCE))
    ComputedProgress.objects.update_or_create(pk=1, defaults={"valued_at": now})
    leases.release(LEASE)
    log.info("customers valued", people=len(traits), changed=changed, seconds=round(time.monotonic() - begun, 1))
    return changed


def _is_due(now: int) -> bool:
    """A day after the last time, once the log is counted to its end; a driven clock passes days too quickly for it."""
    if clock.is_driven():
        return False
    row = ComputedProgress.objects.filter(pk=1).first()
    return row is not None and abs(now - clock.us_or_0(row.valued_at)) >= DAY_US and not following.is_behind()


def _currencies() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT currency FROM context_purchase WHERE currency <> '' ORDER BY currency")
        return [currency for (currency,) in cursor.fetchall()]


def _customers(currency: str, now: int) -> _Customers:
    with connection.cursor() as cursor:
        cursor.execute(_BOUGHT, [currency])
        rows = np.array(cursor.fetchall(), dtype=float).reshape(-1, 5)
    person, days, first, last, later = rows.T
    repeats = days - 1
    today = max(now // DAY_US, int(last.max(initial=0)))
    buying = Buying.of(repeats, (last - first) / DAYS_A_WEEK, (today - first) / DAYS_A_WEEK)
    mean = np.divide(later, repeats, out=np.zeros_like(later), where=repeats > 0)
    return _Customers([int(each) for each in person], buying, mean)


def _valued(customers: _Customers, currency: str) -> Iterator[tuple[int, float, float, int]]:
    """Person id, what they are expected to spend, the chance that they stay, and on how many days they bought."""
    try:
        buys = BgNbd.fit(customers.buying)
        spends = GammaGamma.fit(customers.buying.repeats, customers.mean)
    except NotFitted as reason:
        log.info("customers are not valued", currency=currency, reason=str(reason))
        return
    worth = buys.expected(customers.buying, WEEKS) * spends.expected(customers.buying.repeats, customers.mean)
    stays = buys.alive(customers.buying)
    for person, value, chance, repeats in zip(
        customers.person_ids, worth, stays, customers.buying.repeats, strict=True
    ):
        if np.isfinite(value):
            yield person, money.major(round(float(value)), currency), round(float(chance), 2), int(repeats) + 1


def _write(some: Sequence[int], traits: dict[int, dict[str, Any]], now: int) -> int:
    with transaction.atomic():
        joining.hold()
        person_of = people.person_ids(some)
        there = {person: traits[person] for person in some if person_of.get(person) == person}
        return storing.write(there, NAMES, now)

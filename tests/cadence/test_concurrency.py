"""No budget is overdrawn, however many decide at once, on either database (invariant 4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Barrier

from django.db import connections, transaction

from ninefold.cadence import actions, queries
from ninefold.cadence.types import AttentionRequest, Outcome
from ninefold.context import queries as context
from ninefold.culture.types import Channel
from ninefold.kernel.clock import to_us
from tests import databases
from tests.context.events import identify, take

NOON = to_us(datetime(2026, 6, 3, 12, tzinfo=UTC))
THREADS, ROUNDS = 4, 6


def test_many_deciding_at_once_admit_no_more_than_the_stock_holds(database: databases.TestDatabase) -> None:
    profiles = take([identify("u1", "a1"), identify("u2"), identify("", "a1")])
    people = context.persons(profiles)
    keys, start = count(1), Barrier(THREADS)

    def ask(turn: int) -> int:
        start.wait()
        admitted = 0
        for _ in range(ROUNDS):
            order = profiles if turn % 2 else profiles[::-1]
            requests = [
                AttentionRequest(next(keys), people[p].id, people[p].profile_ids, Channel.MAIL, 1.0, "UTC", NOON * 2)
                for p in order
            ]
            with transaction.atomic():
                admitted += sum(v.outcome is Outcome.ADMITTED for v in actions.decide(requests=requests, now=NOON))
        connections.close_all()
        return admitted

    with ThreadPoolExecutor(THREADS) as pool:
        admitted = sum(pool.map(ask, range(THREADS)))

    assert admitted == 6  # two people, three mails each: what the default charter holds
    for profile in profiles:
        own = people[profile].profile_ids
        assert sum(spend.price for spend in queries.spends(own)) == 3.0
        assert queries.stock(own, NOON).level == 0.0


def test_a_decision_that_is_rolled_back_spends_nothing(database: databases.TestDatabase) -> None:
    [profile] = take([identify("u1")])
    request = AttentionRequest(1, profile, (profile,), Channel.MAIL, 1.0, "UTC", NOON * 2)
    with transaction.atomic():
        actions.decide(requests=[request], now=NOON)
        transaction.set_rollback(True)
    assert queries.stock([profile], NOON).level == 3.0

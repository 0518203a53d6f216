"""The ledger's proof in small: processes' work in threads, and any order of operations against a plain oracle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proof import _ledger_count, ledger

from ninefold.currency import actions, owners, queries
from ninefold.currency.errors import RedemptionRefused
from ninefold.currency.types import Reward, RewardKind, Transfer
from ninefold.kernel import actors
from ninefold.kernel.errors import NotFound
from tests import databases

TEAM = actors.system("test")
NOW = 1_750_000_000_000_000


def test_many_at_once_leave_books_that_agree(database: databases.TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PEOPLE", 8)
    monkeypatch.setattr(ledger, "JOIN_EVERY", 40)
    monkeypatch.setattr(ledger, "CODES", 12)
    monkeypatch.setattr(ledger, "REPEAT_SHARE", 0.3)
    ledger.begin()

    def work(number: int) -> dict[str, Any]:
        try:
            return ledger.work(number, 60, of=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        reports = list(threads.map(work, range(3)))
    found = _ledger_count.count(reports)
    assert (found["lost"], found["doubled"], found["wrong"]) == (0, 0, {})
    assert found["tries"] > 300
    assert (found["joined"], found["ends"]["join made"]) == (2, 2)
    assert found["pooled"], "one profile's points were spent by the other"
    for end in ("gifts again", "spend below_floor", "wrong transfer_key_taken", "code made", "refund made"):
        assert found["ends"].get(end), found["ends"]


STEPS = st.lists(
    st.tuples(st.sampled_from(("redeem", "refund", "revoke", "give")), st.integers(1, 3), st.integers(0, 8)),
    min_size=1, max_size=20,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_redeemed_and_taken_back_an_oracle_agrees(steps: list[tuple[str, int, int]]) -> None:
    """Three people, four codes at 30 points, two for each person. Oracle: dictionaries."""
    with transaction.atomic():
        reward = Reward("r", "R", "", RewardKind.CODE, "points", 30, per_person_max=2)
        actions.save_reward(actor=TEAM, reward=reward)
        actions.add_codes(actor=TEAM, reward="r", codes=["A", "B", "C", "D"])
        held, had = dict.fromkeys((1, 2, 3), 0), {}
        for step, (what, person, number) in enumerate(steps):
            _DOERS[what](person, number, step, held, had)
        assert {person: queries.balance([person], "points") for person in held} == held
        codes = [code for _, code, _ in had.values()]
        assert len(set(codes)) == len(codes)
        assert queries.stock(reward).codes == 4 - len(codes)
        totals = queries.totals("points")
        assert totals.held + totals.company == 0
        transaction.set_rollback(True)


Held = dict[int, int]
Had = dict[str, tuple[int, str, str]]  # key: person, code, how it stands


def _give(person: int, number: int, step: int, held: Held, had: Had) -> None:
    amount = 10 * number + 5
    give = Transfer(f"g{step}", "points", owners.ISSUED, owners.of_profile(person), amount, "", NOW)
    assert actions.transfer(transfers=[give, give]) == 1
    held[person] += amount


def _redeem(person: int, number: int, step: int, held: Held, had: Had) -> None:
    key = f"{person}:{number}"
    turns = sum(who == person and how != "refunded" for who, _, how in had.values())
    may = turns < 2 and len(had) < 4 and held[person] >= 30
    try:
        made = actions.redeem(key=key, profile_id=person, reward="r", now=NOW)
    except RedemptionRefused:
        assert key not in had
        assert not may
        return
    assert made.is_new == (key not in had)
    if made.is_new:
        assert may
        had[key], held[person] = (person, made.code, "standing"), held[person] - 30
    assert had[key][1] == made.code


def _end(person: int, number: int, had: Had, held: Held, *, is_refund: bool) -> None:
    key = f"{person}:{number}"
    try:
        ended = actions.revoke(actor=TEAM, key=key, reason="Why not.", is_refund=is_refund, now=NOW)
    except NotFound:
        assert key not in had
        return
    who, code, how = had[key]
    assert ended.is_new == (how == "standing")
    if ended.is_new:
        had[key] = (who, code, "refunded" if is_refund else "revoked")
        held[who] += 30 if is_refund else 0


_DOERS: dict[str, Callable[[int, int, int, Held, Had], None]] = {
    "give": _give,
    "redeem": _redeem,
    "refund": lambda person, number, _, held, had: _end(person, number, had, held, is_refund=True),
    "revoke": lambda person, number, _, held, had: _end(person, number, had, held, is_refund=False),
}

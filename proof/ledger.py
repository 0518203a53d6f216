"""Moves the ledger from several processes at once, repeats included, and then counts: on both databases.

Transfers in batches, spenders who ask for more than there is, redemptions of codes and access, refunds; every tenth
operation is one that another process does too, with the same key; some come with a known key and another amount. While
that goes on, the profiles of the first half become one person two by two: from then on both have one wallet and one
turn. At the end every currency comes to zero, no wallet lies below its floor, every key and every code counts once, and
who has two profiles can spend what lies in both, and no more.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench._install import KINDS, install, measured

ROOT = Path(__file__).parent.parent
PROCESSES = 3
PEOPLE = 200  # profiles; every two of the first half become one person on the way
JOIN_EVERY = 60  # so many operations between one join and the next
CODES = 1_500
BATCH = 100
REPEAT_SHARE = 0.1
NOW = 1_750_000_000_000_000
# Of a hundred turns: how many are batches of gifts, and from where on single operations of each kind.
_BATCHES, _SPENDS, _WRONG, _CODES, _ACCESS = 10, 40, 50, 75, 90
_NAMED = frozenset(
    {"below_floor", "transfer_key_taken", "too_little", "reward_had", "reward_sold_out", "redemption_unknown"}
)


def run(operations: int = 100_000) -> dict[str, Any]:
    """The proof on each database; sums what was lost and doubled."""
    found = {kind: one(kind, operations) for kind in KINDS}
    summed = {name: sum(int(each[name]) for each in found.values()) for name in ("tries", "faults", "lost", "doubled")}
    return {**summed, "by_database": found}


def holds(found: dict[str, Any]) -> bool:
    """Nothing lost, nothing doubled, and no sum, floor or code wrong."""
    return not (found["lost"] or found["doubled"] or found["faults"])


def one(kind: str, operations: int) -> dict[str, Any]:
    """One fresh install on one database: set it up, let the processes loose, count."""
    with install(kind) as environ:
        measured("proof._ledger_begin", environ)
        begin = time.perf_counter()
        turns = turns_for(operations // PROCESSES)
        works = [
            subprocess.Popen(
                [sys.executable, "-m", "proof._ledger_work", str(number), str(turns)],
                env={**os.environ, **environ}, cwd=ROOT, stdout=subprocess.PIPE, text=True,
            )
            for number in range(PROCESSES)
        ]  # fmt: skip
        reports = [json.loads(work.communicate()[0].splitlines()[-1]) for work in works]
        assert all(work.returncode == 0 for work in works)
        seconds = time.perf_counter() - begin
        path = Path(environ["NINEFOLD_DATA"]) / "reports.json"
        path.write_text(json.dumps(reports))
        counted = measured("proof._ledger_count", environ | {"PROOF_REPORTS": str(path)})
    return {**counted, "seconds": round(seconds, 1), "operations_per_second": round(counted["tries"] / seconds)}


def turns_for(operations: int) -> int:
    """How many turns come to so many operations: a batch counts each of its transfers."""
    mean = (_BATCHES * BATCH + 100 - _BATCHES) / 100
    return max(1, round(operations / mean / (1 + REPEAT_SHARE)))


def begin() -> None:
    """A reward of codes that will run out, one of access, and something in every wallet."""
    from ninefold.currency import actions, owners  # noqa: PLC0415  # Django is set up by who calls
    from ninefold.currency.types import Reward, RewardKind, Transfer  # noqa: PLC0415
    from ninefold.kernel import actors  # noqa: PLC0415

    _meet([(f"browser-{number}", "") for number in range(PEOPLE)])
    people.cache_clear()
    team = actors.system("proof")
    for reward in (
        Reward("codes", "Codes", "", RewardKind.CODE, "points", 3, per_person_max=9),
        Reward("access", "Access", "", RewardKind.ACCESS, "points", 2, per_person_max=5, early_text="Here."),
    ):
        actions.save_reward(actor=team, reward=reward)
    actions.make_codes(actor=team, reward="codes", count=CODES)
    first = [
        Transfer(f"first:{key}:{person}", key, owners.ISSUED, owners.of_profile(person), 20, "first", NOW)
        for key in ("points", "recognition")
        for person in people()
    ]
    actions.transfer(transfers=first)


@lru_cache(maxsize=1)
def people() -> list[int]:
    """The profiles, in the order of their ids."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM context_profile WHERE kind = 'anonymous' ORDER BY id")
        return [number for (number,) in cursor.fetchall()]


def pairs() -> list[tuple[int, int]]:
    """The profiles that become one person, by number of the join."""
    half = people()[: PEOPLE // 2]
    return list(zip(half[::2], half[1::2], strict=False))


def _meet(identities: list[tuple[str, str]]) -> None:
    """What the pipeline does with events that name a browser, and an account where someone signs in."""
    from django.db import transaction  # noqa: PLC0415

    from ninefold.collect import actions as collect  # noqa: PLC0415
    from ninefold.collect.types import Event, EventKind, Trust  # noqa: PLC0415
    from ninefold.context import actions as context  # noqa: PLC0415

    events = [
        Event(
            id=number, message_id=f"{browser}:{account}", kind=EventKind.IDENTIFY, name="", user_id=account,
            anonymous_id=browser, other_id="", properties={}, traits={}, context={}, occurred_at=NOW, received_at=NOW,
            source_id=1, trust=Trust.SERVER, profile_id=0, is_bot=False,
        )
        for number, (browser, account) in enumerate(identities, start=1)
    ]  # fmt: skip
    with transaction.atomic():
        collect.hold_log()  # one at a time, as the pipeline's leader is
        context.resolve(events=events)


def _join(number: int) -> str:
    """Two profiles become one person: someone signs in on both browsers."""
    if number >= len(pairs()):
        return "done"
    both = 2 * number, 2 * number + 1
    _meet([(f"browser-{each}", f"account-{number}") for each in both])
    return "made"


def work(number: int, turns: int, *, of: int = PROCESSES) -> dict[str, Any]:
    """One process's turns. Tells how often each kind ended how, and what each redemption gave."""
    ends: Counter[str] = Counter()
    given: dict[str, str] = {}
    lot = random.Random(number)
    for turn in range(turns):
        mine = turn * of + number
        if mine % JOIN_EVERY == 0:
            ends[f"join {_join(mine // JOIN_EVERY)}"] += 1
        _do(mine, ends, given)
        if lot.random() < REPEAT_SHARE:
            _do(max(0, mine - lot.randrange(1, 3 * of)), ends, given)
    return {"ends": dict(ends), "given": given}


def _do(number: int, ends: Counter[str], given: dict[str, str]) -> None:
    """The operation of a number, the same whoever does it and however often."""
    from ninefold.kernel.errors import NinefoldError  # noqa: PLC0415

    lot = random.Random(number)
    draw = lot.randrange(100)
    kinds = (_BATCHES, _SPENDS, _WRONG, _CODES, _ACCESS, 100)
    kind = next(index for index, below in enumerate(kinds) if draw < below)
    name = ("gifts", "spend", "wrong", "code", "access", "refund")[kind]
    try:
        ends[f"{name} {_OPERATIONS[kind](number, lot, given)}"] += BATCH if kind == 0 else 1
    except NinefoldError as refused:
        if refused.code not in _NAMED:
            raise
        ends[f"{name} {refused.code}"] += 1


def _gifts(number: int, lot: random.Random, given: dict[str, str]) -> str:
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    currency = lot.choice(("points", "points", "recognition"))
    made = actions.transfer(
        transfers=[
            Transfer(f"gift:{number}:{each}", currency, owners.ISSUED, owners.of_profile(lot.choice(people())),
                     lot.randint(1, 4), "proof", NOW)
            for each in range(BATCH)
        ]
    )  # fmt: skip
    assert made in (0, BATCH)
    return "made" if made else "again"


def _spend(number: int, lot: random.Random, given: dict[str, str]) -> str:
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    amount = lot.choice((1, 5, 40, 5_000))
    person = owners.of_profile(lot.choice(people()))
    made = actions.transfer(transfers=[Transfer(f"spend:{number}", "points", person, "company:shop", amount, "", NOW)])
    return "made" if made else "again"


def _wrong(number: int, lot: random.Random, given: dict[str, str]) -> str:
    """A key that stands, for another amount."""
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    key, first = f"first:points:{lot.choice(people())}", owners.of_profile(people()[0])
    actions.transfer(transfers=[Transfer(key, "points", owners.ISSUED, first, 21, "", NOW)])
    raise AssertionError("a key stood for two things")


def _code(number: int, lot: random.Random, given: dict[str, str]) -> str:
    return _redeem("codes", number, lot, given)


def _access(number: int, lot: random.Random, given: dict[str, str]) -> str:
    return _redeem("access", number, lot, given)


def _redeem(reward: str, number: int, lot: random.Random, given: dict[str, str]) -> str:
    from django.db import transaction  # noqa: PLC0415

    from ninefold.community import queries as community  # noqa: PLC0415
    from ninefold.currency import actions, queries  # noqa: PLC0415

    profile = lot.choice(people())
    with transaction.atomic():
        own = community.own_profiles(profile)
        made = actions.redeem(key=f"r{number}", profile_id=profile, reward=reward, now=NOW)
        if made.is_new and len(own) > 1:
            had = [one for one in queries.redemptions(own) if one.reward == reward and not one.is_refunded]
            assert len(had) <= queries.reward(reward).per_person_max, "who is one person has one person's turns"
    assert given.setdefault(made.key, made.code) == made.code, "the same key gave something else"
    return "made" if made.is_new else "again"


def _refund(number: int, lot: random.Random, given: dict[str, str]) -> str:
    """The refund of what a process redeemed a while ago, by whichever process."""
    from ninefold.currency import actions  # noqa: PLC0415
    from ninefold.kernel import actors  # noqa: PLC0415

    key = lot.choice(list(given)) if given else f"r{max(0, number - lot.randrange(1, 200))}"
    made = actions.revoke(actor=actors.system("proof"), key=key, reason="proof", is_refund=True, now=NOW)
    return "made" if made.is_new else "again"


_OPERATIONS = (_gifts, _spend, _wrong, _code, _access, _refund)

"""Moves the ledger from several processes at once, repeats included, and then counts: on both databases.

Transfers in batches, spenders who ask for more than there is, redemptions of codes and access, refunds; every tenth
operation is one that another process does too, with the same key; some come with a known key and another amount. At the
end every currency comes to zero, no wallet lies below its floor, every key and every code counts once.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench._install import KINDS, install, measured

ROOT = Path(__file__).parent.parent
PROCESSES = 3
PEOPLE = 200
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
        for person in range(1, PEOPLE + 1)
    ]
    actions.transfer(transfers=first)


def work(number: int, turns: int, *, of: int = PROCESSES) -> dict[str, Any]:
    """One process's turns. Tells how often each kind ended how, and what each redemption gave."""
    ends: Counter[str] = Counter()
    given: dict[str, str] = {}
    lot = random.Random(number)
    for turn in range(turns):
        mine = turn * of + number
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
            Transfer(f"gift:{number}:{each}", currency, owners.ISSUED, owners.of_profile(lot.randint(1, PEOPLE)),
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
    person = owners.of_profile(lot.randint(1, PEOPLE))
    made = actions.transfer(transfers=[Transfer(f"spend:{number}", "points", person, "company:shop", amount, "", NOW)])
    return "made" if made else "again"


def _wrong(number: int, lot: random.Random, given: dict[str, str]) -> str:
    """A key that stands, for another amount."""
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    key = f"first:points:{lot.randint(1, PEOPLE)}"
    actions.transfer(transfers=[Transfer(key, "points", owners.ISSUED, owners.of_profile(1), 21, "", NOW)])
    raise AssertionError("a key stood for two things")


def _code(number: int, lot: random.Random, given: dict[str, str]) -> str:
    return _redeem("codes", number, lot, given)


def _access(number: int, lot: random.Random, given: dict[str, str]) -> str:
    return _redeem("access", number, lot, given)


def _redeem(reward: str, number: int, lot: random.Random, given: dict[str, str]) -> str:
    from ninefold.currency import actions  # noqa: PLC0415

    made = actions.redeem(key=f"r{number}", profile_id=lot.randint(1, PEOPLE), reward=reward, now=NOW)
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

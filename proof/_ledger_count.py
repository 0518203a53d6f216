"""Counts what the ledger's proof left behind, in the environment of its install; prints what is wrong.

`lost` is what a process was told was made and is not there; `doubled` what is there more often than it was made;
`faults` are sums that are not zero, balances that disagree with their transfers or lie below their floor, codes given
twice, refunds without their redemption.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from proof import ledger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.kernel.database.config")

SUMS = """
    SELECT currency_id, SUM(balance) FROM currency_account GROUP BY currency_id HAVING SUM(balance) <> 0
"""
BELOW = "SELECT owner FROM currency_account WHERE balance < floor"
UNTOLD = """
    SELECT a.owner FROM currency_account a WHERE a.balance <>
      (SELECT COALESCE(SUM(t.amount), 0) FROM currency_transfer t WHERE t.credit_id = a.id)
    - (SELECT COALESCE(SUM(t.amount), 0) FROM currency_transfer t WHERE t.debit_id = a.id)
"""
UNPAID = """
    SELECT r.key FROM currency_redemption r LEFT JOIN currency_transfer t ON t.key = 'redeem:' || r.key
    WHERE t.id IS NULL OR t.amount <> r.amount
"""
UNRETURNED = """
    SELECT r.key FROM currency_redemption r LEFT JOIN currency_transfer t ON t.key = 'refund:' || r.key
    WHERE r.is_refunded <> (t.id IS NOT NULL)
"""
UNGIVEN = """
    SELECT r.key FROM currency_redemption r
    LEFT JOIN currency_code c ON c.redemption_id = r.id LEFT JOIN currency_entitlement e ON e.redemption_id = r.id
    WHERE (c.id IS NULL) = (e.id IS NULL) OR (e.id IS NOT NULL AND (e.revoked_at IS NULL) <> (r.revoked_at IS NULL))
"""
GREEDY = """
    SELECT r.profile_id FROM currency_redemption r JOIN currency_reward w ON w.id = r.reward_id
    WHERE NOT r.is_refunded GROUP BY r.profile_id, w.id, w.per_person_max HAVING COUNT(*) > w.per_person_max
"""
ORPHANS = """
    SELECT t.key FROM currency_transfer t
    WHERE (t.key LIKE 'redeem:%' OR t.key LIKE 'refund:%') AND t.key NOT LIKE '%/pool/%'
    AND substr(t.key, 8) NOT IN (SELECT key FROM currency_redemption)
"""
GIVEN = "SELECT r.key, c.code FROM currency_code c JOIN currency_redemption r ON r.id = c.redemption_id"
WRONG = {"sums": SUMS, "below floor": BELOW, "balances": UNTOLD, "unpaid": UNPAID, "refunds": UNRETURNED,
         "not given": UNGIVEN, "over the person's most": GREEDY, "orphans": ORPHANS}  # fmt: skip
THERE = "SELECT COUNT(*) FROM currency_transfer WHERE"
MADE = {"gifts": "gift:%", "spend": "spend:%", "redeem": "redeem:%", "refund": "refund:%"}


def count(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """What was tried, and what of it is wrong."""
    ends: Counter[str] = Counter()
    given: dict[str, set[str]] = {}
    for report in reports:
        ends.update(report["ends"])
        for key, code in report["given"].items():
            given.setdefault(key, set()).add(code)
    wrong = {"one person, one wallet": _apart(ends["join made"])}
    pooled = int(_rows(f"{THERE} key LIKE '%/pool/%'")[0][0])
    wrong |= {name: len(_rows(statement)) for name, statement in WRONG.items()}
    told = {
        "gifts": ends["gifts made"], "spend": ends["spend made"], "refund": ends["refund made"],
        "redeem": ends["code made"] + ends["access made"],
    }  # fmt: skip
    there = {name: int(_rows(f"{THERE} key LIKE '{like}' AND key NOT LIKE '%/pool/%'")[0][0])
             for name, like in MADE.items()}  # fmt: skip
    codes = [code for each in given.values() for code in each if code]
    stored = dict(_rows(GIVEN))
    return {
        "tries": ends.total(),
        "lost": sum(max(0, told[name] - there[name]) for name in told) + len(set(codes) - set(stored.values())),
        "doubled": sum(max(0, there[name] - told[name]) for name in told)
        + sum(len(each) > 1 for each in given.values()) + len(codes) - len(set(codes)),
        "faults": sum(wrong.values()),
        "wrong": {name: number for name, number in wrong.items() if number},
        "codes_given": len(stored),
        "joined": ends["join made"],
        "pooled": pooled,
        "transfers": int(_rows("SELECT COUNT(*) FROM currency_transfer")[0][0]),
        "ends": dict(sorted(ends.items())),
    }  # fmt: skip


def _apart(joins: int) -> int:
    """How many of those who have two profiles after so many joins cannot spend what lies in both, or can spend more."""
    from ninefold.currency import actions, owners, queries  # noqa: PLC0415
    from ninefold.currency.errors import BelowFloor  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    apart = 0
    for one, other in ledger.pairs()[:joins]:
        held = queries.balance([one, other], "points")
        spender = owners.of_profile(one)
        for amount, is_right in ((held + 1, False), (held, True)):
            try:
                last = Transfer(f"last:{one}:{amount}", "points", spender, "company:shop", amount, "", ledger.NOW)
                apart += (actions.transfer(transfers=[last]) == 1) != is_right if amount else 0
            except BelowFloor:
                apart += is_right
        apart += queries.balance([one, other], "points") != 0
    return apart


def _rows(statement: str) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415  # Django is set up by who calls

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(count(json.loads(Path(os.environ["PROOF_REPORTS"]).read_text()))))

"""Durable transfers a second, in batches as projection makes them, on both databases.

Reference: the same number of bare rows (key, two accounts, amount) inserted by the same driver in the same batches with
one commit each and no ledger around them: what the machine itself can keep.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

from bench._install import KINDS, install, measured

TRANSFERS = 40_000
BATCH = 500
PEOPLE = 5_000
TARGET = 5_000  # transfers a second
MODULE = "bench.ledger"


def run() -> list[dict[str, Any]]:
    """One row for each database; each is measured in a process of its own, since Django keeps one database."""
    return [_measure(kind) for kind in KINDS]


def _measure(kind: str) -> dict[str, Any]:
    with install(kind) as environ:
        found = measured(MODULE, environ)
    return {
        "name": f"ledger transfers, {kind}",
        "value": found["ledger"],
        "unit": "transfers/s",
        "reference": "bare rows, same driver and batches",
        "reference_value": found["bare"],
        "ratio": found["ledger"] / found["bare"],
        "target": TARGET,
        "met": found["ledger"] >= TARGET,
    }


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    print(json.dumps({"bare": _rate(_bare()), "ledger": _rate(_ledger())}))


def _rate(step: Callable[[int], None]) -> float:
    """Steps of BATCH a second, all committed; the first is left out: it opens connection and accounts."""
    step(0)
    begin = time.perf_counter()
    for number in range(1, TRANSFERS // BATCH):
        step(number)
    return (TRANSFERS - BATCH) / (time.perf_counter() - begin)


def _ledger() -> Callable[[int], None]:
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Transfer  # noqa: PLC0415

    def step(number: int) -> None:
        made = actions.transfer(
            transfers=[
                Transfer(f"bench:{each}", "points", owners.ISSUED, owners.of_profile(1 + each % PEOPLE), 7, "bench", 1)
                for each in range(number * BATCH, number * BATCH + BATCH)
            ]
        )
        assert made == BATCH

    return step


def _bare() -> Callable[[int], None]:
    from django.db import connection, transaction  # noqa: PLC0415

    from ninefold.kernel.database.bulk import insert  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (key TEXT PRIMARY KEY, debit BIGINT, credit BIGINT, amount BIGINT)")

    def step(number: int) -> None:
        rows = [(f"bench:{each}", 1, each % PEOPLE, 7) for each in range(number * BATCH, number * BATCH + BATCH)]
        with transaction.atomic():
            insert("bare", {"key": "text", "debit": "int", "credit": "int", "amount": "int"}, rows)

    return step


if __name__ == "__main__":
    _main()

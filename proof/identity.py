"""Who is who among 10,000 people met across channels: how many are taken for another, and how many stay apart.

The generator is `tests/context/crosschannel.py`; the rules were tuned on its seed 1, and are judged here on another. Of
half of all accounts the shop says that it verified the mailbox. To compare with: where every shared id, address and
number joins; and, told apart, the same people where a tenth proved to read their mailbox before they had an account.
"""

from typing import Any

from bench._install import install, measured

OVER_MERGED_MAX = 100  # per 10,000 people
MISSED_MAX = 1_200


def run() -> dict[str, Any]:
    """Has a fresh install learn of them all, and holds what it makes of them against the truth."""
    with install("sqlite") as environ:
        found = measured("proof._identity_take", environ)
    with install("sqlite") as environ:
        readers = measured("proof._identity_take", {**environ, "WITH_READERS": "1"})
    judged = found["per_10000"]
    faults = (judged["over_merged"] > OVER_MERGED_MAX) + (judged["missed"] > MISSED_MAX)
    return {"tries": found["people"], "faults": faults, "doubled": 0, **found, "with_readers": readers["per_10000"]}


def holds(found: dict[str, Any]) -> bool:
    """Every identity is known, few are taken for another, and few stay apart."""
    return not (found["lost"] or found["faults"])

"""Looks for people who may be one, among all, for the team to decide. The worker has it run once a day."""

import argparse
from importlib import import_module
from itertools import count

import msgspec

from ninefold.context import actions, queries
from ninefold.kernel import clock
from ninefold.kernel.errors import Unavailable


def run(arguments: argparse.Namespace) -> int:
    """Compare all people, keep the pairs that are rather one than two, and say how many wait."""
    if not queries.can_compare():
        raise Unavailable(
            "identity_missing",
            f"What compares people is not installed. In Ninefold's folder type: {queries.COMPARING_INSTALL}",
        )
    likeness = import_module("ninefold.context.linkage.likeness")  # it loads Splink, which is an extra
    begun, number = clock.now_us(), count()
    pairs = [
        (one.left, one.right, one.weight, msgspec.json.encode(dict(one.reasons)).decode())
        for one in likeness.likenesses(each for each, _ in zip(queries.told_of_people(), number, strict=False))
    ]
    compared = next(number)
    kept = actions.keep_candidates(likenesses=pairs, compared=compared, begun_at=begun, now=clock.now_us())
    print(f"Compared {compared:,} people of whom enough is known: {kept:,} pairs may be one person.")
    print("Decide about them in the studio: Know, Identity." if kept else "There is nothing to decide.")
    return 0

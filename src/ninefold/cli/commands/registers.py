"""Learns how each community speaks from what its people wrote. The worker has it run once a day."""

import argparse

from ninefold.culture import queries as culture
from ninefold.pipeline import registers


def run(arguments: argparse.Namespace) -> int:
    """Learn every community's way of speaking, and say what was found."""
    names = {one.key: one.name for one in culture.communities()}
    if not names:
        print("There are no communities yet. Make one in the studio: Say, Communities.")
    for learnt in registers.learn_all():
        name = names[learnt.community]
        if learnt.tells:
            told = f"tells its texts from others' in {learnt.tells:.0%} of pairs"
        else:
            told = "too few texts yet to tell how it speaks"
        print(f"{name}: {learnt.texts:,} texts of its own, {learnt.others:,} of others: {told}.")
    return 0

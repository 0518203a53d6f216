"""Draws some of all people by their id and a seed, the same ones each time and on every database.

Only sums, products and remainders of whole numbers below 2^31, so that every database, and the lake, computes the same.
"""

from hashlib import blake2b
from typing import Any

from ninefold.context.segments.parts import Sampled

PRIME = 2_147_483_647  # of Mersenne; a product of two remainders stays below 2^62
SHARES = 1_000_000


def mixed(number: str, seed: str) -> list[str]:
    """Expressions in SQL, each of the one before (`x`): the last is the place of `number` among a million."""
    first, second, third = salts(seed)
    return [
        f"(({number} % {PRIME}) * 48271 + {first}) % {PRIME}",
        f"((x * x) % {PRIME} + x * 3 + {second}) % {PRIME}",
        f"((x * x) % {PRIME} + x * 69621 + {third}) % {PRIME}",
        f"x % {SHARES}",
    ]


def salts(seed: str) -> tuple[int, int, int]:
    """Three numbers that the seed alone decides."""
    digest = blake2b(seed.encode(), digest_size=12).digest()
    one, two, three = (int.from_bytes(digest[at : at + 4], "big") % PRIME for at in (0, 4, 8))
    return one, two, three


def place(number: Any, salts: tuple[int, int, int]) -> Any:
    """The place of a number among a million, as the last of `mixed` computes it; of a column in Ibis as well."""
    first, second, third = salts
    one = (number % PRIME * 48271 + first) % PRIME
    two = (one * one % PRIME + one * 3 + second) % PRIME
    return (two * two % PRIME + two * 69621 + third) % PRIME % SHARES


def sampled_sql(condition: Sampled, everyone: str) -> str:
    """The sampled of the people that a statement selects as person_id."""
    first, *rest = (each.replace("%", "%%") for each in mixed("person_id", condition.seed))
    rows = f"SELECT person_id, {first} AS x FROM ({everyone}) AS anyone"
    for number, each in enumerate(rest):
        rows = f"SELECT person_id, {each} AS x FROM ({rows}) AS mixed{number}"
    return f"SELECT person_id FROM ({rows}) AS drawn WHERE x < {condition.millionths}"

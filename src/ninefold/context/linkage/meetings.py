"""Which profiles an address says are one person, by the rules of its kind. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ninefold.context.rules import DAY_US, PHONE, Rules


@dataclass(frozen=True, slots=True)
class Holding:
    """That a profile has an address by more than a browser's word: seen first and last (us).

    `is_present`: it has had no other of the kind since. `is_of_role`: its mailbox is a role's, so its number is too.
    """

    profile_id: int
    kind: str
    value: str
    first_at: int
    last_at: int
    is_present: bool
    is_of_role: bool = False


def of(holdings: Sequence[Holding], rules: Rules) -> dict[tuple[int, int], int]:
    """The pairs, smaller profile id first, of those that hold one address, each with when the second had it.

    `holdings` are all of that address.
    """
    if not holdings or rules.is_role(holdings[0].kind, holdings[0].value):
        return {}
    rule = rules.of.get(holdings[0].kind)
    if rule is None or not rule.joins or (rule.profiles_max is not None and len(holdings) > rule.profiles_max):
        return {}
    present = sorted((one for one in holdings if one.is_present), key=lambda one: one.profile_id)
    if rule.kind == PHONE.kind and any(one.is_of_role for one in present):
        return {}
    return {
        (one.profile_id, two.profile_id): max(one.first_at, two.first_at)
        for one, two in combinations(present, 2)
        if _days_apart(one, two) <= (rule.apart_days_max or _days_apart(one, two))
    }


def _days_apart(one: Holding, two: Holding) -> float:
    """How long nobody was seen with the address between the two; 0 where they had it at one time."""
    return max(0, max(one.first_at, two.first_at) - min(one.last_at, two.last_at)) / DAY_US

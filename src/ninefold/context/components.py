"""Who is one person: components of profiles, from the set of evidence and the reviewers' rulings.

Pure. The result depends on the set alone, never on the order in which it arrived: evidence is taken verified first,
then by event time, then by kind and values, into a union-find that refuses what must not be.

Refused is a union that would
- go against a reviewer's `deny`,
- hold two user ids (accounts or claims), unless a reviewer's `allow` joined those two,
- join anything to an account on the word of a browser key (invariant 14). Verified evidence goes first, so that a claim
  that came earlier cannot stand in the way of what is known later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ninefold.context.identity import Identity, ProfileKind


class Refusal(StrEnum):
    """Why evidence did not join."""

    TWO_USERS = "two_users"
    UNVERIFIED = "unverified"
    DENIED = "denied"


SENTENCES = {
    Refusal.TWO_USERS: "It would join two user ids, which no device may do.",
    Refusal.UNVERIFIED: "It came with a public write key, which joins nothing to a known person.",
    Refusal.DENIED: "A reviewer said that these are two people.",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """Evidence that profiles `left` and `right` are one person. `id` names it; it has no part in the order."""

    id: int
    left: int
    right: int
    kind: str
    is_verified: bool
    occurred_at: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A reviewer's ruling on two profiles."""

    left: int
    right: int
    allowed: bool
    decided_at: int


@dataclass(frozen=True, slots=True)
class Partition:
    """The person of each profile (the smallest id of its component), and the refused edges with their reasons."""

    person_of: dict[int, int]
    refused: dict[int, Refusal]


@dataclass(slots=True)
class _Component:
    members: list[int]
    users: set[int] = field(default_factory=set)
    has_account: bool = False


class _Joining:
    """Union-find over components that know whom they hold."""

    def __init__(
        self, identities: Mapping[int, Identity], apart: dict[int, set[int]], group: Mapping[int, int]
    ) -> None:
        self.apart = apart
        self.component = {}
        for profile, (kind, _) in identities.items():
            users = set() if kind == ProfileKind.ANONYMOUS else {group[profile]}
            self.component[profile] = _Component([profile], users, kind == ProfileKind.ACCOUNT)

    def union(self, left: int, right: int, *, is_verified: bool) -> Refusal | None:
        """Join the components of two profiles, or say why not."""
        one, two = self.component[left], self.component[right]
        if one is two:
            return None
        if refusal := self._refusal(one, two, is_verified):
            return refusal
        if len(one.members) < len(two.members):
            one, two = two, one
        one.members += two.members
        one.users |= two.users
        one.has_account |= two.has_account
        for profile in two.members:
            self.component[profile] = one
        return None

    def _refusal(self, one: _Component, two: _Component, is_verified: bool) -> Refusal | None:
        if self.apart and any(not self.apart.get(p, set()).isdisjoint(two.members) for p in one.members):
            return Refusal.DENIED
        if not is_verified and (one.has_account or two.has_account):
            return Refusal.UNVERIFIED
        return Refusal.TWO_USERS if len(one.users | two.users) > 1 else None


def partition(identities: Mapping[int, Identity], edges: Sequence[Edge], pairs: Sequence[Pair]) -> Partition:
    """The people among these profiles. `identities` holds every profile that an edge or a pair names."""
    allowed = sorted((p for p in pairs if p.allowed), key=lambda p: (p.decided_at, _values(p, identities)))
    joining = _Joining(identities, _apart(pairs), _groups(identities, allowed))
    for pair in allowed:
        joining.union(pair.left, pair.right, is_verified=True)
    refused: dict[int, Refusal] = {}
    for edge in sorted(edges, key=lambda e: _order(e, identities)):
        if refusal := joining.union(edge.left, edge.right, is_verified=edge.is_verified):
            refused[edge.id] = refusal
    person_of = {}
    for profile, component in joining.component.items():
        person_of[profile] = min(component.members)
    assert all(person <= profile for profile, person in person_of.items())
    return Partition(person_of, refused)


def _order(edge: Edge, identities: Mapping[int, Identity]) -> tuple[object, ...]:
    return (not edge.is_verified, edge.occurred_at, edge.kind, *_values(edge, identities))


def _values(pair: Edge | Pair, identities: Mapping[int, Identity]) -> list[Identity]:
    """The natural keys of both, sorted: ids depend on arrival and must not decide."""
    return sorted((identities[pair.left], identities[pair.right]))


def _apart(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    apart: dict[int, set[int]] = {}
    for pair in pairs:
        if not pair.allowed:
            apart.setdefault(pair.left, set()).add(pair.right)
            apart.setdefault(pair.right, set()).add(pair.left)
    return apart


def _groups(identities: Mapping[int, Identity], allowed: Iterable[Pair]) -> dict[int, int]:
    """For each profile a name of those that reviewers' `allow` joined, so that such user ids count as one."""
    group = {profile: profile for profile in identities}
    for pair in allowed:
        one, two = group[pair.left], group[pair.right]
        if one != two:
            group = {profile: one if of == two else of for profile, of in group.items()}
    return group

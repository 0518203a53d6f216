"""Who is one person: components of profiles, from the set of evidence and the reviewers' rulings.

Pure. The result depends on the set and on the rules alone, never on the order in which it arrived: what events say with
proof is taken first, then what several hold (kinds of the company's own before addresses), then what browsers claim;
each by event time, then by kind and values, into a union-find that refuses what must not be.

Refused is a union that would
- go against a reviewer's `deny`,
- hold two user ids (accounts or claims), unless a reviewer's `allow` joined those two, or more devices than one has,
- join anything to an account on the word of a browser key (invariant 14). Verified evidence goes first, so that a claim
  that came earlier cannot stand in the way of what is known later,
- rest on a device on which two people sign in, or on an address that two known people have: whose is it?
- join, by an address, an account to who proved to read a mailbox: whoever states another's address would have all that
  is theirs. Where the company's server says that it verified the account's mailbox, the account proved it, too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ninefold.context.identity import Identity, ProfileKind, is_reader
from ninefold.context.rules import DEFAULT, EMAIL, Rules


class Refusal(StrEnum):
    """Why evidence did not join."""

    TWO_USERS = "two_users"
    UNVERIFIED = "unverified"
    DENIED = "denied"
    SHARED_DEVICE = "shared_device"
    SHARED_ADDRESS = "shared_address"
    TOO_MANY_DEVICES = "too_many_devices"
    PROVED_ADDRESS = "proved_address"


SENTENCES = {
    Refusal.TWO_USERS: "It would join two user ids, which no device may do.",
    Refusal.SHARED_DEVICE: "Two people sign in on this device, so it belongs to neither.",
    Refusal.SHARED_ADDRESS: "Two known people have it, so it does not tell who else has it.",
    Refusal.TOO_MANY_DEVICES: "One person would have more devices than the rules allow.",
    Refusal.PROVED_ADDRESS: "Somebody proved that they read their mailbox, and an account that states the same proves"
    " nothing.",
    Refusal.UNVERIFIED: "It came with a public write key, which joins nothing to a known person.",
    Refusal.DENIED: "A reviewer said that these are two people.",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """Evidence that profiles `left` and `right` are one person. `id` names it; it has no part in the order.

    `address` is the address that both have, "" for what an event said.
    """

    id: int
    left: int
    right: int
    kind: str
    is_verified: bool
    occurred_at: int
    address: str = ""


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
    devices: int = 0
    is_proved: bool = False  # somebody in it proved to read a mailbox


class _Joining:
    """Union-find over components that know whom they hold."""

    def __init__(
        self,
        identities: Mapping[int, Identity],
        apart: dict[int, set[int]],
        group: Mapping[int, int],
        devices_max: int,
    ) -> None:
        self.apart, self.devices_max = apart, devices_max
        self.component = {}
        for profile, (kind, value) in identities.items():
            is_device = kind == ProfileKind.ANONYMOUS
            users = set() if is_device else {group[profile]}
            self.component[profile] = _Component(
                [profile], users, kind == ProfileKind.ACCOUNT, int(is_device), is_reader((kind, value))
            )

    def is_joined(self, left: int, right: int) -> bool:
        return self.component[left] is self.component[right]

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
        one.devices += two.devices
        one.is_proved |= two.is_proved
        for profile in two.members:
            self.component[profile] = one
        return None

    def _refusal(self, one: _Component, two: _Component, is_verified: bool) -> Refusal | None:
        if self.apart and any(not self.apart.get(p, set()).isdisjoint(two.members) for p in one.members):
            return Refusal.DENIED
        if not is_verified and (one.has_account or two.has_account):
            return Refusal.UNVERIFIED
        if len(one.users | two.users) > 1:
            return Refusal.TWO_USERS
        return Refusal.TOO_MANY_DEVICES if one.devices + two.devices > self.devices_max else None

    def is_stated(self, left: int, right: int) -> bool:
        """Whether one is only an account's statement of what the other proved."""
        one, two = self.component[left], self.component[right]
        return one is not two and ((one.is_proved and two.has_account) or (two.is_proved and one.has_account))

    def users_among(self, profiles: Iterable[int]) -> set[int]:
        """The user ids of those whom these profiles belong to so far."""
        return {user for profile in profiles for user in self.component[profile].users}


def partition(
    identities: Mapping[int, Identity],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    rules: Rules = DEFAULT,
    *,
    proved: Collection[tuple[int, str]] = frozenset(),
) -> Partition:
    """The people among these profiles. `identities` holds every profile that an edge or a pair names; `proved` are the
    mail addresses, with the profile, that a server said it verified.
    """
    allowed = sorted((p for p in pairs if p.allowed), key=lambda p: (p.decided_at, _values(p, identities)))
    group = _groups(identities, allowed)
    joining = _Joining(identities, _apart(pairs), group, rules.devices_max)
    for pair in allowed:
        joining.union(pair.left, pair.right, is_verified=True)
    ordered = sorted(edges, key=lambda e: _order(e, identities, rules))
    said = [edge for edge in ordered if not edge.address]
    shared = _shared_devices([edge for edge in said if edge.is_verified], identities, group)
    refused = _take(joining, [edge for edge in said if edge.is_verified], shared)
    both = {edge.id for edge in ordered if edge.address and _is_proved(edge, identities, proved)}
    refused |= _take_addresses(joining, [edge for edge in ordered if edge.address], both)
    refused |= _take(joining, [edge for edge in said if not edge.is_verified], set())
    apart = {edge.id for edge in edges if not joining.is_joined(edge.left, edge.right)}
    person_of = {}
    for profile, component in joining.component.items():
        person_of[profile] = min(component.members)
    assert all(person <= profile for profile, person in person_of.items())
    assert apart <= refused.keys(), "what is not joined has its reason"
    assert all(len(one.users) <= 1 for one in joining.component.values()), "two accounts are two people"
    return Partition(person_of, {edge: reason for edge, reason in refused.items() if edge in apart})


def _shared_devices(edges: Sequence[Edge], identities: Mapping[int, Identity], group: Mapping[int, int]) -> set[int]:
    """The edges of devices on which two people sign in. Of claims the first holds: anyone could send a second."""
    users_on: dict[int, set[int]] = {}
    of_device: dict[int, list[int]] = {}
    for edge in edges:
        if ends := _device_and_user(edge, identities):
            users_on.setdefault(ends[0], set()).add(group[ends[1]])
            of_device.setdefault(ends[0], []).append(edge.id)
    return {edge for device, users in users_on.items() if len(users) > 1 for edge in of_device[device]}


def _take(joining: _Joining, edges: Sequence[Edge], shared: Collection[int]) -> dict[int, Refusal]:
    """Join by what events said, all of it of one trust, but for the edges of shared devices."""
    refused = {}
    for edge in edges:
        if edge.id in shared:
            refused[edge.id] = Refusal.SHARED_DEVICE
        elif refusal := joining.union(edge.left, edge.right, is_verified=edge.is_verified):
            refused[edge.id] = refusal
    return refused


def _device_and_user(edge: Edge, identities: Mapping[int, Identity]) -> tuple[int, int] | None:
    is_left, is_right = (identities[end][0] == ProfileKind.ANONYMOUS for end in (edge.left, edge.right))
    if is_left == is_right:
        return None
    return (edge.left, edge.right) if is_left else (edge.right, edge.left)


def _is_proved(edge: Edge, identities: Mapping[int, Identity], proved: Collection[tuple[int, str]]) -> bool:
    """Whether an account and who proved to read a mailbox have the same one, and both by proof."""
    for account, reader in ((edge.left, edge.right), (edge.right, edge.left)):
        if identities[account][0] == ProfileKind.ACCOUNT and is_reader(identities[reader]):
            return edge.kind == EMAIL.kind and (account, edge.address) in proved
    return False


def _take_addresses(joining: _Joining, edges: Sequence[Edge], both: Collection[int]) -> dict[int, Refusal]:
    """Join who have an address, the address that was met first first; not where two known people have it.

    `both` are the edges at both ends of which it is proved.
    """
    by_address: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        by_address.setdefault((edge.kind, edge.address), []).append(edge)
    refused = {}
    for of_one in by_address.values():
        is_shared = len(joining.users_among(end for edge in of_one for end in (edge.left, edge.right))) > 1
        for edge in of_one:
            if is_shared:
                refused[edge.id] = Refusal.SHARED_ADDRESS
            elif edge.id not in both and joining.is_stated(edge.left, edge.right):
                refused[edge.id] = Refusal.PROVED_ADDRESS
            elif refusal := joining.union(edge.left, edge.right, is_verified=True):
                refused[edge.id] = refusal
    return refused


def _order(edge: Edge, identities: Mapping[int, Identity], rules: Rules) -> tuple[object, ...]:
    """What several hold of an own kind is known as it is now, not since when: so its time does not count."""
    is_own = bool(edge.address) and edge.kind in rules.own_kinds
    return (not is_own, 0 if is_own else edge.occurred_at, edge.kind, edge.address, *_values(edge, identities))


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

"""People as they are met across channels, with the truth of who is who: families, reused numbers, roles, chains.

Everything is drawn from a seed. What a record of the real world would not tell is not told here either: who is behind
a device that nobody signs in on, or that an address was handed on.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ninefold.collect.types import Event, EventKind, Trust
from ninefold.context import identity
from ninefold.context.identity import Identity
from tests.context.events import DAY, T0, event, identify, track

FAMILIES = 0.35  # of households: more than one person
TABLETS = 0.5  # of families: a device that all use
ONE_MAILBOX = 0.12  # of families: one address
REUSED = 0.04  # of people: their number goes to a stranger
MOVES_ON = 0.5  # of these: they tell their new number
WORKERS = 0.10  # of people: a role's mailbox is what the company's CRM has of them
SOLD = 0.03  # of people: their device goes to a stranger
TILL = 0.45  # of people: a record of a till, a form or a hotline besides, by address alone
NO_ACCOUNT = 0.2
READERS = 0.1  # of people, where asked for: they proved to read their mailbox (joined the community) before all else
VERIFIES = 0.5  # of accounts: the shop verified the mailbox, and its server says so
SWITCHBOARD = 25  # workers per company who give the company's number
ROLES = ("info", "sales", "office", "support", "vorstand", "einkauf")  # two that no list has


@dataclass(slots=True)
class World:
    """Events in the order of time, and the people whom each identity is of (more than one: a shared thing)."""

    events: list[Event] = field(default_factory=list)
    owners: dict[Identity, set[int]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[Identity, str] = field(default_factory=dict)
    people: int = 0
    readers: float = 0.0


def draw(seed: int, people: int, *, readers: float = 0.0) -> World:
    """About so many people; the same for the same seed. `readers` is the share who proved to read their mailbox."""
    world, rng = World(readers=readers), random.Random(seed)
    numbers = [f"+4917{rng.randrange(10**8):08}" for _ in range(people * 2)]
    while world.people < people:
        size = rng.choice([2, 2, 3, 4]) if rng.random() < FAMILIES else 1
        _household(world, rng, size, numbers)
    world.events.sort(key=lambda one: (one.occurred_at, one.message_id))
    namings = [named for said in world.events if (named := identity.naming(said))]
    seen = {one for named in namings for one in (named.own, *(named.pair or ()))}
    world.owners = {one: owners for one, owners in world.owners.items() if one in seen}
    return world


def _household(world: World, rng: random.Random, size: int, numbers: list[str]) -> None:
    members = list(range(world.people, world.people + size))
    world.people += size
    shared_mail = f"home{members[0]}@example.org" if size > 1 and rng.random() < ONE_MAILBOX else ""
    tablet = f"tablet-{members[0]}" if size > 1 and rng.random() < TABLETS else ""
    for person in members:
        account = f"u{person}" if rng.random() > NO_ACCOUNT else ""
        _person(world, rng, person, account, (shared_mail or f"p{person}@example.org", numbers.pop()))
        if tablet:
            _own(world, "anonymous", tablet, person, "family device")
            if account and rng.random() < 0.7:
                _say(world, track("Seen", account, tablet, at=_at(rng)))


def _person(world: World, rng: random.Random, person: int, account: str, given: tuple[str, str]) -> None:
    """`given` is the address and the number that they have, at home."""
    mail, phone = given
    if rng.random() < WORKERS:
        company = rng.randrange(max(1, world.people // SWITCHBOARD) + 3)
        mail, phone = f"{rng.choice(ROLES)}@c{company}.example.com", f"+49300{company:05}"
    start = _at(rng)
    own = random.Random(f"{mail} {person}")  # so that all else is drawn as it was without
    if own.random() < world.readers:
        _reads(world, person, mail)
    if account:
        _own(world, "account", account, person, "account")
        claim = {"email_verified": True} if own.random() < VERIFIES else {}
        _say(world, identify(account, traits={"email": mail, "phone": phone} | claim, at=start))
    devices = [f"d{person}-{n}" for n in range(rng.choice([1, 1, 2, 3]))]
    for device in devices:
        _own(world, "anonymous", device, person, "device")
        if account:
            _say(world, track("Seen", account, device, at=_at(rng)))
    if rng.random() < 0.1:  # a browser that was reset, and says so: a chain
        _own(world, "anonymous", f"{devices[0]}-new", person, "chain")
        _say(world, event(EventKind.ALIAS, anonymous_id=f"{devices[0]}-new", other_id=devices[0], at=_at(rng)))
    if rng.random() < TILL:
        _record(world, rng, person, mail, phone)
    if rng.random() < REUSED:
        _reuse(world, rng, account, (person, phone, start))
    if account and rng.random() < SOLD:
        _own(world, "anonymous", devices[-1], person + 1_000_000, "sold device")
        _own(world, "account", f"s{person}", person + 1_000_000, "account")
        _say(world, track("Seen", f"s{person}", devices[-1], at=T0 + 700 * DAY + rng.randrange(DAY)))


def _reads(world: World, person: int, mail: str) -> None:
    """They joined by a mailed link, as nobody whom the shop knew."""
    name = f"{identity.READER}{mail}"
    _own(world, "anonymous", name, person, "reader")
    _say(world, identify("", name, traits={"email": mail}, at=T0 - DAY, trust=Trust.SYSTEM))


def _record(world: World, rng: random.Random, person: int, mail: str, phone: str) -> None:
    """A record besides, of someone who gave their address or number: a till, a form, a hotline."""
    given = rng.choice([{"email": mail}, {"phone": phone}, {"email": mail, "phone": phone}])
    name = f"till-{person}"
    _own(world, "anonymous", name, person, "record")
    _say(world, identify("", name, traits=given, at=_at(rng)))


def _reuse(world: World, rng: random.Random, account: str, of: tuple[int, str, int]) -> None:
    """A person's number, theirs since, goes to a stranger some months later, who writes or calls."""
    person, phone, start = of
    stranger, given = person + 2_000_000, start + rng.randrange(1, 60) * DAY
    if account and rng.random() < MOVES_ON:
        _say(world, identify(account, traits={"phone": f"+4918{person:08}"}, at=given))
    later = given + rng.randrange(60, 600) * DAY
    has_account = rng.random() < 0.4
    kind, value = ("account", f"r{person}") if has_account else ("anonymous", f"hotline-{person}")
    _own(world, kind, value, stranger, "stranger with a reused number")
    who = (value, "") if has_account else ("", value)
    _say(world, identify(*who, traits={"phone": phone}, at=later))


def _own(world: World, kind: str, value: str, person: int, what: str) -> None:
    world.owners[kind, value].add(person)
    world.kinds[kind, value] = what


def _say(world: World, said: Event) -> None:
    assert said.trust in (Trust.SERVER, Trust.SYSTEM)
    world.events.append(said)


def _at(rng: random.Random) -> int:
    return T0 + rng.randrange(600) * DAY + rng.randrange(DAY)


@dataclass(frozen=True, slots=True)
class Judged:
    """Per 10,000 people: people as found who have something of a stranger's, and how many such things, and what; those
    not put together; and devices of several people on which one alone signs in, so that nobody could tell.
    """

    over_merged: float
    strangers: float
    by_kind: Mapping[str, float]
    missed: float
    untellable: float


def judge(world: World, found: Mapping[Identity, int]) -> Judged:
    """Hold people as found (identity to person) against the truth.

    Missed are those whose identities hang together by evidence of their own alone, and are yet apart.
    """
    of_person: dict[int, list[Identity]] = defaultdict(list)
    for one, person in found.items():
        of_person[person].append(one)
    users = _users_on(world)
    kinds: Counter[str] = Counter()
    over_merged = untellable = 0
    for identities in of_person.values():
        strangers = _strangers(world, identities)
        told = [one for one in strangers if len(world.owners[one]) == 1 or len(users[one]) > 1]
        over_merged += bool(told)
        untellable += len(strangers) - len(told)
        kinds.update(world.kinds[one] for one in told)
    missed = sum(len({found[one] for one in own}) > 1 for own in _tellable(world))
    scale = 10_000 / world.people
    by_kind = {kind: round(count * scale, 1) for kind, count in sorted(kinds.items())}
    strangers = sum(kinds.values())
    return Judged(
        round(over_merged * scale, 1),
        round(strangers * scale, 1),
        by_kind,
        round(missed * scale, 1),
        round(untellable * scale, 1),
    )


def _users_on(world: World) -> dict[Identity, set[str]]:
    """The accounts that signed in on each device."""
    users: dict[Identity, set[str]] = defaultdict(set)
    for said in world.events:
        if said.user_id and said.anonymous_id:
            users["anonymous", said.anonymous_id].add(said.user_id)
    return users


def _strangers(world: World, identities: Iterable[Identity]) -> list[Identity]:
    """Of one person as found those identities that are not of the one who has most of them.

    What is of several is a stranger's too: what one did on it would stand on the page of another.
    """
    of = list(identities)
    if len(of) < 2:
        return []
    most = Counter(owner for one in of for owner in world.owners[one]).most_common(1)[0][0]
    return [one for one in of if world.owners[one] != {most}]


def joined_by_anything(world: World) -> dict[Identity, int]:
    """To compare with: people as they are where any shared id, address or number joins."""
    groups = _Groups()
    first: dict[object, Identity] = {}
    for said in world.events:
        if named := identity.naming(said):
            for one in (*(named.pair or ()), *(first.setdefault(word, named.own) for word in _words(said))):
                groups.join(one, named.own)
    numbers: dict[Identity, int] = {}
    return {one: numbers.setdefault(groups.root(one), len(numbers)) for one in world.owners}


def _words(said: Event) -> list[tuple[str, object]]:
    """The addresses and numbers that an event tells."""
    return [(name, value) for name, value in said.traits.items() if name != "email_verified"]


class _Groups:
    """What hangs together."""

    def __init__(self) -> None:
        self._next: dict[Identity, Identity] = {}

    def root(self, one: Identity) -> Identity:
        while self._next.setdefault(one, one) != one:
            one = self._next[one]
        return one

    def join(self, one: Identity, other: Identity) -> None:
        self._next[self.root(one)] = self.root(other)


def _tellable(world: World) -> list[list[Identity]]:
    """Each person's own identities, as far as a line of own evidence or own addresses leads from one to the next."""
    groups = _Groups()
    first: dict[object, Identity] = {}
    for said in world.events:
        named = identity.naming(said)
        assert named
        ends = named.pair or (named.own, named.own)
        if any(len(world.owners[end]) > 1 for end in ends) or world.owners[ends[0]] != world.owners[ends[1]]:
            continue
        groups.join(*ends)
        for word in _words(said):
            groups.join(first.setdefault((word, *world.owners[named.own]), named.own), named.own)
    found: dict[Identity, list[Identity]] = defaultdict(list)
    for one, owners in world.owners.items():
        if len(owners) == 1:
            found[groups.root(one)].append(one)
    return [own for own in found.values() if len(own) > 1]

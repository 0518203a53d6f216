"""Reads what conditions ask about a few people, in a number of statements that does not grow with the conditions.

Counters are read first, as they say of most people that none of their deeds need a look. Of those who need one, as many
are read at once as did no more than DEEDS_MAX of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from ninefold.collect import deeds
from ninefold.collect.deeds import Amount
from ninefold.context import consents, people
from ninefold.context.groups import following as groups
from ninefold.context.segments import doings, nesting
from ninefold.context.segments.known import COMMUNITY, Counter, Known, Said, amount
from ninefold.context.segments.parts import (
    Began,
    Condition,
    ConsentIs,
    Ended,
    Followed,
    Happened,
    InCommunity,
    InGroup,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database import bulk

DEEDS_MAX = 200_000
Scope = AbstractSet[int]
Asked = Sequence[tuple[Condition, Scope]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked, and of whom: by the name of a trait or event, the line of a consent, the amount of an event."""

    traits: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    consents: dict[tuple[Purpose, Channel], set[int]] = field(default_factory=lambda: defaultdict(set))
    events: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    in_groups: set[int] = field(default_factory=set)
    group_traits: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Deeds:
    """Whose deeds need a look, by event and by its amount; from which moment on (us)."""

    moments: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    amounts: dict[Amount, dict[str, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    since: int = 2**62

    def all(self) -> Iterator[tuple[str, set[int]]]:
        yield from self.moments.items()
        for by_event in self.amounts.values():
            yield from by_event.items()


def portions(asked: Asked, profiles: Mapping[int, Sequence[int]], now: int) -> Iterator[tuple[Scope, Known]]:
    """The people asked about, some after others, with all that the conditions ask of these.

    `profiles` are those of each of them.
    """
    known = _known(_wanted(asked))
    wanted = _deeds(asked, known, now)
    for scope in _in_portions(sorted(profiles), wanted, known):
        owner = {profile: person for person in scope for profile in profiles[person]}
        yield scope, _with_deeds(known, wanted, owner)


def _wanted(asked: Asked) -> _Wanted:
    found = _Wanted()
    for condition, among in asked:
        for part in nesting.parts(condition):
            match part:
                case TraitIs(name) | TraitBetween(name) | TraitExists(name):
                    found.traits[name] |= among
                case InCommunity():
                    found.traits[COMMUNITY] |= among
                case InGroup(_, trait):
                    found.in_groups.update(among)
                    found.group_traits.update([trait.name] if trait else [])
                case ConsentIs(purpose, channel):
                    found.consents[purpose, channel] |= among
                case Happened(event) | Summed(event) | Began(event) | Ended(event):
                    found.events[event] |= among
                case Followed(steps):
                    for step in steps:
                        found.events[step.event] |= among
    return found


def _known(wanted: _Wanted) -> Known:
    found = Known()
    for person, name, word, number, is_null in _rows("word, number, value = 'null'", "context_trait", wanted.traits):
        found.traits.setdefault(name, {})[person] = Said(word, number, bool(is_null))
    for person, name, *counted in _rows("count, first_at, last_at", "context_activity", wanted.events):
        own = found.counters.setdefault(name, {})
        own[person] = _together(own.get(person), Counter(*counted))
    for (purpose, channel), among in wanted.consents.items():
        found.consents[purpose, channel] = consents.consent_states(among, purpose, channel)
    return _with_groups(found, wanted) if wanted.in_groups else found


def _with_groups(known: Known, wanted: _Wanted) -> Known:
    theirs = groups.of_people(wanted.in_groups)
    ids = set().union(*theirs.values())
    traits: dict[str, dict[int, Said]] = {}
    for group, name, word, number, is_null in groups.told(ids, wanted.group_traits):
        traits.setdefault(name, {})[group] = Said(word, number, bool(is_null))
    return replace(known, groups=theirs, group_kinds=groups.kinds(ids), group_traits=traits)


def _rows(columns: str, table: str, wanted: Mapping[str, Collection[int]]) -> list[tuple[Any, ...]]:
    """Of these people by name. They are looked up by person: `+` keeps SQLite to that."""
    if not wanted:
        return []
    among, ids = people.of_people(set().union(*wanted.values()))
    pairs, given = bulk.pairs(wanted)
    by = "+" if connection.vendor == "sqlite" else ""
    current = " AND is_current" if table == "context_trait" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, name, {columns} FROM {table}"
            f" WHERE {among} AND ({by}name, {by}person_id) IN ({pairs}){current}",
            [ids, given],
        )
        return list(cursor.fetchall())


def _together(one: Counter | None, two: Counter) -> Counter:
    """The counters of two profiles of one person."""
    if one is None:
        return two
    return Counter(one.count + two.count, min(one.first_at, two.first_at), max(one.last_at, two.last_at))


def _deeds(asked: Asked, known: Known, now: int) -> _Deeds:
    found = _Deeds()
    for condition, among in asked:
        for part in nesting.parts(condition):
            if not isinstance(part, Happened | Summed | Followed) or not doings.is_of_log(part):
                continue
            open_to = doings.open_to(part, among, known, now)
            found.since = min(found.since, doings.since(part, now))
            match part:
                case Happened(event):
                    found.moments[event] |= open_to
                case Summed(event):
                    found.amounts[amount(part)][event] |= open_to
                case Followed(steps, then_not):
                    for step in (*steps, *((then_not,) if then_not else ())):
                        found.moments[step.event] |= open_to
    return found


def _in_portions(people: Iterable[int], wanted: _Deeds, known: Known) -> Iterator[set[int]]:
    """As many at once as did no more than DEEDS_MAX of what needs a look; at least one."""
    did: dict[int, int] = defaultdict(int)
    for event, whose in wanted.all():
        counters = known.counters.get(event, {})
        for person in whose & counters.keys():
            did[person] += counters[person].count
    some, weight = set[int](), 0
    for person in people:
        if some and weight + did.get(person, 0) > DEEDS_MAX:
            yield some
            some, weight = set(), 0
        some.add(person)
        weight += did.get(person, 0)
    if some:
        yield some


def _with_deeds(known: Known, wanted: _Deeds, owner: Mapping[int, int]) -> Known:
    """`owner` is the person of each profile that is looked at."""
    moments: dict[str, dict[int, list[int]]] = {event: {} for event in wanted.moments}
    for profile, event, at, _ in deeds.of_few(_by_profile(wanted.moments, owner), since=wanted.since):
        moments[event].setdefault(owner[profile], []).append(at)
    for did in moments.values():
        for own in did.values():
            own.sort()
    amounts: dict[tuple[str, Amount], dict[int, list[tuple[int, int]]]] = {}
    for of, by_event in wanted.amounts.items():
        amounts |= {(event, of): {} for event in by_event}
        for profile, event, at, millionths in deeds.of_few(_by_profile(by_event, owner), since=wanted.since, amount=of):
            if millionths is not None:
                amounts[event, of].setdefault(owner[profile], []).append((at, int(millionths)))
    return replace(known, deeds=moments, amounts=amounts)


def _by_profile(wanted: Mapping[str, Scope], owner: Mapping[int, int]) -> dict[str, list[int]]:
    profiles: dict[int, list[int]] = {}
    for profile, person in owner.items():
        profiles.setdefault(person, []).append(profile)
    return {
        event: [profile for person in whose & profiles.keys() for profile in profiles[person]]
        for event, whose in wanted.items()
    }

"""Whom a segment gained and lost among some people, and how that is written down.

Finding reads only, so that no lock is held while it looks. Writing is one transaction: memberships, the events that
tell of them and how far all this has come stand or fall together, so no crash doubles or loses an entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db import connection

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.context import people
from ninefold.context.segments import answers, learning
from ninefold.context.segments.parts import Condition
from ninefold.kernel.database import bulk

_COLUMNS = {"segment_id": "int", "profile_id": "int", "person_id": "int", "entered_at": "int"}
_EVENTS_AT_ONCE = 5_000
PEOPLE_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """Who entered and who left a segment, by person id. Silent ones are no news: the segment itself was changed."""

    segment_id: int
    entered: tuple[int, ...]
    left: tuple[int, ...]
    silent_above: int | None = None  # person ids above this one make no events

    def told(self, person_id: int) -> bool:
        return self.silent_above is None or person_id <= self.silent_above


def changes(asked: Sequence[tuple[int, Condition, Collection[int]]], now: int) -> list[Change]:
    """Of each segment, asked about some people: who meets its condition and is no member yet, and who is one and does
    not meet it any more. Segments without either are left out.
    """
    entered, left = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for some in bulk.in_chunks(sorted({person for *_, scope in asked for person in scope}), PEOPLE_AT_ONCE):
        for number, meant, kept in _compared(asked, people.profiles_of(some), now):
            entered[number] += sorted(meant - kept)
            left[number] += sorted(kept - meant)
    numbers = (number for number, *_ in asked)
    return [
        Change(number, tuple(entered[number]), tuple(left[number]))
        for number in numbers
        if entered[number] or left[number]
    ]


def _compared(
    asked: Sequence[tuple[int, Condition, Collection[int]]], profiles: Mapping[int, Sequence[int]], now: int
) -> Iterator[tuple[int, AbstractSet[int], AbstractSet[int]]]:
    """Of each segment those of the people with these profiles whom it means, and those who are kept in it."""
    within = [(number, condition, profiles.keys() & scope) for number, condition, scope in asked]
    for some, known in learning.portions([(condition, scope) for _, condition, scope in within], profiles, now):
        members = _members({number: scope & some for number, _, scope in within})
        for number, condition, scope in within:
            yield number, answers.meant(condition, scope & some, known, now), members.get(number, set())


def _members(asked: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """By segment, who of these people is a member."""
    pairs, given = bulk.pairs(asked)
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.segment_id, m.person_id FROM ({pairs}) AS pair CROSS JOIN context_membership m"
            " WHERE m.segment_id = CAST(pair.one AS bigint) AND m.person_id = pair.other",
            [given],
        )
        for segment_id, person in cursor.fetchall():
            found.setdefault(segment_id, set()).add(person)
    return found


def write(changes: Sequence[Change], names: dict[int, tuple[str, str]], now: int) -> int:
    """Write changes down in the caller's transaction, in which nobody may change who is one person; how many.

    `names` are the key and name of each segment. Whoever was erased or joined to somebody else since is left out.
    """
    assert connection.in_atomic_block
    person_of = people.person_ids({person for each in changes for person in each.entered})
    bulk.insert(
        "context_membership",
        _COLUMNS,
        [(each.segment_id, person, person, now) for each in changes for person in _still(each.entered, person_of)],
        on_conflict="(segment_id, profile_id) DO NOTHING",
    )
    _remove(changes)
    told = [event for each in changes for event in _events(each, person_of, names[each.segment_id], now)]
    for some in bulk.in_chunks(told, _EVENTS_AT_ONCE):
        collect.record(events=some)
    return sum(len(each.entered) + len(each.left) for each in changes)


def _still(entered: Iterable[int], person_of: dict[int, int]) -> list[int]:
    return [person for person in entered if person_of.get(person) == person]


def _remove(changes: Sequence[Change]) -> None:
    pairs, given = bulk.pairs({each.segment_id: each.left for each in changes if each.left})
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM context_membership WHERE (segment_id, person_id) IN"
            f" (SELECT CAST(pair.one AS bigint), pair.other FROM ({pairs}) AS pair)",
            [given],
        )


def _events(each: Change, person_of: dict[int, int], named: tuple[str, str], now: int) -> Iterable[NewEvent]:
    entered, left = EventName.SEGMENT_ENTERED, EventName.SEGMENT_LEFT
    for name, persons in ((entered, _still(each.entered, person_of)), (left, each.left)):
        for person in filter(each.told, persons):
            yield NewEvent(
                message_id=f"{name}:{each.segment_id}:{person}:{now}",
                name=name,
                occurred_at=now,
                profile_id=person,
                properties={"segment": named[0], "name": named[1]},
            )

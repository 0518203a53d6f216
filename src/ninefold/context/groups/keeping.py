"""Takes in what events tell of groups: that a profile belongs to one or left it, and what it is like. Batched."""

from collections.abc import Sequence

import msgspec
from django.db import connection

from ninefold.collect.types import Event, EventKind
from ninefold.context import current, sayings
from ninefold.context.groups import kinds, leaving
from ninefold.context.identity import identity_of, is_verified
from ninefold.context.sayings import Said
from ninefold.kernel.database import bulk

_MEMBER_COLUMNS = {
    "group_id": "int", "profile_id": "int", "is_verified": "bool", "first_at": "int", "last_at": "int",
}  # fmt: skip
_TRAIT_COLUMNS = {
    "group_id": "int", "name": "text", "is_verified": "bool", "value": "text", "word": "text", "number": "float",
    "occurred_at": "int", "message_id": "text", "source_id": "int", "changed_id": "int",
}  # fmt: skip
_OF_PROFILES = ("context_group_member", "context_group_leaving")


def note(events: Sequence[Event]) -> None:
    """What these events, all of somebody, tell of groups. Twice is as once; bots belong to none."""
    about = [(key, event) for event in events if not event.is_bot and (key := _key(event))]
    if not about:
        return
    ids = _groups(about)
    calls = [(key, event) for key, event in about if event.kind is EventKind.GROUP]
    _note_members(calls, ids)
    _note_traits(calls, ids)
    leaving.note([(ids[key], event) for key, event in about if event.kind is not EventKind.GROUP])


def tell_again(calls: Sequence[Event]) -> None:
    """What these `group` calls, taken in before, tell of groups that are there: it holds where nothing newer does."""
    about = [(key, call) for call in calls if not call.is_bot and (key := _key(call))]
    _note_traits(about, _groups(about) if about else {})


def _key(event: Event) -> str:
    """The id of the group that an event is about, "" for none."""
    if event.kind is not EventKind.GROUP:
        return leaving.left_key(event) if leaving.is_leaving(event) else ""
    found = identity_of("group", event.other_id)
    return found[1] if found else ""


def _groups(calls: Sequence[tuple[str, Event]]) -> dict[str, int]:
    """The ids of the groups named, new ones made."""
    first: dict[str, int] = {}
    for key, event in calls:
        first[key] = min(first.get(key, event.occurred_at), event.occurred_at)
    bulk.insert(
        "context_group",
        {"key": "text", "first_at": "int"},
        sorted(first.items()),
        on_conflict="(key) DO UPDATE SET first_at = excluded.first_at WHERE excluded.first_at < t.first_at",
    )
    condition, values = bulk.among("key", first, "text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, id FROM context_group WHERE {condition}", [values])
        return dict(cursor.fetchall())


def _note_members(calls: Sequence[tuple[str, Event]], ids: dict[str, int]) -> None:
    seen: dict[tuple[int, int, bool], tuple[int, int]] = {}
    for key, event in calls:
        who = (ids[key], event.profile_id, is_verified(event.trust))
        first, last = seen.get(who, (event.occurred_at, event.occurred_at))
        seen[who] = (min(first, event.occurred_at), max(last, event.occurred_at))
    bulk.insert(
        "context_group_member",
        _MEMBER_COLUMNS,
        [(*who, *span) for who, span in sorted(seen.items())],
        on_conflict="(group_id, profile_id, is_verified) DO UPDATE SET"
        " first_at = CASE WHEN excluded.first_at < t.first_at THEN excluded.first_at ELSE t.first_at END,"
        " last_at = CASE WHEN excluded.last_at > t.last_at THEN excluded.last_at ELSE t.last_at END",
    )


def _note_traits(calls: Sequence[tuple[str, Event]], ids: dict[str, int]) -> None:
    newest: dict[tuple[int, str, bool], tuple[tuple[int, str, str], Said, Event]] = {}
    for key, event in calls:
        for said in sayings.group_traits(event):
            of = (ids[key], said.name, is_verified(event.trust))
            order = (event.occurred_at, event.message_id, said.value)
            if of not in newest or order > newest[of][0]:
                newest[of] = (order, said, event)
    later = f"({current.exact('excluded.message_id')}, {current.exact('excluded.value')}) > (t.message_id, t.value)"
    bulk.insert(
        "context_group_trait",
        _TRAIT_COLUMNS,
        [
            (*of, said.value, said.word, said.number, order[0], order[1], event.source_id, event.id)
            for of, (order, said, event) in sorted(newest.items(), key=lambda item: item[0])
        ],
        on_conflict="(group_id, name, is_verified) DO UPDATE SET value = excluded.value,"
        " word = excluded.word, number = excluded.number,"
        " changed_id = CASE WHEN excluded.value = t.value THEN t.changed_id ELSE excluded.changed_id END,"
        " occurred_at = excluded.occurred_at, message_id = excluded.message_id, source_id = excluded.source_id"
        " WHERE excluded.occurred_at > t.occurred_at"
        f" OR (excluded.occurred_at = t.occurred_at AND {later})",
    )
    _settle_kinds({group for group, name, _ in newest if name in kinds.NAMES})


def _settle_kinds(group_ids: set[int]) -> None:
    """Write down of which kind these groups are, where that is new."""
    if not group_ids:
        return
    among, values = bulk.among("t.group_id", group_ids)
    named, names = bulk.among("t.name", kinds.NAMES, "text")
    told: dict[tuple[int, str], dict[str, object]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.id, g.kind, t.name, t.value FROM context_group_trait t JOIN context_group g ON g.id = t.group_id"
            f" WHERE {among} AND {named} ORDER BY t.is_verified",
            [values, names],
        )
        for group, kind, name, value in cursor.fetchall():
            told.setdefault((group, kind), {})[name] = msgspec.json.decode(value)
        found = [(kinds.kind_of(traits), group, kind) for (group, kind), traits in told.items()]
        cursor.executemany(
            "UPDATE context_group SET kind = %s WHERE id = %s",
            [(new, group) for new, group, kind in found if new != kind],
        )


def forget_empty(profile_ids: Sequence[int]) -> int:
    """Delete the groups in which nobody is or was but these profiles, with all that is told of them; how many."""
    among, values = bulk.among("profile_id", profile_ids)
    theirs = " UNION ".join(f"SELECT group_id FROM {table} WHERE {among}" for table in _OF_PROFILES)
    others = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} o WHERE o.group_id = g.group_id AND NOT (o.{among}))"
        for table in _OF_PROFILES
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT g.group_id FROM ({theirs}) AS g WHERE {others}", [values] * 4)
        empty = [row[0] for row in cursor.fetchall()]
        for table, column in (
            ("context_group_trait", "group_id"), *((table, "group_id") for table in _OF_PROFILES),
            ("context_group", "id"),
        ):  # fmt: skip
            condition, gone = bulk.among(column, empty)
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", [gone])
        return len(empty)

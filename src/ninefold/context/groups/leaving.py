"""Takes people out of groups: by an event of theirs, or by the team. What was is kept; who is named with the group
again later is in it again.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import Event, EventKind, EventName, NewEvent
from ninefold.context import joining, people
from ninefold.context.identity import identity_of, is_verified
from ninefold.kernel import ids
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import BadInput, NotFound

_COLUMNS = {
    "group_id": "int", "profile_id": "int", "is_verified": "bool", "left_at": "int", "source_id": "int",
    "removed_by": "text",
}  # fmt: skip
_BY_CHARACTERS_MAX = 100


def is_leaving(event: Event) -> bool:
    """Whether an event says that somebody is no longer in a group."""
    return event.name == EventName.RELATIONSHIP_DELETED and event.kind is EventKind.TRACK


def left_key(event: Event) -> str:
    """The id of the group that is left, "" where the event names none."""
    named = event.properties.get("objectId")
    text = str(named) if isinstance(named, str | int) and not isinstance(named, bool) else ""
    found = identity_of("group", text)
    return found[1] if found else ""


def check(event: Event) -> None:
    """Raise BadInput, in words for who sent it, when it does not say which group is left."""
    if is_leaving(event) and not left_key(event):
        raise BadInput("group_unnamed", "This event needs `objectId`, the id of the group that the person leaves.")


def note(leavings: Sequence[tuple[int, Event]]) -> None:
    """Keep that people left groups (by id), as events say. Twice is as once."""
    _keep([
        (group, event.profile_id, is_verified(event.trust), event.occurred_at, event.source_id, _by(event))
        for group, event in leavings
    ])  # fmt: skip


def _by(event: Event) -> str:
    """Who of the team did it; only our own events can tell."""
    return str(event.properties.get("by", ""))[:_BY_CHARACTERS_MAX] if event.source_id == 0 else ""


def _keep(rows: Sequence[tuple[int, int, bool, int, int, str]]) -> None:
    bulk.insert(
        "context_group_leaving",
        _COLUMNS,
        sorted(rows),
        on_conflict="(group_id, profile_id, is_verified, left_at) DO NOTHING",
    )


@transaction.atomic
def remove_from_group(*, actor: Actor, group_id: int, person_id: int, now: int) -> None:
    """Take a person out of a group. It holds at once; its event follows and says the same.

    Raises NotAllowed, NotFound.
    """
    actor.require(Permission.CONSENT_EDIT)
    joining.hold()
    among, values = bulk.among("m.profile_id", people.person(person_id).profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.key, m.profile_id, MAX(m.last_at) FROM context_group_member m JOIN context_group g"
            f" ON g.id = m.group_id WHERE g.id = %s AND {among} GROUP BY g.key, m.profile_id ORDER BY m.profile_id",
            [group_id, values],
        )
        rows = cursor.fetchall()
    if not rows:
        raise NotFound("group_member_not_found", "This person is not in this group, or no longer.")
    # Each profile that was named with it leaves it, so that the person stays out when they are taken apart.
    told = [_event(actor, key, profile, max(now, last_at)) for key, profile, last_at in rows]
    _keep([(group_id, event.profile_id, True, event.occurred_at, 0, actor.key[:_BY_CHARACTERS_MAX]) for event in told])
    collect.record(events=told)


def _event(actor: Actor, key: str, profile_id: int, at: int) -> NewEvent:
    return NewEvent(
        message_id=f"group-left:{ids.derived_id('group-left', key, profile_id, at)}",
        name=EventName.RELATIONSHIP_DELETED,
        occurred_at=at,
        profile_id=profile_id,
        properties={"objectId": key, "by": actor.key},
    )

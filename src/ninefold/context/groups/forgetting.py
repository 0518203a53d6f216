"""Takes back what somebody who is erased told of groups that others are in: what these told before holds again."""

from collections.abc import Collection, Sequence

from django.db import connection

from ninefold.collect import queries as collect
from ninefold.context import touched
from ninefold.context.groups import keeping, kinds
from ninefold.kernel.database import bulk


def forget_told(profile_ids: Sequence[int]) -> int:
    """Delete the traits of groups that calls of these profiles told, in the caller's transaction; how many.

    To be asked while their events and memberships are there.
    """
    calls = [call for page in collect.group_calls(of=profile_ids) for call in page] if profile_ids else []
    groups, gone = _delete({call.message_id for call in calls}, profile_ids)
    if gone:
        own = set(profile_ids)
        for page in collect.group_calls(about={call.other_id for call in calls}):
            keeping.tell_again([call for call in page if call.profile_id and call.profile_id not in own])
        touched.note(_people_in(groups))
    return gone


def _delete(message_ids: Collection[str], profile_ids: Sequence[int]) -> tuple[set[int], int]:
    """The groups in which traits went, and how many did."""
    theirs, profiles = bulk.among("profile_id", profile_ids)
    told, messages = bulk.among("message_id", message_ids, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM context_group_trait WHERE group_id IN"
            f" (SELECT group_id FROM context_group_member WHERE {theirs}) AND {told} RETURNING group_id",
            [profiles, messages],
        )
        found = [group for (group,) in cursor.fetchall()]
        within, groups = bulk.among("id", set(found))
        named, names = bulk.among("t.name", kinds.NAMES, "text")
        cursor.execute(
            f"UPDATE context_group SET kind = '' WHERE {within} AND NOT EXISTS"
            f" (SELECT 1 FROM context_group_trait t WHERE t.group_id = context_group.id AND {named})",
            [groups, names],
        )
    return set(found), len(found)


def _people_in(group_ids: Collection[int]) -> set[int]:
    among, values = bulk.among("group_id", group_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT profile_id FROM context_group_member WHERE {among}", [values])
        return {profile for (profile,) in cursor.fetchall()}

"""What people say themselves of the communities they belong to: they join one, leave it, or say that it is not them.

The word holds at once; its event follows and says the same.
"""

from collections.abc import Sequence

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.context import belonging, joining, people
from ninefold.context.telling import tell
from ninefold.culture import queries as culture
from ninefold.kernel import ids
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound

_COLUMNS = {"profile_id": "int", "community": "text", "joined_at": "int", "left_at": "int"}
Row = tuple[int, str, int, int]


def keep(rows: Sequence[Row]) -> None:
    """Keep when profiles joined communities and left them: profile, community, joined and left (us, 0: not told).

    The latest of each counts, so order of arrival never matters. In the caller's transaction.
    """
    bulk.insert(
        "context_communityword",
        _COLUMNS,
        sorted(rows),
        on_conflict="(profile_id, community) DO UPDATE SET"
        " joined_at = CASE WHEN excluded.joined_at > t.joined_at THEN excluded.joined_at ELSE t.joined_at END,"
        " left_at = CASE WHEN excluded.left_at > t.left_at THEN excluded.left_at ELSE t.left_at END",
    )


@transaction.atomic
def join_community(*, profile_id: int, key: str, where: str, now: int) -> None:
    """Somebody says that they belong to a community. Raises NotFound."""
    denied = _denied(profile_id, key)
    keep([(profile_id, key, now, 0)])
    _tell(EventName.COMMUNITY_JOINED, profile_id, key, where, now)
    if key in denied:
        tell(profile_id=profile_id, traits={belonging.DENIED: sorted(denied - {key})}, source=where, now=now)


@transaction.atomic
def leave_community(*, profile_id: int, key: str, where: str, now: int, is_denied: bool = False) -> None:
    """Somebody says that they belong to a community no longer, or never did (`is_denied`), which is never undone by
    what they deal with. They are no longer spoken to in its words either. Raises NotFound.
    """
    denied = _denied(profile_id, key)
    keep([(profile_id, key, 0, now)])
    _tell(EventName.COMMUNITY_LEFT, profile_id, key, where, now)
    said: dict[str, object] = {belonging.DENIED: sorted(denied | {key})} if is_denied else {}
    if people.person(profile_id).traits.get(belonging.STATED) == key:
        said[belonging.STATED] = ""
    if said:
        tell(profile_id=profile_id, traits=said, source=where, now=now)


def _denied(profile_id: int, key: str) -> frozenset[str]:
    """The communities that the person said are not them, after a look whether there is this one."""
    if key not in {one.key for one in culture.communities()}:
        raise NotFound("community_not_found", f"There is no community {key!r}.")
    joining.hold()
    return belonging.denied_of(people.person(profile_id).traits)


def _tell(name: EventName, profile_id: int, key: str, where: str, now: int) -> None:
    message_id = f"community-word:{ids.derived_id('community word', name, profile_id, key, now)}"
    said = {"community": key, "source": where}
    collect.record(events=[NewEvent(message_id, name, now, profile_id=profile_id, properties=said, trust=Trust.LINK)])

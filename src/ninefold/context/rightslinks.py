"""Links by which people get at their own data: asked for on a page, mailed to their address, used once."""

from ninefold.context import people
from ninefold.context.models import RightsLink
from ninefold.kernel.errors import NotFound


def open_rights_link(*, profile_id: int, now: int) -> int:
    """Keep that a link was asked for; its number."""
    return int(RightsLink.objects.create(profile_id=profile_id, asked_at=now).pk)


def rights_link(link_id: int) -> int:
    """The profile of a link that is not used yet. Raises NotFound."""
    found = RightsLink.objects.filter(pk=link_id, used_at=None).first()
    if found is None or found.profile_id not in people.person_ids([found.profile_id]):
        raise NotFound("rights_link_used", "This link has been used already. Each works once: ask for a new one.")
    return found.profile_id


def use_rights_link(*, link_id: int, now: int) -> int:
    """Use a link, in the caller's transaction; its profile. Raises NotFound where it was used before."""
    profile_id = rights_link(link_id)
    if not RightsLink.objects.filter(pk=link_id, used_at=None).update(used_at=now):
        raise NotFound("rights_link_used", "This link has been used already. Each works once: ask for a new one.")
    return profile_id

"""What people say of themselves over a link of theirs: known at once, and recorded as an event that says it again."""

from collections.abc import Mapping

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.drafts import from_new
from ninefold.collect.types import EventKind, NewEvent, Trust
from ninefold.context import projecting
from ninefold.kernel import ids


@transaction.atomic
def tell(*, profile_id: int, traits: Mapping[str, object], source: str, now: int) -> None:
    """Take traits that a person tells of themselves; a page that is read next shows them. Raises NotFound."""
    told = NewEvent(
        message_id=f"told:{ids.derived_id('told', profile_id, *sorted(traits), now)}",
        name="identify",
        kind=EventKind.IDENTIFY,
        occurred_at=now,
        profile_id=profile_id,
        traits=dict(traits),
        properties={"source": source},
        trust=Trust.LINK,
    )
    collect.record(events=[told])
    projecting.note_traits([from_new(told, received_at=now).numbered(0)])

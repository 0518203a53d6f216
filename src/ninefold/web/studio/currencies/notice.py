"""The service mail to who has a reward taken back: why, and what went back."""

import structlog

from ninefold.channel import service
from ninefold.channel.types import ServiceKind
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.currency import queries as currency
from ninefold.currency.types import Redemption
from ninefold.kernel import settings
from ninefold.kernel.errors import BadInput

log = structlog.get_logger(__name__)


def send(ended: Redemption, *, now: int) -> bool:
    """Mail it, in the caller's transaction; whether there is an address to mail it to."""
    person = context.persons([ended.profile_id]).get(ended.profile_id)
    address = person.address("email") if person else ""
    if not address:
        return False
    back = ended.is_refunded and ended.amount
    name = currency.currency(ended.currency).name
    text, html = service.written(
        title=f"“{ended.reward_name}” was taken back",
        paragraphs=[f"Why: {ended.revoke_reason}", *([f"{ended.amount:,} {name} went back to you."] if back else [])],
        url=f"{settings.current().public_url}/wallet", label="My wallet",
    )  # fmt: skip
    subject = f"“{ended.reward_name}” at {culture.company().name} was taken back"[:200]
    try:
        service.send(
            kind=ServiceKind.ACCESS, address=address, profile_id=ended.profile_id, subject=subject, text=text,
            html=html, now=now,
        )  # fmt: skip
    except BadInput as refused:
        log.warning("nobody was told of what was taken back", code=refused.code, redemption=ended.key)
        return False
    return True

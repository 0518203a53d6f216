"""The receipt of a redemption, mailed as a service message in the same transaction."""

import structlog

from ninefold.channel import service
from ninefold.channel.service import TooManyMessages
from ninefold.channel.types import ServiceKind
from ninefold.community.types import Member
from ninefold.culture import queries as culture
from ninefold.currency import queries as currency
from ninefold.currency.types import Redemption, RewardKind
from ninefold.kernel import settings

log = structlog.get_logger(__name__)


def send(member: Member, redemption: Redemption, *, now: int) -> None:
    """Mail what was redeemed, with its code or its link. Too many mails hold up no redemption: the wallet shows it."""
    public = settings.current().public_url
    is_code = redemption.kind is RewardKind.CODE
    url = f"{public}/wallet" if is_code else f"{public}/early/{redemption.reward}"
    text, html = service.written(
        title=f"You redeemed “{redemption.reward_name}”",
        paragraphs=[_given(redemption), _paid(redemption), "It also stands in your wallet."],
        url=url, label="My wallet" if is_code else "Open it",
    )  # fmt: skip
    try:
        service.send(
            kind=ServiceKind.RECEIPT, address=member.address, profile_id=member.profile_id,
            subject=f"{redemption.reward_name}: your receipt from {culture.company().name}"[:200], text=text,
            html=html, now=now,
        )  # fmt: skip
    except TooManyMessages as refused:
        log.warning("a receipt was not mailed", code=refused.code, redemption=redemption.key)


def _given(redemption: Redemption) -> str:
    if redemption.kind is RewardKind.CODE:
        return f"Your code: {redemption.code}. It works once."
    return "It is open to you from now on; sign in with this address to see it."


def _paid(redemption: Redemption) -> str:
    if not redemption.amount:
        return "Nothing left your wallet."
    return f"{redemption.amount:,} {currency.currency(redemption.currency).name} left your wallet."
